"""Read a text with pyromark, a compiled parser, as the same events as markdown-it-py.

Texts in which the two parsers may differ are declined, and left to markdown-it-py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from markdown_it.common.utils import MD_TRIM_CHARS

from briefgen.model.config import MarkdownConfig
from briefgen.read.markdown import events
from briefgen.read.markdown.destinations import normalized
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.differences import (
    accepts,
    has_other_end,
    is_closed,
    is_plain_title,
)
from briefgen.read.markdown.events import Attributes, Block, Lines, Phrase, Phrases, Stream
from briefgen.read.markdown.lookalikes import Lookalike
from briefgen.read.markdown.near_blocks import is_near_block, near_html
from briefgen.read.markdown.split_words import split_words
from briefgen.read.markdown.tokens import RAW_ID
from briefgen.read.markdown.typeset import joined, searchable_text, typeset
from briefgen.read.markdown.typography import may_change

if TYPE_CHECKING:
    from pyromark import Options
    from pyromark.event import Range

try:
    import pyromark
except ImportError:  # no wheel for this machine
    _VERSION = ""
else:
    _VERSION = pyromark.__version__

# The versions that were compared with markdown-it-py. Another one must not change a page, so it is
# not used.
TESTED: Final = frozenset({"0.10.3"})

_MAX_DEPTH: Final = 20
_BACKSLASH: Final = ord("\\")
_AMPERSAND: Final = ord("&")
_TOP: Final = events.Paragraph(is_top=True)
_INNER: Final = events.Paragraph(is_top=False)
# The elements of a line and the blocks that need no special treatment, each with its tags.
_ELEMENTS: Final = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "s"}
_BLOCKS: Final[Mapping[str, Sequence[str]]] = {
    "BlockQuote": ("blockquote",),
    "Item": ("li",),
    "TableHead": ("thead", "tr"),
    "TableRow": ("tr",),
}
_OPENED: Final = {name: tuple(map(events.Start, tags)) for name, tags in _BLOCKS.items()}
_CLOSED: Final = {name: tuple(map(events.End, reversed(tags))) for name, tags in _BLOCKS.items()}
_START_TAGS: Final = {name: events.Start(tag) for name, tag in _ELEMENTS.items()}
_END_TAGS: Final = {name: events.End(tag) for name, tag in _ELEMENTS.items()}
_PARAGRAPH_END: Final = events.End("p")
_LISTS: Final = {False: (events.Start("ul"),), True: (events.Start("ol"),)}
_LISTS_ENDED: Final = {False: (events.End("ul"),), True: (events.End("ol"),)}
_CELL_ENDED: Final = {tag: events.End(tag) for tag in ("th", "td")}
_ALIGNED: Final[Mapping[str, Attributes | None]] = {
    "None": None,
    **{side: {"class": f"align-{side.lower()}"} for side in ("Left", "Right", "Center")},
}


class Declined(Exception):
    """The two parsers may differ in this text."""


def read_body(text: str, dialect: Dialect) -> Stream | None:
    """Return the events of a text, or None if it is declined."""
    if _VERSION not in TESTED or not accepts(text):
        return None
    try:
        return _Reader(text, dialect).stream()
    except Declined:
        return None


def read_line(text: str, dialect: Dialect) -> Phrases | None:
    """Return the phrases of a text without blocks, or None if it is declined."""
    if "\n" in text or text != text.strip() or _VERSION not in TESTED or not accepts(text):
        return None
    try:
        blocks = _Reader(text, dialect).stream().blocks
    except Declined:
        return None
    if len(blocks) != 3 or blocks[0] is not _TOP or not isinstance(blocks[1], Phrases):
        return None
    return blocks[1]


@lru_cache(maxsize=16)
def _options(switches: MarkdownConfig) -> Options:
    options = pyromark.Options(0)
    if switches.tables:
        options |= pyromark.Options.ENABLE_TABLES
    if switches.strikethrough:
        options |= pyromark.Options.ENABLE_STRIKETHROUGH
    return options


class _Reader:
    """Turns pyromark's events for one text into those of the dialect."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self._data = text.encode()  # the parser counts bytes
        self._options = _options(dialect.switches)
        rules = dialect.typography
        self._typography = rules if rules and may_change(text, rules) else None
        self._has_escapes = "\\" in text
        self._has_references = "&" in text
        self._is_trimmed = not text.isascii()
        self._blocks: list[Block] = []
        self._parts: list[Phrase] = []
        self._begin = self._end = 0  # the offsets of the parts
        self._text_end = -1  # of the last text
        self._is_doubtful = False  # whether the texts of the parts may contain failed mark-up
        self._is_placed = False  # whether the lines of the parts may be needed
        self._line = self._counted = 0  # the number of a line, and the offset at which it begins
        self._depth = 0
        self._image: tuple[list[Phrase], int, Mapping[str, str]] | None = None
        self._code: list[str] | None = None
        self._info: str | None = None  # of the code
        self._sides: Sequence[str] = ()  # to which the columns of a table are aligned
        self._cells: Iterator[events.Start] = iter(())  # the start tags of the cells of a row
        self._cell = ""
        self._links = 0
        self._ids: list[str] = []

    def stream(self) -> Stream:
        """Return the events of the text. Raises Declined."""
        # Each of pyromark's events is a name, or a mapping of its kind to its value.
        parser_events: Iterator[tuple[Any, Range]] = pyromark.events_with_range(
            self._text, options=self._options
        )
        for event, span in parser_events:
            if type(event) is str:
                self._mark(event, span)
                continue
            kind, value = event.popitem()
            if kind == "Text":
                self._add_text(value, span["start"], span["end"])
            elif kind == "Code":
                self._add_code(value, span)
            elif kind == "InlineHtml":
                self._ids += RAW_ID.findall(value)
                self._is_placed = True
                self._add(events.Html(value), span)
            elif kind == "Html":
                pass  # a line of a block, which is taken as a whole
            else:
                name, detail = (value, None) if type(value) is str else value.popitem()
                steps = _STEPS.get(kind)
                step = steps.get(name) if steps else None
                if step is None:
                    raise Declined  # not part of the dialect
                step(self, name, detail, span)
        self._flush()
        if self._links != self._text.count("]("):
            raise Declined  # what is not a link may be a URL, or be reported
        return Stream(self._blocks, self._ids)

    # Phrases

    def _mark(self, name: str, span: Range) -> None:
        if name == "SoftBreak":
            self._add(events.SOFT, span)
        elif name == "HardBreak":
            self._add(events.HARD, span)
        elif name == "Rule":
            self._flush()
            self._blocks.append(events.Rule())
        else:
            raise Declined

    def _add(self, part: Phrase, span: Range) -> None:
        if not self._parts:
            self._begin = span["start"]
        self._parts.append(part)
        self._end = span["end"]

    def _add_text(self, text: str, start: int, end: int) -> None:
        if self._code is not None:
            self._code.append(text)
            return
        parts = self._parts
        if not parts:
            self._begin = start
        if self._has_escapes and self._data[start - 1] == _BACKSLASH and start != self._text_end:
            parts.append(events.Literal(text[0]))
            text = text[1:]
        elif self._has_references and self._is_reference(text, start, end):
            parts.append(events.Literal(text))
            text = ""
        if text:
            if start == self._text_end and parts and type(last := parts[-1]) is str:
                parts[-1] = last + text
            else:
                parts.append(text)
            self._is_doubtful = self._is_doubtful or "[" in text or "*" in text
        self._text_end = self._end = end

    def _is_reference(self, text: str, start: int, end: int) -> bool:
        """Whether a text is written as a reference, such as `&amp;`."""
        return self._data[start] == _AMPERSAND and self._data[start:end] != text.encode()

    def _add_code(self, text: str, span: Range) -> None:
        if self._depth and b"\n" in self._data[span["start"] : span["end"]]:
            raise Declined  # its lines may be indented
        self._add(events.Code(text), span)

    def _element(self, name: str, _: object, span: Range) -> None:
        self._add(_START_TAGS[name], span)

    def _element_end(self, name: str, _: object, span: Range) -> None:
        self._add(_END_TAGS[name], span)

    def _link(self, _: str, detail: Mapping[str, str], span: Range) -> None:
        if detail["link_type"] != "Inline":
            raise Declined
        self._is_placed = True
        self._links += 1
        self._add(events.Link(normalized(detail["dest_url"]), _titled(detail)), span)

    def _link_end(self, _: str, __: object, span: Range) -> None:
        self._add(events.LINK_END, span)

    def _image_start(self, _: str, detail: Mapping[str, str], _span: Range) -> None:
        if detail["link_type"] != "Inline" or self._image:
            raise Declined
        self._image = (self._parts, self._begin, detail)
        self._parts = []

    def _image_end(self, _: str, __: object, span: Range) -> None:
        """Add an image whose alt text is plain."""
        if self._image is None:
            raise Declined
        parts, (self._parts, self._begin, detail) = self._parts, self._image
        alt = [part for part in parts if isinstance(part, str)]
        if len(alt) != len(parts) or len(alt) > 1:
            raise Declined
        self._image = None
        self._is_placed = True
        self._links += 1
        words = "".join(alt)
        title = detail["title"]
        attributes = {"title": title} if title else None
        self._add(events.Image(normalized(detail["dest_url"]), words, words, alt, attributes), span)

    # Blocks

    def _flush(self) -> None:
        """End the phrases of a block."""
        if self._parts:
            self._blocks.append(self._phrases())

    def _phrases(self) -> Phrases:
        parts, self._parts = self._parts, []
        if self._is_trimmed:
            _trim(parts)
        lookalikes: Sequence[Lookalike] = ()
        if len(parts) > 1:
            _check_lines(parts)
            lookalikes = tuple(split_words(parts))
        elif type(parts[0]) is str and is_near_block(parts[0]):
            raise Declined
        doubtful = searchable_text(parts) if self._is_doubtful else ""
        if "\\" in doubtful:
            raise Declined  # the other parser reads any backslash as mark-up
        self._is_doubtful = False
        if lookalikes and self._has_escapes:
            raise Declined  # as above
        if self._typography:
            typeset(parts, self._typography)
        if self._has_escapes or self._has_references:
            parts = joined(parts)
        lines = self._lines() if self._is_placed or doubtful or lookalikes else None
        self._is_placed = False
        return Phrases(parts, doubtful, lines, lookalikes)

    def _lines(self) -> Lines:
        """Return the lines of the parts."""
        begin = self._line_at(self._begin)
        return begin, begin + self._data.count(b"\n", self._begin, self._end) + 1

    def _line_at(self, offset: int) -> int:
        """Return the number of the line at an offset, which is not before the last one."""
        self._line += self._data.count(b"\n", self._counted, offset)
        self._counted = offset
        return self._line

    def _open(self, blocks: Sequence[Block]) -> None:
        self._flush()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Declined
        self._blocks += blocks

    def _close(self, blocks: Sequence[Block]) -> None:
        self._flush()
        self._depth -= 1
        self._blocks += blocks

    def _block(self, name: str, *_: object) -> None:
        self._open(_OPENED[name])

    def _block_end(self, name: str, *_: object) -> None:
        self._close(_CLOSED[name])

    def _paragraph(self, *_: object) -> None:
        self._flush()
        self._blocks.append(_INNER if self._depth else _TOP)

    def _paragraph_end(self, *_: object) -> None:
        parts = self._parts
        if len(parts) == 1 and isinstance(image := parts[0], events.Image):
            self._figure(image)
        else:
            self._flush()
            self._blocks.append(_PARAGRAPH_END)

    def _figure(self, image: events.Image) -> None:
        """Add an image that is a paragraph of its own, with its title as its caption."""
        caption = image.attributes["title"] if image.attributes else ""
        if not is_plain_title(caption):
            raise Declined
        self._blocks[-1] = events.Start("figure")
        self._parts = [image._replace(attributes=None)]
        figure = self._phrases()
        if caption:
            words: list[Phrase] = [caption]
            if self._typography:
                typeset(words, self._typography)
            figure.parts.append(events.SOFT)
            figure.parts.extend((events.Start("figcaption"), *words, events.End("figcaption")))
        self._blocks += (figure, events.End("figure"))

    def _heading(self, _: str, detail: Mapping[str, str], __: Range) -> None:
        self._flush()
        self._blocks.append(events.Heading(int(detail["level"][1])))

    def _heading_end(self, *_: object) -> None:
        self._blocks += (self._phrases() if self._parts else Phrases([]), events.HEADING_END)

    def _list(self, _: str, start: int | None, __: Range) -> None:
        if start is None or start == 1:
            self._open(_LISTS[start == 1])
        else:
            self._open([events.Start("ol", {"start": str(start)})])

    def _list_end(self, _: str, is_ordered: bool, __: Range) -> None:
        self._close(_LISTS_ENDED[is_ordered])

    def _html_block(self, _: str, __: object, span: Range) -> None:
        """Add a block of raw HTML, which begins and ends with a line."""
        self._flush()
        start = span["start"]
        if self._depth or self._data[start - 1 : start] == b" ":
            raise Declined  # its lines may be indented
        html = self._data[start : span["end"]].decode()
        if has_other_end(html) or any(True for _ in near_html(html)):
            raise Declined  # the other parser ends it elsewhere, or reports it
        self._ids += RAW_ID.findall(html)
        self._blocks.append(events.HtmlBlock(html, self._line_at(start)))

    def _html_block_end(self, *_: object) -> None:
        pass

    def _code_block(self, _: str, detail: Any, __: Range) -> None:
        self._flush()
        self._code = []
        self._info = None if detail == "Indented" else detail["Fenced"]

    def _code_block_end(self, _: str, __: object, span: Range) -> None:
        text = "".join(self._code or ())
        if self._info is not None and not is_closed(
            self._data[span["start"] : span["end"]], text.count("\n")
        ):
            raise Declined  # the other parser reports it
        self._code = None
        info = self._info
        if info is None:
            self._blocks.append(events.CodeBlock(text.removesuffix("\n") + "\n", is_fenced=False))
            return
        language = events.block_language(info.split(maxsplit=1)[0]) if info else ""
        line = self._line_at(span["start"]) if language in events.PLACED else 0
        self._blocks.append(events.CodeBlock(text, language, line=line))

    def _table(self, _: str, sides: Sequence[str], __: Range) -> None:
        self._open([events.Start("table")])
        self._sides, self._cell = sides, ""

    def _table_end(self, *_: object) -> None:
        self._close([events.End("tbody"), events.End("table")][self._cell == "th" :])

    def _row(self, name: str, *_: object) -> None:
        if self._cell == "th":
            self._blocks.append(events.Start("tbody"))
        self._cell = "td" if self._cell else "th"
        # A generator would refer to this reader, which would keep the whole text in memory.
        self._cells = iter([events.Start(self._cell, _ALIGNED[side]) for side in self._sides])
        self._open(_OPENED[name])

    def _table_cell(self, *_: object) -> None:
        self._blocks.append(next(self._cells))

    def _table_cell_end(self, *_: object) -> None:
        phrases = self._phrases() if self._parts else Phrases([])
        self._blocks += (phrases, _CELL_ENDED[self._cell])


