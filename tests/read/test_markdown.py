import re
from typing import Any

import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Body, Heading
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.model.text import Reference, Text
from briefgen.read.markdown import Dialect, SourceList, parse_body, parse_line, plain_text
from briefgen.read.markdown.dialect import MAX_PARAGRAPH
from briefgen.read.markdown.raw import MAX_RAW
from tests.support.examples import fixtures
from tests.support.exhaustive import exhaustive, mostly_exhaustive
from tests.support.growth import is_linear
from tests.support.reading import shown

PATH = "content/briefs/a.md"
SITE = Dialect(site_host="example.org")
DIALECTS = {
    "embeds": Dialect(
        MarkdownConfig(frames=("datawrapper.dwcdn.net", "maps.example.org")),
        site_host="example.org",
    ),
    "frames": Dialect(MarkdownConfig(frames=("www.youtube-nocookie.com", "player.vimeo.com"))),
}


def parse(text: str, dialect: Dialect = SITE, **options: Any) -> Checked[Body]:
    return parse_body(text, PATH, options.pop("first_line", 1), dialect, **options)


def html(text: str, dialect: Dialect = SITE, **options: Any) -> str:
    return shown(parse(text, dialect, **options).value.prose)


def only(text: str, dialect: Dialect = SITE, **options: Any) -> Diagnostic:
    (diagnostic,) = parse(text, dialect, **options).diagnostics
    assert diagnostic.location.path == PATH
    return diagnostic


@pytest.mark.parametrize(("dialect", "text", "expected"), list(fixtures()))
def test_the_dialect(dialect: str, text: str, expected: str) -> None:
    output = html(text, DIALECTS.get(dialect, SITE))
    assert output.rstrip("\n") == expected.rstrip("\n")


# Language


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“a ‘b’ c”"),
        ("en-GB", "“a ‘b’ c”"),
        ("de", "„a ‚b‘ c“"),
        ("de-AT", "„a ‚b‘ c“"),
        ("de-CH", "«a ‹b› c»"),
        ("fr", "«\u202fa “b” c\u202f»"),
        ("es", "«a “b” c»"),
        ("pl", "„a «b» c”"),
        ("ru", "«a „b“ c»"),
        ("sv", "”a ’b’ c”"),
        ("ja", "「a 『b』 c」"),
        ("zh-Hans", "“a ‘b’ c”"),
        ("xx", "“a ‘b’ c”"),
        ("EN", "“a ‘b’ c”"),
    ],
)
def test_quotes_are_those_of_the_language(language: str, expected: str) -> None:
    assert html("\"a 'b' c\"", Dialect(language=language)) == f"<p>{expected}</p>\n"


# Switches


@pytest.mark.parametrize(
    ("config", "text", "expected"),
    [
        (MarkdownConfig(tables=False), "| a |\n| - |", "<p>| a |\n| - |</p>\n"),
        (MarkdownConfig(strikethrough=False), "~~a~~", "<p>~~a~~</p>\n"),
        (MarkdownConfig(task_lists=False), "- [x] a", "<ul>\n<li>[x] a</li>\n</ul>\n"),
        (MarkdownConfig(autolinks=False), "https://a.org", "<p>https://a.org</p>\n"),
        (MarkdownConfig(footnotes=False), "a^[b]", "<p>a^[b]</p>\n"),
        (MarkdownConfig(definition_lists=False), "a\n: b", "<p>a\n: b</p>\n"),
        (MarkdownConfig(attributes=False), "## a {#b}", '<h2 id="a-b">a {#b}</h2>\n'),
        (MarkdownConfig(callouts=False), "::: note\na\n:::", "<p>::: note\na\n:::</p>\n"),
        (MarkdownConfig(embeds=False), "::: vimeo 1\na\n:::", "<p>::: vimeo 1\na\n:::</p>\n"),
        (MarkdownConfig(smart_quotes=False), '"a" -- b...', "<p>&quot;a&quot; -- b...</p>\n"),
    ],
)
def test_each_extension_can_be_turned_off(config: MarkdownConfig, text: str, expected: str) -> None:
    assert html(text, Dialect(config)) == expected


