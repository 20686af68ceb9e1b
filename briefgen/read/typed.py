"""YAML data to typed values; pydantic's errors become diagnostics at their place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from briefgen.model.colours import as_hexadecimal, nearest_readable
from briefgen.model.diagnostics import Diagnostic
from briefgen.read.other_words import CHOICES, UNSUPPORTED
from briefgen.read.quoting import as_yaml, quoted
from briefgen.read.unknown_keys import did_you_mean, is_free, kind_at, suggestion
from briefgen.read.yaml_document import Document

T = TypeVar("T")
Path = tuple[str | int, ...]

_UNKNOWN: Final = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_LIST_TYPES: Final = frozenset({"tuple_type", "list_type"})
_MAP_TYPES: Final = frozenset(
    {"dataclass_type", "dict_type", "mapping_type", "dataclass_exact_type"}
)
_NUMBERS: Final = {"heading_weight": 700}  # examples, where 20 is not one
_ROUNDS: Final = 3
_PLACED: Final = 200  # errors per round that become diagnostics; nobody reads more
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
# What turns off a part of the site that has no key `enabled`.
_OFF: Final = {
    "FeedsConfig": "forms: []", "SocialConfig": "images: false", "CommentsConfig": "provider: none",
}  # fmt: skip
# The key that a single text is for, where none is required.
_MAIN: Final = {
    "TaxonomyConfig": ["title"], "CommentsConfig": ["provider"], "CitationConfig": ["style"],
}  # fmt: skip
_SWITCHES: Final = {
    "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False,
}  # fmt: skip
# Examples of values for keys that may be missing.
_EXAMPLES: Final = {"base_url": "https://www.example.net", "date": "2026-03-27"}


@dataclasses.dataclass(frozen=True, slots=True)
class Typed(Generic[T]):
    """The value of some data, or None, and the problems in the data.

    `reported` has the keys, as `image.alt`, that lack a value because of one of these problems:
    theirs is wrong, or is written under a name that is probably theirs. That they are missing needs
    no second report.
    """

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()
    reported: frozenset[str] = frozenset()


def read_typed(
    document: Document,
    data: Any,
    adapter: TypeAdapter[T],
    kind: type,
    *,
    unknown_code: str,
    extra_keys: Sequence[str] = (),
    needed: Sequence[str] = (),
) -> Typed[T]:
    """Validate `data` (the whole document or a part of it) as `kind`.

    A key that `kind` does not have is reported under `unknown_code` and dropped. A wrong value is
    reported, and dropped where the key is optional, so that one run reports all problems. `needed`
    are optional keys without which the caller reports an error, unless they are `reported`.
    """
    diagnostics: list[Diagnostic] = []
    reported: set[str] = set()
    for attempt in range(_ROUNDS):
        try:
            value = adapter.validate_python(data)
            return Typed(value, tuple(diagnostics), frozenset(reported))
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
        if attempt:  # such a key is there: its wrong value was dropped in the first round
            errors = [error for error in errors if error["type"] != "missing"]
        problems = _Problems(document, errors, kind, extra_keys, needed)
        diagnostics += problems.diagnostics(unknown_code)
        reported |= problems.keys()
        pruned = _without(data, [_within(data, error["loc"]) for error in errors])
        if pruned == data:
            break
        data = pruned
    return Typed(None, tuple(dict.fromkeys(diagnostics)), frozenset(reported))


class _Problems:
    """The first errors of some data, with their paths in it."""

    def __init__(
        self,
        document: Document,
        errors: Sequence[ErrorDetails],
        kind: type,
        extra_keys: Sequence[str],
        needed: Sequence[str],
    ) -> None:
        self._document = document
        self._kind = kind
        self._placed = [(_within(document.data, error["loc"]), error) for error in errors[:_PLACED]]
        missing = {path for path, error in self._placed if error["type"] == "missing"}
        self._missing = missing | {(key,) for key in needed if key not in document.at([])}
        self._suggestions = {
            path: suggestion(document, path, kind, extra_keys)
            for path, error in self._placed
            if error["type"] in _UNKNOWN
        }
        self._renamed = {
            (*path[:-1], key) for path, each in self._suggestions.items() for key in each.keys
        }

    def keys(self) -> set[str]:
        """Return the keys that these problems are about, under the names that they should have."""
        wrong = {path for path, _ in self._placed if path not in self._suggestions}
        return {".".join(map(str, path)) for path in wrong | self._renamed}

    def diagnostics(self, unknown_code: str) -> Iterator[Diagnostic]:
        """Yield the diagnostics.

        A required key that is written under another name is one problem, at that name.
        """
        for path, error in self._placed:
            if path in self._suggestions:
                hint, keys = self._suggestions[path]
                absent = [key for key in keys if (*path[:-1], key) in self._missing]
                yield _unknown(self._document, path, hint, unknown_code, absent)
            elif path not in self._missing & self._renamed:
                yield _wrong(self._document, path, error, self._kind)


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
    removed = {path[0] for path in paths if len(path) == 1}
    deeper: dict[str | int, list[Sequence[str | int]]] = {}
    for path in paths:
        if len(path) > 1:
            deeper.setdefault(path[0], []).append(path[1:])
    if isinstance(data, Mapping):
        return {
            key: _without(value, deeper[key]) if key in deeper else value
            for key, value in data.items()
            if key not in removed
        }
    return [
        _without(value, deeper[index]) if index in deeper else value
        for index, value in enumerate(data)
        if index not in removed
    ]


def _unknown(
    document: Document, path: Path, hint: str, code: str, missing: Sequence[str]
) -> Diagnostic:
    """Report an unknown key, which the author meant as required keys that are missing."""
    message = f"unknown key `{path[-1]}`"
    if missing:
        are = "are" if len(missing) > 1 else "is"
        message += f", and {' and '.join(f'`{key}`' for key in missing)} {are} missing"
    return Diagnostic("missing-key" if missing else code, message, document.key_at(path), hint)


def name_of(path: Sequence[str | int]) -> str:
    """Return a readable name for a value's path: `theme.accent`, the first entry of …."""
    indexes = [index for index, part in enumerate(path) if isinstance(part, int)]
    if not indexes:
        return f"`{'.'.join(map(str, path))}`" if path else "the file"
    last = indexes[-1]
    number = int(path[last])
    order = _ORDINALS[number] if number < len(_ORDINALS) else f"{number + 1}th"
    entry = f"the {order} entry of {name_of(path[:last])}"
    rest = path[last + 1 :]
    return f"{name_of(rest)} of {entry}" if rest else entry


