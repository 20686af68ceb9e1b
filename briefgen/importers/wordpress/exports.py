"""A WordPress export as records. It is read in pieces, so its size does not matter.

The format is RSS with elements of WordPress's own, which `export_wp` writes:
https://developer.wordpress.org/reference/functions/export_wp/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final, TypeAlias
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.xmlreader import AttributesImpl, IncrementalParser, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

_PIECE: Final = 1 << 16  # bytes
_WORDPRESS: Final = re.compile(r"https?://wordpress\.org/export/")
_VERSION: Final = re.compile(r"1\.\d+")
# Control characters are no XML, but old databases have them, and WordPress exports them.
_CONTROLS: Final = bytes(sorted({*range(32)} - {9, 10, 13}))
_PREFIXES: Final[Mapping[str, str]] = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
}


class NoExport(Exception):
    """A file is not an export of WordPress, or is damaged; the message says where."""


@dataclass(frozen=True, slots=True)
class Channel:
    """The site: its address, which all permalinks begin with."""

    url: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A user who has written something."""

    login: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a taxonomy; `parent` is the slug of another one."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A term as an item names it. WordPress 2 to 2.8 gave some no slug."""

    taxonomy: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, pingback or trackback."""

    id: str
    author: str = ""
    website: str = ""
    date: str = ""
    date_gmt: str = ""
    text: str = ""
    parent: str = ""
    approved: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A post, page, attachment or other thing. `line` is where it begins, `text_line` its text."""

    line: int
    text_line: int = 0
    id: str = ""
    type: str = ""
    status: str = ""
    title: str = ""
    link: str = ""
    name: str = ""
    parent: str = ""
    creator: str = ""
    text: str = ""
    excerpt: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    password: str = ""
    sticky: str = ""
    order: str = ""
    attachment_url: str = ""
    labels: tuple[Label, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()

    def field(self, name: str) -> str:
        """Return the last value of a custom field, or "" if there is none."""
        return next((value for key, value in reversed(self.fields) if key == name), "")


Record: TypeAlias = Channel | Person | Term | Item

# Elements of WordPress and what they are here.
_ITEM: Final[Mapping[str, str]] = {
    "title": "title", "link": "link", "dc:creator": "creator", "content:encoded": "text",
    "excerpt:encoded": "excerpt", "wp:post_id": "id", "wp:post_type": "type",
    "wp:status": "status", "wp:post_name": "name", "wp:post_parent": "parent",
    "wp:post_date": "date", "wp:post_date_gmt": "date_gmt", "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt", "wp:post_password": "password",
    "wp:is_sticky": "sticky", "wp:menu_order": "order", "wp:attachment_url": "attachment_url",
}  # fmt: skip
_REMARK: Final[Mapping[str, str]] = {
    "wp:comment_id": "id", "wp:comment_author": "author", "wp:comment_author_url": "website",
    "wp:comment_date": "date", "wp:comment_date_gmt": "date_gmt", "wp:comment_content": "text",
    "wp:comment_parent": "parent", "wp:comment_approved": "approved",
}  # fmt: skip
_TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    "wp:category": {
        "wp:category_nicename": "slug", "wp:cat_name": "name", "wp:category_parent": "parent",
        "wp:category_description": "description", "wp:term_id": "id",
    },
    "wp:tag": {
        "wp:tag_slug": "slug", "wp:tag_name": "name", "wp:tag_description": "description",
        "wp:term_id": "id",
    },
    "wp:term": {
        "wp:term_taxonomy": "taxonomy", "wp:term_slug": "slug", "wp:term_name": "name",
        "wp:term_parent": "parent", "wp:term_description": "description", "wp:term_id": "id",
    },
}  # fmt: skip
_TAXONOMIES: Final[Mapping[str, str]] = {"wp:category": "category", "wp:tag": "post_tag"}
_PERSONS: Final = ("wp:author", "wp:wp_author")
_UNTRIMMED: Final = frozenset({"text", "excerpt"})


def read_export(file: BinaryIO) -> Iterator[Record]:
    """Yield the records of an export in order: the channel, persons and terms, then items.

    Raises NoExport, maybe after some records.
    """
    handler = _Handler()
    parser: IncrementalParser = make_parser()
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)  # type: ignore[arg-type]  # it is both
    first = file.read(_PIECE)
    is_wide = first.startswith((b"\xff\xfe", b"\xfe\xff"))
    first = first if is_wide else first.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        piece = first
        while piece:
            parser.feed(piece if is_wide else piece.translate(None, _CONTROLS))
            yield from handler.take_records()
            piece = file.read(_PIECE)
        parser.close()
    except SAXParseException as error:
        position = f"line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1}"
        raise NoExport(f"{position}: the XML is damaged: {error.getMessage()}") from None
    except DefusedXmlException:
        raise NoExport("it declares entities, which no export of WordPress does") from None
    except (SAXException, LookupError, ValueError) as error:
        raise NoExport(f"it cannot be read as XML: {error}") from None
    yield from handler.take_records()
    if not handler.is_export:
        raise NoExport("it has no wp:wxr_version, so it is not an export of WordPress")


