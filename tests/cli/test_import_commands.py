"""`briefgen import` as users see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

POST: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Two bases</title><link>https://old.example/two-bases/</link>
<content:encoded><![CDATA[<p>Text. [mystery id="1"] <a href="https://old.example/gone/">There</a>.</p>]]></content:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2026-03-04 10:00:00</wp:post_date>
<wp:post_name>two-bases</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
</item></channel></rss>
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    export = tmp_path / "export.xml"
    export.write_text(POST)
    return export


def test_a_dry_run_lists_the_files_and_writes_nothing(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site()
    before = sorted(root.rglob("*"))
    said = briefgen("-C", root, "import", "wordpress", old)
    assert said.status == 0, said.errors
    assert said.output.split() == ["content/briefs/2026-03-04-two-bases.md"]
    assert "1 brief" in said.errors
    assert "nothing was written" in said.errors
    assert sorted(root.rglob("*")) == before


def test_an_import_writes_reports_and_checks(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site()
    said = briefgen("-C", root, "import", "wordpress", old, "--write")
    assert said.status == 0, said.errors
    assert "The report is in import-report.md." in said.errors
    assert "The site builds without errors." in said.errors
    assert "mystery" in (root / "import-report.md").read_text()
    again = briefgen("-C", root, "import", "wordpress", old, "--write")
    assert again.output == ""
    assert "1 unchanged" in again.errors


def test_errors_that_the_site_has_afterwards_are_shown(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site({"content/briefs/own.md": "---\ntitle: Own\n---\n![A](gone.png)\n"})
    said = briefgen("-C", root, "import", "wordpress", old, "--write")
    assert said.status == 1
    assert "[broken-link]" in said.errors
    assert (root / "content/briefs/2026-03-04-two-bases.md").is_file()


def test_an_export_that_is_not_there_is_named(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    said = briefgen("-C", make_site(), "import", "wordpress", tmp_path / "gone.xml")
    assert said.status == 1
    assert "gone.xml: no such file" in said.errors


def test_an_import_needs_a_site(briefgen: Briefgen, tmp_path: Path) -> None:
    said = briefgen("-C", tmp_path, "import", "wordpress", "a.xml")
    assert said.status == 1
    assert "briefgen init" in said.errors
