"""The theme's layout on screens of all widths and on paper, measured in a browser."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Unpack

    from playwright.sync_api import FloatRect, Page

    from tests.browser.conftest import OpenPage, Profile, ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite, WriteSite

NOTES: Final = """
---
title: Notes
highlights: [The first thing that readers see]
---
One[^1] and two[^2], close by.

## A

## B

## C

A paragraph, with [a source](https://usgs.gov/a).

Three[^3], further down.

[^1]: A note that is long enough to run over several lines where it is next to the text, so that
    the next one, whose mark is in the same line, has to make room for it.
[^2]: The second note.
[^3]: The third note.
"""
CELLS: Final = (
    "".join(f"| column-number-{number} " for number in range(12)),
    "| --- " * 12,
    "| 1,234,567.89 " * 12,
)
WIDE_TABLE: Final = "---\ntitle: Table\n---\n" + "".join(f"{row}|\n" for row in CELLS)


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory,
    write_site: WriteSite,
    build_site: BuildSite,
) -> Path:
    root = write_site(
        tmp_path_factory.mktemp("theme"),
        {"content/briefs/notes.md": NOTES, "content/briefs/table.md": WIDE_TABLE},
        theme={"accent": "#7a2e1f"},
    )
    return build_site(root).folder


class Show(Protocol):
    """Opens a page in a window of some size."""

    def __call__(
        self,
        path: str,
        width: int,
        height: int = 900,
        *,
        color_scheme: Literal["dark", "light"] = "light",
        **options: Unpack[Profile],
    ) -> Watched: ...


@pytest.fixture
def show(folder: Path, open_page: OpenPage, serve_folder: ServeFolder) -> Show:
    url = serve_folder(folder)

    def shown(
        path: str,
        width: int,
        height: int = 900,
        *,
        color_scheme: Literal["dark", "light"] = "light",
        **options: Unpack[Profile],
    ) -> Watched:
        page = open_page(
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            reduced_motion="reduce",
            **options,
        )
        page.goto(url + path)
        page.evaluate("document.fonts.ready")
        return page

    return shown


def boxes(page: Page, css: str) -> list[FloatRect]:
    found = [element.bounding_box() for element in page.locator(css).all()]
    shown = [box for box in found if box is not None]
    assert len(shown) == len(found), f"a hidden {css}"
    return shown


def test_on_a_wide_screen_footnotes_are_beside_their_marks_without_overlapping(
    show: Show,
) -> None:
    page = show("/briefs/notes/", 1280)
    (body,) = boxes(page, ".brief-body")
    notes, marks = boxes(page, ".footnote-item"), boxes(page, ".footnote-ref a")
    assert all(note["x"] > body["x"] + body["width"] for note in notes)
    assert all(note["x"] + note["width"] <= 1280 for note in notes)
    assert abs(notes[0]["y"] - marks[0]["y"]) < 30
    assert abs(notes[2]["y"] - marks[2]["y"]) < 30
    for above, below in pairwise(notes):
        assert below["y"] >= above["y"] + above["height"]


@pytest.mark.parametrize("width", [390, 1024])
def test_on_narrow_screens_footnotes_are_below_the_text(show: Show, width: int) -> None:
    page = show("/briefs/notes/", width)
    last = boxes(page, ".brief-body > p")[-1]
    notes = boxes(page, ".footnote-item")
    assert all(note["y"] > last["y"] + last["height"] for note in notes)


def test_the_highlights_are_visible_without_scrolling(show: Show) -> None:
    for width in (1280, 390):
        (box,) = boxes(show("/briefs/notes/", width, 800), ".highlights")
        assert box["y"] + box["height"] < 800


def test_a_line_of_text_has_about_66_characters(show: Show) -> None:
    page = show("/briefs/notes/", 1280)
    letters = page.evaluate(
        """() => {
          const text = document.querySelector(".brief-body > p");
          text.textContent = "Tonnes in the ground say little about metal in a mill. ".repeat(40);
          const line = parseFloat(getComputedStyle(text).lineHeight);
          return text.textContent.length / Math.round(text.getClientRects()[0].height / line);
        }"""
    )
    assert 60 <= letters <= 72


def test_the_contents_follow_the_reader(show: Show) -> None:
    page = show("/briefs/notes/", 1280, 400)
    before = boxes(page, ".toc")[0]
    assert before["x"] + before["width"] < boxes(page, ".brief-body")[0]["x"]
    page.evaluate("document.querySelector('#c').scrollIntoView()")
    assert boxes(page, ".toc")[0]["y"] >= 0


def test_a_heading_links_to_itself_without_a_script(show: Show) -> None:
    page = show("/briefs/notes/", 1280, java_script_enabled=False)
    page.locator("#b a").click()
    assert page.url.endswith("#b")


def test_a_wide_table_scrolls_in_its_box_with_the_keyboard(show: Show) -> None:
    page = show("/briefs/table/", 390)
    box = page.locator(".table")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    scrolled = (
        "(box) => box.scrollLeft > 0 || new Promise((done) => (box.onscroll = () => done(true)))"
    )
    assert box.evaluate(scrolled)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_accent_of_the_site_is_on_the_box_in_light_and_dark(show: Show) -> None:
    colour = "getComputedStyle(document.querySelector('.highlights')).backgroundColor"
    page = show("/briefs/notes/", 1280, color_scheme="light")
    assert page.evaluate(colour) == "rgb(122, 46, 31)"
    page = show("/briefs/notes/", 1280, color_scheme="dark")
    darker = [float(each) for each in re.findall(r"0\.\d+", page.evaluate(colour))]
    assert darker == pytest.approx([122 / 255 * 0.85, 46 / 255 * 0.85, 31 / 255 * 0.85], abs=0.01)


def test_only_the_fonts_that_a_page_needs_are_loaded(show: Show) -> None:
    page = show("/briefs/table/", 1280)
    fetched = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    fonts = [name for name in fetched if name.endswith(".woff2")]
    assert any(re.search(r"source-serif-latin-[0-9a-f]{10}\.woff2$", name) for name in fonts)
    assert any(re.search(r"source-sans-latin-[0-9a-f]{10}\.woff2$", name) for name in fonts)
    assert [name for name in fonts if "-ext-" in name] == []


WIDTHS = """async ([text, features]) => {
  await document.fonts.load(`1em "Source Serif"`);
  const box = document.querySelector(".brief-body").appendChild(document.createElement("span"));
  box.style.cssText = `position: absolute; font: 100px "Source Serif"; ${features}`;
  box.textContent = text;
  return box.getBoundingClientRect().width;
}"""


def test_the_typeface_has_small_capitals_and_four_kinds_of_figures(show: Show) -> None:
    page = show("/briefs/notes/", 1280)

    def width(text: str, features: str = "") -> float:
        return float(page.evaluate(WIDTHS, [text, features]))

    assert width("OECD", "font-feature-settings: 'c2sc'") < width("OECD")
    assert width("OECD", "font-feature-settings: 'c2sc'") == width(
        "oecd", "font-feature-settings: 'smcp'"
    )
    tabular = "font-variant-numeric: tabular-nums lining-nums"
    assert width("1111", tabular) == width("8888", tabular)
    for figures in ("oldstyle-nums", "lining-nums"):
        features = f"font-variant-numeric: proportional-nums {figures}"
        assert width("1111", features) < width("8888", features)
    assert width("1/2", "font-variant-numeric: diagonal-fractions") < width("1/2")
    assert width("ffi") < width("f") * 2 + width("i")


def test_figures_are_old_style_in_texts_and_lining_in_headings_and_tables(show: Show) -> None:
    page = show("/briefs/table/", 1280)
    style = "(element) => getComputedStyle(element).fontVariantNumeric"
    assert "oldstyle-nums" in page.locator(".brief-body").evaluate(style)
    assert page.locator("h1").evaluate(style) == "lining-nums proportional-nums"
    assert page.locator("table").evaluate(style) == "lining-nums tabular-nums"


def test_a_source_has_a_number_that_no_screen_reader_says_and_a_footnote_has_a_letter(
    show: Show,
) -> None:
    page = show("/briefs/notes/", 1280)
    link = page.locator(".brief-body a.source-link")
    style = link.evaluate(
        "(link) => { const s = getComputedStyle(link, '::after'); return [s.content, s.display] }"
    )
    assert style[0].endswith('(data-source) / ""') or style[0].endswith('1" / ""')
    assert style[1] == "inline"
    mark = page.locator(".footnote-ref a").first
    assert mark.text_content() == "a"
    assert mark.get_attribute("aria-label") == "Footnote a"
    notes = page.locator(".footnotes-list")
    assert notes.evaluate("(list) => getComputedStyle(list).listStyleType") == "lower-alpha"


def test_in_print_links_are_numbers_and_interactive_elements_are_hidden(show: Show) -> None:
    page = show("/briefs/notes/", 1280)
    page.emulate_media(media="print")
    after = "(link) => getComputedStyle(link, '::after').content"
    mark = page.locator(".brief-body a.source-link").evaluate(after)
    assert mark.endswith(('attr(data-source) / ""', '1" / ""'))
    listed = page.locator(".sources li > .source-link").evaluate(after)
    assert "attr(href)" in listed or "https://usgs.gov/a" in listed
    for gone in (".site-nav", ".toc", ".spread", ".skip-link", ".footnote-backref", "button"):
        assert not any(each.is_visible() for each in page.locator(gone).all()), gone
    assert page.locator(".site-head .brand").is_visible()
    assert page.locator(".highlights").is_visible()


def test_a_printed_brief_has_page_numbers(show: Show) -> None:
    page = show("/briefs/notes/", 1280)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    rules = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
          .filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.cssText).join(" ")"""
    )
    assert "counter(page)" in rules


