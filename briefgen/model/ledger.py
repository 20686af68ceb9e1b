"""The ledger of sources: what is known of each cited work, from the last time that it was asked.

It is the content of sources.lock.yaml, which `briefgen check --sources` writes and builds read.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from briefgen.model.snapshots import Snapshot, snapshot_day

# What an answer means. `moved` is a permanent redirect, and `blocked` a refusal to answer programs.
State = Literal[
    "ok", "moved", "blocked", "gone", "soft-404", "changed", "certificate", "timeout", "error"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What is known of one source.

    `checked` is the date of the check that last changed the entry. A source that fails is `dead`
    only after some days: it has failed `failures` times (at most three are counted) since
    `failing_since`, and is dead since `since`. Titles,
    names and `date` (2026, 2026-03 or 2026-03-04) are what the source says of itself. `archive_url`
    is a copy from the day `archived`. `other_copies` are the URLs of copies from other days, for
    texts that cite the source at another time. `text_digest` identifies the main text that was
    cited.
    """

    state: State
    checked: datetime.date
    dead: bool = False
    since: datetime.date | None = None
    failing_since: datetime.date | None = None
    failures: int = 0
    final_url: str = ""
    archive_url: str = ""
    archived: datetime.date | None = None
    other_copies: tuple[str, ...] = ()
    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    type: str = ""
    text_digest: str = ""

    @property
    def copies(self) -> tuple[Snapshot, ...]:
        """The archived copies, `archive_url` first."""
        if not self.archive_url:
            return ()
        first = Snapshot(self.archive_url, self.archived or snapshot_day(self.archive_url))
        return (first, *(Snapshot(url, snapshot_day(url)) for url in self.other_copies))

    def copy_near(self, day: datetime.date | None) -> Snapshot | None:
        """Return the copy that was made nearest to a day, or the first one if that is not known."""
        dated = [each for each in self.copies if each.day]
        if day is None or not dated:
            return self.copies[0] if self.copies else None
        return min(dated, key=lambda each: abs((each.day or day) - day))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a ledger by the URL of each source, as written in a text."""

    entries: Mapping[str, LedgerEntry] = field(default_factory=dict)
