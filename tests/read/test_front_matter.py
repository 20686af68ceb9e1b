import pytest
from pydantic import ValidationError

from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.read.front_matter import Parts, WrongValue, brief_adapter, split

PATH = "content/briefs/a.md"


def parts(text: str) -> Parts:
    checked = split(text, PATH)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def only(checked: Checked[Parts | None]) -> Diagnostic:
    assert checked.value is None
    (diagnostic,) = checked.diagnostics
    assert diagnostic.is_error
    assert diagnostic.location.path == PATH
    return diagnostic


@pytest.mark.parametrize(
    ("text", "body", "body_line"),
    [
        ("---\ntitle: a\n---\nbody\n", "body\n", 4),
        ("---\ntitle: a\n---\n\n\nbody", "\n\nbody", 4),
        ("\n\n---\ntitle: a\n---\nbody", "body", 6),
        ("# comment\n \t\n# another\n---\ntitle: a\n---\nbody", "body", 7),
        ("--- \ntitle: a\n---\t\nbody", "body", 4),
        ("---\ntitle: a\n...\nbody", "body", 4),
        ("---\ntitle: a\n---\nbody\n\n---\n\nmore\n", "body\n\n---\n\nmore\n", 4),
        ("---\ntitle: a\n---", "", 4),
        ("---\ntitle: a\n---\n", "", 4),
    ],
    ids=["plain", "blank lines after", "blank lines before", "comments before", "spaces at fences",
         "dots close", "rule in body", "no body, no line end", "no body"],
)  # fmt: skip
def test_the_front_matter_and_the_body(text: str, body: str, body_line: int) -> None:
    parts_read = parts(text)
    assert parts_read.document.data == {"title": "a"}
    assert (parts_read.body, parts_read.body_line) == (body, body_line)


@pytest.mark.parametrize("text", ["---\n---\nbody", "---\n\n---\nbody", "---\n# no key\n---\nbody"])
def test_empty_front_matter_has_no_keys(text: str) -> None:
    assert parts(text).document.data == {}


def test_a_line_of_hyphens_within_a_value_does_not_end_the_front_matter() -> None:
    parts_read = parts("---\ntitle: a\nsummary: |\n  one\n  ---\n  two\n---\nbody")
    assert parts_read.document.data["summary"] == "one\n---\ntwo\n"
    assert parts_read.body == "body"


def test_places_are_counted_in_the_file() -> None:
    document = parts("\n# comment\n---\ntitle: a\nslug: b\n---\n").document
    assert document.value_span(["slug"]) == Span(5, 7, 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\n", 1),
        ("\n\n---\ntitle: a\n\nbody", 3),
        ("---", 1),
        ("---\ntitle: a\n----", 1),
    ],
)
def test_front_matter_without_end_is_reported(text: str, line: int) -> None:
    diagnostic = only(split(text, PATH))
    assert diagnostic.code == "front-matter-unclosed"
    assert diagnostic.location.span == Span(line, 1, 3)
    assert "---" in diagnostic.hint


@pytest.mark.parametrize(
    "text",
    ["A brief.\n", "\n", " ", "Note: a text\n", "--- a\n---\n", "{{ x }}",
     "{% raw %}", "{: .a}"],
    ids=repr,
)  # fmt: skip
def test_the_hint_for_a_file_without_front_matter_shows_a_minimal_one(text: str) -> None:
    diagnostic = only(split(text, PATH))
    assert diagnostic.code == "front-matter-missing"
    assert "title" in diagnostic.message
    assert "---\ntitle: The title\n---" in diagnostic.hint
    assert diagnostic.location.span == Span(1, 1)


@pytest.mark.parametrize("closing", ["----", "--", "—", " ---"])
def test_a_closing_line_that_is_not_three_hyphens_is_named(closing: str) -> None:
    diagnostic = only(split(f"---\ntitle: a\ntags:\n  - b\n{closing}\nbody", PATH))
    assert diagnostic.code == "front-matter-unclosed"
    assert diagnostic.hint == "write exactly three hyphens, ---, at the start of line 5"


