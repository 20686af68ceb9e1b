"""Planned output files, before their bytes exist.

`origin` is the place that a message about the file should name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from briefgen.model.diagnostics import Location
from briefgen.model.views import Passage, SiteView, View


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page: a layout and its data. The first passage is the layout's `body`."""

    path: str
    layout: str
    site: SiteView
    view: View
    origin: Location
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is not a page: a feed, a citation, a list. The writer for its `form` creates it.

    `document` is a dataclass of model.documents. The writer also gets the texts of `passages`,
    and the bytes of the file `source` (relative to the site's folder), if there is one.
    """

    path: str
    form: str
    document: Any
    origin: Location
    passages: tuple[Passage, ...] = ()
    source: str = ""


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
