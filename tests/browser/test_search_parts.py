"""A search index in parts: readers find in it what they would find in one index."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from briefgen.pipeline.search import parts
from tests.support.exhaustive import exhaustive
from tests.support.watching import is_clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, Published, WriteSite

pytest.importorskip("pagefind", reason="needs Pagefind")

LIMIT: Final = 5  # pages in a part, so that a few briefs are enough
ENGLISH: Final = 40
GERMAN: Final = 7
COMMON: Final = "price market export quota policy magnets reserve tariff".split()
RARE: Final = "hafnium hafniate zirconium neodymium magnetism café policing 中国".split()
QUERIES: Final = (
    # a word, its other forms, its beginning; rare words, which most parts lack
    "market", "markets", "magnet", "mag", "magn", "h", "haf", "hafnium", "hafniate", "policies",
    "policing", "cafe", "café", "中国", "number", "7",
    # several words: a brief has to have all that any brief has
    "market hafnium", "hafnium market", "price zirconium quota", "hafnium zirconium",
    "neodymium magnet", "market unheard", "unheard", "markethall", "hafniumx", "quota zzz 中国",
    # phrases
    '"market quota"', '"export"', '"hafnium"', '"hafnium market"', '"unheard market"',
)  # fmt: skip


LOAD_ALL: Final = """async () => {
  const shown = () => document.querySelectorAll(".search-results li").length;
  for (const more of document.querySelectorAll(".search-more")) {
    while (!more.hidden) {
      const before = shown();
      more.click();
      while (shown() === before) await new Promise((resume) => setTimeout(resume, 10));
    }
  }
}"""


class Found(NamedTuple):
    """What a reader gets: the status line and the titles of all results."""

    status: str
    titles: list[str]


def brief(number: int, language: str) -> str:
    chance = random.Random(number)
    words = chance.choices(COMMON, k=30) + chance.sample(RARE, k=chance.randrange(3))
    chance.shuffle(words)
    categories = chance.sample(["Trade", "Mining", "Energy"], k=2)
    return (
        f"---\ntitle: Number {number} {language}\ndate: 20{chance.randint(10, 25)}-0"
        f"{chance.randint(1, 9)}-{chance.randint(10, 28)}\nlanguage: {language}\n"
        f"categories: {json.dumps(categories)}\nauthors: [Ada Sample]\n---\n{' '.join(words)}.\n"
    )


@pytest.fixture(scope="module")
def sites(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> dict[str, Published]:
    """The same briefs, indexed in parts and in one index for each language."""
    files = {f"content/briefs/n-{n}.md": brief(n, "en") for n in range(ENGLISH)}
    files |= {f"content/briefs/de-{n}.md": brief(100 + n, "de") for n in range(GERMAN)}
    files |= {"content/briefs/fr.md": brief(200, "fr")}
    files |= {"content/briefs/undated.md": "---\ntitle: Undated\nlanguage: en\n---\nmarket.\n"}
    built = {}
    for name, limit in (("parts", LIMIT), ("whole", 1000)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parts, "LIMIT", limit)
            root = write_site(tmp_path_factory.mktemp(name), files, social={"images": False})
            built[name] = build_site(root)
    return built


@pytest.fixture
def urls(sites: dict[str, Published], serve_folder: ServeFolder) -> dict[str, str]:
    return {name: serve_folder(site.folder) for name, site in sites.items()}


@pytest.fixture
def both(open_page: OpenPage, urls: dict[str, str]) -> dict[str, Watched]:
    """The search pages of both sites, ready to use."""
    pages = {}
    for name, url in urls.items():
        pages[name] = open_page()
        pages[name].goto(f"{url}/search/")
        pages[name].wait_for_selector(".search[data-ready]")
    return pages


def found(page: Watched, words: str, language: str = "en", **filters: str) -> Found:
    """Search in one language, and load all results."""
    for name in ("category", "author", "year"):
        page.locator(f"#brief-{name}").evaluate(
            "(field, value) => { field.value = value }", filters.get(name, "")
        )
    page.locator("#brief-language").evaluate("(field, value) => { field.value = value }", language)
    page.fill("#brief-query", words)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "words => document.querySelector('.search').dataset.searched === words", arg=words
    )
    page.evaluate(LOAD_ALL)
    titles = page.locator(".search-results li a:not(.card-image)").all_inner_texts()
    return Found(page.inner_text("[role=status]"), titles)


def test_the_index_of_a_language_with_many_briefs_is_in_parts(sites: dict[str, Published]) -> None:
    divided, undivided = (json.loads(sites[name].read("search/pagefind-entry.json"))
                      for name in ("parts", "whole"))  # fmt: skip
    assert set(divided["parts"]) == {"en", "de"}
    assert len(divided["parts"]["en"]) > ENGLISH / LIMIT
    assert "parts" not in undivided
    assert not [path for path in sites["whole"].paths if path.startswith("search/parts/")]
    counts = {language: each["page_count"] for language, each in undivided["languages"].items()}
    assert counts == {"en": ENGLISH + 1, "de": GERMAN, "fr": 1}
    assert {name: each["page_count"] for name, each in divided["languages"].items()} == counts


@pytest.mark.parametrize(
    ("queries", "filters"),
    [
        (QUERIES[::3], {}),
        (QUERIES[1::6], {"category": "Trade"}),
        pytest.param(QUERIES, {}, marks=exhaustive),
        pytest.param(QUERIES, {"category": "Trade"}, marks=exhaustive),
    ],
    ids=["some", "some in a category", "all", "all in a category"],
)
def test_words_find_the_same_briefs_as_in_one_index(
    both: dict[str, Watched], queries: Sequence[str], filters: dict[str, str]
) -> None:
    different = {}
    for words in queries:
        one, other = (found(page, words, **filters) for page in both.values())
        if (one.status, sorted(one.titles)) != (other.status, sorted(other.titles)):
            different[words] = (one, other)
    assert different == {}


def test_words_of_another_language_are_searched_in_its_parts(both: dict[str, Watched]) -> None:
    for words in ("markets", "hafnium", "neodymium", "price hafnium"):
        one, other = (found(page, words, "de") for page in both.values())
        assert sorted(one.titles) == sorted(other.titles), words
        assert one.status == other.status


@pytest.mark.parametrize(
    "filters", [{"author": "Ada Sample"}, {"category": "Mining"}, {"year": "2014"}], ids=str
)
def test_without_words_the_newest_come_first(
    both: dict[str, Watched], filters: dict[str, str]
) -> None:
    one, other = (found(page, "", **filters) for page in both.values())
    assert len(one.titles) > 1
    assert one == other


def test_the_best_results_come_first(both: dict[str, Watched]) -> None:
    one, other = (found(page, "number 12") for page in both.values())
    assert one.titles[0] == other.titles[0] == "Number 12 en"


def test_results_of_all_languages_follow(both: dict[str, Watched]) -> None:
    def headings(page: Watched) -> Sequence[str]:
        page.locator("#brief-language").evaluate("field => { field.value = '' }")
        page.fill("#brief-query", "market")
        page.keyboard.press("Enter")
        page.wait_for_selector(".search-results li")
        page.locator(".search-end").scroll_into_view_if_needed()
        page.wait_for_function("() => 'searched' in document.querySelector('.search').dataset")
        return page.locator(".search-group > h2").all_inner_texts()

    one, other = (headings(page) for page in both.values())
    assert one == other
    assert "Deutsch" in one


def test_a_search_in_parts_breaks_no_policy(guarded: Watched, urls: dict[str, str]) -> None:
    guarded.goto(f"{urls['parts']}/search/")
    guarded.wait_for_selector(".search[data-ready]")
    assert found(guarded, "hafnium market").titles
    assert found(guarded, "", author="Ada Sample").titles
    assert is_clean(guarded)


def test_two_quick_clicks_on_more_results_show_each_once(both: dict[str, Watched]) -> None:
    page = both["parts"]
    page.fill("#brief-query", "market")
    page.keyboard.press("Enter")
    page.wait_for_selector(".search-more:visible")
    page.locator(".search-more").first.evaluate("more => { more.click(); more.click(); }")
    page.wait_for_function("() => document.querySelectorAll('.search-results li').length >= 20")
    page.evaluate(LOAD_ALL)
    titles = page.locator(".search-group >> nth=0").locator("li a").all_inner_texts()
    assert len(titles) == len(set(titles))


def test_an_excerpt_of_a_result_in_a_part_shows_the_words(both: dict[str, Watched]) -> None:
    page = both["parts"]
    found(page, "hafnium market")
    marks = page.locator(".search-excerpt mark").all_inner_texts()
    assert {mark.lower() for mark in marks} == {"hafnium", "market"}


def test_a_link_of_a_result_in_a_part_opens_the_brief(both: dict[str, Watched]) -> None:
    page = both["parts"]
    title = found(page, "hafnium").titles[0]
    page.click(".search-results li a")
    page.wait_for_selector("article.brief")
    assert page.inner_text("h1") == title


def test_a_missing_part_is_reported_and_loaded_by_the_next_search(
    open_page: OpenPage, urls: dict[str, str], sites: dict[str, Published]
) -> None:
    name = json.loads(sites["parts"].read("search/pagefind-entry.json"))["parts"]["en"][2]
    page = open_page()
    missing = f"**/search/parts/{name}/pagefind-entry.json*"
    page.route(missing, lambda route: route.abort())
    page.goto(f"{urls['parts']}/search/?q=market&language=en")
    page.wait_for_function("() => document.querySelector('[role=status]').textContent !== ''")
    assert "could not be loaded" in page.inner_text("[role=status]")
    page.unroute(missing)
    other_page = open_page()
    other_page.goto(f"{urls['whole']}/search/")
    assert found(page, "market").status == found(other_page, "market").status
