"""The archive: all briefs on one page, by year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.planners.page import page_at
from briefgen.assemble.views import Views
from briefgen.model.addresses import ARCHIVE
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Output
from briefgen.model.site import Site
from briefgen.model.views import ArchivePage, Card, Year

_TITLE: Final = "Archive"


def urls(site: Site) -> Iterator[str]:
    """Yield the page's URL, unless it is turned off or there are no briefs."""
    if site.briefs and site.config.outputs.archive:
        yield ARCHIVE


def outputs(views: Views) -> Iterator[Output]:
    """Plan the page."""
    if not any(urls(views.site)):
        return
    years: dict[str, list[Card]] = {}
    for card in views.cards:
        years.setdefault(_year(card), []).append(card)
    # Sort by the year shown: a date in another time zone can be among those of the next year.
    ordered = sorted(years.items(), key=lambda each: -int(each[0] or 0))
    view = ArchivePage(
        page=views.page("archive", _TITLE, ARCHIVE),
        heading=_TITLE,
        years=tuple(Year(name, tuple(cards)) for name, cards in ordered),
        total=len(views.cards),
    )
    yield page_at(views, ARCHIVE, "archive.html", view, Location("site.yaml"))


def _year(card: Card) -> str:
    return str(card.date.year) if card.date else ""
