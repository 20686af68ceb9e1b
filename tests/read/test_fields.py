"""The fields of editors come from the types of front matter."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pytest

from briefgen.model.editing import EditField
from briefgen.read.fields import edit_fields
from briefgen.read.front_matter import AuthorFrontMatter, BriefFrontMatter, PageFrontMatter

FREE = {"checks", "extra"}  # their keys are the author's own
FIELDS = edit_fields(("categories", "tags", "series"))


def names(fields: Iterable[EditField]) -> set[str]:
    return {each.name for each in fields}


def field(name: str, within: Iterable[EditField] = FIELDS.brief) -> EditField:
    return next(each for each in within if each.name == name)


@pytest.mark.parametrize(
    ("fields", "kind", "others"),
    [
        (FIELDS.brief, BriefFrontMatter, {"categories", "tags", "series"}),
        (FIELDS.page, PageFrontMatter, set()),
        (FIELDS.author, AuthorFrontMatter, set()),
    ],
)
def test_every_key_is_a_field_with_its_help_text(
    fields: tuple[EditField, ...], kind: type, others: set[str]
) -> None:
    keys = {each.name: each for each in dataclasses.fields(kind)}
    assert names(fields) == (set(keys) | others) - FREE
    for each in fields:
        assert each.description
        if each.name in keys:
            assert each.description == keys[each.name].metadata["description"]
            required = keys[each.name].default is keys[each.name].default_factory
            assert each.is_required == (required and each.name not in others), each.name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("title", "text"),
        ("summary", "words"),
        ("date", "day"),
        ("embargo", "time"),
        ("draft", "switch"),
        ("highlights", "list"),
        ("categories", "list"),
        ("series", "text"),
        ("sources", "list"),
        ("image", "object"),
    ],
)
def test_the_type_of_a_key_decides_how_it_is_edited(name: str, kind: str) -> None:
    assert field(name).kind == kind


def test_switches_have_the_value_that_a_missing_key_means() -> None:
    assert [field(name).default for name in ("draft", "featured")] == [False, False]
    assert [field(name).default for name in ("comments", "share", "pdf")] == [True, True, True]


def test_the_entries_of_a_list_have_fields_of_their_own() -> None:
    sources = field("sources")
    assert {"url", "title", "publisher", "author", "date", "accessed"} <= names(sources.fields)
    assert [each.name for each in sources.fields if each.is_required] == ["url"]
    assert field("url", sources.fields).kind == "url"
    assert field("accessed", sources.fields).kind == "day"
    assert field("date", sources.fields).kind == "text"  # a year is enough
    assert names(field("image").fields) == {"src", "alt", "caption", "credit"}


def test_values_from_a_list_and_patterns_are_known() -> None:
    assert field("kind", FIELDS.author).choices == ("person", "organisation")
    assert field("accent", FIELDS.page).pattern.startswith("^")
    assert field("email", FIELDS.author).kind == "email"
