"""What the reader says of a text's structure, so that no renderer has to look for it in HTML."""

from typing import TypeVar

import pytest

from briefgen.model.text import (
    Callout,
    CalloutEnd,
    Caption,
    CodeBlock,
    Element,
    Footnote,
    FootnoteBack,
    FootnoteMark,
    Heading,
    HeadingEnd,
    Image,
    Link,
    LinkEnd,
    SourceLink,
    SourceLinkEnd,
    Table,
    TableEnd,
    Task,
    TaskEnd,
    Text,
)
from briefgen.read.markdown import Dialect, parse_body
from briefgen.read.markdown.gate import text_of
from briefgen.read.markdown.phrase_walk import letters
from briefgen.read.markdown.slots import anchors_in

S = TypeVar("S")


def read(markdown: str) -> Text:
    return parse_body(markdown, "a.md", 1, Dialect()).value.prose


def all_of(kind: type[S], text: Text) -> list[S]:
    return [part for part in text.parts if isinstance(part, kind)]


def test_words_and_plain_tags_are_one_string() -> None:
    assert read("A *word* & `code`.").parts == (
        "<p>A <em>word</em> &amp; <code>code</code>.</p>\n",
    )
    assert read("").parts == ()


def test_an_element_with_attributes_is_a_slot_and_its_end_is_not() -> None:
    parts = read('<p>a <abbr title="b">c</abbr></p>').parts
    assert parts == ("<p>a ", Element("abbr", (("title", "b"),)), "c</abbr></p>")


def test_a_numbered_caption_and_a_link_without_words_have_the_number() -> None:
    text = read('[](#b) [](#t) [c](#b)\n\n![a](a.png "A"){#b}\n\n| d |\n|---|\n\n: D {#t}')
    assert [(each.number, each.is_table) for each in all_of(Caption, text)] == [
        (1, False), (1, True),
    ]  # fmt: skip
    links = all_of(Link, text)
    assert [(each.number, each.is_table) for each in links] == [(1, False), (1, True), (0, False)]


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ("| 2024 | 1,200 | a |\n| 2025 | −3.5 % | 4 |", ("", "number", "")),
        ("| 1 | – | |\n| 2 | €7 | n/a |", ("", "number", "")),
        ("| a | b |\n| c | " + "long " * 8 + "|", ()),
        (f"| a | {'long ' * 9} | 3 |", ("", "text", "number")),
        (f"| {'long ' * 9} | b | c |", ("text", "", "")),
        ("| a | b | c |", ()),
        ("| a | 1986. | 3) |", ("", "number", "")),
    ],
)
def test_a_table_says_which_columns_hold_numbers_or_sentences(
    rows: str, kinds: tuple[str, ...]
) -> None:
    (table,) = all_of(Table, read(f"| h | i | j |\n|---|---|---|\n{rows}\n"))
    assert table.kinds == kinds


def test_an_image_says_whether_it_is_a_figure_and_a_wide_one() -> None:
    text = read(
        '![a](a.png)\n\n![b](b.png){.wide}\n\nc ![c](c.png)\n\n<figure>d <img src="d.png"></figure>'
    )
    flags = [(each.is_figure, each.is_wide) for each in all_of(Image, text)]
    assert flags == [(True, False), (True, True), (False, False), (False, False)]


def test_no_author_can_number_a_caption() -> None:
    text = read('<figure><figcaption data-figure="7">a</figcaption></figure>')
    assert all_of(Caption, text) == []


def test_a_link_to_a_source_has_its_number_and_its_anchor() -> None:
    text = read('[a](https://a.example/?b&c "d") [e](https://a.example/?b&c){.f}')
    url = "https://a.example/?b&c"
    assert all_of(SourceLink, text) == [
        SourceLink(url, 1, "cite-1-1", (("title", "d"),)),
        SourceLink(url, 1, "cite-1-2", (("class", "f"),)),
    ]
    assert len(all_of(SourceLinkEnd, text)) == 2


def test_off_its_page_a_link_to_a_source_has_no_number() -> None:
    text = read("[a](https://a.example/)").off_page()
    assert all_of(SourceLink, text) == [SourceLink("https://a.example/")]
    assert list(anchors_in(text)) == [""]


def test_a_link_within_the_site_keeps_what_its_author_wrote() -> None:
    text = read("[a](b.md#c){.d}")
    (link,) = all_of(Link, text)
    assert [each.destination for each in text.references()] == ["b.md#c"]
    assert dict(link.attributes)["class"] == "d"
    assert len(all_of(LinkEnd, text)) == 1
    (resolved,) = all_of(Link, text.with_urls(["/b/#c"]))
    assert resolved.url == "/b/#c"


@pytest.mark.parametrize(
    ("heading", "is_link"),
    [
        ("## A & *b* `c`", True),
        ("## A ![b](c.png)", True),
        ("## A <abbr>b</abbr>", True),
        ("## [A](b.md)", False),
        ("## [A](https://b.example)", False),
        ("## A <video src='b.mp4'></video>", False),
        ("## A[^1]\n\n[^1]: b", False),
    ],
)
def test_a_heading_is_a_link_if_it_holds_nothing_interactive(heading: str, is_link: bool) -> None:
    text = read(heading)
    (start,), (end,) = all_of(Heading, text), all_of(HeadingEnd, text)
    assert (start.level, start.is_link) == (end.level, end.is_link) == (2, is_link)
    assert start.anchor in anchors_in(text)


