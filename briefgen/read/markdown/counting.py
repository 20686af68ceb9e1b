"""Count the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"\w\S*")
_UNUSUAL: Final = re.compile(r"[^\x00-\x7f‘’‚“”„«»–—…]")  # neither ASCII nor typographic marks
_CJK: Final = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"  # slow to compile, and rarely used
# For bytes.translate: a letter for word characters, a space for white space, nothing for the rest.
_ASCII: Final = "".join(map(chr, range(128)))
_ASCII_BYTES: Final = _ASCII.encode()
_LETTERS_AND_SPACES: Final = re.sub(r"\s", " ", re.sub(r"\w", "a", _ASCII)).encode() + bytes(128)
_NEITHER: Final = re.sub(r"[\w\s]", "", _ASCII).encode() + bytes(range(128, 256))


def spaced_words_in(text: str) -> int:
    """Return the number of words that are separated by spaces."""
    return len(_WORD.findall(text))


def words_in(text: str) -> int:
    """Return the number of words; two characters of a script without spaces count as one."""
    words = spaced_words_in(text)
    return words if text.isascii() else words + len(re.findall(_CJK, text)) // 2


def words_in_all(texts: Iterable[str]) -> int:
    """Return the number of words in texts, each counted separately."""
    texts = ["", *texts]
    data = _bytes("\n".join(texts))
    count = 0
    if _is_unusual(data):
        plain = []
        for text in texts:
            each = _bytes(text)
            if _is_unusual(each):
                count += words_in(text)
            else:
                plain.append(each)
        data = b"\n".join(plain)
    return count + data.translate(_LETTERS_AND_SPACES, _NEITHER).count(b" a")


def _bytes(text: str) -> bytes:
    if not text.isascii():
        text = text.replace("\u00a0", " ").replace("\u202f", " ")
    return text.encode(errors="surrogatepass")


def _is_unusual(data: bytes) -> bool:
    others = b"" if data.isascii() else data.translate(None, _ASCII_BYTES)
    return _UNUSUAL.search(others.decode(errors="surrogatepass")) is not None
