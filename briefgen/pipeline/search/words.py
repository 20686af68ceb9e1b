"""The list of languages in the index, and the words of languages whose index is in parts.

Each part can only be searched separately, and Pagefind ignores a word that is nowhere in an index,
or takes a shorter one. So a search for two words in a part without the first would find all pages
with the second. Therefore the words of all parts are an index too, whose pages are the parts. It
says which parts have all words of a search, and only those are searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from briefgen.model.reserved import SEARCH
from briefgen.pipeline.search.files import LIST, Meta, Word, chunk_files, meta_files
from briefgen.pipeline.search.parts import Part

ENTRY: Final = f"{SEARCH}{LIST}"


class PartListing(NamedTuple):
    """A part with its own list of languages, and its words."""

    part: Part
    listing: str
    words: Sequence[str]


def top_files(parts: Iterable[PartListing]) -> dict[str, bytes]:
    """Return the files that tell the search page what the parts are, by output path."""
    files: dict[str, bytes] = {}
    top: dict[str, Any] = {}
    languages: dict[str, Any] = {}
    names: dict[str, list[str]] = {}
    filled = (each for each in parts if each.listing)
    for language, group in groupby(filled, key=lambda each: each.part.language):
        members = list(group)
        listings = [json.loads(each.listing) for each in members]
        top = listings[0]
        languages[language] = top["languages"][language]
        if members[0].part.bits:
            names[language] = [each.part.name for each in members]
            count = sum(each["languages"][language]["page_count"] for each in listings)
            words = {each.part.name: each.words for each in members}
            name, added = _word_index(language, top["version"], words)
            languages[language] |= {"hash": name, "page_count": count}
            files |= added
    if not languages:
        return {}
    top |= {"languages": languages, **({"parts": names} if names else {})}
    files[LIST] = json.dumps(top, ensure_ascii=False, separators=(",", ":")).encode()
    return {SEARCH + name: data for name, data in files.items()}


def _word_index(
    language: str, version: str, parts: Mapping[str, Sequence[str]]
) -> tuple[str, dict[str, bytes]]:
    """Return the index whose pages are parts, as its name and its files."""
    members: dict[str, list[int]] = {}
    for number, stems in enumerate(parts.values()):
        for word in stems:
            members.setdefault(word, []).append(number)
    chunks, files = chunk_files(
        language, ([word, _pages(members[word]), []] for word in sorted(members))
    )
    pages = [[name, len(stems)] for name, stems in parts.items()]
    name, described = meta_files(language, Meta(version, pages, chunks, [], [], []))
    return name, files | described


def _pages(numbers: Sequence[int]) -> list[Word]:
    """Return pages in the form of an index, each as the difference to the one before."""
    return [
        [number - before, [], []] for before, number in zip((0, *numbers), numbers, strict=False)
    ]
