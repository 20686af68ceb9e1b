// Reloads the page when the site was rebuilt, and returns to where the reader was. Sees to the
// panel of problems, and lets whole addresses of the site lead to the preview.
(() => {
  const { version, site } = document.currentScript.dataset;
  const place = `briefgen-scroll:${location.pathname}`;

  const scrolled = sessionStorage.getItem(place);
  if (scrolled !== null) {
    sessionStorage.removeItem(place);
    const [x, y] = JSON.parse(scrolled);
    window.scrollTo({ left: x, top: y, behavior: "instant" });
  }

  // A browser opens but six connections to a host, so all its tabs share one channel: the tab that
  // holds the lock listens, and passes on what it hears. Where there are no locks (a page without
  // https from another machine), each tab listens while it is seen.
  let newest = "";
  let source;
  let release;
  const tabs = new BroadcastChannel("briefgen-reload");
  const hear = (told) => {
    newest = told;
    if (told === version) return;
    sessionStorage.setItem(place, JSON.stringify([window.scrollX, window.scrollY]));
    stop();
    location.reload();
  };
  const listen = () => {
    source = new EventSource("/.briefgen/reload");
    source.onmessage = (message) => {
      tabs.postMessage({ version: message.data });
      hear(message.data);
    };
    source.onerror = () => {
      newest = ""; // what it is by now is not known until the channel is there again
    };
  };
  const stop = () => {
    source?.close();
    source = undefined;
    release?.();
    release = undefined;
  };
  const start = () => {
    if (!navigator.locks) {
      if (!document.hidden && !source) listen();
      return;
    }
    tabs.postMessage({ ask: true });
    navigator.locks.request("briefgen-reload", () => {
      listen();
      return new Promise((resolve) => {
        release = resolve;
      });
    });
  };
  tabs.onmessage = ({ data }) => {
    if (data.version) hear(data.version);
    else if (source && newest) tabs.postMessage({ version: newest });
  };
  if (!navigator.locks) {
    document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  }
  start();
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  // Links of the page to the site by its whole address
  const home = site && new URL(site);
  for (const link of home ? document.links : []) {
    if (link.host === home.host && `${link.pathname}/`.startsWith(home.pathname)) {
      link.href = location.origin + link.pathname + link.search + link.hash;
    }
  }

  // The panel
  const root = document.querySelector("briefgen-panel")?.shadowRoot ?? document;
  const panel = root.querySelector("details");
  const status = root.querySelector("[role=status]");
  const say = (words) => {
    if (status) status.textContent = words;
  };
  if (panel) {
    const title = panel.querySelector("summary");
    const was = sessionStorage.getItem("briefgen-panel");
    if (was && !panel.open) panel.open = true;
    if (panel.classList.contains("error")) title.focus({ preventScroll: true });
    else panel.addEventListener("toggle", () => {
      if (panel.open) sessionStorage.setItem("briefgen-panel", "open");
      else sessionStorage.removeItem("briefgen-panel");
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && panel.open && !event.defaultPrevented) {
        panel.open = false;
        title.focus({ preventScroll: true });
      }
    });
    setTimeout(() => say(title.textContent), 100); // what is there from the start is not read out
  }
  const copy = async (button) => {
    const text = button.textContent;
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else {
      getSelection().selectAllChildren(button);
      document.execCommand("copy");
    }
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 2000);
    say(`Copied ${text}`);
  };
  for (const button of root.querySelectorAll?.(".place button") ?? []) {
    button.addEventListener("click", () => copy(button));
  }
})();
