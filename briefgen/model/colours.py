"""Colours as `#rrggbb`: their contrast, and the nearest colour with enough contrast.

Contrast is defined by WCAG 2.2. Colours are adjusted in OKLab, where equal steps look equal. Only
the lightness changes, and the chroma where a screen could not show the colour otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import dist
from operator import mul
from typing import Final

READABLE: Final = 4.5

# The page backgrounds; the theme's style sheet uses the same.
LIGHT_PAPER: Final = "#ffffff"
DARK_PAPER: Final = "#11181d"
_LIGHT_TINT: Final = 0.07
_DARK_TINT: Final = 0.1

_STEPS: Final = 200
_USUAL: Final = "#0b5d66"
_HEX: Final = re.compile(r"#?((?:[0-9a-fA-F]{3}){1,2})(?:[0-9a-fA-F]{2})?")
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+).*\)", re.IGNORECASE)
# The HTML 4 colour names, and others that organisations often use.
_NAMES: Final = {
    "black": "#000000", "gray": "#808080", "grey": "#808080", "maroon": "#800000",
    "red": "#c00000", "purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000",
    "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00", "navy": "#000080",
    "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500",
    "brown": "#a52a2a", "crimson": "#dc143c", "darkblue": "#00008b", "darkgreen": "#006400",
    "darkred": "#8b0000", "indigo": "#4b0082", "tomato": "#ff6347", "steelblue": "#4682b4",
}  # fmt: skip
_Triple = tuple[float, float, float]
_Matrix = tuple[_Triple, _Triple, _Triple]

# What people who lack one kind of cones see, in linear RGB: Machado, Oliveira and Fernandes, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
_COLOUR_BLINDNESS: Final[tuple[_Matrix, ...]] = (
    (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def weakest(mark: str, *, dark: bool) -> float:
    """Return the lowest contrast of a link colour on light or dark pages.

    Some links are in a box that is tinted with their own colour.
    """
    return min(contrast(mark, ground) for ground in _grounds(mark, dark=dark))


def as_hexadecimal(colour: str) -> str:
    """Convert a colour in another notation to `#rrggbb`; return the default if it is unknown."""
    text = colour.strip()
    if match := _HEX.fullmatch(text):
        return f"#{match[1].lower()}"
    if match := _RGB.fullmatch(text):
        return _hex(min(int(part), 255) / 255 for part in match.groups())
    return _NAMES.get(text.casefold().replace(" ", ""), _USUAL)


@lru_cache(maxsize=64)  # a build asks several times for the accent
def nearest_readable(colour: str, *, dark: bool, least: float = READABLE) -> str:
    """Return the colour itself if links in it are readable, or the nearest colour that is."""
    lightness, *plane = _oklab(colour)
    end = 1.0 if dark else 0.0
    for step in range(_STEPS + 1):
        candidate = (
            _in_gamut(lightness + (end - lightness) * step / _STEPS, plane) if step else colour
        )
        if weakest(candidate, dark=dark) >= least:
            return candidate
    return LIGHT_PAPER if dark else "#000000"


def with_contrast(colour: str, ground: str, least: float) -> str:
    """Return a colour, or the nearest one that has at least this contrast with the background."""
    lightness, *plane = _oklab(colour)
    end = 1.0 if _luminance(ground) < 0.18 else 0.0
    for step in range(_STEPS + 1):
        candidate = (
            _in_gamut(lightness + (end - lightness) * step / _STEPS, plane) if step else colour
        )
        if contrast(candidate, ground) >= least:
            return candidate
    return LIGHT_PAPER if end else "#000000"


def difference(one: str, other: str) -> float:
    """Return how different two colours look to those who tell them apart worst (0 to about 1)."""
    return min(
        dist(_oklab(one_seen), _oklab(other_seen))
        for one_seen, other_seen in zip(_as_perceived(one), _as_perceived(other), strict=True)
    )


def _as_perceived(colour: str) -> Iterable[str]:
    """Yield a colour as everybody else sees it, and as people with colour blindness do."""
    linear = [_linear(value) for value in _channels(colour)]
    yield colour
    for matrix in _COLOUR_BLINDNESS:
        mixed = (sum(map(mul, row, linear)) for row in matrix)
        yield _hex(_encoded(min(max(value, 0), 1)) for value in mixed)


def _grounds(mark: str, *, dark: bool) -> Iterable[str]:
    paper, tint = (DARK_PAPER, _DARK_TINT) if dark else (LIGHT_PAPER, _LIGHT_TINT)
    mixed = (
        over * tint + under * (1 - tint)
        for over, under in zip(_channels(mark), _channels(paper), strict=True)
    )
    return paper, _hex(mixed)


def _channels(colour: str) -> list[float]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(min(max(value, 0), 1) * 255):02x}" for value in channels)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> _Triple:
    red, green, blue = map(_linear, _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _in_gamut(lightness: float, plane: list[float]) -> str:
    """Convert an OKLab colour to `#rrggbb` with as much of its chroma as a screen can show."""
    for percent in range(100, -1, -2):
        channels = _rgb(lightness, *(value * percent / 100 for value in plane))
        if all(-0.002 <= value <= 1.002 for value in channels):
            return _hex(map(_encoded, (min(max(value, 0), 1) for value in channels)))
    return _hex([lightness**3] * 3)


def _rgb(lightness: float, green_red: float, blue_yellow: float) -> _Triple:
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
