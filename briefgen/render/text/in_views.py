"""What a view gets before a layout does: HTML for its texts, and the sizes of linked files."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from briefgen.model.html import Html
from briefgen.model.text import Text
from briefgen.model.views import FileLink

V = TypeVar("V")

Render = Callable[[Text, str], Html]  # a text and its language, "" for that of the page
Measure = Callable[[FileLink], FileLink]


def _unmeasured(link: FileLink) -> FileLink:
    return link


def with_html(view: V, render: Render, measure: Measure = _unmeasured, *, language: str = "") -> V:
    """Return a view with HTML in place of its texts, and with the sizes of linked files."""
    changed: V = _changed(view, render, measure, language)
    return changed


def _changed(value: Any, render: Render, measure: Measure, language: str) -> Any:
    if isinstance(value, Text):
        return render(value, language)
    if isinstance(value, FileLink):
        return measure(value)
    if isinstance(value, tuple):
        return tuple(_changed(each, render, measure, language) for each in value)
    names = holders(cast("Hashable", type(value)))
    language = getattr(value, "language", "") or language
    changed = {}
    for name in names:
        field_value = getattr(value, name)
        if field_value or isinstance(field_value, Text):
            changed[name] = _changed(field_value, render, measure, language)
    return replace(value, **changed) if changed else value


@cache
def holders(kind: Hashable) -> tuple[str, ...]:
    """Return the names of the fields of a type that may hold what changes, at any depth."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return ()
    hints = get_type_hints(kind)
    return tuple(each.name for each in fields(kind) if _holds(hints[each.name], kind))


def _holds(hint: Any, owner: Hashable) -> bool:
    if hint in (Text, FileLink):
        return True
    if isinstance(hint, type) and hint is not owner and is_dataclass(hint) and holders(hint):
        return True
    return any(_holds(each, owner) for each in get_args(hint) if each is not ...)
