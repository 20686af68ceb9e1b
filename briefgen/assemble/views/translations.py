"""The versions of pages in other languages."""

from __future__ import annotations

from briefgen.assemble.languages import archive_url, list_language, search_url
from briefgen.assemble.views.links import Links
from briefgen.model.addresses import absolute
from briefgen.model.languages import direction, tongue
from briefgen.model.site import Home, Term
from briefgen.model.views import Translation


class Translations:
    """Finds the versions of each kind of page in other languages."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config

    def of_brief(self, index: int) -> tuple[Translation, ...]:
        """Return a brief's versions in other languages."""
        others = (self._site.briefs[each] for each in self._site.translations.get(index, ()))
        return tuple(
            self.to(each.brief.language, each.url, is_listed=each.brief.seo.is_listed)
            for each in others
        )

    def of_home(self, home: Home) -> tuple[Translation, ...]:
        """Return the home pages of the other languages."""
        others = (each for each in self._site.homes if each is not home)
        return tuple(
            self.to(each.language, each.url, is_listed=not each.words or each.words.seo.is_listed)
            for each in others
        )

    def of_search(self, home: Home) -> tuple[Translation, ...]:
        """Return the search pages of the other languages."""
        others = (each for each in self._site.homes if each is not home)
        return tuple(self.to(each.language, search_url(each.url)) for each in others)

    def of_archive(self, home: Home) -> tuple[Translation, ...]:
        """Return the archives in the other languages."""
        others = (each for each in self._site.homes if each is not home and each.members)
        return tuple(self.to(each.language, archive_url(each.url)) for each in others)

    def of_overview(self, home: Home, key: str) -> tuple[Translation, ...]:
        """Return the overviews of a taxonomy in the other languages."""
        others = (each for each in self._site.homes if each is not home and each.lists[key].terms)
        return tuple(self.to(each.language, each.lists[key].url) for each in others)

    def of_term(self, home: Home, key: str, term: Term) -> tuple[Translation, ...]:
        """Return the lists of a term in the other languages."""
        own = tongue(list_language(home, term.words))
        others = (
            (list_language(each, other.words), other)
            for each in self._site.homes
            if each is not home and (other := each.lists[key].terms.get(term.slug))
        )
        # The text of a term may set the language of another list for the list of the site.
        return tuple(
            self.to(language, other.url, is_listed=not other.words or other.words.seo.is_listed)
            for language, other in others
            if tongue(language) != own
        )

    def to(self, language: str, url: str, *, is_listed: bool = True) -> Translation:
        """Return the version of a page at a URL path; search engines skip one that is unlisted."""
        tag = language or self._config.language
        canonical = absolute(self._config.base_url, url)
        return Translation(tag, self._links.href(url), canonical, direction(tag), is_listed)
