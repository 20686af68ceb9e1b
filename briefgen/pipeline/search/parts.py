"""Divides the pages of a site into the parts of its search index.

Each language has its own index with its own rules for words. Regional variants share an index, as
they share a home page. The index of a language with many briefs is in parts, so that a changed
brief needs only its part again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from briefgen.model.languages import tongue
from briefgen.model.reserved import SEARCH, SEARCH_PARTS

LIMIT: Final = 250  # pages in a part
HEAD: Final = 4096  # bytes at the start of a page, which include its language

_LANGUAGE: Final = re.compile(rb"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z0-9-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of a language that have an index of their own.

    `pages` holds their output paths, each with the digest of the page. All paths in a part have
    hashes that begin with its `bits`. They are empty if all pages of the language are in one part.
    """

    language: str
    bits: str
    pages: tuple[tuple[str, bytes], ...]

    @property
    def name(self) -> str:
        """Its name among the parts of all languages."""
        return f"{self.language}-{self.bits}"

    @property
    def folder(self) -> str:
        """The output folder of its index."""
        return f"{SEARCH_PARTS}{self.name}/" if self.bits else SEARCH


def parts_of(pages: Mapping[str, bytes], language_of: Callable[[str], str]) -> tuple[Part, ...]:
    """Divide pages, given as their digests by path, into parts.

    A part with too many pages is divided by the next bit of their hashes. So a new page changes one
    part or divides it in two, and all others stay unchanged.
    """
    languages: dict[str, list[str]] = {}
    for path in sorted(pages):  # Pagefind numbers pages in order, and its files have these numbers
        languages.setdefault(language_of(path), []).append(path)
    return tuple(
        Part(language, bits, tuple((path, pages[path]) for path in members))
        for language, paths in sorted(languages.items())
        for bits, members in _divided([(path, _hash(path)) for path in paths], "")
    )


def _divided(pages: Sequence[tuple[str, str]], bits: str) -> Iterator[tuple[str, list[str]]]:
    if len(pages) <= LIMIT:
        yield bits, [path for path, _ in pages]
        return
    for longer in (f"{bits}0", f"{bits}1"):
        if matching := [page for page in pages if page[1].startswith(longer)]:
            yield from _divided(matching, longer)


def _hash(path: str) -> str:
    """Return the hash of a path in binary digits."""
    return f"{int.from_bytes(sha256(path.encode()).digest()):0256b}"


def index_language(head: bytes, default: str) -> str:
    """Return the language whose index has a page, from the start of the page."""
    match = _LANGUAGE.search(head[:HEAD])
    return tongue(match[1].decode() if match else default).lower()
