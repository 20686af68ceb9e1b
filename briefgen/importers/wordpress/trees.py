"""The HTML that WordPress and its plugins write, as what our Markdown has.

Blocks, their classes and their HTML: https://github.com/WordPress/gutenberg, block-library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Final

from briefgen.read.html_tree import Comment, Element, Node, changed, elements_in, words_of

# What plugins put around a text: share buttons, related texts, forms for comments.
_AROUND: Final = re.compile(
    r"sharedaddy|sd-sharing\S*|sd-block|jp-relatedposts\S*|wp-block-jetpack-(?:related-posts"
    r"|sharing-buttons?|subscriptions|like)|addtoany\S*|a2a_kit|ssba\S*|essb_\S*|heateor\S*"
    r"|shared-counts-wrap|social-share\S*|share-buttons?|yarpp\S*|rp4wp-\S*|crp_related"
    r"|related-posts?|wp-block-(?:post-comments-form|search|loginout)|comment-respond"
)
_AROUND_IDS: Final = frozenset({"jp-relatedposts", "respond", "sharing_email"})
_AROUND_WORDS: Final = re.compile(
    r"leave a (?:reply|comment)(?: cancel reply)?|share this:?|like this:?", re.IGNORECASE
)
_NEW_TAB: Final = re.compile(
    r"\s*\((?:opens? in (?:a )?new (?:tab|window)|öffnet in (?:einem )?neue[mn] (?:tab|fenster)"
    r"|s[’']ouvre dans un nouvel onglet|se abre en una (?:nueva pestaña|pestaña nueva))\)",
    re.IGNORECASE,
)
_LAZY: Final = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
_IMAGE_ID: Final = re.compile(r"wp-image-(\d+)")
_BACKGROUND: Final = re.compile(r"background(?:-image)?:[^;]*url\(\s*([^)]+?)\s*\)")
_GALLERY: Final = re.compile(r"wp-block-(?:jetpack-)?(?:gallery|tiled-gallery|slideshow)|gallery")
_LINES: Final = ("wp-block-verse",)
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADS: Final = ("h2", "h3", "h4", "h5", "h6", "p")

# Returns the alt text of a picture by its id, or "".
AltText = Callable[[str], str]


def plain(nodes: Iterable[Node], alt_text: AltText) -> tuple[Node, ...]:
    """Return a tree without what belongs to the old site, and with only elements that we have."""
    return changed(nodes, lambda element: _changed(element, alt_text))


def removed(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Yield what a text cannot have: the names of elements, and what they load or say."""
    for element in elements_in(nodes):
        if element.name in ("embed", "form", "object", "script"):
            words = element.get("src") or element.get("data") or words_of(element.children)
            if element.name == "script":
                words = words or "".join(each for each in element.children if isinstance(each, str))
            if not _is_around(element):
                yield element.name, f"<{element.name}> {' '.join(words.split())}"


def _changed(element: Element, alt_text: AltText) -> Iterable[Node]:
    name, classes = element.name, element.classes
    if _is_around(element):
        return ()
    if name == "img":
        return (_image(element, alt_text),)
    if "wp-block-embed__wrapper" in classes:
        return (_url_as_link(element),)
    if name in ("div", "ul", "dl") and any(map(_GALLERY.fullmatch, classes)):
        return tuple(_pictures(element))
    change = _CHANGES.get(name)
    return change(element) if change else (element,)


def _is_around(element: Element) -> bool:
    if element.get("id") in _AROUND_IDS or any(map(_AROUND.fullmatch, element.classes)):
        return True
    if "screen-reader-text" in element.classes and _NEW_TAB.fullmatch(words_of([element])):
        return True
    if "wp-block-file__button" in element.classes:
        return True
    words = "".join(element.children[:3]) if _is_line(element) else ""  # type: ignore[arg-type]
    return bool(words) and _AROUND_WORDS.fullmatch(words.strip()) is not None


def _is_line(element: Element) -> bool:
    return element.name in _HEADS and all(isinstance(each, str) for each in element.children)


def _image(element: Element, alt_text: AltText) -> Element:
    """Return a picture with its real address, which may be that of its largest form."""
    attributes = dict(element.attributes)
    src = attributes.get("src", "")
    lazy = next(filter(None, (attributes.get(name) for name in _LAZY)), "")
    if not src or src.startswith("data:"):
        src = lazy or _largest(attributes.get("srcset") or attributes.get("data-srcset", "")) or src
    attributes["src"] = src
    match = _IMAGE_ID.search(attributes.get("class", ""))
    if match and not attributes.get("alt"):
        attributes["alt"] = alt_text(match[1])
    return replace(element, attributes=attributes)


def _largest(srcset: str) -> str:
    """Return the address of the largest picture of a srcset."""
    candidates = [each.split() for each in re.split(r",\s+", srcset) if each.strip()]
    if not candidates:
        return ""

    def size(candidate: list[str]) -> float:
        try:
            return float(candidate[1][:-1]) if len(candidate) > 1 else 1.0
        except ValueError:
            return 0.0

    return max(candidates, key=size)[0].rstrip(",")


