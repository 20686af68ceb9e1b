"""The beginning of a text, for lists and search engines."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MOST_WORDS: Final = 50
# Scripts without spaces between words. Ideographs need fewer characters for a word than the others.
_IDEOGRAPHS: Final = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_OTHERS: Final = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
_UNSPACED: Final = re.compile(f"[{_IDEOGRAPHS}{_OTHERS}\U00020000-\U0003ffff]")
_IDEOGRAPH: Final = re.compile(f"[{_IDEOGRAPHS}\U00020000-\U0003ffff]")
_MOST_IDEOGRAPHS: Final = 120
_MOST_LETTERS: Final = 200
_SENTENCE: Final = re.compile("[。！？!?។៕။༎…][」』”’）)]*|(?<=[^0-9])\\.(?=\\s)")
_CLAUSE: Final = re.compile("[，、；：,;:\\s\u200b၊]")


def excerpt(text: str) -> str:
    """Return a text, shortened if it is long.

    The limit is 50 words. In a script without spaces between words, it is 120 or 200 characters,
    and the text is cut after a sentence, a clause or at least a whole letter.
    """
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    if unspaced * 2 > len("".join(text.split())):
        is_dense = len(_IDEOGRAPH.findall(text)) * 2 > unspaced
        return _cut(text, _MOST_IDEOGRAPHS if is_dense else _MOST_LETTERS)
    words = text.split()
    if len(words) <= _MOST_WORDS:
        return text
    return " ".join(words[:_MOST_WORDS]) + " …"


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = text[:most]
    sentences = [match.end() for match in _SENTENCE.finditer(head) if match.end() * 2 > most]
    if sentences:
        return f"{head[: sentences[-1]].rstrip()} …"
    clauses = [match.start() for match in _CLAUSE.finditer(head) if match.start() * 4 > most * 3]
    end = clauses[-1] if clauses else _letter_end(text, most)
    return f"{head[:end].rstrip()}…"


def _letter_end(text: str, most: int) -> int:
    """Return where to cut without splitting a combining mark from its letter, or an ASCII word."""
    end = most
    while end and (_is_mark(text[end]) or _is_word(text[end - 1 : end + 1])):
        end -= 1
    return end or most


def _is_word(letters: str) -> bool:
    return letters.isascii() and letters.isalnum()


def _is_mark(character: str) -> bool:
    # These Thai and Lao vowels belong to the preceding consonant, so no cut comes before them.
    return unicodedata.category(character) in ("Mn", "Mc", "Me") or character in "ะาำๅๆະາຳໆ"
