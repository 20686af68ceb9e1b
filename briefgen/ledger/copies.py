"""Which archived copies are wanted: one of each source, from about the day it was cited."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.ledger.cited import Citing
from briefgen.ledger.learning import FAILURES
from briefgen.ledger.mementos import is_url
from briefgen.ledger.states import matches
from briefgen.model.addresses import absolute
from briefgen.model.config import SourcesConfig
from briefgen.model.content import Brief
from briefgen.model.ledger import Ledger, LedgerEntry, State
from briefgen.model.snapshots import Snapshot

# What is saved now would not be what was cited: there is no page, or another one.
_NOT_TO_SAVE: Final[frozenset[State]] = FAILURES | {"changed"}
_NOTHING: Final = LedgerEntry(state="ok", checked=datetime.date.min)


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """A page of which a copy is wanted, from about a day.

    `is_own`: it is a page of the site itself, so the copy must not be older than the page.
    """

    url: str
    day: datetime.date
    is_own: bool = False

    def accepts(self, day: datetime.date, distance: int) -> bool:
        """Whether a copy from another day will do; `distance` is in days."""
        if self.is_own:
            return day >= self.day
        return abs(day - self.day).days <= distance

    def window(self, distance: int, today: datetime.date) -> tuple[datetime.date, datetime.date]:
        """Return the first and the last day from which a copy will do."""
        if self.is_own:
            return self.day, today
        reach = datetime.timedelta(distance)
        return self.day - reach, self.day + reach


def copy_requests(
    cited: Mapping[str, Sequence[Citing]],
    entries: Mapping[str, LedgerEntry],
    settings: SourcesConfig,
    today: datetime.date,
) -> Iterator[CopyRequest]:
    """Yield the copies that the sources of briefs lack.

    A source that is cited on several days may have several copies. One that its author gave a copy
    needs no other.
    """
    for url, citings in cited.items():
        entry = entries.get(url)
        if entry is None or not is_url(url) or matches(url, settings.ignore):
            continue
        days = sorted({cited_on(each, today) for each in citings if not has_own_copy(each, entry)})
        for index, day in enumerate(days):
            request = CopyRequest(url, day)
            is_first = index == 0 and bool(entry.copies)
            if not is_first and not _has_copy(entry, request, settings.archive.distance):
                yield request


def brief_copy_requests(
    briefs: Iterable[tuple[Brief, str]],
    base_url: str,
    entries: Mapping[str, LedgerEntry],
    today: datetime.date,
) -> Iterator[CopyRequest]:
    """Yield the copies that the site's own briefs lack: one of each, as it was last updated.

    `briefs` are with their URL paths.
    """
    for brief, path in briefs:
        url, moment = absolute(base_url, path), brief.updated or brief.date
        entry = entries.get(url, _NOTHING)
        # Archives date their copies in UTC.
        day = min(moment.at.astimezone(datetime.UTC).date(), today) if moment else today
        request = CopyRequest(url, day, is_own=True)
        if not (moment is None and entry.copies) and not _has_copy(entry, request, 0):
            yield request


def has_own_copy(citing: Citing, entry: LedgerEntry | None) -> bool:
    """Whether the front matter of a brief names a copy of a source."""
    recorded = {each.url for each in entry.copies} if entry else set()
    return bool(citing.source.archive_url) and citing.source.archive_url not in recorded


def _has_copy(entry: LedgerEntry, request: CopyRequest, distance: int) -> bool:
    return any(each.day is None or request.accepts(each.day, distance) for each in entry.copies)


def is_worth_saving(entry: LedgerEntry, request: CopyRequest) -> bool:
    """Whether to save a page now: it is what was cited, and no later copy is nearer to that day."""
    if entry.dead or entry.state in _NOT_TO_SAVE:
        return False
    return not any(each.day and each.day >= request.day for each in entry.copies)


def with_copy(
    former: LedgerEntry | None, request: CopyRequest, copy: Snapshot, today: datetime.date
) -> LedgerEntry:
    """Return the entry of a page with one more copy. The oldest copy is its `archive_url`.

    Of an own page, only the latest copy counts.
    """
    entry = former or LedgerEntry(state="ok", checked=today)
    before = () if request.is_own else entry.copies
    if any(each.url == copy.url for each in before):
        return entry
    copies = sorted((*before, copy), key=lambda each: (each.day or datetime.date.min, each.url))
    return replace(
        entry,
        checked=today,
        archive_url=copies[0].url,
        archived=copies[0].day,
        other_copies=tuple(each.url for each in copies[1:]),
    )


def cited_on(citing: Citing, today: datetime.date) -> datetime.date:
    """Return the day on which a brief cites a source; a brief without a date does so today."""
    return min(citing.day.at.date(), today) if citing.day else today


def without_unpublished(ledger: Ledger, base_url: str, published: Collection[str]) -> Ledger:
    """Return a ledger without the pages of the site itself that are not published any more."""
    urls = set(published)
    return Ledger(
        {
            url: entry
            for url, entry in ledger.entries.items()
            if url in urls or not url.startswith(f"{base_url}/")
        }
    )
