"""Where links can lead: the URLs of a site, and the files and headings behind them."""

from __future__ import annotations

from collections.abc import Collection

from briefgen.assemble import planners
from briefgen.assemble.planners.files import asset_url
from briefgen.model.identity import path_key
from briefgen.model.site import Addresses, Site


def addresses_of(site: Site) -> Addresses:
    """Return the possible destinations of links."""
    urls: dict[str, str] = {}
    anchors: dict[str, Collection[str]] = {}
    for text, url in site.texts():
        urls[path_key(text.path)] = url
        anchors[path_key(text.path)] = text.body.anchors
    files = {url: path for path, url in urls.items()}
    urls |= {path_key(asset.path): asset_url(asset.path) for asset in site.assets}
    pages = frozenset(url for planner in planners.PLANNERS for url in planner.urls(site))
    return Addresses(urls, anchors, url_paths=pages, files=files, host=site.config.host)
