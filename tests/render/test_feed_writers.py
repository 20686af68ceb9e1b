"""Texts outside their pages, and text that could break out of XML, YAML or Markdown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
import yaml

from briefgen.model.diagnostics import Location
from briefgen.model.documents import (
    BriefRecord,
    Byline,
    Feed,
    FeedEntry,
    LlmsText,
    MarkdownBrief,
    Mention,
    Redirects,
)
from briefgen.model.html import Html
from briefgen.model.moments import Moment
from briefgen.render import exports, feeds, markdown
from briefgen.render.layouts import Layouts
from briefgen.render.writers import Writer, WriterInput

PAGE: Final = "https://example.org/notes/briefs/a/"
INPUTS: Final = WriterInput(origin=Location("a.md"), layouts=Layouts(Path(__file__).parent))
DAY: Final = Moment(datetime(2026, 3, 4, tzinfo=UTC))
WORDS: Final = [
    "]]>", "]]", "<![CDATA[", "<!--", "-->", "&amp;", "&", '"', "'", "<b>", "</title>", "?>",
    "\x00\x08\x0b\x1f", "\ufffe\uffff", "\u2028", "\x85", "emoji 🧲", "a\r\nb", "---", ": # {}",
]  # fmt: skip


def feed(title: str, text: str) -> Feed:
    entry = FeedEntry(
        url=PAGE, title=title, date=DAY, updated=DAY, summary=title, terms=(title,),
        authors=(Byline(title),), highlights=(Html("One."),),
    )  # fmt: skip
    return Feed(
        title=title, url=PAGE, subtitle=title, publisher=Byline(title, PAGE),
        stylesheet='https://example.org/a"?>&b.css', entries=(entry,),
    )  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("write", [feeds.atom, feeds.rss])
def test_no_text_breaks_out_of_xml(write: Writer, words: str) -> None:
    data = write(feed(words, words), replace(INPUTS, texts=[Html(f"<p>{words}</p>")])).value
    tree = ElementTree.fromstring(data)
    said = [
        element.text or ""
        for element in tree.iter()
        if element.tag.endswith("}title") or element.tag == "title"
    ]
    kept = "".join(each for each in words if each >= " " or each in "\t\r\n")
    kept = kept.replace("\ufffe", "").replace("\uffff", "").replace("\r\n", "\n")
    assert said == [kept, kept]
    assert sum(element.tag.endswith(("entry", "item")) for element in tree.iter()) == 1


SOURCE_LINK: Final = (
    '<a class="source-link" id="cite-1-1" data-source="1" target="_blank" '
    'rel="noopener external" href="https://a.example/">x'
    '<span class="visually-hidden"> (opens in a new tab)</span></a>'
)


@pytest.mark.parametrize(
    ("html", "alone"),
    [
        ('<a href="/notes/x/">x</a>', '<a href="https://example.org/notes/x/">x</a>'),
        ('<a href="#fn1" id="fnref1">[1]</a>', f'<a href="{PAGE}#fn1">[1]</a>'),
        ('<a href="//c.example/x">x</a>', '<a href="https://c.example/x">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="/?a=1&amp;b=%22">x</a>', '<a href="https://example.org/?a=1&amp;b=%22">x</a>'),
        ('<img src="data:image/png;base64,AA" alt="">',
         '<img src="data:image/png;base64,AA" alt="">'),
        ('<a href="http://[x/">x</a>', '<a href="http://[x/">x</a>'),
        ('<video poster="p.png" src="v.mp4"></video>',
         f'<video poster="{PAGE}p.png" src="{PAGE}v.mp4"></video>'),
        (SOURCE_LINK, '<a rel="noopener external" href="https://a.example/">x</a>'),
        ('<p>x <a href="#fnref1" class="footnote-backref">↩︎</a></p>', "<p>x</p>"),
        ('<code>&lt;p id="q"&gt; class="r"</code>', '<code>&lt;p id="q"&gt; class="r"</code>'),
        ('<b title=" id=&quot;x&quot; >">y</b>', '<b title=" id=&quot;x&quot; >">y</b>'),
        ('5 < 6 <p class="x">', "5 < 6 <p>"),
    ],
)  # fmt: skip
def test_a_text_can_be_used_outside_its_page(html: str, alone: str) -> None:
    assert feeds.alone(html, PAGE) == alone


def copied(document: MarkdownBrief, source: bytes) -> bytes:
    """Return the index.md of a file with these bytes."""
    return markdown.markdown(document, replace(INPUTS, sources={"a.md": source})).value


def record(title: str) -> BriefRecord:
    return BriefRecord(url=PAGE, title=title, language="en", summary=title, highlights=(title,))


@pytest.mark.parametrize("words", WORDS)
def test_no_text_breaks_out_of_front_matter(words: str) -> None:
    found = copied(MarkdownBrief(record(words), words), b"---\ntitle: x\n---\nText.")
    matter = yaml.safe_load(found.decode().split("---\n")[1] if words != "---" else
                            found.decode().removeprefix("---\n").split("\n---\n")[0])  # fmt: skip
    assert matter["title"] == matter["publisher"] == words
    assert matter["highlights"] == [words]


def cleaned(body: str, **links: str) -> str:
    document = MarkdownBrief(record("T"), "P", dict(links))
    found = copied(document, f"---\ntitle: T\n---\n{body}".encode()).decode()
    return found.split("# T\n\n", 1)[1].removesuffix("\n")


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("a <!-- x --> b", "a  b"),
        ("a <!-- never closed", "a "),
        ("<script src=x>evil()</script>text", "text"),
        ("<SCRIPT\n>evil()</SCRIPT >text", "text"),
        ("<script>never closed", ""),
        ("<script a='<'>evil()</script>", "\\<script a='<'>evil()"),
        ("<form action=x><input>y</form><link rel=x>", "y"),
        ('<b onclick="evil()" title="x">y</b>', '<b title="x">y</b>'),
        ("<a href='javascript:evil()'>y</a>", '<a href="#">y</a>'),
        ("<a href=\"java&#115;cript:evil()\">y</a>", '<a href="#">y</a>'),
        ("[x](javascript:evil())", "[x](<#>)"),
        ("[x]( <JavaScript:evil()> 't')", "[x]( <#> 't')"),
        ("[x]: javascript:evil()", "[x]: <#>"),
        ("![x](data:image/png;base64,AA)", "![x](data:image/png;base64,AA)"),
        ("[x](data:text/html,evil)", "[x](<#>)"),
        ("[^1]: data: five", "[^1]: data: five"),
        ("`<script>` and ``a ` <!-- b -->``", "`<script>` and ``a ` <!-- b -->``"),
        ("~~~\n<!-- x -->\n~~~\n<!-- y -->", "~~~\n<!-- x -->\n~~~\n"),
        ("> ```\n> <!-- x -->\n> ```", "> ```\n> <!-- x -->\n> ```"),
        ("```\n<!-- never closed", "```\n<!-- never closed"),
        ("a ` b <!-- x -->\n\nc ` d", "a ` b \n\nc ` d"),
        ("5 < 6, <https://x.example>", "5 < 6, <https://x.example>"),
        ("<a@b.example> \\<b>", "<a@b.example> \\<b>"),
        ("# T\n\nText", "Text"),
        ("# Another\n\nText", "# Another\n\nText"),
    ],
)  # fmt: skip
def test_markdown_is_cleaned(written: str, clean: str) -> None:
    assert cleaned(written).strip() == clean.strip()


@pytest.mark.parametrize(
    "written",
    ["[x](a.md)", "[x](<a.md>)", '[x](a.md "T")', "![x](a.md)", "[x]: a.md", "[x]( a.md )"],
)
def test_a_link_within_the_site_becomes_absolute(written: str) -> None:
    assert cleaned(written, **{"a.md": PAGE}) in (
        written.replace("<a.md>", "a.md").replace("a.md", f"<{PAGE}>")
    )


@pytest.mark.parametrize("written", ["a%20b.md", "<a b.md>", "a%20b.md 'T'"])
def test_a_link_is_recognised_in_every_spelling(written: str) -> None:
    assert f"(<{PAGE}>" in cleaned(f"[x]({written})", **{"a b.md": PAGE})


@pytest.mark.parametrize(
    "written",
    [
        "Words, ~~struck~~ [1] and [^1].", "[x](a.md) ![y]( a.md 'T') [z](b.md)[w](a.md)",
        "[x](https://x.example/(y)?a=1&amp;b=2)", "[x](javascript:evil())", "](a](a.md)",
        "[x](a.md", "[x]( \t a.md)", "[x](java&#115;cript:evil)", "[](a.md)]()",
        "[[x](a.md)](b.md)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("links", [{}, {"a.md": PAGE}])
def test_a_text_with_nothing_but_links_is_cleaned_too(written: str, links: dict[str, str]) -> None:
    assert f"{cleaned(written, **links)}\n\n`x`" == cleaned(f"{written}\n\n`x`", **links)


HOSTILE: Final = [
    "<a " * 30_000, "<script" * 30_000, "[" * 30_000 + "](" * 30_000, "`" * 20_001 + " `" * 30_000,
    "<!--" * 30_000, "x" * 150_000, "> " * 30_000, "((" * 30_000, "[x](" + "(" * 30_000,
    "~~~\n" * 9_001, "`" * 200_000, "~" * 200_000, "](" + " " * 150_000, "<a" + " " * 150_000,
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_cleaning_takes_linear_time(hostile: str) -> None:
    """With quadratic running time, none of these would."""
    assert len(cleaned(hostile)) <= 2 * len(hostile)


def test_a_brief_without_text_still_has_its_title() -> None:
    found = copied(MarkdownBrief(record("T"), "P"), b"---\ntitle: T\n---\n")
    assert found.endswith(b"---\n\n# T\n")


def test_llms_txt_escapes_the_special_characters_of_markdown() -> None:
    mention = Mention("A [b] *c*\nd", "https://example.org/(x)/", "<e> `f`")
    text = exports.llms(LlmsText("T_t", "", {"S": (mention,), "Empty": ()}), INPUTS).value.decode()
    assert text == (
        "# T\\_t\n\n## S\n\n"
        "- [A \\[b\\] \\*c\\* d](https://example.org/%28x%29/): \\<e\\> \\`f\\`\n"
    )


def test_addresses_in_redirects_are_not_wildcards() -> None:
    found = exports.redirects(Redirects((("/a*/:b/", "/c/"),)), INPUTS).value
    assert found == b"/a%2A/%3Ab/ /c/ 301\n"


def test_json_has_no_empty_values_except_the_items_of_a_feed() -> None:
    empty = Feed(title="T", url=PAGE, publisher=Byline("P"))
    found = json.loads(feeds.json_feed(empty, INPUTS).value)
    assert found == {
        "version": "https://jsonfeed.org/version/1.1", "title": "T", "home_page_url": PAGE,
        "feed_url": f"{PAGE}feed.json", "language": "en", "authors": [{"name": "P"}], "items": [],
    }  # fmt: skip
