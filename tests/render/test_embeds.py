"""Embeds in every target of texts: the image and the link are in all, the button on pages only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import lxml.html
import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.text import EmbedLabel, Frame, Text
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text import for_email, for_feed, for_markdown, for_page, for_plain, for_typst
from briefgen.render.text.for_typst import TypstContext
from briefgen.render.translations import built_in
from tests.support.reading import filled

URL: Final = "https://example.org/a/"
WORDS: Final = built_in("de").gettext
WRITTEN: Final = """
::: datawrapper AbC12
![Die Kohle fällt](coal.png)

Kohle

Quelle: Eurostat
:::
"""


def read(text: str) -> Text:
    dialect = Dialect(MarkdownConfig(frames=("datawrapper.dwcdn.net",)), language="de")
    prose = parse_body(text, "a.md", 1, dialect).value.prose
    return prose.with_urls(each.destination for each in prose.references())


def on_a_page(text: Text) -> str:
    page = for_page.Page(WORDS, lambda link: (f'<a href="{link.url}">', "</a>"), language="de")
    return for_page.for_page(text, page)


COPIES: Final[Mapping[str, Callable[[Text], str]]] = {
    "feed": lambda text: for_feed.for_feed(text, for_feed.PageContext(URL, WORDS, "de")),
    "markdown": lambda text: for_markdown.for_markdown(
        text, for_feed.PageContext(URL, WORDS, "de")
    ),
    "email": lambda text: for_email.for_email(text, for_email.Email(URL, WORDS, "de")),
    "plain": lambda text: for_plain.for_plain(text, for_plain.Plain(URL, WORDS, "de")),
    "typst": lambda text: for_typst.for_typst(
        text, TypstContext(URL, WORDS, "de", images={"coal.png": "coal.png"})
    ),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_every_copy_has_the_image_the_caption_and_the_link_and_no_button(
    copy: Callable[[Text], str],
) -> None:
    written = copy(read(WRITTEN))
    for words in ("Die Kohle fällt", "Kohle", "Quelle: Eurostat"):
        assert words in written
    assert "Interaktive Fassung auf datawrapper.de" in written.replace("\u00a0", " ")
    assert "dwcdn" not in written
    assert "anzeigen" not in written


def test_a_page_has_a_button_that_says_what_it_loads_from_where() -> None:
    html = lxml.html.fromstring(on_a_page(read(WRITTEN)))
    (button,) = html.xpath("//button")
    assert button.text_content() == "Interaktive Fassung anzeigen von datawrapper.dwcdn.net"
    assert button.get("data-frame") == "https://datawrapper.dwcdn.net/AbC12/"
    assert button.get("data-title") == "Kohle"
    assert button.get("data-close") == "Wieder das Bild anzeigen"
    assert html.xpath("//figure/*[1]/self::img") != []
    assert html.xpath("//figcaption/preceding-sibling::p/button") == [button]


def test_what_a_button_says_is_escaped() -> None:
    frame = Frame("https://a.example/?a=1&b=2", '"><script>', "page")
    label = EmbedLabel("page", "<b>")
    html = on_a_page(Text([frame, label]))
    assert "<script" not in html
    assert "<b>" not in html
    assert 'data-frame="https://a.example/?a=1&amp;b=2"' in html
    for copy in (COPIES["feed"], COPIES["email"]):
        assert "<b>" not in copy(Text([frame, label]))


def test_a_kind_that_is_not_known_is_a_page() -> None:
    assert "Seite anzeigen" in on_a_page(Text([Frame("https://a.example/", "A", "film")]))
    assert on_a_page(Text([EmbedLabel("film", "a.example")])) == "Seite auf a.example"


def test_lines_of_a_caption_in_typst_are_not_apart() -> None:
    code = COPIES["typst"](read(WRITTEN))
    assert "linebreak()" not in code  # credit() has its own
    assert code.count("credit(") == 2
    alone = COPIES["typst"](read("::: vimeo 76979871\n![A](coal.png)\n:::"))
    assert "first:true" in alone


def test_the_text_of_tests_shows_all_of_it() -> None:
    assert "⟦frame chart https://datawrapper.dwcdn.net/AbC12/ Kohle⟧" in filled(read(WRITTEN))
