"""Dividing pages into parts, and what the files of parts say."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pytest

from briefgen.pipeline.search import (
    Part,
    SearchIndex,
    bundle_of,
    bundles,
    files,
    index_in_memory,
    memory,
    parts,
    parts_of,
)
from briefgen.pipeline.search.files import chunk_files, dump
from briefgen.pipeline.search.service import raw_index

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRY: Final = "search/pagefind-entry.json"
WORDS: Final = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu".split()


def digests(numbers: range) -> dict[str, bytes]:
    return {f"briefs/brief-{number}/index.html": b"x" for number in numbers}


def english(_path: str) -> str:
    return "en"


def members(divided: tuple[Part, ...]) -> dict[str, frozenset[str]]:
    return {each.name: frozenset(path for path, _ in each.pages) for each in divided}


def test_few_pages_are_one_part_at_the_top() -> None:
    (only,) = parts_of(digests(range(parts.LIMIT)), english)
    assert (only.bits, only.folder) == ("", "search/")
    assert len(only.pages) == parts.LIMIT


def test_many_pages_are_in_parts_that_are_not_too_large() -> None:
    pages = digests(range(3000))
    divided = parts_of(pages, english)
    assert {path for each in divided for path, _ in each.pages} == pages.keys()
    assert sum(len(each.pages) for each in divided) == len(pages)
    assert all(0 < len(each.pages) <= parts.LIMIT for each in divided)
    assert len(divided) < 2.5 * len(pages) / parts.LIMIT
    assert len({each.folder for each in divided}) == len(divided)
    assert all(each.folder == f"search/parts/en-{each.bits}/" for each in divided)


@pytest.mark.no_cover
def test_a_new_page_changes_one_part_or_divides_it() -> None:
    before = members(parts_of(digests(range(200)), english))
    divisions = 0
    for size in range(201, 1500):
        after = members(parts_of(digests(range(size)), english))
        gone = before.items() - after.items()
        new = after.items() - before.items()
        assert len(gone) == 1
        assert len(new) == 1 or all(name.startswith(next(iter(gone))[0]) for name, _ in new)
        divisions += len(new) > 1
        before = after
    assert 4 <= divisions <= 16


def test_parts_do_not_depend_on_the_order_of_the_pages() -> None:
    pages = digests(range(700))
    shuffled = random.Random(1).sample(list(pages.items()), len(pages))
    assert parts_of(dict(shuffled), english) == parts_of(pages, english)


def test_each_language_is_divided_by_itself() -> None:
    pages = digests(range(600))

    def language(path: str) -> str:
        return "de" if path.endswith("7/index.html") else "en"

    divided = parts_of(pages, language)
    assert [each.bits for each in divided if each.language == "de"] == [""]
    assert len([each for each in divided if each.language == "en"]) > 2


# The files of parts


def page(number: int) -> bytes:
    words = random.Random(number).choices(WORDS, k=60)
    return (
        f'<!doctype html><html lang="en"><body><main data-pagefind-body><h1>Number {number}</h1>'
        f"<p>{' '.join(words)} only{number}</p></main>"
        f'<p data-pagefind-filter="year">{2000 + number % 4}</p>'
        f'<p data-pagefind-filter="date">2001-02-{number:02}T03:04:05+01:00</p></body></html>'
    ).encode()


def pages(count: int) -> dict[str, bytes]:
    return {f"n-{number}/index.html": page(number) for number in range(count)}


def index_of(written: Mapping[str, bytes], former: SearchIndex | None = None) -> SearchIndex:
    pytest.importorskip("pagefind", reason="needs Pagefind")
    return index_in_memory(written, written.__getitem__, "en", former)


def value(data: bytes) -> Any:
    """Return what is in a file of Pagefind, read independently of briefgen."""
    import cbor2  # noqa: PLC0415 - an extra

    plain = gzip.decompress(data)
    assert plain.startswith(b"pagefind_dcd")
    return cbor2.loads(plain[12:])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use parts of up to five pages."""
    monkeypatch.setattr(parts, "LIMIT", 5)


@pytest.mark.usefixtures("small")
def test_the_top_index_says_which_parts_have_a_word() -> None:
    index = index_of(pages(24)).files
    entry = json.loads(index[ENTRY])
    names = entry["parts"]["en"]
    assert len(names) > 4
    meta = value(index[f"search/pagefind.{entry['languages']['en']['hash']}.pf_meta"])
    assert [name for name, _ in meta[1]] == names
    listed: dict[str, set[str]] = {}
    for _, _, chunk in meta[2]:
        for word, places, variants in value(index[f"search/index/{chunk}.pf_index"])[0]:
            assert variants == []
            number = 0
            for step, *_ in places:
                number += step
                listed.setdefault(names[number], set()).add(word)
    for name in names:
        own = f"search/parts/{name}/index/"
        chunks = [value(data)[0] for path, data in index.items() if path.startswith(own)]
        assert listed[name] == {word for chunk in chunks for word, *_ in chunk}
        assert len(listed[name]) > len(WORDS)


@pytest.mark.usefixtures("small")
def test_names_of_fragments_in_parts_begin_with_the_date() -> None:
    index = index_of(pages(12)).files
    fragments = [path.rpartition("/")[2] for path in index if "/fragment/" in path]
    assert sorted(name.partition("_")[0] for name in fragments) == [
        f"200102{number:02}030405" for number in range(12)
    ]


def test_the_words_of_a_part_are_divided_only_between_different_beginnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "_CHUNK", 2)
    words = ["a", "ab", "abc", "ac", "ad", "b", "中", "中国", "国"]
    chunks, _ = chunk_files("en", [[word, [[0, [1], []]], []] for word in words])
    assert [f"{first}-{last}" for first, last, _ in chunks] == (
        "a-a ab-abc ac-ac ad-ad b-b 中-中国 国-国".split()
    )


@pytest.mark.usefixtures("small")
def test_only_parts_with_changed_pages_are_built_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = pages(24)
    before = index_of(first)
    built = []

    def counted(part: Part, read: Callable[[str], bytes]) -> Any:
        built.append(part)
        return bundle_of(part, read)

    monkeypatch.setattr(memory, "bundle_of", counted)
    second = {**first, "n-3/index.html": page(99)}
    after = index_of(second, before)
    assert [("n-3/index.html" in dict(part.pages)) for part in built] == [True]
    assert after.files == index_of(second).files
    assert after.files != before.files


def test_files_of_another_form_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def newer(*given: Any) -> dict[str, bytes]:
        raw = raw_index(*given)
        (name,) = (name for name in raw if name.endswith(".pf_meta"))
        return {**raw, name: dump([*value(raw[name]), "more"])}

    monkeypatch.setattr(bundles, "raw_index", newer)
    with pytest.raises(OSError, match=r"Pagefind 1\..* is not a version that briefgen can use"):
        index_of(pages(1))


def test_long_answers_of_pagefind_block_nothing() -> None:
    """Each answer is larger than a pipe, and more than one is on its way."""
    title = "long " * 30_000
    written = {
        f"n-{number}/index.html": (
            f'<html lang="en"><body data-pagefind-body><h1>{title}{number}</h1></body></html>'
        ).encode()
        for number in range(20)
    }
    entry = json.loads(index_of(written).files[ENTRY])
    assert entry["languages"]["en"]["page_count"] == 20
