"""The slots for tags that have passed, and what they need to know of the text around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from typing import Final, Protocol, cast

from briefgen.model.text import (
    Attributes,
    Callout,
    CalloutEnd,
    Caption,
    Chart,
    ChartEnd,
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
    Math,
    Slot,
    SourceLink,
    SourceLinkEnd,
    Table,
    TableBlock,
    TableEnd,
    Task,
    TaskEnd,
    Text,
    ThemeWords,
    Value,
)
from briefgen.read.markdown.elements import BLOCKS, RESERVED, VOID

_SOURCE_CLASS: Final = "source-link"
_TASK_CLASS: Final = "task-list-item-checkbox"
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LANGUAGE: Final = "language-"
# What cannot be in a link.
_INTERACTIVE: Final = frozenset({"a", "audio", "details", "iframe", "input", "video"})
# Where the words of a task end: at the end of its item, or where a block begins.
_ENDS_TASK: Final = (BLOCKS - {"dd", "dt", "li"}) | {"/li", "/p"}

_CLOSING: Final = (SourceLinkEnd, LinkEnd, HeadingEnd, TableEnd, CalloutEnd)

_LONG: Final = 40  # characters of a cell
_VALUE: Final = re.compile(r"[~≈<>≤≥±+−–-]?\s?[€$£¥]?\s?\d[\d\s.,'’]*(?:[%‰])?")
_NO_VALUE: Final = re.compile(r"[-–—…]?|\.{2,3}|n/?a", re.IGNORECASE)

_Parts = list[str | Slot]


class Marks(Protocol):
    """The placeholders for references in the attributes of a text."""

    @property
    def nonce(self) -> str:
        """The word that all marks begin with, and nothing else."""

    def value(self, text: str) -> Value:
        """Return an attribute's value with its marks replaced by the references."""

    def slot(self, mark: str) -> Slot:
        """Return the finished slot with a mark."""


def slot_of(name: str, attributes: Mapping[str, Value]) -> Slot | None:
    """Return the slot for a start tag, or None if its plain tag says everything."""
    pairs = tuple(attributes.items())
    if name == "table":
        return Table(pairs)
    if name == "pre":
        return CodeBlock(pairs)
    if not pairs:
        return None
    classes = str(attributes.get("class", ""))
    if name == "img":
        return Image(pairs)
    if name == "a" and "href" in attributes:
        return _source_link(attributes) if "data-source" in attributes else _link(attributes)
    if name == "figcaption" and (number := _number(attributes)):
        return Caption(*number, _unreserved(pairs))
    if name in _HEADINGS and attributes.get("id"):
        former = tuple(str(attributes.get("data-former", "")).split())
        return Heading(int(name[1]), str(attributes["id"]), _unreserved(pairs), former)
    if name == "aside" and "data-callout" in attributes:
        kind, title = str(attributes["data-callout"]), str(attributes.get("data-title", ""))
        return Callout(kind, title, _unreserved(pairs))
    if name == "input" and classes == _TASK_CLASS:
        return Task("checked" in attributes)
    if name == "li" and classes == "footnote-item" and attributes.keys() == {"class", "id"}:
        return Footnote(str(attributes["id"]))
    return Element(name, pairs)


def _unreserved(attributes: Attributes) -> Attributes:
    return tuple(each for each in attributes if each[0] not in RESERVED)


def _number(attributes: Mapping[str, Value]) -> tuple[int, bool] | None:
    """Return the number of a figure or table, and whether it is a table."""
    for name in ("data-figure", "data-table"):
        if name in attributes:
            return int(str(attributes[name])), name == "data-table"
    return None


def _link(attributes: Mapping[str, Value]) -> Link:
    pairs = _unreserved(tuple(attributes.items()))
    return Link(pairs, *(_number(attributes) or ()))


def _source_link(attributes: Mapping[str, Value]) -> SourceLink:
    classes = [each for each in str(attributes["class"]).split() if each != _SOURCE_CLASS]
    others = {
        name: " ".join(classes) if name == "class" else value
        for name, value in attributes.items()
        if name not in ("href", "id", "data-source") and (name != "class" or classes)
    }
    number, anchor = int(str(attributes["data-source"])), str(attributes["id"])
    return SourceLink(str(attributes["href"]), number, anchor, tuple(others.items()))


def end_of(slot: Slot) -> Slot | None:
    """Return the slot for the end of an element, or None if its plain tag says everything."""
    if isinstance(slot, Heading):
        return HeadingEnd(slot.level)
    return _ENDS.get(type(slot))


def completed(parts: _Parts) -> Text:
    """Return the text of these parts, of which each string begins with at most one tag."""
    kinds = set(map(type, parts))
    for kind, complete in _COMPLETIONS:
        if kind in kinds:
            complete(parts)
    return Text(_joined(parts))


