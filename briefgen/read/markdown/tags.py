"""The HTML tags that the walk writes itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markdown_it.common.utils import escapeHtml


def source_attributes(url: str, anchor: str, number: str) -> dict[str, str]:
    """Return the attributes that mark a link to a source."""
    return {"href": url, "class": "source-link", "id": anchor, "data-source": number}


def tag_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return an opening tag."""
    return f"<{name}{attributes_of(attributes)}>"


def attributes_of(attributes: Mapping[str, str]) -> str:
    """Return the attributes of an opening tag, with a space before each."""
    return "".join(f' {key}="{escapeHtml(value)}"' for key, value in attributes.items())


# The tag of a source link, with placeholders for its URL, anchor and number.
SOURCE_TAG: Final = tag_of("a", source_attributes("%s", "%s", "%s"))
