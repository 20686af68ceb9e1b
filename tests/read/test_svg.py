import gzip
import io
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
import typst
from PIL import Image, ImageChops

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.svg import Svg, read_svg
from briefgen.read.svg.rewrite import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from briefgen.read.svg.size import size_of

PROGRAMS: Final = sorted((Path(__file__).parent.parent / "fixtures" / "svg").glob("*.svg"))
OPEN: Final = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
MARK: Final = '<path d="M0 0"/>'


def svg(inside: str) -> bytes:
    return f"{OPEN}{inside}</svg>".encode()


def accepted(data: bytes) -> Svg:
    checked = read_svg(data, "content/map.svg")
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def cleaned(data: bytes) -> tuple[str, Diagnostic]:
    """Return the published image, and the warning about what was removed."""
    checked = read_svg(data, "content/map.svg")
    (diagnostic,) = checked.diagnostics
    assert checked.value is not None
    assert diagnostic.code == "removed-html"
    assert diagnostic.location.path == "content/map.svg"
    assert accepted(checked.value.data) == checked.value
    return checked.value.data.decode(), diagnostic


def refused(data: bytes) -> Diagnostic:
    checked = read_svg(data, "content/map.svg")
    assert checked.value is None
    (diagnostic,) = checked.diagnostics
    assert diagnostic.is_error
    assert diagnostic.hint
    return diagnostic


def drawn(data: bytes) -> Image.Image:
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("/a.svg")'
    files: Any = {"main.typ": page, "a.svg": data}
    png = typst.compile(files, format="png", ppi=96, ignore_system_fonts=True)
    return Image.open(io.BytesIO(png)).convert("RGBA")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_an_image_from_a_drawing_program_looks_the_same(path: Path) -> None:
    before, after = drawn(path.read_bytes()), drawn(accepted(path.read_bytes()).data)
    assert before.size == after.size
    assert before.getbbox() is not None
    assert ImageChops.difference(before, after).getbbox() is None


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0L1 1"/>',
        "<title>A description of scripture</title>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<image href="photo.jpg"/>',
        '<a href="https://example.org"><text>a</text></a>',
        '<use xlink:href="#a"/>',
        "<style>path { fill: red }</style>",
        "<style>@media (width &lt; 9px) { g &gt; path { fill: url(#a) } }</style>",
        "<style>@font-face { font-family: A; src: url(data:font/woff2;base64,AAAA) }</style>",
        r"<style>.sm\:p { fill: red }</style>",
        "<style>.a { content: &quot;url(https://x.example)&quot; }</style>",
        '<animate attributeName="x" values="1;2" from="0" to="9"/>',
        '<g fill="url(#a) red" aria-label="url(https://x.example)" xml:space="preserve"/>',
        '<text xml:lang="de">a &amp; b &lt; c</text>',
    ],
    ids=lambda inside: inside[:40],
)
def test_a_harmless_part_stays(inside: str) -> None:
    published = accepted(svg(inside)).data
    assert inside.replace("&quot;", '"').encode() in published


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<SCRIPT>alert(1)</SCRIPT>", "<script>"),
        ("<g><g><script>alert(1)</script></g></g>", "<script>"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>', "<script>"),
        ('<a-b:script xmlns:a-b="http://www.w3.org/2000/svg">alert(1)</a-b:script>', "<script>"),
        ('<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>', "<script>"),
        ("<foreignObject><p>alert</p></foreignObject>", "<foreignobject>"),
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
        ('<image href="https://alert.example/a.png"/>', "the attribute href"),
        ('<image href="//alert.example/a.png"/>', "the attribute href"),
        ('<image href="/\\alert.example/a.png"/>', "the attribute href"),
        ('<feImage xlink:href="&#10;/&#9;/alert.example/a.png"/>', "the attribute href"),
        ('<use href="https://alert.example/a.svg#a"/>', "the attribute href"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "the attribute to"),
        ('<set attributeName="onload" to="x"/><g>alert</g>'.replace("alert", ""), "attributeName"),
        (
            '<animate attributeName="href" values="https://a.org;javascript:alert(1)"/>',
            "the attribute values",
        ),
        ('<h:meta xmlns:h="http://www.w3.org/1999/xhtml" content="0;url=alert"/>', "<meta>"),
        ('<h:link xmlns:h="http://www.w3.org/1999/xhtml" href="alert"/>', "<link>"),
        ('<h:base xmlns:h="http://www.w3.org/1999/xhtml" href="alert"/>', "<base>"),
        ('<h:embed xmlns:h="http://www.w3.org/1999/xhtml" src="alert"/>', "<embed>"),
        ('<h:object xmlns:h="http://www.w3.org/1999/xhtml" data="alert"/>', "<object>"),
        ('<h:form xmlns:h="http://www.w3.org/1999/xhtml" action="alert"/>', "<form>"),
        ('<h:p xmlns:h="http://www.w3.org/1999/xhtml">alert</h:p>', "<p>"),
        ("<style>@import 'https://alert.example/a.css';</style>", "a URL in its style"),
        ("<style>@import url(//alert.example/a.css)</style>", "a URL in its style"),
        ("<style>@im@import 'alert';port 'https://x.example'</style>", "a URL in its style"),
        (r"<style>@\69mport 'https://alert.example';</style>", "a URL in its style"),
        ("<style>g { fill: url(https://alert.example#a) }</style>", "a URL in its style"),
        ("<style>g { fill: URL( 'https://alert.example#a' ) }</style>", "a URL in its style"),
        (r"<style>g { fill: url(\68ttps://alert.example) }</style>", "a URL in its style"),
        (r"<style>g { fill: u\72l(https://alert.example) }</style>", "a URL in its style"),
        (
            "<style>g { fill: url(&quot;//alert.example&quot; a) }</style>",
            "a URL in its style",
        ),
        ("<style>g { fill: image-set('https://alert.example' 1x) }</style>", "a URL in its"),
        ("<style>/*</style><style>*/g{fill:url(//alert.example)}</style>", "a URL in its"),
        ('<g style="fill: url(https://alert.example)"/>', "a URL in its style"),
        ('<g filter="url(https://alert.example#f)"/>', "a URL in its style"),
        ('<animate attributeName="fill" to="url(//alert.example)"/>', "a URL in its style"),
    ],
    ids=lambda value: value[:60],
)
def test_parts_that_could_run_code_or_contact_another_host_are_removed_and_named(
    inside: str, what: str
) -> None:
    published, diagnostic = cleaned(svg(inside + MARK))
    assert "alert" not in published
    assert MARK in published
    assert what in diagnostic.message


