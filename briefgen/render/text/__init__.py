"""Texts rendered for one target each: a page, a feed, Markdown, plain words.

A target is a mapping from each type of slot to a function, `(slot, context) -> str`. Targets that
write HTML copy the strings between the slots as they are. Others read them with `pieces`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import unescape
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

from briefgen.model.text import Attributes, Slot, Text

C = TypeVar("C")

Words: TypeAlias = Callable[[str], str]  # translates a text of the theme
Markup: TypeAlias = Mapping[type[Slot], Callable[[Any, C], str]]

# The titles of callouts whose author wrote none, as they are in the catalogues.
CALLOUTS: Final[Mapping[str, str]] = MappingProxyType(
    {"note": "Note", "warning": "Warning", "key-finding": "Key finding"}
)


def html_of(text: Text, markup: Markup[C], context: C) -> str:
    """Return a text as HTML, with `markup` for its slots."""
    return "".join(
        [
            part if isinstance(part, str) else markup[type(part)](part, context)
            for part in text.parts
        ]
    )


def pieces(text: Text) -> Iterator[tuple[str, str] | Slot]:
    """Yield the slots of a text, and what is between them as pairs.

    A pair is ("", words) with the words unescaped, or the name of a tag, such as "em" or "/em", and
    the words "".
    """
    for part in text.parts:
        if not isinstance(part, str):
            yield part
            continue
        first, *tags = part.split("<")
        if first:
            yield "", unescape(first)
        for tag in tags:
            name, _, words = tag.partition(">")
            yield name, ""
            if words:
                yield "", unescape(words)


def start_tag(name: str, attributes: Attributes) -> str:
    """Return a start tag, whose attributes have no references any more."""
    pairs = "".join([f' {key}="{escaped(str(value))}"' for key, value in attributes])
    return f"<{name}{pairs}>"


def escaped(words: str) -> str:
    """Escape what has a meaning in HTML, also between double quotes."""
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return words.replace(">", "&gt;").replace('"', "&quot;")
