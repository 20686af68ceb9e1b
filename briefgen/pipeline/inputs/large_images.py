"""The images of content/ that are large files."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from briefgen.model.content import Entry, Kind
from briefgen.model.identity import path_key
from briefgen.read.images import DRAWINGS, EXTENSIONS

_IMAGES: Final = (*EXTENSIONS, *DRAWINGS)
_LARGE: Final = 500_000  # bytes


def large_images(root: Path, entries: Iterable[Entry]) -> dict[str, int]:
    """Return the sizes in bytes of large images, by their keys."""
    sizes: dict[str, int] = {}
    for entry in entries:
        if entry.kind is Kind.ASSET and entry.path.lower().endswith(_IMAGES):
            with suppress(OSError):  # making the file reports it
                size = (root / entry.site_path).stat().st_size
                if size > _LARGE:
                    sizes[path_key(entry.site_path)] = size
    return dict(sorted(sizes.items()))
