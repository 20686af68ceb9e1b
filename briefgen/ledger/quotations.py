"""The quotations in a text that are beside a link to a source.

They are words between quotation marks, and block quotations. Only long ones count: a few words in
quotation marks may be a term or irony.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Final

from briefgen.ledger.passages import Quoted, quoted
from briefgen.model import text as slots
from briefgen.model.text import Slot, Text

LEAST_WORDS: Final = 8
_LONGEST: Final = 3_000  # characters between quotation marks
# Opening quotation marks and those that close them, in all languages of the theme.
_MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "“": "”",
        "„": "“”",
        "«": "»",
        "»": "«",
        "‹": "›",
        "›": "‹",
        "‘": "’",
        "‚": "‘’",
        "「": "」",
        "『": "』",
        '"': '"',
    }
)
_NO_MARKS: Final = {ord(mark): " " for mark in _MARKS}
_AMBIGUOUS: Final = frozenset('»›‘"')  # open only before a word and after none
_TAG: Final = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_INLINE: Final = frozenset(
    """
    a abbr b bdi bdo cite del dfn em i ins kbd mark q rp rt ruby s samp small span strike strong sub
    sup time u var wbr
    """.split()
)
_END_OF_SENTENCE: Final = re.compile(r"[.!?؟](?=[\s\"”“»’)]*(?:\s|$))|[。！？]")
_ENDINGS: Final = ".!?؟。！？"
# What may be between a quotation and the link that says where it is from.
_BETWEEN: Final = ' \u00a0\u202f\n.,;:"”“’‘»«」』()[]（–—'
_LAST_WORDS: Final = re.compile(r"[\s(\[（–—-]*\Z")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation, and the numbers of the sources beside it and of all in its paragraph.

    If it `is_attributed`, the first source is certainly meant as that of the words: its link comes
    directly after them or contains them, or names the source of a block quotation.
    """

    text: str
    words: Quoted
    sources: tuple[int, ...]
    nearby: tuple[int, ...]
    is_attributed: bool = False


@dataclass(slots=True)
class _Block:
    """A paragraph, list item or cell: its words, and where links to sources are in them.

    `quotation` is the number of the block quotation that it is in, 0 outside one; a caption has the
    negative number of the quotation before it. `note` is the anchor of the footnote that it is in,
    and `marks` are the places and anchors of the footnotes that it refers to.
    """

    quotation: int = 0
    text: str = ""
    links: list[tuple[int, int, int]] = field(default_factory=list)  # begin, end, source
    note: str = ""
    marks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def sources(self) -> list[int]:
        return [number for _, _, number in self.links]


def quotations_in(text: Text) -> Iterator[Quotation]:
    """Yield the quotations in a text that are long enough and beside a link to a source."""
    blocks = _with_notes(_Reader(text).blocks)
    for at, block in enumerate(blocks):
        marked = [*_marked(block.text)] if any(mark in block.text for mark in _MARKS) else []
        around = _around(blocks, at)
        nearby = [*block.sources, *around]
        for begin, end in marked:
            beside = _beside(block, begin, end)
            is_attributed = _is_attributed(block, begin, end) if beside else True
            sources = [each for _, _, each in beside] or around
            yield from _quotation(block.text[begin:end], sources, nearby, is_attributed)
        if block.quotation > 0 and not marked:
            # Links within the words are those of their author.
            words, sources = _without_last_links(block)
            yield from _quotation(words, [*sources, *around], nearby, True)


def _with_notes(blocks: list[_Block]) -> list[_Block]:
    """Return blocks in which the mark of a footnote counts as links to the sources in it."""
    notes: dict[str, list[int]] = {}
    for block in blocks:
        if block.note:
            notes.setdefault(block.note, []).extend(block.sources)
    for block in blocks:
        block.links += [(at, at, each) for at, note in block.marks for each in notes.get(note, ())]
        block.links.sort()
    return blocks


def _quotation(
    text: str, beside: Sequence[int], nearby: Sequence[int], is_attributed: bool
) -> Iterator[Quotation]:
    words = quoted(text)
    if beside and words.length >= LEAST_WORDS:
        sources, others = tuple(dict.fromkeys(beside)), tuple(dict.fromkeys(nearby))
        yield Quotation(" ".join(text.split()), words, sources, others, is_attributed)


def _around(blocks: Sequence[_Block], at: int) -> list[int]:
    """Return the sources of a block quotation's other paragraphs and caption, or of its lead-in."""
    number = blocks[at].quotation
    if number <= 0:
        return []
    same = [each for each in blocks if abs(each.quotation) == number and each is not blocks[at]]
    sources = [source for each in same for source in each.sources]
    first = next(index for index, each in enumerate(blocks) if each.quotation == number)
    if sources or first == 0:
        return sources
    before = blocks[first - 1]
    if not before.text.rstrip().endswith((":", "：")):
        return []
    end = len(before.text)
    return [each for _, _, each in _beside(before, end, end)]


def _beside(block: _Block, begin: int, end: int) -> list[tuple[int, int, int]]:
    """Return the links in the sentence of a quotation, else the nearest on each side of it.

    Links within the words are those of their author.
    """
    outside = [link for link in block.links if not begin < link[0] <= link[1] < end]
    first, last = _sentence(block.text, begin, end)
    links = [link for link in outside if link[1] > first and link[0] <= last]
    if not links:
        before = [link for link in outside if link[1] <= begin]
        after = [link for link in outside if link[0] >= end]
        links = [*before[-1:], *after[:1]]
    return sorted(links, key=lambda link: max(begin - link[1], link[0] - end, 0))


