"""Fenced blocks that show data: their settings, their data, and the places of problems."""

from itertools import pairwise

import pytest

from briefgen.model.content import Body, DataUse
from briefgen.model.data import DataTable
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.model.text import (
    Caption,
    CodeBlock,
    Element,
    Reference,
    SourceLink,
    TableBlock,
    TableColumn,
    ThemeWords,
)
from briefgen.read.markdown import Dialect, SourceList, parse_body

PATH = "content/briefs/a.md"
FILE = "```table\ndata: prices.csv\n```\n"


def parse(text: str, sources: SourceList | None = None) -> Checked[Body]:
    """Parse a text with both parsers, which must agree."""
    first, second = (
        parse_body(text, PATH, 1, Dialect(compiled=compiled), sources=each)
        for compiled, each in ((True, SourceList()), (False, sources or SourceList()))
    )
    assert first == second
    return second


def table(text: str) -> TableBlock:
    body = parse(text)
    assert body.diagnostics == ()
    (slot,) = [part for part in body.value.prose.parts if isinstance(part, TableBlock)]
    return slot


def only(text: str) -> Diagnostic:
    (problem,) = parse(text).diagnostics
    return problem


def at(text: str, needle: str) -> Span:
    """Return the place of words in a text."""
    offset = text.index(needle)
    line = text.count("\n", 0, offset)
    return Span(line + 1, offset - text.rfind("\n", 0, offset), len(needle))


def test_the_data_of_a_file_is_a_reference_of_the_text() -> None:
    body = parse(f"Words.\n\n{FILE}").value
    reference = Reference("prices.csv", Span(4, 7, 10), is_data=True)
    assert body.references == (reference,)
    assert body.data == (DataUse("table", reference),)
    assert body.prose.parts[-2] == TableBlock(data=reference)


def test_a_text_gets_its_data_with_its_urls() -> None:
    body = parse(f"[b](b.md)\n\n{FILE}\n- [c](c.md)\n\n  ```table\n  data: c.csv\n  ```\n").value
    first, second = DataTable(("a",), (("1",),)), DataTable(("b",))
    text = body.prose.with_urls(["/b/", "/prices.csv", "/c/", ""], [first, second])
    assert [part for part in text.parts if isinstance(part, TableBlock)] == [
        TableBlock(first, "/prices.csv"),
        TableBlock(second, ""),
    ]
    assert list(text.references()) == []


@pytest.mark.parametrize(
    "data",
    [
        "data:\n  - {year: 2020, price: 5.50}\n  - {year: 2021, price: }\n",
        "data:\n  - year: 2020\n    price: 5.50\n  - year: 2021\n",
        "data:\n  columns: [year, price]\n  rows:\n    - [2020, 5.50]\n    - [2021, ]\n",
        'data:\n  columns: [year, price]\n  rows: [[2020, 5.50], [2021, ""]]\n',
    ],
)
def test_rows_are_written_in_the_block(data: str) -> None:
    expected = DataTable(("year", "price"), (("2020", "5.50"), ("2021", "")))
    if "[2021, ]" in data:
        data = data.replace("[2021, ]", "[2021, '']")
    assert table(f"```table\n{data}```\n").table == expected


def test_an_empty_cell_of_the_first_row_still_names_its_column() -> None:
    slot = table("```table\ndata:\n- {year: 2020, price: }\n- {year: 2021, price: 3}\n```\n")
    assert slot.table == DataTable(("year", "price"), (("2020", ""), ("2021", "3")))


def test_a_caption_makes_a_figure_with_a_number() -> None:
    text = "[](#tbl-p)\n\n```table\ndata: a.csv\ncaption: Prices, *in euros* {#tbl-p .wide}\n```\n"
    parts = parse(text).value.prose.parts
    assert Element("figure", (("id", "tbl-p"), ("class", "wide table-figure"))) in parts
    assert Caption(1, is_table=True) in parts
    assert parse(text).diagnostics == ()


