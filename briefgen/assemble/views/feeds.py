"""The feeds of a site, as pages link to them."""

from __future__ import annotations

from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.links import Links
from briefgen.assemble.views.site import SiteViews
from briefgen.model.languages import tongue
from briefgen.model.site import Home, Term
from briefgen.model.views import Alternate


class Feeds:
    """Links to the feeds of home pages and of terms."""

    def __init__(self, links: Links, homes: Homes, sites: SiteViews) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config
        self._homes = homes
        self._sites = sites

    def of_home(self, home: Home) -> tuple[Alternate, ...]:
        """Return the links to the feeds of a home page, with a language unless it is the site's."""
        return self._links.feeds(home.url, *self.title_of(home))

    def title_of(self, home: Home) -> tuple[str, str]:
        """Return the title of the feeds of a home page, and the language to add to it, or "".

        The name of the site in the language of the home page needs no addition.
        """
        site = self._sites.in_language(home.language)
        if home is self._site.homes[0] or tongue(site.title_language) == tongue(home.language):
            return site.title, ""
        return home.words.title if home.words else site.title, home.language

    def of_term(self, home: Home, term: Term, title: str) -> tuple[Alternate, ...]:
        """Return the links to the feeds of a term, with a language if their title needs it."""
        return self._links.feeds(term.url, title, self.title_of(home)[1])

    def in_language(self, tag: str) -> tuple[Alternate, ...]:
        """Return the feeds of a language's home page, if it is not the main one."""
        home = self._homes.in_language(tag)
        return () if home is self._site.homes[0] else self.of_home(home)
