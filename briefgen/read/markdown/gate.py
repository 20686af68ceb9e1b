"""The last check of the HTML of a text before it is published, whatever its origin.

HTML passes if it has one exact form: only elements and attributes of the allow-list, each element
closed where it must be, and nested so that a browser builds exactly the same tree. So no text can
break out of its place on a page. HTML that does not pass is cleaned by nh3. If the result does not
pass either, only its words are published.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Final, NamedTuple

from briefgen.read.markdown.elements import (
    ADDRESSES,
    ALLOWED,
    ATTRIBUTES,
    BLOCKS,
    CELLS,
    CHILDREN,
    HOLDS_PHRASES,
    MAX_DEPTH,
    PARENTS,
    VOID,
)
from briefgen.read.markdown.sanitise import clean, is_frame_allowed, is_safe, is_safe_set

_TAG: Final = re.compile(r'([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)')
_ATTRIBUTE: Final = re.compile(r' ([a-z-]+)="([^"]*)"')
# The tag of a link to a source: the only tag that is rarely repeated, so it is not worth caching.
_SOURCE: Final = re.compile(
    r'a href="https?://[^"<>]*" class="source-link" id="[^"<>]*" data-source="[0-9]+"'
    r'(?: target="_blank")? rel="[a-z ]*"'
)
_ANY_TAG: Final = re.compile(r"<[^>]*>?")


class _Place(NamedTuple):
    """What an open element allows inside it."""

    end: str  # its end tag, without brackets
    children: frozenset[str] | None = None  # if only these are allowed in it, and no words
    takes_blocks: bool = True
    in_link: bool = False
    is_group: bool = False  # of terms and definitions, in a <dl>


def admitted(html: str, frames: tuple[str, ...] = (), *, phrases: bool = False) -> str:
    """Return HTML that is harmless and well nested; unchanged if it is already.

    `frames` are the hosts that an <iframe> may show; `phrases` says that paragraphs, lists and
    tables are not allowed.
    """
    if passes(html, frames, phrases=phrases):
        return html
    cleaned = clean(html, frames)
    if passes(cleaned, frames, phrases=phrases):
        return cleaned
    return escape(unescape(_ANY_TAG.sub("", cleaned)))


def passes(html: str, frames: tuple[str, ...] = (), *, phrases: bool = False) -> bool:
    """Whether HTML may be published unchanged."""
    place = _Place("", takes_blocks=not phrases)
    places = [place]
    for piece in html.split("<")[1:]:
        tag, closed, text = piece.partition(">")
        if not closed:
            return False
        if tag[:1] == "/":
            if tag != place.end:
                return False
            places.pop()
            place = places[-1]
        else:
            name = "a" if tag[:6] == "a href" and _SOURCE.fullmatch(tag) else _name_of(tag, frames)
            entered = _entered(name, place)
            if entered is None or len(places) > MAX_DEPTH:
                return False
            if name not in VOID:
                place = entered
                places.append(place)
        if place.children is not None and text and not text.isspace():
            return False
    return len(places) == 1


@lru_cache(maxsize=4096)
def _name_of(tag: str, frames: tuple[str, ...]) -> str:
    """Return the name in a start tag without brackets, or "" if the tag is not allowed."""
    match = _TAG.fullmatch(tag)
    if match is None or match[1] not in ALLOWED:
        return ""
    name, attributes = match[1], _ATTRIBUTE.findall(match[2])
    given = dict(attributes)
    if len(given) != len(attributes) or not ATTRIBUTES[name].issuperset(given):
        return ""
    if any(not _is_harmless(name, key, unescape(value), frames) for key, value in given.items()):
        return ""
    if name == "input" and given.get("type") != "checkbox":
        return ""
    return name


def _is_harmless(tag: str, attribute: str, value: str, frames: tuple[str, ...]) -> bool:
    if tag == "iframe" and attribute == "src":
        return is_frame_allowed(value, frames)
    if attribute == "srcset":
        return is_safe_set(value)
    return attribute not in ADDRESSES or is_safe(value, image=tag == "img")


@lru_cache(maxsize=2048)
def _entered(name: str, place: _Place) -> _Place | None:
    """Return the place within an element, or None if a browser would move the element."""
    if not name or (name in BLOCKS and not place.takes_blocks) or (name == "a" and place.in_link):
        return None
    if place.children is not None and name not in place.children:
        return None
    parents = PARENTS.get(name)
    is_grouped = place.is_group and name in ("dt", "dd")  # browsers look for the <dl> here
    if parents is not None and place.end[1:] not in parents and not is_grouped:
        return None
    return _Place(
        end=f"/{name}",
        children=CHILDREN.get(name),
        takes_blocks=name in CELLS or (place.takes_blocks and name not in HOLDS_PHRASES),
        in_link=place.in_link or name == "a",
        is_group=name == "div" and place.end == "/dl",
    )
