"""A text that is written as Markdown and read again is the same text."""

from __future__ import annotations

import json
import os
import re
from html import escape, unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefgen.model.config import MarkdownConfig
from briefgen.model.text import Callout, CalloutEnd, Element, Slot, Text
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text.for_feed import PageContext, for_feed
from briefgen.render.text.for_markdown import for_markdown
from tests.support.growth import is_linear

ROOT: Final = Path(__file__).parents[2]
CORPORA: Final = Path(os.environ.get("BRIEFGEN_CORPORA") or ROOT.parent / "shared" / "corpora")
POSTS: Final = CORPORA / "18f-posts" / "posts"
SPECIFICATION: Final = ROOT / "tests" / "fixtures" / "commonmark" / "spec-0.31.2.json"
URL: Final = "https://example.org/notes/briefs/a/"
PLACE: Final = PageContext(URL, str)
# A second reading must not set quotation marks again.
DIALECT: Final = Dialect()
PLAIN: Final = Dialect(MarkdownConfig(smart_quotes=False))
COMMON: Final = Dialect(MarkdownConfig(footnotes=False, autolinks=False, task_lists=False))
OTHER: Final = MarkdownIt("commonmark", {"xhtmlOut": False}).enable(["table", "strikethrough"])
AGAIN: Final = Dialect(MarkdownConfig(smart_quotes=False, attributes=False), compiled=False)

TAG: Final = re.compile(r'<(/?)(\w+)((?: [a-z-]+="[^"]*")*)>|([^<]+)')
ATTRIBUTE: Final = re.compile(r' (href|src|alt|start)="([^"]*)"')
ALERT: Final = re.compile(r"\[!(?:NOTE|WARNING|IMPORTANT)\]¶?")
# How a callout without a title begins in HTML.
LABEL: Final = re.compile(r"(<blockquote>¶)<strong>(?:Note|Warning|Key finding)</strong>¶?")
EMPTY: Final = re.compile(r"<(em|strong|del|a|blockquote|ul|ol)>[¶ ]*</\1>")
SAME: Final = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
# Blocks that only separate words, and phrases that only have a style.
SEPARATE: Final = frozenset(
    """
    p div section article header footer nav aside address center figure figcaption details summary
    """.split()
)
NOTHING: Final = frozenset("span big tt data font label picture tbody col colgroup font".split())
STRUCTURE: Final = frozenset(
    """
    ul ol li blockquote pre table thead tfoot tr td th caption dl dt dd h2 h3 h4 h5 h6 hr br
    """.split()
)
CODE: Final = re.compile(r"<pre>(?:<code[^>]*>)?(.*?)(?:</code>)?</pre>", re.DOTALL)
RULE: Final = Element("hr", (("class", "footnotes-sep"),))
ALERTS: Final = {"note": "NOTE", "warning": "WARNING", "key-finding": "IMPORTANT"}

