"""`briefgen import` as users see it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.support.web import Reply, Web, serving
from tests.support.word import PNG, docx, field, par, picture

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
    result = briefgen("-C", root, "import", "markdown", old)
    assert result.status == 0
    assert result.output.split() == ["content/a.png", "content/briefs/2026-03-04-two-bases.md"]
    assert "1 brief, 1 picture or file" in result.errors
    assert "1 × the tag `mystery` has no counterpart" in result.errors
    assert "nothing was written" in result.errors
    assert sorted(root.rglob("*")) == before


def test_an_import_writes_reports_and_checks(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site()
    result = briefgen("-C", root, "import", "markdown", old, "--write")
    assert result.status == 0
    assert "The report is in import-report.md." in result.errors
    assert "The site builds without errors." in result.errors
    assert "- line 4: the tag `mystery`" in (root / "import-report.md").read_text()
    text = (root / "content/briefs/2026-03-04-two-bases.md").read_text()
    assert "{{ mystery }} ![A map](/a.png)" in text
    again = briefgen("-C", root, "import", "markdown", old, "--write")
    assert again.output == ""
    assert "2 unchanged" in again.errors


def test_word_documents_are_imported_and_updated(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    pytest.importorskip("pypandoc")
    root = make_site()
    document = tmp_path / "Kurzfassung – Bergpaß.docx"
    body = (par("Two bases", style="Title"), par(picture("p.png", "A map")), par("Text."))
    document.write_bytes(docx(*body, media={"p.png": PNG}))
    result = briefgen("-C", root, "import", "docx", document)
    assert result.status == 0, result.errors
    files = ["content/briefs/two-bases/index.md", "content/briefs/two-bases/p.png"]
    assert sorted(result.output.split()) == files
    assert not (root / files[0]).exists()
    result = briefgen("-C", root, "import", "docx", document, "--write")
    assert "The site builds without errors." in result.errors
    assert "![A map](p.png)" in (root / files[0]).read_text()
    assert (root / files[1]).read_bytes() == PNG
    (root / files[0]).write_text("---\ntitle: Mine\n---\n")
    document.write_bytes(docx(*body, par("More."), media={"p.png": PNG}))
    result = briefgen("-C", root, "import", "docx", document, "--write")
    assert "1 edited since, left alone" in result.errors
    assert (root / files[0]).read_text() == "---\ntitle: Mine\n---\n"


def test_fields_that_are_too_deep_are_a_message(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    inner = "words"
    for _ in range(300):
        inner = field('HYPERLINK "https://example.org"', inner)
    (tmp_path / "a.docx").write_bytes(docx(par(inner)))
    result = briefgen("-C", make_site(), "import", "docx", tmp_path / "a.docx", "--write")
    assert result.status == 1
    assert "a.docx: its fields or other parts are too deep within each other" in result.errors


def test_a_document_does_not_take_the_place_of_another_with_its_title(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    root = make_site()
    one, two = tmp_path / "one.docx", tmp_path / "two.docx"
    for place in (one, two):
        place.write_bytes(docx(par("Title", style="Title"), par(f"Text of {place.name}.")))
        assert briefgen("-C", root, "import", "docx", place, "--write").status == 0
    assert "Text of one.docx" in (root / "content/briefs/title.md").read_text()
    assert "Text of two.docx" in (root / "content/briefs/title-2.md").read_text()
    two.write_bytes(docx(par("Title", style="Title"), par("A new text.")))
    result = briefgen("-C", root, "import", "docx", two, "--write")
    assert result.output.split() == ["content/briefs/title-2.md"]


def test_a_document_that_gets_a_picture_stays_the_same_brief(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    root, place = make_site(), tmp_path / "a.docx"
    head = par("Title", style="Title")
    place.write_bytes(docx(head, par("Text.")))
    assert briefgen("-C", root, "import", "docx", place, "--write").status == 0
    place.write_bytes(docx(head, par(picture("p.png", "A map")), media={"p.png": PNG}))
    result = briefgen("-C", root, "import", "docx", place, "--write")
    assert result.status == 0, result.errors
    assert sorted(result.output.split()) == ["content/briefs/title.md", "content/media/title/p.png"]
    assert "![A map](/media/title/p.png)" in (root / "content/briefs/title.md").read_text()


def test_a_file_that_is_no_word_document_is_named(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "b.docx").write_bytes(b"words")
    (tmp_path / "~$c.docx").write_bytes(b"Jane")
    save = "open it in Word or LibreOffice and save it as .docx"
    result = briefgen("-C", make_site(), "import", "docx", *sorted(tmp_path.glob("*.docx")))
    assert result.status == 1
    assert result.errors.splitlines() == [
        f"Error: {tmp_path / 'a.docx'}: it has the old format .doc; {save}",
        f"Error: {tmp_path / 'b.docx'}: this is not a Word document (.docx)",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with names")
def test_a_pipe_is_not_waited_for(make_site: MakeSite, briefgen: Briefgen, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.docx")
    with (tmp_path / "b.docx").open("wb") as huge:
        huge.truncate(600_000_001)
    result = briefgen("-C", make_site(), "import", "docx", *sorted(tmp_path.glob("*.docx")))
    assert result.status == 1
    assert result.errors.splitlines() == [
        f"Error: {tmp_path / 'a.docx'}: this is not a file",
        f"Error: {tmp_path / 'b.docx'}: the file has more than 600,000,000 bytes",
    ]


def test_a_missing_pandoc_says_how_to_install_it(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    (tmp_path / "a.docx").write_bytes(docx(par("Text.")))
    result = briefgen("-C", make_site(), "import", "docx", tmp_path / "a.docx")
    assert result.status == 1
    assert "pip install 'briefgen[word]'" in result.errors


def test_errors_that_the_site_has_afterwards_are_shown(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    root = make_site({"content/briefs/own.md": "---\ntitle: Own\n---\n![A](gone.png)\n"})
    result = briefgen("-C", root, "import", "markdown", old, "--write")
    assert result.status == 1
    assert "[broken-link]" in result.errors
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
    result = briefgen("-C", root, "import", "feed", url, "--write", "--download")
    assert result.status == 0, result.errors
    assert (root / "content/a.png").read_bytes() == b"\x89PNG"
    assert "![A map](/a.png)" in (root / "content/briefs/two-bases.md").read_text()


ENTRY: Final = b"""<rss version='2.0'><channel><item><title>Two bases</title>
<description>Text.</description></item></channel></rss>"""


def test_a_feed_comes_from_standard_input(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ENTRY)))
    result = briefgen("-C", make_site(), "import", "feed", "-")
    assert result.output == "content/briefs/two-bases.md\n"
    monkeypatch.setattr(sys, "stdin", None)  # it is closed
    result = briefgen("-C", make_site(), "import", "feed", "-")
    assert result.errors.startswith("Error: -: this is not a feed")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_feed_comes_from_a_pipe(make_site: MakeSite, briefgen: Briefgen) -> None:
    ends = os.pipe()
    os.write(ends[1], ENTRY)
    os.close(ends[1])
    result = briefgen("-C", make_site(), "import", "feed", f"/dev/fd/{ends[0]}")
    os.close(ends[0])
    assert result.output == "content/briefs/two-bases.md\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_feed_that_is_too_large_or_endless(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    huge = tmp_path / "feed.xml"
    with huge.open("wb") as file:
        file.truncate(50_000_001)
    for source in (huge, "/dev/zero"):
        result = briefgen("-C", make_site(), "import", "feed", source)
        assert result.status == 1
        assert result.errors == f"Error: {source}: it has more than 50,000,000 bytes\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_an_export_is_read_twice_so_it_cannot_be_a_pipe(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "export.xml")
    result = briefgen("-C", make_site(), "import", "wordpress", tmp_path / "export.xml")
    assert result.status == 1
    assert result.errors == f"Error: {tmp_path / 'export.xml'}: this is not a file\n"


def test_settings_of_another_generator_that_are_too_large(
    make_site: MakeSite, briefgen: Briefgen, old: Path
) -> None:
    (old / "_config.yml").write_text("title: A\n" + "#" * 5_000_000)
    result = briefgen("-C", make_site(), "import", "markdown", old)
    assert result.status == 1
    assert result.errors == "Error: _config.yml: the file has more than 5,000,000 bytes\n"


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
    result = briefgen("-C", root, "import", *arguments)
    assert result.status == status
    assert message in result.errors


def test_an_import_needs_a_site(briefgen: Briefgen, tmp_path: Path) -> None:
    result = briefgen("-C", tmp_path, "import", "feed", "a.xml")
    assert result.status == 1
    assert "briefgen init" in result.errors
