"""Numbers in the cells of tables of data."""

import pytest

from briefgen.model.data import (
    DataTable,
    DecimalSign,
    is_missing,
    is_numeric,
    likely_decimal,
    no_column,
    number_of,
    numbers,
)
from briefgen.model.diagnostics import Location
from tests.support.growth import is_linear


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12),
        ("1,234.5", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u202f234", 1234),
        ("1'234.5", 1234.5),
        ("12,34,567", 1_234_567),
        ("−3", -3),
        ("-3", -3),
        ("– 3", -3),
        ("+3", 3),
        ("12 %", 12),
        ("12%", 12),
        ("€5", 5),
        ("-€5", -5),
        ("5 €", 5),
        (" .5 ", 0.5),
        ("1e6", 1_000_000),
        ("2020", 2020),
    ],
)
def test_numbers_with_a_decimal_point(cell: str, number: float) -> None:
    assert number_of(cell) == number


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,5", 1.5), ("1.234,5", 1234.5), ("1 234,5", 1234.5), ("12", 12), ("−0,5 %", -0.5)],
)
def test_numbers_with_a_decimal_comma(cell: str, number: float) -> None:
    assert number_of(cell, ",") == number


@pytest.mark.parametrize("cell", ["a", "12 34", "1,23", "1,2,3", "0,123", "12 km", "1e999", ""])
def test_cells_without_a_number(cell: str) -> None:
    assert number_of(cell) is None


@pytest.mark.parametrize("sign", ["$", "\u00a0", "-", ",000", "9", "\u202f€"])
def test_the_time_of_a_cell_grows_with_its_length(sign: str) -> None:
    assert number_of(f"1{sign * 100_000}x") is None
    assert is_linear(lambda length: number_of(f"1{sign * length}x"), 100_000)
    assert number_of(f"{sign * 100_000}x") is None
    assert is_linear(lambda length: number_of(f"{sign * length}x"), 100_000)


@pytest.mark.parametrize("cell", ["", " ", "-", "–", "—", "…", "...", "..", ":", "n/a", "N/A"])
def test_cells_without_a_value(cell: str) -> None:
    assert is_missing(cell)
    assert not is_missing(f"{cell}0")


def column(*cells: str, decimal: DecimalSign = ".") -> DataTable:
    return DataTable(("a", "b"), tuple(("x", cell) for cell in cells), decimal)


def test_a_column_is_numeric_if_all_its_values_are_numbers() -> None:
    assert numbers(column("1", "", "−2.5"), "b") == (1, None, -2.5)
    assert not is_numeric(column("1", "two"), "b")
    assert not is_numeric(column("", "–"), "b")
    assert not is_numeric(column("1"), "a")
    assert numbers(column("1", "two"), "b") is None


def test_a_column_with_decimal_commas_is_read_so_as_a_whole() -> None:
    assert numbers(column("1,5", "1.234", "2"), "b") == (1.5, 1234, 2)
    assert not is_numeric(column("1,5", "1.5"), "b")


def test_a_number_that_may_have_either_sign_is_read_as_the_rest_of_the_table() -> None:
    assert numbers(column("1,234"), "b") == (1234,)
    assert numbers(column("1,234", decimal=","), "b") == (1.234,)
    assert likely_decimal(["2,5", "x", "1,234"]) == ","
    assert likely_decimal(["2.5", "1,234"], ",") == "."
    assert likely_decimal(["1", "1,234"], ",") == ","


def test_a_missing_column_has_a_hint() -> None:
    def hint(name: str, *columns: str) -> str:
        return no_column(name, columns, Location("a.md")).hint

    assert hint("Prise", "year", "price") == "did you mean `price`?"
    assert hint("z", "year", "price") == "its columns are `year`, `price`"
    assert hint("z", *(f"column {number}" for number in range(20))).endswith("`column 11` …")