# The title


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("# Two bases\n\nText.", "Two bases", "<p>Text.</p>\n"),
        ("# two  *Bases*\n\nText.", "Two bases", "<p>Text.</p>\n"),
        ("Two bases\n===\n\nText.", "Two bases", "<p>Text.</p>\n"),
        ("Text.\n\n# Two bases", "Two bases", "<p>Text.</p>\n"),
        ("# Other\n\n## A", "Two bases", '<h2 id="other">Other</h2>\n<h3 id="a">A</h3>\n'),
        ("# A\n\n## B", "A", '<h2 id="b">B</h2>\n'),
        ("## Two bases", "Two bases", '<h2 id="two-bases">Two bases</h2>\n'),
        ("# A\n\n# A", "A", '<h2 id="a">A</h2>\n'),
        ('# Europe\'s "floor" -- so...', 'Europe\'s "floor" -- so...', ""),
        ("# Europe's *floor*", "Europe’s *floor*", ""),
        ("# Cafe\u0301", "Caf\u00e9", ""),
    ],
)
def test_the_title_is_not_repeated_and_is_the_only_h1(text: str, title: str, expected: str) -> None:
    assert html(text, title=title) == expected


def test_a_source_with_an_invalid_url_is_named_by_its_text() -> None:
    sources = SourceList()
    parse('<a href="https://a.c[om/b"></a>', sources=sources)
    (source,) = sources.sources()
    assert source.title == "https://a.c[om/b"


# What is collected from a text


def test_the_headings() -> None:
    body = parse("# One\n\n## `Two` *b*\n\n## Two b {#own}").value
    assert body.headings == (
        Heading(2, "one", "One"),
        Heading(3, "two-b", "Two b"),
        Heading(3, "own", "Two b"),
    )
    assert set(body.anchors) == {"one", "two-b", "own"}


def test_the_anchors_are_those_in_the_html() -> None:
    body = parse(
        "{#para}\nText [a](#para){#link}.\n\n<p id=raw>x</p>\n\n"
        "<foo id=gone>x</foo>\n\n[b](https://a.org/){#over}"
    ).value
    assert set(body.anchors) == {"para", "link", "raw", "over"}


@pytest.mark.parametrize(
    "text",
    [
        "<svg>\n\n## In it\n\n</svg>\n\n## After",
        "<script>\n\n## In it\n\n</script>\n\n## After",
        "<math><p id=in-it>x</p></math>\n\n## After",
        "<noscript>[x](https://a.org){#in-it}</noscript>\n\n## After",
        "[x](javascript:y){#in-it}\n\n## After",
    ],
)
def test_removed_html_leaves_no_anchor_behind(text: str) -> None:
    sources = SourceList()
    checked = parse(text, sources=sources)
    page = shown(checked.value.prose)
    ids = re.findall(r' id="([^"]*)"', page)
    assert list(checked.value.anchors) == ids
    assert [heading.anchor for heading in checked.value.headings] == re.findall(
        r'<h2 id="([^"]*)"', page
    )
    assert {anchor for source in sources.sources() for anchor in source.mentions} <= set(ids)


def test_anchors_with_any_letters_survive_sanitising() -> None:
    body = parse('## A & b\n\n## 为什么\n\n## C {#c&"d}\n\n<b>x</b>').value
    assert body.anchors == ("a--b", "a-b", "为什么", 'c&"d')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two *three*.", 3),
        ("## One\n\ntwo", 2),
        ("`one` <b>two</b>", 2),
        ("```\none two\n```", 2),
        ("![one two](a.png)", 2),
        ("稀土出口管制", 4),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert parse(text).value.words == words


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("One *two*\nthree.\n\nFour.", "One two three."),
        ("## A\n\n> B\n\n- C\n\n![d](d.png)\n\nE.", "E."),
        ("A ![b](c.png) [d](https://d.org)<br>e `f`", "A b d e f"),
        ("<p>raw</p>\n\nA.", "A."),
        ("- A", ""),
    ],
)
def test_the_first_paragraph_is_found(text: str, paragraph: str) -> None:
    assert parse(text).value.first_paragraph == paragraph


