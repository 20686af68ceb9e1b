"""The whole index in memory, for a preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from briefgen.pipeline.search.bundles import Bundle, bundle_of
from briefgen.pipeline.search.parts import Part, index_language, parts_of
from briefgen.pipeline.search.words import PartListing, top_files


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The parts of an index, and all its files by output path."""

    bundles: Mapping[Part, Bundle] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def index_in_memory(
    pages: Mapping[str, bytes],
    read: Callable[[str], bytes],
    language: str,
    former: SearchIndex | None = None,
) -> SearchIndex:
    """Return the index of pages, given by path with a value that changes with the page.

    `read` returns the page at a path. A page that does not declare its language is in `language`.
    Parts of the `former` index are used again. Raises NoIndex.
    """
    bundles = former.bundles if former else {}
    languages = {page: part.language for part in bundles for page in part.pages}

    def language_of(path: str) -> str:
        return languages.get((path, pages[path])) or index_language(read(path), language)

    parts = parts_of(pages, language_of)
    built = {part: bundles.get(part) or bundle_of(part, read) for part in parts}
    files = dict(
        top_files(PartListing(part, each.listing, each.words) for part, each in built.items())
    )
    for each in built.values():
        files |= each.shared
        files |= each.files
    return SearchIndex(built, files)
