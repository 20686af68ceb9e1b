"""`briefgen init --cms`: for a new site, and for one that exists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.scaffold.editor import SETTING

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

SITE = {
    "content/briefs/a.md": "---\ntitle: A\n---\nText.",
    "site.yaml": "title: A\nbase_url: https://www.example.net\n",
}


@pytest.fixture
def downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the download succeed, with an empty program."""

    def download(folder: Path, _: object) -> None:
        folder.mkdir(parents=True)
        (folder / "sveltia-cms.js").write_text("")

    monkeypatch.setattr("briefgen.scaffold.editor.download", download)


def test_a_site_that_exists_gets_the_page(
    make_site: MakeSite, briefgen: Briefgen, downloaded: None
) -> None:
    root = make_site(SITE)
    result = briefgen("-C", root, "init", "--cms")
    assert result.status == 0
    assert result.output.split() == ["content/admin/sveltia-cms-0.221.1/", "site.yaml"]
    assert "open /admin/" in result.errors
    assert "\ncms: {backend: local}\n" in (root / "site.yaml").read_text()
    built = briefgen("-C", root, "build")
    assert (built.status, "cms" in built.errors) == (0, False)
    # The page is only for the preview, so the published site has nothing of it.
    assert not (root / "public/admin").exists()


def test_a_new_site_can_have_the_page(tmp_path: Path, briefgen: Briefgen, downloaded: None) -> None:
    result = briefgen("init", tmp_path / "new", "--cms", "--title", "Mine")
    assert result.status == 0
    assert "content/about.md" in result.output.split()
    assert "cms: {backend: local}" in (tmp_path / "new/site.yaml").read_text()


def test_wrong_settings_are_shown_before_the_download(
    make_site: MakeSite, briefgen: Briefgen, downloaded: None
) -> None:
    root = make_site(SITE)
    (root / "site.yaml").write_text("title: [\n")
    result = briefgen("-C", root, "init", "--cms")
    assert result.status == 1
    assert "site.yaml:" in result.errors
    assert not (root / "content/admin").exists()


def test_settings_in_another_form_are_left_to_the_author(
    make_site: MakeSite, briefgen: Briefgen, downloaded: None
) -> None:
    root = make_site(SITE)
    place = root / "site.yaml"
    place.write_text('{title: "A", base_url: "https://example.org"}\n')
    result = briefgen("-C", root, "init", "--cms")
    assert "Add this line to site.yaml:\n\n  cms: {backend: local}" in result.errors
    assert place.read_text() == '{title: "A", base_url: "https://example.org"}\n'


def test_without_a_network_nothing_changes(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    root = make_site(SITE)
    before = (root / "site.yaml").read_bytes()
    result = briefgen("-C", root, "init", "--cms")
    assert result.status == 1
    assert "the editor was not downloaded: http://127.0.0.1:1/@sveltia/cms/-/" in result.errors
    assert "Run `briefgen init --cms` in the site's folder when" in result.errors
    assert (root / "site.yaml").read_bytes() == before
    assert not (root / "content/admin").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'FOLDER'"),
        (["--cms"], "there is no site.yaml here; name a FOLDER for a new site"),
    ],
)
def test_init_says_which_folder_it_needs(
    tmp_path: Path, briefgen: Briefgen, arguments: list[str], message: str
) -> None:
    result = briefgen("-C", tmp_path, "init", *arguments)
    assert result.status == 2
    assert message in result.errors


def test_options_of_a_new_site_mean_nothing_for_one_that_exists(
    make_site: MakeSite, briefgen: Briefgen, downloaded: None
) -> None:
    result = briefgen("-C", make_site(SITE), "init", "--cms", "--title", "Other")
    assert result.status == 2
    assert "--title is for a new site; change site.yaml yourself" in result.errors


def test_the_setting_is_the_one_in_the_advice() -> None:
    assert SETTING == "cms: {backend: local}"
