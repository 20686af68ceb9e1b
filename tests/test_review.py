"""A build for reviewers contains everything, says so on each page, and is for nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import BuildSite, CheckHtml, Choices, MakeSite, Published

NOW: Final = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
REVIEW: Final[Choices] = {
    "now": NOW,
    "drafts": True,
    "future": True,
    "embargoed": True,
    "purpose": "review",
    "ahead": "ignore",
}
FILES: Final[dict[str, str | bytes]] = {
    "content/briefs/open.md": (
        "---\ntitle: Open\ndate: 2026-01-01\ncategories: [Trade]\naliases: [/old/]\n"
        "authors: [mia]\n---\nText with [a source](https://a.example/).\n"
    ),
    "content/briefs/draft.md": (
        "---\ntitle: A draft\ndraft: true\ntags: [t]\n---\n[Next](later.md).\n"
    ),
    "content/briefs/later.md": "---\ntitle: Later\ndate: 2031-07-23\nseries: S\n---\nText.\n",
    "content/briefs/secret/index.md": (
        "---\ntitle: Secret\nembargo: 2031-07-23 09:41\nlanguage: de\n---\n![P](p.svg)\n"
    ),
    "content/briefs/secret/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "content/authors/mia.md": "---\nname: Mia\n---\nWords.\n",
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/robots.txt": b"User-agent: *\nAllow: /\n",
    "content/llms.txt": b"# Ours\n",
}
SETTINGS: Final[dict[str, Any]] = {
    "timezone": "Europe/Berlin",
    "share": ["x", "copy"],
    "comments": {"provider": "static", "url": "https://forms.example.org/replies"},
    "analytics": {"provider": "plausible", "site": "example.org"},
    "headers": {"enabled": True},
}


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site(FILES, **SETTINGS)


@pytest.fixture
def review(root: Path, build_site: BuildSite) -> Published:
    return build_site(root, output=root / "review", **REVIEW)


def test_reviewers_get_every_text(review: Published) -> None:
    assert review.codes == []
    for slug, badge in {
        "open": None, "draft": "Draft", "later": "To be published on 23 July 2031",
        "secret": "Sperrfrist bis 23. Juli 2031",
    }.items():  # fmt: skip
        page = review.page(f"/briefs/{slug}/")
        assert page.words(".brief-head .badge") == ([badge] if badge else []), slug
    assert review.read("/briefs/secret/p.svg")
    assert "tags/t/index.html" in review.paths


def test_every_page_is_marked_with_the_day_of_the_build_and_kept_out_of_search_engines(
    review: Published,
) -> None:
    kinds = {page.one("body").get("class") for page in review.pages}
    assert len(kinds) > 8, kinds
    for page in review.pages:
        (mark,) = page.words("body > .review-mark")
        assert re.search(r"for review|zur Durchsicht", mark), page.path
        # It is already the next day in the site's time zone.
        assert page.values(".review-mark time", "datetime") == ["2026-06-02"], page.path
        robots = page.values("meta[name=robots]", "content")
        assert all("noindex" in each for each in robots), page.path
        assert robots, page.path
        assert page.values("link[rel=canonical], link[hreflang], script[type*=json]", "href") == []
        assert page.values("meta[property^=og], meta[name^=citation_]", "content") == []
        assert page.values("[type*=atom], [type*=rss], [type*=markdown]", "href") == []


def test_nothing_invites_programs_or_tells_other_services(review: Published) -> None:
    names = {path.rpartition("/")[2] for path in review.paths}
    assert not names & {
        "sitemap.xml", "llms.txt", "briefs.json", "feed.atom", "feed.rss", "feed.json", "index.md",
        "social.png",
    }  # fmt: skip
    assert review.read("robots.txt") == b"User-agent: *\nDisallow: /\n"
    headers = review.read("_headers").decode()
    assert "X-Robots-Tag: noindex, nofollow" in headers
    assert "Referrer-Policy: no-referrer" in headers
    for page in review.pages:
        assert page.values("form[action*=forms], .share a, script[src*=plausible]", "class") == []
        assert "https://forms" not in page.one("meta[http-equiv*=Policy]").get("content")


def test_the_published_site_is_the_same_before_and_after(root: Path, build_site: BuildSite) -> None:
    before = build_site(root, now=NOW)
    contents = before.contents
    build_site(root, output=root / "review", **REVIEW)
    after = build_site(root, now=NOW)
    assert after.contents == contents
    assert (after.done.written, after.done.removed) == (0, 0)
    assert not [path for path, data in contents.items() if b'review-mark"' in data]
    assert b"Allow: /" in contents["robots.txt"]
    for word in (b"Secret", b"A draft", b"Later"):
        assert not [path for path, data in contents.items() if word in data]


def test_the_mark_follows_the_day(review: Published, build_site: BuildSite) -> None:
    moved: Choices = {**REVIEW, "now": datetime(2026, 6, 3, 12, tzinfo=UTC)}
    later = build_site(review.root, output=review.folder, **moved)
    assert later.page("/briefs/open/").values(".review-mark time", "datetime") == ["2026-06-03"]


def test_a_layout_without_the_mark_is_an_error(make_site: MakeSite, build_site: BuildSite) -> None:
    layout = "<!doctype html>\n<html lang=en>\n<title>T</title>\n<body>\n{{ body }}\n</html>\n"
    site = make_site({**FILES, "layouts/base.html": layout}, **SETTINGS)
    assert build_site(site, now=NOW).counts
    refused = build_site(site, output=site / "review", **REVIEW)
    assert refused.counts is None
    assert set(refused.codes) == {"layout"}
    problem = refused.diagnostics[0]
    assert (problem.location.path, problem.location.span.line) == ("layouts/base.html", 4)
    assert "partials/review.html" in problem.hint
    assert not (site / "review").exists()


def test_a_layout_that_fills_a_block_is_marked_too(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    blocks = ("head", "header", "footer", "content")
    own = "".join(f"{{% block {name} %}}{{% endblock %}}" for name in blocks)
    layout = f'{{% extends "theme/base.html" %}}{own}'
    site = build_site(make_site({**FILES, "layouts/base.html": layout}, **SETTINGS), **REVIEW)
    assert site.counts, site.diagnostics
    assert all(page.values("meta[name=robots]", "content") for page in site.pages)


@exhaustive
def test_pages_for_reviewers_are_valid(review: Published, check_html: CheckHtml) -> None:
    assert check_html(review) == []
