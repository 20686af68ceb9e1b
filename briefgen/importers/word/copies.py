"""The copy of a document that pandoc reads: what it would not read, or not well, is changed.

- Pictures have no bytes, because pandoc only has to know that they are there.
- Text boxes are tables with one cell below their paragraph. pandoc would lose words beside them.
- Charts and SmartArt drawings are marks with their numbers.
- Hidden words are left out. pandoc would show them.
- Citations are fields that pandoc knows.
- Styles that pandoc takes out of the text have another name, so that they stay in their places.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape, quoteattr

from briefgen.importers.word.citation_fields import own_works, with_fields
from briefgen.importers.word.package import Package, W, xml_of

RENAMED: Final = "briefgen "
_STYLE_NAME: Final = re.compile(
    rb'(<w:name\s+w:val=")(abstract(?: title)?|author|caption|captioned figure|date|figure'
    rb'|(?:image|table) caption|subtitle|title)(")',
    re.IGNORECASE,
)
# Marks for the charts and SmartArt drawings of a text, with their numbers from 0.
CHART_MARK: Final = "\ue001"
DIAGRAM_MARK: Final = "\ue002"
_UNUSUAL: Final = re.compile(rb"<\w+:(?:chart|relIds|txbxContent|vanish)[\s/>]")
_MARKS: Final[Mapping[str, str]] = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": CHART_MARK,
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": DIAGRAM_MARK,
}
_MARKUP: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOX: Final = f"{W}txbxContent"
_SHAPES: Final = (f"{W}drawing", f"{W}pict", f"{_MARKUP}AlternateContent", f"{W}object")
_OFF: Final = ("0", "false", "off")
# Prefixes by which pandoc finds elements, whatever a document calls them.
_PREFIXES: Final[Mapping[str, str]] = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://schemas.microsoft.com/office/drawing/2016/SVG/main": "asvg",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:vml": "v",
    _MARKUP[1:-1]: "mc",
}


def copy_of(package: Package) -> bytes:
    """Return the copy, as an archive that is not compressed. Raises NoDocument."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in _parts(package).items():
            archive.writestr(zipfile.ZipInfo(name), data)
        for name in package.media:
            archive.writestr(zipfile.ZipInfo(name), b"")
    return buffer.getvalue()


def _parts(package: Package) -> Mapping[str, bytes]:
    parts = dict(package.parts)
    names = package.related("styles")
    if names in parts:
        parts[names] = _STYLE_NAME.sub(rb"\g<1>" + RENAMED.encode() + rb"\g<2>\g<3>", parts[names])
    works = own_works(package)
    for part in (package.main, package.related("footnotes"), package.related("endnotes")):
        if part in parts:
            data = with_fields(parts[part], works)
            parts[part] = _visible(xml_of(data, part)) if _UNUSUAL.search(data) else data
    return parts


def _visible(tree: Element) -> bytes:
    """Return a part without hidden words, and with text boxes as tables."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    for run in list(tree.iter(f"{W}r")):
        switch = run.find(f"{W}rPr/{W}vanish")
        if switch is not None and switch.get(f"{W}val", "1") not in _OFF:
            parents[run].remove(run)
    _mark_drawings(tree)
    for paragraph in reversed(list(tree.iter(f"{W}p"))):  # the innermost first
        boxes = list(_boxes(paragraph))
        for run in [each for each in paragraph.iter() if each.tag in _SHAPES]:
            if run in parents and any(True for _ in run.iter(_BOX)):
                _remove_boxes(run)
        parent = parents.get(paragraph)
        if boxes and parent is not None:
            at = list(parent).index(paragraph) + 1
            parent[at:at] = [_table(each) for each in boxes]
    return "".join(_as_xml(tree)).encode()


def _mark_drawings(tree: Element) -> None:
    """Put a mark in place of each chart and SmartArt drawing."""
    for name, mark in _MARKS.items():
        numbers = {id(each): at for at, each in enumerate(tree.iter(name))}
        for run in list(tree.iter(f"{W}r")):
            inner = [each for each in run.iter(name) if id(each) in numbers]
            if inner and not any(True for _ in run.iter(_BOX)):
                for child in [each for each in run if each.tag in _SHAPES]:
                    run.remove(child)
                words = SubElement(run, f"{W}t")
                words.text = "".join(f" {mark}{numbers[id(each)]} " for each in inner)
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the text boxes of a paragraph, without those that older programs show instead."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag == f"{_MARKUP}AlternateContent":
            first = next((each for each in child if any(True for _ in each.iter(_BOX))), None)
            if first is not None:
                yield from _boxes(first)
        else:
            yield from _boxes(child)


def _remove_boxes(element: Element) -> None:
    for each in list(element.iter()):
        for child in list(each):
            if child.tag == _BOX:
                each.remove(child)


def _table(box: Element) -> Element:
    """Return a table with one cell, with the content of a text box."""
    table = Element(f"{W}tbl")
    SubElement(table, f"{W}tblPr")
    SubElement(SubElement(table, f"{W}tblGrid"), f"{W}gridCol", {f"{W}w": "9000"})
    cell = SubElement(SubElement(table, f"{W}tr"), f"{W}tc")
    SubElement(cell, f"{W}tcPr")
    cell.extend(list(box))
    return table


def _as_xml(tree: Element) -> Iterator[str]:
    """Yield an element and what is in it as XML, with the prefixes that pandoc expects."""
    names = dict(_PREFIXES)
    for each in tree.iter():
        for key in (each.tag, *each.attrib):
            space = key[1:].partition("}")[0] if key[:1] == "{" else ""
            if space and space not in names:
                names[space] = f"n{len(names)}"
    spaces = "".join(
        f" xmlns:{prefix}={quoteattr(space)}" for space, prefix in names.items() if prefix != "xml"
    )
    left: list[Element | str] = [tree]
    while left:
        following = left.pop()
        if isinstance(following, str):
            yield following
            continue
        name = _name(following.tag, names)
        pairs = "".join(
            f" {_name(key, names)}={quoteattr(value)}" for key, value in following.items()
        )
        tail = escape(following.tail or "")
        if following.text or len(following):
            yield f"<{name}{spaces}{pairs}>{escape(following.text or '')}"
            left.append(f"</{name}>{tail}")
            left += reversed(following)
        else:
            yield f"<{name}{spaces}{pairs}/>{tail}"
        spaces = ""


def _name(tag: str, names: Mapping[str, str]) -> str:
    space, closed, name = tag[1:].partition("}")
    return f"{names[space]}:{name}" if closed and tag[0] == "{" else tag
