"""What the theme adds to a text on its way into a page, and a feed or a plain copy does not want.

It works on HTML that this program wrote or sanitised, so that patterns are enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final

from briefgen.model.html import Html

Sizes = Mapping[str, tuple[int, int]]

_HEADING: Final = re.compile(
    r"<(?P<tag>h[2-6])(?P<attributes>[^>]*?\bid=\"(?P<id>[^\"]+)\"[^>]*)>(?P<text>.*?)</(?P=tag)>",
    re.DOTALL,
)
_TABLE: Final = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEADER_CELL: Final = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_IMAGE: Final = re.compile(r"<img\b(?P<attributes>[^>]*?)(?P<end>\s*/?)>")
_ATTRIBUTE: Final = re.compile(r"\b(src|width|height|loading)=\"([^\"]*)\"")
_TAG: Final = re.compile(r"<[^>]*>")
_TASK: Final = re.compile(
    r"(<input class=\"task-list-item-checkbox\"[^>]*>)(.*?)"
    r"(?=</li>|</p>|<(?:ul|ol|p|div|pre|blockquote|table|figure)\b)",
    re.DOTALL,
)
_MAX_LABEL: Final = 120
_NO_SIZES: Final[Sizes] = {}


def furnished(text: str, pictures: Sizes = _NO_SIZES) -> Html:
    """Return a text ready for a page.

    Headings lead to themselves, tables scroll in a box that the keyboard reaches, code can be
    scrolled too, tasks are labelled, and pictures say their size and wait until they are near.
    """
    if "<h" in text:
        text = _HEADING.sub(_anchored, text)
    if "<table" in text:
        text = _TABLE.sub(_boxed, text)
    if "<img" in text:
        text = _IMAGE.sub(lambda image: _sized(image, pictures), text)
    if "task-list-item-checkbox" in text:
        text = _TASK.sub(r"<label>\1\2</label>", text)
    return Html(text.replace("<pre>", '<pre tabindex="0">'))


def _anchored(heading: re.Match[str]) -> str:
    tag, attributes, anchor, text = heading.group("tag", "attributes", "id", "text")
    if "<a" in text or not text.strip():  # no link stands in a link
        return heading[0]
    return f'<{tag}{attributes}><a class="anchor" href="#{anchor}">{text}</a></{tag}>'


def _boxed(table: re.Match[str]) -> str:
    """Put a table into a box; a reader who hears the page is told its columns there."""
    heads = (_TAG.sub("", cell[1]).strip() for cell in _HEADER_CELL.finditer(table[0]))
    label = unescape(", ".join(filter(None, heads)))
    if len(label) > _MAX_LABEL:
        label = label[:_MAX_LABEL].rsplit(" ", 1)[0].rstrip(",") + " …"
    named = f' role="group" aria-label="{escape(label)}"' if label else ""
    return f'<div class="table" tabindex="0"{named}>{table[0]}</div>'


def _sized(image: re.Match[str], pictures: Sizes) -> str:
    attributes = image["attributes"]
    given = dict(_ATTRIBUTE.findall(attributes))
    size = pictures.get(unescape(given.get("src", "")))
    if size and "width" not in given and "height" not in given:
        attributes += f' width="{size[0]}" height="{size[1]}"'
    if "loading" not in given:
        attributes += ' loading="lazy" decoding="async"'
    return f"<img{attributes}{image['end']}>"
