"""A text as Markdown: each construct in its most readable form, and nothing that could do harm."""

from __future__ import annotations

from typing import Final

import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.text import Text
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text.for_feed import PageContext
from briefgen.render.text.for_markdown import for_markdown
from tests.support.growth import is_linear

URL: Final = "https://example.org/notes/briefs/a/"
PLACE: Final = PageContext(URL, str)
DIALECT: Final = Dialect(MarkdownConfig(frames=("v.example",)))


def text_of(written: str) -> Text:
    text = parse_body(written, "a.md", 1, DIALECT).value.prose
    return text.with_urls([each.destination for each in text.references()])


def rewritten(written: str) -> str:
    return for_markdown(text_of(written), PLACE)


SAME: Final = {
    "prose": (
        "In 2021 (a dry year), output rose by 5% – to 3 * 4 of snake_case & R&D [sic], < 9. “x”!\n"
        "A *second* line, with **strong** words, ~~gone~~ ones and `code`; 10–20 #tag C# a+b x=y."
    ),
    "headings": "## One\n\n### 2. Two *b* #2\n\nText.",
    "a tight list": "- a\n- b\n  1. c\n  2. d\n     - e\n- f",
    "a loose list": "1. a\n\n   b\n\n2. c\n\n   > d",
    "two lists": "- a\n\n* b\n\n3. c\n\n1) d",
    "tasks": "- [x] a\n- [ ] *b*\n- [ ] 1986\\. c",
    "quotations": "> a\n>\n> > b\n>\n> - c\n\n> d",
    "code": "```py\nx = 1\n\n  y\n```\n\n````\n```\n````\n\n- a\n\n  ```\n  b\n  ```",
    "code spans": "``a`b`` and `` `c` ``, `*d*`",
    "a table": "| a | b | c |\n| :--- | :---: | ---: |\n"
    "| 1 \\| 2 | *b* | `x \\| y` |\n| 3 |  | <br> |",
    "links": (
        '[a](https://a.example/x "A \\"t\\"") [b](<https://b.example/(c)>) <https://c.example/>\n'
        "<a@a.example> [*d* \\[e\\]](https://d.example/?a=1&b=2) [![i](https://e.example/i.png)]"
        "(https://e.example/)"
    ),
    "an image": '![A *b*](https://a.example/i.png "A caption")',
    "footnotes": "A[^1], b[^2] and[^1].\n\n[^1]: One.\n\n    Two.\n\n    - three\n\n[^2]: Four.",
    "hard breaks": "One\\\ntwo",
    "marks within marks": "**a *b* c** *a **b** c* _**d**_ **_e_**",
    "a rule": "a\n\n---\n\nb",
    "phrases in HTML": 'H<sub>2</sub>O, <abbr title="x">N</abbr>, <kbd>K</kbd>, <q>q</q>',
    "details": "<details>\n<summary>S <em>e</em></summary>\n<p>A <em>b</em>.</p>\n</details>",
    "another language": '<div lang="ar" dir="rtl">\n<p>نص <em>a</em></p>\n</div>',
}


