"""What is remembered of searches for archived copies."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from briefgen.ledger.archive_memory import ArchiveMemory, Job, Missing, Outcome
from briefgen.ledger.copies import CopyRequest
from briefgen.model.snapshots import Snapshot

DAY = date(2026, 6, 12)
WANTED = CopyRequest("https://example.org/report", DAY)
OWN = CopyRequest("https://own.example/briefs/a/", DAY, is_own=True)
NOTED: list[tuple[CopyRequest, Outcome]] = [
    (WANTED, Snapshot("https://web.archive.org/web/20260612/https://example.org/report", DAY)),
    (WANTED, Snapshot("https://perma.cc/AB12-CD34")),
    (OWN, Missing("the archive has none", DAY, "https://example.org/", is_unsaved=True)),
    (OWN, Job("spn2-1", 1_775_000_000.5)),
]


def test_each_result_is_remembered_at_once(tmp_path: Path) -> None:
    memory = ArchiveMemory(tmp_path / "work")
    for each in NOTED:
        memory.note(*each)
    assert list(ArchiveMemory(tmp_path / "work").read()) == NOTED
    memory.finish([])


def test_in_the_end_only_what_lasts_is_kept(tmp_path: Path) -> None:
    memory = ArchiveMemory(tmp_path)
    memory.note(*NOTED[0])
    memory.finish(NOTED[2:])
    assert list(ArchiveMemory(tmp_path).read()) == NOTED[2:]
    memory.finish([])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "1",
        "{}",
        json.dumps({"url": "https://a.example/", "day": "soon", "job": "a", "started": 1}),
        json.dumps({"url": "https://a.example/", "day": "2026-06-12", "job": "a"}),
        json.dumps(
            {"url": "https://a.example/", "day": "2026-06-12", "copy": "javascript:x", "made": ""}
        ),
    ],
)
def test_a_damaged_line_is_left_out(tmp_path: Path, line: str) -> None:
    ArchiveMemory(tmp_path).finish(NOTED[:1])
    (path,) = tmp_path.iterdir()
    path.write_text(f"{line}\n{path.read_text()}{path.read_text()[:20]}", encoding="utf-8")
    assert list(ArchiveMemory(tmp_path).read()) == NOTED[:1]
    path.write_bytes(b"\xff")
    assert list(ArchiveMemory(tmp_path).read()) == []


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = ArchiveMemory(tmp_path / "file")
    memory.note(*NOTED[0])
    memory.finish(NOTED)
    assert list(memory.read()) == []
