"""What an answer changes in the ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from briefgen.model.identity import source_key
from briefgen.model.ledger import Ledger, LedgerEntry, State

# The states in which a source cannot be read.
FAILURES: Final[frozenset[State]] = frozenset(
    {"gone", "soft-404", "certificate", "timeout", "error"}
)
# A server may be down for a week-end, so a source is dead only after this many failures, the last
# of them this long after the first.
_FATAL: Final = 3
_SPREAD: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check says about a source: what the answer means, and what the page says of itself.

    `final_url` is where a permanent redirect leads.
    """

    state: State
    final_url: str = ""
    text_digest: str = ""
    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    type: str = ""


def updated_entry(former: LedgerEntry | None, result: CheckResult, today: date) -> LedgerEntry:
    """Return the entry of a source after a check; it is the former one if nothing is new."""
    entry = former or LedgerEntry(state=result.state, checked=today)
    newer = replace(
        entry,
        state=result.state,
        final_url=result.final_url,
        # The text that was cited stays, so that later changes can be seen.
        text_digest=entry.text_digest or result.text_digest,
        # What a source does not say of itself any more stays too.
        title=result.title or entry.title,
        publisher=result.publisher or entry.publisher,
        authors=result.authors or entry.authors,
        date=result.date or entry.date,
        type=result.type or entry.type,
    )
    newer = _failed(newer, today) if result.state in FAILURES else _reachable(newer)
    return former if former == newer else replace(newer, checked=today)


def accepted(entry: LedgerEntry) -> LedgerEntry:
    """Return the entry of a source that, as the settings say, can be read whatever it answers."""
    state: State = "ok" if entry.state in FAILURES else entry.state
    return _reachable(replace(entry, state=state)) if entry.dead or entry.failures else entry


def _failed(entry: LedgerEntry, today: date) -> LedgerEntry:
    since = entry.failing_since or today
    failures = min(entry.failures + 1, _FATAL)
    is_dead = entry.dead or (failures == _FATAL and today - since >= _SPREAD)
    return replace(
        entry,
        failing_since=since,
        failures=failures,
        dead=is_dead,
        since=(entry.since or since) if is_dead else None,
    )


def _reachable(entry: LedgerEntry) -> LedgerEntry:
    """Return the entry of a source that was read, or that refused to answer a program.

    A refusal says nothing about the page, so it changes nothing about earlier failures.
    """
    if entry.state == "blocked":
        return entry
    return replace(entry, failing_since=None, failures=0, dead=False, since=None)


def under_new_urls(ledger: Ledger, cited: Collection[str]) -> Ledger:
    """Return a ledger after texts got the new URLs of sources that have moved.

    What is known of such a source, also its archived copy, is now known of its new URL.
    """
    entries = dict(ledger.entries)
    by_key = {source_key(url): url for url in cited if url not in entries}
    for url, entry in ledger.entries.items():
        new = by_key.get(source_key(entry.final_url)) if entry.state == "moved" else None
        if new:
            entries[new] = replace(entry, state="ok", final_url="")
        if new and url not in cited:
            del entries[url]
    return Ledger(entries)
