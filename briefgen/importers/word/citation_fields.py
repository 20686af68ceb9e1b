"""Citations that pandoc does not read, or not as a whole, as the fields of Zotero, which it does.

- Mendeley Cite keeps a citation as JSON in the tag of a content control, in base64.
- EndNote keeps them as XML. pandoc reads it, but without URLs and DOIs.
- Word's own citations name sources that are in a part of their own: ECMA-376, part 1, 22.6,
  Bibliography.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, unescape

from briefgen.importers.word.package import NoDocument, Package, xml_of

_B: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/bibliography}"
_MENDELEY: Final = b"MENDELEY_"
_CONTROL: Final = re.compile(
    rb"<w:sdt>(?:(?!<w:sdt>).)*?"
    rb'<w:tag w:val="(?P<tag>MENDELEY_(?:CITATION_v3_|BIBLIOGRAPHY)[^"]*)"/>'
    rb"(?:(?!<w:sdt>).)*?<w:sdtContent>(?P<content>.*?)</w:sdtContent></w:sdt>",
    re.DOTALL,
)
_INSTRUCTION: Final = re.compile(rb"(<w:instrText[^>]*>)\s*(CITATION|BIBLIOGRAPHY)\b([^<]*)<")
_ENDNOTE: Final = re.compile(
    rb"(<w:instrText[^>]*>)\s*ADDIN EN\.CITE\s+(&lt;EndNote.*?&lt;/EndNote&gt;)\s*<", re.DOTALL
)
_ENDNOTE_TYPES: Final[Mapping[str, str]] = {
    "Book": "book",
    "Book Section": "chapter",
    "Journal Article": "article-journal",
    "Report": "report",
    "Web Page": "webpage",
}
_TYPES: Final[Mapping[str, str]] = {
    "ArticleInAPeriodical": "article-magazine",
    "Book": "book",
    "BookSection": "chapter",
    "ConferenceProceedings": "paper-conference",
    "DocumentFromInternetSite": "webpage",
    "InternetSite": "webpage",
    "JournalArticle": "article-journal",
    "Report": "report",
}
_CONTAINERS: Final = ("JournalName", "PeriodicalTitle", "BookTitle", "InternetSiteTitle")


def with_fields(data: bytes, works: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a part whose citations are all fields of Zotero; `works` are Word's own sources."""
    if _MENDELEY in data:
        data = _CONTROL.sub(_field_of_control, data)
    if b"EN.CITE" in data:
        data = _ENDNOTE.sub(_endnote, data)
    if works:
        data = _INSTRUCTION.sub(lambda match: _instruction(match, works), data)
    return data


def own_works(package: Package) -> dict[str, Mapping[str, Any]]:
    """Return Word's own sources as items of CSL, by their tags."""
    works: dict[str, Mapping[str, Any]] = {}
    for part in package.parts:
        if (
            part.startswith("customXml/item")
            and b"officeDocument/2006/bibliography" in (package.parts[part])
        ):
            tree = package.tree(part)
            for source in tree.iter(f"{_B}Source") if tree is not None else ():
                works[source.findtext(f"{_B}Tag", "")] = dict(_item(source))
    return works


def _field_of_control(match: re.Match[bytes]) -> bytes:
    """Return a citation as a field, and nothing for the bibliography, as pandoc does."""
    tag = match["tag"].decode(errors="replace")
    if tag.startswith("MENDELEY_BIBLIOGRAPHY"):
        return b"<w:p/>" if b"<w:p " in match["content"] or b"<w:p>" in match["content"] else b""
    encoded = tag.removeprefix("MENDELEY_CITATION_v3_")
    try:
        data = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_")
        citation = json.loads(data)
        items = [each for each in citation["citationItems"] if isinstance(each["itemData"], dict)]
    except (ValueError, binascii.Error, KeyError, TypeError, RecursionError):
        return match["content"]
    return _field(items, match["content"]) if items else match["content"]


def _instruction(match: re.Match[bytes], works: Mapping[str, Mapping[str, Any]]) -> bytes:
    begin, kind, rest = match.groups()
    if kind == b"BIBLIOGRAPHY":
        return begin + b" ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY <"
    tags = [each for each in rest.decode(errors="replace").split() if each in works]
    items = [{"id": tag, "itemData": works[tag]} for tag in tags]
    return begin + _code(items) + b"<" if items else match[0]


