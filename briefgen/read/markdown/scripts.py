"""What the script of a character says about spaces: Chinese, Thai and others have none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Thai, Lao, Tibetan, Burmese, Khmer, and the scripts of the Tai languages and of Java and Bali.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aad\u1b00-\u1b7f\ua980-\ua9df]"
)
# Characters of East Asian width that are not East Asian: technical signs and emoji.
_SIGNS: Final = re.compile("[\u2000-\u2e7f\U0001f000-\U0001ffff]")


@lru_cache(maxsize=4096)
def is_wide(character: str) -> bool:
    """Whether a character is a letter or mark of Chinese, Japanese or Korean."""
    if character.isascii() or _SIGNS.match(character):
        return False
    return unicodedata.east_asian_width(character) in ("W", "F", "H")


@lru_cache(maxsize=4096)
def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script of South-East Asia that has no spaces."""
    return _UNSPACED.match(character) is not None
