"""Texts as plain text, for the emails of those who read no HTML.

Lines have at most 72 columns. Links are numbered: those to sources by the number of the source, the
others after them. Tables are shown in columns, or row by row where they are too wide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from briefgen.model import text as slots
from briefgen.model.text import Slot, Text
from briefgen.render.text import (
    CALLOUT_TITLES,
    Token,
    Words,
    chart_image,
    chart_table,
    label_of,
    name_of,
    table_text,
    tokens_of,
)
from briefgen.render.text.for_feed import absolute
from briefgen.render.text.plain_lines import (
    columns_for,
    directed,
    padded,
    underlined,
    width_of,
    wrapped,
)

WIDTH: Final = 72
IMAGE: Final = "Image: %(alt)s"  # translated by the catalogues
_TIE: Final = "\N{NO-BREAK SPACE}"  # between a word and its number
_TASKS: Final = ("[ ] ", "[x] ")
_FEW: Final = 12  # rows of the data of a chart
_LEAST: Final = 12  # columns of a cell
_NARROWEST: Final = 24  # columns of a text, however deep it is
_UNBOUND: Final = 1_000_000
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_PLAIN_SPACES: Final = str.maketrans("\u00a0\u202f", "  ")
_UNDERLINES: Final = "=-~."  # of headings of levels 1, 2, 3, and all others
_SUPERIOR: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_INFERIOR: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SIGNS: Final[Mapping[str, str]] = {
    "strong": "*", "b": "*", "em": "_", "i": "_", "del": "~", "s": "~", "strike": "~", "q": '"',
}  # fmt: skip
_PLAYERS: Final = frozenset({"audio", "iframe", "video"})
_BLOCKS: Final = frozenset(
    """
    address article aside center dd details div dl dt figcaption figure footer header li nav ol p
    section summary table ul
    """.split()
)
_INDENTED: Final[Mapping[str, str]] = {"blockquote": "> ", "dd": "    "}


@dataclass(slots=True)
class Plain:
    """The plain text of the brief at a URL: its language and direction, and the words of that.

    `links` are the URLs of the links so far that are not to sources; their numbers begin after
    those of the `sources`.
    """

    url: str
    words: Words
    language: str = "en"
    direction: str = "ltr"
    sources: int = 0
    links: list[str] = field(default_factory=list)

    def number_of(self, url: str) -> int:
        """Return the number of a link that is not to a source."""
        if url not in self.links:
            self.links.append(url)
        return self.sources + 1 + self.links.index(url)

    def linked(self, words: str, url: str) -> str:
        """Return words with the number of their link, if they have one that is not to a source."""
        return f"{words}{_TIE}[{self.number_of(url)}]" if url else words

    def paragraph(self, text: str, width: int = WIDTH) -> str:
        """Return a text in lines, in which all spaces are plain ones."""
        lines = [directed(line, self.direction) for line in wrapped(text, width)]
        return "\n".join(lines).translate(_PLAIN_SPACES)

    def heading(self, text: str, level: int, width: int = WIDTH) -> str:
        """Return a heading, underlined."""
        lines = underlined(text, _UNDERLINES[min(level, 4) - 1], width).split("\n")
        directed_lines = "\n".join([directed(line, self.direction) for line in lines])
        return directed_lines.translate(_PLAIN_SPACES)

    def item(self, text: str, sign: str, width: int = WIDTH) -> str:
        """Return a text after a sign, such as that of an item of a list."""
        return within(self.paragraph(text, width - len(sign)), sign, " " * len(sign))


def for_plain(text: Text, plain: Plain) -> str:
    """Return a text as plain text, in paragraphs with an empty line between them."""
    return _Writer(plain, text).output()


def line_of(text: Text, plain: Plain) -> str:
    """Return a text without blocks as one line."""
    return " ".join(_Writer(plain, text, _UNBOUND).output().split("\n"))


def within(text: str, first: str, rest: str) -> str:
    """Return a text in a container, whose lines have something before them."""
    lines = text.split("\n")
    signs = (first, *[rest] * (len(lines) - 1))
    return "\n".join([f"{sign}{each}".rstrip() for sign, each in zip(signs, lines, strict=True)])


@dataclass(slots=True)
class _Box:
    """A container that is open: what is before its lines, and the blocks in it so far."""

    first: str = ""
    rest: str = ""
    blocks: list[str] = field(default_factory=list)
    is_cell: bool = False


@dataclass(slots=True)
class _Table:
    """A table that is open: its rows, how many are a head, and which columns are numbers."""

    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0
    numbers: frozenset[int] = frozenset()
    is_head: bool = False


class _Writer:
    """Writes a text block by block."""

    def __init__(self, plain: Plain, text: Text, width: int = WIDTH) -> None:
        self._plain = plain
        self._tokens = tokens_of(text)
        self._width = width
        self._boxes = [_Box()]
        self._pieces: list[str] = []  # of the paragraph that is open
        self._starts: list[int] = []  # the pieces that begin something which its end changes
        self._lists: list[tuple[str, int]] = []  # the kind of each open list, its next number
        self._tables: list[_Table] = []
        self._open: list[Callable[[], None]] = []  # what the ends of links do
        self._is_code = False
        self._player: tuple[str, str, str] | None = None  # what is left out, its URL and title
        marks = (part for part in text.parts if isinstance(part, slots.FootnoteMark))
        self._notes = {mark.note: mark.label for mark in marks}

    def output(self) -> str:
        """Return the whole text."""
        self._write(self._tokens)
        while len(self._boxes) > 1:
            self._leave()
        self._end_paragraph()
        return "\n\n".join(self._boxes[0].blocks)

    def _write(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if self._player:
                self._played(token)
            elif isinstance(token, str):
                name, _, text = token.partition(">")
                self._tag(name)
                self._words(text)
            else:
                SLOTS[type(token)](self, token)

    # Blocks

    def _room(self) -> int:
        if any(box.is_cell for box in self._boxes):
            return _UNBOUND
        indent = sum(len(box.rest) for box in self._boxes)
        return max(self._width - indent, _NARROWEST)

    def _add(self, block: str) -> None:
        if block.strip():
            self._boxes[-1].blocks.append(block)

    def _end_paragraph(self) -> None:
        text = "".join(self._pieces).strip(" \n")
        self._pieces = []
        self._starts = []
        if text and any(box.is_cell for box in self._boxes):
            self._add("\n".join(wrapped(text, _UNBOUND)))
        elif text:
            self._add(self._plain.paragraph(text, self._room()))

    def _enter(self, first: str = "", rest: str = "") -> None:
        self._end_paragraph()
        self._boxes.append(_Box(first, rest or first))

    def _leave(self, separator: str = "\n\n") -> None:
        self._end_paragraph()
        if len(self._boxes) > 1:
            box = self._boxes.pop()
            if box.blocks:
                self._add(within(separator.join(box.blocks), box.first, box.rest))

    # Tags

    def _tag(self, name: str, slot: slots.Element | None = None) -> None:
        is_end = name[:1] == "/"
        element = name.removeprefix("/")
        if element in _TAGS:
            _TAGS[element](self, slot, is_end=is_end)
        elif element in _SIGNS:
            self._pieces.append(_SIGNS[element])
        elif element in _BLOCKS and "".join(self._pieces).lstrip() not in _TASKS:
            self._end_paragraph()

    def _words(self, text: str) -> None:
        if not text:
            return
        text = unescape(text)
        if self._is_code:
            self._pieces.append(text)
            return
        text = _SPACES.sub(" ", text.replace("\N{SOFT HYPHEN}", ""))
        if text == " " and (not self._pieces or self._pieces[-1][-1:] in " \n"):
            return
        self._pieces.append(text)

    def _list(self, slot: slots.Element | None, *, is_end: bool) -> None:
        if is_end:
            self._end_paragraph()
            if self._lists:
                self._lists.pop()
            blocks = self._boxes[-1].blocks
            self._leave("\n\n" if any("\n\n" in each for each in blocks) else "\n")
            return
        own = dict(slot.attributes) if slot else {}
        begin = str(own.get("start", ""))
        self._enter()
        self._lists.append(("ol", int(begin) if begin.isascii() and begin.isdecimal() else 1))

    def _bullets(self, slot: slots.Element | None, *, is_end: bool) -> None:
        self._list(slot, is_end=is_end)
        if not is_end:
            self._lists[-1] = "ul", 0

    def _item(self, slot: slots.Element | None, *, is_end: bool) -> None:
        if is_end:
            self._end_paragraph()
            blocks = self._boxes[-1].blocks
            is_list = len(blocks) == 2 and blocks[1].lstrip()[:2] in ("* ", "1.", "- ")
            self._leave("\n" if is_list else "\n\n")
            return
        kind, number = self._lists[-1] if self._lists else ("ul", 0)
        value = str(dict(slot.attributes).get("value", "")) if slot else ""
        if value.isascii() and value.isdecimal():
            number = int(value)
        if self._lists:
            self._lists[-1] = kind, number + 1
        sign = "* " if kind == "ul" else f"{number}. "
        self._enter(sign, " " * len(sign))

    def _quotation(self, _: slots.Element | None, *, is_end: bool) -> None:
        self._leave() if is_end else self._enter(_INDENTED["blockquote"])

    def _meaning(self, _: slots.Element | None, *, is_end: bool) -> None:
        self._leave() if is_end else self._enter(_INDENTED["dd"])

    def _definitions(self, _: slots.Element | None, *, is_end: bool) -> None:
        self._leave("\n") if is_end else self._enter()

    def _rule(self, _: slots.Element | None, *, is_end: bool) -> None:
        self._end_paragraph()
        if not is_end:
            self._add(self._plain.paragraph("* * *"))

    def _break(self, _: slots.Element | None, *, is_end: bool) -> None:
        if not is_end:
            self._pieces.append(" " if any(box.is_cell for box in self._boxes) else "\n")

    def _raised(self, _: slots.Element | None, *, is_end: bool) -> None:
        self._shifted(_SUPERIOR, "^", is_end=is_end)

    def _lowered(self, _: slots.Element | None, *, is_end: bool) -> None:
        self._shifted(_INFERIOR, "_", is_end=is_end)

    def _shifted(self, table: Mapping[int, int], sign: str, *, is_end: bool) -> None:
        """Write superior and inferior digits as signs of their own, other words after a sign."""
        if not is_end:
            self._starts.append(len(self._pieces))
            return
        begin = self._starts.pop() if self._starts else len(self._pieces)
        text = "".join(self._pieces[begin:])
        del self._pieces[begin:]
        is_shiftable = all(ord(each) in table for each in text)
        self._pieces.append(text.translate(table) if is_shiftable else f"{sign}{text}")

    def _preformatted(self, _: Slot | None, *, is_end: bool) -> None:
        self._is_code = not is_end
        if not is_end:
            self._end_paragraph()
            return
        text = "".join(self._pieces).strip("\n")
        self._pieces = []
        self._add(within(text, "    ", "    ") if text.strip() else "")

    def _anchor(self, _: slots.Element | None, *, is_end: bool) -> None:
        if is_end and self._open:
            self._open.pop()()
        elif not is_end:
            self._open.append(lambda: None)

    # Tables

    def _start_table(self, slot: slots.Table) -> None:
        self._end_paragraph()
        numbers = frozenset(at for at, kind in enumerate(slot.kinds) if kind == "number")
        self._tables.append(_Table(numbers=numbers))

    def _end_table(self, _: slots.TableEnd) -> None:
        if self._tables:
            self._add(_table_text(self._tables.pop(), self._plain, self._room()))

    def _head(self, _: slots.Element | None, *, is_end: bool) -> None:
        if self._tables:
            self._tables[-1].is_head = not is_end

    def _row(self, _: slots.Element | None, *, is_end: bool) -> None:
        if self._tables and not is_end:
            table = self._tables[-1]
            table.rows.append([])
            table.heads += table.is_head

    def _cell(self, _: slots.Element | None, *, is_end: bool) -> None:
        if not is_end:
            self._end_paragraph()
            self._boxes.append(_Box(is_cell=True))
            return
        self._end_paragraph()
        if self._tables and self._tables[-1].rows and self._boxes[-1].is_cell:
            blocks = self._boxes.pop().blocks
            self._tables[-1].rows[-1].append(" ".join(" ".join(blocks).split("\n")))

    def _table_block(self, slot: slots.TableBlock) -> None:
        self._write(tokens_of(table_text(slot, self._plain)))

    def _math(self, slot: slots.Math) -> None:
        if slot.is_block:
            self._end_paragraph()
            self._add(within(slot.tex, "    ", "    "))
        else:
            self._pieces.append(" ".join(slot.tex.split()))

    def _theme_words(self, slot: slots.ThemeWords) -> None:
        self._pieces.append(self._plain.words(slot.message))

    def _chart(self, slot: slots.Chart) -> None:
        """Write the data of a chart if they are few, or else what it shows."""
        self._end_paragraph()
        if len(slot.table.rows) <= _FEW:
            self._write(tokens_of(chart_table(slot, self._plain)))
        else:
            self._image(chart_image(slot, self._plain))
            self._end_paragraph()

    # Slots

    def _element(self, slot: slots.Element) -> None:
        if slot.name in _PLAYERS:
            own = {name: str(value) for name, value in slot.attributes}
            title = own.get("title") or own.get("aria-label", "")
            self._player = slot.name, own.get("src", ""), title
        else:
            self._tag(slot.name, slot)

    def _played(self, token: Token) -> None:
        """Leave out what is in a player; at its end, write a link to what it plays."""
        name, url, title = self._player or ("", "", "")
        if isinstance(token, slots.Element) and token.name == "source" and not url:
            self._player = name, str(dict(token.attributes).get("src", "")), title
        if not isinstance(token, str) or not token.startswith(f"/{name}>"):
            return
        self._player = None
        target = absolute(self._plain.url, url)
        parts = urlsplit(target)
        words = title or parts.path.rpartition("/")[2] or parts.netloc
        self._pieces.append(self._plain.linked(words, target))
        self._words(token.partition(">")[2])

    def _source_link(self, slot: slots.SourceLink) -> None:
        number = slot.number or self._plain.number_of(slot.url)
        self._open.append(lambda: self._pieces.append(f"{_TIE}[{number}]"))

    def _link(self, slot: slots.Link) -> None:
        if slot.number:
            self._pieces.append(self._name(slot))
        begin, url = len(self._pieces), absolute(self._plain.url, _href(slot))
        is_near = url.partition("#")[0] == self._plain.url

        def end() -> None:
            text = "".join(self._pieces[begin:]).strip()
            if not is_near and url not in (text, f"mailto:{text}"):
                self._pieces.append(self._plain.linked("", url))

        self._open.append(end)

    def _end_link(self, _: Slot) -> None:
        if self._open:
            self._open.pop()()

    def _name(self, slot: slots.Link | slots.Caption) -> str:
        words, language = self._plain.words, self._plain.language
        return name_of(slot.number, is_table=slot.is_table, words=words, language=language)

    def _image(self, slot: slots.Image) -> None:
        alt = " ".join(slot.alt.split())
        if alt:
            self._pieces.append(f"[{self._plain.words(IMAGE) % {'alt': alt}}]")

    def _embed_label(self, slot: slots.EmbedLabel) -> None:
        self._pieces.append(label_of(slot, self._plain.words))

    def _heading_end(self, slot: slots.HeadingEnd) -> None:
        text = "".join(self._pieces).strip(" \n").replace("\n", " ")
        self._pieces = []
        if text:
            self._add(self._plain.heading(text, slot.level, self._room()))

    def _caption(self, slot: slots.Caption) -> None:
        self._end_paragraph()
        self._pieces.append(f"*{self._name(slot)}* ")

    def _callout(self, slot: slots.Callout) -> None:
        self._enter("| ")
        title = slot.title or self._plain.words(CALLOUT_TITLES[slot.kind])
        self._add(self._plain.paragraph(f"*{title}*", self._room()))

    def _footnote(self, slot: slots.Footnote) -> None:
        sign = directed(f"[{self._notes.get(slot.anchor, '*')}] ", self._plain.direction)
        self._enter(sign, " " * width_of(sign))


def _href(slot: slots.Link) -> str:
    return str(dict(slot.attributes).get("href", ""))


def _table_text(table: _Table, plain: Plain, room: int) -> str:
    """Return a table in columns, or row by row if it is too wide or written from the right."""
    most = max(map(len, table.rows), default=0)
    rows = [[*row, *[""] * (most - len(row))] for row in table.rows if any(row)]
    if not rows:
        return ""
    widths = columns_for(rows, room, _LEAST) if plain.direction == "ltr" else None
    if widths is None:
        return _row_by_row(rows, table.heads, plain, room)
    lines: list[str] = []
    is_spaced = any(len(_lines_of(row, widths)) > 1 for row in rows[table.heads :])
    for at, row in enumerate(rows):
        if at == table.heads > 0:
            lines.append("  ".join("-" * width for width in widths))
        elif at > table.heads and is_spaced:
            lines.append("")
        for cells in _lines_of(row, widths):
            aligned = (
                padded(cell, width, is_right=column in table.numbers)
                for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
            )
            lines.append("  ".join(aligned).rstrip())
    return "\n".join(lines)


def _lines_of(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Return the lines of a row of a table, with a cell for each column."""
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    return [
        [cell[at] if at < len(cell) else "" for cell in cells] for at in range(max(map(len, cells)))
    ]


