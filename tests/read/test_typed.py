from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import TypeAdapter

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.typed import read_typed
from briefgen.read.unknown_keys import did_you_mean
from briefgen.read.yaml_document import compose

FORBID = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True)
class Point:
    __pydantic_config__ = FORBID
    x: int
    y: int = 0


@dataclass(frozen=True, kw_only=True)
class Map:
    __pydantic_config__ = FORBID
    title: str
    shown: bool = True
    centre: Point | None = None
    points: tuple[Point, ...] = ()
    named: Mapping[str, Point | None] | None = None


def read(text: str, **options: Any) -> tuple[Map | None, tuple[Diagnostic, ...]]:
    document = compose(text, "map.yaml").value
    assert document is not None
    checked = read_typed(
        document, document.data, TypeAdapter(Map), Map, unknown_code="unknown-key", **options
    )
    return checked.value, checked.diagnostics


def test_text_is_converted_to_the_type() -> None:
    value, diagnostics = read("title: 1\nshown: no\npoints: [{x: 1}, {x: 2, y: 3}]\n")
    assert diagnostics == ()
    assert value == Map(title="1", shown=False, points=(Point(x=1), Point(x=2, y=3)))


@pytest.mark.parametrize(
    ("line", "span", "hint"),
    [
        ("shwon: yes", Span(2, 1, 5), "did you mean `shown`?"),
        ("SHOWN2: yes", Span(2, 1, 6), "did you mean `shown`?"),
        ("titel: a", Span(2, 1, 5), "remove the line: `title` is already set"),
        ("centre: {x: 1, z: 2}", Span(2, 16, 1), "remove the line; the keys allowed here are x, y"),
        ("points: [{x: 1}, {x: 1, yy: 2}]", Span(2, 25, 2), "did you mean `y`?"),
        ("named: {home: {x: 1, yy: 2}}", Span(2, 22, 2), "did you mean `y`?"),
        (
            "qqq: 1",
            Span(2, 1, 3),
            "remove the line; the keys allowed here are centre, named, points, shown, title",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unknown_key_at_any_depth_is_dropped_with_a_suggestion(
    line: str, span: Span, hint: str
) -> None:
    value, (diagnostic,) = read(f"title: a\n{line}\n")
    assert value is not None
    assert diagnostic.code == "unknown-key"
    assert diagnostic.location.span == span
    assert diagnostic.hint == hint


def test_a_key_of_another_reader_can_be_suggested() -> None:
    _, (diagnostic,) = read("title: a\ntgas: b\n", extra_keys=("tags",))
    assert diagnostic.hint == "did you mean `tags`?"


def test_a_wrong_optional_value_is_dropped() -> None:
    value, (diagnostic,) = read("title: a\nshown: perhaps\n")
    assert value == Map(title="a")
    assert (diagnostic.code, diagnostic.location.span) == ("wrong-value", Span(2, 8, 7))


def test_a_wrong_required_value_is_reported_once() -> None:
    value, (diagnostic,) = read("title: [a]\n")
    assert value is None
    assert (diagnostic.code, diagnostic.location.span) == ("wrong-value", Span(1, 8, 3))


def test_a_missing_value_is_reported_at_its_parent() -> None:
    value, (diagnostic,) = read("title: a\npoints:\n  - {x: 1}\n  - {y: 2}\n")
    assert value is None
    assert diagnostic.code == "missing-key"
    assert diagnostic.message == "`x` of the second entry of `points` is missing"
    assert diagnostic.location.span == Span(4, 5, 6)
    assert diagnostic.hint == "add a line `x: …`"


@pytest.mark.parametrize("value", ["", " ~", " null"])
def test_a_required_key_without_a_value_is_empty_and_not_missing(value: str) -> None:
    value_read, (diagnostic,) = read(f"shown: yes\ntitle:{value}\n")
    assert value_read is None
    assert (diagnostic.code, diagnostic.message) == ("missing-key", "`title` is empty")
    assert diagnostic.location.span.line == 2
    assert diagnostic.hint == "write it after `title:`"


@pytest.mark.parametrize("key", ["titel", "TITLE", "tilte"])
def test_a_misspelt_required_key_is_one_error(key: str) -> None:
    value, (diagnostic,) = read(f"shown: yes\n{key}: a\n")
    assert value is None
    assert diagnostic.code == "missing-key"
    assert diagnostic.message == f"unknown key `{key}`, and `title` is missing"
    assert diagnostic.location.span == Span(2, 1, 5)
    assert diagnostic.hint == "did you mean `title`?"


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("centre:\nx: 1", "indent it under `centre`"),
        ("named:\nhome: {x: 1}", "indent it under `named`"),
        ("centre: {x: 2}\nx: 1", "remove the line; the keys"),
        ("points:\nx: 1", "remove the line; the keys"),
        ("centre:\nshown: yes\nx: 1", "remove the line; the keys"),
    ],
)
def test_a_key_below_an_empty_key_that_can_contain_it_is_to_be_indented(
    lines: str, hint: str
) -> None:
    _, (diagnostic,) = read(f"title: a\n{lines}\n")
    assert diagnostic.hint.startswith(hint)


def test_all_problems_are_reported_at_once() -> None:
    _, diagnostics = read("shown: 7\ncentre: {x: a, z: 1}\npoints: [{x: b}, 4]\nqqq: 1\n")
    assert sorted((d.code, d.location.span.line) for d in diagnostics) == [
        ("missing-key", 1),
        ("unknown-key", 2),
        ("unknown-key", 4),
        ("wrong-value", 1),
        ("wrong-value", 2),
        ("wrong-value", 3),
        ("wrong-value", 3),
    ]


def test_only_the_beginning_of_a_long_value_is_shown() -> None:
    _, (diagnostic,) = read(f"title: a\nshown: {'x' * 100}\n")
    assert f"`{'x' * 40}…`" in diagnostic.message


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("catagories", ["categories", "tags"], "did you mean `categories`?"),
        ("TAGS", ["categories", "tags"], "did you mean `tags`?"),
        ("tag", ["Tags"], "did you mean `Tags`?"),
        ("xyz", ["b", "a"], "write one of: a, b"),
        ("xyz", [], "remove it"),
    ],
)
def test_the_closest_known_word_is_suggested(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint
