"""The last check of the HTML of a text, whatever its origin: only what passes becomes a text.

HTML passes if it has one exact form: only elements and attributes of the allow-list, each element
closed where it must be, and nested so that a browser builds exactly the same tree. So no text can
break out of its place on a page. HTML that does not pass is cleaned by nh3. If the result does not
pass either, only its words are published.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from typing import Final

from briefgen.model.text import Slot, SourceLink, Text
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
    SLOT,
    VOID,
)
from briefgen.read.markdown.sanitise import clean, is_frame_allowed, is_safe, is_safe_set
from briefgen.read.markdown.slots import Marks, completed, end_of, slot_of

_TAG: Final = re.compile(r'([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)')
_ATTRIBUTE: Final = re.compile(r' ([a-z-]+)="([^"]*)"')
# The tag of a link to a source: the only tag that is rarely repeated, so it is not worth caching.
_SOURCE: Final = re.compile(
    r'a href="(https?://[^"<>]*)" class="source-link" id="([^"<>]*)" data-source="([0-9]+)"'
)
_ANY_TAG: Final = re.compile(r"<[^>]*>?")


@dataclass(frozen=True, slots=True)
class _Context:
    """What an open element allows inside it. Elements that allow the same share a context.

    `inner` has the contexts inside the elements that were tried here, or None for those that a
    browser would move.
    """

    end: str  # its end tag, without brackets
    children: frozenset[str] | None = None  # if only these are allowed in it, and no words
    takes_blocks: bool = True
    in_link: bool = False
    is_group: bool = False  # of terms and definitions, in a <dl>
    inner: dict[str, _Context | None] = field(default_factory=dict, compare=False)


def admitted(
    html: str, marks: Marks | None = None, frames: tuple[str, ...] = (), *, phrases: bool = False
) -> tuple[Text, bool]:
    """Return HTML as a text that is harmless and well nested, and whether it was unchanged.

    `frames` are the hosts that an <iframe> may show; `phrases` says that paragraphs, lists and
    tables are not allowed.
    """
    text = text_of(html, marks, frames, phrases=phrases)
    if text is not None:
        return text, True
    cleaned = clean(html, frames)
    text = text_of(cleaned, marks, frames, phrases=phrases)
    if text is not None:
        return text, False
    words = escape(unescape(_ANY_TAG.sub("", cleaned)))
    return Text([words] if words else []), False


def text_of(
    html: str, marks: Marks | None = None, frames: tuple[str, ...] = (), *, phrases: bool = False
) -> Text | None:
    """Return HTML as a text, or None if it may not be published unchanged."""
    context = _LINE if phrases else _TOP
    start = _starts(frames)
    nonce = marks.nonce if marks else "<"  # "<" is in no tag
    first, *pieces = html.split("<")
    parts: list[str | Slot] = [first] if first else []
    # The contexts outside the open elements, and the slots of these.
    open_elements: list[tuple[_Context, Slot | None]] = []
    for piece in pieces:
        tag, closed, text = piece.partition(">")
        if not closed:
            return None
        if tag[:1] == "/":
            if tag != context.end:
                return None
            context, opened = open_elements.pop()
            slot = end_of(opened) if opened else None
        else:
            name, slot = start(tag) if nonce not in tag else _marked(tag, frames, marks)
            inner = context.inner[name] if name in context.inner else _enter(context, name)
            if inner is None or len(open_elements) >= MAX_DEPTH:
                return None
            if name not in VOID:
                open_elements.append((context, slot))
                context = inner
        if slot is None:
            parts.append(f"<{piece}")
        elif text:
            parts += (slot, text)
        else:
            parts.append(slot)
        if context.children is not None and text and not text.isspace():
            return None
    return None if open_elements else completed(parts)


def _marked(tag: str, frames: tuple[str, ...], marks: Marks | None) -> tuple[str, Slot | None]:
    """Return the name in a start tag without brackets, "" if it is not allowed, and its slot."""
    name, attributes = _read(tag, frames)
    if marks is None:
        return name, slot_of(name, attributes)
    if SLOT in attributes:
        return name, marks.slot(attributes[SLOT])
    return name, slot_of(name, {key: marks.value(value) for key, value in attributes.items()})


@lru_cache(maxsize=8)
def _starts(frames: tuple[str, ...]) -> Callable[[str], tuple[str, Slot | None]]:
    """Return the function that does the same for a tag without marks."""

    @lru_cache(maxsize=4096)
    def repeated(tag: str) -> tuple[str, Slot | None]:
        return _marked(tag, frames, None)

    def start(tag: str) -> tuple[str, Slot | None]:
        if tag[:6] == "a href" and (source := _SOURCE.fullmatch(tag)):
            url, anchor, number = source.groups()
            if "&" in url:
                url = unescape(url)
            return "a", SourceLink(url, int(number), unescape(anchor))
        return repeated(tag)

    return start


def _read(tag: str, frames: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """Return the name in a start tag and its attributes; "" if the tag is not allowed."""
    match = _TAG.fullmatch(tag)
    if match is None or match[1] not in ALLOWED:
        return "", {}
    name, pairs = match[1], _ATTRIBUTE.findall(match[2])
    attributes = {key: unescape(value) for key, value in pairs}
    if len(attributes) != len(pairs) or not ATTRIBUTES[name].issuperset(attributes):
        return "", {}
    if any(not _is_harmless(name, key, value, frames) for key, value in attributes.items()):
        return "", {}
    if name == "input" and attributes.get("type") != "checkbox":
        return "", {}
    return name, attributes


def _is_harmless(tag: str, attribute: str, value: str, frames: tuple[str, ...]) -> bool:
    if tag == "iframe" and attribute == "src":
        return is_frame_allowed(value, frames)
    if attribute == "srcset":
        return is_safe_set(value)
    return attribute not in ADDRESSES or is_safe(value, image=tag == "img")


def _enter(context: _Context, name: str) -> _Context | None:
    """Return the context within an element, and keep it."""
    inner = _entered(context, name)
    if name in ALLOWED:
        context.inner[name] = inner
    return inner


@lru_cache(maxsize=2048)
def _entered(context: _Context, name: str) -> _Context | None:
    """Return the context within an element, or None if a browser would move the element."""
    if (
        not name
        or (name in BLOCKS and not context.takes_blocks)
        or (name == "a" and context.in_link)
    ):
        return None
    if context.children is not None and name not in context.children:
        return None
    parents = PARENTS.get(name)
    is_grouped = context.is_group and name in ("dt", "dd")  # browsers look for the <dl> here
    if parents is not None and context.end[1:] not in parents and not is_grouped:
        return None
    return _Context(
        end=f"/{name}",
        children=CHILDREN.get(name),
        takes_blocks=name in CELLS or (context.takes_blocks and name not in HOLDS_PHRASES),
        in_link=context.in_link or name == "a",
        is_group=name == "div" and context.end == "/dl",
    )


_TOP: Final = _Context("")
_LINE: Final = _Context("", takes_blocks=False)
