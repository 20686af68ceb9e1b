"""The categories, tags and series of briefs, and of the home page."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property

from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.links import Links
from briefgen.model.config import DEFAULT_TAXONOMIES
from briefgen.model.content import Brief
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.identity import name_key, term_slug
from briefgen.model.site import Home, Term
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.views import TermCount, TermGroup, TermLink, TermSummary


class Terms:
    """Creates the views of terms: as links, with a count, or with their newest briefs."""

    def __init__(self, links: Links, homes: Homes) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config
        self._homes = homes

    def of(self, key: str, brief: Brief) -> tuple[TermLink, ...]:
        """Return the links to a brief's terms of one taxonomy."""
        names = brief.terms.get(key)
        if not names:
            return ()
        terms = self._by_home[self._homes.of(brief).url][key]
        taxonomy, language = self._site.taxonomies[key], brief.language or self._config.language
        slugs = dict.fromkeys(taxonomy.slug(name, language) for name in names)
        return tuple(terms[slug] for slug in slugs if slug in terms)

    def groups(self, brief: Brief) -> Iterator[TermGroup]:
        """Yield the terms of a brief in the site's own taxonomies."""
        lists = self._homes.of(brief).lists
        for key in self._site.taxonomies:
            if key not in DEFAULT_TAXONOMIES and (links := self.of(key, brief)):
                taxonomy = lists[key]
                yield TermGroup(key, taxonomy.title, self._links.href(taxonomy.url), links)

    def summary(self, term: Term, most: int) -> TermSummary:
        """Return a term of a taxonomy for its overview page, with at most so many briefs."""
        return TermSummary(
            term.name,
            self._links.href(term.url),
            data_term=term.data_term,
            count=len(term.members),
            summary=term.words.summary if term.words else "",
            briefs=self._links.briefs(term.members[:most]),
        )

    def count(self, term: Term) -> TermCount:
        """Return a term for overview pages."""
        return TermCount(
            term.name, self._links.href(term.url), data_term=term.data_term, count=len(term.members)
        )

    def categories(self, home: Home) -> tuple[TermCount, ...]:
        """Return the categories of a home page."""
        return tuple(map(self.count, home.lists["categories"].terms.values()))

    def chosen_categories(self, home: Home) -> tuple[Term, ...] | None:
        """Return the categories of a home page that the settings choose, or None for all."""
        names = self._config.home.categories
        if names is None:
            return None
        categories = (term for name in names if (term := self._category(name)))
        terms = home.lists["categories"].terms
        return tuple(terms[term.slug] for term in categories if term.slug in terms)

    def unknown_categories(self) -> Iterator[Diagnostic]:
        """Yield a warning for each category of the settings that no published brief has."""
        terms = self._site.taxonomies["categories"].terms.values()
        names = {term.name.casefold(): term.name for term in terms}
        for index, name in enumerate(self._config.home.categories or ()):
            if self._category(name):
                continue
            similar = get_close_matches(name.casefold(), names, n=1)
            yield Diagnostic(
                "unknown-category",
                f"no published brief has the category `{name}`",
                Location(SITE_FILE, self._config.spans[f"home.categories.{index}"]),
                f"did you mean `{names[similar[0]]}`?"
                if similar
                else "remove it, or add the category to a brief",
            )

    def _category(self, name: str) -> Term | None:
        """Return the category with a name, in any of its spellings."""
        categories = self._site.taxonomies["categories"]
        slug = categories.slugs.get(name) or term_slug(name, self._config.language)
        same_name = (
            each for each in categories.terms.values() if name_key(each.name) == name_key(name)
        )
        return categories.terms.get(slug) or next(same_name, None)

    @cached_property
    def _by_home(self) -> dict[str, dict[str, dict[str, TermLink]]]:
        """The links to terms, by the URL path of a home page, taxonomy and slug."""
        raw = {group.key: group for group in self._site.groups}
        return {
            home.url: {
                key: {
                    slug: TermLink(
                        term.name,
                        self._links.href(term.url),
                        term.data_term,
                        filter_value(raw[key].terms[slug]),
                    )
                    for slug, term in group.terms.items()
                }
                for key, group in home.lists.items()
            }
            for home in self._site.homes
        }


def filter_value(term: Term) -> str:
    """Return the value of a term in search filters: its name in the site's language."""
    return " ".join(term.name.split())
