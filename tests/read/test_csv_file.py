"""CSV files: their encoding and separators, and what is wrong with them."""

import pytest

from briefgen.model.data import numbers
from briefgen.model.diagnostics import Diagnostic
from briefgen.read import csv_file
from briefgen.read.csv_file import read_csv

PATH = "content/prices.csv"


def rows(text: str | bytes) -> list[tuple[str, ...]]:
    checked = read_csv(text.encode() if isinstance(text, str) else text, PATH)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return [checked.value.columns, *checked.value.rows]


def only(text: str | bytes) -> Diagnostic:
    checked = read_csv(text.encode() if isinstance(text, str) else text, PATH)
    assert checked.value is None
    (problem,) = checked.diagnostics
    assert problem.location.path == PATH
    return problem


@pytest.mark.parametrize(
    "text",
    [
        "year,price\n2020,5\n",
        "year;price\n2020;5",
        "year\tprice\n2020\t5\n",
        "\ufeffyear,price\r\n2020,5\r\n",
        "year, price\n 2020 ,\t5\n",
        '"year","price"\n"2020","5"\n',
        "\n\nyear,price\n\n2020,5\n,\n\n",
        "year,price,,\n2020,5,,\n",
        "sep=;\nyear;price\n2020;5\n",
        'year;"price"\n2020;5',
    ],
)
def test_the_same_table_is_written_in_many_ways(text: str) -> None:
    assert rows(text) == [("year", "price"), ("2020", "5")]


def test_cells_in_quotation_marks_hold_separators_lines_and_quotation_marks() -> None:
    text = 'name,words\n"a, b","two\nlines"\n"say ""yes""",\n'
    assert rows(text) == [("name", "words"), ("a, b", "two\nlines"), ('say "yes"', "")]


def test_separators_within_quotation_marks_do_not_decide() -> None:
    assert rows('"a;b;c",d\n1,2\n') == [("a;b;c", "d"), ("1", "2")]


def test_a_column_alone_needs_no_separator() -> None:
    assert rows("year\n2020\n2021") == [("year",), ("2020",), ("2021",)]


def test_a_german_file_has_decimal_commas() -> None:
    table = read_csv(b"Jahr;Preis\n2020;1,234\n2021;2\n", PATH).value
    assert table is not None
    assert numbers(table, "Preis") == (1.234, 2)
    table = read_csv(b"Jahr;Preis\n2020;1,234\n2021;2.5\n", PATH).value
    assert table is not None
    assert numbers(table, "Preis") == (1234, 2.5)


def test_a_row_with_too_few_or_too_many_cells_is_reported_at_its_line() -> None:
    checked = read_csv(b'a,b\n1,2\n"x\ny",2\n1\n1,2,3\n', PATH)
    assert checked.value is None
    assert [(each.location.span.line, each.code) for each in checked.diagnostics] == [
        (5, "data-file"),
        (6, "data-file"),
    ]
    assert checked.diagnostics[0].message == (
        "this row has 1 cell, but the first row names 2 columns"
    )
    assert checked.diagnostics[1].message.startswith("this row has 3 cells")


def test_the_lines_of_a_file_with_a_separator_line_are_counted() -> None:
    assert only("sep=;\na;b\n1\n").location.span.line == 3


def test_a_great_many_wrong_rows_are_counted() -> None:
    problems = read_csv(("a,b\n" + "1\n" * 100).encode(), PATH).diagnostics
    assert len(problems) == 51
    assert problems[-1].message == "50 more problems of this kind in this file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file has no rows"),
        ("\n,\n", "the file has no rows"),
        ("Mines in 2025\na,b\n1,2\n", "the first row has 1 cell, but the row below has 2 cells"),
        ("Mines in 2025\n\na;b\n1;2\n", "the first row has 1 cell, but the row below has 2 cells"),
        ("PK\x03\x04\0", "this is an Excel or LibreOffice file, although its name ends with .csv"),
        ("a,,b\n1,2,3\n", "column 2 has no name"),
        ("a,b,a\n1,2,3\n", "columns 1 and 3 are both named `a`"),
        ('a,b\n"1,2\n', 'a quotation mark `"` that opens in this row is not closed'),
        ('a,b\n"1" x,2\n', "text follows the closing quotation mark of a cell in this row"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    problem = only(text)
    assert (problem.code, problem.message) == ("data-file", message)
    assert problem.hint


def test_the_place_of_a_quotation_mark_is_that_of_its_row() -> None:
    assert only('a,b\n1,2\n"3\n4,5\n6,7').location.span.line == 3


def test_other_encodings_are_refused() -> None:
    latin = only("a,b\nä,1\n".encode("latin-1"))
    assert latin.code == "not-utf8"
    assert latin.hint == "save the file as UTF-8; in Excel, choose the file type “CSV UTF-8”"
    assert only("a,b\n1,2\n".encode("utf-16")).code == "not-utf8"
    assert only(b"a,b\n\0,2\n").code == "nul-byte"


def test_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(b"a\n" + b"1\n" * 1_100_000).code == "too-large"
    monkeypatch.setattr(csv_file, "MAX_CELLS", 10)
    assert rows("a,b\n" + "1,2\n" * 4)
    problem = only("a,b\n" + "1,2\n" * 5)
    assert problem.code == "too-large"
    assert problem.message == "the file has 12 cells; briefgen reads up to 10"
