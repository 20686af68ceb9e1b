"""The search page as readers use it: with the keyboard, on a phone and without scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.cli import main
from briefgen.pipeline.inputs import extras
from briefgen.pipeline.search import Bundle, Part, bundle_of
from briefgen.publish import index
from tests.support.watching import is_clean

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite, Published, WriteSite

BASES: Final = {"at the root": "", "under a path": "/policy/briefs"}
MAGNETS: Final = """\
---
title: Why magnets matter
date: 2026-03-04
highlights: [A takeaway about zirconium.]
categories: [Rare Earths, Trade]
authors: [Mia Tal, Ole Vik]
tags: [unsought]
sources: [{url: 'https://a.example/', title: The unsought report}]
summary: A summary.
---
The words praseodymium and [dysprosium](https://d.example/x) stand here & there, <b>in bold</b>.
"""
GERMAN: Final = """\
---
title: Seltene Erden
date: 2025-05-05
language: de
categories: [Trade]
authors: [Ole Vik]
---
Die Lieferketten der Magnete.
"""


SHORT: Final = """\
---
title: A short text
date: 2023-01-01
language: en
---
Hafnium, in short.

```python
print_the_prices()
```
"""
LONG: Final = f"""\
---
title: A long text
date: 2023-01-02
image: {{src: /chart.svg, alt: A chart}}
---
{"Many words come before the one that is sought. " * 20}
Then comes hafnium.
{"Many words come after the one that was sought. " * 20}
"""
CHART: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>'
# The sum of unexpected layout shifts.
SHIFTS: Final = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def plain(number: int) -> str:
    return (
        f"---\ntitle: Brief number {number}\ndate: 2024-01-{number:02}\ncategories: [Trade]\n"
        f"authors: [Ole Vik]\n---\nThe common word is gallium, in text {number}.\n"
    )


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Callable[[str], Published]:
    """Build the site for a base path, once for each."""
    files = {f"content/briefs/number-{number}.md": plain(number) for number in range(1, 13)}
    files |= {"content/briefs/magnets.md": MAGNETS, "content/briefs/german.md": GERMAN}
    files |= {"content/briefs/short.md": SHORT, "content/briefs/long.md": LONG}
    files["content/chart.svg"] = CHART
    files["content/about.md"] = "---\ntitle: About\n---\nA page with the word thulium.\n"

    @cache
    def published(base: str) -> Published:
        root = tmp_path_factory.mktemp("searched")
        return build_site(
            write_site(root, files, base_url=f"https://example.org{base}", social={"images": False})
        )

    return published


@pytest.fixture
def searched(request: pytest.FixtureRequest, built: Callable[[str], Published]) -> Published:
    """A site to search, at the root unless a test asks for another path."""
    return built(getattr(request, "param", ""))


anywhere = pytest.mark.parametrize("searched", BASES.values(), ids=BASES, indirect=True)


@pytest.fixture
def page(guarded: Watched, searched: Published, serve_folder: ServeFolder) -> Watched:
    """The search page, ready to use."""
    base = searched.base_url.removeprefix("https://example.org")
    guarded.goto(f"{serve_folder(searched.folder, base)}/search/")
    guarded.wait_for_selector(".search[data-ready]")
    return guarded


def found(page: Watched, words: str) -> list[str]:
    """Type a query, and return the titles of the results."""
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "words => document.querySelector('[role=status]').textContent !== ''"
        " && new URLSearchParams(location.search).get('q') === words",
        arg=words,
    )
    page.wait_for_function(
        "() => document.querySelector('[role=status]').textContent.startsWith('No ')"
        " || document.querySelectorAll('.search-results li').length > 0"
    )
    return list(page.locator(".search-results h2").all_inner_texts())


@anywhere
def test_a_reader_finds_and_opens_a_brief_with_the_keyboard_alone(page: Watched) -> None:
    assert page.evaluate("document.activeElement.id") == "brief-query"
    assert found(page, "praseodymium") == ["Why magnets matter"]
    assert page.inner_text("[role=status]") == "1 brief found"
    assert page.locator(".search-excerpt mark").all_inner_texts() == ["praseodymium"]
    assert "Rare Earths" in page.inner_text(".search-facts")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.search-results') !== null"):
            break
    assert is_clean(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("article.brief")
    assert page.inner_text("h1") == "Why magnets matter"
    page.go_back()
    page.wait_for_selector(".search-results li")
    assert page.input_value("#brief-query") == "praseodymium"


@pytest.mark.parametrize("words", ["zirconium", "magnets matter", "dysprosium", "in bold"])
def test_title_highlights_and_text_are_searched(words: str, page: Watched) -> None:
    assert "Why magnets matter" in found(page, words)


@pytest.mark.parametrize("words", ["unsought", "thulium", "highlights", "opens"])
def test_nothing_else_is_searched(words: str, page: Watched) -> None:
    assert found(page, words) == []
    assert page.inner_text("[role=status]") == "No briefs match your search."


def test_an_excerpt_shows_text_and_no_markup(page: Watched) -> None:
    found(page, "praseodymium")
    excerpt = page.inner_text(".search-excerpt")
    assert "stand here & there, in bold." in excerpt
    assert "opens in a new tab" not in excerpt


def test_a_long_list_of_results_loads_in_parts(page: Watched) -> None:
    assert len(found(page, "gallium")) == 10
    assert page.inner_text("[role=status]") == "12 briefs found"
    page.focus(".search-more")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('.search-results li').length === 12")
    assert page.evaluate(
        "document.activeElement === document.querySelectorAll('.search-results a')[10]"
    )
    assert page.is_hidden(".search-more")


def test_filters_narrow_the_results_and_without_a_query_list_the_newest_first(
    page: Watched,
) -> None:
    options = {
        name: page.locator(f"#brief-{name} option").all_inner_texts()
        for name in ("category", "author", "year")
    }
    assert options == {
        "category": ["All categories", "Rare Earths", "Trade"],
        "author": ["All authors", "Mia Tal", "Ole Vik"],
        "year": ["All years", "2026", "2025", "2024", "2023"],
    }
    page.select_option("#brief-year", "2024")
    page.wait_for_function("() => document.querySelectorAll('.search-results li').length === 10")
    titles = page.locator(".search-results h2").all_inner_texts()
    assert titles[:2] == ["Brief number 12", "Brief number 11"]
    page.select_option("#brief-author", "Mia Tal")
    page.wait_for_function(
        "() => document.querySelector('[role=status]').textContent.startsWith('No')"
    )
    page.select_option("#brief-year", "")
    page.wait_for_function("() => document.querySelectorAll('.search-results li').length === 1")
    assert "author=Mia+Tal" in page.url
    assert is_clean(page)


def test_each_field_has_a_label_and_the_number_of_results_is_announced(page: Watched) -> None:
    for label in ("Search briefs", "Category", "Author", "Year", "Language"):
        assert page.get_by_label(label, exact=True).count() == 1
    assert page.get_by_role("status").inner_text() == ""
    found(page, "zirconium")
    assert page.get_by_role("status").inner_text() == "1 brief found"


def test_cuts_in_an_excerpt_are_marked(page: Watched) -> None:
    found(page, "hafnium")
    complete, cut = (page.inner_text(f".search-excerpt >> nth={place}") for place in (0, 1))
    if len(complete) > len(cut):
        complete, cut = cut, complete
    assert complete == "Hafnium, in short."
    assert cut.startswith("…\u00a0")
    assert cut.endswith("\u00a0…")


def test_a_mark_has_no_comma_and_an_excerpt_does_not_repeat_the_title(page: Watched) -> None:
    assert found(page, "hafnium short") == ["A short text"]
    assert page.locator(".search-excerpt mark").all_inner_texts() == ["Hafnium", "short"]
    assert page.inner_text(".search-excerpt") == "Hafnium, in short."


def test_an_excerpt_that_would_start_in_the_title_starts_with_the_text(page: Watched) -> None:
    assert found(page, "text hafnium short") == ["A short text"]
    assert page.inner_text(".search-excerpt") == "Hafnium, in short."
    assert page.locator(".search-excerpt mark").all_inner_texts() == ["Hafnium", "short"]


def test_a_result_shows_the_image_of_its_brief_without_a_second_link(page: Watched) -> None:
    assert found(page, "hafnium") == ["A short text", "A long text"]
    results = page.locator(".search-results li")
    images = results.filter(has_text="A long text").locator(".card-image")
    assert images.locator("img").get_attribute("src") == "/chart.svg"
    assert images.get_attribute("aria-hidden") == "true"
    page.wait_for_function("document.querySelector('.card-image img').naturalWidth === 60")
    assert page.locator(".card-image").count() == 1
    page.keyboard.press("Tab")
    while page.evaluate("!document.activeElement.closest('li')"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "A short text"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "A long text"


def test_code_is_not_in_the_index(page: Watched) -> None:
    assert found(page, "print_the_prices") == []


def test_before_a_search_there_are_categories_and_the_newest_briefs(page: Watched) -> None:
    start = page.locator(".search-start")
    assert start.locator(".terms a").all_inner_texts() == ["Rare Earths", "Trade"]
    assert start.locator(".card h3").first.inner_text() == "Why magnets matter"
    found(page, "zirconium")
    assert start.is_hidden()
    page.fill("#brief-query", "")
    start.wait_for(state="visible")
    assert page.locator(".search-results li").count() == 0


@pytest.mark.parametrize("words", ["", "gallium"])
def test_nothing_moves_when_the_page_is_ready_and_results_come(
    open_page: OpenPage, searched: Published, serve_folder: ServeFolder, words: str
) -> None:
    phone = open_page(viewport={"width": 390, "height": 844})
    phone.add_init_script(SHIFTS)
    phone.goto(f"{serve_folder(searched.folder)}/search/?q={words}")
    phone.wait_for_selector(".search[data-ready]")
    if words:
        first = phone.locator(".search-results li").first.bounding_box()
        assert first
        assert first["y"] < 400  # visible, below the search field and one row of filters
    phone.wait_for_timeout(300)
    assert phone.evaluate("window.shifts") < 0.02


def test_the_404_page_has_a_working_search_field(
    guarded: Watched, searched: Published, serve_folder: ServeFolder
) -> None:
    guarded.goto(f"{serve_folder(searched.folder)}/nowhere/")
    guarded.fill("#brief-query", "praseodymium")
    guarded.keyboard.press("Enter")
    guarded.wait_for_selector(".search-results li")
    assert guarded.locator(".search-results h2").all_inner_texts() == ["Why magnets matter"]


@anywhere
def test_a_url_with_a_query_shows_its_results(
    guarded: Watched, searched: Published, serve_folder: ServeFolder
) -> None:
    base = searched.base_url.removeprefix("https://example.org")
    url = serve_folder(searched.folder, base)
    guarded.goto(f"{url}/search/?q=gallium&year=2024&category=Trade")
    guarded.wait_for_selector(".search-results li")
    assert guarded.inner_text("[role=status]") == "12 briefs found"
    assert guarded.input_value("#brief-year") == "2024"


@anywhere
def test_without_scripts_the_page_says_so(
    open_page: OpenPage, searched: Published, serve_folder: ServeFolder
) -> None:
    base = searched.base_url.removeprefix("https://example.org")
    silent = open_page(java_script_enabled=False)
    silent.goto(f"{serve_folder(searched.folder, base)}/search/")
    assert "JavaScript" in silent.inner_text("noscript")
    assert silent.is_hidden("#brief-query")


@anywhere
def test_the_page_says_when_the_index_is_missing(
    guarded: Watched, searched: Published, serve_folder: ServeFolder, tmp_path: Path
) -> None:
    base = searched.base_url.removeprefix("https://example.org")
    for path in ("search/index.html", *(p for p in searched.paths if p.startswith("assets/"))):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(searched.read(path))
    guarded.goto(f"{serve_folder(tmp_path, base)}/search/")
    guarded.wait_for_function("() => document.querySelector('[role=status]').textContent !== ''")
    assert "could not be loaded" in guarded.inner_text("[role=status]")


# The files of the index, without a browser


def index_files(site: Published) -> dict[str, bytes]:
    return {
        path: data
        for path, data in site.contents.items()
        if path.startswith("search/") and path != "search/index.html"
    }


def test_equal_content_gives_an_equal_index(make_site: MakeSite, build_site: BuildSite) -> None:
    files = {f"content/briefs/{number}.md": plain(number) for number in range(1, 6)}
    files["content/briefs/zh.md"] = "---\ntitle: 稀土\nlanguage: zh\n---\n稀土出口。\n"
    one = index_files(build_site(make_site(files, "one")))
    other = index_files(build_site(make_site(files, "other")))
    assert len(one) > 10
    assert one == other


def test_the_index_is_rebuilt_only_when_a_brief_changed(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def counted(part: Part, read: Callable[[str], bytes]) -> Bundle:
        runs.append(part)
        return bundle_of(part, read)

    monkeypatch.setattr(index, "bundle_of", counted)
    files = {"content/briefs/a.md": plain(1), "content/about.md": "---\ntitle: A\n---\nOne.\n"}
    root = make_site(files)
    first = index_files(build_site(root))
    assert build_site(root).done.written == 0
    make_site({"content/about.md": "---\ntitle: A\n---\nTwo.\n"})
    assert b"Two." in build_site(root).read("about/index.html")
    assert len(runs) == 1
    make_site({"content/briefs/a.md": plain(1).replace("gallium", "hafnium")})
    site = build_site(root)
    assert len(runs) == 2
    changed = index_files(site)
    assert changed != first
    manifest = json.loads((site.folder / ".briefgen.json").read_bytes())["files"]
    assert sorted(manifest) == site.paths
    assert build_site(root, clean=True).contents == site.contents
    assert len(runs) == 3


def test_a_damaged_index_is_rebuilt(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site({"content/briefs/a.md": plain(1)})
    site = build_site(root)
    before = site.contents
    (site.folder / "search/pagefind.js").unlink()
    assert build_site(root).contents == before


def test_search_can_be_switched_off(make_site: MakeSite, build_site: BuildSite) -> None:
    files = {"content/briefs/a.md": plain(1)}
    root = make_site(files)
    assert "search/pagefind.js" in build_site(root).paths
    without = build_site(make_site(files, search={"enabled": False}))
    assert [path for path in without.paths if path.startswith("search/")] == []
    assert without.page("/").select('.site-nav a[href="/search/"]') == []
    assert build_site(root).done.written == 0


def test_layouts_without_searchable_content_give_no_index(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": plain(1), "layouts/base.html": "Words alone."})
    site = build_site(root)
    assert site.codes == []
    assert [path for path in site.paths if path.startswith("search/")] == ["search/index.html"]
    assert build_site(root).done.written == 0


def test_a_site_without_briefs_has_a_search_page_and_no_index(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site())
    assert [path for path in site.paths if path.startswith("search/")] == ["search/index.html"]
    assert build_site(site.root).done.written == 0


def test_missing_libraries_are_noted_and_the_build_continues(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    root = make_site({"content/briefs/a.md": plain(1)})
    monkeypatch.setattr(sys, "argv", ["briefgen"])
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(root), "build", "--strict"])
    assert ended.value.code == 0
    errors = capsys.readouterr().err
    assert errors.count("pip install 'briefgen[search]'") == 1
    assert errors.count("pip install 'briefgen[social]'") == 1
    assert "0 warnings" in errors
    assert not (root / "public/search").exists()
    assert not (root / "public/briefs/a/social.png").exists()
    assert "/search/" not in (root / "public/index.html").read_text("utf-8")
    with pytest.raises(SystemExit):
        main(["-C", str(root), "--quiet", "build"])
    assert capsys.readouterr().err == ""
