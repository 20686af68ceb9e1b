"""Commands find the site in the folders above, and say which it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefgen import cli
from briefgen.pipeline import SITE_FILE

Briefgen = Callable[..., Any]
BRIEF = "---\ntitle: A\nsumary: x\n---\nText."


@pytest.fixture
def root(make_site: Any) -> Path:
    site: Path = make_site(
        {"content/briefs/a.md": BRIEF, "layouts/partials/footer.html": "<p>Foot</p>"}
    )
    return site


@pytest.mark.parametrize("below", ["content", "content/briefs", "layouts/partials"])
@pytest.mark.parametrize("through", ["directory", "-C"])
def test_a_command_below_the_site_works_on_it(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch, below: str, through: str
) -> None:
    options: tuple[object, ...] = ("-C", root / below)
    if through == "directory":
        monkeypatch.chdir(root / below)
        options = ()
    said = briefgen(*options, "build")
    assert said.status == 0
    assert said.errors.startswith("Using the site in ")
    assert (root / "public/briefs/a/index.html").is_file()
    assert not (root / below / "public").exists()


def test_paths_lead_there_from_where_the_command_began(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content/briefs")
    assert briefgen("check").output.startswith("a.md:3:1: warning: ")
    assert "\na.md:3:1: warning: " in briefgen("build").errors
    assert briefgen("new", "A new one").output == "a-new-one.md\n"
    assert (root / "content/briefs/a-new-one.md").is_file()
    monkeypatch.chdir(root / "layouts")
    said = briefgen("check")
    assert said.output.startswith("../content/briefs/a.md:3:1: warning: ")
    assert "  3 | sumary: x\n" in said.output
    assert said.errors.startswith("Using the site in ..\n")
    assert '"path": "content/briefs/a.md"' in briefgen("check", "--format", "json").output


def test_in_the_site_itself_nothing_is_said(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert "Using the site" not in briefgen("check").errors
    monkeypatch.chdir(root / "content")
    assert "Using the site" not in briefgen("check", "--quiet").errors


@pytest.mark.parametrize("command", [("new", "A"), ("build",), ("serve",), ("check",)])
def test_where_there_is_no_site_above_each_command_ends_with_an_error(
    tmp_path: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = briefgen(*command)
    assert said.status == 1
    assert "[site-missing]" in said.errors + said.output
    assert "Your site is at" not in said.errors


def test_a_folder_that_does_not_exist_is_no_part_of_the_site_above(
    root: Path, briefgen: Briefgen
) -> None:
    said = briefgen("-C", root / "contnet", "build")
    assert said.status == 1
    assert "[site-missing]" in said.errors
    assert not (root / "public").exists()


def test_a_new_site_is_made_where_it_is_asked_for(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "content")
    assert briefgen("init", "inside").status == 0
    assert (root / "content/inside/site.yaml").is_file()


def test_the_site_of_another_user_is_passed_by(
    root: Path, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(root / "site.yaml", 12345, -1)
    assert briefgen("-C", root / "content", "check").status == 1
    assert briefgen("-C", root, "check").status == 0
    os.chown(root / "content", 12345, -1)  # a volume of a container
    assert briefgen("-C", root / "content", "check").status == 0


def test_the_name_of_the_site_file_is_the_pipelines() -> None:
    assert cli._SITE_FILE == SITE_FILE
