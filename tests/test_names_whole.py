"""Names from texts on pages: isolated by direction, linked, and shown once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Page

LATIN = {
    "title": "What next? (Part 1)",
    "summary": "A floor (of sorts)!",
    "author": "Jane Roe!",
    "role": "Analyst (senior)",
    "category": "Trade (EU)",
    "tag": "Prices?",
    "region": "Punjab (IN)",
    "series": "Paying for supply!",
    "source": "The act (2024)!",
    "publisher": "European Commission!",
    "source author": "Smith, J. (ed.)",
    "credit": "Photo: Li (2025)!",
    "correction": "See the act (2024).",
    "heading": "What happened?",
    "site": "Critical Minerals (Brief)!",
    "institute": "Institute of Examples!",
    "navigation": "About us?",
    "older": "Older one!",
}
ARABIC: dict[str, Any] = {
    "language": "ar",
    "title": LATIN["site"],
    "publisher": {"name": LATIN["institute"], "url": "https://i.example"},
    "navigation": [{"text": LATIN["navigation"], "url": "/about/"}],
    "taxonomies": {"regions": {"title": "Regions"}},
}
FILES = {
    "content/about.md": "---\ntitle: من نحن\n---\nنص.\n",
    "content/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    "content/authors/jane.md": f"---\nname: {LATIN['author']}\nrole: {LATIN['role']}\n---\n",
    "content/briefs/b.md": f"---\ntitle: {LATIN['older']}\ndate: 2026-01-01\n---\nنص.\n",
    "content/briefs/c.md": (
        f"---\ntitle: T\ndate: 2025-01-01\nseries: {LATIN['series']}\n---\nنص.\n"
    ),
    "content/briefs/a.md": f"""---
title: "{LATIN["title"]}"
date: 2026-01-02
summary: "{LATIN["summary"]}"
authors: [jane]
categories: ["{LATIN["category"]}"]
tags: ["{LATIN["tag"]}"]
regions: ["{LATIN["region"]}"]
series: "{LATIN["series"]}"
image: {{src: /a.svg, alt: A, credit: "{LATIN["credit"]}"}}
sources:
  - {{url: https://a.example/x, title: "{LATIN["source"]}", publisher: "{LATIN["publisher"]}",
     author: "{LATIN["source author"]}"}}
