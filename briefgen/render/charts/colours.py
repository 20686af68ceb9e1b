"""The colours of drawings by name, and the colours that stand in for them while Vega draws.

Vega only knows fixed colours. A drawing for pages has names, which a style sheet defines for light
and dark pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from briefgen.model.chart_colours import SERIES, Palette, Shade
from briefgen.model.colours import DARK_PAPER, LIGHT_PAPER

INK: Final = "ink"
SOFT: Final = "soft"
LINE: Final = "line"
PAPER: Final = "paper"
MUTED: Final = "muted"

# As in the theme's style sheet.
_OF_PAGES: Final = MappingProxyType(
    {
        INK: Shade("#15202a", "#e4e9ec"),
        SOFT: Shade("#52606a", "#9fadb6"),
        LINE: Shade("#d3dade", "#34414a"),
        PAPER: Shade(LIGHT_PAPER, DARK_PAPER),
    }
)
_NAMES: Final = (
    *_OF_PAGES,
    MUTED,
    *(f"{number}" for number in range(1, SERIES + 1)),
    *(f"{number}-word" for number in range(1, SERIES + 1)),
)
# Colours that nobody chooses.
_STAND_INS: Final = MappingProxyType(
    {name: f"#fe01{number:02x}" for number, name in enumerate(_NAMES, 1)}
)
BY_STAND_IN: Final[Mapping[str, str]] = MappingProxyType(
    {colour: name for name, colour in _STAND_INS.items()}
)


def series_colour(number: int) -> str:
    """Return the name of the colour of a series, counted from 0."""
    return f"{number + 1}" if number < SERIES else MUTED


def word_colour(name: str) -> str:
    """Return the name of the colour for words about what has a colour."""
    return f"{name}-word" if name.isdecimal() else SOFT


def stand_in(name: str) -> str:
    """Return the colour that stands in for a name."""
    return _STAND_INS[name]


def shades(palette: Palette) -> dict[str, Shade]:
    """Return the colours of all names."""
    series = enumerate(zip(palette.shapes, palette.words, strict=True), 1)
    return {
        **_OF_PAGES,
        MUTED: palette.muted,
        **{name: shade for number, pair in series for name, shade in _entries(number, *pair)},
    }


def _entries(number: int, shape: Shade, word: Shade) -> tuple[tuple[str, Shade], ...]:
    return (f"{number}", shape), (f"{number}-word", word)
