"""Hints for keys that a mapping of settings or front matter cannot have."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from briefgen.read.other_words import LISTS, Meaning, meaning_of
from briefgen.read.quoting import as_yaml
from briefgen.read.yaml_document import Document

_NOTHING: Final = frozenset({"false", "no", "off", "null", "~", '""', "''", "[]"})
_LONGEST: Final = 100  # characters of a word that are compared
# Entries of lists that are often written `- About: /about/`: the keys of both parts, and the form
# of the part that does not vary.
_PAIRS: Final[Mapping[str, tuple[str, str, re.Pattern[str]]]] = types.MappingProxyType(
    {
        "MenuItem": ("text", "url", re.compile(r": (?:/|https?://)")),
        "MenuLink": ("text", "url", re.compile(r": (?:/|https?://)")),
        "WrittenLink": ("text", "url", re.compile(r": https?://")),
        "WrittenSource": ("title", "url", re.compile(r": https?://")),
        "WrittenCorrection": ("date", "text", re.compile(r"\d{4}-\d\d-\d\d: ")),
    }
)


class Suggestion(NamedTuple):
    """What to do about an unknown key, and the keys that the mapping then has."""

    hint: str
    keys: tuple[str, ...] = ()


def did_you_mean(word: str, candidates: Iterable[str], *, otherwise: str = "") -> str:
    """Return a hint that names the most similar candidate.

    If none is similar, return `otherwise`, or a list of all the candidates.
    """
    options = sorted(candidates)
    closest = _closest(word, options)
    if closest:
        return f"did you mean `{closest}`?"
    return otherwise or ("write one of: " + ", ".join(options) if options else "remove it")


def _closest(word: str, candidates: Iterable[str]) -> str:
    folded = {option.casefold(): option for option in candidates}
    matches = get_close_matches(word.casefold()[:_LONGEST], folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else ""


def suggestion(
    document: Document, path: Sequence[str | int], kind: type, extra_keys: Collection[str]
) -> Suggestion:
    """Say what to do about the unknown key at a path of a document of some kind."""
    name = str(path[-1])
    owner = kind_at(kind, path[:-1])
    keys = {each.name for each in dataclasses.fields(owner)} if owner else set()
    allowed = {*keys, *(extra_keys if len(path) == 1 else ())}
    above = _empty_above(document, name, kind, allowed) if len(path) == 1 else ""
    if above:
        return Suggestion(f"indent it under `{above}`")
    meaning = meaning_of(owner.__name__, name) if owner else None
    if meaning:
        return _renamed(document, path, owner.__name__, meaning)
    pair = _pair(document, path, owner.__name__, allowed) if owner else None
    return pair or _misspelt(name, allowed, document.at(path[:-1]))


def _empty_above(document: Document, name: str, kind: type, allowed: Collection[str]) -> str:
    """Return the empty key above an unknown key of the margin, if it can contain the key."""
    above = ""
    for key in document.top_keys():
        if key == name:
            break
        above = key if key in allowed else above
    is_empty = above and above not in document.at([])
    return above if is_empty and _can_contain(kind, above, name, allowed) else ""


def _can_contain(kind: type, key: str, name: str, allowed: Collection[str]) -> bool:
    """Return whether the mapping below a key of a dataclass can have another key."""
    if is_free(kind, key):
        return not _closest(name, allowed) and not meaning_of(kind.__name__, name)
    if not dataclasses.is_dataclass(kind):
        return False
    is_list = typing.get_origin(typing.get_type_hints(kind).get(key)) is tuple
    owner = None if is_list else kind_at(kind, [key])
    return owner is not None and name in {each.name for each in dataclasses.fields(owner)}


def is_free(kind: type, key: str) -> bool:
    """Return whether a key of a dataclass contains keys that the author chooses."""
    hint = typing.get_type_hints(kind).get(key) if dataclasses.is_dataclass(kind) else None
    return any(typing.get_origin(each) is Mapping for each in (hint, *typing.get_args(hint)))


def _pair(
    document: Document, path: Sequence[str | int], kind: str, allowed: Collection[str]
) -> Suggestion | None:
    """Say how to write a list entry such as `About: /about/` with the keys of both parts."""
    name, entry = str(path[-1]), document.at(path[:-1])
    value = entry.get(name)
    if kind not in _PAIRS or len(entry) != 1 or not isinstance(value, str):
        return None
    first, second, form = _PAIRS[kind]
    if _closest(name, allowed) or not form.search(f"{name}: {value}"):
        return None
    parts = f"{first}: {_in_braces(name)}, {second}: {_in_braces(value)}"
    return Suggestion(f"write `- {{{parts}}}`", (first, second))


def _in_braces(text: str) -> str:
    """Return a text as YAML in braces, where a URL needs no quotes."""
    is_plain = re.fullmatch(r"(?:https?:/|\d{4}-)?[\w./~-]+", text)
    return text if is_plain else as_yaml(text)


def _misspelt(name: str, allowed: Collection[str], siblings: Mapping[str, Any]) -> Suggestion:
    closest = _closest(name, sorted(allowed))
    if closest and closest in siblings:
        return Suggestion(f"remove the line: `{closest}` is already set")
    if closest:
        return Suggestion(f"did you mean `{closest}`?", (closest,))
    if "extra" in allowed:
        return Suggestion("remove the line, or move it under `extra` to use it in your own layouts")
    if allowed:
        return Suggestion(
            f"remove the line; the keys allowed here are {', '.join(sorted(allowed))}"
        )
    return Suggestion("remove the line")


def _renamed(
    document: Document, path: Sequence[str | int], kind: str, meaning: Meaning
) -> Suggestion:
    """Say which key to use in place of another generator's word, with the author's own value."""
    if meaning.under:
        return Suggestion(_moved(document, path, meaning))
    other = _earlier_key(document, path, kind, meaning.key)
    if other and meaning.key in LISTS:
        return Suggestion(f"add its entries to `{other}`, and remove the line")
    if other:
        return Suggestion(f"remove the line: `{other}` has the same meaning")
    if meaning.advice:
        return Suggestion(meaning.advice)
    text = document.source_of(path)
    value = meaning.value(text)
    if not value and text.casefold() in _NOTHING:
        return Suggestion("remove the line")
    hint = f"write `{meaning.key}: {value}`" if value else f"rename it to `{meaning.key}`"
    return Suggestion(hint, (meaning.key,))


def _moved(document: Document, path: Sequence[str | int], meaning: Meaning) -> str:
    """Say how to write a key under the key that it belongs to."""
    under, siblings = meaning.under, document.at(path[:-1])
    if meaning.key in document.at([*path[:-1], under]):
        return f"remove the line: `{under}.{meaning.key}` is already set"
    line = f"  {meaning.key}: {meaning.value(document.source_of(path)) or '…'}"
    if under in siblings or under in document.top_keys() or _moves_before(siblings, path, meaning):
        return f"move it under `{under}`, as `{line}`"
    return f"write:\n{under}:\n{line}"


def _moves_before(siblings: Mapping[str, Any], path: Sequence[str | int], meaning: Meaning) -> bool:
    """Return whether the hint for an earlier line already adds the key that this one belongs to."""
    names = list(siblings)
    earlier = (meaning_of("SiteSettings", name) for name in names[: names.index(str(path[-1]))])
    return any(each and each.under == meaning.under for each in earlier)


def _earlier_key(document: Document, path: Sequence[str | int], kind: str, key: str) -> str:
    """Return a key with the same meaning as the one at a path: `key`, or another word above it."""
    siblings = document.at(path[:-1])
    if key in siblings:
        return key
    for sibling in siblings:
        if sibling == path[-1]:
            return ""
        meaning = meaning_of(kind, str(sibling))
        if meaning and key and meaning.key == key and not meaning.under:
            return str(sibling)
    return ""


def kind_at(kind: Any, path: Sequence[str | int]) -> Any:
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
