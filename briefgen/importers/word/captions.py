"""Captions of figures and tables, from Word's own ones and from those typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.importers.markup import line_of
from briefgen.importers.word.charts import Chart
from briefgen.importers.word.labels import Label, label_of
from briefgen.importers.word.shaping import is_picture, style_of
from briefgen.importers.word.trees import CHART, STYLE
from briefgen.read.html_tree import Element, Node, changed, elements_in, words_of

_STYLES: Final = frozenset({"caption", "image caption", "table caption", "captioned figure"})
_ILLUSTRATION: Final = re.compile(r"illustration|figure|abbildung|drawing|table|tabelle")
_NOTES: Final = re.compile(
    r"(?:data |own )?(?:sources?|notes?|credits?|photo|quellen?|anmerkung(?:en)?|fuentes?|nota"
    r"|remarque|来源|资料来源|注|المصدر)\s*[:：]",
    re.IGNORECASE,
)
_PAIR: Final = 2  # a table and its caption
_LONGEST: Final = 600  # characters of a caption


@dataclass(frozen=True, slots=True)
class Captioned:
    """A tree with figures; `labels` are words that are not in it, because pages number figures.

    `anchors` says which new anchors replace those in captions.
    """

    nodes: tuple[Node, ...]
    labels: tuple[str, ...] = ()
    anchors: Mapping[str, str] = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A picture or table, and its caption."""

    block: Element
    caption: tuple[Node, ...]
    label: Label | None
    is_table: bool


def with_captions(nodes: Sequence[Node], charts: Sequence[Chart | None] = ()) -> Captioned:
    """Return blocks whose pictures and tables have their captions.

    If the labels count up from 1, as those of pages do, figures have anchors instead.
    """
    blocks = list(_paired(list(nodes)))
    counted = {kind: _counts_up(blocks, is_table=kind) for kind in (False, True)}
    labels: list[str] = []
    anchors: dict[str, str] = {}
    new: list[Node] = []
    for each in blocks:
        if not isinstance(each, _Figure):
            new.append(each)
            continue
        caption, attributes = each.caption, {}
        if each.label and counted[each.is_table]:
            name = f"{'tbl' if each.is_table else 'fig'}-{each.label.number}"
            anchors |= {inner.get("id"): name for inner in elements_in(caption) if inner.get("id")}
            caption = _without_start(caption, len(each.label.words))
            attributes["id"] = name
            labels.append(each.label.words)
        chart = charts[int(each.block.get(CHART))] if each.block.get(CHART) else None
        if chart:
            anchor = f" {{#{attributes['id']}}}" if attributes else ""
            new.append(chart.block(line_of(caption) + anchor))
            continue
        contents = _contents(each.block)
        words = Element("figcaption", {}, caption)
        if words_of(caption).strip():
            new.append(Element("figure", attributes, (*contents, words)))
        else:
            new.append(each.block)
    return Captioned(tuple(new), tuple(labels), anchors)


def _paired(blocks: list[Node]) -> Iterator[Node | _Figure]:
    """Yield blocks; a picture or table beside its caption is a figure with it."""
    blocks = [
        _without_repeated(block, [*blocks[max(at - 1, 0) : at], *blocks[at + 1 : at + 2]])
        for at, block in enumerate(blocks)
    ]
    at = 0
    while at < len(blocks):
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if not isinstance(block, Element):
            yield block
        elif block.name == "table" and _is_caption(following, is_table=True, is_below=True):
            at += 1
            yield _figure(block, blocks[at], is_table=True)
        elif _is_shown(block) and _is_caption(following, is_table=False, is_below=True):
            at += 1
            more = list(_notes_below(blocks[at + 1 : at + 2]))
            yield _figure(block, blocks[at], *more, is_table=False)
            at += len(more)
        elif isinstance(following, Element) and _is_before(block, following, is_table=True):
            at += 1
            yield _figure(following, block, is_table=True)
        elif isinstance(following, Element) and _is_before(block, following, is_table=False):
            at += 1
            more = list(_notes_below(blocks[at + 1 : at + 2]))
            yield _figure(following, block, *more, is_table=False)
            at += len(more)
        elif _is_shown(block) and (more := list(_notes_below(blocks[at + 1 : at + 2]))):
            yield _figure(block, *more, is_table=False)
            at += len(more)
        else:
            yield block
        at += 1


