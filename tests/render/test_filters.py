from datetime import UTC, datetime

import pytest

from briefgen.model.moments import Moment, Precision
from briefgen.render.filters import FILTERS, date

MONTHS = (
    "January February March April May June July August September October November December"
).split()


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.YEAR, "2026"),
        (Precision.MONTH, "March 2026"),
        (Precision.DAY, "4 March 2026"),
        (Precision.TIME, "4 March 2026"),
    ],
)
def test_a_date_is_as_precise_as_it_was_given(precision: Precision, words: str) -> None:
    assert date(Moment(datetime(2026, 3, 4, 23, 59, tzinfo=UTC), precision)) == words


@pytest.mark.parametrize(
    ("month", "name"),
    list(enumerate(MONTHS, 1)),
)
def test_every_month_has_its_name(month: int, name: str) -> None:
    assert date(Moment(datetime(999, month, 31 if month == 12 else 1, tzinfo=UTC))).split() == [
        "31" if month == 12 else "1", name, "999",
    ]  # fmt: skip


def test_layouts_find_the_filter_by_its_name() -> None:
    assert FILTERS["date"] is date
