"""HTML of other programs as Markdown of our dialect.

HTML becomes a tree, the tree is tidied, and what is left becomes a text, which has one writer:
`render.text.for_markdown`. What has no signs in Markdown stays harmless HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from briefgen.model.text import CALLOUTS
from briefgen.read.html_tree import (
    Comment,
    Element,
    Node,
    changed,
    elements_in,
    html_of,
    text_of_html,
    tree_of,
    words_of,
)
from briefgen.render.text.for_feed import PageContext
from briefgen.render.text.for_markdown import for_markdown

_CONTEXT: Final = PageContext("", str)  # URLs stay unchanged
# Blocks that say nothing but that they are blocks, and phrases that have only a style.
_FOLDS: Final = frozenset(
    "address article center div fieldset footer form header hgroup main menu nav section".split()
)
_PHRASES: Final = frozenset(
    "big button data font label legend noscript picture option select small span".split()
)
_GONE: Final = frozenset(
    "embed input meter object optgroup param progress script select style textarea title".split()
)
_BLOCKS: Final = frozenset(
    """
    aside audio blockquote details dl figure h1 h2 h3 h4 h5 h6 hr iframe ol p pre section table ul
    video
    """.split()
)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_MARKS: Final = frozenset("a b code del em i s strike strong sub sup u".split())
_MERGED: Final = frozenset("b em i strong".split())
_MEANINGFUL: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "title", "id", "class"}),
    "abbr": frozenset({"title"}),
    "aside": frozenset({"data-callout", "data-title"}),
    "audio": frozenset({"src", "controls"}),
    "col": frozenset({"span"}),
    "details": frozenset({"open"}),
    "iframe": frozenset({"src", "title", "width", "height"}),
    "img": frozenset({"src", "alt", "title"}),
    "li": frozenset({"value", "id"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "source": frozenset({"src", "type"}),
    "td": frozenset({"colspan", "rowspan", "class"}),
    "th": frozenset({"colspan", "rowspan", "scope", "class"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"src", "kind", "srclang", "label"}),
    "video": frozenset({"src", "controls", "poster", "width", "height"}),
}
# The classes that the dialect gives to footnotes, code and columns; see `slots.slot_of`.
_CLASSES: Final = re.compile(r"footnote\S*|language-\S+|align-(?:left|center|right)")
_LANGUAGE: Final = re.compile(r"(?:language-|lang-|brush:\s*)([\w+#.-]+)")
_ALIGNED: Final = re.compile(
    r"text-align:\s*(left|center|right)|has-text-align-(left|center|right)"
)
_ANCHOR: Final = re.compile(r"[A-Za-z][\w-]*")
_UNNAMED: Final = "heading-without-name-"
_PICTURE: Final = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#].*)?$", re.IGNORECASE)
_SPACE: Final = " \t\n\r\f"
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")


def markdown_of(nodes: str | Iterable[Node]) -> str:
    """Return HTML, or a tree, as Markdown."""
    tidy = tidied(tree_of(nodes) if isinstance(nodes, str) else nodes)
    tidy, anchors = _with_anchors(tidy)
    return for_markdown(text_of_html(html_of(tidy)), _CONTEXT, anchors=anchors, dialect=True)


def line_of(nodes: str | Iterable[Node]) -> str:
    """Return HTML, or a tree, as Markdown on one line, as for a summary or a highlight."""
    tree = tree_of(nodes) if isinstance(nodes, str) else tuple(nodes)
    phrases = _flat(tidied(tree))
    paragraph = Element("p", {}, tuple(phrases))
    return " ".join(markdown_of([paragraph]).replace("\\\n", " ").split())


def callout(kind: str, title: str, nodes: Iterable[Node]) -> Element:
    """Return a callout. A kind that the dialect does not have is a note, with it as the title."""
    if kind not in CALLOUTS:
        kind, title = "note", title or kind.capitalize()
    return Element("aside", {"data-callout": kind, "data-title": title}, tuple(nodes))


def footnote_mark(name: str, number: int) -> Element:
    """Return the mark of a footnote in the text. Only the first mark of a note has an anchor."""
    attributes = {"href": f"#fn-{name}", "id": f"fnref-{name}"}
    link = Element("a", attributes, (str(number),))
    return Element("sup", {"class": "footnote-ref"}, (link,))


def footnotes(notes: Mapping[str, Iterable[Node]]) -> tuple[Element, ...]:
    """Return the notes by their names, in order, to be put at the end of a tree."""
    if not notes:
        return ()
    items = tuple(
        Element("li", {"id": f"fn-{name}", "class": "footnote-item"}, _paragraphs(nodes))
        for name, nodes in notes.items()
    )
    rule = Element("hr", {"class": "footnotes-sep"})
    numbered = Element("ol", {"class": "footnotes-list"}, items)
    return rule, Element("section", {"class": "footnotes"}, (numbered,))


def tidied(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return a tree with only what has a meaning: blocks of a text, and phrases within them."""
    nodes = [node for node in nodes if not isinstance(node, Comment)]
    return _paragraphs(changed(nodes, _tidy))


