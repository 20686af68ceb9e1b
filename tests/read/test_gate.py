"""The gate checks all HTML, whatever its origin."""

import pytest

from briefgen.read.markdown.gate import admitted, passes


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
    assert passes(html, ("player.example",))
    assert admitted(html, ("player.example",)) is html


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
    assert not passes(html, ("player.example",))
    assert admitted(html, ("player.example",)) == expected
    assert passes(expected, ("player.example",))


def test_a_line_cannot_contain_blocks() -> None:
    assert admitted("<b>a</b>", phrases=True) == "<b>a</b>"
    assert admitted("<p>a &amp; b</p>", phrases=True) == "a &amp; b"


def test_depth_is_limited() -> None:
    assert admitted("<div>" * 400 + "a" + "</div>" * 400) == "a"
