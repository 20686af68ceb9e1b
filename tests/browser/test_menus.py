"""Menus in the head and the foot: opened by mouse, keyboard and touch, on every width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import ViewportSize, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage, ServeFolder
    from tests.conftest import BuildSite, Published, WriteSite

LONG: Final = "Unbreakablewordthatisfortyletterslonghey"
WIDTHS: Final = (320, 390, 820, 1280)
SMALL: Final = """
([within, least]) => [...document.querySelectorAll(`${within} :is(a, button)`)]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < least)
  .map((each) => each.outerHTML)
"""
# By how many pixels the page, or a part of its head or foot, is wider than the window.
TOO_WIDE: Final = """
() => [document.documentElement.scrollWidth - innerWidth,
  ...[...document.querySelectorAll(".site-head *, .site-foot *")]
    .filter((each) => each.checkVisibility() && !each.closest(".visually-hidden"))
    .flatMap((each) => [...each.getClientRects()])
    .flatMap((box) => [-box.left, box.right - innerWidth])].filter((over) => over > 0.5)
"""


def window(width: int) -> ViewportSize:
    return ViewportSize(width=width, height=700)


def brief(language: str) -> str:
    original = "" if language == "en" else "translation_of: en.md\n"
    return (
        f"---\ntitle: {LONG}\nlanguage: {language}\n{original}tags: [{LONG}]\n---\nA short text.\n"
    )


@pytest.fixture(scope="session")
def menus(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Published:
    """A site with long names, sub-menus and three languages."""
    files = {f"content/briefs/{each}.md": brief(each) for each in ("en", "de", "ar")}
    more: list[dict[str, Any]] = [
        {"text": "About", "url": "/about/"},
        {"text": LONG, "url": "/tags/"},
    ]
    built = build_site(
        write_site(
            tmp_path_factory.mktemp("menus"),
            {**files, "content/about.md": "---\ntitle: About\n---\nText.\n"},
            title=LONG,
            description=LONG,
            publisher={"name": LONG, "email": f"{LONG}@example.org"},
            navigation=[
                {"text": "Topics", "url": "/tags/", "items": more},
                {"text": "More", "items": more},
                {"text": "Archive", "url": "/archive/"},
            ],
            footer=[{"text": LONG, "url": "/about/"}, {"text": "Terms of use", "url": "/about/"}],
            social={"images": False},
        )
    )
    assert built.counts is not None, built.diagnostics
    return built


@pytest.fixture
def url(menus: Published, serve_folder: ServeFolder) -> str:
    return serve_folder(menus.folder)


def opened(page: Page, button: str) -> Page:
    page.get_by_role("button", name=button, exact=True).click()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_sub_menu_opens_and_closes(open_page: OpenPage, url: str, *, scripts: bool) -> None:
    page = open_page(viewport=window(1280), java_script_enabled=scripts)
    page.goto(f"{url}/archive/")
    menu = page.locator("#brief-menu-2")
    expect(menu).to_be_hidden()
    opened(page, "More")
    expect(menu.get_by_role("link", name="About")).to_be_visible()
    page.locator("h1").click()
    expect(menu).to_be_hidden()
    opened(page, "More")
    opened(page, "More in Topics")
    expect(menu).to_be_hidden()
    page.locator("#brief-menu-1").get_by_role("link", name="About").click()
    assert page.url == f"{url}/about/"


def test_a_sub_menu_works_with_the_keyboard(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport=window(1280))
    page.goto(f"{url}/archive/")
    button = page.get_by_role("button", name="More", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#brief-menu-2")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#brief-menu-2").get_by_role("link", name="About")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#brief-menu-2")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_sub_menu_opens_below_its_button(open_page: OpenPage, url: str) -> None:
    for path in ("/briefs/en/", "/briefs/ar/"):
        page = open_page(viewport=window(1280))
        page.goto(url + path)
        button = page.locator("[popovertarget=brief-menu-2]")
        button.click()
        above, below = button.bounding_box(), page.locator("#brief-menu-2").bounding_box()
        assert above
        assert below
        assert 0 <= below["y"] - (above["y"] + above["height"]) < 8
        if path == "/briefs/en/":
            assert abs(above["x"] - below["x"]) < 2
        else:
            right = (above["x"] + above["width"], below["x"] + below["width"])
            assert abs(right[0] - right[1]) < 2


def test_on_a_phone_one_button_opens_every_level(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport=window(390))
    page.goto(f"{url}/archive/")
    links = page.locator(".site-nav a")
    assert [link.is_visible() for link in links.all()] == [False] * 6
    before = page.locator("main").bounding_box()
    opened(page, "Menu")
    assert [link.is_visible() for link in links.all()] == [True] * 6
    assert page.locator("main").bounding_box() == before
    assert page.evaluate(TOO_WIDE) == []
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/briefs/en/", "/briefs/ar/", "/about/", "/tags/"])
def test_targets_are_large_and_nothing_is_wider_than_the_window(
    path: str, open_page: OpenPage, url: str
) -> None:
    page = open_page()
    page.goto(url + path)
    for width in WIDTHS:
        page.set_viewport_size(window(width))
        for scheme in ("none", "active"):
            page.emulate_media(forced_colors=scheme)
            assert page.evaluate(SMALL, [".site-head", 44]) == []
            assert page.evaluate(SMALL, [".site-foot", 24]) == []
            assert page.evaluate(TOO_WIDE) == []


def test_the_head_is_one_row_on_a_phone(
    own_site: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    page = open_page(viewport=window(390))
    page.goto(serve_folder(own_site.folder) + "/briefs/mp-price-floor/")
    head = page.locator(".site-head").bounding_box()
    assert head
    assert head["height"] < 66


def test_the_navigation_is_at_the_same_place_on_every_page(open_page: OpenPage, url: str) -> None:
    page = open_page(viewport=window(1280))
    # The typeface may come too late for some pages, and its stand-in is a little wider.
    page.route("**/*.woff2", lambda route: route.abort())
    places = set()
    for path in ("/", "/briefs/en/", "/about/", "/archive/", "/tags/", "/search/"):
        page.goto(url + path)
        box = page.locator(".menu > li:last-child").bounding_box()
        assert box
        places.add((round(box["x"]), round(box["y"])))
    assert len(places) == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_the_foot_is_at_the_bottom_of_a_short_page(
    width: int, open_page: OpenPage, url: str
) -> None:
    page = open_page(viewport=ViewportSize(width=width, height=2000))
    page.goto(f"{url}/about/")
    foot = page.locator(".site-foot").bounding_box()
    assert foot
    assert round(foot["y"] + foot["height"]) == 2000


def test_other_languages_are_in_a_menu_with_the_name_of_this_one(
    open_page: OpenPage, url: str
) -> None:
    page = open_page(viewport=window(1280))
    page.goto(f"{url}/briefs/en/")
    menu = page.get_by_role("navigation", name="Other languages")
    menu.get_by_role("button", name="English").click()
    menu.get_by_role("link", name="Deutsch").click()
    assert page.url == f"{url}/briefs/de/"
    page.goto(f"{url}/about/")
    menu.get_by_role("button", name="English").click()
    menu.get_by_role("link", name="Deutsch").click()
    assert page.url == f"{url}/de/"
