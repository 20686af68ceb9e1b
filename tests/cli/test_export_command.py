"""`briefgen export`: its files, messages and exit status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

DRAFT = {"content/briefs/two-bases.md": "---\ntitle: Two bases\ndraft: true\n---\nText."}


def test_a_brief_is_written_to_the_current_folder(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(DRAFT)
    monkeypatch.chdir(tmp_path)
    result = briefgen("-C", root, "export", "content/briefs/two-bases.md")
    assert (result.status, result.output) == (0, "two-bases.html\n")
    text = (tmp_path / "two-bases.html").read_text("utf-8")
    assert "Two bases" in text
    assert "Draft for review, not for publication" in text
    assert not (root / "public").exists()


def test_a_brief_is_named_from_the_folder_the_command_starts_in(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(DRAFT)
    monkeypatch.chdir(root / "content/briefs")
    target = tmp_path / "a.html"
    assert briefgen("export", "two-bases.md", "--output", target).status == 0
    assert target.is_file()
    refused = briefgen("export", "two-bases.md")
    assert refused.status == 1
    assert "would be published" in refused.errors
    assert not (root / "content/briefs/two-bases.html").exists()


def test_a_brief_can_go_to_standard_output(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen(
        "-C", make_site(DRAFT), "export", "content/briefs/two-bases.md", "--output", "-"
    )
    assert result.output.startswith("<!doctype html>")
    assert result.errors == ""


def test_the_settings_of_the_site_are_not_overwritten(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(DRAFT)
    before = (root / "site.yaml").read_bytes()
    brief, site = root / "content/briefs/two-bases.md", root / "site.yaml"
    refused = briefgen("-C", root, "export", brief, "--output", site)
    assert refused.status == 1, refused.errors
    assert "has the settings of the site" in refused.errors
    assert site.read_bytes() == before


@pytest.mark.parametrize("file", ["briefs/two-bases.md", "briefs/two-bases"])
def test_a_path_can_begin_below_content_and_need_no_ending(
    make_site: MakeSite, briefgen: Briefgen, file: str
) -> None:
    result = briefgen("-C", make_site(DRAFT), "export", file, "--output", "-")
    assert result.status == 0, result.errors
    assert result.output.startswith("<!doctype html>")


@pytest.mark.parametrize("file", ["content/briefs/none.md", "content/about.md", "site.yaml"])
def test_only_briefs_can_be_exported(make_site: MakeSite, briefgen: Briefgen, file: str) -> None:
    root = make_site({**DRAFT, "content/about.md": "---\ntitle: A\n---\nText."})
    result = briefgen("-C", root, "export", file)
    assert result.status == 2
    assert f"{file} is not a brief" in result.errors


def test_a_brief_with_an_error_is_not_exported(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\n[x](gone.md)"})
    result = briefgen("-C", root, "export", "content/briefs/a.md", "--output", tmp_path / "a.html")
    assert result.status == 1
    assert "[broken-link]" in result.errors
    assert not (tmp_path / "a.html").exists()


def test_a_file_that_cannot_be_written_is_reported(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    target = tmp_path / "none" / "a.html"
    result = briefgen(
        "-C", make_site(DRAFT), "export", "content/briefs/two-bases.md", "--output", target
    )
    assert result.status == 1
    assert "no such file or directory" in result.errors
