"""Old addresses of briefs, for hosts that redirect by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.documents import Redirects
from briefgen.model.outputs import Output, Written


def moves(views: Views) -> Iterator[Output]:
    """Plan _redirects, if a brief has moved; the pages at the old addresses stay beside it."""
    found = tuple(
        (views.href(alias), views.href(published.url))
        for published in views.site.briefs
        for alias in dict.fromkeys(published.brief.aliases)
    )
    if found:
        yield Written("_redirects", "redirects", Redirects(found), Location("site.yaml"))
