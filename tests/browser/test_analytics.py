"""Visitor statistics: pages load the script of the chosen service and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite

BRIEF: Final = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}
# What the scripts of the services do, by their documentation.
PLAUSIBLE: Final = """
const script = document.currentScript;
const asked = new XMLHttpRequest();
asked.open("POST", new URL(script.src).origin + "/api/event");
asked.send(JSON.stringify({ n: "pageview", d: script.dataset.domain }));
"""
GOATCOUNTER: Final = """
const script = document.querySelector("script[data-goatcounter]");
navigator.sendBeacon(script.dataset.goatcounter + "?p=" + encodeURIComponent(location.pathname));
"""
MATOMO: Final = """
const asked = new URLSearchParams();
let tracker = "", pageviews = 0;
for (const [name, value] of window._paq) {
  if (name === "disableCookies" && pageviews) throw new Error("too late");
  if (name === "trackPageView") pageviews += 1;
  if (name === "setTrackerUrl") tracker = value;
  else if (value !== undefined) asked.set(name, value);
}
if (pageviews === 1) navigator.sendBeacon(tracker + "?" + asked);
"""


class Way(NamedTuple):
    """Settings, the script that they load, what it does, and the URL that it reports to."""

    settings: dict[str, str]
    script: str
    program: str
    report: str


WAYS: Final = {
    "plausible": Way(
        {"provider": "plausible", "site": "example.org"},
        "https://plausible.io/js/script.js",
        PLAUSIBLE,
        "https://plausible.io/api/event",
    ),
    "own plausible": Way(
        {"provider": "plausible", "site": "example.org", "url": "https://stats.example.org/"},
        "https://stats.example.org/js/script.js",
        PLAUSIBLE,
        "https://stats.example.org/api/event",
    ),
    "goatcounter": Way(
        {"provider": "goatcounter", "site": "minerals"},
        "https://gc.zgo.at/count.js",
        GOATCOUNTER,
        "https://minerals.goatcounter.com/count?p=%2Fbriefs%2Fa%2F",
    ),
    "own goatcounter": Way(
        {"provider": "goatcounter", "url": "https://stats.example.org"},
        "https://stats.example.org/count.js",
        GOATCOUNTER,
        "https://stats.example.org/count?p=%2Fbriefs%2Fa%2F",
    ),
    "matomo": Way(
        {"provider": "matomo", "site": "7", "url": "https://stats.example.org/m/"},
        "https://stats.example.org/m/matomo.js",
        MATOMO,
        "https://stats.example.org/m/matomo.php?setDoNotTrack=true&setSiteId=7",
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_visit_is_counted_under_the_policy(
    make_site: MakeSite,
    build_site: BuildSite,
    serve_folder: ServeFolder,
    guarded: Watched,
    name: str,
) -> None:
    way = WAYS[name]
    requests: list[str] = []
    sent: list[str] = []

    def answer(route: Route) -> None:
        requests.append(route.request.url)
        sent.append(route.request.post_data or "")
        if route.request.url == way.script:
            route.fulfill(body=way.program, content_type="text/javascript")
        else:
            route.fulfill(status=202, headers={"Access-Control-Allow-Origin": "*"})

    url = serve_folder(build_site(make_site(BRIEF, analytics=way.settings)).folder)
    guarded.route(lambda each: not each.startswith(url), answer)
    with guarded.expect_request(way.report):
        guarded.goto(f"{url}/briefs/a/")
    guarded.wait_for_load_state("networkidle")
    assert requests == [way.script, way.report]
    if way.program == PLAUSIBLE:
        assert '"d":"example.org"' in sent[1]
    assert guarded.evaluate("window.violations") == []
    assert guarded.troubles == guarded.foreign == []


def test_other_hosts_stay_forbidden(
    make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder, guarded: Watched
) -> None:
    settings = {"provider": "goatcounter", "site": "minerals"}
    url = serve_folder(build_site(make_site(BRIEF, analytics=settings)).folder)
    guarded.goto(f"{url}/briefs/a/")
    script = "(url) => fetch(url).then(() => 'sent', () => 'refused')"
    assert guarded.evaluate(script, "https://gc.zgo.at/count") == "refused"
    assert guarded.evaluate(script, "https://other.goatcounter.com/count") == "refused"
    assert len(guarded.evaluate("window.violations")) == 2
