// Shows the share buttons that this browser supports. Without this script the links still work.
"use strict";

const actions = {
  copy: {
    works: () => Boolean(navigator.clipboard),
    run: async ({ url }, say) => {
      try {
        await navigator.clipboard.writeText(url);
        say("copied");
      } catch {
        say("failed");
      }
    },
  },
  native: {
    works: () => Boolean(navigator.share),
    // Rejects if the reader cancels, which is not an error.
    run: ({ url, title }) => navigator.share({ url, title }).catch(() => {}),
  },
};

for (const nav of document.querySelectorAll("nav.share")) {
  const status = nav.querySelector("[role=status]");
  const say = (outcome) => {
    // Emptied first, so that the same text is announced again.
    status.textContent = "";
    setTimeout(() => (status.textContent = status.dataset[outcome]), 50);
  };
  for (const button of nav.querySelectorAll("button[data-share]")) {
    const action = actions[button.dataset.share];
    if (!action?.works()) continue;
    button.hidden = false;
    button.addEventListener("click", () => action.run(button.dataset, say));
  }
}
