"""Search on a site in many languages: it finds everything, the page's own language first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.support.exhaustive import mostly_exhaustive
from tests.support.watching import is_clean

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite, Published, WriteSite

# Briefs with language, title and text. All except the Klingon one contain the word "Dysprosium".
BRIEFS: Final = {
    "en": ("en", "Why magnets matter", "Export controls raise prices of Dysprosium."),
    "de": ("de", "Zwei Standorte", "Die Lieferketten, Verbote und Länder, und Dysprosium."),
    "ch": ("de-CH", "Schweizer Lager", "Der Bund prüft Vorräte an Dysprosium."),
    "el": ("el", "Ο κώδικας ορυκτών", "Οι κώδικες και η πολιτική της κυβέρνησης. Dysprosium."),
    "zh": ("zh-Hans", "稀土出口", "中国的稀土出口管制影响全球价格。Dysprosium。"),
    "tw": ("zh-Hant", "供應鏈", "臺灣的稀土供應鏈與價格。Dysprosium。"),
    "ar": ("ar", "قيود التصدير", "فرضت الصين قيودًا على تصدير المعادن النادرة. Dysprosium."),
    "he": ("he", "מגבלות יצוא", "ההגבלות על יצוא מתכות נדירות. Dysprosium."),
    "ja": ("ja", "輸出規制", "中国によるレアアースの輸出規制は価格に影響を与えた。Dysprosium。"),
    "ko": ("ko", "수출 통제", "중국의 희토류 수출 통제는 가격에 영향을 미쳤다. Dysprosium."),
    "th": ("th", "การส่งออก", "จีนควบคุมการส่งออกแร่หายากทำให้ราคาสูงขึ้น Dysprosium"),
    "pt": ("pt-BR", "Terras raras", "As cadeias de fornecimento e os preços. Dysprosium."),
    "tlh": ("tlh", "Hutlh", "nuqDaq puchpa tlhingan Hol."),
}
# Queries in each language, some inflected differently from the text, and the brief they find.
WORDS: Final = {
    "controls": "en",
    "Lieferketten": "de",
    "Verbot": "de",
    "Länder": "de",
    "Vorräte": "ch",
    "κώδικα": "el",
    "κυβέρνηση": "el",
    "稀土出口": "zh",
    "出口管制": "zh",
    "臺灣": "tw",
    "الصين": "ar",
    "المعادن": "ar",
    "נדירות": "he",
    "レアアース": "ja",
    "희토류": "ko",
    "หายาก": "th",
    "preços": "pt",
    "puchpa": "tlh",
}
NO_IMAGES: Final = {"images": False}
HOMES: Final = {
    "en": "/", "de": "/de/", "ch": "/de/", "el": "/el/", "zh": "/zh-hans/", "tw": "/zh-hant/",
    "ar": "/ar/", "he": "/he/", "ja": "/ja/", "ko": "/ko/", "th": "/th/", "pt": "/pt/",
    "tlh": "/tlh/",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Published:
    files = {
        f"content/briefs/{name}.md": (
            f"---\ntitle: {title}\nlanguage: {language}\ndate: 2026-01-{day:02}\n"
            f"categories: [{'Trade' if name in ('de', 'ar') else 'Mining'}]\n"
            f"authors: [Author {name}]\n---\n{text}\n"
        )
        for day, (name, (language, title, text)) in enumerate(BRIEFS.items(), 1)
    }
    files |= {
        f"content/briefs/more-{number}.md": f"---\ntitle: More {number}\n---\nOf gallium.\n"
        for number in range(30)
    }
    files["content/om.md"] = "---\ntitle: Om\nlanguage: nl\n---\nTekst.\n"
    site = build_site(write_site(tmp_path_factory.mktemp("languages"), files, social=NO_IMAGES))
    assert site.codes == []
    return site


@pytest.fixture
def url(site: Published, serve_folder: ServeFolder) -> str:
    return serve_folder(site.folder)


def look_for(page: Watched, words: str) -> None:
    """Type a query, and wait until all languages have been searched."""
    page.fill("#brief-query", words)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "words => document.querySelector('.search').dataset.searched === words", arg=words
    )


def groups(page: Watched) -> dict[str, list[str]]:
    """Return the titles of the results by heading; the page's own language has no heading."""
    titles = {}
    for section in page.locator(".search-group").all():
        headings = section.locator("> h2").all_inner_texts()
        titles[headings[0] if headings else ""] = section.locator("li a").all_inner_texts()
    return titles


