"""A text in an email: elements that mail programs know, and nothing that they block."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import lxml.html
import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Source
from briefgen.model.documents import EmailImage
from briefgen.model.moments import Moment
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text.for_email import COLUMN, Email, for_email

URL: Final = "https://example.org/notes/briefs/a/"
DIALECT: Final = Dialect(MarkdownConfig(frames=("v.example",)))
IMAGES: Final = {
    "/wide.png": EmailImage("https://example.org/wide.png", 2000, 1000),
    "/small.png": EmailImage("https://example.org/small.png", 300, 200),
}
DAY: Final = Moment(datetime(2026, 3, 4, tzinfo=UTC))


def shown(markdown: str, email: Email | None = None) -> str:
    text = parse_body(markdown, "a.md", 1, DIALECT).value.prose
    resolved = text.with_urls([each.destination for each in text.references()])
    return str(for_email(resolved, email or Email(URL, str, images=IMAGES))).strip()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A *b* & **c**.", "<p>A <em>b</em> &amp; <strong>c</strong>.</p>"),
        ("[a](../b/#c)", '<p><a href="https://example.org/notes/briefs/b/#c">a</a></p>'),
        ("## B {#b}\n\n[a](#b)", f'<h2>B</h2>\n<p><a href="{URL}#b">a</a></p>'),
        (
            "[a](https://a.example/x)",
            '<p><a href="https://a.example/x">a</a><sup class="number">1</sup></p>',
        ),
        (
            "![alt](/wide.png)",
            (
                '<div class="figure"><img src="https://example.org/wide.png" alt="alt" width="552"'
                ' height="276"></div>'
            ),
        ),
        (
            "a ![alt](/small.png)",
            '<p>a <img src="https://example.org/small.png" alt="alt" width="300" height="200"></p>',
        ),
        ("a ![alt](/drawing.svg)", f'<p>a <a class="no-image" href="{URL}">alt</a></p>'),
        ("a ![](/drawing.svg)", "<p>a </p>"),
        (
            "::: warning Mind\nText.\n:::",
            (
                '<table class="callout warning" role="presentation"><tr><td>\n'
                '<p class="callout-title">Mind</p>\n<p>Text.</p>\n</td></tr></table>'
            ),
        ),
        ("- [x] a", '<ul class="contains-task-list">\n<li class="task-list-item">☑ a</li>\n</ul>'),
        (
            "- [x] a\n\n- [ ] *b*",
            (
                '<ul class="contains-task-list">\n<li class="task-list-item">\n<p>☑ a</p>\n</li>\n'
                '<li class="task-list-item">\n<p>☐ <em>b</em></p>\n</li>\n</ul>'
            ),
        ),
    ],
)  # fmt: skip
def test_each_construct_has_a_form_that_mail_programs_show(markdown: str, html: str) -> None:
    assert shown(markdown) == html


def test_a_figure_and_its_caption_are_boxes() -> None:
    html = shown('![alt](/small.png "A *caption*"){#f}')
    assert '<div class="figcaption"><strong>Figure\N{NO-BREAK SPACE}1</strong> A <em>' in html
    assert html.endswith("</em></div></div>")


def test_a_table_has_the_alignment_of_its_columns_and_can_scroll() -> None:
    html = shown("| A | B |\n|:--|---|\n| x | 1 |\n| y | 22 |")
    assert html.startswith('<div class="scrolls" tabindex="0"><table class="data number-2">')
    assert html.endswith("</table></div>")
    assert '<td class="align-left">x</td>' in html


def test_notes_have_the_letters_of_their_marks() -> None:
    html = shown("A.[^1]\n\n[^1]: Note.")
    assert '<sup class="note-mark">a</sup>' in html
    assert '<ol class="footnotes-list" type="a">\n<li><p>Note.</p>' in html.replace("\n</li>", "")


@pytest.mark.parametrize(
    "player",
    [
        '<video src="/v/film.mp4" controls><p>Old browser</p></video>',
        '<video controls><source src="/v/film.mp4" type="video/mp4"></video>',
    ],
)
def test_a_player_is_a_link_to_what_it_plays(player: str) -> None:
    html = shown(f"Before\n\n{player}\n\nAfter")
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    assert [(a.get("href"), a.text) for a in tree.iter("a")] == [
        ("https://example.org/v/film.mp4", "film.mp4")
    ]
    assert "Old browser" not in html
    assert "After" in html


def test_a_frame_is_a_link_with_its_title() -> None:
    html = shown('<iframe src="https://v.example/1" title="A talk"></iframe>\n\nAfter')
    assert '<a href="https://v.example/1">A talk</a>' in html
    assert "iframe" not in html


def test_the_numbers_of_sources_can_be_left_out() -> None:
    assert "<sup" not in shown("[a](https://a.example/)", Email(URL, str, numbers=False))


def test_a_link_to_a_dead_source_leads_to_its_copy() -> None:
    source = Source(
        1, "https://a.example/x", "X", archive_url="https://w.example/x", dead_since=DAY
    )
    html = shown("[a](https://a.example/x)", Email(URL, str, sources=(source,)))
    assert html.startswith('<p><a href="https://w.example/x">a</a>')


def test_what_mail_programs_cannot_show_or_would_block_is_left_out() -> None:
    html = shown(
        '<details open><summary>S</summary>\n\nIn\n\n</details>\n\n<p id="x" tabindex="0">y</p>\n\n'
        '<picture><source srcset="/a.webp"><img src="/small.png" alt="x"></picture>\n\n'
        '<p hidden>secret</p>'
    )  # fmt: skip
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    names = {element.tag for element in tree.iter()}
    assert names <= {"div", "p", "img"}
    assert tree.cssselect("div.details > div.summary")
    assert not tree.cssselect("[id], [tabindex], [srcset], [open]")
    assert [p.get("style") for p in tree.cssselect("p[style]")] == ["display: none"]


def test_no_image_is_wider_than_the_column() -> None:
    for width in (1, 300, COLUMN, COLUMN + 1, 4000):
        image = EmailImage("https://example.org/i.png", width, 100)
        html = shown("a ![x](/i.png)", Email(URL, str, images={"/i.png": image}))
        (img,) = lxml.html.fragment_fromstring(html).cssselect("img")
        assert int(img.get("width", "0")) == min(width, COLUMN)
