from zoneinfo import ZoneInfo

import pytest

from briefgen.model.moments import Precision
from briefgen.read.dates import NoDate, parse_date, parse_partial_date

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-03-04T09:30", "2026-03-04T09:30:00"),
        ("2026-03-04 8:32:24", "2026-03-04T08:32:24"),
        ("2026-03-04t09:30:00z", "2026-03-04T09:30:00+00:00"),
        ("2010-10-22 11:33:15 -0400", "2010-10-22T11:33:15-04:00"),
        ("2015-03-17 10:00:00 -4", "2015-03-17T10:00:00-04:00"),
        ("2015-03-17 10:00:00 +530", "2015-03-17T10:00:00+05:30"),
        ("2026-03-04T09:30+01:00", "2026-03-04T09:30:00+01:00"),
        ("2017-01-02T15:02:30.012Z", "2017-01-02T15:02:30.012000+00:00"),
        ("2017-01-02T15:02:30.123456789Z", "2017-01-02T15:02:30.123456+00:00"),
    ],
)
def test_times_can_be_written_in_several_ways(text: str, iso: str) -> None:
    written = parse_date(text)
    assert (written.at.isoformat(), written.precision) == (iso, Precision.TIME)


@pytest.mark.parametrize("text", ["2026-03-04", "2026-3-4", " 2026-03-04\t"])
def test_a_day_has_no_time(text: str) -> None:
    written = parse_date(text)
    assert (written.at.isoformat(), written.precision) == ("2026-03-04T00:00:00", Precision.DAY)


def test_a_leap_day_is_a_date_in_a_leap_year() -> None:
    assert parse_date("2024-02-29").at.day == 29


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tomorrow", "not a date"),
        ("", "not a date"),
        ("04.03.2026", "not a date"),
        ("March 4, 2026", "not a date"),
        ("2026-03", "not a date"),
        ("2026-03-04 noon", "not a date"),
        (20260304, "not a date"),
        (None, "not a date"),
        (["2026-03-04"], "not a date"),
        ("2026-13-40", "12 months"),
        ("2026-02-29", "February 2026 has 28 days"),
        ("0000-01-01", "no year 0"),
        ("2026-03-04 25:00", "invalid time of day"),
        ("2026-03-04 10:00 +99", "invalid time zone"),
    ],
    ids=repr,
)
def test_a_text_that_is_not_a_date_is_explained(text: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "precision", "month"),
    [
        ("2026", Precision.YEAR, 1),
        ("2026-07", Precision.MONTH, 7),
        ("2026-07-08", Precision.DAY, 7),
    ],
)
def test_the_date_of_a_work_may_be_only_a_year(text: str, precision: Precision, month: int) -> None:
    written = parse_partial_date(text)
    assert (written.precision, written.at.month) == (precision, month)


def test_a_year_and_month_must_exist() -> None:
    with pytest.raises(ValueError, match="12 months"):
        parse_partial_date("2026-13")


def test_a_date_without_a_zone_is_in_the_zone_of_the_site() -> None:
    assert parse_date("2026-07-04").within(BERLIN).timestamp == "2026-07-04T00:00:00+02:00"


def test_a_date_keeps_its_zone() -> None:
    moment = parse_date("2026-07-04T09:00-05:00").within(BERLIN)
    assert moment.timestamp == "2026-07-04T09:00:00-05:00"


@pytest.mark.parametrize("text", ["2026-13-01", "2026-27-03", "03/04/2026", "2026-02-30"])
def test_a_date_that_can_only_be_guessed_is_not_given_as_the_one_meant(text: str) -> None:
    with pytest.raises(NoDate) as raised:
        parse_date(text)
    assert raised.value.suggestion == ""
