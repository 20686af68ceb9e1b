"""Fit the tags of raw HTML between the elements of Markdown, so that all are nested correctly.

Elements of Markdown always stay whole. An element of raw HTML ends where a browser would end it,
at the latest with its parent. One that is not allowed where it is written is removed, but its words
stay. Each tag is looked at once, and the depth is limited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from briefgen.model.diagnostics import Span
from briefgen.read.markdown.elements import (
    BLOCKS,
    CELLS,
    CHILDREN,
    HEADINGS,
    HOLDS_PHRASES,
    MAX_DEPTH,
    PARENTS,
    TABLE_PARTS,
    VOID,
)

_TABLE_ENDS: Final = TABLE_PARTS | {"table"}
_IMPLIED: Final[Mapping[str, str]] = {
    "td": "tr", "th": "tr", "tr": "tbody", "tbody": "table", "thead": "table", "tfoot": "table",
    "caption": "table", "colgroup": "table", "col": "colgroup",
}  # fmt: skip


@dataclass(slots=True)
class RawTag:
    """A tag of raw HTML: `html` is its published form, or "" for the end of an element.

    `drops` removes the element with its content, if it has an end tag.
    """

    name: str
    html: str
    span: Callable[[], Span]
    is_end: bool = False
    drops: bool = False


@dataclass(slots=True)
class _Open:
    """An open element; `raw` is its tag if it comes from raw HTML, or was implied there."""

    name: str
    index: int  # of its tag in the output
    raw: RawTag | None = None


Report = Callable[[RawTag, str], None]


class Nesting:
    """The elements of one text while they become well-nested HTML."""

    def __init__(self, report: Report, *, phrases: bool) -> None:
        """Begin a text; `phrases` says that blocks are not allowed in it."""
        self._report = report
        self._phrases = phrases
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._left_out: set[str] = set()
        self._is_too_deep = False

    def html(self, html: str, tags: Mapping[str, RawTag]) -> str:
        """Return HTML with its marks replaced by the raw tags that `tags` names for them."""
        first, *pieces = html.split("<")
        self._out.append(first)
        for piece in pieces:
            tag, _, text = piece.partition(">")
            raw = tags.get(tag)
            if raw is None:
                self._ours(tag)
            elif raw.is_end:
                self._raw_end(raw)
            else:
                self._raw_start(raw)
            if text:
                self._text(text)
        while self._open:
            self._close_last()
        return "".join(self._out)

    # Elements of Markdown

    def _ours(self, tag: str) -> None:
        if tag[:1] != "/":
            name = tag.partition(" ")[0]
            self._make_room(name)
            self._push(name, f"<{tag}>", None)
            return
        while self._open and self._open[-1].raw is not None:
            self._close_last()
        if self._open:
            self._open.pop()
        self._out.append(f"<{tag}>")

    def _make_room(self, name: str) -> None:
        """Close or remove the raw elements that cannot contain this element of Markdown."""
        while (blocker := self._blocker(name)) is not None and blocker.raw is not None:
            if self._is_ended(blocker, name):
                self._close_to(blocker)
            else:
                self._report(blocker.raw, f"it cannot contain a <{name}>")
                self._out[blocker.index] = ""
                blocker.name = ""  # it stays open, but only as a placeholder
        self._enter_cell(name)

    # Elements of raw HTML

    def _raw_start(self, raw: RawTag) -> None:
        name = raw.name
        if len(self._open) >= _MAX_OPEN:
            self._leave_out_deep(raw)
            return
        if raw.drops:
            self._enter_cell("")
            self._push(name, "", raw)
            return
        blocker = self._blocker(name)
        while blocker is not None and self._is_ended(blocker, name):
            self._close_to(blocker)
            blocker = self._blocker(name)
        if blocker is not None:
            self._leave_out(raw, f"it is not allowed in {_PLACES.get(blocker.name, 'a heading')}")
        elif name in PARENTS:
            self._raw_part(raw)
        else:
            self._enter_cell(name)
            self._push(name, raw.html, raw)

    def _raw_part(self, raw: RawTag) -> None:
        """Open a part of a table or list, and close the part before it."""
        name = raw.name
        container = self._container_of(name)
        if container is None:
            self._leave_out(raw, f"it is only allowed in a <{_NAMES[name][0]}>")
            return
        while self._open[-1] is not container:
            self._close_last()
        if name in TABLE_PARTS:
            self._imply(name)
        self._push(name, raw.html, raw)

    def _raw_end(self, raw: RawTag) -> None:
        element = self._ended_by(raw)
        if element is None:
            if raw.name in self._left_out:
                self._part_words(raw)
        elif raw.drops:
            self._drop(element)
        else:
            self._close_to(element)

    def _ended_by(self, raw: RawTag) -> _Open | None:
        """Return the open element of raw HTML that an end tag closes."""
        names = HEADINGS if raw.name in HEADINGS else {raw.name}
        for element in reversed(self._open):
            if element.raw is None:
                return None
            if element.name in names and element.raw.drops == raw.drops:
                return element
            if element.name in CELLS and raw.name not in _TABLE_ENDS:
                return None
        return None

    def _drop(self, element: _Open) -> None:
        del self._out[element.index :]
        del self._open[self._open.index(element) :]

    def _leave_out(self, raw: RawTag, reason: str) -> None:
        # A report about a table covers its cells.
        if self._left_out.isdisjoint(_NAMES.get(raw.name, ())):
            self._report(raw, reason)
        self._left_out.add(raw.name)
        self._part_words(raw)

    def _leave_out_deep(self, raw: RawTag) -> None:
        if not self._is_too_deep:  # one report is enough for all of them
            self._report(raw, f"HTML is nested more than {_MAX_OPEN} levels deep")
        self._is_too_deep = True
        self._part_words(raw)

    def _part_words(self, raw: RawTag) -> None:
        """Keep a space between the words of two blocks whose tags are removed."""
        is_block = raw.name in BLOCKS or raw.name in TABLE_PARTS
        is_first = self._open and self._open[-1].index == len(self._out) - 1
        if is_block and not is_first and not self._out[-1][-1:].isspace():
            self._out.append(" ")

    def _text(self, text: str) -> None:
        if not text.isspace():
            self._enter_cell("")
        self._out.append(text)

    # Places

    def _blocker(self, name: str) -> _Open | None:
        """Return the open element, at any depth, that cannot contain this one."""
        if name == "a":
            return next((each for each in reversed(self._open) if each.name == "a"), None)
        top = self._open[-1] if self._open else None
        if top and top.name in ("picture", "colgroup") and name not in CHILDREN[top.name]:
            return top
        if name not in BLOCKS:
            return None
        for element in reversed(self._open):
            if element.name in HOLDS_PHRASES:
                return element
            if element.name in CELLS:
                return None
        return _LINE if self._phrases else None

    def _is_ended(self, element: _Open, name: str) -> bool:
        """Whether an open element ends where another begins, without closing one of Markdown."""
        if element.name in HEADINGS and name not in HEADINGS:
            return False
        for each in reversed(self._open):
            if each.raw is None:
                return False
            if each is element:
                return True
        return False

    def _container_of(self, name: str) -> _Open | None:
        """Return the open element of raw HTML that can contain a part."""
        for element in reversed(self._open):
            if element.raw is None:
                return None
            if element.name in _CONTAINERS[name]:
                return element
            if name in TABLE_PARTS:
                continue
            if element.name == "div" and name in ("dt", "dd") and self._is_group(element):
                return element
            if element.name in _WALLS:
                return None
        return None

    def _is_group(self, element: _Open) -> bool:
        before = self._open[self._open.index(element) - 1]
        return before is not element and before.name == "dl"

    def _enter_cell(self, name: str) -> None:
        """Open a cell in a table of raw HTML for content that is not one of its parts."""
        if self._open and self._open[-1].name == "colgroup" and self._open[-1].raw:
            self._close_last()
        last = self._open[-1] if self._open else None
        if last and last.raw and last.name in CHILDREN and name not in CHILDREN[last.name]:
            if last.name == "picture":
                self._close_last()
            else:
                self._imply("td")
                self._push("td", "<td>", last.raw)

    def _imply(self, name: str) -> None:
        """Open the parents of a part of a table that are not written."""
        missing = []
        while self._open[-1].name not in PARENTS[name]:
            name = _IMPLIED[name]
            missing.append(name)
        for each in reversed(missing):
            self._push(each, f"<{each}>", self._open[-1].raw)

    # The stack

    def _push(self, name: str, html: str, raw: RawTag | None) -> None:
        if name not in VOID and name != "iframe":
            self._open.append(_Open(name, len(self._out), raw))
        self._out.append(html)

    def _close_last(self) -> None:
        element = self._open.pop()
        if element.name and not (element.raw and element.raw.drops):
            self._out.append(f"</{element.name}>")

    def _close_to(self, element: _Open) -> None:
        while self._open[-1] is not element:
            self._close_last()
        self._close_last()


_LINE: Final = _Open("", -1)
_CONTAINERS: Final[Mapping[str, frozenset[str]]] = {
    **PARENTS,
    "tr": frozenset({"table", "tbody", "thead", "tfoot"}),
    "td": frozenset({"table", "tbody", "thead", "tfoot", "tr"}),
    "th": frozenset({"table", "tbody", "thead", "tfoot", "tr"}),
    "col": frozenset({"table", "colgroup"}),
}
# The elements that a part belongs to.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(TABLE_PARTS, ("table",)),
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "rt": ("ruby",),
    "rp": ("ruby",),
}
_PLACES: Final[Mapping[str, str]] = {"": "a line", "p": "a paragraph", "a": "a link"}
# Leaves room for the levels that Markdown adds, and for the implied parts of tables.
_MAX_OPEN: Final = MAX_DEPTH - 70
# A part of a list does not close these.
_WALLS: Final = (BLOCKS | CELLS) - {"p", "li", "dt", "dd", "address"}