def test_references_keep_their_place() -> None:
    checked = parse("See [a](b.md)\nand ![c](d%20e.png)\nand [f](b.md), [g][h].\n\n[h]: i.md")
    assert tuple(checked.value.references) == (
        Reference("b.md", Span(1, 9, 4)),
        Reference("d%20e.png", Span(2, 10, 9), is_image=True),
        Reference("b.md", Span(3, 9, 4)),
        Reference("i.md", Span(5, 6, 4)),
    )


@pytest.mark.parametrize("written", ["b.md?a&b", "b.md?a&amp;b", "b%20&c.md", "b%C3%A9.md"])
def test_a_destination_is_found_as_written(written: str) -> None:
    (reference,) = parse(f"Text.\n\nSee\n[a]({written})").value.references
    assert reference.span == Span(4, 5, len(written))


def test_a_reference_link_has_the_place_of_its_definition() -> None:
    text = "![a][b] i.md [c]\n\n> [b]: <i.md>\n\n[c]:\n  i\\_j.md 'x'\n\n[b]: i.md"
    assert [reference.span for reference in parse(text).value.references] == [
        Span(3, 9, 4),
        Span(5, 1, 4),
    ]


@pytest.mark.parametrize(
    ("text", "destinations"),
    [
        ('<img src="a.png" alt="">', ["a.png"]),
        ('<video src="a.mp4" poster="b.png"></video>', ["a.mp4", "b.png"]),
        ('<audio><source src="/a.ogg"><track src="b.vtt"></audio>', ["/a.ogg", "b.vtt"]),
        ('<video src="https://a.org/b.mp4" poster="//a.org/c.png"></video>', []),
        ('<video src="javascript:x" poster="data:text/html,x"></video>', []),
        ('<a href="a&amp;amp;b.md">x</a> <img src="a&amp;amp;b.png" alt="">',
         ["a&amp;b.md", "a&amp;b.png"]),
    ],
    ids=["img", "video", "audio", "other hosts", "unsafe", "entities"],
)  # fmt: skip
def test_files_of_the_site_in_raw_html_are_references(text: str, destinations: list[str]) -> None:
    references = list(parse(text).value.references)
    assert [reference.destination for reference in references] == destinations
    assert all(each.is_image == (not each.destination.endswith(".md")) for each in references)


def test_references_in_a_file_are_counted_from_its_beginning() -> None:
    (reference,) = parse("Text.\n\n> - [a](b.md)", first_line=10).value.references
    assert reference.span == Span(12, 9, 4)


# SourceList


def cited(text: str) -> list[tuple[int, str, str, tuple[str, ...]]]:
    sources = SourceList()
    parse(text, sources=sources)
    return [(s.number, s.url, s.title, s.mentions) for s in sources.sources()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://a.org/x)", [(1, "https://a.org/x", "a", ("cite-1-1",))]),
        (
            "[a](https://a.org) [b](https://b.org) [c](https://A.org/)",
            [
                (1, "https://a.org", "a", ("cite-1-1", "cite-1-2")),
                (2, "https://b.org", "b", ("cite-2-1",)),
            ],
        ),
        ("[*a* `b`\nc](https://a.org)", [(1, "https://a.org", "a b c", ("cite-1-1",))]),
        ("<https://a.org/x>", [(1, "https://a.org/x", "a.org/x", ("cite-1-1",))]),
        (
            "https://a.org/x [the act](https://a.org/x)",
            [(1, "https://a.org/x", "the act", ("cite-1-1", "cite-1-2"))],
        ),
        ('<a href="https://a.org/">a <b>b</b></a>', [(1, "https://a.org/", "a b", ("cite-1-1",))]),
        (
            '<a href="https://a.org/?a=1&amp;b">a</a>',
            [(1, "https://a.org/?a=1&b", "a", ("cite-1-1",))],
        ),
        (
            '<a href="https://a.org/?a=1&amp;lt=2">a</a>',
            [(1, "https://a.org/?a=1&lt=2", "a", ("cite-1-1",))],
        ),
        ("[a](https://example.org/x) [b](c.md) [d](mailto:e@f.org)", []),
        ("`https://a.org` ![a](https://a.org/a.png)", []),
    ],
)
def test_sources_are_numbered_in_the_order_of_the_text(
    text: str, expected: list[tuple[int, str, str, tuple[str, ...]]]
) -> None:
    assert cited(text) == expected


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("[a](https://a.org){#mine} [b](https://a.org)", ("mine", "cite-1-2")),
        ("<https://a.org>{#mine}", ("mine",)),
        ('<a id="mine" href="https://a.org">a</a>', ("mine",)),
        ("## mine\n\n[a](https://a.org){#mine}", ("mine",)),
        ("{#mine}\ntext\n\n[a](https://a.org){#mine}", ("mine-2",)),
        ("[a](https://a.org){#source-7}", ("section-source-7",)),
        ("[a](https://a.org){.x}", ("cite-1-1",)),
    ],
)
def test_a_mention_with_its_own_id_uses_it_as_its_anchor(
    text: str, anchors: tuple[str, ...]
) -> None:
    sources = SourceList()
    checked = parse(text, sources=sources)
    (source,) = sources.sources()
    assert source.mentions == anchors
    ids = re.findall(r'<a [^>]*?id="([^"]*)"', shown(checked.value.prose))
    assert tuple(ids) == anchors
    assert {each for each in anchors if not each.startswith("cite-")} <= set(checked.value.anchors)


