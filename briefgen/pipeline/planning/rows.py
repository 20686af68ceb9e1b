"""Rows of a plan: one for each output file, in the form that the store uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import PlanRow

PAGE: Final = "page"
WRITTEN: Final = "written"
CONVERTED: Final = "converted"  # written from the bytes of a file, not from its text
COPY: Final = "copy"
DATA: Final = "data"


class Planned(NamedTuple):
    """A planned output file.

    `texts` are the digests of the texts and files that it includes, in the order of its sources;
    `layout` is the digest of its layout and everything that the layout uses. `used` are the written
    files whose bytes it uses.
    """

    row: PlanRow
    texts: tuple[bytes, ...] = ()
    layout: bytes = b""
    used: tuple[Planned, ...] = ()

    @property
    def key(self) -> bytes:
        """A digest that changes whenever the file's bytes may change."""
        used = (each.key for each in self.used)
        return digest(self.row.key, self.layout, code_stamp(), *self.texts, *used)

    @property
    def path(self) -> str:
        """The path relative to the output directory, with forward slashes."""
        return self.row.path

    @property
    def is_page(self) -> bool:
        """Whether it is rendered with a layout."""
        return self.row.kind == PAGE

    @property
    def is_copy(self) -> bool:
        """Whether it is a file of content/, unchanged."""
        return self.row.kind == COPY

    @property
    def sources(self) -> list[str]:
        """The files of content/ whose text or bytes it uses itself."""
        return sources_of(self.row)

    def with_used(self) -> Iterator[Planned]:
        """Yield this output and all files that it uses, directly or through others."""
        yield self
        for each in self.used:
            yield from each.with_used()

    @property
    def is_searched(self) -> bool:
        """Whether the site's search covers it."""
        return bool(self.row.is_searched)


def sources_of(row: PlanRow) -> list[str]:
    """Return the files of content/ whose text or bytes an output uses."""
    return decode(row.sources, list[str]) if row.sources else []


def uses_of(row: PlanRow) -> list[PlanRow]:
    """Return the rows of the written files that an output uses."""
    return decode(row.uses, list[PlanRow]) if row.uses else []
