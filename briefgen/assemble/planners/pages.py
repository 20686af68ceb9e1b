"""Home, briefs, plain pages, 404, and the old addresses of briefs."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.assemble.planners.page import page_at
from briefgen.assemble.planners.pagination import chunks, pagination
from briefgen.assemble.views import Views
from briefgen.model.addresses import page_url
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Output
from briefgen.model.views import BriefPage, HomePage, NotFoundPage, PlainPage, RedirectPage

_NEWEST = 5


def home(views: Views) -> Iterator[Output]:
    """Plan the home page and its further pages."""
    site, words = views.site, views.site.home
    config = site.config
    categories = site.taxonomies["categories"].terms.values()
    parts = chunks(range(len(site.briefs)), config.paginate)
    for number, chunk in enumerate(parts, 1):
        first = number == 1
        title = words.title if words else config.title
        lead = views.lead(chunk[0]) if first and chunk else None
        yield page_at(
            views,
            page_url("/", number),
            "home.html",
            HomePage(
                page=views.page(
                    "home",
                    title if first else f"{title}, page {number}",
                    page_url("/", number),
                    description=(words.summary if words else "") or config.description,
                    source=words.path if words else "",
                ),
                heading=title,
                cards=views.chosen(chunk[1:] if lead else chunk),
                pagination=pagination(views, "/", number, len(parts)),
                lead=lead,
                categories=tuple(views.term_link(term) for term in categories),
            ),
            words.place() if words else Location("site.yaml"),
            words if first else None,
        )


def briefs(views: Views) -> Iterator[Output]:
    """Plan the page of each brief."""
    for place, published in enumerate(views.site.briefs):
        brief = published.brief
        page = views.page(
            "brief",
            brief.title,
            published.url,
            description=brief.summary,
            language=brief.language,
            source=brief.path,
        )
        view = BriefPage(page=page, brief=views.brief(place))
        yield page_at(views, published.url, "brief.html", view, brief.place(), brief)


def pages(views: Views) -> Iterator[Output]:
    """Plan the plain pages."""
    for published in views.site.pages:
        page = published.page
        view = PlainPage(
            page=views.page(
                "page",
                page.title,
                published.url,
                description=page.summary,
                language=page.language,
                source=page.path,
            ),
            headings=page.body.headings,
            extra=page.extra,
        )
        yield page_at(views, published.url, "page.html", view, page.place(), page)


def not_found(views: Views) -> Iterator[Output]:
    """Plan the page for addresses that lead nowhere."""
    view = NotFoundPage(
        page=views.page("not-found", "Page not found", "/404.html"),
        cards=views.cards[:_NEWEST],
    )
    yield page_at(views, "/404.html", "404.html", view, Location("site.yaml"))


def redirects(views: Views) -> Iterator[Output]:
    """Plan a page for each alias, that leads on to its brief."""
    for published in views.site.briefs:
        brief = published.brief
        target = views.page("redirect", brief.title, published.url, language=brief.language)
        for index, alias in enumerate(brief.aliases):
            view = RedirectPage(
                page=target,
                target=target.url,
                absolute_target=target.canonical,
            )
            yield page_at(views, alias, "redirect.html", view, brief.place(f"aliases.{index}"))
