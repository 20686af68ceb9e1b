// Tells Matomo's script what to count, without cookies and not for browsers that ask not to be
// tracked. It runs before that script (https://matomo.org/faq/general/faq_20904/).
"use strict";

{
  const { tracker, site } = document.currentScript.dataset;
  window._paq = [
    ["disableCookies"],
    ["setDoNotTrack", true],
    ["setTrackerUrl", tracker],
    ["setSiteId", site],
    ["trackPageView"],
    ["enableLinkTracking"],
  ];
}
