"""Eleventy, from npm, with its own markdown-it, Nunjucks layouts and the RSS plug-in's filters."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from corpus import Brief

from generators import (
    EDITION,
    NEWEST,
    PER_PAGE,
    TITLE,
    URL,
    Generator,
    NotInstalled,
    front_matter,
    output_of,
)

_SETTINGS = """import rss from "@11ty/eleventy-plugin-rss";
import MarkdownIt from "markdown-it";

const PER_PAGE = NUMBER;
const newestFirst = (a, b) => b.date - a.date || (a.inputPath < b.inputPath ? 1 : -1);

export default function (config) {
  config.addPlugin(rss);
  const md = new MarkdownIt({ html: true, typographer: true });
  config.setLibrary("md", md);
  config.addFilter("inline", (text) => md.renderInline(text));
  config.addFilter("head", (list, count) => list.slice(0, count));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addCollection("briefs", (api) => api.getFilteredByTag("brief").sort(newestFirst));
  config.addCollection("terms", (api) => {
    const terms = new Map();
    for (const brief of api.getFilteredByTag("brief").sort(newestFirst)) {
      for (const grouping of ["categories", "authors"]) {
        for (const name of brief.data[grouping]) {
          const url = `/${grouping}/${name.toLowerCase().replaceAll(" ", "-")}/`;
          if (!terms.has(url)) terms.set(url, { grouping, name, url, briefs: [] });
          terms.get(url).briefs.push(brief);
        }
      }
    }
    return [...terms.values()];
  });
  config.addFilter("pages", (terms) => terms.flatMap((term) => {
    const count = Math.ceil(term.briefs.length / PER_PAGE);
    return Array.from({ length: count }, (_, number) => ({
      ...term,
      url: number ? `${term.url}page/${number + 1}/` : term.url,
      older: number + 1 < count ? `${term.url}page/${number + 2}/` : "",
      newer: number ? (number > 1 ? `${term.url}page/${number}/` : term.url) : "",
      briefs: term.briefs.slice(number * PER_PAGE, (number + 1) * PER_PAGE),
    }));
  }));
  return {
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
    dir: { input: "content", includes: "../layouts", output: "_site" },
  };
}
"""
_BASE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{{{ title or "{TITLE}" }}}}</title>
<link rel="canonical" href="{URL}{{{{ page.url }}}}">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
</head>
<body>
<header><a href="/">{TITLE}</a></header>
<main>{{{{ content | safe }}}}</main>
<footer>{TITLE}<p>{EDITION}</p></footer>
</body>
</html>
"""
_BRIEF = """---
layout: base.njk
---
<article>
<h1>{{ title }}</h1>
<time>{{ page.date | day }}</time>
<p>{{ summary }}</p>
<aside><h2>Highlights</h2><ul>{% for text in highlights %}
<li>{{ text | inline | safe }}</li>{% endfor %}</ul></aside>
<div>{{ content | safe }}</div>
<p>{% for name in categories %}
<a href="/categories/{{ name | slugify }}/">{{ name }}</a>{% endfor %}</p>
<p>{% for name in authors %}<a href="/authors/{{ name | slugify }}/">{{ name }}</a> {% endfor %}</p>
</article>
"""
_LIST = """{% for brief in briefs %}<article>
<h2><a href="{{ brief.url }}">{{ brief.data.title }}</a></h2>
<time>{{ brief.date | day }}</time>
<p>{{ brief.data.summary }}</p>
</article>{% endfor %}
{% if newer %}<a href="{{ newer }}">Newer</a>{% endif %}
{% if older %}<a href="{{ older }}">Older</a>{% endif %}
"""
_HOME = f"""---
layout: base.njk
pagination: {{data: collections.briefs, size: {PER_PAGE}, alias: briefs}}
permalink: "{{% if pagination.pageNumber %}}/page/{{{{ pagination.pageNumber + 1 }}}}{{% endif %}}/"
---
<h1>{TITLE}</h1>
{{% set newer = pagination.href.previous %}}{{% set older = pagination.href.next %}}
{{% include "list.njk" %}}
"""
_TERM = """export const data = {
  layout: "term.njk",
  pagination: {
    data: "collections.terms", size: 1, alias: "term",
    before(terms) { return this.pages(terms); },
  },
  eleventyComputed: { title: (data) => data.term.name },
  permalink: (data) => data.term.url,
};
export const render = () => "";
"""
_TERM_LAYOUT = """---
layout: base.njk
---
<h1>{{ term.name }}</h1>
{% set briefs = term.briefs %}{% set newer = term.newer %}{% set older = term.older %}
{% include "list.njk" %}
"""
_OVERVIEW = """---
layout: base.njk
permalink: /GROUPING/
---
<ul>{% for term in collections.terms %}{% if term.grouping == "GROUPING" %}
<li><a href="{{ term.url }}">{{ term.name }}</a></li>{% endif %}{% endfor %}</ul>
"""
_FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
<title>NAME</title><link>{URL}</link><description>NAME</description>
{{% for brief in BRIEFS | head({NEWEST}) %}}<item>
<title>{{{{ brief.data.title }}}}</title>
<link>{{{{ brief.url | absoluteUrl("{URL}") }}}}</link>
<guid>{{{{ brief.url | absoluteUrl("{URL}") }}}}</guid>
<pubDate>{{{{ brief.date | dateToRfc822 }}}}</pubDate>
<description>{{{{ brief.data.summary }}}}</description>
</item>
{{% endfor %}}</channel></rss>
"""
_HOME_FEED = "---\npermalink: /feed.xml\neleventyExcludeFromCollections: true\n---\n"
_TERM_FEED = """---
pagination: {data: collections.terms, size: 1, alias: term}
permalink: "{{ term.url }}feed.xml"
eleventyExcludeFromCollections: true
---
"""
_SITEMAP = f"""---
permalink: /sitemap.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{URL}/</loc></url>
{{% for brief in collections.briefs %}}<url><loc>{URL}{{{{ brief.url }}}}</loc>
<lastmod>{{{{ brief.date | day }}}}</lastmod></url>
{{% endfor %}}{{% for term in collections.terms %}}<url><loc>{URL}{{{{ term.url }}}}</loc></url>
{{% endfor %}}</urlset>
"""
_BRIEFS = """export default {
  layout: "brief.njk",
  tags: ["brief"],
  permalink: (data) => `/briefs/${data.page.fileSlug}/`,
};
"""


def _install(tools: Path) -> str:
    if not shutil.which("npm"):
        raise NotInstalled("there is no npm")
    tools.mkdir(parents=True, exist_ok=True)
    package = tools / "package.json"
    if not package.exists():
        package.write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
    if not (tools / "node_modules").exists():
        names = ("@11ty/eleventy", "@11ty/eleventy-plugin-rss")
        output_of(["npm", "install", "--silent", "--no-audit", "--no-fund", *names], tools)
    package_file = tools / "node_modules" / "@11ty" / "eleventy" / "package.json"
    return str(json.loads(package_file.read_text(encoding="utf-8"))["version"])


def _files() -> dict[str, str | bytes]:
    home_feed = _FEED.replace("NAME", TITLE).replace("BRIEFS", "collections.briefs")
    term_feed = _FEED.replace("NAME", "{{ term.name }}").replace("BRIEFS", "term.briefs")
    return {
        "package.json": '{"private": true, "type": "module"}\n',
        "eleventy.config.js": _SETTINGS.replace("NUMBER", str(PER_PAGE)),
        "layouts/base.njk": _BASE,
        "layouts/brief.njk": _BRIEF,
        "layouts/list.njk": _LIST,
        "layouts/term.njk": _TERM_LAYOUT,
        "content/index.njk": _HOME,
        "content/term.11ty.js": _TERM,
        "content/categories.njk": _OVERVIEW.replace("GROUPING", "categories"),
        "content/authors.njk": _OVERVIEW.replace("GROUPING", "authors"),
        "content/feed.njk": _HOME_FEED + home_feed,
        "content/term-feed.njk": _TERM_FEED + term_feed,
        "content/sitemap.njk": _SITEMAP,
        "content/briefs/briefs.11tydata.js": _BRIEFS,
    }


def _entry(brief: Brief) -> tuple[str, str]:
    return f"content/briefs/{brief.slug}.md", front_matter(brief) + brief.body


def _command(tools: Path) -> list[str]:
    program = tools / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    return ["node", str(program), "--quiet"]


ELEVENTY = Generator(
    name="eleventy",
    install=_install,
    files=_files,
    entry=_entry,
    command=_command,
    output="_site",
    layout="layouts/base.njk",
    feed="feed.xml",
    caches=(".cache",),
    links={"node_modules": "node_modules"},
)
