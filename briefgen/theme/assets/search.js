// Searches the index that Pagefind made of the site: all in the browser, nothing is sent.
"use strict";

const PAGE = 10;
const PAUSE = 150;

const search = document.querySelector(".search");
const form = search.querySelector("form");
const field = form.elements.q;
const selects = [...form.querySelectorAll("select")];
const status = search.querySelector("[role=status]");
const list = search.querySelector(".search-results");
const more = search.querySelector(".search-more");

let engine = null;
let found = [];
let shown = 0;
let round = 0;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// An excerpt is HTML: of it only texts and the marks around found words are taken over.
function excerpt(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const parts = [...parsed.body.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent,
  );
  return element("p", { className: "search-excerpt", dir: "auto" }, ...parts);
}

function result(data) {
  const link = element("a", { href: data.url, dir: "auto" }, data.meta.title ?? data.url);
  const facts = [data.meta.date, ...(data.filters.category ?? [])].filter(Boolean).join(" · ");
  const parts = [element("h2", {}, link), excerpt(data.excerpt)];
  if (facts) parts.splice(1, 0, element("p", { className: "search-facts" }, facts));
  return element("li", {}, ...parts);
}

function count(number) {
  if (number === 0) return search.dataset.none;
  return number === 1 ? search.dataset.one : search.dataset.many.replace("{n}", number);
}

async function showMore() {
  const mine = round;
  const next = found.slice(shown, shown + PAGE);
  const items = (await Promise.all(next.map((each) => each.data()))).map(result);
  if (mine !== round) return;
  list.append(...items);
  const first = shown;
  shown += items.length;
  more.hidden = shown >= found.length;
  if (first > 0) items[0]?.querySelector("a").focus();
}

function remember() {
  const query = new URLSearchParams();
  for (const each of form.elements) if (each.name && each.value) query.set(each.name, each.value);
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
}

async function run() {
  const mine = ++round;
  const chosen = selects.filter((each) => each.value);
  const filters = Object.fromEntries(chosen.map((each) => [each.name, each.value]));
  const words = field.value.trim();
  remember();
  if (!words && !chosen.length) {
    list.replaceChildren();
    status.textContent = "";
    more.hidden = true;
    return;
  }
  const options = words ? { filters } : { filters, sort: { date: "desc" } };
  const answer = await engine.search(words || null, options);
  if (mine !== round) return;
  found = answer.results;
  shown = 0;
  list.replaceChildren();
  status.textContent = count(found.length);
  await showMore();
}

function fill(select, values) {
  const names = Object.keys(values ?? {}).sort((a, b) => a.localeCompare(b));
  if (select.name === "year") names.reverse();
  select.append(...names.map((name) => element("option", { value: name }, name)));
  select.parentElement.hidden = names.length === 0;
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  for (const each of [field, ...selects]) each.value = query.get(each.name) ?? "";
  for (const each of selects) if (each.selectedIndex < 0) each.value = "";
}

async function begin() {
  search.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.focus();
  try {
    engine = await import(`${search.dataset.index}pagefind.js`);
    await engine.options({ baseUrl: search.dataset.site, excerptLength: 32 });
    await engine.init();
    const filters = await engine.filters();
    for (const each of selects) fill(each, filters[each.name]);
  } catch (problem) {
    status.textContent = search.dataset.failed;
    throw problem;
  }
  const typed = field.value;
  fromAddress();
  field.value = typed;
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, PAUSE);
  });
  for (const each of selects) each.addEventListener("change", run);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  });
  more.addEventListener("click", showMore);
  search.dataset.ready = "";
  await run();
}

begin();
