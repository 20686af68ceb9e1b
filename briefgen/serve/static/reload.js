// Reloads the page after a rebuild and restores the scroll position. Also operates the panel of
// problems, and makes links with absolute URLs of the site lead to the preview.
(() => {
  const { version, site } = document.currentScript.dataset;
  const key = `briefgen-scroll:${location.pathname}`;

  const scrolled = sessionStorage.getItem(key);
  if (scrolled !== null) {
    sessionStorage.removeItem(key);
    const [x, y] = JSON.parse(scrolled);
    window.scrollTo({ left: x, top: y, behavior: "instant" });
  }

  // Browsers open only six connections to a host, so all tabs share one channel. The tab that holds
  // the lock listens and forwards messages to the others. Without the Web Locks API (a page from
  // another machine without https), each tab listens while it is visible.
  let newest = "";
  let source;
  let release;
  const tabs = new BroadcastChannel("briefgen-reload");
  const hear = (told) => {
    newest = told;
    if (told === version) return;
    sessionStorage.setItem(key, JSON.stringify([window.scrollX, window.scrollY]));
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
      newest = ""; // unknown until the channel is connected again
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

  // Links with absolute URLs of the site
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
    setTimeout(() => say(title.textContent), 100); // screen readers do not announce text present from the start
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
