"""The words in charts: how wide they are, where their lines end, and their direction.

A drawing must not depend on the fonts of the machine that draws it, and readers see it in a font of
theirs if the theme's is missing. So widths are estimated, with some room to spare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# Advance widths in thousandths of the font size, for the theme's sans serif in medium weight.
_WIDTH: Final = {
    each: width
    for width, characters in (
        (200, " "), (258, "ijIl',.:;·"), (302, "!f"), (315, "()-[]|/"), (360, "rt"),
        (430, "scz*?"), (470, '"_vxyL'), (505, "0123456789#$+<=>~€£−–J"), (512, "aegkFY"),
        (553, "bdhnopquAESTVXZ"), (590, "BCKPR"), (640, "DGHNUO&"), (670, "Q"), (735, "wM"),
        (793, "WÆ—"), (836, "m%œæ"), (861, "@"), (960, "Œ"),
    )
    for each in characters
}  # fmt: skip
_USUAL: Final = 580  # Greek, Cyrillic and others
_JOINED: Final = 480  # Arabic and others whose letters are joined
_WIDE: Final = 1000  # Chinese, Japanese and Korean
_SPARE: Final = 1.07
_BOLD: Final = 1.05

_PIECES: Final = re.compile(
    # A line may end after a space, a hyphen or a slash, and beside each Chinese character.
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff][\u3001\u3002\uff09\uff0c\uff1a\uff1b]*"
    r"|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff/-]*[/-]+"
    r"|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff/-]+|\s+"
)
_RIGHT_TO_LEFT: Final = ("R", "AL")
_LEFT_TO_RIGHT: Final = "\u200e"
_ISOLATE: Final = "\u2068{}\u2069"
_ELLIPSIS: Final = "…"


def width(text: str, size: float) -> float:
    """Return about how wide a line of text is, in pixels, at a font size."""
    units = sum(map(_units, unicodedata.normalize("NFD", text)))
    return units * size * _SPARE / 1000


def bold(size: float) -> float:
    """Return the font size at which text is as wide as bold text of a font size."""
    return size * _BOLD


def widest(texts: Iterable[str], size: float) -> float:
    """Return about how wide the widest of these lines is."""
    return max((width(text, size) for text in texts), default=0)


def lines(text: str, size: float, most: float, count: int = 2) -> tuple[str, ...]:
    """Return a text in at most `count` lines that are at most so wide, and about equally long."""
    text_line = " ".join(text.split())
    if width(text_line, size) <= most:
        return (text_line,)
    split = _split(text_line, size, most)
    if len(split) > count:
        last = "".join(split[count - 1 :]) if _is_dense(text_line) else " ".join(split[count - 1 :])
        split = [*split[: count - 1], last]
    narrower = most
    while len(split) <= count and narrower > most / 2:  # lines of about the same length look better
        narrower *= 0.94
        even = _split(text_line, size, narrower)
        if len(even) > len(split):
            break
        split = even
    return tuple(shortened(line, size, most) for line in split)


def shortened(text: str, size: float, most: float) -> str:
    """Return a line that is at most so wide, with an ellipsis for what is left out."""
    if width(text, size) <= most:
        return text
    beginning = text
    while beginning and width(beginning + _ELLIPSIS, size) > most:
        beginning = beginning[:-1]
    return beginning.rstrip(" ,;:-–—") + _ELLIPSIS


def after_number(number: str, text: str) -> str:
    """Return a text after a number, which stays at its left in every direction."""
    return f"{_LEFT_TO_RIGHT}{number} {text}" if _is_mixed(text) else f"{number} {text}"


def isolated(text: str) -> str:
    """Return a line as drawn: from right to left if that is its direction.

    All drawings are laid out from left to right, whatever the language around them.
    """
    return _ISOLATE.format(text) if _is_mixed(text) else text


def _is_mixed(text: str) -> bool:
    """Whether some of a text is written from right to left."""
    return any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text)


def _split(text: str, size: float, most: float) -> list[str]:
    split: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        if line and width(f"{line}{piece}".rstrip(), size) > most:
            split.append(line.rstrip())
            line = ""
        if line or not piece.isspace():
            line += piece
    if line.strip():
        split.append(line.rstrip())
    return split


def _is_dense(text: str) -> bool:
    """Whether words are not set apart by spaces."""
    return " " not in text


def _units(character: str) -> int:
    units = _WIDTH.get(character)
    if units is not None:
        return units
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _JOINED if unicodedata.bidirectional(character) == "AL" else _USUAL
