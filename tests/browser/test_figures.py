"""Tables, drawings and quotations on narrow and wide screens, measured in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator

    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, MadeOnce, Published, WriteSite

DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {}"><rect width="720" height="400"'
    ' fill="{}"/></svg>'
)
CELLS: Final = ["Plant", "Country", "Route", "Owner", "Tonnes", "Share", "Start", "Status"]
SENTENCE: Final = "under construction, and the offtake with two firms covers half of what it makes"
ROW: Final = ["Caremag", "France", "solvent extraction", "Carester", "2,000", "12.5 %", "2026"]
TABLE: Final = "\n".join(
    f"| {' | '.join(row)} |" for row in (CELLS, ["---"] * 8, [*ROW, SENTENCE], [*ROW, "planned"])
)
TEXT: Final = f"""---
title: Figures
language: {{language}}
---
## One

![Bars](bars.svg "Bars"){{{{#fig-bars}}}}

## Two

![Lanes](lanes.svg "Lanes"){{{{.wide}}}}

{TABLE}

: Plants {{{{#tbl-plants}}}}

## Three

> A floor is a floor.
> — Ann Li, minister

As [](#tbl-plants) shows.{{note}}
"""
NARROW_TABLE: Final = (
    "---\ntitle: Notes\n---\nOne.[^1]\n\n[^1]: A note.\n\n"
    f"| Term | Agreed |\n|---|---|\n| Price | {SENTENCE * 3} |\n"
)

LOAD: Final = """
Promise.all([...document.images].map((each) => {
  each.loading = "eager";
  return each.complete || new Promise((done) => (each.onload = each.onerror = done));
}))
"""


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    files: dict[str, str | bytes] = {"content/briefs/narrow.md": NARROW_TABLE}
    for name, language, note in (
        ("english", "en", ""),
        ("arabic", "ar", ""),
        ("notes", "en", "^[A note that is long enough for several lines beside the text.]"),
    ):
        folder = f"content/briefs/{name}"
        files[f"{folder}/index.md"] = TEXT.format(language=language, note=note)
        files[f"{folder}/bars.svg"] = DRAWING.format(400, "#fbf9f4")
        files[f"{folder}/bars.dark.svg"] = DRAWING.format(400, "#11181d")
        files[f"{folder}/lanes.svg"] = DRAWING.format(400, "#fbf9f4")
        files[f"{folder}/lanes.narrow.svg"] = DRAWING.format(900, "#fbf9f4")
    return made_once("figures-in-a-browser", lambda root: build_site(write_site(root, files)))


@pytest.fixture
def url(site: Published, serve_folder: ServeFolder) -> str:
    return serve_folder(site.folder)


def show(open_page: OpenPage, url: str, width: int, **options: str) -> Watched:
    page = open_page(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page.goto(url)
    page.evaluate(LOAD)  # wait_for_function would need a policy that allows eval
    return page


def box(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


def scrolls(element: Locator) -> bool:
    return bool(element.evaluate("(each) => each.scrollWidth > each.clientWidth + 1"))


@pytest.mark.parametrize("name", ["english", "arabic", "notes"])
def test_the_page_does_not_scroll_sideways(open_page: OpenPage, url: str, name: str) -> None:
    page = show(open_page, f"{url}/briefs/{name}/", 320)
    for width in (320, 820, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("name", ["english", "arabic"])
def test_on_a_phone_a_table_scrolls_and_its_first_column_stays(
    open_page: OpenPage, url: str, name: str
) -> None:
    page = show(open_page, f"{url}/briefs/{name}/", 320)
    table = page.locator(".table")
    assert scrolls(table)
    first = page.locator(".table tbody tr:first-child > :first-child")
    before = box(first)
    table.evaluate("(each, way) => each.scrollBy(way, 0)", -200 if name == "arabic" else 200)
    assert table.evaluate("(each) => each.scrollLeft") != 0
    assert abs(box(first)["x"] - before["x"]) < 2


def test_a_sentence_in_a_table_has_few_lines_even_on_a_phone(open_page: OpenPage, url: str) -> None:
    page = show(open_page, f"{url}/briefs/english/", 320)
    row = page.locator(".table tbody tr:first-child")
    line = float(row.evaluate("(each) => parseFloat(getComputedStyle(each).lineHeight)"))
    assert box(row)["height"] < 5 * line


def test_columns_of_numbers_are_aligned_at_their_end(open_page: OpenPage, url: str) -> None:
    page = show(open_page, f"{url}/briefs/english/", 1280)
    sides = page.locator(".table tbody tr:first-child td").evaluate_all(
        "(cells) => cells.map((each) => getComputedStyle(each).textAlign)"
    )
    assert sides == [*["start"] * 4, *["end"] * 3, "start"]


def test_on_a_wide_screen_a_table_with_many_columns_needs_no_scrolling(
    open_page: OpenPage, url: str
) -> None:
    for name in ("english", "notes", "arabic"):
        page = show(open_page, f"{url}/briefs/{name}/", 1920)
        table = page.locator(".table")
        assert not scrolls(table)
        assert box(table)["width"] > box(page.locator(".brief-body"))["width"]


@pytest.mark.parametrize("width", [1280, 1920])
def test_what_extends_covers_neither_the_contents_nor_a_footnote(
    open_page: OpenPage, url: str, width: int
) -> None:
    page = show(open_page, f"{url}/briefs/notes/", width)
    contents, note = box(page.locator(".toc")), box(page.locator(".footnote-item"))
    for wide in (page.locator(".table"), page.locator("figure.wide")):
        area = box(wide)
        assert area["x"] >= contents["x"] + contents["width"]
        assert area["x"] + area["width"] <= width
        assert note["y"] >= area["y"] + area["height"]


def test_beside_footnotes_an_ordinary_table_stays_as_wide_as_the_text(
    open_page: OpenPage, url: str
) -> None:
    page = show(open_page, f"{url}/briefs/narrow/", 1920)
    body, table = box(page.locator(".brief-body")), box(page.locator(".table"))
    assert abs(table["width"] - body["width"]) < 1
    assert box(page.locator(".footnote-item"))["x"] > body["x"] + body["width"]


def test_on_a_phone_a_drawing_stays_large_and_scrolls_with_the_keyboard(
    open_page: OpenPage, url: str
) -> None:
    page = show(open_page, f"{url}/briefs/english/", 320)
    drawing = page.locator("#fig-bars .drawing")
    assert box(drawing.locator("img"))["width"] >= 480
    drawing.focus()
    page.keyboard.press("ArrowRight")
    scrolled = (
        "(each) => each.scrollLeft > 0 || new Promise((done) => (each.onscroll = () => done(true)))"
    )
    assert drawing.evaluate(scrolled)


def test_a_drawing_with_a_narrow_variant_fits_a_phone(open_page: OpenPage, url: str) -> None:
    page = show(open_page, f"{url}/briefs/english/", 320)
    drawing = page.locator("figure.wide .drawing")
    image = drawing.locator("img")
    assert str(image.evaluate("(each) => each.currentSrc")).endswith("/lanes.narrow.svg")
    assert not scrolls(drawing)
    assert box(image)["height"] > box(image)["width"]


def test_in_dark_mode_the_dark_variant_is_shown_as_it_is(open_page: OpenPage, url: str) -> None:
    page = show(open_page, f"{url}/briefs/english/", 1280, color_scheme="dark")
    bars, lanes = page.locator("#fig-bars img"), page.locator("figure.wide img")
    assert str(bars.evaluate("(each) => each.currentSrc")).endswith("/bars.dark.svg")
    style = "(each) => getComputedStyle(each).filter"
    assert bars.evaluate(style) == "none"
    assert lanes.evaluate(style).startswith("brightness")


def test_a_wide_figure_extends_on_a_wide_screen(open_page: OpenPage, url: str) -> None:
    page = show(open_page, f"{url}/briefs/english/", 1920)
    body = box(page.locator(".brief-body"))
    assert box(page.locator("figure.wide img"))["width"] > 1.5 * body["width"]
    assert abs(box(page.locator("#fig-bars img"))["width"] - body["width"]) < 1


def test_the_name_of_who_said_it_is_below_a_quotation(open_page: OpenPage, url: str) -> None:
    page = show(open_page, f"{url}/briefs/english/", 1280)
    quotation, name = page.locator(".quote blockquote p"), page.locator(".quote figcaption")
    assert box(name)["y"] >= box(quotation)["y"] + box(quotation)["height"]
    assert abs(box(name)["x"] - box(quotation)["x"]) < 40
