"""Structured data for search engines: one schema.org graph per page, as JSON-LD.

A brief is a `Report` if the site names its publisher, since schema.org uses that type for what an
organisation issues. Otherwise it is an `Article`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from jinja2 import pass_context
from jinja2.runtime import Context

from briefgen.model.citation import CitedAuthor
from briefgen.model.content import Source
from briefgen.model.html import Html
from briefgen.model.media_types import is_data
from briefgen.model.views import (
    BriefView,
    ChartView,
    DownloadView,
    FileLink,
    ImageView,
    Link,
    PageView,
    Pagination,
    PublisherView,
    SiteView,
)
from briefgen.render.json_files import Object, json_text

Node = dict[str, Any]
Trail = Sequence[tuple[str, str]]  # the title and URL of each page

_TYPES: Final[Mapping[str, str]] = {
    "home": "CollectionPage",
    "list": "CollectionPage",
    "overview": "CollectionPage",
    "archive": "CollectionPage",
    "author": "ProfilePage",
    "search": "SearchResultsPage",
}
# So that no text ends the script element, starts a comment, or breaks a line in old parsers.
_HARMFUL: Final = ("<", ">", "&", "\u2028", "\u2029")


@pass_context
def structured_data(context: Context, page: PageView) -> Html:
    """Return the graph of the current page, for a script element of type ld+json."""
    node = graph(context["site"], page, context.get_all())
    text = json_text(node).decode()
    for each in _HARMFUL:
        text = text.replace(each, f"\\u{ord(each):04x}")
    return Html(text)


def graph(site: SiteView, page: PageView, view_fields: Mapping[str, Any]) -> Node:
    """Return the graph of a page; `view_fields` holds the other fields of its view."""
    brief = view_fields.get("brief")
    taxonomy = view_fields.get("taxonomy")
    nodes = [_website(site), _webpage(site, page)]
    if page.charts:
        nodes[1]["hasPart"] = [_chart(site, page, chart) for chart in page.charts]
    if site.publisher:
        nodes.append(_publisher(site, site.publisher))
    trail = _trail(site, page, brief, taxonomy)
    if len(trail) > 1:
        nodes[1]["breadcrumb"] = {"@id": f"{page.canonical}#breadcrumb"}
        nodes.append(_breadcrumb(site, page, trail))
    if isinstance(brief, BriefView):
        nodes[1]["mainEntity"] = {"@id": f"{page.canonical}#brief"}
        nodes += _brief(site, page, brief)
    elif page.kind == "author" and _is_first(view_fields.get("pagination")):
        person = _profile(page, view_fields)
        nodes[1]["mainEntity"] = {"@id": person["@id"]}
        nodes.append(person)
    return {"@context": "https://schema.org", "@graph": nodes}


def _without_empty(node: Node) -> Node:
    """Return a node without its empty values."""
    return {name: value for name, value in node.items() if value}


def _absolute(site: SiteView, url: str) -> str:
    """Return a link of a view as an absolute URL."""
    if not url.startswith("/") or url.startswith("//"):
        return url
    return _origin(site.base_url) + url


@lru_cache(maxsize=8)
def _origin(base_url: str) -> str:
    return "/".join(base_url.split("/")[:3])


# The site and its pages


def _website(site: SiteView) -> Node:
    return _without_empty(
        {
            "@type": "WebSite",
            "@id": f"{site.base_url}/#website",
            "url": f"{site.base_url}/",
            "name": site.title,
            "description": site.description,
            "inLanguage": site.title_language,
            "publisher": _publisher_id(site),
        }
    )


def _chart(site: SiteView, page: PageView, chart: ChartView) -> Node:
    data = {
        "@type": "DataDownload",
        "contentUrl": _absolute(site, chart.data),
        "encodingFormat": "text/csv",
    }
    return _without_empty(
        {
            "@type": "ImageObject",
            "@id": chart.url,
            "url": chart.url,
            "name": chart.title,
            "contentUrl": _absolute(site, chart.image),
            "encodingFormat": "image/svg+xml",
            "inLanguage": page.language,
            "isBasedOn": data,
        }
    )


def _publisher_id(site: SiteView) -> Node | None:
    return {"@id": f"{site.base_url}/#publisher"} if site.publisher else None


def _publisher(site: SiteView, publisher: PublisherView) -> Node:
    logo = publisher.logo or site.logo
    return _without_empty(
        {
            "@type": "Organization",
            "@id": f"{site.base_url}/#publisher",
            "name": publisher.name,
            "url": publisher.url or f"{site.base_url}/",
            "email": publisher.email,
            "logo": _without_empty({"@type": "ImageObject", "url": _absolute(site, logo)})
            if logo
            else None,
        }
    )


def _webpage(site: SiteView, page: PageView) -> Node:
    return _without_empty(
        {
            "@type": _TYPES.get(page.kind, "WebPage"),
            "@id": page.canonical,
            "url": page.canonical,
            "name": page.title,
            "description": page.description,
            "inLanguage": page.language,
            "isPartOf": {"@id": f"{site.base_url}/#website"},
            "isBasedOn": page.original if page.kind != "brief" else "",
        }
    )


def _trail(site: SiteView, page: PageView, brief: BriefView | None, taxonomy: Link | None) -> Trail:
    """Return the breadcrumbs from the home page to this one, through the category of a brief."""
    home = (site.title, page.home or site.url)
    own_crumb = (page.title, page.url)
    if page.kind == "home":
        return (home,)
    if brief and (categories := brief.categories):
        return (home, (categories[0].name, categories[0].url), own_crumb)
    return (home, (taxonomy.text, taxonomy.url), own_crumb) if taxonomy else (home, own_crumb)


def _breadcrumb(site: SiteView, page: PageView, trail: Trail) -> Node:
    items = [
        {"@type": "ListItem", "position": position, "name": text, "item": _absolute(site, url)}
        for position, (text, url) in enumerate(trail, 1)
    ]
    name = f"{page.canonical}#breadcrumb"
    return {"@type": "BreadcrumbList", "@id": name, "itemListElement": items}


# A brief


def _brief(site: SiteView, page: PageView, brief: BriefView) -> Iterator[Node]:
    authors = brief.citation.authors if brief.citation else ()
    modified = brief.modified or brief.date
    yield _without_empty(
        {
            "@type": "Report" if site.publisher else "Article",
            "@id": f"{page.canonical}#brief",
            "url": page.canonical,
            "mainEntityOfPage": {"@id": page.canonical},
            "headline": brief.title,
            "name": brief.title,
            "description": brief.summary,
            "inLanguage": page.language,
            "datePublished": brief.date.iso if brief.date else "",
            "dateModified": modified.iso if modified else "",
            "author": [{"@id": _author_id(site, author)} for author in authors],
            "publisher": _publisher_id(site),
            "image": list(_images(site, page, brief.image)),
            "articleSection": [term.name for term in brief.categories],
            "keywords": [term.name for term in brief.tags],
            "timeRequired": f"PT{brief.minutes}M",
            "isPartOf": _series(site, brief),
            "isBasedOn": page.original,
            "associatedMedia": [_download(each) for each in brief.downloads],
            "encoding": _encoding(brief.pdf) if brief.pdf else None,
            "citation": [_source(source) for source in brief.sources],
            "correction": [
                _without_empty(
                    {
                        "@type": "CorrectionComment",
                        "text": each.words,
                        "datePublished": each.date.iso if each.date else "",
                    }
                )
                for each in brief.corrections
            ],
        }
    )
    for author in authors:
        if author.url:  # without one, it is the publisher, who is in the graph already
            yield _author(site, author)


def _author_id(site: SiteView, author: CitedAuthor) -> str:
    if not author.url:
        return f"{site.base_url}/#publisher"
    return _orcid(author.orcid) or f"{author.url}#author"


def _orcid(number: str) -> str:
    return f"https://orcid.org/{number}" if number else ""


def _author(site: SiteView, author: CitedAuthor) -> Node:
    return _without_empty(
        {
            "@type": "Organization" if author.is_organisation else "Person",
            "@id": _author_id(site, author),
            "name": author.name,
            "givenName": author.given,
            "familyName": author.surname if author.family else "",
            "honorificSuffix": author.suffix,
            "jobTitle": "" if author.is_organisation else author.role,
            "url": author.url,
            "sameAs": _orcid(author.orcid),
        }
    )


def _images(site: SiteView, page: PageView, image: ImageView | None) -> Iterator[str]:
    if image and not image.is_drawing:
        yield _absolute(site, image.src)
    if page.social_image:
        yield page.social_image


def _series(site: SiteView, brief: BriefView) -> Node | None:
    if brief.series is None:
        return None
    url = _absolute(site, brief.series.url)
    return _without_empty(
        {
            "@type": "CreativeWorkSeries",
            "@id": f"{url}#series",
            "name": brief.series.name,
            "url": url,
        }
    )


def _download(file: DownloadView) -> Node:
    return _without_empty(
        {
            "@type": "DataDownload" if is_data(file.url) else "MediaObject",
            "name": file.title,
            "contentUrl": file.absolute_url,
            "encodingFormat": file.type,
            "contentSize": f"{file.size} B" if file.size else "",
        }
    )


def _encoding(pdf: FileLink) -> Node:
    return {
        "@type": "MediaObject",
        "contentUrl": pdf.absolute_url,
        "encodingFormat": pdf.type,
    }


class _Organization(Object, tag_field="@type", tag="Organization"):
    name: str = ""


class _Work(Object, tag_field="@type", tag="CreativeWork"):
    name: str = ""
    url: str = ""
    author: str = ""
    publisher: _Organization | None = None
    date_published: str = msgspec.field(default="", name="datePublished")
    archived_at: str = msgspec.field(default="", name="archivedAt")


def _source(source: Source) -> _Work:
    return _Work(
        name=source.title,
        url=source.url,
        author=source.author,
        publisher=_Organization(source.publisher) if source.publisher else None,
        date_published=source.date.iso if source.date else "",
        archived_at=source.archive_url,
    )


# An author's own page


def _is_first(pagination: Pagination | None) -> bool:
    return pagination is None or pagination.number == 1


def _profile(page: PageView, view_fields: Mapping[str, Any]) -> Node:
    orcid = _orcid(view_fields.get("orcid") or "")
    is_organisation = bool(view_fields.get("is_organisation"))
    links = [link.url for link in view_fields.get("links") or ()]
    return _without_empty(
        {
            "@type": "Organization" if is_organisation else "Person",
            "@id": orcid or f"{page.canonical}#author",
            "name": view_fields.get("name"),
            "description": page.description,
            "jobTitle": "" if is_organisation else view_fields.get("role"),
            "email": view_fields.get("email"),
            "url": page.canonical,
            "sameAs": [each for each in (orcid, *links) if each],
        }
    )
