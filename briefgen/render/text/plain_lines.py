"""Lines of plain text: their width in columns, where they may end, and their direction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

# What separates words. No-break spaces do not.
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
# Signs that take one column each: most texts have no others.
_NARROW: Final = re.compile(r"[\x00-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})
_WIDE: Final = frozenset("WF")
_OPENING: Final = frozenset({"Ps", "Pi"})
_CLOSING: Final = frozenset({"Pe", "Pf", "Po"})
_NOT_FIRST: Final = frozenset("ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ・～")
_RIGHT: Final = frozenset({"R", "AL"})
_STRONG: Final = _RIGHT | {"L"}
_MARKS: Final = {"ltr": "\N{LEFT-TO-RIGHT MARK}", "rtl": "\N{RIGHT-TO-LEFT MARK}"}


def width_of(text: str) -> int:
    """Return how many columns a text takes: Chinese signs take two, combining marks none."""
    if text.isascii() or _NARROW.fullmatch(text):
        return len(text)
    return sum(map(_columns, text))


def _columns(sign: str) -> int:
    if sign.isascii():
        return 1
    if unicodedata.category(sign) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1


def wrapped(text: str, width: int) -> list[str]:
    """Return a paragraph in lines of at most so many columns, unless a word is longer.

    A line ends between words, and between Chinese or Japanese signs. A line feed begins a new line.
    """
    return [line for part in text.split("\n") for line in _wrapped(part, width)]


def _wrapped(text: str, width: int) -> Iterator[str]:
    line, length = "", 0
    for space, piece in _pieces(text):
        size = width_of(piece)
        if line and length + len(space) + size > width:
            yield line
            line, length = piece, size
        else:
            before = space if line else ""
            line += before + piece
            length += len(before) + size
    if line:
        yield line


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays together on a line, with the space before it."""
    is_narrow = _NARROW.fullmatch(text)
    for word in _SPACES.split(text):
        if not word:
            continue
        space = " "
        for piece in (word,) if is_narrow else _parts(word):
            yield space, piece
            space = ""


def _parts(word: str) -> Iterator[str]:
    """Yield the parts of a word between which a line may end."""
    begin = 0
    for at in range(1, len(word)):
        if _may_end(word[at - 1], word[at]):
            yield word[begin:at]
            begin = at
    yield word[begin:]


def _may_end(last: str, first: str) -> bool:
    """Whether a line may end between two signs, which no space separates."""
    if not (_is_wide(last) or _is_wide(first)):
        return False
    if unicodedata.category(last) in _OPENING or unicodedata.category(first) in _CLOSING:
        return False
    return _columns(first) > 0 and first not in _NOT_FIRST and first not in "[*_"


def _is_wide(sign: str) -> bool:
    return not sign.isascii() and unicodedata.east_asian_width(sign) in _WIDE


def directed(line: str, direction: str) -> str:
    """Return a line that begins at the side where lines of this direction begin.

    Mail programs show each line in the direction of its first letter.
    """
    if not line or (direction == "ltr" and line.isascii()):
        return line
    strong = next((kind for sign in line if (kind := _kind(sign)) in _STRONG), "")
    is_right = strong in _RIGHT
    if is_right == (direction == "rtl") and (strong or direction == "ltr"):
        return line
    return f"{_MARKS[direction]}{line}"


def _kind(sign: str) -> str:
    return unicodedata.bidirectional(sign)


def underlined(text: str, sign: str, width: int) -> str:
    """Return a heading with a line of signs under it, as long as its longest line."""
    lines = wrapped(text, width)
    if not lines:
        return ""
    return "\n".join([*lines, sign * max(map(width_of, lines))])


def padded(text: str, width: int, *, is_right: bool = False) -> str:
    """Return a text with spaces up to a width, before it if it is aligned to the right."""
    spaces = " " * max(width - width_of(text), 0)
    return f"{spaces}{text}" if is_right else f"{text}{spaces}"


def columns_for(cells: Sequence[Sequence[str]], width: int, least: int) -> list[int] | None:
    """Return the widths of columns that fit side by side, two spaces apart, or None if none do.

    The widest columns are narrowed, but not below `least` or their longest word.
    """
    columns = list(zip(*cells, strict=True))
    room = width - 2 * (len(columns) - 1)
    natural = [max(map(width_of, column)) for column in columns]
    words = [max(map(_longest, column)) for column in columns]
    minimal = [min(each, max(least, word)) for each, word in zip(natural, words, strict=True)]
    if sum(minimal) > room:
        return None
    widths = [min(each, max(room, need)) for each, need in zip(natural, minimal, strict=True)]
    while sum(widths) > room:
        wide = [at for at, each in enumerate(widths) if each > minimal[at]]
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def _longest(text: str) -> int:
    return max((width_of(piece) for _, piece in _pieces(text)), default=0)