def _missing(document: Document, path: Path) -> Diagnostic:
    """Report a required key without a value, or one that is not in the file."""
    name, key = name_of(path), str(path[-1])
    if _is_in_file(document, path):
        location, hint = document.value_at(path), f"write it after `{key}:`"
        return Diagnostic("missing-key", f"{name} is empty", location, hint)
    hint = f"add a line `{key}: {_EXAMPLES.get(key, '…')}`"
    return Diagnostic("missing-key", f"{name} is missing", document.value_at(path[:-1]), hint)


def _is_in_file(document: Document, path: Path) -> bool:
    """Return whether the file has a key, even without a value, which the data omits."""
    span = document.key_span(path)
    start = document.lines.offset(span)
    return document.text[start : start + span.width] == path[-1]


def _wrong(document: Document, path: Path, error: ErrorDetails, kind: type) -> Diagnostic:
    name = name_of(path)
    sort, context = error["type"], error.get("ctx", {})
    if sort == "missing":
        return _missing(document, path)
    location = document.value_at(path)
    if sort == "value_error":
        cause = context["error"]
        hint = getattr(cause, "hint", "")
        code = getattr(cause, "code", "wrong-value")
        return Diagnostic(code, f"{name}: {cause}", location, hint)
    if sort == "string_type" and isinstance(error["input"], dict):
        return Diagnostic(
            "wrong-value", f"{name} must be text", location, _as_text(document, path, error)
        )
    if sort in _MAP_TYPES:
        message = f"{name} must contain `key: value` lines, not {_described(error['input'])}"
        return Diagnostic("wrong-value", message, location, _as_mapping(path, error["input"], kind))
    message, hint = _explain(
        sort, error["msg"], context, error["input"], str(path[-1:] and path[-1])
    )
    return Diagnostic("wrong-value", f"{name} {message}", location, hint)


def _as_text(document: Document, path: Sequence[str | int], error: ErrorDetails) -> str:
    """Say how to turn `key: value` lines into the text that the author meant."""
    mapping: Mapping[str, Any] = error["input"]
    if isinstance(mapping.get("name"), str):
        return f"write only the name: {as_yaml(mapping['name'])}"
    text = document.source_of(path)
    if text and not text.startswith("{"):
        return f"a colon separates a key from its value, so put the text in quotes: {quoted(text)}"
    first = next(iter(mapping.values()), None)
    if isinstance(first, str):
        return f"write a single value, for example {quoted(first)}"
    return "write a single value"


