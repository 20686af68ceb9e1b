"""Texts rendered for one target each: a page, a feed, Markdown.

A target is a mapping from each type of slot to a function, `(slot, context) -> str`. Targets that
write HTML copy the strings between the slots unchanged. Others read them with `tokens_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

from briefgen.model.text import Attributes, Slot, Text
from briefgen.render.locales import in_digits

C = TypeVar("C")

# A slot, or a tag and the words after it as HTML: "em>words", "/em>words", ">words".
Token: TypeAlias = str | Slot
Words: TypeAlias = Callable[[str], str]  # translates a text of the theme
Markup: TypeAlias = Mapping[type[Slot], Callable[[Any, C], str]]

# The titles of callouts whose author wrote none, as they are in the catalogues.
CALLOUT_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {"note": "Note", "warning": "Warning", "key-finding": "Key finding"}
)
# What screen readers say for the mark of a footnote, and for the link from a footnote to its mark.
FOOTNOTE_MARK: Final = "Footnote %(mark)s"
FOOTNOTE_BACK: Final = "Back to the text"

# The names of numbered figures and tables, as they are in the catalogues.
NUMBERED: Final = ("Figure %(number)s", "Table %(number)s")


def name_of(number: int, *, is_table: bool, words: Words, language: str) -> str:
    """Return the name of a figure or table, such as "Figure 2", in a language."""
    message = NUMBERED[is_table]
    form = words(message)
    # A language without a translation gets English words, with the digits of English.
    digits = str(number) if form == message else in_digits(str(number), language)
    return form.replace(" ", "\u00a0") % {"number": digits}


def html_of(text: Text, markup: Markup[C], context: C) -> str:
    """Return a text as HTML, with `markup` for its slots."""
    return "".join(
        [
            part if isinstance(part, str) else markup[type(part)](part, context)
            for part in text.parts
        ]
    )


def tokens_of(text: Text) -> list[Token]:
    """Return a text in pieces: its slots, and the tags between them with the words after each.

    Words without a tag before them begin with ">".
    """
    tokens: list[Token] = []
    for part in text.parts:
        if isinstance(part, str):
            tokens += f">{part}".split("<")
        else:
            tokens.append(part)
    return tokens


def start_tag(name: str, attributes: Attributes) -> str:
    """Return a start tag, whose attributes have no references any more."""
    pairs = "".join([f' {key}="{escaped(str(value))}"' for key, value in attributes])
    return f"<{name}{pairs}>"


def escaped(words: str) -> str:
    """Escape what has a meaning in HTML, also between double quotes."""
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return words.replace(">", "&gt;").replace('"', "&quot;")
