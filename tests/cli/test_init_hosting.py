"""`briefgen init --ci` and `--host`: the files are added, and nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.cli import creating
from briefgen.read.config import read_config
from briefgen.scaffold import CI_SERVICES, HOSTS

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

Contents = Callable[[Path], dict[str, bytes]]
WORKFLOWS: Final = [f".github/workflows/{name}.yml" for name in ("preview", "publish", "sources")]


def test_the_command_offers_every_recipe() -> None:
    assert list(creating._CI_SERVICES) == list(CI_SERVICES)
    assert list(creating._HOSTS) == list(HOSTS)


def test_workflows_are_added_to_the_site_in_the_current_folder(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/about.md": "---\ntitle: About\n---\nText."})
    before = contents(root)
    monkeypatch.chdir(root / "content")
    result = briefgen("init", "--ci", "github")
    assert (result.status, result.output.split()) == (0, WORKFLOWS)
    assert "choose “GitHub Actions” as the source" in result.errors
    after = contents(root)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == set(WORKFLOWS)


def test_files_that_exist_are_kept_and_named(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site({WORKFLOWS[1]: "mine"})
    result = briefgen("init", root, "--ci", "github")
    assert result.output.split() == [WORKFLOWS[0], WORKFLOWS[2]]
    assert f"{WORKFLOWS[1]} already exists, and was not changed." in result.errors
    assert contents(root)[WORKFLOWS[1]] == b"mine"
    before = contents(root)
    assert briefgen("init", root, "--ci", "github").output == ""
    assert contents(root) == before


def test_the_files_install_what_the_site_needs(briefgen: Briefgen, make_site: MakeSite) -> None:
    text = "---\ntitle: A\n---\n```chart\ndata: _a.csv\n```\n"
    files = {"content/briefs/a.md": text, "content/briefs/_a.csv": "a,b\nc,1\n"}
    root = make_site(files, outputs={"email": True}, markdown={"math": True})
    briefgen("init", root, "--ci", "github", "--host", "netlify")
    extras = "charts,email,images,math,pdf,search,social"
    assert f"EXTRAS: {extras} #" in (root / ".github/workflows/preview.yml").read_text()
    assert f"[{extras}]" in (root / "netlify.toml").read_text()


def test_a_new_site_can_have_them_from_the_start(
    tmp_path: Path, briefgen: Briefgen, contents: Contents
) -> None:
    result = briefgen(
        "init", tmp_path / "site", "--base-url", "https://own.example", "--host", "nginx"
    )
    assert result.status == 0
    assert {"site.yaml", "hosting/nginx.conf"} <= set(result.output.split())
    files = contents(tmp_path / "site")
    config = read_config(files["site.yaml"]).value
    assert config is not None
    assert config.headers.servers == ("nginx",)
    assert "Add to site.yaml" not in result.errors
    assert b"server_name own.example;" in files["hosting/nginx.conf"]
    assert briefgen("-C", tmp_path / "site", "build").status == 0
    assert (tmp_path / "site/public/_nginx.conf").is_file()
    assert not (tmp_path / "site/public/_caddy.conf").exists()


@pytest.mark.parametrize("host", HOSTS)
def test_an_existing_site_is_told_what_its_settings_need(
    make_site: MakeSite, briefgen: Briefgen, host: str
) -> None:
    root = make_site({}, base_url="https://own.example/briefs", headers={"servers": ["nginx"]})
    result = briefgen("init", root, "--host", host)
    line = re.search(r"(?m)^  (headers: .*)$", result.errors)
    needs = HOSTS[host].server
    assert (line[1] if line else "") == (
        "headers: {servers: [nginx, caddy]}" if needs == "caddy" else ""
    )
    if line:
        make_site({}, headers={"servers": ["nginx", "caddy"]})
        assert "Add to site.yaml" not in briefgen("init", root, "--host", host).errors
    texts = "".join((root / path).read_text("utf-8") for path in result.output.split())
    assert "example.org" not in texts


def test_with_a_host_nothing_publishes_on_github_pages(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    result = briefgen("init", make_site({}), "--ci", "github", "--host", "netlify")
    assert {"netlify.toml", WORKFLOWS[0], WORKFLOWS[2]} <= set(result.output.split())
    assert WORKFLOWS[1] not in result.output.split()


def test_what_is_wrong_is_said_and_nothing_is_written(
    tmp_path: Path, make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({})
    monkeypatch.chdir(tmp_path)
    for arguments, status, message in (
        (("init",), 2, "Missing argument 'FOLDER'"),
        (("init", "--ci", "github"), 2, "there is no site.yaml here; name a FOLDER"),
        (("init", root, "--ci", "github", "--title", "A"), 2, "--title is for a new site"),
        (("init", root, "--ci", "jenkins"), 2, "'jenkins' is not one of"),
        (("init", root), 1, "is not empty"),
        (("init", tmp_path, "--ci", "github"), 1, "is not empty"),
    ):
        result = briefgen(*arguments)
        assert (result.status, result.output) == (status, "")
        assert message in result.errors
    (root / "site.yaml").write_text("title: 1\nbase_url: nowhere\n")
    result = briefgen("init", root, "--ci", "github")
    assert (result.status, result.output) == (1, "")
    assert "[wrong-value]" in result.errors
    assert not (root / ".github").exists()


def test_a_file_in_the_way_of_a_folder_is_reported(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen("init", make_site({".github": "mine"}), "--ci", "github")
    assert (result.status, result.output) == (1, "")
    assert "Error: " in result.errors


def test_a_site_that_is_only_a_part_of_a_repository_is_told_where_files_belong(
    tmp_path: Path, make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({})
    (tmp_path / ".git").mkdir()
    note = f"in the top folder of the repository, {tmp_path}."
    assert note in briefgen("init", root, "--ci", "gitlab").errors
    (root / ".git").mkdir()
    assert "top folder" not in briefgen("init", root, "--ci", "gitlab").errors
