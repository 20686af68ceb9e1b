"""Find the place of words in the file."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from briefgen.model.diagnostics import Location, Span

# How many characters are searched for places in one text. After that, problems are placed at the
# first line of their block.
_MOST: Final = 200_000_000
_MAX_SHOWN: Final = 1_000  # characters of a line that is shown as a whole


class Locator:
    """Finds words of a body in its lines, in the order of the text.

    Blocks have lines, but no columns. To tell equal words of one block apart, the locator remembers
    how far the search has come.
    """

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self._path = path
        self._text = text
        self._first_line = first_line
        self._block = (0, len(text))
        self._lines: Sequence[int] | None = None  # of the block, until its offsets are needed
        self._reached = 0
        self._labelled = 0  # how far the search for the words of links has come
        self._left = _MOST

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return starts_of_lines(self._text)

    def enter(self, lines: Sequence[int] | None) -> None:
        """From now on, search within these lines."""
        if lines:
            self._lines = lines
            self._reached = self._labelled = 0

    def rewind(self) -> None:
        """Search from the block's beginning again."""
        self._reached = 0

    def find(self, words: str) -> Span:
        """Return the place of the words, or of the block's first line."""
        for needle in _spellings(words):
            at = self._search(needle)
            if at >= 0:
                return self._span(at, len(needle))
        return self._words_of(bisect(self._starts, self._block_offsets()[0]) - 1)

    def find_label(self, words: str) -> Span:
        """Return the place of the words of a link, or of the block's first line.

        Links are searched in the order of the text, apart from all other words.
        """
        start, end = self._block_offsets()
        begin = max(self._labelled, start)
        parts = r"\s+".join(map(re.escape, words.split()))
        for pattern in (rf"(?<=\[){parts}(?=\])", parts):
            match = re.compile(pattern).search(self._text, begin, end) if self._left > 0 else None
            self._left -= (match.start() if match else end) - begin
            if match:
                self._labelled = match.end()
                return self._span(match.start(), len(match[0].partition("\n")[0]))
        return self._words_of(bisect(self._starts, start) - 1)

    def find_in(self, lines: Sequence[int], words: str) -> Span:
        """Return the place of the words in these lines, or of the first of them."""
        start, end = self._start(lines[0]), self._start(lines[1])
        for needle in _spellings(words):
            at = self._text.find(needle, start, end) if self._left > 0 else -1
            self._left -= end - start
            if needle and at >= 0:
                return self._span(at, len(needle))
        return self._words_of(lines[0])

    def offset_of(self, line: int, words: str) -> int:
        """Return the offset of words in a line of the text, or of the line itself."""
        start = self._start(line)
        return max(self._text.find(words, start, self._start(line + 1)), start)

    @property
    def path(self) -> str:
        """The path of the file."""
        return self._path

    def span_of(self, offset: int, width: int) -> Span:
        """Return the place that begins at an offset of the text."""
        return self._span(max(offset, 0), width)

    def line(self, number: int) -> Span:
        """Return the beginning of a line of the text, counted from 0."""
        return Span(number + self._first_line)

    def at(self, span: Span) -> Location:
        """Return the location of a span of this file."""
        return Location(self._path, span)

    def _block_offsets(self) -> tuple[int, int]:
        """Return the offsets of the block."""
        if self._lines:
            self._block = (self._start(self._lines[0]), self._start(self._lines[1]))
            self._lines = None
        return self._block

    def _words_of(self, number: int) -> Span:
        """Return the place of the words of a line."""
        start = self._start(number)
        line = self._text[start : min(self._start(number + 1), start + _MAX_SHOWN)]
        indent = len(line) - len(line.lstrip())
        return self._span(start + (indent if line.strip() else 0), max(len(line.strip()), 1))

    def _search(self, needle: str) -> int:
        """Return the offset of words that are on one line, or -1."""
        if not needle or "\n" in needle or self._left < 0:
            return -1
        start, end = self._block_offsets()
        begin = max(self._reached, start)
        at = self._text.find(needle, begin, end)
        self._left -= (at if at >= 0 else end) - begin
        if at < 0:
            at = self._text.find(needle, start, end)
            self._left -= end - start
        if at >= 0:
            self._reached = at + len(needle)
        return at

    def _start(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def _span(self, offset: int, width: int) -> Span:
        line = bisect(self._starts, offset) - 1
        return Span(line + self._first_line, offset - self._starts[line] + 1, width)


def starts_of_lines(text: str) -> tuple[int, ...]:
    """Return the offsets at which the lines of a text begin."""
    return (0, *(match.end() for match in re.finditer("\n", text)))


def _spellings(words: str) -> dict[str, None]:
    """Return the forms in which an author may have written what the parser returns."""
    return dict.fromkeys((words, unquote(words), words.replace("&", "&amp;")))
