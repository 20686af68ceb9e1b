"""Links from pages to the files of a site, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from briefgen.assemble.data import data_files
from briefgen.assemble.links import resolve, resolve_all, resolve_reference
from briefgen.model.addresses import href, is_own
from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.text import Reference, Text
from briefgen.model.views import Alternate, Link, Passage

# The media types of feeds, by format.
_FEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
        "json": "application/feed+json",
    }
)


class Links:
    """Resolves the links of a site, each text once, and collects their diagnostics."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.config = site.config
        self.base_path = site.config.base_path
        self.diagnostics: list[Diagnostic] = []
        self._passages: dict[str, Passage] = {}

    def href(self, url: str) -> str:
        """Return the link to a URL path of the site."""
        return href(self.base_path, url)

    def resolved(self, text: Text, path: str) -> Text:
        """Return a text with its links resolved."""
        checked = resolve(text, path, self.site.addresses, self.base_path)
        self.diagnostics += checked.diagnostics
        return checked.value

    def off_page(self, text: Text, path: str) -> Text:
        """Return a text for a page without the list of its sources."""
        return resolve(text, path, self.site.addresses, self.base_path).value.off_page()

    def passage(self, text: Brief | Page | Author | None) -> Passage | None:
        """Return the body of a content file for a page to show, or None without a file."""
        if text is None:
            return None
        if text.path not in self._passages:
            addresses = self.site.addresses
            urls = resolve_all(text.body.references, text.path, addresses, self.base_path)
            data = data_files(text, addresses)
            self.diagnostics += (*urls.diagnostics, *data.diagnostics)
            self._passages[text.path] = Passage(text.path, urls.value, data.value)
        return self._passages[text.path]

    def file(self, url: str, key: str) -> str:
        """Return a URL of site.yaml as a link: resolve paths of the site, keep absolute URLs."""
        destination = self.config.destinations.get(key)
        if destination is None:
            return url
        is_image = key.endswith(("logo", "logo_dark"))
        reference = Reference(destination, self.config.spans.get(key, Span()), is_image)
        checked = resolve_reference(reference, SITE_FILE, self.site.addresses, self.base_path)
        self.diagnostics += checked.diagnostics
        return "" if is_image and checked.diagnostics else checked.value

    def look_up(self, urls: Iterable[str], location: Location) -> None:
        """Report the absolute URLs that point to something not published yet."""
        for url in urls:
            if is_own(url, self.config.host):
                reference = Reference(url, location.span)
                checked = resolve_reference(
                    reference, location.path, self.site.addresses, self.base_path
                )
                self.diagnostics += (
                    each for each in checked.diagnostics if each.code == "unpublished-link"
                )

    def brief(self, index: int) -> Link:
        """Return the link to the brief at an index of the site's list."""
        published = self.site.briefs[index]
        return Link(published.brief.title, self.href(published.url))

    def briefs(self, places: Iterable[int]) -> tuple[Link, ...]:
        """Return the links to the briefs at these indexes."""
        return tuple(map(self.brief, places))

    def feeds(self, url: str, title: str, language: str = "") -> tuple[Alternate, ...]:
        """Return the links to the feeds of the list at a URL path; reviewers get no feeds."""
        if self.site.review:
            return ()
        return tuple(
            Alternate(self.href(f"{url}feed.{form}"), _FEEDS[form], title, language)
            for form in self.config.feeds.forms
        )
