// Starts Sveltia CMS with the site's configuration. It loads nothing from other sites: fonts and
// translations come from the site itself, and it asks nobody for a newer version.
(() => {
  const { folder, config: source, origins } = document.currentScript.dataset;
  const LOCALES = /^https:\/\/unpkg\.com\/@sveltia\/cms@[^/]+\/(locales\/[\w-]+\.json)$/;
  const allowed = new Set([location.origin, ...origins.split(" ").filter(Boolean)]);
  window.CMS_MANUAL_INIT = true; // it starts when the configuration is here

  const ask = window.fetch;
  window.fetch = (request, options) => {
    const url = new URL(request instanceof Request ? request.url : request, location.href);
    const words = LOCALES.exec(url.href);
    if (words) return ask(folder + words[1], options);
    const isOpen = allowed.has(url.origin) || ["blob:", "data:"].includes(url.protocol);
    return isOpen ? ask(request, options) : Promise.resolve(new Response(null, { status: 503 }));
  };

  // The program's style sheets load fonts from elsewhere. Those of the site take their place.
  const FONTS = [
    ["Source Sans 3", "source-sans-3", { weight: "200 900", sizeAdjust: "110%" }],
    ["Noto Mono", "noto-mono", { weight: "400" }],
    ["Material Symbols Outlined", "material-symbols-outlined", { weight: "400", display: "block" }],
  ];
  for (const [family, file, descriptors] of FONTS) {
    const url = `url("${new URL(`${folder}fonts/${file}.woff2`, location.href)}")`;
    document.fonts.add(new FontFace(family, url, { display: "swap", ...descriptors }));
  }
  const isForeign = (rule) => rule instanceof CSSFontFaceRule && rule.cssText.includes("//");
  new MutationObserver((changes) => {
    const nodes = changes.flatMap((change) => [...change.addedNodes]);
    for (const { sheet } of nodes.filter((node) => node instanceof HTMLStyleElement)) {
      for (let index = sheet.cssRules.length - 1; index >= 0; index -= 1) {
        if (isForeign(sheet.cssRules[index])) sheet.deleteRule(index);
      }
    }
  }).observe(document.head, { childList: true });

  const start = async () => {
    const response = await ask(source, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${source}: ${response.status}`);
    const { config, urls } = await response.json();
    const open = window.open.bind(window);
    window.open = (url, ...rest) => {
      // The program guesses where a brief is on the site. This is where it really is.
      const path = url ? decodeURI(new URL(url, location.href).pathname) : "";
      return open(Object.hasOwn(urls, path) ? urls[path] : url, ...rest);
    };
    for (const { format, fields } of config.collections) {
      const matterFields = fields.filter(({ name }) => name !== "body");
      window.CMS.registerCustomFormat(format, "md", {
        fromFile: (text) => markdownFile.parse(text, matterFields),
        toFile: (content) => markdownFile.format(content, matterFields),
      });
    }
    await window.CMS.init({ config: { ...config, load_config_file: false } });
  };
  // All scripts of the page have run by then.
  addEventListener("DOMContentLoaded", () => {
    start().catch((error) => {
      console.error(error);
      document.getElementById("brief-failed").hidden = false;
    });
  });
})();
