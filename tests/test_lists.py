"""Lists of briefs on a whole site: images, and what lists leave out because the page says it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published, WriteSite

DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 0"/></svg>'
)


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


def photo(width: int = 640, height: int = 400) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(file, "JPEG")
    return file.getvalue()


def brief(number: int, matter: str = "") -> str:
    return f"---\ntitle: Brief {number}\ndate: {2020 + number}-03-04\n{matter}\n---\nText.\n"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Published:
    """Five briefs: the newest have a photo, a drawing, and a photo of another site."""
    image = "image: {src: %s, alt: A smelter}\n"
    signed = "categories: [Prices, Trade]\nauthors: [ines, Jonas Quillfeather]\n"
    files: dict[str, str | bytes] = {
        "content/briefs/2.md": brief(2),
        "content/briefs/1.md": brief(1, "categories: [Prices]\nauthors: [ines]"),
        "content/briefs/5.md": brief(5, signed + image % "/photo.jpg"),
        "content/briefs/4.md": brief(4, image % "/drawing.svg"),
        "content/briefs/3.md": brief(3, image % "https://example.com/a.jpg"),
        "content/photo.jpg": photo(),
        "content/drawing.svg": DRAWING,
        "content/authors/ines.md": "---\nname: Ines Tallowood\nimage: ines.jpg\n---\nA.\n",
        "content/authors/ines.jpg": photo(400, 500),
    }
    root = write_site(tmp_path_factory.mktemp("lists"), files)
    return build_site(root)


def test_cards_show_the_image_of_a_brief_and_nothing_without_one(site: Published) -> None:
    home = site.page("/")
    assert home.values(".lead img, .card img", "src") == [
        "/photo.jpg",
        "/drawing.svg",
        "https://example.com/a.jpg",
    ]
    assert home.values(".lead img", "fetchpriority") == ["high"]
    assert home.values(".lead img", "loading") == [None]
    assert home.values(".card img", "loading") == ["lazy", "lazy"]
    assert home.values(".lead picture source", "type") == ["image/avif", "image/webp"]
    assert home.values(".lead img", "width") == ["640"]
    assert len(home.select(".card-image.whole")) == 1


@pytest.mark.parametrize("path", ["/", "/categories/prices/", "/authors/ines/"])
def test_an_image_adds_no_second_link_for_screen_readers_and_the_keyboard(
    site: Published, path: str
) -> None:
    links = site.page(path).select("a.card-image")
    assert links
    for link in links:
        assert (link.get("aria-hidden"), link.get("tabindex")) == ("true", "-1")
        assert [image.get("alt") for image in link.cssselect("img")] == [""]
        title = link.getparent().cssselect(".p-name a")[0]
        assert link.get("href") == title.get("href")


def test_the_page_of_a_category_does_not_repeat_its_name(site: Published) -> None:
    page = site.page("/categories/prices/")
    assert page.words(".card .p-name") == ["Brief 5", "Brief 1"]
    assert page.words(".card .kicker") == ["Trade"]


def test_the_page_of_an_author_names_only_the_other_authors(site: Published) -> None:
    page = site.page("/authors/ines/")
    assert page.words(".card .p-author") == ["Jonas Quillfeather"]
    assert page.words(".card .meta span") == ["with Jonas Quillfeather"]
    assert site.page("/").words(".lead .p-author") == ["Ines Tallowood", "Jonas Quillfeather"]


def test_an_author_has_a_portrait_or_initials(site: Published) -> None:
    ines = site.page("/authors/ines/")
    assert ines.values("img.portrait", "src") == ["/authors/ines.jpg"]
    assert ines.values(".author picture source", "type") == ["image/avif", "image/webp"]
    assert site.page("/authors/jonas-quillfeather/").words(".portrait") == ["JQ"]
    assert site.page("/briefs/5/").values(".author-card .portrait", "src") == ["/authors/ines.jpg"]
    overview = site.page("/authors/")
    assert overview.words(".people h2") == ["Jonas Quillfeather", "Ines Tallowood"]
    assert [each.tag for each in overview.select(".portrait")] == ["span", "img"]
    assert ".portrait.whole" not in overview


def test_the_logo_of_an_organisation_is_shown_whole(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/1.md": brief(1, "authors: [acme]"),
        "content/authors/acme.md": "---\nname: Acme Institute\nimage: acme.jpg\n---\nText.\n",
        "content/authors/acme.jpg": photo(400, 100),
    }
    site = build_site(make_site(files, search={"enabled": False}))
    for path in ("/authors/", "/authors/acme/", "/briefs/1/"):
        assert site.page(path).values(".portrait.whole", "src") == ["/authors/acme.jpg"]


def test_the_overview_of_categories_shows_their_newest_briefs(site: Published) -> None:
    overview = site.page("/categories/")
    assert overview.words(".summary h2") == ["Prices", "Trade"]
    assert overview.words(".summary li") == ["Brief 5", "Brief 1", "Brief 5"]


def test_the_archive_has_a_line_for_each_brief_and_links_to_its_years(site: Published) -> None:
    page = site.page("/archive/")
    assert page.words(".line time") == ["4 March"] * 5
    assert page.words(".line .p-name") == [f"Brief {number}" for number in (5, 4, 3, 2, 1)]
    assert page.words(".line .p-category") == ["Prices", "Prices"]
    years = page.values(".years a", "href")
    assert years == [f"#brief-{year}" for year in range(2025, 2020, -1)]
    assert [page.one(f"h2{each}").text_content().split()[0] for each in years] == [
        each.removeprefix("#brief-") for each in years
    ]


@pytest.mark.parametrize(("count", "has_more"), [(1, False), (3, False), (4, True)])
def test_the_home_page_has_categories_and_a_link_to_all_briefs_from_four_briefs_on(
    count: int, has_more: bool, make_site: MakeSite, build_site: BuildSite
) -> None:
    files: dict[str, str | bytes] = {
        f"content/briefs/{number}.md": brief(number, "categories: [A]")
        for number in range(1, count + 1)
    }
    home = build_site(make_site(files, search={"enabled": False})).page("/")
    assert (".shelf" in home, home.words(".list-end > p") == ["All briefs"]) == (has_more, has_more)
