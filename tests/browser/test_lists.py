"""Home, lists, overviews and the archive, measured in a browser."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Route

    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, WriteSite

LONG: Final = "Rohstoffversorgungssicherheitsgesetzgebung"
COUNT: Final = 9  # the lead and eight cards
PATHS: Final = {
    "home": "/",
    "category": "/categories/prices/",
    "author": f"/authors/{LONG.lower()}/",
    "categories": "/categories/",
    "authors": "/authors/",
    "tags": "/tags/",
    "series": "/series/",
    "archive": "/archive/",
    "search": "/search/",
    "results": f"/search/?q={LONG}",
    "404": "/404.html",
}

DRAWINGS: Final = {6: "chart.svg", 8: "map.svg"}
DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400"><path d="M0 0h9v9z"/></svg>'
)

# The right edges of the last cards in each row, and of the list.
EDGES: Final = """
(css) => {
  const list = document.querySelector(css);
  const rows = new Map();
  for (const card of list.children) {
    const box = card.getBoundingClientRect();
    rows.set(box.top, Math.max(rows.get(box.top) ?? 0, box.right));
  }
  return [...rows.values(), list.getBoundingClientRect().right].map(Math.round);
}
"""


def photo() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((640, 1000)).save(file, "JPEG")
    return file.getvalue()


def brief(number: int) -> str:
    image = "image: {src: /photo.jpg, alt: A photo}\n" if number % 2 else ""
    if number in DRAWINGS:
        image = f"image: {{src: /{DRAWINGS[number]}, alt: A chart}}\n"
    return (
        f"---\ntitle: {LONG} {number}\ndate: 2026-01-0{number}\nsummary: {LONG} {LONG}, again.\n"
        f"authors: [{LONG}]\ncategories: [Prices, {LONG}, Category {number % 5}]\ntags: [{LONG}]\n"
        f"series: {LONG}\n{image}---\n{LONG}.\n"
    )


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Path:
    files: dict[str, str | bytes] = {
        f"content/briefs/{number}.md": brief(number) for number in range(1, COUNT + 1)
    }
    files["content/photo.jpg"] = photo()
    files |= {f"content/{name}.svg": DRAWING for name in ("chart", "map", "map.dark")}
    files[f"content/authors/{LONG.lower()}.md"] = f"---\nname: {LONG}\nrole: {LONG}\n---\n{LONG}.\n"
    root = write_site(tmp_path_factory.mktemp("lists"), files, title=LONG, description=LONG)
    return build_site(root).folder


@pytest.fixture
def url(folder: Path, serve_folder: ServeFolder) -> str:
    return serve_folder(folder)


def shown(open_page: OpenPage, url: str, width: int, **options: Any) -> Watched:
    page = open_page(viewport={"width": width, "height": 900}, **options)
    page.goto(url)
    page.evaluate("document.fonts.ready")
    return page


@pytest.mark.parametrize("width", [820, 1200, 1920])
def test_every_row_of_cards_is_full_whatever_their_number(
    open_page: OpenPage, url: str, width: int
) -> None:
    page = shown(open_page, url, width)
    for _ in range(COUNT - 1):
        *rows, edge = page.evaluate(EDGES, ".cards")
        assert rows == [edge] * len(rows)
        page.evaluate("document.querySelector('.cards').lastElementChild.remove()")


@pytest.mark.parametrize("width", [820, 1200])
@pytest.mark.parametrize("path", ["/", "/categories/"])
def test_every_row_of_categories_is_full(
    open_page: OpenPage, url: str, path: str, width: int
) -> None:
    page = shown(open_page, url + path, width)
    css = ".shelves" if path == "/" else ".summaries"
    while page.evaluate("css => document.querySelector(css).childElementCount", css):
        *rows, edge = page.evaluate(EDGES, css)
        assert rows == [edge] * len(rows)
        page.evaluate("css => document.querySelector(css).lastElementChild.remove()", css)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_long_words_do_not_make_a_phone_scroll_sideways(
    open_page: OpenPage, url: str, path: str
) -> None:
    page = shown(open_page, url + path, 320)
    if "q=" in path:
        page.wait_for_selector(".search-results .card-image")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    edge = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *')]"
        ".filter((each) => !each.closest('.visually-hidden, .search-filters'))"
        ".map((each) => each.getBoundingClientRect().right))"
    )
    assert edge <= 320


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("path", ["/", "/categories/prices/"])
def test_nothing_moves_when_images_arrive(
    open_page: OpenPage, url: str, path: str, width: int
) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    tops = "[...document.querySelectorAll('.p-name')].map((each) => each.offsetTop)"
    without = open_page(viewport={"width": width, "height": 900})
    without.route("**/*.{jpg,avif,webp}", refuse)
    without.goto(url + path)
    without.evaluate("document.fonts.ready")
    assert without.evaluate(tops) == shown(open_page, url + path, width).evaluate(tops)


@pytest.mark.parametrize(
    ("path", "css"),
    [
        ("/", ".lead h2 a"),
        ("/", ".card .p-name a"),
        ("/", ".shelf a"),
        ("/categories/prices/", ".card .p-name a"),
        ("/categories/", ".summary a"),
        ("/authors/", ".people a"),
        ("/archive/", ".line .p-name"),
        (f"/search/?q={LONG}", ".search-results li a:not(.card-image)"),
    ],
)
def test_titles_are_in_ink_and_underlined_on_hover(
    open_page: OpenPage, url: str, path: str, css: str
) -> None:
    page = shown(open_page, url + path, 1200)
    title = page.locator(css).first
    title.wait_for()
    style = "(each) => [getComputedStyle(each).color, getComputedStyle(each).textDecorationLine]"
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert title.evaluate(style) == [ink, "none"]
    title.hover()
    assert title.evaluate(style) == [ink, "underline"]


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("path", ["/", "/categories/prices/", f"/search/?q={LONG}"])
def test_a_drawing_is_shown_whole(open_page: OpenPage, url: str, path: str, width: int) -> None:
    page = shown(open_page, url + path, width)
    drawings = page.locator(".card-image.whole:visible")
    drawings.first.wait_for()
    assert drawings.count() == len(DRAWINGS)
    for drawing in drawings.all():
        assert drawing.evaluate(
            "(each) => getComputedStyle(each.querySelector('img')).objectFit"
        ) == ("contain")
        assert drawing.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def test_in_dark_mode_only_drawings_without_a_dark_variant_are_dimmed(
    open_page: OpenPage, url: str
) -> None:
    page = shown(open_page, url, 1200, color_scheme="dark")
    dimmed = {
        link.locator("img").get_attribute("src"): link.evaluate(
            "(each) => getComputedStyle(each).filter !== 'none'"
        )
        for link in page.locator(".card-image.whole").all()
    }
    assert dimmed == {"/chart.svg": True, "/map.svg": False}


def test_the_title_is_underlined_when_the_pointer_is_over_the_image(
    open_page: OpenPage, url: str
) -> None:
    page = shown(open_page, url, 1200)
    page.locator(".card > .card-image").first.hover()
    title = page.locator(".card:has(> .card-image) .p-name a").first
    assert title.evaluate("(each) => getComputedStyle(each).textDecorationLine") == "underline"


def test_the_year_stays_in_sight_beside_its_briefs(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport={"width": 1200, "height": 300})
    page.goto(f"{url}/archive/")
    page.locator(".line").last.scroll_into_view_if_needed()
    assert page.locator(".year h2").bounding_box()["y"] >= 0  # type: ignore[index]
