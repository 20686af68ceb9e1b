"""What authors make with the means of a word processor, as what it means: headings, lists, boxes.

Headings are often bold paragraphs, lists typed by hand, boxes tables with one cell, and lines ended
where the page was full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from briefgen.importers.markup import callout, joined
from briefgen.importers.word.labels import label_of
from briefgen.importers.word.trees import DOLLAR, STYLE
from briefgen.read.html_tree import Element, Node, changed, elements_in, words_of

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_HEADING: Final = 120  # characters
_CONTENTS: Final = re.compile(r"(?:toc|table of figures|contents|index)(?: heading|\s?\d+)?")
_BULLET: Final = re.compile(r"[•●○▪■◦‣·\uf0b7\uf0a7\uf0d8–—*-]\s+(?=\S)")
_NUMBER: Final = re.compile(r"\(?(\d{1,2})[.)]\s+(?=\S)")
_DASHES: Final = "–—*-·"
_ENDS: Final = (".", ":", ";", "!", "?", "…", "。", "！", "？", "؟")
# Styles of paragraphs that are no headings, however they look.
_NO_HEADINGS: Final = frozenset(
    {"abstract", "author", "authors", "caption", "date", "image caption", "subtitle"}
    | {"table caption", "title"}
)
_QUOTATIONS: Final = frozenset(
    {"block quotation", "block quote", "block text", "intense quote", "quotations", "quote"}
)
_CODE: Final = frozenset({"html preformatted", "preformatted text", "source code"})
_TABLE_HEADS: Final = frozenset({"table heading", "table header"})
_MOST_INDENTED: Final = 0.4  # of the words; with more, an indent is no quotation
_SPACES: Final = re.compile(r"[ \t\xa0]*[ \t][ \t\xa0]*|\xa0{2,}")


def shaped(nodes: Iterable[Node], note: Callable[[str, str], None]) -> tuple[Node, ...]:
    """Return a tree whose headings, lists, boxes and lines are what they were meant to be."""
    blocks = changed(_without_contents(nodes), _styled)
    blocks = changed(blocks, _with_plain_lines)
    blocks = _split(blocks)
    blocks = _without_indents(blocks)
    blocks = changed(blocks, _plain_item)
    blocks = changed(blocks, lambda each: _table(each, note))
    blocks = _with_lists(blocks)
    blocks = changed(blocks, _with_inner_lists)
    return tuple(_with_headings(blocks))


def style_of(node: Node) -> str:
    """Return the style of a paragraph, in lowercase, or ""."""
    return node.get(STYLE).casefold() if isinstance(node, Element) else ""


def is_bold(node: Node) -> bool:
    """Whether a paragraph is bold as a whole and could be a heading."""
    if not isinstance(node, Element) or node.name != "p":
        return False
    words = words_of(node.children).strip()
    return 0 < len(words) <= _LONGEST_HEADING and all(map(_is_strong, node.children))


def _is_strong(node: Node) -> bool:
    if isinstance(node, str):
        return not node.strip(" \t\n\xa0:")
    if not isinstance(node, Element):
        return True
    if node.name in ("em", "a") and "href" not in node.attributes and node.children:
        return all(map(_is_strong, node.children))
    return node.name in ("strong", "br") or not node.children


# Contents and lines


def _without_contents(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return a tree without the table of contents, because pages have their own."""
    return changed(nodes, lambda each: () if _CONTENTS.fullmatch(style_of(each)) else (each,))


def _styled(element: Element) -> Iterable[Node]:
    """Return a paragraph as what its style says, if pandoc does not know that style."""
    if element.name == "p" and style_of(element) in _QUOTATIONS:
        return (Element("blockquote", {STYLE: "quote"}, (element,)),)
    if element.name == "p" and style_of(element) in _CODE:
        return (Element("pre", {}, (Element("code", {}, element.children),)),)
    if element.name == "blockquote" and all(map(_is_quotation, element.children)):
        return element.children
    return (element,)


