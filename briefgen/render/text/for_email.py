"""Texts for HTML emails: what mail programs show, with classes for the styles of the layout.

Most mail programs know fewer elements than browsers (see caniemail.com), so figures and callouts
are written as boxes of `<div>` and `<table>`. There are no forms and no players: a task has a sign
in place of its box, and a video is a link. URLs are absolute. Links within a text lead to the page,
because several mail programs do not follow them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from briefgen.model import text as slots
from briefgen.model.addresses import is_drawing
from briefgen.model.content import Source
from briefgen.model.documents import EmailImage
from briefgen.model.html import Html
from briefgen.model.text import Attributes, Text
from briefgen.render.robust_links import robust
from briefgen.render.text import (
    CALLOUT_TITLES,
    Markup,
    Words,
    chart_image,
    escaped,
    label_of,
    name_of,
    start_tag,
    table_text,
    tex_as_code,
    tokens_of,
)
from briefgen.render.text.for_feed import absolute

COLUMN: Final = 552  # pixels: the width of the text
TASKS: Final = ("\N{BALLOT BOX}", "\N{BALLOT BOX WITH CHECK}")
_URLS: Final = frozenset({"href", "src"})
_ATTRIBUTES: Final = frozenset(
    "alt class colspan dir href lang rowspan src start title type valign value width".split()
)
# Elements that mail programs remove with their styles, by what is written for them.
_BOXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "address", "article", "aside", "center", "details", "figcaption", "figure",
                "footer", "header", "nav", "section", "summary",
            ),
            "div",
        ),
        "picture": "",
    }
)  # fmt: skip
_PLAYERS: Final = frozenset({"audio", "iframe", "video"})
_LEFT_OUT: Final = frozenset({"input", "source", "track"})
_MOST: Final = 12  # columns whose kinds the layout knows


@dataclass(slots=True)
class Email:
    """The email of the brief at a URL: its language and the words of that, and its images.

    `images` are by the URLs that the text has. A link to one of the `sources` leads to its archived
    copy if it is dead. `numbers` says whether the number of a source follows a link to it. `open`
    are the numbers of the source links that are open. `box` is the sign of a task whose words
    follow. `player` is the element that is being left out, with the URL of what it plays and its
    title.
    """

    url: str
    words: Words
    language: str = "en"
    images: Mapping[str, EmailImage] = field(default_factory=dict)
    sources: Sequence[Source] = ()
    numbers: bool = True
    open: list[int] = field(default_factory=list)
    box: str = ""
    player: tuple[str, str, str] | None = None


def for_email(text: Text, email: Email) -> Html:
    """Return a text for an email."""
    html: list[str] = []
    for token in tokens_of(text):
        if email.player:
            html.append(_played(token, email))
        elif email.box:
            html.append(_after_box(token, email))
        elif isinstance(token, str):
            html.append(_tag(token))
        else:
            html.append(MARKUP[type(token)](token, email))
    return Html("".join(html))


def fitted(width: int, height: int, most: int = COLUMN) -> tuple[int, int]:
    """Return the size at which an image of this size is shown."""
    if width <= most:
        return width, height
    return most, round(height * most / width)


def _tag(token: str) -> str:
    """Return a tag without attributes, and the words after it."""
    name, _, words = token.partition(">")
    if not name:
        return words
    is_end = name[0] == "/"
    element = name.removeprefix("/")
    if element not in _BOXES:
        return f"<{token}"
    box = _BOXES[element]
    if not box:
        return words
    return f"</{box}>{words}" if is_end else f'<{box} class="{element}">{words}'


def _after_box(token: str | slots.Slot, email: Email) -> str:
    """Return what follows the box of a task, with its sign before the first words."""
    if isinstance(token, slots.TaskEnd) or (isinstance(token, str) and token.strip() == ">"):
        return ""
    sign, email.box = email.box, ""
    if not isinstance(token, str):
        return f"{sign} {MARKUP[type(token)](token, email)}"
    name, _, words = token.partition(">")
    return f"<p>{sign} {words}" if name == "p" else f"{sign} {_tag(token).lstrip()}"


def _task(slot: slots.Task, email: Email) -> str:
    email.box = TASKS[slot.is_done]
    return ""


def _played(token: str | slots.Slot, email: Email) -> str:
    """Leave out what is in a player; at its end, return a link to what it plays."""
    assert email.player  # noqa: S101 - the caller asks
    name, url, title = email.player
    if isinstance(token, slots.Element) and token.name == "source" and not url:
        email.player = name, str(dict(token.attributes).get("src", "")), title
    if not isinstance(token, str) or not token.startswith(f"/{name}>"):
        return ""
    email.player = None
    target = absolute(email.url, url)
    words = title or urlsplit(target).path.rpartition("/")[2] or urlsplit(target).netloc
    return f'<a href="{escaped(target)}">{escaped(words)}</a>{token.partition(">")[2]}'


def start(name: str, attributes: Attributes, email: Email) -> str:
    """Return a start tag with the attributes that mail programs need."""
    return start_tag(name, tuple(_attributes(attributes, email.url)))


def _attributes(attributes: Attributes, url: str) -> Iterator[tuple[str, str]]:
    for name, value in attributes:
        if name in _URLS:
            yield name, absolute(url, str(value))
        elif name in _ATTRIBUTES:
            yield name, str(value)
        elif name == "hidden":
            yield "style", "display: none"


def _with_class(name: str, attributes: Attributes) -> Attributes:
    """Return attributes with one more class."""
    own = dict(attributes)
    return tuple({**own, "class": f"{name} {own.get('class', '')}".rstrip()}.items())


def _element(slot: slots.Element, email: Email) -> str:
    if slot.name in _PLAYERS:
        own = {name: str(value) for name, value in slot.attributes}
        email.player = slot.name, own.get("src", ""), own.get("title") or own.get("aria-label", "")
        return ""
    if slot.name in _LEFT_OUT:
        return ""
    if slot.name not in _BOXES:
        return start(slot.name, slot.attributes, email)
    box = _BOXES[slot.name]
    return start(box, _with_class(slot.name, slot.attributes), email) if box else ""


def _source_link(slot: slots.SourceLink, email: Email) -> str:
    email.open.append(slot.number)
    url = robust(slot, email.sources).url
    return start("a", (("href", url), *slot.attributes), email)


def _source_link_end(_: slots.SourceLinkEnd, email: Email) -> str:
    number = email.open.pop() if email.open else 0
    return f'</a><sup class="number">{number}</sup>' if number and email.numbers else "</a>"


def _link(slot: slots.Link, email: Email) -> str:
    return f"{start('a', slot.attributes, email)}{_name(slot, email) if slot.number else ''}"


def _name(slot: slots.Link | slots.Caption, email: Email) -> str:
    words, language = email.words, email.language
    return escaped(name_of(slot.number, is_table=slot.is_table, words=words, language=language))


def _image(slot: slots.Image, email: Email) -> str:
    """Return an image at the size at which it is shown, or a link to the page that shows it."""
    src = str(slot.src)
    image = email.images.get(src)
    url = image.url if image else "" if is_drawing(src) else absolute(email.url, src)
    if not url or not src:
        link = f'<a class="no-image" href="{escaped(email.url)}">{escaped(slot.alt)}</a>'
        return link if slot.alt.strip() else ""
    own = dict(slot.attributes)
    size: Attributes = ()
    width_attribute = str(own.get("width", ""))
    if image and image.width:
        width, height = fitted(image.width, image.height)
        if width_attribute.isdecimal() and 0 < int(width_attribute) < width:
            width, height = fitted(image.width, image.height, int(width_attribute))
        size = (("width", str(width)), ("height", str(height)))
    elif width_attribute.isdecimal():
        size = (("width", str(min(int(width_attribute), COLUMN))),)
    others = tuple((name, own[name]) for name in ("title", "class", "lang", "dir") if name in own)
    return start_tag("img", (("src", url), ("alt", slot.alt), *size, *others))


def _heading(slot: slots.Heading, email: Email) -> str:
    return start(f"h{slot.level}", slot.attributes, email)


def _table(slot: slots.Table, email: Email) -> str:
    kinds = [f"{kind}-{at}" for at, kind in enumerate(slot.kinds[:_MOST], 1) if kind]
    attributes = _with_class(" ".join(["data", *kinds]), slot.attributes)
    tag = start("table", attributes, email)
    return tag if slot.is_nested else f'<div class="scrolls" tabindex="0">{tag}'


def _caption(slot: slots.Caption, email: Email) -> str:
    tag = start("div", _with_class("figcaption", slot.attributes), email)
    return f"{tag}<strong>{_name(slot, email)}</strong> "


def _callout(slot: slots.Callout, email: Email) -> str:
    title = slot.title or email.words(CALLOUT_TITLES[slot.kind])
    own = dict(slot.attributes)
    words = "".join(
        f' {name}="{escaped(str(own[name]))}"' for name in ("lang", "dir") if name in own
    )
    table = f'<table class="callout {slot.kind}" role="presentation">'
    return f'{table}<tr><td{words}>\n<p class="callout-title">{escaped(title)}</p>'


def _fixed(html: str) -> Callable[[Any, Email], str]:
    return lambda _, __: html


MARKUP: Final[Markup[Email]] = MappingProxyType(
    {
        slots.Element: _element,
        slots.SourceLink: _source_link,
        slots.SourceLinkEnd: _source_link_end,
        slots.Link: _link,
        slots.LinkEnd: _fixed("</a>"),
        slots.Image: _image,
        slots.Heading: _heading,
        slots.HeadingEnd: lambda slot, _: f"</h{slot.level}>",
        slots.Table: _table,
        slots.TableEnd: lambda slot, _: "</table>" if slot.is_nested else "</table></div>",
        slots.Caption: _caption,
        slots.Callout: _callout,
        slots.CalloutEnd: _fixed("</td></tr></table>"),
        slots.Task: _task,
        slots.TaskEnd: _fixed(""),
        slots.FootnoteMark: lambda slot, _: f'<sup class="note-mark">{escaped(slot.label)}</sup>',
        slots.Footnote: _fixed("<li>"),
        slots.FootnoteBack: _fixed(""),
        slots.CodeBlock: lambda slot, email: start("pre", slot.attributes, email),
        slots.Math: lambda slot, _: tex_as_code(slot),
        slots.Chart: lambda slot, email: _image(chart_image(slot, email), email),
        slots.ChartEnd: _fixed(""),
        slots.TableBlock: lambda slot, email: for_email(table_text(slot, email), email),
        slots.ThemeWords: lambda slot, email: escaped(email.words(slot.message)),
        slots.Frame: _fixed(""),
        slots.EmbedLabel: lambda slot, email: escaped(label_of(slot, email.words)),
    }
)
