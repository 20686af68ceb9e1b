"""Values in the form of PHP's `serialize`, in which WordPress stores lists.

An object is read as the mapping of its properties: nothing is ever created or run.
The form: https://www.php.net/manual/en/function.serialize.php
"""

from __future__ import annotations

import re
from typing import Final

_START: Final = re.compile(rb"(?:[aOC]:\d+:|s:\d+:\"|[ibd]:[-+\w.]+;$|N;$)")
_DEEPEST: Final = 30


def unserialized(text: str) -> object:
    """Return the value of a serialized text, or the text itself if it is not serialized."""
    data = text.encode(errors="surrogatepass")
    if not _START.match(data):
        return text
    try:
        value, end = _value(data, 0, 0)
    except (ValueError, IndexError):
        return text
    return value if not data[end:].strip() else text


def _value(data: bytes, at: int, depth: int) -> tuple[object, int]:
    """Return the value that begins at a place, and its end. Raises ValueError and IndexError."""
    kind = data[at : at + 1]
    if kind == b"N":
        return None, at + 2
    if kind in (b"i", b"b", b"d"):
        end = data.index(b";", at)
        text = data[at + 2 : end].decode()
        if kind == b"b":
            return text == "1", end + 1
        return (int(text) if kind == b"i" else float(text)), end + 1
    if kind == b"s":
        colon = data.index(b":", at + 2)
        begin = colon + 2
        end = begin + int(data[at + 2 : colon])
        if data[end : end + 2] != b'";':
            raise ValueError("the length of a string is wrong")
        return data[begin:end].decode(errors="replace"), end + 2
    if kind == b"O":
        colon = data.index(b":", at + 2)
        name_end = colon + 2 + int(data[at + 2 : colon])
        return _mapping(data, name_end + 2, depth)
    if kind == b"a":
        return _mapping(data, at + 2, depth)
    raise ValueError("this is no serialized value")


def _mapping(data: bytes, at: int, depth: int) -> tuple[object, int]:
    """Return a list, or a mapping if its keys are not 0, 1, 2 and so on."""
    if depth > _DEEPEST:
        raise ValueError("there are too many levels")
    colon = data.index(b":", at)
    count, at = int(data[at:colon]), colon + 2
    values: dict[str, object] = {}
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        value, at = _value(data, at, depth + 1)
        values[str(key).rpartition("\0")[2]] = value
    if data[at : at + 1] != b"}":
        raise ValueError("an array has no end")
    is_list = list(values) == [str(number) for number in range(len(values))]
    return (list(values.values()) if is_list else values), at + 1
