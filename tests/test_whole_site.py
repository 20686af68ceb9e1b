"""Whole sites, built to disk and parsed: what readers, browsers and scripts rely on."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from click.testing import CliRunner

from briefgen import scaffold
from briefgen.cli import cli
from briefgen.render.sources import CATALOGUES, THEME
from briefgen.render.translations import Catalogues
from tests.conftest import QUICK
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, Choices, MadeOnce, MakeSite, Page, Published, WriteSite

REPOSITORY: Final = Path(__file__).parents[1]
LATER: Final = datetime(2035, 1, 1, tzinfo=UTC)
SCRIPT: Final = "script:not([type='application/ld+json'])"  # script types that browsers run
HOSTILE: Final = "</title></script><b>\"R&D\" 'x'</b>]]> {{ 7*7 }} #1 50%"

BRIEF: Final = """\
---
title: Two bases
date: 2026-03-04
updated: 2026-03-05
summary: Two towns make most magnets.
highlights:
  - "Baotou **leads**, [by one account](https://a.example/report)."
  - A second takeaway.
  - A third takeaway, with [data](data.csv).
categories: [Rare Earths, Trade & Industry]
tags: [magnets, 中国]
series: Magnets
authors: [mia, Ole Vik]
aliases: [/old/two-bases/]
image: {src: chart.png, alt: A chart of two towns, credit: Mia Tal}
sources:
  - {url: 'https://a.example/report', title: The Report, publisher: Institute, date: 2025-12,
     accessed: 2026-03-01, archive_url: 'https://archive.example/1'}
  - {url: 'https://d.example/further', title: Further}
corrections:
  - {date: 2026-03-06, text: A number was wrong.}
---
# Two bases

