"""Pagination of long lists."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.assemble.views import Views
from briefgen.model.addresses import page_url
from briefgen.model.views import Link, Pagination


def chunks(places: Sequence[int], size: int) -> list[Sequence[int]]:
    """Divide a list into pages; an empty list has one page."""
    return [places[start : start + size] for start in range(0, len(places), size)] or [places]


def pagination(views: Views, url: str, number: int, count: int) -> Pagination:
    """Return the position of a page in the list at `url`."""

    def link(page_number: int) -> str:
        return views.links.href(page_url(url, page_number)) if 1 <= page_number <= count else ""

    numbers = sorted({1, number - 1, number, number + 1, count} & set(range(1, count + 1)))
    pages = tuple(Link(str(page), link(page), page == number) for page in numbers)
    return Pagination(number, count, link(number - 1), link(number + 1), pages)
