"""What each language calls the site, its terms and its authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from briefgen.model.outputs import Rendered, Written

if TYPE_CHECKING:
    from briefgen.model.views import SiteView
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(matter: str = "", title: str = "T", day: int = 1) -> str:
    return f"---\ntitle: {title}\ndate: 2026-03-{day:02}\n{matter}\n---\nText.\n"


def page(title: str, text: str = "Text.", matter: str = "") -> str:
    return f"---\ntitle: {title}\n{matter}\n---\n{text}\n"


def rendered(planned: PlannedSite, path: str) -> Rendered:
    (output,) = (each for each in planned.outputs if each.path == path)
    assert isinstance(output, Rendered)
    return output


def view(planned: PlannedSite, path: str) -> Any:
    return rendered(planned, path).view


def site(planned: PlannedSite, path: str) -> SiteView:
    return rendered(planned, path).site


def feed(planned: PlannedSite, path: str) -> Any:
    (output,) = (each for each in planned.outputs if each.path == path)
    assert isinstance(output, Written)
    return output.document


SITE = {
    "content/briefs/one.md": brief("categories: [Prices, Trade]\nauthors: [mia]", "One"),
    "content/briefs/eins.md": brief(
        "categories: [Prices, Trade]\nauthors: [mia]\nlanguage: de\ntranslation_of: one.md", "Eins"
    ),
    "content/categories/prices.md": page("Prices", "English words."),
    "content/authors/mia.md": "---\nname: Mia Tal\nrole: Editor\nemail: m@a.example\n---\nMia.\n",
}
GERMAN = {
    "title": "Kurz",
    "description": "Alles kurz.",
    "navigation": [{"text": "Themen", "url": "/categories/"}],
    "taxonomies": {"categories": "Themen"},
    "terms": {"categories": {"Prices": "Preise", "Trade": "Handel"}},
}


# The words of the site


def test_pages_in_a_language_have_the_sites_words_in_it(plan_site: PlanSite) -> None:
    about = {"text": "Impressum", "url": "about.md"}
    footer = [about, {"text": "Mehr", "items": [{"text": "A", "url": "/"}]}]
    planned = plan_site(
        {**SITE, "content/about.md": page("About")},
        description="All in short.",
        languages={"de": {**GERMAN, "footer": footer}},
    )
    assert planned.diagnostics == ()
    german, own = site(planned, "briefs/eins/index.html"), site(planned, "briefs/one/index.html")
    assert (german.title, german.description) == ("Kurz", "Alles kurz.")
    assert (german.title_language, german.description_language) == ("de", "de")
    assert [(link.text, link.url, link.language) for link in german.navigation] == [
        ("Themen", "/categories/", "de")
    ]
    assert [(link.text, link.url, link.language) for link in german.footer] == [
        ("Impressum", "/about/", "de"), ("Mehr", "", "de"),
    ]  # fmt: skip
    assert [(link.text, link.url) for link in german.footer[1].items] == [("A", "/")]
    assert (own.title, own.description, own.navigation) == ("Test Brief", "All in short.", ())
    assert (own.title_language, german.language) == ("en", "en")
    home = view(planned, "de/index.html")
    assert (home.heading, home.page.description) == ("Kurz", "Alles kurz.")


def test_words_that_a_language_lacks_are_those_of_the_site(plan_site: PlanSite) -> None:
    planned = plan_site(SITE, description="D.", languages={"de": {"title": "Kurz"}, "fr": {}})
    german = site(planned, "de/index.html")
    assert (german.title, german.description, german.description_language) == ("Kurz", "D.", "en")
    assert view(planned, "de/index.html").page.description == ""


def test_words_of_a_language_also_apply_to_pages_without_a_home_page(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/one.md": brief(),
        "content/ueber.md": page("Über", matter="language: de-AT"),
    }
    planned = plan_site(files, languages={"de": GERMAN | {"terms": {}}})
    assert site(planned, "ueber/index.html").title == "Kurz"


def test_feeds_have_the_name_of_the_site_in_their_language(plan_site: PlanSite) -> None:
    planned = plan_site(SITE, description="D.", languages={"de": GERMAN})
    home, prices = feed(planned, "de/feed.atom"), feed(planned, "de/categories/prices/feed.atom")
    assert (home.title, home.subtitle, home.is_further) == ("Kurz", "Alles kurz.", False)
    assert (prices.title, prices.language, prices.is_further) == ("Preise – Kurz", "de", False)
    assert feed(planned, "feed.atom").title == "Test Brief"
    (atom, *_) = view(planned, "briefs/eins/index.html").page.feeds
    assert (atom.title, atom.language) == ("Kurz", "")
    assert feed(planned, "briefs.json".replace("briefs.json", "feed.json")).language == "en"


def test_feeds_without_such_a_name_say_their_language(plan_site: PlanSite) -> None:
    planned = plan_site(SITE)
    prices = feed(planned, "de/categories/prices/feed.atom")
    assert (prices.title, prices.is_further) == ("Prices – Test Brief", True)
    (atom, *_) = view(planned, "de/categories/prices/index.html").page.feeds
    assert (atom.title, atom.language) == ("Prices – Test Brief", "de")


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_broken_link_in_a_languages_navigation_is_located(
    plan_site: PlanSite, language: str
) -> None:
    navigation = [{"text": "A", "url": "/"}, {"text": "B", "url": "uber.md"}]
    planned = plan_site(SITE, languages={language: {"navigation": navigation}})
    (problem,) = planned.diagnostics
    assert (problem.code, problem.location.path) == ("broken-link", "site.yaml")
    lines = (planned.root / "site.yaml").read_text().splitlines()
    assert "uber.md" in lines[problem.location.span.line - 1]


def test_the_footer_lists_what_a_language_has(plan_site: PlanSite) -> None:
    files = {**SITE, "content/briefs/two.md": brief("tags: [T]", "Two")}
    planned = plan_site(files, languages={"de": GERMAN})
    german, own = site(planned, "briefs/eins/index.html"), site(planned, "briefs/one/index.html")
    assert [(link.text, link.url, link.language) for link in german.footer[0].items] == [
        ("Themen", "/de/categories/", "de"),
        ("Authors", "/de/authors/", "en"),
        ("Archive", "/de/archive/", "en"),
    ]
    assert [link.url for link in own.footer[0].items] == [
        "/categories/", "/tags/", "/authors/", "/archive/",
    ]  # fmt: skip


def test_a_menu_entry_of_a_language_leads_somewhere(plan_site: PlanSite) -> None:
    with pytest.raises(AssertionError, match="has neither `url` nor `items`"):
        plan_site(SITE, languages={"de": {"footer": [{"text": "A"}]}})


# Names of terms


def names(planned: PlannedSite, path: str) -> list[str]:
    return [term.name for term in view(planned, path).terms]


def test_a_term_has_a_name_in_each_language(plan_site: PlanSite) -> None:
    planned = plan_site(SITE, languages={"de": GERMAN})
    assert names(planned, "categories/index.html") == ["Prices", "Trade"]
    assert names(planned, "de/categories/index.html") == ["Handel", "Preise"]
    prices = view(planned, "de/categories/prices/index.html")
    assert (prices.heading, prices.taxonomy.text, prices.page.title) == (
        "Preise", "Themen", "Preise",
    )  # fmt: skip
    assert view(planned, "de/categories/index.html").heading == "Themen"
    links = view(planned, "briefs/eins/index.html").brief.categories
    assert [(link.name, link.filter) for link in links] == [
        ("Preise", "Prices"), ("Handel", "Trade"),
    ]  # fmt: skip
    assert [each.term.name for each in view(planned, "de/index.html").shelves] == [
        "Handel",
        "Preise",
    ]


def test_search_filters_have_one_value_in_all_languages(plan_site: PlanSite) -> None:
    planned = plan_site(SITE, languages={"de": GERMAN})
    (german, *_), (own, *_) = (
        view(planned, path).filters for path in ("de/search/index.html", "search/index.html")
    )
    assert [(each.value, each.text) for each in german.choices] == [
        ("Prices", "Preise"), ("Trade", "Handel"),
    ]  # fmt: skip
    assert [each.text for each in own.choices] == ["Prices", "Trade"]


def test_a_file_has_the_name_and_the_text_of_a_term_in_a_language(plan_site: PlanSite) -> None:
    files = {**SITE, "content/categories/prices.de.md": page("Kosten", "Deutsch.", "summary: S.")}
    planned = plan_site(files, languages={"de": GERMAN})
    assert planned.diagnostics == ()
    german = view(planned, "de/categories/prices/index.html")
    assert (german.heading, german.page.description, german.text_language) == ("Kosten", "S.", "")
    assert german.page.source == "content/categories/prices.de.md"
    (passage,) = rendered(planned, "de/categories/prices/index.html").passages
    assert passage.path == "content/categories/prices.de.md"
    own = view(planned, "categories/prices/index.html")
    assert (own.heading, own.page.source) == ("Prices", "content/categories/prices.md")


def test_a_file_in_the_sites_language_is_for_its_own_lists(plan_site: PlanSite) -> None:
    planned = plan_site({**SITE, "content/categories/trade.en.md": page("Trade and more")})
    assert planned.diagnostics == ()
    assert names(planned, "categories/index.html") == ["Prices", "Trade and more"]


def test_a_file_for_a_region_is_for_the_lists_of_its_language(plan_site: PlanSite) -> None:
    planned = plan_site({**SITE, "content/categories/trade.de-AT.md": page("Handel")})
    assert planned.diagnostics == ()
    assert names(planned, "de/categories/index.html") == ["Handel", "Prices"]


def test_links_lead_to_the_page_that_shows_a_file(plan_site: PlanSite) -> None:
    files = {
        **SITE,
        "content/categories/prices.de.md": page("Preise", "## Teil\n\n[x](prices.md)"),
        "content/about.md": page("A", "[x](categories/prices.de.md#teil)"),
    }
    planned = plan_site(files)
    assert planned.diagnostics == ()
    (passage,) = rendered(planned, "about/index.html").passages
    assert passage.urls == ("/de/categories/prices/#teil",)
    (passage,) = rendered(planned, "de/categories/prices/index.html").passages
    assert passage.urls == ("/categories/prices/",)


def test_briefs_can_use_the_name_in_their_language(plan_site: PlanSite) -> None:
    files = {
        **SITE,
        "content/briefs/zwei.md": brief("categories: [preise, Handel]\nlanguage: de", "Zwei", 2),
        "content/briefs/three.md": brief("categories: [Handel]", "Three", 3),
        "content/categories/prices.de.md": page("Preise"),
    }
    planned = plan_site(files, languages={"de": {"terms": {"categories": {"Trade": "Handel"}}}})
    assert planned.diagnostics == ()
    prices = view(planned, "de/categories/prices/index.html")
    assert [card.title for card in prices.cards] == ["Zwei", "Eins"]
    links = view(planned, "briefs/zwei/index.html").brief.categories
    assert [link.url for link in links] == ["/de/categories/prices/", "/de/categories/trade/"]
    # In English, it is another word.
    assert names(planned, "categories/index.html") == ["Handel", "Prices", "Trade"]


def test_a_term_may_have_briefs_in_a_further_language_only(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/zwei.md": brief("categories: [Preise]\nlanguage: de", "Zwei", 2),
        "content/categories/prices.md": page("Prices"),
        "content/categories/prices.de.md": page("Preise"),
    }
    planned = plan_site(files)
    assert planned.diagnostics == ()
    assert names(planned, "categories/index.html") == ["Prices"]
    assert names(planned, "de/categories/index.html") == ["Preise"]


@pytest.mark.parametrize(
    ("public", "waiting"), [("Handel", "Trade"), ("Trade", "Handel"), ("Preise", "Prices")]
)
def test_a_waiting_brief_with_another_name_of_a_term_changes_no_page(
    plan_site: PlanSite, public: str, waiting: str
) -> None:
    files = {
        "content/briefs/zwei.md": brief(f"categories: [{public}]\nlanguage: de", "Zwei", 2),
        "content/categories/trade.md": page("Trade", "English words."),
        "content/categories/trade.de.md": page("Handel", "Deutsch."),
        "content/categories/prices.md": page("Prices", "English words."),
    }
    secret = brief(f"categories: [{waiting}]\nlanguage: de\ndraft: true", "Drei", 3)
    words = {"de": {"terms": {"categories": {"Prices": "Preise"}}}}

    def lists(planned: PlannedSite) -> dict[str, Any]:
        paths = (each.path for each in planned.outputs if "categories/" in each.path)
        return {path: view(planned, path) for path in paths if path.endswith("/index.html")}

    without = lists(plan_site(files, languages=words))
    assert lists(plan_site({**files, "content/briefs/c.md": secret}, languages=words)) == without


@pytest.mark.parametrize("name", ["Geheim", "Verborgen"])
def test_the_files_of_a_term_wait_with_the_brief_that_has_another_name_for_it(
    plan_site: PlanSite, name: str
) -> None:
    files = {
        **SITE,
        "content/briefs/c.md": brief(f"categories: [{name}]\nlanguage: de\ndraft: true", "C"),
        "content/categories/secret.md": page("Secret", "![S](/files/secret.svg)"),
        "content/categories/secret.de.md": page("Geheim", "![S](/files/secret.de.svg)"),
        "content/files/secret.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "content/files/secret.de.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    terms = {"Secret": "Verborgen"} if name == "Verborgen" else {}
    planned = plan_site(files, languages={"de": {"terms": {"categories": terms}}})
    assert planned.diagnostics == ()
    assert not [each.path for each in planned.outputs if "secret" in each.path]


def test_a_series_can_have_a_name_in_a_language(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/one.md": brief("series: Minerals", "One"),
        "content/briefs/eins.md": brief(
            "series: Rohstoffe\nlanguage: de\ntranslation_of: one.md", "Eins"
        ),
    }
    planned = plan_site(files, languages={"de": {"terms": {"series": {"Minerals": "Rohstoffe"}}}})
    assert planned.diagnostics == ()
    series = view(planned, "briefs/eins/index.html").brief.series
    assert (series.name, series.url, series.total) == ("Rohstoffe", "/de/series/minerals/", 1)


def only(planned: PlannedSite) -> tuple[str, str, str]:
    (problem,) = planned.diagnostics
    assert problem.code == "unused-term-file"
    return problem.location.path, problem.message, problem.hint


def test_a_file_of_an_unknown_term_in_a_language_is_a_warning(plan_site: PlanSite) -> None:
    path, message, hint = only(
        plan_site({**SITE, "content/categories/pricess.de.md": page("Preise")})
    )
    assert path == "content/categories/pricess.de.md"
    assert "`pricess`" in message
    assert hint == "did you mean `prices.de.md`?"


def test_a_file_without_a_brief_in_its_language_is_a_warning(plan_site: PlanSite) -> None:
    files = {**SITE, "content/briefs/drei.md": brief("language: fr", "Trois", 4)}
    _, message, hint = only(plan_site({**files, "content/categories/prices.fr.md": page("Prix")}))
    assert "no published brief in `fr` has a term with the slug `prices`" in message
    assert "translate a brief" in hint


def test_a_file_in_a_language_that_the_site_does_not_use_is_a_warning(plan_site: PlanSite) -> None:
    _, _, hint = only(plan_site({**SITE, "content/categories/prices.fr.md": page("Prix")}))
    assert hint == (
        "if it is the file of content/categories/prices.md in `fr`, add a brief in that language"
    )


@pytest.mark.parametrize("ending", ["german", "xx"])
def test_a_file_that_ends_with_no_language_tag_is_told_the_form(
    plan_site: PlanSite, ending: str
) -> None:
    files = {**SITE, f"content/categories/prices.{ending}.md": page("Preise")}
    _, _, hint = only(plan_site(files))
    assert f"the tag of that language instead of `{ending}`, such as prices.de.md" in hint


@pytest.mark.parametrize("name", ["Pricess", "PRICESS"])
def test_a_name_of_an_unknown_term_is_a_warning_at_its_line(plan_site: PlanSite, name: str) -> None:
    planned = plan_site(SITE, languages={"de": {"terms": {"categories": {name: "Preise"}}}})
    path, message, hint = only(planned)
    assert (path, hint) == ("site.yaml", "did you mean `Prices`?")
    assert f"`{name}`" in message
    (problem,) = planned.diagnostics
    lines = (planned.root / "site.yaml").read_text().splitlines()
    assert name in lines[problem.location.span.line - 1]


def test_words_of_a_term_that_is_not_published_yet_are_no_problem(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/one.md": brief("categories: [Trade]", "One"),
        "content/briefs/two.md": brief("categories: [Prices, Trade]\ndraft: true", "Two"),
        "content/briefs/eins.md": brief(
            "categories: [Trade]\nlanguage: de\nembargo: 2027-01-01", "Eins"
        ),
        "content/categories/prices.md": page("Prices"),
        "content/categories/prices.de.md": page("Preise"),
        "content/categories/trade.de.md": page("Handel"),
    }
    planned = plan_site(files, languages={"de": {"terms": {"categories": {"Prices": "Preise"}}}})
    assert planned.diagnostics == ()


def test_two_files_for_a_term_and_a_language_are_an_error(plan_site: PlanSite) -> None:
    files = {
        **SITE,
        "content/categories/prices.de.md": page("A"),
        "content/categories/Prices.de.md": page("B"),
    }
    (problem,) = plan_site(files).diagnostics
    assert problem.code == "url-collision"
    assert "/categories/prices/ in `de`" in problem.message


def test_a_term_that_ends_like_a_language_keeps_its_file(plan_site: PlanSite) -> None:
    files = {
        **SITE,
        "content/briefs/shop.md": brief("categories: [Amazon.de, Amazon]", "Shop", 4),
        "content/categories/amazon.de.md": page("Amazon.de (shop)"),
    }
    planned = plan_site(files)
    assert planned.diagnostics == ()
    assert "Amazon.de (shop)" in names(planned, "categories/index.html")


# Authors

AUTHOR = "---\nname: {name}\n{matter}\n---\nMia schreibt.\n"


def test_an_author_has_a_role_and_a_biography_in_each_language(plan_site: PlanSite) -> None:
    german = AUTHOR.format(name="Mia Tal", matter="role: Redakteurin")
    planned = plan_site({**SITE, "content/authors/mia.de.md": german})
    assert planned.diagnostics == ()
    author = view(planned, "de/authors/mia/index.html")
    assert (author.role, author.email, author.text_language) == (
        "Redakteurin", "m@a.example", "",
    )  # fmt: skip
    (passage,) = rendered(planned, "de/authors/mia/index.html").passages
    assert passage.path == "content/authors/mia.de.md"
    assert view(planned, "authors/mia/index.html").role == "Editor"
    (link,) = view(planned, "briefs/eins/index.html").brief.authors
    assert (link.role, link.url, link.filter) == ("Redakteurin", "/de/authors/mia/", "Mia Tal")
    assert list(planned.site.authors.terms) == ["mia"]


def test_an_author_has_a_name_in_each_language(plan_site: PlanSite) -> None:
    files = {
        **SITE,
        "content/briefs/zh.md": brief("authors: [米娅]\nlanguage: zh", "三", 4),
        "content/authors/mia.zh.md": AUTHOR.format(name="米娅", matter=""),
    }
    planned = plan_site(files, social={"images": False})
    assert planned.diagnostics == ()
    (link,) = view(planned, "briefs/zh/index.html").brief.authors
    assert (link.name, link.url) == ("米娅", "/zh/authors/mia/")
    assert view(planned, "authors/mia/index.html").total == 2


def test_a_file_of_an_unknown_author_in_a_language_is_a_warning(plan_site: PlanSite) -> None:
    german = AUTHOR.format(name="Mia Tal", matter="")
    path, _, hint = only(plan_site({**SITE, "content/authors/mai.de.md": german}))
    assert (path, hint) == ("content/authors/mai.de.md", "did you mean `mia.de.md`?")


@pytest.mark.parametrize("name", ["jane.doe", "j.d"])
def test_an_id_with_a_full_stop_is_not_a_language(plan_site: PlanSite, name: str) -> None:
    files = {
        "content/briefs/one.md": brief(f"authors: [{name}]"),
        f"content/authors/{name}.md": AUTHOR.format(name="Jane", matter=""),
    }
    planned = plan_site(files)
    assert planned.diagnostics == ()
    assert list(planned.site.authors.terms) == [name]


def test_the_files_of_an_author_who_is_not_published_yet_wait(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/one.md": brief("authors: [mia]\ndraft: true"),
        "content/briefs/two.md": brief("authors: [Ola Vik]\nlanguage: de"),
        "content/authors/mia.md": AUTHOR.format(name="Mia Tal", matter=""),
        "content/authors/mia.de.md": AUTHOR.format(name="Mia Tal", matter=""),
    }
    planned = plan_site(files)
    assert planned.diagnostics == ()
    assert list(planned.site.authors.terms) == ["ola-vik"]
