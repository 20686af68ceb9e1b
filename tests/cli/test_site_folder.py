"""Commands find the site in a parent folder and say which one they use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

BRIEF = "---\ntitle: A\nsumary: x\n---\nText."


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    site: Path = make_site(
        {"content/briefs/a.md": BRIEF, "layouts/partials/footer.html": "<p>Foot</p>"}
    )
    return site


@pytest.mark.parametrize("below", ["content", "content/briefs", "layouts/partials"])
@pytest.mark.parametrize("through", ["directory", "-C"])
def test_a_command_in_a_subfolder_works_on_the_site(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch, below: str, through: str
) -> None:
    options: tuple[object, ...] = ("-C", root / below)
    if through == "directory":
        monkeypatch.chdir(root / below)
        options = ()
    result = briefgen(*options, "build")
    assert result.status == 0
    assert result.errors.startswith("Using the site in ")
    assert (root / "public/briefs/a/index.html").is_file()
    assert not (root / below / "public").exists()


def test_paths_are_relative_to_the_folder_the_command_started_in(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content/briefs")
    assert briefgen("check").output.startswith("a.md:3:1: warning: ")
    assert "\na.md:3:1: warning: " in briefgen("build").errors
    assert briefgen("new", "A new one").output == "a-new-one.md\n"
    assert (root / "content/briefs/a-new-one.md").is_file()
    monkeypatch.chdir(root / "layouts")
    result = briefgen("check")
    assert result.output.startswith("../content/briefs/a.md:3:1: warning: ")
    assert "  3 | sumary: x\n" in result.output
    assert result.errors.startswith("Using the site in ..\n")
    assert '"path": "content/briefs/a.md"' in briefgen("check", "--format", "json").output


def test_the_site_is_not_named_in_its_own_folder_or_with_quiet(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert "Using the site" not in briefgen("check").errors
    monkeypatch.chdir(root / "content")
    assert "Using the site" not in briefgen("check", "--quiet").errors


@pytest.mark.parametrize("command", [("new", "A"), ("build",), ("serve",), ("check",)])
def test_without_a_site_in_any_parent_folder_each_command_fails(
    tmp_path: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = briefgen(*command)
    assert result.status == 1
    assert "[site-missing]" in result.errors + result.output
    assert "Using the site" not in result.errors


def test_a_missing_folder_does_not_use_the_site_above_it(root: Path, briefgen: Briefgen) -> None:
    result = briefgen("-C", root / "contnet", "build")
    assert result.status == 1
    assert "[site-missing]" in result.errors
    assert not (root / "public").exists()


def test_init_creates_a_site_inside_another_site(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content")
    assert briefgen("init", "inside").status == 0
    assert (root / "content/inside/site.yaml").is_file()


def test_the_site_of_another_user_is_ignored(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can change the owner of a file")
    os.chown(root / "site.yaml", 12345, -1)
    assert briefgen("-C", root / "content", "check").status == 1
    assert briefgen("-C", root, "check").status == 0
    os.chown(root / "content", 12345, -1)  # as with a container volume
    assert briefgen("-C", root / "content", "check").status == 0
