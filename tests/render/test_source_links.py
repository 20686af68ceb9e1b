"""Links to sources: the built-in markup is written fast, and nothing in a link breaks out of it."""

from collections.abc import Mapping
from typing import Any

import html5lib
import jinja2
import pytest
from hypothesis import given

from briefgen.model.text import SourceLink
from briefgen.render.source_links import SourceLinks
from briefgen.render.sources import THEME
from briefgen.render.text import start_tag
from tests.support.slots import WORDS

PARTIAL = (THEME / "partials/source-link.html").read_text(encoding="utf-8")
LAYOUT = jinja2.Environment(autoescape=True).from_string(PARTIAL)


def rendered(values: Mapping[str, Any]) -> str:
    return LAYOUT.render(site={"new_tab": True}, _=str, **values)


FAST, SLOW = SourceLinks(rendered, uniform=True), SourceLinks(rendered, uniform=False)


@pytest.mark.parametrize("anchor", ["", "cite-1-1", "a\"><script>b'&c", "\ue000\ue001"])
@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example/?b&c='d'", '//a"><b>'])
def test_the_fast_way_writes_the_same_link(url: str, anchor: str) -> None:
    link = SourceLink(url, 7 if anchor else 0, anchor)
    fast, slow = "x".join(FAST.markup(link)), "x".join(SLOW.markup(link))
    assert fast == slow.replace("&#39;", "'").replace("&#34;", "&quot;")


@given(WORDS, WORDS, WORDS)
def test_nothing_in_a_link_breaks_out_of_its_attribute(url: str, anchor: str, title: str) -> None:
    for attributes in ((), (("title", title), ("class", title))):
        link = SourceLink(f"https://a.example/{url}", 1, anchor, attributes)
        for links in (FAST, SLOW):
            start, end = links.markup(link)
            (element,) = html5lib.parseFragment(f"{start}x{end}", namespaceHTMLElements=False)
            allowed = {"href", "class", "id", "data-source", "title", "target", "rel"}
            assert (element.tag, element.text) == ("a", "x")
            assert set(element.attrib) <= allowed
            assert [child.tag for child in element] == ["span"]


def test_attributes_are_written_as_elsewhere() -> None:
    attributes = (("title", "f 'g' & \"h\""),)
    start, _ = FAST.markup(SourceLink("https://a.example/it's", 1, "c", attributes))
    written = start_tag("a", attributes).removeprefix("<a ").removesuffix(">")
    assert written in start
    assert 'href="https://a.example/it\'s"' in start
