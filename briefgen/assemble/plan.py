"""From the site to the files that it is to become: one output each, none rendered yet.

A new kind of output is one more function in PLANNERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from briefgen.assemble.collisions import collisions
from briefgen.assemble.planners import (
    archive,
    citations,
    feeds,
    files,
    headers,
    machine,
    moves,
    pages,
    pictures,
    search,
    sitemap,
    social,
    terms,
)
from briefgen.assemble.theme import ThemeFile, asset_links, integrity, misnamed, theme_outputs, used
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Checked
from briefgen.model.outputs import Output
from briefgen.model.site import Site

PLANNERS: Final[tuple[Callable[[Views], Iterable[Output]], ...]] = (
    pages.home,
    pages.briefs,
    pages.pages,
    pages.not_found,
    pages.redirects,
    terms.taxonomies,
    terms.authors,
    citations.citations,
    archive.archive,
    feeds.feeds,
    sitemap.sitemap,
    sitemap.robots,
    machine.machine,
    moves.moves,
    search.search,
    social.social,
    pictures.pictures,
    headers.headers,
    files.assets,
)


def plan(site: Site, theme: Iterable[ThemeFile]) -> Checked[tuple[Output, ...]]:
    """Return every file of the output, in the order of their paths."""
    published = used(theme, site.config)
    assets = theme_outputs(published, site.config.theme)
    views = Views(site, asset_links(assets, site.config.base_path), integrity(assets))
    outputs: list[Output] = [*assets.values()]
    for planner in PLANNERS:
        outputs += planner(views)
    ordered = sorted(outputs, key=lambda output: output.path)
    return Checked(tuple(ordered), (*misnamed(published), *views.diagnostics, *collisions(outputs)))
