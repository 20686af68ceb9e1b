"""Whatever sources are called, their ledger can be read again."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from briefgen.ledger.writing import ledger_text
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.read.ledger import read_ledger

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn"]))


@given(st.dictionaries(WORDS, WORDS, max_size=4))
def test_what_is_written_can_be_read(titles: dict[str, str]) -> None:
    entries = {
        f"https://example.org/{quote(path)}": LedgerEntry(
            state="ok", checked=date(2026, 11, 20), title=title.strip()
        )
        for path, title in titles.items()
    }
    ledger = read_ledger(ledger_text(Ledger(entries)).encode())
    assert ledger.value == Ledger(entries)