def _without_repeated(block: Node, beside: Sequence[Node]) -> Node:
    """Return a table without the title in its properties, if the caption beside it has that too."""
    if not isinstance(block, Element) or block.name != "figure" or len(block.children) != _PAIR:
        return block
    table, title = block.children
    if not isinstance(table, Element) or table.name != "table":
        return block
    words = " ".join(words_of([title]).split())
    captions = (each for each in beside if _is_caption(each, is_table=True))
    said = (" ".join(words_of([each]).split()) for each in captions)
    return table if any(each.endswith(words) for each in said) else block


def _is_shown(node: Node) -> bool:
    return is_picture(node) or (isinstance(node, Element) and CHART in node.attributes)


def _is_before(block: Node, following: Element, *, is_table: bool) -> bool:
    """Whether a block is the caption of the picture or table below it."""
    if not _is_caption(block, is_table=is_table):
        return False
    return following.name == "table" if is_table else _is_shown(following)


def _is_caption(node: Node | None, *, is_table: bool, is_below: bool = False) -> bool:
    if not isinstance(node, Element) or node.name not in ("p", "h2", "h3", "h4", "h5", "h6"):
        return False
    words = words_of(node.children).strip()
    if not words or len(words) > _LONGEST:
        return False
    label, style = label_of(words), style_of(node)
    if label is None:
        is_other = style == "table caption" and not is_table
        is_above = is_table and is_below  # a caption below a table is that of the next picture
        return (style in _STYLES or _is_illustration(style)) and not is_other and not is_above
    is_right = label.is_table == is_table
    return is_right and (label.is_certain or style in _STYLES or _is_illustration(style))


def _is_illustration(style: str) -> bool:
    """Whether a style is one of LibreOffice's for captions."""
    return _ILLUSTRATION.fullmatch(style) is not None


def _notes_below(blocks: Sequence[Node]) -> Iterator[Element]:
    """Yield the paragraph below a figure that says where it comes from."""
    first = blocks[0] if blocks else None
    if isinstance(first, Element) and first.name == "p":
        words = words_of(first.children).strip()
        if _NOTES.match(words) and len(words) <= _LONGEST:
            yield first


def _figure(block: Element, *captions: Node, is_table: bool) -> _Figure:
    phrases: list[Node] = []
    for each in captions:
        if isinstance(each, Element):
            before = words_of(phrases).rstrip()
            end = "" if not before or before.endswith((".", "!", "?", ":", "。")) else "."
            phrases += [*([f"{end} "] if phrases else []), *_stripped(each.children)]
    label = label_of(words_of(phrases))
    is_right = label is not None and label.is_table == is_table
    return _Figure(block, tuple(phrases), label if is_right else None, is_table)


def _stripped(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the phrases of a caption without emphasis of all of it, and without line breaks."""
    children = tuple(
        " " if isinstance(each, Element) and each.name == "br" else each for each in nodes
    )
    contents = [each for each in children if not isinstance(each, str) or each.strip()]
    if (
        len(contents) == 1
        and isinstance(contents[0], Element)
        and contents[0].name in ("em", "strong")
    ):
        return _stripped(contents[0].children)
    return children


def _counts_up(blocks: Iterable[Node | _Figure], *, is_table: bool) -> bool:
    """Whether all figures, or tables, with a caption have labels that count up from 1."""
    figures = [each for each in blocks if isinstance(each, _Figure) and each.is_table == is_table]
    numbers = [each.label.number if each.label else 0 for each in figures]
    return bool(numbers) and numbers == list(range(1, len(numbers) + 1))


def _without_start(nodes: Sequence[Node], length: int) -> tuple[Node, ...]:
    """Return phrases without their first characters."""
    new: list[Node] = []
    for node in nodes:
        words = node if isinstance(node, str) else words_of([node])
        if length <= 0:
            new.append(node)
        elif isinstance(node, str):
            new.append(node[length:])
        elif isinstance(node, Element) and len(words) > length:
            new.append(replace(node, children=_without_start(node.children, length)))
        length -= len(words)
    return tuple(each for each in new if each != "")


def _contents(block: Element) -> tuple[Node, ...]:
    return block.children if block.name == "p" else (block,)


def without_styles(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return a tree without the styles of paragraphs."""

    def change(element: Element) -> Iterable[Node]:
        attributes = {key: each for key, each in element.attributes.items() if key != STYLE}
        return (replace(element, attributes=attributes),)

    return changed(nodes, change)
