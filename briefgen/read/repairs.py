"""Repairs of YAML that cannot be read: what the author probably meant, and how to write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from briefgen.read.quoting import quoted, yaml_list

_LINE: Final = re.compile(
    r"(?P<head>[ ]*(?:-[ ]+)?(?:[A-Za-z_][\w-]*:[ ]+|-[ ]+))(?P<value>\S[^\n]*?)[ \t]*"
)
_NO_SPACE: Final = re.compile(r"(?P<head>[ ]*(?:-[ ]+)?[A-Za-z_][\w-]*:)(?P<value>[^\s:/][^\n]*)")
_KEY: Final = re.compile(r"(?P<head>[ ]*(?:-[ ]+)?)(?P<key>[A-Za-z_][\w-]*):(?=\s|$)")
_BULLET: Final = re.compile(
    r"(?P<indent>[ ]*)(?P<sign>[•◦▪‣·–—]|\*(?=[ ])|-(?=[^\s-]))[ \xa0]*(?P<text>\S.*)"
)
_INVISIBLE: Final = re.compile(
    r"(?:[ ]*|[ ]*-|[ ]*(?:-[ ]+)?[A-Za-z_][\w-]*:)[ ]*"
    r"(?P<sign>[\xa0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff])"
)
_NO_COLON: Final = re.compile(
    r"(?P<head>[ ]*)(?P<key>[A-Za-z_][\w-]*)(?P<sign>[ ]*[：=]|)[ ]*(?P<value>(?<=\W)\S.*)"
)
_TWO_ENTRIES: Final = re.compile(r"(?<=[^\s,{])\s+(?=[A-Za-z_][\w-]*:\s)")
_LONGEST: Final = 20_000


class Repair(NamedTuple):
    """A repaired line of YAML.

    `number` counts from 0; `column` and `width` are the place of the fault. `width` is 0 if the
    parser's place on the same line is better; `message` is "" if the parser's words are right.
    """

    number: int
    column: int
    width: int
    line: str
    message: str
    hint: str


def repaired(
    text: str, numbers: Sequence[int], can_be_read: Callable[[str], bool]
) -> Repair | None:
    """Return the first repair of one of these lines that makes the text valid YAML.

    If there are more faults below, it is enough that the text up to the line becomes valid.
    """
    if len(text) > _LONGEST:
        return None
    lines = text.split("\n")
    repairs = [
        repair
        for number in dict.fromkeys(numbers)
        if 0 <= number < len(lines)
        for repair in _repairs(lines, number)
    ]
    for repair in repairs:
        if can_be_read(
            "\n".join([*lines[: repair.number], repair.line, *lines[repair.number + 1 :]])
        ):
            return repair
    for repair in repairs:
        above = lines[: repair.number]
        if (
            not _is_continued(lines, repair.number)
            and not can_be_read("\n".join([*above, lines[repair.number]]))
            and can_be_read("\n".join([*above, repair.line]))
        ):
            return repair
    return None


def _is_continued(lines: Sequence[str], number: int) -> bool:
    """Whether the line below a line belongs to it."""
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(below.strip()) and _indent(below) > _indent(lines[number])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _repairs(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Yield the possible repairs of a line, the likeliest first."""
    line = lines[number]
    yield from _visible(number, line)
    yield from _aligned(lines, number)
    yield from _as_list_item(number, line)
    yield from _with_colon(number, line)
    if match := _LINE.fullmatch(line):
        column = match.start("value")
        for value, advice, message in _values(match["value"]):
            repaired_line = match["head"] + value
            hint = f"{advice}: {repaired_line.strip()}"
            yield Repair(number, column, 0, repaired_line, message, hint)
    elif match := _NO_SPACE.fullmatch(line):
        repaired_line = f"{match['head']} {match['value']}"
        hint = f"put a space after the colon: {repaired_line.strip()}"
        yield Repair(
            number,
            match.end("head") - 1,
            1,
            repaired_line,
            "there is no space after the colon",
            hint,
        )