@dataclass(slots=True)
class _Open:
    """An element that becomes a record, and the values that were read for it."""

    name: str
    values: dict[str, str] = field(default_factory=dict)


class _Handler(ContentHandler):
    """Collects the records that are complete."""

    is_export = False

    def __init__(self) -> None:
        super().__init__()
        self._prefixes: list[dict[str, str]] = [{}]
        self._names: list[str] = []
        self._words: list[str] = []
        self._records: list[Record] = []
        self._channel: dict[str, str] = {}
        self._item: dict[str, str] | None = None
        self._labels: list[Label] = []
        self._fields: list[tuple[str, str]] = []
        self._remarks: list[Remark] = []
        self._part = _Open("")  # a person, term, field or comment
        self._line = self._text_line = 0
        self._label = ("", "")
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - of SAX
        self._locator = locator

    def take_records(self) -> list[Record]:
        """Return the records since the last time."""
        records, self._records = self._records, []
        return records

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - of SAX
        prefixes = self._prefixes[-1]
        declared = {key[6:]: uri for key, uri in attrs.items() if key.startswith("xmlns:") and uri}
        self._prefixes.append(prefixes | declared if declared else prefixes)
        name = self._normalized(name)
        self._names.append(name)
        self._words.clear()
        if name == "item":
            self._item = {}
            self._labels, self._fields, self._remarks = [], [], []
            self._line = self._text_line = self._now()
        elif name == "content:encoded":
            self._text_line = self._now()
        elif name == "category" and self._item is not None:
            self._label = attrs.get("domain", ""), attrs.get("nicename", "")
        elif name in _PERSONS or name in _TERMS or name in ("wp:comment", "wp:postmeta"):
            self._part = _Open(name)

    def characters(self, content: str) -> None:
        self._words.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - of SAX
        name = self._names.pop()
        self._prefixes.pop()
        value = "".join(self._words)
        self._words.clear()
        around = self._names[-1] if self._names else ""
        if name == self._part.name:
            self._end_part()
        elif around and around == self._part.name:
            self._part.values[name] = value.strip() if name != "wp:meta_value" else value
        elif name == "item" and self._item is not None:
            self._end_item(self._item)
        elif around == "item" and self._item is not None:
            self._value_of_item(self._item, name, value)
        elif around == "channel":
            self._value_of_channel(name, value.strip())

    def _now(self) -> int:
        return int(self._locator.getLineNumber() or 0) if self._locator else 0

    def _normalized(self, name: str) -> str:
        """Return a name with the usual prefix of its namespace."""
        prefix, colon, local = name.rpartition(":")
        if not colon:
            return name
        uri = self._prefixes[-1].get(prefix)
        if uri is None:
            return name
        if _WORDPRESS.match(uri):
            return f"{'excerpt' if 'excerpt' in uri else 'wp'}:{local}"
        return f"{_PREFIXES.get(uri, f'other-{prefix}')}:{local}"

    def _value_of_channel(self, name: str, value: str) -> None:
        if name == "wp:wxr_version":
            if not _VERSION.fullmatch(value):
                raise NoExport(f"`{value}` is no version of WordPress's export format")
            self.is_export = True
        elif name in ("link", "title", "language", "wp:base_blog_url"):
            self._channel.setdefault(name, value)
            url = self._channel.get("wp:base_blog_url") or self._channel.get("link", "")
            words = self._channel.get("title", ""), self._channel.get("language", "")
            self._records.append(Channel(url, *words))

    def _value_of_item(self, item: dict[str, str], name: str, value: str) -> None:
        if name == "category":
            taxonomy, slug = self._label
            if value.strip():
                self._labels.append(Label(taxonomy or "category", slug, value.strip()))
        elif key := _ITEM.get(name):
            item.setdefault(key, value if key in _UNTRIMMED else value.strip())

    def _end_item(self, item: dict[str, str]) -> None:
        self._item = None
        self._records.append(
            Item(
                self._line,
                self._text_line,
                **item,
                labels=tuple(self._labels),
                fields=tuple(self._fields),
                remarks=tuple(self._remarks),
            )
        )

    def _end_part(self) -> None:
        name, values = self._part.name, self._part.values
        self._part = _Open("")
        if name in _PERSONS:
            names = ("wp:author_display_name", "wp:author_login")
            login, display_names = (
                values.get("wp:author_login", ""),
                [values.get(each) for each in names],
            )
            if login:
                self._records.append(Person(login, next(filter(None, display_names), login)))
        elif keys := _TERMS.get(name):
            values_by_key = {key: values[each] for each, key in keys.items() if each in values}
            term = {"taxonomy": _TAXONOMIES.get(name, ""), "slug": "", "name": ""} | values_by_key
            if term["slug"] or term["name"]:
                self._records.append(Term(**term))
        elif name == "wp:comment":
            values_by_key = {key: values[each] for each, key in _REMARK.items() if each in values}
            self._remarks.append(Remark(**{"id": ""} | values_by_key))
        elif name == "wp:postmeta" and values.get("wp:meta_key"):
            self._fields.append((values["wp:meta_key"], values.get("wp:meta_value", "")))
