"""A fast reader for simple YAML, the form that most front matter has.

It reads `key: value` lines at the margin whose values are a text or a list of texts, each on one
line and without escapes. The result is the same as the YAML parser's. Everything else is left to
the parser.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from briefgen.model.diagnostics import Span

# The values of these keys are not plain texts.
_SPECIAL: Final = frozenset({"extra", "taxonomies"})
_NULLS: Final = frozenset({"null", "Null", "NULL", "~"})
_MAX_LENGTH: Final = 20_000

# Characters that end a line only in YAML, or that YAML refuses.
_UNUSUAL: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
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

# The usual ASCII characters.
_ASCII: Final = b"\n" + bytes(range(0x20, 0x7F))


class PlainMapping(NamedTuple):
    """A mapping and the places of its values; `tags.0` is an item of a list."""

    data: dict[str, str | list[str]]
    spans: dict[str, Span]


def read_plain(text: str, first_line: int = 1) -> PlainMapping | None:
    """Read a mapping of the simple form; return None for anything else."""
    if not text or len(text) > _MAX_LENGTH or _is_unusual(text):
        return None
    mapping = PlainMapping({}, {})
    at, line = 0, first_line
    while at < len(text):
        entry = _ENTRY.match(text, at)
        height = _add(entry, line, mapping) if entry else 0
        if not entry or not height:
            return None
        at, line = entry.end(), line + height
    return mapping


def _is_unusual(text: str) -> bool:
    if text.isascii():
        return bool(text.encode().translate(None, _ASCII))
    return _UNUSUAL.search(text) is not None


def _add(entry: re.Match[str], line: int, mapping: PlainMapping) -> int:
    """Add an entry to the mapping; return its number of lines, or 0 if it is not simple."""
    key, kind = entry["key"], str(entry.lastgroup)
    if key in mapping.data or key in _SPECIAL:
        return 0
    if kind in ("quoted", "plain"):
        value = _scalar(entry[kind], line, entry.start(kind) - entry.start(), key, mapping.spans)
        if value is None:
            return 0
        mapping.data[key] = value
        return 1
    if kind == "brackets":
        start, end = entry.span(kind)
        mapping.spans[key] = Span(line, start - entry.start() + 1, end - start)
        items, height = _bracketed(entry, line, mapping.spans), 1
    else:
        mapping.spans[key] = Span(line + 1, len(entry["indent"]) + 1)
        items = _dashed(entry, line + 1, mapping.spans)
        height = 1 + len(items)
    texts = mapping.data[key] = [item for item in items if item is not None]
    return height if len(texts) == len(items) else 0


def _scalar(written: str, line: int, indent: int, name: str, spans: dict[str, Span]) -> str | None:
    """Return a text and record its place under a name; return None if it is not simple."""
    if written[0] in "\"'":
        spans[name] = Span(line, indent + 1, len(written))
        return written[1:-1]
    text = written.rstrip(" ")
    if text in _NULLS or ": " in text or " #" in text or text[-1] == ":":
        return None
    spans[name] = Span(line, indent + 1, len(text))
    return text


def _bracketed(entry: re.Match[str], line: int, spans: dict[str, Span]) -> list[str | None]:
    key, begin = entry["key"], entry.start()
    start, end = entry.span("brackets")
    items = enumerate(_BRACKETED.finditer(entry.string, start + 1, end - 1))
    return [
        _scalar(item[0], line, item.start() - begin, f"{key}.{index}", spans)
        for index, item in items
    ]


def _dashed(entry: re.Match[str], line: int, spans: dict[str, Span]) -> list[str | None]:
    found: list[str | None] = []
    at, end = entry.span("dashes")
    while at < end:
        item = _DASHED.match(entry.string, at)
        if item is None:
            return [None]
        name = f"{entry['key']}.{len(found)}"
        found.append(_scalar(item[1], line + len(found), item.start(1) - at, name, spans))
        at = item.end()
    return found
