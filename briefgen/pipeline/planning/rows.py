"""Rows of a plan: one for each output file, in the form that the store uses."""

from __future__ import annotations

from typing import Final, NamedTuple

from briefgen.cache.digests import digest
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import PlanRow

PAGE: Final = "page"
WRITTEN: Final = "written"
CONVERTED: Final = "converted"  # written from the bytes of a file, not from its text
COPY: Final = "copy"
DATA: Final = "data"
SITE_VIEW: Final = "site_view "
PICTURE: Final = "picture"  # the form that takes longest to create


class Planned(NamedTuple):
    """A planned output file.

    `texts` are the digests of the texts and files that it includes, in the order of its sources;
    `layout` is the digest of its layout and everything that the layout uses.
    """

    row: PlanRow
    texts: tuple[bytes, ...] = ()
    layout: bytes = b""

    @property
    def key(self) -> bytes:
        """A digest that changes whenever the file's bytes may change."""
        return digest(self.row.key, self.layout, code_stamp(), *self.texts)

    @property
    def path(self) -> str:
        """The path relative to the output directory, with forward slashes."""
        return self.row.path

    @property
    def is_page(self) -> bool:
        """Whether it is rendered with a layout."""
        return self.row.kind == PAGE


def row_key(
    kind: str, maker: str, shape: str, sources: bytes, site_view: bytes, payload: bytes
) -> bytes:
    """Return the key of a row: the digest of everything in it except its path."""
    made = f"{kind} {maker} {shape}".encode()
    return digest(made, sources, site_view, payload)


def site_view_name(site_view: bytes) -> str:
    """Return the name in the store of the site view with this digest."""
    return f"{SITE_VIEW}{site_view.hex()}"
