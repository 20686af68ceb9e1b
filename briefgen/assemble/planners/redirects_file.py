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
    folders = (
        (views.href(published.folder), views.href(published.url))
        for published in views.site.briefs
        if published.folder
    )
    moved = tuple(
        (views.href(alias), views.href(url))
        for text, url in views.site.texts()
        for alias in dict.fromkeys(text.aliases)
    )
    moved += tuple(folders)
    if moved:
        yield Written("_redirects", "redirects", Redirects(moved), Location(SITE_FILE))
