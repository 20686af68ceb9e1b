"""How many words a text has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"\w\S*")
_UNUSUAL: Final = re.compile(r"[^\x00-\x7f‘’‚“”„«»–—…]")  # neither ASCII nor typographic marks
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# For bytes.translate: a letter for what makes words, a blank for blanks, nothing for the rest.
_ASCII: Final = "".join(map(chr, range(128)))
_LETTERS_AND_BLANKS: Final = re.sub(r"\s", " ", re.sub(r"\w", "a", _ASCII)).encode() + bytes(128)
_NEITHER: Final = re.sub(r"[\w\s]", "", _ASCII).encode() + bytes(range(128, 256))


def spaced_words_in(text: str) -> int:
    """Return the number of words that blanks set apart."""
    return len(_WORD.findall(text))


def words_in(text: str) -> int:
    """Return the number of words; two characters of a script without blanks count as one."""
    words = spaced_words_in(text)
    return words if text.isascii() else words + len(_CJK.findall(text)) // 2


def words_in_all(texts: Iterable[str]) -> int:
    """Return the number of words in texts, each of which is counted by itself."""
    plain = [""]
    count = 0
    for text in texts:
        if text.isascii() or not _UNUSUAL.search(text):
            plain.append(text)
        else:
            count += words_in(text)
    data = "\n".join(plain).encode().translate(_LETTERS_AND_BLANKS, _NEITHER)
    return count + data.count(b" a")
