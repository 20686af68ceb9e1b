"""PDFs of a whole site: what is in them, and who leads readers and programs to them."""

from __future__ import annotations

import io
import json
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import feedparser
import pytest
from PIL import Image

from tests.support.pdf import Document, runs_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import BuildSite, Choices, MadeOnce, MakeSite, Published, WriteSite

pytest.importorskip("typst", reason="needs the extra pdf")

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
REVIEW: Final[Choices] = {
    "now": NOW, "drafts": True, "future": True, "embargoed": True, "purpose": "review",
    "ahead": "ignore",
}  # fmt: skip
MARKS: Final = (
    "Draft for review, not for publication",
    "Entwurf zur Durchsicht, nicht zur Veröffentlichung",
)
PATH: Final = "/briefs/two-bases/two-bases.pdf"
FLOOR: Final = """\
---
title: A price floor
date: 2025-11-02
tags: [prices, floors]
series: Rare earths
summary: Who pays if the price falls.
highlights: ["The state pays below **110 dollars**, says [the law](https://law.example/1)."]
corrections: [{date: 2026-01-02, text: It was *two* dollars.}]
sources:
  - {url: "https://law.example/1", title: The law, publisher: Parliament, date: 2025-07-04,
     archive_url: "https://archive.example/law"}
image: {src: mine.png, alt: A mine, caption: The mine in winter, credit: A. Photographer}
authors: [Robin Sample, Kim Example]
---
A floor is easy to [announce](https://law.example/1).[^1]

## What it costs

| Year | Cost |
| ---- | ---: |
| 2025 | 51 |

See [the other brief](two-bases.md), and ![a chart](chart.svg).

[^1]: Said the minister 🎉.
"""
FILES: Final[dict[str, str | bytes]] = {
    "content/briefs/price-floor.md": FLOOR,
    "content/briefs/two-bases.md": (
        "---\ntitle: Two bases\ndate: 2026-03-04\nseries: Rare earths\n---\nOne city.\n"
    ),
    "content/briefs/kein-pdf.md": (
        "---\ntitle: Ohne Druck\ndate: 2026-03-05\nlanguage: de\npdf: false\n---\nText.\n"
    ),
    "content/briefs/boden.md": (
        "---\ntitle: Der Mindestpreis\ndate: 2026-03-06\nlanguage: de\n---\nEin „Text“.\n"
    ),
    "content/briefs/draft.md": (
        "---\ntitle: Xanthoceros\ndraft: true\nseries: Rare earths\n---\nText.\n"
    ),
    "content/briefs/chart.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
        '<rect width="40" height="30"/></svg>'
    ),
}
SETTINGS: Final[dict[str, Any]] = {
    "pdf": {"enabled": True, "collections": ["series", "year"]},
    "publisher": {"name": "Institute of Examples", "email": "desk@own.example"},
    "license": "CC-BY-4.0",
}


def photograph() -> bytes:
    data = io.BytesIO()
    Image.effect_noise((2000, 900), 80).convert("RGB").save(data, "JPEG", quality=95)
    return data.getvalue()


def bookmarks(pdf: Document) -> list[str]:
    """Return the names of the outermost bookmarks."""
    outline: list[Any] = pdf.reader.outline
    return [str(each["/Title"]) for each in outline if not isinstance(each, list)]


@pytest.fixture(scope="module")
def site(write_site: WriteSite, build_site: BuildSite, made_once: MadeOnce) -> Published:
    def made(folder: Path) -> Published:
        files = {**FILES, "content/briefs/mine.png": photograph()}
        return build_site(write_site(folder / "site", files, **SETTINGS), now=NOW)

    return made_once("pdfs", made)


@pytest.fixture(scope="module")
def floor(site: Published) -> Document:
    return Document(site.read("/briefs/price-floor/price-floor.pdf"))


# What is in a PDF