def _link(element: Element) -> Element:
    """Return a link that does not say that it opens in a new tab, because ours do not."""
    children = tuple(
        _NEW_TAB.sub("", each) if isinstance(each, str) else each for each in element.children
    )
    return replace(element, children=children)


def _heading(element: Element) -> Element:
    """Return a heading with the anchor that is in it, as `<a name>`."""
    if element.get("id"):
        return element
    inner = (each.get("id") or each.get("name") for each in elements_in(element.children))
    anchor = next(filter(None, inner), "")
    return replace(element, attributes={**element.attributes, "id": anchor}) if anchor else element


def _preformatted(element: Element) -> Node:
    """Return code with its language, and verse as a paragraph with lines."""
    if element.classes & set(_LINES):
        return Element("p", {}, tuple(_with_lines(element.children)))
    language = element.get("data-language")
    if language:
        return replace(element, attributes={"class": f"language-{language}"})
    return element


def _with_lines(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, str):
            first, *others = node.split("\n")
            yield first
            for line in others:
                yield Element("br")
                yield line
        elif isinstance(node, Element):
            yield replace(node, children=tuple(_with_lines(node.children)))


def _with_cited(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the content of a quotation; who is quoted has a line of its own."""
    for node in nodes:
        inner = node
        if isinstance(node, Element) and node.name in ("p", "footer"):
            contents = [each for each in node.children if not isinstance(each, str) or each.strip()]
            inner = contents[0] if len(contents) == 1 else node
        if isinstance(inner, Element) and inner.name == "cite":
            words = words_of(inner.children).strip()
            dash = "" if words[:1] in "—–-" else "— "
            if words:
                yield Element("p", {}, (dash, *_without_breaks(inner.children)))
        else:
            yield node


def _without_breaks(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return nodes without the line breaks at their beginning."""
    while nodes and isinstance(nodes[0], Element) and nodes[0].name == "br":
        nodes = nodes[1:]
    return nodes


def _figure(element: Element) -> Iterable[Node]:
    classes = element.classes
    if "wp-block-pullquote" in classes:
        return element.children
    if any(map(_GALLERY.fullmatch, classes)):
        return tuple(_pictures(element))
    if any(each.startswith("wp-block-embed") for each in classes):
        return tuple(map(_caption_as_paragraph, element.children))
    return (element,)


def _caption_as_paragraph(node: Node) -> Node:
    is_caption = isinstance(node, Element) and node.name == "figcaption"
    return Element("p", {}, node.children) if is_caption else node  # type: ignore[union-attr]


def _url_as_link(element: Element) -> Node:
    """Return the address of an embedded video or other text as a link."""
    words = words_of(element.children).strip()
    if words.startswith(("http://", "https://")) and not words.split()[1:]:
        return Element("p", {}, (Element("a", {"href": words}, (words,)),))
    return element


def _pictures(element: Element) -> Iterator[Node]:
    """Yield the figures of a gallery, and its caption."""
    for node in element.children:
        if isinstance(node, Comment | str):
            continue
        has_picture = any(each.name in ("img", "video") for each in elements_in([node]))
        is_list = node.name in ("ul", "ol", "li", "div", "dl", "dt")
        if is_list and has_picture:
            yield from _pictures(node)
        elif node.name in ("img", "a", "video") and has_picture:
            yield Element("figure", {}, (node,))
        elif node.name == "figcaption":
            yield Element("p", {}, node.children)
        elif node.name != "style":
            yield node


def _with_background(element: Element) -> Element:
    """Return a block whose background is a picture with that picture in it."""
    match = _BACKGROUND.search(unescape(element.get("style")))
    if not match or not any("cover" in each for each in element.classes):
        return element
    image = Element("img", {"src": match[1].strip("\"'"), "alt": ""})
    return replace(element, children=(image, *element.children))


def _without_copy(element: Element) -> Iterable[Node]:
    """Return nothing in place of the copy of a picture for readers without scripts."""
    is_copy = any(each.name == "img" for each in elements_in(element.children))
    return () if is_copy else (element,)


_CHANGES: Final[Mapping[str, Callable[[Element], Iterable[Node]]]] = {
    "a": lambda element: (_link(element),),
    "blockquote": lambda element: (
        replace(element, children=tuple(_with_cited(element.children))),
    ),
    "div": lambda element: (_with_background(element),),
    "figure": _figure,
    "noscript": _without_copy,
    "pre": lambda element: (_preformatted(element),),
    "section": lambda element: (_with_background(element),),
    "video": lambda element: (replace(element, attributes={**element.attributes, "controls": ""}),),
    **dict.fromkeys(_HEADINGS, lambda element: (_heading(element),)),
}
