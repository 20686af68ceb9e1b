"""HTML of other programs as a tree, and as a text.

An HTML parser (html5ever, in nh3) puts the tags in order as a browser does, and keeps all of them:
importers need scripts, frames and comments to know what an author meant. `text_of_html` is what
leads from there to a text, and lets only harmless HTML through.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import Final, TypeAlias

import nh3

from briefgen.model.text import Text
from briefgen.read.markdown.elements import ALLOWED, REMOVED_WITH_CONTENT, VOID
from briefgen.read.markdown.gate import admitted

_MORE: Final = frozenset(
    """
    button embed fieldset font footer form header label legend main menu nav optgroup option param
    progress script style
    """.split()
)
# Elements that nh3 cannot read in all places; their words stay.
_UNREAD: Final = frozenset({"svg", "math", "noembed", "noframes", "xmp", "applet", "template"})
_VOID: Final = VOID | {"embed", "param"}
_RAW: Final = frozenset({"script", "style"})  # their content is no HTML
_SCHEMES: Final = frozenset("http https mailto tel ftp xmpp geo doi data javascript".split())
MOST_LEVELS: Final = 120  # elements within each other; deeper ones are left out, with their words


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment."""

    words: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its name in lowercase, its attributes, and what is in it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Node, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        """The names in its class attribute."""
        return frozenset(self.attributes.get("class", "").split())

    def get(self, name: str) -> str:
        """Return an attribute, or "" if it is missing."""
        return self.attributes.get(name, "")


Node: TypeAlias = "str | Comment | Element"
Nodes: TypeAlias = Sequence[Node]
Change: TypeAlias = Callable[[Element], "Iterable[Node]"]


def tree_of(html: str) -> tuple[Node, ...]:
    """Return HTML as a tree, with all elements closed where a browser closes them."""
    reader = _Reader()
    reader.feed(_cleaner().clean(html))
    reader.close()
    return reader.nodes()


def html_of(nodes: Iterable[Node]) -> str:
    """Return a tree as HTML. Comments are left out."""
    return "".join(_pieces(nodes))


def text_of_html(html: str) -> Text:
    """Return HTML as a text that is harmless and well nested.

    What the Markdown dialect makes of a callout or a footnote is understood here too.
    """
    text, _ = admitted(html)
    return text


def changed(nodes: Iterable[Node], change: Change) -> tuple[Node, ...]:
    """Return a tree in which each element is what `change` makes of it, the innermost first."""
    new: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            children = changed(node.children, change)
            new += change(Element(node.name, node.attributes, children))
        else:
            new.append(node)
    return tuple(new)


def elements_in(nodes: Iterable[Node]) -> Iterator[Element]:
    """Yield all elements of a tree, the outermost first."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from elements_in(node.children)


def words_of(nodes: Iterable[Node]) -> str:
    """Return the words of a tree, without tags, as written."""
    words = (node if isinstance(node, str) else _inner_words(node) for node in nodes)
    return "".join(words)


def _inner_words(node: Comment | Element) -> str:
    is_text = isinstance(node, Element) and node.name not in _RAW
    return words_of(node.children) if isinstance(node, Element) and is_text else ""


def _pieces(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield escape(node, quote=False)
        elif isinstance(node, Element):
            pairs = (f' {key}="{escape(value)}"' for key, value in node.attributes.items())
            yield f"<{node.name}{''.join(pairs)}>"
            if node.name not in _VOID:
                yield from (
                    map(str, node.children) if node.name in _RAW else _pieces(node.children)
                )
                yield f"</{node.name}>"


class _Reader(HTMLParser):
    """Reads HTML whose elements are all closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str], list[Node]]] = [("", {}, [])]

    def nodes(self) -> tuple[Node, ...]:
        while len(self._open) > 1:
            self._end()
        return tuple(self._open[0][2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._open.append((tag, attributes, []))
        if tag in _VOID:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _, _ in self._open[1:]):
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        children = self._open[-1][2]
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)

    def handle_comment(self, data: str) -> None:
        self._open[-1][2].append(Comment(data))

    def _end(self) -> str:
        name, attributes, children = self._open.pop()
        if len(self._open) <= MOST_LEVELS:
            self._open[-1][2].append(Element(name, attributes, tuple(children)))
        return name


@cache
def _cleaner() -> nh3.Cleaner:
    tags = (ALLOWED | REMOVED_WITH_CONTENT | _MORE) - _UNREAD
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(),
        attributes={},
        generic_attribute_prefixes=set(string.ascii_lowercase),  # all attributes
        strip_comments=False,
        link_rel=None,
        url_schemes=set(_SCHEMES),
    )
