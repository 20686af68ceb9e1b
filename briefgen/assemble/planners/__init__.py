"""Planners: each module plans the output files of one kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from briefgen.assemble.planners import (
    archive,
    charts,
    citations,
    editor,
    emails,
    exports,
    feeds,
    files,
    headers,
    images,
    pages,
    pdf,
    redirects_file,
    review,
    search,
    servers,
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
    charts,
    archive,
    feeds,
    sitemap,
    exports,
    emails,
    editor,
    redirects_file,
    search,
    social,
    pdf,
    images,
    headers,
    servers,
    files,
    review,
)
# What would tell other sites and programs about unpublished texts.
_FOR_THE_PUBLIC: Final[tuple[Planner, ...]] = (feeds, sitemap, exports, emails, social)


def planners_for(site: Site) -> tuple[Planner, ...]:
    """Return the planners of a site; a build for reviewers has no files for the public."""
    if site.review is None:
        return PLANNERS
    return tuple(each for each in PLANNERS if each not in _FOR_THE_PUBLIC)
