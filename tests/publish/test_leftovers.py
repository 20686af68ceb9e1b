"""Leftovers of killed builds, folders of others, and manifests that name files elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefgen.cache.store import Store
from briefgen.publish import MANIFEST, stage
from briefgen.publish.stage import Stage
from tests.support.exhaustive import combinations

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.publish.conftest import Build

State = Callable[[Path], dict[str, tuple[bytes, int, int]]]
Beside = Callable[[Path], list[str]]
AsAnyone = Callable[[Sequence[object]], list[str]]

any_system = pytest.mark.usefixtures("any_system")
is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def list_of(root: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((root / "public" / MANIFEST).read_bytes())
    return value


# A manifest that names files elsewhere

ELSEWHERE = [
    "../victim.txt",
    "../../victim/victim.txt",
    "data/../../victim.txt",
    "./victim.txt",
    "data//one.csv",
    "data/./one.csv",
    "/etc/victim.txt",
    "",
    "data/",
    ".git/config",
    ".GIT/config",
    "data/.git",
    "a\0b",
    3,
    None,
    ["data"],
]


@pytest.mark.parametrize(("path", "option"), combinations(range(len(ELSEWHERE)), ["", "--clean"]))
def test_a_manifest_that_names_anything_elsewhere_is_ignored(
    root: Path, make_site: MakeSite, build: Build, path: int, option: str
) -> None:
    build(root)
    make_site({"content/data/one.csv": "one"})
    build(root)  # now there is a stage
    for victim in (root / "victim.txt", root.parent / "victim/victim.txt"):
        victim.parent.mkdir(exist_ok=True)
        victim.write_bytes(b"mine")
    (root.parent / "victim/empty").mkdir()
    manifest = list_of(root)
    manifest["files"].append(ELSEWHERE[path])
    (root / "public" / MANIFEST).write_text(json.dumps(manifest))
    make_site({"content/data/one.csv": "two"})
    result = build(root, *filter(None, [option]))
    assert (root / "victim.txt").read_bytes() == b"mine"
    assert (root.parent / "victim/victim.txt").read_bytes() == b"mine"
    assert (root.parent / "victim/empty").is_dir()
    if option:  # nothing shows any more whose files these are
        assert result.status == 1
        assert f"its list of files, {MANIFEST}, is damaged" in result.said
        assert "delete it and run: briefgen build --clean" in result.said
        shutil.rmtree(root / "public")
        assert build(root, "--clean").status == 0
    else:
        assert result.status == 0
    assert path not in list_of(root)["files"]
    assert (root / "public/data/one.csv").read_text() == "two"


def test_files_are_not_deleted_through_a_link_in_the_output(
    root: Path, make_site: MakeSite, build: Build
) -> None:
    build(root)
    (root / "victim").mkdir()
    (root / "victim/x.txt").write_bytes(b"mine")
    (root / "public/linked").symlink_to("../victim", target_is_directory=True)
    manifest = list_of(root)
    manifest["files"] += ["linked", "linked/x.txt"]
    (root / "public" / MANIFEST).write_text(json.dumps(manifest))
    for words in ("one", "two", "three"):
        make_site({"content/data/one.csv": words})
        assert build(root).status == 0
        assert (root / "victim/x.txt").read_bytes() == b"mine"
    assert not (root / "public/linked").exists()


@pytest.mark.parametrize("path", ["linked/x.txt", "linked/deep/x.txt", "../victim/x.txt"])
def test_files_are_not_deleted_through_a_link_in_the_stage(tmp_path: Path, path: str) -> None:
    (tmp_path / "victim/deep").mkdir(parents=True)
    for name in ("x.txt", "deep/x.txt"):
        (tmp_path / "victim" / name).write_bytes(b"mine")
    (tmp_path / "stage/own").mkdir(parents=True)
    (tmp_path / "stage/own/x.txt").write_bytes(b"ours")
    (tmp_path / "stage/linked").symlink_to("../victim", target_is_directory=True)
    Stage(tmp_path / "public", tmp_path / "stage", Store()).drop([path, "own/x.txt"])
    assert (tmp_path / "victim/x.txt").exists()
    assert (tmp_path / "victim/deep/x.txt").exists()
    assert not (tmp_path / "stage/own").exists()


# What killed builds left

LEFT = ("pages-a1b2c3/briefs/a", "stage-0123456789ab/briefs/a")


@pytest.mark.parametrize("options", [[], ["--clean"]], ids=["the next build", "--clean"])
def test_leftovers_of_killed_builds_in_the_work_folder_are_removed(
    root: Path, build: Build, options: list[str]
) -> None:
    build(root)
    for name in LEFT:
        (root / ".briefgen" / name).mkdir(parents=True)
        (root / ".briefgen" / name / "index.html").write_bytes(b"withdrawn")
    (root / "content/data/one.csv").write_text("one")
    assert build(root, *options).status == 0
    assert not any((root / ".briefgen" / name.split("/")[0]).exists() for name in LEFT)
    assert list((root / ".briefgen").glob("stage-*")) != []


def test_the_stage_of_another_output_is_kept(root: Path, make_site: MakeSite, build: Build) -> None:
    for words in ("one", "two"):
        for name in ("public", "other"):
            make_site({"content/data/one.csv": f"{words} {name}"})
            assert build(root, "--output", root / name).status == 0
    assert len(list((root / ".briefgen").glob("stage-*"))) == 2


def test_the_stage_of_an_output_that_was_deleted_is_removed(
    root: Path, make_site: MakeSite, build: Build
) -> None:
    build(root, "--output", root / "other")
    build(root)
    (stage,) = (
        each for each in (root / ".briefgen").glob("stage-*") if not shares(each, root / "public")
    )
    shutil.rmtree(root / "other")
    make_site({"content/data/one.csv": "changed"})  # a build that changes nothing ends early
    build(root)
    assert not stage.exists()
    assert len(list((root / ".briefgen").glob("stage-*"))) == 1
    assert build(root, "--output", root / "other").status == 0
    assert (root / "other/index.html").read_bytes() == (root / "public/index.html").read_bytes()


def shares(stage: Path, output: Path) -> bool:
    return (stage / "index.html").samefile(output / "index.html")


def test_clean_keeps_no_old_release(root: Path, make_site: MakeSite, build: Build) -> None:
    make_site({"content/data/one.csv": "withdrawn"})
    build(root)
    make_site({"content/data/one.csv": "two"})
    build(root)
    (root / "content/data/one.csv").unlink()
    build(root, "--clean")
    # The folder swapped with the output is the previous release.
    copies = [path.read_bytes() for path in (root / ".briefgen").rglob("*.csv")]
    assert b"withdrawn" not in copies


def test_a_partly_removed_old_release_is_removed_completely(root: Path, build: Build) -> None:
    build(root)
    for name in (".public.briefgen-old", ".public.briefgen-new"):
        shutil.copytree(root / "public", root / name)
        shutil.rmtree(root / name / "briefs")
    (root / "content/data/one.csv").write_text("one")
    assert build(root).status == 0
    assert list(root.glob(".public*")) == []


def test_the_manifest_of_a_folder_is_removed_last(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    (folder / "a/b").mkdir(parents=True)
    for name in ("a/b/x.html", "index.html", MANIFEST):
        (folder / name).write_bytes(b"x")
    removed: list[str] = []

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.remove" and looking:
            removed.append(Path(os.fsdecode(arguments[0])).name)

    looking = True
    sys.addaudithook(look)
    assert stage.remove(folder)
    looking = False
    assert sorted(removed) == sorted(["x.html", "index.html", MANIFEST])
    assert removed[-1] == MANIFEST


# Foreign folders beside the output


def test_an_old_release_with_a_foreign_file_is_not_removed(root: Path, build: Build) -> None:
    build(root)
    folder = root / ".public.briefgen-old"
    shutil.copytree(root / "public", folder)
    (folder / "thesis.txt").write_bytes(b"mine")
    (root / "content/data/one.csv").write_text("one")
    build(root)
    assert (folder / "thesis.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("name", [".public.briefgen-old", ".public.briefgen-new"])
@any_system
def test_a_foreign_folder_beside_the_output_is_never_removed(
    root: Path, make_site: MakeSite, build: Build, name: str
) -> None:
    build(root)
    (root / name).mkdir()
    (root / name / "thesis.txt").write_bytes(b"mine")
    make_site({"content/data/one.csv": "one"})
    result = build(root)
    assert (root / name / "thesis.txt").read_bytes() == b"mine"
    if result.status:
        assert f"the folder `{name}` beside the output directory was not made by" in result.said
        assert (root / "public/data/one.csv").read_text() == "1"
        (root / name).rename(root / "elsewhere")
        assert build(root).status == 0
    assert (root / "public/data/one.csv").read_text() == "one"


def test_a_foreign_folder_does_not_become_the_output(root: Path, build: Build) -> None:
    (root / ".public.briefgen-old").mkdir()
    (root / ".public.briefgen-old/thesis.txt").write_bytes(b"mine")
    assert build(root).status == 0
    assert (root / ".public.briefgen-old/thesis.txt").read_bytes() == b"mine"
    assert not (root / "public/thesis.txt").exists()


@pytest.mark.skipif(not is_root, reason="only root can give a folder to another user")
def test_publishing_over_a_folder_of_another_user_succeeds(
    make_site: MakeSite, as_anyone: AsAnyone
) -> None:
    root = make_site({"content/data/one.csv": "one"})
    command = as_anyone([sys.executable, "-m", "briefgen", "build"])

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert run().returncode == 0
    for path in [root / "public", *(root / "public").rglob("*")]:
        os.chown(path, 12345, 12345)
    make_site({"content/data/one.csv": "two"})
    result = run()
    assert (root / "public/data/one.csv").read_text() == "two"
    assert result.returncode == 0
    assert "nothing was published" not in result.stderr
    assert (
        ".public.briefgen-old:1:1: warning: cannot remove this old release beside" in result.stderr
    )
    make_site({"content/data/one.csv": "three"})
    shutil.rmtree(root / ".public.briefgen-old")
    result = run()
    assert (result.returncode, "old release" in result.stderr) == (0, False), result.stderr
    assert (root / "public/data/one.csv").read_text() == "three"


def test_without_an_atomic_swap_a_failed_move_of_the_old_output_is_not_an_error(
    root: Path, make_site: MakeSite, build: Build, beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(root)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".public.briefgen-old":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(stage, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse)
    make_site({"content/data/one.csv": "two"})
    assert build(root).status == 0
    assert (root / "public/data/one.csv").read_text() == "two"
    assert beside(root / "public") == []
