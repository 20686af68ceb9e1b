// Searches the site's Pagefind index, entirely in the browser.
//
// Each language has its own index. The index of the page's language is searched first. The others are
// loaded if it has no results, or when the reader reaches the end of its results.
//
// The index of a language with many briefs is in parts. There, the index of the language has only the
// words of each part, and its results are the names of parts.
"use strict";

const FIRST = 10; // results of the page's own language, and of each "More results"
const GLIMPSE = 3; // results of each other language at first
const AHEAD = 4; // indexes of other languages to load at a time
const PAUSE = 150; // milliseconds without a key press before a search starts
const PART = "_part"; // the filter that chooses parts of an index
const WORDS = "words"; // its value for the index of words

const search = document.querySelector(".search");
const words = search.dataset;
const form = search.querySelector("form");
const field = form.elements.q;
const selects = [...form.querySelectorAll("select")];
const status = search.querySelector("[role=status]");
const results = search.querySelector(".search-results");
const sentinel = search.querySelector(".search-end");
const ownLanguage = results.dataset.language;
const start = document.querySelector(".search-start");

const version = Date.now(); // the same for all indexes, so that their list is loaded once
const engines = new Map();
let list = null; // of languages
let parts = {}; // names of the parts of an index, by language
let round = 0;
let searchElsewhere = () => {};

const end = new IntersectionObserver(([entry]) => entry.isIntersecting && searchElsewhere(), {
  rootMargin: "200px",
});

function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

// Each language gets its own instance of Pagefind, since an instance follows the rules of one
// language. It reads the language from the page's lang attribute when it starts.
async function load(language) {
  const engine = await import(`${words.index}pagefind.js#${language}`);
  const root = document.documentElement;
  const own = root.lang;
  const names = parts[language] ?? [];
  const options = { baseUrl: words.site, excerptLength: 32, metaCacheTag: String(version) };
  engine.options(names.length ? { ...options, mergeFilter: { [PART]: WORDS } } : options);
  root.lang = language;
  const ready = engine.init();
  root.lang = own;
  await ready;
  if (names.length) await merge(engine, names, { ...options, language });
  return engine;
}

// Adds the parts of an index. If one cannot be loaded, the next search starts again.
async function merge(engine, names, options) {
  const add = (name) =>
    engine.mergeIndex(`${words.index}parts/${name}/`, { ...options, mergeFilter: { [PART]: name } });
  try {
    await engine.filters(); // fails if the first index does, for which merging would wait forever
    await Promise.all(names.map(add));
  } catch (problem) {
    await engine.destroy();
    throw problem;
  }
}

function engineOf(language) {
  if (!engines.has(language)) {
    const loading = load(language);
    loading.catch(() => engines.delete(language));
    engines.set(language, loading);
  }
  return engines.get(language);
}

async function find(language, query) {
  const engine = await engineOf(language);
  if (parts[language]) return findInParts(engine, parts[language], query);
  const options = query.words
    ? { filters: query.filters }
    : { filters: query.filters, sort: { date: "desc" } };
  return (await engine.search(query.words || null, options)).results;
}

// Searches the parts that have all words. In the others, Pagefind would ignore a word that they lack.
// Without words, the newest come first: names of results begin with their dates.
async function findInParts(engine, names, query) {
  const search = async (filters) => (await engine.search(query.words || null, { filters })).results;
  let chosen = names;
  if (query.words && !isPhrase(query.words)) {
    chosen = (await search({ [PART]: WORDS })).map((each) => each.id);
    if (!chosen.length) return [];
  }
  const all = await search({ ...query.filters, [PART]: { any: chosen } });
  if (query.words) return all;
  const dated = all.filter((each) => /^\d/u.test(each.id));
  return dated.length ? dated.sort((one, other) => (one.id < other.id ? 1 : -1)) : all;
}

function isPhrase(text) {
  return /^".+"$/u.test(text);
}

// The parts of a mark, with punctuation split off: [text, whether it matched].
function markedParts(text) {
  const [, before, word = "", after] =
    /^([^\p{L}\p{N}]*?)([\p{L}\p{N}].*?)?([^\p{L}\p{N}\p{M}]*)$/su.exec(text);
  return [[before, false], [word, true], [after, false]];
}

