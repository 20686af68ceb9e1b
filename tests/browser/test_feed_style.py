"""A feed opened in a browser is readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.browser.conftest import ServeFolder
    from tests.conftest import BuildSite, MakeSite

SHOWN = """(name) => [...document.getElementsByTagName(name)]
    .filter((element) => element.getClientRects().length).map((element) => element.textContent)"""


@pytest.mark.parametrize(("form", "hidden"), [("atom", "content"), ("rss", "content:encoded")])
def test_a_browser_shows_titles_and_summaries_without_markup(
    make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder, browser_page: Page,
    form: str, hidden: str,
) -> None:  # fmt: skip
    brief = "---\ntitle: Two bases\ndate: 2026-01-01\nsummary: Short.\n---\nFull text.\n"
    site = build_site(make_site({"content/briefs/a.md": brief}))
    url = serve_folder(site.folder)
    # The feed links to its style sheet by an absolute URL.
    moved = build_site(site.root, base_url=url)

    def as_hosts_are_told(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-type": "application/xml; charset=utf-8"}
        route.fulfill(response=answer, headers=headers)

    assert b"application/xml" in moved.read("_headers")
    browser_page.route(f"**/feed.{form}", as_hosts_are_told)
    browser_page.goto(f"{url}/feed.{form}")
    assert browser_page.evaluate(SHOWN, "title") == ["Test Brief", "Two bases"]
    summary = "summary" if form == "atom" else "description"
    assert "Short." in browser_page.evaluate(SHOWN, summary)
    assert browser_page.evaluate(SHOWN, hidden) == []
