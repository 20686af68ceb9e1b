"""Plain prose: the blocks that nearly all texts consist of, read with a few patterns.

markdown-it-py tries each of its rules at each place, which takes most of the time of a build. The
result here is exactly the same, in a twentieth of the time. A block that may not be plain is left
to markdown-it-py. Plain blocks are paragraphs, headings, tight lists and tables that have no
indentation and only plain phrases.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it.common.utils import MD_TRIM_CHARS

from briefgen.model.characters import unwanted
from briefgen.read.markdown.phrases import (
    Phrases,
    Pieces,
    are_words,
    escaped,
    phrases_of,
    words_of,
)
from briefgen.read.markdown.typography import Quotes

# What can begin a line of plain text: neither a space nor the mark of a block. The patterns do not
# backtrack (`*+`), so a block that is not plain is rejected at once.
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
    # A paragraph above a line that begins with a colon may be a term with its definition.
    rf"(?P<paragraph>{_LINES}){_END}(?!\n[ \t]*\n[ \t]*[:~])",
    # A heading that contains a bar may be the head of a table.
    r"(?P<marks>#{1,6})[ \t]+(?P<heading>[^\s#|][^\n#|]*)$",
    rf"(?P<title>{_START}[^\n|]*)\n(?P<underline>=+|-+)[ \t]*$",
    rf"(?P<list>{_BULLETS}|{_NUMBERS}){_END}{_NO_MORE}",
    rf"(?P<table>\|[^\n\\`]*\|\n\|[-:| ]+\|(?:\n\|[^\n\\`]*\|)*){_END}",
)
_BLANK: Final = r"(?:[ \t]*\n)*(?:[ \t]+\Z)?"
_BLOCK: Final = re.compile(rf"(?:{'|'.join(_KINDS)})(?:\n{_BLANK})?", re.MULTILINE)
_LINES_OF_WORDS: Final = re.compile(_LINES)
_GAP: Final = re.compile(_BLANK)
_ITEM_MARK: Final = re.compile(r"^((?:[+\-*]|[0-9]{1,9}\.) {1,4})(?=\S)", re.MULTILINE)
_RULE: Final = re.compile(r":?-+:?")
# By the first and last character of a rule.
_CLASSES: Final = {
    "--": "",
    ":-": ' class="align-left"',
    "-:": ' class="align-right"',
    "::": ' class="align-center"',
}

# The start and end offsets in the body.
Place = tuple[int, int]


# Phrases with links: their place, and the index of their first piece in the block's HTML.
Linked = tuple[Place, int, Phrases]


class Block:
    """A plain block.

    Its HTML is complete except for the tags of links and of a heading: the anchor and the level of
    a heading depend on other headings.
    """

    __slots__ = ("_quotes", "end", "html", "level", "linked", "pieces", "texts")

    def __init__(self, end: int, quotes: Quotes | None, level: int = 0) -> None:
        """Begin a block that ends at an offset of the body; only a heading has a level."""
        self.end = end
        self.level = level
        self.html: list[str] = []
        self.texts: list[str] = []
        self.linked: list[Linked] = []
        self.pieces: Pieces = []  # of a paragraph or heading
        self._quotes = quotes

    @property
    def words(self) -> str:
        """The words of a paragraph or heading."""
        return words_of(self.pieces)

    def add(self, before: str, text: str, after: str, place: Place) -> Pieces | None:
        """Add a text between two tags; return its pieces, or None if it is not plain."""
        text = text.strip(MD_TRIM_CHARS)
        if are_words(text):
            self.texts.append(text)
            self.html.append(f"{before}{text}{after}")
            return [text]
        phrases = phrases_of(text, self._quotes)
        if phrases is None:
            return None
        pieces, links = phrases
        if links:
            self.linked.append((place, len(self.html), phrases))
        texts = pieces[::2]
        self.texts += texts
        html = escaped(pieces, texts)
        html[0] = before + html[0]
        html[-1] += after
        self.html += html
        return pieces


class Plain:
    """The plain blocks of one text, each read once."""

    def __init__(self, text: str, quotes: Quotes | None, *, tables: bool) -> None:
        """Prepare for a text; without `quotes`, typography is turned off."""
        self._text = text
        self._quotes = quotes
        self._tables = tables
        self._known: dict[int, Block | None] = {}
        self._next = 0  # where the next block begins
        self._declined = 0  # no block before this offset is plain

    def blocks(self) -> list[Block] | None:
        """Return the blocks of the whole text, or None if one of them is not plain."""
        blocks: list[Block] = []
        gap = _GAP.match(self._text)
        at = gap.end() if gap else 0
        while at < len(self._text):
            block = self._known[at] = self._read(at)
            if block is None:
                return None
            blocks.append(block)
            at = self._next
        return blocks

    def block(self, at: int) -> Block | None:
        """Return the block that begins at an offset, the start of a line, or None."""
        if at not in self._known:
            self._known[at] = self._read(at)
        return self._known[at]

    def _read(self, at: int) -> Block | None:
        if at < self._declined:
            return None
        match = _BLOCK.match(self._text, at)
        if match is None:
            # Each of its lines may be a block, as with definitions: do not look at them again.
            lines = _LINES_OF_WORDS.match(self._text, at)
            self._declined = lines.end() if lines else at
            return None
        self._next = match.end()
        kind = match.lastgroup
        if kind == "paragraph":
            return self._paragraph(match)
        if kind == "list":
            return self._list(match["list"], at)
        if kind == "table":
            return self._table(match["table"], at) if self._tables else None
        return self._heading(match, match["marks"] or match["underline"])

    def _paragraph(self, match: re.Match[str]) -> Block | None:
        begin, end = place = match.span("paragraph")
        block = Block(end, self._quotes)
        pieces = block.add("<p>", self._text[begin:end], "</p>\n", place)
        self._declined = 0 if pieces else end
        block.pieces = pieces or []
        return block if pieces else None

    def _heading(self, match: re.Match[str], marks: str) -> Block | None:
        """Return a heading with marks before or below it."""
        kind = "heading" if marks[0] == "#" else "title"
        level = {"=": 1, "-": 2}.get(marks[0], len(marks))
        block = Block(max(match.end(kind), match.end("underline")), self._quotes, level)
        pieces = block.add("", match[kind], "", (match.start(), match.end(kind)))
        block.pieces = pieces or []
        return block if pieces else None

    def _list(self, text: str, at: int) -> Block | None:
        tag = "ol" if text[0] == "1" else "ul"
        block = Block(at + len(text), self._quotes)
        block.html.append(f"<{tag}>\n")
        parts = _ITEM_MARK.split(text)
        for index in range(1, len(parts), 2):
            begin, at = at, at + len(parts[index]) + len(parts[index + 1])
            if not block.add("<li>", parts[index + 1], "</li>\n", (begin, at)):
                return None
        block.html.append(f"</{tag}>\n")
        return block

    def _table(self, text: str, at: int) -> Block | None:
        head, marks, *rows = text.split("\n")
        rules = [rule.strip() for rule in _cells(marks)]
        if not all(map(_RULE.fullmatch, rules)):
            return None
        classes = [_CLASSES[f"{rule[0]}{rule[-1]}"] for rule in rules]
        block = Block(at + len(text), self._quotes)
        block.html.append("<table>\n<thead>\n")
        if not _add_row(block, "th", head, classes, at):
            return None
        block.html.append("</thead>\n<tbody>\n" if rows else "</thead>\n")
        at += len(head) + len(marks) + 2
        for row in rows:
            if not _add_row(block, "td", row, classes, at):
                return None
            at += len(row) + 1
        block.html.append("</tbody>\n</table>\n" if rows else "</table>\n")
        return block


def _add_row(block: Block, tag: str, row: str, classes: list[str], at: int) -> bool:
    """Add a row of cells; return whether they are plain and their number is right."""
    cells, place = _cells(row), (at, at + len(row))
    block.html.append("<tr>\n")
    for cell, given in zip(cells, classes, strict=False):
        if not block.add(f"<{tag}{given}>", cell, f"</{tag}>\n", place):
            return False
    block.html.append("</tr>\n")
    return len(cells) == len(classes)


def _cells(row: str) -> list[str]:
    return row.split("|")[1:-1]


def is_normal(text: str) -> bool:
    """Whether nothing in a text is replaced before or after markdown-it-py reads it."""
    return "&#" not in text and unwanted(text) is None
