"""The output holds exactly what was built, or what it held before."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefgen.publish import MANIFEST, stage

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.publish.conftest import Build

State = Callable[[Path], dict[str, tuple[bytes, int, int]]]
Beside = Callable[[Path], list[str]]

any_system = pytest.mark.usefixtures("any_system")


def bytes_of(state: State, folder: Path) -> dict[str, bytes]:
    return {name: data for name, (data, _, _) in state(folder).items() if name != MANIFEST}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@any_system
def test_a_new_folder_holds_the_files_and_a_manifest(
    root: Path, build: Build, state: State, beside: Beside
) -> None:
    folder = root / "deep/er/public"
    result = build(root, "--output", folder)
    files = bytes_of(state, folder)
    assert (result.status, result.counts) == (0, (len(files), 0, 0))
    assert files["data/more/two.csv"] == b"2"
    assert files["é & è.txt"] == b""
    assert {"index.html", "about/index.html", "briefs/two-bases/index.html"} <= files.keys()
    assert json.loads((folder / MANIFEST).read_bytes())["files"] == sorted(files)
    assert beside(folder) == []


@any_system
def test_building_again_without_changes_touches_nothing(
    root: Path, build: Build, state: State, beside: Beside
) -> None:
    build(root)
    before, inode = state(root / "public"), (root / "public").stat().st_ino
    result = build(root)
    assert (result.status, result.counts) == (0, (0, len(before) - 1, 0))
    assert (state(root / "public"), (root / "public").stat().st_ino) == (before, inode)
    assert beside(root / "public") == []


@any_system
def test_an_unchanged_file_stays_the_same_file(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    build(root)
    before = state(root / "public")
    make_site({"content/data/one.csv": "one"})
    assert build(root).counts == (1, len(before) - 2, 0)
    after = state(root / "public")
    assert changed(before, after) == {"data/one.csv"}
    assert after["data/one.csv"][0] == b"one"


def test_the_first_build_prepares_the_next_stage(root: Path, build: Build, state: State) -> None:
    build(root)
    (ready,) = (root / ".briefgen").glob("stage-*")
    here, staged = state(root / "public"), state(ready)
    assert staged == {name: each for name, each in here.items() if name in staged}
    assert {"index.html", "about/index.html", "data/more/two.csv"} <= staged.keys()
    for name in staged:
        assert (ready / name).samefile(root / "public" / name)


def test_without_hard_links_changes_are_published_too(
    root: Path, make_site: MakeSite, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    first = build(root)
    make_site({"content/data/one.csv": "one"})
    assert build(root).counts == (1, first.counts[0] - 1, 0)
    assert (root / "public/data/one.csv").read_bytes() == b"one"
    assert (root / "public/data/more/two.csv").read_bytes() == b"2"


def test_a_changed_word_rewrites_the_pages_that_show_it(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    build(root)
    before = state(root / "public")
    make_site({"content/about.md": "---\ntitle: About\n---\nOther text."})
    build(root)
    after = state(root / "public")
    rewritten = changed(before, after)
    assert "about/index.html" in rewritten
    assert not rewritten & {"briefs/two-bases/index.html", "data/one.csv", "404.html"}
    assert b"Other text." in after["about/index.html"][0]


def test_clean_writes_every_file_again(root: Path, build: Build, state: State) -> None:
    build(root)
    before = state(root / "public")
    assert build(root, "--clean").counts == (len(before) - 1, 0, 0)
    after = state(root / "public")
    assert {name: data for name, (data, _, _) in after.items()} == {
        name: data for name, (data, _, _) in before.items()
    }
    assert changed(before, after) == set(before)


@any_system
def test_files_of_the_previous_build_are_removed(root: Path, build: Build, state: State) -> None:
    build(root)
    before = bytes_of(state, root / "public")
    shutil.rmtree(root / "content/data")
    (root / "content/about.md").unlink()
    result = build(root)
    after = bytes_of(state, root / "public")
    gone = before.keys() - after.keys()
    assert {"data/one.csv", "data/more/two.csv", "about/index.html"} <= gone
    assert result.counts[2] == len(gone)
    assert after.keys() < before.keys()
    assert not (root / "public/data").exists()
    assert not (root / "public/about").exists()


@pytest.mark.parametrize(
    ("former", "later"), [("x", "x/y"), ("x/y", "x")], ids=["to a folder", "to a file"]
)
def test_a_file_may_become_a_folder_and_a_folder_a_file(
    root: Path, make_site: MakeSite, build: Build, state: State, former: str, later: str
) -> None:
    make_site({f"content/{former}": "1"})
    build(root)
    shutil.rmtree(root / "content/x", ignore_errors=True)
    (root / "content/x").unlink(missing_ok=True)
    make_site({f"content/{later}": "2"})
    result = build(root)
    assert (result.status, result.counts[0], result.counts[2]) == (0, 1, 1)
    assert bytes_of(state, root / "public")[later] == b"2"


def test_files_changed_or_deleted_by_hand_are_restored(
    root: Path, build: Build, state: State
) -> None:
    build(root)
    before = bytes_of(state, root / "public")
    (root / "public/index.html").write_bytes(b"by hand")
    (root / "public/data/one.csv").unlink()
    shutil.rmtree(root / "public/about")
    assert build(root).counts == (3, len(before) - 3, 0)
    assert bytes_of(state, root / "public") == before


@any_system
@pytest.mark.parametrize("how", ["written to", "replaced", "deleted", "joined by another"])
def test_manual_changes_to_the_stage_are_not_published(
    root: Path, make_site: MakeSite, build: Build, state: State, how: str
) -> None:
    build(root)
    before = bytes_of(state, root / "public")
    (folder,) = (path for path in (root / ".briefgen").glob("stage-*") if path.is_dir())
    file = folder / "about/index.html"
    if how == "joined by another":
        (folder / "about/other.html").write_bytes(b"by hand")
    elif how == "written to":
        file.write_bytes(b"by hand")
    else:
        file.unlink()
        if how == "replaced":
            file.write_bytes(b"by hand")
    make_site({"content/data/one.csv": "one"})
    assert build(root).status == 0
    assert bytes_of(state, root / "public") == {**before, "data/one.csv": b"one"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/briefs/two-bases.md", "no front matter"),
        ("content/briefs/b.md", "---\ntitle: B\n---\n[x](gone.md)"),
        ("site.yaml", "title: [x"),
        ("layouts/page.html", "{{ page.titel }}"),
        ("layouts/brief.html", "{% if %}"),
        ("layouts/404.html", "{% extends 'gone.html' %}"),
    ],
    ids=["a file", "a link", "the settings", "a layout that fails", "a broken one", "a lost one"],
)
def test_an_error_leaves_the_output_as_it_was(
    root: Path,
    make_site: MakeSite,
    build: Build,
    state: State,
    beside: Beside,
    path: str,
    text: str,
) -> None:
    build(root)
    before, inode = state(root / "public"), (root / "public").stat().st_ino
    make_site({"content/data/one.csv": "changed", "content/new.txt": "new", path: text})
    result = build(root)
    assert result.status == 1
    assert "nothing was published" in result.said
    assert (state(root / "public"), (root / "public").stat().st_ino) == (before, inode)
    assert beside(root / "public") == []


def test_an_error_in_the_first_build_creates_no_folder(
    root: Path, make_site: MakeSite, build: Build, beside: Beside
) -> None:
    make_site({"layouts/page.html": "{{ page.titel }}"})
    assert build(root).status == 1
    assert not (root / "public").exists()
    assert beside(root / "public") == []


@any_system
def test_leftovers_of_a_killed_build_are_removed(
    root: Path, make_site: MakeSite, build: Build, state: State, beside: Beside
) -> None:
    build(root)
    for name in (".public.briefgen-new", ".public.briefgen-old"):
        (root / name / "a").mkdir(parents=True)
        (root / name / "a/index.html").write_bytes(b"half")
        (root / name / MANIFEST).write_bytes(b'{"files": ["a/index.html"]}')
    make_site({"content/new.txt": "new"})
    assert build(root).counts[0] == 1
    assert "a/index.html" not in bytes_of(state, root / "public")
    assert (root / "public/new.txt").read_text() == "new"
    assert beside(root / "public") == []


@any_system
def test_a_build_killed_between_two_renames_loses_nothing(
    root: Path, build: Build, state: State, beside: Beside
) -> None:
    build(root)
    before = state(root / "public")
    (root / "public").rename(root / ".public.briefgen-old")
    assert build(root).counts == (0, len(before) - 1, 0)
    assert state(root / "public") == before
    assert beside(root / "public") == []


@pytest.mark.parametrize("lost", ["everything", "the store", "the stage"])
def test_the_cache_may_be_lost(
    root: Path, make_site: MakeSite, build: Build, state: State, lost: str
) -> None:
    for words in ("one", "two"):
        make_site({"content/data/one.csv": words})
        build(root)
    before = bytes_of(state, root / "public")
    patterns = {"everything": "*", "the store": "*.sqlite", "the stage": "stage-*"}
    for path in (root / ".briefgen").glob(patterns[lost]):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    make_site({"content/data/one.csv": "three"})
    assert build(root).status == 0
    assert bytes_of(state, root / "public") == {**before, "data/one.csv": b"three"}


def test_a_series_of_builds_ends_like_a_first_build(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    steps: list[Callable[[], object]] = [
        lambda: make_site({"content/data/one.csv": "one", "content/x/y/z.txt": "z"}),
        lambda: make_site({"content/briefs/b.md": "---\ntitle: B\n---\nText."}),
        lambda: shutil.rmtree(root / "content/x"),
        lambda: make_site({"content/x": "a file now"}),
        lambda: make_site({"content/about.md": "---\ntitle: About us\n---\nText."}),
        (root / "content/briefs/b.md").unlink,
        lambda: (root / "public/index.html").write_bytes(b"by hand"),
        lambda: make_site({"content/data/one.csv": "one more"}),
    ]
    for change in steps:
        change()
        assert build(root).status == 0
    contents = bytes_of(state, root / "public")
    assert build(root, "--output", root / "first").status == 0
    assert contents == bytes_of(state, root / "first")
    spoil(root)
    make_site({"content/data/one.csv": "one"})
    assert build(root).status == 0
    assert bytes_of(state, root / "public") == {**contents, "data/one.csv": b"one"}


def spoil(root: Path) -> None:
    """Replace the cached notes with invalid data."""
    database = sqlite3.connect(root / ".briefgen/build.sqlite")
    database.execute("UPDATE notes SET data = x'ff00'")
    database.commit()
    database.close()


@any_system
def test_the_folder_keeps_its_permissions(root: Path, make_site: MakeSite, build: Build) -> None:
    build(root)
    (root / "public").chmod(0o750)
    make_site({"content/new.txt": "new"})
    build(root)
    assert stat.S_IMODE((root / "public").stat().st_mode) == 0o750


@any_system
def test_an_output_that_is_a_link_stays_a_link(
    root: Path, make_site: MakeSite, build: Build
) -> None:
    (root / "srv").mkdir()
    (root / "public").symlink_to("srv/www", target_is_directory=True)
    for words in ("one", "two"):
        make_site({"content/data/one.csv": words})
        assert build(root).status == 0
        assert (root / "public").is_symlink()
        assert (root / "srv/www/data/one.csv").read_text() == words


def test_the_output_may_be_a_different_folder_each_time(
    root: Path, build: Build, state: State
) -> None:
    for name in ("one", "two", "one"):
        assert build(root, "--output", root / name).status == 0
    assert bytes_of(state, root / "one") == bytes_of(state, root / "two")


def test_a_file_system_without_hard_links_gets_copies(
    root: Path,
    make_site: MakeSite,
    build: Build,
    state: State,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    build(root)
    before = state(root / "public")
    make_site({"content/data/one.csv": "one"})
    monkeypatch.setattr(os, "link", refuse)
    assert build(root).counts == (1, len(before) - 2, 0)
    after = state(root / "public")
    assert {name for name in before if after[name][:2] != before[name][:2]} == {"data/one.csv"}


def test_an_impossible_output_path_is_reported(root: Path, build: Build) -> None:
    (root / "file").write_bytes(b"mine")
    result = build(root, "--output", root / "file/public")
    assert result.status == 1
    assert "error: cannot write the output: not a directory [output]" in result.said
    assert (root / "file").read_bytes() == b"mine"


def test_an_output_that_cannot_be_moved_in_is_put_back(
    root: Path,
    make_site: MakeSite,
    build: Build,
    state: State,
    beside: Beside,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build(root)
    before = state(root / "public")

    def lose_the_new_one(new: Path, _: Path) -> bool:
        shutil.rmtree(new)
        return False

    monkeypatch.setattr(stage, "_exchange", lose_the_new_one)
    make_site({"content/data/one.csv": "one"})
    result = build(root)
    assert result.status == 1
    assert "[output]" in result.said
    assert state(root / "public") == before
    assert beside(root / "public") == []
