"""The colours of charts: the accent colour, and others that are easy to tell from it.

The others are chosen so that people with any of the three kinds of colour blindness, too, can tell
each colour from those before it. Each has a variant for dark pages. All have enough contrast with
the page for shapes (WCAG 2.2, 1.4.11); the colours of words have enough for text (1.4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from briefgen.model.colours import DARK_PAPER, LIGHT_PAPER, READABLE, difference, with_contrast

SERIES: Final = 6  # more could not be told apart
_VISIBLE: Final = 3.0  # the contrast of shapes

# Pairs for light and dark pages, so that "the orange line" is orange on both.
_CANDIDATES: Final = (
    ("#dd7a31", "#f2a765"),  # orange
    ("#4a9bd6", "#7cc0f4"),  # sky blue
    ("#d0567c", "#f08ba6"),  # rose
    ("#243f6b", "#5f8fe0"),  # navy blue
    ("#8562b5", "#c4a6f0"),  # purple
    ("#c2950c", "#e8cb62"),  # gold
    ("#23998e", "#5fd0c3"),  # turquoise
    ("#a3243b", "#df5f70"),  # crimson
    ("#6b4a35", "#b08a70"),  # brown
)
# What neither stands out nor is part of the background: what is not highlighted.
_MUTED: Final = ("#a3adb4", "#5d6b75")


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour on light and on dark pages."""

    light: str
    dark: str

    def adjusted(self, least: float) -> Shade:
        """Return the nearest colours with at least this contrast to the page."""
        return Shade(
            with_contrast(self.light, LIGHT_PAPER, least),
            with_contrast(self.dark, DARK_PAPER, least),
        )


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a site's charts: those of series, and of words about the same series."""

    shapes: tuple[Shade, ...]
    words: tuple[Shade, ...]
    muted: Shade = Shade(*_MUTED)


@lru_cache(maxsize=8)
def palette(accent: str, accent_dark: str) -> Palette:
    """Return the colours of charts on a site with these accent colours."""
    shades = [Shade(accent, accent_dark).adjusted(_VISIBLE)]
    candidates = [Shade(*pair).adjusted(_VISIBLE) for pair in _CANDIDATES]
    while len(shades) < SERIES:
        best = max(candidates, key=_apartness(shades))
        candidates.remove(best)
        shades.append(best)
    return Palette(tuple(shades), tuple(shade.adjusted(READABLE) for shade in shades))


def _apartness(shades: Iterable[Shade]) -> Callable[[Shade], float]:
    """Return the function for how easy a colour is to tell from the chosen ones."""
    return lambda shade: min(
        min(difference(shade.light, other.light), difference(shade.dark, other.dark))
        for other in shades
    )
