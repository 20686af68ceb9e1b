"""Word documents for tests: the XML that Word writes, without a word processor."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8"
    "cfc0f01f0005000201aa5fd1a80000000049454e44ae426082"
)  # fmt: skip
_MAIN: Final = "http://schemas.openxmlformats.org"
_NAMES: Final = " ".join(
    f'xmlns:{prefix}="{url}"'
    for prefix, url in {
        "w": f"{_MAIN}/wordprocessingml/2006/main",
        "r": f"{_MAIN}/officeDocument/2006/relationships",
        "m": f"{_MAIN}/officeDocument/2006/math",
        "a": f"{_MAIN}/drawingml/2006/main",
        "c": f"{_MAIN}/drawingml/2006/chart",
        "pic": f"{_MAIN}/drawingml/2006/picture",
        "wp": f"{_MAIN}/drawingml/2006/wordprocessingDrawing",
        "mc": f"{_MAIN}/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KINDS: Final = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header": "header",
    "footer": "footer",
}
_STYLES: Final = (
    ("Normal", "Normal", ""), ("Title", "Title", ""), ("Subtitle", "Subtitle", ""),
    ("Author", "Author", ""), ("Date", "Date", ""), ("Abstract", "Abstract", ""),
    ("Caption", "caption", ""), ("Quote", "Quote", ""), ("TOC1", "toc 1", ""),
    ("Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
    ("Heading2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
    ("Heading3", "heading 3", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
    ("ListParagraph", "List Paragraph", '<w:pPr><w:ind w:left="720"/></w:pPr>'),
    ("FootnoteText", "footnote text", ""),
)  # fmt: skip
_NUMBERING: Final = "".join(
    f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
    for number, form, text in ((1, "bullet", "•"), (2, "decimal", "%1."), (3, "lowerLetter", "%1)"))
) + "".join(
    f'<w:num w:numId="{number}"><w:abstractNumId w:val="{form}"/></w:num>'
    for number, form in ((1, 1), (2, 2), (3, 3), (4, 2))
)


def run(words: str, look: str = "") -> str:
    """Return words as a run; `look` has its properties, such as `<w:b/>`."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def bold(words: str) -> str:
    return run(words, "<w:b/>")


