"""Words of the theme in the HTML of a text, in each language that the theme supports.

The catalogues of the theme contain these words too; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from briefgen.model.languages import chain

CALLOUTS: Final = ("note", "warning", "key-finding")


@dataclass(frozen=True, slots=True)
class Words:
    """The words for the HTML of a text, in the language of the text."""

    new_tab: str
    callouts: Mapping[str, str] = field(hash=False)


def _words(new_tab: str, *callouts: str) -> Words:
    return Words(new_tab, MappingProxyType(dict(zip(CALLOUTS, callouts, strict=True))))


_ENGLISH: Final = _words("(opens in a new tab)", "Note", "Warning", "Key finding")
WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "en": _ENGLISH,
        "ar": _words("(يُفتح في علامة تبويب جديدة)", "ملاحظة", "تنبيه", "نتيجة رئيسية"),
        "de": _words("(öffnet in einem neuen Tab)", "Hinweis", "Warnung", "Kernaussage"),
        "es": _words("(se abre en una pestaña nueva)", "Nota", "Advertencia", "Hallazgo clave"),
        "fr": _words("(s’ouvre dans un nouvel onglet)", "Note", "Avertissement", "Résultat clé"),
        "zh-hans": _words("（在新标签页中打开）", "注意", "警告", "关键发现"),
    }
)


@lru_cache(maxsize=64)
def words_for(language: str) -> Words:
    """Return the words in a language, or in English if the theme does not support it."""
    return next((WORDS[tag] for tag in chain(language) if tag in WORDS), _ENGLISH)
