"""Files to be: what the plan promises, before any byte of it is made."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.model.diagnostics import Location
from briefgen.model.views import Passage, SiteView, View


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page: a layout with what it sees. `origin` is the place that a message should name."""

    path: str
    layout: str
    site: SiteView
    view: View
    origin: Location
    body: Passage | None = None


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
    """A file whose bytes are known."""

    path: str
    data: bytes
    origin: Location


Output = Rendered | Copied | Literal
