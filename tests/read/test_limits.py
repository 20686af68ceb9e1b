"""Texts that are made to be slow are read quickly, or refused at a line.

`benchmarks/hostile.py` measures many more of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.model.content import Entry, Kind
from briefgen.model.diagnostics import MOST, Diagnostic, Location, Span, capped
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.markdown import parse_body
from briefgen.read.markdown.budget import LIMIT, MAX_LINES, Budget, Exhausted
from briefgen.read.markdown.dialect import Dialect
from tests.support.exhaustive import exhaustive, mostly_exhaustive

if TYPE_CHECKING:
    from hostile import Measured


BENCHMARKS: Final = Path(__file__).parents[2] / "benchmarks"
HEAD: Final = "---\ntitle: Two bases\n---\n"
PATIENCE: Final = 120.0  # seconds; the slowest takes two
SETTINGS: Final = ReadSettings()
REFERENCE: Final = ReadSettings(Dialect(compiled=False))


def problems(text: str, settings: ReadSettings = SETTINGS) -> tuple[Diagnostic, ...]:
    return parse_entry(Entry("briefs/a.md", Kind.BRIEF), text.encode(), settings).diagnostics


@pytest.fixture(scope="module")
def measured() -> Callable[[str, bytes, float], Measured]:
    """Read a file in a process that is killed if it takes too long."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        from hostile import measured  # noqa: PLC0415
    finally:
        sys.path.remove(str(BENCHMARKS))
    return measured


@pytest.mark.parametrize(
    "text",
    [
        "![" * 50_000,
        "^[" * 50_000,
        "[^" * 50_000,
        "[^a]: b\n\n" + "[^" * 50_000,
        "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|\n" * 10_000,
        "*a* " * 20_000,
        "==a== " * 20_000,
        "a~b~^c^" * 10_000,
        "".join(f"*[{n}]: b\n" for n in range(5_000)) + "word " * 10_000,
        "> a\n\n" * 10_000,
        "".join(":" * (n + 3) + " note\n" for n in range(1_000)),
    ],
    ids=lambda text: text[:12],
)
def test_a_text_that_takes_too_much_work_is_refused(text: str) -> None:
    body = parse_body(text, "a.md", 1, Dialect(compiled=False), budget=Budget(200_000))
    (problem,) = body.diagnostics
    assert problem.code == "too-large"
    assert "stops reading here" in problem.message


@pytest.mark.parametrize(
    ("text", "codes"),
    mostly_exhaustive(
        [
            ("mailto:" * 30_000, set()),
            ("http:" * 30_000, set()),
            ("".join(f"[r{n}]: https://e{n}.example/\n" for n in range(20_000)), {"empty-body"}),
            ("<div>\n" + "<img src=x:y alt=z>\n" * 10_000, {"removed-html"}),
            ("[a](x&#x41;.md) " * 15_000, set()),
            ("![" * 50_000, {"too-large"}),
        ],
        2,
    ),
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_a_hostile_text_gets_a_result(
    measured: Callable[[str, bytes, float], Measured], text: str, codes: set[str]
) -> None:
    checked = measured("a text", (HEAD + text).encode(), PATIENCE)
    assert set(checked.codes) == codes
    assert checked.megabytes < 500
    assert max(Counter(checked.codes).values(), default=0) <= MOST + 1


@pytest.mark.parametrize(
    ("matter", "codes"),
    mostly_exhaustive(
        [
            ("".join(f"key{n}: 1\n" for n in range(10_000)), {"unknown-key"}),
            ("key: 1\n" * 10_000, {"duplicate-key", "unknown-key"}),
            ("highlights:\n" + "- a *b* <b>\n" * 40_000, {"many-highlights", "too-large"}),
            ("authors:\n" + "- {a: b}\n" * 15_000, {"wrong-value"}),
            ("tags:\n" + "- a\n" * 1_000_000, {"too-large"}),
        ],
        2,
    ),
    ids=["unknown keys", "equal keys", "highlights", "authors", "a long list"],
)
def test_hostile_front_matter_gets_a_result(
    measured: Callable[[str, bytes, float], Measured], matter: str, codes: set[str]
) -> None:
    text = f"---\ntitle: Two bases\n{matter}---\nText."
    checked = measured("front matter", text.encode(), PATIENCE)
    assert set(checked.codes) == codes
    assert max(Counter(checked.codes).values()) <= MOST + 1


def test_a_text_that_takes_too_much_work_is_refused_at_that_line() -> None:
    text = f"A plain paragraph.\n\n{'![' * 50_000}\n\nAnother.\n"
    (problem,) = parse_body(text, "a.md", 4, Dialect(), budget=Budget(50_000)).diagnostics
    assert problem.code == "too-large"
    assert problem.location.span == Span(6, 1)
    assert "unclosed brackets" in problem.message


def test_the_work_is_counted_for_the_whole_file() -> None:
    few = "highlights:\n" + "- a *b* <i>c</i>\n" * 400
    text = f"---\ntitle: A\n{few}---\n" + "A *word* <i>b</i>.\n\n" * 400
    assert [each.code for each in problems(text)] == ["many-highlights"]
    budget = Budget(10)
    budget.spend(10)
    with pytest.raises(Exhausted):
        budget.spend(1)


def test_a_text_of_too_many_lines_is_refused_whatever_parser_reads_it() -> None:
    text = HEAD + "a\n" * (MAX_LINES + 1)
    (problem,) = problems(text)
    assert (problem.code, problem.location.span.line) == ("too-large", MAX_LINES + 4)
    assert problems(text, REFERENCE) == (problem,)


@exhaustive
def test_a_book_is_read() -> None:
    chapter = (
        "## A chapter\n\n" + "Some *words* with [reports](https://e.example/a) and `code`[^n]. " * 8
    )
    book = f"{chapter}\n\n> Quoted, {{as such}}.\n\n- one\n- two\n\n" * 500
    text = f"{HEAD}{book}\n[^n]: A note.\n"
    assert len(text) > 270_000
    assert len(text) < LIMIT
    assert problems(text) == ()


def test_the_name_of_a_footnote_has_a_limited_length() -> None:
    for length, problem in ((1_000, set()), (1_001, {"unknown-footnote", "unused-footnote"})):
        name = "n" * length
        diagnostics = problems(f"{HEAD}A word[^{name}].\n\n[^{name}]: A note.\n")
        assert {each.code for each in diagnostics} == problem


def test_messages_of_one_code_are_cut_off_and_counted() -> None:
    many = [Diagnostic("yaml", str(n), Location("a.md", Span(n))) for n in range(1, 200)]
    other = Diagnostic("layout", "x", Location("a.md"))
    *shown, more, last = capped([*many, other])
    assert shown == many[:MOST]
    assert more.message == "149 more problems of this kind in this file"
    assert more.location.span.line == MOST + 1
    assert last == other
    assert capped(many[:MOST]) == tuple(many[:MOST])


def test_messages_about_a_text_are_cut_off_and_counted() -> None:
    diagnostics = problems(HEAD + "A <b onclick='a'>word</b>.\n\n" * 300)
    assert len(diagnostics) == MOST + 1
    assert diagnostics[-1].message == "250 more problems of this kind in this file"
    assert [each.location.span.line for each in diagnostics[:3]] == [4, 6, 8]
