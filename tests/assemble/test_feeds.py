"""Which briefs a feed has, and how a sitemap is split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefgen.assemble.planners import sitemap
from briefgen.model.documents import Feed, Sitemap, SitemapEntry, SitemapIndex
from briefgen.model.outputs import Written

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(matter: str = "", title: str = "T") -> str:
    return f"---\ntitle: {title}\n{matter}\n---\nText.\n"


def days(count: int, matter: str = "") -> dict[str, str]:
    """Return briefs named after their day in May 2026."""
    return {
        f"content/briefs/{day}.md": brief(f"date: 2026-05-{day:02}\n{matter}", str(day))
        for day in range(1, count + 1)
    }


def written(planned: PlannedSite, path: str) -> Written:
    (output,) = [each for each in planned.outputs if each.path == path]
    assert isinstance(output, Written)
    return output


def feed(planned: PlannedSite, path: str) -> Feed:
    entry = written(planned, path)
    assert isinstance(entry.document, Feed)
    assert len(entry.passages) == len(entry.document.entries)
    return entry.document


def titles(planned: PlannedSite, path: str) -> list[str]:
    return [entry.title for entry in feed(planned, path).entries]


def test_a_feed_has_the_newest_twenty(plan_site: PlanSite) -> None:
    planned = plan_site(days(25, "tags: [t]\nseries: S\nauthors: [Mia]"))
    newest = [str(day) for day in range(25, 5, -1)]
    for folder in ("", "tags/t/", "series/s/", "authors/mia/"):
        assert titles(planned, f"{folder}feed.atom") == newest


def test_a_brief_without_a_date_is_in_no_feed(plan_site: PlanSite) -> None:
    planned = plan_site({**days(2), "content/briefs/undated.md": brief("tags: [t]", "Undated")})
    assert titles(planned, "feed.rss") == ["2", "1"]
    assert titles(planned, "tags/t/feed.rss") == []


def test_the_formats_of_a_feed_share_their_content(plan_site: PlanSite) -> None:
    planned = plan_site(days(2, "tags: [t]"))
    one, other = feed(planned, "feed.atom"), feed(planned, "feed.json")
    assert one is other is feed(planned, "feed.rss")
    entries = feed(planned, "tags/t/feed.atom").entries
    assert all(a is b for a, b in zip(one.entries, entries, strict=True))


@pytest.mark.parametrize(
    ("matter", "updated"),
    [
        ("", "2026-03-04"),
        ("updated: 2026-03-05", "2026-03-05"),
        ("updated: 2026-03-03", "2026-03-04"),
        ("corrections: [{date: 2026-03-07, text: X}]", "2026-03-07"),
        ("updated: 2026-03-09\ncorrections: [{date: 2026-03-07, text: X}]", "2026-03-09"),
        ("corrections: [{date: 2026-03-07, text: X}, {date: 2026-03-06, text: Y}]", "2026-03-07"),
    ],
)  # fmt: skip
def test_the_latest_change_counts_as_updated(
    plan_site: PlanSite, matter: str, updated: str
) -> None:
    planned = plan_site({"content/briefs/a.md": brief(f"date: 2026-03-04\n{matter}")})
    (entry,) = feed(planned, "feed.atom").entries
    assert (entry.date.iso, entry.updated.iso) == ("2026-03-04", updated)
    assert written(planned, "sitemap.xml").document.pages[1].changed == updated


def test_a_feed_is_titled_after_its_term_and_the_site(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            **days(1, "tags: [trade]"),
            "content/tags/trade.md": "---\ntitle: Trade\nsummary: Who sells.\n---\n",
        },
        title="Notes",
        description="All notes.",
    )
    entry = feed(planned, "tags/trade/feed.json")
    assert (entry.title, entry.subtitle) == ("Trade – Notes", "Who sells.")
    assert entry.url == "https://example.org/tags/trade/"
    assert (feed(planned, "feed.json").title, feed(planned, "feed.json").subtitle) == (
        "Notes",
        "All notes.",
    )


def test_a_site_without_briefs_has_feeds_and_a_sitemap(plan_site: PlanSite) -> None:
    planned = plan_site({})
    assert titles(planned, "feed.atom") == []
    assert written(planned, "sitemap.xml").document == Sitemap(
        (SitemapEntry("https://example.org/"),)
    )
    assert "archive/index.html" not in [each.path for each in planned.outputs]


def test_the_sitemap_of_a_very_large_site_is_an_index(
    plan_site: PlanSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "_URLS", 2)
    planned = plan_site(days(3))
    index = written(planned, "sitemap.xml").document
    assert index == SitemapIndex(
        (
            SitemapEntry("https://example.org/sitemap-1.xml", "2026-05-03"),
            SitemapEntry("https://example.org/sitemap-2.xml", "2026-05-02"),
            SitemapEntry("https://example.org/sitemap-3.xml", ""),
        )
    )
    parts = [written(planned, f"sitemap-{number}.xml").document.pages for number in (1, 2, 3)]
    assert [len(part) for part in parts] == [2, 2, 1]


@pytest.mark.parametrize(("count", "sizes"), [(50_000, [50_000]), (50_001, [50_000, 1])])
def test_a_sitemap_has_at_most_fifty_thousand_pages(count: int, sizes: list[int]) -> None:
    pages = [SitemapEntry(f"https://example.org/{number}/") for number in range(count)]
    assert [len(part) for part in sitemap._parts(pages)] == sizes


def test_a_sitemap_has_at_most_fifty_million_bytes() -> None:
    pages = [SitemapEntry(f"https://example.org/{number}/{'x' * 2000}") for number in range(30_000)]
    parts = list(sitemap._parts(pages))
    assert len(parts) == 2
    assert sum(len(page.url) for page in parts[0]) < 50_000_000
