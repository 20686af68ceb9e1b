"""From the site to the files that it is to become: one output each, none rendered yet.

A new kind of output is one more function in PLANNERS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from briefgen.assemble.site import asset_url
from briefgen.assemble.theme import ThemeFile, asset_links, theme_outputs
from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path, page_url
from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.outputs import Copied, Output, Rendered
from briefgen.model.site import Site, Taxonomy, Term
from briefgen.model.views import (
    AuthorPage,
    BriefPage,
    HomePage,
    Link,
    ListPage,
    NotFoundPage,
    OverviewPage,
    Pagination,
    PlainPage,
    RedirectPage,
    View,
)

_NEWEST = 5


def plan(site: Site, theme: Iterable[ThemeFile]) -> Checked[tuple[Output, ...]]:
    """Return every file of the output, in the order of their paths."""
    files = theme_outputs(theme, site.config.theme)
    views = Views(site, asset_links(files, site.config.base_path))
    outputs: list[Output] = [*files.values()]
    for planner in PLANNERS:
        outputs += planner(views)
    collisions = _collisions(outputs)
    ordered = sorted(outputs, key=lambda output: output.path)
    return Checked(tuple(ordered), (*views.diagnostics, *collisions))


def _home(views: Views) -> Iterator[Output]:
    site, home = views.site, views.site.home
    config = site.config
    categories = site.taxonomies["categories"].terms.values()
    chunks = _chunks(range(len(site.briefs)), config.paginate)
    for number, chunk in enumerate(chunks, 1):
        first = number == 1
        title = home.title if home else config.title
        lead = views.lead(chunk[0]) if first and chunk else None
        yield _rendered(
            views,
            page_url("/", number),
            "home.html",
            HomePage(
                page=views.page(
                    "home",
                    title if first else f"{title}, page {number}",
                    page_url("/", number),
                    description=(home.summary if home else "") or config.description,
                    source=home.path if home else "",
                ),
                heading=title,
                cards=views.chosen(chunk[1:] if lead else chunk),
                pagination=_pagination(views, "/", number, len(chunks)),
                lead=lead,
                categories=tuple(views.term_link(term) for term in categories),
            ),
            home.place() if home else Location("site.yaml"),
            home if first else None,
        )


def _briefs(views: Views) -> Iterator[Output]:
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
        yield _rendered(views, published.url, "brief.html", view, brief.place(), brief)


def _pages(views: Views) -> Iterator[Output]:
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
        yield _rendered(views, published.url, "page.html", view, page.place(), page)


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
        terms=tuple(views.term_link(term) for term in taxonomy.terms.values()),
    )
    return _rendered(views, taxonomy.url, "overview.html", view, Location("site.yaml"))


def _term(views: Views, taxonomy: Taxonomy, term: Term) -> Iterator[Output]:
    words = term.words
    size = taxonomy.config.paginate or views.config.paginate
    chunks = _chunks(term.members, size)
    origin = (
        words.place() if words else views.site.briefs[term.members[0]].brief.place(taxonomy.key)
    )
    for number, chunk in enumerate(chunks, 1):
        url = page_url(term.url, number)
        view = ListPage(
            page=views.page(
                "list",
                term.name if number == 1 else f"{term.name}, page {number}",
                url,
                description=words.summary if words else "",
                language=words.language if words else "",
                source=words.path if words else "",
            ),
            heading=term.name,
            taxonomy=Link(taxonomy.title, views.href(taxonomy.url)),
            cards=views.chosen(chunk),
            pagination=_pagination(views, term.url, number, len(chunks)),
            total=len(term.members),
            summary=words.summary if words and not words.body.first_paragraph else "",
        )
        yield _rendered(views, url, "list.html", view, origin, words if number == 1 else None)


def _authors(views: Views) -> Iterator[Output]:
    people = views.site.authors
    if people.terms:
        yield _overview(views, people)
    for term in people.terms.values():
        author = term.author
        chunks = _chunks(term.members, views.config.paginate)
        for number, chunk in enumerate(chunks, 1):
            url = page_url(term.url, number)
            view = AuthorPage(
                page=views.page(
                    "author",
                    term.name if number == 1 else f"{term.name}, page {number}",
                    url,
                    description=author.body.first_paragraph if author else "",
                    source=author.path if author else "",
                ),
                name=term.name,
                taxonomy=Link(people.title, views.href(people.url)),
                cards=views.chosen(chunk),
                pagination=_pagination(views, term.url, number, len(chunks)),
                total=len(term.members),
                role=author.role if author else "",
                email=author.email if author else "",
                orcid=author.orcid if author else "",
                links=tuple(Link(*link) for link in author.links) if author else (),
            )
            origin = author.path if author else views.site.briefs[term.members[0]].brief.path
            yield _rendered(
                views, url, "author.html", view, Location(origin), author if number == 1 else None
            )


def _not_found(views: Views) -> Iterator[Output]:
    view = NotFoundPage(
        page=views.page("not-found", "Page not found", "/404.html"),
        cards=views.cards[:_NEWEST],
    )
    yield _rendered(views, "/404.html", "404.html", view, Location("site.yaml"))


def _redirects(views: Views) -> Iterator[Output]:
    for published in views.site.briefs:
        brief = published.brief
        target = views.page("redirect", brief.title, published.url, language=brief.language)
        for index, alias in enumerate(brief.aliases):
            view = RedirectPage(
                page=target,
                target=target.url,
                absolute_target=target.canonical,
            )
            yield _rendered(views, alias, "redirect.html", view, brief.place(f"aliases.{index}"))


def _assets(views: Views) -> Iterator[Output]:
    for asset in views.site.assets:
        yield Copied(output_path(asset_url(asset.path)), asset.path)


PLANNERS: tuple[Callable[[Views], Iterable[Output]], ...] = (
    _home,
    _briefs,
    _pages,
    _taxonomies,
    _authors,
    _not_found,
    _redirects,
    _assets,
)


def _rendered(
    views: Views,
    url: str,
    layout: str,
    view: View,
    origin: Location,
    body: Brief | Page | Author | None = None,
) -> Rendered:
    return Rendered(output_path(url), layout, views.frame, view, origin, views.passage(body))


def _chunks(places: Sequence[int], size: int) -> list[Sequence[int]]:
    """Cut a list into pages; an empty list has one page."""
    return [places[start : start + size] for start in range(0, len(places), size)] or [places]


def _pagination(views: Views, url: str, number: int, count: int) -> Pagination:
    def link(wanted: int) -> str:
        return views.href(page_url(url, wanted)) if 1 <= wanted <= count else ""

    near = sorted({1, number - 1, number, number + 1, count} & set(range(1, count + 1)))
    pages = tuple(Link(str(page), link(page), page == number) for page in near)
    return Pagination(number, count, link(number - 1), link(number + 1), pages)


def _collisions(outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    """Report two files for one URL, also where they differ by case or one would be a folder."""
    claimed: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        key = output.path.casefold()
        other = claimed.setdefault(key, output)
        if other is not output:
            yield _collision(output, other)
        parts = key.split("/")
        for end in range(1, len(parts)):
            folders.setdefault("/".join(parts[:end]), output)
    for key, folder in folders.items():
        if key in claimed:
            yield _collision(claimed[key], folder)


def _collision(output: Output, other: Output) -> Diagnostic:
    url = "/" + output.path.removesuffix("index.html")
    case = "" if output.path == other.path else ", save for small and capital letters"
    place = f"{other.origin.path}:{other.origin.span.line}"
    return Diagnostic(
        "url-collision",
        f"{output.origin.path} and {place} both become {url}{case}",
        output.origin,
        "give one of them another `slug`, or rename it",
    )
