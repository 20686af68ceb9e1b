"""`briefgen init` and `briefgen new`: the result builds without changes, and no file is lost."""

from __future__ import annotations

import html
import os
import sys
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from briefgen.read.yaml_document import compose

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

Contents = Callable[[Path], dict[str, bytes]]

# init


@pytest.mark.parametrize("folder", ["site", "deep/er/my site", "."])
def test_a_new_site_builds_without_changes(
    tmp_path: Path,
    briefgen: Briefgen,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = briefgen("init", folder)
    assert said.status == 0
    made = {path for path in contents(tmp_path / folder) if not path.startswith(".briefgen/")}
    assert sorted(said.output.split()) == sorted(made)
    assert {"site.yaml", ".gitignore", "content/about.md"} <= set(said.output.split())
    assert "briefgen serve --open" in said.errors
    assert briefgen("-C", folder, "build", "--strict").status == 0
    assert (tmp_path / folder / "public/briefs/first-brief/index.html").is_file()


def test_the_new_folder_is_relative_to_the_c_option(tmp_path: Path, briefgen: Briefgen) -> None:
    assert briefgen("-C", tmp_path, "init", "site", "--quiet").errors == ""
    assert (tmp_path / "site/site.yaml").is_file()


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, briefgen: Briefgen, contents: Contents
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    said = briefgen("init", tmp_path)
    assert (said.status, said.output) == (1, "")
    assert said.errors == f"Error: {tmp_path} is not empty; choose a new or empty folder\n"
    assert contents(tmp_path) == {"notes.txt": b"mine"}


def test_a_new_git_repository_keeps_its_files(tmp_path: Path, briefgen: Briefgen) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("mine\n")
    said = briefgen("init", tmp_path)
    assert said.status == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert ".gitignore" not in said.output.split()
    assert (tmp_path / "site.yaml").is_file()


def test_a_file_with_the_name_of_the_new_folder_is_reported(
    tmp_path: Path, briefgen: Briefgen
) -> None:
    (tmp_path / "site").write_text("mine")
    for arguments, status in (
        (("init", tmp_path / "site"), 2),
        (("init", tmp_path / "site/below"), 1),
        (("-C", tmp_path, "init", "site"), 1),
    ):
        said = briefgen(*arguments)
        assert (said.status, said.output) == (status, "")
        assert "Error: " in said.errors
    assert (tmp_path / "site").read_text() == "mine"


# new


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site({"content/briefs/two-bases.md": "---\ntitle: Two bases\n---\nText."})


TITLES = [
    ("Three bases", "three-bases"),
    ('The "use first" model: R&D, #1 & more', "the-use-first-model-r-d-1-more"),
    ("It's {{ here }} {title} \\n %s", "its-here-title-n-s"),
    ("'single' - [list] | > & * ! % @ `", "single-list"),
    ("稀土：两个基地", "稀土-两个基地"),
    ("قاعدتان", "قاعدتان"),
    ("yes", "yes"),
    ("2024", "2024"),
    ("~ null", "null"),
    ("two\nlines\tand a\x85 third\u2028", "two-lines-and-a-third"),
    ("bell\x07 delete\x7f escape\x1b[31m", "bell-delete-escape-31m"),
    ("turned \u202earound\ufffe", "turned-around"),
    ("</script><b>]]>", "script-b"),
    ("👍🏽 agreed", "agreed"),
    ("CON", "con-brief"),
    ("../../etc/passwd", "etc-passwd"),
    ("Word " * 100, "-".join(["word"] * 24)),
]


@pytest.mark.parametrize(("title", "slug"), TITLES, ids=[ascii(title)[:30] for title, _ in TITLES])
def test_a_new_brief_has_its_title_and_builds(
    root: Path, briefgen: Briefgen, title: str, slug: str
) -> None:
    said = briefgen("-C", root, "new", title)
    assert (said.status, said.errors) == (0, "")
    assert said.output == f"content/briefs/{slug}.md\n"
    built = briefgen("-C", root, "build", "--drafts", "--future", "--strict")
    assert built.status == 0, built.errors
    page = (root / f"public/briefs/{slug}/index.html").read_text(encoding="utf-8")
    hidden = {"Cc", "Cn"}
    visible = (
        c for c in title if c.isspace() or (unicodedata.category(c) not in hidden and c != "\u202e")
    )
    words = " ".join("".join(visible).split())
    assert f">{html.escape(words, quote=False)}</bdi></h1>" in html_as_written(page)


def html_as_written(page: str) -> str:
    return page.replace("&#34;", '"').replace("&#39;", "'")


def test_a_new_brief_is_a_draft_dated_today(
    root: Path, make_site: MakeSite, briefgen: Briefgen
) -> None:
    make_site(timezone="Pacific/Kiritimati")
    zone = ZoneInfo("Pacific/Kiritimati")
    earliest = datetime.now(zone).date()
    path = root / briefgen("-C", root, "new", "Three bases").output.strip()
    latest = datetime.now(zone).date()
    _, matter, body = path.read_text().split("---\n")
    document = compose(matter, "x").value
    assert document is not None
    assert document.data["draft"] == "true"
    assert document.data["date"] in (earliest.isoformat(), latest.isoformat())
    assert len(document.data["highlights"]) == 3
    assert "https://example.com/report" in body


@pytest.mark.parametrize("title", ["🎉", "…", "", " ", "-", "\x07"], ids=ascii)
def test_a_title_without_a_letter_is_refused(
    root: Path, briefgen: Briefgen, contents: Contents, title: str
) -> None:
    before = contents(root)
    said = briefgen("-C", root, "new", "--", title)
    assert (said.status, said.output) == (1, "")
    assert "has no letter or digit for a file name" in said.errors
    assert contents(root) == before


@pytest.mark.parametrize("taken", ["three-bases.md", "three-bases/index.md"])
def test_an_existing_brief_is_not_overwritten(
    root: Path, briefgen: Briefgen, contents: Contents, taken: str
) -> None:
    (root / "content/briefs" / taken).parent.mkdir(exist_ok=True)
    (root / "content/briefs" / taken).write_text("mine")
    before = contents(root)
    said = briefgen("-C", root, "new", "Three bases")
    assert (said.status, said.output) == (1, "")
    assert "content/briefs/three-bases.md already exists; choose another title" in said.errors
    assert contents(root) == before


def test_a_title_needs_no_quotes(root: Path, briefgen: Briefgen) -> None:
    said = briefgen("-C", root, "new", "Three", "bases")
    assert said.output == "content/briefs/three-bases.md\n"


def test_the_first_brief_creates_the_briefs_folder(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site()
    assert briefgen("-C", root, "new", "Two bases").status == 0
    assert (root / "content/briefs/two-bases.md").is_file()


def test_a_file_named_content_is_reported(make_site: MakeSite, briefgen: Briefgen) -> None:
    said = briefgen("-C", make_site({"content": "mine"}), "new", "Two bases")
    assert (said.status, said.output) == (1, "")
    assert said.errors.startswith("Error: ")


@pytest.mark.parametrize(
    ("settings", "code"), [(None, "site-missing"), ("title: [x", "yaml")], ids=["none", "broken"]
)
def test_new_needs_a_site_with_valid_settings(
    tmp_path: Path, briefgen: Briefgen, settings: str | None, code: str
) -> None:
    if settings:
        (tmp_path / "site.yaml").write_text(settings)
    said = briefgen("-C", tmp_path, "new", "Two bases")
    assert (said.status, said.output) == (1, "")
    assert f"[{code}]" in said.errors
    assert not (tmp_path / "content").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="arguments are always valid Unicode")
def test_invalid_bytes_in_a_title_are_replaced(root: Path, briefgen_process: Briefgen) -> None:
    said = briefgen_process("-C", root, "new", os.fsdecode(b"caf\xe9 life"))
    assert (said.status, said.output) == (0, "content/briefs/caf-life.md\n")
    assert 'title: "caf? life"' in (root / "content/briefs/caf-life.md").read_text()
