"""Front matter, written from values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from briefgen.model.characters import printable
from briefgen.read.quoting import as_yaml

# What YAML does not accept unescaped in quotes.
_UNPRINTED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_KEY: Final = re.compile(r"[A-Za-z_][\w-]*")
_DEEPEST: Final = 20  # mappings and lists within each other


def front_matter(values: Mapping[str, object]) -> str:
    """Return values between two lines of `---`, in order. Empty values are left out.

    A value is a text, a number, a truth value, a date, or a list or mapping of these.
    """
    return f"---\n{yaml_of(values)}---\n"


def yaml_of(values: Mapping[str, object]) -> str:
    """Return a mapping as YAML, in order. Empty values are left out."""
    return "".join(f"{line}\n" for line in _mapping(values, 0))


def _mapping(values: Mapping[str, object], depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    for key, value in values.items():
        if value is None or value == "" or (isinstance(value, Sequence | Mapping) and not value):
            continue
        name = key if _KEY.fullmatch(key) and as_yaml(key) == key else _scalar(key)
        if isinstance(value, Mapping):
            lines = list(_mapping(value, depth + 1))
            if lines:
                yield f"{name}:"
                yield from (f"  {line}" for line in lines)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from _list(name, value, depth)
        else:
            yield f"{name}: {_scalar(value)}"


def _list(name: str, items: Sequence[object], depth: int) -> Iterator[str]:
    if all(isinstance(item, str) and len(item) < 30 for item in items) and len(items) < 8:
        yield f"{name}: [{', '.join(map(_scalar, items))}]"
        return
    yield f"{name}:"
    for item in items:
        if isinstance(item, Mapping):
            first, *rest = list(_mapping(item, depth + 1)) or ["{}"]
            yield f"  - {first}"
            yield from (f"    {line}" for line in rest)
        elif isinstance(item, Sequence) and not isinstance(item, str):
            inner = list(_list("x", item, depth + 1)) if depth <= _DEEPEST else []
            yield f"  - {_flow(item)}" if inner else "  - []"
        else:
            yield f"  - {_scalar(item)}"


def _flow(value: object) -> str:
    """Return a value on one line, in the form of JSON."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{_escaped(str(key))}: {_flow(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    return _escaped(value) if isinstance(value, str) else _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if _UNPRINTED.search(text) or text != text.strip():
        return _escaped(text)
    return as_yaml(text)


def _escaped(text: str) -> str:
    """Return a text in double quotes, with escapes for what YAML would read differently."""
    lines = "\n".join(map(printable, text.replace("\r\n", "\n").split("\n")))
    quoted = json.dumps(lines, ensure_ascii=False)
    return _UNPRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
