"""Typographic marks: the quotation marks of each language, and dashes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

# Opening and closing marks, outer and inner.
Quotes = tuple[str, str, str, str]

# By the language's first subtag (CLDR delimiters).
_QUOTES: Final[Mapping[str, Quotes]] = MappingProxyType(
    {
        "en": ("“", "”", "‘", "’"),
        "ar": ("”", "“", "’", "‘"),
        "cs": ("„", "“", "‚", "‘"),
        "da": ("“", "”", "‘", "’"),
        "de": ("„", "“", "‚", "‘"),
        "es": ("«", "»", "“", "”"),
        "fi": ("”", "”", "’", "’"),
        "fr": ("«\u00a0", "\u00a0»", "“", "”"),
        "it": ("«", "»", "“", "”"),
        "ja": ("「", "」", "『", "』"),
        "nb": ("«", "»", "‘", "’"),
        "pl": ("„", "”", "«", "»"),
        "pt": ("“", "”", "‘", "’"),
        "ru": ("«", "»", "„", "“"),
        "sv": ("”", "”", "’", "’"),
        "uk": ("«", "»", "„", "“"),
        "zh": ("“", "”", "‘", "’"),
    }
)
_DASHES: Final = re.compile(r"(?<!-)(-{2,3})(?!-)|\.{3}")
_DRAWN: Final = {"--": "–", "---": "—", "...": "…"}


@lru_cache(maxsize=16)
def quotes_of(language: str) -> Quotes:
    """Return the quotation marks of a language, or those of English if it is not listed."""
    return _QUOTES.get(language.partition("-")[0].lower(), _QUOTES["en"])


def has_dashes(text: str) -> bool:
    """Whether a text may contain what :func:`with_dashes` replaces."""
    return "--" in text or "..." in text


def with_dashes(text: str) -> str:
    """Return a text with dashes for two or three hyphens, and ellipses for three periods."""
    return _DASHES.sub(lambda match: _DRAWN[match[0]], text)
