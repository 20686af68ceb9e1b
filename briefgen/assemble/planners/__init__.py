"""Planners: each module plans the output files of one kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from briefgen.assemble.planners import (
    archive,
    citations,
    exports,
    feeds,
    files,
    headers,
    images,
    pages,
    redirects_file,
    search,
    sitemap,
    social,
    terms,
)
from briefgen.assemble.views import Views
from briefgen.model.outputs import Output
from briefgen.model.site import Site


class Planner(Protocol):
    """A module that plans outputs."""

    def outputs(self, views: Views, /) -> Iterable[Output]:
        """Return the output files."""

    def urls(self, site: Site, /) -> Iterable[str]:
        """Return the URL paths of those output files that texts can link to."""


# Their order has no meaning, but that a message on two files with one URL names the later first.
PLANNERS: Final[tuple[Planner, ...]] = (
    pages,
    terms,
    citations,
    archive,
    feeds,
    sitemap,
    exports,
    redirects_file,
    search,
    social,
    images,
    headers,
    files,
)
