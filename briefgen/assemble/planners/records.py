"""Data about a brief that all machine-readable formats share."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from briefgen.assemble.pdfs import has_pdf, pdf_url
from briefgen.assemble.views import Views
from briefgen.model.addresses import absolute
from briefgen.model.content import Brief
from briefgen.model.documents import BriefRecord, Byline
from briefgen.model.moments import Moment
from briefgen.model.text import Text


def record(views: Views, index: int) -> BriefRecord:
    """Return the record of the brief at an index of the site's list."""
    published, card = views.site.briefs[index], views.cards[index]
    brief = published.brief
    url = absolute(views.config.base_url, published.url)
    return BriefRecord(
        url=url,
        title=brief.title,
        language=brief.language or views.config.language,
        summary=brief.summary,
        date=brief.date,
        updated=updated(brief),
        authors=tuple(Byline(each.name, whole(views, each.url)) for each in card.authors),
        terms={
            key: tuple(link.name for link in links)
            for key in brief.terms
            if (links := views.terms.of(key, brief))
        },
        highlights=tuple(item.text for item in brief.highlights),
        image=whole(views, card.image.src) if card.image else "",
        image_alt=card.image.alt if card.image else "",
        image_caption=brief.image.caption if brief.image and card.image else "",
        image_credit=brief.image.credit if brief.image and card.image else "",
        sources=brief.sources,
        pdf=absolute(views.config.base_url, pdf_url(published))
        if has_pdf(views.config, brief)
        else "",
        corrections=tuple(replace(each, prose=Text()) for each in brief.corrections),
        downloads=views.downloads(brief),
    )


def whole(views: Views, link: str) -> str:
    """Return the absolute URL of a link."""
    if link.startswith("/") and not link.startswith("//"):
        return views.config.base_url.rstrip("/").removesuffix(views.links.base_path) + link
    return urljoin(views.config.base_url, link)


def publisher(views: Views) -> Byline:
    """Return the publisher, or else the site itself."""
    organisation = views.config.publisher
    if organisation:
        return Byline(organisation.name, organisation.url or views.config.base_url)
    return Byline(views.config.title, absolute(views.config.base_url, "/"))


def updated(brief: Brief) -> Moment | None:
    """Return when a brief last changed after publication, or None if it did not."""
    changes = [brief.updated, *(each.date for each in brief.corrections)]
    last = max(filter(None, changes), key=lambda moment: moment.at, default=None)
    return last if last and (brief.date is None or last.at > brief.date.at) else None
