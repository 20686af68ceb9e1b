from datetime import date

import pytest

from briefgen.model.text import TableColumn
from briefgen.render.charts.writing import (
    Form,
    date_writer,
    signs_of,
    tick_writer,
    value_writer,
)

DAY = date(2024, 3, 4)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1,234.5"), ("de", "1.234,5"), ("fr", "1\u202f234,5"), ("es", "1.234,5"),
        ("zh", "1,234.5"), ("fa", "۱٬۲۳۴٫۵"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_the_language(language: str, expected: str) -> None:
    assert value_writer([1234.5, 3], Form(), language)(1234.5) == expected


@pytest.mark.parametrize(
    ("values", "value", "expected"),
    [
        ([3.2, -1.4, 5], 5, "5.0"),  # all have as many decimals
        ([3.2, -1.4, 5], -1.4, "−1.4"),
        ([3, 5], 5, "5"),
        ([0.12345, 0.5], 0.12345, "0.123"),
        ([1234.5678], 1234.5678, "1,235"),
        ([6e-82], 6e-82, "0.000000"),
        ([12_000_000, 1_200_000_000], 1_200_000_000, "1.2B"),
        ([12_000_000], -12_000_000, "−12M"),
        ([], 7, "7"),
    ],
)
def test_numbers_have_as_many_decimals_as_the_data(
    values: list[float], value: float, expected: str
) -> None:
    assert value_writer(values, Form(), "en")(value) == expected


def test_ticks_have_no_more_decimals_than_they_need() -> None:
    write = tick_writer([3.25], Form(), "en")
    assert [write(value) for value in (0, 2.5, 5, 1e-5)] == ["0", "2.5", "5", "0.00001"]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (TableColumn("", form="percent"), 0.123, "12.3%"),
        (TableColumn("", form="percent", decimals=0), 0.123, "12%"),
        (TableColumn("", form="EUR"), -5, "−€5.00"),
        (TableColumn("", form="number", decimals=1), 5, "5.0"),
    ],
)
def test_the_author_says_how_numbers_look(column: TableColumn, value: float, expected: str) -> None:
    assert value_writer([value], Form(column), "en")(value) == expected


@pytest.mark.parametrize(
    ("cells", "signs", "expected"),
    [
        (["12 %", "-3.5%"], ("", "%"), "4.5%"),
        (["€5", "€1,200"], ("€", ""), "€4.5"),
        (["5 €", "7 €"], ("", " €"), "4.5\u00a0€"),
        (["5", "7 €"], ("", ""), "4.5"),
        (["5", "-7"], ("", ""), "4.5"),
        ([], ("", ""), "4.5"),
    ],
)  # fmt: skip
def test_signs_that_all_numbers_have_stay(
    cells: list[str], signs: tuple[str, str], expected: str
) -> None:
    assert signs_of(cells) == signs
    assert value_writer([4.5], Form(before=signs[0], after=signs[1]), "en")(4.5) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["2024", "Mar 2024", "4 Mar", "4 Mar 2024"]),
        ("de", ["2024", "März 2024", "4. März", "4. März 2024"]),
        ("zh", ["2024", "2024年3月", "3月4日", "2024年3月4日"]),
    ],
)
def test_dates_are_short(language: str, expected: list[str]) -> None:
    write = date_writer(language)
    assert [write(DAY, each) for each in ("year", "month", "day", "date")] == expected
