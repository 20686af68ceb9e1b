"""Points in time as authors write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Precision(Enum):
    """How precise a date is."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or date-time: always timezone-aware, with the precision that the author wrote."""

    at: datetime
    precision: Precision = Precision.DAY

    @property
    def iso(self) -> str:
        """ISO 8601 at this precision: `2026`, `2026-03`, `2026-03-04` or a date-time."""
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
        """The calendar year in the moment's own time zone."""
        return self.at.year