corrections: [{{date: 2026-01-03, text: "{LATIN["correction"]}"}}]
---
نص [هنا](https://a.example/x).

## {LATIN["heading"]}

## اثنان

## ثلاثة
""",
}


# The parts of a page except its text and the citation, which is entirely in English.
TEXTS = (
    "//body//text()[not(ancestor::script)][not(ancestor::*[contains(@class, 'brief-body')])]"
    "[not(ancestor::*[contains(@class, 'cite-text')])]"
)


def isolated(page: Page) -> Iterator[str]:
    for element in page.select("main bdi, header bdi, footer bdi"):
        yield " ".join(element.text_content().split())


@pytest.mark.parametrize("path", ["/briefs/a/", "/", "/authors/jane/", "/tags/prices/"])
def test_a_latin_name_on_an_arabic_page_keeps_its_own_direction(
    make_quick_site: MakeSite, build_site: BuildSite, path: str
) -> None:
    site = build_site(make_quick_site(FILES, **ARABIC))
    assert site.diagnostics == ()
    page = site.page(path)
    alone = list(isolated(page))
    for name in LATIN.values():
        shown = page.tree.xpath(f"count({TEXTS}[contains(., $name)])", name=name)
        assert alone.count(name) >= shown, name
    if path == "/briefs/a/":
        assert set(LATIN.values()) - set(alone) == set()


def test_terms_of_the_sites_own_taxonomies_are_linked_on_a_brief(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    page = build_site(make_quick_site(FILES, **{**ARABIC, "language": "en"})).page("/briefs/a/")
    (line,) = (each for each in page.select(".tags") if "Regions" in each.text_content())
    assert line.text_content() == "Regions: Punjab (IN)"
    assert [link.get("href") for link in line.iter("a")] == ["/regions/punjab-in/"]


def test_only_a_brief_with_citations_separates_further_reading(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    sources = "sources: [{url: https://a.example/x, publisher: Ministry of Examples}]"
    files = {
        "content/briefs/a.md": f"---\ntitle: A\n{sources}\n---\nText.\n",
        "content/briefs/b.md": f"---\ntitle: B\n{sources}\n---\nText [t](https://b.example/).\n",
    }
    site = build_site(make_quick_site(files))
    without, cites = site.page("/briefs/a/"), site.page("/briefs/b/")
    assert ".source-further" not in without
    assert cites.words(".source-further") == ["Further reading"]
    (link,) = without.select(".sources li > a")
    assert link.text_content().startswith("Ministry of Examples")
    assert "Ministry" not in without.one(".source-facts").text_content()


@pytest.mark.parametrize(
    ("briefs", "parts", "kicker"),
    [(1, [], ["S"]), (2, ["Part 1 of 2 in S"], ["S, part 1"])],
)
def test_a_series_is_listed_from_two_parts_on(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    briefs: int,
    parts: list[str],
    kicker: list[str],
) -> None:
    files = {
        f"content/briefs/{number}.md": (
            f"---\ntitle: T{number}\ndate: 2026-01-0{number}\nseries: S\n---\nText.\n"
        )
        for number in range(1, briefs + 1)
    }
    page = build_site(make_quick_site(files)).page("/briefs/1/")
    assert page.words(".series h2") == parts
    assert page.words(".kicker") == kicker


def test_feeds_of_additional_languages_name_their_language(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n",
        "content/briefs/b.md": "---\ntitle: B\ndate: 2026-01-01\nlanguage: fr\n---\nTexte.\n",
    }
    site = build_site(make_quick_site(files, title="Digital Canada"))
    page = site.page("/briefs/b/")
    titles = page.values('link[type="application/atom+xml"]', "title")
    assert titles == ["Digital Canada – Français", "Digital Canada"]
    assert page.values(".feeds a", "href")[0] == "/fr/feed.atom"
    for form in ("atom", "rss", "json"):
        assert "Digital Canada – Français" in site.read(f"fr/feed.{form}").decode()
        assert "Français" not in site.read(f"feed.{form}").decode()


def test_the_caption_of_the_image_is_published_wherever_the_image_is(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/a.svg": FILES["content/a.svg"],
        "content/briefs/a.md": (
            "---\ntitle: A\ndate: 2026-01-01\nimage: {src: /a.svg, alt: A, credit: Li,"
            " caption: 'Both *pits* in [May](https://may.example)'}\n---\nText.\n"
        ),
    }
    site = build_site(make_quick_site(files))
    assert site.diagnostics == ()
    page = site.page("/briefs/a/")
    assert page.words(".lead-image figcaption") == [
        "Both pits in May (opens in a new tab) Credit: Li"
    ]
    assert page.values(".sources li > a", "href") == ["https://may.example"]
    assert "Both <em>pits</em>" in json.loads(site.read("feed.json"))["items"][0]["content_html"]
    assert json.loads(site.read("briefs.json"))["briefs"][0]["image"] == {
        "src": "https://example.org/a.svg",
        "alt": "A",
        "caption": "Both pits in May",
        "credit": "Li",
    }
    assert b"Both pits in May" in site.read("briefs/a/index.md")


def test_credits_and_corrections_link_to_sources_everywhere(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    matter = (
        "date: 2026-01-01\n"
        "image: {src: /a.svg, alt: A, credit: '[Li](https://li.example), *CC BY*'}\n"
        "corrections:\n  - date: 2026-01-02\n"
        "    text: See [the act](https://act.example) and [b](b.md)."
    )
    files = {
        "content/a.svg": FILES["content/a.svg"],
        "content/briefs/a.md": f"---\ntitle: A\n{matter}\n---\nText.\n",
        "content/briefs/b.md": "---\ntitle: B\n---\nText.\n",
    }
    site = build_site(make_quick_site(files))
    assert site.diagnostics == ()
    page = site.page("/briefs/a/")
    assert page.words(".lead-image figcaption em") == ["CC BY"]
    assert page.values(".corrections a", "href") == ["https://act.example", "/briefs/b/"]
    assert page.values(".sources li > a", "href") == ["https://li.example", "https://act.example"]
    for anchor in page.values(".source-backs a", "href"):
        assert len(page.select(anchor)) == 1
    for data in (site.read("briefs.json"), site.read("briefs/a/index.md")):
        assert b"See the act and b." in data
    feed = site.read("feed.atom").decode()
    assert "https://act.example" in feed
    assert "CC BY" in feed
    assert "[the act]" not in "".join(
        data.decode() for path, data in site.contents.items() if not path.endswith(".woff2")
    )