def _joined(parts: _Parts) -> Iterator[str | Slot]:
    """Yield the parts, with strings that follow each other as one."""
    strings: list[str] = []
    for part in parts:
        if isinstance(part, str):
            strings.append(part)
            continue
        if strings:
            if string := "".join(strings):
                yield string
            strings.clear()
        yield part
    if string := "".join(strings):
        yield string


def _name_of(part: str | Slot) -> str:
    """Return the name of the tag with which a part begins, such as "em" or "/em", or "".

    A tag in a string has no attributes.
    """
    if isinstance(part, str):
        return part[1:].partition(">")[0] if part[:1] == "<" else ""
    if isinstance(part, Element):
        return part.name
    return _STARTS.get(type(part), "")


_STARTS: Final[Mapping[type[Slot], str]] = {
    Callout: "aside",
    Caption: "figcaption",
    Chart: "hr",
    ChartEnd: "hr",
    CodeBlock: "pre",
    Footnote: "li",
    Heading: "h2",
    Image: "img",
    Link: "a",
    SourceLink: "a",
    Table: "table",
    TableBlock: "hr",
    Task: "input",
    ThemeWords: "wbr",
    Math: "wbr",
}
_ENDS: Final[Mapping[type[Slot], Slot]] = {
    SourceLink: SourceLinkEnd(),
    Link: LinkEnd(),
    Table: TableEnd(),
    Callout: CalloutEnd(),
}


def _complete_links(parts: _Parts) -> None:
    """Turn the links between footnotes and their marks into slots of their own."""
    for at, part in enumerate(parts):
        if not isinstance(part, Link):
            continue
        attributes = dict(part.attributes)
        target = attributes["href"]
        text, end = parts[at + 1], parts[at + 2 : at + 3]
        if not isinstance(target, str) or not isinstance(text, str) or end != [LinkEnd()]:
            continue
        before = parts[at - 1] if at else ""
        if target[:1] == "#" and attributes.get("class") == "footnote-backref":
            if isinstance(before, str) and before.endswith(" "):
                parts[at - 1 : at + 3] = [before[:-1], FootnoteBack(target[1:], text), "", ""]
        elif target[:1] == "#" and "id" in attributes and before == _MARK:
            after = parts[at + 3]
            if isinstance(after, str) and after.startswith("</sup>"):
                mark = FootnoteMark(unescape(text), str(attributes["id"]), target[1:])
                parts[at - 1 : at + 4] = [mark, "", "", "", after.removeprefix("</sup>")]


_MARK: Final = Element("sup", (("class", "footnote-ref"),))


def _complete_code(parts: _Parts) -> None:
    for at, part in enumerate(parts):
        if isinstance(part, CodeBlock):
            code = parts[at + 1]
            if isinstance(code, Element) and code.name == "code":
                classes = str(dict(code.attributes).get("class", "")).split()
                language_classes = [each for each in classes if each.startswith(_LANGUAGE)]
                if language_classes:
                    parts[at] = replace(part, language=language_classes[0].removeprefix(_LANGUAGE))


def _complete_images(parts: _Parts) -> None:
    """Note which images are part of a <picture>, and which are the image of a figure."""
    is_inside = False
    for at, part in enumerate(parts):
        if isinstance(part, Image):
            before = parts[at - 1] if at else ""
            if is_inside:
                parts[at] = replace(part, is_chosen=True)
            elif _name_of(before) == "figure" and _ends_with_tag(before):
                parts[at] = replace(part, is_figure=True, is_wide=_is_wide(before))
        elif (name := _name_of(part)) in ("picture", "/picture"):
            is_inside = name == "picture"


def _ends_with_tag(part: str | Slot) -> bool:
    """Whether no words follow the tag with which a part begins."""
    return not isinstance(part, str) or part.endswith(">")


def _is_wide(part: str | Slot) -> bool:
    attributes = dict(part.attributes) if isinstance(part, Element) else {}
    return "wide" in str(attributes.get("class", "")).split()


def _complete_headings(parts: _Parts) -> None:
    """Note which headings can be a link."""
    begin = depth = outside = 0  # depth: of the elements that are open and cannot contain a link
    for at, part in enumerate(parts):
        if isinstance(part, Heading):
            begin, outside = at, depth
        elif not isinstance(part, HeadingEnd):
            depth += _without_links(part)
        elif outside == 0 and _can_be_link(parts[begin + 1 : at]):
            parts[begin] = replace(cast("Heading", parts[begin]), is_link=True)
            parts[at] = HeadingEnd(part.level, is_link=True)


