"""Exports of WordPress as files of a site."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from briefgen.importers.imported import Imported
from briefgen.importers.wordpress import (
    Archive,
    NoExport,
    archive_of,
    import_wordpress,
    read_export,
)
from briefgen.importers.wordpress.exports import Record
from briefgen.importers.wordpress.serialized import unserialized
from tests.support.growth import is_linear

NOW: Final = datetime(2026, 7, 1, tzinfo=UTC)
OLD: Final = "https://old.example"
POST: Final = "content/briefs/2024-03-05-two-bases.md"
HEAD: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>{OLD}</link><language>en</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{OLD}</wp:base_blog_url>
<wp:author><wp:author_login>robin</wp:author_login><wp:author_email>robin@old.example</wp:author_email>
<wp:author_display_name><![CDATA[Robin Sample]]></wp:author_display_name></wp:author>
"""


def item(
    text: str = "Text.",
    *,
    number: int = 7,
    name: str = "two-bases",
    kind: str = "post",
    status: str = "publish",
    link: str = "/2024/03/05/two-bases/",
    more: str = "",
    fields: Mapping[str, str] = {},
    title: str = "Two bases",
) -> str:
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in fields.items()
    )
    return f"""<item><title><![CDATA[{title}]]></title><link>{OLD}{link}</link>
<dc:creator>robin</dc:creator><content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2024-03-05 10:00:00</wp:post_date>
<wp:post_date_gmt>2024-03-05 09:00:00</wp:post_date_gmt><wp:post_name>{name}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}{meta}</item>
"""


def picture(number: int, file: str, *, parent: int = 7, alt: str = "", caption: str = "") -> str:
    more = (
        f"<wp:post_parent>{parent}</wp:post_parent>"
        f"<wp:attachment_url>{OLD}/wp-content/uploads/2024/03/{file}</wp:attachment_url>"
        f"<excerpt:encoded>{caption}</excerpt:encoded>"
    )
    link = f"/2024/03/05/two-bases/{file.partition('.')[0]}/"
    fields = {"_wp_attachment_image_alt": alt}
    return item(
        "", number=number, kind="attachment", status="inherit", link=link, more=more, fields=fields
    )


def imported(
    *parts: str,
    media: Mapping[str, str] = {},
    types: frozenset[str] = frozenset(),
    base_url: str = "https://new.example",
) -> list[Imported]:
    data = (HEAD + "".join(parts) + "</channel></rss>").encode()
    archive = archive_of(read_export(io.BytesIO(data)), Archive(base_url=base_url, types=types))
    records = (("export.xml", record) for record in read_export(io.BytesIO(data)))
    return list(import_wordpress(records, archive, media=media, now=NOW, has_replies=False))


def files(*parts: str, media: Mapping[str, str] = {}) -> dict[str, str]:
    """Return the files of an import by their paths; media have their old URLs."""
    texts = {}
    for each in imported(*parts, media=media):
        for file in each.files:
            text = file.text
            for medium in each.media:
                text = text.replace(medium.mark, medium.instead)
            texts[file.path] = text
    return texts


def body(text: str, *others: str, fields: Mapping[str, str] = {}) -> str:
    """Return the Markdown of a post with this text."""
    return files(item(text, fields=fields), *others)[POST].partition("\n---\n")[2].strip()


def notes(*parts: str) -> list[tuple[str, int, str]]:
    return [
        (note.reason, note.line, note.words) for each in imported(*parts) for note in each.notes
    ]


# Text


def test_the_empty_lines_of_the_classic_editor_end_paragraphs() -> None:
    text = "One\nline\n\nTwo <em>words</em>\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nThree"
    assert body(text) == "One\\\nline\n\nTwo *words*\n\n- a\n- b\n\nThree"


