"""Archived copies of pages, and what their URLs say of them."""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

# The date in the URL of a copy: https://web.archive.org/web/20260612080000/https://example.org/
_DATED: Final = re.compile(r"/([12]\d{3})([01]\d)([0-3]\d)\d{0,6}(?:[a-z]{2}_)?/")


class Snapshot(NamedTuple):
    """An archived copy: its URL, and the day on which it was made, if that is known."""

    url: str
    day: datetime.date | None = None


def snapshot_day(url: str) -> datetime.date | None:
    """Return the day that the URL of a copy contains, as in web.archive.org and archive.today."""
    match = _DATED.search(url)
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