FILES: Final = sorted((ROOT / "content").rglob("*.md")) + sorted((ROOT / "docs").glob("*.md"))
FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---[ \t]*\n", re.DOTALL)
BLOCKS: Final = [
    *("", "", "", "## ", "### ", "- ", "- ", "* ", "1. ", "3) ", "- [x] ", "- [ ] ", "> ", "    "),
    *("  ", "::: note\n", "::: warning A *title*\n", ":::\n", "```py\n", "```\n", "---\n", "***\n"),
    *("| a | b |\n|---|:-:|\n| ", "Term\n: ", "[^a]: ", "> - ", "- > ", "![a](b.png)\n\n", "\\"),
    *("*[word]: b c\n", '*[5]: "d\n'),
]
WORDS: Final = r"""word Words a b it's "so" ' -- ... - + . , ; : ! ? ( ) / % 3. 12) 1986\. 5 * # ##
> = === ~ ~~gone~~ ~~ ==seen== == a==b H~2~O a~b (~5
~c~ m^2^ 2^10 ^ ^14^C x~*i*~ \~ \^ \==
*em* **strong** _em_ __strong__ ***both*** *a **b** c* **a *b* c** **_x_** **
*** _ __ a*b*c **"a"** x**y**z snake_case __init__ `code` `` a`b `` ` [text](to) [*a*](b.md#c)
[t](https://a.org/b?c=1&d=2) [`a`](<b c>) [a](b(c)) [a](b "title") [sic] [ ] [x] ] ]( [^a] [^b]
![a](b.png) ![a *b*](b.png "c") https://a.org/x www.a.org a@a.org <https://a.org> &amp; &amp;copy;
&lt;b&gt; < > \* \` \[ \\ | \| ^ ^[note] {a} \{#b} {{ }} :: ::: $ ^ « » “ é 稀土 م 🎉""".split()
GAPS: Final = ["", " ", " ", " ", "\n", "  \n", "\\\n"]
ENDS: Final = [
    "\n\n",
    "\n\n",
    "\n",
    "\n    ",
    "\n\n    ",
    "\n\n  ",
    " |\n",
    "\n```\n\n",
    "\n:::\n\n",
]
PHRASES: Final = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=8).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
BODIES: Final = st.lists(
    st.tuples(st.sampled_from(BLOCKS), PHRASES, st.sampled_from(ENDS)), max_size=6
).map(lambda blocks: "".join(start + words + end for start, words, end in blocks))
LETTERS: Final = [
    *"ab1 \n.,;:!?*_`~^~^=[](){}<>&#|+=-\\/\"'$^@%é“稀\u00a0",
    "1. ",
    "- ",
    "&amp;",
    "www.",
    "://",
]
NESTED: Final = """a b * _ <div> </div> <div lang="ar"> <p> </p> <ul> <ol start="3"> <li> </li>
</ul> </ol> <b> <em> </em> <s> </s> <blockquote> </blockquote> <table> <tr> <td> <th> </td> </table>
<pre> </pre> <code> </code> <details> <summary> </summary> </details> <dl> <dt> <dd> </dl> <br> <hr>
<sup> </sup> <h2> </h2> <figure> <figcaption> </figcaption> </figure> <a href="x"> </a>""".split()
WORD: Final = re.compile(r"(?<![<\w/])\w+(?![\w>])")
LONG: Final = [
    *("<p>a</p>\n", "<em>a</em>", "a <em>b</em>", "*", "[", "`", "<br>", "<ul></ul>", "a\n"),
    *("\\", "~", "! ", "_ ", "<b></b>", "a ", " ", "&amp;", "<ul><li>a</li></ul>"),
    *("=", "^a", "a~", "a=="),
    *("<dl><dt>a</dt></dl>\n", "<p>a</p>b", "<p><b></b>a</p>\n", "<pre>\n\n</pre>"),
]  # fmt: skip


def read(written: str, dialect: Dialect = DIALECT) -> Text:
    text = parse_body(written, "a.md", 1, dialect).value.prose
    return text.with_urls([each.destination for each in text.references()])


def with_quotations(part: str | Slot) -> str | Slot:
    """Return a callout as a quotation, to compare it with what is read again."""
    if part == RULE:
        return ""
    if isinstance(part, Callout):
        title = f"<p><strong>{escape(part.title)}</strong></p>" if part.title else ""
        return f"<blockquote>{title}"
    return "</blockquote>" if isinstance(part, CalloutEnd) else part


def structure(text: Text) -> str:
    """Return the words and elements of a text, without white space that says nothing."""
    return shape(for_feed(Text(map(with_quotations, text.parts)), PLACE))


