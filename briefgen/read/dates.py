"""Dates as authors write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
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
HINT: Final = "write 2026-03-04, or with a time and zone 2026-03-04T09:30+01:00"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it stands in the front matter: `at` is naive where no zone was given."""

    at: datetime
    precision: Precision

    def within(self, zone: ZoneInfo) -> Moment:
        """Return the moment, in `zone` where the author gave none.

        Its offset is a fixed one of whole minutes, as RFC 3339 has them: so it is the same
        moment wherever it is read again, also in an hour that summer time skips or repeats.
        """
        if self.at.tzinfo:
            return Moment(self.at, self.precision)
        offset = self.at.replace(tzinfo=zone).utcoffset() or timedelta()
        return Moment(self.at.replace(tzinfo=_fixed(offset)), self.precision)


def parse_date(text: object) -> WrittenDate:
    """Read a date or date-time in the forms of YAML 1.1 and RFC 3339.

    Raises ValueError, with words for an author, if it is none.
    """
    match = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError("not a date")
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
        raise ValueError("no such day or hour in the calendar") from None
    return WrittenDate(at, Precision.TIME if parts["hour"] else Precision.DAY)


def parse_partial_date(text: object) -> WrittenDate:
    """Read a date as :func:`parse_date` does, or a year, or a year and month.

    Works are often known by their year alone. Raises ValueError.
    """
    match = _PARTIAL.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return parse_date(text)
    precision = Precision.MONTH if match[2] else Precision.YEAR
    return WrittenDate(parse_date(f"{match[1]}-{match[2] or 1}-1").at, precision)


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
