"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, with the full text of each brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache, partial
from html import escape
from typing import Final, TypeAlias

from briefgen.model.addresses import is_drawing
from briefgen.model.diagnostics import Checked
from briefgen.model.documents import Byline, Feed, FeedEntry, size_path
from briefgen.model.text import Text
from briefgen.model.views import CorrectionView, FileLink
from briefgen.render.filters import date, language_name
from briefgen.render.json_files import JsonByline, Object, json_byline, json_file
from briefgen.render.text import Words
from briefgen.render.text.for_feed import PageContext, for_feed
from briefgen.render.writers import WriterInput
from briefgen.render.xml import document, element, escaped, escaped_bytes, lines, start

_ATOM: Final = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
# Browsers make links and paragraphs of these elements. Feed readers ignore them (RFC 4287, 6.4).
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_GENERATOR: Final = "briefgen"
# For those who open a feed in a browser. The catalogues translate it.
NOTE: Final = "This is a feed. Paste its URL into a feed reader to follow new briefs."
# Atom requires a date, even for a feed without entries.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Entries to remember: the same one is in three formats and in several feeds.
_CACHED: Final = 512

_Halves: TypeAlias = tuple[bytes, bytes]  # the parts before and after the text of an entry


def atom(feed: Feed, inputs: WriterInput) -> Checked[bytes]:
    """Return feed.atom."""
    own = f"{feed.url}feed.atom"
    head = (
        element("title", escaped(title_of(feed))),
        _home_link(feed),
        element("subtitle", escaped(feed.subtitle)) if feed.subtitle else "",
        element("id", escaped(own)),
        element("updated", _last(feed).isoformat(timespec="seconds")),
        element("link", rel="self", type="application/atom+xml", href=own),
        element("link", rel="alternate", type="text/html", href=feed.url),
        _person(feed.publisher),
        element("generator", _GENERATOR),
        _note(feed, inputs),
    )
    top = start("feed", xmlns=_ATOM, xmlns_h=_XHTML, xml_lang=feed.language)
    entries = _around(partial(_atom_entry, feed.language), feed, inputs)
    data = document(top, lines(head), *entries, "</feed>", stylesheet=feed.stylesheet)
    return Checked(data)


def _home_link(feed: Feed) -> str:
    """Return a link to the page of a feed that a browser can follow."""
    return element("h:a", escaped(title_of(feed)), href=feed.url)


def _note(feed: Feed, inputs: WriterInput) -> str:
    return element("h:p", escaped(inputs.layouts.words(feed.language)(NOTE)))


def _link(entry: FeedEntry) -> str:
    """Return a link that a browser can follow: the elements of feeds are not links there."""
    return element("h:a", escaped(entry.title or entry.url), href=entry.url)


def title_of(feed: Feed) -> str:
    """Return the title of a feed; in a further language it includes the language's name."""
    return f"{feed.title} – {language_name(feed.language)}" if feed.is_further else feed.title


@lru_cache(maxsize=_CACHED)
def _atom_entry(language: str, entry: FeedEntry) -> _Halves:
    """Return an entry of a feed without its text."""
    parts = (
        element("title", escaped(entry.title)),
        element("id", escaped(entry.url)),
        element("published", entry.date.timestamp),
        element("updated", entry.updated.timestamp),
        element("link", rel="alternate", type="text/html", href=entry.url),
        _enclosure(entry.pdf) if entry.pdf else "",
        *map(_person, entry.authors),
        *[element("category", term=term) for term in entry.terms],
        element("summary", escaped(entry.summary)) if entry.summary else "",
        _link(entry),
    )
    top = start("entry", xml_lang="" if entry.language == language else entry.language)
    before = f"{top}{lines(parts)}{start('content', type='html')}"
    return before.encode(), b"</content>\n</entry>\n"


def _enclosure(pdf: FileLink) -> str:
    length = {"length": str(pdf.size)} if pdf.size else {}
    return element("link", rel="enclosure", type=pdf.type, href=pdf.absolute_url, **length)


def _person(byline: Byline) -> str:
    uri = element("uri", escaped(byline.url)) if byline.url else ""
    return element("author", lines((element("name", escaped(byline.name)), uri)))


def rss(feed: Feed, inputs: WriterInput) -> Checked[bytes]:
    """Return feed.rss."""
    own = f"{feed.url}feed.rss"
    head = (
        element("title", escaped(title_of(feed))),
        _home_link(feed),
        element("link", escaped(feed.url)),
        element("description", escaped(feed.subtitle or title_of(feed))),
        element("language", escaped(feed.language)),
        element("lastBuildDate", format_datetime(_last(feed))) if feed.entries else "",
        element("generator", _GENERATOR),
        element("atom:link", rel="self", type="application/rss+xml", href=own),
        _note(feed, inputs),
    )
    names = {
        "xmlns_atom": _ATOM,
        "xmlns_dc": _DUBLIN_CORE,
        "xmlns_content": _CONTENT,
        "xmlns_h": _XHTML,
    }
    top = start("rss", version="2.0", **names)
    items = _around(_rss_item, feed, inputs)
    channel = ("\n<channel>", lines(head))
    end = "</channel>\n</rss>"
    return Checked(document(top, *channel, *items, end, stylesheet=feed.stylesheet))


