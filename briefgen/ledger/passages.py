"""Whether quoted words occur in the text of a source, and the passage that comes nearest.

Only letters and digits are compared, in order, without capitals: kinds of white space, quotation
marks, dashes and hyphens make no difference. An ellipsis represents any words that were left out,
and brackets for words that the author of the brief put in or changed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, NamedTuple

# Scripts without spaces between words: each character counts as a word, two of them as one.
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_WORD: Final = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+")
_IDEOGRAPH: Final = re.compile(rf"[{_UNSPACED}]")
# `[…]`, `(…)` and `. . .` too.
_ELLIPSIS: Final = re.compile(r"[\[(]?(?:…|\.\s?\.\s?\.)[\])]?")
# A word with brackets in it, such as `[T]he` or `minister[s]`, counts as changed.
_INSERTED: Final = re.compile(r"\w*\[[^\][]*\]\w*")
# Marks of notes, which a page has between the words, and characters that nobody sees.
_NOTE: Final = re.compile(r"\[\d{1,3}\]|[\xad\u200b-\u200f\u2060\ufeff]")
_INSERTED_WORDS: Final = 12  # that brackets may replace
_ANYWHERE: Final = 1_000_000_000  # words that an ellipsis may replace
_COMMON: Final = 0.35  # of the words of a quotation that a page in its language has
_SIMILAR: Final = 0.4  # of a passage to be called near
_FINALISTS: Final = 5
_LONGEST: Final = 300  # characters of a passage to show


class _Part(NamedTuple):
    """Words that follow each other, after at most `skipped` others."""

    words: tuple[str, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words of a quotation, in parts between what was left out or put in."""

    parts: tuple[_Part, ...]

    @property
    def words(self) -> list[str]:
        """All words."""
        return [word for part in self.parts for word in part.words]

    @property
    def length(self) -> int:
        """The number of words; two ideographs count as one."""
        words = self.words
        ideographs = sum(1 for word in words if _IDEOGRAPH.match(word))
        return len(words) - ideographs + ideographs // 2


def quoted(text: str) -> Quoted:
    """Return the words of a quotation."""
    parts: list[_Part] = []
    skipped = _ANYWHERE
    for piece in re.split(
        "([\x00\x01])", _INSERTED.sub("\x01", _ELLIPSIS.sub("\x00", _plain(text)))
    ):
        if piece == "\x00":
            skipped = _ANYWHERE
        elif piece == "\x01":
            skipped = max(skipped, _INSERTED_WORDS)
        elif words := tuple(match[0].casefold() for match in _WORD.finditer(piece)):
            parts.append(_Part(words, skipped))
            skipped = 0
    return Quoted(tuple(parts))


class SourceText:
    """The words of a source."""

    def __init__(self, text: str) -> None:
        self._text = _NOTE.sub("", _plain(text))
        self._places = [match.span() for match in _WORD.finditer(self._text)]
        self._words = [self._text[start:end].casefold() for start, end in self._places]
        self._joined = "".join(self._words)
        self._starts: list[int] = []
        self._ends: list[int] = []
        at = 0
        for word in self._words:
            self._starts.append(at)
            at += len(word)
            self._ends.append(at)

    def __len__(self) -> int:
        return len(self._words)

    def has(self, quotation: Quoted) -> bool:
        """Whether the words of a quotation occur."""
        ends = [0]  # how many words of the source the parts so far may end at
        for words, skipped in quotation.parts:
            ends = [
                end
                for start, end in self._occurrences("".join(words))
                if _is_reachable(start, ends, skipped)
            ]
            if not ends:
                return False
        return bool(quotation.parts)

    def _occurrences(self, joined: str) -> Iterator[tuple[int, int]]:
        """Yield where letters occur, from one word to another: the numbers of words before both."""
        at = self._joined.find(joined)
        while at >= 0:
            start, end = bisect_left(self._starts, at), bisect_left(self._ends, at + len(joined))
            if self._starts[start] == at and self._ends[end] == at + len(joined):
                yield start, end + 1
            at = self._joined.find(joined, at + 1)

    def is_in_language_of(self, quotation: Quoted) -> bool:
        """Whether the source may be in the language of a quotation; if not, it is a translation."""
        source_words = set(self._words)
        words = quotation.words
        return sum(word in source_words for word in words) >= _COMMON * len(words)

    def nearest(self, quotation: Quoted) -> str:
        """Return the passage that is most like a quotation, or "" if none is like it."""
        words = quotation.words
        best, bounds = 0.0, (0, 0)
        for start in self._likely(words):
            window = self._words[start : start + len(words)]
            matcher = SequenceMatcher(None, words, window, autojunk=False)
            ratio = matcher.ratio()
            if ratio > best:
                best, bounds = ratio, (start, start + len(window))
        return self._excerpt(*bounds) if best >= _SIMILAR else ""

    def _likely(self, words: Sequence[str]) -> list[int]:
        """Return where the passages begin that have most of some words, the likeliest first."""
        counts, size = Counter(words), len(words)
        window: Counter[str] = Counter()
        shared = 0
        scores: list[tuple[int, int]] = []
        for at, word in enumerate(self._words):
            window[word] += 1
            shared += window[word] <= counts[word]
            if at >= size:
                first = self._words[at - size]
                shared -= window[first] <= counts[first]
                window[first] -= 1
            scores.append((-shared, max(at - size + 1, 0)))
        return [start for _, start in sorted(scores)[:_FINALISTS]]

    def _excerpt(self, start: int, end: int) -> str:
        begin, finish = self._places[start][0], self._places[end - 1][1]
        passage = " ".join(self._text[begin:finish].split())
        return passage if len(passage) <= _LONGEST else f"{passage[:_LONGEST]}…"


def _is_reachable(start: int, ends: Sequence[int], skipped: int) -> bool:
    """Whether a part may begin at a word after one of some ends, which are sorted."""
    at = bisect_right(ends, start)
    return at > 0 and start - ends[at - 1] <= skipped


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
