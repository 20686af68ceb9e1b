from xml.etree import ElementTree as ET

import pytest

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.svg import clean_svg

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def svg(inside: str) -> bytes:
    return f"{OPEN}{inside}</svg>".encode()


def cleaned(data: bytes) -> tuple[str, Diagnostic]:
    checked = clean_svg(data, "content/map.svg")
    (diagnostic,) = checked.diagnostics
    assert checked.value is not None
    assert clean_svg(checked.value, "content/map.svg").diagnostics == ()
    assert diagnostic.code == "removed-html"
    assert diagnostic.location.path == "content/map.svg"
    assert ET.fromstring(checked.value).tag == "{http://www.w3.org/2000/svg}svg"
    return checked.value.decode(), diagnostic


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0L1 1"/>',
        "<title>A description of scripture</title>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<a href="https://example.org"><text>a</text></a>',
        '<use xlink:href="#a"/>',
        "<text>&#960;</text>",
        "<style>path { fill: red }</style>",
        '<animate attributeName="x" values="1;2" from="0" to="9"/>',
    ],
    ids=lambda inside: inside.partition(" ")[0].partition(">")[0],
)
def test_a_harmless_picture_stays_as_it_is(inside: str) -> None:
    checked = clean_svg(svg(inside), "content/map.svg")
    assert (checked.value, checked.diagnostics) == (None, ())


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<SCRIPT>alert(1)</SCRIPT>", "<script>"),
        ("<g><g><script>alert(1)</script></g></g>", "<script>"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>', "<script>"),
        ('<a-b:script xmlns:a-b="http://www.w3.org/2000/svg">alert(1)</a-b:script>', "<script>"),
        ('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>', "<script>"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignobject>"),
        ('<iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="alert(1)"/>', "<iframe>"),
        ('<rect onclick="alert(1)"/>', "the attribute onclick"),
        ('<rect\nonload = "alert(1)"/>', "the attribute onload"),
        ('<a href="javascript:alert(1)"><text>a</text></a>', "the attribute href"),
        ('<a xlink:href="JaVaScRiPt:alert(1)"/>', "the attribute href"),
        ('<a href="&#106;avascript:alert(1)"/>', "the attribute href"),
        ('<a href="java&#9;script:alert(1)"/>', "the attribute href"),
        ('<a href=" javascript:alert(1)"/>', "the attribute href"),
        ('<use href="data:image/svg+xml;base64,alert(1)"/>', "the attribute href"),
        ('<image href="data:text/html,alert(1)"/>', "the attribute href"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "the attribute to"),
        (
            '<animate attributeName="href" values="https://a.org;javascript:alert(1)"/>',
            "the attribute values",
        ),
        (
            '<object xmlns="http://www.w3.org/1999/xhtml" data="data:text/html,alert(1)"/>',
            "the attribute data",
        ),
        (
            '<form xmlns="http://www.w3.org/1999/xhtml" action="javascript:alert(1)"/>',
            "the attribute action",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_what_could_run_code_is_taken_out_and_named(inside: str, what: str) -> None:
    published, diagnostic = cleaned(svg(inside + '<path d="M0 0"/>'))
    assert "alert" not in published
    assert 'd="M0 0"' in published
    assert what in diagnostic.message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_script_is_found_in_every_encoding(encoding: str) -> None:
    head = '<?xml version="1.0" encoding="utf-16"?>' if encoding == "utf-16-be" else ""
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    text = f"{head}{OPEN}<script>alert(1)</script></svg>"
    assert "alert" not in cleaned(mark + text.encode(encoding))[0]


def test_stylesheets_and_document_types_go_with_the_rest() -> None:
    head = b'<?xml-stylesheet type="text/xsl" href="#x"?><!DOCTYPE svg>'
    published, _ = cleaned(head + svg("<script/>"))
    assert "xml-stylesheet" not in published
    assert "DOCTYPE" not in published


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("<text>&x;</text>"), "entities"),
        (svg("<script>alert(1)</scrip>"), "broken XML"),
        (svg("<script>alert(1)</script>")[:-2], "broken XML"),
        (b'<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>', "no <svg> around it"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>', "no <svg> around it"),
        (b'<?xml version="1.0" encoding="x-y"?>' + svg("<script/>"), "unknown encoding"),
        (b'<?xml version="1.0" encoding="big5"?>' + svg("<script/>"), "unknown encoding"),
        (svg("<g>" * 5_000 + "<script/>" + "</g>" * 5_000), "without end"),
    ],
    ids=["entities", "wrong tag", "cut off", "script alone", "HTML", "x-y", "Big5", "deep"],
)
def test_what_cannot_be_checked_is_refused(data: bytes, what: str) -> None:
    checked = clean_svg(data, "content/map.svg")
    assert checked.value is None
    (diagnostic,) = checked.diagnostics
    assert (diagnostic.code, diagnostic.is_error) == ("unsafe-svg", True)
    assert what in diagnostic.message
    assert "SVG" in diagnostic.hint


def test_broken_xml_is_shown_at_its_place() -> None:
    (diagnostic,) = clean_svg(svg("\n<script>\n</g>"), "content/map.svg").diagnostics
    assert diagnostic.location.span == Span(3, 3)