@pytest.mark.parametrize(
    "around",
    [
        '<a href="b.md">{}</a>',
        '<a href="https://b.example">{}</a>',
        "<a>{}</a>",
        '<a lang="de">{}</a>',
        "<details><summary>{}</summary>c</details>",
        '<summary class="b"><div>{}</div></summary>',
    ],
)
@pytest.mark.parametrize("heading", ['<h2 id="a">A</h2>', "\n\n## A\n\n<p>d</p>"])
def test_a_heading_in_a_link_or_a_summary_is_no_link(around: str, heading: str) -> None:
    text = read(f"<div>{around.format(heading)}</div>\n\n## B\n")
    assert [each.is_link for each in all_of(Heading, text)] == [False, True]
    assert [each.is_link for each in all_of(HeadingEnd, text)] == [False, True]


def test_a_table_says_its_columns() -> None:
    text = read('| A & *b* | | `c` "d" |\n| - | - | - |\n| e | f | g |')
    (table,) = all_of(Table, text)
    assert table.columns == ("A & b", "", "c “d”")
    assert all_of(TableEnd, text) == [TableEnd()]


def test_a_table_within_a_cell_is_nested_and_the_next_one_is_not() -> None:
    inner = "<table><thead><tr><th>b</th></tr></thead></table>"
    text = text_of(f"<table><thead><tr><th>a</th><th>{inner}</th></tr></thead></table>{inner}")
    assert text is not None
    assert [table.is_nested for table in all_of(Table, text)] == [False, True, False]
    assert [end.is_nested for end in all_of(TableEnd, text)] == [True, False, False]
    assert all_of(Table, text)[2].columns == ("b",)


@pytest.mark.parametrize(
    ("title", "expected"), [("", ""), ("Mind the <gap>", "Mind the <gap>"), ('A "b"', 'A "b"')]
)
def test_a_callout_has_its_kind_and_its_authors_title(title: str, expected: str) -> None:
    text = read(f"::: note {title}\nb\n:::")
    (callout,) = all_of(Callout, text)
    assert (callout.kind, callout.title) == ("note", expected)
    assert [name for name, _ in callout.attributes] == ["class"]
    assert len(all_of(CalloutEnd, text)) == 1


def test_html_cannot_pass_for_what_only_this_program_writes() -> None:
    text = read(
        '<aside data-callout="evil" data-title="x">a</aside>\n\n'
        '<a href="b.md" data-source="7" class="source-link">c</a> '
        '<a href="https://d.example" data-source="x">e</a>'
    )
    assert all_of(Callout, text) == []
    assert all_of(SourceLink, text) == [SourceLink("https://d.example", 1, "cite-1-1")]


@pytest.mark.parametrize("written", ["", ' value="3" id="b"', ' lang="de" id="b"'])
def test_an_item_that_only_has_the_class_of_a_footnote_is_an_element(written: str) -> None:
    text = read(f'<ol><li class="footnote-item"{written}>a</li></ol>')
    assert all_of(Footnote, text) == []
    (item,) = all_of(Element, text)
    assert item.name == "li"


@pytest.mark.parametrize(
    ("list_", "is_labelled"),
    [
        ("- [x] a *b* `c`", [True]),
        ("- [x] a\n\n  b", [True]),
        ("- [x] a\n  - [ ] b", [True, True]),
        ("- [x] [a](https://b.example)", [True]),
    ],
)
def test_a_task_is_labelled_with_the_words_beside_it(list_: str, is_labelled: list[bool]) -> None:
    text = read(list_)
    tasks = all_of(Task, text)
    assert [task.is_labelled for task in tasks] == is_labelled
    assert [task.is_done for task in tasks] == [True, False][: len(tasks)]
    assert len(all_of(TaskEnd, text)) == sum(is_labelled)


def test_a_task_whose_words_continue_in_a_block_has_no_label() -> None:
    box = '<input class="task-list-item-checkbox" disabled="" type="checkbox">'
    text = text_of(f"<ul><li>{box} <del>a<div>b</div></del></li></ul>")
    assert text is not None
    assert all_of(Task, text) == [Task(is_done=False)]
    assert all_of(TaskEnd, text) == []


def test_footnotes_and_their_marks_lead_to_each_other() -> None:
    text = read("a[^x] b[^x]\n\n[^x]: c")
    first, second = all_of(FootnoteMark, text)
    (note,) = all_of(Footnote, text)
    assert first.note == second.note == note.anchor
    assert (first.label, second.label) == ("a", "a")
    backs = all_of(FootnoteBack, text)
    assert [back.mark for back in backs] == [first.anchor, second.anchor]
    assert {first.anchor, second.anchor, note.anchor} <= set(anchors_in(text))
    assert all_of(Link, text) == []


def test_the_marks_of_footnotes_are_letters_as_in_a_list_of_type_a() -> None:
    numbers = (1, 2, 26, 27, 52, 53, 702, 703)
    assert list(map(letters, numbers)) == ["a", "b", "z", "aa", "az", "ba", "zz", "aaa"]


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("```python\na\n```", "python"),
        ("```\na\n```", ""),
        ("    a", ""),
        ("```c++ x\na\n```", "c++"),
    ],
)
def test_a_code_block_says_its_language(code: str, language: str) -> None:
    (block,) = all_of(CodeBlock, read(code))
    assert block.language == language


def test_an_image_has_its_words_and_says_whether_its_files_are_chosen() -> None:
    text = read(
        "![a & b](c.png)\n\n"
        '<picture><source srcset="d.webp"><img src="e.png"></picture>\n\n'
        '<img src="f.png" alt="">'
    )
    images = all_of(Image, text)
    assert [image.is_chosen for image in images] == [False, True, False]
    assert images[0].alt == "a & b"
    urls = [each.destination for each in text.references() if each.is_image]
    assert urls == ["c.png", "d.webp", "e.png", "f.png"]
