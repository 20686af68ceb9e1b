"""A Word document as a file: a zip archive of XML and pictures, read without trust.

The parts of a package and their relationships: ECMA-376, part 2, Open Packaging Conventions.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Strict Office Open XML has other namespaces for the same elements.
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
MOST_BYTES: Final = 600_000_000  # of a file
_NOTES: Final = (f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference")
_MOST_PARTS: Final = 10_000
_MOST_DEPTH: Final = 200  # elements within each other; a table within 30 tables has about 100
_MOST_XML: Final = 60_000_000  # bytes of all XML; a book of a thousand pages has about 20 million
_MOST_MEDIA: Final = 600_000_000  # bytes of all pictures
_ENTITIES: Final = tuple("<!ENTITY".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE: Final = "open it in Word or LibreOffice and save it as .docx"
_OTHERS: Final[Mapping[str, str]] = {
    "xl/": "an Excel workbook",
    "ppt/": "a PowerPoint presentation",
}
_BEGINNINGS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"{\\rtf", "this is an RTF file, not a .docx"),
    (b"%PDF", "this is a PDF file; import the Word document from which it was made"),
    (b"<", "this is an HTML or XML file, not a .docx"),
)
_ODT: Final = "this is an OpenDocument text, not a .docx"
_DAMAGED: Final = "the file is damaged"


class NoDocument(Exception):
    """A file cannot be read as a Word document; the message says why, and what to do."""


@dataclass(frozen=True)
class Package:
    """A Word document: its parts that are XML, and its pictures, by their names in the archive."""

    parts: Mapping[str, bytes]
    media: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def main(self) -> str:
        """The name of the part with the text."""
        targets = self.targets("", "officeDocument")
        return next(iter(targets.values()), "word/document.xml")

    @cached_property
    def _trees(self) -> dict[str, Element | None]:
        return {}

    def related(self, kind: str) -> str:
        """Return the part of a kind, such as `styles`, that belongs to the text, or ""."""
        return next(iter(self.targets(self.main, kind).values()), "")

    def targets(self, part: str, kind: str = "") -> dict[str, str]:
        """Return what a part names, by its ids: parts, or URLs. `kind` leaves only one type."""
        folder, name = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        targets = {}
        for each in tree.iter(_RELATIONSHIP) if tree is not None else ():
            is_kind = each.get("Type", "").rpartition("/")[2] == kind
            target = each.get("Target", "")
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if target and (is_kind or not kind):
                targets[each.get("Id", "")] = target
        return targets

    def tree(self, part: str) -> Element | None:
        """Return a part as XML, or None if there is none, or it is damaged."""
        if part not in self._trees and part in self.parts:
            try:
                self._trees[part] = xml_of(self.parts[part], part)
            except NoDocument:
                self._trees[part] = None
        return self._trees.get(part)

    @property
    def damaged(self) -> list[str]:
        """The parts that were asked for and cannot be read."""
        return [part for part, tree in self._trees.items() if tree is None]

    def trees(self, kind: str) -> Iterator[Element]:
        """Yield the parts of a kind that belong to the text."""
        for part in self.targets(self.main, kind).values():
            tree = self.tree(part)
            if tree is not None:
                yield tree


def read_package(data: bytes) -> Package:
    """Return a Word document from its bytes. Raises NoDocument."""
    _refuse_others(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            package = _package(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise NoDocument(f"{_DAMAGED}: {error}") from None
    except NotImplementedError:
        raise NoDocument(f"it is compressed in an unusual way; {_SAVE}") from None
    except RuntimeError:  # a member that has a password
        raise NoDocument("it is protected by a password; remove that first") from None
    if package.main not in package.parts:
        raise NoDocument(_what_else(package.parts))
    tree = xml_of(package.parts[package.main], package.main)
    if tree.tag != f"{W}document":
        raise NoDocument(_what_else(package.parts))
    package._trees[package.main] = tree
    _refuse_deep(tree, package)
    return package


def _refuse_deep(tree: Element, package: Package) -> None:
    """Refuse a text for which pandoc would take very long, and its tree too many calls here."""
    level = [tree]
    for kind in ("footnotes", "endnotes", "comments"):
        for notes in package.trees(kind):
            level.append(notes)
            if any(each.tag in _NOTES for each in notes.iter()):  # maybe within itself
                raise NoDocument("a note or comment is within another one; put it into the text")
    for _ in range(_MOST_DEPTH):
        level = [child for each in level for child in each]
        if not level:
            return
    raise NoDocument("its tables, lists or boxes are too deep within each other")


def xml_of(data: bytes, part: str) -> Element:
    """Return a part as XML; `part` is its name, for the message. Raises NoDocument."""
    try:
        return fromstring(data, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError) as error:
        raise NoDocument(f"{_DAMAGED}: {part}: {error}") from None


def _refuse_others(data: bytes) -> None:
    """Say what a file is that is not a zip archive."""
    if not data:
        raise NoDocument("the file is empty")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NoDocument(
                "it is protected by a password; remove that in Word:"
                " File, Info, Protect Document, Encrypt with Password"
            )
        raise NoDocument(f"it has the old format .doc; {_SAVE}")
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, kind in _BEGINNINGS:
        if start.startswith(beginning):
            raise NoDocument(kind if beginning == b"%PDF" else f"{kind}; {_SAVE}")
    if not data.startswith(b"PK"):
        raise NoDocument("this is not a Word document (.docx)")


def _package(archive: zipfile.ZipFile) -> Package:
    members = {each.filename: each for each in archive.infolist() if not each.is_dir()}
    if len(archive.infolist()) > _MOST_PARTS:
        raise NoDocument(f"it has more than {_MOST_PARTS:,} parts")
    if "mimetype" in members and "content.xml" in members:
        raise NoDocument(f"{_ODT}; {_SAVE}")
    parts: dict[str, bytes] = {}
    media: dict[str, bytes] = {}
    xml_left, media_left = _MOST_XML, _MOST_MEDIA
    for name, member in members.items():
        path = unquote(name).replace("\\", "/").lstrip("/")
        if path.endswith((".xml", ".rels")):
            parts[path] = _STRICT.sub(
                rb"http://schemas.openxmlformats.org/\1/2006/", _read(archive, member, xml_left)
            )
            xml_left -= len(parts[path])
            if any(each in parts[path] for each in _ENTITIES):
                raise NoDocument(f"{path} declares entities, which no Word document has")
        elif "/media/" in f"/{path}":
            media[path] = _read(archive, member, media_left)
            media_left -= len(media[path])
    return Package(parts, media)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """Return the bytes of a member, however many it claims to have. Raises NoDocument."""
    with archive.open(member) as file:
        data = file.read(max(most, 0) + 1)
        if len(data) > most:
            raise NoDocument("it unpacks to more than a document can have, so it was not read")
        return data


def _what_else(parts: Mapping[str, bytes]) -> str:
    for folder, kind in _OTHERS.items():
        if any(each.startswith(folder) for each in parts):
            return f"this is {kind}, not a Word document"
    return "this is a zip archive without a Word document in it"
