"""YAML data into typed values; pydantic's complaints into diagnostics at their place."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.read.yaml_document import Document

T = TypeVar("T")

_UNKNOWN: Final = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_LIST_TYPES: Final = frozenset({"tuple_type", "list_type"})
_MAP_TYPES: Final = frozenset(
    {"dataclass_type", "dict_type", "mapping_type", "dataclass_exact_type"}
)
_ROUNDS: Final = 3
_PLACED: Final = 200  # errors of a round that are put into words; more are not read by anybody


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or lists them all if none is near."""
    options = sorted(known)
    folded = {option.casefold(): option for option in options}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{folded[near[0]]}`?"
    return "known here: " + ", ".join(options) if options else "leave it out"


def read_typed(
    document: Document,
    data: Any,
    adapter: TypeAdapter[T],
    kind: type,
    *,
    unknown_code: str,
    also_known: Sequence[str] = (),
) -> Checked[T | None]:
    """Validate `data` (the document's, or a part of it) into `kind`.

    Keys that `kind` does not have are reported under `unknown_code` and left out; a value of
    the wrong kind is reported, and left out where its absence is allowed, so that all that is
    wrong shows at once.
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
                continue  # it was there, and was left out for being wrong
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
    known = {*_fields_at(kind, path[:-1]), *(also if len(path) == 1 else ())}
    return Diagnostic(
        code, f"unknown key `{name}`", document.key_at(path), did_you_mean(name, known)
    )


def _fields_at(kind: Any, path: Sequence[str | int]) -> tuple[str, ...]:
    for part in path:
        hints = typing.get_type_hints(kind) if dataclasses.is_dataclass(kind) else {}
        kind = _item_type(hints.get(str(part), kind) if hints else kind)
    return tuple(f.name for f in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def _item_type(kind: Any) -> Any:
    """Return the dataclass inside `X | None`, `tuple[X, ...]` or `Mapping[str, X]`."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return kind
    arguments = typing.get_args(kind)
    if isinstance(kind, types.UnionType) or arguments:
        inner = [_item_type(argument) for argument in arguments]
        return next((item for item in inner if dataclasses.is_dataclass(item)), kind)
    return kind


def _wrong(document: Document, path: Sequence[str | int], error: ErrorDetails) -> Diagnostic:
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path) or "the file"
    sort, context = error["type"], error.get("ctx", {})
    if sort == "missing":
        return Diagnostic(
            "missing-key",
            f"`{name}` is missing",
            document.value_at(path[:-1]),
            f"add a line `{path[-1]}: …`",
        )
    where = document.value_at(path)
    if sort == "value_error":
        cause = context["error"]
        hint = getattr(cause, "hint", "")
        code = getattr(cause, "code", "wrong-value")
        return Diagnostic(code, f"`{name}`: {cause}", where, hint)
    message, hint = _explain(sort, error["msg"], context, error["input"], str(path[-1:] or ""))
    return Diagnostic("wrong-value", f"`{name}` {message}", where, hint)


def _explain(
    sort: str, text: str, context: Mapping[str, Any], given: Any, key: str
) -> tuple[str, str]:
    shown = _shown(given)
    if sort == "string_type":
        if isinstance(given, dict):
            return f"must be text, not {shown}", (
                "a `: ` in a text makes it a mapping: put the text in quotes"
            )
        return f"must be text, not {shown}", "write one text"
    if sort in _LIST_TYPES:
        return f"must be a list, not {shown}", "write each on a line of its own, after `- `"
    if sort in _MAP_TYPES:
        return f"must be a mapping, not {shown}", "write `key: value` lines, indented under it"
    if sort.startswith("int_"):
        return f"must be a whole number, not {shown}", "write digits alone"
    if sort.startswith("bool_"):
        return f"must be true or false, not {shown}", "write true or false"
    if sort == "literal_error":
        expected = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"cannot be {shown}", did_you_mean(str(given), expected)
    if sort == "greater_than_equal":
        return f"must be at least {context['ge']}, not {shown}", "write a larger number"
    if sort == "string_too_short":
        return "must not be empty", "write a text, or leave the key out"
    if sort == "string_pattern_mismatch":
        return f"cannot be {shown}", "write it in the form that the documentation gives"
    return f"is wrong: {text[:1].lower()}{text[1:]}", f"correct the value {shown} {key}".strip()


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"
