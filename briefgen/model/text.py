"""Text as data: finished HTML between typed slots.

The strings of a text hold only words and tags without attributes, the same for every site and
every output. Whatever depends on the site, the language of the page or the kind of output is a
slot: a renderer maps each type of slot to a function (`render/text/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, cast

from briefgen.model.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A link or file of the site, until assembly knows its URL.

    `destination` is what the author wrote. `is_image` is True for what the page embeds (images,
    and audio and video in raw HTML), False for what it links to.
    """

    destination: str
    span: Span
    is_image: bool = False


# A tuple joins several values, such as the URLs and widths of a `srcset`.
Value: TypeAlias = str | Reference | tuple[str | Reference, ...]
Attributes: TypeAlias = tuple[tuple[str, Value], ...]  # in the order in which they were written


@dataclass(frozen=True, slots=True)
class Element:
    """The start tag of any other element with attributes."""

    name: str
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class SourceLink:
    """The start of a link to another site, which cites a source.

    `number` is the source's, and `anchor` that of this mention; off the brief's own page, they are
    0 and "".
    """

    url: str
    number: int = 0
    anchor: str = ""
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class SourceLinkEnd:
    """The end of a link to a source."""


@dataclass(frozen=True, slots=True)
class Link:
    """The start of a link within the site, or to anything else that is not a source.

    If it has a number, it has no words: it is named after the figure or table with that number.
    """

    attributes: Attributes
    number: int = 0
    is_table: bool = False

    @property
    def url(self) -> Value:
        """The destination."""
        return dict(self.attributes)["href"]


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """The end of a link that is not to a source."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image.

    `is_chosen`: it is part of a <picture>, for which the author chose the files. `is_figure`: it is
    the image of a figure, and `is_wide`: one that is wider than the text.
    """

    attributes: Attributes
    is_chosen: bool = False
    is_figure: bool = False
    is_wide: bool = False

    @property
    def src(self) -> Value:
        """The file."""
        return dict(self.attributes).get("src", "")

    @property
    def alt(self) -> str:
        """What the image shows."""
        return str(dict(self.attributes).get("alt", ""))


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a heading: its level (2 to 6) and anchor.

    `former` are anchors of earlier versions, which still lead to it. `is_link`: its words hold
    nothing interactive, so that the heading can be a link to itself.
    """

    level: int
    anchor: str
    attributes: Attributes
    former: tuple[str, ...] = ()
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class HeadingEnd:
    """The end of a heading."""

    level: int
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The start of a table: the words of its header cells, and whether it is inside another.

    `kinds` says of each column what its cells hold: "number", long "text" or "" for anything else.
    """

    attributes: Attributes = ()
    columns: tuple[str, ...] = ()
    is_nested: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableEnd:
    """The end of a table."""

    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """The start of the numbered caption of a figure or table, which ends with </figcaption>."""

    number: int
    is_table: bool = False
    attributes: Attributes = ()


CALLOUTS: Final = ("note", "warning", "key-finding")


@dataclass(frozen=True, slots=True)
class Callout:
    """The start of a callout: its kind, one of CALLOUTS, and the author's title or ""."""

    kind: str
    title: str = ""
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class CalloutEnd:
    """The end of a callout."""


@dataclass(frozen=True, slots=True)
class Task:
    """The mark of a task in a list. If it is labelled, a TaskEnd follows the words of the task."""

    is_done: bool
    is_labelled: bool = False


@dataclass(frozen=True, slots=True)
class TaskEnd:
    """The end of the words of a task."""


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A footnote's number in the text: its label, its own anchor, and that of the note."""

    label: str
    anchor: str
    note: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """The start of a footnote, a list item that ends with </li>."""

    anchor: str


@dataclass(frozen=True, slots=True)
class FootnoteBack:
    """A link from a footnote back to a mark in the text."""

    mark: str
    label: str


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """The start of preformatted text, which ends with </pre>; `language` is that of its code."""

    attributes: Attributes = ()
    language: str = ""


Slot: TypeAlias = (
    Element
    | SourceLink
    | SourceLinkEnd
    | Link
    | LinkEnd
    | Image
    | Heading
    | HeadingEnd
    | Table
    | TableEnd
    | Caption
    | Callout
    | CalloutEnd
    | Task
    | TaskEnd
    | FootnoteMark
    | Footnote
    | FootnoteBack
    | CodeBlock
)
# The slots in which a reference may be.
_WITH_URLS: Final = frozenset({Element, Link, Image})
_WithUrls: TypeAlias = Element | Link | Image


class Text:
    """A text: finished HTML between slots. Immutable, and equal by value."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[str | Slot] = ()) -> None:
        self.parts: tuple[str | Slot, ...]
        object.__setattr__(self, "parts", tuple(parts))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot change {name} of a text")

    def __reduce__(self) -> tuple[type[Text], tuple[tuple[str | Slot, ...]]]:
        return Text, (self.parts,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __repr__(self) -> str:
        return f"Text({self.parts!r})"

    def references(self) -> Iterator[Reference]:
        """Yield the references, in text order."""
        for part in self.parts:
            if type(part) in _WITH_URLS:
                yield from _references(cast("_WithUrls", part))

    def with_urls(self, urls: Iterable[str]) -> Text:
        """Return the text with each reference replaced by the next URL."""
        following = iter(urls)
        return Text(
            _resolved(cast("_WithUrls", part), following) if type(part) in _WITH_URLS else part
            for part in self.parts
        )

    def off_page(self) -> Text:
        """Return the text for a page without the list of its sources."""
        return Text(
            replace(part, number=0, anchor="") if isinstance(part, SourceLink) else part
            for part in self.parts
        )


def _references(slot: _WithUrls) -> Iterator[Reference]:
    for _, value in slot.attributes:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Reference):
                yield each


def _resolved(slot: _WithUrls, urls: Iterator[str]) -> _WithUrls:
    attributes = tuple((name, _filled(value, urls)) for name, value in slot.attributes)
    return slot if attributes == slot.attributes else replace(slot, attributes=attributes)


def _filled(value: Value, urls: Iterator[str]) -> str:
    if isinstance(value, tuple):
        return "".join(_filled(each, urls) for each in value)
    return value if isinstance(value, str) else next(urls)
