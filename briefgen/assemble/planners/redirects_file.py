"""Old addresses of texts, for hosts that support redirects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.documents import Redirects
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE


def urls(_: Site) -> Iterable[str]:
    """Return nothing: hosts read the file, and do not publish it."""
    return ()


def outputs(views: Views) -> Iterator[Output]:
    """Plan _redirects, if a text has old addresses; their redirect pages are planned too."""
    if pairs := moves(views):
        yield Written("_redirects", "redirects", Redirects(pairs), Location(SITE_FILE))


def moves(views: Views) -> tuple[tuple[str, str], ...]:
    """Return pairs of an old path and the path of its text, percent-encoded."""
    folders = (
        (views.links.href(published.folder), views.links.href(published.url))
        for published in views.site.briefs
        if published.folder
    )
    aliases = tuple(
        (views.links.href(alias), views.links.href(url))
        for text, url in views.site.texts()
        for alias in dict.fromkeys(text.aliases)
    )
    return (*aliases, *folders)
