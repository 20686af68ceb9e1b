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
from briefgen.model.diagnostics import Span
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.front_matter import split
from briefgen.read.markdown import (
    Dialect,
    SourceList,
    parse_body,
    parse_line,
    parse_words,
    plain_text,
)
from briefgen.read.markdown.dialect import parser_for
from briefgen.read.markdown.plain import Plain
from briefgen.read.plain_yaml import read_plain
from tests.read.test_commonmark import examples as specification  # noqa: F401 - a fixture
from tests.read.test_markdown import examples as fixtures
from tests.test_corpus import POSTS, read_post

REPOSITORY: Final = Path(__file__).parents[2]
DIALECTS: Final = {
    "default": Dialect(),
    "French, same tab": Dialect(language="fr", site_host="a.org", new_tab=False),
    "CommonMark": Dialect(
        MarkdownConfig(
            tables=False,
            strikethrough=False,
            task_lists=False,
            autolinks=False,
            footnotes=False,
            definition_lists=False,
            attributes=False,
            callouts=False,
            smart_quotes=False,
        )
    ),
}


def both(dialect: Dialect) -> tuple[Dialect, Dialect]:
    """Return a dialect with and without shortcuts."""
    return dialect, replace(dialect, shortcuts=False)


def check(text: str, dialect: Dialect, title: str = "A") -> None:
    """Compare all results of reading a text with and without shortcuts."""
    found = []
    for each in both(dialect):
        sources = SourceList()
        body = parse_body(text, "a.md", 5, each, title=title, sources=sources)
        line = parse_line(text, "a.md", Span(3, 4), each, sources)
        assert parse_words(text, each) in (None, line.value)
        found.append((body, line, plain_text(text, each), sources.sources()))
    assert found[0] == found[1]


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
    specification: list[dict[str, Any]],  # noqa: F811
) -> None:
    for example in specification:
        check(example["markdown"], DIALECTS[name])


@pytest.mark.parametrize(("_", "text", "__"), list(fixtures()))
def test_every_case_of_the_dialect_is_read_the_same(_: str, text: str, __: str) -> None:
    for dialect in DIALECTS.values():
        check(text, dialect)
        check(f"# A\n\nBefore.\n\n{text}\n\nAfter [it](b.md).", dialect)