def _endnote(match: re.Match[bytes]) -> bytes:
    """Return the instruction of a field of EndNote as that of Zotero."""
    try:
        tree = xml_of(unescape(match[2].decode(), {"&quot;": '"', "&apos;": "'"}).encode(), "")
    except (NoDocument, UnicodeDecodeError):
        return match[0]
    items = [
        {"id": data["id"], "itemData": data}
        for record in tree.iter("record")
        if (data := dict(_record(record)))["title"]
    ]
    return match[1] + _code(items) + b"<" if items else match[0]


def _record(record: Element) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a record of EndNote as those of an item of CSL."""

    def text(*path: str) -> str:
        part = record.find("/".join(path))
        return " ".join("".join(part.itertext()).split()) if part is not None else ""

    kind = record.find("ref-type")
    title = text("titles", "title")
    yield "id", f"{text('rec-number')} {title}"
    yield "type", _ENDNOTE_TYPES.get(kind.get("name", "") if kind is not None else "", "document")
    yield "title", title
    yield (
        "author",
        [
            {"literal": " ".join(reversed(name.rstrip(",").split(", ", 1)))}
            for each in record.iterfind("contributors/authors/author")
            if (name := " ".join("".join(each.itertext()).split()))
        ],
    )
    yield "container-title", text("titles", "secondary-title") or text("periodical", "full-title")
    yield "publisher", text("publisher")
    yield "volume", text("volume")
    yield "issue", text("number")
    yield "page", text("pages")
    urls = (text("urls", each, "url") for each in ("related-urls", "web-urls"))
    yield "URL", next(filter(None, urls), "")
    yield "DOI", text("electronic-resource-num")
    year = text("dates", "year")
    if year.isdigit():
        yield "issued", {"date-parts": [[int(year)]]}


def _field(items: list[Any], content: bytes) -> bytes:
    def mark(kind: str) -> bytes:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'.encode()

    code = b'<w:r><w:instrText xml:space="preserve">' + _code(items) + b"</w:instrText></w:r>"
    return mark("begin") + code + mark("separate") + content + mark("end")


def _code(items: list[Any]) -> bytes:
    citation = {
        "citationID": "c",
        "properties": {"noteIndex": 0},
        "citationItems": [
            {"id": str(each.get("id", at)), "itemData": each["itemData"]}
            for at, each in enumerate(items)
        ],
    }
    return f" ADDIN ZOTERO_ITEM CSL_CITATION {escape(json.dumps(citation))} ".encode()


def _item(source: Element) -> Iterator[tuple[str, Any]]:
    def text(name: str) -> str:
        return " ".join((source.findtext(f"{_B}{name}") or "").split())

    yield "id", text("Tag")
    yield "type", _TYPES.get(text("SourceType"), "document")
    yield "title", text("Title")
    yield "author", list(_people(source))
    yield "container-title", next(filter(None, map(text, _CONTAINERS)), "")
    yield "publisher", text("Publisher") or text("Institution") or text("ProductionCompany")
    yield "URL", text("URL")
    yield "DOI", text("DOI")
    yield "volume", text("Volume")
    yield "issue", text("Issue")
    yield "page", text("Pages")
    for name, ending in (("issued", ""), ("accessed", "Accessed")):
        parts = [text(f"{part}{ending}") for part in ("Year", "Month", "Day")]
        numbers = [int(each) for each in parts if each.isdigit()]
        if parts[0].isdigit():
            yield name, {"date-parts": [numbers]}


def _people(source: Element) -> Iterator[dict[str, str]]:
    authors = source.find(f"{_B}Author/{_B}Author")
    if authors is None:
        return
    for corporate in authors.iter(f"{_B}Corporate"):
        yield {"literal": " ".join((corporate.text or "").split())}
    for person in authors.iter(f"{_B}Person"):
        yield {
            "family": person.findtext(f"{_B}Last", ""),
            "given": " ".join(
                filter(None, (person.findtext(f"{_B}{each}", "") for each in ("First", "Middle")))
            ),
        }
