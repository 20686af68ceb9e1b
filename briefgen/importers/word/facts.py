"""What a Word document says beside its text: properties, styles, comments, changes, and its words.

The elements are those of ECMA-376, part 1, WordprocessingML and its core properties (part 2).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from briefgen.importers.word.package import Package, R, W
from briefgen.model.languages import TAG

_CORE: Final = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_TERMS: Final = "{http://purl.org/dc/terms/}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_PICTURES: Final = (
    f"{_DRAWING}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_CHANGED: Final[Mapping[str, frozenset[str]]] = {
    "accept": frozenset({f"{W}del", f"{W}moveFrom"}),
    "reject": frozenset({f"{W}ins", f"{W}moveTo"}),
}
_OFF: Final = ("0", "false", "off")
# Tags of words in no language, or in several (ISO 639-2). Word also has `x-none`.
_NO_LANGUAGE: Final = frozenset({"mis", "mul", "und", "zxx"})
_FURNITURE: Final = re.compile(
    r"(?i)(?:page|seite|página|p\.)?[\s\d/|.·–-]*(?:of|von|de|sur)?[\s\d]*"
)
_LARGE: Final = 30  # half points: 15 points; texts have 10 to 12
_MOST_BASES: Final = 20  # styles that are based on each other


@dataclass(frozen=True, slots=True)
class Properties:
    """What the properties of a document say; programs fill in some of them, such as the creator."""

    title: str = ""
    creators: tuple[str, ...] = ()
    description: str = ""
    keywords: tuple[str, ...] = ()
    modified: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name, that of the style on which it is based, and how it looks."""

    name: str
    base: str = ""
    signs: frozenset[str] = frozenset()  # of `strong`, `em`, `del`, `sup`, `sub`


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of a reviewer."""

    author: str
    date: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a paragraph, and the name of its style, in lowercase."""

    words: str
    style: str = ""


def properties(package: Package) -> Properties:
    """Return the properties of a document."""
    part = next(iter(package.targets("", "core-properties").values()), "docProps/core.xml")
    tree = package.tree(part)
    if tree is None:
        return Properties()

    def value(name: str) -> str:
        return " ".join((tree.findtext(name) or "").split())

    return Properties(
        title=value(f"{_DC}title"),
        creators=_split(value(f"{_DC}creator"), ";"),
        description=value(f"{_DC}description"),
        keywords=_split(value(f"{_CORE}keywords"), r"[;,]"),
        modified=_moment(value(f"{_TERMS}modified")),
        language=value(f"{_DC}language"),
    )


def styles(package: Package) -> dict[str, Style]:
    """Return the styles of a document by their names in lowercase."""
    by_id = _styles_by_id(package)
    return {each.name.casefold(): each for each in by_id.values()}


def family(name: str, by_name: Mapping[str, Style]) -> Iterator[Style]:
    """Yield a style, the one on which it is based, and so on."""
    for _ in range(_MOST_BASES):
        style = by_name.get(name.casefold())
        if style is None:
            return
        yield style
        name = style.base


def language(package: Package) -> str:
    """Return the language of most words, or "" if the document does not say."""
    defaults: dict[str, str] = {}
    tree = package.tree(package.related("styles"))
    for each in tree.iter(f"{W}docDefaults") if tree is not None else ():
        lang = next(each.iter(f"{W}lang"), None)
        defaults[""] = lang.get(f"{W}val", "") if lang is not None else ""
    counts: Counter[str] = Counter()
    body = package.tree(package.main)
    for run in body.iter(f"{W}r") if body is not None else ():
        lang = run.find(f"{W}rPr/{W}lang")
        tag = lang.get(f"{W}val", "") if lang is not None else ""
        tag = tag or defaults.get("", "")
        if not tag or (TAG.fullmatch(tag) and tag.lower() not in _NO_LANGUAGE):
            counts[tag] += sum(len(each.text or "") for each in run.iter(f"{W}t"))
    return max(counts, key=lambda tag: counts[tag], default="")


def large_first_line(package: Package) -> str:
    """Return the first words of a document if they are as large as a title, or ""."""
    tree = package.tree(package.main)
    for paragraph in tree.iter(f"{W}p") if tree is not None else ():
        line = next(_lines_in(paragraph, {}))
        if line.words:
            runs = [each for each in paragraph.iter(f"{W}r") if each.find(f"{W}t") is not None]
            sizes = (each.find(f"{W}rPr/{W}sz") for each in runs)
            is_large = all(each is not None and _size(each) >= _LARGE for each in sizes)
            return line.words if is_large else ""
    return ""


def remarks(package: Package) -> tuple[Remark, ...]:
    """Return the comments on a document."""
    return tuple(
        Remark(
            each.get(f"{W}author", ""),
            each.get(f"{W}date", "")[:10],
            " ".join(line.words for line in _lines_in(each, {}) if line.words),
        )
        for tree in package.trees("comments")
        for each in tree.iter(f"{W}comment")
    )


def changes(package: Package) -> tuple[int, int]:
    """Return the numbers of tracked insertions and deletions."""
    tree = package.tree(package.main)
    if tree is None:
        return 0, 0
    inserted = sum(1 for name in ("ins", "moveTo") for _ in tree.iter(f"{W}{name}"))
    deleted = sum(1 for name in ("del", "moveFrom") for _ in tree.iter(f"{W}{name}"))
    return inserted, deleted


