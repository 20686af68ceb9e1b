"""Which side of a word a mark leans on: so emphasis and quotations know where they begin and end.

The rules are those of CommonMark and of markdown-it-py's quotation marks.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace


@lru_cache(maxsize=4096)
def emphasises(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark of emphasis can open, and whether it can close one."""
    opens, closes = _flanks(before, after)
    if mark == "*":
        return opens, closes
    return opens and (not closes or _is_mark(before)), closes and (not opens or _is_mark(after))


@lru_cache(maxsize=4096)
def quotes(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a quotation mark can open, and whether it can close a quotation."""
    if mark == after == '"' and "0" <= before <= "9":  # inches
        return False, False
    opens, closes = _flanks(before, after)
    if opens and closes:  # in the middle of marks, not of a word
        return _is_mark(before), _is_mark(after)
    return opens, closes


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark between two characters leans on the one after it, and on the one before."""
    leans_on_next = not _is_blank(after) and (
        not _is_mark(after) or _is_blank(before) or _is_mark(before)
    )
    leans_on_last = not _is_blank(before) and (
        not _is_mark(before) or _is_blank(after) or _is_mark(after)
    )
    return leans_on_next, leans_on_last


def _is_blank(character: str) -> bool:
    return isWhiteSpace(ord(character))


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
