"""What answers change in the ledger."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from briefgen.ledger.learning import FAILURES, CheckResult, updated_entry
from briefgen.model.ledger import LedgerEntry, State

FIRST = date(2026, 11, 1)


def after(*answers: tuple[int, State]) -> LedgerEntry:
    """Return the entry of a source that gave these answers, so many days after the first."""
    entry = None
    for days, state in answers:
        entry = updated_entry(entry, CheckResult(state=state), FIRST + timedelta(days))
    assert entry is not None
    return entry


@pytest.mark.parametrize("state", sorted(FAILURES))
def test_a_source_is_dead_after_three_failures_within_seven_days_or_more(state: State) -> None:
    assert after((0, state), (3, state), (7, state)) == LedgerEntry(
        state=state,
        checked=FIRST + timedelta(7),
        dead=True,
        since=FIRST,
        failing_since=FIRST,
        failures=3,
    )


@pytest.mark.parametrize(
    "days", [(0,), (0, 30), (0, 1, 2), (0, 1, 2, 3, 4, 5, 6)], ids=lambda days: f"on days {days}"
)
def test_until_then_it_is_failing(days: tuple[int, ...]) -> None:
    entry = after(*((day, "gone") for day in days))
    assert not entry.dead
    assert entry.failing_since == FIRST


def test_an_answer_ends_a_series_of_failures() -> None:
    entry = after((0, "gone"), (3, "gone"), (5, "ok"), (7, "gone"))
    assert (entry.failures, entry.failing_since, entry.dead) == (1, FIRST + timedelta(7), False)


def test_a_dead_source_that_answers_is_alive() -> None:
    entry = after((0, "gone"), (3, "gone"), (9, "gone"), (40, "ok"))
    assert entry == LedgerEntry(state="ok", checked=FIRST + timedelta(40))


def test_a_refusal_is_not_a_failure() -> None:
    refused = after(*((day, "blocked") for day in range(0, 60, 10)))
    assert refused == LedgerEntry(state="blocked", checked=FIRST)
    between = after((0, "gone"), (3, "blocked"), (7, "gone"), (9, "blocked"))
    assert (between.dead, between.failures) == (False, 2)


def test_a_check_without_news_changes_nothing() -> None:
    former = after((0, "ok"))
    assert updated_entry(former, CheckResult(state="ok"), FIRST + timedelta(90)) is former
    dead = after((0, "gone"), (3, "gone"), (9, "gone"))
    assert updated_entry(dead, CheckResult(state="gone"), FIRST + timedelta(90)) is dead


def test_the_text_that_was_cited_stays() -> None:
    former = updated_entry(None, CheckResult(state="ok", text_digest="a"), FIRST)
    newer = updated_entry(former, CheckResult(state="changed", text_digest="b"), FIRST)
    assert newer.text_digest == "a"


def test_what_a_source_said_of_itself_stays_until_it_says_something_else() -> None:
    former = updated_entry(None, CheckResult(state="ok", title="A Report", authors=("A",)), FIRST)
    gone = updated_entry(former, CheckResult(state="gone"), FIRST)
    assert (gone.title, gone.authors) == ("A Report", ("A",))
    assert updated_entry(gone, CheckResult(state="ok", title="Another"), FIRST).title == "Another"
