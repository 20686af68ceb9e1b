"""Which sources are due to be asked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from briefgen.ledger.learning import FAILURES
from briefgen.model.config import AgesConfig
from briefgen.model.ledger import LedgerEntry


def age_of(entry: LedgerEntry, ages: AgesConfig) -> timedelta:
    """Return how long the last answer of a source is good for."""
    if entry.dead:
        return timedelta(ages.dead)
    if entry.state in FAILURES:
        return timedelta(ages.failing)
    return timedelta(ages.blocked if entry.state == "blocked" else ages.ok)


def due(
    urls: Iterable[str],
    entries: Mapping[str, LedgerEntry],
    asked_on: Mapping[str, date],
    ages: AgesConfig,
    today: date,
) -> Iterator[str]:
    """Yield the sources that were never asked, or so long ago that the answer may have changed.

    `asked_on` is when each was asked last, if that is known; otherwise the ledger's date counts.
    """
    for url in urls:
        entry = entries.get(url)
        if entry is None or today >= asked_on.get(url, entry.checked) + age_of(entry, ages):
            yield url
