"""The pages of taxonomies and authors: an overview page each, and list pages of each term.

Each language with a home page has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from briefgen.assemble.languages import list_language
from briefgen.assemble.names import initials
from briefgen.assemble.pdfs import Pdfs
from briefgen.assemble.planners.feeds import feed_title
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.planners.pagination import chunks, pagination
from briefgen.assemble.views import Views
from briefgen.model.addresses import page_url, page_urls
from briefgen.model.content import Page
from briefgen.model.diagnostics import Location
from briefgen.model.excerpts import excerpt
from briefgen.model.languages import direction, tongue
from briefgen.model.outputs import Output
from briefgen.model.site import Home, Site, Taxonomy, Term
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.views import AuthorPage, Link, ListPage, OverviewPage, TermSummary

# How many briefs an overview shows of each term, and how many parts of each series.
_NEWEST: Final = 2
_PARTS: Final = 5

_AUTHORS = "authors"


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of all these pages."""
    for group in (group for home in site.homes for group in home.lists.values()):
        if group.terms:
            yield group.url
        for term in group.terms.values():
            yield from page_urls(term.url, len(term.members), _size(site, group))


def _size(site: Site, group: Taxonomy) -> int:
    """Return the number of briefs on a list page."""
    return group.config.paginate or site.config.paginate


def outputs(views: Views) -> Iterator[Output]:
    """Plan the pages of all taxonomies and authors."""
    for author in views.site.authors.terms.values():
        if author.author:
            links = (url for _, url in author.author.links)
            views.links.look_up(links, author.author.location_of("links"))
    for home in views.site.homes:
        for group in home.lists.values():
            planned = _author if group.key == _AUTHORS else _term
            if group.terms:
                yield _overview(views, home, group)
            for term in group.terms.values():
                yield from planned(views, home, group, term)


def _overview(views: Views, home: Home, taxonomy: Taxonomy) -> Output:
    view = OverviewPage(
        page=views.heads.page(
            "overview",
            taxonomy.title,
            taxonomy.url,
            language=home.language,
            translations=views.translations.of_overview(home, taxonomy.key),
        ),
        heading=taxonomy.title,
        key=taxonomy.key,
        terms=tuple(_summary(views, home, taxonomy, term) for term in taxonomy.terms.values()),
    )
    return page_at(views, taxonomy.url, "overview.html", view, Location(SITE_FILE))


def _summary(views: Views, home: Home, taxonomy: Taxonomy, term: Term) -> TermSummary:
    if taxonomy.key == _AUTHORS:
        return views.authors.summary(term)
    summary = views.terms.summary(term, _PARTS if taxonomy.key == "series" else _NEWEST)
    is_foreign = _text_language(term, home.language)
    return replace(summary, summary="") if is_foreign else summary


def _term(views: Views, home: Home, taxonomy: Taxonomy, term: Term) -> Iterator[Output]:
    words = term.words
    parts = chunks(term.members, _size(views.site, taxonomy))
    feeds = views.feeds.of_term(home, term, feed_title(views, home, term))
    language = list_language(home, words)
    text_language = _text_language(term, language)
    origin = (
        words.location_of()
        if words
        else views.site.briefs[term.members[0]].brief.location_of(taxonomy.key)
    )
    pdfs = views.one(Pdfs)
    for number, chunk in enumerate(parts, 1):
        url = page_url(term.url, number)
        has_pdf = number == 1 and taxonomy.key == "series"
        pdf = pdfs.of_series(home, term) if has_pdf else None
        view = ListPage(
            page=views.heads.page(
                "list",
                term.name,
                url,
                description=words.summary if words and not text_language else "",
                language=language,
                source=words.path if words else "",
                feeds=feeds,
                text=_for_search(words, text_language),
                translations=views.translations.of_term(home, taxonomy.key, term)
                if number == 1
                else (),
            ),
            heading=term.name,
            taxonomy=Link(taxonomy.title, views.links.href(taxonomy.url)),
            cards=views.cards_of(chunk),
            pagination=pagination(views, term.url, number, len(parts)),
            total=len(term.members),
            summary=words.summary if words and not words.body.first_paragraph else "",
            data_term=term.data_term,
            pdf=pdfs.link(pdf),
            text_language=text_language,
            text_direction=direction(text_language),
            extra=words.extra if words else {},
        )
        page = page_at(views, url, "list.html", view, origin, words if number == 1 else None)
        yield replace(page, uses=(*page.uses, *pdfs.sizes(pdf)))


def _text_language(term: Term, language: str) -> str:
    """Return the language of a term's text if it is not the language of the page, else ""."""
    tag = term.text_language
    return "" if not tag or tongue(tag) == tongue(language) else tag


def _for_search(words: Page | None, text_language: str) -> Page | None:
    """Return the text of a term, without words for search engines in another language."""
    if words is None or not text_language:
        return words
    return replace(words, seo=replace(words.seo, title="", description="", canonical=""))


def _author(views: Views, home: Home, people: Taxonomy, term: Term) -> Iterator[Output]:
    author = term.author
    parts = chunks(term.members, _size(views.site, people))
    feeds = views.feeds.of_term(home, term, feed_title(views, home, term))
    text_language = _text_language(term, home.language)
    for number, chunk in enumerate(parts, 1):
        url = page_url(term.url, number)
        words = author.body.first_paragraph if author and not text_language else ""
        view = AuthorPage(
            page=views.heads.page(
                "author",
                term.name,
                url,
                description=excerpt(words),
                language=home.language,
                source=author.path if author else "",
                feeds=feeds,
                translations=views.translations.of_term(home, people.key, term)
                if number == 1
                else (),
            ),
            name=term.name,
            taxonomy=Link(people.title, views.links.href(people.url)),
            cards=views.cards_of(chunk),
            pagination=pagination(views, term.url, number, len(parts)),
            total=len(term.members),
            role=author.role if author else "",
            email=author.email if author else "",
            orcid=author.orcid if author else "",
            links=tuple(Link(*link) for link in author.links) if author else (),
            is_organisation=views.authors.signing[term.slug].is_organisation,
            image=views.authors.portraits.get(term.slug),
            initials=initials(views.authors.signing[term.slug]),
            text_language=text_language,
            text_direction=direction(text_language),
            extra=author.extra if author else {},
        )
        origin = author.path if author else views.site.briefs[term.members[0]].brief.path
        yield page_at(
            views, url, "author.html", view, Location(origin), author if number == 1 else None
        )