@pytest.mark.parametrize(
    "inside",
    [
        "<!-- gone -->",
        '<?xml-stylesheet href="https://gone.example/a.css"?>',
        "<metadata><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>gone</r:RDF></metadata>",
        '<i:view xmlns:i="http://www.inkscape.org/namespaces/inkscape" gone="1"/>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="gone"/>',
        '<g xml:base="https://gone.example/" xlink:role="gone"/>',
        '<switch><foreignObject requiredExtensions="x">gone</foreignObject></switch>',
        "<flowRoot><flowPara>gone</flowPara></flowRoot>",
        '<color-profile xlink:href="file:///gone.icc"/>',
    ],
    ids=lambda value: value[:40],
)
def test_parts_that_browsers_do_not_draw_are_removed_without_a_warning(inside: str) -> None:
    published = accepted(b'<?xml-stylesheet type="text/xsl" href="#gone"?>' + svg(inside + MARK))
    assert b"gone" not in published.data
    assert MARK.encode() in published.data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_script_is_found_in_every_encoding(encoding: str) -> None:
    head = '<?xml version="1.0" encoding="utf-16"?>' if "16" in encoding else ""
    text = f"{head}{OPEN}<script>alert(1)</script><text>é</text></svg>"
    published, _ = cleaned(text.encode(encoding))
    assert "alert" not in published
    assert "<text>é</text>" in published