def lines(package: Package, changes: str = "accept") -> Iterator[Line]:
    """Yield the paragraphs of the text and of its notes.

    Without the words that tracked changes delete, or insert if these are rejected.
    """
    left_out = _CHANGED.get(changes, frozenset())
    names = {name: style.name.casefold() for name, style in _styles_by_id(package).items()}
    tree = package.tree(package.main)
    if tree is None:
        return
    yield from _lines_in(tree, names, left_out)
    for kind in ("footnote", "endnote"):
        marks = (f"{W}{kind}Reference", f"{W}id")
        referenced = {
            each.get(marks[1]) for each in _visible(tree, left_out) if each.tag == marks[0]
        }
        for notes in package.trees(f"{kind}s"):
            for note in notes:
                if note.get(marks[1]) in referenced:
                    yield from _lines_in(note, names, left_out)


def furniture(package: Package) -> Iterator[str]:
    """Yield what is above and below each page, if it is more than a number."""
    reported = set()
    for kind in ("header", "footer"):
        for tree in package.trees(kind):
            words = " ".join(line.words for line in _lines_in(tree, {}) if line.words)
            if words not in reported and not _FURNITURE.fullmatch(words):
                reported.add(words)
                yield words


def diagrams(package: Package) -> Iterator[tuple[str, ...]]:
    """Yield the words of the SmartArt drawings of a text, in order."""
    tree, targets = package.tree(package.main), package.targets(package.main)
    for ids in tree.iter(f"{_DIAGRAM}relIds") if tree is not None else ():
        data = package.tree(targets.get(ids.get(f"{R}dm", ""), ""))
        points = data.iter(f"{_DIAGRAM}pt") if data is not None else ()
        words = (
            " ".join(each.text or "" for each in point.iter(f"{_DRAWING}t")) for point in points
        )
        yield tuple(filter(None, (" ".join(each.split()) for each in words)))


def count_pictures(package: Package) -> int:
    """Return how many pictures the text and its notes show."""
    tree = package.tree(package.main)
    trees = [tree, *package.trees("footnotes"), *package.trees("endnotes")]
    return sum(
        1
        for each in trees
        if each is not None
        for element in _visible(each)
        if element.tag in _PICTURES
    )


def _styles_by_id(package: Package) -> dict[str, Style]:
    tree = package.tree(package.related("styles"))
    if tree is None:
        return {}
    elements = list(tree.iter(f"{W}style"))
    names = {each.get(f"{W}styleId", ""): _value(each, "name") for each in elements}
    return {
        each.get(f"{W}styleId", ""): Style(
            _value(each, "name"), names.get(_value(each, "basedOn"), ""), frozenset(_signs(each))
        )
        for each in elements
    }


def _signs(style: Element) -> Iterator[str]:
    run = style.find(f"{W}rPr")
    if run is None or style.get(f"{W}type") != "character":
        return
    for name, sign in (("b", "strong"), ("i", "em"), ("strike", "del")):
        switch = run.find(f"{W}{name}")
        if switch is not None and switch.get(f"{W}val", "1") not in _OFF:
            yield sign
    raised = _value(run, "vertAlign")
    if raised in ("superscript", "subscript"):
        yield raised[:3]


def _size(element: Element) -> int:
    value = element.get(f"{W}val", "")
    return int(value) if value.isdecimal() else 0


def _value(element: Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


def _lines_in(
    tree: Element, names: Mapping[str, str], left_out: frozenset[str] = frozenset()
) -> Iterator[Line]:
    """Yield the paragraphs of a tree; one within another, as in a text box, is one of its own."""
    words: dict[Element, list[str]] = {}
    inside: list[Element] = []
    for element in _visible(tree, left_out, inside):
        if element.tag == f"{W}p":
            words[element] = []
        elif inside:
            words[inside[-1]].append(_text_of(element))
    for paragraph, pieces in words.items():
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val", "") if style is not None else ""
        yield Line(" ".join("".join(pieces).split()), names.get(name, name.casefold()))


def _text_of(element: Element) -> str:
    if element.tag in (f"{W}t", f"{W}delText"):
        return element.text or ""
    if element.tag in (f"{W}br", f"{W}cr", f"{W}tab", f"{W}ptab"):
        return " "
    return "-" if element.tag == f"{W}noBreakHyphen" else ""


def _visible(
    tree: Element, left_out: frozenset[str] = frozenset(), inside: list[Element] | None = None
) -> Iterator[Element]:
    """Yield all elements except some, and those that older programs show in place of others.

    `inside` has the paragraphs around the element that is yielded.
    """
    inside = [] if inside is None else inside
    left: list[Element | None] = [tree]
    while left:
        element = left.pop()
        if element is None:
            inside.pop()
            continue
        if element.tag == _FALLBACK or element.tag in left_out:
            continue
        yield element
        if element.tag == f"{W}p":
            inside.append(element)
            left.append(None)
        left += reversed(element)


def _split(value: str, separator: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in re.split(separator, value))))


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