# One element, whose content is tidy


def _tidy(element: Element) -> Iterable[Node]:
    name = element.name
    children = tuple(each for each in element.children if not isinstance(each, Comment))
    if name in _GONE and name != "select":
        return ()
    element = replace(element, children=children)
    if name in _FOLDS and "footnotes" not in element.classes:
        return _folded(element)
    if name in _PHRASES:
        return children
    if name in _MARKS:
        return _phrase(element)
    change = _CHANGES.get(name)
    return change(element) if change else (_plain(element),)


def _plain(element: Element, **attributes: str) -> Element:
    """Return an element with only the attributes that have a meaning."""
    meaningful = _MEANINGFUL.get(element.name, frozenset())
    attributes_kept = {
        name: value for name, value in element.attributes.items() if name in meaningful
    }
    classes = " ".join(filter(_CLASSES.fullmatch, element.get("class").split()))
    attributes_kept.pop("class", None)
    if classes:
        attributes_kept["class"] = classes
    for name in ("lang", "dir"):
        if element.get(name) and element.name not in _MARKS:
            attributes_kept[name] = element.get(name)
    return replace(element, attributes=attributes_kept | attributes)


def _folded(element: Element) -> Iterable[Node]:
    """Return the content of an element as blocks of their own."""
    return _paragraphs(element.children)


def _phrase(element: Element) -> Iterable[Node]:
    """Return a phrase without white space at its ends, or only that if there is nothing else."""
    children = element.children
    if element.name == "a" and not element.get("href"):
        return children
    if any(isinstance(each, Element) and each.name in _BLOCKS for each in children):
        return _around_blocks(element)
    first, last = _edge(children, 0), _edge(children, -1)
    inner = _stripped(children)
    has_words = bool(words_of(inner).replace("\xa0", " ").strip())
    if not has_words and not any(each.name == "img" for each in elements_in(inner)):
        return (first or last,) if first or last else ()
    if element.name != "code":
        inner = tuple(joined(inner, _are_one))
    return tuple(filter(None, (first, replace(_plain(element), children=inner), last)))


def _around_blocks(element: Element) -> Iterable[Node]:
    """Return the blocks of a phrase, each with the phrase inside it."""
    for node in element.children:
        if isinstance(node, Element) and node.name in ("p", *_HEADINGS):
            inner = replace(element, children=node.children)
            yield replace(node, children=tuple(_phrase(inner)))
        elif isinstance(node, Element) and node.name in _BLOCKS:
            yield node
        else:
            yield from _phrase(replace(element, children=(node,)))


def _edge(children: Sequence[Node], at: int) -> str:
    """Return a space if a phrase begins or ends with white space."""
    if not children:
        return ""
    node = children[at]
    if isinstance(node, str) and node:
        return " " if node[at] in _SPACE else ""
    return ""


def _stripped(children: Sequence[Node]) -> tuple[Node, ...]:
    nodes = list(children)
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip(_SPACE)
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip(_SPACE)
    return tuple(node for node in nodes if node != "")


def _heading(element: Element) -> Iterable[Node]:
    children = _trimmed(_flat(element.children))
    if len(children) == 1 and isinstance(children[0], Element):
        only = children[0]
        if only.name in ("b", "strong"):  # a heading is bold anyway
            children = only.children
    if not words_of(children).replace("\xa0", " ").strip():
        return children if any(each.name == "img" for each in elements_in(children)) else ()
    name = "h2" if element.name == "h1" else element.name
    anchor = element.get("id")
    attributes = {"id": anchor} if _ANCHOR.fullmatch(anchor) else {}
    return (Element(name, attributes, children),)


def _paragraph(element: Element) -> Iterable[Node]:
    """Return the paragraphs that an empty line, `<br><br>`, separates, and blocks between them."""
    if any(map(_is_block, element.children)):
        yield from _paragraphs(element.children)
        return
    for is_line, nodes in groupby(_split_lines(element.children), key=lambda each: each is None):
        children = () if is_line else _trimmed(tuple(filter(None, nodes)))
        if children and not _is_empty(children):
            yield Element("p", _plain(element).attributes, children)


def _split_lines(nodes: Sequence[Node]) -> Iterator[Node | None]:
    """Yield nodes, and None in place of two or more line breaks in a row."""
    breaks: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.name == "br":
            breaks.append(node)
        elif breaks and isinstance(node, str) and not node.strip(_SPACE):
            continue
        else:
            yield from [None] if len(breaks) > 1 else breaks
            breaks = []
            yield node


