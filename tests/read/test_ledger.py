"""Reading sources.lock.yaml."""

from __future__ import annotations

import datetime

import pytest

from briefgen.model.ledger import LedgerEntry
from briefgen.read.ledger import read_ledger

URL = "https://example.org/report"


def test_a_block_is_what_is_known_of_a_source() -> None:
    data = f"""{URL}:
  state: gone
  checked: 2026-11-20
  dead: true
  since: 2026-11-01
  failing_since: 2026-10-20
  archive_url: https://web.archive.org/web/2026/{URL}
  archived: 2026-06-12
  other_copies:
    - https://web.archive.org/web/20270102030405/{URL}
  title: "Yes: a report"
  authors:
    - Ada
    - 1984
  date: 2026-03
"""
    ledger = read_ledger(data.encode())
    assert ledger.diagnostics == ()
    assert ledger.value is not None
    assert ledger.value.entries == {
        URL: LedgerEntry(
            state="gone",
            checked=datetime.date(2026, 11, 20),
            dead=True,
            since=datetime.date(2026, 11, 1),
            failing_since=datetime.date(2026, 10, 20),
            archive_url=f"https://web.archive.org/web/2026/{URL}",
            archived=datetime.date(2026, 6, 12),
            other_copies=(f"https://web.archive.org/web/20270102030405/{URL}",),
            title="Yes: a report",
            authors=("Ada", "1984"),
            date="2026-03",
        )
    }


def test_an_empty_ledger_knows_nothing() -> None:
    ledger = read_ledger(b"# no sources yet\n")
    assert ledger.value is not None
    assert ledger.value.entries == {}


@pytest.mark.parametrize(
    ("data", "code", "line", "hint"),
    [
        (f"{URL}: {{state: okk, checked: 2026-11-29}}", "wrong-value", 1, "did you mean `ok`?"),
        (f"{URL}:\n  state: ok\n", "missing-key", 2, "add a line `checked: …`"),
        ("a: {}\n<<<<<<< HEAD\nb: {}\n", "yaml", 2, "keep the block with the later"),
        ("- a\n", "wrong-value", 1, "delete sources.lock.yaml and run"),
        ("a: {state: ok, checked: 2026-11-29}\n" * 2, "duplicate-key", 2, "remove one of the two"),
        ("a: [", "yaml", 1, ""),
    ],
)
def test_what_cannot_be_read_is_reported_at_its_line(
    data: str, code: str, line: int, hint: str
) -> None:
    ledger = read_ledger(data.encode())
    assert ledger.value is None
    problem = ledger.diagnostics[0]
    assert (problem.code, problem.location.path) == (code, "sources.lock.yaml")
    assert problem.location.span.line == line
    assert hint in problem.hint


@pytest.mark.parametrize("key", ["archive_url", "final_url"])
@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example/",
        "/a",
        '"a b"',
    ],
)
def test_no_page_links_to_what_is_not_of_the_web(key: str, url: str) -> None:
    data = f"{URL}:\n  state: ok\n  checked: 2026-11-20\n  {key}: {url}\n"
    ledger = read_ledger(data.encode())
    assert ledger.value is None
    (problem,) = ledger.diagnostics
    assert problem.code == "wrong-value"
    assert problem.location.span.line == 4
    assert "is not a URL" in problem.message


def test_other_copies_are_of_the_web_too() -> None:
    data = f"{URL}:\n  state: ok\n  checked: 2026-11-20\n  other_copies:\n    - x:y\n"
    (problem,) = read_ledger(data.encode()).diagnostics
    assert (problem.code, problem.location.span.line) == ("wrong-value", 5)


def test_a_ledger_may_have_ten_thousand_sources() -> None:
    block = "{}/{}:\n  state: ok\n  checked: 2026-11-20\n  title: The title of report {}\n"
    data = "".join(block.format(URL, number, number) for number in range(10_000))
    ledger = read_ledger(data.encode())
    assert ledger.diagnostics == ()
    assert ledger.value is not None
    assert len(ledger.value.entries) == 10_000
