"""Texts outside their own page: absolute URLs, and no marks for the theme and its scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urljoin

from briefgen.model import text as slots
from briefgen.model.html import Html
from briefgen.model.text import Attributes, Text
from briefgen.render.text import (
    CALLOUT_TITLES,
    Markup,
    Words,
    chart_image,
    escaped,
    html_of,
    label_of,
    name_of,
    start_tag,
    table_text,
    tex_as_code,
)

_URLS: Final = frozenset({"href", "src", "cite", "poster"})
# Marks for the theme and its scripts, and targets that would be duplicates in other entries.
_MARKS: Final = frozenset({"id", "class", "target", "role", "tabindex"})
_MARK_PREFIXES: Final = ("aria-", "data-")


@dataclass(frozen=True, slots=True)
class PageContext:
    """Where a text comes from: the URL of its page, its language, and the words of that."""

    url: str
    words: Words
    language: str = "en"


def for_feed(text: Text, context: PageContext) -> Html:
    """Return a text that stands alone."""
    return Html(html_of(text, MARKUP, context))


def start(name: str, attributes: Attributes, context: PageContext) -> str:
    """Return a start tag without the marks for the theme."""
    return start_tag(name, tuple(_allowed(attributes, context.url)))


def _allowed(attributes: Attributes, url: str) -> Iterator[tuple[str, str]]:
    for name, value in attributes:
        if name in _URLS:
            yield name, absolute(url, str(value))
        elif name == "srcset":
            yield name, ", ".join(absolute(url, each) for each in str(value).split(", "))
        elif name not in _MARKS and name[:5] not in _MARK_PREFIXES:
            yield name, str(value)


def absolute(url: str, value: str) -> str:
    """Return the absolute URL of what `value` names on the page at `url`."""
    if value.startswith(("https://", "http://")):
        return value
    try:
        return urljoin(url, value)
    except ValueError:
        return value


def _source_link(slot: slots.SourceLink, context: PageContext) -> str:
    if not slot.attributes:
        return f'<a href="{escaped(absolute(context.url, slot.url))}" rel="external">'
    attributes: Attributes = (("href", slot.url), ("rel", "external"), *slot.attributes)
    return start("a", attributes, context)


def _link(slot: slots.Link, context: PageContext) -> str:
    return f"{start('a', slot.attributes, context)}{name(slot, context) if slot.number else ''}"


def _caption(slot: slots.Caption, context: PageContext) -> str:
    return f"{start('figcaption', slot.attributes, context)}<strong>{name(slot, context)}</strong> "


def name(slot: slots.Link | slots.Caption, context: PageContext) -> str:
    """Return the name of a numbered figure or table, as HTML."""
    words, language = context.words, context.language
    return escaped(name_of(slot.number, is_table=slot.is_table, words=words, language=language))


def _heading(slot: slots.Heading, context: PageContext) -> str:
    if len(slot.attributes) == 1:  # only its anchor
        return f"<h{slot.level}>"
    return start(f"h{slot.level}", slot.attributes, context)


def _callout(slot: slots.Callout, context: PageContext) -> str:
    title = slot.title or context.words(CALLOUT_TITLES[slot.kind])
    return f"{start('aside', slot.attributes, context)}\n<p>{escaped(title)}</p>"


def _task(slot: slots.Task, _: PageContext) -> str:
    checked = ' checked=""' if slot.is_done else ""
    return f'<input disabled="" type="checkbox"{checked}>'


def _footnote_mark(slot: slots.FootnoteMark, context: PageContext) -> str:
    tag = start("a", (("href", f"#{slot.note}"),), context)
    return f"<sup>{tag}{escaped(slot.label)}</a></sup>"


def _math(slot: slots.Math, _: PageContext) -> str:
    """Return a formula with its TeX, which stays readable where a reader drops all tags."""
    if not slot.mathml:
        return tex_as_code(slot)
    begin, _sign, rest = slot.mathml.partition(">")
    inner = rest.removesuffix("</math>")
    tex = f'<annotation encoding="application/x-tex">{escaped(slot.tex)}</annotation>'
    html = f"{begin}><semantics><mrow>{inner}</mrow>{tex}</semantics></math>"
    return f"<p>{html}</p>" if slot.is_block else html


def _element(name: str) -> Callable[[Any, PageContext], str]:
    return lambda slot, context: start(name, slot.attributes, context)


def _fixed(html: str) -> Callable[[Any, PageContext], str]:
    return lambda _, __: html


_image: Final = _element("img")


MARKUP: Final[Markup[PageContext]] = MappingProxyType(
    {
        slots.Element: lambda slot, context: start(slot.name, slot.attributes, context),
        slots.SourceLink: _source_link,
        slots.SourceLinkEnd: _fixed("</a>"),
        slots.Link: _link,
        slots.LinkEnd: _fixed("</a>"),
        slots.Image: _image,
        slots.Heading: _heading,
        slots.HeadingEnd: lambda slot, _: f"</h{slot.level}>",
        slots.Table: _element("table"),
        slots.TableEnd: _fixed("</table>"),
        slots.Caption: _caption,
        slots.Callout: _callout,
        slots.CalloutEnd: _fixed("</aside>"),
        slots.Task: _task,
        slots.TaskEnd: _fixed(""),
        slots.FootnoteMark: _footnote_mark,
        slots.Footnote: _fixed("<li>"),
        slots.FootnoteBack: _fixed(""),
        slots.CodeBlock: _element("pre"),
        slots.Math: _math,
        slots.Chart: lambda slot, place: _image(chart_image(slot, place), place),
        slots.ChartEnd: _fixed(""),
        slots.TableBlock: lambda slot, place: for_feed(table_text(slot, place), place),
        slots.ThemeWords: lambda slot, place: escaped(place.words(slot.message)),
        slots.Frame: _fixed(""),
        slots.EmbedLabel: lambda slot, place: escaped(label_of(slot, place.words)),
    }
)
