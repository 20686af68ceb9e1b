"""Texts as YAML, in quotes where needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Texts that YAML reads as text without quotes.
_PLAIN: Final = re.compile(r"(?:[^\W_]|/)[^\n:#,\[\]{}\"'\\]*(?<!\s)")
_NOT_TEXT: Final = re.compile(r"(?i:null|true|false|yes|no|on|off)|[-+.\d][\d._:-]*")


def quoted(text: str) -> str:
    """Return a text in quotes, of a kind that it does not contain."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def as_yaml(text: str) -> str:
    """Return a text as YAML, in quotes only if it needs them."""
    is_plain = _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text)
    return text if is_plain else quoted(text)


def yaml_list(items: Iterable[str]) -> str:
    """Return a list in brackets."""
    return f"[{', '.join(map(as_yaml, items))}]"
