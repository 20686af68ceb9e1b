"""Metadata of the pages of a whole site, read by third-party programs."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import pytest
import rdflib
from rdflib.namespace import RDF, SDO

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MadeOnce, MakeSite, Page, Published, WriteSite

BASE: Final = "https://example.org/notes"
SCHEMA: Final = "https://schema.org/"
HOSTILE: Final = "</script><!-- <script> & \"R&D\" 'x' ]]> {{ 7*7 }} \u2028 -- {50 %}"

FILES: Final[Mapping[str, str | bytes]] = {
    "content/briefs/two-bases.md": """\
---
title: Two bases
date: 2026-03-04
updated: 2026-03-05
summary: Two towns & a mine.
categories: [Rare Earths, Trade]
tags: [Baotou, R&D]
series: Magnets
authors: [mia, Ludwig van Beethoven, Ministry of Examples]
image: {src: chart.png, alt: A chart}
sources:
  - {url: 'https://a.example/report', title: The Report, publisher: Institute, author: A. Roe,
     date: 2025-12, archive_url: 'https://archive.example/1'}
corrections:
  - {date: 2026-03-07, text: "A number was wrong: 5 > 4."}
  - {date: 2026-03-06, text: Another one.}
---
It [rose](https://a.example/report).
""",
    "content/briefs/hostile.md": f"---\ntitle: {json.dumps(HOSTILE)}\n"
    f"summary: {json.dumps(HOSTILE)}\nauthors: [{json.dumps(HOSTILE)}]\n---\nText.\n",
    "content/briefs/unsigned.md": "---\ntitle: תקציר\nlanguage: he-IL\n---\nText.\n",
    "content/briefs/chart.png": b"\x89PNG",
    "content/about.md": "---\ntitle: About\n---\nWords.\n",
    "content/authors/mia.md": """\
---
name: Mia Weiss-Tal
role: Analyst
orcid: 0000-0002-1825-0097
links: [{text: Site, url: 'https://mia.example/'}]
---
Mia writes.
""",
}
PUBLISHER: Final = {"name": "Institute of Examples", "url": "https://institute.example"}


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    settings = {"base_url": BASE, "publisher": PUBLISHER, "language": "en-GB", "paginate": 1}
    return made_once("metadata", lambda root: build_site(write_site(root, FILES, **settings)))


def extracted(page: Page) -> dict[str, Any]:
    """Return what extruct finds in a page; its libraries emit warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import extruct  # noqa: PLC0415

        text = page.data.decode()
        found = extruct.extract(text, base_url=BASE, syntaxes=["json-ld", "opengraph"])
    return dict(found)


def nodes(page: Page) -> list[dict[str, Any]]:
    (data,) = extracted(page)["json-ld"]
    assert data["@context"] == "https://schema.org"
    return list(data["@graph"])


def node(page: Page, kind: str) -> dict[str, Any]:
    (found,) = [each for each in nodes(page) if each["@type"] == kind]
    return found


def triples(page: Page) -> rdflib.Graph:
    """Return the graph as RDF, without fetching the context of schema.org."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = {"@context": {"@vocab": SCHEMA}, "@graph": nodes(page)}
        return rdflib.Graph().parse(data=json.dumps(data), format="json-ld")


def described(site: Published) -> list[Page]:
    """Return the pages that are not redirects."""
    skipped = ("404.html", "search/index.html")
    return [
        each
        for each in site.pages
        if not each.path.endswith(skipped) and "link[rel=canonical]" in each
    ]


# Structured data


def test_every_page_has_one_graph_of_schema_org_terms(site: Published) -> None:
    pages = described(site)
    assert len(pages) > 15
    for page in pages:
        graph = triples(page)
        assert len(graph) > 5
        words = {*graph.predicates(), *graph.objects(predicate=RDF.type)} - {RDF.type}
        unknown = [str(word) for word in words if rdflib.URIRef(str(word)) not in SDO]
        assert unknown == [], page.path


def test_every_reference_in_a_graph_is_in_that_graph(site: Published) -> None:
    for page in described(site):
        graph = triples(page)
        named = {each for each in graph.objects() if isinstance(each, rdflib.URIRef)}
        types = set(graph.objects(predicate=RDF.type))
        missing = {each for each in named - types if (each, RDF.type, None) not in graph}
        assert missing == set(), page.path
        assert all(str(each).startswith("http") for each in named)


def test_a_brief_is_a_report_with_complete_metadata(site: Published) -> None:
    page = site.page("/briefs/two-bases/")
    brief = node(page, "Report")
    url = f"{BASE}/briefs/two-bases/"
    assert brief["mainEntityOfPage"] == {"@id": url}
    assert (brief["headline"], brief["description"]) == ("Two bases", "Two towns & a mine.")
    assert (brief["datePublished"], brief["dateModified"]) == ("2026-03-04", "2026-03-07")
    assert (brief["articleSection"], brief["keywords"]) == (
        ["Rare Earths", "Trade"],
        ["Baotou", "R&D"],
    )
    assert f"{BASE}/briefs/chart.png" in brief["image"]
    assert brief["isPartOf"]["name"] == "Magnets"
    assert brief["citation"] == [
        {
            "@type": "CreativeWork", "name": "The Report", "url": "https://a.example/report",
            "author": "A. Roe", "publisher": {"@type": "Organization", "name": "Institute"},
            "datePublished": "2025-12", "archivedAt": "https://archive.example/1",
        }
    ]  # fmt: skip
    assert brief["correction"][0] == {
        "@type": "CorrectionComment", "text": "A number was wrong: 5 > 4.",
        "datePublished": "2026-03-07",
    }  # fmt: skip


def test_authors_are_persons_with_orcid_or_organisations(site: Published) -> None:
    page = site.page("/briefs/two-bases/")
    mia, composer = (each for each in nodes(page) if each["@type"] == "Person")
    assert mia["@id"] == mia["sameAs"] == "https://orcid.org/0000-0002-1825-0097"
    assert (mia["name"], mia["givenName"], mia["familyName"], mia["jobTitle"]) == (
        "Mia Weiss-Tal", "Mia", "Weiss-Tal", "Analyst",
    )  # fmt: skip
    assert composer["familyName"] == "van Beethoven"
    bodies = {each["name"] for each in nodes(page) if each["@type"] == "Organization"}
    assert bodies == {"Institute of Examples", "Ministry of Examples"}
    brief = node(page, "Report")
    assert [each["@id"] for each in brief["author"]] == [
        mia["@id"], composer["@id"], f"{BASE}/authors/ministry-of-examples/#author",
    ]  # fmt: skip


def test_an_author_has_the_same_id_in_every_graph(site: Published) -> None:
    profile = node(site.page("/authors/mia/"), "Person")
    assert profile["@id"] == "https://orcid.org/0000-0002-1825-0097"
    assert profile["sameAs"] == [profile["@id"], "https://mia.example/"]
    body = site.page("/authors/ministry-of-examples/")
    assert node(body, "ProfilePage")["mainEntity"] == {
        "@id": f"{BASE}/authors/ministry-of-examples/#author"
    }


def test_a_brief_without_authors_is_by_the_publisher(site: Published) -> None:
    page = site.page("/briefs/unsigned/")
    publisher = node(page, "Organization")
    assert node(page, "Report")["author"] == [{"@id": publisher["@id"]}]
    assert page.values('meta[name="citation_author"]', "content") == ["Institute of Examples"]


def test_without_a_publisher_a_brief_is_an_article(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    page = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})).page(
        "/briefs/a/"
    )
    article = node(page, "Article")
    assert "publisher" not in article
    assert "author" not in article


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/briefs/two-bases/", ["Test Brief", "Rare Earths", "Two bases"]),
        ("/briefs/unsigned/", ["Test Brief", "תקציר"]),
        ("/categories/trade/", ["Test Brief", "Categories", "Trade"]),
        ("/authors/mia/", ["Test Brief", "Authors", "Mia Weiss-Tal"]),
        ("/tags/", ["Test Brief", "Tags"]),
        ("/about/", ["Test Brief", "About"]),
    ],
)
def test_a_page_has_breadcrumbs(site: Published, path: str, names: list[str]) -> None:
    page = site.page(path)
    items = node(page, "BreadcrumbList")["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(names) + 1))
    assert [item["name"] for item in items] == names
    assert items[-1]["item"] == page.one("link[rel=canonical]").get("href")
    assert all(site.file_of(item["item"]) in site.paths for item in items)


def test_no_title_can_break_out_of_the_script(site: Published) -> None:
    page = site.page("/briefs/hostile/")
    assert node(page, "Report")["headline"] == HOSTILE
    (data,) = re.findall(
        rb'<script type="application/ld\+json">(.*?)</script>', page.data, re.DOTALL
    )
    assert not set("<>&\u2028\n") & set(data.decode())
    assert page.errors == []
    assert page.one("title").text_content().startswith("</script>")


# Link previews


def previews(page: Page) -> dict[str, str]:
    (found,) = extracted(page)["opengraph"]
    return {
        name: value for name, value in found["properties"] if not name.startswith("article:tag")
    }


def test_a_link_to_a_brief_has_a_preview(site: Published) -> None:
    page = site.page("/briefs/two-bases/")
    shown = previews(page)
    assert shown["og:type"] == "article"
    assert shown["og:title"] == "Two bases"
    assert shown["og:url"] == f"{BASE}/briefs/two-bases/"
    assert shown["og:description"] == "Two towns & a mine."
    assert (shown["og:site_name"], shown["og:locale"]) == ("Test Brief", "en_GB")
    assert shown["article:published_time"] == "2026-03-04"
    assert shown["article:modified_time"] == "2026-03-07"
    assert page.values('meta[property="article:tag"]', "content") == ["Baotou", "R&D"]
    assert page.one('meta[name="twitter:card"]').get("content") == "summary_large_image"
    assert page.one('meta[name="twitter:image"]').get("content") == shown["og:image"]


def test_the_link_preview_image_exists(site: Published) -> None:
    for page in described(site):
        shown = previews(page)
        assert shown["og:url"] == page.one("link[rel=canonical]").get("href")
        card = page.one('meta[name="twitter:card"]').get("content")
        if "og:image" in shown:
            assert shown["og:image"].startswith(f"{BASE}/")
            assert site.file_of(shown["og:image"]) in site.paths
        assert card == ("summary_large_image" if "og:image" in shown else "summary")


@pytest.mark.parametrize(
    ("src", "is_shown"),
    [("p.png", True), ("p.svg", False), ("https://h.example/p.SVG?a=1#b", False)],
)
def test_an_svg_image_is_not_used_for_previews(
    make_quick_site: MakeSite, build_site: BuildSite, src: str, is_shown: bool
) -> None:
    text = f"---\ntitle: A\ndate: 2026-01-01\nimage: {{src: '{src}', alt: A}}\n---\nText."
    files = {"content/briefs/a/index.md": text, "content/briefs/a/p.svg": "<svg/>"}
    root = make_quick_site({**files, "content/briefs/a/p.png": b"\x89PNG"}, base_url=BASE)
    site = build_site(root)
    page = site.page("/briefs/a/")
    large = page.values('meta[name="twitter:card"]', "content") == ["summary_large_image"]
    assert large is is_shown
    for name in ("og:image", "twitter:image"):
        assert bool(page.select(f'[property="{name}"], [name="{name}"]')) is is_shown
    assert (b'"image":' in page.one("script[type='application/ld+json']").text.encode()) is is_shown
    assert ("image" in json.loads(site.read("feed.json"))["items"][0]) is is_shown
    assert page.select("article img")


def test_a_title_is_complete_in_a_preview(site: Published) -> None:
    assert previews(site.page("/briefs/hostile/"))["og:title"] == HOSTILE


def test_the_not_found_page_has_no_metadata(site: Published) -> None:
    page = site.page("/404.html")
    assert 'meta[property^="og:"], script[type="application/ld+json"]' not in page


# Citations


def highwire(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in page.select('meta[name^="citation_"]'):
        found.setdefault(tag.get("name").removeprefix("citation_"), []).append(tag.get("content"))
    return found


def test_google_scholar_and_zotero_can_read_the_brief(site: Published) -> None:
    url = f"{BASE}/briefs/two-bases/"
    assert highwire(site.page("/briefs/two-bases/")) == {
        "title": ["Two bases"],
        "author": ["Weiss-Tal, Mia", "van Beethoven, Ludwig", "Ministry of Examples"],
        "author_orcid": ["https://orcid.org/0000-0002-1825-0097"],
        "publication_date": ["2026/03/04"],
        "technical_report_institution": ["Institute of Examples"],
        "publisher": ["Institute of Examples"],
        "language": ["en-GB"],
        "keywords": ["Baotou", "R&D"],
        "abstract_html_url": [url],
        "fulltext_html_url": [url],
    }
    assert highwire(site.page("/about/")) == {}


def test_the_citation_files_are_beside_the_brief(site: Published) -> None:
    for slug in ("two-bases", "hostile", "unsigned"):
        page = site.page(f"/briefs/{slug}/")
        links = page.values(".cite-files a", "href")
        assert page.values("link[rel=describedby]", "href") == links
        assert [site.file_of(urljoin(BASE, link)) for link in links] == [
            f"briefs/{slug}/cite.{form}" for form in ("bib", "ris", "csl.json")
        ]
        for link in links:
            assert site.read(site.file_of(link))
    downloads = site.page("/briefs/two-bases/").values(".cite-files a", "download")
    assert downloads == [f"two-bases-2026.{form}" for form in ("bib", "ris", "csl.json")]


def test_the_suggested_citation_names_the_brief(site: Published) -> None:
    page = site.page("/briefs/two-bases/")
    assert page.words(".cite-text") == [
        (
            "Weiss-Tal, M., van Beethoven, L., & Ministry of Examples. (2026). Two bases "
            "[Policy brief]. Institute of Examples. https://example.org/notes/briefs/two-bases/"
        )
    ]
    assert page.words(".cite-text cite") == ["Two bases"]
    assert (
        HOSTILE.replace("\u2028", "").split()
        == site.page("/briefs/hostile/").words(".cite-text cite")[0].split()
    )


def test_citation_style_and_genre_are_settings(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site(
        {"content/briefs/a.md": "---\ntitle: A\ndate: 2026-03-04\nauthors: [Jane Roe]\n---\nText."},
        citation={"style": "chicago", "genre": "Working paper"},
    )
    page = build_site(root).page("/briefs/a/")
    assert page.words(".cite-text") == [
        "Roe, Jane. A. Working paper. Test Brief, March 4, 2026. https://example.org/briefs/a/."
    ]


def test_citation_keys_are_ascii_and_unique(make_site: MakeSite, build_site: BuildSite) -> None:
    names = ("中国", "日本", "café", "cafe-2")
    files = {f"content/briefs/{name}.md": "---\ntitle: A\n---\nText." for name in names}
    built = build_site(make_site(files))
    paths = [path for path in built.paths if path.endswith("cite.csl.json")]
    keys = [json.loads(built.read(path))[0]["id"] for path in paths]
    assert len(set(keys)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
    assert {"cafe", "cafe-2"} < set(keys)


def test_an_authors_file_corrects_the_citation(make_site: MakeSite, build_site: BuildSite) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\nauthors: [gabo, greenpeace]\n---\nText.",
        "content/authors/gabo.md": "---\nname: Gabriel García Márquez\n"
        "family_name: García Márquez\n---\n",
        "content/authors/greenpeace.md": "---\nname: Greenpeace\nkind: organisation\n---\n",
    }
    page = build_site(make_site(files)).page("/briefs/a/")
    assert highwire(page)["author"] == ["García Márquez, Gabriel", "Greenpeace"]
    assert node(page, "Organization")["name"] == "Greenpeace"


def test_a_family_name_missing_from_the_name_is_an_error(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\nauthors: [mia]\n---\nText.",
        "content/authors/mia.md": "---\nname: Mia Weiss\nfamily_name: Wei\n---\n",
    }
    (problem,) = build_site(make_site(files)).diagnostics
    assert (problem.code, problem.location.span.line) == ("wrong-value", 3)