def test_attributes_above_a_block_are_those_of_its_figure() -> None:
    parts = parse("{#tbl-p}\n```table\ndata: a.csv\ncaption: Prices\n```\n").value.prose.parts
    assert Element("figure", (("id", "tbl-p"), ("class", "table-figure"))) in parts


def test_a_link_in_a_caption_cites_a_source() -> None:
    sources = SourceList()
    text = (
        "[a](https://a.example/)\n\n```table\ndata: a.csv\ncaption: By [b](https://b.example/)\n```"
    )
    parts = parse(text, sources).value.prose.parts
    assert [part.number for part in parts if isinstance(part, SourceLink)] == [1, 2]
    assert [each.title for each in sources.sources()] == ["a", "b"]


@pytest.mark.parametrize(
    ("before", "indent"), [("", ""), ("- Item\n\n", "  "), ("> Said.\n>\n", "> ")]
)
def test_problems_have_their_place_in_the_file(before: str, indent: str) -> None:
    lines = ("```table", "data: a.csv", "captoin: Prices", "columns: [year,", "  price]", "```")
    text = before + "\n".join(f"{indent}{line}" for line in lines) + "\n"
    body = parse(text)
    (problem,) = body.diagnostics
    assert (problem.code, problem.hint) == ("unknown-key", "did you mean `caption`?")
    assert problem.location.span == at(text, "captoin")
    (use,) = body.value.data
    assert use.file.span == at(text, "a.csv")
    assert use.columns == (("year", at(text, "year")), ("price", at(text, "price")))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("¦caption: Prices\n", "missing-key"),
        ("data:¦\n", "missing-key"),
        ("data: ¦{a: 1}\n", "wrong-value"),
        ("data: ¦[]\n", "wrong-value"),
        ("data: ¦[1, 2]\n", "wrong-value"),
        ("data: ¦prices.xlsx\n", "wrong-value"),
        ("data: ¦https://example.org/a.csv\n", "wrong-value"),
        ("data: ¦C:\\prices.csv\n", "wrong-value"),
        ("data: a.csv\n¦data: b.csv\n", "duplicate-key"),
        ("data:\n- a: 1\n- ¦a: {b: 1}\n", "wrong-value"),
        ("data: {columns: [a, b], rows: [[1, 2], ¦[3]]}\n", "wrong-value"),
        ("data: {columns: ¦a, rows: []}\n", "wrong-value"),
        ("data: ¦{columns: [a, a], rows: [[1, 2]]}\n", "wrong-value"),
        ("data: [{a: 1}, {¦b: 2}]\n", "unknown-column"),
        ("data: [{a: 1}]\ncolumns: [¦b]\n", "unknown-column"),
        ('data: ¦"a.csv\n', "yaml"),
        ("¦prices\n", "wrong-value"),
        ("¦\n", "wrong-value"),
    ],
)
def test_what_is_wrong_is_reported_at_its_place(content: str, code: str) -> None:
    problem = only(f"Words.\n\n```table\n{content.replace('¦', '')}```\n")
    before = content.partition("¦")[0]
    line = before.count("\n") + 4
    assert (problem.code, problem.location.span.line) == (code, line)
    assert problem.location.span.column == len(before.rpartition("\n")[2]) + 1
    assert problem.hint


def test_a_message_that_names_a_line_names_that_of_the_file() -> None:
    text = "Words.\n\n- a\n\n  ```table\n  data: a.csv\n  data: b.csv\n  ```\n"
    problem = parse_body(text, PATH, 10, Dialect()).diagnostics[0]
    assert problem.location.span.line == 16
    assert problem.message == "duplicate key `data` (first used on line 15)"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("data: !!python/object/apply:os.system [id]\n", "yaml-tag"),
        (
            "x: &a [y, y, y, y, y, y, y, y, y]\n"
            + "".join(
                f"{key}: &{key} [{', '.join([f'*{before}'] * 9)}]\n"
                for before, key in pairwise("abcdefg")
            )
            + "data: *g\n",
            "yaml-aliases",
        ),
    ],
)
def test_yaml_that_would_run_code_or_explode_is_reported_once(content: str, code: str) -> None:
    assert only(f"```table\n{content}```\n").code == code


