"""YAML as an author should write it: quoted values and repaired lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

_LINE: Final = re.compile(
    r"(?P<head>[ ]*(?:-[ ]+)?(?:[A-Za-z_][\w-]*:[ ]+|-[ ]+))(?P<value>\S[^\n]*?)[ \t]*"
)
_NO_SPACE: Final = re.compile(r"(?P<head>[ ]*[A-Za-z_][\w-]*:)(?P<value>[^\s:/][^\n]*)")
# Texts that YAML reads as text without quotes.
_PLAIN: Final = re.compile(r"(?:[^\W_]|/)[^\n:#,\[\]{}\"'\\]*(?<!\s)")
_NOT_TEXT: Final = re.compile(r"(?i:null|true|false|yes|no|on|off)|[-+.\d][\d._:-]*")
_LONGEST: Final = 20_000


class Repair(NamedTuple):
    """A repaired line of YAML, and how it was repaired.

    `number` counts from 0; `column` is the offset of the line's value.
    """

    number: int
    column: int
    line: str
    advice: str


def quoted(text: str) -> str:
    """Return a text in quotes, of a kind that it does not contain."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def written(text: str) -> str:
    """Return a text as YAML, in quotes only if it needs them."""
    is_plain = _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text)
    return text if is_plain else quoted(text)


def listed(items: Iterable[str]) -> str:
    """Return a list in brackets."""
    return f"[{', '.join(map(written, items))}]"


def repaired(
    text: str, numbers: Sequence[int], can_be_read: Callable[[str], bool]
) -> Repair | None:
    """Return the first of these lines whose repair makes the text valid YAML."""
    if len(text) > _LONGEST:
        return None
    lines = text.split("\n")
    for number in dict.fromkeys(numbers):
        for column, line, advice in _corrected(lines[number]) if 0 <= number < len(lines) else ():
            if can_be_read("\n".join([*lines[:number], line, *lines[number + 1 :]])):
                return Repair(number, column, line.strip(), advice)
    return None


def _corrected(line: str) -> Iterator[tuple[int, str, str]]:
    """Yield the possible repairs of a line: the offset of its value, the line, and the advice."""
    if match := _LINE.fullmatch(line):
        for value, advice in _values(match["value"]):
            yield match.start("value"), match["head"] + value, advice
    elif match := _NO_SPACE.fullmatch(line):
        spaced = f"{match['head']} {match['value']}"
        yield match.start("value"), spaced, "put a space after the colon"


def _values(value: str) -> Iterator[tuple[str, str]]:
    """Yield the values that the author may have meant, with the advice for each."""
    first, last = value[0], value[-1]
    if first == "[" and (last == "]" or "]" not in value):
        items = value.removeprefix("[").removesuffix("]").split(",")
        advice = "put texts with punctuation in quotes" if last == "]" else "close the bracket"
        yield listed(item.strip().strip("\"'") for item in items if item.strip()), advice
    elif first in "\"'" and value.count(first) == 1:
        yield quoted(value[1:].strip()), "close the quotation mark"
    elif first in "\"'" and first == last and len(value) > 1:
        yield quoted(value[1:-1]), "put the text in other quotes"
    if first != "[" or last != "]":
        yield quoted(value), "put the text in quotes"
