"""A build that goes on from a former one, and is told what changed, is that of a clean build."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from edits import FILES, history, put

from briefgen import pipeline
from briefgen.pipeline import Build, BuildOptions, content, rebuilt

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEEDS = range(int(os.environ.get("INCREMENTAL_SEEDS", "6")))
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


def shown(made: Build) -> dict[str, bytes]:
    """Return the files that a build makes."""
    files = zip(made.outputs, made.produce_all(made.outputs), strict=True)
    return {output.path: file.value for output, file in files}


def assert_is_clean(made: Build, edit: str = "") -> None:
    """Assert that a build is what a build from nothing makes of the site as it is."""
    clean = pipeline.build(made.root, made.options)
    assert made.diagnostics == clean.diagnostics, edit
    assert made.failed or shown(made) == shown(clean), edit


def named(former: Mapping[str, str], files: Mapping[str, str]) -> list[str]:
    """Return the paths that a watch would tell of."""
    both = former.keys() | files.keys()
    return [path for path in both if former.get(path) != files.get(path)]


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_edit_that_is_told_the_site_is_that_of_a_clean_build(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    edits = history(seed, LENGTH)
    _, former = next(edits)
    put(tmp_path, former)
    made = first(tmp_path)
    for edit, files in edits:
        put(tmp_path, files)
        noise = chance.sample(["content/briefs", "content/4913", "content/data.csv"], 1)
        made = rebuilt(made, NOW, named(former, files) + noise)
        assert_is_clean(made, edit)
        former = files


def test_only_the_file_that_is_told_of_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, SITE)
    made = first(tmp_path)
    monkeypatch.setattr(content, "discover", None)
    (tmp_path / "content/briefs/a.md").write_text(BRIEF.format("Mended"))
    (tmp_path / "content/briefs/b.md").write_text(BRIEF.format("Untold"))
    made = rebuilt(made, NOW, ["content/briefs/a.md"])
    pages = shown(made)
    assert b"Mended" in pages["briefs/a/index.html"]
    assert b"Second" in pages["briefs/b/index.html"]


def test_what_nobody_told_of_shows_when_everything_is_looked_at(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    made = first(tmp_path)
    put(tmp_path, {**SITE, "content/briefs/b.md": BRIEF.format("Untold")})
    assert_is_clean(rebuilt(rebuilt(made, NOW, ["content/briefs/a.md"]), NOW))


def test_a_file_that_is_saved_twice_in_a_tick_of_the_clock_shows_the_second_time(
    tmp_path: Path,
) -> None:
    put(tmp_path, SITE)
    made = first(tmp_path)
    file = tmp_path / "content/briefs/a.md"
    file.write_text(BRIEF.format("Saved"))
    moment = file.stat().st_mtime_ns
    made = rebuilt(made, NOW, ["content/briefs/a.md"])
    file.write_text(BRIEF.format("Again"))
    os.utime(file, ns=(moment, moment))
    assert_is_clean(rebuilt(made, NOW, ["content/briefs/a.md"]))
    assert_is_clean(rebuilt(made, NOW))


@pytest.mark.parametrize("told", [["content/briefs/a.md"], None], ids=["told", "not told"])
def test_a_file_that_is_empty_for_a_moment_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[str] | None
) -> None:
    put(tmp_path, SITE)
    former = first(tmp_path)
    file = tmp_path / "content/briefs/a.md"
    file.write_text("")
    later = time.time() + 60  # however long this takes, it was just now
    os.utime(file, (later, later))
    made = rebuilt(former, NOW, told)
    assert (made.diagnostics, made.outputs) == (former.diagnostics, former.outputs)
    os.utime(file, (1, 1))
    monkeypatch.setattr(content, "_SAVING", 0)
    made = rebuilt(made, NOW, told)
    assert made.failed
    assert_is_clean(made, "empty for good")


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
def test_whatever_becomes_of_a_file_the_site_is_that_of_a_clean_build(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    put(tmp_path, SITE)
    made = first(tmp_path)
    file = tmp_path / "content/briefs/a.md"
    change(file)
    paths = ["content/briefs/a.md", "content/briefs/moved.md"]
    made = rebuilt(made, NOW, paths)
    assert_is_clean(made, "changed")
    file.with_name("moved.md").unlink(missing_ok=True)
    if file.is_dir():
        (file / "inside/index.md").unlink()
        (file / "inside").rmdir()
        file.rmdir()
    file.unlink(missing_ok=True)
    file.write_text(BRIEF.format("Back"))
    made = rebuilt(made, NOW, paths)
    assert_is_clean(made, "and back")
    assert b"Back" in shown(made)["briefs/a/index.html"]


def test_a_folder_that_goes_takes_its_files_along(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    made = first(tmp_path)
    (tmp_path / "content/notes").rename(tmp_path / "content/_notes")
    assert_is_clean(rebuilt(made, NOW, ["content/notes"]))


def test_with_a_file_changes_the_link_that_leads_to_it(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    (tmp_path / "content/copy.md").symlink_to("about.md")
    (tmp_path / "content/twin.md").hardlink_to(tmp_path / "content/notes/c.md")
    made = first(tmp_path)
    (tmp_path / "content/about.md").write_text("---\ntitle: About us\n---\nOther.")
    made = rebuilt(made, NOW, ["content/about.md"])
    assert_is_clean(made, "a symbolic link")
    (tmp_path / "content/copy.md").unlink()
    made = rebuilt(made, NOW, ["content/copy.md"])
    (tmp_path / "content/twin.md").write_text("---\ntitle: Twins\n---\nOther.")
    assert_is_clean(rebuilt(made, NOW, ["content/twin.md"]), "a hard link")


def test_of_two_files_with_one_text_only_one_changes(tmp_path: Path) -> None:
    texts = {f"content/briefs/{name}.md": BRIEF.format("Same") for name in "ab"}
    put(tmp_path, {**SITE, **texts})
    made = first(tmp_path)
    (tmp_path / "content/briefs/a.md").write_text(BRIEF.format("Same").replace("Text", "Word"))
    made = rebuilt(made, NOW, ["content/briefs/a.md"])
    assert_is_clean(made)
    assert b"Text of" in shown(made)["briefs/b/index.html"]


def test_what_did_not_change_is_the_same_output(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    former = first(tmp_path)
    (tmp_path / "content/briefs/a.md").write_text(BRIEF.format("First").replace("Text", "Word"))
    made = rebuilt(former, NOW, ["content/briefs/a.md"])
    changed = {path for path in shown(made) if made.output(path) is not former.output(path)}
    assert "briefs/a/index.html" in changed
    assert not {path for path in changed if path.startswith(("briefs/b", "about", "archive"))}


def test_an_embargo_ends_without_any_change(tmp_path: Path) -> None:
    late = "---\ntitle: Late\nembargo: 2026-06-02T00:00:00Z\n---\nText."
    put(tmp_path, {**SITE, "content/briefs/late.md": late})
    made = first(tmp_path)
    assert made.output("briefs/late/index.html") is None
    made = rebuilt(made, NOW + timedelta(days=1), [])
    assert_is_clean(made)
    assert made.output("briefs/late/index.html")
    assert rebuilt(made, NOW, []).output("briefs/late/index.html") is None  # a clock put back


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
def test_while_something_is_wrong_all_is_told_and_then_all_is_well(
    tmp_path: Path, path: str, wrong: str
) -> None:
    put(tmp_path, SITE)
    made = first(tmp_path)
    put(tmp_path, {**SITE, path: wrong})
    made = rebuilt(made, NOW, [path])
    assert made.failed
    assert_is_clean(made, "wrong")
    other = {**SITE, path: wrong, "content/briefs/b.md": BRIEF.format("Meanwhile")}
    put(tmp_path, other)
    made = rebuilt(made, NOW, ["content/briefs/b.md"])
    assert_is_clean(made, "wrong still")
    del other[path]
    put(tmp_path, {**SITE, **other})
    made = rebuilt(made, NOW, [path])
    assert_is_clean(made, "mended")
    assert b"Meanwhile" in shown(made)["briefs/b/index.html"]


@pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")
def test_a_layout_whose_name_is_wrong_is_told_until_it_is_gone(tmp_path: Path) -> None:
    put(tmp_path, {**SITE, "layouts/page.html": "<p>{{ page.title }}</p>"})
    made = first(tmp_path)
    place = os.fsencode(tmp_path / "layouts") + b"/\xff.html"
    Path(os.fsdecode(place)).touch()
    made = rebuilt(made, NOW, ["layouts/page.html"])
    assert_is_clean(made, "wrong")
    Path(os.fsdecode(place)).unlink()
    assert_is_clean(rebuilt(made, NOW, ["content/about.md"]), "gone, though nobody told of that")
