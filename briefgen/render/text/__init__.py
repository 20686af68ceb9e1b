"""Texts rendered for one target each: a page, a feed, Markdown.

A target is a mapping from each type of slot to a function, `(slot, context) -> str`. Targets that
write HTML copy the strings between the slots unchanged. Others read them with `tokens_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from briefgen.model.text import (
    Attributes,
    Chart,
    EmbedLabel,
    Image,
    Math,
    Slot,
    TableBlock,
    Text,
    ThemeWords,
)
from briefgen.render.locales import in_digits

C = TypeVar("C")

# A slot, or a tag and the words after it as HTML: "em>words", "/em>words", ">words".
Token: TypeAlias = str | Slot
Words: TypeAlias = Callable[[str], str]  # translates a text of the theme
Markup: TypeAlias = Mapping[type[Slot], Callable[[Any, C], str]]

# The titles of callouts whose author wrote none, as written in the catalogues.
CALLOUT_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {"note": "Note", "warning": "Warning", "key-finding": "Key finding"}
)
# What screen readers say for the mark of a footnote, and for the link from a footnote to its mark.
FOOTNOTE_MARK: Final = "Footnote %(mark)s"
FOOTNOTE_BACK: Final = "Back to the text"

# What readers press to load what a text embeds, and the words of the link to it, by its kind.
FRAME_BUTTONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chart": "Show the interactive version",
        "video": "Play the video",
        "map": "Show the interactive map",
        "page": "Show the page",
    }
)
EMBED_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chart": "Interactive version at %(host)s",
        "video": "Video at %(host)s",
        "map": "Map at %(host)s",
        "page": "Page at %(host)s",
    }
)
# The site that a frame is loaded from, and the button that shows the image again.
FRAME_HOST: Final = "from %(host)s"
FRAME_CLOSE: Final = "Show the image again"

# The names of numbered figures and tables, as written in the catalogues.
NUMBERED: Final = ("Figure %(number)s", "Table %(number)s")


def name_of(number: int, *, is_table: bool, words: Words, language: str) -> str:
    """Return the name of a figure or table, such as "Figure 2", in a language."""
    message = NUMBERED[is_table]
    form = words(message)
    # A language without a translation gets English words, with the digits of English.
    digits = str(number) if form == message else in_digits(str(number), language)
    return form.replace(" ", "\u00a0") % {"number": digits}


def label_of(slot: EmbedLabel, words: Words) -> str:
    """Return the words of the link to what a text embeds, such as "Video at vimeo.com"."""
    return words(EMBED_LABELS.get(slot.kind, EMBED_LABELS["page"])) % {"host": slot.host}


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


class TextContext(Protocol):
    """Where a text is shown: the language of the page, and the words of that."""

    @property
    def language(self) -> str:
        """The language."""

    @property
    def words(self) -> Words:
        """The function that translates the texts of the theme."""


def table_text(slot: TableBlock, context: TextContext) -> Text:
    """Return a table from data as a text."""
    from briefgen.render.text import data_tables  # noqa: PLC0415 - many sites have none

    return data_tables.table_text(slot, context)


def with_tables(text: Text, context: TextContext) -> Text:
    """Return a text with its tables from data and the words of the theme as parts of their own."""
    if not any(isinstance(part, TableBlock | ThemeWords) for part in text.parts):
        return text
    from briefgen.render.text import data_tables  # noqa: PLC0415 - as above

    return Text(data_tables.expanded(text.parts, context))


def chart_table(slot: Chart, context: TextContext) -> Text:
    """Return the data that a chart shows as the text of a table."""
    from briefgen.render.text import charts  # noqa: PLC0415 - as above

    return charts.table_of(slot, context)


def chart_image(slot: Chart, context: TextContext, *, is_drawing: bool = False) -> Image:
    """Return a chart as an image beside its page: as PNG, or as SVG where that is better."""
    from briefgen.render.text import charts  # noqa: PLC0415 - as above

    return charts.image_of(slot, context, is_drawing=is_drawing)


def with_pictures(text: Text, context: TextContext) -> Text:
    """Return a text in which each chart is an image among paragraphs, with its data as a table."""
    if not any(isinstance(part, Chart) for part in text.parts):
        return text
    from briefgen.render.text import charts  # noqa: PLC0415 - as above

    return charts.with_pictures(text, context)


def tex_as_code(slot: Math) -> str:
    """Return a formula that is no MathML as HTML."""
    code = f'<code class="math">{escaped(slot.tex)}</code>'
    return f"<p>{code}</p>\n" if slot.is_block else code


def escaped(words: str) -> str:
    """Escape what has a meaning in HTML, also between double quotes."""
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return words.replace(">", "&gt;").replace('"', "&quot;")