def _row_by_row(rows: Sequence[Sequence[str]], heads: int, plain: Plain, room: int) -> str:
    """Return the rows of a table, each cell on a line of its own after the head of its column."""
    head = rows[heads - 1] if heads else [""] * len(rows[0])
    blocks = []
    for row in rows[heads:]:
        lines = []
        for name, cell in zip(head, row, strict=True):
            if cell:
                text = plain.paragraph(f"{name}: {cell}" if name else cell, room - 2)
                lines.append(within(text, "", "  "))
        blocks.append("\n".join(lines))
    return "\n\n".join(filter(None, blocks))


_TAGS: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "a": _Writer._anchor,
        "blockquote": _Writer._quotation,
        "br": _Writer._break,
        "dd": _Writer._meaning,
        "dl": _Writer._definitions,
        "hr": _Writer._rule,
        "li": _Writer._item,
        "ol": _Writer._list,
        "pre": _Writer._preformatted,
        "sub": _Writer._lowered,
        "sup": _Writer._raised,
        "td": _Writer._cell,
        "th": _Writer._cell,
        "thead": _Writer._head,
        "tr": _Writer._row,
        "ul": _Writer._bullets,
    }
)


def _nothing(_: _Writer, __: Slot) -> None:
    """Write nothing for a slot."""


