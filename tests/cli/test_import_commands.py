"""`briefgen import` as users see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.support.web import Reply, Web, serving

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

POST: Final = "---\ntitle: Two bases\n---\nText. {{ mystery }} ![A map]({{ '/a.png' | url }})\n"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    (folder / "_posts").mkdir(parents=True)
    (folder / "_posts" / "2026-03-04-two-bases.md").write_text(POST)
    (folder / "a.png").write_bytes(b"\x89PNG")
    return folder


def test_a_dry_run_lists_the_files_and_writes_nothing(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site()
    before = sorted(root.rglob("*"))
    said = briefgen("-C", root, "import", "markdown", old)
    assert said.status == 0
    assert said.output.split() == ["content/a.png", "content/briefs/2026-03-04-two-bases.md"]
    assert "1 brief, 1 picture or file" in said.errors
    assert "1 × the tag `mystery` has no counterpart" in said.errors
    assert "nothing was written" in said.errors
    assert sorted(root.rglob("*")) == before


def test_an_import_writes_reports_and_checks(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site()
    said = briefgen("-C", root, "import", "markdown", old, "--write")
    assert said.status == 0
    assert "The report is in import-report.md." in said.errors
    assert "The site builds without errors." in said.errors
    assert "- line 4: the tag `mystery`" in (root / "import-report.md").read_text()
    text = (root / "content/briefs/2026-03-04-two-bases.md").read_text()
    assert "{{ mystery }} ![A map](/a.png)" in text
    again = briefgen("-C", root, "import", "markdown", old, "--write")
    assert again.output == ""
    assert "2 unchanged" in again.errors


def test_errors_that_the_site_has_afterwards_are_shown(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site({"content/briefs/own.md": "---\ntitle: Own\n---\n![A](gone.png)\n"})
    said = briefgen("-C", root, "import", "markdown", old, "--write")
    assert said.status == 1
    assert "[broken-link]" in said.errors
    assert (root / "content/briefs/2026-03-04-two-bases.md").is_file()


def test_a_feed_comes_from_the_web_with_its_pictures(
    make_site: MakeSite, briefgen: Briefgen, web: Web
) -> None:
    picture = web.set("/a.png", Reply(headers={"Content-Type": "image/png"}, body=b"\x89PNG"))
    feed = (
        "<rss version='2.0'><channel><item><title>Two bases</title><description>"
        f"&lt;p&gt;&lt;img src='{picture}' alt='A map'&gt;&lt;/p&gt;</description></item>"
        "</channel></rss>"
    )
    url = web.set("/feed", Reply(headers={"Content-Type": "text/xml"}, body=feed.encode()))
    root = make_site(sources={"private_addresses": True})
    said = briefgen("-C", root, "import", "feed", url, "--write", "--download")
    assert said.status == 0, said.errors
    assert (root / "content/a.png").read_bytes() == b"\x89PNG"
    assert "![A map](/a.png)" in (root / "content/briefs/two-bases.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("feed", "gone.xml"), 1, "gone.xml: no such file"),
        (("feed", "http://127.0.0.1:1/feed"), 1, "is in a private network"),
        (("markdown", "gone"), 2, "does not exist"),
        (("markdown", "."), 2, "it is not clear which generator"),
    ],
)
def test_what_cannot_be_imported_is_said(
    make_site: MakeSite,
    briefgen: Briefgen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    message: str,
) -> None:
    root = make_site()
    monkeypatch.chdir(tmp_path)
    said = briefgen("-C", root, "import", *arguments)
    assert said.status == status
    assert message in said.errors


def test_an_import_needs_a_site(briefgen: Briefgen, tmp_path: Path) -> None:
    said = briefgen("-C", tmp_path, "import", "feed", "a.xml")
    assert said.status == 1
    assert "briefgen init" in said.errors