It [rose](https://a.example/report) and [fell](https://b.example/?x=1&y=2), see
[the other brief](../other.md#the-end), [this part](#what-follows), [our tag](/tags/中国/),
[us](/about/) and [mail](mailto:mia@example.org).

![Two towns](chart.png "The towns.")

## What happened

It rose [again](https://a.example/report).[^1]

### In the north

| a | b |
| - | - |
| 1 | 2 |

## What happened

::: note A note
With a [third source](//c.example/x).
:::

## What follows

<p onclick="evil()">Raw <script>evil()</script><a href="https://e.example/raw">HTML</a>.</p>

[^1]: A note with a [source](https://f.example/).
"""

SHORT: Final = "---\ntitle: A\n---\nText.\n"

SITE: Final[Mapping[str, str | bytes]] = {
    "content/index.md": "---\ntitle: The Brief\n---\nWelcome, [read on](about.md#who).\n",
    "content/about.md": """\
        ---
        title: About us
        ---
        ## Who

        We, at [home](index.md).

        ## A

        ## B
        """,
    "content/briefs/2026-03-04-two-bases/index.md": BRIEF,
    "content/briefs/2026-03-04-two-bases/chart.png": b"\x89PNG",
    "content/briefs/2026-03-04-two-bases/data.csv": b"a,b\n",
    "content/briefs/other.md": """\
        ---
        title: The other brief
        date: 2026-02-01
        categories: [Rare Earths]
        series: Magnets
        authors: [mia]
        ---
        See [two bases](2026-03-04-two-bases/index.md#what-follows) and
        [its data](2026-03-04-two-bases/data.csv).

        ## The end
        """,
    "content/briefs/稀土.md": (
        "---\ntitle: 稀土\ntags: [中国]\nlanguage: zh\n---\n正文。\n\n## 为什么\n"
    ),
    "content/briefs/arabic.md": (
        "---\ntitle: المعادن النادرة\nlanguage: ar\ntags: [magnets]\n---\nنص.\n"
    ),
    "content/briefs/hostile.md": f"---\ntitle: {json.dumps(HOSTILE)}\n---\nText.\n",
    "content/categories/rare-earths.md": (
        "---\ntitle: Rare earths\n---\nWords on [us](../about.md).\n"
    ),
    "content/authors/mia.md": """\
        ---
        name: Mia Tal
        role: Editor
        email: mia@example.org
        orcid: 0000-0002-1825-0097
        links:
          - {text: Her page, url: 'https://mia.example/'}
        ---
        She wrote [two bases](../briefs/2026-03-04-two-bases/index.md).
        """,
    "content/logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}
SETTINGS: Final[Mapping[str, Any]] = {
    "description": "Short briefs.",
    "paginate": 2,
    "publisher": {"name": "Institute", "url": "https://i.example", "logo": "/logo.svg"},
    "navigation": [
        {"text": "Home", "url": "/"},
        {"text": "Topics", "url": "/categories/"},
        {"text": "About", "url": "/about/"},
        {"text": "Elsewhere", "url": "https://elsewhere.example/"},
    ],
    "theme": {"logo": "/logo.svg"},
}
BASES: Final = {
    "at the root": "https://example.org",
    "under a path": "https://example.org/policy/briefs",
}


NO_MORE_THAN_PAGES: Final[Mapping[str, Any]] = {
    "feeds": {"forms": []},
    "outputs": dict.fromkeys(
        ("archive", "markdown", "citations", "briefs_json", "llms_txt"), False
    ),
    "social": {"images": False},
    "search": {"enabled": False},
    "headers": {"enabled": False},
}


@pytest.fixture(scope="module")
def built(
    made_once: MadeOnce,
    write_site: WriteSite,
    build_site: BuildSite,
    own_site: Published,
) -> Callable[[str], Published]:
    """Build the sites of this module, each once: `built("at the root")`."""

    @cache
    def published(name: str) -> Published:
        if name == "the repository's own":
            return own_site
        return made_once(f"whole-{name.replace(' ', '-')}", partial(make, name))

    def make(name: str, folder: Path) -> Published:
        root = folder / "site"
        if name == "the starter":
            scaffold.make_site(root)
            return build_site(root, now=LATER)
        base = BASES.get(name, BASES["at the root"])
        less = NO_MORE_THAN_PAGES if name == "no more than pages" else {}
        return build_site(write_site(root, SITE, base_url=base, **SETTINGS, **less))

    return published


@pytest.fixture(params=BASES)
def site(request: pytest.FixtureRequest, built: Callable[[str], Published]) -> Published:
    """A site with something of everything."""
    return built(request.param)


@pytest.fixture(params=[*BASES, "no more than pages", "the starter", "the repository's own"])
def any_site(request: pytest.FixtureRequest, built: Callable[[str], Published]) -> Published:
    return built(request.param)


def is_redirect(page: Page) -> bool:
    return 'meta[http-equiv="refresh"]' in page


def is_external(url: str, site: Published) -> bool:
    parts = urlsplit(urljoin(site.base_url + "/", url))
    return parts.scheme in ("http", "https") and parts.netloc != urlsplit(site.base_url).netloc


# Every page of every site


def test_a_valid_site_has_no_problems(any_site: Published) -> None:
    assert any_site.paths
    # Only the full site has raw HTML with something to remove, an event handler and a script, and
    # a title in Chinese, which the font of link preview images lacks.
    is_full = "briefs/hostile/index.html" in any_site.paths
    has_cards = "briefs/hostile/social.png" in any_site.paths
    expected = ["removed-html"] * 2 if is_full else []
    if "imprint/index.html" in any_site.paths:  # the starter has gaps to fill in
        expected = ["placeholder"] * 5
    assert any_site.codes == [*expected, *(["card-font"] if has_cards else [])]


def test_the_pages_have_no_parse_errors(any_site: Published) -> None:
    assert [error for page in any_site.pages for error in page.errors] == []


def test_every_page_has_language_title_and_canonical_url(any_site: Published) -> None:
    for page in any_site.pages:
        html = page.one("html")
        assert re.fullmatch(r"[a-z]{2,3}(-\w+)*", html.get("lang")), page.path
        assert html.get("dir") in ("ltr", "rtl")
        (title,) = page.words("head > title")
        assert title
        assert page.values("meta[charset]", "charset") == ["utf-8"]
        assert "width=device-width" in page.values('meta[name="viewport"]', "content")[0]
        canonical = page.values('link[rel="canonical"]', "href")
        if page.path == "404.html":
            assert canonical == []
        else:
            (address,) = canonical
            assert address.startswith(f"{any_site.base_url}/")
            assert address.isascii()
            if not is_redirect(page) and ".kind-chart" not in page:
                assert any_site.file_of(address) == page.path


def test_every_page_has_one_h1_and_skips_no_heading_level(any_site: Published) -> None:
    for page in any_site.pages:
        if is_redirect(page):
            continue
        levels = [int(element.tag[1]) for element in page.select("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1, page.path
        assert levels.count(1) == 1, page.path
        assert all(level <= above + 1 for above, level in pairwise(levels)), page.path
        assert all(page.words("h1, h2, h3, h4, h5, h6")), page.path


def test_anchors_are_unique_on_a_page(any_site: Published) -> None:
    for page in any_site.pages:
        ids = page.values("[id]", "id")
        assert len(ids) == len(set(ids)), page.path
        assert all(ids), page.path
        assert not any(" " in each for each in ids), page.path


def test_every_internal_link_leads_to_an_existing_file_and_anchor(
    any_site: Published,
) -> None:
    files = set(any_site.paths)
    anchors = {page.path: set(page.values("[id]", "id")) for page in any_site.pages}
    seen = 0
    for page in any_site.pages:
        here = f"{any_site.base_url}/{page.path.removesuffix('index.html')}"
        for element in page.select("[href], [src]"):
            written = element.get("href", element.get("src"))
            url = urljoin(here, written)
            if urlsplit(url).scheme not in ("http", "https") or is_external(written, any_site):
                continue
            assert written.startswith(("/", "#", any_site.base_url)), f"{page.path}: {written}"
            file = any_site.file_of(url)
            assert file in files, f"{page.path}: {written}"
            fragment = unquote(urlsplit(url).fragment)
            if fragment:
                assert fragment in anchors[file], f"{page.path}: {written}"
            seen += 1
    assert seen > 50


def test_labels_and_descriptions_refer_to_existing_elements(any_site: Published) -> None:
    for page in any_site.pages:
        ids = set(page.values("[id]", "id"))
        assert set(page.values("[aria-labelledby]", "aria-labelledby")) <= ids, page.path
        for element in page.select("nav"):
            assert element.get("aria-label") or element.get("aria-labelledby"), page.path
        landmarks = [each.get("aria-label") for each in page.select("nav[aria-label]")]
        assert len(landmarks) == len(set(landmarks)), page.path
        assert len(page.select("main")) == 1


def test_every_link_and_button_has_a_name(any_site: Published) -> None:
    for page in any_site.pages:
        for element in page.select("a[href], button"):
            if (element.get("aria-hidden"), element.get("tabindex")) == ("true", "-1"):
                continue  # the image of a brief, whose title is the link
            words = element.text_content().strip() or element.get("aria-label")
            assert words or any(image.get("alt") for image in element.cssselect("img")), page.path


def test_every_image_has_alt_text(any_site: Published) -> None:
    for page in any_site.pages:
        assert all(image.get("alt") is not None for image in page.select("img")), page.path


def test_pages_load_nothing_from_other_hosts(any_site: Published) -> None:
    """No script, style, font, frame or image comes from another host unless an author adds it."""
    for page in any_site.pages:
        urls = page.values("script[src], img[src], iframe[src], source[src]", "src")
        urls += page.values("link[href]:not([rel=canonical])", "href")
        assert not [url for url in urls if is_external(url, any_site)], page.path
        assert all(element.get("src") for element in page.select(SCRIPT)), page.path
        assert not [
            name for element in page.tree.iter() for name in element.attrib if name.startswith("on")
        ], page.path


def test_links_to_other_hosts_are_marked_and_open_in_a_new_tab(any_site: Published) -> None:
    found = 0
    for page in any_site.pages:
        for element in page.select("a[href]"):
            if not is_external(element.get("href"), any_site):
                assert "source-link" not in element.classes
                continue
            found += 1
            assert (element.get("target"), element.get("rel")) == ("_blank", "noopener external")
            *name, hint = element.cssselect("span.visually-hidden")
            words = Catalogues(THEME / CATALOGUES).of(page.one("html").get("lang"))
            label = words.gettext("(opens in a new tab)")
            assert hint.text_content() == f" {label}"
            assert ("source-link" in element.classes) is not bool(name), page.path
    assert found


# Markup of a brief


def brief_page(site: Published) -> Page:
    return site.page("/briefs/two-bases/")


def test_the_brief_is_an_article_with_its_title_for_its_heading(site: Published) -> None:
    page = brief_page(site)
    article = page.one("article.brief.h-entry")
    (heading,) = article.cssselect("h1.p-name")
    assert heading.text_content() == "Two bases"
    assert "main > article.brief" in page
    assert len(page.select("h1")) == 1, "the body's own `# Two bases` is not a second one"


def test_the_highlight_box_has_a_heading_and_an_item_for_each_highlight(site: Published) -> None:
    box = brief_page(site).one("article.brief aside.highlights")
    (heading,) = box.cssselect("h1, h2, h3, h4, h5, h6")
    assert heading.text_content() == "Highlights"
    items = box.cssselect("ul > li")
    assert len(items) == 3
    assert items[0].cssselect("strong")[0].text_content() == "leads"
    assert items[1].text_content() == "A second takeaway."


def test_the_body_has_its_marker_class_and_heading_anchors(site: Published) -> None:
    body = brief_page(site).one("article.brief div.brief-body.e-content")
    assert [each.text_content() for each in body.cssselect("h2")] == [
        "What happened", "What happened", "What follows",
    ]  # fmt: skip
    assert [each.get("id") for each in body.cssselect("h2")][:1] == ["what-happened"]


def test_a_source_link_is_marked_and_says_that_it_opens_a_new_tab(site: Published) -> None:
    body = brief_page(site).one(".brief-body")
    links = body.cssselect("a.source-link")
    assert [link.get("href") for link in links] == [
        "https://a.example/report", "https://b.example/?x=1&y=2", "https://a.example/report",
        "//c.example/x", "https://e.example/raw", "https://f.example/",
    ]  # fmt: skip
    for link in links:
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener external")
        assert link[-1].get("class") == "visually-hidden"
        assert link[-1].text_content() == " (opens in a new tab)"
    assert links[0].text == "rose"


def test_internal_links_are_not_source_links(site: Published) -> None:
    body = brief_page(site).one(".brief-body")
    others = [link for link in body.cssselect("a") if "source-link" not in link.classes]
    path = urlsplit(site.base_url).path
    hrefs = [link.get("href") for link in others]
    assert hrefs[:5] == [
        f"{path}/briefs/other/#the-end", "#what-follows", f"{path}/tags/%E4%B8%AD%E5%9B%BD/",
        f"{path}/about/", "mailto:mia@example.org",
    ]  # fmt: skip
    assert not any(link.get("target") for link in others)


def test_the_sources_are_numbered_and_link_back_to_their_mentions(site: Published) -> None:
    page = brief_page(site)
    items = page.one("section.sources").cssselect("ol > li")
    assert [item.get("id") for item in items] == [f"source-{n}" for n in range(1, len(items) + 1)]
    hrefs = [item.cssselect("a.source-link")[0].get("href") for item in items]
    assert hrefs == [
        "https://a.example/report", "https://b.example/?x=1&y=2", "//c.example/x",
        "https://e.example/raw", "https://f.example/", "https://d.example/further",
    ]  # fmt: skip
    cited = {link.get("id"): link.get("href") for link in page.select("a.source-link[id]")}
    led = []
    for item, href in zip(items, hrefs, strict=True):
        backs = [each.get("href") for each in item.cssselect('a[href^="#"]')]
        assert all(cited[back.removeprefix("#")] == href for back in backs)
        led += backs
    assert len(led) == len(set(led)) == len(cited)
    assert len([each for each in led if each.startswith("#cite-1-")]) == 3, "highlight and two more"


def test_a_source_shows_its_details_from_the_front_matter(site: Published) -> None:
    items = brief_page(site).select("section.sources ol > li")
    text = " ".join(items[0].text_content().split())
    for words in ("The Report", "Institute", "December 2025", "accessed 1 March 2026"):
        assert words in text
    assert items[0].cssselect("a")[1].get("href") == "https://archive.example/1"
    assert "Further reading" in items[-1].text_content()
    assert items[1].cssselect("a")[0].text_content().startswith("fell")


def test_the_share_buttons_are_plain_labelled_links(site: Published) -> None:
    page = brief_page(site)
    nav = page.one("nav.share[aria-label]")
    heading = nav.getprevious()
    assert heading.text_content() == "Spread the word:"
    address = f"{site.base_url}/briefs/two-bases/"
    links = [link.get("href") for link in nav.cssselect("a")]
    assert len(links) == 4
    assert all(address in unquote(link) for link in links)
    assert all(
        link.cssselect("span.visually-hidden")[0].text_content() for link in nav.cssselect("a")
    )
    assert [button.get("data-share") for button in nav.cssselect("button")] == ["copy"]
    assert all(button.get("hidden") is not None for button in nav.cssselect("button"))
    assert {button.get("data-url") for button in nav.cssselect("button")} == {address}


def test_the_categories_are_labelled_links(site: Published) -> None:
    line = brief_page(site).one("p.categories")
    assert line.text_content() == "Categories: Rare earths, Trade & Industry"
    path = urlsplit(site.base_url).path
    assert [link.get("href") for link in line.cssselect('a.p-category[rel="tag"]')] == [
        f"{path}/categories/rare-earths/",
        f"{path}/categories/trade-industry/",
    ]


def test_a_brief_shows_its_citation_and_related_briefs(site: Published) -> None:
    page = brief_page(site)
    citation = page.one("section.cite").text_content()
    for words in ("Tal, M., & Vik, O. (2026)", "Two bases", "Institute", site.base_url):
        assert words in citation
    (related, *_) = page.one("nav.related").cssselect("a.u-url")
    assert related.text_content() == "The other brief"


def test_the_other_parts_of_a_brief(site: Published) -> None:
    page = brief_page(site)
    assert page.values("time.dt-published", "datetime")[0] == "2026-03-04"
    assert page.values("time.dt-updated", "datetime") == ["2026-03-05"]
    assert page.words(".byline .p-author") == ["Mia Tal", "Ole Vik"]
    assert page.words(".standfirst") == ["Two towns make most magnets."]
    assert page.values("img.u-photo", "alt") == ["A chart of two towns"]
    assert page.words(".lead-image figcaption") == ["Credit: Mia Tal"]
    assert page.words(".corrections li") == ["6 March 2026 A number was wrong."]
    assert "Part 2 of 2" in page.words("nav.series h2")[0]
    assert page.words('nav.series a[aria-current="page"]') == ["Two bases"]
    assert page.words("nav.toc a") == ["What happened", "What happened", "What follows"]
    assert page.words(".neighbours .older") == ["‹ Older The other brief"]


def test_scripts_in_a_text_are_never_published(site: Published) -> None:
    assert b"evil" not in site.read("/briefs/two-bases/")
    assert "Raw HTML (opens in a new tab)." in brief_page(site).words(".brief-body p")


# Other parts of a site


def test_a_title_with_markup_is_shown_in_full_and_runs_nothing(site: Published) -> None:
    for path in ("/briefs/hostile/", "/page/2/", "/page/3/", "/404.html", "/"):
        page = site.page(path)
        for element in page.select(SCRIPT):
            assert (element.text or "") == ""
        assert b"</script><b>" not in page.data
    page = site.page("/briefs/hostile/")
    assert page.one("h1").text_content() == HOSTILE
    assert page.one("title").text_content() == f"{HOSTILE} – Test Brief"
    assert {button.get("data-title") for button in page.select(".share button")} == {HOSTILE}
    assert HOSTILE in page.one("section.cite").text_content()


def test_a_page_has_its_language_and_direction(site: Published) -> None:
    found = {
        path: (site.page(path).one("html").get("lang"), site.page(path).one("html").get("dir"))
        for path in ("/", "/briefs/arabic/", "/briefs/稀土/")
    }
    assert list(found.values()) == [("en", "ltr"), ("ar", "rtl"), ("zh", "ltr")]
    (card,) = [
        each
        for each in site.page("/tags/magnets/").select(".card")
        if "المعادن" in each.text_content()
    ]
    assert (card.get("lang"), card.get("dir")) == ("ar", "rtl")
    (heading,) = site.page("/briefs/稀土/").select(".brief-body h2")
    assert heading.get("id")


def test_the_navigation_marks_the_current_page(site: Published) -> None:
    def current(path: str) -> dict[str, str]:
        found = site.page(path).select(".site-nav a[aria-current]")
        return {link.text_content(): link.get("aria-current") for link in found}

    assert current("/") == {"Home": "page"}
    assert current("/about/") == {"About": "page"}
    assert current("/categories/") == {"Topics": "page"}
    assert current("/categories/rare-earths/") == {"Topics": "true"}
    assert current("/briefs/two-bases/") == {}


def test_the_footer_leads_to_every_list_of_briefs(site: Published) -> None:
    links = site.page("/about/").select(".foot-menu a")
    texts = [link.text_content() for link in links]
    assert texts[:5] == ["Categories", "Tags", "Series", "Authors", "Archive"]
    assert [link.get("aria-current") for link in links if link.get("aria-current")] == []
    current = site.page("/archive/").select(".foot-menu a[aria-current]")
    assert [(link.text_content(), link.get("aria-current")) for link in current] == [
        ("Archive", "page")
    ]


def test_a_logo_for_dark_mode_is_used_in_dark_mode(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    files = {"content/a.svg": drawing, "content/b.svg": drawing}
    built = build_site(make_site(files, theme={"logo": "a.svg", "logo_dark": "b.svg"}, **QUICK))
    page = built.page("/")
    assert page.values(".brand source", "srcset") == ["/b.svg"]
    assert page.values(".brand source", "media") == ["(prefers-color-scheme: dark)"]
    assert page.values(".brand img", "src") == ["/a.svg"]


def test_the_dark_head_of_ministry_has_the_logo_for_dark_mode_on_every_screen(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    theme = {"look": "ministry", "logo": "a.svg", "logo_dark": "b.svg"}
    files = {"content/a.svg": drawing, "content/b.svg": drawing}
    page = build_site(make_site(files, theme=theme, **QUICK)).page("/")
    assert page.values(".brand source", "srcset") == ["/b.svg"]
    assert page.values(".brand source", "media") == ["screen"]
    assert page.values(".brand img", "src") == ["/a.svg"]


def test_the_description_is_once_on_each_page(site: Published) -> None:
    for path in ("/", "/about/", "/archive/"):
        page = site.page(path)
        shown = [each for each in page.words("p") if each == "Short briefs."]
        assert len(shown) == 1, path


def test_the_home_page_has_its_text_the_newest_brief_and_all_categories(site: Published) -> None:
    page = site.page("/")
    assert page.words("h1") == ["The Brief"]
    assert "Welcome, read on." in page.words(".prose p")
    assert page.words("article.lead h2") == ["Two bases"]
    assert len(page.select("article.lead aside.highlights li")) == 3
    assert page.words(".shelf h3 a") == ["Rare earths", "Trade & Industry"]
    assert page.values('meta[name="description"]', "content") == ["Welcome, read on."]


def test_every_brief_appears_once_in_the_home_page_list(site: Published) -> None:
    pages = [site.page(path) for path in ("/", "/page/2/", "/page/3/")]
    shown = [link.get("href") for page in pages for link in page.select("main article a.u-url")]
    assert len(shown) == len(set(shown)) == 5
    path = urlsplit(site.base_url).path
    assert pages[0].values("a.older, a.newer", "href") == [f"{path}/page/2/"]
    assert pages[1].values("a.newer, a.older", "href") == [f"{path}/", f"{path}/page/3/"]
    assert pages[1].values('link[rel="prev"], link[rel="next"]', "href") == [
        f"{path}/", f"{path}/page/3/",
    ]  # fmt: skip
    assert pages[1].words('.pagination [aria-current="page"]') == ["Page 2"]
    assert pages[2].values("a.older", "href") == []


def test_an_author_page_has_the_authors_details_and_briefs(site: Published) -> None:
    page = site.page("/authors/mia/")
    assert page.words("h1.p-name") == ["Mia Tal"]
    assert page.words(".p-job-title") == ["Editor"]
    assert page.values(".contacts a", "href") == [
        "mailto:mia@example.org", "https://orcid.org/0000-0002-1825-0097", "https://mia.example/",
    ]  # fmt: skip
    assert page.words(".card h3") == ["Two bases", "The other brief"]
    assert page.words("#brief-list") == ["2 briefs"]
    assert site.page("/authors/ole-vik/").words("#brief-list") == ["1 brief"]


def test_a_term_page_has_its_text_and_its_briefs(site: Published) -> None:
    page = site.page("/categories/rare-earths/")
    assert page.words("h1") == ["Rare earths"]
    assert page.words(".list-words p") == ["Words on us."]
    assert page.words(".card h3") == ["Two bases", "The other brief"]
    assert site.page("/tags/中国/").words(".card h3") == ["Two bases", "稀土"]


def test_an_old_address_redirects_to_the_new_one(site: Published) -> None:
    page = site.page("/old/two-bases/")
    path = urlsplit(site.base_url).path
    assert page.values('meta[http-equiv="refresh"]', "content") == [
        f"0; url={path}/briefs/two-bases/"
    ]
    assert page.values('link[rel="canonical"]', "href") == [f"{site.base_url}/briefs/two-bases/"]
    assert page.values("main a", "href") == [f"{path}/briefs/two-bases/"]
    assert page.values('meta[name="robots"]', "content") == ["noindex"]


def test_every_output_beside_the_pages_can_be_switched_off(
    tmp_path: Path, write_site: WriteSite, build_site: BuildSite
) -> None:
    site = build_site(write_site(tmp_path, SITE, **SETTINGS, **NO_MORE_THAN_PAGES))
    others = [path for path in site.paths if not path.endswith(".html")]
    assert [path for path in others if not path.startswith("assets/")] == [
        "_redirects",
        "briefs/2026-03-04-two-bases/chart.png",
        "briefs/2026-03-04-two-bases/data.csv",
        "logo.svg",
        "robots.txt",
        "sitemap.xml",
    ]
    assert not [path for path in others if path.startswith(("assets/feed", "assets/search"))]
    assert "archive/index.html" not in site.paths
    assert not brief_page(site).select('[href*="cite."], [href$=".md"], link[rel="alternate"]')


def test_files_beside_a_brief_are_published_unchanged(site: Published) -> None:
    folder = "briefs/2026-03-04-two-bases"
    assert site.read(f"{folder}/data.csv") == b"a,b\n"
    assert site.read(f"{folder}/chart.png") == b"\x89PNG"


def test_an_svg_image_is_published_without_its_scripts(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">%b<path d="M0 0"/></svg>'
    bad, good = svg % b"<script>evil()</script>", svg % b""
    site = build_site(
        make_site({"content/briefs/a.md": SHORT, "content/b.svg": bad, "content/g.svg": good})
    )
    assert site.codes == ["removed-html"]
    assert b"<path" in site.read("b.svg")
    assert b"evil" not in site.read("b.svg")
    assert b'<path d="M0 0"/></svg>' in site.read("g.svg")


@pytest.mark.parametrize("name", ["a.svgz", "A.SVGZ", "a.svg"])
def test_a_compressed_svg_image_is_refused(
    make_site: MakeSite, build_site: BuildSite, name: str
) -> None:
    data = gzip.compress(b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    site = build_site(make_site({"content/briefs/a.md": SHORT, f"content/{name}": data}))
    assert site.codes == ["unsafe-svg"]


def test_theme_files_carry_their_digest_and_are_all_linked(site: Published) -> None:
    assets = [path for path in site.paths if path.startswith("assets/")]
    assert all(re.fullmatch(r"assets/[\w/.-]+-[0-9a-f]{10}\.\w+", path) for path in assets)
    linking = b"\n".join(data for path, data in site.contents.items() if not path.endswith(".txt"))
    unread = [path for path in assets if path.removeprefix("assets/").encode() not in linking]
    assert [path for path in unread if "OFL" not in path] == []  # the licence of the fonts


# Switches


def test_source_links_may_stay_in_the_same_tab(make_site: MakeSite, build_site: BuildSite) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\nhighlights: ['[h](https://h.example/)']\n"
        "authors: [mia]\n---\n[x](https://a.example/)\n",
        "content/authors/mia.md": "---\nname: M\nlinks: [{text: P, url: 'https://m.example'}]\n---\n",
    }
    site = build_site(
        make_site(
            files, links={"new_tab": False}, publisher={"name": "I", "url": "https://i.example"}
        )
    )
    assert site.codes == []
    for page in site.pages:
        assert "a[target]" not in page
        assert "opens in a new tab" not in page.data.decode()
    links = site.page("/briefs/a/").select("a.source-link")
    assert len(links) == 5, "in highlight, text, the list of both, and the publisher"
    assert {link.get("rel") for link in links} == {"external"}


@pytest.mark.parametrize(
    ("matter", "settings"), [("share: false", {}), ("", {"share": []})], ids=["brief", "site"]
)
def test_share_buttons_can_be_switched_off(
    make_site: MakeSite, build_site: BuildSite, matter: str, settings: dict[str, Any]
) -> None:
    files = {"content/briefs/a.md": f"---\ntitle: A\n{matter}\n---\nText.\n"}
    page = build_site(make_site(files, **settings)).page("/briefs/a/")
    assert ".share" not in page
    assert SCRIPT not in page
    assert b"Spread the word" not in page.data


def test_the_shortest_brief_has_no_empty_parts(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText.\n"}))
    page = site.page("/briefs/a/")
    parts = (
        ".highlights, .sources, .categories, .tags, .related, .series, .corrections, .neighbours, "
        ".toc, .lead-image, .standfirst, time, .p-author, .badge, .kicker"
    )
    assert parts not in page
    texts = page.select("main h2, main p:not([role=status]), main ul, main ol, main li, main div")
    assert all(each.text_content().strip() for each in texts)


def test_a_site_without_briefs_says_so(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site({}))
    assert site.codes == ["no-briefs"]
    assert site.page("/").words(".empty") == ["No brief has been published yet."]
    assert not site.page("/").errors


def test_a_draft_is_marked_wherever_it_is_shown(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\ndraft: true\n---\nText.\n"})
    site = build_site(root, drafts=True)
    assert site.page("/briefs/a/").words(".badge") == ["Draft"]
    assert site.page("/").words(".badge") == ["Draft"]


@pytest.mark.parametrize("base", ["https://example.org/x", "http://localhost:8000"])
def test_base_url_can_be_overridden(make_site: MakeSite, build_site: BuildSite, base: str) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\n[h](/)\n"})
    page = build_site(root, base_url=base).page("/briefs/a/")
    assert page.values('link[rel="canonical"]', "href") == [f"{base}/briefs/a/"]
    assert page.values(".brief-body a", "href") == [f"{urlsplit(base).path}/"]


# Unpublished briefs show nowhere


WAITING: Final = """\
---
title: Sekretum
date: 2026-01-01
{matter}
summary: Sekretum summary.
highlights: [Sekretum highlight.]
categories: [Sekretum category]
tags: [shared, Sekretum tag]
series: Sekretum series
authors: [mia, Sekretum Author]
aliases: [/sekretum/old/]
slug: sekretum
image: {{src: sekretum.png, alt: Sekretum alt}}
sources: [{{url: 'https://sekretum.example/', title: Sekretum source}}]
extra: {{sekretum: sekretum}}
---
Sekretum body with [data](sekretum.csv).
"""


@pytest.mark.parametrize(
    ("matter", "option"),
    [("draft: true", {"drafts": True}), ("embargo: 2026-07-01", {"embargoed": True})],
    ids=["draft", "embargo"],
)
def test_nothing_of_an_unpublished_brief_reaches_the_output(
    make_site: MakeSite, build_site: BuildSite, matter: str, option: Choices
) -> None:
    folder = "content/briefs/sekretum"
    root = make_site(
        {
            f"{folder}/index.md": WAITING.format(matter=matter).encode(),
            f"{folder}/sekretum.png": b"sekretum",
            f"{folder}/sekretum.csv": b"sekretum",
            "content/briefs/open.md": (
                "---\ntitle: Open\ntags: [shared]\nauthors: [mia]\n---\nText.\n"
            ),
            "content/authors/mia.md": "---\nname: Mia\n---\nWords.\n",
        }
    )
    site = build_site(root)
    assert site.codes == []
    leaks = [
        path for path, data in site.contents.items() if "sekretum" in (path + str(data)).lower()
    ]
    assert leaks == []
    assert b"ekretum" not in (site.folder / ".briefgen.json").read_bytes()
    assert site.page("/tags/shared/").words("#brief-list") == ["1 brief"]
    shown = build_site(root, **option)
    assert "briefs/sekretum/sekretum.png" in shown.paths
    assert build_site(root).contents == site.contents


# One build after another


def dated(title: str, day: int, matter: str = "", body: str = "Text.") -> str:
    return f"---\ntitle: {title}\ndate: 2026-01-{day:02}\n{matter}\n---\n{body}\n"


TWELVE: Final = {f"content/briefs/b{day:02}.md": dated(f"Title {day}", day) for day in range(1, 13)}


def times(site: Published) -> dict[str, int]:
    return {path: (site.folder / path).stat().st_mtime_ns for path in site.paths}


def changed(before: dict[str, int], site: Published) -> set[str]:
    after = times(site)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def pages(paths: Iterable[str]) -> set[str]:
    return {path for path in paths if path.endswith(".html")}


@pytest.fixture
def series_of_builds(make_site: MakeSite, build_site: BuildSite) -> Published:
    """Twelve briefs, none related to another."""
    return build_site(make_site(TWELVE, paginate=4))


def test_an_unchanged_site_writes_no_file(
    series_of_builds: Published, build_site: BuildSite
) -> None:
    before = times(series_of_builds)
    again = build_site(series_of_builds.root)
    assert changed(before, again) == set()
    assert (again.done.written, again.done.removed) == (0, 0)


def test_touching_a_file_writes_no_output(
    series_of_builds: Published, build_site: BuildSite
) -> None:
    before, contents = times(series_of_builds), series_of_builds.contents
    for name in ("content/briefs/b06.md", "site.yaml"):
        (series_of_builds.root / name).touch()
    assert changed(before, build_site(series_of_builds.root)) == set()
    # The next build makes a new plan, with what is known about the touched file.
    (series_of_builds.root / "content/about.md").write_text("---\ntitle: About\n---\nText.\n")
    again = build_site(series_of_builds.root)
    assert {path: again.read(path) for path in contents if path.endswith(".html")} == {
        path: data for path, data in contents.items() if path.endswith(".html")
    }
    assert set(again.paths) >= {*contents, "about/index.html"}


@pytest.mark.parametrize("name", ["partials/card.html", "base.html", "assets/site.css"])
def test_a_changed_theme_reaches_the_pages_in_the_next_build(
    make_quick_site: MakeSite, build_site: BuildSite, tmp_path: Path, name: str
) -> None:
    root = make_quick_site(TWELVE, paginate=4)
    contents = build_site(root).contents
    file = root / "layouts" / name
    file.parent.mkdir(parents=True)
    file.write_text("{% for x in 'ab' %}new{% endfor %}")
    warm = build_site(root)
    assert any(b"new" in data for data in warm.contents.values())
    shutil.rmtree(root / ".briefgen")
    assert build_site(root, output=tmp_path / "cold").contents == warm.contents
    file.unlink()
    assert build_site(root).contents == contents


def test_an_edited_text_changes_only_its_own_page(
    series_of_builds: Published, build_site: BuildSite
) -> None:
    before = times(series_of_builds)
    file = series_of_builds.root / "content/briefs/b06.md"
    file.write_text(dated("Title 6", 6, body="Text.\n\nAnd more."))
    again = build_site(series_of_builds.root)
    found = changed(before, again)
    assert pages(found) == {"briefs/b06/index.html"}
    assert found >= {"briefs/b06/index.md", "feed.atom", "feed.json", "feed.rss"}
    assert not found & {"sitemap.xml", "briefs.json", "llms.txt"}
    assert again.done.written + again.done.removed == len(found)


def test_an_edited_title_changes_the_pages_that_show_it(
    series_of_builds: Published, build_site: BuildSite
) -> None:
    before = times(series_of_builds)
    (series_of_builds.root / "content/briefs/b06.md").write_text(dated("Another", 6))
    found = changed(before, build_site(series_of_builds.root))
    assert pages(found) == {
        "archive/index.html", "briefs/b05/index.html", "briefs/b06/index.html",
        "briefs/b07/index.html", "page/2/index.html",
    }  # fmt: skip
    assert found >= {"briefs/b06/index.md", "briefs.json", "llms.txt", "feed.atom"}
    assert "briefs/b05/index.md" not in found


def test_outputs_of_removed_content_are_removed(make_site: MakeSite, build_site: BuildSite) -> None:
    files = {
        "content/briefs/a.md": dated("A", 1, "tags: [t]\nauthors: [Mia]\naliases: [/old/]"),
        "content/briefs/b.md": dated("B", 2),
        "content/data/d.csv": "1",
    }
    root = make_site(files, paginate=1)
    first = build_site(root)
    former = first.paths
    assert {"tags/t/index.html", "page/2/index.html", "old/index.html"} <= set(former)
    (root / "content/briefs/a.md").unlink()
    (root / "content/data/d.csv").unlink()
    second = build_site(root)
    assert pages(second.paths) - {"search/index.html"} == {
        "404.html", "archive/index.html", "briefs/b/index.html", "index.html",
    }  # fmt: skip
    assert not {"_redirects", "tags/t/feed.atom", "briefs/a/index.md"} & set(second.paths)
    assert second.done.removed == len({*former} - {*second.paths})
    assert not [
        each for each in second.folder.rglob("*") if each.is_dir() and not [*each.iterdir()]
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"content/briefs/b.md": "---\ntitle: B\n---\n[x](nowhere.md)\n"},
        {"layouts/brief.html": "{{ nope }}"},
        {"site.yaml": "title: [\n"},
    ],
    ids=["content", "layout", "site.yaml"],
)
def test_an_error_leaves_the_published_site_unchanged(
    make_site: MakeSite, build_site: BuildSite, fault: dict[str, str]
) -> None:
    root = make_site({"content/briefs/a.md": dated("A", 1)})
    good = build_site(root)
    contents, when = good.contents, times(good)
    make_site({"content/briefs/a.md": dated("Edited", 1), **fault})
    bad = build_site(root)
    assert bad.counts is None
    assert len(bad.codes) == 1
    assert (good.contents, times(good)) == (contents, when)
    assert sorted(path.name for path in root.iterdir() if path.name.startswith(".")) == [
        ".briefgen"
    ]


# Reproducible output


EPOCH: Final = "1780000000"  # in May 2026


def arguments(root: Path, output: Path, *options: str) -> list[str]:
    return ["-C", str(root), "build", "--output", str(output), *options]


def run(root: Path, output: Path, *options: str, epoch: str = EPOCH) -> None:
    """Build with the command in this process."""
    command = arguments(root, output, *options)
    result = CliRunner().invoke(cli, command, env={"SOURCE_DATE_EPOCH": epoch})
    assert result.exit_code == 0, result.output


def run_elsewhere(root: Path, output: Path, **environment: str) -> None:
    """Build as from a shell, in a process of its own."""
    process = subprocess.run(
        [sys.executable, "-m", "briefgen", *arguments(root, output)],
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "SOURCE_DATE_EPOCH": EPOCH,
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_machine_time_zone_and_file_order_do_not_change_the_output(
    tmp_path: Path, write_site: WriteSite, compiled: Path
) -> None:
    worlds = [
        {"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C"},
        {
            "TZ": "Pacific/Kiritimati",
            "PYTHONHASHSEED": "4711",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
        },
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "random", "SOURCE_DATE_EPOCH": "1900000000"},
    ]
    trees = []
    for number, world in enumerate(worlds):
        files = dict(reversed(list(SITE.items()))) if number % 2 else dict(SITE)
        root = write_site(tmp_path / ("deeper/" * number) / "site", files, **SETTINGS)
        shutil.copytree(compiled, root / ".briefgen" / "layouts")
        output = tmp_path / f"output-{number}"
        run_elsewhere(root, output, **world)
        trees.append(tree(output))
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) > 25


@exhaustive
def test_a_warm_build_equals_a_clean_build(tmp_path: Path, write_site: WriteSite) -> None:
    root = write_site(tmp_path / "site", SITE, **SETTINGS)
    run(root, tmp_path / "cold")
    run(root, tmp_path / "warm")
    run(root, tmp_path / "clean", "--clean")
    assert tree(tmp_path / "cold") == tree(tmp_path / "warm") == tree(tmp_path / "clean")


@pytest.mark.parametrize(("day", "slugs"), [(14, ["a"]), (16, ["a", "b"])])
def test_the_build_time_can_be_set(
    tmp_path: Path, write_site: WriteSite, day: int, slugs: list[str]
) -> None:
    root = write_site(
        tmp_path / "site",
        {"content/briefs/a.md": dated("A", 1), "content/briefs/b.md": dated("B", 15)},
    )
    now = datetime(2026, 1, day, tzinfo=UTC)
    run(root, tmp_path / "out", epoch=str(int(now.timestamp())))
    assert sorted(path.name for path in (tmp_path / "out/briefs").iterdir()) == slugs


def test_line_endings_and_a_byte_order_mark_change_nothing(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    plain = build_site(make_quick_site({"content/briefs/a.md": BRIEF_OF_PARTS.encode()}, "lf"))
    for name, data in {
        "crlf": BRIEF_OF_PARTS.replace("\n", "\r\n").encode(),
        "cr": BRIEF_OF_PARTS.replace("\n", "\r").encode(),
        "bom": b"\xef\xbb\xbf" + BRIEF_OF_PARTS.encode(),
    }.items():
        other = build_site(make_quick_site({"content/briefs/a.md": data}, name))
        assert other.contents == plain.contents, name


BRIEF_OF_PARTS: Final = """\
---
title: A
summary: >
  Folded
  text.
highlights:
  - One.
---
Text that
goes on.

```
code

  more
```

| a | b |
| - | - |
| 1 | 2 |

- item

      code
"""


def test_the_licence_of_the_texts_is_in_the_footer_and_the_head(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {"content/briefs/a.md": "---\ntitle: A\nlanguage: de\n---\nText.\n"}
    site = build_site(make_quick_site(files, license="CC-BY-4.0"))
    assert site.diagnostics == ()
    url = "https://creativecommons.org/licenses/by/4.0/"
    page = site.page("/briefs/a/")
    assert page.words(".site-foot .license") == ["Lizenz: CC BY 4.0 (öffnet in einem neuen Tab)"]
    assert page.values(".site-foot .license a", "href") == [url]
    assert page.values("link[rel=license]", "href") == [url]
    without = build_site(make_quick_site(files)).page("/briefs/a/")
    assert ".license" not in without
    assert "link[rel=license]" not in without


@pytest.mark.parametrize("written", ["CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"])
def test_a_licence_is_an_spdx_id(
    make_quick_site: MakeSite, build_site: BuildSite, written: str
) -> None:
    site = build_site(make_quick_site(license=written))
    assert site.codes == ["wrong-value"]
    assert site.diagnostics[0].location.path == "site.yaml"
