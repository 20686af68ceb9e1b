"""Writes PDFs: of a brief, and of a series or a year."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final, cast

from briefgen.model.characters import letters_of, script_of
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.documents import BriefPdf, CollectionPdf, PdfDesign
from briefgen.model.moments import Moment
from briefgen.render.json_files import json_text
from briefgen.render.pdf.data import PdfSources
from briefgen.render.pdf.files import Files
from briefgen.render.pdf.glyphs import Glyphs
from briefgen.render.typesetting.compiler import TypstInput
from briefgen.render.writers import WriterInput

if TYPE_CHECKING:
    from typst import PDFStandard

BRIEF: Final = "brief.typ"
COLLECTION: Final = "collection.typ"
# A PDF also states that it is accessible, unless it is in a version that has no such statement.
_ACCESSIBLE: Final = "ua-1"
_WITHOUT: Final = "a-4"
_HINT: Final = (
    "put a font with these characters in content/fonts/, and name it in site.yaml:"
    "\npdf:\n  fonts: [/fonts/NAME.ttf]\nor write `pdf: false` in the brief"
)


def brief_pdf(document: BriefPdf, inputs: WriterInput) -> Checked[bytes]:
    """Return the PDF of a brief."""
    files = Files(inputs.sources, inputs.used)
    brief = document.brief
    sources = PdfSources(
        document.site, document.design, files, inputs.layouts, _families(document, inputs)
    )
    data = {
        **sources.common(brief.language, brief.direction),
        "brief": sources.brief(brief, inputs.texts[0]),
    }
    pdf, missing = _pdf(BRIEF, data, document.design, inputs, files, brief.date)
    return Checked(pdf.value, (*pdf.diagnostics, *_unshown(missing, inputs)))


def collection_pdf(document: CollectionPdf, inputs: WriterInput) -> Checked[bytes]:
    """Return the PDF of a series or of a year."""
    files = Files(inputs.sources, inputs.used)
    sources = PdfSources(
        document.site, document.design, files, inputs.layouts, _families(document, inputs)
    )
    data = {
        **sources.common(document.language, document.direction),
        "collection": sources.collection(document, inputs.texts),
    }
    days = [each.date for each in document.briefs if each.date]
    last = max(days, key=lambda day: day.at, default=None)
    # What the fonts lack is reported for the PDF of each brief.
    return _pdf(COLLECTION, data, document.design, inputs, files, last)[0]


def _families(document: BriefPdf | CollectionPdf, inputs: WriterInput) -> tuple[str, ...]:
    return inputs.layouts.typesetter.families(_fonts(document.design, inputs))


def _fonts(design: PdfDesign, inputs: WriterInput) -> tuple[bytes, ...]:
    """Return the site's own fonts."""
    return tuple(inputs.sources[path] for path in design.fonts)


def _pdf(
    layout: str,
    data: dict[str, Any],
    design: PdfDesign,
    inputs: WriterInput,
    files: Files,
    day: Moment | None,
) -> tuple[Checked[bytes], frozenset[str]]:
    """Return a PDF, and the characters that are left out because no font has them."""
    standards = cast("list[PDFStandard]", [*dict.fromkeys((design.standard, _ACCESSIBLE))])
    if design.standard == _WITHOUT:
        standards.remove(_ACCESSIBLE)
    typst_input = TypstInput(
        data=data,
        origin=inputs.origin,
        settings={"design": json_text(data["design"]).decode()},
        files=files.by_name,
        fonts=_fonts(design, inputs),
    )
    glyphs = Glyphs(inputs.layouts.typesetter, layout, tuple(standards))
    return glyphs.pdf(typst_input, int(day.at.timestamp()) if day else 0)


def _unshown(missing: frozenset[str], inputs: WriterInput) -> tuple[Diagnostic, ...]:
    """Warn of letters that a PDF lacks; emoji and other signs are left out in silence."""
    letters = sorted(each for each in missing if unicodedata.category(each)[0] == "L")
    if not letters:
        return ()
    script = letters_of(script_of(letters[0]))
    message = f"the PDF lacks {script} such as `{letters[0]}`, because its fonts do not have them"
    return (Diagnostic("pdf-font", message, inputs.origin, _HINT),)
