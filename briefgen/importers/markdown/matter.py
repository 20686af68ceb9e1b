"""Front matter of other generators: YAML, TOML, JSON, and lines such as `Title: …`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from briefgen.read.yaml_document import compose

_FENCE: Final = re.compile(r"---[ \t]*(?P<kind>\w*)[ \t]*(?:\n|\Z)")
_END: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_TOML: Final = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_KEY: Final = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)\Z")
_LENGTH: Final = 1_000_000  # characters of YAML that are read


@dataclass(frozen=True, slots=True)
class Matter:
    """The front matter of a file: texts, lists and mappings; and the text below it.

    `first_line` is the line of the file on which the text begins. `problem` says why the front
    matter could not be read as a whole, or is "".
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    first_line: int = 1
    problem: str = ""
    is_present: bool = False


def matter_of(text: str, *, has_lines: bool = False) -> Matter:
    """Return the front matter of a text. `has_lines`: it may be lines without a fence."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if match := _FENCE.match(text):
        end = _END.search(text, match.end())
        if end is None:
            return Matter(body=text)
        source = text[match.end() : end.start()]
        values, problem = _read(source, match["kind"].lower())
        return _matter(values, text, end.end(), problem)
    if match := _TOML.match(text):
        values, problem = _read(match[1], "toml")
        return _matter(values, text, match.end(), problem)
    if text.startswith("{") and not text.startswith(("{{", "{%", "{:")):
        try:
            values, end_of_json = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return Matter(body=text)
        if isinstance(values, dict):
            return _matter(plain(values), text, end_of_json, "")
    return _from_lines(text) if has_lines else Matter(body=text)


def settings_of(data: bytes, kind: str) -> Mapping[str, Any]:
    """Return the settings in a file of a kind: yaml, toml or json. What is wrong is left out."""
    values, _ = _read(data.decode(errors="replace"), kind)
    return values


def plain(value: Any) -> Any:
    """Return a value with only texts, lists and mappings, as front matter in YAML has it."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def _matter(values: Mapping[str, Any], text: str, end: int, problem: str) -> Matter:
    return Matter(values, text[end:], text.count("\n", 0, end) + 1, problem, is_present=True)


def _read(text: str, kind: str) -> tuple[Mapping[str, Any], str]:
    """Return a mapping, and what is wrong with it."""
    try:
        if kind == "toml":
            return plain(tomllib.loads(text)), ""
        if kind == "json":
            values = json.loads(text)
            return (plain(values), "") if isinstance(values, dict) else ({}, "it is no mapping")
    except (ValueError, RecursionError) as error:
        return {}, str(error)
    composed = compose(text, "", longest=_LENGTH)
    document = composed.value
    if document is not None and isinstance(document.data, dict):
        return plain(document.data), ""
    if not text.strip() or (document is not None and document.data is None):
        return {}, ""
    problem = composed.diagnostics[0].message if composed.diagnostics else "it is no mapping"
    return dict(_simple_lines(text)), problem


def _simple_lines(text: str) -> list[tuple[str, str]]:
    """Return the lines of broken YAML that are simple."""
    matches = (_KEY.match(line) for line in text.split("\n"))
    return [(match[1], (match[2] or "").strip(" \"'")) for match in matches if match]


def _from_lines(text: str) -> Matter:
    """Return the lines at the head of a text, such as `Title: …`, up to an empty line."""
    values: dict[str, str] = {}
    last = ""
    at = 0
    for line in text.splitlines(keepends=True):
        match = _KEY.match(line.rstrip())
        if match:
            last = match[1]
            values[last] = (match[2] or "").strip()
        elif last and line[:1].isspace() and line.strip():
            values[last] += f" {line.strip()}"
        else:
            break
        at += len(line)
    return _matter(values, text, at, "") if values else Matter(body=text)
