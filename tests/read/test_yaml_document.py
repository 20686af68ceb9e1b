import pytest

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.yaml_document import Document, compose


def read(text: str, first_line: int = 1) -> Document:
    checked = compose(text, "site.yaml", first_line)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def problems(text: str, first_line: int = 1) -> tuple[Diagnostic, ...]:
    return compose(text, "site.yaml", first_line).diagnostics


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("title: 2024", {"title": "2024"}),
        ("title: yes", {"title": "yes"}),
        ("slug: 42", {"slug": "42"}),
        ("slug: 0o17", {"slug": "0o17"}),
        ("title: 1e3", {"title": "1e3"}),
        ("date: 2026-03-04", {"date": "2026-03-04"}),
        ("time: 12:30", {"time": "12:30"}),
        ('title: "null"', {"title": "null"}),
        ("tags:", {}),
        ("tags: ~", {}),
        ("tags: [a, , b]", None),
        ("tags: [a, null]", {"tags": ["a", None]}),
        ("summary: >-\n  one\n  two", {"summary": "one two"}),
        ("summary: |\n  one\n  two\n", {"summary": "one\ntwo\n"}),
        ("", None),
        ("# nothing", None),
        ("word", "word"),
        ("[a, b]", ["a", "b"]),
        ("a: &x [1]\nb: *x", {"a": ["1"], "b": ["1"]}),
        ("title: \u7a00\u571f", {"title": "稀土"}),
    ],
    ids=repr,
)
def test_scalars_stay_what_the_author_wrote(text: str, data: object) -> None:
    checked = compose(text, "site.yaml")
    assert (checked.value and checked.value.data) == data


def test_values_below_extra_have_yaml_types() -> None:
    document = read("extra:\n  a: 1\n  b: 1.5\n  c: yes\n  d:\n  e: 2026-03-04\n  f: [true, x]")
    assert document.data["extra"] == {
        "a": 1, "b": 1.5, "c": True, "d": None, "e": "2026-03-04", "f": [True, "x"],
    }  # fmt: skip


def test_only_the_top_level_extra_has_yaml_types() -> None:
    assert read("a:\n  extra:\n    b: 1").data == {"a": {"extra": {"b": "1"}}}


@pytest.mark.parametrize("value", ['!!int ""', "!!int x", "!!float ''", "!!bool maybe"])
def test_a_value_that_does_not_fit_its_tag_stays_text(value: str) -> None:
    text = value.partition(" ")[2].strip("\"'")
    assert read(f"extra:\n  a: {value}").data == {"extra": {"a": text}}