def _is_attributed(block: _Block, begin: int, end: int) -> bool:
    """Whether a link contains a quotation, or comes directly after it."""
    return any(
        (link[0] <= begin and link[1] >= end)
        or (link[0] >= end and not block.text[end : link[0]].strip(_BETWEEN))
        for link in block.links
    )


def _sentence(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return where the sentence begins and ends that a part of a text is in."""
    ends = [match.end() for match in _END_OF_SENTENCE.finditer(text, 0, begin)]
    first = ends[-1] if ends else 0
    after = text[end + 1 :].lstrip()
    if text[end - 1 : end] in _ENDINGS and after[:1].isupper():
        return first, end + 1  # the quotation ends the sentence
    last = _END_OF_SENTENCE.search(text, end)
    return first, last.end() if last else len(text)


def _without_last_links(block: _Block) -> tuple[str, list[int]]:
    """Return the words of a block quotation without the links at its end, and their sources."""
    text, sources = block.text.rstrip(), []
    for begin, end, source in reversed(block.links):
        if not text[end:].strip(" .)]）"):
            text = _LAST_WORDS.sub("", text[:begin])
            sources.append(source)
    return text, sources


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of what is between quotation marks; inner ones do not count."""
    at = 0
    while at < len(text):
        closing = _MARKS.get(text[at])
        if closing and (text[at] not in _AMBIGUOUS or _opens(text, at)):
            end = _closed(text, at, closing)
            if end > 0:
                yield at + 1, end
                at = end
        at += 1


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isalnum() and bool(after) and not after.isspace()


def _closed(text: str, at: int, closing: str) -> int:
    """Return where a quotation that begins at a mark ends, or -1."""
    opening, depth = text[at], 1
    for index in range(at + 1, min(len(text), at + _LONGEST)):
        mark = text[index]
        if mark in closing:
            # An apostrophe within a word is the same character as a single quotation mark.
            if mark == "’" and text[index + 1 : index + 2].isalnum():
                continue
            depth -= 1
            if depth == 0:
                return index
        elif mark == opening:
            depth += 1
    return -1


class _Reader:
    """Reads the blocks of a text."""

    def __init__(self, text: Text) -> None:
        self.blocks: list[_Block] = []
        self._block = _Block()
        self._link_start = -1  # where the link to a source begins that is open
        self._source = 0
        self._quotations = 0
        self._depth = 0  # of block quotations
        self._before_figure = 0  # block quotations
        self._in_code = self._in_listing = 0
        self._is_caption = False
        self._note = ""
        for part in text.parts:
            if isinstance(part, str):
                self._html(part)
            else:
                self._slot(part)
        self._end()

    def _html(self, html: str) -> None:
        at = 0
        for match in _TAG.finditer(html):
            self._words(html[at : match.start()])
            self._tag(match[2], is_end=bool(match[1]))
            at = match.end()
        self._words(html[at:])

    def _tag(self, name: str, *, is_end: bool) -> None:
        if name == "code":
            self._in_code += -1 if is_end else 1
        elif name == "br":
            self._words(" ")
        elif name not in _INLINE:
            self._end()
            if name == "blockquote":
                self._depth += -1 if is_end else 1
                self._quotations += not is_end and self._depth == 1
            elif name == "figure":
                self._before_figure = self._quotations
            elif name == "figcaption":
                self._is_caption = not is_end
            elif name == "pre":
                self._in_listing += -1 if is_end else 1
            self._block.quotation = self._number()

    def _number(self) -> int:
        if self._depth > 0:
            return self._quotations
        has_quotation = self._is_caption and self._quotations > self._before_figure
        return -self._quotations if has_quotation else 0

    def _slot(self, slot: Slot) -> None:
        if isinstance(slot, slots.SourceLink):
            self._link_start, self._source = len(self._block.text), slot.number
        elif isinstance(slot, slots.SourceLinkEnd):
            if self._link_start >= 0 and self._source:
                self._block.links.append((self._link_start, len(self._block.text), self._source))
            self._link_start = -1
        elif isinstance(slot, slots.Element):
            self._tag(slot.name, is_end=False)
        elif isinstance(slot, slots.CodeBlock):
            self._tag("pre", is_end=False)
        elif isinstance(slot, slots.FootnoteMark):
            self._block.marks.append((len(self._block.text), slot.note))
        elif isinstance(slot, slots.Footnote):
            self._end()
            self._note = self._block.note = slot.anchor
        elif isinstance(slot, slots.Math):
            self._words(slot.tex)
        elif not isinstance(slot, _WITHIN_LINES):
            self._end()

    def _words(self, html: str) -> None:
        if not self._in_listing:
            words = unescape(html)
            self._block.text += words.translate(_NO_MARKS) if self._in_code else words

    def _end(self) -> None:
        """End a block."""
        if self._block.text.strip():
            self.blocks.append(self._block)
        self._block = _Block(self._number(), note=self._note)
        self._link_start = -1


_WITHIN_LINES: Final = (
    slots.Link, slots.LinkEnd, slots.Image, slots.FootnoteBack, slots.Task, slots.TaskEnd,
    slots.ThemeWords,
)  # fmt: skip
