"""Texts set by Typst, with the functions of the theme, as documents that tests can read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import typst

from briefgen.model.text import Text
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.sources import THEME
from briefgen.render.text.for_typst import TypstContext, for_typst
from briefgen.render.typesetting.compiler import FONTS
from tests.support.pdf import Document

URL: Final = "https://example.org/briefs/a/"
PLACE: Final = TypstContext(URL, str)
PARTIAL: Final = THEME / "partials/text.typ"
# One long page, so that nothing is divided.
LONG: Final = "width: 60cm, height: auto"
A4: Final = 'paper: "a4", margin: 2.5cm'
_MAIN: Final = """
#import "text.typ" as texts
#import "body.typ": body, references
#set document(title: "Title")
#set page({page})
#set text(font: ("Libertinus Serif", "Noto Naskh Arabic", "Briefgen Missing"), fallback: false)
#show: texts.noted
#title()
#show: texts.styled
#body
#for (key, words) in references [#block[#words#label(key)]]
"""


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(FONTS), font_paths=fonts, ignore_system_fonts=True)


def read(markdown: str, dialect: Dialect | None = None) -> Text:
    """Return a Markdown text, in which links lead where they are written."""
    text = parse_body(markdown, "a.md", 1, dialect or Dialect()).value.prose
    return text.with_urls([each.destination for each in text.references()])


def pdf_of(
    code: str,
    *,
    page: str = LONG,
    references: Mapping[str, str] | None = None,
    root: Path = FONTS,
) -> bytes:
    """Return a PDF for assistive technology with a text, given as code, and with references."""
    pairs = "".join(f'("{key}", "{words}"),' for key, words in (references or {}).items())
    body = f'#import "text.typ": *\n#let body = {{{code}}}\n#let references = ({pairs})\n'
    sources = {
        "main.typ": _MAIN.replace("{page}", page).encode(),
        "body.typ": body.encode(),
        "text.typ": PARTIAL.read_bytes(),
    }
    pdf = _compiler().compile(
        cast("Any", sources), format="pdf", pdf_standards=["ua-1"], root=str(root)
    )
    assert isinstance(pdf, bytes)
    return pdf


def set_text(text: Text | str, place: TypstContext = PLACE, **options: Any) -> Document:
    """Return a document with a text, which may be Markdown."""
    text = read(text) if isinstance(text, str) else text
    return Document(pdf_of(for_typst(text, place), **options))