def test_blocks_lose_their_comments_and_keep_their_words() -> None:
    text = """<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column -->
<div class="wp-block-column"><!-- wp:heading {"level":3} --><h3>Left</h3><!-- /wp:heading --></div>
<!-- /wp:column --><!-- wp:column --><div class="wp-block-column"><!-- wp:paragraph -->
<p>Right</p><!-- /wp:paragraph --></div><!-- /wp:column --></div><!-- /wp:columns -->
<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button">
<a class="wp-block-button__link" href="https://a.example/">Read</a></div></div><!-- /wp:buttons -->
<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Said.</p>
<cite>A person</cite></blockquote></figure><!-- /wp:pullquote -->
<!-- wp:embed {"url":"https://youtu.be/x"} --><figure class="wp-block-embed is-type-video">
<div class="wp-block-embed__wrapper">
https://youtu.be/x
</div><figcaption>A film</figcaption></figure><!-- /wp:embed -->
<!-- wp:verse --><pre class="wp-block-verse">first
second</pre><!-- /wp:verse -->"""
    assert body(text) == (
        "### Left\n\nRight\n\n[Read](https://a.example/)\n\n> Said.\n>\n> — A person\n\n"
        "<https://youtu.be/x>\n\nA film\n\nfirst\\\nsecond"
    )


def test_the_caption_of_a_table_stays_with_it() -> None:
    text = """<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>Year</th></tr>
</thead><tbody><tr><td>2024</td></tr></tbody></table><figcaption class="x">2. Prices
a <em>ton</em></figcaption></figure><!-- /wp:table -->"""
    assert body(text) == "| Year |\n| --- |\n| 2024 |\n\n: 2. Prices a *ton*"


def test_footnotes_of_the_block_editor_are_footnotes() -> None:
    text = (
        '<!-- wp:paragraph --><p>One<sup data-fn="b" class="fn"><a href="#b">1</a></sup>'
        ' and two<sup data-fn="a" class="fn"><a href="#a" id="a-link">2</a></sup>.</p>'
        "<!-- /wp:paragraph --><!-- wp:footnotes /-->"
    )
    second = "Second <a href='/2024/03/05/two-bases/'>note</a>."
    field = json.dumps([{"content": second, "id": "a"}, {"content": "First.", "id": "b"}])
    assert body(text, fields={"footnotes": field}) == (
        "One[^1] and two[^2].\n\n[^1]: First.\n\n[^2]: Second [note](2024-03-05-two-bases.md)."
    )


def test_a_footnote_without_a_mark_stays_and_is_reported() -> None:
    field = '[{"content":"Lost note.","id":"a"}]'
    post = item(
        "<!-- wp:paragraph --><p>Text.</p><!-- /wp:paragraph -->", fields={"footnotes": field}
    )
    assert "Lost note." in files(post)[POST]
    assert "no mark leads to this footnote" in notes(post)[0][0]


@pytest.mark.parametrize(
    "text",
    [
        "Said.[efn_note]A <em>note</em>.[/efn_note]",
        """<p>Said.<a href="#_ftn1" name="_ftnref1">[1]</a></p><hr>
<p><a href="#_ftnref1" name="_ftn1">[1]</a> A <em>note</em>.</p>""",
        """<p>Said.<sup id="fnref-1-1"><a href="#fn-1-1">1</a></sup></p><h2>Notes</h2><ol>
<li id="fn-1-1">A <em>note</em>. <a href="#fnref-1-1">↩</a></li></ol>""",
    ],
    ids=["plugin", "Word", "Jetpack"],
)
def test_footnotes_of_plugins_and_of_word_are_footnotes(text: str) -> None:
    assert body(text) == "Said.[^1]\n\n[^1]: A *note*."


def test_a_list_of_takeaways_at_the_head_becomes_highlights() -> None:
    text = "<h2>Key takeaways</h2>\n<ul><li>One <b>point</b></li><li>Two</li></ul>\n\nText."
    assert (
        files(item(text))[POST].endswith(
            'highlights:\n  - "One **point**"\n  - Two\nauthors: [robin]\n'
            "aliases: [/2024/03/05/two-bases/]\n---\n\nText.\n"
        )
        or "highlights: [One **point**, Two]" in files(item(text))[POST]
    )


def test_what_plugins_put_around_a_text_goes() -> None:
    text = (
        'Text <a href="https://a.example">there<span class="screen-reader-text"> (opens in a new '
        'tab)</span></a> or <a href="https://b.example">here (opens in a new tab)</a>.\n\n'
        '<div class="sharedaddy sd-block"><h3>Share this:</h3><ul><li>Mail</li></ul></div>'
        '<div id="jp-relatedposts"><h3>Related</h3></div><h3>Leave a Reply</h3>'
    )
    assert body(text) == "Text [there](https://a.example) or [here](https://b.example)."


