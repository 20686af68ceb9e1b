"""Pagefind's files: gzip with a signature, and CBOR (RFC 8949)."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple

LIST: Final = "pagefind-entry.json"  # lists the languages of an index

_SIGN: Final = b"pagefind_dcd"
_LEVEL: Final = 6  # of compression: level 9 takes twice as long for 1 %
# Postings in a chunk. A reader loads a chunk from each part for each word, so chunks of a part are
# smaller than Pagefind's own, which has 20,000.
_CHUNK: Final = 2500
_IDEOGRAPHS: Final = "\u2e80"  # the first of the characters that are words or syllables

# A word of an index: its stem, its pages and the pages of its forms with diacritics. A page is the
# difference to the number of the page before, with the places in its text and in its metadata.
Word = list[Any]


class Meta(NamedTuple):
    """What an index consists of.

    `pages` are names of fragments with numbers of words, `chunks` ranges of words with names of
    files, `filters` names with names of files, and `sorts` keys with the pages in their order.
    """

    version: str
    pages: list[list[Any]]
    chunks: list[list[str]]
    filters: list[list[str]]
    sorts: list[list[Any]]
    fields: list[str]


def load(data: bytes) -> Any:
    """Return the value in a file. Raises ValueError or OSError."""
    from cbor2 import CBORError, loads  # noqa: PLC0415 - an extra of the package

    plain = gzip.decompress(data)
    if not plain.startswith(_SIGN):
        raise ValueError("not a Pagefind file")
    try:
        return loads(plain[len(_SIGN) :])
    except CBORError as error:
        raise ValueError(str(error)) from error


def dump(value: Any) -> bytes:
    """Return the file with a value, the same bytes for equal values."""
    from cbor2 import dumps  # noqa: PLC0415

    return gzip.compress(_SIGN + dumps(value), _LEVEL, mtime=0)


def name_of(language: str, data: bytes) -> str:
    """Return the name of a file, which depends on its bytes."""
    return f"{language}_{sha256(data).hexdigest()[:10]}"


def meta_files(language: str, meta: Meta) -> tuple[str, dict[str, bytes]]:
    """Return the name under which an index is listed, and its file."""
    data = dump(meta)
    name = name_of(language, data)
    return name, {f"pagefind.{name}.pf_meta": data}


def chunk_files(language: str, words: Iterable[Word]) -> tuple[list[list[str]], dict[str, bytes]]:
    """Return the list of chunks of sorted words, and the files of these chunks."""
    chunks, files = [], {}
    for chunk in _chunks(words):
        data = dump([chunk])
        name = name_of(language, data)
        chunks.append([chunk[0][0], chunk[-1][0], name])
        files[f"index/{name}.pf_index"] = data
    return chunks, files


def _chunks(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Divide words where their beginnings differ.

    Pagefind looks for the longer forms of a word in the chunk of that word only.
    """
    chunk: list[Word] = []
    size = 0
    for word in words:
        if size >= _CHUNK and _beginning(word) != _beginning(chunk[-1]):
            yield chunk
            chunk, size = [], 0
        chunk.append(word)
        size += _postings(word)
    if chunk:
        yield chunk


def _beginning(word: Word) -> str:
    text: str = word[0]
    return text[:2] if text < _IDEOGRAPHS else text[:1]


def _postings(word: Word) -> int:
    _, pages, variants = word
    size = sum(1 + len(places) + len(in_meta) for _, places, in_meta in pages)
    return size + sum(len(each[1]) for each in variants)
