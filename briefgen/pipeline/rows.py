"""Rows of a plan: one for each file of the output, in the form in which the store keeps it."""

from __future__ import annotations

from typing import Final, NamedTuple

from briefgen.cache.digests import digest
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import PlanRow

PAGE: Final = "page"
WRITTEN: Final = "written"
RECAST: Final = "recast"  # written from the bytes of a file, and not from its text
COPY: Final = "copy"
DATA: Final = "data"
FRAME: Final = "frame "
PICTURE: Final = "picture"  # the form of a file that takes longest to make


class Planned(NamedTuple):
    """A file of the output to be.

    `texts` are the digests of the texts and files that go into it, in the order of its sources;
    `layout` is the digest of what its layout draws upon.
    """

    row: PlanRow
    texts: tuple[bytes, ...] = ()
    layout: bytes = b""

    @property
    def key(self) -> bytes:
        """What changes whenever its bytes may."""
        return digest(self.row.key, self.layout, code_stamp(), *self.texts)

    @property
    def path(self) -> str:
        """The path below the output folder, with forward slashes."""
        return self.row.path

    @property
    def is_page(self) -> bool:
        """Whether a layout makes it."""
        return self.row.kind == PAGE


def row_key(
    kind: str, maker: str, shape: str, sources: bytes, frame: bytes, payload: bytes
) -> bytes:
    """Return the key of a row: the digest of all else in it but its path."""
    made = f"{kind} {maker} {shape}".encode()
    return digest(made, sources, frame, payload)


def frame_name(frame: bytes) -> str:
    """Return the name under which the store keeps the site's view with this digest."""
    return f"{FRAME}{frame.hex()}"
