"""The gate checks all HTML, whatever its origin."""

import pytest

from briefgen.model.text import Text
from briefgen.read.markdown.gate import admitted, text_of
from tests.support.reading import shown


@pytest.mark.parametrize(
    "html",
    [
        "",
        "words &amp; <br> more",
        '<p class="a"><a href="https://a.example/">x</a></p>',
        "<ul>\n<li>a<ul><li>b</li></ul></li>\n</ul>",
        "<table>\n<thead>\n<tr>\n<th>a</th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>",
        "<dl><div><dt>a</dt><dd>b</dd></div></dl>",
        '<input class="x" disabled="" type="checkbox">',
        '<iframe src="https://player.example/x"></iframe>',
    ],
)  # fmt: skip
def test_correct_html_passes_unchanged(html: str) -> None:
    text, is_unchanged = admitted(html, frames=("player.example",))
    assert (shown(text), is_unchanged) == (html, True)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script>x", "x"),
        ('<p onclick="x">a</p>', "<p>a</p>"),
        ("<P>a</P>", "<p>a</p>"),
        ("<p class=a>a</p>", '<p class="a">a</p>'),
        ('<p class="a"  id="b">a</p>', '<p class="a" id="b">a</p>'),
        ('<p id="a" id="b">a</p>', '<p id="a">a</p>'),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="&#106;avascript:x">a</a>', "<a>a</a>"),
        ('<img srcset="javascript:x 2x" alt="">', '<img alt="">'),
        ('<iframe src="https://evil.example/"></iframe>', "<iframe></iframe>"),
        ("<p>a", "<p>a</p>"),
        ("a</p>", "a<p></p>"),
        ("<p>a<p>b</p></p>", "<p>a</p><p>b</p><p></p>"),
        ("<li>a</li>", "a"),
        ("<table><tr><td>a</td></tr></table>",
         "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ('<a href="/x">a<a href="/y">b</a></a>', '<a href="/x">a</a><a href="/y">b</a>'),
        ("a < b", "a &lt; b"),
        ("<b", ""),
    ],
)  # fmt: skip
def test_other_html_is_cleaned(html: str, expected: str) -> None:
    text, is_unchanged = admitted(html, frames=("player.example",))
    assert (shown(text), is_unchanged) == (expected, False)
    assert text_of(expected, frames=("player.example",)) == text


def test_a_line_cannot_contain_blocks() -> None:
    assert admitted("<b>a</b>", phrases=True) == (Text(["<b>a</b>"]), True)
    assert admitted("<p>a &amp; b</p>", phrases=True) == (Text(["a &amp; b"]), False)


def test_depth_is_limited() -> None:
    assert admitted("<div>" * 400 + "a" + "</div>" * 400) == (Text(["a"]), False)
