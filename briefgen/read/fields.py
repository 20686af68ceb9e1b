"""The keys of front matter as fields for editors, from the types that they are read into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from briefgen.model.editing import EditField, EditFields, FieldKind
from briefgen.read.schemas import schema

# Texts of more than a line. No type says so, because front matter sets no limit.
_WORDS: Final = frozenset({"summary", "text", "alt", "caption", "description"})
_WITH_TIME: Final = frozenset({"embargo"})
_COLOURS: Final = frozenset({"accent"})
_EMAILS: Final = frozenset({"email"})
# Not for a form: these have keys of the author's own.
_FREE: Final = frozenset({"checks", "extra"})


@cache
def edit_fields(taxonomies: tuple[str, ...] = ()) -> EditFields:
    """Return the fields of each kind of text; briefs also have one for each taxonomy."""
    return EditFields(
        brief=_fields(schema("brief", taxonomies)),
        page=_fields(schema("page")),
        author=_fields(schema("author")),
    )


def _fields(document: Mapping[str, Any]) -> tuple[EditField, ...]:
    types = document.get("$defs", {})
    return tuple(_members(document, types))


def _members(document: Mapping[str, Any], types: Mapping[str, Any]) -> Iterator[EditField]:
    required = document.get("required", ())
    for name, member in document["properties"].items():
        if name not in _FREE:
            yield _field(name, member, types, is_required=name in required)


def _field(
    name: str, member: Mapping[str, Any], types: Mapping[str, Any], *, is_required: bool
) -> EditField:
    described = _described(member, types)
    items = _described(described.get("items", {}), types)
    holder = items if "properties" in items else described
    fields = tuple(_members(holder, types)) if "properties" in holder else ()
    return EditField(
        name=name,
        description=member.get("description", ""),
        kind=_kind(name, described, fields),
        is_required=is_required,
        default=member.get("default") is True,
        choices=tuple(described.get("enum", ())),
        pattern=described.get("pattern", ""),
        fields=fields,
    )


def _described(member: Mapping[str, Any], types: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a value: follow references, and leave out that it may be missing."""
    if "$ref" in member:
        return types[member["$ref"].rpartition("/")[2]]  # type: ignore[no-any-return]
    options = member.get("anyOf")
    if options is None:
        return member
    return _described(next(each for each in options if each.get("type") != "null"), types)


def _kind(name: str, described: Mapping[str, Any], fields: Iterable[EditField]) -> FieldKind:
    if described.get("type") == "array":
        return "list"
    if fields:
        return "object"
    if described.get("type") == "boolean":
        return "switch"
    if "enum" in described:
        return "choice"
    if described.get("format") == "date":
        return "time" if name in _WITH_TIME else "day"
    if described.get("format") == "uri":
        return "url"
    names: dict[FieldKind, frozenset[str]] = {
        "words": _WORDS, "colour": _COLOURS, "email": _EMAILS,
    }  # fmt: skip
    return next((kind for kind, each in names.items() if name in each), "text")
