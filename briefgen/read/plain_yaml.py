"""YAML of the form that most front matter has, read without a YAML parser: the same, sooner.

That is `key: value` lines at the margin, with a text or a list of texts, each on a line and
without escapes. All else is declined, and left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# Of the keys of such files, these read their values otherwise than as texts.
_SPECIAL: Final = frozenset({"extra", "taxonomies"})
_NULLS: Final = frozenset({"null", "Null", "NULL", "~"})
_MAX_LENGTH: Final = 20_000

# Characters that end a line for YAML alone, or that it refuses.
_UNUSUAL: Final = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_QUOTED: Final = r"\"[^\"\\\n]*\"|'[^'\n]*'"
_PLAIN: Final = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n]*"
_IN_BRACKETS: Final = rf"{_QUOTED}|\w(?:[^?:,\[\]{{}}#'\"\n]*[^?:,\[\]{{}}#'\"\s])?"
_ENTRY: Final = re.compile(
    rf"(?P<key>[A-Za-z_][\w-]*):(?: +(?:(?P<quoted>{_QUOTED})|(?P<plain>{_PLAIN})"
    rf"|(?P<brackets>\[ *(?:(?:{_IN_BRACKETS})(?: *, *(?:{_IN_BRACKETS}))*)? *\])) *\n"
    r"| *\n(?P<dashes>(?P<indent> *)- [^\n]*\n(?:(?P=indent)- [^\n]*\n)*))",
    re.ASCII,
)
_BRACKETED: Final = re.compile(_IN_BRACKETS, re.ASCII)
_DASHED: Final = re.compile(rf" *- +((?:{_QUOTED})(?= *\n)|{_PLAIN}) *\n", re.ASCII)

Place = tuple[int, int]


class PlainMapping(NamedTuple):
    """A mapping, and where its values stand, those of a list as `tags.0`, from offset to offset."""

    data: dict[str, str | list[str]]
    places: dict[str, Place]


def read_plain(text: str) -> PlainMapping | None:
    """Read a mapping of the usual form; None if this is another, or no YAML."""
    if not text or len(text) > _MAX_LENGTH or _UNUSUAL.search(text):
        return None
    found = PlainMapping({}, {})
    at = 0
    while at < len(text):
        entry = _ENTRY.match(text, at)
        if entry is None or not _take(entry, found):
            return None
        at = entry.end()
    return found


def _take(entry: re.Match[str], found: PlainMapping) -> bool:
    """Add an entry to what was found; False if it is not of the usual form."""
    key, kind = entry["key"], str(entry.lastgroup)
    if key in found.data or key in _SPECIAL:
        return False
    if kind in ("quoted", "plain"):
        scalar = _scalar(entry[kind], entry.start(kind))
        if scalar is not None:
            found.data[key], found.places[key] = scalar
        return scalar is not None
    items: list[str] = []
    found.data[key] = items
    found.places[key] = _place_of_list(entry, kind)
    for scalar in _bracketed(entry) if kind == "brackets" else _dashed(entry):
        if scalar is None:
            return False
        found.places[f"{key}.{len(items)}"] = scalar[1]
        items.append(scalar[0])
    return True


def _scalar(written: str, start: int) -> tuple[str, Place] | None:
    if written[0] in "\"'":
        return written[1:-1], (start, start + len(written))
    text = written.rstrip(" ")
    if text in _NULLS or ": " in text or " #" in text or text[-1] == ":":
        return None
    return text, (start, start + len(text))


def _place_of_list(entry: re.Match[str], kind: str) -> Place:
    if kind == "brackets":
        return entry.span(kind)
    return entry.end("indent"), entry.end()


def _bracketed(entry: re.Match[str]) -> Iterator[tuple[str, Place] | None]:
    start, end = entry.span("brackets")
    for item in _BRACKETED.finditer(entry.string, start + 1, end - 1):
        yield _scalar(item[0], item.start())


def _dashed(entry: re.Match[str]) -> Iterator[tuple[str, Place] | None]:
    at, end = entry.span("dashes")
    while at < end:
        item = _DASHED.match(entry.string, at)
        if item is None:
            yield None
            return
        yield _scalar(item[1], item.start(1))
        at = item.end()
