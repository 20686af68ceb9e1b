"""Plain prose: the blocks and marks that nearly all texts consist of, read with a few patterns.

markdown-it-py tries each of its rules at each place, which takes most of the time of a build.
What is read here is the very same as with it, in a tenth of the time. Whatever is not known for
certain to be plain is declined, and left to markdown-it-py. Plain are:

- blocks without indentation: paragraphs, headings, tight lists, tables;
- `*emphasis*` and `**strong**` that close where they should, `code` and `[links](to)`;
- quotation marks, dashes and ellipses, which become typographic ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from markdown_it.common.utils import (
    MD_TRIM_CHARS,
    isMdAsciiPunct,
    isPunctChar,
    isWhiteSpace,
    unescapeAll,
)

from briefgen.model.characters import unwanted
from briefgen.read.markdown.destinations import normalized
from briefgen.read.markdown.typography import Quotes, has_dashes, with_dashes

# What is longer is for the parser that knows limits, as of the number of quotation marks.
_MAX_LENGTH: Final = 5_000

# What may begin a line and be no more than text: neither a blank nor the mark of a block.
# Nothing here is to be given back (`*+`): then a block that is not plain is declined at once.
_START: Final = (
    r"(?:[^\s#>+\-*0-9`~<|:\[{=_\\]|\*{1,2}(?=[^\s*])|_{1,2}(?=[^\s_])|`(?!``)|\[(?!\^)"
    r"|[0-9]{1,9}(?![0-9.)])|[0-9]{1,9}[.)](?![ \t\n]|\Z))"
)
_LINES: Final = rf"{_START}[^\n]*+(?:\n[ \t]*+{_START}[^\n]*+)*+"
_END: Final = r"(?=\n[ \t]*$|\Z)"  # a blank line follows, or nothing
_ITEM: Final = rf" {{1,4}}{_LINES}"
_NO_MORE: Final = r"(?!\n(?:[ \t]*\n)*(?:[ \t]+[^ \t\n]|[+\-*0-9]))"  # of the list
_BULLETS: Final = rf"(?P<bullet>[+\-*]){_ITEM}(?:\n(?P=bullet){_ITEM})*+"
_NUMBERS: Final = rf"1\.{_ITEM}(?:\n[0-9]{{1,9}}\.{_ITEM})*+"
_KINDS: Final = (
    # A paragraph above a line that begins with a colon may be the term that it explains.
    rf"(?P<paragraph>{_LINES}){_END}(?!\n[ \t]*\n[ \t]*[:~])",
    # One with a bar in it may be the head of a table.
    r"(?P<marks>#{1,6})[ \t]+(?P<heading>[^\s#|][^\n#|]*)$",
    rf"(?P<title>{_START}[^\n|]*)\n(?P<underline>=+|-+)[ \t]*$",
    rf"(?P<list>{_BULLETS}|{_NUMBERS}){_END}{_NO_MORE}",
    rf"(?P<table>\|[^\n\\`]*\|\n\|[-:| ]+\|(?:\n\|[^\n\\`]*\|)*){_END}",
)
_BLANK: Final = r"(?:[ \t]*\n)*(?:[ \t]+\Z)?"
_BLOCK: Final = re.compile(rf"(?:{'|'.join(_KINDS)})(?:\n{_BLANK})?", re.MULTILINE)
_GAP: Final = re.compile(_BLANK)
_ITEM_MARK: Final = re.compile(r"^(?:[+\-*]|[0-9]{1,9}\.) {1,4}(?=\S)", re.MULTILINE)
_RULE: Final = re.compile(r":?-+:?")
_ALIGNS: Final = {"--": "", ":-": "left", "-:": "right", "::": "center"}

# A sentence or less, without any marks.
_WORDS: Final = re.compile(r"[A-Za-z0-9 ,;()%]*+\.?")
# Where anything but text may begin, and how plain ones go on.
_MARK: Final = re.compile(r"[\n\[\]*_`\\{<&~]")
_TO: Final = r"\(([^\s()<>\\\x00-\x1f\x7f]+)\)"
_INDENT: Final = re.compile(r"\n[ \t]*")
_DESTINATION: Final = re.compile(rf"\]{_TO}")
_LINK: Final = re.compile(rf"(?<![!^])\[(?!\^)([^\n\[\]*_`\\{{<&~]*)\]{_TO}")
_CODE: Final = re.compile(r"`([^`\n]+)`(?!`)")
_RUN: Final = re.compile(r"\*+|_+")
_TEXT: Final = re.compile(r"<(?=[ \n])|&(?![#A-Za-z])|~(?!~)")
_TAGS: Final = {1: ("<em>", "</em>"), 2: ("<strong>", "</strong>")}
_ELEMENTS: Final = frozenset({"<em>", "<strong>"})
_ELEMENT_ENDS: Final = frozenset({"</em>", "</strong>", "</a>"})
_LINE_ENDS: Final = frozenset({"\n", "<br>\n"})
# What becomes a link without brackets, or is reported where it becomes nothing.
_ADDRESS: Final = re.compile(r"www\.|(?:https?|mailto|xmpp):|[A-Za-z0-9.+_-]@|^:::")
_QUOTE: Final = re.compile("(['\"])")
_APOSTROPHE: Final = "’"


class Link(str):
    """The tag of a link: its destination, percent-encoded where that is needed."""

    __slots__ = ()


# Texts and tags by turns, a text first and last; either may be empty.
Pieces = list[str]


class Phrases(NamedTuple):
    """What stands in a paragraph, heading, item or cell, and its lines in the body, from 0."""

    pieces: Pieces
    lines: tuple[int, int]


Kind = Literal["paragraph", "heading", "ul", "ol", "table"]


class Block(NamedTuple):
    """A plain block; `level` is that of a heading, `aligns` are those of a table's columns."""

    kind: Kind
    lines: tuple[int, int]
    phrases: tuple[Phrases, ...]
    level: int = 0
    aligns: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The words of a paragraph or heading."""
        return words_of(self.phrases[0].pieces)


class Plain:
    """The plain blocks of one text, each read once."""

    def __init__(self, text: str, quotes: Quotes | None, *, tables: bool) -> None:
        """Prepare for a text; without `quotes` there is no typography at all."""
        self._text = text
        self._quotes = quotes
        self._tables = tables
        self._known: dict[int, Block | None] = {}
        self._ends: dict[int, int] = {}  # where the next block begins

    def blocks(self) -> list[Block] | None:
        """Return the blocks of the whole text, or None if there is one that is not plain."""
        found: list[Block] = []
        gap = _GAP.match(self._text)
        at = gap.end() if gap else 0
        line = self._text.count("\n", 0, at)
        while at < len(self._text):
            block = self.block(at, line)
            if block is None:
                return None
            found.append(block)
            end = self._ends[at]
            at, line = end, line + self._text.count("\n", at, end)
        return found

    def block(self, at: int, line: int) -> Block | None:
        """Return the block that begins at an offset, which is that of a line, if it is plain."""
        if at not in self._known:
            self._known[at] = self._read(at, line)
        return self._known[at]

    def _read(self, at: int, line: int) -> Block | None:
        match = _BLOCK.match(self._text, at)
        if match is None:
            return None
        self._ends[at] = match.end()
        kind = match.lastgroup
        if kind == "paragraph":
            return self._single("paragraph", match["paragraph"], line)
        if kind == "heading":
            return self._single("heading", match["heading"], line, len(match["marks"]))
        if kind == "underline":
            level = 1 if match[kind][0] == "=" else 2
            return self._single("heading", match["title"], line, level, below=1)
        if kind == "list":
            return self._list(match["list"], line)
        return self._table(match["table"].split("\n"), line) if self._tables else None

    def _phrases(self, text: str, line: int) -> Phrases | None:
        pieces = pieces_of(text.strip(MD_TRIM_CHARS), self._quotes)
        if pieces is None:
            return None
        return Phrases(pieces, (line, line + text.count("\n") + 1))

    def _single(
        self, kind: Kind, text: str, line: int, level: int = 0, *, below: int = 0
    ) -> Block | None:
        """Return a block of one text, with more lines `below` it."""
        phrases = self._phrases(text, line)
        if phrases is None:
            return None
        first, end = phrases.lines
        return Block(kind, (first, end + below), (phrases,), level)

    def _list(self, text: str, line: int) -> Block | None:
        items = []
        reached = line
        for item in _ITEM_MARK.split(text)[1:]:
            phrases = self._phrases(item.removesuffix("\n"), reached)
            if phrases is None:
                return None
            items.append(phrases)
            reached = phrases.lines[1]
        return Block("ol" if text[0] == "1" else "ul", (line, reached), tuple(items))

    def _table(self, rows: list[str], line: int) -> Block | None:
        rules = [rule.strip() for rule in _cells(rows[1])]
        if not all(map(_RULE.fullmatch, rules)):
            return None
        found: list[Phrases] = []
        for index, row in enumerate(rows):
            if index == 1:
                continue
            cells = [self._phrases(cell, line + index) for cell in _cells(row)]
            if len(cells) != len(rules) or None in cells:
                return None
            found += filter(None, cells)
        aligns = tuple(_ALIGNS[f"{rule[0]}{rule[-1]}"] for rule in rules)
        return Block("table", (line, line + len(rows)), tuple(found), aligns=aligns)


def _cells(row: str) -> list[str]:
    return row.split("|")[1:-1]


def is_normal(text: str) -> bool:
    """Whether a text has nothing that is replaced before markdown-it-py begins, or after it."""
    return "&#" not in text and unwanted(text) is None


def words_of(pieces: Pieces) -> str:
    """Return the words of pieces; a line's end counts as a blank."""
    said = [
        piece if index % 2 == 0 else " " if piece in _LINE_ENDS else ""
        for index, piece in enumerate(pieces)
    ]
    return " ".join("".join(said).split())