SLOTS: Final[Mapping[type[Slot], Callable[[_Writer, Any], None]]] = MappingProxyType(
    {
        slots.Element: _Writer._element,
        slots.SourceLink: _Writer._source_link,
        slots.SourceLinkEnd: _Writer._end_link,
        slots.Link: _Writer._link,
        slots.LinkEnd: _Writer._end_link,
        slots.Image: _Writer._image,
        slots.Heading: lambda writer, _: writer._end_paragraph(),
        slots.HeadingEnd: _Writer._heading_end,
        slots.Table: _Writer._start_table,
        slots.TableEnd: _Writer._end_table,
        slots.Caption: _Writer._caption,
        slots.Callout: _Writer._callout,
        slots.CalloutEnd: lambda writer, _: writer._leave(),
        slots.Task: lambda writer, slot: writer._pieces.append(_TASKS[slot.is_done]),
        slots.TaskEnd: _nothing,
        slots.FootnoteMark: lambda writer, slot: writer._pieces.append(f"{_TIE}[{slot.label}]"),
        slots.Footnote: _Writer._footnote,
        slots.FootnoteBack: _nothing,
        slots.CodeBlock: lambda writer, slot: writer._preformatted(slot, is_end=False),
        slots.Math: _Writer._math,
        slots.Chart: _Writer._chart,
        slots.ChartEnd: _nothing,
        slots.TableBlock: _Writer._table_block,
        slots.ThemeWords: _Writer._theme_words,
        slots.Frame: _nothing,
        slots.EmbedLabel: _Writer._embed_label,
    }
)