def test_its_properties_are_those_of_the_brief(floor: Document) -> None:
    about = floor.reader.metadata
    assert about is not None
    assert about.title == "A price floor"
    assert about.author == "Robin Sample, Kim Example"
    assert about.subject == "Who pays if the price falls."
    assert about.keywords == "prices, floors"
    assert about.creation_date == datetime(2025, 11, 2, tzinfo=UTC)
    catalogue: Any = floor.reader.trailer["/Root"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_is_read_in_the_order_of_the_page(floor: Document) -> None:
    parts = [
        "A price floor", "Robin Sample, Kim Example", "2 November 2025", "Rare earths, part 1",
        "Who pays if the price falls.", "The mine in winter", "Credit: A. Photographer",
        "Highlights", "The state pays below 110 dollars, says the law",
        "A floor is easy to announce",
        "Said the minister", "What it costs", "Year", "2025", "51", "See the other brief",
        "Corrections", "2 January 2026", "It was two dollars.", "Suggested citation",
        "Sample, R., & Example, K. (2025).", "Published by Institute of Examples",
        "Licence: CC BY 4.0", "References", "The law",
        "Parliament, 4 July 2025", "https://law.example/1", "archived copy",
        "https://archive.example/law",
    ]  # fmt: skip
    text, at = floor.text.replace("\u00a0", " "), 0
    for part in parts:
        assert part in text[at:], f"{part} in {text[at:]}"
        at = text.index(part, at) + len(part)


def test_the_caption_and_the_credit_of_the_image_are_lines_that_begin_with_it(
    floor: Document,
) -> None:
    runs = runs_of(floor.reader.pages[0])
    caption = next(run for run in runs if run.text.startswith("The mine"))
    credit = next(run for run in runs if run.text.startswith("Credit"))
    standfirst = next(run for run in runs if run.text.startswith("Who pays"))
    assert caption.line > credit.line
    assert caption.left == pytest.approx(credit.left) == pytest.approx(standfirst.left)


def test_the_title_is_the_largest_and_the_authors_follow(site: Published) -> None:
    page = Document(site.read(PATH)).reader.pages[0]
    sizes: dict[str, float] = {}

    def note(text: str, _: Any, matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            sizes[text.strip()] = max(sizes.get(text.strip(), 0), abs(size * matrix[3]) or size)

    page.extract_text(visitor_text=note)
    assert max(sizes, key=lambda text: sizes[text]) == "Two bases"


def test_its_headings_are_its_bookmarks(floor: Document) -> None:
    names = bookmarks(floor)
    assert names == ["What it costs", "Corrections", "Suggested citation", "References"]


def test_its_images_are_described_and_photographs_are_reduced(
    site: Published, floor: Document
) -> None:
    assert [each.alt for each in floor.root.find("Figure")] == ["A mine", "a chart"]
    images = [image for page in floor.reader.pages for image in page.images]
    assert [image.image.size for image in images if image.image] == [(1600, 720)]
    assert len(site.read("/briefs/price-floor/price-floor.pdf")) < len(photograph())
    assert not [path for path in site.paths if path.endswith((".print", ".size"))]


def test_a_link_to_a_source_leads_to_its_reference(floor: Document) -> None:
    targets = [
        annotation.get_object()["/Dest"]
        for page in floor.reader.pages
        for annotation in page.get("/Annots", [])
        if "/Dest" in annotation.get_object()
    ]
    assert len(set(map(str, targets))) >= 2  # the reference and the note


def test_a_sign_that_no_font_has_is_left_out(floor: Document, site: Published) -> None:
    assert "🎉" not in floor.text
    assert site.codes == []


def test_letters_in_a_formula_have_the_fonts_of_the_text(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    pytest.importorskip("math_core", reason="needs the extra math")
    hebrew, chinese = r"$x_{\text{שלום}} = א$", r"$x_{\text{中国}} = 中$"
    files = {
        f"content/briefs/{name}.md": f"---\ntitle: T\nhighlights: ['Formula: {formula}']\n"
        f"corrections: [{{date: 2026-01-01, text: 'Not {formula}'}}]\n---\n"
        f"A formula: {formula}.[^1]\n\n[^1]: See {formula}.\n"
        for name, formula in (("hebrew", hebrew), ("chinese", chinese))
    }
    site = build_site(make_quick_site(files, pdf={"enabled": True}, markdown={"math": True}))
    fonts = fonts_of(site.read("/briefs/hebrew/hebrew.pdf"))
    assert {"NewCMMath-Book", "NotoSerifHebrew-Regular"} <= fonts
    assert not {"BriefgenBlank", "LibertinusSerif-Regular"} & fonts
    (problem,) = site.diagnostics
    assert (problem.code, problem.location.path) == ("pdf-font", "content/briefs/chinese.md")
    assert "Chinese characters such as `中`" in problem.message


def fonts_of(pdf: bytes) -> set[str]:
    """Return the names of the fonts of a PDF, without the marks of their subsets."""
    resources: list[Any] = [page["/Resources"] for page in Document(pdf).reader.pages]
    fonts = [font.get_object() for each in resources for font in each["/Font"].values()]
    return {font["/BaseFont"].split("+")[1].removesuffix("-Identity-H") for font in fonts}


def test_words_and_dates_are_in_the_language_of_the_brief(site: Published) -> None:
    german = Document(site.read("/briefs/boden/boden.pdf"))
    catalogue: Any = german.reader.trailer["/Root"]
    assert catalogue["/Lang"] == "de"
    for part in ("6. März 2026", "Ein „Text“.", "Zitiervorschlag"):
        assert part in german.text
    assert "1 von 1" in german.reader.pages[0].extract_text()


# Who leads to it


def test_a_page_links_to_its_pdf_with_its_size(site: Published) -> None:
    page = site.page("/briefs/two-bases/")
    size = len(site.read(PATH))
    assert page.words(".as-pdf") == [f"PDF, {round(size / 1000)} kB"] * 2
    assert set(page.values(".as-pdf a", "href")) == {PATH}
    assert page.values("meta[name=citation_pdf_url]", "content") == [f"https://example.org{PATH}"]
    assert page.values('link[rel=alternate][type="application/pdf"]', "href") == [PATH]
    graph = json.loads(page.one('script[type="application/ld+json"]').text or "")["@graph"]
    (brief,) = [node for node in graph if "encoding" in node]
    assert brief["encoding"] == {
        "@type": "MediaObject",
        "contentUrl": f"https://example.org{PATH}",
        "encodingFormat": "application/pdf",
    }
    assert page.errors == []


def test_feeds_enclose_the_pdfs_with_their_lengths(site: Published) -> None:
    lengths = {
        f"https://example.org/{path}": len(data)
        for path, data in site.contents.items()
        if path.endswith(".pdf")
    }
    for path in ("/feed.atom", "/feed.rss"):
        feed = feedparser.parse(site.read(path))
        assert not feed.bozo
        enclosures = {entry.title: entry.enclosures for entry in feed.entries}
        assert enclosures.pop("Ohne Druck") == []
        assert len(enclosures) == 3
        for (enclosure,) in enclosures.values():
            assert enclosure.type == "application/pdf"
            assert int(enclosure.length) == lengths[enclosure.href]
    for item in json.loads(site.read("/feed.json"))["items"]:
        for file in item.get("attachments", []):
            assert file["size_in_bytes"] == lengths[file["url"]]
    urls = {each.get("pdf") for each in json.loads(site.read("/briefs.json"))["briefs"]}
    assert urls - {None} == {url for url in lengths if "/briefs/" in url}


def test_a_brief_can_have_no_pdf(site: Published) -> None:
    page = site.page("/briefs/kein-pdf/")
    assert ".as-pdf" not in page
    assert "meta[name=citation_pdf_url]" not in page
    assert not [path for path in site.paths if path.startswith("briefs/kein-pdf/k")]


# Series and years


def test_a_series_is_one_pdf_in_its_order(site: Published) -> None:
    path = "/series/rare-earths/rare-earths.pdf"
    series = Document(site.read(path))
    names = bookmarks(series)
    assert names == ["A price floor", "Two bases"]
    assert series.reader.metadata is not None
    assert series.reader.metadata.author == "Robin Sample, Kim Example"
    (link,) = site.page("/series/rare-earths/").select(".as-pdf a")
    assert link.get("href") == path
    assert link.get("aria-label") == f"{link.text_content()}: Rare earths"


def test_a_year_is_one_pdf_which_the_archive_links(site: Published) -> None:
    assert site.page("/archive/").values(".as-pdf a", "href") == [
        "/archive/2026.pdf", "/archive/2025.pdf",
    ]  # fmt: skip
    year = Document(site.read("/archive/2026.pdf"))
    names = bookmarks(year)
    assert names == ["Two bases", "Der Mindestpreis"]
    assert site.page("/de/archive/").values(".as-pdf a", "href") == ["/de/archive/2026.pdf"]


# What is not public yet


def test_nothing_tells_of_a_draft(site: Published) -> None:
    for path, data in site.contents.items():
        assert b"Xanthoceros" not in data, path
        if path.endswith(".pdf"):
            assert "Xanthoceros" not in Document(data).text, path


def test_in_a_build_for_reviewers_each_page_says_so(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({**FILES, "content/briefs/mine.png": photograph()}, **SETTINGS)
    review = build_site(root, output=root / "review", **REVIEW)
    pdfs = [path for path in review.paths if path.endswith(".pdf")]
    assert "briefs/draft/draft.pdf" in pdfs
    for path in pdfs:
        for sheet in Document(review.read(path)).reader.pages:
            assert any(mark in sheet.extract_text() for mark in MARKS), path
    page = review.page("/briefs/draft/")
    assert page.values(".as-pdf a", "href")
    assert "meta[name=citation_pdf_url]" not in page


# How it is made


def test_only_what_changed_is_made_again(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site({**FILES, "content/briefs/mine.png": photograph()}, **SETTINGS)
    before = build_site(root, now=NOW).contents
    text = root / "content/briefs/two-bases.md"
    text.write_text(text.read_text().replace("One city.", "One city only."))
    after = build_site(root, now=NOW).contents
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path for path in changed if path.endswith(".pdf")} == {
        PATH[1:], "series/rare-earths/rare-earths.pdf", "archive/2026.pdf",
    }  # fmt: skip
    shutil.rmtree(root / ".briefgen")
    assert build_site(root, now=NOW, clean=True).contents == after


def test_a_site_without_pdfs_has_no_trace_of_them(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site({"content/briefs/a.md": "---\ntitle: A\nseries: S\n---\nText.\n"})
    site = build_site(root)
    assert not [path for path in site.paths if path.endswith(".pdf")]
    assert all(b"application/pdf" not in page.data for page in site.pages)