def test_shortcodes_of_wordpress_become_markdown_and_others_stay_with_their_line() -> None:
    text = (
        '[caption id="a" width="3"]<img src="https://p.example/a.png" alt="A"> Words[/caption]\n\n'
        '[embed]https://youtu.be/x[/embed]\n\n[gallery ids="12"]\n\n'
        '[contact-form-7 id="5"] and [sic] and [[gallery]]'
    )
    post, shown = item(text), picture(12, "b.png", alt="B", caption="Below")
    assert files(post, shown)[POST].partition("\n---\n")[2].strip() == (
        '![A](https://p.example/a.png "Words")\n\n<https://youtu.be/x>\n\n'
        f'![B]({OLD}/wp-content/uploads/2024/03/b.png "Below")\n\n'
        '[contact-form-7 id="5"] and [sic] and [gallery]'
    )
    start = HEAD.count("\n") + 2  # the line on which the text begins
    reason = "the shortcode `contact-form-7` is not known, so it stays as it is"
    assert notes(post, shown)[0] == (reason, start + 6, '[contact-form-7 id="5"]')


def test_a_block_of_a_plugin_without_html_stays_readable() -> None:
    post = item('<!-- wp:acme/figure {"number":"42 tonnes"} /-->')
    assert "42 tonnes" in files(post)[POST]
    assert "acme/figure" in notes(post)[0][0]


def test_a_reusable_block_is_in_each_text_that_names_it() -> None:
    block = item(
        "<!-- wp:paragraph --><p>Again.</p><!-- /wp:paragraph -->", number=9, kind="wp_block"
    )
    assert body('<!-- wp:block {"ref":9} /-->', block) == "Again."


# Links and media


def test_links_lead_to_new_files_and_stay_if_there_is_none() -> None:
    other = item(number=8, name="other", link="/2024/03/05/other/", title="Other")
    about = item(number=9, name="about", kind="page", link="/about/", title="About")
    text = (
        f'<a href="{OLD}/2024/03/05/other/#more">a</a> <a href="/?p=8">b</a> '
        '<a href="/about/">c</a> <a href="/gone/">d</a> <a href="#nowhere">e</a> '
        '<a href="/author/robin/">f</a>'
    )
    assert body(text, other, about) == (
        "[a](2024-03-05-other.md) [b](2024-03-05-other.md) [c](../about.md) "
        f"[d]({OLD}/gone/) e [f](../authors/robin.md)"
    )


def test_a_picture_is_the_original_and_a_file_on_this_machine_if_there_is_one() -> None:
    small = f"{OLD}/wp-content/uploads/2024/03/a-300x200.png"
    text = f'<a href="{OLD}/2024/03/05/two-bases/a/"><img class="wp-image-12" src="{small}"></a>'
    post, media = item(text), {"2024/03/a.png": "/copy/2024/03/a.png"}
    shown = picture(12, "a.png", alt="What it shows")
    medium = next(each.media for each in imported(post, shown, media=media) if each.media)[0]
    assert medium.origin == "/copy/2024/03/a.png"
    assert medium.path == "content/wp-content/uploads/2024/03/a.png"  # its address stays
    text = files(post, shown)[POST]
    assert f"![What it shows]({OLD}/wp-content/uploads/2024/03/a.png)" in text


def test_a_picture_that_loads_late_is_the_largest_one() -> None:
    text = (
        '<img src="data:image/gif;base64,R0" srcset="https://p.example/a-300.png 300w, '
        'https://p.example/a-900.png 900w" alt="A">'
    )
    assert body(text) == "![A](https://p.example/a-900.png)"


def test_old_addresses_become_aliases_and_none_is_used_twice() -> None:
    post = item("One<!--nextpage-->Two", fields={"_wp_old_slug": "former"})
    page = item(number=9, kind="page", name="former", link="/2024/03/05/former/", title="Page")
    texts = files(post, page, picture(12, "a.png"))
    aliases = texts[POST].partition("aliases:")[2].partition("\n---")[0]
    expected = ("two-bases/", "two-bases/2/", "two-bases/a/")
    assert aliases.strip(" []").split(", ") == [f"/2024/03/05/{each}" for each in expected]
    assert "aliases" not in texts["content/2024/03/05/former.md"]  # it keeps its address