def _without_links(part: str | Slot) -> int:
    """Return 1 for the start of an element in which the theme adds no link, -1 for its end."""
    name = _name_of(part)
    is_end = name in ("/a", "/summary") or isinstance(part, LinkEnd | SourceLinkEnd)
    return (name in ("a", "summary")) - is_end


def _can_be_link(words: _Parts) -> bool:
    """Whether the words of a heading can be a link: there are some, and nothing interactive."""
    if len(words) == 1 and isinstance(words[0], str) and words[0][:1] != "<":
        return not words[0].isspace()
    has_words = any(not isinstance(each, str) or each.strip() for each in words)
    is_marked = any(isinstance(each, FootnoteMark) for each in words)
    return has_words and not is_marked and _INTERACTIVE.isdisjoint(map(_name_of, words))


def _complete_tables(parts: _Parts) -> None:
    """Note the words of each table's header cells, and which tables are inside others."""
    starts: list[int] = []
    for at, part in enumerate(parts):
        if isinstance(part, Table):
            starts.append(at)
            if len(starts) > 1:
                parts[at] = replace(part, is_nested=True)
        elif isinstance(part, TableEnd):
            begin = starts.pop()
            if starts:
                parts[at] = TableEnd(is_nested=True)
            else:
                inner = parts[begin:at]
                columns, kinds = tuple(_header_cells(inner)), kinds_of_columns(inner)
                parts[begin] = replace(cast("Table", parts[begin]), columns=columns, kinds=kinds)


def _header_cells(parts: _Parts) -> Iterable[str]:
    """Yield the words of the header cells."""
    return (words for name, words in _cells(parts) if name == "th")


def _cells(parts: _Parts) -> Iterator[tuple[str, str]]:
    """Yield the cells of a table: the name of each, and its words. The end of a row is a cell."""
    words: list[str] | None = None
    for part in parts:
        name = _name_of(part)
        if name in ("td", "th"):
            words = []
        elif name in ("/td", "/th") and words is not None:
            yield name[1:], unescape("".join(words)).strip()
            words = None
        elif name == "/tr":
            yield name, ""
        if words is not None and isinstance(part, str):
            words.append(part.partition(">")[2] if part[:1] == "<" else part)


def kinds_of_columns(parts: _Parts) -> tuple[str, ...]:
    """Return what the columns of a table hold: "number", long "text" or "".

    The first column says what the rows are about, even if these are years. The result is empty for
    a table whose rows have different numbers of cells.
    """
    rows: list[list[str]] = [[]]
    for name, words in _cells(parts):
        if name == "td":
            rows[-1].append(words)
        elif name == "/tr" and rows[-1]:
            rows.append([])
    rows.pop()
    if not rows or len(set(map(len, rows))) > 1:
        return ()
    kinds = tuple(map(_kind_of_column, zip(*rows, strict=True)))
    first = kinds[0].replace("number", "")
    return (first, *kinds[1:]) if any(kinds) else ()


def _kind_of_column(cells: Sequence[str]) -> str:
    if max(map(len, cells)) >= _LONG:
        return "text"
    numbers = [cell for cell in cells if not _NO_VALUE.fullmatch(cell)]
    return "number" if numbers and all(map(_VALUE.fullmatch, numbers)) else ""


def _complete_tasks(parts: _Parts) -> None:
    """Note where the words of each task end."""
    for at in [at for at, part in enumerate(parts) if isinstance(part, Task)][::-1]:
        end = _end_of_task(parts, at)
        if end:
            parts[at] = replace(cast("Task", parts[at]), is_labelled=True)
            parts.insert(end, TaskEnd())


def _end_of_task(parts: _Parts, at: int) -> int:
    """Return the index after the words of a task; 0 if an element among them goes on there."""
    depth = 0
    for end in range(at + 1, len(parts)):
        part = parts[end]
        name = _name_of(part)
        if name in _ENDS_TASK:
            return end if depth == 0 else 0
        if name[:1] == "/" or isinstance(part, _CLOSING):
            depth -= 1
        elif name and name not in VOID:
            depth += 1
    return 0


_COMPLETIONS: Final = (
    (Link, _complete_links),
    (CodeBlock, _complete_code),
    (Image, _complete_images),
    (Heading, _complete_headings),
    (Table, _complete_tables),
    (Task, _complete_tasks),
)


def anchors_in(text: Text) -> Iterator[str]:
    """Yield the ids in a text."""
    for part in text.parts:
        if isinstance(part, SourceLink | FootnoteMark | Footnote):
            yield part.anchor
        elif not isinstance(part, str):
            yield from part.former if isinstance(part, Heading) else ()
            attributes = dict(getattr(part, "attributes", ()))
            if "id" in attributes:
                yield str(attributes["id"])
