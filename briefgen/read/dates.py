"""Dates as authors write them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.model.moments import Moment, Precision

_FORM: Final = re.compile(
    r"""(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})
        (?:(?:[Tt]|[ \t]+)
           (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<part>\d+))?)?
           [ \t]*(?P<zone>[Zz]|[+-]\d{1,2}(?::?\d{2})?)?
        )?""",
    re.VERBOSE,
)
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_NUMBERS: Final = re.compile(r"(\d{1,4})([./ -])[ ]?(\d{1,2})\2[ ]?(\d{1,4})\.?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_HINT: Final = "write year, month and day, for example 2026-03-27 or 2026-03-27T09:30+01:00"
_ONE_DAY: Final = re.compile(r"write (\d{4}-\d\d-\d\d)")
_PARTIAL_HINT: Final = "write a year, a month or a day: 2026, 2026-03 or 2026-03-27"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written in the front matter. `at` is naive if no zone was given."""

    at: datetime
    precision: Precision

    def within(self, zone: ZoneInfo) -> Moment:
        """Return the moment, in `zone` if the author gave none.

        Its offset is a fixed one of whole minutes, as RFC 3339 has them: so it is the same
        moment wherever it is read again, also in an hour that summer time skips or repeats.
        """
        if self.at.tzinfo:
            return Moment(self.at, self.precision)
        offset = self.at.replace(tzinfo=zone).utcoffset() or timedelta()
        return Moment(self.at.replace(tzinfo=_fixed(offset)), self.precision)


class NoDate(ValueError):
    """A text that is not a date; `hint` says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint

    @property
    def suggestion(self) -> str:
        """The date that was meant, if there is only one possibility."""
        match = _ONE_DAY.fullmatch(self.hint)
        return match[1] if match else ""


def parse_date(text: object) -> WrittenDate:
    """Read a date or date-time in the forms of YAML 1.1 and RFC 3339. Raises NoDate."""
    stripped = text.strip() if isinstance(text, str) else ""
    match = _FORM.fullmatch(stripped)
    if match is None:
        raise NoDate("is not a date", _rewritten(stripped))
    parts = match.groupdict()
    try:
        at = datetime(  # noqa: DTZ001 - the zone follows
            int(parts["year"]),
            int(parts["month"]),
            int(parts["day"]),
            int(parts["hour"] or 0),
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            int((parts["part"] or "0").ljust(6, "0")[:6]),
        )
        if parts["zone"]:
            at = at.replace(tzinfo=_offset(parts["zone"]))
    except (ValueError, OverflowError):
        raise _impossible(parts) from None
    return WrittenDate(at, Precision.TIME if parts["hour"] else Precision.DAY)


def parse_partial_date(text: object) -> WrittenDate:
    """Read a date as :func:`parse_date` does, or a year, or a year and month.

    Works are often known by their year alone. Raises NoDate.
    """
    stripped = text.strip() if isinstance(text, str) else ""
    match = _PARTIAL.fullmatch(stripped)
    if match is None:
        try:
            return parse_date(text)
        except NoDate as problem:
            if _FORM.fullmatch(stripped):
                raise
            raise NoDate(str(problem), _rewritten(stripped, partial=True)) from None
    precision = Precision.MONTH if match[2] else Precision.YEAR
    return WrittenDate(parse_date(f"{match[1]}-{match[2] or 1}-1").at, precision)


def _impossible(parts: Mapping[str, str | None]) -> NoDate:
    """Say which part of a date is impossible."""
    year, month, day = (int(parts[name] or 0) for name in ("year", "month", "day"))
    if not year:
        return NoDate("is not a date: there is no year 0", _HINT)
    if not 1 <= month <= 12:
        swapped = _day(year, day, month)
        hint = "write a month from 01 to 12"
        if swapped:  # a guess, so not in the words of a date that is certain
            hint = f"write {swapped}: the year, then the month, then the day"
        return NoDate("is not a date: a year has 12 months", hint)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        name = _MONTHS[month - 1].capitalize()
        leap = f" {year}" if month == 2 else ""
        message = f"is not a date: {name}{leap} has {last} days"
        return NoDate(
            message, f"write a day from 01 to {last}, for example {_day(year, month, last)}"
        )
    hours = int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts["second"] or 0)
    if hours[0] > 23 or hours[1] > 59 or hours[2] > 59:
        return NoDate(
            "has an invalid time of day",
            f"write a time from 00:00 to 23:59, for example {_day(year, month, day)}T09:30",
        )
    return NoDate("has an invalid time zone", "write the time zone as Z or as +01:00")


def _rewritten(text: str, *, partial: bool = False) -> str:
    """Say how to write a date that has another format."""
    numbers = _COMPACT.fullmatch(text)
    if numbers:
        days = [_day(*map(int, numbers.groups()))]
    elif match := _NUMBERS.fullmatch(text):
        days = _numbered(match[1], match[2], match[3], match[4])
    else:
        days, month = _with_month_name(text)
        if month and not days:
            return f"write {month}" if partial else f"add the day, for example {month}-27"
        year = re.search(r"\b(?:1\d|20)\d\d\b", text)
        if partial and year and not days:
            return f"a year is enough: write {year[0]}"
    days = [day for day in dict.fromkeys(days) if day]
    if len(days) > 1:
        return f"write {' or '.join(days)}: the year, then the month, then the day"
    return f"write {days[0]}" if days else _PARTIAL_HINT if partial else _HINT


def _numbered(first: str, sign: str, second: str, third: str) -> list[str]:
    """Return the days that three numbers can mean."""
    if len(first) == 4:
        return [_day(int(first), int(second), int(third))]
    if len(third) != 4:
        return []
    year, one, other = int(third), int(first), int(second)
    if sign == ".":  # as in 27.3.2026, where the day always comes first
        return [_day(year, other, one)]
    return [_day(year, one, other), _day(year, other, one)]


def _with_month_name(text: str) -> tuple[list[str], str]:
    """Return the day of a date with an English month name, and the year and month."""
    words = re.findall(r"[a-z]+|\d+", text.casefold())
    months = [
        number
        for number, name in enumerate(_MONTHS, 1)
        if any(len(word) > 2 and name.startswith(word) for word in words)
    ]
    years = [int(word) for word in words if len(word) == 4 and word.isdecimal()]
    days = [int(word) for word in words if len(word) < 3 and word.isdecimal()]
    if len(months) != 1 or len(years) != 1:
        return [], ""
    dates = [_day(years[0], months[0], days[0])] if len(days) == 1 else []
    return dates, f"{years[0]:04}-{months[0]:02}"


def _day(year: int, month: int, day: int) -> str:
    """Return a day in ISO format, or "" if there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


@lru_cache(maxsize=64)
def _fixed(offset: timedelta) -> timezone:
    """Return the zone of an offset, to the minute."""
    return timezone(timedelta(minutes=round(offset / timedelta(minutes=1))))


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)