def test_a_source_has_an_anchor_for_each_mention() -> None:
    sources = SourceList()
    output = html("[a](https://a.org) " * 3, sources=sources)
    (source,) = sources.sources()
    assert source.mentions == ("cite-1-1", "cite-1-2", "cite-1-3")
    assert all(f'id="{anchor}"' in output for anchor in source.mentions)


# Lines and plain text


def test_a_line_becomes_html_and_plain_text() -> None:
    (prose, words), problems = _line("Only *two* [mines](a.md)")
    assert shown(prose) == 'Only <em>two</em> <a href="⟦a.md⟧">mines</a>'
    assert words == "Only two mines"
    assert problems == ()


@pytest.mark.parametrize("text", ["# a", "- a", "> a", "    a", "```"])
def test_a_line_has_no_blocks(text: str) -> None:
    (prose, words), _ = _line(text)
    assert words == " ".join(text.split())
    assert "<h" not in shown(prose)


def test_problems_of_a_line_are_placed_in_its_value() -> None:
    _, (diagnostic,) = _line("a [b](javascript:c)")
    assert diagnostic.location.span == Span(4, 17, 12)


def test_problems_of_a_line_are_placed_in_its_text_as_written() -> None:
    written = "a b\n    c [d](javascript:e)\n    [f](javascript:e)"
    checked = parse_line(
        "a b c [d](javascript:e) [f](javascript:e)", PATH, Span(4, 11), SITE, raw_text=written
    )
    assert [each.location.span for each in checked.diagnostics] == [
        Span(5, 11, 12),
        Span(6, 9, 12),
    ]


def _line(text: str) -> tuple[tuple[Text, str], tuple[Diagnostic, ...]]:
    checked = parse_line(text, PATH, Span(4, 11, 1), SITE)
    return checked.value, checked.diagnostics


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a *b* `c` [d](https://e.org) <b>f</b>", "a b c d f"),
        ("a<br>b", "a b"),
        ("<script>x</script>", "x"),
        ('R&amp;D -- "x"', "R&D – “x”"),
    ],
)
def test_plain_text_has_no_mark_up(text: str, words: str) -> None:
    assert plain_text(text, SITE) == words


# Diagnostics