def par(*content: str, style: str = "", number: int = 0, indent: int = 0) -> str:
    """Return a paragraph of runs or words, with a style, or as an item of a list."""
    numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    properties = (
        f'<w:pStyle w:val="{style}"/>' * bool(style)
        + numbered * bool(number)
        + f'<w:ind w:left="{indent}"/>' * bool(indent)
    )
    inner = "".join(each if each.startswith("<") else run(each) for each in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


BREAK: Final = "<w:r><w:br/></w:r>"


def item(*content: str) -> str:
    return par(*content, style="ListParagraph", number=1)


def note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def link(target: str, words: str) -> str:
    return f'<w:hyperlink r:id="{target}">{run(words)}</w:hyperlink>'


def field(code: str, *content: str) -> str:
    """Return a field with what it shows."""

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    inner = "".join(each if each.startswith("<") else run(each) for each in content)
    return mark("begin") + instruction + mark("separate") + inner + mark("end")


def zotero(words: str, *works: Mapping[str, Any]) -> str:
    """Return a citation as Zotero writes it."""
    code = {
        "citationID": "x1",
        "properties": {"formattedCitation": words, "plainCitation": words, "noteIndex": 0},
        "citationItems": [
            {"id": str(work["title"]), "uris": [f"http://zotero.org/users/1/items/{at}"],
             "itemData": {"id": str(work["title"]), **work}}
            for at, work in enumerate(works, 1)
        ],
        "schema": "https://github.com/citation-style-language/schema/raw/master/csl-citation.json",
    }  # fmt: skip
    return field(f"ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(code)}", words)


def table(*rows: Sequence[str], is_first_header: bool = True) -> str:
    """Return a table whose cells are words, or paragraphs."""
    look = f'<w:tblLook w:firstRow="{int(is_first_header)}"/>'
    grid = '<w:gridCol w:w="2000"/>' * max(map(len, rows))
    lines = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def cell(content: str, properties: str = "") -> str:
    if content.startswith("<w:tc>"):
        return content
    inner = content if content.startswith("<w:") else par(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def picture(target: str, alt: str = "") -> str:
    """Return a run with a picture."""
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/>'
        f'<wp:docPr id="1" name="Picture 1" descr={quoteattr(alt)}/><a:graphic>'
        f'<a:graphicData uri="{_MAIN}/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{target}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def text_box(words: str) -> str:
    """Return a run with a text box, as Word writes it for new and old programs."""
    box = f"<w:txbxContent>{par(words)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic>'
        f'<a:graphicData uri="x"><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _values(name: str, *values: str) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{each}</c:v></c:pt>' for at, each in enumerate(values))
    return f"<c:{name}><c:numRef><c:numCache>{points}</c:numCache></c:numRef></c:{name}>"


def _series(name: str, *values: str) -> str:
    title = (
        f"<c:tx><c:strRef><c:strCache><c:pt><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    )
    return f"<c:ser>{title}{_values('cat', '2023', '2024')}{_values('val', *values)}</c:ser>"


CHART: Final = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><a:graphic><a:graphicData'
    f' uri="{_MAIN}/drawingml/2006/chart"><c:chart r:id="chart"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
CHART_PARTS: Final = {
    "word/chart.xml": f"<c:chartSpace {_NAMES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Mine"
    " production</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:grouping"
    f' val="clustered"/>{_series("China", "255", "270")}{_series("USA", "42.5")}</c:barChart>'
    "</c:plotArea></c:chart></c:chartSpace>"
}
DIAGRAM: Final = CHART.replace(
    '<c:chart r:id="chart"/>',
    f'<dgm:relIds xmlns:dgm="{_MAIN}/drawingml/2006/diagram" r:dm="chart"/>',
)
ENDNOTE_MARK: Final = '<w:r><w:endnoteReference w:id="2"/></w:r>'
DIAGRAM_PARTS: Final = {
    "word/chart.xml": f'<dgm:dataModel {_NAMES} xmlns:dgm="{_MAIN}/drawingml/2006/diagram">'
    + "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{each}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for each in ("Dig", "Refine")
    )
    + "</dgm:dataModel>",
    "word/endnotes.xml": f'<w:endnotes {_NAMES}><w:endnote w:id="2">{par("An endnote.")}'
    "</w:endnote></w:endnotes>",
}
# Two works, as EndNote writes them into its fields.
ENDNOTE: Final = """<EndNote><Cite><record><rec-number>1</rec-number>
<ref-type name="Report">27</ref-type>
<contributors><authors><author>Smith, Ann</author></authors></contributors><titles>
<title>Unpacking the floor</title></titles><dates><year>2025</year></dates>
<publisher>Institute of Examples</publisher><urls><related-urls><url><style face="normal">
https://example.org/floor</style></url></related-urls></urls></record></Cite><Cite><record>
<rec-number>2</rec-number><ref-type name="Journal Article">17</ref-type><contributors><authors>
<author>Jones, Bo</author></authors></contributors><titles><title>Bases</title>
<secondary-title>Journal of Metals</secondary-title></titles><pages>45-67</pages><volume>12</volume>
<number>3</number><dates><year>2024</year></dates>
<electronic-resource-num>10.1000/xyz</electronic-resource-num></record></Cite></EndNote>"""
# Word's own list of sources, for the fields CITATION and BIBLIOGRAPHY.
OWN_SOURCES: Final = f"""<b:Sources xmlns:b="{_MAIN}/officeDocument/2006/bibliography">
<b:Source><b:Tag>Smi25</b:Tag><b:SourceType>Report</b:SourceType>
<b:Title>Unpacking the floor</b:Title>
<b:Author><b:Author><b:NameList><b:Person><b:Last>Smith</b:Last><b:First>Ann</b:First></b:Person>
</b:NameList></b:Author></b:Author><b:Publisher>Institute of Examples</b:Publisher>
<b:Year>2025</b:Year><b:Month>7</b:Month><b:URL>https://example.org/floor</b:URL>
<b:YearAccessed>2026</b:YearAccessed><b:MonthAccessed>3</b:MonthAccessed><b:DayAccessed>4</b:DayAccessed>
</b:Source><b:Source><b:Tag>Jon24</b:Tag><b:SourceType>JournalArticle</b:SourceType>
<b:Title>Bases</b:Title><b:JournalName>Journal of Metals</b:JournalName><b:Volume>12</b:Volume>
<b:Issue>3</b:Issue><b:Pages>45-67</b:Pages><b:DOI>10.1000/xyz</b:DOI><b:Year>2024</b:Year>
<b:Author><b:Author><b:NameList><b:Person><b:Last>Jones</b:Last><b:First>Bo</b:First></b:Person>
</b:NameList></b:Author></b:Author></b:Source></b:Sources>"""


def plain_text(data: bytes) -> str:
    """Return a document as plain text, as pandoc writes it."""
    import pypandoc  # noqa: PLC0415 - an extra

    command = [pypandoc.get_pandoc_path(), "--from=docx", "--to=plain", "--wrap=none"]
    result = subprocess.run(command, input=data, capture_output=True, check=True)
    return result.stdout.decode()


def docx(
    *body: str,
    notes: Mapping[int, str] = {},
    comments: Mapping[int, str] = {},
    links: Mapping[str, str] = {},
    media: Mapping[str, bytes] = {},
    core: str = "",
    parts: Mapping[str, str] = {},
    styles: str = "",
    header: str = "",
) -> bytes:
    """Return a document.

    `notes` are paragraphs by number, `links` URLs by id, `media` files by name, whose ids are
    their names. `parts` are any other parts.
    """
    files = {
        "word/document.xml": f"<w:document {_NAMES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_NAMES}>{_styles()}{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_NAMES}>{_NUMBERING}</w:numbering>",
    }
    if notes:
        inner = "".join(
            f'<w:footnote w:id="{at}">{each}</w:footnote>' for at, each in notes.items()
        )
        files["word/footnotes.xml"] = f"<w:footnotes {_NAMES}>{inner}</w:footnotes>"
    if comments:
        inner = "".join(
            f'<w:comment w:id="{at}" w:author="Robin Sample" w:date="2026-03-05T10:00:00Z">{each}'
            "</w:comment>"
            for at, each in comments.items()
        )
        files["word/comments.xml"] = f"<w:comments {_NAMES}>{inner}</w:comments>"
    if header:
        files["word/header.xml"] = f"<w:hdr {_NAMES}>{header}</w:hdr>"
    if core:
        files["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{_MAIN}/package/2006/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
            f"{core}</cp:coreProperties>"
        )
    files |= parts
    related = [
        (name, f"{_MAIN}/officeDocument/2006/relationships/{kind}", f"{kind}.xml", "")
        for name, kind in _KINDS.items()
        if f"word/{kind}.xml" in files
    ]
    related += [
        (name, f"{_MAIN}/officeDocument/2006/relationships/hyperlink", url, "External")
        for name, url in links.items()
    ]
    related += [
        (name, f"{_MAIN}/officeDocument/2006/relationships/image", f"media/{name}", "")
        for name in media
    ]
    if "word/chart.xml" in files:
        related.append(
            ("chart", f"{_MAIN}/officeDocument/2006/relationships/chart", "chart.xml", "")
        )
    files["word/_rels/document.xml.rels"] = _relationships(related)
    files["_rels/.rels"] = _relationships(
        [("main", f"{_MAIN}/officeDocument/2006/relationships/officeDocument",
          "word/document.xml", ""),
         ("core", f"{_MAIN}/package/2006/relationships/metadata/core-properties",
          "docProps/core.xml", "")]
    )  # fmt: skip
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{_MAIN}/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    return zipped(
        {name: (_HEAD + text).encode() for name, text in files.items()}
        | {f"word/media/{name}": data for name, data in media.items()}
    )


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _styles() -> str:
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>{look}</w:style>'
        for name, label, look in _STYLES
    )


def _relationships(related: Sequence[tuple[str, str, str, str]]) -> str:
    elements = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{escape(target)}"'
        + (f' TargetMode="{mode}"' if mode else "")
        + "/>"
        for name, kind, target, mode in related
    )
    return f'<Relationships xmlns="{_MAIN}/package/2006/relationships">{elements}</Relationships>'
