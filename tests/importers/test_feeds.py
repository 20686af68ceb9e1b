"""The entries of feeds as briefs."""

from __future__ import annotations

import json
from typing import Final

import pytest

from briefgen.importers.feeds import NoFeed, import_feed, read_feed
from briefgen.importers.imported import Imported

TEXT: Final = (
    "<h2>Key takeaways</h2><ul><li>A floor is <b>not</b> a price.</li><li>Two.</li></ul>"
    '<p>See <a href="https://old.example/2026/one/">one</a>. <img src="/a.png" alt="A"></p>'
)
ESCAPED: Final = TEXT.replace("&", "&amp;").replace("<", "&lt;")
ATOM: Final = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><link href="https://old.example/"/>
<entry><title>Two bases &amp; more</title><link href="https://old.example/2026/two-bases/"/>
<published>2026-03-04T10:00:00Z</published><updated>2026-03-05T10:00:00Z</updated>
<author><name>Jane Example</name></author><category term="trade"/>
<summary>Short.</summary><content type="html">{ESCAPED}</content></entry>
<entry><title>One</title><link href="https://old.example/2026/one/"/>
<updated>2026-03-01T10:00:00Z</updated>
<content type="html">&lt;p&gt;Text.&lt;/p&gt;</content></entry>
</feed>"""
RSS: Final = f"""<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Old</title><link>https://old.example/</link>
<item><title>Two bases &amp;amp; more</title><link>https://old.example/2026/two-bases/</link>
<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate><atom:updated>2026-03-05T10:00:00Z</atom:updated>
<dc:creator>Jane Example</dc:creator><category>trade</category>
<description>Short.</description><content:encoded><![CDATA[{TEXT}]]></content:encoded></item>
<item><title>One</title><link>https://old.example/2026/one/</link>
<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Text.&lt;/p&gt;</description></item>
</channel></rss>"""
JSON: Final = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Old",
        "home_page_url": "https://old.example/",
        "items": [
            {
                "id": "2",
                "url": "https://old.example/2026/two-bases/",
                "title": "Two bases & more",
                "date_published": "2026-03-04T10:00:00Z",
                "date_modified": "2026-03-05T10:00:00Z",
                "authors": [{"name": "Jane Example"}],
                "tags": ["trade"],
                "summary": "Short.",
                "content_html": TEXT,
            },
            {
                "id": "1",
                "url": "https://old.example/2026/one/",
                "title": "One",
                "date_published": "2026-03-01T10:00:00Z",
                "content_text": "Text.",
            },
        ],
    }
)


def imported(feed: str) -> list[Imported]:
    return list(import_feed(read_feed(feed.encode()), "feed", "https://new.example"))


@pytest.mark.parametrize("feed", [ATOM, RSS, JSON], ids=["atom", "rss", "json"])
def test_all_forms_of_feeds_give_the_same_briefs(feed: str) -> None:
    two, one = imported(feed)
    (file,) = two.files
    assert file.path == "content/briefs/2026-03-04-two-bases.md"
    assert file.values["title"] == "Two bases & more"
    assert file.values["date"].isoformat() == "2026-03-04T10:00:00+00:00"
    assert file.values["updated"].isoformat() == "2026-03-05T10:00:00+00:00"
    assert file.values["summary"] == "Short."
    assert file.values["highlights"] == ("A floor is **not** a price.", "Two.")
    assert file.values["authors"] == ("Jane Example",)
    assert file.values["tags"] == ("trade",)
    assert file.values["aliases"] == ["/2026/two-bases/"]
    (medium,) = two.media
    assert medium.origin == "https://old.example/a.png"
    assert file.body == f"See [one](2026-03-01-one.md). ![A]({medium.mark})"
    assert one.files[0].body == "Text."


def test_a_text_that_the_feed_cuts_off_is_noted() -> None:
    (item,) = imported(
        "<rss version='2.0'><channel><item><title>A</title><description>It begins …"
        "</description></item></channel></rss>"
    )
    assert [note.reason for note in item.notes] == ["the feed has only the beginning of this text"]
    assert item.files[0].body == "It begins …"


def test_an_entry_without_a_title_is_named_after_its_beginning() -> None:
    (item,) = imported(
        "<rss version='2.0'><channel><item><description>&lt;p&gt;A short note.&lt;/p&gt;"
        "</description></item></channel></rss>"
    )
    assert item.files[0].values["title"] == "A short note."


@pytest.mark.parametrize("data", [b"", b"words", b"{", b'{"a": 1}', b"<html><p>a</p></html>"])
def test_what_is_not_a_feed_is_refused(data: bytes) -> None:
    with pytest.raises(NoFeed):
        read_feed(data)