def _is_quotation(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "blockquote"


def _with_plain_lines(element: Element) -> Iterable[Node]:
    """Return a block without line breaks within a sentence, and without runs of spaces."""
    if element.name not in ("p", *HEADINGS):
        return (element,)
    in_heading = element.name != "p"
    children = list(element.children)
    last = _last_words(children)
    following = [*reversed(_last_words(reversed(children)))]
    for at, node in enumerate(children):
        if isinstance(node, Element) and node.name == "br":
            if in_heading or _is_within_sentence(last[at], following[at]):
                children[at] = " "
        elif isinstance(node, str):
            children[at] = _SPACES.sub(" ", node)
    return (replace(element, children=tuple(children)),)


def _last_words(nodes: Iterable[Node]) -> list[str]:
    """Return for each node the words of the nearest one before it that has any."""
    last = ""
    words = []
    for node in nodes:
        words.append(last)
        if (own := words_of([node])).strip():
            last = own
    return words


def _is_within_sentence(before: str, after: str) -> bool:
    before, after = before.rstrip(), after.lstrip()
    return bool(before and after) and not before.endswith(_ENDS) and after[0].islower()


def _split(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return blocks in which a bold first line, and a picture, are paragraphs of their own."""
    blocks: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.name == "p":
            blocks += _lines(node)
        else:
            blocks.append(node)
    return tuple(blocks)


def _lines(paragraph: Element) -> Iterable[Element]:
    children = paragraph.children
    at = next((at for at, each in enumerate(children) if _is_break(each)), -1)
    if at < 0:
        return (paragraph,)
    first = replace(paragraph, children=children[:at])
    rest = replace(paragraph, children=children[at + 1 :])
    is_head = is_bold(first) and not is_bold(rest) and not label_of(words_of(first.children))
    if is_head or is_picture(first) or is_picture(rest):
        return (first, *_lines(rest))
    return (paragraph,)


def is_picture(node: Node) -> bool:
    """Whether a block shows one picture, and nothing else."""
    if not isinstance(node, Element) or node.name != "p" or words_of(node.children).strip():
        return False
    return sum(each.name == "img" for each in elements_in(node.children)) == 1


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "br"


# Quotations and lists


def _without_indents(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return a tree whose paragraphs are no quotations if most of them are indented."""
    total = len(words_of(nodes)) or 1
    indented = sum(
        len(words_of(each.children))
        for each in nodes
        if isinstance(each, Element) and _is_indented(each)
    )
    if indented / total < _MOST_INDENTED:
        return tuple(nodes)
    return changed(nodes, lambda each: each.children if _is_indented(each) else (each,))


def _is_indented(element: Element) -> bool:
    return element.name == "blockquote" and style_of(element) not in _QUOTATIONS


def _plain_item(element: Element) -> Iterable[Node]:
    """Return list items that are no quotations, and lists that are not in one."""
    children = [each for each in element.children if not isinstance(each, str) or each.strip()]
    if element.name == "li":
        inner = (
            each.children if isinstance(each, Element) and _is_indented(each) else (each,)
            for each in children
        )
        return (replace(element, children=tuple(node for nodes in inner for node in nodes)),)
    is_list = all(isinstance(each, Element) and each.name in ("ol", "ul") for each in children)
    if element.name == "blockquote" and children and is_list:
        return children
    return (element,)


def _with_inner_lists(element: Element) -> Iterable[Node]:
    if element.name in ("aside", "blockquote", "td", "th", "li"):
        return (replace(element, children=_with_lists(element.children)),)
    return (element,)


def _with_lists(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return blocks in which paragraphs that begin with a bullet or number are lists."""
    blocks: list[Node] = []
    for sign, run in groupby(_flattened(nodes), key=_sign):
        some = list(run)
        if sign and (len(some) > 1 or sign == "•"):
            pattern = _NUMBER if sign == "1" else _BULLET
            items = (Element("li", {}, _without_start(each, pattern)) for each in some)
            first = _NUMBER.match(words_of(some[:1]).lstrip())
            start = {"start": first[1]} if sign == "1" and first and first[1] != "1" else {}
            blocks.append(Element("ol" if sign == "1" else "ul", start, tuple(items)))
        else:
            blocks += some
    # Lists that follow each other, as LibreOffice writes one list, are one.
    return tuple(joined(blocks, _goes_on))


def _goes_on(first: Element, count: int, block: Element) -> bool:
    if first.name != block.name or block.name not in ("ol", "ul"):
        return False
    is_next = int(block.get("start") or 1) == int(first.get("start") or 1) + count
    return block.name == "ul" or is_next or count == 1 or len(block.children) == 1


def _flattened(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield blocks; those of a quotation that is a list are blocks of their own."""
    for node in nodes:
        if isinstance(node, Element) and _is_indented(node) and all(map(_sign, node.children)):
            yield from node.children
        else:
            yield node


def _sign(node: Node) -> str:
    """Return "•", "–" or "1" for a paragraph that begins as an item of a list, or ""."""
    if not isinstance(node, Element) or node.name != "p" or is_bold(node):
        return ""
    words = words_of(node.children).lstrip()
    if _BULLET.match(words):
        return "–" if words[0] in _DASHES else "•"
    return "1" if _NUMBER.match(words) else ""


def _without_start(node: Node, pattern: re.Pattern[str]) -> tuple[Node, ...]:
    """Return the phrases of a paragraph without what they begin with."""
    children = list(node.children) if isinstance(node, Element) else [node]
    if children and isinstance(children[0], str):
        children[0] = pattern.sub("", children[0].lstrip(), count=1)
    elif children and isinstance(children[0], Element):
        inner = _without_start(children[0], pattern)
        children[0] = replace(children[0], children=inner)
    return tuple(children)


# Tables


def _table(element: Element, note: Callable[[str, str], None]) -> Iterable[Node]:
    """Return a table with a header, or a box in place of a table with one cell."""
    if element.name != "table":
        return (element,)
    rows = [row for part in element.children if isinstance(part, Element) for row in _rows(part)]
    if len(rows) == 1 and len(rows[0].children) == 1:
        return _box(rows[0].children[0])
    parts = [each for each in element.children if isinstance(each, Element)]
    if parts and parts[0].name == "tbody" and len(rows) > 1:
        first = rows[0]
        cells = [each for each in first.children if isinstance(each, Element)]
        if _is_header(cells, rows[1:]):
            if not all(map(_is_named_header, cells)):
                words = " | ".join(words_of([each]).strip() for each in cells)
                note("a table had no header row, so its first row is one now", words)
            head = Element("thead", {}, (_header(first),))
            rest = replace(parts[0], children=parts[0].children[1:])
            parts = [head, rest, *parts[1:]]
    elif parts and parts[0].name == "thead":
        if len(parts) == 1 and len(rows) > 1:  # pandoc counts all rows as headers
            body = Element("tbody", {}, tuple(map(_plain_row, rows[1:])))
            parts = [Element("thead", {}, rows[:1]), body]  # type: ignore[arg-type]
        parts[0] = replace(parts[0], children=tuple(map(_header, _rows(parts[0]))))
    return (replace(element, children=tuple(parts)),)


_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[/–-]\d{2,4})?")


def _rows(part: Element) -> list[Element]:
    return [each for each in part.children if isinstance(each, Element)]


def _is_header(cells: Sequence[Element], others: Sequence[Element]) -> bool:
    """Whether the first row of a table has the names of its columns."""
    words = [words_of(each.children).strip() for each in cells]
    if any({"colspan", "rowspan"} & each.attributes.keys() for each in cells):
        return False
    if all(map(_is_named_header, cells)):
        return True
    below = [words_of([cell]).strip() for row in others for cell in row.children]
    has_numbers = any(re.match(r"[\d–−-]", each) for each in below)
    names = words[1:]
    if not any(map(_YEAR.fullmatch, below)):  # years are names of columns
        names = [each for each in names if not _YEAR.fullmatch(each)]
    is_named = all(words[1:]) and not any(re.match(r"[\d–−-]", each) for each in names)
    return is_named and has_numbers and all(len(each) <= 60 for each in words)


def _is_named_header(cell: Element) -> bool:
    """Whether a cell is one of a header by its style, or by its looks."""
    return any(is_bold(each) or style_of(each) in _TABLE_HEADS for each in cell.children)


def _header(row: Element) -> Element:
    """Return a row as one of headers, which are bold anyway."""
    cells = []
    for cell in row.children:
        if isinstance(cell, Element):
            inner = changed(cell.children, _without_strong)
            cells.append(Element("th", cell.attributes, inner))
    return replace(row, children=tuple(cells))


def _plain_row(row: Element) -> Element:
    cells = (replace(each, name="td") for each in row.children if isinstance(each, Element))
    return replace(row, children=tuple(cells))


def _without_strong(element: Element) -> Iterable[Node]:
    return element.children if element.name == "strong" else (element,)


def _box(cell: Node) -> Iterable[Node]:
    """Return a table with one cell as a callout, whose title is a bold first line."""
    blocks = list(_split(cell.children)) if isinstance(cell, Element) else []
    if all(is_picture(each) for each in blocks):
        return blocks
    title = ""
    if len(blocks) > 1 and (is_bold(blocks[0]) or _is_heading(blocks[0])):
        title = " ".join(words_of([blocks.pop(0)]).split()).replace(DOLLAR, "$")
    return (callout("note", title, blocks),)


# Headings


def _is_heading(node: Node) -> bool:
    return isinstance(node, Element) and node.name in HEADINGS


def _with_headings(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks; bold paragraphs, and numbered ones that are bold, are headings."""
    last = max((at for at, each in enumerate(blocks) if not is_bold(each)), default=-1)
    level = 0
    for at, block in enumerate(blocks):
        if isinstance(block, Element) and _is_heading(block):
            level = int(block.name[1])
        bold = _bold_item(block) or block
        if isinstance(bold, Element) and at < last and _is_title(bold):
            inner = tuple(
                each.rstrip(" :") if isinstance(each, str) else each
                for each in changed(bold.children, _without_strong)
            )
            yield Element(f"h{min(level + 1, 6)}", {"data-bold": ""}, inner)
        else:
            yield block


def _is_title(block: Element) -> bool:
    """Whether a paragraph that other text follows is a heading by its looks."""
    words = words_of(block.children).strip()
    is_other = style_of(block) in _NO_HEADINGS or label_of(words) is not None
    return is_bold(block) and not is_other and not words.endswith((".", ",", ";", "!"))


def _bold_item(block: Node) -> Element | None:
    """Return the bold paragraph that is the only item of a numbered list, or None."""
    if isinstance(block, Element) and block.name == "ol" and len(block.children) == 1:
        item = block.children[0]
        inner = [each for each in item.children if each != ""] if isinstance(item, Element) else []
        if len(inner) == 1 and isinstance(inner[0], Element) and is_bold(inner[0]):
            return Element("p", {}, inner[0].children)
    return None


def with_levels(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return blocks whose headings begin at the second level, and leave none out."""
    blocks = tuple(nodes)
    used = {int(each.name[1]) for each in blocks if isinstance(each, Element) and _is_heading(each)}
    levels = {f"h{level}": f"h{min(rank, 6)}" for rank, level in enumerate(sorted(used), 2)}
    return tuple(
        replace(each, name=levels[each.name])
        if isinstance(each, Element) and each.name in levels
        else each
        for each in blocks
    )