@pytest.mark.parametrize("written", SAME.values(), ids=SAME)
def test_what_is_written_well_stays(written: str) -> None:
    assert rewritten(written.replace("A *b*](", "A b](")) == written.replace("A *b*](", "A b](")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1986\\. A year", "1986\\. A year"),
        ("\\# a\n\\- b\n\\> c\n\\+ d", "\\# a\n\\- b\n\\> c\n\\+ d"),
        ("\\*a* __init\\_\\_ \\[a](b)", "\\*a\\* \\_\\_init\\_\\_ \\[a](b)"),
        ("\\<b> &amp;copy; \\`c` \\\\ d", "&lt;b> &amp;copy; \\`c\\` \\ d"),
        ("a<b>“b”</b>c", "a<strong>“b”</strong>c"),
        ("Title\n=====\n\nOther\n-----", "## Title\n\n### Other"),
        ("+ a\n+ b", "- a\n- b"),
        ("_a_ __b__", "*a* **b**"),
        ("a  \nb", "a\\\nb"),
        ("    code", "```\ncode\n```"),
        ("[a](b.md#c) ![d](e.png) [f](#g)",
         f"[a]({URL}b.md#c) ![d]({URL}e.png) [f]({URL}#g)"),
        ("[a][b]\n\n[b]: https://b.example/ 'T'", '[a](https://b.example/ "T")'),
        ("www.a.example", "[www.a.example](http://www.a.example)"),
        ("::: note\nA.\n:::", "> [!NOTE]\n> A."),
        ("::: warning B *c*\n- a\n:::", "> [!WARNING]\n> **B \\*c\\***\n>\n> - a"),
        ("::: key-finding\n- a\n:::", "> [!IMPORTANT]\n>\n> - a"),
        ('![a](b.png "c *d*")', (f'<figure><img src="{URL}b.png" alt="a">\n'
         "<figcaption>c <em>d</em></figcaption></figure>")),
        ('![a](b.png "c"){#d}', (f'<figure><img src="{URL}b.png" alt="a">\n'
         "<figcaption><strong>Figure\u00a01</strong> c</figcaption></figure>")),
        ('![a](b.png){credit="c"}', (f'<figure><img src="{URL}b.png" alt="a">\n'
         "<figcaption><span>c</span></figcaption></figure>")),
        ("::: vimeo 76979871\n![a](b.png \"c *d*\"){#e}\n\nf[^1]\n:::\n\n[^1]: g",
         (f"![a]({URL}b.png)\n\n**Figure\u00a01** c *d*<br> f[^1]<br>"
         " [Video at vimeo.com](https://vimeo.com/76979871)\n\n[^1]: g")),
        ("::: frame https://a.example/\n![a](b.png)\n\nc\n\n**d**\n\n&#93; e\n:::",
         (f"![a]({URL}b.png)\n\nc<br> **d**<br> ] e<br>"
         " [Page at a.example](https://a.example/)")),
        ("::: vimeo 76979871\n:::", "[Video at vimeo.com](https://vimeo.com/76979871)"),
        ("::: vimeo 76979871\n![a](b.png)\n\n1\\. c\n:::",
         (f'<figure><img src="{URL}b.png" alt="a">\n<figcaption>1. c<br>\n<span>'
         '<a href="https://vimeo.com/76979871" rel="external">Video at vimeo.com</a></span>'
         "</figcaption></figure>")),
        ("[](#d)\n\n| a |\n|---|\n| 1 |\n\n: b *c* {#d}",
         f"[Table\u00a01]({URL}#d)\n\n**Table\u00a01** b *c*\n\n| a |\n| --- |\n| 1 |"),
        ("| a |\n|---|\n| 1 |\n\n: Words", "Words\n\n| a |\n| --- |\n| 1 |"),
        ("> a\n> — Ann [Li](https://li.example/)",
         "> a\n>\n> — Ann [Li](https://li.example/)"),
        ("## A {#b .c}", "## A"),
        ("T\n: D *e*", "<dl>\n<dt>T</dt>\n<dd>D <em>e</em></dd>\n</dl>"),
        ("<table><tr><td>\n\n- a\n\n</td></tr></table>",
         "<table><tbody><tr><td>\n<ul>\n<li>a</li>\n</ul>\n</td></tr></tbody></table>"),
        ('<iframe src="https://v.example/x" title="A film"></iframe>',
         '<iframe src="https://v.example/x" title="A film"></iframe>'),
        ("<div class='x'>\n\n*a*\n\n</div>", "<div>\n<p><em>a</em></p>\n</div>"),
        ("<b>a</b> <i>b</i> <s>c</s> <span class='x'>d</span>",
         "**a** *b* ~~c~~ <span>d</span>"),
        ("- a\n\n  T\n  : D\n\n*b*",
         "<ul>\n<li>\n<p>a</p>\n<dl>\n<dt>T</dt>\n<dd>D</dd>\n</dl>\n</li>\n</ul>\n\n*b*"),
        ("::: warning\nT\n: D\n:::",
         ("<blockquote>\n<p><strong>Warning</strong></p>\n<dl>\n<dt>T</dt>\n<dd>D</dd>\n</dl>\n"
         "</blockquote>")),
        ("<blockquote>\n\na[^1]\n\n[^1]: N",
         (f'<blockquote>\n<p>a<sup><a href="{URL}#fn1">a</a></sup></p>\n<hr>\n<div>\n'
         '<ol type="a">\n<li><p>N</p>\n</li>\n</ol>\n</div>\n</blockquote>')),
        ("<div>a[^1] b</div>\n\n<dl><dt>c[^1]</dt></dl>\n\n[^1]: N", None),
    ],
)  # fmt: skip
def test_everything_has_one_form(written: str, expected: str | None) -> None:
    if expected is not None:
        assert rewritten(written) == expected
    assert "[^" not in rewritten(written).replace("[^1]", "")


