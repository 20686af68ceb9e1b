"""Footnotes: of the block editor, of plugins, and of texts that come from Word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from briefgen.importers.markup import footnote_mark, footnotes
from briefgen.read.html_tree import Element, Node, changed, elements_in, words_of

_NUMBER: Final = re.compile(r"[\s\[(]*(\d+|[ivx]+|\*+)[\s\])]*")
_BACK: Final = re.compile(r"[\s\[(]*(?:\d+|[ivx]+|\*+|[↩↑^←⤴]\ufe0e?)[\s\]).]*")
_NOTE_BLOCKS: Final = ("dd", "div", "li", "p")
_HEADS: Final = frozenset("notes footnotes endnotes fußnoten anmerkungen".split())


@dataclass(frozen=True, slots=True)
class Noted:
    """A tree whose footnotes are marked, the notes themselves, and those that no mark names."""

    nodes: tuple[Node, ...]
    notes: tuple[Element, ...] = ()
    unmarked: tuple[tuple[Node, ...], ...] = ()


def notes_of_field(value: str) -> dict[str, str]:
    """Return the footnotes of the block editor, which are a custom field in JSON, by their ids."""
    try:
        entries = json.loads(value) if value else []
    except (ValueError, RecursionError):
        return {}
    if not isinstance(entries, list):
        return {}
    return {
        str(each["id"]): str(each.get("content", ""))
        for each in entries
        if isinstance(each, dict) and each.get("id")
    }


def with_footnotes(nodes: Iterable[Node], notes: Mapping[str, tuple[Node, ...]]) -> Noted:
    """Return a tree in which the marks of footnotes are ours; `notes` has notes by their ids."""
    nodes = tuple(nodes)
    linked = _linked(nodes)
    if not notes and not linked:
        return Noted(nodes)
    numbers: dict[str, int] = {}

    def change(element: Element) -> Iterable[Node]:
        name = element.get("data-fn")
        if name in notes:
            return (_mark(name, numbers),)
        if _is_numbered(element) and (target := linked.get(element.get("href")[1:])):
            return (_mark(target.name, numbers),)
        if element.name in ("sup", "span") and _is_only_mark(element):
            return element.children
        return (element,)

    without = changed(nodes, lambda each: _without(each, linked))
    marked = changed(without, change)
    contents: dict[str, tuple[Node, ...]] = {
        **notes,
        **{each.name: each.nodes for each in linked.values()},
    }
    numbered = {str(number): contents[name] for name, number in numbers.items() if name in contents}
    unmarked = tuple(each for name, each in notes.items() if name not in numbers)
    return Noted(_without_head(marked), footnotes(numbered), unmarked)


def _mark(name: str, numbers: dict[str, int]) -> Element:
    number = numbers.setdefault(name, len(numbers) + 1)
    return footnote_mark(str(number), number)


def _is_only_mark(element: Element) -> bool:
    contents = [each for each in element.children if not isinstance(each, str) or each.strip()]
    return (
        len(contents) == 1
        and isinstance(contents[0], Element)
        and "footnote-ref" in contents[0].classes
    )


# Notes that a link leads to, and that have a link back


@dataclass(frozen=True, slots=True)
class _Target:
    name: str
    nodes: tuple[Node, ...]
    block: Element


def _linked(nodes: tuple[Node, ...]) -> dict[str, _Target]:
    """Return the blocks that a numbered link leads to and that lead back, by their anchors."""
    elements = list(elements_in(nodes))
    first: dict[str, int] = {}  # where the first link to an anchor is
    for at, each in enumerate(elements):
        if _is_numbered(each):
            first.setdefault(each.get("href")[1:], at)
    targets: dict[str, _Target] = {}
    for at, block in enumerate(elements if first else ()):
        if block.name in _NOTE_BLOCKS:
            for name in _anchors(block) & first.keys() - targets.keys():
                if first[name] < at:  # a note is below its mark
                    rest = changed(block.children, lambda each: () if _is_back(each) else (each,))
                    targets[name] = _Target(name, rest, block)
    return targets


def _anchors(block: Element) -> set[str]:
    """Return the only anchor of a block that has a link back, if it could be a note."""
    inner = [block, *elements_in(block.children)]
    is_innermost = block.name == "li" or not any(each.name in _NOTE_BLOCKS for each in inner[1:])
    if not is_innermost or not any(map(_is_back, inner)):
        return set()
    anchors = {each.get("id") or each.get("name") for each in inner} - {""}
    links = {each.get("href")[1:] for each in inner if _is_back(each)}
    return anchors - links


def _is_numbered(element: Element) -> bool:
    is_link = element.name == "a" and element.get("href").startswith("#")
    return is_link and _NUMBER.fullmatch(words_of([element])) is not None


def _is_back(element: Element) -> bool:
    is_link = element.name == "a" and element.get("href").startswith("#")
    return is_link and _BACK.fullmatch(words_of([element])) is not None


def _without(element: Element, linked: Mapping[str, _Target]) -> Iterable[Node]:
    """Return an element, or nothing if it is a note, or a list of notes."""
    if any(each.block == element for each in linked.values()):
        return ()
    is_list = element.name in ("ol", "ul", "section", "div") and linked
    if is_list and not words_of(element.children).strip() and not [*elements_in(element.children)]:
        return ()
    return (element,)


def _without_head(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a tree without the heading or rule that was above the notes at its end."""
    left = list(nodes)
    while left:
        last = left[-1]
        words = last if isinstance(last, str) else words_of([last])
        is_white = not words.strip() and (isinstance(last, str) or not _shows(last))
        is_head = isinstance(last, Element) and words.strip().lower() in _HEADS
        if not is_white and not (is_head and last.name[0] in "hp"):  # type: ignore[union-attr]
            break
        left.pop()
    return tuple(left)


def _shows(node: Node) -> bool:
    media = ("audio", "iframe", "img", "video")
    return isinstance(node, Element) and any(each.name in media for each in elements_in([node]))