def name_of(pieces: Pieces) -> str:
    """Return the words of a link's pieces as markdown-it-py has them, which counts empty ones.

    Beside strong emphasis it has an empty text, which stands for a blank as a line's end does.
    """
    if len(pieces) == 1:
        return pieces[0]
    tags = ["", *pieces[1::2], ""]
    said: list[str] = []
    for index, text in enumerate(pieces[::2]):
        before, after = tags[index : index + 2]
        is_joint = not text and "strong" in before + after
        said += (text, " " if is_joint or after in _LINE_ENDS else "")
    return "".join(said)


def has_markup(text: str) -> bool:
    """Whether a text has characters that stand for others in HTML."""
    return '"' in text or "&" in text or "<" in text or ">" in text


def pieces_of(text: str, quotes: Quotes | None) -> Pieces | None:
    """Return the pieces of a text within a block, or None where it is not plain."""
    if len(text) > _MAX_LENGTH:
        return None
    if _WORDS.fullmatch(text):
        return [text]
    pieces = _Division(text).pieces()
    if pieces is None or _has_address(pieces):
        return None
    if quotes:
        if has_dashes(text):
            _set_dashes(pieces)
        if "'" in text or '"' in text:
            _set_quotes(pieces, quotes)
    return pieces


class _Division:
    """A text on its way to pieces. Each step takes a mark, and tells whether it was plain."""

    __slots__ = ("_at", "_begin", "_link", "_opened", "_pieces", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: Pieces = []
        self._begin = 0  # of the text since the last tag
        self._at = 0  # what is before was looked at
        self._opened: list[str] = []  # the marks that are still to be closed
        self._link = 0  # where in the pieces the tag of an open link belongs

    def pieces(self) -> Pieces | None:
        """Return the pieces; None where a mark is not plain."""
        while mark := _MARK.search(self._text, self._at):
            if not _STEPS[mark[0]](self, mark.start()):
                return None
        if self._opened:
            return None
        self._pieces.append(self._text[self._begin :])
        return self._pieces

    def _take(self, start: int, end: int, *tags: str) -> bool:
        self._pieces += (self._text[self._begin : start], *tags)
        self._begin = self._at = end
        return True

    def _keep(self, end: int) -> bool:
        self._at = end
        return True

    def _line(self, start: int) -> bool:
        said = self._text[self._begin : start]
        blanks = len(said) - len(said.rstrip(" "))
        indent = _INDENT.match(self._text, start)
        end = indent.end() if indent else start
        return self._take(start - blanks, end, "<br>\n" if blanks > 1 else "\n")

    def _link_open(self, start: int) -> bool:
        simple = None if self._link else _LINK.match(self._text, start)
        if simple:
            return self._take(start, simple.end(), _link(simple[2]), simple[1], "</a>")
        before, after = self._text[start - 1 : start], self._text[start + 1 : start + 2]
        if self._link or after == "^" or before in ("!", "^"):
            return False
        self._link = len(self._pieces) + 1
        self._opened.append("[")
        return self._take(start, start + 1, "")

    def _link_close(self, start: int) -> bool:
        if not self._link:
            return self._keep(start + 1)
        destination = _DESTINATION.match(self._text, start)
        if destination is None or self._opened.pop() != "[":
            return False
        self._pieces[self._link] = _link(destination[1])
        self._link = 0
        return self._take(start, destination.end(), "</a>")

    def _code(self, start: int) -> bool:
        match = _CODE.match(self._text, start)
        if match is None:
            return False
        code = match[1]
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        return self._take(start, match.end(), "<code>", code, "</code>")

    def _emphasis(self, start: int) -> bool:
        run = _RUN.match(self._text, start)
        end = run.end() if run else start
        before = self._text[start - 1] if start else " "
        after = self._text[end] if end < len(self._text) else " "
        if self._link and after == "]":
            after = " "  # a link's text is a text by itself
        mark = self._text[start:end]
        opens, closes = _emphasises(mark[0], before, after)
        if not opens and not closes:
            return self._keep(end)
        if opens == closes or len(mark) > 2:
            return False
        if opens:
            self._opened.append(mark)
        elif not self._opened or self._opened.pop() != mark:
            return False
        return self._take(start, end, _TAGS[len(mark)][closes])

    def _literal(self, start: int) -> bool:
        return _TEXT.match(self._text, start) is not None and self._keep(start + 1)


def _link(written: str) -> Link:
    return Link(normalized(unescapeAll(written)))


_STEPS: Final[dict[str, Callable[[_Division, int], bool]]] = {
    "\n": _Division._line,
    "[": _Division._link_open,
    "]": _Division._link_close,
    "`": _Division._code,
    "*": _Division._emphasis,
    "_": _Division._emphasis,
    **dict.fromkeys("\\{<&~", _Division._literal),
}


def _has_address(pieces: Pieces) -> bool:
    """Whether a text outside of links and code has, or may have, a bare address in it."""
    said = "".join(pieces[::2])
    if ":" not in said and "@" not in said and "www." not in said:
        return False
    outside = True
    before = ""
    for text, tag in zip(pieces[::2], (*pieces[1::2], ""), strict=True):
        if outside and before != "<code>" and _ADDRESS.search(text):
            return True
        outside = tag == "</a>" or (outside and not isinstance(tag, Link))
        before = tag
    return False


@lru_cache(maxsize=4096)
def _is_blank(character: str) -> bool:
    return isWhiteSpace(ord(character))


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark between two characters leans on the one after it, and on the one before."""
    leans_on_next = not _is_blank(after) and (
        not _is_mark(after) or _is_blank(before) or _is_mark(before)
    )
    leans_on_last = not _is_blank(before) and (
        not _is_mark(before) or _is_blank(after) or _is_mark(after)
    )
    return leans_on_next, leans_on_last


@lru_cache(maxsize=4096)
def _emphasises(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark of emphasis can open, and whether it can close one."""
    opens, closes = _flanks(before, after)
    if mark == "*":
        return opens, closes
    return opens and (not closes or _is_mark(before)), closes and (not opens or _is_mark(after))


@lru_cache(maxsize=4096)
def _quotes(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a quotation mark can open, and whether it can close a quotation."""
    if mark == after == '"' and "0" <= before <= "9":  # inches
        return False, False
    opens, closes = _flanks(before, after)
    if opens and closes:  # in the middle of marks, not of a word
        return _is_mark(before), _is_mark(after)
    return opens, closes


def _set_dashes(pieces: Pieces) -> None:
    for index in range(0, len(pieces), 2):
        if index == 0 or pieces[index - 1] != "<code>":
            pieces[index] = with_dashes(pieces[index])


# A mark that may open a quotation, as its place among the parts of a text.
_Opening = tuple[list[str], int]


def _set_quotes(pieces: Pieces, quotes: Quotes) -> None:
    """Put typographic quotation marks for straight ones.

    A quotation ends within the element in which it begins.
    """
    set_texts: dict[int, list[str]] = {}
    opened: list[list[_Opening]] = [[]]  # in each element that is open
    for index in range(0, len(pieces), 2):
        text, tag = pieces[index], pieces[index - 1] if index else ""
        if tag in _ELEMENT_ENDS:
            opened.pop()
        elif tag in _ELEMENTS or isinstance(tag, Link):
            opened.append([])
        if tag == "<code>" or ("'" not in text and '"' not in text):
            continue
        parts = set_texts[index] = _QUOTE.split(text)
        at = 0
        for place in range(1, len(parts), 2):
            at += len(parts[place - 1]) + 1
            before = text[at - 2] if at > 1 else _before(pieces, index)
            after = text[at] if at < len(text) else _after(pieces, index)
            _set_quote(parts, place, _quotes(parts[place], before, after), opened[-1], quotes)
    for index, parts in set_texts.items():
        pieces[index] = "".join(parts)


def _set_quote(
    parts: list[str],
    place: int,
    possible: tuple[bool, bool],
    opened: list[_Opening],
    quotes: Quotes,
) -> None:
    mark = parts[place]
    opens, closes = possible
    if closes:
        for index in range(len(opened) - 1, -1, -1):
            others, other = opened[index]
            if others[other] == mark:
                others[other], parts[place] = quotes[:2] if mark == '"' else quotes[2:]
                del opened[index:]
                return
    if opens:
        opened.append((parts, place))
    elif mark == "'":
        parts[place] = _APOSTROPHE


def _before(pieces: Pieces, index: int) -> str:
    """Return the character before a text, or a blank if it begins a line."""
    for place in range(index - 1, 0, -2):
        if pieces[place] in _LINE_ENDS:
            break
        if pieces[place - 1]:
            return pieces[place - 1][-1]
    return " "


def _after(pieces: Pieces, index: int) -> str:
    """Return the character after a text, or a blank if it ends a line."""
    for place in range(index + 1, len(pieces), 2):
        if pieces[place] in _LINE_ENDS:
            break
        if pieces[place + 1]:
            return pieces[place + 1][0]
    return " "
