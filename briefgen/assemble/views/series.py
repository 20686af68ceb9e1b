"""The series of briefs, and the order in which works follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.links import Links
from briefgen.assemble.works import Works, works_of
from briefgen.model.content import Brief
from briefgen.model.languages import tongue
from briefgen.model.site import Term
from briefgen.model.views import Link, SeriesView

# Parts of a series that a brief lists. If each listed all, the total would grow quadratically.
_PARTS: Final = 25


class Series:
    """Finds what comes before and after a brief, in its series and on the site.

    A work counts once, in the version for readers of the language.
    """

    def __init__(self, links: Links, homes: Homes) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config
        self._homes = homes
        self._of_series: dict[tuple[str, str], Sequence[tuple[int, ...]]] = {}

    def of(self, brief_index: int, brief: Brief) -> SeriesView | None:
        """Return the series of a brief, if it has one, with the brief's position in it."""
        names = brief.terms.get("series", ())
        series = self._site.taxonomies["series"]
        language = brief.language or self._config.language
        term = series.terms.get(series.slug(names[0], language)) if names else None
        if term is None:
            return None
        works = self._works_of(term.slug, tongue(language))
        indexes = [brief_index if brief_index in work else work[0] for work in works]
        index, total = indexes.index(brief_index), len(indexes)
        first = max(min(index - _PARTS // 2, total - _PARTS), 0)
        parts = tuple(
            replace(self._links.brief(member), is_current=member == brief_index)
            for member in indexes[first : first + _PARTS]
        )
        shown_term = self._homes.of(brief).lists["series"].terms[term.slug]
        return SeriesView(
            shown_term.name,
            self._links.href(shown_term.url),
            index + 1,
            parts,
            total=total,
            first=first + 1,
        )

    @cached_property
    def neighbours(self) -> Sequence[tuple[Link | None, Link | None]]:
        """The next newer and the next older work in the language of each brief."""
        newer: dict[int, Link] = {}
        older: dict[int, Link] = {}
        works, all_indexes = self._works, range(len(self._site.briefs))
        for home in self._site.homes:
            for before, after in pairwise(works.spoken(all_indexes, home.language)):
                newer[after], older[before] = self._links.brief(before), self._links.brief(after)
        list_indexes = (
            works.listed_version(each, self._homes.in_language(works.tags[each]).language)
            for each in all_indexes
        )
        return tuple((newer.get(index), older.get(index)) for index in list_indexes)

    @cached_property
    def _works(self) -> Works:
        briefs = [published.brief for published in self._site.briefs]
        return works_of(briefs, self._site.translations, self._config.language)

    def _works_of(self, slug: str, spoken: str) -> Sequence[tuple[int, ...]]:
        """Return the versions of each work of a series, in reading order.

        The first version is the one for readers of the given language.
        """
        key = slug, spoken
        if key not in self._of_series:
            term = self._site.taxonomies["series"].terms[slug]
            self._of_series[key] = tuple(self._versions(term, spoken))
        return self._of_series[key]

    def _versions(self, term: Term, spoken: str) -> Iterator[tuple[int, ...]]:
        visited: set[int] = set()
        for member in term.members:
            if member in visited:
                continue
            versions = self._works.versions(member)
            visited.update(versions)
            first = self._works.version_for(versions, spoken)
            yield (first, *(each for each in versions if each != first))