def _as_mapping(path: Path, value: Any, kind: type) -> str:
    """Say how to write a value as the mapping that the author meant."""
    otherwise = "remove the line, or write its keys below it, indented, as `key: value`"
    owner = kind_at(kind, path)
    if owner is None or not path:
        return otherwise
    if len(path) == 1 and is_free(kind, str(path[0])):
        inner = _as_empty_mappings(value)
    elif isinstance(value, str) and value.casefold() in _SWITCHES:
        inner = _switched(owner, _SWITCHES[value.casefold()])
    else:
        inner = _as_only_key(owner, value)
    return f"write `{path[-1]}: {{{inner}}}`" if inner else otherwise


def _as_empty_mappings(value: Any) -> str:
    """Return names, each as a key with default settings."""
    names = [value] if isinstance(value, str) else value
    if not names or not all(isinstance(each, str) and each.isidentifier() for each in names):
        return ""
    return ", ".join(f"{each}: {{}}" for each in dict.fromkeys(names))


def _switched(owner: Any, on: bool) -> str:
    """Return the keys that turn a part of the site on or off."""
    name = owner.__name__
    if not on and name in _OFF:
        return _OFF[name]
    each = dataclasses.fields(owner)
    switches = [field.name for field in each if isinstance(field.default, bool)]
    if "enabled" in switches:
        switches = ["enabled"]
    elif len(switches) < len(each):
        return ""
    return ", ".join(f"{switch}: {str(on).lower()}" for switch in switches)


def _as_only_key(owner: Any, value: Any) -> str:
    """Return a text as the value of the only required key, or of the key that it is for."""
    required = [each.name for each in dataclasses.fields(owner) if _is_required(each)]
    keys = required or _MAIN.get(owner.__name__, [])
    if len(keys) != 1 or not isinstance(value, str) or "\n" in value:
        return ""
    return f"{keys[0]}: {as_yaml(value)}"


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


def _explain(
    sort: str, text: str, context: Mapping[str, Any], value: Any, key: str
) -> tuple[str, str]:
    described = _described(value)
    if sort == "string_type":
        return f"must be text, not {described}", _one_of(value)
    if sort in _LIST_TYPES:
        return f"must be a list, not {described}", "write each item on its own line, after `- `"
    if sort.startswith("int_"):
        return (
            f"must be a whole number, not {described}",
            f"write only digits, for example {_NUMBERS.get(key, 20)}",
        )
    if sort.startswith("bool_"):
        return f"must be true or false, not {described}", "write true or false"
    if sort == "literal_error":
        choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"cannot be {described}", _choice(str(value), choices)
    if sort == "greater_than_equal":
        return (
            f"must be at least {context['ge']}, not {described}",
            f"write {context['ge']} or more",
        )
    if sort == "less_than_equal":
        return f"must be at most {context['le']}, not {described}", f"write {context['le']} or less"
    if sort == "string_too_short":
        return "must not be empty", "write a value"
    if sort == "string_pattern_mismatch":
        return f"cannot be {described}", _pattern_hint(key, str(value))
    return f"is invalid: {text[:1].lower()}{text[1:]}", "remove the line, or write another value"


def _one_of(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return f"write a single value, for example {as_yaml(value[0])}"
    return "write a single value"


def _choice(value: str, choices: Sequence[str]) -> str:
    """Suggest the choice that the author meant."""
    choice = CHOICES.get(value.casefold(), "")
    if value.casefold() == "twitter" and choice in choices:
        return "Twitter is now called `x`"
    if choice in choices:
        return f"write `{choice}`"
    if value.casefold() in UNSUPPORTED:
        return f"it is not supported; write one of: {', '.join(sorted(choices))}"
    return did_you_mean(value, choices)


def _pattern_hint(key: str, value: str) -> str:
    if "accent" not in key:
        return 'separate font names with commas, for example "Gill Sans", Arial, sans-serif'
    colour = as_hexadecimal(value)
    dark = key == "accent_dark"
    return f'write "{nearest_readable(colour, dark=dark)}", with the quotes'


def _described(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "`key: value` lines"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"
