"""Feeds: the newest briefs of the site and of each term, in up to three formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from briefgen.assemble.languages import list_language
from briefgen.assemble.pdfs import Pdfs
from briefgen.assemble.planners.records import publisher, record
from briefgen.assemble.views import Views
from briefgen.model.addresses import absolute, output_path
from briefgen.model.diagnostics import Location
from briefgen.model.documents import Feed, FeedEntry
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Home, Site, Term
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.text import Text
from briefgen.model.views import Passage

_STYLE: Final = "feed.css"

# An entry with its text, and the file that states the size of its PDF.
_Item = tuple[FeedEntry, Passage, tuple[Written, ...]]


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of all feeds."""
    for home in site.homes:
        for page in (home.url, *(term.url for term in home.terms())):
            yield from (f"{page}feed.{form}" for form in site.config.feeds.forms)


def outputs(views: Views) -> Iterator[Output]:
    """Plan the feeds of the site and of each language, author and term.

    Feeds do not include briefs without a date, because it is unknown whether they are new.
    """
    if not views.config.feeds.forms:
        return
    items: dict[int, _Item] = {}
    for home in views.site.homes:
        title, further = views.feeds.title_of(home)
        yield from _forms(
            views,
            items,
            home.members,
            url=home.url,
            title=title,
            subtitle=views.sites.description_of(home),
            language=home.language,
            is_further=bool(further),
        )
        for term in home.terms():
            yield from _forms(
                views,
                items,
                sorted(term.members),  # a series is in reading order
                url=term.url,
                title=feed_title(views, home, term),
                subtitle=term.words.summary if term.words else "",
                language=list_language(home, term.words),
                is_further=bool(further),
            )


def feed_title(views: Views, home: Home, term: Term) -> str:
    """Return the title of a term's feeds."""
    return f"{term.name} – {views.sites.in_language(home.language).title}"


def _forms(
    views: Views,
    items: dict[int, _Item],
    indexes: Iterable[int],
    *,
    url: str,
    title: str,
    subtitle: str,
    language: str = "",
    is_further: bool = False,
) -> Iterator[Output]:
    """Plan one list of briefs in each format; `indexes` are newest first."""
    dated = (index for index in indexes if views.site.briefs[index].brief.date)
    settings = views.config.feeds
    newest = [_item(views, items, index) for index in islice(dated, settings.entries)]
    feed = Feed(
        title=title,
        url=absolute(views.config.base_url, url),
        subtitle=subtitle,
        language=language or views.config.language,
        is_further=is_further,
        publisher=publisher(views),
        # A path, because browsers only load the style sheet from the feed's own host.
        stylesheet=views.sites.own.assets.get(_STYLE, ""),
        entries=tuple(entry for entry, _, _ in newest),
    )
    passages = tuple(passage for _, passage, _ in newest) if settings.full_text else ()
    sizes = tuple(size for _, _, sizes in newest for size in sizes)
    origin = Location(SITE_FILE)
    for form in settings.forms:
        path = output_path(f"{url}feed.{form}")
        yield Written(path, form, feed, origin, passages, uses=sizes)


def _item(views: Views, items: dict[int, _Item], index: int) -> _Item:
    """Return a brief's entry, which all its feeds share."""
    if index not in items:
        brief = views.site.briefs[index].brief
        facts = record(views, index)
        passage = views.links.passage(brief)
        assert passage is not None  # noqa: S101 - a brief always has a text, even if empty
        assert facts.date is not None  # noqa: S101 - the caller selects those with a date
        image, pdfs = brief.image, views.one(Pdfs)
        pdf = pdfs.of_brief(index)
        entry = FeedEntry(
            url=facts.url,
            title=facts.title,
            date=facts.date,
            updated=facts.updated or facts.date,
            summary=facts.summary,
            language=facts.language,
            authors=facts.authors,
            terms=tuple(dict.fromkeys(name for names in facts.terms.values() for name in names)),
            highlights=tuple(
                views.links.resolved(item.prose, brief.path) for item in brief.highlights
            ),
            image=facts.image,
            image_alt=facts.image_alt,
            image_caption=views.links.resolved(image.caption_prose, brief.path)
            if image
            else Text(),
            image_credit=views.links.resolved(image.credit_prose, brief.path) if image else Text(),
            corrections=views.corrections(brief),
            pdf=pdfs.link(pdf),
        )
        items[index] = entry, passage, pdfs.sizes(pdf)
    return items[index]
