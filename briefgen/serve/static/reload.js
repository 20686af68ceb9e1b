// Reloads the page when the site was rebuilt, and returns to where the reader was.
(() => {
  const version = document.currentScript.dataset.version;
  const place = `briefgen-scroll:${location.pathname}`;

  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    const [x, y] = JSON.parse(kept);
    window.scrollTo({ left: x, top: y, behavior: "instant" });
  }

  document.querySelector("#briefgen-overlay button")?.addEventListener("click", (event) => {
    event.target.parentElement.remove();
  });

  const channel = new EventSource("/.briefgen/reload");
  channel.onmessage = (message) => {
    if (message.data !== version) {
      sessionStorage.setItem(place, JSON.stringify([window.scrollX, window.scrollY]));
      channel.close();
      location.reload();
    }
  };
  window.addEventListener("pagehide", () => channel.close());
})();