function dropped(parts, length) {
  const remaining = [];
  for (const [text, isMarked] of parts) {
    remaining.push([text.slice(length), isMarked]);
    length = Math.max(0, length - text.length);
  }
  return remaining;
}

function spaced(text) {
  return text.replace(/\u200b/gu, "").replace(/\s+/gu, " ");
}

// An excerpt is HTML, of which only text and marks are used. The title, with which the indexed text
// starts, is not repeated. Cuts are marked.
function excerpt(data) {
  const parsed = new DOMParser().parseFromString(data.excerpt.trim(), "text/html");
  const parts = [...parsed.body.childNodes].flatMap((node) => {
    const text = spaced(node.textContent);
    return node.nodeName === "MARK" ? markedParts(text) : [[text, false]];
  });
  const text = parts.map(([part]) => part).join("");
  const content = spaced(data.content).trim();
  const title = spaced(data.meta.title ?? "");
  const opening = content.startsWith(title) ? /^[.\s]*/u.exec(content.slice(title.length))[0] : "";
  const body = opening ? title.length + opening.length : 0;
  const offset = content.indexOf(text);
  const nodes = dropped(parts, offset < 0 ? 0 : Math.max(0, body - offset))
    .filter(([part]) => part)
    .map(([part, isMarked]) => (isMarked ? element("mark", {}, part) : part));
  if (offset < 0 || offset > body) nodes.unshift("…\u00a0");
  if (!content.endsWith(text)) nodes.push("\u00a0…");
  return element("p", { className: "search-excerpt", dir: "auto" }, ...nodes);
}

// The image of a brief, small. The title is the link that everybody needs, so this one is hidden from
// screen readers and the keyboard.
function thumbnail(data) {
  const source = data.meta.thumbnail;
  if (!source) return [];
  const image = element("img", { src: source, alt: "", loading: "lazy" });
  const isDrawing = /\.svgz?$/iu.test(source);
  const link = element("a", { href: data.url, className: "card-image", tabIndex: -1 }, image);
  link.classList.toggle("whole", isDrawing);
  link.ariaHidden = "true";
  return [link];
}

// The name of a category in the language of the page.
function named(category) {
  const choices = [...(form.elements.category?.options ?? [])];
  return choices.find((each) => each.value === category)?.text ?? category;
}

function item(data, heading) {
  const link = element("a", { href: data.url, dir: "auto" }, data.meta.title ?? data.url);
  const categories = (data.filters.category ?? []).map(named);
  const facts = [data.meta.date, ...categories].filter(Boolean).join(" · ");
  const parts = [element(heading, {}, link), excerpt(data)];
  if (facts) parts.splice(1, 0, element("p", { className: "search-facts" }, facts));
  const { language } = data.meta;
  const text = element("div", {}, ...parts);
  return element("li", language ? { lang: language } : {}, ...thumbnail(data), text);
}

// The results in one language, under its name unless it is the page's language.
async function group(language, found) {
  const isOwn = language === ownLanguage;
  const name = form.elements.language?.querySelector(`[value="${language}"]`);
  const lang = name?.lang ?? language;
  const dir = name?.dir ?? "auto";
  const list = element("ol", isOwn ? {} : { lang, dir });
  const more = element("button", { type: "button", className: "search-more" }, words.more);
  let shown = 0;
  async function show(count) {
    const next = found.slice(shown, shown + count);
    shown += next.length; // at once, since a reader may click again while these are loading
    const data = await Promise.all(next.map((each) => each.data()));
    const items = data.map((each) => item(each, isOwn ? "h2" : "h3"));
    list.append(...items);
    more.hidden = shown >= found.length;
    return items[0];
  }
  more.addEventListener("click", async () => {
    const first = await show(FIRST);
    first?.querySelector("a").focus();
  });
  await show(isOwn ? FIRST : GLIMPSE);
  const section = element("section", { className: "search-group" });
  if (!isOwn) section.append(element("h2", { lang, dir }, name?.textContent ?? language));
  section.append(list, more);
  return section;
}