@lru_cache(maxsize=_CACHED)
def _rss_item(entry: FeedEntry) -> _Halves:
    """Return an item without its text."""
    url = escaped(entry.url)
    parts = (
        element("title", escaped(entry.title)),
        element("link", url),
        element("guid", url, isPermaLink="true"),
        element("pubDate", format_datetime(entry.date.at)),
        element("atom:updated", entry.updated.timestamp),
        element(
            "enclosure", url=entry.pdf.absolute_url, length=str(entry.pdf.size), type=entry.pdf.type
        )
        if entry.pdf and entry.pdf.size
        else "",
        *[element("dc:creator", escaped(author.name)) for author in entry.authors],
        *[element("category", escaped(term)) for term in entry.terms],
        # feed readers treat it as HTML
        element("description", escaped(escape(entry.summary, quote=False))),
        _link(entry),
    )
    before = f"<item>{lines(parts)}<content:encoded>"
    return before.encode(), b"</content:encoded>\n</item>\n"


def _around(
    halves: Callable[[FeedEntry], _Halves], feed: Feed, inputs: WriterInput
) -> Iterator[bytes]:
    """Yield the pieces of all entries: each text between its `halves`."""
    for entry, text, words in _with_texts(feed, inputs):
        before, after = halves(entry)
        yield before
        yield _escaped(entry, text, words)
        yield after


class _JsonFeed(Object):
    version: str = ""
    title: str = ""
    home_page_url: str = ""
    feed_url: str = ""
    description: str = ""
    language: str = ""
    authors: Sequence[JsonByline] = ()
    items: Sequence[_JsonItem] | None = None  # present even if the feed has no entries


class _JsonAttachment(Object):
    url: str = ""
    mime_type: str = ""
    size_in_bytes: int = 0


class _JsonItem(Object):
    id: str = ""
    url: str = ""
    title: str = ""
    content_html: str = ""
    summary: str = ""
    image: str = ""
    date_published: str = ""
    date_modified: str = ""
    authors: Sequence[JsonByline] = ()
    tags: Sequence[str] = ()
    language: str = ""
    attachments: Sequence[_JsonAttachment] = ()


def json_feed(feed: Feed, inputs: WriterInput) -> Checked[bytes]:
    """Return feed.json."""
    file = _JsonFeed(
        version=_JSON_FEED,
        title=title_of(feed),
        home_page_url=feed.url,
        feed_url=f"{feed.url}feed.json",
        description=feed.subtitle,
        language=feed.language,
        authors=(json_byline(feed.publisher),),
        items=[
            _json_item(entry, _full(entry, text, words))
            for entry, text, words in _with_texts(feed, inputs)
        ],
    )
    return Checked(json_file(file))


def _json_item(entry: FeedEntry, html: str) -> _JsonItem:
    return _JsonItem(
        id=entry.url,
        url=entry.url,
        title=entry.title,
        content_html=html,
        summary=entry.summary,
        image="" if is_drawing(entry.image) else entry.image,
        date_published=entry.date.timestamp,
        date_modified=entry.updated.timestamp,
        authors=tuple(map(json_byline, entry.authors)),
        tags=entry.terms,
        language=entry.language,
        attachments=(_JsonAttachment(entry.pdf.absolute_url, entry.pdf.type, entry.pdf.size),)
        if entry.pdf
        else (),
    )


# The text


def _with_texts(feed: Feed, inputs: WriterInput) -> Iterator[tuple[FeedEntry, Text, Words]]:
    """Yield each entry with its text and the words of its language.

    The texts of a feed without full texts are empty.
    """
    texts = inputs.texts or [Text()] * len(feed.entries)
    for entry, text in zip(feed.entries, texts, strict=True):
        words = inputs.layouts.words(entry.language or feed.language)
        yield _measured(entry, inputs.used), text, words


def _measured(entry: FeedEntry, used: Mapping[str, bytes]) -> FeedEntry:
    """Return an entry with the size of its PDF."""
    if entry.pdf is None:
        return entry
    size = int(used.get(size_path(entry.pdf.path), b"0") or 0)
    return replace(entry, pdf=replace(entry.pdf, size=size))


@lru_cache(maxsize=_CACHED)
def _full(entry: FeedEntry, text: Text, words: Words) -> str:
    """Return all of a brief as HTML that stands alone: highlights, image, text, corrections."""
    context = PageContext(entry.url, words, entry.language)
    parts = []
    if entry.highlights:
        items = "".join(f"<li>{for_feed(item, context)}</li>" for item in entry.highlights)
        parts.append(f"<ul>{items}</ul>")
    body = for_feed(text, context)
    source = f'src="{escape(entry.image)}"'
    if entry.image and source not in body:
        texts = filter(None, (entry.image_caption, entry.image_credit))
        below = "".join(f"<br>{for_feed(each, context)}" for each in texts)
        parts.append(f'<p><img {source} alt="{escape(entry.image_alt)}">{below}</p>')
    parts.append(body)
    parts += [_correction(each, entry, context) for each in entry.corrections]
    return (
        "\n".join(part.strip("\n") for part in parts if part) or f"<p>{escape(entry.summary)}</p>"
    )


@lru_cache(maxsize=_CACHED)
def _escaped(entry: FeedEntry, text: Text, words: Words) -> bytes:
    """Return the same as it stands in XML."""
    return escaped_bytes(_full(entry, text, words))


def _correction(correction: CorrectionView, entry: FeedEntry, context: PageContext) -> str:
    day = f"{escape(date(correction.date, entry.language))}: " if correction.date else ""
    return f"<p><em>{day}{for_feed(correction.text, context)}</em></p>"


def _last(feed: Feed) -> datetime:
    return max((entry.updated.at for entry in feed.entries), default=_NEVER)
