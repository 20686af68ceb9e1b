"""A rebuild that continues from an earlier build equals a clean build."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefgen import pipeline
from briefgen.pipeline import Build, BuildOptions, rebuilt
from briefgen.pipeline.inputs import content, reading
from tests.support.edits import FILES, history, put
from tests.support.exhaustive import mostly_exhaustive

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LENGTH = 15
BRIEF = "---\ntitle: {0}\nsummary: Said.\ndate: 2026-01-01\ncategories: [China]\n---\nText of {0}."
SITE = {
    **FILES,
    "content/briefs/a.md": BRIEF.format("First"),
    "content/briefs/b.md": BRIEF.format("Second"),
    "content/notes/c.md": "---\ntitle: C\n---\nText.",
}


def first(root: Path) -> Build:
    return pipeline.build(root, BuildOptions(now=NOW), pipeline.open_store(root, "preview"))


def shown(build: Build) -> dict[str, bytes]:
    """Return the output files of a build."""
    files = zip(build.outputs, build.produce_all(build.outputs), strict=True)
    return {output.path: file.value for output, file in files}


def assert_is_clean(build: Build, edit: str = "") -> None:
    """Assert that a build equals a clean build of the site as it is now."""
    clean = pipeline.build(build.root, build.options)
    assert build.diagnostics == clean.diagnostics, edit
    assert build.failed or shown(build) == shown(clean), edit


def reported(former: Mapping[str, str], files: Mapping[str, str]) -> list[str]:
    """Return the paths that a file watcher would report."""
    both = former.keys() | files.keys()
    return [path for path in both if former.get(path) != files.get(path)]


@pytest.mark.parametrize("seed", mostly_exhaustive(range(100), 1))
def test_after_any_reported_edit_a_rebuild_equals_a_clean_build(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    edits = history(seed, LENGTH)
    _, former = next(edits)
    put(tmp_path, former)
    build = first(tmp_path)
    for edit, files in edits:
        put(tmp_path, files)
        noise = chance.sample(["content/briefs", "content/4913", "content/data.csv"], 1)
        build = rebuilt(build, NOW, reported(former, files) + noise)
        assert_is_clean(build, edit)
        former = files


def test_only_reported_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, SITE)
    build = first(tmp_path)
    monkeypatch.setattr(content, "discover", None)
    (tmp_path / "content/briefs/a.md").write_text(BRIEF.format("Edited"))
    (tmp_path / "content/briefs/b.md").write_text(BRIEF.format("Unreported"))
    build = rebuilt(build, NOW, ["content/briefs/a.md"])
    pages = shown(build)
    assert b"Edited" in pages["briefs/a/index.html"]
    assert b"Second" in pages["briefs/b/index.html"]


def test_a_full_scan_finds_unreported_changes(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    build = first(tmp_path)
    put(tmp_path, {**SITE, "content/briefs/b.md": BRIEF.format("Unreported")})
    assert_is_clean(rebuilt(rebuilt(build, NOW, ["content/briefs/a.md"]), NOW))


def test_a_file_saved_twice_within_a_clock_tick_shows_the_second_version(
    tmp_path: Path,
) -> None:
    put(tmp_path, SITE)
    build = first(tmp_path)
    file = tmp_path / "content/briefs/a.md"
    file.write_text(BRIEF.format("Saved"))
    moment = file.stat().st_mtime_ns
    build = rebuilt(build, NOW, ["content/briefs/a.md"])
    file.write_text(BRIEF.format("Again"))
    os.utime(file, ns=(moment, moment))
    assert_is_clean(rebuilt(build, NOW, ["content/briefs/a.md"]))
    assert_is_clean(rebuilt(build, NOW))


@pytest.mark.parametrize("paths", [["content/briefs/a.md"], None], ids=["reported", "not reported"])
def test_a_file_that_is_briefly_empty_keeps_its_last_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str] | None
) -> None:
    put(tmp_path, SITE)
    former = first(tmp_path)
    file = tmp_path / "content/briefs/a.md"
    file.write_text("")
    later = time.time() + 60  # counts as just now, however long this takes
    os.utime(file, (later, later))
    build = rebuilt(former, NOW, paths)
    assert (build.diagnostics, build.outputs) == (former.diagnostics, former.outputs)
    os.utime(file, (1, 1))
    monkeypatch.setattr(reading, "_SAVING", 0)
    build = rebuilt(build, NOW, paths)
    assert build.failed
    assert_is_clean(build, "empty for good")


def replace_it(file: Path) -> None:
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(BRIEF.format("Replaced"))
    aside.replace(file)


def link_it(file: Path) -> None:
    file.unlink()
    file.symlink_to("b.md")


def link_it_out(file: Path) -> None:
    file.unlink()
    file.symlink_to("/etc/hostname")


def link_it_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nothing.md")


def make_a_folder_of_it(file: Path) -> None:
    file.unlink()
    (file / "inside").mkdir(parents=True)
    (file / "inside/index.md").write_text(BRIEF.format("Inside"))


def delete_it_and_write_it_again(file: Path) -> None:
    file.unlink()
    file.write_text(BRIEF.format("Again"))


def forbid_it(file: Path) -> None:
    file.chmod(0)


def spoil_it(file: Path) -> None:
    file.write_bytes(b"\xff")


def rename_it(file: Path) -> None:
    file.rename(file.with_name("moved.md"))


@pytest.mark.parametrize(
    "change",
    [
        Path.unlink,
        replace_it,
        link_it,
        link_it_out,
        link_it_nowhere,
        make_a_folder_of_it,
        delete_it_and_write_it_again,
        forbid_it,
        spoil_it,
        rename_it,
    ],
    ids=lambda change: change.__name__,
)
def test_after_any_change_to_a_file_a_rebuild_equals_a_clean_build(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    put(tmp_path, SITE)
    build = first(tmp_path)
    file = tmp_path / "content/briefs/a.md"
    change(file)
    paths = ["content/briefs/a.md", "content/briefs/moved.md"]
    build = rebuilt(build, NOW, paths)
    assert_is_clean(build, "changed")
    file.with_name("moved.md").unlink(missing_ok=True)
    if file.is_dir():
        (file / "inside/index.md").unlink()
        (file / "inside").rmdir()
        file.rmdir()
    file.unlink(missing_ok=True)
    file.write_text(BRIEF.format("Back"))
    build = rebuilt(build, NOW, paths)
    assert_is_clean(build, "and back")
    assert b"Back" in shown(build)["briefs/a/index.html"]


def test_removing_a_folder_removes_its_files(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    build = first(tmp_path)
    (tmp_path / "content/notes").rename(tmp_path / "content/_notes")
    assert_is_clean(rebuilt(build, NOW, ["content/notes"]))


def test_a_changed_file_updates_the_links_to_it_on_disk(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    (tmp_path / "content/copy.md").symlink_to("about.md")
    (tmp_path / "content/twin.md").hardlink_to(tmp_path / "content/notes/c.md")
    build = first(tmp_path)
    (tmp_path / "content/about.md").write_text("---\ntitle: About us\n---\nOther.")
    build = rebuilt(build, NOW, ["content/about.md"])
    assert_is_clean(build, "a symbolic link")
    (tmp_path / "content/copy.md").unlink()
    build = rebuilt(build, NOW, ["content/copy.md"])
    (tmp_path / "content/twin.md").write_text("---\ntitle: Twins\n---\nOther.")
    assert_is_clean(rebuilt(build, NOW, ["content/twin.md"]), "a hard link")


def test_of_two_identical_files_only_the_edited_one_changes(tmp_path: Path) -> None:
    texts = {f"content/briefs/{name}.md": BRIEF.format("Same") for name in "ab"}
    put(tmp_path, {**SITE, **texts})
    build = first(tmp_path)
    (tmp_path / "content/briefs/a.md").write_text(BRIEF.format("Same").replace("Text", "Word"))
    build = rebuilt(build, NOW, ["content/briefs/a.md"])
    assert_is_clean(build)
    assert b"Text of" in shown(build)["briefs/b/index.html"]


def test_unchanged_outputs_are_the_same_objects(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    former = first(tmp_path)
    (tmp_path / "content/briefs/a.md").write_text(BRIEF.format("First").replace("Text", "Word"))
    build = rebuilt(former, NOW, ["content/briefs/a.md"])
    changed = {path for path in shown(build) if build.output(path) is not former.output(path)}
    assert "briefs/a/index.html" in changed
    assert not {path for path in changed if path.startswith(("briefs/b", "about", "archive"))}


def test_an_embargo_ends_without_any_edit(tmp_path: Path) -> None:
    late = "---\ntitle: Late\nembargo: 2026-06-02T00:00:00Z\n---\nText."
    put(tmp_path, {**SITE, "content/briefs/late.md": late})
    build = first(tmp_path)
    assert build.output("briefs/late/index.html") is None
    build = rebuilt(build, NOW + timedelta(days=1), [])
    assert_is_clean(build)
    assert build.output("briefs/late/index.html")
    assert (
        rebuilt(build, NOW, []).output("briefs/late/index.html") is None
    )  # the clock was set back


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("content/briefs/a.md", "---\ntitle: Half\nda"),
        ("content/briefs/a.md", BRIEF.format("[x](gone.md)")),
        ("content/briefs/new.md", "---\ntitle: Half\nda"),
        ("content/briefs/A.md", BRIEF.format("One URL twice")),
        ("site.yaml", "title: [x"),
    ],
    ids=["half a file", "a dead link", "half a new file", "one URL twice", "broken settings"],
)
def test_problems_are_reported_until_they_are_fixed(tmp_path: Path, path: str, wrong: str) -> None:
    put(tmp_path, SITE)
    build = first(tmp_path)
    put(tmp_path, {**SITE, path: wrong})
    build = rebuilt(build, NOW, [path])
    assert build.failed
    assert_is_clean(build, "wrong")
    other = {**SITE, path: wrong, "content/briefs/b.md": BRIEF.format("Meanwhile")}
    put(tmp_path, other)
    build = rebuilt(build, NOW, ["content/briefs/b.md"])
    assert_is_clean(build, "wrong still")
    del other[path]
    put(tmp_path, {**SITE, **other})
    build = rebuilt(build, NOW, [path])
    assert_is_clean(build, "fixed")
    assert b"Meanwhile" in shown(build)["briefs/b/index.html"]


@pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")
def test_a_layout_with_an_invalid_name_is_reported_until_it_is_removed(tmp_path: Path) -> None:
    put(tmp_path, {**SITE, "layouts/page.html": "<p>{{ page.title }}</p>"})
    build = first(tmp_path)
    place = os.fsencode(tmp_path / "layouts") + b"/\xff.html"
    Path(os.fsdecode(place)).touch()
    build = rebuilt(build, NOW, ["layouts/page.html"])
    assert_is_clean(build, "wrong")
    Path(os.fsdecode(place)).unlink()
    assert_is_clean(rebuilt(build, NOW, ["content/about.md"]), "gone, though not reported")
