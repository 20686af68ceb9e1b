"""The images of a PDF as Typst finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

# How files begin that Typst can read, and the suffix by which it knows their format.
_STARTS: Final = (
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"RIFF", ".webp"),
)
_DRAWING: Final = re.compile(rb"<svg[\s>]")


class Files:
    """The images that a PDF can show. Frozen in effect: it only remembers what it computes."""

    def __init__(self, sources: Mapping[str, bytes], used: Mapping[str, bytes]) -> None:
        """Start with the bytes of files in content/, and of the files that the PDF uses."""
        self._files = {**sources, **used}

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(self._file_names())

    def _file_names(self) -> Iterator[tuple[str, str]]:
        for number, (path, data) in enumerate(self._files.items()):
            if suffix := _suffix(data):
                yield path, f"{number}{suffix}"

    def path_of(self, path: str) -> str:
        """Return where a layout finds an image, or "" for one that it cannot show."""
        name = self._names.get(path, "")
        return f"/output/{name}" if name else ""

    @property
    def by_name(self) -> dict[str, bytes]:
        """The bytes of the images, by their names in the folder of the output."""
        return {name: self._files[path] for path, name in self._names.items()}


def _suffix(data: bytes) -> str:
    for start, suffix in _STARTS:
        if data.startswith(start):
            return suffix
    return ".svg" if _DRAWING.search(data[:4096]) else ""