def _titled(detail: Mapping[str, str]) -> Attributes | None:
    return {"title": detail["title"]} if detail["title"] else None


def _check_lines(parts: list[Phrase]) -> None:
    """Decline a text with a line that may be meant as another block."""
    before: Phrase = events.SOFT
    for part in parts:
        if type(before) is events.Break and type(part) is str and is_near_block(part):
            raise Declined
        before = part


def _trim(parts: list[Phrase]) -> None:
    """Remove the white space at both ends of a block, of which pyromark leaves some."""
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        part = parts[index]
        if isinstance(part, str):
            parts[index] = strip(part, MD_TRIM_CHARS)
            if not parts[index] and len(parts) > 1:
                raise Declined


_Step = Callable[[_Reader, str, Any, "Range"], None]
_STEPS: Final[Mapping[str, Mapping[str, _Step]]] = {
    "Start": {
        **dict.fromkeys(_ELEMENTS, _Reader._element),
        **dict.fromkeys(_BLOCKS, _Reader._block),
        "Link": _Reader._link,
        "Image": _Reader._image_start,
        "Paragraph": _Reader._paragraph,
        "Heading": _Reader._heading,
        "List": _Reader._list,
        "CodeBlock": _Reader._code_block,
        "HtmlBlock": _Reader._html_block,
        "Table": _Reader._table,
        "TableHead": _Reader._row,
        "TableRow": _Reader._row,
        "TableCell": _Reader._table_cell,
    },
    "End": {
        **dict.fromkeys(_ELEMENTS, _Reader._element_end),
        **dict.fromkeys(_BLOCKS, _Reader._block_end),
        "Link": _Reader._link_end,
        "Image": _Reader._image_end,
        "Paragraph": _Reader._paragraph_end,
        "Heading": _Reader._heading_end,
        "List": _Reader._list_end,
        "CodeBlock": _Reader._code_block_end,
        "HtmlBlock": _Reader._html_block_end,
        "Table": _Reader._table_end,
        "TableCell": _Reader._table_cell_end,
    },
}
