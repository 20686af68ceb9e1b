"""The page that searches the site."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.assemble.planners.page import page_at
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Output
from briefgen.model.views import SearchPage


def search(views: Views) -> Iterator[Output]:
    """Plan the search page; what it searches is gathered when all pages are made."""
    if not views.config.search.enabled:
        return
    title = "Search"
    view = SearchPage(page=views.page("search", title, views.search_url), heading=title)
    yield page_at(views, views.search_url, "search.html", view, Location("site.yaml"))
