"""A text as plain text: lines that fit, numbered links, and the directions of scripts."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.model.config import MarkdownConfig
from briefgen.model.text import Text
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text.for_plain import WIDTH, Plain, for_plain, line_of
from briefgen.render.text.plain_lines import directed, underlined, width_of, wrapped

URL: Final = "https://example.org/briefs/a/"
TAB: Final = " " * 70
LRM, RLM = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"


def text_of(markdown: str, language: str = "en") -> Text:
    dialect = Dialect(MarkdownConfig(frames=("v.example",)), language=language)
    text = parse_body(markdown, "a.md", 1, dialect).value.prose
    return text.with_urls([each.destination for each in text.references()])


def plain(direction: str = "ltr", sources: int = 1) -> Plain:
    return Plain(URL, str, direction=direction, sources=sources)


CASES: Final = {
    "words": ("A *b*, **c**, ~~d~~ & `e`.", "A _b_, *c*, ~d~ & e."),
    "sub and sup": ("H~2~O, m^2^, x^y^", "H₂O, m², x^y"),
    "a heading": ("## A *b*", "A _b_\n-----"),
    "a lower heading": ("## A\n\n### 稀土", "A\n-\n\n稀土\n~~~~"),
    "lists": ("- a\n- b\n  1. c\n  2. d\n- e", "* a\n* b\n  1. c\n  2. d\n* e"),
    "a loose list": ("1. a\n\n   b\n\n2. c", "1. a\n\n   b\n\n2. c"),
    "a list that begins late": ("9. a\n10. b", "9. a\n10. b"),
    "tasks": ("- [x] a\n- [ ] b", "* [x] a\n* [ ] b"),
    "a quotation": ("> a\n>\n> > b", "> a\n>\n> > b"),
    "a callout": ("::: note T\nText.\n:::", "| *T*\n|\n| Text."),
    "code": ("```\na  b <c>\n\n  d\n```", "    a  b <c>\n\n      d"),
    "definitions": ("A\n: b\n\nC\n: d", "A\n    b\nC\n    d"),
    "a source": ("[a](https://a.example/x) b", "a [1] b"),
    "a numbered figure": ('![x](a.png "C"){#f}\n\nSee [](#f).',
                          "[Image: x]\n\n*Figure 1* C\n\nSee Figure 1."),
    "a note": ("A.[^1]\n\n[^1]: N.\n\n    M.", "A. [a]\n\n* * *\n\n[a] N.\n\n    M."),
    "hard breaks": ("a\\\nb", "a\nb"),
    "a table": ("| A | B |\n|---|--:|\n| x | 1 |\n| yy | 22 |",
                "A    B\n--  --\nx    1\nyy  22"),
    "a wide table": (f"| A | B |\n|---|---|\n| {'x ' * 40}| {'y' * 80} |",
                     f"A: {'x ' * 33}x\n  {'x ' * 5}x\nB:\n  {'y' * 80}"),
    "a table with lines": (f"| A | B |\n|---|---|\n| {'l ' * 50}| y |\n| z | z |",
                           f"A{TAB}B\n{'-' * 69}  -\n{'l ' * 35} y\n{'l ' * 14}l\n\nz{TAB}z"),
    "details": ("<details>\n<summary>S</summary>\n\nIn\n\n</details>", "S\n\nIn"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_construct_has_a_plain_form(case: str) -> None:
    markdown, expected = CASES[case]
    assert for_plain(text_of(markdown), plain()) == expected


def test_links_are_numbered_after_the_sources_and_each_once() -> None:
    place = plain(sources=3)
    text = text_of("[a](/x/) [b](/y/) [c](/x/) [d](#e) <https://example.org/z> [f](mailto:a@b.de)")
    shown = for_plain(text, place)
    assert shown.startswith("a [4] b [5] c [4] d ")
    assert place.links[:2] == ["https://example.org/x/", "https://example.org/y/"]


def test_a_player_is_a_numbered_link() -> None:
    place = plain(sources=0)
    html = '<video src="/v/film.mp4" controls>Old browser</video>\n\nAfter'
    assert for_plain(text_of(html), place) == "film.mp4 [1]\n\nAfter"
    assert place.links == ["https://example.org/v/film.mp4"]


# Lines


def test_no_line_is_longer_than_72_columns() -> None:
    words = "A price floor is simple to announce and hard to leave. " * 9
    markdown = f"{words}\n\n> - {words}\n>   1. {words}\n\n## {words}\n\n::: note\n{words}\n:::"
    for line in for_plain(text_of(markdown), plain()).split("\n"):
        assert width_of(line) <= WIDTH, line


def test_a_url_is_never_broken() -> None:
    url = f"https://example.org/{'a' * 100}"
    assert f"{url} [1]" in for_plain(text_of(f"See <{url}> there."), plain()).split("\n")


def test_chinese_lines_end_between_signs_but_not_before_punctuation() -> None:
    sentence = "稀土矿开采成本不断上升，各国开始建立储备。"
    lines = wrapped(sentence * 6, 40)
    assert "".join(lines) == sentence * 6
    assert max(map(width_of, lines)) <= 40
    assert all(len(line) >= 19 for line in lines[:-1])
    assert not [line for line in lines if line[0] in "，。"]
    assert not [line for line in wrapped("（稀土）" * 30, 10) if line[-1] == "（"]


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    lines = wrapped(f"{'a' * 66} 51\N{NO-BREAK SPACE}million", WIDTH)
    assert lines == ["a" * 66, "51\N{NO-BREAK SPACE}million"]


def test_widths_are_those_of_a_terminal() -> None:
    widths = {"abc": 3, "稀土": 4, "é": 1, "e\N{COMBINING ACUTE ACCENT}": 1, "نَصّ": 2, "🧲": 2}
    assert {text: width_of(text) for text in widths} == widths


def test_a_heading_is_underlined_as_far_as_it_goes() -> None:
    assert underlined("稀土 ABC", "=", 72) == "稀土 ABC\n========"
    assert underlined("", "=", 72) == ""


@given(st.text(max_size=200), st.integers(8, 80))
def test_wrapping_loses_no_sign(text: str, width: int) -> None:
    joined = "".join("".join(wrapped(text, width)).split())
    assert joined == "".join(text.split())


# Directions


def test_lines_of_a_text_from_the_right_begin_at_the_right() -> None:
    place = plain("rtl")
    text = text_of("## سعر أدنى\n\nWTO تقول ذلك.\n\nمن 2021 حتى الآن", "ar")
    lines = for_plain(text, place).split("\n")
    assert lines[0] == "سعر أدنى"
    assert lines[1] == f"{RLM}--------"
    assert lines[3].startswith(f"{RLM}WTO")
    assert lines[5].startswith("من")


def test_a_foreign_first_word_does_not_turn_a_line() -> None:
    assert directed("نص first", "ltr") == f"{LRM}نص first"
    assert directed("first نص", "ltr") == "first نص"
    assert directed("", "rtl") == ""


def test_a_table_from_the_right_is_shown_row_by_row() -> None:
    text = text_of("| أ | ب |\n|---|---|\n| ج | د |\n| ه | 4 |", "ar")
    assert for_plain(text, plain("rtl")) == "أ: ج\nب: د\n\nأ: ه\nب: 4"


def test_the_letter_of_a_note_does_not_turn_its_line() -> None:
    shown = for_plain(text_of("نص.[^1]\n\n[^1]: حاشية.", "ar"), plain("rtl"))
    assert shown.endswith(f"\n{RLM}[a] حاشية.")


def test_a_line_of_phrases_has_no_breaks() -> None:
    assert line_of(text_of("a " * 100), plain()) == ("a " * 100).strip()
