"""What search engines and link previews find in the head of whole pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.conftest import QUICK

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Page, Published

SEO: Final = "seo:\n  title: Short & exact\n  description: For search engines.\n  image: card.png\n"
FIRST: Final = "https://first.example/one"


def brief(title: str, more: str = "") -> str:
    return f"---\ntitle: {title}\nsummary: Own words.\ncategories: [Prices]\n{more}\n---\nText.\n"


def meta(page: Page) -> dict[str, str]:
    """Return the contents of <meta> by name or property."""
    elements = page.select("meta[name], meta[property]")
    return {each.get("name") or each.get("property"): each.get("content") for each in elements}


def nodes(page: Page) -> dict[str, Any]:
    """Return the nodes of the structured data by type."""
    graph = json.loads(page.one("script[type='application/ld+json']").text)["@graph"]
    return {node["@type"]: node for node in graph}


def built(make_site: MakeSite, build_site: BuildSite, **files: str) -> Published:
    given = {path.replace("__", "/") + ".md": text for path, text in files.items()}
    pictures = {
        f"content/{folder}card.png": b"\x89PNG" for folder in ("briefs/", "categories/", "")
    }
    site = build_site(make_site({**given, **pictures}, base_url="https://example.org/sub", **QUICK))
    assert site.diagnostics == ()
    return site


def test_briefs_pages_and_terms_have_their_own_words_for_search_engines(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    page = f"---\ntitle: Title\n{SEO}---\nText.\n"
    site = built(
        make_site, build_site, content__briefs__a=brief("A long title", SEO), content__about=page,
        content__categories__prices=page, content__index=page,
    )  # fmt: skip
    folders = {
        "/briefs/a/": "briefs/",
        "/categories/prices/": "categories/",
        "/about/": "",
        "/": "",
    }
    for path, folder in folders.items():
        shown = meta(site.page(path))
        assert site.page(path).words("title") == ["Short & exact"], path
        assert {shown[f"{kind}:title"] for kind in ("og", "twitter")} == {"Short & exact"}
        assert {shown[f"{kind}description"] for kind in ("", "og:", "twitter:")} == {
            "For search engines."
        }
        image = f"https://example.org/sub/{folder}card.png"
        assert shown["og:image"] == shown["twitter:image"] == image
        assert shown["twitter:card"] == "summary_large_image"
        assert "robots" not in shown
    assert site.page("/briefs/a/").words("h1") == ["A long title"]
    assert site.page("/archive/").words(".line .p-name") == ["A long title"]


def test_a_page_that_search_engines_should_not_list(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    hidden = "seo: {noindex: true}"
    site = built(
        make_site, build_site, content__briefs__a=brief("A", hidden), content__briefs__b=brief("B"),
        content__about=f"---\ntitle: About\n{hidden}\n---\nText.\n",
    )  # fmt: skip
    for path in ("/briefs/a/", "/about/"):
        assert meta(site.page(path))["robots"] == "noindex"
        assert f"/sub{path}<" not in site.read("sitemap.xml").decode()
    assert "/sub/briefs/b/<" in site.read("sitemap.xml").decode()
    assert "robots" not in meta(site.page("/briefs/b/"))
    text = site.read("llms.txt").decode()
    assert ("/briefs/b/" in text, "/briefs/a/" in text, "/about/" in text) == (True, False, False)
    assert site.page("/").words(".lead h2, .card h3") == ["A", "B"]


def test_a_brief_that_was_published_elsewhere_first(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    original = f"seo: {{canonical: '{FIRST}'}}"
    site = built(
        make_site, build_site, content__briefs__a=brief("A", original),
        content__briefs__b=brief("B", "language: de\ntranslation_of: a.md"),
        content__briefs__c=brief("C", "language: fr\ntranslation_of: a.md"),
    )  # fmt: skip
    page = site.page("/briefs/a/")
    assert page.values("link[rel=canonical]", "href") == [FIRST]
    assert meta(page)["og:url"] == FIRST
    assert nodes(page)["Article"]["isBasedOn"] == FIRST
    assert page.values("link[hreflang]", "hreflang") == []
    assert page.words(".byline .languages a") == ["Deutsch", "Français"]
    german = site.page("/briefs/b/")
    languages = german.values("link[hreflang]", "hreflang")
    assert sorted(languages) == ["de", "fr", "x-default"]
    assert FIRST not in german.values("link[hreflang]", "href")
    assert "/sub/briefs/a/<" not in site.read("sitemap.xml").decode()


def test_every_page_that_search_engines_list_has_a_description(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": brief("One", "tags: [T]\nauthors: [Jane Roe]\nseries: S"),
        "content/briefs/b.md": brief("Zwei", "language: de\nauthors: [Jane Roe]"),
        "content/about.md": "---\ntitle: About\n---\nText.\n",
    }
    site = build_site(make_site(files, paginate=1, social={"images": False}))
    described = {page.path: meta(page).get("description", "") for page in site.pages}
    described.pop("404.html")
    assert [path for path, words in described.items() if not words.strip()] == []
    assert described["archive/index.html"] == "All briefs from Test Brief, by year."
    assert described["categories/index.html"] == "Categories: Prices"
    assert described["authors/jane-roe/index.html"].startswith("Jane Roe: ")
    assert described["de/index.html"] == "Zwei"
    for page in site.pages:
        if "og:title" in meta(page):
            assert meta(page)["og:description"] == described[page.path], page.path


def test_a_term_with_a_colour_marks_what_belongs_to_it(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": brief("A"),
        "content/briefs/b.md": brief("B", "tags: [T]").replace("Prices", "Trade"),
        "content/briefs/c.md": brief("C"),
        "content/briefs/d.md": brief("D").replace("Prices", "Trade"),
        "content/categories/prices.md": '---\ntitle: Prices\naccent: "#7a2e1f"\n---\nText.\n',
    }
    site = build_site(make_site(files, **QUICK))
    assert site.diagnostics == ()
    mark = "[data-term='categories/prices']"
    assert site.page("/").words(f".kicker {mark}") == ["Prices", "Prices"]
    assert site.page("/").words(f".shelf{mark} h3 a") == ["Prices"]
    assert site.page("/briefs/a/").words(f".brief-head {mark}") == ["Prices"]
    assert site.page("/categories/prices/").select(f"body{mark}")
    assert not site.page("/categories/trade/").select("[data-term]")