@pytest.mark.parametrize(
    "written",
    [".inf", "-.inf", ".NaN", "1.0e+999", "18446744073709551616", "-9223372036854775809",
     "0x10000000000000000", "9" * 5000],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_a_number_that_json_cannot_store_stays_text(written: str) -> None:
    assert read(f"extra:\n  a: {written}").data == {"extra": {"a": written}}


@pytest.mark.parametrize(
    ("written", "value"),
    [("18446744073709551615", 2**64 - 1), ("-9223372036854775808", -(2**63)), ("-0.0", -0.0),
     ("1.7976931348623157e+308", 1.7976931348623157e308), ("0.1", 0.1), ("1_000", 1000)],
)  # fmt: skip
def test_every_other_number_is_read_as_a_number(written: str, value: float) -> None:
    values = read(f"extra:\n  a: {written}").data["extra"]["a"]
    assert (values, type(values)) == (value, type(value))


def test_a_taxonomy_may_be_named_without_settings() -> None:
    assert read("taxonomies:\n  regions:\n").data == {"taxonomies": {"regions": None}}


def test_the_places_of_keys_and_values() -> None:
    document = read("title: Two bases\ntags:\n  - a\n  - bcd\nimage: {src: a.png}\n", 2)
    assert document.value_span(["title"]) == Span(2, 8, 9)
    assert document.key_span(["title"]) == Span(2, 1, 5)
    assert document.value_span(["tags", 1]) == Span(5, 5, 3)
    assert document.key_span(["image", "src"]) == Span(6, 9, 3)
    assert document.value_span(["image", "src"]) == Span(6, 14, 5)


@pytest.mark.parametrize(
    ("written", "span", "words"),
    [
        ("a b", Span(1, 4, 3), "a b"),
        ("'a b'", Span(1, 5, 3), "a b"),
        ('"a \\u0062"', Span(1, 5, 8), "a \\u0062"),
        ("''", Span(1, 5), ""),
        ("a\n  b", Span(1, 4), "a\n  b"),
        ('"a\n  b"', Span(1, 5), "a\n  b"),
        ("|\n  a\n   b\n", Span(2, 3), "a\n   b"),
        (">-  # folded\n\n   a\n\n   b\n", Span(3, 4), "a\n\n   b"),
        ("|2\n   a\n", Span(2, 4, 1), "a"),
        ("|", Span(1, 4), ""),
        ("[a, b]", Span(1, 4, 6), ""),
    ],
    ids=repr,
)
def test_the_place_of_words_and_the_words_as_written(written: str, span: Span, words: str) -> None:
    assert read(f"k: {written}").words(["k"]) == (span, words)


def test_the_place_of_an_absent_value_is_that_of_its_parent() -> None:
    document = read("title: a\nimage: {src: a.png}\n")
    assert document.value_span(["image", "alt"]) == Span(2, 8, 12)
    assert document.value_span(["nothing"]).line == 1


def test_the_places_of_top_values_and_list_items() -> None:
    document = read("title: a\ntags: [x, y]\n")
    assert document.spans() == {
        "title": Span(1, 8, 1),
        "tags": Span(2, 7, 6),
        "tags.0": Span(2, 8, 1),
        "tags.1": Span(2, 11, 1),
    }


@pytest.mark.parametrize("ending", ["\x85", "\u2028", "\u2029"], ids=["NEL", "LS", "PS"])
def test_lines_are_counted_like_in_an_editor(ending: str) -> None:
    document = read(f'title: "a{ending}b"\nslug: x\n')
    assert document.value_span(["slug"]) == Span(2, 7, 1)


@pytest.mark.parametrize(
    ("text", "span", "message", "hint"),
    [
        ("title: a: b\n", Span(1, 9), "unquoted colon", "quotes"),
        ("title: a\n\tslug: b\n", Span(2, 1), "tab", "spaces"),
        ("a:\n\tb: c\n", Span(2, 1), "tab", "spaces"),
        ("title: @home\n", Span(1, 8), "cannot begin with `@`", "quotes"),
        ("title: `code`\n", Span(1, 8), "cannot begin with a backtick", "quotes"),
        ("title: %a\n", Span(1, 8), "cannot begin with `%`", "quotes"),
        ("title: *a\n", Span(1, 8), "cannot begin with `*`", "quotes"),
        ('title: "a\nslug: b\n', Span(1, 8), "unclosed quotation mark", "close the quotation mark"),
        ("tags: [a, b\nslug: c\n", Span(1, 7), "unclosed bracket", "close the bracket"),
        ("title: 'a' b\n", Span(1, 12), "", "quotes"),
        ("title\nslug: a\n", Span(2, 5), "", ""),
        ("slug: a\ntitle\n", Span(2, 1), "not `key: value`", "colon"),
        ("tags:\n  - a\n - b\n", Span(3, 2), "", ""),
        ('titel: "ä"\nsummary: a\x01b\n', Span(2, 11), "control character", "remove"),
    ],
    ids=repr,
)
def test_broken_yaml_is_reported_at_its_place(
    text: str, span: Span, message: str, hint: str
) -> None:
    (diagnostic,) = problems(text)
    assert diagnostic.code == "yaml"
    assert message in diagnostic.message
    assert hint in diagnostic.hint
    assert diagnostic.location.span == span


INDENTED = "this line is indented more than the line above"
UNINDENT = "remove the spaces at the start of the line"


@pytest.mark.parametrize(
    ("text", "span", "message", "hint"),
    [
        ("title: A\n date: B\n", Span(2, 1, 1), INDENTED, UNINDENT),
        ("title: A\n  tags: [x]\ndate: B\n", Span(2, 1, 2), INDENTED, UNINDENT),
        ("authors: [a]\n  tags: [x]\n", Span(2, 1, 2), INDENTED, UNINDENT),
        ("sources:\n  - url: x\n      title: Z\n", Span(3, 1, 6), INDENTED,
         "line up `title` with `url`"),
        ("sources:\n  - url: x\n   title: Z\n", Span(3, 1, 3),
         "`title` is not lined up with `url`", "line up `title` with `url`"),
        ("title: a\nimage:\n    src: x\n  alt: y\n", Span(4, 1, 2),
         "`alt` is not lined up with `src`", "line up `alt` with `src`"),
        ("title:\xa0A\ndate: B\n", Span(1, 7),
         "this line contains an invisible character: U+00A0, no-break space",
         "replace it with an ordinary space"),
        ("slug: b\ntitle:\u2003A\n", Span(2, 7),
         "this line contains an invisible character: U+2003, em space",
         "replace it with an ordinary space"),
        ("title:A\ndate: B\n", Span(1, 6), "there is no space after the colon",
         "put a space after the colon: title: A"),
        ("title A\ndate: B\n", Span(1, 6), "there is no colon after `title`",
         "put a colon and a space after the key: title: A"),
        ("slug: b\ntitle： A\ndate: B\n", Span(2, 6), "there is no colon after `title`",
         "put a colon and a space after the key: title: A"),
        ("slug: b\ntitle = A\n", Span(2, 6), "there is no colon after `title`",
         "put a colon and a space after the key: title: A"),
        ("title: A\n  Date: B\n", Span(2, 1, 2), INDENTED,
         f"{UNINDENT}; if the line continues the text above, put the whole text in quotes"),
        ('- "Quoted" start\n', Span(1, 12), "there is text after the closing quotation mark",
         "put the text in quotes: - '\"Quoted\" start'"),
        ("title: [Draft] paper\n", Span(1, 16), "there is text after the closing bracket",
         'put the text in quotes: title: "[Draft] paper"'),
        ("title: {Draft} paper\n", Span(1, 16), "there is text after the closing bracket",
         'put the text in quotes: title: "{Draft} paper"'),
        ("- {text: About url: /about/}\n", Span(1, 3), "a comma is missing",
         "put a comma between the entries: - {text: About, url: /about/}"),
        ("tags: [#steel, #iron]\n", Span(1, 7), "`#` begins a comment",
         'put texts with punctuation in quotes: tags: ["#steel", "#iron"]'),
        ("tags:\n-Trade\n-Energy\n", Span(2, 1), "there is no space after the hyphen",
         "add a space after the hyphen: - Trade"),
        ("tags:\n  * One\n  * Two\n", Span(2, 3), "`*` does not begin a list item",
         "begin each item with a hyphen and a space: - One"),
        ("tags:\n• One\n• Two\n", Span(2, 1), "`•` does not begin a list item",
         "begin each item with a hyphen and a space: - One"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_common_mistake_is_named_with_its_repair(
    text: str, span: Span, message: str, hint: str
) -> None:
    (diagnostic,) = problems(text)
    assert (diagnostic.message, diagnostic.hint) == (message, hint)
    assert diagnostic.location.span == span


@pytest.mark.parametrize(
    "below", ["", "highlights:\n  - First: this\n  - *bold* start\n  - @home\n", "x: [\n"]
)
def test_the_hint_for_a_colon_repeats_the_line_of_the_author(below: str) -> None:
    (diagnostic,) = problems(f'summary: It is: well, "quoted"\n{below}')
    assert diagnostic.hint == "put the text in quotes: summary: 'It is: well, \"quoted\"'"


def test_the_hint_for_a_colon_in_a_text_of_several_lines_covers_all_of_them() -> None:
    (diagnostic,) = problems("summary: It is: well\n  Note: continued\ntitle: a\n")
    assert "whole value in quotes" in diagnostic.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title: !Attention\n", 'title: "!Attention"'),
        ("title: !Attention please\n", 'title: "!Attention please"'),
        ('- !Say "this"\n', "- '!Say \"this\"'"),
    ],
)
def test_a_text_that_begins_with_an_exclamation_mark_is_put_in_quotes(text: str, hint: str) -> None:
    (diagnostic,) = problems(text)
    assert (diagnostic.code, diagnostic.hint) == ("yaml-tag", f"put the text in quotes: {hint}")
    assert problems(hint) == ()


def test_lines_are_counted_in_the_file_not_in_the_block() -> None:
    (diagnostic,) = problems("title: a\nsummary: a: b\n", 4)
    assert diagnostic.location.span == Span(5, 11)


def test_a_duplicate_key_is_reported_with_both_lines() -> None:
    first, second = problems("title: a\nslug: b\ntitle: c\ntitle: d\n", 2)
    assert {first.code, second.code} == {"duplicate-key"}
    assert "`title`" in first.message
    assert "on line 2" in first.message
    assert first.location.span == Span(4, 1, 5)
    assert second.location.span == Span(5, 1, 5)


def test_a_duplicate_key_is_found_at_any_depth() -> None:
    (diagnostic,) = problems("image:\n  src: a\n  src: b\n")
    assert diagnostic.location.span == Span(3, 3, 3)


def test_the_first_of_two_duplicate_keys_is_used() -> None:
    document = compose("title: a\ntitle: b\n", "site.yaml").value
    assert document is not None
    assert document.data == {"title": "a"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("!!python/object/apply:os.system [echo]", "!!python/object/apply:os.system"),
        ("!!python/name:os.system", "!!python/name:os.system"),
        ("!!python/object:object {}", "!!python/object:object"),
        ("!include secrets.yaml", "!include"),
        ("!!binary aGk=", "!!binary"),
        ("!!set {a, b}", "!!set"),
    ],
)
def test_a_tag_cannot_create_an_object(value: str, shown: str) -> None:
    (diagnostic,) = problems(f"title: a\nslug: {value}\n")
    assert diagnostic.code == "yaml-tag"
    assert f"`{shown}`" in diagnostic.message
    assert diagnostic.location.span.line == 2
    assert diagnostic.location.span.column == 7


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_the_expansion_of_aliases_is_limited() -> None:
    (diagnostic,) = problems(bomb(12))
    assert diagnostic.code == "yaml-aliases"
    assert "50,000" in diagnostic.message


def test_the_repetition_of_a_large_value_is_limited() -> None:
    text = f"extra:\n  a: &a {'x' * 100_000}\n  b: [{'*a, ' * 40_000}]\n"
    (diagnostic,) = problems(text)
    assert diagnostic.code == "yaml-aliases"
    assert "5,000,000 characters" in diagnostic.message
    assert diagnostic.location.span.line == 2


@pytest.mark.parametrize("number", ["1" * 5_000, "1:" * 100_000 + "1", "1." + "0" * 100_000])
def test_a_very_long_number_stays_text(number: str) -> None:
    (value,) = read(f"extra: {{a: {number}}}\n").data["extra"].values()
    assert value == number


def test_an_alias_of_itself_is_refused() -> None:
    (diagnostic,) = problems("a: &a [*a]\n")
    assert diagnostic.code == "yaml"
    assert "nested more than" in diagnostic.message


@pytest.mark.parametrize("levels", [60, 900, 20_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "")], ids=["list", "map", "block"]
)
def test_nesting_is_limited(levels: int, opening: str, closing: str) -> None:
    (diagnostic,) = problems(opening * levels + "x" + closing * levels)
    assert diagnostic.code == "yaml"
    assert "nested more than 50 levels deep" in diagnostic.message
    assert diagnostic.hint == "use fewer levels"


def test_reasonable_nesting_is_read() -> None:
    data = read("a: " + "[" * 40 + "]" * 40).data["a"]
    for _ in range(39):
        (data,) = data
    assert data == []


def test_a_key_must_be_a_single_word() -> None:
    document = compose("? [a, b]\n: c\ntitle: d\n", "site.yaml")
    assert document.value is not None
    assert document.value.data == {"title": "d"}
    assert document.value.spans() == {"title": Span(3, 8, 1)}
    (diagnostic,) = document.diagnostics
    assert (diagnostic.code, diagnostic.location.span) == ("yaml", Span(1, 3, 6))


def test_all_problems_of_readable_yaml_are_reported_at_once() -> None:
    diagnostics = problems("a: !x 1\nb: 1\nb: 2\n[c]: 3\n")
    assert [diagnostic.code for diagnostic in diagnostics] == ["yaml-tag", "duplicate-key", "yaml"]
    assert [diagnostic.location.span.line for diagnostic in diagnostics] == [1, 3, 4]


def test_a_second_document_is_refused() -> None:
    (diagnostic,) = problems("a: 1\n--- \nb: 2\n")
    assert diagnostic.code == "yaml"
    assert diagnostic.location.span.line == 2
