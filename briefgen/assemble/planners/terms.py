"""The pages of taxonomies and authors: an overview page each, and list pages of each term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.names import initials
from briefgen.assemble.planners.feeds import feed_title
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.planners.pagination import chunks, pagination
from briefgen.assemble.views import Views
from briefgen.model.addresses import page_url, page_urls
from briefgen.model.diagnostics import Location
from briefgen.model.excerpts import excerpt
from briefgen.model.outputs import Output
from briefgen.model.site import Site, Taxonomy, Term
from briefgen.model.views import AuthorPage, Link, ListPage, OverviewPage, TermSummary

# How many briefs an overview shows of each term, and how many parts of each series.
_NEWEST: Final = 2
_PARTS: Final = 5


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of all these pages."""
    for group in site.groups:
        if group.terms:
            yield group.url
        for term in group.terms.values():
            yield from page_urls(term.url, len(term.members), _size(site, group))


def _size(site: Site, group: Taxonomy) -> int:
    """Return the number of briefs on a list page."""
    return group.config.paginate or site.config.paginate


def outputs(views: Views) -> Iterator[Output]:
    """Plan the pages of all taxonomies and authors."""
    yield from _taxonomies(views)
    yield from _authors(views)


def _taxonomies(views: Views) -> Iterator[Output]:
    for taxonomy in views.site.taxonomies.values():
        if taxonomy.terms:
            yield _overview(views, taxonomy)
        for term in taxonomy.terms.values():
            yield from _term(views, taxonomy, term)


def _overview(views: Views, taxonomy: Taxonomy) -> Output:
    view = OverviewPage(
        page=views.page("overview", taxonomy.title, taxonomy.url),
        heading=taxonomy.title,
        key=taxonomy.key,
        terms=tuple(_summary(views, taxonomy, term) for term in taxonomy.terms.values()),
    )
    return page_at(views, taxonomy.url, "overview.html", view, Location("site.yaml"))


def _summary(views: Views, taxonomy: Taxonomy, term: Term) -> TermSummary:
    if taxonomy is views.site.authors:
        return views.author_summary(term)
    if taxonomy.key == "series":
        return views.series_summary(term, _PARTS)
    return views.term_summary(term, _NEWEST)


def _term(views: Views, taxonomy: Taxonomy, term: Term) -> Iterator[Output]:
    words = term.words
    parts = chunks(term.members, _size(views.site, taxonomy))
    feeds = views.feeds(term.url, feed_title(views, term))
    origin = (
        words.place() if words else views.site.briefs[term.members[0]].brief.place(taxonomy.key)
    )
    for number, chunk in enumerate(parts, 1):
        url = page_url(term.url, number)
        view = ListPage(
            page=views.page(
                "list",
                term.name,
                url,
                description=words.summary if words else "",
                language=words.language if words else "",
                source=words.path if words else "",
                feeds=feeds,
                text=words,
            ),
            heading=term.name,
            taxonomy=Link(taxonomy.title, views.href(taxonomy.url)),
            cards=views.chosen(chunk),
            pagination=pagination(views, term.url, number, len(parts)),
            total=len(term.members),
            summary=words.summary if words and not words.body.first_paragraph else "",
            data_term=term.data_term,
            extra=words.extra if words else {},
        )
        yield page_at(views, url, "list.html", view, origin, words if number == 1 else None)


def _authors(views: Views) -> Iterator[Output]:
    people = views.site.authors
    if people.terms:
        yield _overview(views, people)
    for term in people.terms.values():
        author = term.author
        if author:
            views.look_up((url for _, url in author.links), author.place("links"))
        parts = chunks(term.members, _size(views.site, people))
        feeds = views.feeds(term.url, feed_title(views, term))
        for number, chunk in enumerate(parts, 1):
            url = page_url(term.url, number)
            view = AuthorPage(
                page=views.page(
                    "author",
                    term.name,
                    url,
                    description=excerpt(author.body.first_paragraph) if author else "",
                    source=author.path if author else "",
                    feeds=feeds,
                ),
                name=term.name,
                taxonomy=Link(people.title, views.href(people.url)),
                cards=views.chosen(chunk),
                pagination=pagination(views, term.url, number, len(parts)),
                total=len(term.members),
                role=author.role if author else "",
                email=author.email if author else "",
                orcid=author.orcid if author else "",
                links=tuple(Link(*link) for link in author.links) if author else (),
                is_organisation=views.signing[term.slug].is_organisation,
                image=views.portraits.get(term.slug),
                initials=initials(views.signing[term.slug]),
                extra=author.extra if author else {},
            )
            origin = author.path if author else views.site.briefs[term.members[0]].brief.path
            yield page_at(
                views, url, "author.html", view, Location(origin), author if number == 1 else None
            )
