"""Read the size of an SVG image from the attributes of its root element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Final

_LENGTH: Final = re.compile(r"\s*\+?(\d{0,9}\.?\d{1,9})\d*(px|pt|pc|mm|cm|in|q)?\s*", re.IGNORECASE)
_PIXELS: Final = {
    "": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0,
    "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6,
}  # fmt: skip
_MOST: Final = 1_000_000  # pixels; anything larger is a mistake


def size_of(attributes: Mapping[str, str]) -> tuple[int, int] | None:
    """Return the width and height in CSS pixels, or None if the attributes do not say.

    A side in percent or in units of the font size counts as absent; the view box gives the shape.
    """
    width, height = _length(attributes.get("width")), _length(attributes.get("height"))
    box = _view_box(attributes.get("viewBox", ""))
    if box is not None:
        if width is None and height is None:
            width, height = box
        elif width is None and height is not None:
            width = height * box[0] / box[1]
        elif height is None and width is not None:
            height = width * box[1] / box[0]
    if width is None or height is None or not (width < _MOST and height < _MOST):
        return None
    size = round(width), round(height)
    return size if min(size) > 0 else None


def _length(text: str | None) -> float | None:
    match = _LENGTH.fullmatch(text or "")
    return float(match[1]) * _PIXELS[(match[2] or "").lower()] if match else None


def _view_box(text: str) -> tuple[float, float] | None:
    try:
        _, _, width, height = map(float, text.replace(",", " ").split())
    except (ValueError, OverflowError):
        return None
    return (width, height) if isfinite(width) and isfinite(height) and width > 0 < height else None
