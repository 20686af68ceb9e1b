"""The labels of figures and tables: `Figure 1:`, `Tabelle 2.`, `图 3`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FIGURES: Final = (
    r"figures?|fig\.|charts?|graphs?|maps?|photos?|abbildung|abb\.|grafik|schaubild|figura|gráfico"
    r"|graphique|carte|图|圖|شكل|الشكل"
)
_TABLES: Final = r"tables?|tab\.|tabelle|tabla|cuadro|tableau|tabella|tabela|tabel|表|جدول|الجدول"
_LABEL: Final = re.compile(
    rf"\s*(?P<name>(?P<figure>{_FIGURES})|(?:{_TABLES}))\s*(?P<number>\d{{1,3}})"
    r"(?P<end>\s*[.:：–—-]+\s*|\s*$|\s+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """The label with which a caption begins: its words, and whether a table has it.

    `is_certain` says that a sign follows the number, as in no sentence: `Figure 1 shows …`.
    """

    words: str
    number: int
    is_table: bool
    is_certain: bool


def label_of(words: str) -> Label | None:
    """Return the label with which words begin, or None."""
    match = _LABEL.match(words)
    if match is None:
        return None
    is_certain = bool(match["end"].strip()) or match.end() == len(words)
    return Label(match[0], int(match["number"]), match["figure"] is None, is_certain)