function report(own, elsewhere) {
  const parts = [];
  if (own) parts.push(own === 1 ? words.one : words.many.replace("{n}", own));
  if (elsewhere) parts.push(words.elsewhere.replace("{n}", elsewhere));
  const text = parts.join(" · ") || words.none;
  if (status.textContent !== text) status.textContent = text; // otherwise it would be announced again
}

function asked() {
  const chosen = selects.filter((each) => each.value && each.name !== "language");
  return {
    words: field.value.trim(),
    filters: Object.fromEntries(chosen.map((each) => [each.name, each.value])),
    language: form.elements.language?.value ?? "",
  };
}

function remember() {
  const query = new URLSearchParams();
  for (const each of form.elements) if (each.name && each.value) query.set(each.name, each.value);
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
}

function isEmpty(query) {
  return !query.words && !query.language && !Object.keys(query.filters).length;
}

async function run() {
  const mine = ++round;
  const isStale = () => mine !== round;
  const query = asked();
  end.disconnect();
  delete words.searched;
  remember();
  start.hidden = !isEmpty(query);
  const languages = await indexed();
  if (isStale()) return;
  if (isEmpty(query)) {
    results.replaceChildren();
    status.textContent = "";
    return;
  }
  const searched = languages.filter((each) => !query.language || each === query.language);
  const others = searched.filter((each) => each !== ownLanguage);
  const own = searched.length > others.length ? await find(ownLanguage, query) : [];
  const groups = own.length ? [await group(ownLanguage, own)] : [];
  if (isStale()) return;
  results.replaceChildren(...groups);
  if (!own.length || !others.length) return runElsewhere(others, query, own.length, isStale);
  report(own.length, 0);
  searchElsewhere = () => {
    end.disconnect();
    attempt(() => runElsewhere(others, query, own.length, isStale));
  };
  end.observe(sentinel);
}

// Searches the other languages, a few at a time, and shows their results in order.
async function runElsewhere(languages, query, own, isStale) {
  if (!own && languages.length) status.textContent = words.searching;
  const finding = [];
  let problem = null;
  let count = 0;
  for (const [index, language] of languages.entries()) {
    for (const next of languages.slice(finding.length, index + AHEAD)) {
      finding.push(find(next, query).catch((reason) => ((problem = reason), [])));
    }
    const matches = await finding[index];
    if (isStale()) return;
    if (!matches.length) continue;
    const section = await group(language, matches);
    if (isStale()) return;
    count += matches.length;
    results.append(section);
    report(own, count);
  }
  if (problem && !own && !count) throw problem;
  if (problem) console.error(problem);
  report(own, count);
  words.searched = query.words;
}

// Runs a search. Errors are shown, and the next search tries again.
async function attempt(action) {
  try {
    await action();
  } catch (problem) {
    status.textContent = words.failed;
    console.error(problem);
  }
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  for (const each of selects) each.value = query.get(each.name) ?? "";
  for (const each of selects) if (each.selectedIndex < 0) each.value = "";
}

// Returns the languages of the index: the page's own first, then those with a home page. A site's
// own layouts may leave all pages of a language out of the index.
async function loadList() {
  const answer = await fetch(`${words.index}pagefind-entry.json?ts=${version}`);
  if (!answer.ok) throw new Error(`the list of indexes has status ${answer.status}`);
  const index = await answer.json();
  parts = index.parts ?? {};
  const names = Object.keys(index.languages);
  const order = [ownLanguage, ...results.dataset.languages.split(" ")];
  return [...new Set([...order.filter((each) => names.includes(each)), ...names])];
}

function indexed() {
  if (!list) {
    list = loadList();
    list.catch(() => (list = null));
  }
  return list;
}

async function begin() {
  field.value = new URLSearchParams(location.search).get("q") ?? field.value;
  fromAddress();
  field.focus({ preventScroll: true });
  start.hidden = !isEmpty(asked());
  let waiting = 0;
  const perform = () => {
    clearTimeout(waiting);
    return attempt(run);
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(perform, PAUSE);
  });
  for (const each of selects) each.addEventListener("change", perform);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    perform();
  });
  await perform();
  search.dataset.ready = "";
  // Loaded before the first key press, so that results appear immediately.
  if (list && (await list).includes(ownLanguage)) engineOf(ownLanguage);
}

begin();