def test_the_redirects_of_a_plugin_become_aliases() -> None:
    rule = item(
        number=20,
        kind="redirect_rule",
        link="/?p=20",
        fields={"_redirect_rule_from": "/short/", "_redirect_rule_to": "/2024/03/05/two-bases/"},
    )
    assert "/short/" in files(item(), rule)[POST]


# Front matter


def test_a_post_keeps_its_terms_summary_and_what_plugins_know() -> None:
    terms = (
        "<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>energy</wp:category_nicename>"
        "<wp:cat_name>Energy</wp:cat_name></wp:category><wp:category><wp:term_id>2</wp:term_id>"
        "<wp:category_nicename>gas</wp:category_nicename><wp:category_parent>energy"
        "</wp:category_parent><wp:cat_name>Gas &amp; oil</wp:cat_name>"
        "<wp:category_description>About gas.</wp:category_description></wp:category>"
    )
    more = (
        '<category domain="category" nicename="gas">Gas &amp; oil</category>'
        '<category domain="post_tag" nicename="eu">EU</category>'
        '<category domain="series" nicename="supply">Supply</category>'
        "<excerpt:encoded><![CDATA[In <em>short</em>.]]></excerpt:encoded>"
        "<wp:is_sticky>1</wp:is_sticky>"
    )
    fields = {
        "_thumbnail_id": "12",
        "_yoast_wpseo_metadesc": "For search engines.",
        "rank_math_title": "%title% %sep% %sitename%",
        "figures": 'a:2:{s:4:"mine";i:3;s:4:"year";s:4:"2024";}',
        "_edit_last": "1",
    }
    texts = files(terms, item(more=more, fields=fields), picture(12, "a.png", alt="A", caption="B"))
    assert (
        texts[POST]
        == f"""---
title: Two bases
date: 2024-03-05T09:00:00+00:00
summary: In *short*.
categories: [Gas & oil, Energy]
tags: [EU]
series: Supply
authors: [robin]
image:
  src: {OLD}/wp-content/uploads/2024/03/a.png
  alt: A
  caption: B
featured: true
aliases: [/2024/03/05/two-bases/, /2024/03/05/two-bases/a/]
seo:
  description: For search engines.
extra:
  figures:
    mine: 3
    year: "2024"
---

Text.
"""
    )
    assert texts["content/categories/gas.md"] == (
        "---\ntitle: Gas & oil\naliases: [/category/energy/gas/]\n---\n\nAbout gas.\n"
    )
    assert texts["content/authors/robin.md"] == (
        "---\nname: Robin Sample\naliases: [/author/robin/]\n---\n"
    )
    assert not [text for text in texts.values() if "@" in text]  # no email address


@pytest.mark.parametrize("status", ["draft", "pending", "private", "unheard-of", ""])
def test_what_readers_could_not_see_is_a_draft(status: str) -> None:
    assert "\ndraft: true\n" in files(item(status=status))[POST]


def test_a_text_with_a_password_is_a_draft_and_a_scheduled_one_has_an_embargo() -> None:
    assert "draft: true" in files(item(more="<wp:post_password>x</wp:post_password>"))[POST]
    assert "embargo: 2024-03-05T09:00:00+00:00" in files(item(status="future"))[POST]


def test_what_was_thrown_away_is_not_imported() -> None:
    assert POST not in files(item(status="trash"), item(kind="revision", status="inherit"))


def test_other_types_of_posts_are_imported_on_request() -> None:
    report = item(kind="report")
    assert ("this type of posts is imported only with --type", 0, "report: 1") in notes(report)
    (one,) = [each for each in imported(report, types=frozenset({"report"})) if each.files[1:] == ()
              and each.files and each.files[0].kind == "brief"]  # fmt: skip
    assert one.files[0].path == POST


# Comments