# Raw HTML

WRAPPED: Final = """
---
title: Wrapped
---
One.

Two.

<{tag}>

One.

Two.

- A list

## A heading

Three.

</{tag}>
"""


@pytest.mark.parametrize(
    "tag", ["div", "section", "aside", "article", "header", "footer", "details"]
)
def test_paragraphs_in_raw_html_have_the_usual_spacing(
    make_site: MakeSite,
    build_site: BuildSite,
    serve_folder: ServeFolder,
    browser_page: Watched,
    tag: str,
) -> None:
    text = WRAPPED.replace("{tag}", tag).replace("<details>", "<details open>").lstrip()
    site = build_site(make_site({"content/briefs/a.md": text}))
    browser_page.goto(f"{serve_folder(site.folder)}/briefs/a/")
    gaps = """(blocks) => {
      const boxes = blocks.map((block) => block.getBoundingClientRect());
      return boxes.slice(1).map((box, index) => Math.round(box.top - boxes[index].bottom));
    }"""
    outside, *_ = browser_page.locator(".brief-body > p").evaluate_all(gaps)
    inside = browser_page.locator(f".brief-body > {tag} > *").evaluate_all(gaps)
    assert outside > 10
    assert inside[:2] == [outside, outside]
    assert inside[2] > outside
    assert all(gap > 0 for gap in inside)
