"""PDFs without the emoji and other signs that no font has, which would be boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from briefgen.model.diagnostics import Checked
from briefgen.render.typesetting.compiler import MISSING, Typesetter, TypstInput

if TYPE_CHECKING:
    from typst import PDFStandard

_MISSING: Final = MISSING.replace(" ", "").encode()  # as a PDF names it
_LETTERS: Final = ("L", "M", "N")  # the general categories of letters, their marks, and digits


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Makes PDFs with a layout, according to some standards."""

    typesetter: Typesetter
    layout: str
    standards: tuple[PDFStandard, ...]

    def pdf(self, typst_input: TypstInput, timestamp: int) -> tuple[Checked[bytes], frozenset[str]]:
        """Return a PDF without signs that no font has, and the letters that are boxes in it."""
        pdf = self._pdf(typst_input, timestamp)
        if _MISSING not in pdf.value:
            return pdf, frozenset()
        missing = self.typesetter.missing_glyphs(
            {*"".join(_strings(typst_input.data))}, typst_input.fonts
        )
        letters = frozenset(each for each in missing if unicodedata.category(each)[0] in _LETTERS)
        signs = missing - letters
        if signs:
            pdf = self._pdf(replace(typst_input, data=_without(typst_input.data, signs)), timestamp)
        return pdf, letters

    def _pdf(self, typst_input: TypstInput, timestamp: int) -> Checked[bytes]:
        return self.typesetter.pdf(
            self.layout, typst_input, timestamp=timestamp, standards=self.standards
        )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _without(value: Any, characters: frozenset[str]) -> Any:
    """Return data without some characters."""
    if isinstance(value, str):
        return type(value)("".join(each for each in value if each not in characters))
    if isinstance(value, Mapping):
        return {name: _without(each, characters) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(each, characters) for each in value]
    return value
