"""Which sources are due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from briefgen.ledger.due import due
from briefgen.model.config import AgesConfig
from briefgen.model.ledger import LedgerEntry, State

TODAY = date(2026, 11, 20)
URL = "https://example.org/"


def is_due(days: int, state: State, *, is_known: bool = True, **fields: Any) -> bool:
    """Whether a source is due that was asked so many days ago."""
    when = TODAY - timedelta(days)
    entry = LedgerEntry(state=state, checked=when if not is_known else date(2020, 1, 1), **fields)
    asked = {URL: when} if is_known else {}
    return list(due([URL], {URL: entry}, asked, AgesConfig(), TODAY)) == [URL]


def test_a_source_that_was_never_asked_is_due() -> None:
    assert list(due([URL], {}, {}, AgesConfig(), TODAY)) == [URL]


@pytest.mark.parametrize(
    ("state", "days"),
    [("ok", 30), ("moved", 30), ("changed", 30), ("blocked", 7), ("gone", 1), ("timeout", 1)],
)
def test_answers_age_by_what_they_mean(state: State, days: int) -> None:
    assert is_due(days, state)
    assert not is_due(days - 1, state)


def test_a_dead_source_is_asked_rarely() -> None:
    assert not is_due(29, "gone", dead=True)
    assert is_due(30, "gone", dead=True)


def test_without_a_record_of_the_last_check_the_date_in_the_ledger_counts() -> None:
    assert not is_due(29, "ok", is_known=False)
    assert is_due(30, "ok", is_known=False)
