"""The states of sources: how many are in each, and which sources are exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from briefgen.model.config import SourcePattern
from briefgen.model.ledger import LedgerEntry


def matches(url: str, patterns: Iterable[SourcePattern]) -> bool:
    """Whether a URL begins as one of some patterns says; `*` matches any text."""
    return any(_expression(each.match).match(url) for each in patterns)


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


def counts(urls: Iterable[str], entries: Mapping[str, LedgerEntry]) -> dict[str, int]:
    """Return how many sources are in each state; a dead one counts as `dead`."""
    numbers: dict[str, int] = {}
    for url in urls:
        entry = entries.get(url)
        name = "unknown" if entry is None else "dead" if entry.dead else entry.state
        numbers[name] = numbers.get(name, 0) + 1
    return numbers
