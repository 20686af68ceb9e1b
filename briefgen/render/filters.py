"""What layouts may call. No filter reads a clock, a disk or anything else but its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from briefgen.model.moments import Moment, Precision

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def date(moment: Moment) -> str:
    """Return a date in words, as precisely as it was given: `4 March 2026`, `March 2026`."""
    month = f"{_MONTHS[moment.at.month - 1]} {moment.at.year}"
    if moment.precision is Precision.YEAR:
        return str(moment.at.year)
    return month if moment.precision is Precision.MONTH else f"{moment.at.day} {month}"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {"date": date}
