"""A whole search for archived copies: each is looked up, or saved, and written to the ledger."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag

from briefgen.cache import WORK_FOLDER
from briefgen.ledger.archive_memory import ArchiveMemory, Job, Missing, Outcome
from briefgen.ledger.archives import Archive, Unavailable
from briefgen.ledger.asking import RequestSettings, client_for
from briefgen.ledger.copies import CopyRequest, is_worth_saving, with_copy
from briefgen.ledger.keys import Keys
from briefgen.ledger.mementos import (
    Lookup,
    index_url,
    lookup,
    memento_url,
    mementos_in,
    stamp_of,
    with_fragment,
)
from briefgen.ledger.saving import Failed, Later, NoSaving, StillSaving, save
from briefgen.ledger.writing import write_ledger
from briefgen.model.config import ArchiveConfig
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.model.snapshots import Snapshot, snapshot_day
from briefgen.network import run

_AT_ONCE: Final = 4  # pages for which a copy is sought at the same time
_MOST_FAILURES: Final = 3  # in sequence, after which the archive is left alone
_CANDIDATES: Final = 3  # copies to look at, if the nearest is one of an error page


@dataclass(frozen=True, slots=True)
class Archiving:
    """Which copies to find or save, where, and how.

    `keys` are None if no page is to be saved. `on_start` is called with the number of copies that
    are sought, and `on_answer` after each.
    """

    requests: Sequence[CopyRequest]
    settings: ArchiveConfig
    request_settings: RequestSettings
    keys: Keys | None
    today: date
    on_start: Callable[[int], object]
    on_answer: Callable[[], object]


@dataclass(slots=True)
class Archived:
    """What a search for copies has brought: the new ledger, and the copies in it that are new.

    `saved` are those that were made now, and `missing` those that the archive did not have. `later`
    says for others why they were neither found nor saved this time. `failure` says why the archive
    was not asked any more, or saved nothing.
    """

    ledger: Ledger = Ledger()
    copies: dict[CopyRequest, Snapshot] = field(default_factory=dict)
    saved: set[CopyRequest] = field(default_factory=set)
    missing: dict[CopyRequest, Missing] = field(default_factory=dict)
    later: dict[CopyRequest, str] = field(default_factory=dict)
    failure: str = ""


def archive_pages(root: Path, former: Ledger, archiving: Archiving) -> Archived:
    """Find or save the copies that are wanted, and write them to the ledger of a site.

    If the search is interrupted, what was found until then is written. Raises OSError.
    """
    memory = ArchiveMemory(root / WORK_FOLDER)
    search = _Search(dict(former.entries), archiving, memory)
    search.remember(memory.read())
    pending = [each for each in archiving.requests if search.is_due(each)]
    archiving.on_start(len(pending))
    try:
        if pending:
            run(search.run(pending))
    finally:
        search.result.ledger = Ledger(search.entries)
        write_ledger(root, search.result.ledger)
        memory.finish(search.lasting())
    return search.result


class _Search:
    """The state of a search, which changes with each answer of the archive."""

    def __init__(
        self, entries: dict[str, LedgerEntry], archiving: Archiving, memory: ArchiveMemory
    ) -> None:
        self.entries = entries
        self.result = Archived()
        self._archiving = archiving
        self._memory = memory
        self._jobs: dict[CopyRequest, Job] = {}
        self._failures = 0
        self._keys = archiving.keys

    def remember(self, outcomes: Iterable[tuple[CopyRequest, Outcome]]) -> None:
        """Continue with what earlier searches have recorded."""
        requests = set(self._archiving.requests)
        for request, outcome in outcomes:
            if request not in requests:
                continue
            if isinstance(outcome, Job):
                self._jobs[request] = outcome
            elif isinstance(outcome, Missing):
                self.result.missing[request] = outcome
            else:
                self._add(request, outcome)

    def is_due(self, request: CopyRequest) -> bool:
        """Whether to ask the archive for a copy, now and not only later."""
        if request in self.result.copies:
            return False
        missing = self.result.missing.get(request)
        if missing is None or (missing.is_unsaved and self._keys):
            return True
        return self._archiving.today >= missing.asked_on + timedelta(self._archiving.settings.retry)

    def lasting(self) -> Iterator[tuple[CopyRequest, Outcome]]:
        """Yield what the next search has to know."""
        yield from self.result.missing.items()
        yield from ((request, job) for request, job in self._jobs.items() if job.is_running)

    async def run(self, pending: Sequence[CopyRequest]) -> None:
        """Ask the archive for copies."""
        request_settings = self._archiving.request_settings
        client = client_for(request_settings, _AT_ONCE)
        turns = asyncio.Semaphore(_AT_ONCE)
        async with client, asyncio.TaskGroup() as group:
            archive = Archive(client, self._archiving.settings, request_settings)
            for request in pending:
                group.create_task(self._in_turn(turns, archive, request))

    async def _in_turn(
        self, turns: asyncio.Semaphore, archive: Archive, request: CopyRequest
    ) -> None:
        async with turns:
            self.result.missing.pop(request, None)
            if self._failures >= _MOST_FAILURES:
                self.result.later[request] = self.result.failure
            else:
                await self._ask(archive, request)
        self._archiving.on_answer()

    async def _ask(self, archive: Archive, request: CopyRequest) -> None:
        try:
            await self._seek(archive, request)
        except Unavailable as error:
            self._failures += 1
            self.result.later[request] = str(error)
            if self._failures >= _MOST_FAILURES:
                self.result.failure = f"{archive.url} does not answer: {error}"
        except NoSaving as error:
            self._keys = None
            self.result.later[request] = self.result.failure = str(error)
        except Later as error:
            self.result.later[request] = str(error)
        else:
            self._failures = 0

    async def _seek(self, archive: Archive, request: CopyRequest) -> None:
        """Find a copy or have one made, and note it, or why there is none."""
        nearest = await self._nearest(archive, request)
        if not nearest.flaw and self._is_near(request, nearest):
            self._record(request, nearest.copy)
            return
        reason = self._reason(request, nearest)
        entry = self.entries.get(request.url)
        is_worth_it = entry is None or is_worth_saving(entry, request)
        if is_worth_it and self._archiving.keys:
            try:
                copy = await self._save_copy(archive, request)
            except Failed as error:
                reason = f"the archive could not save it: {error}"
            else:
                self.result.saved.add(request)
                self._record(request, copy)
                return
        missing = Missing(
            reason,
            self._archiving.today,
            nearest.copy.url,
            is_unsaved=is_worth_it and not self._archiving.keys,
        )
        self._memory.note(request, missing)
        self.result.missing[request] = missing

    async def _nearest(self, archive: Archive, request: CopyRequest) -> Lookup:
        """Return the copy nearest to the day from which one is wanted.

        If it is of no use, or older than an own page, the index of the archive may list another.
        """
        nearest = await self._looked_up(archive, request.url, stamp_of(request.day))
        is_near = self._is_near(request, nearest)
        is_listed = bool(nearest.flaw) if is_near else request.is_own
        if nearest.flaw == "none" or not is_listed:
            return nearest
        first, last = request.window(self._archiving.settings.distance, self._archiving.today)
        try:
            rows = await archive.index(
                index_url(archive.url, request.url, request.day, first, last)
            )
        except Unavailable as error:
            raise Later(f"its index does not answer: {error}") from error
        for row in islice(mementos_in(rows), _CANDIDATES):
            other = await self._looked_up(archive, row.original, row.stamp)
            if not other.flaw and self._is_near(request, other):
                copy = Snapshot(with_fragment(other.copy.url, request.url), other.copy.day)
                return Lookup(copy)
        return nearest

    def _is_near(self, request: CopyRequest, nearest: Lookup) -> bool:
        day = nearest.copy.day
        return day is not None and request.accepts(day, self._archiving.settings.distance)

    def _reason(self, request: CopyRequest, nearest: Lookup) -> str:
        """Say why the copy that an archive has is of no use."""
        if nearest.flaw == "none":
            return "the archive has none"
        if self._is_near(request, nearest):
            return "what the archive has from that time is an error page"
        return f"the nearest one is from {nearest.copy.day}"

    async def _looked_up(self, archive: Archive, url: str, stamp: str) -> Lookup:
        raw = memento_url(archive.url, stamp, url, is_raw=True)
        return lookup(archive.url, url, await archive.raw_copy(raw))

    async def _save_copy(self, archive: Archive, request: CopyRequest) -> Snapshot:
        """Have a copy made now. Raises Failed and Later."""

        def on_start(job: str) -> None:
            self._jobs[request] = Job(job, time.time())
            self._memory.note(request, self._jobs[request])

        if self._keys is None:
            raise NoSaving(self.result.failure)
        former = self._jobs.get(request)
        job = former.id if former and former.is_running else ""
        try:
            memento = await save(archive, urldefrag(request.url).url, self._keys, job, on_start)
        except Unavailable as error:
            raise NoSaving(f"it saves no pages: {error}") from error
        except (Failed, Later) as error:
            if not isinstance(error, StillSaving):
                self._jobs.pop(request, None)
            raise
        # The copy is there, even if the archive does not show it at once.
        with suppress(Unavailable):
            shown_copy = await self._looked_up(archive, memento.original, memento.stamp)
            if shown_copy.flaw == "error-page":
                raise Failed("what it saved is an error page")
        copy = memento_url(archive.url, memento.stamp, memento.original)
        return Snapshot(with_fragment(copy, request.url), snapshot_day(copy))

    def _record(self, request: CopyRequest, copy: Snapshot) -> None:
        self._memory.note(request, copy)
        self._add(request, copy)

    def _add(self, request: CopyRequest, copy: Snapshot) -> None:
        former, today = self.entries.get(request.url), self._archiving.today
        self.entries[request.url] = with_copy(former, request, copy, today)
        self.result.copies[request] = copy
        self.result.missing.pop(request, None)
        self._jobs.pop(request, None)
