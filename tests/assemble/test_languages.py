"""Translations, and the home pages of a site's languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from briefgen.model.outputs import Rendered

if TYPE_CHECKING:
    from briefgen.model.views import SiteView
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(matter: str = "", title: str = "T", day: int = 1) -> str:
    return f"---\ntitle: {title}\ndate: 2026-03-{day:02}\n{matter}\n---\nText.\n"


def version(language: str, of: str = "", day: int = 1) -> str:
    return brief(f"language: {language}\n" + (f"translation_of: {of}" if of else ""), day=day)


def view(planned: PlannedSite, path: str) -> Any:
    (output,) = (each for each in planned.outputs if each.path == path)
    assert isinstance(output, Rendered)
    return output.view


def site_of(planned: PlannedSite, path: str) -> SiteView:
    (output,) = (each for each in planned.outputs if each.path == path)
    assert isinstance(output, Rendered)
    return output.site


def slugs(planned: PlannedSite, places: tuple[int, ...]) -> list[str]:
    return [planned.site.briefs[place].brief.slug for place in places]


def works(planned: PlannedSite) -> dict[str, list[str]]:
    groups = planned.site.translations
    return {
        planned.site.briefs[place].brief.slug: slugs(planned, groups[place]) for place in groups
    }


def homes(planned: PlannedSite) -> dict[str, list[str]]:
    return {home.url: slugs(planned, home.members) for home in planned.site.homes}


THREE = {
    "content/briefs/one.md": brief(day=9),
    "content/briefs/eins.md": version("de", "briefs/one.md", 10),
    "content/briefs/un.md": version("fr", "eins.md", 11),
    "content/briefs/two.md": brief(day=6),
}


def test_all_translations_of_a_brief_know_each_other(plan_site: PlanSite) -> None:
    planned = plan_site(THREE)
    assert planned.diagnostics == ()
    assert works(planned) == {"one": ["eins", "un"], "eins": ["one", "un"], "un": ["one", "eins"]}


def test_translations_of_a_withheld_original_still_know_each_other(plan_site: PlanSite) -> None:
    files = {**THREE, "content/briefs/one.md": brief("draft: true")}
    assert works(plan_site(files)) == {"eins": ["un"], "un": ["eins"]}


def test_translations_that_name_each_other_are_one_work(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": version("de", "b.md"),
            "content/briefs/b.md": version("fr", "c.md"),
            "content/briefs/c.md": version("en", "b.md"),
        }
    )
    assert works(planned) == {"a": ["c", "b"], "b": ["c", "a"], "c": ["a", "b"]}


def test_a_page_lists_its_translations_with_their_urls(plan_site: PlanSite) -> None:
    files = {**THREE, "content/briefs/wahid.md": version("ar", "one.md")}
    page = view(plan_site(files, base_url="https://example.org/sub"), "briefs/one/index.html").page
    arabic = page.translations[0]
    assert [each.language for each in page.translations] == ["ar", "de", "fr"]
    assert arabic.url == "/sub/briefs/wahid/"
    assert arabic.canonical == "https://example.org/sub/briefs/wahid/"
    assert arabic.direction == "rtl"
    assert page.home == "/sub/"


def test_a_translation_in_the_language_of_its_original_is_a_warning(plan_site: PlanSite) -> None:
    planned = plan_site({**THREE, "content/briefs/uno.md": brief("translation_of: one.md", day=9)})
    (problem,) = planned.diagnostics
    assert (problem.code, problem.is_error) == ("same-language", False)
    assert problem.location.path == "content/briefs/uno.md"


def test_two_translations_into_the_same_language_are_a_warning(plan_site: PlanSite) -> None:
    more = {
        "content/briefs/zwei.md": brief("language: de\ntranslation_of: one.md", day=9),
        "content/briefs/quatre.md": brief("language: fr-CA\ntranslation_of: one.md", day=9),
    }
    (problem,) = plan_site({**THREE, **more}).diagnostics
    assert (problem.code, problem.is_error) == ("same-language", False)
    assert problem.location.path == "content/briefs/zwei.md"
    assert problem.message.startswith("content/briefs/eins.md is a version of the same brief")


def test_each_additional_language_has_a_home_page(plan_site: PlanSite) -> None:
    planned = plan_site(THREE)
    assert homes(planned) == {"/": ["one", "two"], "/de/": ["eins"], "/fr/": ["un"]}
    german = view(planned, "de/index.html")
    assert (german.page.language, german.page.home) == ("de", "/de/")
    assert [each.url for each in german.page.translations] == ["/", "/fr/"]
    assert german.lead.url == "/briefs/eins/"


def test_a_site_in_one_language_has_one_home_page(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": version("en-GB"), "content/briefs/b.md": brief()}, language="en-US"
    )
    assert homes(planned) == {"/": ["a", "b"]}
    assert view(planned, "index.html").page.translations == ()


def test_a_home_page_shows_each_work_once_in_its_language_or_the_original(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            "content/briefs/alt.md": version("de", day=1),
            "content/briefs/ancien.md": version("fr", "alt.md", 5),
            "content/briefs/neu.md": version("de", day=6),
        }
    )
    assert homes(planned)["/"] == ["neu", "alt"]


@pytest.mark.parametrize("path", ["content/de.md", "content/de/index.md"])
def test_a_page_at_a_language_home_supplies_its_text(plan_site: PlanSite, path: str) -> None:
    words = "---\ntitle: Kurz und gut\nlanguage: de-AT\nsummary: Alles.\n---\nMehr in [Eins](%s).\n"
    link = "briefs/eins.md" if path == "content/de.md" else "../briefs/eins.md"
    planned = plan_site({**THREE, path: words % link, "content/index.md": "---\ntitle: Own\n---\n"})
    assert planned.diagnostics == ()
    german = view(planned, "de/index.html")
    assert (german.heading, german.page.language) == ("Kurz und gut", "de-AT")
    assert german.page.description == "Alles."
    assert planned.site.pages == ()
    assert view(planned, "index.html").heading == "Own"


def test_a_page_at_a_language_home_stays_a_page_if_no_brief_has_that_language(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief(), "content/de.md": "---\ntitle: DE\n---\nA.\n"}
    )
    assert [each.url for each in planned.site.pages] == ["/de/"]
    assert homes(planned) == {"/": ["a"]}


def test_a_language_home_has_further_pages_and_feeds(plan_site: PlanSite) -> None:
    files = {f"content/briefs/{n}.md": version("de", day=n) for n in (1, 2, 3)}
    paths = {output.path for output in plan_site(files, paginate=2).outputs}
    assert {"de/page/2/index.html", "de/feed.atom", "de/feed.rss", "de/feed.json"} <= paths


def test_neighbours_are_in_the_same_language(plan_site: PlanSite) -> None:
    planned = plan_site(THREE)
    one = view(planned, "briefs/one/index.html").brief
    german = view(planned, "briefs/eins/index.html").brief
    assert (one.newer, one.older.url) == (None, "/briefs/two/")
    assert (german.newer, german.older) == (None, None)


def test_a_translation_is_not_among_the_related_briefs(plan_site: PlanSite) -> None:
    files = {path: text.replace("\n---\nT", "\ntags: [a]\n---\nT") for path, text in THREE.items()}
    related = view(plan_site(files), "briefs/one/index.html").brief.related
    assert [card.url for card in related] == ["/briefs/two/"]


def test_neighbours_are_works_not_versions(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/um.md": version("pt-BR", day=3),
            "content/briefs/um-pt.md": version("pt-PT", "um.md", day=4),
            "content/briefs/dois.md": version("pt-BR", day=2),
        }
    )
    brazilian, portuguese, older = (
        view(planned, f"briefs/{slug}/index.html").brief for slug in ("um", "um-pt", "dois")
    )
    assert older.newer.url == "/briefs/um/"
    assert brazilian.older.url == portuguese.older.url == "/briefs/dois/"
    assert brazilian.newer is portuguese.newer is None


# Lists in each language

LISTED = {
    "content/briefs/one.md": brief("categories: [Prices, Trade]\nauthors: [mia]", "One", 1),
    "content/briefs/eins.md": brief(
        "categories: [Prices]\nauthors: [mia]\nlanguage: de\ntranslation_of: one.md", "Eins", 5
    ),
    "content/briefs/two.md": brief("categories: [Prices]\nauthors: [mia, Ola Vik]", "Two", 2),
    "content/briefs/drei.md": brief("categories: [Zölle]\nlanguage: de", "Drei", 3),
    "content/categories/prices.md": "---\ntitle: Prices\nsummary: All prices.\n---\nMore.\n",
    "content/authors/mia.md": "---\nname: Mia Tal\nrole: Editor\n---\nMia edits.\n",
}


def titles(cards: Any) -> list[str]:
    return [card.title for card in cards]


def counts(terms: Any) -> dict[str, int]:
    return {term.url: term.count for term in terms}


def test_the_lists_of_the_site_have_each_work_once(plan_site: PlanSite) -> None:
    planned = plan_site(LISTED)
    assert planned.diagnostics == ()
    prices = view(planned, "categories/prices/index.html")
    assert (titles(prices.cards), prices.total) == (["Two", "One"], 2)
    assert titles(view(planned, "authors/mia/index.html").cards) == ["Two", "One"]
    assert titles(view(planned, "archive/index.html").years[0].cards) == ["Drei", "Two", "One"]
    assert counts(view(planned, "categories/index.html").terms) == {
        "/categories/prices/": 2, "/categories/trade/": 1, "/categories/z%C3%B6lle/": 1,
    }  # fmt: skip
    assert counts(view(planned, "index.html").categories)["/categories/prices/"] == 2


def test_each_language_has_its_own_lists(plan_site: PlanSite) -> None:
    planned = plan_site(LISTED)
    prices = view(planned, "de/categories/prices/index.html")
    assert (titles(prices.cards), prices.total) == (["Eins"], 1)
    assert (prices.page.language, prices.taxonomy.url) == ("de", "/de/categories/")
    assert titles(view(planned, "de/authors/mia/index.html").cards) == ["Eins"]
    assert titles(view(planned, "de/archive/index.html").years[0].cards) == ["Eins", "Drei"]
    overview = counts(view(planned, "de/categories/index.html").terms)
    assert overview == {"/de/categories/prices/": 1, "/de/categories/z%C3%B6lle/": 1}
    assert counts(view(planned, "de/index.html").categories) == overview
    shelves = view(planned, "de/index.html").shelves
    assert [[link.text for link in shelf.briefs] for shelf in shelves] == [["Eins"], ["Drei"]]
    paths = {output.path for output in planned.outputs}
    assert {"de/categories/prices/feed.atom", "de/authors/mia/feed.json"} <= paths
    assert not any(path.startswith(("de/categories/trade/", "de/tags/")) for path in paths)


def test_links_of_a_brief_lead_to_the_lists_in_its_language(plan_site: PlanSite) -> None:
    planned = plan_site(PARTS | LISTED)
    german = view(planned, "briefs/eins/index.html").brief
    assert german.categories[0].url == "/de/categories/prices/"
    assert german.authors[0].url == "/de/authors/mia/"
    assert view(planned, "briefs/drei/index.html").brief.categories[0].url.startswith("/de/")
    assert view(planned, "briefs/one/index.html").brief.categories[0].url == "/categories/prices/"


def test_a_series_leads_to_its_list_in_the_language_of_the_brief(plan_site: PlanSite) -> None:
    planned = plan_site(PARTS)
    assert view(planned, "briefs/drei/index.html").brief.series.url == "/de/series/s/"
    assert titles(view(planned, "de/series/s/index.html").cards) == ["Drei", "Eins"]
    assert titles(view(planned, "series/s/index.html").cards) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    "path",
    [
        "categories/index.html", "categories/prices/index.html", "authors/index.html",
        "authors/mia/index.html", "archive/index.html", "search/index.html", "index.html",
    ],
)  # fmt: skip
def test_the_lists_of_a_language_name_those_of_the_others(plan_site: PlanSite, path: str) -> None:
    planned = plan_site(LISTED)
    own, german = view(planned, path).page, view(planned, f"de/{path}").page
    url = f"/{path.removesuffix('index.html')}"
    assert [(each.language, each.url) for each in own.translations] == [("de", f"/de{url}")]
    assert [(each.language, each.url) for each in german.translations] == [("en", url)]
    assert own.default == german.default == f"https://example.org{url}"


def test_a_list_without_a_version_names_none(plan_site: PlanSite) -> None:
    planned = plan_site(LISTED)
    page = view(planned, "categories/trade/index.html").page
    assert (page.translations, page.default) == ((), "")


def test_a_text_in_another_language_than_its_list_says_so(plan_site: PlanSite) -> None:
    planned = plan_site(LISTED)
    german, own = (view(planned, f"{folder}categories/prices/index.html") for folder in ("de/", ""))
    assert (german.text_language, german.text_direction, german.page.description) == (
        "en", "ltr", "",
    )  # fmt: skip
    assert (own.text_language, own.page.description) == ("", "All prices.")
    author = view(planned, "de/authors/mia/index.html")
    assert (author.text_language, author.role, author.page.description) == ("en", "Editor", "")


def test_navigation_leads_to_the_lists_in_the_language_of_the_page(plan_site: PlanSite) -> None:
    urls = ["/", "/categories/", "/categories/prices/", "/archive/", "/tags/", "/briefs/one/"]
    navigation = [{"text": "N", "url": url} for url in urls]
    files = {**LISTED, "content/briefs/t.md": brief("tags: [T]", "T", 1)}
    planned = plan_site(files, navigation=navigation)
    assert planned.diagnostics == ()
    german, own = ([link.url for link in site_of(planned, path).navigation]
                   for path in ("briefs/eins/index.html", "briefs/one/index.html"))  # fmt: skip
    assert own == urls
    assert german == [
        "/de/", "/de/categories/", "/de/categories/prices/", "/de/archive/", "/tags/",
        "/briefs/one/",
    ]  # fmt: skip


def test_navigation_between_languages_stays_as_it_is_written(plan_site: PlanSite) -> None:
    navigation = [{"text": "English", "url": "/"}, {"text": "Deutsch", "url": "/de/"}]
    planned = plan_site(LISTED, navigation=navigation)
    links = site_of(planned, "briefs/eins/index.html").navigation
    assert [link.url for link in links] == ["/", "/de/"]


def test_a_page_at_the_address_of_a_list_is_a_collision(plan_site: PlanSite) -> None:
    planned = plan_site({**LISTED, "content/de/categories.md": "---\ntitle: C\n---\nText.\n"})
    (problem,) = planned.diagnostics
    assert problem.code == "url-collision"
    assert "/de/categories/" in problem.message


def test_the_pages_of_a_language_home_can_be_linked_to(plan_site: PlanSite) -> None:
    files = {**THREE, "content/about.md": "---\ntitle: A\n---\n[German](/de/) [feed](/fr/).\n"}
    assert plan_site(files).diagnostics == ()


# Series, summaries, feeds

PARTS = {
    "content/briefs/one.md": brief("series: S", "One", 1),
    "content/briefs/eins.md": brief("series: S\nlanguage: de\ntranslation_of: one.md", "Eins", 5),
    "content/briefs/two.md": brief("series: S", "Two", 2),
    "content/briefs/three.md": brief("series: S", "Three", 3),
    "content/briefs/drei.md": brief("series: S\nlanguage: de\ntranslation_of: three.md", "Drei", 4),
}


def parts(planned: PlannedSite, path: str) -> tuple[int, list[str]]:
    series = view(planned, path).brief.series
    assert series.parts[series.position - 1].is_current
    return series.position, [part.text for part in series.parts]


def test_a_series_counts_works_not_translations(plan_site: PlanSite) -> None:
    planned = plan_site(PARTS)
    assert planned.diagnostics == ()
    assert parts(planned, "briefs/three/index.html") == (3, ["One", "Two", "Three"])
    assert parts(planned, "briefs/drei/index.html") == (3, ["Eins", "Two", "Drei"])
    assert parts(planned, "briefs/eins/index.html") == (1, ["Eins", "Two", "Drei"])


def test_a_part_without_a_translation_is_shown_in_the_original(plan_site: PlanSite) -> None:
    files = {
        **PARTS,
        "content/briefs/dos.md": brief("series: S\nlanguage: es\ntranslation_of: two.md", "Dos", 6),
    }
    planned = plan_site(files)
    assert parts(planned, "briefs/drei/index.html") == (3, ["Eins", "Two", "Drei"])
    assert parts(planned, "briefs/dos/index.html") == (2, ["One", "Dos", "Three"])


def test_pages_in_an_additional_language_link_its_feeds(plan_site: PlanSite) -> None:
    planned = plan_site(THREE)
    feeds = view(planned, "briefs/eins/index.html").page.feeds
    assert [(each.url, each.language) for each in feeds] == [
        ("/de/feed.atom", "de"), ("/de/feed.rss", "de"), ("/de/feed.json", "de"),
    ]  # fmt: skip
    assert view(planned, "de/index.html").page.feeds == feeds
    assert view(planned, "briefs/one/index.html").page.feeds == ()


def test_all_translations_name_the_same_default(plan_site: PlanSite) -> None:
    files = {
        **THREE,
        "content/briefs/uno.md": version("it", day=1),
        "content/briefs/dos.md": version("es", "uno.md", day=2),
    }
    planned = plan_site(files)

    def default(slug: str) -> str:
        default_language: str = view(planned, f"briefs/{slug}/index.html").page.default
        return default_language.removeprefix("https://example.org/briefs/")

    assert {default(slug) for slug in ("one", "eins", "un")} == {"one/"}
    assert default("uno") == default("dos") == "dos/"
    assert default("two").endswith("two/") is False
    assert view(planned, "de/index.html").page.default == "https://example.org/"


def test_a_summary_that_repeats_the_title_is_not_on_cards(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/a.md": brief("summary: The floor!", "The Floor"),
        "content/briefs/b.md": brief("summary: The floor is high.", "The floor"),
    }
    planned = plan_site(files)
    home = view(planned, "index.html")
    cards = {card.title: card.summary for card in (home.lead, *home.cards)}
    assert cards == {"The Floor": "", "The floor": "The floor is high."}
    assert view(planned, "briefs/a/index.html").brief.standfirst == ""
    assert view(planned, "briefs/a/index.html").page.description == "The floor!"


def test_a_brief_knows_its_terms_in_the_sites_own_taxonomies(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief("states: [Punjab]\ncategories: [C]")}
    planned = plan_site(files, taxonomies={"states": {"title": "States"}, "regions": None})
    (group,) = view(planned, "briefs/a/index.html").brief.groups
    assert (group.key, group.title, group.url) == ("states", "States", "/states/")
    assert [(term.name, term.url) for term in group.terms] == [("Punjab", "/states/punjab/")]
