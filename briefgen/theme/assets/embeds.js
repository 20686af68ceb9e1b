// Charts, videos and maps of other sites: nothing is loaded until the reader asks for it.
"use strict";

const LEAST = 200; // pixels of height
const MOST = 4000;

// What a frame may do: not lead the reader's window to another page, for one.
const ALLOWED = [
  "allow-scripts",
  "allow-same-origin",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-forms",
  "allow-downloads",
  "allow-presentation",
].join(" ");

const frameFor = ({ frame, title }) => {
  const iframe = document.createElement("iframe");
  iframe.title = title;
  iframe.sandbox = ALLOWED;
  iframe.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  iframe.referrerPolicy = "strict-origin"; // some services play for no site without a name
  iframe.src = frame;
  return iframe;
};

// The frame takes the place of the image, and is as high, so that nothing on the page moves.
const open = (button, image) => {
  const figure = button.closest("figure");
  const frame = frameFor(button.dataset);
  if (image) {
    const height = (image.querySelector("picture > img") ?? image).offsetHeight;
    const width = figure.clientWidth;
    frame.style.aspectRatio = `${width} / ${Math.max(height, LEAST)}`;
    if (figure.classList.contains("wide")) frame.style.inlineSize = `${width}px`;
    image.hidden = true;
  }
  figure.prepend(frame);
  frame.focus();
};

const close = (button, image) => {
  button.closest("figure").querySelector("iframe").remove();
  if (image) image.hidden = false;
};

for (const button of document.querySelectorAll(".embed-open button")) {
  const first = button.closest("figure").firstElementChild;
  const image = first.contains(button) ? null : first;
  const words = button.querySelector("span");
  const other = { true: button.dataset.close, false: words.textContent };
  button.ariaExpanded = "false";
  button.addEventListener("click", () => {
    const opens = button.ariaExpanded === "false";
    button.style.minBlockSize = `${button.offsetHeight}px`;
    (opens ? open : close)(button, image);
    button.ariaExpanded = String(opens);
    words.textContent = other[opens];
  });
}

// The height of its page that a frame reports: as Datawrapper says it
// (https://developer.datawrapper.de/docs/responsive-iframe), or as Flourish and Observable do.
const heightIn = (data) => {
  const charts = data?.["datawrapper-height"];
  if (charts) return Object.values(charts)[0];
  if (typeof data !== "string" || !data.includes("iframe.resize")) return 0;
  try {
    const message = JSON.parse(data);
    return message.context === "iframe.resize" ? message.height : 0;
  } catch {
    return 0;
  }
};

addEventListener("message", ({ data, origin, source }) => {
  for (const frame of document.querySelectorAll(".embed > iframe")) {
    if (frame.contentWindow !== source || new URL(frame.src).origin !== origin) continue;
    const height = Number(heightIn(data));
    if (height > 0) frame.style.blockSize = `${Math.min(Math.ceil(height), MOST)}px`;
  }
});
