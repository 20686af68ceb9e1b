"""Plans the output files of a site, without rendering them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from itertools import chain
from typing import TypeVar

from briefgen.assemble import planners
from briefgen.assemble.collisions import Claim, claim, collisions, reserved
from briefgen.assemble.portable import unportable
from briefgen.assemble.theme import (
    ThemeFile,
    asset_links,
    fonts,
    integrity,
    misnamed,
    theme_outputs,
    used,
    with_look,
)
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.outputs import Output
from briefgen.model.site import Site

K = TypeVar("K")


def plan(
    site: Site, theme: Iterable[ThemeFile], keep: Callable[[Output], K]
) -> Generator[K, None, tuple[Diagnostic, ...]]:
    """Yield what `keep` returns for each output file, and return the diagnostics of them all.

    `keep` gets each output as soon as it is planned, so that the views are never all in memory at
    once, and its result can be used while the next one is planned. The outputs are not sorted.
    """
    published = used(
        theme,
        site.config,
        for_review=site.review is not None,
        has_charts=any(text.body.charts for text, _ in site.texts()),
    )
    config = with_look(site.config.theme)
    assets = theme_outputs(
        published,
        config,
        site.accents(),
        source_numbers=site.config.links.numbers,
    )
    links = asset_links(assets, site.config.base_path)
    views = Views(site, links, integrity(assets), fonts(assets, links, config))
    for tag in site.config.languages:
        views.sites.in_language(tag)  # to check its links, even if no page is in that language
    claims: list[Claim] = []
    planned = (planner.outputs(views) for planner in planners.planners_for(site))
    for output in chain(assets.values(), chain.from_iterable(planned)):
        claims.append(claim(output))
        yield keep(output)
    wrong = (
        *collisions(claims, _permalinks(site)),
        *reserved(claims, has_search=site.config.search.enabled),
        *unportable(claims),
    )
    return (*misnamed(published), *views.diagnostics, *wrong)


def _permalinks(site: Site) -> frozenset[Location]:
    """Return the places of the permalinks that briefs set for themselves."""
    briefs = (published.brief for published in site.briefs)
    return frozenset(brief.url_location() for brief in briefs if brief.permalink)
