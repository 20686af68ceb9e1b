"""URLs of archived copies, and what an archive's answers say of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from briefgen.ledger.answers import Answer, Hop
from briefgen.ledger.mementos import (
    Memento,
    base_of,
    index_url,
    lookup,
    memento_of,
    memento_url,
    mementos_in,
    with_fragment,
)
from briefgen.model.snapshots import Snapshot, snapshot_day

ARCHIVE = "https://web.archive.example"
PAGE = "https://example.org/a/report?year=2026"
MADE = {"memento-datetime": "Fri, 12 Jun 2026 23:30:00 GMT", "content-type": "text/html"}
GATE = f"{ARCHIVE}/web/20260612120000id_/{PAGE}"


def copy_url(stamp: str, page: str = PAGE) -> str:
    return f"{ARCHIVE}/web/{stamp}id_/{page}"


def answer(*urls: str, **fields: Any) -> Answer:
    """Return an answer after redirects from each URL to the next."""
    hops = tuple(Hop(url, 302) for url in urls[:-1])
    body = b"<title>A report</title><p>Words."
    given = {"url": urls[0], "final_url": urls[-1], "hops": hops, "status": 200, "body": body}
    return Answer(**{"headers": MADE, **given, **fields})


@pytest.mark.parametrize("written", [ARCHIVE, f"{ARCHIVE}/", f"{ARCHIVE}/web", f"{ARCHIVE}/web/"])
def test_the_url_of_an_archive_may_end_as_its_pages_do(written: str) -> None:
    assert base_of(written) == ARCHIVE


def test_a_copy_has_a_url_and_the_place_in_its_page() -> None:
    raw = memento_url(ARCHIVE, "20260612120000", f"{PAGE}#page=2", is_raw=True)
    assert raw == GATE
    copy = memento_url(ARCHIVE, "20260612120000", PAGE)
    assert with_fragment(copy, f"{PAGE}#page=2") == f"{ARCHIVE}/web/20260612120000/{PAGE}#page=2"
    assert memento_of(ARCHIVE, raw) == Memento("20260612120000", PAGE)
    assert " " not in memento_url(ARCHIVE, "20260612120000", "https://example.org/a b")


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        f"{ARCHIVE}/save",
        "https://other.example/web/20260612120000/https://a.org/",
        f"{ARCHIVE}/web/20260612120000/http://[",
    ],
)
def test_other_urls_are_no_copies(url: str) -> None:
    assert memento_of(ARCHIVE, url) is None


def test_an_archive_may_have_a_path() -> None:
    base = "https://library.example/archive"
    url = memento_url(base, "20260612120000", PAGE)
    assert memento_of(base, url) == Memento("20260612120000", PAGE)
    assert memento_of(base, f"https://library.example/web/20260612120000/{PAGE}") is None


def test_the_nearest_copy_is_the_one_to_which_the_archive_redirects() -> None:
    exact = copy_url("20260612233000")
    copy = Snapshot(f"{ARCHIVE}/web/20260612233000/{PAGE}", date(2026, 6, 12))
    assert lookup(ARCHIVE, PAGE, answer(GATE, exact)).copy == copy


def test_an_archive_may_answer_with_the_nearest_copy_without_a_redirect() -> None:
    copy = lookup(ARCHIVE, PAGE, answer(GATE)).copy
    assert copy == Snapshot(f"{ARCHIVE}/web/20260612233000/{PAGE}", date(2026, 6, 12))


def test_the_copy_of_a_redirect_is_one_of_its_target() -> None:
    moved = "https://www.example.org/reports/2026"
    result = lookup(ARCHIVE, PAGE, answer(GATE, copy_url("20260612233000", moved)))
    assert result.copy.url == f"{ARCHIVE}/web/20260612233000/{moved}"


@pytest.mark.parametrize(
    "heard",
    [
        answer(GATE, headers={"content-type": "text/html"}),
        answer(GATE, headers={**MADE, "memento-datetime": "yesterday"}),
        answer(GATE, PAGE),
        answer(GATE, headers={}, status=404),
    ],
    ids=["no copy", "no date", "the living page", "not archived"],
)
def test_what_is_no_copy_is_none(heard: Answer) -> None:
    assert lookup(ARCHIVE, PAGE, heard).flaw == "none"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": 404},
        {"status": 503},
        {"body": b"<title>Page not found</title>"},
        {"body": b"<title>Just a moment...</title>"},
        {"headers": {**MADE, "x-archive-orig-cf-mitigated": "challenge"}},
        {"final_url": copy_url("20260612233000", "https://example.org/")},
        {"final_url": copy_url("20260612233000", "https://example.org/login?next=1")},
    ],
    ids=["404", "503", "soft 404", "wall", "wall's header", "home page", "login"],
)
def test_copies_of_error_pages_are_recognised(fields: dict[str, Any]) -> None:
    result = lookup(ARCHIVE, PAGE, answer(GATE, copy_url("20260612233000"), **fields))
    assert (result.flaw, result.copy.day) == ("error-page", date(2026, 6, 12))


def test_an_index_lists_copies_of_pages_that_were_ok() -> None:
    url = index_url(ARCHIVE, f"{PAGE}#a", date(2026, 6, 12), date(2026, 6, 1), date(2026, 6, 30))
    assert url.startswith(f"{ARCHIVE}/cdx/search/cdx?url=https:%2F%2Fexample.org%2Fa%2Freport%3F")
    assert "&from=20260601&to=20260630&closest=20260612120000&" in url
    rows = b'[["timestamp","original"],["20260612233000","https://example.org/"],["x","y"],[]]'
    assert list(mementos_in(rows)) == [Memento("20260612233000", "https://example.org/")]
    wrong = (b"", b"<html>", b"[]", b"{}", b"[1, 2]", b"[" * 100_000)
    assert [list(mementos_in(each)) for each in wrong] == [[]] * len(wrong)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        (f"https://web.archive.org/web/20260612233000/{PAGE}", date(2026, 6, 12)),
        ("https://archive.today/20260612233000/https://example.org/", date(2026, 6, 12)),
        ("https://archive.ph/20260612/https://example.org/", date(2026, 6, 12)),
        ("https://web.archive.org/web/20261312233000/https://example.org/", None),
        ("https://perma.cc/AB12-CD34", None),
        ("https://archive.ph/AbCdE", None),
    ],
)
def test_the_url_of_a_copy_may_say_when_it_was_made(url: str, day: date | None) -> None:
    assert snapshot_day(url) == day
