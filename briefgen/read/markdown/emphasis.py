"""Where emphasis begins and ends, also beside the punctuation of Chinese, Japanese and Korean.

CommonMark looks for spaces, which these languages do not have: in `**注意。**然后` it finds no end.
The rules here are those of the CJK-friendly amendment to CommonMark
(https://github.com/tats-u/markdown-cjk-friendly): East Asian punctuation does not count as
punctuation, and an East Asian character counts like a space beside other punctuation.
"""

from __future__ import annotations

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from briefgen.read.markdown.scripts import is_wide


def flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark belongs to the character after it, and whether to the one before it."""
    wide_before, wide_after = is_wide(before), is_wide(after)
    opens = not _is_blank(after) and (
        wide_after
        or not is_punctuation(after)
        or _is_blank(before)
        or wide_before
        or is_punctuation(before)
    )
    closes = not _is_blank(before) and (
        wide_before
        or not is_punctuation(before)
        or _is_blank(after)
        or wide_after
        or is_punctuation(after)
    )
    return opens, closes


def emphasises(before: str, after: str, *, in_words: bool) -> tuple[bool, bool]:
    """Whether a mark can open emphasis and close it; `in_words` is true for `*`, not for `_`."""
    opens, closes = flanks(before, after)
    if in_words:
        return opens, closes
    return opens and (not closes or is_punctuation(before)), closes and (
        not opens or is_punctuation(after)
    )


def is_punctuation(character: str) -> bool:
    """Whether CommonMark counts a character as punctuation."""
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_blank(character: str) -> bool:
    return isWhiteSpace(ord(character))