@pytest.mark.parametrize(
    ("text", "code", "span", "message"),
    [
        ("a <script>b</script>", "removed-html", Span(1, 3, 8), "<script>"),
        ("a <H2> b", "removed-html", Span(1, 3, 4), "in a paragraph"),
        ("a [b](https://)", "unsafe-link", Span(1, 7, 8), "https:"),
        ("a\n\n  <script>\n  b\n  </script>", "removed-html", Span(3, 3, 8), "<script>"),
        ("<div>\n<b\nonclick=x>a</b>\n</div>", "removed-html", Span(2, 1, 2), "onclick of <b>"),
        ("a\nb <i onclick=x>c</i>", "removed-html", Span(2, 3, 13), "onclick of <i>"),
        ("> a\n> <svg></svg>", "removed-html", Span(2, 3, 5), "<svg>"),
        ("- <object></object>", "removed-html", Span(1, 3, 8), "<object>"),
        ('<img src="javascript:x" alt="">', "removed-html", Span(1, 1, 31), "javascript:"),
        ("<iframe src=//a.org/x></iframe>", "removed-html", Span(1, 1, 22), "<iframe> of a.org"),
        ("<input name=a>", "removed-html", Span(1, 1, 14), "<input>"),
        ("a [b](javascript:c)", "unsafe-link", Span(1, 7, 12), "`javascript:`"),
        ("a\n\nb\n[c](vbscript:d)", "unsafe-link", Span(4, 5, 10), "`vbscript:`"),
        ("[a][b]\n\n[b]: data:text/html,c", "unsafe-link", Span(1, 1, 6), "`data:`"),
        ("<javascript:a>", "unsafe-link", Span(1, 2, 12), "`javascript:`"),
        ("[a](https:/b.org/c)", "unsafe-link", Span(1, 5, 14), "has no host"),
        ("a {{< ref >}} b", "foreign-tag", Span(1, 3, 11), "`{{< ref >}}`"),
        ("a\n{% post_url b %}", "foreign-tag", Span(2, 1, 16), "`{% post_url b %}`"),
        ('a {{< ref "b.md" >}}', "foreign-tag", Span(1, 3, 18), "`{{< ref"),
        ("a\n{: .b}", "foreign-tag", Span(2, 1, 6), "`{: .b}`"),
        ("a[^b]", "unknown-footnote", Span(1, 2, 4), "`[^b]`"),
        ("a\n\n> b [^c-d]", "unknown-footnote", Span(3, 5, 6), "`[^c-d]`"),
        ("a [b][c]", "unknown-reference", Span(1, 3, 6), "`[b][c]`"),
        ("a [b][]", "unknown-reference", Span(1, 3, 5), "`[b][]`"),
        ("[a](b c.md)", "unknown-reference", Span(1, 1, 11), "space"),
        ("::: nte\na\n:::", "unknown-callout", Span(1, 5, 3), "`nte`"),
        ("a\n\n:::  danger x\na\n:::", "unknown-callout", Span(3, 6, 6), "`danger`"),
        ("[a](www.b.org/c)", "missing-scheme", Span(1, 5, 11), "https://"),
        ("![](a.png)", "missing-alt", Span(1, 5, 5), "alt text"),
        ("a ![ ](b.png) c", "missing-alt", Span(1, 8, 5), "alt text"),
    ],
)
def test_problems_are_reported_at_their_places(
    text: str, code: str, span: Span, message: str
) -> None:
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.location.span) == (code, span)
    assert message in diagnostic.message
    assert diagnostic.hint
    assert not diagnostic.is_error


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("<b onclick=x>a</b>", "it could run code", "remove it"),
        ("the <Annex II> says", "HTML has no element with this name", "write &lt;Annex II>"),
        ("<glossary-term>a</glossary-term>", "HTML has no element with this name", "&lt;glossary-"),
        ("<label>a</label>", "a text cannot contain forms", "link to a page"),
        ("<base href=x>", "it belongs in a whole page", "remove it"),
        (
            "<iframe src=https://a.org/x></iframe>",
            "does not list this host",
            "add a.org to the list",
        ),
        ("<embed src=https://a.org/x>", "pages cannot show this element", "keep the link"),
        ("a <td> b", "it is only allowed in a <table>", "write &lt;"),
        ("a <ul> b", "it is not allowed in a paragraph", "start a new line"),
        ("<div><!-- a\n\nb", "this comment does not end", "-->"),
        ("<p x='\n\nb", "is not closed; it is published as text", "quotation mark"),
        ("<?php x ?>", "pages cannot show it", "remove it"),
    ],
)
def test_a_removal_has_the_right_reason_and_a_useful_hint(
    text: str, reason: str, hint: str
) -> None:
    diagnostic = only(text)
    assert diagnostic.code == "removed-html"
    assert reason in diagnostic.message
    assert hint in diagnostic.hint