@pytest.mark.parametrize(
    "opening", ["----", "--", "—", "–––", " ---", "\t---", "\xa0---", "-----  "], ids=repr
)
def test_an_opening_line_that_is_not_three_hyphens_is_reported(opening: str) -> None:
    diagnostic = only(split(f"\n{opening}\ntitle: a\n---\nbody", PATH))
    assert diagnostic.code == "front-matter-missing"
    assert diagnostic.hint == "write exactly three hyphens at the start of the first line"
    assert diagnostic.location.span == Span(2, 1, len(opening))
    assert parts("\n---\ntitle: a\n---\nbody").document.data == {"title": "a"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title: A\ndate: 2026-06-10\n---\nbody", "add a line --- above `title: A`"),
        ("\n\nDraft: true\n---\nbody", "add a line --- above `Draft: true`"),
        ("tags:\n  - a\n- b\ntitle: A\n---", "add a line --- above `tags:`"),
        (
            "title: A\n\nbody\n",
            "add a line --- above `title: A`, and another below the last key",
        ),
    ],
)
def test_a_forgotten_opening_line_is_to_be_added_above_the_first_key(text: str, hint: str) -> None:
    diagnostic = only(split(text, PATH))
    assert (diagnostic.code, diagnostic.hint) == ("front-matter-missing", hint)
    assert diagnostic.location.span.line == len(text) - len(text.lstrip("\n")) + 1


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ('+++\ntitle = "a"\n+++\nbody', "TOML", Span(1, 1, 3)),
        ('\n\n+++\ntitle = "a"\n+++\n', "TOML", Span(3, 1, 3)),
        ('{\n  "title": "a"\n}\nbody', "JSON", Span(1, 1)),
        ('\n{"title": "a"}\nbody', "JSON", Span(2, 1)),
    ],
)
def test_other_formats_are_named_with_a_hint_on_yaml(text: str, name: str, span: Span) -> None:
    diagnostic = only(split(text, PATH))
    assert diagnostic.code == "front-matter-format"
    assert name in diagnostic.message
    assert "---" in diagnostic.hint
    assert diagnostic.location.span == span


def test_json_between_fences_is_yaml() -> None:
    assert parts('---\n{"title": "a"}\n---\n').document.data == {"title": "a"}


@pytest.mark.parametrize("matter", ["a word", "- a\n- b", "[a, b]"])
def test_front_matter_must_have_keys(matter: str) -> None:
    diagnostic = only(split(f"---\n{matter}\n---\nbody", PATH))
    assert diagnostic.code == "yaml"
    assert "`title: The title`" in diagnostic.message
    assert diagnostic.location.span.line == 2


@pytest.mark.parametrize(
    ("matter", "span", "hint"),
    [
        ("title:A", Span(2, 6), "put a space after the colon: title: A"),
        ("title A", Span(2, 6), "put a colon and a space after the key: title: A"),
        ("title:\xa0A", Span(2, 7), "replace it with an ordinary space"),
    ],
)
def test_a_single_key_without_a_space_is_repaired(matter: str, span: Span, hint: str) -> None:
    diagnostic = only(split(f"---\n{matter}\n---\nbody", PATH))
    assert (diagnostic.code, diagnostic.location.span) == ("yaml", span)
    assert diagnostic.hint == hint


@pytest.mark.parametrize("sign", ["•", "-", "–", "*"])
@pytest.mark.parametrize("key", ["highlights", "authors", "aliases"])
def test_items_after_another_sign_are_shown_as_a_list(key: str, sign: str) -> None:
    matter = {"title": "a", key: f"{sign}One well-known {sign}Two"}
    with pytest.raises(ValidationError) as raised:
        brief_adapter().validate_python(matter)
    cause = raised.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, WrongValue)
    assert cause.hint.splitlines()[1:] == ["  - One well-known", "  - Two"]


def test_an_empty_date_is_named() -> None:
    with pytest.raises(ValidationError, match="the value is empty"):
        brief_adapter().validate_python({"title": "a", "date": ""})


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("---\ntitle: a: b\n---\n", Span(2, 9)),
        ("\n---\nslug: a\ntitle: a: b\n---\n", Span(4, 9)),
        ("---\ntitle: a\n\tslug: b\n---\n", Span(3, 1)),
    ],
)
def test_broken_yaml_is_reported_at_the_line_of_the_file(text: str, span: Span) -> None:
    diagnostic = only(split(text, PATH))
    assert (diagnostic.code, diagnostic.location.span) == ("yaml", span)


def test_the_rest_of_a_file_with_duplicate_keys_is_read() -> None:
    checked = split("---\ntitle: a\ntitle: b\n---\nbody", PATH)
    assert checked.value is not None
    assert checked.value.body == "body"
    (diagnostic,) = checked.diagnostics
    assert diagnostic.code == "duplicate-key"
    assert "on line 2" in diagnostic.message
    assert diagnostic.location.span == Span(3, 1, 5)
