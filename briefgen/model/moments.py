"""Points in time as authors write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Precision(Enum):
    """How precisely a date was given."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or date-time: always aware, and it remembers how precisely it was given."""

    at: datetime
    precision: Precision = Precision.DAY

    @property
    def iso(self) -> str:
        """ISO 8601 in the precision given: `2026`, `2026-03`, `2026-03-04` or a date-time."""
        if self.precision is Precision.TIME:
            return self.timestamp
        day = self.at.date().isoformat()
        if self.precision is Precision.DAY:
            return day
        return day[:4] if self.precision is Precision.YEAR else day[:7]

    @property
    def timestamp(self) -> str:
        """RFC 3339 date-time with offset, whatever the precision."""
        return self.at.isoformat(timespec="seconds")

    @property
    def year(self) -> int:
        """The calendar year in the moment's own zone."""
        return self.at.year