def test_words_of_all_languages_are_found_from_the_english_page(guarded: Watched, url: str) -> None:
    guarded.goto(f"{url}/search/")
    for words, name in WORDS.items():
        look_for(guarded, words)
        by_heading = groups(guarded)
        titles = [title for titles in by_heading.values() for title in titles]
        assert BRIEFS[name][1] in titles, words
        assert ("" in by_heading) == (name == "en"), words
    assert is_clean(guarded)


@pytest.mark.parametrize(
    "home",
    mostly_exhaustive(sorted(set(HOMES.values())), {"/de/", "/zh-hans/", "/ar/"}.__contains__),
)
def test_words_are_found_from_the_page_of_their_language(
    guarded: Watched, url: str, home: str
) -> None:
    guarded.goto(f"{url}{home}search/")
    for words, name in WORDS.items():
        if HOMES[name] == home:
            look_for(guarded, words)
            assert BRIEFS[name][1] in groups(guarded)[""], words
    assert is_clean(guarded)


def test_the_pages_language_comes_first_and_then_each_other_under_its_name(
    guarded: Watched, url: str
) -> None:
    guarded.goto(f"{url}/de/search/")
    look_for(guarded, "Dysprosium")
    by_heading = groups(guarded)
    assert next(iter(by_heading)) == ""
    assert sorted(by_heading.pop("")) == ["Schweizer Lager", "Zwei Standorte"]
    assert by_heading["English"] == ["Why magnets matter"]
    assert by_heading["العربية"] == ["قيود التصدير"]
    assert sorted(title for titles in by_heading.values() for title in titles) == sorted(
        title for language, title, _ in BRIEFS.values() if language not in ("de", "de-CH", "tlh")
    )
    assert guarded.inner_text("[role=status]") == "2 Analysen gefunden · In anderen Sprachen: 10"


def test_results_are_marked_with_their_language_and_direction(guarded: Watched, url: str) -> None:
    guarded.goto(f"{url}/search/")
    look_for(guarded, "Dysprosium")
    for name, language, direction in (("العربية", "ar", "rtl"), ("עברית", "he", "rtl")):
        section = guarded.locator(".search-group", has=guarded.locator("h2", has_text=name))
        for part in ("> h2", "> ol"):
            assert section.locator(part).get_attribute("lang") == language
            assert section.locator(part).get_attribute("dir") == direction
    german = guarded.locator(".search-group", has=guarded.locator("h2", has_text="Deutsch"))
    tags = [each.get_attribute("lang") for each in german.locator("li").all()]
    assert sorted(map(str, tags)) == ["de", "de-CH"]


def test_filters_narrow_the_results_of_all_languages(guarded: Watched, url: str) -> None:
    guarded.goto(f"{url}/search/")
    guarded.select_option("#brief-category", "Trade")
    look_for(guarded, "Dysprosium")
    assert groups(guarded) == {"العربية": ["قيود التصدير"], "Deutsch": ["Zwei Standorte"]}
    guarded.select_option("#brief-author", "Author ar")
    look_for(guarded, "dysprosium")
    assert groups(guarded) == {"العربية": ["قيود التصدير"]}
    guarded.goto(f"{url}/search/?language=de&category=Mining")
    guarded.wait_for_selector(".search-results li")
    assert groups(guarded) == {"Deutsch": ["Schweizer Lager"]}
    guarded.goto(f"{url}/search/?language=en&q=Dysprosium")
    guarded.wait_for_selector(".search-results li")
    assert groups(guarded) == {"": ["Why magnets matter"]}


def test_other_languages_are_loaded_only_after_the_pages_own_results(
    open_page: OpenPage, url: str
) -> None:
    page = open_page(viewport={"width": 390, "height": 700})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{url}/search/?q=gallium")
    page.wait_for_selector(".search-results li")
    page.wait_for_load_state("networkidle")

    def loaded() -> set[str]:
        """Return the languages whose indexes were requested."""
        return {each.split("pagefind.")[1].split("_")[0] for each in requests if "pf_meta" in each}

    assert loaded() == {"en"}
    page.locator(".search-end").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.search').dataset.searched === 'gallium'")
    assert len(loaded()) == 12
    assert page.inner_text("[role=status]") == "30 briefs found"


