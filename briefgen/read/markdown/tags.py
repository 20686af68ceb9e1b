"""The HTML tags that the walk writes itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape

from markdown_it.common.utils import escapeHtml


def source_attributes(url: str, anchor: str, number: str, *, new_tab: bool) -> dict[str, str]:
    """Return the attributes of a link to a source."""
    attributes = {"href": url, "class": "source-link", "id": anchor, "data-source": number}
    if new_tab:
        return {**attributes, "target": "_blank", "rel": "noopener external"}
    return {**attributes, "rel": "external"}


@cache
def source_tag(*, new_tab: bool) -> str:
    """Return the tag of a source link, with placeholders for its URL, anchor and number."""
    return tag_of("a", source_attributes("%s", "%s", "%s", new_tab=new_tab))


@lru_cache(maxsize=16)
def new_tab_note(words: str) -> str:
    """Return the note for screen readers that a link opens a new tab."""
    return f'<span class="visually-hidden"> {escape(words)}</span>'


def tag_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return an opening tag."""
    pairs = "".join(f' {key}="{escapeHtml(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>"