def shape(html: str) -> str:
    """Return the same for HTML."""
    pieces = []
    links = []  # whether each open link has a destination
    for end, name, attributes, words in TAG.findall(CODE.sub(r"<pre>\1</pre>", html)):
        if name == "a" and not end:
            links.append("href=" in attributes)
        if words:
            pieces.append(unescape(words))
        elif name in SEPARATE:
            pieces.append("¶")
        elif name == "input":
            pieces.append("[x] " if "checked" in attributes else "[ ] ")
        elif name == "a" and not (links.pop() if end else links[-1]):
            continue
        elif name not in NOTHING:
            pieces.append(shown(end, name, attributes))
    joined = ALERT.sub("", re.sub(r"\s+", " ", "".join(pieces)))
    joined = re.sub(r"\[(\d+):\d+\]", r"[\1]", joined)  # a note's second mark
    joined = re.sub(r"[¶ ]*¶[¶ ]*", "¶", joined)
    joined = LABEL.sub(r"\1", joined)
    while (shorter := EMPTY.sub("", joined)) != joined:
        joined = shorter
    joined = re.sub(r"(\[[ x]\])[ ¶]*", r"\1 ", joined)
    joined = joined.replace("<em>¶", "<em>").replace("¶</em>", "</em>")
    return re.sub("¶+", "\n", joined).strip()


def shown(end: str, name: str, attributes: str) -> str:
    pairs = [
        (key, unquote(unescape(value)).strip()) for key, value in ATTRIBUTE.findall(attributes)
    ]
    shown_attributes = [f"{key}={value}" for key, value in sorted(pairs) if value]
    tag = f"<{' '.join([f'{end}{SAME.get(name, name)}', *shown_attributes])}>"
    if name == "figcaption":
        return f"{tag}¶" if end else f"¶{tag}"
    return f"¶{tag}¶" if name in STRUCTURE else tag


def check(text: Text) -> None:
    written = for_markdown(text, PLACE)
    assert structure(read(written, AGAIN)) == structure(text), written


def body_of(file: Path) -> str:
    """Return the text below the front matter of a file."""
    return FRONT_MATTER.sub("", file.read_text(encoding="utf-8").replace("\r\n", "\n"), count=1)


@given(BODIES)
def test_what_is_written_reads_as_the_same_text(written: str) -> None:
    check(read(written))


def test_every_example_of_the_specification() -> None:
    for example in json.loads(SPECIFICATION.read_bytes()):
        check(read(example["markdown"], PLAIN))


# A chart is made from data, and has no words of its own to compare.
@pytest.mark.parametrize(
    "file",
    [each for each in FILES if "```chart" not in each.read_text(encoding="utf-8")],
    ids=lambda file: file.stem,
)
def test_the_texts_of_this_repository(file: Path) -> None:
    check(read(body_of(file)))


@pytest.mark.skipif(not POSTS.is_dir(), reason="no corpus: set BRIEFGEN_CORPORA to its folder")
def test_real_posts() -> None:
    for file in sorted(POSTS.glob("*.md")):
        check(read(body_of(file)))


@given(BODIES)
def test_another_reader_sees_the_same_text(written: str) -> None:
    text = read(written, COMMON)
    if not any(isinstance(part, Callout) for part in text.parts):
        html = OTHER.render(for_markdown(text, PLACE))
        assert shape(html) == structure(text), html


@given(st.lists(st.sampled_from(LETTERS), max_size=40))
def test_words_stay_words(letters: list[str]) -> None:
    html = escape("".join(letters).strip(), quote=False)
    for start, end in ("<p>", "</p>"), ("<ul>\n<li>", "</li>\n</ul>"), ("<p>a <em>", "</em>b</p>"):
        check(Text([f"{start}{html}{end}"]))


@given(st.lists(st.sampled_from(NESTED), max_size=200))
def test_raw_html_loses_no_words(tags: list[str]) -> None:
    text = read("".join(tags))
    again = read(for_markdown(text, PLACE), AGAIN)
    assert WORD.findall(structure(again)) == WORD.findall(structure(text))


@pytest.mark.parametrize("unit", LONG)
def test_a_long_text_is_written_in_linear_time(unit: str) -> None:
    def written(length: int) -> str:
        return for_markdown(Text([unit * (length // len(unit))]), PLACE)

    assert is_linear(written, 200_000)
    assert len(written(200_000)) < 2_000_000
