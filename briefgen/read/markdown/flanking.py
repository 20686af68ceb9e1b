"""Decide which side of a word a mark is on, to find where emphasis and quotations begin and end.

The rules are those of CommonMark and of markdown-it-py's quotation marks.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace


@lru_cache(maxsize=4096)
def emphasises(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether an emphasis mark can open emphasis, and whether it can close it."""
    opens, closes = _flanks(before, after)
    if mark == "*":
        return opens, closes
    return opens and (not closes or _is_mark(before)), closes and (not opens or _is_mark(after))


@lru_cache(maxsize=4096)
def quotes(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a quotation mark can open a quotation, and whether it can close one."""
    if mark == after == '"' and "0" <= before <= "9":  # inches
        return False, False
    opens, closes = _flanks(before, after)
    if opens and closes:  # between punctuation, not within a word
        return _is_mark(before), _is_mark(after)
    return opens, closes


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark belongs to the character after it, and whether to the one before it."""
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
