"""Read and change markdown-it's tokens before they become events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markdown_it.token import Token

from briefgen.model.characters import printable, without_references

RAW_ID: Final = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)


def ids_in(tokens: list[Token]) -> Iterator[str]:
    """Yield the ids that the author sets."""
    for token in tokens:
        for each in (token, *(token.children or ())):
            if "id" in each.attrs:
                yield str(each.attrs["id"])
            elif each.type in ("html_block", "html_inline"):
                yield from RAW_ID.findall(each.content)


def remove_controls(tokens: list[Token]) -> bool:
    """Remove the characters that no page may contain; return whether there were any."""
    has_changed = False
    for token in tokens:
        is_html = token.type in ("html_block", "html_inline")
        content = without_references(token.content) if is_html else printable(token.content)
        attributes = {
            name: printable(value) if isinstance(value, str) else value
            for name, value in token.attrs.items()
        }
        has_changed |= (content, attributes) != (token.content, token.attrs)
        token.content, token.attrs = content, attributes
        has_changed |= remove_controls(token.children or [])
    return has_changed
