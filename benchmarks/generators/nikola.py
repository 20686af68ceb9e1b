"""Nikola, from PyPI, with small Jinja layouts.

It runs in one process: with `-n 2`, Nikola 8.3.3 writes a sitemap without URLs.

A Nikola post has one category, so our categories are its tags.
"""

from __future__ import annotations

from pathlib import Path

from corpus import Brief

from generators import EDITION, NEWEST, PER_PAGE, TITLE, URL, Generator, pip_install, version_of

_SETTINGS = f"""BLOG_TITLE = {TITLE!r}
BLOG_AUTHOR = BLOG_DESCRIPTION = {TITLE!r}
BLOG_EMAIL = ""
SITE_URL = {URL + "/"!r}
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
THEME = "bench"
POSTS = (("posts/*.md", "briefs", "post.tmpl"),)
PAGES = ()
COMPILERS = {{"markdown": [".md"]}}
MARKDOWN_EXTENSIONS = ["markdown.extensions.extra", "markdown.extensions.smarty"]
PRETTY_URLS = STRIP_INDEXES = True
INDEX_DISPLAY_POST_COUNT = {PER_PAGE}
INDEXES_PRETTY_PAGE_URL = ["page", "{{number}}", "index.html"]
TAG_PATH = "categories"
TAG_PAGES_ARE_INDEXES = True
AUTHOR_PATH = "authors"
ENABLE_AUTHOR_PAGES = AUTHOR_PAGES_ARE_INDEXES = True
FEED_LENGTH = {NEWEST}
FEED_TEASERS = True
GENERATE_ATOM = False
DISABLED_PLUGINS = ["classify_archive", "classify_categories", "classify_page_index", "robots",
                    "render_galleries", "render_listings", "create_bundles"]
COPY_SOURCES = False
SHOW_SOURCELINK = False
"""
_THEME = "[Theme]\nengine = jinja\nparent = base-jinja\n"
_BASE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{{{ title or blog_title }}}}</title>
<link rel="canonical" href="{{{{ abs_link(permalink or "/") }}}}">
<link rel="alternate" type="application/rss+xml" href="/rss.xml">
</head>
<body>
<header><a href="/">{{{{ blog_title }}}}</a></header>
<main>{{% block content %}}{{% endblock %}}</main>
<footer>{{{{ blog_title }}}}<p>{EDITION}</p></footer>
</body>
</html>
"""
_POST = """{% extends "base.tmpl" %}
{% block content %}<article>
<h1>{{ post.title() | e }}</h1>
<time>{{ post.date.date() }}</time>
<p>{{ post.description() | e }}</p>
<aside><h2>Highlights</h2><ul>{% for text in post.meta("highlights").split("|") %}
<li>{{ text }}</li>{% endfor %}</ul></aside>
<div>{{ post.text() }}</div>
<p>{% for tag in post.tags %}<a href="{{ _link("tag", tag) }}">{{ tag }}</a> {% endfor %}</p>
<p>{% for name in post.authors() %}
<a href="{{ _link("author", name) }}">{{ name }}</a>{% endfor %}</p>
</article>{% endblock %}
"""
_LIST = """{% extends "base.tmpl" %}
{% block content %}<h1>{{ title }}</h1>
{% for post in posts %}<article>
<h2><a href="{{ post.permalink() }}">{{ post.title() | e }}</a></h2>
<time>{{ post.date.date() }}</time>
<p>{{ post.description() | e }}</p>
</article>{% endfor %}
{% if prevlink %}<a href="{{ prevlink }}">Newer</a>{% endif %}
{% if nextlink %}<a href="{{ nextlink }}">Older</a>{% endif %}
{% endblock %}
"""
_TERMS = """{% extends "base.tmpl" %}
{% block content %}
<ul>{% for name, url in items %}<li><a href="{{ url }}">{{ name | e }}</a></li>{% endfor %}</ul>
{% endblock %}
"""


def _install(tools: Path) -> str:
    pip_install(tools, "nikola", "markdown", "jinja2")
    return version_of(tools, "nikola")


def _files() -> dict[str, str | bytes]:
    layouts = {
        "base": _BASE,
        "post": _POST,
        **dict.fromkeys(("index", "tagindex", "authorindex"), _LIST),
        **dict.fromkeys(("tags", "authors"), _TERMS),
    }
    return {
        "conf.py": _SETTINGS,
        "themes/bench/bench.theme": _THEME,
        **{f"themes/bench/templates/{name}.tmpl": text for name, text in layouts.items()},
    }


def _entry(brief: Brief) -> tuple[str, str]:
    values = {
        "title": brief.title,
        "slug": brief.slug,
        "date": f"{brief.day} 00:00:00 UTC",
        "tags": ", ".join(brief.categories),
        "author": ", ".join(brief.authors),
        "description": brief.summary,
        "highlights": "|".join(brief.highlights),
    }
    head = "\n".join(f".. {key}: {value}" for key, value in values.items())
    return f"posts/{brief.slug}.md", f"<!--\n{head}\n-->\n\n{brief.body}"


def _command(tools: Path) -> list[str]:
    return [str(tools / "bin" / "nikola"), "build", "-v0"]


NIKOLA = Generator(
    name="nikola",
    install=_install,
    files=_files,
    entry=_entry,
    command=_command,
    output="output",
    layout="themes/bench/templates/base.tmpl",
    feed="rss.xml",
    second_page=1,
    caches=("cache", ".doit.db", ".doit.db.db", "__pycache__"),
)
