"""The files of content/ that are published unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.planners.editor import is_program
from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.content import Asset
from briefgen.model.identity import normal
from briefgen.model.outputs import Copied, Output
from briefgen.model.site import Site
from briefgen.model.site_folder import CONTENT

_FOR_CRAWLERS: Final = frozenset(
    f"{CONTENT}{name}" for name in ("robots.txt", "sitemap.xml", "llms.txt", "llms-full.txt")
)


def urls(site: Site) -> Iterator[str]:
    """Yield the URL of each file."""
    yield from (asset_url(asset.path) for asset in _published(site))


def outputs(views: Views) -> Iterator[Output]:
    """Plan a copy of each file, except what invites crawlers to a build for reviewers."""
    for asset in _published(views.site):
        if views.site.review and asset.path in _FOR_CRAWLERS:
            continue
        yield Copied(output_path(asset_url(asset.path)), asset.path)


def _published(site: Site) -> Iterable[Asset]:
    """Return the files, without the program for editors if the site has no page for them."""
    if site.config.cms:
        return site.assets
    return (asset for asset in site.assets if not is_program(asset.path))


def asset_url(path: str) -> str:
    """Return the URL path of a file of content/ that is published unchanged."""
    return "/" + normal(path.removeprefix(CONTENT))
