from datetime import UTC, datetime, timedelta, timezone

import pytest

from briefgen.model.moments import Moment, Precision

AT = datetime(2026, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("precision", "iso"),
    [
        (Precision.YEAR, "2026"),
        (Precision.MONTH, "2026-03"),
        (Precision.DAY, "2026-03-04"),
        (Precision.TIME, "2026-03-04T09:30:00-05:00"),
    ],
    ids=lambda value: getattr(value, "value", None),
)
def test_a_moment_is_shown_as_precisely_as_it_was_given(precision: Precision, iso: str) -> None:
    assert Moment(AT, precision).iso == iso


def test_a_timestamp_always_has_time_and_offset() -> None:
    assert Moment(AT, Precision.YEAR).timestamp == "2026-03-04T09:30:00-05:00"


def test_the_year_is_that_of_the_moments_own_zone() -> None:
    eve = datetime(2025, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert (Moment(eve).year, eve.astimezone(UTC).year) == (2025, 2026)
