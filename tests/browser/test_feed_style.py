"""A feed opened in a browser is readable, and its links can be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite, Published

BRIEF: Final = (
    "---\ntitle: Two bases\ndate: 2026-01-02 03:04\nsummary: Short.\nauthors: [Mia]\n---\n"
    "Full text.\n"
)
FORMS: Final = ["atom", "rss"]
# The elements with a name that are shown, and their texts.
SHOWN: Final = """(name) => [...document.getElementsByTagName(name)]
    .filter((element) => element.getClientRects().length).map((element) => element.textContent)"""
# How much of a date is shown, in characters.
CHARACTERS: Final = """(name) => {
  const element = document.getElementsByTagName(name)[0];
  return element.clientWidth / element.scrollWidth * element.textContent.length;
}"""


@pytest.fixture
def site(make_site: MakeSite, build_site: BuildSite) -> Published:
    return build_site(make_site({"content/briefs/a.md": BRIEF}, theme={"accent": "#7a2e1f"}))


@pytest.fixture
def opened(site: Published, serve_folder: ServeFolder, guarded: Watched) -> tuple[str, Watched]:
    """Return the URL of a host, and a page that gets feeds as `_headers` tells hosts to."""
    assert b"application/xml" in site.read("_headers")

    def as_hosts_are_told(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-type": "application/xml; charset=utf-8"}
        route.fulfill(response=answer, headers=headers)

    guarded.route("**/feed.*", as_hosts_are_told)
    return serve_folder(site.folder), guarded


@pytest.mark.parametrize("form", FORMS)
def test_a_browser_shows_titles_and_summaries_without_markup(
    opened: tuple[str, Watched], form: str
) -> None:
    url, page = opened
    page.goto(f"{url}/feed.{form}")
    assert page.evaluate(SHOWN, "h:a") == ["Test Brief", "Two bases"]
    assert page.evaluate(SHOWN, "title") == []
    summary = "summary" if form == "atom" else "description"
    assert "Short." in page.evaluate(SHOWN, summary)
    assert "Mia" in page.evaluate(SHOWN, "name" if form == "atom" else "dc:creator")
    (note,) = page.evaluate(SHOWN, "h:p")
    assert note.startswith("This is a feed.")
    for name in ("content", "content:encoded", "id", "guid", "updated", "category", "uri"):
        assert page.evaluate(SHOWN, name) == [], name
    assert page.troubles == []


@pytest.mark.parametrize("form", FORMS)
def test_the_links_can_be_followed(opened: tuple[str, Watched], form: str) -> None:
    """They are absolute, whatever the host."""
    url, page = opened
    for selector, target in (
        ("entry > a, item > a", "https://example.org/briefs/a/"),
        ("feed > a, channel > a", "https://example.org/"),
    ):
        page.goto(f"{url}/feed.{form}")
        with page.expect_request(target):
            page.click(selector)


@pytest.mark.parametrize(
    ("form", "name", "day"), [("atom", "published", "2026-01-02"), ("rss", "pubDate", None)]
)
def test_a_date_is_shown_without_its_time(
    opened: tuple[str, Watched], form: str, name: str, day: str | None
) -> None:
    url, page = opened
    page.goto(f"{url}/feed.{form}")
    length = len(day or "Fri, 02 Jan 2026")
    assert abs(page.evaluate(CHARACTERS, name) - length) < 0.5


def test_it_has_the_type_and_colours_of_the_theme(opened: tuple[str, Watched]) -> None:
    url, page = opened
    page.goto(f"{url}/feed.atom")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("Array.from(document.fonts, (font) => font.status)") == ["loaded"] * 2
    mark = "getComputedStyle(document.querySelector('feed > a')).borderBlockStartColor"
    assert page.evaluate(mark) == "rgb(122, 46, 31)"
    page.emulate_media(color_scheme="dark")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(paper) == "rgb(17, 24, 29)"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
