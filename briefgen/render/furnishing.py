"""What the theme adds to a text on its way into a page, and a feed or a plain copy does not want.

It works on HTML that this program wrote or sanitised, so that patterns are enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final

from briefgen.model.html import Html
from briefgen.model.views import ImageView, InlineImageView

Pictures = Mapping[str, InlineImageView]

# How wide the theme shows a picture (theme.css: --measure, and --gutter at both sides).
COLUMN: Final = "(min-width: 42.25rem) 38rem, (min-width: 30rem) 90vw, calc(100vw - 3rem)"

_FURNISHED: Final = re.compile(r"<(h|table|img|input|pre)")
_HEADING: Final = re.compile(
    r"<(?P<tag>h[2-6])(?P<attributes>[^>]*?\bid=\"(?P<id>[^\"]+)\"[^>]*)>(?P<text>.*?)</(?P=tag)>",
    re.DOTALL,
)
_TABLE: Final = re.compile(r"<(/?)table\b[^>]*>")
# What cannot stand in a link.
_INTERACTIVE: Final = re.compile(r"<(?:a|audio|details|iframe|input|video)\b")
_HEADER_CELL: Final = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_IMAGE: Final = re.compile(r"<img\b(?P<attributes>[^>]*)>")
# A picture for which an author chose the files.
_CHOSEN: Final = re.compile(r"(<picture\b.*?</picture>)", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"\b(src|srcset|width|height|loading)=\"([^\"]*)\"")
_TAG: Final = re.compile(r"<[^>]*>")
_TASK: Final = re.compile(
    r"(<input class=\"task-list-item-checkbox\"[^>]*>)(.*?)"
    r"(?=</li>|</p>|<(?:address|article|aside|blockquote|center|details|div|dl|figcaption|figure"
    r"|footer|h[1-6]|header|hr|nav|ol|p|pre|section|summary|table|ul)\b)",
    re.DOTALL,
)
_START_OR_END: Final = re.compile(r"<(?!br\b|img\b|input\b|wbr\b|source\b|track\b)(/?)")
_MAX_LABEL: Final = 120
_NO_PICTURES: Final[Pictures] = {}


def furnished(text: str, pictures: Pictures = _NO_PICTURES, sizes: str = COLUMN) -> Html:
    """Return a text ready for a page.

    Headings lead to themselves, tables scroll in a box that the keyboard reaches, code can be
    scrolled too, tasks are labelled, and pictures say their size, wait until they are near, and
    come in files no larger than `sizes` asks for (HTML's attribute of that name).
    """
    found = set(_FURNISHED.findall(text))
    if "h" in found:
        text = _HEADING.sub(_anchored, text)
    if "table" in found:
        text = _with_boxes(text)
    if "img" in found:
        text = _pictured(text, pictures, sizes)
    if "input" in found:
        text = _TASK.sub(_labelled, text)
    return Html(text.replace("<pre>", '<pre tabindex="0">') if "pre" in found else text)


def _anchored(heading: re.Match[str]) -> str:
    tag, attributes, anchor, text = heading.group("tag", "attributes", "id", "text")
    if not text.strip() or _INTERACTIVE.search(text):
        return heading[0]
    return f'<{tag}{attributes}><a class="anchor" href="#{anchor}">{text}</a></{tag}>'


def _labelled(task: re.Match[str]) -> str:
    """Label a task by its words, unless one of its elements holds a block too."""
    ends = [end for end in _START_OR_END.findall(task[2]) if end]
    is_closed = 2 * len(ends) == len(_START_OR_END.findall(task[2]))
    return f"<label>{task[1]}{task[2]}</label>" if is_closed else task[0]


def _with_boxes(text: str) -> str:
    """Put each table into a box, but not one that stands in another."""
    out: list[str] = []
    begin = depth = at = 0
    for tag in _TABLE.finditer(text):
        if not tag[1]:
            if depth == 0:
                begin = tag.start()
                out.append(text[at:begin])
                at = begin
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                out.append(_boxed(text[begin : tag.end()]))
                at = tag.end()
    return "".join([*out, text[at:]])


def _boxed(table: str) -> str:
    """Put a table into a box; a reader who hears the page is told its columns there."""
    heads = (_TAG.sub("", cell[1]).strip() for cell in _HEADER_CELL.finditer(table))
    label = unescape(", ".join(filter(None, heads)))
    if len(label) > _MAX_LABEL:
        label = label[:_MAX_LABEL].rsplit(" ", 1)[0].rstrip(",") + " …"
    named = f' role="group" aria-label="{escape(label)}"' if label else ""
    return f'<div class="table" tabindex="0"{named}>{table}</div>'


def sources(picture: InlineImageView | ImageView, sizes: str = COLUMN) -> Html:
    """Return the `<source>` elements for the other formats of a picture."""
    return Html(
        "".join(
            f'<source type="{each.type}" srcset="{escape(each.srcset)}" sizes="{escape(sizes)}">'
            for each in picture.sources
        )
    )


def _pictured(text: str, pictures: Pictures, sizes: str) -> str:
    """Let pictures say their size, and offer their other formats, unless the author chose."""
    if "<picture" not in text:
        return _IMAGE.sub(lambda image: _offered(image, pictures, sizes), text)
    return "".join(
        _IMAGE.sub(lambda image: _sized(image, pictures), part)
        if part.startswith("<picture")
        else _IMAGE.sub(lambda image: _offered(image, pictures, sizes), part)
        for part in _CHOSEN.split(text)
    )


def _offered(image: re.Match[str], pictures: Pictures, sizes: str) -> str:
    given = dict(_ATTRIBUTE.findall(image["attributes"]))
    picture = pictures.get(unescape(given.get("src", "")))
    sized = _sized(image, pictures)
    if picture is None or not picture.sources or "srcset" in given:
        return sized
    width = given.get("width", "")
    asked = f"{width}px" if width.isdecimal() else sizes
    return f"<picture>{sources(picture, asked)}{sized}</picture>"


def _sized(image: re.Match[str], pictures: Pictures) -> str:
    attributes = image["attributes"].removesuffix("/").rstrip()
    given = dict(_ATTRIBUTE.findall(attributes))
    picture = pictures.get(unescape(given.get("src", "")))
    if picture and "width" not in given and "height" not in given:
        attributes += f' width="{picture.width}" height="{picture.height}"'
    if "loading" not in given:
        attributes += ' loading="lazy" decoding="async"'
    return f"<img{attributes}>"
