"""The views that layouts receive: of single briefs and of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from briefgen.model.outputs import Rendered
from briefgen.model.text import SourceLink
from briefgen.model.views import BriefPage, BriefView, Card, HomePage, SiteView, View
from tests.support.reading import shown

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite

V = TypeVar("V", bound=View)


def brief(matter: str = "", body: str = "Text.", title: str = "T") -> str:
    return f"---\ntitle: {title}\n{matter}\n---\n{body}\n"


def page(planned: PlannedSite, path: str) -> Rendered:
    (output,) = [each for each in planned.outputs if each.path == path]
    assert isinstance(output, Rendered)
    return output


def view(planned: PlannedSite, path: str, kind: type[V]) -> V:
    page_view = page(planned, path).view
    assert isinstance(page_view, kind)
    return page_view


def full(planned: PlannedSite, slug: str = "a") -> BriefView:
    return view(planned, f"briefs/{slug}/index.html", BriefPage).brief


def frame(planned: PlannedSite) -> SiteView:
    return page(planned, "index.html").site


def cards(planned: PlannedSite) -> list[Card]:
    """Return the cards of the home page, the lead first."""
    home = view(planned, "index.html", HomePage)
    return [*([home.lead] if home.lead else []), *home.cards]


# The site


def test_the_frame_has_the_values_of_site_yaml(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief(), "content/logo.svg": b"<svg/>", "content/mark.png": b"1"},
        title="R&D",
        base_url="https://example.org/sub/",
        description="What it is.",
        language="de",
        publisher={
            "name": "Institute",
            "url": "https://institute.example",
            "logo": "/logo.svg",
            "email": "mail@example.org",
        },
        theme={"logo": "/mark.png"},
        navigation=[
            {"text": "Home", "url": "/"},
            {"text": "Topics", "url": "/tags/中国/?a=b#c"},
            {"text": "Elsewhere", "url": "https://other.example/x"},
        ],
        extra={"colour": {"of": ["the", "door"]}},
    )
    site = frame(planned)
    assert (site.title, site.url, site.base_url) == ("R&D", "/sub/", "https://example.org/sub")
    assert (site.description, site.language, site.logo) == ("What it is.", "de", "/sub/mark.png")
    assert site.publisher is not None
    assert site.publisher.name == "Institute"
    assert site.publisher.url == "https://institute.example"
    assert site.publisher.logo == "/sub/logo.svg"
    assert site.publisher.email == "mail@example.org"
    assert [(item.text, item.url) for item in site.navigation] == [
        ("Home", "/sub/"),
        ("Topics", "/sub/tags/%E4%B8%AD%E5%9B%BD/?a=b#c"),
        ("Elsewhere", "https://other.example/x"),
    ]
    assert site.extra["colour"]["of"][1] == "door"
    assert all(url.startswith("/sub/assets/") for url in site.assets.values())


@pytest.mark.parametrize("logo", ["logo.svg", "./logo.svg", "/logo.svg"])
def test_a_logo_is_a_path_in_content_with_or_without_a_slash(
    plan_site: PlanSite, logo: str
) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief(), "content/logo.svg": b"<svg/>"},
        base_url="https://example.org/sub/",
        publisher={"name": "I", "logo": logo},
        theme={"logo": logo},
    )
    assert planned.diagnostics == ()
    site = frame(planned)
    assert site.publisher is not None
    assert site.logo == site.publisher.logo == "/sub/logo.svg"


def test_a_missing_logo_is_reported_with_and_without_a_slash(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief()}, theme={"logo": "logo.svg"})
    (problem,) = planned.diagnostics
    assert (problem.code, problem.location.path) == ("broken-link", "site.yaml")
    assert problem.location.span.width == len('"logo.svg"')


def test_a_logo_may_be_on_another_host(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief()},
        publisher={"name": "I", "logo": "//cdn.example/logo.png"},
    )
    publisher = frame(planned).publisher
    assert publisher is not None
    assert publisher.logo == "//cdn.example/logo.png"


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("fa", "rtl"), ("ur-PK", "rtl"),
        ("zh-Hant", "ltr"), ("AR", "rtl"), ("arn", "ltr"),
    ],
)  # fmt: skip
def test_a_page_has_the_direction_of_its_language(
    plan_site: PlanSite, language: str, direction: str
) -> None:
    planned = plan_site({"content/briefs/a.md": brief(f"language: {language}")})
    head = view(planned, "briefs/a/index.html", BriefPage).page
    assert (head.language, head.direction) == (language, direction)
    home = view(planned, "index.html", HomePage).page
    assert (home.language, home.direction) == ("en", "ltr")


def test_a_brief_without_language_has_the_sites_language(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief()}, language="ar")
    head = view(planned, "briefs/a/index.html", BriefPage).page
    assert (head.language, head.direction) == ("ar", "rtl")


def test_links_have_the_base_path_and_the_canonical_url_is_absolute(
    plan_site: PlanSite,
) -> None:
    planned = plan_site({"content/briefs/稀土.md": brief()}, base_url="https://example.org/sub")
    head = view(planned, "briefs/稀土/index.html", BriefPage).page
    assert head.url == "/sub/briefs/%E7%A8%80%E5%9C%9F/"
    assert head.canonical == "https://example.org/sub/briefs/%E7%A8%80%E5%9C%9F/"
    assert (head.kind, head.source) == ("brief", "content/briefs/稀土.md")


# Cards


def test_a_card_shows_what_a_list_needs(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a/index.md": brief(
                "date: 2026-03-04\nsummary: In short.\nauthors: [mia, Ole Vik]\n"
                "categories: [Trade, Energy]\nlanguage: he\n"
                "image: {src: p.png, alt: A pit, credit: Mia}",
                "word " * 1000,
                "A & B",
            ),
            "content/briefs/a/p.png": b"1",
            "content/authors/mia.md": "---\nname: Mia Tal\nrole: Editor\n---\n",
        },
        base_url="https://example.org/sub",
    )
    (card,) = cards(planned)
    assert (card.title, card.url, card.summary) == ("A & B", "/sub/briefs/a/", "In short.")
    assert card.date is not None
    assert card.date.iso == "2026-03-04"
    assert [(each.name, each.url, each.role) for each in card.authors] == [
        ("Mia Tal", "/sub/he/authors/mia/", "Editor"),
        ("Ole Vik", "/sub/he/authors/ole-vik/", ""),
    ]
    assert [(each.name, each.url) for each in card.categories] == [
        ("Trade", "/sub/he/categories/trade/"),
        ("Energy", "/sub/he/categories/energy/"),
    ]
    assert card.image is not None
    assert (card.image.src, card.image.alt, shown(card.image.credit)) == (
        "/sub/briefs/a/p.png", "A pit", "Mia",
    )  # fmt: skip
    assert (card.language, card.direction, card.minutes) == ("he", "rtl", 4)


def test_an_image_on_another_host_keeps_its_url(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief("image: {src: 'https://cdn.example/p.png', alt: P}")}
    )
    (card,) = cards(planned)
    assert card.image is not None
    assert card.image.src == "https://cdn.example/p.png"


def test_a_short_text_has_a_reading_time_of_one_minute(plan_site: PlanSite) -> None:
    (card,) = cards(plan_site({"content/briefs/a.md": brief(body="One word.")}))
    assert card.minutes == 1
    assert (card.summary, card.date, card.authors, card.image) == ("One word.", None, (), None)


# Briefs


def test_a_brief_names_the_previous_and_next_brief(plan_site: PlanSite) -> None:
    planned = plan_site(
        {f"content/briefs/{slug}.md": brief(f"date: 2026-01-0{day}", title=slug.upper())
         for day, slug in enumerate("abc", 1)}
    )  # fmt: skip
    middle = full(planned, "b")
    assert middle.newer is not None
    assert (middle.newer.text, middle.newer.url) == ("C", "/briefs/c/")
    assert middle.older is not None
    assert (middle.older.text, middle.older.url) == ("A", "/briefs/a/")
    assert full(planned, "c").newer is None
    assert full(planned, "a").older is None


def test_a_brief_knows_its_part_number_in_its_series(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            **{f"content/briefs/{slug}.md": brief(f"date: 2026-01-0{day}\nseries: S", title=slug)
               for day, slug in enumerate("abc", 1)},
            "content/briefs/alone.md": brief("date: 2026-01-09"),
            "content/series/s.md": brief(title="The Series"),
        }
    )  # fmt: skip
    for position, slug in enumerate("abc", 1):
        series = full(planned, slug).series
        assert series is not None
        assert (series.name, series.url, series.position) == ("The Series", "/series/s/", position)
        assert [(part.text, part.url) for part in series.parts] == [
            ("a", "/briefs/a/"), ("b", "/briefs/b/"), ("c", "/briefs/c/"),
        ]  # fmt: skip
        assert [part.is_current for part in series.parts] == [each == slug for each in "abc"]
    assert full(planned, "alone").series is None


def test_a_part_of_a_long_series_lists_the_parts_around_it(plan_site: PlanSite) -> None:
    planned = plan_site(
        {f"content/briefs/b{n}.md": brief(f"date: 2026-01-01 00:{n:02}\nseries: S", title=f"B{n}")
         for n in range(1, 41)}
    )  # fmt: skip
    for position, first in ((1, 1), (13, 1), (14, 2), (20, 8), (28, 16), (29, 16), (40, 16)):
        series = full(planned, f"b{position}").series
        assert series is not None
        assert (series.position, series.total, series.first) == (position, 40, first)
        expected = [f"B{number}" for number in range(first, first + 25)]
        assert [part.text for part in series.parts] == expected
        assert [part.text for part in series.parts if part.is_current] == [f"B{position}"]


def test_a_brief_has_the_terms_of_every_taxonomy(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief("categories: [C, c]\ntags: [B, A]\nplaces: [Baotou]")},
        taxonomies={"places": {}},
    )
    brief_view = full(planned)
    assert {key: [term.name for term in terms] for key, terms in brief_view.terms.items()} == {
        "categories": ["C"], "tags": ["B", "A"], "series": [], "places": ["Baotou"],
    }  # fmt: skip
    assert brief_view.categories == brief_view.terms["categories"]
    assert brief_view.tags == brief_view.terms["tags"]


def test_a_citation_has_all_its_parts(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief("date: 2026-03-04\nauthors: [Mia Tal, Ole]")})
    citation = full(planned).citation
    assert citation is not None
    assert (citation.key, citation.title, citation.publisher) == ("a-2026", "T", "Test Brief")
    assert (citation.url, citation.language) == ("https://example.org/briefs/a/", "en")
    assert [author.inverted for author in citation.authors] == ["Tal, Mia", "Ole"]
    assert citation.authors[0].url == "https://example.org/authors/mia-tal/"


def test_a_citation_without_authors_names_the_publisher(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief()}
    unsigned = full(plan_site(files)).citation
    issued = full(plan_site(files, publisher={"name": "Institute"})).citation
    assert unsigned and issued
    assert (unsigned.authors, unsigned.publisher) == ((), "Test Brief")
    assert ([author.name for author in issued.authors], issued.publisher) == (
        ["Institute"], "Institute",
    )  # fmt: skip


def test_share_links_have_the_absolute_url_unless_the_brief_has_none(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief(), "content/briefs/b.md": brief("share: false")},
        share=["copy", "x"],
        base_url="https://example.org/sub",
    )
    first, second = full(planned).share
    assert (first.network, first.url) == ("copy", "https://example.org/sub/briefs/a/")
    assert "https%3A%2F%2Fexample.org%2Fsub%2Fbriefs%2Fa%2F" in second.url
    assert full(planned, "b").share == ()


def test_the_standfirst_is_only_the_authors_own_summary(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/own.md": brief("summary: In short.\nhighlights: [First.]"),
            "content/briefs/taken.md": brief("highlights: [First., Second.]"),
            "content/briefs/bare.md": brief(body="At length."),
        }
    )
    assert (full(planned, "own").summary, full(planned, "own").standfirst) == (
        "In short.",
        "In short.",
    )
    assert (full(planned, "taken").summary, full(planned, "taken").standfirst) == ("First.", "")
    assert (full(planned, "bare").summary, full(planned, "bare").standfirst) == ("At length.", "")


def test_a_brief_view_has_its_own_text_and_metadata(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(
                "date: 2026-01-01\nupdated: 2026-02-05\ndraft: true\nextra: {k: [1]}\n"
                "corrections:\n  - {date: 2026-02-03, text: A word was wrong.}",
                "## One\n\nSee [it](https://a.example/) and [B](b.md).\n\n## Two",
            ),
            "content/briefs/b.md": brief(),
        },
        {"drafts": True},
    )
    brief_view = full(planned)
    assert brief_view.is_draft
    assert brief_view.updated is not None
    assert brief_view.updated.iso == "2026-02-05"
    assert brief_view.extra == {"k": [1]}
    assert [heading.text for heading in brief_view.headings] == ["One", "Two"]
    assert [(source.number, source.url) for source in brief_view.sources] == [
        (1, "https://a.example/")
    ]
    (correction,) = brief_view.corrections
    assert correction.date is not None
    assert (correction.date.iso, shown(correction.text)) == ("2026-02-03", "A word was wrong.")
    assert not full(planned, "b").is_draft


def test_related_briefs_are_cards(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [t]", title="A"),
            "content/briefs/b.md": brief("tags: [t]", title="B"),
        }
    )
    assert [card.title for card in full(planned).related] == ["B"]


def test_the_links_in_highlights_are_resolved(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("highlights: ['A **bold** [word](b.md).']"),
            "content/briefs/b.md": brief(),
        },
        base_url="https://example.org/sub",
    )
    (highlight,) = full(planned).highlights
    assert shown(highlight) == 'A <strong>bold</strong> <a href="/sub/briefs/b/">word</a>.'


def test_the_home_page_lead_repeats_no_anchor_of_the_brief(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief(
                "highlights: ['[It](https://a.example/) rose.']\ndraft: true"
            )
        },
        {"drafts": True},
    )
    lead = view(planned, "index.html", HomePage).lead
    assert lead is not None
    (highlight,) = lead.highlights
    assert highlight.parts[0] == SourceLink("https://a.example/", number=0, anchor="")
    assert lead.is_draft
