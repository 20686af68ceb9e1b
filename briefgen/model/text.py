"""Text as data: finished HTML between typed slots.

The strings of a text hold only words and tags without attributes, the same for every site and
every output. Whatever depends on the site, the language of the page or the kind of output is a
slot: a renderer maps each type of slot to a function (`render/text/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, cast

from briefgen.model.charts import ChartSpec
from briefgen.model.data import DataTable
from briefgen.model.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A link or file of the site, until assembly knows its URL.

    `destination` is what the author wrote. `is_image` is True for what the page embeds (images,
    and audio and video in raw HTML), and `is_data` for a file whose data the page shows.
    """

    destination: str
    span: Span
    is_image: bool = False
    is_data: bool = False


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


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table of data: its name there, and how to show it.

    `form` is number, percent, plain (as written), the code of a currency, or "" to choose one of
    these by what the column holds. `decimals` are as written if they are negative. `is_summed`: a
    row of totals has the sum of its numbers.
    """

    name: str
    title: str = ""
    unit: str = ""
    form: str = ""
    decimals: int = -1
    align: str = ""
    is_summed: bool = True


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table of data that is not written in Markdown.

    `data` is the file with the data, or "" if the data is in the text. Its URL is "" if it is not
    published. `table` is filled in with the URL. `columns` are those to show, if not all are.
    `sort` is the name of a column, after a hyphen for the largest first. `total` is "sum" for a row
    with the sums of columns, or "last" if the last row is that; the first row is named `label`.
    `highlighted` has first cells of rows, or numbers of rows, and `places` where each is written.
    """

    table: DataTable = DataTable()
    data: str | Reference = ""
    columns: tuple[TableColumn, ...] = ()
    sort: str = ""
    limit: int = 0
    total: str = ""
    label: str = ""
    highlighted: tuple[str, ...] = ()
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Math:
    """A formula: its TeX, and MathML, which is "" if it cannot be shown so.

    If `is_display`, it has a line of its own; if `is_block`, it is no part of a paragraph.
    """

    tex: str
    mathml: str = ""
    is_display: bool = False
    is_block: bool = False


SOURCE_LABEL: Final = "Source:"  # of the data of a figure


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """Words of the theme, as written in the catalogues, in the language of the page."""

    message: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What readers can load from another site in place of the image before it.

    `kind` says what it shows: a chart, video, map or page. `title` is its name.
    """

    url: str
    title: str = ""
    kind: str = "page"


@dataclass(frozen=True, slots=True)
class EmbedLabel:
    """The words of the link to what a text embeds: its kind, and the host of the link."""

    kind: str
    host: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing of a chart, in a figure; a ChartEnd follows at the end of the figure.

    `number` counts the charts of the text. `title` is the title without mark-up, and `anchor` that
    of the figure. `data` and `table` are as for a TableBlock.
    """

    number: int
    spec: ChartSpec
    title: str = ""
    anchor: str = ""
    table: DataTable = DataTable()
    data: str | Reference = ""


@dataclass(frozen=True, slots=True)
class ChartEnd:
    """The end of a chart: the place for its data."""

    number: int


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
    | TableBlock
    | ThemeWords
    | Frame
    | EmbedLabel
    | Math
    | Chart
    | ChartEnd
)
# The slots in which a reference may be.
_WITH_URLS: Final = frozenset({Element, Link, Image})
_WithUrls: TypeAlias = Element | Link | Image
# The slots that show data.
WithData: TypeAlias = TableBlock | Chart
WITH_DATA: Final[frozenset[type]] = frozenset({TableBlock, Chart})
_FILLED: Final = _WITH_URLS | WITH_DATA


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
            elif type(part) in WITH_DATA:
                data = cast("WithData", part).data
                if isinstance(data, Reference):
                    yield data

    def with_urls(self, urls: Iterable[str], tables: Iterable[DataTable] = ()) -> Text:
        """Return the text with each reference replaced by the next URL.

        A slot with a reference to data also gets the next table.
        """
        following, contents = iter(urls), iter(tables)
        return Text(
            _filled(cast("_WithUrls | WithData", part), following, contents)
            if type(part) in _FILLED
            else part
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


def _filled(slot: _WithUrls | WithData, urls: Iterator[str], tables: Iterator[DataTable]) -> Slot:
    if isinstance(slot, WithData):
        if isinstance(slot.data, str):
            return slot
        return replace(slot, data=next(urls), table=next(tables, slot.table))
    attributes = tuple((name, _value(value, urls)) for name, value in slot.attributes)
    return slot if attributes == slot.attributes else replace(slot, attributes=attributes)


def _value(value: Value, urls: Iterator[str]) -> str:
    if isinstance(value, tuple):
        return "".join(_value(each, urls) for each in value)
    return value if isinstance(value, str) else next(urls)
