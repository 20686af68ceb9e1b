"""Where a build may write, and where it may not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.model.diagnostics import Diagnostic
from briefgen.publish import MANIFEST, check_target
from briefgen.publish.target import manifest_of

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.publish.conftest import Build

State = Callable[[Path], dict[str, tuple[bytes, int, int]]]


def refusal(root: Path, output: Path) -> Diagnostic:
    (diagnostic,) = check_target(root, output)
    assert diagnostic.code == "foreign-output"
    assert diagnostic.location.path == str(output)
    return diagnostic


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (".", "contains the site itself"),
        ("..", "contains the site itself"),
        ("/", "contains the site itself"),
        ("content/..", "contains the site itself"),
        ("content", "is inside the site's content/"),
        ("content/briefs/public", "is inside the site's content/"),
        ("layouts/public", "is inside the site's layouts/"),
        (".briefgen/public", "is inside the site's .briefgen/"),
        ("site.yaml", "is a file"),
    ],
)
def test_a_folder_of_the_site_is_refused(root: Path, output: str, why: str) -> None:
    assert refusal(root, root / output).message == f"the output directory {why}"


def test_the_site_is_refused_under_another_name_too(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root, target_is_directory=True)
    assert "the site itself" in refusal(root, tmp_path / "link").message
    assert "content/" in refusal(root, tmp_path / "link/content").message


@pytest.mark.parametrize("output", ["public", "content/briefs", "docs/new"])
def test_a_folder_of_another_site_is_refused(
    root: Path, make_site: MakeSite, build: Build, state: State, output: str
) -> None:
    other = make_site({"content/briefs/b.md": "---\ntitle: B\n---\nText."}, "other")
    build(other)
    before = state(other / "public")
    assert f"belongs to another site, {other}" in refusal(root, other / output).message
    assert build(root, "--output", other / output).status == 1
    assert state(other / "public") == before


def test_a_site_inside_another_has_its_own_output(make_site: MakeSite, build: Build) -> None:
    outer = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."}, "outer")
    inner = make_site({"content/briefs/b.md": "---\ntitle: B\n---\nText."}, "outer/inner")
    assert build(inner).status == 0
    assert build(outer).status == 0
    assert "belongs to another site" in refusal(inner, outer / "public/inner").message


def test_the_home_directory_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    assert "is the home or root directory" in refusal(root, tmp_path / "home").message


@pytest.mark.parametrize(
    ("files", "named"),
    [
        (["holiday.jpg"], "`holiday.jpg`,"),
        (["b/c.txt", "a.txt"], "`a.txt` and 1 more,"),
        ([".git/config", ".git/HEAD", "x"], "`.git/HEAD` and 2 more,"),
        (["index.html"], "`index.html`,"),
    ],
    ids=["an image", "several", "a repository", "the output of another generator"],
)
def test_a_folder_with_other_files_is_refused(
    root: Path, tmp_path: Path, files: list[str], named: str
) -> None:
    for name in files:
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_bytes(b"mine")
    assert (
        f"contains {named} which briefgen did not create" in refusal(root, tmp_path / "out").message
    )


def test_for_a_git_working_tree_the_hint_says_how_to_publish_to_it(
    root: Path, build: Build
) -> None:
    build(root)
    (root / "public/.git").mkdir()
    (root / "public/.git/HEAD").write_bytes(b"ref: refs/heads/gh-pages")
    diagnostic = refusal(root, root / "public")
    assert "contains `.git/HEAD`, which" in diagnostic.message
    assert "rsync --archive --delete --exclude=.git" in diagnostic.hint
    assert build(root).status == 1
    assert (root / "public/.git/HEAD").read_bytes() == b"ref: refs/heads/gh-pages"


def test_a_foreign_file_in_the_output_is_not_deleted(root: Path, build: Build) -> None:
    build(root)
    (root / "public/notes.txt").write_bytes(b"mine")
    assert "contains `notes.txt`, which" in refusal(root, root / "public").message


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b"\xff", b'{"files": 3}', b"{}", b"[" * 200_000],
    ids=["empty", "cut off", "a list", "not UTF-8", "a number", "without files", "deep"],
)
def test_a_folder_without_its_manifest_is_foreign(
    root: Path, build: Build, manifest: bytes
) -> None:
    build(root)
    (root / "public" / MANIFEST).write_bytes(manifest)
    assert "contains `404.html` and " in refusal(root, root / "public").message


def test_a_manifest_that_is_a_folder_is_ignored(root: Path) -> None:
    (root / "public" / MANIFEST / "x").mkdir(parents=True)
    assert check_target(root, root / "public") == ()
    (root / "public" / MANIFEST / "x/y").write_bytes(b"")
    assert f"`{MANIFEST}/x/y`" in refusal(root, root / "public").message


@pytest.mark.parametrize("output", ["public", "deep/er/public", "content-old", "../other"])
def test_a_new_folder_is_accepted(root: Path, output: str) -> None:
    assert check_target(root, root / output) == ()


def test_an_empty_folder_is_accepted(root: Path) -> None:
    (root / "public/a/b").mkdir(parents=True)
    assert check_target(root, root / "public") == ()


def test_the_folder_of_an_earlier_build_is_accepted(root: Path, build: Build) -> None:
    build(root)
    (root / "public/about/.DS_Store").write_bytes(b"left by the file manager")
    assert check_target(root, root / "public") == ()


def test_an_invalid_folder_name_is_reported(root: Path) -> None:
    (diagnostic,) = check_target(root, root / ("x" * 300))
    assert (diagnostic.code, diagnostic.is_error) == ("output", True)
    assert "too long" in diagnostic.message


def test_the_command_leaves_a_refused_folder_unchanged(
    root: Path, tmp_path: Path, build: Build, state: State
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/holiday.jpg").write_bytes(b"mine")
    before = state(tmp_path / "out")
    result = build(root, "--output", tmp_path / "out")
    assert result.status == 1
    assert "[foreign-output]" in result.said
    assert state(tmp_path / "out") == before


def test_the_manifest_lists_every_file_of_the_output(
    root: Path, build: Build, state: State
) -> None:
    build(root)
    listed = json.loads((root / "public" / MANIFEST).read_bytes())
    assert [*listed["files"]] == sorted(state(root / "public").keys() - {MANIFEST})
    assert listed["generator"] == "briefgen"


@pytest.mark.skipif(sys.platform == "win32", reason="has other accounts")
def test_a_user_without_an_account_can_build(
    root: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd  # noqa: PLC0415 - not on every system

    def no_account(_: int) -> None:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("BRIEFGEN_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", no_account)
    with pytest.raises(RuntimeError):
        Path.home()
    monkeypatch.chdir(root)
    for _ in range(2):
        assert build(root).status == 0
    assert not (root / "~").exists()


# Builds for reviewers


def review_refusal(root: Path, output: Path) -> str:
    (diagnostic,) = check_target(root, output, is_review=True)
    assert diagnostic.code == "foreign-output"
    return diagnostic.message


@pytest.mark.parametrize("output", ["public", "public/review", "content/../public"])
def test_reviewers_never_get_the_directory_of_the_published_site(
    make_site: MakeSite, output: str
) -> None:
    root = make_site({})
    assert "for the published site" in review_refusal(root, root / output)
    assert not (root / "public").exists()


@pytest.mark.parametrize("inside", ["", "/review"])
def test_reviewers_never_get_a_directory_that_an_ordinary_build_wrote(
    make_site: MakeSite, tmp_path: Path, inside: str
) -> None:
    root, live = make_site({}), tmp_path / "live"
    live.mkdir()
    (live / MANIFEST).write_bytes(manifest_of([]))
    assert "for the published site" in review_refusal(root, Path(f"{live}{inside}"))
    (live / MANIFEST).write_text("damaged")
    assert "for the published site" in review_refusal(root, live)


def test_reviewers_get_a_new_directory_and_their_own(make_site: MakeSite) -> None:
    root = make_site({})
    assert check_target(root, root / "review", is_review=True) == ()
    (root / "review").mkdir()
    assert check_target(root, root / "review", is_review=True) == ()
    (root / "review" / MANIFEST).write_bytes(manifest_of([], is_review=True))
    assert check_target(root, root / "review", is_review=True) == ()
