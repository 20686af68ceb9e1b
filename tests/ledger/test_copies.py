"""Which archived copies are wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from briefgen.ledger.cited import cited_sources
from briefgen.ledger.copies import (
    CopyRequest,
    brief_copy_requests,
    copy_requests,
    is_worth_saving,
    with_copy,
    without_unpublished,
)
from briefgen.model.config import SourcePattern, SourcesConfig
from briefgen.model.content import Body, Brief, Source
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.model.moments import Moment
from briefgen.model.snapshots import Snapshot

URL = "https://example.org/report"
TODAY = date(2026, 11, 30)


def moment(day: date | None) -> Moment | None:
    return Moment(datetime(day.year, day.month, day.day, tzinfo=UTC)) if day else None


def brief(day: date | None = None, accessed: date | None = None, copy: str = "") -> Brief:
    source = Source(1, URL, "A report", accessed=moment(accessed), archive_url=copy)
    return Brief(
        path=f"content/briefs/{day}.md",
        slug="a",
        title="A",
        date=moment(day),
        body=Body(),
        sources=(source,),
    )


def entry(*copies: date, **fields: Any) -> LedgerEntry:
    first, *others = map(copy_of, copies) if copies else (Snapshot(""),)
    return LedgerEntry(
        state=fields.pop("state", "ok"),
        checked=TODAY,
        archive_url=first.url,
        archived=first.day,
        other_copies=tuple(each.url for each in others),
        **fields,
    )


def copy_of(day: date) -> Snapshot:
    return Snapshot(f"https://web.archive.org/web/{day:%Y%m%d}120000/{URL}", day)


def days(ledger_entry: LedgerEntry | None, *briefs: Brief, **settings: Any) -> list[date]:
    """Return the days from which copies of the source are wanted."""
    entries = {URL: ledger_entry} if ledger_entry else {}
    requests = copy_requests(cited_sources(briefs), entries, SourcesConfig(**settings), TODAY)
    return [each.day for each in requests]


JUNE, NOVEMBER = date(2026, 6, 12), date(2026, 11, 2)


def test_a_copy_is_wanted_from_the_day_of_the_citation() -> None:
    assert days(entry(), brief(JUNE)) == [JUNE]
    assert days(entry(), brief(NOVEMBER, accessed=JUNE)) == [JUNE]
    assert days(entry(), brief()) == [TODAY]
    assert days(entry(), brief(date(2031, 1, 1))) == [TODAY]


def test_one_copy_is_enough_unless_a_later_text_cites_the_source() -> None:
    assert days(entry(JUNE), brief(JUNE)) == []
    assert days(entry(date(2020, 1, 1)), brief(JUNE)) == []
    assert days(entry(JUNE), brief(JUNE), brief(NOVEMBER)) == [NOVEMBER]
    assert days(entry(JUNE), brief(JUNE), brief(date(2026, 7, 12))) == []
    assert days(entry(JUNE, NOVEMBER), brief(JUNE), brief(NOVEMBER)) == []


def test_a_copy_of_the_author_is_enough() -> None:
    assert days(entry(), brief(JUNE, copy="https://perma.cc/AB12-CD34")) == []
    given = brief(JUNE, copy="https://perma.cc/AB12-CD34")
    assert days(entry(), given, brief(NOVEMBER)) == [NOVEMBER]


def test_nothing_is_wanted_of_sources_that_are_not_asked() -> None:
    assert days(None, brief(JUNE)) == []
    ignored = SourcePattern(match="https://example.org/", reason="not on the web")
    assert days(entry(), brief(JUNE), ignore=(ignored,)) == []


@pytest.mark.parametrize("state", ["gone", "soft-404", "certificate", "timeout", "changed"])
def test_what_was_not_cited_is_not_saved(state: str) -> None:
    assert not is_worth_saving(entry(state=state), CopyRequest(URL, JUNE))
    assert not is_worth_saving(entry(state="ok", dead=True), CopyRequest(URL, JUNE))


def test_a_page_is_saved_unless_a_copy_after_the_citation_is_nearer() -> None:
    assert is_worth_saving(entry(), CopyRequest(URL, JUNE))
    assert is_worth_saving(entry(JUNE), CopyRequest(URL, NOVEMBER))
    assert not is_worth_saving(entry(NOVEMBER), CopyRequest(URL, JUNE))


def test_copies_are_kept_in_order() -> None:
    ledger_entry = with_copy(entry(NOVEMBER), CopyRequest(URL, JUNE), copy_of(JUNE), TODAY)
    assert ledger_entry == entry(JUNE, NOVEMBER)
    assert (
        with_copy(ledger_entry, CopyRequest(URL, JUNE), copy_of(JUNE), date(2027, 1, 1))
        is ledger_entry
    )


def test_the_copy_nearest_to_a_citation_is_shown() -> None:
    ledger_entry = entry(JUNE, NOVEMBER)
    assert ledger_entry.copy_near(date(2026, 7, 1)) == copy_of(JUNE)
    assert ledger_entry.copy_near(date(2026, 10, 1)) == copy_of(NOVEMBER)
    assert ledger_entry.copy_near(None) == copy_of(JUNE)
    assert entry().copy_near(JUNE) is None


def test_a_copy_of_an_own_brief_is_not_older_than_the_brief() -> None:
    def wanted(ledger_entry: LedgerEntry | None, written: Brief) -> list[date]:
        entries = {"https://own.example/briefs/a/": ledger_entry} if ledger_entry else {}
        pages = [(written, "/briefs/a/")]
        return [
            each.day for each in brief_copy_requests(pages, "https://own.example", entries, TODAY)
        ]

    assert wanted(None, brief(JUNE)) == [JUNE]
    assert wanted(entry(date(2026, 6, 11)), brief(JUNE)) == [JUNE]
    assert wanted(entry(NOVEMBER), brief(JUNE)) == []
    assert wanted(None, brief()) == [TODAY]
    assert wanted(entry(JUNE), brief()) == []


def test_pages_of_the_site_that_are_not_published_any_more_leave_the_ledger() -> None:
    own = {f"https://own.example/briefs/{name}/": entry(JUNE) for name in "ab"}
    ledger = without_unpublished(
        Ledger({**own, URL: entry()}), "https://own.example", ["https://own.example/briefs/b/"]
    )
    assert list(ledger.entries) == ["https://own.example/briefs/b/", URL]
