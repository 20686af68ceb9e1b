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


def take_out(tokens: list[Token]) -> bool:
    """Remove the characters that no page may contain; return whether there were any."""
    found = False
    for token in tokens:
        is_html = token.type in ("html_block", "html_inline")
        content = without_references(token.content) if is_html else printable(token.content)
        attributes = {
            name: printable(value) if isinstance(value, str) else value
            for name, value in token.attrs.items()
        }
        found |= (content, attributes) != (token.content, token.attrs)
        token.content, token.attrs = content, attributes
        found |= take_out(token.children or [])
    return found
