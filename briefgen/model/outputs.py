"""Planned output files, before their bytes exist.

`origin` is the place that a message about the file should name. `uses` are the written files whose
bytes a file shows or measures, such as the charts of a page: they are made first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefgen.model.diagnostics import Location
from briefgen.model.views import Passage, SiteView, View


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page: a layout and its data. The first passage is the layout's `body`.

    `is_searched` says whether the site's search covers it.
    """

    path: str
    layout: str
    site: SiteView
    view: View
    origin: Location
    passages: tuple[Passage, ...] = ()
    is_searched: bool = False
    uses: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is not a page: a feed, a citation, a list. The writer of its format creates it.

    `form` is the name of the format, and `document` has its type of data. The writer also gets the
    texts of `passages`, the tables in the files `data`, and the bytes of the files `sources`
    (relative to the site's folder).
    """

    path: str
    form: str
    document: Any
    origin: Location
    passages: tuple[Passage, ...] = ()
    sources: tuple[str, ...] = ()
    uses: tuple[Written, ...] = ()
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of content/ that is published; `source` is its path relative to the site's folder."""

    path: str
    source: str

    @property
    def origin(self) -> Location:
        """The place that a message should name."""
        return Location(self.source)


@dataclass(frozen=True, slots=True)
class Literal:
    """A file whose bytes are known in advance."""

    path: str
    data: bytes
    origin: Location


Output = Rendered | Written | Copied | Literal
