"""The files of the search index, from pages in memory."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

import pytest

from briefgen.cache.digests import digest
from briefgen.pipeline import search

pagefind = pytest.importorskip("pagefind.service", reason="needs Pagefind")

ENTRY = "search/pagefind-entry.json"


def page(number: int, language: str) -> bytes:
    words = random.Random(number).choices("alpha beta gamma delta epsilon zeta".split(), k=90)
    return (
        f'<!doctype html><html lang="{language}"><body><main data-pagefind-body>'
        f"<h1>Number {number}</h1><p>{' '.join(words)}</p></main>"
        f'<p data-pagefind-filter="year">{2000 + number % 4}</p></body></html>'
    ).encode()


def files_of(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    digests = {path: digest(data) for path, data in pages.items()}
    return dict(search.index_in_memory(digests, pages.__getitem__, "en").files)


def languages(files: Mapping[str, bytes]) -> dict[str, int]:
    listed = json.loads(files[ENTRY])["languages"]
    return {language: each["page_count"] for language, each in listed.items()}


def test_the_same_pages_in_another_order_give_the_same_bytes() -> None:
    tags = ("en", "de", "el")
    pages = {f"briefs/{n}/index.html": page(n, tags[n % 3]) for n in range(30)}
    files = files_of(pages)
    assert len(files) > 40
    shuffled = list(pages.items())
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)
        assert files_of(dict(shuffled)) == files


def test_each_language_has_an_index_and_regions_share_it() -> None:
    tags = ["en", "en-US", "de", "de-CH", "de-AT", "pt-BR", "zh-Hant", "zh-TW", "sr-Latn-RS", "tlh"]
    files = files_of({f"{n}/index.html": page(n, tag) for n, tag in enumerate(tags)})
    assert languages(files) == {
        "en": 2, "de": 3, "pt": 1, "zh-hant": 1, "zh": 1, "sr-latn": 1, "tlh": 1,
    }  # fmt: skip


@pytest.mark.parametrize("opening", ["<html>", "<html class=x data-lang=de>", "<HTML LANG='el'>"])
def test_a_page_without_a_language_has_that_of_the_site(opening: str) -> None:
    text = page(1, "en").replace(b'<html lang="en">', opening.encode())
    assert languages(files_of({"a/index.html": text})) == {"el" if "el" in opening else "en": 1}


def test_only_files_of_the_index_are_returned() -> None:
    files = files_of({"a/index.html": page(1, "en")})
    assert {"search/pagefind.js", "search/pagefind-worker.js", ENTRY} <= files.keys()
    assert [path for path in files if "ui" in path or "highlight" in path] == []


def test_pages_with_nothing_to_search_give_no_files() -> None:
    assert files_of({"a/index.html": b"Words alone."}) == {}
