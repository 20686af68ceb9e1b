"""Pelican, from PyPI, with the Markdown reader and its cache of parsed articles.

A Pelican article has one category, so our categories are its tags.
"""

from __future__ import annotations

from pathlib import Path

from corpus import Brief

from generators import EDITION, NEWEST, PER_PAGE, TITLE, URL, Generator, pip_install, version_of

_SETTINGS = f"""SITENAME = {TITLE!r}
SITEURL = FEED_DOMAIN = {URL!r}
TIMEZONE = "UTC"
PATH = "content"
THEME = "theme"
MARKDOWN = {{
    "extension_configs": {{"markdown.extensions.extra": {{}}, "markdown.extensions.smarty": {{}},
                           "markdown.extensions.meta": {{}}}},
    "output_format": "html5",
}}
FORMATTED_FIELDS = ["summary", "highlights"]
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
STATIC_PATHS = []
ARTICLE_URL, ARTICLE_SAVE_AS = "briefs/{{slug}}/", "briefs/{{slug}}/index.html"
TAG_URL, TAG_SAVE_AS = "categories/{{slug}}/", "categories/{{slug}}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{{slug}}/", "authors/{{slug}}/index.html"
TAGS_SAVE_AS, AUTHORS_SAVE_AS = "categories/index.html", "authors/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
CATEGORY_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "tags", "authors", "sitemap"]
PAGINATED_TEMPLATES = {{"index": None, "tag": None, "author": None}}
DEFAULT_PAGINATION = {PER_PAGE}
PAGINATION_PATTERNS = (
    (1, "{{url}}", "{{save_as}}"),
    (2, "{{base_name}}/page/{{number}}/", "{{base_name}}/page/{{number}}/index.html"),
)
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
FEED_RSS = "feed.xml"
TAG_FEED_RSS = "categories/{{slug}}/feed.xml"
AUTHOR_FEED_RSS = "authors/{{slug}}/feed.xml"
FEED_MAX_ITEMS = {NEWEST}
"""
_BASE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{% block title %}}{{{{ SITENAME }}}}{{% endblock %}}</title>
<link rel="canonical" href="{{{{ SITEURL }}}}/{{{{ output_file | replace("index.html", "") }}}}">
<link rel="alternate" type="application/rss+xml" href="{{{{ SITEURL }}}}/{{{{ FEED_RSS }}}}">
</head>
<body>
<header><a href="/">{{{{ SITENAME }}}}</a></header>
<main>{{% block main %}}{{% endblock %}}</main>
<footer>{{{{ SITENAME }}}}<p>{EDITION}</p></footer>
</body>
</html>
"""
_ARTICLE = """{% extends "base.html" %}
{% block title %}{{ article.title }}{% endblock %}
{% block main %}<article>
<h1>{{ article.title }}</h1>
<time>{{ article.date.date() }}</time>
{{ article.summary }}
<aside><h2>Highlights</h2>{{ article.highlights }}</aside>
<div>{{ article.content }}</div>
<p>{% for tag in article.tags %}<a href="/{{ tag.url }}">{{ tag }}</a> {% endfor %}</p>
<p>{% for author in article.authors %}<a href="/{{ author.url }}">{{ author }}</a> {% endfor %}</p>
</article>{% endblock %}
"""
_LIST = """{% extends "base.html" %}
{% block title %}HEADING{% endblock %}
{% block main %}<h1>HEADING</h1>
{% for article in articles_page.object_list %}<article>
<h2><a href="/{{ article.url }}">{{ article.title }}</a></h2>
<time>{{ article.date.date() }}</time>
{{ article.summary }}
</article>{% endfor %}
{% if articles_page.has_previous() %}
<a href="/{{ articles_previous_page.url }}">Newer</a>{% endif %}
{% if articles_page.has_next() %}<a href="/{{ articles_next_page.url }}">Older</a>{% endif %}
{% endblock %}
"""
_TERMS = """{% extends "base.html" %}
{% block main %}
<ul>{% for term, _ in TERMS | sort %}
<li><a href="/{{ term.url }}">{{ term }}</a></li>{% endfor %}</ul>
{% endblock %}
"""
_SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{{ SITEURL }}/</loc></url>
{% for article in articles %}<url><loc>{{ SITEURL }}/{{ article.url }}</loc>
<lastmod>{{ article.date.date() }}</lastmod></url>
{% endfor %}{% for term, _ in tags + authors %}<url><loc>{{ SITEURL }}/{{ term.url }}</loc></url>
{% endfor %}</urlset>
"""


def _install(tools: Path) -> str:
    pip_install(tools, "pelican[markdown]")
    return version_of(tools, "pelican")


def _files() -> dict[str, str | bytes]:
    layouts = {
        "base": _BASE,
        "article": _ARTICLE,
        "index": _LIST.replace("HEADING", "{{ SITENAME }}"),
        "tag": _LIST.replace("HEADING", "{{ tag }}"),
        "author": _LIST.replace("HEADING", "{{ author }}"),
        "tags": _TERMS.replace("TERMS", "tags"),
        "authors": _TERMS.replace("TERMS", "authors"),
        "sitemap": _SITEMAP,
    }
    return {
        "pelicanconf.py": _SETTINGS,
        "theme/static/.keep": "",
        **{f"theme/templates/{name}.html": text for name, text in layouts.items()},
    }


def _entry(brief: Brief) -> tuple[str, str]:
    highlights = "\n    ".join(f"- {text}" for text in brief.highlights)
    return f"content/{brief.slug}.md", (
        f"Title: {brief.title}\nDate: {brief.day}\nSlug: {brief.slug}\n"
        f"Tags: {', '.join(brief.categories)}\nAuthors: {'; '.join(brief.authors)}\n"
        f"Summary: {brief.summary}\nHighlights: {highlights}\n\n{brief.body}"
    )


def _command(tools: Path) -> list[str]:
    return [str(tools / "bin" / "pelican"), "--quiet", "--settings", "pelicanconf.py"]


PELICAN = Generator(
    name="pelican",
    install=_install,
    files=_files,
    entry=_entry,
    command=_command,
    output="output",
    layout="theme/templates/base.html",
    feed="feed.xml",
    caches=("cache", "__pycache__"),
    cold_options=("--extra-settings", "CACHE_CONTENT=false", "LOAD_CONTENT_CACHE=false"),
)
