"""What the ledger adds to the sources of briefs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from briefgen.assemble.sources import with_ledger
from briefgen.model.content import Body, Brief, Content, Source
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.model.moments import Moment, Precision

URL = "https://www.example.org/report"
CITED = Source(1, URL, "this report", "example.org", mentions=("cite-1-1",))


def known(**fields: Any) -> LedgerEntry:
    return LedgerEntry(**{"state": "ok", "checked": date(2026, 11, 20), **fields})


def with_entry(source: Source, url: str, entry: LedgerEntry) -> Source:
    brief = Brief(path="content/briefs/a.md", slug="a", title="A", body=Body(), sources=(source,))
    content = with_ledger(Content(briefs=(brief,)), Ledger({url: entry}))
    return content.briefs[0].sources[0]


def day(year: int, month: int = 1, day: int = 1, precision: Precision = Precision.DAY) -> Moment:
    return Moment(datetime(year, month, day, tzinfo=UTC), precision)


def test_a_source_says_of_itself_what_its_author_did_not_write() -> None:
    entry = known(title="The Report", publisher="The Institute", authors=("A", "B"), date="2025-03")
    source = with_entry(CITED, URL, entry)
    assert (source.title, source.publisher, source.author) == (
        "The Report",
        "The Institute",
        "A, B",
    )
    assert source.date == day(2025, 3, precision=Precision.MONTH)


def test_what_the_author_wrote_stays() -> None:
    own = Source(
        1, URL, "My title", "My publisher", "Me", day(2024), archive_url="https://perma.cc/A1-B2",
        has_own_title=True,
    )  # fmt: skip
    entry = known(
        title="The Report",
        publisher="The Institute",
        authors=("A",),
        date="2025",
        archive_url="https://web.archive.org/web/2026/x",
        archived=date(2026, 1, 2),
    )
    assert with_entry(own, URL, entry) == own


def test_many_authors_are_named_in_part() -> None:
    assert with_entry(CITED, URL, known(authors=tuple("ABCDE"))).author == "A, B, C et al."


@pytest.mark.parametrize("url", [URL, "http://example.org/report/", f"{URL}?utm_source=x"])
def test_an_entry_is_about_a_work_however_its_url_is_spelled(url: str) -> None:
    assert with_entry(CITED, url, known(title="The Report")).title == "The Report"


def test_a_failing_source_is_dead_only_if_the_ledger_says_so() -> None:
    failing = known(state="gone", failing_since=date(2026, 11, 1))
    assert with_entry(CITED, URL, failing).dead_since is None
    dead = known(state="gone", dead=True, since=date(2026, 11, 1))
    assert with_entry(CITED, URL, dead).dead_since == day(2026, 11, 1)


@pytest.mark.parametrize("written", ["", "soon", "2026-13", "12345"])
def test_an_invalid_date_is_left_out(written: str) -> None:
    assert with_entry(CITED, URL, known(date=written)).date is None


def test_without_entries_content_stays_the_same_object() -> None:
    content = Content()
    assert with_ledger(content, Ledger()) is content
