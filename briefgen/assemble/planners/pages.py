"""Home pages, briefs, plain pages, the 404 page, and redirects from old addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from heapq import nsmallest

from briefgen.assemble.pdfs import Pdfs
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.planners.pagination import chunks, pagination
from briefgen.assemble.planners.social import NAME
from briefgen.assemble.views import Views
from briefgen.model.addresses import NOT_FOUND, absolute, page_url, page_urls
from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Output
from briefgen.model.site import Home, Site
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.views import (
    BriefPage,
    CategoryShelf,
    HomePage,
    Link,
    NotFoundPage,
    PageView,
    PlainPage,
    RedirectPage,
    TermCount,
)

_NEWEST = 5
_SHELVES = 6
_ON_SHELF = 3


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of all these pages."""
    for home in site.homes:
        yield from page_urls(home.url, len(home.members), site.config.paginate)
    for published in site.briefs:
        yield published.url
        if published.folder:
            yield published.folder
    for text, _ in site.texts():
        yield from text.aliases
    yield from (published.url for published in site.pages)
    yield NOT_FOUND


def outputs(views: Views) -> Iterator[Output]:
    """Plan all these pages."""
    views.diagnostics += views.terms.unknown_categories()
    for home in views.site.homes:
        yield from _home(views, home)
    yield from _briefs(views)
    yield from _pages(views)
    yield _not_found(views)
    yield from _redirects(views)


def _home(views: Views, home: Home) -> Iterator[Output]:
    config, words = views.config, home.words
    title = words.title if words else views.sites.in_language(home.language).title
    members = _featured_first(views.site, home.members)
    parts = chunks(members, config.paginate)
    shelves = _shelves(views, home)
    for number, chunk in enumerate(parts, 1):
        first = number == 1
        url = page_url(home.url, number)
        lead = views.lead(chunk[0]) if first and chunk else None
        yield page_at(
            views,
            url,
            "home.html",
            HomePage(
                page=_home_page(views, home, number),
                heading=title,
                cards=views.cards_of(chunk[1:] if lead else chunk),
                pagination=pagination(views, home.url, number, len(parts)),
                lead=lead,
                categories=_categories(views, home),
                shelves=shelves if first else (),
                archive=views.homes.archive(home),
                extra=words.extra if words else {},
            ),
            words.location_of() if words else Location(SITE_FILE),
            words if first else None,
        )


def _home_page(views: Views, home: Home, number: int) -> PageView:
    words, is_own = home.words, home is views.site.homes[0]
    site = views.sites.in_language(home.language)
    has_description = is_own or site.description_language != views.config.language
    title = words.title if words else site.title
    return views.heads.page(
        "home",
        title,
        page_url(home.url, number),
        description=(words.summary if words else "")
        or (site.description if has_description else ""),
        language=home.language,
        source=words.path if words else "",
        feeds=() if is_own else views.feeds.of_home(home),
        text=words,
        translations=views.translations.of_home(home) if number == 1 else (),
    )


def _featured_first(site: Site, members: tuple[int, ...]) -> tuple[int, ...]:
    """Return the briefs of a home page, with the newest featured one first."""
    lead = next((index for index in members if site.briefs[index].brief.featured), None)
    if lead is None:
        return members
    return (lead, *(index for index in members if index != lead))


def _categories(views: Views, home: Home) -> tuple[TermCount, ...]:
    """Return the categories that the settings choose, or else all."""
    terms = views.terms.chosen_categories(home)
    return views.terms.categories(home) if terms is None else tuple(map(views.terms.count, terms))


def _shelves(views: Views, home: Home) -> tuple[CategoryShelf, ...]:
    """Return categories of a home page with their newest briefs.

    They are those that the settings choose, or else the ones with the most briefs.
    """
    terms = views.terms.chosen_categories(home)
    if terms is None:
        categories = home.lists["categories"].terms.values()
        terms = tuple(nsmallest(_SHELVES, categories, key=lambda term: -len(term.members)))
    return tuple(
        CategoryShelf(
            views.terms.count(term),
            tuple(Link(card.title, card.url) for card in views.cards_of(term.members[:_ON_SHELF])),
        )
        for term in terms
    )


def _briefs(views: Views) -> Iterator[Output]:
    """Plan the page of each brief."""
    has_image, pdfs = views.config.social.images, views.one(Pdfs)
    for index, published in enumerate(views.site.briefs):
        brief, pdf = published.brief, pdfs.of_brief(index)
        link = pdfs.link(pdf)
        page = views.heads.page(
            "brief",
            brief.title,
            published.url,
            description=brief.summary,
            language=brief.language,
            source=brief.path,
            alternates=views.alternates(published, link),
            text=brief,
            translations=views.translations.of_brief(index),
            social_image=absolute(views.config.base_url, f"{published.url}{NAME}")
            if has_image
            else "",
        )
        view = BriefPage(page=page, brief=views.brief(index, link))
        output = page_at(views, published.url, "brief.html", view, brief.url_location(), brief)
        yield replace(output, is_searched=True, uses=(*output.uses, *pdfs.sizes(pdf)))


def _pages(views: Views) -> Iterator[Output]:
    """Plan the plain pages."""
    for published in views.site.pages:
        page = published.page
        view = PlainPage(
            page=views.heads.page(
                "page",
                page.title,
                published.url,
                description=page.summary,
                language=page.language,
                source=page.path,
                text=page,
            ),
            headings=page.body.headings,
            extra=page.extra,
        )
        yield page_at(views, published.url, "page.html", view, page.location_of(), page)


def _not_found(views: Views) -> Output:
    """Plan the page for unknown URLs; its text comes from content/404.md."""
    words, url = views.site.not_found, NOT_FOUND
    if words:
        page = views.heads.page(
            "not-found",
            words.title,
            url,
            description=words.summary,
            language=words.language,
            source=words.path,
            text=words,
        )
    else:
        page = views.heads.page("not-found", "Page not found", url)
    view = NotFoundPage(
        page=page,
        heading=words.title if words else "",
        cards=views.cards_of(views.site.homes[0].members[:_NEWEST]),
        extra=words.extra if words else {},
    )
    origin = words.location_of() if words else Location(SITE_FILE)
    return page_at(views, url, "404.html", view, origin, words)


def _redirects(views: Views) -> Iterator[Output]:
    """Plan a page for each alias that redirects to its text.

    The folder of a brief's files redirects to the brief too.
    """
    for text, url in views.site.texts():
        for index, alias in enumerate(text.aliases):
            if alias not in text.aliases[:index]:  # otherwise it has another spelling
                yield _redirect(views, alias, text, url, text.location_of(f"aliases.{index}"))
    for published in views.site.briefs:
        brief = published.brief
        if published.folder:
            yield _redirect(views, published.folder, brief, published.url, brief.url_location())


def _redirect(
    views: Views, old: str, text: Brief | Page | Author, url: str, origin: Location
) -> Output:
    """Plan the page at an old address of the text at `url`."""
    title = text.name if isinstance(text, Author) else text.title
    language = "" if isinstance(text, Author) else text.language
    page = views.heads.page("redirect", title, url, language=language)
    view = RedirectPage(page=page, target=page.url, absolute_target=page.canonical)
    return page_at(views, old, "redirect.html", view, origin)
