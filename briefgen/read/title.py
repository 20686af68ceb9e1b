"""The title of a brief, with and without the places where its author lets a line end."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from briefgen.model.text import Text

_WBR: Final = re.compile(r"<wbr ?/?>", re.IGNORECASE)
_SPACE: Final = "\u200b"  # a space without width
_HYPHEN: Final = "\u00ad"  # a soft hyphen


def without_breaks(title: str) -> str:
    """Return a title for everything but the headings of pages."""
    if "<" not in title and title.isascii():
        return title
    plain = _WBR.sub("", title).replace(_SPACE, "").replace(_HYPHEN, "")
    return " ".join(plain.split()) if plain != title else title


def with_breaks(title: str) -> Text:
    """Return a title for the headings of pages, or an empty text if it has no such places."""
    marked = _WBR.sub(_SPACE, title)
    if _SPACE not in marked and _HYPHEN not in marked:
        return Text()
    return Text([escape(marked, quote=False).replace(_SPACE, "<wbr>")])
