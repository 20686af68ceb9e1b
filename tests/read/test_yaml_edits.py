"""Edits of YAML change one value or one item of a list, and nothing else."""

from __future__ import annotations

import pytest

from briefgen.read.written import OffsetDocument, settings_of, source_text
from briefgen.read.yaml_document import compose
from briefgen.read.yaml_edits import with_item, with_value, without_item


def place(text: str) -> OffsetDocument:
    document = compose(text, "x").value
    assert document is not None
    return OffsetDocument(document, 0)


def applied(text: str, edit: object) -> str:
    source = source_text(text.encode())
    assert source is not None
    return source.edited([edit]).decode()  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\n", "a: 1\nk: [/new/]\n"),
        ("a: 1", "a: 1\nk: [/new/]\n"),
        ("a: 1  # end\n# more\n", "a: 1  # end\n# more\nk: [/new/]\n"),
        ("k:\nb: 2\n", "k: [/new/]\nb: 2\n"),
        ("k: ''\nb: 2\n", "k: [/new/]\nb: 2\n"),
        ("k: /old/ # one\n", "k: [/old/, /new/] # one\n"),
        ("k: [ /old/ ] # one\n", "k: [ /old/, /new/ ] # one\n"),
        ("k: [\n  /old/,  # one\n]\n", "k: [\n  /old/, /new/,  # one\n]\n"),
        (
            "k:\n  - /old/  # one\n\n# two\nb: 2\n",
            "k:\n  - /old/  # one\n  - /new/\n\n# two\nb: 2\n",
        ),
        ("k:\n- /old/", "k:\n- /old/\n- /new/\n"),
        ('{"a": 1}\n', '{"a": 1, "k": ["/new/"]}\n'),
        ('{"k": ["/old/"]}\n', '{"k": ["/old/", "/new/"]}\n'),
        ("{}\n", '{"k": ["/new/"]}\n'),
    ],
)
def test_an_item_is_added_in_the_style_of_its_list(before: str, after: str) -> None:
    edited = applied(before, with_item(place(before), "k", "/new/"))
    assert edited == after
    data = place(edited).document.data
    assert data["k"][-1] == "/new/"


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("a: 1\nk: [/x/]\nb: 2\n", 0, "a: 1\nb: 2\n"),
        ("k: /x/  # one\nb: 2\n", 0, "b: 2\n"),
        ("k:\n  - /x/  # one\nb: 2\n", 0, "b: 2\n"),
        ("k:\n  - /x/\n  # y\n  - /y/\nb: 2\n", 0, "k:\n  # y\n  - /y/\nb: 2\n"),
        ("k:\n  - /x/\n  - /y/", 1, "k:\n  - /x/\n"),
        ("k: [/x/, /y/, /z/]\n", 0, "k: [/y/, /z/]\n"),
        ("k: [/x/, /y/, /z/]\n", 1, "k: [/x/, /z/]\n"),
        ("k: [/x/, /y/]\n", 1, "k: [/x/]\n"),
        ('{"a": 1, "k": ["/x/"], "b": 2}\n', 0, '{"a": 1, "b": 2}\n'),
        ('{"k": ["/x/"], "b": 2}\n', 0, '{"b": 2}\n'),
        ('{"k": ["/x/"]}\n', 0, "{}\n"),
    ],
)
def test_an_item_is_removed_and_the_key_with_the_last_one(
    before: str, index: int, after: str
) -> None:
    assert applied(before, without_item(place(before), "k", index)) == after


@pytest.mark.parametrize(
    "value", ["plain", "yes", "a: b", "#1", "it's", '"', "\\", "../a.md", "中"]
)
@pytest.mark.parametrize("old", ["old", "'old'", '"old"'])
def test_a_new_value_is_read_as_written(old: str, value: str) -> None:
    text = f"a:\n  - {{b: {old}}}  # c\n"
    edited = applied(text, with_value(place(text), ["a", 0, "b"], value))
    assert place(edited).document.data == {"a": [{"b": value}]}
    assert edited.endswith("}  # c\n")
    if old != "old":
        assert edited[len("a:\n  - {b: ")] == old[0], "the kind of quotes stays"


@pytest.mark.parametrize(
    "text", ["a: >\n  b\n", "a: |\n  b\n", "a: [b]\n", "c: d\n", "- a\n"], ids=repr
)
def test_what_is_not_a_value_on_one_line_is_not_edited(text: str) -> None:
    assert with_value(place(text), ["a"], "b") is None


@pytest.mark.parametrize("text", ["- k\n", "text\n", "k: {a: 1}\n"], ids=repr)
def test_what_is_not_a_list_gets_no_item(text: str) -> None:
    assert with_item(place(text), "k", "/new/") is None


def test_an_absent_key_has_nothing_to_remove() -> None:
    assert without_item(place("a: 1\n"), "k", 0) is None
    assert without_item(place("- a\n"), "k", 0) is None


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    source = source_text("\ufeffa: 1\r\nk: [x]\r\nb: ü\r\n".encode())
    assert source is not None
    document = settings_of(source, "x")
    assert document is not None
    edits = [with_item(document, "k", "y"), with_item(document, "n", "z")]
    assert source.edited(each for each in edits if each).decode() == (
        "\ufeffa: 1\r\nk: [x, y]\r\nb: ü\r\nn: [z]\r\n"
    )
    assert source_text(b"\xff") is None