def test_no_results_is_announced_only_after_all_languages_were_searched(
    guarded: Watched, url: str
) -> None:
    said: list[str] = []
    guarded.expose_function("say", lambda text: said.append(text))  # noqa: PLW0108
    guarded.goto(f"{url}/search/")
    guarded.evaluate(
        "new MutationObserver(() => say(document.querySelector('[role=status]').textContent))"
        ".observe(document.querySelector('[role=status]'), { childList: true })"
    )
    look_for(guarded, "puchpa")
    assert said == ["Searching…", "In other languages: 1"]
    look_for(guarded, "xyzzy")
    assert said[2:] == ["Searching…", "No briefs match your search."]


def test_an_index_that_fails_to_load_does_not_hide_the_others(guarded: Watched, url: str) -> None:
    guarded.route("**/pagefind.de_*", lambda route: route.abort())
    guarded.goto(f"{url}/search/")
    look_for(guarded, "稀土出口")
    assert groups(guarded)["简体中文"] == ["稀土出口"]
    guarded.fill("#brief-query", "xyzzy")
    guarded.keyboard.press("Enter")
    guarded.wait_for_function(
        "() => document.querySelector('[role=status]').textContent.includes('could not be loaded')"
    )


# The pages, without a browser


def test_each_home_page_has_a_search_page_in_its_language(site: Published) -> None:
    for home, words in (
        ("/", "Search"),
        ("/de/", "Suche"),
        ("/zh-hans/", "搜索"),
        ("/ar/", "البحث"),
    ):
        page = site.page(f"{home}search/")
        assert page.one("h1").text_content().strip() == words
        assert page.one("form").get("action") == f"{home}search/"
        assert page.one('meta[name="description"]').get("content")


def test_search_pages_link_to_each_other(site: Published) -> None:
    tags = {"en", "ar", "de", "el", "he", "ja", "ko", "pt-BR", "th", "tlh", "zh-Hans", "zh-Hant"}
    for home in set(HOMES.values()):
        links = site.page(f"{home}search/").select('link[rel="alternate"][hreflang]')
        assert {link.get("hreflang") for link in links} == {*tags, "x-default"}
        urls = {link.get("href") for link in links}
        assert urls == {f"https://example.org{each}search/" for each in HOMES.values()}


@pytest.mark.parametrize(
    ("page", "search"),
    [
        ("/", "/search/"),
        ("/briefs/en/", "/search/"),
        ("/de/", "/de/search/"),
        ("/briefs/ch/", "/de/search/"),
        ("/briefs/tw/", "/zh-hant/search/"),
        ("/ar/search/", "/ar/search/"),
        ("/404.html", "/search/"),
        ("/om/", "/search/"),
    ],
)
def test_a_page_links_to_the_search_in_its_language(
    site: Published, page: str, search: str
) -> None:
    links = [link.get("href") for link in site.page(page).select(".site-head .search-link")]
    assert links == [search]


def test_a_search_link_in_the_navigation_leads_there_too(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {"content/briefs/a.md": "---\ntitle: A\nlanguage: de\n---\nText.\n"}
    site = build_site(make_site(files, navigation=[{"text": "Find", "url": "/search/"}]))
    for page, search in (("/", "/search/"), ("/de/", "/de/search/")):
        links = [link.get("href") for link in site.page(page).select(".site-nav a")]
        assert links == [search]


def test_a_text_can_link_to_the_search_in_a_language(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    text = "---\ntitle: A\nlanguage: de\n---\n[Suche](/de/search/)\n"
    assert build_site(make_site({"content/briefs/a.md": text})).codes == []


def test_a_site_in_one_language_has_no_filter_for_it(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText.\n"}))
    assert site.page("/search/").select("#brief-language") == []
    files = {"content/briefs/b.md": "---\ntitle: B\nlanguage: de\n---\nText.\n"}
    site = build_site(make_site(files))
    options = site.page("/search/").select("#brief-language option")
    assert [option.text_content().strip() for option in options] == [
        "All languages",
        "English",
        "Deutsch",
    ]