def _item(element: Element) -> Iterable[Node]:
    children = _trimmed(element.children)
    blocks = [each for each in children if not isinstance(each, str) or each.strip(_SPACE)]
    if blocks and isinstance(blocks[0], Element) and blocks[0].name == "p":
        rest = blocks[1:]
        is_list = all(isinstance(each, Element) and each.name in ("ol", "ul") for each in rest)
        if is_list and not {"footnote-item"} & element.classes:
            children = (*blocks[0].children, *rest)
    return (replace(_plain(element), children=children),)


def _list(element: Element) -> Iterable[Node]:
    """Return a list with only items; a list between two items belongs to the first."""
    items: list[Element] = []
    for node in element.children:
        if isinstance(node, Element) and node.name == "li":
            items.append(node)
        elif isinstance(node, Element) and items:
            items[-1] = replace(items[-1], children=(*items[-1].children, node))
        elif isinstance(node, Element) or node.strip(_SPACE):  # type: ignore[union-attr]
            items.append(Element("li", {}, (node,)))
    return (replace(_plain(element), children=tuple(items)),) if items else ()


def _code(element: Element) -> Iterable[Node]:
    """Return preformatted text with the language that the old site gave it."""
    inner = [each for each in elements_in(element.children) if each.name == "code"]
    classes = " ".join(each.get("class") for each in (element, *inner))
    match = _LANGUAGE.search(classes)
    attributes = {"class": f"language-{match[1]}"} if match else {}
    words = _words_with_lines(element.children)
    return (Element("pre", {}, (Element("code", attributes, (words,)),)),) if words.strip() else ()


def _words_with_lines(nodes: Iterable[Node]) -> str:
    words = ""
    for node in nodes:
        if isinstance(node, str):
            words += node
        elif isinstance(node, Element):
            words += "\n" if node.name == "br" else _words_with_lines(node.children)
    return words


def _image(element: Element) -> Iterable[Node]:
    return (_plain(element),) if element.get("src") else ()


def _frame(element: Element) -> Iterable[Node]:
    """Return a link in place of a frame, because a text may show few of them."""
    url = element.get("src") or element.get("data-src")
    url = f"https:{url}" if url.startswith("//") else url
    if not url.startswith(("http://", "https://")):
        return ()
    words = element.get("title").strip() or url.partition("//")[2].rstrip("/")
    return (Element("p", {}, (Element("a", {"href": url}, (words,)),)),)


def _figure(element: Element) -> Iterable[Node]:
    """Return a figure whose picture is no link to itself."""
    children = changed(element.children, _without_zoom)
    captions = [
        each for each in children if isinstance(each, Element) and each.name == "figcaption"
    ]
    rest = [each for each in children if each not in captions]
    contents = [each for each in rest if not isinstance(each, str) or each.strip(_SPACE)]
    if len(contents) == 1 and isinstance(contents[0], Element) and contents[0].name == "p":
        contents = [*_trimmed(contents[0].children)]
    captions_with_words = [each for each in captions if words_of(each.children).strip()]
    if not contents:
        return _paragraphs([node for each in captions_with_words for node in each.children])
    anchor = element.get("id")
    attributes = {"id": anchor} if _ANCHOR.fullmatch(anchor) else {}
    return (Element("figure", attributes, (*contents, *captions_with_words)),)


def _without_zoom(element: Element) -> Iterable[Node]:
    is_picture = element.name == "a" and _PICTURE.search(element.get("href"))
    is_zoom = is_picture and any(each.name == "img" for each in elements_in(element.children))
    return element.children if is_zoom else (element,)


def _caption(element: Element) -> Iterable[Node]:
    children = _trimmed(_flat(element.children))
    return (replace(_plain(element), children=children),) if children else ()


def _cell(element: Element) -> Iterable[Node]:
    match = _ALIGNED.search(f"{element.get('style')} {element.get('class')}")
    align = (match[1] or match[2]) if match else element.get("align")
    attributes = {"class": f"align-{align}"} if align in ("left", "center", "right") else {}
    children = element.children
    blocks = {each.name for each in children if isinstance(each, Element)} & _BLOCKS
    if blocks <= {"p"}:
        children = _trimmed(_flat(children))
    return (replace(_plain(element, **attributes), children=children),)


def _table(element: Element) -> Iterable[Node]:
    """Return a table whose first row is its head if all its cells are header cells."""
    element = _plain(element)
    parts = [each for each in element.children if isinstance(each, Element)]
    bodies = [each for each in parts if each.name == "tbody"]
    if any(each.name == "thead" for each in parts) or not bodies:
        return (replace(element, children=tuple(parts)),)
    rows = [each for each in bodies[0].children if isinstance(each, Element)]
    if len(rows) < 2 or not all(each.name == "th" for each in _cells(rows[0])):
        return (replace(element, children=tuple(parts)),)
    head = Element("thead", {}, (rows[0],))
    at = parts.index(bodies[0])
    parts[at : at + 1] = [head, replace(bodies[0], children=tuple(rows[1:]))]
    return (replace(element, children=tuple(parts)),)


