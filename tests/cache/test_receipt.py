"""The receipt of the last build."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.cache import receipt
from briefgen.cache.receipt import BuildRequest, Receipt
from briefgen.model.codes import Severity
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.left_out import LeftOut

if TYPE_CHECKING:
    from tests.conftest import MakeSite

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def made(tmp_path: Path) -> Receipt:
    (tmp_path / "public").mkdir()
    return Receipt(
        request=BuildRequest(str(tmp_path / "public"), drafts=True),
        built_at=NOW,
        is_by_clock=True,
        next_change=NOW + timedelta(days=1),
        left_out=LeftOut(1, 2, 3, "content/late.md", NOW + timedelta(days=1)),
        briefs=4,
        pages=5,
        files=6,
        diagnostics=(
            Diagnostic("a", "m", Location("p", Span(1, 2, 3)), "h", level=Severity.WARNING),
        ),
        notes=("note",),
        output_stamps={},
        folder_stamps={},
        listing="",
    )


def test_a_receipt_is_restored_unchanged(tmp_path: Path, made: Receipt) -> None:
    receipt.write(tmp_path, "inputs", made)
    assert receipt.current(tmp_path, "inputs", tmp_path / "public", LATER) == made
    assert receipt.last_build(tmp_path) == NOW


@pytest.mark.parametrize(
    ("inputs", "now"),
    [("other", LATER), ("", LATER), ("inputs", NOW - timedelta(1)), ("inputs", NOW + timedelta(1))],
    ids=["other inputs", "uncertain inputs", "the clock was set back", "a text is due"],
)
def test_a_receipt_is_not_used_for(
    tmp_path: Path, made: Receipt, inputs: str, now: datetime
) -> None:
    receipt.write(tmp_path, "inputs", made)
    assert receipt.current(tmp_path, inputs, tmp_path / "public", now) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"inputs": "inputs"}', b"\xff"])
def test_a_damaged_receipt_counts_as_missing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "receipt.json").write_bytes(data)
    assert receipt.current(tmp_path, "inputs", tmp_path / "public", NOW) is None
    assert receipt.last_build(tmp_path) is None


def test_the_inputs_are_the_files_and_what_is_asked(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/a.md": "1"})
    assert receipt.inputs_digest(root, BuildRequest("")) == ""  # a file changed just now
    monkeypatch.setattr(receipt, "is_racy", lambda *_: False)
    first = receipt.inputs_digest(root, BuildRequest("", strict=True))
    assert first
    assert receipt.inputs_digest(root, BuildRequest("", strict=True)) == first
    assert receipt.inputs_digest(root, BuildRequest("")) != first
    (root / "content/b.csv").touch()
    assert receipt.inputs_digest(root, BuildRequest("", strict=True)) != first


def test_the_files_of_the_theme_are_inputs(
    tmp_path: Path, make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, layout = make_site(), tmp_path / "theme/partials/card.html"
    request = BuildRequest(str(root / "public"))
    layout.parent.mkdir(parents=True)
    monkeypatch.setattr(receipt, "_THEME", str(tmp_path / "theme"))
    digests = set()
    for text in ("one", "another"):
        layout.write_text(text)
        time.sleep(0.15)  # a file that changed just now can change again with the same timestamp
        digests.add(receipt.inputs_digest(root, request))
    assert len(digests) == 2
    assert "" not in digests
