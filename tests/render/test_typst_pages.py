"""Pages of texts: nothing runs out of its column, and what belongs together is on one page."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.render.text.for_typst import TypstContext, for_typst
from tests.support.exhaustive import examples, exhaustive
from tests.support.pdf import Document, Run, runs_of
from tests.support.typst import A4, PLACE, URL, pdf_of, read

WIDTH: Final = 595.28
MARGIN: Final = 70.87  # 2.5 cm
GUTTER: Final = (WIDTH - 2 * MARGIN) * 0.04  # of Typst
ROOM: Final = 2  # points, which nobody sees
LONG: Final = [
    "word", "https://example.org/a/very-long/path/without_end?and=a&query=that#goes-on",
    "Rohstoffversorgungssicherungsgesetz", "0123456789" * 5, "a1" * 40, "x" * 130, "稀土" * 60,
    "`/usr/share/a/very/long/path/of/a/file/in/code.extension.that.goes.on`", "1,234,567.5",
    "[a link](https://a.example/x)", "[^a]",
]  # fmt: skip
# Letters that make no word cannot be hyphenated.
CELLS: Final = [each for each in LONG if "xx" not in each]
BLOCKS: Final = ["", "## ", "- ", "> ", "1. ", "::: note\n", "Term\n: ", "```\n", "- - - "]
WORDS: Final = st.lists(st.sampled_from(LONG), min_size=1, max_size=6).map(" ".join)
TEXTS: Final = st.lists(st.tuples(st.sampled_from(BLOCKS), WORDS), max_size=4).map(
    lambda blocks: "\n\n".join(start + words + "\n" for start, words in blocks)
)
LINE: Final = "Words that fill one line of the page.\n\n"
PARAGRAPH: Final = "Words of a paragraph that takes several lines on the page. " * 5
SVG: Final = b"""<svg xmlns="http://www.w3.org/2000/svg" width="400" height="90"><path d="M0 0h9"/>
</svg>"""
# What is kept with what follows it, or with what is before it.
TOGETHER: Final = {
    "heading": f"## FIRST\n\nSECOND {PARAGRAPH}",
    "heading and table": "## FIRST\n\n| SECOND | b |\n|---|---|\n| c | d |",
    "heading and list": "## FIRST\n\n- SECOND\n- b",
    "headings": "## FIRST\n\n### SECOND\n\nc",
    "table caption": "| SECOND | b |\n|---|---|\n| c | d |\n\n: FIRST",
    "table head": "| FIRST | b |\n|---|---|\n| SECOND | d |\n| e | f |",
    "figure": '![a](b.svg "SECOND")\n\nc',
    "attribution": "> Words FIRST\n>\n> — SECOND",
    "summary": "<details><summary>FIRST</summary>\n\nSECOND\n\n</details>",
    "callout": "::: note FIRST\nSECOND\n:::",
}


def table(cells: list[list[str]]) -> str:
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([rows[0], f"|{'---|' * len(cells[0])}", *rows[1:]])


def tables(most: int) -> st.SearchStrategy[str]:
    """Return tables with at most this number of columns."""
    return st.integers(1, most).flatmap(
        lambda count: st.lists(
            st.lists(st.sampled_from(CELLS), min_size=count, max_size=count),
            min_size=2,
            max_size=4,
        ).map(table)
    )


def runs(pdf: bytes) -> list[list[Run]]:
    """Return the words of each page, without those that are only white space."""
    return [
        [run for run in runs_of(page) if run.text.strip()] for page in Document(pdf).reader.pages
    ]


def check(markdown: str, *, columns: int) -> None:
    code = for_typst(read(f"{markdown}\n\n[^a]: {' '.join(LONG[:5])}"), PLACE)
    middle = WIDTH / 2 - GUTTER / 2
    page = A4 if columns == 1 else f"{A4}, columns: 2"
    for run in chain(*runs(pdf_of(code, page=page))):
        is_left = columns == 2 and run.left < middle
        assert run.left > MARGIN - ROOM, run
        assert run.right < (middle if is_left else WIDTH - MARGIN) + ROOM, run


@given(TEXTS)
@examples(0.2)
def test_no_line_is_longer_than_its_column(markdown: str) -> None:
    check(markdown, columns=1)
    check(markdown, columns=2)


@exhaustive
@given(tables(16))
@examples(0.2)
def test_no_table_is_wider_than_the_page(markdown: str) -> None:
    check(markdown, columns=1)


@given(tables(8))
@examples(0.2)
def test_no_table_is_wider_than_its_column(markdown: str) -> None:
    check(markdown, columns=2)


def page_of(pages: list[list[Run]], word: str) -> list[int]:
    return [number for number, page in enumerate(pages) for run in page if word in run.text]


@pytest.mark.parametrize("name", TOGETHER)
def test_what_belongs_together_is_on_one_page(name: str, tmp_path: Path) -> None:
    (tmp_path / "b.svg").write_bytes(SVG)
    place = TypstContext(URL, str, images={"b.svg": "/b.svg"})
    were_divided = set()
    for lines in range(24, 38):
        code = for_typst(read(LINE * lines + TOGETHER[name]), place)
        pages = runs(pdf_of(code, page=A4, root=tmp_path))
        second = page_of(pages, "SECOND")[0]
        were_divided.add(second)
        if name != "figure":
            assert page_of(pages, "FIRST")[0] == second, lines
    assert were_divided == {0, 1}  # so the end of a page was among the lines


def test_no_line_of_a_paragraph_is_alone_on_a_page() -> None:
    for lines in range(28, 38):
        code = for_typst(read(LINE * lines + PARAGRAPH), PLACE)
        for page in runs(pdf_of(code, page=A4)):
            found = {run.line for run in page if "Words of" in run.text or "several" in run.text}
            assert len(found) != 1, lines


def test_the_head_of_a_table_is_repeated_on_its_next_page() -> None:
    rows = "".join(f"| row {number} | x |\n" for number in range(60))
    pages = runs(pdf_of(for_typst(read(f"| HEAD | b |\n|---|---|\n{rows}"), PLACE), page=A4))
    assert page_of(pages, "HEAD") == [0, 1]
    assert (
        Document(pdf_of(for_typst(read(f"| HEAD | b |\n|---|---|\n{rows}"), PLACE))).text.count(
            "HEAD"
        )
        == 1
    )


def test_a_head_higher_than_a_page_is_divided() -> None:
    head = "稀" * 200
    cells = " | ".join(["w"] * 30)
    markdown = f"| {head} | {cells} |\n|{'---|' * 31}\n| a[^n] | {cells} |\n\n[^n]: Note."
    assert pdf_of(for_typst(read(markdown), PLACE), page=A4)
