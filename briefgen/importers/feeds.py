"""Entries of a feed as briefs: Atom, RSS and JSON Feed.

A feed has only the latest texts of a site, and some feeds have only the beginning of each.
"""

from __future__ import annotations

import calendar
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from briefgen.importers.highlights import with_highlights
from briefgen.importers.imported import File, Imported, Medium, Note
from briefgen.importers.links import OldSite, alias_of, relinked, url_key
from briefgen.importers.markup import line_of, markdown_of
from briefgen.importers.names import Names
from briefgen.read.html_tree import tree_of, words_of

_TEXT: Final = "text/plain"
_SHORT: Final = 400  # characters of a text that may only be the beginning of one


class NoFeed(Exception):
    """The data is not a feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed. Its texts are HTML; `text` is "" if the feed has only a summary."""

    url: str
    title: str = ""
    summary: str = ""
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: the URL of its site, and its entries in order."""

    site: str
    entries: tuple[Entry, ...]


def read_feed(data: bytes, url: str = "") -> Feed:
    """Return a feed from its bytes, which were at a URL. Raises NoFeed."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of feedparser about its own future
        import feedparser  # noqa: PLC0415 - an extra

        read = feedparser.parse(
            data,
            response_headers={"content-location": url} if url else None,
            sanitize_html=False,
            resolve_relative_uris=True,
        )
        if not read.get("version"):
            raise NoFeed("this is not a feed in Atom, RSS or JSON Feed")
        entries = tuple(_entry(each) for each in read.entries)
        return Feed(str(read.feed.get("link") or url), entries)


def import_feed(feed: Feed, origin: str, base_url: str) -> Iterator[Imported]:
    """Yield the entries of a feed as briefs of the site at `base_url`.

    `origin` is what the author calls the feed.
    """
    names = Names()
    paths = [names.brief(_name(each)) for each in feed.entries]
    pages = {
        url_key(urlsplit(each.url).path): path
        for each, path in zip(feed.entries, paths, strict=True)
        if each.url
    }
    site = OldSite(feed.site, pages)
    for entry, path in zip(feed.entries, paths, strict=True):
        alias = alias_of(entry.url, base_url)
        yield _imported(entry, path, site, names, alias, entry.url or origin)


def _imported(
    entry: Entry, path: str, site: OldSite, names: Names, alias: str, origin: str
) -> Imported:
    media: dict[str, Medium] = {}

    def link(url: str) -> str:
        return site.link(urljoin(entry.url or site.url, url), path)

    def picture(url: str) -> str:
        url = urljoin(entry.url or site.url, url)
        if not url.startswith(("http://", "https://")):
            return url
        medium = media.setdefault(url, Medium(url, names.medium(url)))
        return medium.mark

    tree = relinked(tree_of(entry.text or entry.summary), link, picture)
    highlights, blocks = with_highlights(tree)
    body = markdown_of(blocks)
    summary = line_of(entry.summary) if entry.text and entry.summary else ""
    values: dict[str, object] = {
        "title": _title(entry),
        "date": entry.published or entry.updated,
        "updated": _later(entry),
        "summary": summary if summary and summary not in body else "",
        "highlights": highlights,
        "tags": entry.tags,
        "authors": entry.authors,
        "image": {"src": picture(entry.image)} if entry.image else None,
        "aliases": [alias] if alias else [],
        "language": entry.language,
    }
    notes = tuple(_notes(entry, origin))
    file = File("brief", path, values, body, origin)
    return Imported((file,), tuple(media.values()), notes)


def _notes(entry: Entry, origin: str) -> Iterator[Note]:
    if not entry.title.strip():
        yield Note(origin, "the entry has no title, so its beginning is the title")
    words = words_of(tree_of(entry.text or entry.summary)).strip()
    is_cut = words.endswith(("…", "...", "[…]", "[...]")) or len(words) < _SHORT
    if not entry.text and is_cut:
        yield Note(origin, "the feed has only the beginning of this text", words[-80:])


def _name(entry: Entry) -> str:
    """Return the name of a brief: its date, and the last part of its URL or its title."""
    last = urlsplit(entry.url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    name = last if any(map(str.isalpha, last)) else words_of(tree_of(entry.title))
    moment = entry.published or entry.updated
    return f"{moment:%Y-%m-%d}-{name}" if moment else name


def _title(entry: Entry) -> str:
    words = " ".join(words_of(tree_of(entry.title)).split())
    if not words:
        words = " ".join(words_of(tree_of(entry.text or entry.summary)).split()[:10])
    return words or entry.url or "Untitled"


def _later(entry: Entry) -> datetime | None:
    is_later = entry.published and entry.updated and entry.updated > entry.published
    return entry.updated if is_later else None


# Atom and RSS


def _entry(entry: Mapping[str, Any]) -> Entry:
    contents = [str(each.get("value", "")) for each in entry.get("content", ())]
    text = max(contents, key=len, default="")
    people = [each.get("name", "") for each in entry.get("authors", ())] or [entry.get("author")]
    pictures = [
        each.get("href") or each.get("url", "")
        for each in (*entry.get("enclosures", ()), *entry.get("media_content", ()))
        if str(each.get("type", "")).startswith("image/") or each.get("medium") == "image"
    ]
    return Entry(
        url=str(entry.get("link", "")),
        title=_html(entry.get("title_detail")),
        summary=_html(entry.get("summary_detail")),
        text=text,
        published=_moment(entry.get("published_parsed")),
        updated=_moment(entry.get("updated_parsed")),
        authors=tuple(dict.fromkeys(filter(None, people))),
        tags=_unique(each.get("label") or each.get("term") for each in entry.get("tags", ())),
        image=next(filter(None, pictures), ""),
    )


def _html(detail: Mapping[str, Any] | None) -> str:
    """Return a text of a feed as HTML."""
    if not detail:
        return ""
    value = str(detail.get("value", ""))
    return _escaped(value) if detail.get("type") == _TEXT else value


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _moment(time: Any) -> datetime | None:
    """Return a moment that feedparser has in UTC."""
    return datetime.fromtimestamp(calendar.timegm(time), UTC) if time else None


def _unique(names: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(str(each).split()) for each in names if each))


# JSON Feed (jsonfeed.org/version/1.1)


def _json_feed(data: bytes, url: str) -> Feed:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoFeed(f"this is not a feed: {error}") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NoFeed("this JSON is not a feed: it has no list of items")
    entries = tuple(_json_entry(each, feed) for each in feed["items"] if isinstance(each, dict))
    return Feed(str(feed.get("home_page_url") or feed.get("feed_url") or url), entries)


def _json_entry(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Entry:
    people = item.get("authors") or feed.get("authors") or [item.get("author")]
    text = str(item.get("content_html") or "")
    if not text and item.get("content_text"):
        paragraphs = str(item["content_text"]).replace("\r\n", "\n").split("\n\n")
        text = "".join(f"<p>{_escaped(each)}</p>" for each in paragraphs)
    return Entry(
        url=str(item.get("url") or item.get("external_url") or ""),
        title=_escaped(str(item.get("title") or "")),
        summary=_escaped(str(item.get("summary") or "")),
        text=text,
        published=_moment_of(item.get("date_published")),
        updated=_moment_of(item.get("date_modified")),
        authors=_unique(each.get("name") for each in people if isinstance(each, dict)),
        tags=_unique(item.get("tags") or ()),
        image=str(item.get("image") or item.get("banner_image") or ""),
        language=str(item.get("language") or ""),
    )


def _moment_of(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
