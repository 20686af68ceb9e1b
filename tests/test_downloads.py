"""The files that a brief offers: how they are shown, and when they are published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.pdf import Document

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published

BRIEF = """---
title: A
date: 2026-03-04
language: {language}
downloads:
  - file: data.csv
    title: Data for this brief
  - table.xlsx
---
Text.
"""
FILES = {
    "content/briefs/a/index.md": BRIEF.format(language="en"),
    "content/briefs/a/data.csv": "a\n" + "1\n" * 7_000,
    "content/briefs/a/table.xlsx": "x",
}


@pytest.fixture
def site(make_quick_site: MakeSite, build_site: BuildSite) -> Published:
    publisher = {"name": "Institute", "accessible_formats": "formats@example.org"}
    return build_site(make_quick_site(FILES, publisher=publisher))


def texts(built: Published, css: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in built.page("/briefs/a/").select(css)]


def test_links_say_what_a_file_is_with_its_type_and_size(site: Published) -> None:
    assert site.diagnostics == ()
    page = site.page("/briefs/a/")
    links = page.select(".downloads li a")
    assert [(each.get("href"), each.get("type")) for each in links] == [
        ("/briefs/a/data.csv", "text/csv"),
        (
            "/briefs/a/table.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ]
    assert texts(site, ".downloads li a") == [
        "Data for this brief (CSV, 14 kB)",
        "table.xlsx (XLSX, 1 kB)",
    ]
    assert site.read("briefs/a/table.xlsx") == b"x"


def test_the_section_says_whom_to_ask_for_an_accessible_format(
    site: Published, make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    (link,) = site.page("/briefs/a/").select(".downloads .accessible a")
    assert (link.get("href"), link.text) == ("mailto:formats@example.org", "formats@example.org")
    page = {"name": "Institute", "accessible_formats": "/access/"}
    files = {**FILES, "content/access.md": "---\ntitle: Access\n---\nWrite."}
    other = build_site(make_quick_site(files, "page", publisher=page))
    (link,) = other.page("/briefs/a/").select(".downloads .accessible a")
    assert link.get("href") == "/access/"
    none = build_site(make_quick_site(FILES, "none"))
    assert none.page("/briefs/a/").select(".downloads .accessible") == []


def test_sizes_are_written_in_the_language_of_the_brief(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {**FILES, "content/briefs/a/index.md": BRIEF.format(language="fr")}
    built = build_site(make_quick_site(files))
    assert texts(built, ".downloads h2") == ["Téléchargements"]
    assert texts(built, ".downloads li a")[0] == "Data for this brief (CSV, 14 ko)"


def test_programs_find_the_files(site: Published) -> None:
    (script,) = site.page("/briefs/a/").select('script[type="application/ld+json"]')
    nodes: list[dict[str, Any]] = json.loads(script.text)["@graph"]
    (media,) = [each["associatedMedia"] for each in nodes if "associatedMedia" in each]
    assert media[0] == {
        "@type": "DataDownload",
        "name": "Data for this brief",
        "contentUrl": f"{site.base_url}/briefs/a/data.csv",
        "encodingFormat": "text/csv",
        "contentSize": "14002 B",
    }
    (brief,) = json.loads(site.read("briefs.json"))["briefs"]
    assert brief["downloads"][0] == {
        "url": f"{site.base_url}/briefs/a/data.csv",
        "title": "Data for this brief",
        "type": "text/csv",
        "size": 14002,
    }
    assert b"downloads:\n  - " in site.read("briefs/a/index.md")


def test_a_changed_size_is_shown(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    root = make_quick_site(FILES)
    build_site(root)
    (root / "content/briefs/a/data.csv").write_text("a\n" * 10_000)
    warm = build_site(root)
    assert texts(warm, ".downloads li a")[0] == "Data for this brief (CSV, 20 kB)"
    (root / "content/briefs/a/table.xlsx").write_text("y")  # of the same size
    assert build_site(root).read("briefs/a/table.xlsx") == b"y"


def test_the_files_of_a_withheld_brief_stay_back(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    held = BRIEF.format(language="en").replace("language: en", "embargo: 2026-12-01")
    files = {
        "content/briefs/a.md": held.replace("data.csv", "/secret.csv").replace(
            "  - table.xlsx\n", ""
        ),
        "content/briefs/b.md": "---\ntitle: B\n---\nText.",
        "content/secret.csv": "1",
    }
    built = build_site(make_quick_site(files))
    assert built.diagnostics == ()
    assert not [path for path in built.paths if "secret" in path]


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        ("dat.csv", "broken-link", "there is no file `content/briefs/a/dat.csv`"),
        ("../../../x.csv", "broken-link", "there is no file `../../../x.csv`"),
        ("../b.md", "wrong-value", "is a text, and its page is no download"),
        ("https://example.org/x.csv", "wrong-value", "is not a file of the site"),
        ("C:\\\\x.csv", "wrong-value", "is not a file of the site"),
    ],
)
def test_what_cannot_be_downloaded_is_reported(
    make_quick_site: MakeSite, build_site: BuildSite, file: str, code: str, words: str
) -> None:
    files = {
        **FILES,
        "content/briefs/a/index.md": BRIEF.format(language="en").replace("data.csv", file),
        "content/briefs/b.md": "---\ntitle: B\n---\nText.",
    }
    (problem,) = build_site(make_quick_site(files)).diagnostics
    assert (problem.code, problem.location.span.line) == (code, 6)
    assert words in problem.message
    assert problem.location.span.column == 11


def test_a_brief_without_downloads_has_no_section(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    built = build_site(make_quick_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."}))
    assert built.page("/briefs/a/").select(".downloads") == []


def test_the_pdf_and_the_email_name_the_files(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    pytest.importorskip("typst", reason="needs the extra pdf")
    pytest.importorskip("css_inline", reason="needs the extra email")
    files = {**FILES, "content/briefs/a/index.md": BRIEF.format(language="de")}
    built = build_site(make_quick_site(files, pdf={"enabled": True}, outputs={"email": True}))
    url = f"{built.base_url}/briefs/a/data.csv"
    pdf = Document(built.read("briefs/a/a.pdf"))
    notes = [each.get_object() for page in pdf.reader.pages for each in page.get("/Annots", ())]
    assert url in {each["/A"].get("/URI") for each in notes if "/A" in each}
    assert "Data for this brief (CSV, 14 kB)" in " ".join(pdf.text.split())
    (link,) = [each for each in built.page("/briefs/a/email.html").select("li a")
               if each.get("href") == url]  # fmt: skip
    assert " ".join(link.getparent().text_content().split()) == "Data for this brief (CSV, 14 kB)"
    lines = built.read("briefs/a/email.txt").decode().splitlines()
    assert lines[lines.index("* Data for this brief (CSV, 14 kB)") + 1] == f"  {url}"
