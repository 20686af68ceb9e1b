"""The index of one part.

Pagefind writes the values of filters in random order, so its files are written again, sorted.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gzip import decompress
from typing import Any, Final

from briefgen.model.reserved import SEARCH, is_index_file
from briefgen.pipeline.search.files import (
    LIST,
    Meta,
    Word,
    chunk_files,
    dump,
    load,
    meta_files,
    name_of,
)
from briefgen.pipeline.search.parts import Part
from briefgen.pipeline.search.service import NoIndex, raw_index

_FOLDERS: Final = ("fragment/", "index/", "filter/")
_UNLIKE: Final = (ValueError, KeyError, IndexError, TypeError, OSError, EOFError, zlib.error)
_DIGITS: Final = 14  # of a date with a time, without its zone


@dataclass(frozen=True, slots=True)
class Bundle:
    """The finished index of a part: its files and those that all parts share, by output path.

    `listing` is its own list of languages, or empty if its pages have no text to search. `words`
    are the stems in a part of a language with several.
    """

    listing: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    shared: Mapping[str, bytes] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def bundle_of(part: Part, read: Callable[[str], bytes]) -> Bundle:
    """Return the index of a part; `read` returns the page at a path. Raises NoIndex."""
    raw = raw_index(((path, read(path)) for path, _ in part.pages), part.language)
    listing = json.loads(raw.pop(LIST))
    if not listing["languages"]:  # no page has searchable content
        return Bundle()
    raw = {name: data for name, data in raw.items() if is_index_file(SEARCH + name)}
    try:
        return _bundle(part, raw, listing)
    except _UNLIKE as error:
        message = (
            f"no search index: Pagefind {listing.get('version', '')} is not a version that briefgen"
            " can use; run: pip install 'briefgen[search]'"
        )
        raise NoIndex(message) from error


def _bundle(part: Part, raw: dict[str, bytes], listing: dict[str, Any]) -> Bundle:
    ((language, language_entry),) = listing["languages"].items()
    meta = Meta(*load(raw.pop(f"pagefind.{language_entry['hash']}.pf_meta")))
    own = {name: raw.pop(name) for name in list(raw) if name.startswith(_FOLDERS)}
    filters, files = _sorted_filters(language, meta, own)
    meta = meta._replace(filters=filters)
    words: list[Word] = []
    if part.bits:
        pages, fragments = _dated(meta, own)
        words = [word for *_, name in meta.chunks for word in load(own[_chunk(name)])[0]]
        chunks, chunked = chunk_files(language, words)
        meta = meta._replace(pages=pages, chunks=chunks)
        files |= fragments | chunked
    else:
        files |= {name: data for name, data in own.items() if not name.startswith("filter/")}
    language_entry["hash"], described = meta_files(language, meta)
    text = json.dumps(listing, ensure_ascii=False, separators=(",", ":"))
    files |= described
    if part.bits:
        files[LIST] = text.encode()
    return Bundle(
        text,
        {part.folder + name: data for name, data in files.items()},
        {SEARCH + name: data for name, data in raw.items()},
        tuple(word[0] for word in words),
    )


def _chunk(name: str) -> str:
    return f"index/{name}.pf_index"


def _sorted_filters(
    language: str, meta: Meta, own: Mapping[str, bytes]
) -> tuple[list[list[str]], dict[str, bytes]]:
    filters, files = [], {}
    for label, old in sorted(meta.filters):
        name, values = load(own[f"filter/{old}.pf_filter"])
        data = dump([name, sorted(values)])
        new = name_of(language, data)
        filters.append([label, new])
        files[f"filter/{new}.pf_filter"] = data
    return filters, files


def _dated(meta: Meta, own: Mapping[str, bytes]) -> tuple[list[list[Any]], dict[str, bytes]]:
    """Begin the names of fragments with the dates of their pages.

    The search page sorts results of several parts by these names, which are all that it has of a
    result before it loads its fragment.
    """
    pages, files = [], {}
    for old, *rest in meta.pages:
        data = own[f"fragment/{old}.pf_fragment"]
        new = f"{_date(data)}_{old}"
        pages.append([new, *rest])
        files[f"fragment/{new}.pf_fragment"] = data
    return pages, files


def _date(fragment: bytes) -> str:
    """Return the date of a page in digits, or its year, or nothing."""
    plain = decompress(fragment)
    filters = json.loads(plain[plain.index(b"{") :])["filters"]
    (date, *_) = filters.get("date") or filters.get("year") or [""]
    return re.sub(r"\D", "", date)[:_DIGITS]
