"""A brief that was written in Word: imported, built, and compared with the document."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.importers.word import Document, document_of, import_word, read_package
from briefgen.importers.writing import carry_out
from briefgen.model.config import SiteConfig
from tests.support.word import PNG, plain_text

if TYPE_CHECKING:
    from tests.conftest import BuildSite, Published, WriteSite

pytest.importorskip("pypandoc")
docx = pytest.importorskip("docx")

CONFIG: Final = SiteConfig(title="Minerals", base_url="https://new.example")
# Words that are a date, labels that pages number, and the names of parts of pages.
ELSEWHERE: Final = frozenset("and by march figure key takeaways 1 2 3 2026 4".split())


def written() -> bytes:
    """Return a brief as analysts write them: bold headings, typed captions, a box."""
    document = docx.Document()
    document.core_properties.author = "Jane Doe"
    document.core_properties.keywords = "rare earths; price floor"
    document.add_paragraph("A floor under rare earths", style="Title")
    document.add_paragraph("Who pays when the market does not", style="Subtitle")
    document.add_paragraph("By Jane Doe and Robin Sample | 4 March 2026")
    document.add_paragraph().add_run("Key takeaways").bold = True
    for words in ("The state pays below 110 dollars.", "Others now  ask for the same."):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph().add_run("Background").bold = True
    paragraph = document.add_paragraph("A floor is ")
    paragraph.add_run("simple ").bold = True
    paragraph.add_run("to announce & hard to leave; see https://example.com/report.")
    document.add_picture(io.BytesIO(PNG))
    document.add_paragraph("Figure 1: Price of oxide, in dollars", style="Caption")
    document.add_paragraph("Three options:")
    for number, words in enumerate(("One for all", "One for a few", "None <at> all"), 1):
        option = document.add_paragraph(f"{number}) {words}")
        option.paragraph_format.left_indent = docx.shared.Inches(0.5)
    table = document.add_table(rows=0, cols=3, style="Light Grid Accent 1")
    for row in (("Option", "Cost", "Speed"), ("All", "1,200", "slow"), ("Few", "300", "fast")):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    box = document.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0)
    box.paragraphs[0].add_run("Box 1: How it works").bold = True
    box.add_paragraph("The state pays the difference.")
    merged = document.add_table(rows=2, cols=2)
    merged.cell(0, 0).merge(merged.cell(0, 1)).text = "Merged heading"
    document.add_heading("Conclusion", level=1)
    document.add_paragraph("“A floor is a promise,” said a minister.", style="Intense Quote")
    paragraph = document.add_paragraph("Decide about CO")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run(" soon.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class Result:
    """A site with the brief: what was noted, and what was built."""

    notes: str
    site: Published


@pytest.fixture(scope="module")
def result(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Result:
    root = tmp_path_factory.mktemp("word")
    write_site(root)
    package = read_package(written())
    documents = [Document("Kurzfassung – Bergpaß.docx", package, document_of(package))]
    outcome = carry_out(root, import_word(documents, CONFIG), write=True)
    notes = "\n".join(f"{each.reason} {each.words}" for each in outcome.notes)
    return Result(notes, build_site(root))


def test_the_site_with_the_brief_builds_without_errors(result: Result) -> None:
    assert not [each for each in result.site.diagnostics if each.is_error]


def test_every_word_of_the_document_is_on_the_page_or_in_the_report(result: Result) -> None:
    page = result.site.page("briefs/a-floor-under-rare-earths/index.html")
    shown = _words(f"{page.tree.text_content()} {result.notes}")
    assert _words(plain_text(written())) - shown <= ELSEWHERE


def test_the_page_has_the_parts_of_a_brief(result: Result) -> None:
    page = result.site.page("briefs/a-floor-under-rare-earths/index.html")
    assert page.words("h1") == ["A floor under rare earths"]
    assert page.words(".highlights li") == [
        "The state pays below 110 dollars.",
        "Others now ask for the same.",
    ]
    assert page.words(".brief-body h2") == ["Background", "Conclusion"]
    assert page.words("figcaption")[0] == "Figure 1 Price of oxide, in dollars"
    assert page.words(".brief-body ol li") == ["One for all", "One for a few", "None <at> all"]
    assert page.words(".brief-body thead")[0] == "Option Cost Speed"
    assert page.values(".brief-body a.source-link", "href") == ["https://example.com/report"]


def _words(text: str) -> set[str]:
    text = unicodedata.normalize("NFKC", text.replace("\u00ad", ""))
    return set(re.findall(r"[^\W_]+", text.casefold()))


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    package = read_package(written())
    document = Document("a.docx", package, document_of(package))
    first = carry_out(tmp_path, import_word([document], CONFIG), write=True)
    second = carry_out(tmp_path, import_word([document], CONFIG), write=True)
    assert {each.state.value for each in first.placed} == {"new"}
    assert {each.state.value for each in second.placed} == {"unchanged"}
