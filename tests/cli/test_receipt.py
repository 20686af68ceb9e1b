"""A build with nothing to do ends early, and every change is detected."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from briefgen import pipeline
from briefgen.cli import cli

if TYPE_CHECKING:
    from tests.conftest import MakeSite

BRIEF = "---\ntitle: Two bases\ndate: 2026-03-04\n---\nText.\n"
RECEIPT = Path(".briefgen", "receipt.json")


def build(root: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "build", *options])


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    """A site that was built and has not changed for a moment."""
    root = make_site({"content/briefs/two-bases.md": BRIEF})
    time.sleep(0.15)  # a file that changed just now can change again with the same timestamp
    assert build(root).exit_code == 0
    return root


def test_no_stage_runs_if_nothing_changed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("the engine was started")

    monkeypatch.setattr(pipeline, "begin", fail)
    result = build(site)
    assert result.exit_code == 0, result.output
    assert "1 brief, " in result.stderr
    assert " 0 written, " in result.stderr


def test_what_a_build_needs_is_not_even_loaded_if_nothing_changed(site: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "briefgen", "-C", str(site), "build"]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    assert " 0 written, " in process.stderr
    loaded = set(re.findall(r"\| +(briefgen[\w.]*)$", process.stderr, re.MULTILINE))
    assert "briefgen.cache.receipt" in loaded
    assert not loaded & {"briefgen.pipeline", "briefgen.model.site", "briefgen.model.config"}


def test_the_summary_is_the_same_as_that_of_a_full_build(site: Path) -> None:
    def words() -> str:
        return build(site).stderr.rpartition(",")[0]  # without the seconds

    summary = words()
    (site / RECEIPT).unlink()
    assert words() == summary


def test_warnings_are_repeated(make_site: MakeSite) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\ncatagories: [B]\n---\nText.\n"})
    time.sleep(0.15)
    first, again = build(root), build(root)
    assert "did you mean `categories`?" in first.stderr
    assert again.stderr.partition("public:")[0] == first.stderr.partition("public:")[0]
    assert build(root, "--strict").exit_code == 1


def edited(root: Path) -> None:
    (root / "content" / "briefs" / "two-bases.md").write_text(BRIEF + "More.\n")


def added(root: Path) -> None:
    (root / "content" / "briefs" / "other.md").write_text(BRIEF)


def removed_page(root: Path) -> None:
    (root / "public" / "briefs" / "two-bases" / "index.html").unlink()


def changed_page(root: Path) -> None:
    (root / "public" / "index.html").write_text("spoilt")


def added_layout(root: Path) -> None:
    (root / "layouts").mkdir()
    (root / "layouts" / "page.html").write_text("{{ body }}")


def renamed(root: Path) -> None:
    text = (root / "site.yaml").read_text()
    (root / "site.yaml").write_text(text.replace("Test Brief", "Other name"))


def damaged_receipt(root: Path) -> None:
    (root / RECEIPT).write_text("{")


def receipt_not_a_mapping(root: Path) -> None:
    (root / RECEIPT).write_text("1")


def receipt_with_other_fields(root: Path) -> None:
    fields = json.loads((root / RECEIPT).read_text())
    (root / RECEIPT).write_text(json.dumps({"inputs": fields["inputs"], "output_stamps": {}}))


@pytest.mark.parametrize(
    "change",
    [
        edited,
        added,
        removed_page,
        changed_page,
        added_layout,
        renamed,
        damaged_receipt,
        receipt_not_a_mapping,
        receipt_with_other_fields,
    ],
)
def test_after_any_change_a_build_gives_the_same_result_as_a_clean_build(
    site: Path, change: Callable[[Path], None], tmp_path: Path
) -> None:
    change(site)
    assert build(site).exit_code == 0
    files = contents(site / "public")
    assert build(site, "--clean", "--output", str(tmp_path / "clean")).exit_code == 0
    assert files == contents(tmp_path / "clean")


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_foreign_file_in_the_output_is_detected(site: Path) -> None:
    (site / "public" / "mine.txt").write_text("mine")
    result = build(site)
    assert result.exit_code == 1
    assert "contains `mine.txt`" in result.stderr


def test_a_changed_file_with_the_same_size_and_time_is_detected(site: Path) -> None:
    brief = site / "content" / "briefs" / "two-bases.md"
    state = brief.stat()
    brief.write_text(BRIEF.replace("Text", "Tent"))
    os.utime(brief, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert build(site).exit_code == 0
    assert b"Tent" in (site / "public" / "briefs" / "two-bases" / "index.html").read_bytes()


def test_a_brief_is_published_once_its_date_has_passed(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/briefs/two-bases.md": BRIEF})
    time.sleep(0.15)
    for now, briefs in (("1767225600", 0), ("1772600000", 1), ("1767225600", 0)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", now)
        assert f"{briefs} brief" in build(root).stderr


def test_a_build_with_other_options_is_not_skipped(site: Path) -> None:
    assert build(site, "--base-url", "https://other.example").exit_code == 0
    assert b"https://other.example" in (site / "public" / "index.html").read_bytes()
    assert build(site).exit_code == 0
    assert b"https://other.example" not in (site / "public" / "index.html").read_bytes()


def test_a_damaged_list_of_files_is_rewritten(site: Path) -> None:
    place = site / "public/.briefgen.json"
    before, state = place.read_bytes(), place.stat()
    place.write_bytes(before.replace(b"404.html", b"405.html"))
    os.utime(place, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert build(site).exit_code == 0
    assert place.read_bytes() == before
