"""Whether a text repeats another in almost the same words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_ALIKE: Final = 0.8  # of the words of the longer text
_FEW: Final = 4  # words: shorter texts are alike only if they are equal


def is_repeated(text: str, other: str) -> bool:
    """Whether two texts have almost the same words, whatever their capitals and punctuation."""
    if len(text) > 2 * len(other):
        return False
    words, others = (_WORD.findall(each.casefold()) for each in (text, other))
    if words == others:
        return bool(words)
    longer = max(len(words), len(others))
    if longer < _FEW:
        return False
    return (Counter(words) & Counter(others)).total() >= _ALIKE * longer
