"""The archives: all briefs of a language on one page, by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from briefgen.assemble.languages import archive_url
from briefgen.assemble.pdfs import Pdfs
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Output
from briefgen.model.site import Home, Site
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.views import ArchivePage, Card, Year

_TITLE: Final = "Archive"


def urls(site: Site) -> Iterator[str]:
    """Yield the URL of each archive, unless they are turned off or there are no briefs."""
    if site.config.outputs.archive:
        yield from (archive_url(home.url) for home in site.homes if home.members)


def outputs(views: Views) -> Iterator[Output]:
    """Plan the archive of each language."""
    if views.config.outputs.archive:
        yield from (_archive(views, home) for home in views.site.homes if home.members)


def _archive(views: Views, home: Home) -> Output:
    years: dict[str, list[Card]] = {}
    for card in views.cards_of(home.members):
        years.setdefault(_year(card), []).append(card)
    # Sort by the year shown: a date in another time zone can be among those of the next year.
    by_year = sorted(years.items(), key=lambda each: -int(each[0] or 0))
    url = archive_url(home.url)
    pdfs = views.one(Pdfs)
    by_name = {name: pdfs.of_year(home, int(name or 0)) for name, _ in by_year}
    view = ArchivePage(
        page=views.heads.page(
            "archive",
            _TITLE,
            url,
            language=home.language,
            translations=views.translations.of_archive(home),
        ),
        heading=_TITLE,
        years=tuple(Year(name, tuple(cards), pdfs.link(by_name[name])) for name, cards in by_year),
        total=len(home.members),
    )
    page = page_at(views, url, "archive.html", view, Location(SITE_FILE))
    return replace(page, uses=pdfs.sizes(*by_name.values()))


def _year(card: Card) -> str:
    return str(card.date.year) if card.date else ""
