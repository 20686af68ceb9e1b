// Shows the buttons that this browser supports: copying and the system's share menu.
"use strict";

const status = document.querySelector(".share-status");

/** Tell the reader the outcome: in the button for a moment, and to screen readers. */
const say = (button, outcome) => {
  const label = button.querySelector("span");
  const before = label.textContent;
  if (before === status.dataset[outcome]) return;
  // Emptied first, so that the same text is announced again.
  status.textContent = "";
  setTimeout(() => (status.textContent = status.dataset[outcome]), 50);
  label.textContent = status.dataset[outcome];
  setTimeout(() => (label.textContent = before), 3000);
};

const actions = {
  copy: {
    works: () => Boolean(navigator.clipboard),
    run: async (button) => {
      const { from, url } = button.dataset;
      try {
        const text = from ? document.getElementById(from).textContent.trim() : url;
        await navigator.clipboard.writeText(text);
        say(button, "copied");
      } catch {
        say(button, "failed");
      }
    },
  },
  native: {
    works: () => Boolean(navigator.share),
    // Rejects if the reader cancels, which is not an error.
    run: ({ dataset: { url, title } }) => navigator.share({ url, title }).catch(() => {}),
  },
};

for (const button of document.querySelectorAll("button[data-share]")) {
  const action = actions[button.dataset.share];
  if (!action?.works()) continue;
  button.hidden = false;
  button.addEventListener("click", () => action.run(button));
}
