"""Plain prose is read without markdown-it-py, with the same result as with it."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Entry, Kind
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.front_matter import split
from briefgen.read.markdown import (
    Dialect,
    parse_words,
)
from briefgen.read.markdown.dialect import parser_for
from briefgen.read.markdown.plain import Plain
from briefgen.read.plain_yaml import read_plain
from tests.support.corpus import POSTS, read_post
from tests.support.examples import fixtures, specification
from tests.support.shortcuts import DIALECTS, both, check

REPOSITORY: Final = Path(__file__).parents[2]


def generated() -> Iterator[tuple[str, bytes]]:
    """Return the texts that the benchmark uses to compare generators."""
    sys.path.insert(0, str(REPOSITORY / "benchmarks"))
    try:
        corpus, generators = import_module("corpus"), import_module("generators")
    finally:
        sys.path.pop(0)
    for brief in corpus.corpus(300):
        yield brief.slug, (generators.front_matter(brief) + brief.body).encode()


def real() -> Iterator[tuple[str, bytes]]:
    if not POSTS.is_dir():
        pytest.skip("there is no corpus: name its folder in BRIEFGEN_CORPORA")
    return ((path.name, read_post(path).file) for path in sorted(POSTS.glob("*.md")))


@pytest.mark.no_cover
@pytest.mark.parametrize("corpus", [generated, real])
def test_every_brief_of_a_corpus_is_read_the_same(corpus: Any) -> None:
    fast, slow = (ReadSettings(dialect) for dialect in both(Dialect()))
    for name, data in corpus():
        entry = Entry(f"briefs/{name}", Kind.BRIEF)
        assert parse_entry(entry, data, fast) == parse_entry(entry, data, slow), name


@pytest.mark.no_cover
@pytest.mark.parametrize(("corpus", "least"), [(generated, 1.0), (real, 0.45)])
def test_most_front_matter_of_a_corpus_is_plain(corpus: Any, least: float) -> None:
    written = [re.split("^---\r?\n", data.decode(), flags=re.MULTILINE)[1] for _, data in corpus()]
    plain = [read_plain(text) for text in written]
    assert 1 - plain.count(None) / len(plain) >= least


@pytest.mark.no_cover
@pytest.mark.parametrize(("corpus", "least"), [(generated, 1.0), (real, 0.85)])
def test_most_blocks_of_a_corpus_are_plain(corpus: Any, least: float) -> None:
    md = parser_for(MarkdownConfig(), "en")
    total = plain = 0
    for _, data in corpus():
        parts = split(re.sub("\r\n?", "\n", data.decode()), "a.md").value
        assert parts is not None
        reader = Plain(parts.body, Dialect().quotes, tables=True)
        tokens = [
            token
            for token in md.parse(parts.body, {"plain": reader})
            if token.level == 0 and token.nesting >= 0
        ]
        total += len(tokens)
        plain += sum(token.type == "plain" for token in tokens)
    assert plain / total >= least


def test_plain_words_need_no_place() -> None:
    assert parse_words('So "it" is.', Dialect()) is not None
    assert parse_words("So *it* is.", Dialect()) is None
    assert parse_words("So it is.", replace(Dialect(), shortcuts=False)) is None


@pytest.mark.parametrize("text", ["[:::a](b.md)", "[a *b*::: c](d.md)", "A [b\n:::c](d.md)"])
def test_a_link_text_that_looks_like_a_callout_is_read_the_same(text: str) -> None:
    check(text, Dialect())


@pytest.mark.no_cover
@pytest.mark.parametrize("name", DIALECTS)
def test_every_example_of_the_specification_is_read_the_same(
    name: str,
) -> None:
    for example in specification():
        check(example["markdown"], DIALECTS[name])


@pytest.mark.parametrize(("_", "text", "__"), list(fixtures()))
def test_every_case_of_the_dialect_is_read_the_same(_: str, text: str, __: str) -> None:
    for dialect in DIALECTS.values():
        check(text, dialect)
        check(f"# A\n\nBefore.\n\n{text}\n\nAfter [it](b.md).", dialect)
