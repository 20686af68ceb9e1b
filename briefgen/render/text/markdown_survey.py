"""Which elements of a text can be Markdown: found out before the first line is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from briefgen.model.text import (
    Callout,
    CalloutEnd,
    CodeBlock,
    Element,
    Footnote,
    FootnoteBack,
    FootnoteMark,
    Heading,
    HeadingEnd,
    Image,
    Link,
    LinkEnd,
    Slot,
    SourceLink,
    SourceLinkEnd,
    Table,
    TableEnd,
    Task,
    TaskEnd,
)

Part: TypeAlias = tuple[str, str] | Slot  # of a text, as `pieces` yields it

HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
BLOCKS: Final = HEADINGS | frozenset(
    """
    address article aside blockquote caption center colgroup dd details div dl dt figcaption figure
    footer header hr li nav ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
VOID: Final = frozenset("br col hr img input source track wbr".split())
# What follows the words of a list item without an empty line.
_TIGHT: Final = HEADINGS | {"blockquote", "ol", "pre", "ul"}
_LISTS: Final = frozenset({"ol", "ul"})
_ITEMS: Final = _LISTS | {"li"}
_PARTS: Final = frozenset({"tbody", "td", "tfoot", "th", "thead", "tr"})


def name_of(part: Part) -> str:
    """Return the name of the tag that a part is, with a slash if it ends an element."""
    if isinstance(part, tuple):
        return part[0]
    return part.name if isinstance(part, Element) else _NAMES[type(part)]


_NAMES: Final[Mapping[type[Slot], str]] = {
    SourceLink: "a", SourceLinkEnd: "/a", Link: "a", LinkEnd: "/a", Image: "img",
    Heading: "h2", HeadingEnd: "/h2", Table: "table", TableEnd: "/table",
    Callout: "aside", CalloutEnd: "/aside", Task: "input", TaskEnd: "wbr",
    FootnoteMark: "wbr", Footnote: "li", FootnoteBack: "wbr", CodeBlock: "pre",
}  # fmt: skip


@dataclass(slots=True)
class _Open:
    """An open element, while it is found out how it can be written."""

    name: str
    at: int
    is_html: bool = False
    has_block: bool = False
    is_loose: bool = False
    last: str = ""  # the block before, or "words"
    cells: int = 0
    rows: int = 0


class Survey:
    """What has to be known of an element at its start: it ends, and how it can be written."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.ends: dict[int, int] = {}
        self.html: set[int] = set()  # elements that Markdown cannot express
        self.tagged: set[int] = set()  # code with other elements in it
        self.loose: set[int] = set()  # lists with empty lines between their items
        self._columns = 0
        top = _Open("", 0)
        opened: list[_Open] = []
        for at, part in enumerate(parts):
            name = part[0] if isinstance(part, tuple) else name_of(part)
            if not name:
                if top.name in _ITEMS and not cast("tuple[str, str]", part)[1].isspace():
                    self._words(top)
            elif name[0] == "/":
                element, top = top, opened.pop()
                self._end(element, top, at)
            else:
                self._child(name, part, top, opened[-1] if opened else top)
                if name not in VOID:
                    opened.append(top)
                    top = _Open(name, at, is_html=name in ("dl", "summary"))

    def _words(self, parent: _Open) -> None:
        if parent.name != "li":
            parent.is_html = True
        elif parent.last not in ("", "words"):
            parent.is_loose = True
        parent.last = "words"

    def _child(self, name: str, part: Part, parent: _Open, outer: _Open) -> None:
        """Note what an element means for its parent."""
        is_block = name in BLOCKS
        if is_block:
            parent.has_block = True
        within = parent.name
        if within == "li":
            if not is_block:
                parent.is_loose |= parent.last not in ("", "words")
            elif name not in _TIGHT or (name == "blockquote" and parent.last == name):
                parent.is_loose = True
            elif name == "ol" and parent.last and isinstance(part, Element):
                parent.is_loose = True  # one that does not begin at 1 would be words
            parent.last = name if is_block else "words"
        elif within in _LISTS:
            parent.is_html |= name != "li"
        elif within == "table":
            parent.is_html |= name != ("tbody" if parent.rows else "thead")
            parent.rows += 1
        elif within == "thead":
            parent.is_html |= bool(parent.rows)
            parent.rows += 1
        elif within == "tr":
            parent.cells += 1
            parent.is_html |= (name == "th") != (outer.name == "thead")
            if isinstance(part, Element):
                parent.is_html |= not {"colspan", "rowspan"}.isdisjoint(dict(part.attributes))
        elif within in ("pre", "code"):
            parent.is_html |= within == "code" or name != "code"

    def _end(self, element: _Open, parent: _Open, at: int) -> None:
        name = element.name
        self.ends[element.at] = at
        if name == "li":
            parent.is_loose |= element.is_loose
        elif name in _LISTS and element.is_loose:
            self.loose.add(element.at)
        elif name == "tr":
            if parent.name == "thead":
                self._columns = element.cells
            element.is_html |= not 0 < element.cells <= self._columns
        elif name in ("table", "thead"):
            element.is_html |= not element.rows
        elif name in ("td", "th"):
            element.is_html |= element.has_block
        elif element.has_block and name not in BLOCKS:
            element.is_html = parent.has_block = True
        if name in _PARTS or (name == "code" and parent.name == "pre"):
            parent.is_html |= element.is_html
        elif element.is_html:
            is_phrase = name == "code" and not element.has_block
            (self.tagged if is_phrase else self.html).add(element.at)
