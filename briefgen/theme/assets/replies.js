// Replies on another service: nothing is loaded from it until the reader asks for it.
"use strict";

// giscus: its page in an iframe, which reports its height (https://giscus.app).
const openFrame = (button) => {
  const frame = document.createElement("iframe");
  frame.src = button.dataset.frame;
  frame.title = button.dataset.title;
  frame.className = "giscus";
  const origin = new URL(frame.src).origin;
  addEventListener("message", ({ data, origin: from }) => {
    const height = from === origin && data?.giscus?.resizeHeight;
    if (height) frame.height = height;
  });
  button.parentElement.replaceWith(frame);
};

// Isso: its API (https://isso-comments.de/docs/reference/server-api/), in the theme's own design.
const element = (name, className, text = "") => {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
};

// The server sends sanitised HTML. Only its text and line breaks are used.
const paragraphs = (html) => {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  const blocks = [...body.children].map((each) => each.innerText.trim());
  return (blocks.length ? blocks : [body.textContent]).filter(Boolean);
};

const item = (reply) => {
  const entry = element("li", "reply");
  entry.id = `reply-${reply.id}`;
  const by = element("p", "reply-by");
  const name = reply.author || "–";
  const avatar = element("span", "avatar", name[0].toUpperCase());
  avatar.ariaHidden = "true";
  const date = new Date(reply.created * 1000);
  const time = element("time", "", date.toLocaleDateString(document.documentElement.lang));
  time.dateTime = date.toISOString();
  by.append(avatar, " ", element("span", "p-author", name), " ", time);
  entry.append(by, ...paragraphs(reply.text).map((text) => element("p", "", text)));
  if (reply.replies?.length) {
    const thread = element("ol", "thread");
    thread.append(...reply.replies.map(item));
    entry.append(thread);
  }
  return entry;
};

const openIsso = async (button) => {
  const { isso, uri, title } = button.dataset;
  const section = button.closest("section");
  const form = section.querySelector("form");
  const status = form.querySelector("[role=status]");
  const thread = section.querySelector("[data-thread]");
  const say = (outcome) => (status.textContent = status.dataset[outcome]);
  const show = async () => {
    const answer = await fetch(`${isso}/?uri=${encodeURIComponent(uri)}&nested_limit=0`);
    const replies = answer.ok ? (await answer.json()).replies : [];
    thread.replaceChildren(...replies.map(item));
    thread.hidden = replies.length === 0;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = (name) => form.elements[`fields[${name}]`].value.trim() || null;
    try {
      const answer = await fetch(`${isso}/new?uri=${encodeURIComponent(uri)}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "include",
        body: JSON.stringify({
          text: field("message"),
          author: field("name"),
          email: field("email"),
          website: field("website"),
          parent: null,
          title,
        }),
      });
      if (!answer.ok) throw new Error(answer.statusText);
      say(answer.status === 202 ? "waiting" : "posted");
      form.reset();
      await show();
    } catch {
      say("failed");
    }
  });
  form.hidden = false;
  button.hidden = true;
  try {
    await show();
  } catch {
    say("failed");
  }
};

for (const button of document.querySelectorAll("button.ask")) {
  button.hidden = false;
  button.addEventListener("click", () => (button.dataset.isso ? openIsso : openFrame)(button));
}
