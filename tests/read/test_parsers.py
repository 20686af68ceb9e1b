"""Most texts are read by a compiled parser, with the same result as by markdown-it-py."""

import gc
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pyromark
import pytest

from briefgen.model.content import Entry, Kind
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.front_matter import split
from briefgen.read.markdown import (
    Dialect,
    compiled,
    parse_body,
    parse_words,
    plain_text,
)
from briefgen.read.markdown.compiled import read_body
from tests.support.corpus import POSTS, read_post
from tests.support.examples import fixtures, specification
from tests.support.parsers import DIALECTS, both, check

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
def test_every_brief_of_a_corpus_is_read_alike(corpus: Any) -> None:
    fast, slow = (ReadSettings(dialect) for dialect in both(Dialect()))
    for name, data in corpus():
        entry = Entry(f"briefs/{name}", Kind.BRIEF)
        assert parse_entry(entry, data, fast) == parse_entry(entry, data, slow), name


@pytest.mark.no_cover
@pytest.mark.parametrize(("corpus", "least"), [(generated, 0.98), (real, 0.75)])
def test_most_briefs_of_a_corpus_are_read_by_the_compiled_parser(corpus: Any, least: float) -> None:
    bodies = [split(re.sub("\r\n?", "\n", data.decode()), "a.md").value for _, data in corpus()]
    read = [parts is not None and read_body(parts.body, Dialect()) is not None for parts in bodies]
    assert sum(read) / len(read) >= least


@pytest.mark.parametrize(
    "text",
    [
        "A line  \nand *another*, **with** `code`, ~~struck~~ words, \\*this\\* and AT&amp;T.",
        "# A\n\n## B [c](d.md)\n\nTwo\n===\n\n#\n\n---\n",
        "- a\n- b\n  - c\n\n  d\n\n3. e\n4. f\n\n> g\n>\n> > h\n\n* * *\n",
        "    code\n\n```py x\ncode\n\n```\n\n``` \ncode\n```\n",
        "| a | b | c | d |\n|---|:--|:-:|--:|\n| e | f |\n| g | h | i | [j](k) |\n\n| l |\n|---|\n",
        '![a](b.png)\n\n![a](b.png "It\'s c")\n\n![](b.png)\nd ![e](f.png) [![g](h.png)](i.md)\n',
        '\u00a0é [link](https://a.example/ö "Title")\n\n[sic] [a][b] [c](#d) "e \'f\' g"\n',
        "<div id=a>\n<b>c</b>\n</div>\n\nA <b id='d'>word</b>, 10<sup>6</sup> &lt; <a href=https://e.example/>f</a>\n",
        "Write to [a@b.example](mailto:a@b.example) or see [www.a.example](https://www.a.example).",
    ],
)
def test_a_usual_text_is_read_by_the_compiled_parser(text: str) -> None:
    for dialect in DIALECTS.values():
        check(text, dialect)
    assert read_body(text, Dialect()) is not None


@pytest.mark.parametrize(
    "text",
    """<https://a.example>|<a@b.example>|<!-- a -->|- <div>| <div>|a ~b~
    ~~~ a|{.a}|a\tb|a[^1]|^[a]|[a]: b.md|::: note|&#65;|a\\|a |\\[a](b)|[a]](b)
    https://a.example|www.a.example|a@b.example|![a@b.example](c.png)|: a|- [ ] a|- [x] a|-\n\n- a
    a\\\nb|[a][b]\n\n[b]: c|![a *b*](c.png)|![a ![b](c)](d)|![a](b.png "*c*")|a\u2028b|a\x01b
    > > > > > > > > > > > > > > > > > > > > > a|é\n\u00a0""".replace("\n    ", "|").split("|"),
)
def test_an_unusual_text_is_declined(text: str) -> None:
    assert read_body(text, Dialect()) is None
    check(text, Dialect())


@pytest.mark.parametrize(
    "text",
    [
        "a | b\n--|--\nc | d\n",
        "| a |\n|---\n| b |\n",
        "| a |\n|---|\n|  |\n",
        "| a |\n|---|\nb\n",
        "a " * 30_000,
        "[a] " * 12_000,
    ],
    ids=lambda text: text[:12],
)
def test_an_unusual_table_or_a_long_text_is_declined(text: str) -> None:
    assert read_body(text, Dialect()) is None


