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
from briefgen.model.moments import Moment
from briefgen.model.text import Callout, CalloutEnd, Text
from briefgen.read.markdown.gate import text_of
from briefgen.render import exports, feeds, markdown
from briefgen.render.layouts import Layouts
from briefgen.render.text import Words
from briefgen.render.text.for_feed import PageContext, for_feed
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
        authors=(Byline(title),), highlights=(Text(["One."]),),
    )  # fmt: skip
    return Feed(
        title=title, url=PAGE, subtitle=title, publisher=Byline(title, PAGE),
        stylesheet='https://example.org/a"?>&b.css', entries=(entry,),
    )  # fmt: skip


def said(language: str) -> Words:
    return lambda words: f"{words} [{language}]"


class Translated(Layouts):
    """Layouts that show which words they translate."""

    def words(self, language: str) -> Words:
        return said(language)


def written(write: Writer, feed: Feed, *texts: Text) -> bytes:
    return write(
        feed, replace(INPUTS, layouts=Translated(Path(__file__).parent), texts=texts)
    ).value


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("write", [feeds.atom, feeds.rss])
def test_no_text_breaks_out_of_xml(write: Writer, words: str) -> None:
    data = written(write, feed(words, words), Text([f"<p>{words}</p>"]))
    tree = ElementTree.fromstring(data)
    found = [
        element.text or ""
        for element in tree.iter()
        if element.tag.endswith("}title") or element.tag == "title"
    ]
    expected = "".join(each for each in words if each >= " " or each in "\t\r\n")
    expected = expected.replace("\ufffe", "").replace("\uffff", "").replace("\r\n", "\n")
    assert found == [expected, expected]
    assert sum(element.tag.endswith(("entry", "item")) for element in tree.iter()) == 1


@pytest.mark.parametrize(
    ("html", "alone"),
    [
        ('<a href="/notes/x/">x</a>', '<a href="https://example.org/notes/x/">x</a>'),
        ('<a href="#x">x</a>', f'<a href="{PAGE}#x">x</a>'),
        ('<a href="//c.example/x">x</a>', '<a href="https://c.example/x">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="/?a=1&amp;b=%22">x</a>', '<a href="https://example.org/?a=1&amp;b=%22">x</a>'),
        ('<img src="data:image/png;base64,AA" alt="">',
         '<img src="data:image/png;base64,AA" alt="">'),
        ('<a href="http://[x/">x</a>', '<a href="http://[x/">x</a>'),
        ('<video poster="p.png" src="v.mp4"></video>',
         f'<video poster="{PAGE}p.png" src="{PAGE}v.mp4"></video>'),
        ('<img srcset="a.png, /b.png 2x" alt="">',
         f'<img srcset="{PAGE}a.png, https://example.org/b.png 2x" alt="">'),
        ('<a href="https://a.example/" class="source-link" id="cite-1-1" data-source="1">x</a>',
         '<a href="https://a.example/" rel="external">x</a>'),
        ('<a href="//a.example/" class="b source-link" id="c" data-source="1" lang="de">x</a>',
         '<a href="https://a.example/" rel="external" lang="de">x</a>'),
        ('<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>',
         f'<sup><a href="{PAGE}#fn1">[1]</a></sup>'),
        ('<p>x <a href="#fnref1" class="footnote-backref">↩︎</a></p>', "<p>x</p>"),
        ('<ol><li id="fn1" class="footnote-item">x</li></ol>', "<ol><li>x</li></ol>"),
        ('<h2 id="x">y</h2>', "<h2>y</h2>"),
        ('<table><tbody><tr><td class="align-right">1</td></tr></tbody></table>',
         "<table><tbody><tr><td>1</td></tr></tbody></table>"),
        ('<figure id="f"><figcaption data-table="12">x</figcaption></figure>',
         "<figure><figcaption><strong>Table\u00a012\u00a0[en]</strong> x</figcaption></figure>"),
        ('<p><a href="#f" data-figure="2"></a></p>',
         f'<p><a href="{PAGE}#f">Figure\u00a02\u00a0[en]</a></p>'),
        ('<pre><code class="language-x">y</code></pre>', "<pre><code>y</code></pre>"),
        ('<aside class="callout" data-callout="note">\n<p>x</p></aside>',
         "<aside>\n<p>Note [en]</p>\n<p>x</p></aside>"),
        ('<aside data-callout="note" data-title="A &lt; b">\n<p>x</p></aside>',
         "<aside>\n<p>A &lt; b</p>\n<p>x</p></aside>"),
        ('<input class="task-list-item-checkbox" disabled="" type="checkbox" checked="">',
         '<input disabled="" type="checkbox" checked="">'),
        ('<code>&lt;p id="q"&gt; class="r"</code>', '<code>&lt;p id="q"&gt; class="r"</code>'),
        ('<b title=" id=&quot;x&quot; &gt;">y</b>', '<b title=" id=&quot;x&quot; &gt;">y</b>'),
    ],
)  # fmt: skip
def test_a_text_can_be_used_outside_its_page(html: str, alone: str) -> None:
    text = text_of(html)
    assert text is not None, "this HTML would be cleaned first"
    assert for_feed(text, PageContext(PAGE, said("en"))) == alone


@pytest.mark.parametrize("write", [feeds.atom, feeds.rss, feeds.json_feed])
def test_a_callout_in_a_feed_has_a_title_in_the_language_of_its_brief(write: Writer) -> None:
    made = feed("T", "T")
    german = replace(made, entries=(replace(made.entries[0], language="de"),))
    callout = Text([Callout("warning"), "\n<p>x</p>", CalloutEnd()])
    assert "Warning [en]" in written(write, made, callout).decode()
    assert "Warning [de]" in written(write, german, callout).decode()


def record(title: str) -> BriefRecord:
    return BriefRecord(url=PAGE, title=title, language="en", summary=title, highlights=(title,))


@pytest.mark.parametrize("words", WORDS)
def test_no_text_breaks_out_of_front_matter(words: str) -> None:
    inputs = replace(INPUTS, texts=[Text(["<p>Text.</p>"])])
    found = markdown.markdown(MarkdownBrief(record(words), words), inputs).value
    matter = yaml.safe_load(found.decode().split("---\n")[1] if words != "---" else
                            found.decode().removeprefix("---\n").split("\n---\n")[0])  # fmt: skip
    assert matter["title"] == matter["publisher"] == words
    assert matter["highlights"] == [words]

    assert found.endswith(b"\n\nText.\n")


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
    found = json.loads(written(feeds.json_feed, empty))
    assert found == {
        "version": "https://jsonfeed.org/version/1.1", "title": "T", "home_page_url": PAGE,
        "feed_url": f"{PAGE}feed.json", "language": "en", "authors": [{"name": "P"}], "items": [],
    }  # fmt: skip
