"""Typst layouts as files: which others they use, and what they may not import.

A layout gets only the files that it names between quotation marks. One that it names in another way
is not there, so its digest covers all files that it can read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from briefgen.model.diagnostics import Span

SUFFIX: Final = ".typ"
# The functions that the Typst code of texts calls, so every layout that shows a text needs them.
TEXTS: Final = "partials/text.typ"
_WITHOUT_TEXT: Final = ("social.typ",)
_PACKAGE: Final = re.compile(r'"(@[\w-]+/[\w-]+(?::[\d.]+)?)"')
_COMMENT: Final = re.compile(r"\s*//")


def names_in(name: str, data: bytes, names: Collection[str]) -> frozenset[str]:
    """Return those of `names` that a Typst file has between quotation marks.

    A path is relative to the file's folder, or with a leading slash to that of all layouts.
    """
    folder = posixpath.dirname(f"/{name}")
    texts = data.decode(errors="replace").split('"')
    paths = (posixpath.normpath(posixpath.join(folder, text)) for text in texts)
    return frozenset(path.lstrip("/") for path in paths).intersection(names)


def for_texts(layout: str) -> tuple[str, ...]:
    """Return the files that a layout may use because it shows a text."""
    return () if layout.endswith(_WITHOUT_TEXT) else (TEXTS,)


def files_of(layout: str, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the bytes of all files that a layout may use, including itself, by name."""
    files: dict[str, bytes] = {}
    pending = [layout, *for_texts(layout)]
    while pending:
        name = pending.pop()
        data = sources.get(name)
        if data is None or name in files:
            continue
        files[name] = data
        if name.endswith(SUFFIX):
            pending += names_in(name, data, sources.keys())
    return files


def packages_in(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the packages that a Typst file names, which would be downloaded."""
    for number, line in enumerate(text.split("\n"), 1):
        if not _COMMENT.match(line):
            for match in _PACKAGE.finditer(line):
                yield match[1], Span(number, match.start(1) + 1, len(match[1]))
