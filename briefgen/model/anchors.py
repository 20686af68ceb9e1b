"""Anchors that pages have in addition to those of the author's headings."""

from __future__ import annotations

import re
from typing import Final

# Parts of the theme's pages. A heading "Brief history" can still have the anchor `brief-history`.
PARTS: Final = frozenset(
    "brief-categories brief-cite brief-contents brief-corrections brief-downloads brief-highlights"
    " brief-latest brief-list brief-main brief-related brief-replies brief-series"
    " brief-sources".split()
)
_NUMBERED: Final = re.compile(r"(?:source|cite)-\d+(?:-\d+)?|fn(?:ref)?\d+(?::\d+)?")


def is_reserved(anchor: str) -> bool:
    """Whether pages use an anchor for one of their parts, a source, a mention or a footnote."""
    return anchor in PARTS or _NUMBERED.fullmatch(anchor) is not None
