"""Files for search engines: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.planners import archive
from briefgen.assemble.planners.records import updated
from briefgen.assemble.views import Views
from briefgen.model.addresses import absolute
from briefgen.model.content import Brief
from briefgen.model.diagnostics import Location
from briefgen.model.documents import Sitemap, SitemapEntry, SitemapIndex
from briefgen.model.moments import Precision
from briefgen.model.outputs import Literal, Output, Written
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE

# The protocol's limits for one file.
_URLS: Final = 50_000
_BYTES: Final = 50_000_000
_AROUND: Final = 120  # bytes of markup around one URL, at most
_ORIGIN: Final = Location(SITE_FILE)
_ROBOTS: Final = "content/robots.txt"


def urls(_: Site) -> Iterator[str]:
    """Yield the URLs of both files."""
    yield from ("/sitemap.xml", "/robots.txt")


def outputs(views: Views) -> Iterator[Output]:
    """Plan both files."""
    yield from _sitemap(views)
    yield from _robots(views)


def _sitemap(views: Views) -> Iterator[Output]:
    """Plan sitemap.xml; for a very large site, it is an index of several sitemaps.

    It lists each page once, without redirects, the further pages of lists, and pages that search
    engines should not list or should list elsewhere.
    """
    parts = list(_parts(_pages(views)))
    if len(parts) == 1:
        yield Written("sitemap.xml", "sitemap", Sitemap(parts[0]), _ORIGIN)
        return
    entries = []
    for number, pages in enumerate(parts, 1):
        path = f"sitemap-{number}.xml"
        yield Written(path, "sitemap", Sitemap(pages), _ORIGIN)
        newest = max(page.changed for page in pages)
        entries.append(SitemapEntry(absolute(views.config.base_url, f"/{path}"), newest))
    yield Written("sitemap.xml", "sitemap-index", SitemapIndex(tuple(entries)), _ORIGIN)


def _robots(views: Views) -> Iterator[Output]:
    """Plan a robots.txt that allows everything and names the sitemap, unless the site has one."""
    if all(asset.path != _ROBOTS for asset in views.site.assets):
        address = absolute(views.config.base_url, "/sitemap.xml")
        text = f"User-agent: *\nAllow: /\n\nSitemap: {address}\n"
        yield Literal("robots.txt", text.encode(), _ORIGIN)


def _pages(views: Views) -> Iterator[SitemapEntry]:
    site = views.site

    def entry(url: str, changed: str = "") -> SitemapEntry:
        return SitemapEntry(absolute(views.config.base_url, url), changed)

    for home in site.homes:
        if not home.words or home.words.seo.is_listed:
            yield entry(home.url)
    for published in site.briefs:
        if published.brief.seo.is_listed:
            yield entry(published.url, _changed(published.brief))
    for page in site.pages:
        if page.page.seo.is_listed:
            yield entry(page.url)
    yield from map(entry, archive.urls(site))
    for taxonomy in (group for home in site.homes for group in home.lists.values()):
        if taxonomy.terms:
            yield entry(taxonomy.url)
        for term in taxonomy.terms.values():
            if not term.words or term.words.seo.is_listed:
                yield entry(term.url)


def _changed(brief: Brief) -> str:
    moment = updated(brief) or brief.date
    if moment is None:
        return ""
    is_time = moment.precision is Precision.TIME
    return moment.timestamp if is_time else moment.at.date().isoformat()


def _parts(pages: Iterable[SitemapEntry]) -> Iterator[tuple[SitemapEntry, ...]]:
    """Divide the pages into as few files as the protocol allows."""
    part: list[SitemapEntry] = []
    size = 0
    for page in pages:
        entry_size = len(page.url) + page.url.count("&") * 4 + _AROUND
        if len(part) == _URLS or size + entry_size > _BYTES:
            yield tuple(part)
            part, size = [], 0
        part.append(page)
        size += entry_size
    yield tuple(part)
