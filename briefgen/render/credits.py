"""Credits of images: whether they say themselves what they are, such as "Photo: Jane Doe"."""

from __future__ import annotations

import re
from typing import Final

from briefgen.model.text import Text

_LABEL: Final = re.compile(r"[^\W\d_][^<>:\uff1a]{0,23}(?:: | ?:$|[\xa0\u202f]:|\uff1a)")


def labelled(credit: Text | str) -> bool:
    """Whether a credit, as a text or in HTML, begins with a word and a colon."""
    first = next(iter(credit.parts), "") if isinstance(credit, Text) else credit
    return isinstance(first, str) and _LABEL.match(first) is not None