def _cells(row: Element) -> list[Element]:
    return [each for each in row.children if isinstance(each, Element)]


_CHANGES: Final = {
    "blockquote": lambda element: (
        (replace(_plain(element), children=_paragraphs(element.children)),)
        if not _is_empty(element.children)
        else ()
    ),
    "figcaption": _caption,
    "figure": _figure,
    "iframe": _frame,
    "img": _image,
    "li": _item,
    "ol": _list,
    "p": _paragraph,
    "pre": _code,
    "table": _table,
    "td": _cell,
    "th": _cell,
    "tt": lambda element: _phrase(replace(element, name="code")),
    "ul": _list,
    **dict.fromkeys(_HEADINGS, _heading),
}


# Runs of nodes


def _is_block(node: Node) -> bool:
    return isinstance(node, Element) and node.name in _BLOCKS


def _is_empty(nodes: Iterable[Node]) -> bool:
    """Whether nodes show nothing."""
    nodes = tuple(nodes)
    visible = {"audio", "hr", "iframe", "img", "video"}
    has_words = bool(words_of(nodes).replace("\xa0", " ").strip())
    return not has_words and visible.isdisjoint(each.name for each in elements_in(nodes))


def _paragraphs(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return blocks: each run of words and phrases between them is a paragraph."""
    blocks: list[Node] = []
    for is_block, run in groupby(nodes, key=_is_block):
        if is_block:
            blocks += run
        else:
            blocks += _paragraph(Element("p", {}, tuple(run)))
    return tuple(blocks)


def _flat(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return the phrases of paragraphs, with line breaks between these."""
    flat: list[Node] = []
    was_block = False
    for node in nodes:
        is_paragraph = isinstance(node, Element) and node.name in ("p", "div", *_HEADINGS)
        is_space = isinstance(node, str) and not node.strip(_SPACE)
        if flat and not is_space and (is_paragraph or was_block):
            flat.append(Element("br"))
        if not is_space:
            was_block = is_paragraph
        if is_paragraph and isinstance(node, Element):
            flat += _trimmed(node.children)
        else:
            flat.append(node)
    return tuple(flat)


def _trimmed(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return phrases without white space and line breaks at their ends."""
    left = list(joined(nodes, _are_one))
    while left and _is_white(left[0]):
        left.pop(0)
    while left and _is_white(left[-1]):
        left.pop()
    return _stripped(left)


def _is_white(node: Node) -> bool:
    if isinstance(node, str):
        return not node.strip(_SPACE)
    return isinstance(node, Element) and node.name == "br"


def joined(
    nodes: Iterable[Node], goes_on: Callable[[Element, int, Element], bool]
) -> Iterator[Node]:
    """Yield nodes; strings that follow each other are one, and so are elements that go on.

    `goes_on` gets the first element, how many nodes are in it by now, and the one that follows.
    """
    first: Node | None = None
    parts: list[Node] = []  # what is in it by now
    for node in nodes:
        if isinstance(first, Element) and isinstance(node, Element):
            is_one = goes_on(first, len(parts), node)
        else:
            is_one = isinstance(first, str) and isinstance(node, str)
        if not is_one:
            if first is not None:
                yield _rejoined(first, parts)
            first, parts = node, []
        parts += node.children if isinstance(node, Element) else [node]
    if first is not None:
        yield _rejoined(first, parts)


def _rejoined(first: Node, parts: Sequence[Node]) -> Node:
    if isinstance(first, Element):
        return replace(first, children=tuple(parts))
    if isinstance(first, str):
        return "".join(each for each in parts if isinstance(each, str))
    return first


def _are_one(first: Element, _: int, second: Element) -> bool:
    is_same = first.name == second.name and first.attributes == second.attributes
    return is_same and first.name in _MERGED


# Anchors


def _with_anchors(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], frozenset[str]]:
    """Return a tree whose headings all have an anchor, and the anchors that were there before."""
    number = 0
    anchors: set[str] = set()

    def change(element: Element) -> Iterable[Node]:
        nonlocal number
        if element.name in _HEADINGS:
            anchor = element.get("id")
            if not anchor or anchor in anchors:
                number += 1
                return (replace(element, attributes={"id": f"{_UNNAMED}{number}"}),)
            anchors.add(anchor)
        elif element.name == "figure" and element.get("id"):
            anchors.add(element.get("id"))
        return (element,)

    return changed(nodes, change), frozenset(anchors)
