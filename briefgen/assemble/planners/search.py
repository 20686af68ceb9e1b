"""The search pages: one for each language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.languages import search_url
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.term_names import words_in
from briefgen.assemble.views import Views
from briefgen.assemble.views.terms import filter_value
from briefgen.model.diagnostics import Location
from briefgen.model.languages import direction, tongue
from briefgen.model.outputs import Output
from briefgen.model.site import Site, Taxonomy
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.views import SearchChoice, SearchFilter, SearchLanguage, SearchPage

_NEWEST: Final = 5
_TITLE: Final = "Search"


def urls(site: Site) -> Iterator[str]:
    """Yield the URL of each search page."""
    if site.config.search.enabled:
        yield from (search_url(home.url) for home in site.homes)


def outputs(views: Views) -> Iterator[Output]:
    """Plan the search page of each language; the index is built after all briefs."""
    if not views.config.search.enabled:
        return
    languages = _languages(views)
    for home in views.site.homes:
        url = search_url(home.url)
        view = SearchPage(
            page=views.heads.page(
                "search",
                _TITLE,
                url,
                language=home.language,
                translations=views.translations.of_search(home),
            ),
            heading=_TITLE,
            index=_index(home.language),
            languages=languages,
            filters=_filters(views, home.language),
            cards=views.cards_of(home.members[:_NEWEST]),
            categories=views.terms.categories(home),
        )
        yield page_at(views, url, "search.html", view, Location(SITE_FILE))


def _index(language: str) -> str:
    """Return the name of a language in the search index."""
    return tongue(language).lower()


def _languages(views: Views) -> tuple[SearchLanguage, ...]:
    site = views.site
    indexed = {_index(each.brief.language or site.config.language) for each in site.briefs}
    return tuple(
        SearchLanguage(home.language, _index(home.language), direction(home.language))
        for home in site.homes
        if _index(home.language) in indexed
    )


def _filters(views: Views, language: str) -> tuple[SearchFilter, ...]:
    site = views.site
    years = {str(each.brief.date.at.year) for each in site.briefs if each.brief.date}
    choices = {
        "category": _names(site.taxonomies["categories"], language),
        "author": _names(site.authors, language),
        "year": tuple(SearchChoice(year, year) for year in sorted(years, reverse=True)),
    }
    return tuple(SearchFilter(name, each) for name, each in choices.items() if each)


def _names(group: Taxonomy, language: str) -> tuple[SearchChoice, ...]:
    """Return the terms with briefs, in the order of their names in the site's language."""
    names = words_in(group, language)
    return tuple(
        SearchChoice(filter_value(term), names[slug].name if slug in names else term.name)
        for slug, term in group.terms.items()
        if term.members
    )
