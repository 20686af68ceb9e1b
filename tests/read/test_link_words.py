"""Links whose words do not say where they lead, and images without alt text."""

from __future__ import annotations

import pytest

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.markdown import Dialect, parse_body


def reports(text: str, language: str = "en") -> list[Diagnostic]:
    dialect = Dialect(language=language)
    compiled = parse_body(text, "a.md", 1, dialect).diagnostics
    assert parse_body(text, "a.md", 1, Dialect(language=language, compiled=False)).diagnostics == (
        compiled
    )
    return list(compiled)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Read more »"),
        ("en-GB", "*here*"),
        ("en", "click here!"),
        ("de", "weiterlesen …"),
        ("de", "here"),
        ("fr", "en savoir plus"),
        ("fr", "Plus d’infos"),
        ("es", "aquí"),
        ("ar", "اضغط هنا"),
        ("zh-Hans", "点击这里"),
        ("it", "read more"),
    ],
)
def test_words_that_say_nothing_are_reported(language: str, words: str) -> None:
    for url in ("https://a.org/x", "b.md"):
        (report,) = reports(f"Words [{words}]({url}).", language)
        assert report.code == "vague-link"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "hier"),  # yesterday
        ("es", "here we go again"),
        ("de", "See"),  # a lake
        ("en", "the report"),
        ("en", "more than half"),
        ("en", "2025"),
        ("de", "mehr als die Hälfte"),
        ("zh", "白皮书"),
        ("en", "example.org"),
        ("en", "https and its history"),
        ("en", "desk@example.org"),
    ],
)
def test_words_that_say_something_are_not(language: str, words: str) -> None:
    assert reports(f"Words [{words}](https://a.org/x).", language) == []


def test_each_link_is_reported_at_its_own_words() -> None:
    text = "Not here: [here](https://a.org), there and\n[here](b.md) or <a href='/c/'>here</a>.\n"
    assert [each.location.span for each in reports(text)] == [
        Span(1, 12, 4),
        Span(2, 2, 4),
        Span(2, 17, 14),
    ]


def test_words_of_a_link_on_two_lines_are_shown_to_the_end_of_the_first() -> None:
    (report,) = reports("Words and [read\nmore](https://a.org).")
    assert report.location.span == Span(1, 12, 4)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("See <https://a.org/x?b=1>.", Span(1, 6, 19)),
        ("See https://a.org/x.", Span(1, 5, 15)),
        ("[https://a.org/](https://a.org/)", Span(1, 2, 14)),
        ("[www.a.org](https://a.org/)", Span(1, 2, 9)),
        ("Text[^1].\n\n[^1]: <https://a.org/x>\n", Span(3, 8, 15)),
        ('<p>\n<a href="https://a.org/x">https://a.org/x</a></p>\n', Span(2, 1, 26)),
    ],
)
def test_a_url_as_the_text_of_a_link_is_reported(text: str, span: Span) -> None:
    (report,) = reports(text)
    assert (report.code, report.location.span) == ("bare-url", span)


def test_an_image_in_html_needs_an_alt_text_unless_it_is_empty_on_purpose() -> None:
    text = '<p><img src="a.png" alt="A map"><img src="b.png" alt="">\n<img src="c.png"></p>\n'
    (report,) = reports(text)
    assert (report.code, report.location.span) == ("missing-alt", Span(2, 1, 17))