def test_a_block_may_have_many_rows() -> None:
    rows = "".join(f"- {{a: {number}, b: x}}\n" for number in range(20_000))
    assert len(table(f"```table\ndata:\n{rows}```\n").table.rows) == 20_000


def test_other_blocks_are_code() -> None:
    parts = parse("```tables\ndata: a.csv\n```\n").value.prose.parts
    assert parts[0] == CodeBlock((), "tables")


def test_raw_html_cannot_imitate_a_block() -> None:
    body = parse(f'<hr data-slot="x">\n\n{FILE}\n<b>x\n').value
    assert [type(part) for part in body.prose.parts if not isinstance(part, str)] == [TableBlock]


def test_the_settings_of_a_table() -> None:
    slot = table(
        "```table\ndata: a.csv\ncolumns:\n- year\n- {name: price, title: Price, unit: t,"
        " format: EUR 0, align: right, total: false}\n- {name: share, format: 1}\n"
        "total: Sum\nsort: -price\nlimit: 3\nhighlight: [2025]\n```\n"
    )
    assert slot.columns == (
        TableColumn("year"),
        TableColumn("price", "Price", "t", "EUR", 0, "right", is_summed=False),
        TableColumn("share", form="number", decimals=1),
    )
    assert (slot.total, slot.label) == ("sum", "Sum")
    assert (slot.sort, slot.limit, slot.highlighted) == ("-price", 3, ("2025",))


@pytest.mark.parametrize(
    ("written", "kind"), [("true", "sum"), ("yes", "sum"), ("false", ""), ("last", "last")]
)
def test_a_total_is_a_sum_or_the_last_row(written: str, kind: str) -> None:
    slot = table(f"```table\ndata: a.csv\ntotal: {written}\n```\n")
    assert (slot.total, slot.label) == (kind, "")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("columns: [{name: a, format: ¦percents}]\n", "percents"),
        ("columns: [{name: a, format: ¦7}]\n", "7"),
        ("columns: [{name: a, align: ¦middle}]\n", "middle"),
        ("limit: ¦0\n", "0"),
        ("columns:\n- {name: a, ¦titel: A}\n", "titel"),
    ],
)
def test_wrong_settings_are_reported_at_their_place(content: str, place: str) -> None:
    problem = only(f"```table\ndata: a.csv\n{content.replace('¦', '')}```\n")
    before = content.partition("¦")[0]
    span = problem.location.span
    assert span.line == before.count("\n") + 3
    assert (span.column, span.width) == (len(before.rpartition("\n")[2]) + 1, len(place))


def test_a_note_and_a_source_are_below_the_table() -> None:
    sources = SourceList()
    text = '```table\ndata: a.csv\nnote: "*Net* weight"\nsource: "[b](https://b.example/)"\n```\n'
    parts = parse(text, sources).value.prose.parts
    assert ThemeWords("Source:") in parts
    assert [type(part).__name__ for part in parts if not isinstance(part, str)] == [
        "Element", "TableBlock", "Element", "Element", "ThemeWords", "SourceLink", "SourceLinkEnd",
    ]  # fmt: skip
    assert [each.url for each in sources.sources()] == ["https://b.example/"]


def test_columns_and_the_column_to_sort_by_are_used() -> None:
    text = "```table\ndata: a.csv\ncolumns: [a, {name: b}]\nsort: -c\n```\n"
    (use,) = parse(text).value.data
    assert [(name, span) for name, span in use.columns] == [
        ("a", Span(3, 11, 1)),
        ("b", Span(3, 21, 1)),
        ("c", Span(4, 7, 2)),
    ]
