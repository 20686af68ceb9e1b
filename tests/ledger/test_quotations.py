"""Which quotations of a text are beside a source."""

from __future__ import annotations

import pytest

from briefgen.ledger.quotations import quotations_in
from briefgen.read.markdown import Dialect, SourceList, parse_body

WORDS = "wages rose by four per cent in the whole year"
A, B, C = "https://a.org/x", "https://b.org/x", "https://c.org/x"


def quotations(text: str, language: str = "en") -> list[tuple[str, list[str], list[str]]]:
    """Return the words of quotations, the URLs beside them, and those in their paragraphs."""
    sources = SourceList()
    body = parse_body(text, "a.md", 1, Dialect(language=language), sources=sources).value
    urls = {each.number: each.url for each in sources.sources()}
    return [
        (each.text, [urls[number] for number in each.sources], [urls[n] for n in each.nearby])
        for each in quotations_in(body.prose)
    ]


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", '""'),
        ("en", "“”"),
        ("en", "‘’"),
        ("de", '""'),
        ("de", "„“"),
        ("de", "»«"),
        ("de", "‚‘"),
        ("fr", '""'),
        ("fr", "«»"),
        ("es", '""'),
        ("ar", "«»"),
        ("ar", "“”"),
        ("zh", "「」"),
        ("zh", "“”"),
        ("it", '""'),
    ],
)
def test_the_quotation_marks_of_all_languages(language: str, marks: str) -> None:
    text = f"A text says that {marks[0]}{WORDS}{marks[1]} ([A]({A}))."
    assert quotations(text, language) == [(WORDS, [A], [A])]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        (f"[A]({A}) says: “{WORDS}.”", [A]),
        (f"“{WORDS}” ([A]({A})). [B]({B}) does not.", [A]),
        (f"[B]({B}) is about it. “{WORDS},” says [A]({A}).", [A]),
        (f"A claim: [“{WORDS}”]({A}).", [A]),
        (f"“wages rose by [four per cent]({B}) in the whole year” ([A]({A})).", [A]),
        (f"[C]({C}). [B]({B}). “{WORDS}.” A [report]({A}) of [C]({C}).", [B, A]),
        (f"“{WORDS}.”[^1]\n\n[^1]: The [report]({A}), p. 2.", [A]),
        (f"- “{WORDS}”: [A]({A})\n- [B]({B})", [A]),
        (f"> {WORDS}\n>\n> — [A]({A}), minister", [A]),
        (f"> {WORDS} ([A]({A}))", [A]),
        (f"As [B]({B}) has it. [A]({A}) says:\n\n> {WORDS}", [A]),
        (f"| a | b |\n|---|---|\n| “{WORDS}” [A]({A}) | [B]({B}) |", [A]),
    ],
)
def test_the_source_beside_a_quotation(text: str, beside: list[str]) -> None:
    ((words, found, _),) = quotations(text)
    assert (words.rstrip(".,"), found) == (WORDS, beside)


@pytest.mark.parametrize(
    "text",
    [
        f"“{WORDS}” without a source.\n\nThe [report]({A}) is in another paragraph.",
        f"“five words are too few” ([A]({A})).",
        f"“wages rose by … in the [whole] year” ([A]({A})).",
        f"> {WORDS}\n\nThe [report]({A}) follows.",
        f"No quotation of [A]({A}), which says that {WORDS}.",
        f"```\n“{WORDS}”\n```\n[A]({A})",
        f"“{WORDS} is never closed ([A]({A})).",
        f"“{WORDS}” ([here](other.md)).",
        f"“wages rose by [four per cent]({A}) in the whole year”.",
        f"> wages rose by [four per cent]({A}) in the whole year again.",
    ],
)
def test_what_is_no_quotation_of_a_source(text: str) -> None:
    assert quotations(text) == []


@pytest.mark.parametrize(
    ("text", "is_attributed"),
    [
        (f"“{WORDS}” ([A]({A})).", True),
        (f"“{WORDS}”, [A]({A}) says.", True),
        (f"“{WORDS}.”[^1]\n\n[^1]: [A]({A})", True),
        (f"[“{WORDS}”]({A}).", True),
        (f"> {WORDS}\n>\n> — [A]({A})", True),
        (f"[A]({A}) says:\n\n> {WORDS}", True),
        (f"“{WORDS}”, said somebody at [A]({A}).", False),
        (f"[A]({A}) says: “{WORDS}”.", False),
    ],
)
def test_whether_a_link_says_that_the_words_are_from_there(text: str, is_attributed: bool) -> None:
    body = parse_body(text, "a.md", 1, Dialect(), sources=SourceList()).value
    assert [each.is_attributed for each in quotations_in(body.prose)] == [is_attributed]


def test_all_sources_of_a_paragraph_are_nearby() -> None:
    text = f"[A]({A}) says so. [B]({B}) too: “{WORDS}”. [C]({C}) does not."
    assert quotations(text) == [(WORDS, [B], [A, B, C])]


def test_a_quotation_within_another_is_part_of_it() -> None:
    text = f"[A]({A}): “{WORDS}, and ‘prices’ rose by the same four per cent”."
    ((words, _, _),) = quotations(text)
    assert words.startswith("wages") and words.endswith("cent")