def test_the_hint_about_unknown_elements_can_be_followed_to_the_letter() -> None:
    assert parse("the &lt;Annex II> says").diagnostics == ()
    assert html("the &lt;Annex II> says") == "<p>the &lt;Annex II&gt; says</p>\n"


def test_places_are_counted_in_the_file() -> None:
    assert only("a\n\n[b](javascript:c)", first_line=7).location.span == Span(9, 5, 12)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("::: nte\na\n:::", "did you mean `note`?"),
        ("::: xyz\na\n:::", "write one of: note, warning, key-finding"),
        ("[a](b c.md)", "(b%20c.md)"),
        ("[a](www.b.org)", "https://www.b.org"),
        ("a[^b]", "`[^b]: the text of the note`"),
    ],
)
def test_the_hint_says_what_to_write(text: str, hint: str) -> None:
    assert hint in only(text).hint


def test_equal_problems_have_different_places() -> None:
    diagnostics = parse("[a](javascript:x) [b](javascript:x)\n[c](javascript:x)").diagnostics
    assert [d.location.span for d in diagnostics] == [
        Span(1, 5, 12),
        Span(1, 23, 12),
        Span(2, 5, 12),
    ]
    pictures = parse("![](a.png) ![](a.png)\n![x](a.png) ![](a.png)").diagnostics
    assert [d.location.span for d in pictures] == [Span(1, 5, 5), Span(1, 16, 5), Span(2, 17, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "`{{ x }}` and `[^a]` and `[a][b]`",
        "```\n{{ x }} {% y %} [^a] ::: z\n```",
        "    {{ x }}",
        "a {b} [c] (d) a:b ::: [1] [x](y)",
        "<!-- comment -->",
        "<b>a</b> <br/>\n<table style='a' bgcolor=red><tr><td valign=top>a</td></tr></table>",
        '<table width="100%" border=0 cellpadding=1 markdown="1" data-x=y><tr nowrap></tr></table>',
        "<p>R&D</p>",
        '<img src="a.png" alt="">',
        "\\[a\\]\\[b\\] \\{{ x }} \\[^a] &#123;&#123; x }}",
        "- [x] a",
        "[A](https://a.org/{{x)",
    ],
    ids=ascii,
)
def test_correct_text_has_no_problems(text: str) -> None:
    assert parse(text).diagnostics == ()


@pytest.mark.parametrize("text", ["{{ x }}", "{% y %}", "{: .z}", "{{< a >}}b{{< /a >}}"])
def test_foreign_tags_are_published_as_text(text: str) -> None:
    output = html(f"A {text}.")
    assert "".join(output.split()) == "".join(
        f"<p>A {text}.</p>".replace("< ", "&lt; ").replace(">}}", "&gt;}}").replace("{{<", "{{&lt;")
        .split()
    )  # fmt: skip


# Code in disguise


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "&#0000106avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#58;alert(1)",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "\u200bjavascript:alert(1)",
        "\ufeffjavascript:alert(1)",
        "vbscript:alert(1)",
        "data:text/html,<b>alert(1)</b>",
        "data:text/html;base64,alert(1)",
        "data:image/svg+xml,alert(1)",
        "blob:alert(1)",
        "file:///alert(1)",
    ],
    ids=ascii,
)
@pytest.mark.parametrize(
    "pattern",
    ["[a](<{}>)", '<a href="{}">a</a>', "<a href='{}'>a</a>", '<img alt="a" src="{}">',
     '<video src="{}"></video>', '<blockquote cite="{}">a</blockquote>', "[a]\n\n[a]: <{}>"],
    ids=["link", "anchor", "quoted", "image", "video", "cite", "definition"],
)  # fmt: skip
def test_a_url_that_runs_code_is_removed(pattern: str, address: str) -> None:
    output = html(pattern.format(address))
    if "<p>[a]" not in output:  # a Markdown parser does not see a link there
        assert "alert" not in _attributes(output)


def _attributes(text: str) -> str:
    import html5lib  # noqa: PLC0415

    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    values = [value for element in tree.iter() for value in element.attrib.values()]
    return " ".join(value for value in values if not value.startswith("⟦"))