@pytest.mark.parametrize(
    "written",
    [
        "a <!-- SECRET --> b",
        "# it`s\n<!-- SECRET -->\nit`s",
        "`a\n<!-- x -->b` <!-- SECRET --> `c`",
        "# it`s\n<script>SECRET</script>\nit`s",
        "<SCRIPT\n>SECRET</SCRIPT >text",
        "<style>SECRET</style>",
        "<svg><title>SECRET</title></svg>",
        "[//]: # (SECRET)",
        "- [comment]: <> (SECRET)",
        "[//]: # (SECRET)\n[//]: # (SECRET)",
        '[x](y.md){onclick="SECRET"}',
        '<b onclick="SECRET" style="SECRET">y</b>',
        "<?php SECRET ?>",
        "[x](javascript:SECRET)",
        "<a href='java&#115;cript:SECRET'>y</a>",
        "![x](data:text/html,SECRET)",
    ],
)
def test_what_the_page_leaves_out_is_left_out(written: str) -> None:
    assert "SECRET" not in rewritten(f"Before.\n\n{written}\n\nAfter.")


@pytest.mark.parametrize(
    "written",
    [
        "\\<script>alert(1)\\</script>",
        "&lt;img src=x onerror=y&gt;",
        "&lt;!-- x --&gt;",
        "a &lt; b <",
    ],
)
def test_words_that_look_like_tags_are_no_tags_for_any_reader(written: str) -> None:
    markdown = rewritten(written)
    assert "<s" not in markdown
    assert "<i" not in markdown
    assert "<!" not in markdown


def test_the_caption_of_a_table_has_a_sign_of_its_own_where_that_is_understood() -> None:
    written = "| Year |\n| --- |\n| 2024 |\n\n: (1) Prices *a ton*"
    shown = for_markdown(text_of(written), PLACE, dialect=True)
    assert text_of(shown) == text_of(written)
    assert "(1) Prices *a ton*\n\n|" not in shown


@pytest.mark.parametrize(
    "written",
    [
        "::: warning Not *two*: bases\nText.\n\n- one\n:::",
        "::: note\n> [!NOTE]\n> Inner.\n:::\n\nText.",
        "CO~2~ and m^2^",
        '![A](a.png "The *price*, by \\"Jane\\" [here](https://example.com)")',
    ],
)
def test_signs_of_the_dialect_are_read_again_as_they_were(written: str) -> None:
    shown = for_markdown(text_of(written), PLACE, dialect=True)
    assert "<" not in shown
    assert text_of(for_markdown(text_of(shown), PLACE)) == text_of(
        for_markdown(text_of(written), PLACE)
    )


# Each part is repeated as often as its number says, or a quarter of that.
HOSTILE: Final = [
    {"[": 8_000, "](": 8_000}, {"`": 20_000, " `": 20_000}, {"<b>": 8_000}, {"> ": 5_000},
    {"<ul><li>": 3_000}, {"*a ": 9_000}, {"<br>": 8_000}, {"- ": 5_000}, {"\\": 50_000},
    {"~ ": 30_000},
]  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_long_text_is_written_in_linear_time(hostile: dict[str, int]) -> None:
    written = {
        share: "".join(part * (number // share) for part, number in hostile.items())
        for share in (1, 4)
    }
    lengths = {len(each): text_of(each) for each in written.values()}
    longest = len(written[1])
    assert is_linear(lambda length: for_markdown(lengths[length], PLACE), longest)
    assert len(for_markdown(lengths[longest], PLACE)) <= 20 * longest
