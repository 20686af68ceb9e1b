"""briefgen, as installed from this repository, with four different settings.

BRIEFGEN makes the same pages as its peers, with layouts as small as theirs, so that the figures
can be compared. INSTALLED is what `briefgen init` sets up: the built-in theme and all files besides
the pages. Only search and link preview images are off, since they need extra libraries. EVERYTHING
has them too, and EVERYTHING_PDF also has a PDF of each brief.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
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
    pip_install,
    version_of,
)

_SETTINGS = f"""title: {TITLE}
base_url: {URL}
paginate: {PER_PAGE}
"""
_WITHOUT_EXTRAS = """search: {enabled: false}
social: {images: false}
"""
_PDF = """pdf: {enabled: true}
"""
_EXTRAS = "search,social,pdf"
_PLAIN = f"""share: []
feeds: {{forms: [atom], full_text: false, entries: {NEWEST}}}
outputs: {{archive: false, markdown: false, citations: false, briefs_json: false, llms_txt: false}}
headers: {{enabled: false}}
"""
_BASE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{{{ page.title }}}}</title>
<link rel="canonical" href="{{{{ page.canonical }}}}">
{{% for each in page.feeds or site.feeds %}}
<link rel="alternate" type="{{{{ each.type }}}}" href="{{{{ each.url }}}}">
{{% endfor %}}
</head>
<body>
<header><a href="/">{{{{ site.title }}}}</a></header>
<main>{{% block main %}}{{% endblock %}}</main>
<footer>{{{{ site.title }}}}<p>{EDITION}</p></footer>
</body>
</html>
"""
_BRIEF = """{% extends "base.html" %}
{% block main %}<article>
<h1>{{ brief.title }}</h1>
<time>{{ brief.date.iso }}</time>
<p>{{ brief.summary }}</p>
<aside><h2>Highlights</h2><ul>{% for each in brief.highlights %}
<li>{{ each }}</li>{% endfor %}</ul></aside>
<div>{{ body }}</div>
<p>{% for each in brief.categories %}
<a href="{{ each.url }}">{{ each.name }}</a>{% endfor %}</p>
<p>{% for each in brief.authors %}
<a href="{{ each.url }}">{{ each.name }}</a>{% endfor %}</p>
</article>{% endblock %}
"""
_LIST = """{% extends "base.html" %}
{% block main %}<h1>{{ page.title }}</h1>
{% for card in BRIEFS %}<article>
<h2><a href="{{ card.url }}">{{ card.title }}</a></h2>
<time>{{ card.date.iso }}</time>
<p>{{ card.summary }}</p>
</article>{% endfor %}
{% if pagination.newer %}<a href="{{ pagination.newer }}">Newer</a>{% endif %}
{% if pagination.older %}<a href="{{ pagination.older }}">Older</a>{% endif %}{% endblock %}
"""
_TERMS = """{% extends "base.html" %}
{% block main %}<h1>{{ heading }}</h1>
<ul>{% for each in terms %}<li><a href="{{ each.url }}">{{ each.name }}</a></li>{% endfor %}</ul>
{% endblock %}
"""
_EDITION = f"""{{% extends "theme/base.html" %}}
{{% block footer %}}{{{{ super() }}}}<p>{EDITION}</p>{{% endblock %}}
"""


def _install(tools: Path) -> str:
    root = str(Path(__file__).resolve().parents[2])
    pip_install(tools, f"{root}[{_EXTRAS}]")
    pip_install(tools, "--force-reinstall", "--no-deps", root)  # the working tree
    return version_of(tools, "briefgen")


def _plain() -> dict[str, str | bytes]:
    return {
        "site.yaml": _SETTINGS + _WITHOUT_EXTRAS + _PLAIN,
        "layouts/base.html": _BASE,
        "layouts/brief.html": _BRIEF,
        "layouts/home.html": _LIST.replace("BRIEFS", "([lead] if lead else []) + cards | list"),
        "layouts/list.html": _LIST.replace("BRIEFS", "cards"),
        "layouts/author.html": _LIST.replace("BRIEFS", "cards"),
        "layouts/overview.html": _TERMS,
    }


def _built_in(settings: str) -> dict[str, str | bytes]:
    return {"site.yaml": _SETTINGS + settings, "layouts/base.html": _EDITION}


def _entry(brief: Brief) -> tuple[str, str]:
    return f"content/briefs/{brief.slug}.md", front_matter(brief) + brief.body


def _command(tools: Path) -> list[str]:
    return [str(tools / "bin" / "briefgen"), "--quiet", "build"]


BRIEFGEN = Generator(
    name="briefgen",
    install=_install,
    files=_plain,
    entry=_entry,
    command=_command,
    output="public",
    layout="layouts/base.html",
    feed="feed.atom",
    caches=(".briefgen",),
)
INSTALLED = replace(
    BRIEFGEN,
    name="briefgen+",
    files=partial(_built_in, _WITHOUT_EXTRAS),
    tools=BRIEFGEN.name,
    extras="archive",
)
EVERYTHING = replace(
    INSTALLED, name="briefgen-all", files=partial(_built_in, ""), extras="archive|search"
)
EVERYTHING_PDF = replace(EVERYTHING, name="briefgen-all-pdf", files=partial(_built_in, _PDF))
