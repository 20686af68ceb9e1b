"""Tables from data: which rows and columns they show, and how numbers are written."""

from dataclasses import replace
from decimal import Decimal

import lxml.html
import pytest

from briefgen.model.data import DataTable
from briefgen.model.text import Table, TableBlock, TableColumn, Text
from briefgen.render.numbers import currency, decimal, formatted, percent
from briefgen.render.text.data_tables import table_text
from briefgen.render.text.for_feed import PageContext, for_feed
from briefgen.render.text.for_markdown import for_markdown
from briefgen.render.text.for_plain import Plain, for_plain

DATA = DataTable(
    ("land", "year", "tons", "share"),
    (
        ("China", "2024", "1234.5", "80 %"),
        ("Brazil", "2024", "10", "15 %"),
        ("Australia", "2024", "", "5 %"),
    ),
)
BLOCK = TableBlock(DATA)


def rows(block: TableBlock, language: str = "en") -> list[list[str]]:
    place = PageContext("https://example.org/", str, language)
    html = lxml.html.fragment_fromstring(for_feed(Text([block]), place), create_parent=True)
    return [[cell.text_content() for cell in row] for row in html.iter("tr")]


def firsts(block: TableBlock) -> list[str]:
    return [row[0] for row in rows(block)[1:]]


def test_all_columns_are_shown_in_their_order() -> None:
    assert rows(BLOCK)[:2] == [
        ["land", "year", "tons", "share"],
        ["China", "2024", "1,234.5", "80%"],
    ]


def test_columns_are_chosen_and_named() -> None:
    columns = (TableColumn("tons", "Exports", "t", decimals=0), TableColumn("land"))
    shown = rows(replace(BLOCK, columns=columns))
    assert shown[0] == ["Exports (t)", "land"]
    assert shown[1] == ["1234.5", "China"]  # the first column is as written


@pytest.mark.parametrize(
    ("language", "cells"),
    [
        ("en", ["1,234.5", "80%"]),
        ("de", ["1.234,5", "80\u00a0%"]),
        ("fr", ["1\u202f234,5", "80\u00a0%"]),
        ("de-CH", ["1'234.5", "80%"]),
        ("xx", ["1,234.5", "80%"]),
    ],
)
def test_numbers_are_written_as_in_the_language(language: str, cells: list[str]) -> None:
    assert rows(BLOCK, language)[1][2:] == cells


@pytest.mark.parametrize(
    ("cell", "form", "decimals", "expected"),
    [
        ("1234.50", "", -1, "1,234.50"),
        ("1234.56", "number", 1, "1,234.6"),
        ("−3", "", -1, "−3"),
        ("-0.25", "percent", -1, "−25%"),
        ("0.1234", "percent", 1, "12.3%"),
        ("12 %", "percent", 1, "12.0%"),
        ("1234.5", "EUR", -1, "€1,234.50"),
        ("1234.5", "JPY", -1, "¥1,234"),
        ("1234.4", "USD", 0, "$1,234"),
        ("$5.00", "", -1, "$5.00"),
        ("-€5", "", -1, "−€5"),
        ("5 €", "", -1, "5\u00a0€"),
        ("1e6", "", -1, "1,000,000"),
        ("1,234", "plain", -1, "1,234"),
        ("n/a", "number", 1, "n/a"),
        ("", "number", 1, ""),
        ("see below", "number", 1, "see below"),
    ],
)
def test_formats(cell: str, form: str, decimals: int, expected: str) -> None:
    assert formatted(cell, ".", TableColumn("a", form=form, decimals=decimals), "en") == expected


def test_a_number_with_a_decimal_comma_is_read_so() -> None:
    assert formatted("1.234,50", ",", TableColumn("a"), "en") == "1,234.50"


def test_numbers_of_other_scripts() -> None:
    assert decimal(Decimal("1234.5"), 1, "fa") == "۱٬۲۳۴٫۵"
    assert percent(Decimal("0.5"), 0, "zh") == "50%"
    assert currency(Decimal(5), "EUR", 0, "es") == "5\u00a0€"


def test_rows_are_sorted_as_numbers_or_words_and_cells_without_a_value_come_last() -> None:
    assert firsts(replace(BLOCK, sort="tons")) == ["Brazil", "China", "Australia"]
    assert firsts(replace(BLOCK, sort="-tons")) == ["China", "Brazil", "Australia"]
    assert firsts(replace(BLOCK, sort="land")) == ["Australia", "Brazil", "China"]
    assert firsts(replace(BLOCK, sort="-land", limit=2)) == ["China", "Brazil"]
    assert firsts(replace(BLOCK, sort="none")) == ["China", "Brazil", "Australia"]


def test_a_row_of_totals_has_the_sums_of_numbers_but_not_of_years() -> None:
    assert rows(replace(BLOCK, total="sum"))[-1] == ["Total", "", "1,244.5", "100%"]
    columns = (TableColumn("land"), TableColumn("tons"), TableColumn("share", is_summed=False))
    block = replace(BLOCK, total="sum", label="All", columns=columns, limit=2)
    assert rows(block)[-1] == ["All", "1,244.5", ""]


def test_a_last_row_with_totals_stays_last() -> None:
    data = replace(DATA, rows=(*DATA.rows, ("World", "", "1244.5", "100 %")))
    block = TableBlock(data, sort="land", total="last", limit=1)
    assert firsts(block) == ["Australia", "World"]
    place = PageContext("https://example.org/", str)
    assert "<strong>World</strong>" in for_feed(Text([block]), place)


def test_rows_stand_out_by_their_first_cell_or_their_number() -> None:
    place = PageContext("https://example.org/", str)
    shown = for_feed(Text([replace(BLOCK, highlighted=("Brazil", "3", "9", "x"))]), place)
    assert shown.count("<strong>") == 4 + 3
    assert "<strong>Brazil" in shown
    assert "<strong>Australia" in shown


def test_a_table_tells_its_target_which_columns_are_numbers() -> None:
    start = table_text(BLOCK, PageContext("", str)).parts[0]
    assert isinstance(start, Table)
    assert start.kinds == ("", "number", "number", "number")


def test_markdown_and_plain_text_show_the_table() -> None:
    block = replace(BLOCK, columns=(TableColumn("land"), TableColumn("tons", align="right")))
    place = PageContext("https://example.org/", str)
    assert for_markdown(Text([block]), place).split("\n")[:3] == [
        "| land | tons |",
        "| --- | ---: |",
        "| China | 1,234.5 |",
    ]
    assert "China      1,234.5" in for_plain(Text([block]), Plain("https://example.org/", str))


def test_words_of_the_data_are_no_mark_up() -> None:
    block = TableBlock(DataTable(("<b>", "a|b"), (("&amp;", "*x*"),)))
    assert rows(block) == [["<b>", "a|b"], ["&amp;", "*x*"]]
    assert "| &amp;amp; | \\*x\\* |" in for_markdown(Text([block]), PageContext("", str))


def test_data_without_the_columns_shows_nothing() -> None:
    assert table_text(TableBlock(columns=(TableColumn("a"),)), PageContext("", str)) == Text()