def test_the_warning_is_at_the_first_place_and_names_each_kind_once() -> None:
    _, diagnostic = cleaned(svg("\n<g/>\n" + "  <g onload='a'/><script/>\n" * 1000))
    assert diagnostic.location.span == Span(3, 3)
    assert diagnostic.message.startswith("removed the attribute onload, <script> from the image")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("<text>&x;</text>"), "its own declarations"),
        (b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA #FIXED "alert(1)">]><svg/>', "declarations"),
        (b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><svg/>', "declarations"),
        (
            b'<!DOCTYPE svg SYSTEM "a.dtd">' + svg("<text>&nbsp;</text>"),
            "the undefined entity &nbsp;",
        ),
        (svg("<text>&nbsp;</text>"), "broken XML"),
        (svg("<script>alert(1)</scrip>"), "broken XML"),
        (svg("<script>alert(1)</script>")[:-2], "broken XML"),
        (svg("<g a:b='1'/>"), "broken XML"),
        (b"", "broken XML"),
        (b"<svg " * 50_000, "broken XML"),
        (
            b'<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
            "no <svg> as its root element",
        ),
        (
            b'<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>',
            "no <svg> as its root element",
        ),
        (b'<?xml version="1.0" encoding="x-y"?>' + svg("<script/>"), "the encoding x-y"),
        (b'<?xml version="1.0" encoding="big5"?>' + svg("<script/>"), "the encoding big5"),
        (
            b'<?xml version="1.0" encoding="iso-2022-jp"?>' + svg("<scr\x1b(Bipt>1</scr\x1b(Bipt>"),
            "the encoding iso-2022-jp",
        ),
        (b'<?xml version="1.0" encoding="UTF-7"?><svg/>', "the encoding utf-7"),
        (svg("<text>é</text>").decode().encode("latin-1"), "bytes that are not UTF-8"),
        (svg("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH), "levels of nested elements"),
        (gzip.compress(svg("<script/>")), "compressed data"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_image_that_cannot_be_checked_is_refused(data: bytes, what: str) -> None:
    diagnostic = refused(data)
    assert diagnostic.code == "unsafe-svg"
    assert what in diagnostic.message


def test_a_document_type_without_declarations_is_removed() -> None:
    head = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
    assert b"DOCTYPE" not in accepted(head.encode() + svg("<g/>")).data


def test_an_image_without_a_namespace_gets_that_of_svg() -> None:
    assert ET.fromstring(accepted(b"<svg><g/></svg>").data)[0].tag.endswith("/svg}g")
    inside, _ = cleaned(svg('<script xmlns=""/><g xmlns=""><path/></g>'))
    assert "<g" not in inside


@pytest.mark.parametrize(
    "data",
    [b" " * (MAX_BYTES + 1), svg("<g/>" * MAX_ELEMENTS)],
    ids=["bytes", "elements"],
)
def test_an_image_that_is_too_large_is_refused(data: bytes) -> None:
    assert refused(data).code == "too-large"


def test_broken_xml_is_reported_at_its_place() -> None:
    assert refused(svg("\n<script>\n</g>")).location.span == Span(3, 3)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"width": "720", "height": "420", "viewBox": "0 0 1 1"}, (720, 420)),
        ({"width": "72.4px", "height": "42"}, (72, 42)),
        ({"width": "3in", "height": "25.4mm"}, (288, 96)),
        ({"width": "72pt", "height": "+.5in"}, (96, 48)),
        ({"viewBox": "0 0 600 400"}, (600, 400)),
        ({"viewBox": "0,0,600,400", "width": "100%"}, (600, 400)),
        ({"viewBox": "0 0 600 400", "width": "50%", "height": "20em"}, (600, 400)),
        ({"viewBox": "0 0 600 400", "width": "300"}, (300, 200)),
        ({"viewBox": "0 0 600 400", "height": "40"}, (60, 40)),
        ({"width": "100%", "height": "100%"}, None),
        ({"width": "1", "height": "0"}, None),
        ({"width": "1e400", "height": "1e400"}, None),
        ({"width": "9" * 5000, "height": "9"}, None),
        ({"viewBox": "0 0 x y"}, None),
        ({"viewBox": "0 0 0 0"}, None),
        ({"viewBox": "0 0 1e400 1e400"}, None),
        ({"viewBox": "0 0 nan nan"}, None),
        ({"viewBox": "0 0 1e300 1e-300", "width": "9"}, None),
        ({"viewBox": "0 0 -5 -4"}, None),
        ({"viewBox": "0 0 5"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_the_size_of_an_svg_image_is_read(
    attributes: dict[str, str], expected: tuple[int, int] | None
) -> None:
    assert size_of(attributes) == expected
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    assert accepted(f"<svg {written}/>".encode()).size == expected


FOREIGN_BY_CSS: Final = [
    "<style>.x{}<style/>@import url(https://evil.example/1.css);</style>",
    r'<style>svg{--b:"\&#13;&#10;";background:url(https://evil.example/b.png);--c:""}</style>',
    r'<style>svg{--b:"\&#12;";background:url(https://evil.example/b.png);--c:""}</style>',
    r'<g style="--b:\&quot;;fill:url(https://evil.example/b.png);--c:&quot;"/>',
    r"<style>@font-face{src:url(a\)&quot;);src:url(https://evil.example/f)}a{--c:&quot;}</style>",
    r"<style>\&quot;{}@import &quot;https://evil.example/1.css&quot;;</style>",
    r"<style>a{--b:'\&#10;'} b{fill:u\72l(https://evil.example/b.png)}</style>",
    "<style>@im<desc/>port &quot;https://evil.example/1.css&quot;;</style>",
    "<style>a{--b:&quot;x\n;fill:url(https://evil.example/b.png);--c:&quot;}</style>",
]


@pytest.mark.parametrize("inside", FOREIGN_BY_CSS)
def test_css_that_a_browser_cuts_in_another_way_contacts_no_other_host(inside: str) -> None:
    published = read_svg(svg(inside), "content/map.svg").value
    assert published is None or b"evil.example" not in published.data


def test_unclosed_quotation_marks_in_css_take_linear_time() -> None:
    inside = "<style>" + "'\\" * 200_000 + "</style>"
    read_svg(svg(inside), "content/map.svg")  # took minutes, so the whole suite would notice
