"""Whatever raw HTML a text contains, a browser builds exactly the published tree."""

import re
from typing import Final
from xml.etree.ElementTree import Element

import html5lib
from hypothesis import given
from hypothesis import strategies as st

from briefgen.model.config import MarkdownConfig
from briefgen.model.diagnostics import Span
from briefgen.read.markdown import Dialect, parse_body, parse_line
from briefgen.read.markdown.elements import ALLOWED, VOID
from briefgen.read.markdown.gate import text_of
from tests.support.reading import filled, published

NAMES: Final = sorted({*ALLOWED, "script", "svg", "form", "template", "textarea", "foo", "main"})
TAGS: Final = st.one_of(
    st.sampled_from(NAMES).map("<{}>".format),
    st.sampled_from(NAMES).map("</{}>".format),
    st.sampled_from(
        """<a href=https://a.example/> <td><table> </table> <!-- --> <p title=" <![x] <?x?> &amp
        &lt <input type=checkbox>
        <iframe src=https://p.example/x> <b onclick=x> <svg/onload=x>""".split()
    ),
)
MARKDOWN: Final = st.sampled_from(
    ["a", "\n\n", "\n", "\n- ", "\n> ", "\n\n## ", "*", "**", "[x](/y/)", "\n\n::: note\n",
     "\n:::\n", "\n\n| a |\n| - |\n| ", " |", "\n\n- [ ] ", "^[", "]", "`", "\n    ", "\n\nx\n: ",
     "{#i}\n", "[^n]", "\n\n[^n]: ", "[x](https://x.example)"]
)  # fmt: skip
SOUP: Final = st.lists(st.one_of(TAGS, MARKDOWN), max_size=30).map("".join)
DIALECT: Final = Dialect(MarkdownConfig(frames=("p.example",)))
PIECE: Final = re.compile(r"<(/?)([a-z0-9]+)[^>]*>|([^<]+)")


def written(html: str) -> list[str]:
    """Return the tags of HTML as written."""
    return [
        f"{match[1]}{match[2]}"
        for match in PIECE.finditer(html)
        if match[2] and not (match[1] and match[2] in VOID)
    ]


def built(html: str) -> list[str]:
    """Return the tags that a browser builds from HTML within a page."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(f"<!DOCTYPE html><body><article><div id=here>{html}</div><hr></article>")
    article = page.find("body/article")
    assert [each.tag for each in article] == ["div", "hr"]
    tags = []

    def walk(element: Element) -> None:
        for child in element:
            tags.append(child.tag)
            walk(child)
            if child.tag not in VOID:
                tags.append(f"/{child.tag}")

    walk(article[0])
    return tags


@given(SOUP)
def test_a_browser_parses_exactly_what_is_published(text: str) -> None:
    prose = parse_body(text, "a.md", 1, DIALECT).value.prose
    assert text_of(filled(prose), frames=("p.example",)) is not None
    for html in (filled(prose), *published(prose).values()):
        assert built(html) == written(html)


@given(SOUP)
def test_inline_html_never_leaves_its_line(text: str) -> None:
    line = " ".join(text.split())
    prose = parse_line(line, "a.md", Span(1, 1, 1), DIALECT).value[0]
    assert text_of(filled(prose), frames=("p.example",), phrases=True) is not None
    for html in (filled(prose), *published(prose).values()):
        assert built(f"<ul><li>{html}</li></ul>") == written(f"<ul><li>{html}</li></ul>")
