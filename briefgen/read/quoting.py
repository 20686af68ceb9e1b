"""YAML as an author would have to write it: values in quotes, and lines that can be read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

_LINE: Final = re.compile(
    r"(?P<head>[ ]*(?:-[ ]+)?(?:[A-Za-z_][\w-]*:[ ]+|-[ ]+))(?P<value>\S[^\n]*?)[ \t]*"
)
_NO_SPACE: Final = re.compile(r"(?P<head>[ ]*[A-Za-z_][\w-]*:)(?P<value>[^\s:/][^\n]*)")
# Plain texts that YAML takes as they are, and as texts.
_PLAIN: Final = re.compile(r"(?:[^\W_]|/)[^\n:#,\[\]{}\"'\\]*(?<!\s)")
_NOT_TEXT: Final = re.compile(r"(?i:null|true|false|yes|no|on|off)|[-+.\d][\d._:-]*")
_LONGEST: Final = 20_000


class Repair(NamedTuple):
    """A line of YAML in a form that can be read, and what was done to it.

    `number` counts from 0, and `column` is the offset of the line's value.
    """

    number: int
    column: int
    line: str
    advice: str


def quoted(text: str) -> str:
    """Return a text in quotes, of the kind that it does not hold itself."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def written(text: str) -> str:
    """Return a text as YAML: in quotes only if it needs them."""
    is_plain = _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text)
    return text if is_plain else quoted(text)


def listed(items: Iterable[str]) -> str:
    """Return a list in brackets."""
    return f"[{', '.join(map(written, items))}]"


def repaired(
    text: str, numbers: Sequence[int], can_be_read: Callable[[str], bool]
) -> Repair | None:
    """Return the first of these lines that makes the text readable with its value in quotes."""
    if len(text) > _LONGEST:
        return None
    lines = text.split("\n")
    for number in dict.fromkeys(numbers):
        for column, line, advice in _corrected(lines[number]) if 0 <= number < len(lines) else ():
            if can_be_read("\n".join([*lines[:number], line, *lines[number + 1 :]])):
                return Repair(number, column, line.strip(), advice)
    return None


def _corrected(line: str) -> Iterator[tuple[int, str, str]]:
    """Yield the forms in which a line may have been meant, and what was done to it.

    The first of the three is where its value begins.
    """
    if match := _LINE.fullmatch(line):
        for value, advice in _values(match["value"]):
            yield match.start("value"), match["head"] + value, advice
    elif match := _NO_SPACE.fullmatch(line):
        spaced = f"{match['head']} {match['value']}"
        yield match.start("value"), spaced, "put a space after the colon"


def _values(value: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which a value may have been meant, with what was done to it."""
    first, last = value[0], value[-1]
    if first == "[" and (last == "]" or "]" not in value):
        items = value.removeprefix("[").removesuffix("]").split(",")
        advice = "put texts with signs in quotes" if last == "]" else "close the bracket"
        yield listed(item.strip().strip("\"'") for item in items if item.strip()), advice
    elif first in "\"'" and value.count(first) == 1:
        yield quoted(value[1:].strip()), "close the quotation mark"
    elif first in "\"'" and first == last and len(value) > 1:
        yield quoted(value[1:-1]), "put the text in other quotes"
    if first != "[" or last != "]":
        yield quoted(value), "put the text in quotes"