@pytest.mark.parametrize(
    "text",
    [
        ">\n    > a\n",
        "> > a\n    1. b\n",
        "> a\nb\n    > c\n",
        "- > a\n      - b\n",
        "> - a\n    b\n",
        "| a | b |\n|---|---|\n| c | d | e\n",
        "- `a\n b`",
        "1. >`\n `",
        "789. a\n    ---\n",
        "10.  a\nb\n    > c\n",
        "-    a\n    1. b\n",
        "> 1.   a\n>     # b\n",
        "<style>\na\n</script>\n\nb\n",
        "<PRE </Script>\n\nb\n",
        "<textarea>a</pre>\n\nb</textarea>\n",
        "a <b\u202fc> d",
        "<a\u00a0>\n",
        "</b\u3000>\n",
        "<i> \u202f\na",
        "    ```\n```\na\n",
        "-```\n```\n\na\n",
        "```\na\n    ```\n",
        "- ```\n  a\n\n      ```\n",
        "a  \n• b",
        "a  \n- b\n**c  \n• d",
        "**\\alpha",
        "*\\a \\*",
    ],
    ids=repr,
)
def test_what_the_parsers_read_differently_is_declined(text: str) -> None:
    for dialect in DIALECTS.values():
        check(text, dialect)
        check(f"a\n\n{text}", dialect)


@pytest.mark.parametrize("line", ["# a", "- a", "***", "a\nb", " a", "    a", "![a](b.png)", "[a"])
def test_a_line_has_no_blocks(line: str) -> None:
    check(line, Dialect())


def test_the_installed_parser_is_a_tested_version() -> None:
    assert pyromark.__version__ in compiled.TESTED


@pytest.mark.parametrize("version", ["", "0.10.4", "0.11.0"])
def test_another_version_of_the_compiled_parser_is_not_used(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# A\n\nA *word*, [a link](https://a.example/b) and an ![image](c.png)."
    expected = parse_body(text, "a.md", 1, Dialect())
    monkeypatch.setattr(compiled, "_VERSION", version)
    monkeypatch.delattr(compiled, "pyromark")
    assert parse_body(text, "a.md", 1, Dialect()) == expected
    assert plain_text("A *word*", Dialect()) == "A word"


def test_plain_words_need_no_place() -> None:
    assert parse_words('So "it" is: über 5.', Dialect()) is not None
    assert parse_words("So *it* is.", Dialect()) is None
    assert parse_words("See www.a.example", Dialect()) is None
    assert parse_words("So it is.", replace(Dialect(), compiled=False)) is None


@pytest.mark.parametrize("text", ["[:::a](b.md)", "[a *b*::: c](d.md)", "A [b\n:::c](d.md)"])
def test_a_link_text_that_looks_like_a_callout_is_read_alike(text: str) -> None:
    check(text, Dialect())


@pytest.mark.no_cover
@pytest.mark.parametrize("name", DIALECTS)
def test_every_example_of_the_specification_is_read_alike(
    name: str,
) -> None:
    for example in specification():
        check(example["markdown"], DIALECTS[name])


@pytest.mark.parametrize(("_", "text", "__"), list(fixtures()))
def test_every_case_of_the_dialect_is_read_alike(_: str, text: str, __: str) -> None:
    for dialect in DIALECTS.values():
        check(text, dialect)
        check(f"# A\n\nBefore.\n\n{text}\n\nAfter [it](b.md).", dialect)


@pytest.mark.no_cover
def test_a_text_that_was_read_needs_no_garbage_collection() -> None:
    """Builds collect garbage rarely, so a cycle would keep all texts in memory."""
    texts = [text for _, text, _ in (example.values for example in fixtures())]
    for compiled_too in (True, False):
        dialect = Dialect(compiled=compiled_too)
        parse_body(texts[0], "a.md", 1, dialect)  # creates the parsers
        gc.collect()
        gc.disable()
        try:
            for text in texts:
                parse_body(text, "a.md", 1, dialect)
            assert gc.collect() == 0
        finally:
            gc.enable()
