"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, with the full text of each brief."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape, unescape
from typing import Any, Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from briefgen.model.content import Correction
from briefgen.model.documents import Feed, FeedEntry
from briefgen.model.html import Html
from briefgen.render.filters import date
from briefgen.render.xml import add, document, root

_ATOM: Final = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_GENERATOR: Final = "briefgen"
# Atom wants a date even of a feed that has no entry yet.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

_TAG: Final = re.compile(r'<[a-zA-Z][^>"]*(?:"[^"]*"[^>"]*)*>')
_ATTRIBUTE: Final = re.compile(r" ([\w-]+)=\"([^\"]*)\"")
_HIDDEN: Final = re.compile(
    r'<span class="visually-hidden">[^<]*</span>'
    r'| ?<a href="#[^"]*" class="footnote-backref">[^<]*</a>'
)
_LINKS: Final = frozenset({"href", "src", "cite", "poster"})
# Marks for the theme and its scripts, and targets that would stand twice among other entries.
_MARKS: Final = re.compile(r"id|class|target|role|tabindex|(?:aria|data)-.*")


def atom(feed: Feed, texts: Sequence[Html], _: bytes) -> bytes:
    """Return feed.atom."""
    own = f"{feed.url}feed.atom"
    top = root("feed", xmlns=_ATOM, xml_lang=feed.language)
    add(top, "title", feed.title)
    if feed.subtitle:
        add(top, "subtitle", feed.subtitle)
    add(top, "id", own)
    add(top, "updated", _last(feed).isoformat(timespec="seconds"))
    add(top, "link", rel="self", type="application/atom+xml", href=own)
    add(top, "link", rel="alternate", type="text/html", href=feed.url)
    publisher = add(top, "author")
    add(publisher, "name", feed.publisher.name)
    if feed.publisher.url:
        add(publisher, "uri", feed.publisher.url)
    add(top, "generator", _GENERATOR)
    for entry, text in _with_texts(feed, texts):
        _atom_entry(top, feed, entry, text)
    return document(top, feed.stylesheet)


def _atom_entry(top: Element, feed: Feed, entry: FeedEntry, text: Html) -> None:
    item = add(top, "entry", **({"xml:lang": entry.language} if _differs(feed, entry) else {}))
    add(item, "title", entry.title)
    add(item, "id", entry.url)
    add(item, "published", entry.date.timestamp)
    add(item, "updated", entry.updated.timestamp)
    add(item, "link", rel="alternate", type="text/html", href=entry.url)
    for author in entry.authors:
        person = add(item, "author")
        add(person, "name", author.name)
        add(person, "uri", author.url)
    for term in entry.terms:
        add(item, "category", term=term)
    if entry.summary:
        add(item, "summary", entry.summary)
    add(item, "content", _full(entry, text), type="html")


def rss(feed: Feed, texts: Sequence[Html], _: bytes) -> bytes:
    """Return feed.rss."""
    names = {"xmlns_atom": _ATOM, "xmlns_dc": _DUBLIN_CORE, "xmlns_content": _CONTENT}
    top = root("rss", version="2.0", **names)
    channel = add(top, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.url)
    add(channel, "description", feed.subtitle or feed.title)
    add(channel, "language", feed.language)
    if feed.entries:
        add(channel, "lastBuildDate", format_datetime(_last(feed)))
    add(channel, "generator", _GENERATOR)
    own = f"{feed.url}feed.rss"
    add(channel, "atom:link", rel="self", type="application/rss+xml", href=own)
    for entry, text in _with_texts(feed, texts):
        _rss_item(channel, entry, text)
    return document(top, feed.stylesheet)


def _rss_item(channel: Element, entry: FeedEntry, text: Html) -> None:
    item = add(channel, "item")
    add(item, "title", entry.title)
    add(item, "link", entry.url)
    add(item, "guid", entry.url, isPermaLink="true")
    add(item, "pubDate", format_datetime(entry.date.at))
    add(item, "atom:updated", entry.updated.timestamp)
    for author in entry.authors:
        add(item, "dc:creator", author.name)
    for term in entry.terms:
        add(item, "category", term)
    add(item, "description", escape(entry.summary, quote=False))  # readers take it for HTML
    add(item, "content:encoded", _full(entry, text))


def json_feed(feed: Feed, texts: Sequence[Html], _: bytes) -> bytes:
    """Return feed.json."""
    items = [_json_item(*each) for each in _with_texts(feed, texts)]
    found = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": f"{feed.url}feed.json",
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [{"name": feed.publisher.name, "url": feed.publisher.url}],
        "items": items,
    }
    return as_json(found)


def _json_item(entry: FeedEntry, text: Html) -> dict[str, Any]:
    return {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "content_html": _full(entry, text),
        "summary": entry.summary,
        "image": entry.image,
        "date_published": entry.date.timestamp,
        "date_modified": entry.updated.timestamp,
        "authors": [{"name": each.name, "url": each.url} for each in entry.authors],
        "tags": list(entry.terms),
        "language": entry.language,
    }


def as_json(value: Any) -> bytes:
    """Return a JSON file; keys without a value are left out."""
    return (json.dumps(_said(value), ensure_ascii=False, indent=1) + "\n").encode()


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _said(each)
            for key, each in value.items()
            if each not in ("", None) and (each or key == "items")
        }
    return [_said(each) for each in value] if isinstance(value, list) else value


# The text


def _with_texts(feed: Feed, texts: Sequence[Html]) -> Iterator[tuple[FeedEntry, Html]]:
    """Yield each entry with its text; a feed without full texts has none."""
    return zip(feed.entries, texts or [Html("")] * len(feed.entries), strict=True)


def _full(entry: FeedEntry, text: Html) -> str:
    """Return all of a brief as HTML that stands alone: highlights, picture, text, corrections."""
    parts = []
    if entry.highlights:
        items = "".join(f"<li>{alone(item, entry.url)}</li>" for item in entry.highlights)
        parts.append(f"<ul>{items}</ul>")
    body = alone(text, entry.url)
    source = f'src="{escape(entry.image)}"'
    if entry.image and source not in body:
        parts.append(f'<p><img {source} alt="{escape(entry.image_alt)}"></p>')
    parts.append(body)
    parts += [_correction(each, entry.language) for each in entry.corrections]
    return (
        "\n".join(part.strip("\n") for part in parts if part) or f"<p>{escape(entry.summary)}</p>"
    )


def _correction(correction: Correction, language: str) -> str:
    day = escape(date(correction.date, language))
    return f"<p><em>{day}: {escape(correction.text)}</em></p>"


@lru_cache(maxsize=256)
def alone(html: str, url: str) -> str:
    """Return a text as it can stand off its page: whole URLs, none of the theme's marks.

    `url` is that of the page. Three forms and several lists show the same text, one soon after
    another, so the last ones are remembered.
    """

    def attribute(match: re.Match[str]) -> str:
        name, value = match.groups()
        if _MARKS.fullmatch(name):
            return ""
        if name not in _LINKS:
            return match[0]
        return f' {name}="{escape(_whole(url, unescape(value)))}"'

    def tag(match: re.Match[str]) -> str:
        return _ATTRIBUTE.sub(attribute, match[0])

    return _TAG.sub(tag, _HIDDEN.sub("", html))


def _whole(url: str, value: str) -> str:
    try:
        return urljoin(url, value)
    except ValueError:
        return value


def _last(feed: Feed) -> datetime:
    return max((entry.updated.at for entry in feed.entries), default=_NEVER)


def _differs(feed: Feed, entry: FeedEntry) -> bool:
    return bool(entry.language) and entry.language != feed.language