# Limits


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    mostly_exhaustive([
        "word " * 26_532,
        "a" * 132_662,
        "稀" * 132_662,
        '"a" ' * 33_165,
        "\"a' " * 26_532,
        "[a](b.md) " * 5_000,
        "[a](https://a.org) " * 5_000,
        "`" * 10_000,
        "*" * 10_000,
        "*a " * 10_000,
        "**a _b " * 5_000,
        "(" * 10_000,
        "[" * 10_000,
        "![" * 10_000,
        "[a](" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "[^" * 5_000,
        "{{" * 50_000,
        "{{a " * 30_000,
        "{: .a" * 20_000,
        "[a](" + "b " * 50_000,
        ":" * 100_000,
        "<" * 50_000,
        "&" * 50_000,
        "\\" * 50_000,
        "## a\n\n" * 5_000,
        "# a" + " " * 100_000 + "b",
        "".join(f"[a{n}]: b{n}.md\n" for n in range(3_000))
        + "\n" + "".join(f"[a{n}]\n" for n in range(3_000)),
    ], lambda text: len(text) < 20_000),
    ids=lambda text: f"{text[:12]!a} x {len(text)}",
)  # fmt: skip
def test_a_long_text_is_read(text: str) -> None:
    checked = parse(text)
    assert checked.value.prose.parts
    assert not any(diagnostic.is_error for diagnostic in checked.diagnostics)


# Each of these took time that grew with the square of its length, or too much memory.
@pytest.mark.no_cover
@pytest.mark.parametrize(
    "unit",
    mostly_exhaustive([
     '<p x="', "<!--", "<? ", "<!x", "<![CDATA[", "<b id=1>", "<td>", "a<tr>", "<svg>", "<script>",
     "<svg></svg>", "</div>", "<a b ", "<x a='<y b=\"", "<a href=x>", "<img src=x:y>", "<iframe>",
     '<a href="&#119;ww.x">', "<img srcset=a,a,>", "&notit", "<a b='&amp", " id=", "<div>\n"], 6),
    ids=ascii,
)  # fmt: skip
def test_html_of_any_length_is_read_or_refused_quickly(unit: str) -> None:
    assert is_linear(lambda length: parse("<div>" + unit * (length // len(unit))), 80_000)
    diagnostics = parse("<div>" + unit * (300_000 // len(unit))).diagnostics
    assert {each.code for each in diagnostics} <= {
        "removed-html",
        "too-large",
        "missing-scheme",
        "missing-alt",
    }


def test_too_much_html_is_refused_at_its_line() -> None:
    diagnostic = only("a\n\n<div>\n" + "<br>\n" * MAX_RAW)
    assert (diagnostic.code, diagnostic.is_error) == ("too-large", True)
    assert diagnostic.location.span.line > 1_000


@pytest.mark.parametrize("around", ["", "> ", "- ", "## ", "| a |\n| - |\n| "])
def test_a_paragraph_that_would_take_minutes_is_refused(around: str) -> None:
    diagnostic = only(f"Before.\n\n{around}" + "[a] " * (MAX_PARAGRAPH // 4 + 1))
    assert (diagnostic.code, diagnostic.is_error) == ("too-large", True)
    assert diagnostic.location.span.line == 3 + around.count("\n")
    assert f"{MAX_PARAGRAPH:,}" in diagnostic.message


@exhaustive
@pytest.mark.no_cover
def test_a_long_text_of_short_paragraphs_is_read() -> None:
    assert parse("word [a](b.md)\n\n" * (MAX_PARAGRAPH // 15)).diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [">" * 10_000 + " a", "> " * 10_000 + "a", "- " * 10_000 + "a", "1. " * 10_000 + "a",
     "".join("  " * n + "- a\n" for n in range(100))],
    ids=[">", "> ", "- ", "1. ", "list"],
)  # fmt: skip
def test_excessive_nesting_is_refused(text: str) -> None:
    diagnostic = only("Before.\n\n" + text)
    assert (diagnostic.code, diagnostic.is_error) == ("too-deep", True)
    assert diagnostic.location.span.line >= 3
    assert diagnostic.hint == "use fewer levels"


def test_reasonable_nesting_is_read() -> None:
    assert parse("> " * 20 + "- " * 5 + "a").diagnostics == ()
