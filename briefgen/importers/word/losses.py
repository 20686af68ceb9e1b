"""Which words of a document are not in what was imported.

The words are read from the file a second time, without pandoc, so that nothing can be lost unseen:
neither what pandoc does not read nor what an importer forgets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final

from briefgen.importers.word.facts import Line

_MOST: Final = 180  # characters of a piece
_WORD: Final = re.compile(r"[^\W_]+")
_ESCAPE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_SIGNS: Final = re.compile(r"[*_~^]|</?[a-z]+>")  # of emphasis within a word
_LINKS: Final = re.compile(r"\]\([^()\s]*\)|\[\^\d+\]|[\[\]]")
_CONTENTS: Final = re.compile(r"(?:toc|table of figures|contents|index)(?: heading|\s?\d+)?")


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text, without accents' variants, case and signs."""
    return frozenset(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def lost_paragraphs(lines: Iterable[Line], texts: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of a document some of whose words were not written, in short pieces."""
    present: set[str] = set()
    for text in texts:
        plain = _ESCAPE.sub("", unescape(text))
        joined = _SIGNS.sub("", plain)
        present |= words_in(plain) | words_in(joined) | words_in(_LINKS.sub("", joined))
    for line in lines:
        if not _CONTENTS.fullmatch(line.style) and not words_in(line.words) <= present:
            yield from (each for each in _pieces(line.words) if not words_in(each) <= present)


def _pieces(words: str) -> Iterator[str]:
    """Yield words in pieces that a report shows as a whole."""
    piece = ""
    for word in words.split():
        if piece and len(piece) + len(word) >= _MOST:
            yield piece
            piece = ""
        piece = f"{piece} {word}".strip()
    yield piece
