"""Writing sources.lock.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefgen.ledger.writing import ledger_text, write_ledger
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.read.ledger import read_ledger

DAY = date(2026, 11, 20)


def read(text: str) -> Ledger:
    checked = read_ledger(text.encode())
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def test_each_source_has_a_block_and_they_are_sorted() -> None:
    entry = LedgerEntry(state="ok", checked=DAY, title="On: a #1 report", authors=("A", "yes"))
    gone = LedgerEntry(state="soft-404", checked=DAY, dead=True, since=DAY, failures=3)
    text = ledger_text(Ledger({"https://b.org/x?y=1&z": gone, "https://a.org/": entry}))
    assert text.partition("\n")[2] == (
        "https://a.org/:\n"
        "  state: ok\n"
        "  checked: 2026-11-20\n"
        '  title: "On: a #1 report"\n'
        "  authors:\n"
        '    - "A"\n'
        '    - "yes"\n'
        "https://b.org/x?y=1&z:\n"
        "  state: soft-404\n"
        "  checked: 2026-11-20\n"
        "  dead: true\n"
        "  since: 2026-11-20\n"
        "  failures: 3\n"
    )


def test_a_very_long_url_can_be_read() -> None:
    entries = {f"https://example.org/{'a' * 3000}": LedgerEntry(state="ok", checked=DAY)}
    assert read(ledger_text(Ledger(entries))).entries == entries


def test_a_ledger_without_news_is_not_written(tmp_path: Path) -> None:
    ledger = Ledger({"https://example.org/": LedgerEntry(state="ok", checked=DAY)})
    assert write_ledger(tmp_path, ledger)
    assert not write_ledger(tmp_path, ledger)
    assert write_ledger(tmp_path, Ledger())
    assert [path.name for path in tmp_path.iterdir()] == ["sources.lock.yaml"]


def test_a_ledger_that_cannot_be_written_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger({"https://example.org/": LedgerEntry(state="ok", checked=DAY)})
    write_ledger(tmp_path, ledger)
    before = (tmp_path / "sources.lock.yaml").read_bytes()

    def fail(_: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_ledger(tmp_path, Ledger())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]
