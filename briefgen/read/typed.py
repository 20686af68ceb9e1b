"""YAML data to typed values; pydantic's errors become diagnostics at their place."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from briefgen.model.colours import as_hexadecimal, nearest_readable
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.read.other_words import CHOICES, LISTS, Meaning, meaning_of
from briefgen.read.quoting import quoted, written
from briefgen.read.yaml_document import Document

T = TypeVar("T")

_UNKNOWN: Final = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_LIST_TYPES: Final = frozenset({"tuple_type", "list_type"})
_MAP_TYPES: Final = frozenset(
    {"dataclass_type", "dict_type", "mapping_type", "dataclass_exact_type"}
)
_ROUNDS: Final = 3
_PLACED: Final = 200  # errors per round that become diagnostics; nobody reads more
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
# Examples of values for keys that may be missing.
_EXAMPLES: Final = {"base_url": "https://www.example.net", "date": "2026-03-27"}
_NOTHING: Final = frozenset({"false", "no", "off", "null", "~", '""', "''", "[]"})
_LONGEST: Final = 100  # characters of a word that are compared


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return a hint that names the closest known word.

    If none is close, return `otherwise`, or a list of all the words.
    """
    options = sorted(known)
    folded = {option.casefold(): option for option in options}
    near = get_close_matches(word.casefold()[:_LONGEST], folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{folded[near[0]]}`?"
    return otherwise or ("write one of: " + ", ".join(options) if options else "remove it")


def read_typed(
    document: Document,
    data: Any,
    adapter: TypeAdapter[T],
    kind: type,
    *,
    unknown_code: str,
    also_known: Sequence[str] = (),
) -> Checked[T | None]:
    """Validate `data` (the whole document or a part of it) as `kind`.

    A key that `kind` does not have is reported under `unknown_code` and dropped. A wrong value is
    reported, and dropped where the key is optional, so that one run reports all problems.
    """
    diagnostics: list[Diagnostic] = []
    for attempt in range(_ROUNDS):
        try:
            return Checked(adapter.validate_python(data), tuple(diagnostics))
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
        for error in errors[:_PLACED]:
            path = _within(document.data, error["loc"])
            if error["type"] == "missing" and attempt:
                continue  # the key is there; its wrong value was dropped in the first round
            if error["type"] in _UNKNOWN:
                diagnostics.append(_unknown(document, path, kind, unknown_code, also_known))
            else:
                diagnostics.append(_wrong(document, path, error))
        pruned = _without(data, [_within(data, error["loc"]) for error in errors])
        if pruned == data:
            break
        data = pruned
    return Checked(None, tuple(dict.fromkeys(diagnostics)))


def _within(data: Any, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """Cut an error's path where it leaves the data (pydantic adds names of union members)."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, Mapping):
            path.append(part)
            data = data.get(str(part))
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
        else:
            break
    return tuple(path)


def _without(data: Any, paths: Sequence[Sequence[str | int]]) -> Any:
    if any(not path for path in paths):
        return data
    here = {path[0] for path in paths if len(path) == 1}
    deeper: dict[str | int, list[Sequence[str | int]]] = {}
    for path in paths:
        if len(path) > 1:
            deeper.setdefault(path[0], []).append(path[1:])
    if isinstance(data, Mapping):
        return {
            key: _without(value, deeper[key]) if key in deeper else value
            for key, value in data.items()
            if key not in here
        }
    return [
        _without(value, deeper[index]) if index in deeper else value
        for index, value in enumerate(data)
        if index not in here
    ]


def _unknown(
    document: Document, path: Sequence[str | int], kind: type, code: str, also: Sequence[str]
) -> Diagnostic:
    name = str(path[-1])
    owner = _kind_at(kind, path[:-1])
    keys = {each.name for each in dataclasses.fields(owner)} if owner else set()
    known = {*keys, *(also if len(path) == 1 else ())}
    meaning = meaning_of(owner.__name__, name) if owner else None
    hint = _renamed(document, path, owner.__name__, meaning) if meaning else _misspelt(name, known)
    return Diagnostic(code, f"unknown key `{name}`", document.key_at(path), hint)


def _misspelt(name: str, known: Collection[str]) -> str:
    otherwise = "remove the line"
    if "extra" in known:
        otherwise += ", or move it under `extra` to use it in your own layouts"
    elif known:
        otherwise += f"; the keys allowed here are {', '.join(sorted(known))}"
    return did_you_mean(name, known, otherwise=otherwise)


def _renamed(document: Document, path: Sequence[str | int], kind: str, meaning: Meaning) -> str:
    """Say which key to use in place of another generator's word, with the author's own value."""
    if meaning.advice:
        return meaning.advice
    other = _said_before(document, path, kind, meaning.key)
    if other and meaning.key in LISTS:
        return f"add its entries to `{other}`, and remove the line"
    if other:
        return f"remove the line: `{other}` has the same meaning"
    text = document.written(path)
    value = meaning.value(text)
    if not value and text.casefold() in _NOTHING:
        return "remove the line"
    return f"write `{meaning.key}: {value}`" if value else f"rename it to `{meaning.key}`"


def _said_before(document: Document, path: Sequence[str | int], kind: str, key: str) -> str:
    """Return a key with the same meaning as the one at a path: `key`, or another word above it."""
    siblings = document.at(path[:-1])
    if key in siblings:
        return key
    for sibling in siblings:
        if sibling == path[-1]:
            return ""
        meaning = meaning_of(kind, str(sibling))
        if meaning and meaning.key == key:
            return str(sibling)
    return ""


def _kind_at(kind: Any, path: Sequence[str | int]) -> Any:
    """Return the dataclass whose keys are at a path, or None."""
    for part in path:
        hints = typing.get_type_hints(kind) if dataclasses.is_dataclass(kind) else {}
        kind = _item_type(hints.get(str(part), kind) if hints else kind)
    return kind if dataclasses.is_dataclass(kind) else None


def _item_type(kind: Any) -> Any:
    """Return the dataclass inside `X | None`, `tuple[X, ...]` or `Mapping[str, X]`."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return kind
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType) or arguments:
        inner = [_item_type(argument) for argument in arguments]
        return next((item for item in inner if dataclasses.is_dataclass(item)), kind)
    return kind


def named(path: Sequence[str | int]) -> str:
    """Return a readable name for a value's place: `theme.accent`, the first entry of …."""
    places = [place for place, part in enumerate(path) if isinstance(part, int)]
    if not places:
        return f"`{'.'.join(map(str, path))}`" if path else "the file"
    last = places[-1]
    number = int(path[last])
    order = _ORDINALS[number] if number < len(_ORDINALS) else f"{number + 1}th"
    entry = f"the {order} entry of {named(path[:last])}"
    rest = path[last + 1 :]
    return f"{named(rest)} of {entry}" if rest else entry


def _wrong(document: Document, path: Sequence[str | int], error: ErrorDetails) -> Diagnostic:
    name = named(path)
    sort, context = error["type"], error.get("ctx", {})
    if sort == "missing":
        return Diagnostic(
            "missing-key",
            f"{name} is missing",
            document.value_at(path[:-1]),
            f"add a line `{path[-1]}: {_EXAMPLES.get(str(path[-1]), '…')}`",
        )
    where = document.value_at(path)
    if sort == "value_error":
        cause = context["error"]
        hint = getattr(cause, "hint", "")
        code = getattr(cause, "code", "wrong-value")
        return Diagnostic(code, f"{name}: {cause}", where, hint)
    if sort == "string_type" and isinstance(error["input"], dict):
        return Diagnostic(
            "wrong-value", f"{name} must be text", where, _as_text(document, path, error)
        )
    message, hint = _explain(
        sort, error["msg"], context, error["input"], str(path[-1:] and path[-1])
    )
    return Diagnostic("wrong-value", f"{name} {message}", where, hint)


def _as_text(document: Document, path: Sequence[str | int], error: ErrorDetails) -> str:
    """Say how to turn `key: value` lines into the text that the author meant."""
    given: Mapping[str, Any] = error["input"]
    if isinstance(given.get("name"), str):
        return f"write only the name: {written(given['name'])}"
    text = document.written(path)
    if text and not text.startswith("{"):
        return f"a colon separates a key from its value, so put the text in quotes: {quoted(text)}"
    first = next(iter(given.values()), None)
    if isinstance(first, str):
        return f"write a single value, for example {quoted(first)}"
    return "write a single value"


def _explain(
    sort: str, text: str, context: Mapping[str, Any], given: Any, key: str
) -> tuple[str, str]:
    shown = _shown(given)
    if sort == "string_type":
        return f"must be text, not {shown}", _one_of(given)
    if sort in _LIST_TYPES:
        return f"must be a list, not {shown}", "write each item on its own line, after `- `"
    if sort in _MAP_TYPES:
        return f"must contain `key: value` lines, not {shown}", (
            "remove the line, or write its keys below it, indented, as `key: value`"
        )
    if sort.startswith("int_"):
        return f"must be a whole number, not {shown}", "write only digits, for example 20"
    if sort.startswith("bool_"):
        return f"must be true or false, not {shown}", "write true or false"
    if sort == "literal_error":
        expected = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"cannot be {shown}", _choice(str(given), expected)
    if sort == "greater_than_equal":
        return f"must be at least {context['ge']}, not {shown}", f"write {context['ge']} or more"
    if sort == "string_too_short":
        return "must not be empty", "write a value, or remove the key"
    if sort == "string_pattern_mismatch":
        return f"cannot be {shown}", _pattern_hint(key, str(given))
    return f"is invalid: {text[:1].lower()}{text[1:]}", "remove the line, or write another value"


def _one_of(given: Any) -> str:
    if isinstance(given, list) and given and all(isinstance(each, str) for each in given):
        return f"write a single value, for example {written(given[0])}"
    return "write a single value"


def _choice(given: str, expected: Sequence[str]) -> str:
    """Suggest the choice that the author meant."""
    meant = CHOICES.get(given.casefold(), "")
    if given.casefold() == "twitter" and meant in expected:
        return "Twitter is now called `x`"
    if meant in expected:
        return f"write `{meant}`"
    return did_you_mean(given, expected)


def _pattern_hint(key: str, given: str) -> str:
    if "accent" not in key:
        return "separate font names with commas, and leave out ; { } < > and backslashes"
    colour = as_hexadecimal(given)
    dark = key == "accent_dark"
    return f'write "{nearest_readable(colour, dark=dark)}", with the quotes'


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "`key: value` lines"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"