def test_approved_comments_are_replies_and_others_are_not() -> None:
    def comment(number: int, approved: str, parent: int = 0) -> str:
        return (
            f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Reader {number}"
            "</wp:comment_author><wp:comment_author_email>r@r.example</wp:comment_author_email>"
            "<wp:comment_date_gmt>2024-03-06 08:00:00</wp:comment_date_gmt><wp:comment_content>"
            '<![CDATA[Is it <b>so</b>?\n\nSee <a href="https://a.example">there</a>.]]>'
            f"</wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>"
            f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
        )

    more = comment(3, "1") + comment(4, "1", parent=3) + comment(5, "0") + comment(6, "spam")
    texts = files(item(more=more))
    assert sorted(path for path in texts if "replies" in path) == [
        "content/replies/two-bases/3.yml",
        "content/replies/two-bases/4.yml",
    ]
    assert texts["content/replies/two-bases/4.yml"] == (
        '"_id": "4"\n"_parent": "3"\nname: Reader 4\ndate: 2024-03-06T08:00:00+00:00\n'
        'message: "Is it so?\\n\\nSee there (https://a.example)."\n'
    )
    page = files(item(kind="page", link="/about/", more=more))["content/about.md"]
    assert "## Comments" in page
    assert "**Reader 4**, 2024-03-06" in page


# Exports


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not an export"),
        (b"<rss><channel></channel></rss>", "not an export"),
        (HEAD.encode(), "the XML is damaged: no element found"),
        ((HEAD + "<item></channel></rss>").encode(), "line 9, column 9: the XML is damaged"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', "declares entities"),
        (b"<rss><channel><wp:wxr_version>abc</wp:wxr_version></channel></rss>", "no version"),
        (b'<?xml version="1.0" encoding="none-such"?><rss/>', "encoding"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_a_reason(data: bytes, message: str) -> None:
    with pytest.raises(NoExport, match=message):
        list(read_export(io.BytesIO(data)))


def test_control_characters_in_an_export_are_left_out() -> None:
    assert body("a\x0bb\x00c") == "abc"


def test_an_item_in_two_exports_is_imported_once() -> None:
    texts = [file.path for each in imported(item(), item()) for file in each.files]
    assert texts.count(POST) == 1


def test_a_large_export_is_not_kept_in_memory(tmp_path: Path) -> None:
    file, count = tmp_path / "large.xml", 60
    with file.open("w") as out:
        out.write(HEAD)
        for at in range(count):
            out.write(item("word " * 20_000, number=at, name=f"n{at}", link=f"/n{at}/"))
        out.write("</channel></rss>")

    def records() -> Iterator[Record]:
        with file.open("rb") as data:
            yield from read_export(data)

    tracemalloc.start()
    try:
        archive = archive_of(records(), Archive())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(archive.paths) == count
    assert file.stat().st_size > 5_900_000
    assert peak < 1_500_000


def test_reading_takes_time_in_proportion_to_the_export() -> None:
    def read(count: int) -> None:
        text = "<p>" + "word " * 400 + '[a b="c"] <b>d</b>\n\n</p>'
        posts = (item(text, number=at, name=f"n{at}", link=f"/n{at}/") for at in range(count))
        imported(*posts)

    assert is_linear(read, 80)


@pytest.mark.parametrize("unit", ["[audio] ", "<!-- wp:a ", '[caption id="a"]', "<!--"])
def test_what_is_never_closed_takes_time_in_proportion_to_its_length(unit: str) -> None:
    assert is_linear(lambda count: body(unit * count) and None, 8000)


def test_a_shortcode_without_an_end_does_not_take_the_words_of_the_next() -> None:
    text = "[audio] one [audio]https://a.example/b.mp3[/audio] two"
    assert body(text).startswith("[audio] one")
    assert "two" in body(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('a:2:{i:0;s:2:"ü";i:1;b:1;}', ["ü", True]),
        ('a:1:{s:1:"k";a:1:{i:0;d:0.5;}}', {"k": [0.5]}),
        ('O:8:"stdClass":1:{s:1:"a";N;}', {"a": None}),
        ('a:1:{i:0;s:99:"cut', 'a:1:{i:0;s:99:"cut'),
        ("a: a sentence", "a: a sentence"),
    ],
)
def test_serialized_values_are_read_as_data(text: str, value: object) -> None:
    assert unserialized(text) == value
