"""Visitor statistics: where pages have a script, and where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MakeSite

BRIEF = {"content/briefs/a.md": "---\ntitle: A\naliases: [/old/]\n---\nText."}
MATOMO = {"provider": "matomo", "site": "7", "url": "https://stats.example.org"}


def test_a_site_counts_nobody_by_default(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site(BRIEF, share=[]))
    assert not [path for path in site.paths if "matomo" in path]
    for page in site.pages:
        if page.path != "search/index.html":
            assert page.values("script:not([type])", "src") == [], page.path


def test_every_page_counts_its_visits(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site(BRIEF, analytics=MATOMO))
    (setup,) = [path for path in site.paths if path.startswith("assets/matomo-")]
    for page in site.pages:
        if page.path == "old/index.html":  # a redirect is not a visit
            continue
        first, second = page.select("script[src*=matomo]")
        assert first.get("src") == f"/{setup}"
        assert first.get("defer") is not None
        assert first.get("data-site") == "7"
        assert first.get("data-tracker") == "https://stats.example.org/matomo.php"
        assert first.get("integrity", "").startswith("sha384-")
        assert second.get("src") == "https://stats.example.org/matomo.js"
        assert second.get("defer") is not None
    headers = site.read("_headers").decode()
    assert "script-src 'self' 'wasm-unsafe-eval' https://stats.example.org;" in headers
    assert "connect-src 'self' https://stats.example.org;" in headers


@pytest.mark.parametrize("purpose", ["preview", "review", "export"])
def test_authors_and_reviewers_are_not_counted(
    make_quick_site: MakeSite, build_site: BuildSite, purpose: Any
) -> None:
    root = make_quick_site(BRIEF, analytics=MATOMO)
    site = build_site(root, purpose=purpose)
    assert not [path for path, data in site.contents.items() if b"stats.example.org" in data]
    assert not [path for path in site.paths if "matomo" in path]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"provider": "plausible"}, "plausible needs `site`"),
        ({"provider": "goatcounter"}, "goatcounter needs `site` or `url`"),
        ({"provider": "matomo", "site": "1"}, "matomo needs `url`"),
        ({"provider": "matomo", "url": "https://a.example"}, "matomo needs `site`"),
        ({**MATOMO, "url": "stats.example.org"}, "`stats.example.org` is not the URL of a server"),
        ({**MATOMO, "url": "https://a.example; x"}, "is not the URL of a server"),
        ({**MATOMO, "site": "https://a b"}, "is not the name of a site at matomo"),
    ],
)
def test_settings_that_cannot_work_are_errors(
    make_site: MakeSite, build_site: BuildSite, settings: dict[str, str], message: str
) -> None:
    (problem,) = build_site(make_site(BRIEF, analytics=settings)).diagnostics
    assert problem.code == "wrong-value"
    assert message in problem.message
    assert problem.location.path == "site.yaml"


def test_the_hint_shows_the_url(make_site: MakeSite, build_site: BuildSite) -> None:
    settings = {**MATOMO, "url": "stats.example.org"}
    (problem,) = build_site(make_site(BRIEF, analytics=settings)).diagnostics
    assert problem.hint == "write https://stats.example.org"


@exhaustive
def test_pages_with_statistics_are_valid(
    make_quick_site: MakeSite, build_site: BuildSite, check_html: CheckHtml
) -> None:
    assert check_html(build_site(make_quick_site(BRIEF, analytics=MATOMO))) == []