def _visible(number: int, line: str) -> Iterator[Repair]:
    """Replace an invisible character that looks like the space YAML needs."""
    if match := _INVISIBLE.match(line):
        sign = match["sign"]
        name = unicodedata.name(sign, "invisible character").lower()
        space = "" if not line[: match.start("sign")].strip() else " "
        repaired_line = line[: match.start("sign")] + space + line[match.end("sign") :]
        verb = "begins with" if not space else "contains"
        message = f"this line {verb} an invisible character: U+{ord(sign):04X}, {name}"
        hint = "replace it with an ordinary space" if space else "remove the character"
        yield Repair(number, match.start("sign"), 1, repaired_line, message, hint)


def _aligned(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Line up a key with the key above it."""
    match = _KEY.match(lines[number])
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    upper = _KEY.match(above)
    if match is None or upper is None or "-" in match["head"]:
        return
    column, upper_column = match.end("head"), upper.end("head")
    if not column or column == upper_column:
        return
    repaired_line = " " * upper_column + lines[number].lstrip()
    if column < upper_column:
        message = f"`{match['key']}` is not lined up with `{upper['key']}`"
    else:
        message = "this line is indented more than the line above"
    if upper_column:
        hint = f"line up `{match['key']}` with `{upper['key']}`"
    else:
        hint = "remove the spaces at the start of the line"
        if not match["key"].islower():
            hint += "; if the line continues the text above, put the whole text in quotes"
    yield Repair(number, 0, column, repaired_line, message, hint)


def _as_list_item(number: int, line: str) -> Iterator[Repair]:
    """Write a list item with a hyphen and a space."""
    match = _BULLET.fullmatch(line)
    if match is None:
        return
    repaired_line = f"{match['indent']}- {match['text']}"
    if match["sign"] == "-":
        message = "there is no space after the hyphen"
        hint = f"add a space after the hyphen: {repaired_line.strip()}"
    else:
        message = f"`{match['sign']}` does not begin a list item"
        hint = f"begin each item with a hyphen and a space: {repaired_line.strip()}"
    yield Repair(number, match.start("sign"), 1, repaired_line, message, hint)


def _with_colon(number: int, line: str) -> Iterator[Repair]:
    """Write a colon after a key. Below the first line, a word may continue the text above."""
    match = _NO_COLON.fullmatch(line)
    if match and (match["sign"] or number == 0):
        repaired_line = f"{match['head']}{match['key']}: {match['value']}"
        message = f"there is no colon after `{match['key']}`"
        hint = f"put a colon and a space after the key: {repaired_line.strip()}"
        yield Repair(number, match.end("key"), 1, repaired_line, message, hint)


def _values(value: str) -> Iterator[tuple[str, str, str]]:
    """Yield the values that the author may have meant, with the advice and message for each."""
    first, last = value[0], value[-1]
    if first == "[" and (last == "]" or "]" not in value):
        yield yaml_list(_items(value)), *_about_brackets(value)
    elif first in "\"'" and value.count(first) == 1:
        yield quoted(value[1:].strip()), "close the quotation mark", ""
    elif first in "\"'" and first == last and len(value) > 1:
        yield quoted(value[1:-1]), "put the text in other quotes", ""
    elif first == "{" and _TWO_ENTRIES.search(value):
        separated = _TWO_ENTRIES.sub(", ", value)
        yield separated, "put a comma between the entries", "a comma is missing"
    if first != "[" or last != "]":
        yield quoted(value), "put the text in quotes", _text_after(value)


def _items(value: str) -> list[str]:
    items = value.removeprefix("[").removesuffix("]").split(",")
    return [item.strip().strip("\"'") for item in items if item.strip()]


def _about_brackets(value: str) -> tuple[str, str]:
    """Return the advice and message for a list in brackets."""
    if not value.endswith("]"):
        return "close the bracket", ""
    message = "`#` begins a comment" if re.search(r"[\[\s]#", value) else ""
    return "put texts with punctuation in quotes", message


def _text_after(value: str) -> str:
    """Name the sign after which a text goes on, if it begins with a quotation mark or bracket."""
    if value[0] in "\"'" and value.count(value[0]) > 1:
        return "there is text after the closing quotation mark"
    closing = {"[": "]", "{": "}"}.get(value[0])
    if closing and closing in value[:-1] and value[-1] != closing:
        return "there is text after the closing bracket"
    return ""
