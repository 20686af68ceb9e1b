"""The published levels of headings, and a first heading that repeats the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.read.markdown.events import Block, Heading, Phrases
from briefgen.read.markdown.wording import words_of

_QUOTES: Final = re.compile("[\"'‘’‚‛“”„«»‹›「」『』*_`]")
_DASHES: Final = re.compile("-{2,3}|[‐‑–—]")


def closed_up(levels: Iterable[int]) -> list[int]:
    """Return levels that begin at 2 and never skip one: each is at most one below its parent."""
    published = []
    above: list[tuple[int, int]] = []  # their levels as written and as published
    for level in levels:
        while above and above[-1][0] >= level:
            above.pop()
        published.append(min(above[-1][1] + 1, 6) if above else 2)
        above.append((level, published[-1]))
    return published


def without_title(blocks: list[Block], title: str) -> list[Block]:
    """Return blocks without a first heading that repeats the title."""
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            if block.level == 1 and repeats(heading_words(blocks, index), title):
                return blocks[:index] + blocks[index + 3 :]
            break
    return blocks


def repeats(words: str, title: str) -> bool:
    """Whether a heading repeats the title."""
    return _folded(words) == _folded(title)


def heading_words(blocks: list[Block], index: int) -> str:
    """Return the words of the heading that begins at an index."""
    phrases = blocks[index + 1]
    return words_of(phrases.parts) if isinstance(phrases, Phrases) else ""


def words_of_headings(blocks: list[Block]) -> Iterator[str]:
    """Yield the words of each heading without an anchor of its own."""
    for index, block in enumerate(blocks):
        if isinstance(block, Heading) and "id" not in (block.attributes or ()):
            yield heading_words(blocks, index)


def _folded(text: str) -> str:
    """Return a title without differences that typography and marks of emphasis make."""
    plain = _QUOTES.sub("", unicodedata.normalize("NFC", text))
    plain = _DASHES.sub("-", plain).replace("…", "...")
    return " ".join(plain.split()).casefold()
