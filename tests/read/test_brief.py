from typing import Any, TypeVar

import pytest

from briefgen.model.content import Author, Brief, Entry, Kind, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.model.text import Reference
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.markdown import Dialect
from tests.support.editorial import wrong

T = TypeVar("T", Brief, Page, Author)

BERLIN = ReadSettings(Dialect(site_host="example.org"), "Europe/Berlin")


def parse(
    data: str | bytes, path: str = "briefs/a.md", kind: Kind = Kind.BRIEF
) -> Checked[Brief | Page | Author | None]:
    return parse_entry(
        Entry(path, kind), data if isinstance(data, bytes) else data.encode(), BERLIN
    )


def brief(matter: str = "", body: str = "Text.", path: str = "briefs/a.md") -> Brief:
    checked = parse(f"---\ntitle: A\n{matter}\n---\n{body}", path)
    assert wrong(checked.diagnostics) == []
    assert isinstance(checked.value, Brief)
    return checked.value


def only(matter: str, body: str = "Text.", path: str = "briefs/a.md") -> Diagnostic:
    (diagnostic,) = wrong(parse(f"---\ntitle: A\n{matter}\n---\n{body}", path).diagnostics)
    return diagnostic


def test_a_minimal_brief() -> None:
    parsed = brief()
    assert (parsed.path, parsed.title, parsed.slug) == ("content/briefs/a.md", "A", "a")
    assert (parsed.date, parsed.updated, parsed.embargo, parsed.image) == (None, None, None, None)
    assert (parsed.draft, parsed.comments, parsed.share) == (False, True, True)
    assert parsed.summary == "Text."


# Titles and slugs


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2024", "2024"),
        ("yes", "yes"),
        ("1.10", "1.10"),
        ("2026-03-04", "2026-03-04"),
        ('"null"', "null"),
        ("'  spaced  '", "spaced"),
        ("A *star* & a <b>", "A *star* & a <b>"),
        ('"\\"]]></script>{{ x }}"', '"]]></script>{{ x }}'),
        ("שלום " * 100, ("שלום " * 100).strip()),
    ],
    ids=["number", "yes", "decimal", "date", "null", "spaces", "marks", "hostile", "long, RTL"],
)
def test_a_title_is_text_whatever_it_looks_like(written: str, title: str) -> None:
    value = parse(f"---\ntitle: {written}\n---\nText.").value
    assert isinstance(value, Brief)
    assert value.title == title


@pytest.mark.parametrize(
    ("matter", "path", "slug"),
    [
        ("", "briefs/two-bases.md", "two-bases"),
        ("", "briefs/2026/Two Bases!.md", "two-bases"),
        ("", "briefs/two-bases/index.md", "two-bases"),
        ("", "briefs/2026-03-04-two-bases.md", "two-bases"),
        ("", "briefs/2026-03-04-two-bases/index.md", "two-bases"),
        ("", "briefs/2026-03-04.md", "2026-03-04"),
        ("", "briefs/a:b?c#d%e\u00a0f'g .md", "a-b-c-d-e-fg"),
        ("", "briefs/-x.md", "x"),
        ("", "briefs/稀土.md", "稀土"),
        ("slug: 42", "briefs/a.md", "42"),
        ("slug: yes", "briefs/a.md", "yes"),
        ("slug: Other Words", "briefs/a.md", "other-words"),
        ("slug: When-COTS", "briefs/a.md", "When-COTS"),
        ("slug: v1.2_Final--x", "briefs/a.md", "v1.2_Final--x"),
        ("slug: Über-Öl-中国", "briefs/a.md", "Über-Öl-中国"),
        ("slug: Über & Öl", "briefs/a.md", "über-öl"),
        ("slug: a%20b", "briefs/a.md", "a-20b"),
        ("slug: .a", "briefs/a.md", "a"),
        (f"slug: {'Word-' * 24}x", "briefs/a.md", "word-" * 23 + "word"),
        ("", "briefs/2024-12-5-opening-up.md", "opening-up"),
        ("", "briefs/2024-1-05-x/index.md", "x"),
        ("", "briefs/2024-1-100-targets.md", "2024-1-100-targets"),
    ],
)
def test_the_slug_comes_from_the_front_matter_or_the_file_name(
    matter: str, path: str, slug: str
) -> None:
    assert brief(matter, path=path).slug == slug


@pytest.mark.parametrize("slug", ["a/b", "../a", "..", ".", "/", "a\\b", "'…'", '"a\\nb"', "🎉"])
def test_a_slug_must_be_a_single_part_of_a_url(slug: str) -> None:
    diagnostic = only(f"slug: {slug}")
    assert (diagnostic.code, diagnostic.is_error) == ("wrong-slug", True)
    assert (diagnostic.location.span.line, diagnostic.location.span.column) == (3, 7)
    assert diagnostic.hint.startswith("write slug: ")


@pytest.mark.parametrize(
    ("matter", "path"),
    [("", "briefs/….md"), ("", "briefs/!/index.md"), ("slug: '…'", "briefs/….md"),
     ("slug: '/'", "briefs/2026-03-04-….md")],
)  # fmt: skip
def test_a_brief_without_a_valid_slug_does_not_collide_with_others(matter: str, path: str) -> None:
    parsed = parse(f"---\ntitle: A\n{matter}\n---\nText.", path).value
    assert isinstance(parsed, Brief)
    assert parsed.slug not in ("", "-", ".", "..")
    assert "/" not in parsed.slug


@pytest.mark.parametrize("name", ["🎉", "…", "2026-03-04-!"])
def test_a_file_name_must_give_a_slug(name: str) -> None:
    diagnostic = only("", path=f"briefs/{name}.md")
    assert (diagnostic.code, diagnostic.is_error) == ("file-name", True)
    assert "`slug: two-bases`" in diagnostic.hint


# Dates


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-03-04", "2026-03-04"),
        ('"2026-03-04"', "2026-03-04"),
        ("'2026-03-04 08:00'", "2026-03-04T08:00:00+01:00"),
        ("2026-07-04T08:00", "2026-07-04T08:00:00+02:00"),
        ("2010-10-22 11:33:15 -0400", "2010-10-22T11:33:15-04:00"),
        ("2016-01-05 8:32:24", "2016-01-05T08:32:24+01:00"),
        ("2015-03-17 10:00:00 -4", "2015-03-17T10:00:00-04:00"),
        ("2017-01-02T15:02:30.012Z", "2017-01-02T15:02:30+00:00"),
    ],
)
def test_a_date_without_a_zone_is_in_the_zone_of_the_site(written: str, iso: str) -> None:
    moment = brief(f"date: {written}").date
    assert moment is not None
    assert moment.iso == iso


@pytest.mark.parametrize("key", ["date", "updated", "embargo"])
@pytest.mark.parametrize(
    ("written", "message"),
    [("2026-13-40", "12 months"), ("tomorrow", "is not a date"), ("[1]", "this is not a date")],
)
def test_a_value_that_is_not_a_date_is_reported_at_its_place(
    key: str, written: str, message: str
) -> None:
    diagnostic = only(f"{key}: {written}")
    assert diagnostic.code == "wrong-date"
    assert message in diagnostic.message
    assert diagnostic.hint.startswith("write ")
    assert diagnostic.location.span == Span(3, len(key) + 3, len(written))


def test_the_date_comes_from_the_file_name_if_the_front_matter_has_none() -> None:
    date = brief(path="briefs/2026-03-04-a.md").date
    assert date is not None
    assert date.timestamp == "2026-03-04T00:00:00+01:00"
    short = brief(path="briefs/2024-12-5-a.md").date
    assert short is not None
    assert short.iso == "2024-12-05"


def test_the_date_in_the_front_matter_overrides_the_one_in_the_file_name() -> None:
    date = brief("date: 2025-01-01", path="briefs/2026-03-04-a.md").date
    assert date is not None
    assert date.iso == "2025-01-01"


def test_a_file_name_that_begins_with_an_invalid_date_is_reported() -> None:
    diagnostic = only("", path="briefs/2026-13-40-a.md")
    assert (diagnostic.code, diagnostic.location.span) == ("wrong-date", Span())
    assert "2026-13-40" in diagnostic.message


# Lists


@pytest.mark.parametrize(
    ("matter", "terms"),
    [
        ("categories: [Trade, Rare earths]", {"categories": ("Trade", "Rare earths")}),
        ("categories: Trade", {"categories": ("Trade",)}),
        ("tags: [2024, yes]", {"tags": ("2024", "yes")}),
        ("tags: [a, a, ' a ']", {"tags": ("a",)}),
        ("tags:\n  - two\n    lines\n", {"tags": ("two lines",)}),
        ("series: Bases, one by one", {"series": ("Bases, one by one",)}),
        ("tags:\ncategories: []\nseries: ''", {}),
        ("tags: ['', ~, a]", {"tags": ("a",)}),
    ],
)
def test_names_of_terms(matter: str, terms: dict[str, tuple[str, ...]]) -> None:
    assert brief(matter).terms == terms


@pytest.mark.parametrize(
    ("matter", "spelled"),
    [
        ("categories: a, b", "  - a\n  - b"),
        ("tags: |\n  - a\n  - b\n", "  - a\n  - b"),
        ("authors: A, B", "[A, B]"),
        ("authors: Ann A, Ben B, Cy C", "  - Ann A\n  - Ben B\n  - Cy C"),
        ("aliases: /a/, /b/", "  - /a/\n  - /b/"),
        ("highlights: one string", "  - one string"),
    ],
)
def test_the_hint_for_a_list_in_a_single_text_shows_the_list(matter: str, spelled: str) -> None:
    diagnostic = only(matter)
    assert (diagnostic.code, diagnostic.is_error) == ("wrong-value", True)
    assert "must be a list" in diagnostic.message
    assert spelled in diagnostic.hint
    assert diagnostic.location.span.line == 3


def test_highlights_are_inline_markdown() -> None:
    first, second = brief('highlights:\n  - Only *two* mines.\n  - "“Half” of it"\n').highlights
    assert first.prose.parts == ("Only <em>two</em> mines.",)
    assert (first.text, second.text) == ("Only two mines.", "“Half” of it")


@pytest.mark.parametrize(
    ("matter", "mark"),
    [
        ("highlights: ['Two[^1] mines.']", "[^1]"),
        ("summary: Two[^1] mines.", "[^1]"),
        ("image: {src: a.png, alt: A, credit: 'Two[^1] mines.'}", "[^1]"),
        ("corrections: [{date: 2026-03-04, text: 'Two[^1] mines.'}]", "[^1]"),
        ("highlights: ['Two ^[in all] mines.']", "^[in all]"),
    ],
)
def test_footnotes_are_not_allowed_in_front_matter(matter: str, mark: str) -> None:
    data = f"---\ntitle: A\n{matter}\n---\nText[^1].\n\n[^1]: A note.\n"
    checked = parse(data)
    (diagnostic,) = checked.diagnostics
    assert diagnostic.code == "unknown-footnote"
    assert f"footnotes are not allowed in front matter; `{mark}` " in diagnostic.message
    parsed = checked.value
    assert isinstance(parsed, Brief)
    lines = [*(each.text for each in parsed.highlights), parsed.summary]
    lines += [parsed.image.credit] if parsed.image else [each.text for each in parsed.corrections]
    assert not any("[^1]" in line for line in lines)
    assert not any("[^1]" in str(prose.parts) for prose in parsed.lines)


def test_code_that_looks_like_a_footnote_stays() -> None:
    assert brief("highlights: ['Match `[^1]` here.']").highlights[0].text == "Match [^1] here."


@pytest.mark.parametrize(
    ("written", "title", "heading"),
    [
        ("Two bases & <three>", "Two bases & <three>", ()),
        (
            "Zwei &amp; Rohstoff&shy;basen",
            "Zwei & Rohstoffbasen",
            ("Zwei &amp; Rohstoff\u00adbasen",),
        ),
        ("谁在<wbr>出售\u200b中国", "谁在出售中国", ("谁在<wbr>出售<wbr>中国",)),
        ("A <WBR/> B", "A B", ("A <wbr> B",)),
        ("Zwei\u00a0Basen", "Zwei\u00a0Basen", ()),
    ],
)
def test_a_title_may_say_where_a_line_ends(
    written: str, title: str, heading: tuple[str, ...]
) -> None:
    checked = parse(f"---\ntitle: '{written}'\n---\nText.")
    parsed = checked.value
    assert isinstance(parsed, Brief)
    assert (parsed.title, parsed.heading.parts) == (title, heading)


def test_the_details_of_sources_have_typographic_marks() -> None:
    details = (
        "sources: [{url: https://a.org, title: 'People''s \"floor\": 5 MW',"
        " publisher: 'The People''s Daily', author: Jane O'Neil},"
        " {url: https://b.org, title: 'https://b.org/a--b'}]"
    )
    first, second = brief(details).sources
    assert first.title == "People’s “floor”: 5\u00a0MW"
    assert (first.publisher, first.author) == ("The People’s Daily", "Jane O’Neil")
    assert second.title == "https://b.org/a--b"
    german = brief(f"language: de\n{details}").sources
    assert german[0].title == "People’s „floor“: 5\u00a0MW"


# Lines in Markdown


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("10<sup>6</sup> t of CO<sub>2</sub>", "10⁶\u00a0t of CO₂"),
        ("10^6^ t of CO~2~, ==marked==", "10⁶\u00a0t of CO₂, marked"),
        ("10<sup>-6</sup>", "10⁻⁶"),
        ("le 1<sup>er</sup> mai", "le 1er mai"),
        ("It is ~~105~~ 150 million.", "It is 150\u00a0million."),
        ("It is <del>105</del> 150 million.", "It is 150\u00a0million."),
        ("~~All of it~~", "All of it"),
        ("Two ![bases](a.png) in one<br>city", "Two bases in one city"),
    ],
)
def test_plain_text_keeps_the_meaning_of_the_markdown(written: str, words: str) -> None:
    assert brief(f"summary: {written}").summary == words
    assert brief("", written).summary == words


def test_credits_and_corrections_are_inline_markdown_and_cite_sources() -> None:
    parsed = brief(
        "image: {src: a.png, alt: A, credit: 'Photo: [Jane Doe](https://j.org), *CC BY*'}\n"
        "corrections: [{date: 2026-03-04, text: 'See [the register](https://r.org) -- \"47\".'}]",
        "As [said](https://b.org).",
    )
    assert parsed.image
    assert parsed.image.credit == "Photo: Jane Doe, CC BY"
    assert "<em>CC BY</em>" in str(parsed.image.credit_prose.parts)
    (correction,) = parsed.corrections
    assert correction.text == "See the register – “47”."
    assert [source.url for source in parsed.sources] == [
        "https://j.org", "https://b.org", "https://r.org",
    ]  # fmt: skip
    assert [source.mentions for source in parsed.sources] == [
        ("cite-1-1",), ("cite-2-1",), ("cite-3-1",),
    ]  # fmt: skip


def test_the_caption_of_the_image_is_inline_markdown_and_cites_sources() -> None:
    parsed = brief(
        "image: {src: a.png, alt: A, caption: 'Two *pits*, [2025](https://r.org)', credit: Li}"
    )
    assert parsed.image
    assert (parsed.image.caption, parsed.image.credit) == ("Two pits, 2025", "Li")
    assert "<em>pits</em>" in str(parsed.image.caption_prose.parts)
    assert [source.mentions for source in parsed.sources] == [("cite-1-1",)]


def test_the_place_of_a_link_in_a_correction() -> None:
    diagnostic = only("corrections:\n  - {date: 2026-03-04, text: 'See [x](javascript:1)'}")
    assert (diagnostic.code, diagnostic.location.span) == ("unsafe-link", Span(4, 39, 12))


@pytest.mark.parametrize(("quote", "column"), [("", 13), ("'", 14), ('"', 14)], ids=repr)
def test_the_place_of_a_link_in_a_highlight(quote: str, column: int) -> None:
    diagnostic = only(f"highlights:\n  - {quote}See [x](javascript:1){quote}")
    assert (diagnostic.code, diagnostic.location.span) == ("unsafe-link", Span(4, column, 12))


@pytest.mark.parametrize(
    ("written", "span"),
    [
        (">\n    See\n\n    [x](javascript:1)", Span(7, 9, 12)),
        ("|\n    See\n    [x](javascript:1)", Span(6, 9, 12)),
        ("|-2\n      See [x](javascript:1)", Span(5, 15, 12)),
        ("See\n    [x](javascript:1)", Span(5, 9, 12)),
        ('"See\n    [x](javascript:1)"', Span(5, 9, 12)),
        (">\n    <i\n    onclick=x>See</i>", Span(5, 5)),
    ],
    ids=repr,
)
def test_the_place_of_a_problem_in_a_highlight_of_several_lines(written: str, span: Span) -> None:
    diagnostic = only(f"highlights:\n  - {written}\n").location.span
    assert (diagnostic.line, diagnostic.column) == (span.line, span.column)


def test_the_place_of_a_highlight_after_empty_ones() -> None:
    checked = parse("---\ntitle: A\nhighlights: ['', ~, a, '[x](javascript:1)']\n---\nT")
    unsafe = [each for each in checked.diagnostics if each.code == "unsafe-link"]
    assert [each.location.span for each in unsafe] == [Span(3, 29, 12)]


# Details


def test_sources_combine_details_and_mentions() -> None:
    sources = brief(
        "highlights: ['See [the act](https://b.org/act).']\n"
        "sources:\n"
        "  - https://c.org/further\n"
        "  - {url: 'https://A.org', title: The report, author: Li, date: 2024-05, "
        "archive_url: 'https://web.archive.org/1'}\n",
        "As [reported](https://a.org/) and [again](https://a.org).",
    ).sources
    shown = [(s.number, s.url, s.title, s.publisher, s.mentions) for s in sources]
    assert shown == [
        (1, "https://b.org/act", "the act", "b.org", ("cite-1-1",)),
        (2, "https://a.org/", "The report", "a.org", ("cite-2-1", "cite-2-2")),
        (3, "https://c.org/further", "c.org/further", "c.org", ()),
    ]
    assert sources[1].author == "Li"
    assert sources[1].date is not None
    assert sources[1].date.iso == "2024-05"


@pytest.mark.parametrize(
    ("written", "src", "alt"),
    [
        ("{src: map.png, alt: ''}", Reference("map.png", Span(3, 14, 7), is_image=True), ""),
        (
            "{src: /map.png, alt: A map}",
            Reference("/map.png", Span(3, 14, 8), is_image=True),
            "A map",
        ),
        ("{src: https://a.org/map.png, alt: A}", "https://a.org/map.png", "A"),
    ],
)
def test_an_image(written: str, src: Reference | str, alt: str) -> None:
    image = brief(f"image: {written}").image
    assert image is not None
    assert (image.src, image.alt) == (src, alt)


@pytest.mark.parametrize("src", ["https://a]/", "http://[::1", "http://[x]:9/", "https://[1]/"])
def test_an_image_whose_url_cannot_be_parsed_is_a_wrong_value(src: str) -> None:
    assert only(f"image: {{src: '{src}', alt: x}}").code == "wrong-value"


@pytest.mark.parametrize("src", ["javascript:alert(1)", "data:text/html,x", "java\\tscript:x"])
def test_the_url_of_an_image_cannot_run_code(src: str) -> None:
    diagnostic = only(f'image: {{src: "{src}"}}')
    assert (diagnostic.code, diagnostic.is_error) == ("wrong-value", True)
    assert diagnostic.location.span.column == 14


def test_corrections() -> None:
    (correction,) = brief("corrections:\n  - {date: 2026-03-05, text: It was two.}\n").corrections
    assert correction.date is not None
    assert (correction.date.iso, correction.text) == ("2026-03-05", "It was two.")


@pytest.mark.parametrize(
    ("written", "aliases"),
    [
        ("/old/address/", ("/old/address/",)),
        ("[old, /old/page.html]", ("/old/", "/old/page.html")),
    ],
)
def test_aliases_are_paths_of_the_site(written: str, aliases: tuple[str, ...]) -> None:
    assert brief(f"aliases: {written}").aliases == aliases


@pytest.mark.parametrize(
    "alias",
    ["https://other.org/a", "//other.org/a", "/../a", "/a/./b", "/a//b", "/", "/a?b", "/a#b",
     "'a\\b'", "javascript:x", '"/a\\nb"', "..", "/a/.."],
)  # fmt: skip
def test_an_alias_must_be_a_path_on_the_site(alias: str) -> None:
    diagnostic = only(f"aliases: [/fine/, {alias}]")
    assert (diagnostic.code, diagnostic.is_error) == ("wrong-slug", True)
    assert (diagnostic.location.span.line, diagnostic.location.span.column) == (3, 19)


@pytest.mark.parametrize("tag", ["en", "de-CH", "zh-Hant-TW", "''"])
def test_a_language_is_a_language_tag(tag: str) -> None:
    assert brief(f"language: {tag}").language == tag.strip("'")


def test_a_language_that_is_not_a_tag_is_reported() -> None:
    diagnostic = only("language: en_US.UTF-8")
    assert (diagnostic.code, diagnostic.location.span) == ("wrong-value", Span(3, 11, 11))


def test_quotes_follow_the_briefs_language() -> None:
    assert brief("language: de", '"Zwei"').body.prose.parts == ("<p>„Zwei“</p>\n",)


def test_extra_keeps_its_types() -> None:
    assert brief("extra: {score: 4, tops: [1.5, yes], note: }").extra == {
        "score": 4, "tops": [1.5, True], "note": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("matter", "summary"),
    [
        ("summary: Written *down*.", "Written down."),
        ("highlights: [The **first** one., Second.]", "The first one."),
        ("", "Paragraph with a link."),
    ],
)
def test_the_summary_is_written_or_taken_from_the_brief(matter: str, summary: str) -> None:
    body = "## Heading\n\n![a](b.png)\n\nParagraph *with* a [link](https://a.org).\n\nMore."
    assert brief(matter, body).summary == summary


def test_a_summary_taken_from_the_brief_is_short() -> None:
    summary = brief("", "word " * 100).summary
    assert summary.split() == ["word"] * 50 + ["…"]


# Problems


@pytest.mark.parametrize(
    ("line", "span", "hint"),
    [
        ("catagories: [a]", Span(3, 1, 10), "did you mean `categories`?"),
        ("Tags: [a]", Span(3, 1, 4), "did you mean `tags`?"),
        ("author: A", Span(3, 1, 6), "write `authors: [A]`"),
        ("image: {src: a.png, alt: A, captoin: b}", Span(3, 29, 7), "did you mean `caption`?"),
        ("sources: [{url: 'https://a.org', titel: b}]", Span(3, 34, 5), "did you mean `title`?"),
    ],
)
def test_an_unknown_key_is_a_warning_that_suggests_the_closest_key(
    line: str, span: Span, hint: str
) -> None:
    checked = parse(f"---\ntitle: A\n{line}\n---\nText.")
    assert isinstance(checked.value, Brief)
    (diagnostic,) = wrong(checked.diagnostics)
    assert (diagnostic.code, diagnostic.is_error) == ("unknown-key", False)
    assert (diagnostic.location.span, diagnostic.hint) == (span, hint)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("draft: perhaps", "`draft` must be true or false, not `perhaps`"),
        ("summary: [a]", "`summary` must be text, not a list"),
        ("sources: [ftp]", "`ftp` is not a URL"),
        ("sources: [{title: a}]", "`url` of the first entry of `sources` is missing"),
        ("image: {alt: a}", "`image.src` is missing"),
        (
            "corrections: [{date: 2026-03-04}]",
            "`text` of the first entry of `corrections` is missing",
        ),
        ("tags: {a: b}", "`tags`"),
        ("tags: [[a]]", "the first entry of `tags` must be text, not a list"),
        ("extra: 1", "`extra` must contain `key: value` lines, not `1`"),
    ],
)
def test_a_wrong_value_is_an_error_on_its_line(line: str, message: str) -> None:
    diagnostic = only(line)
    assert diagnostic.is_error
    assert message in diagnostic.message
    assert diagnostic.location.span.line == 3


@pytest.mark.parametrize("matter", ["", "title:", "title: ''", "title: '  '", "date: 2026-03-04"])
def test_a_brief_needs_a_title(matter: str) -> None:
    checked = parse(f"---\n{matter}\n---\nText.")
    assert checked.value is None
    (diagnostic,) = checked.diagnostics
    assert diagnostic.is_error
    assert "title" in diagnostic.message


def test_all_problems_of_a_file_are_reported_at_once() -> None:
    checked = parse(
        "---\ntitle: A\ntitle: B\ndate: soon\ndraft: 7\ntgas: [a]\ncategories: a, b\n---\n"
        "[x](javascript:1)\n\n<script>y</script>\n"
    )
    assert sorted((d.location.span.line, d.code) for d in checked.diagnostics) == [
        (3, "duplicate-key"),
        (4, "wrong-date"),
        (5, "wrong-value"),
        (6, "unknown-key"),
        (7, "wrong-value"),
        (9, "unsafe-link"),
        (11, "removed-html"),
    ]


def test_the_body_is_checked_even_if_the_title_is_missing() -> None:
    checked = parse("---\ndate: soon\n---\n[x](javascript:1)\n")
    assert {d.code for d in checked.diagnostics} == {"missing-key", "wrong-date", "unsafe-link"}


def test_an_empty_file_is_an_error() -> None:
    checked = parse(b"")
    assert checked.value is None
    assert [(d.code, d.is_error) for d in checked.diagnostics] == [("empty-file", True)]


@pytest.mark.parametrize("body", ["", "\n\n", " \n", "[a]: https://a.org\n"], ids=repr)
def test_an_empty_body_is_a_warning(body: str) -> None:
    checked = parse(f"---\ntitle: A\n---\n{body}")
    assert isinstance(checked.value, Brief)
    (diagnostic,) = checked.diagnostics
    assert (diagnostic.code, diagnostic.is_error) == ("empty-body", False)
    assert diagnostic.location.span.line == 3


@pytest.mark.parametrize(
    ("data", "code", "span"),
    [
        (b"---\ntitle: \xe9\n---\n", "not-utf8", Span(2, 8)),
        (b"---\ntitle: a\n---\na\0b", "nul-byte", Span(4, 2)),
        ("---\ntitle: a\n---\n".encode("utf-16"), "not-utf8", Span(1, 1)),
        (b"+++\ntitle = 'a'\n+++\n", "front-matter-format", Span(1, 1, 3)),
        (b"Text.", "front-matter-missing", Span(1, 1)),
        (b"---\ntitle: a\n", "front-matter-unclosed", Span(1, 1, 3)),
        (b"---\ntitle: !!python/name:os.system\n---\n", "yaml-tag", Span(2, 8, 23)),
    ],
    ids=["latin-1", "NUL", "UTF-16", "TOML", "none", "unclosed", "tag"],
)
def test_an_unreadable_file_gives_no_brief(data: bytes, code: str, span: Span) -> None:
    checked = parse(data)
    assert checked.value is None
    first = checked.diagnostics[0]
    assert (first.code, first.is_error, first.location.span) == (code, True, span)
    assert first.location.path == "content/briefs/a.md"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.replace(b"\n", b"\r\n", 7),
        lambda data: b"\xef\xbb\xbf" + data,
    ],
    ids=["CRLF", "CR", "mixed", "BOM"],
)
def test_line_ends_and_byte_order_mark_make_no_difference(change: Any) -> None:
    data = (
        b"---\ntitle: A\nsummary: >-\n  one\n  two\ntgas: [a]\n---\n# B\n\nOne  \ntwo\n\n"
        b"```\ncode\n\nmore\n```\n\n| a |\n| - |\n| b |\n\n"
        b"<div>\n<i>x</i>\n</div>\n\n[x](javascript:1)"
    )
    assert parse(change(data)) == parse(data)


# Pages and authors


def test_a_page() -> None:
    checked = parse(
        "---\ntitle: About\nlanguage: de\nextra: {n: 1}\n---\n# About\n\nWe *write*.",
        "about.md",
        Kind.PAGE,
    )
    page = checked.value
    assert isinstance(page, Page)
    assert checked.diagnostics == ()
    assert (page.path, page.title, page.language) == ("content/about.md", "About", "de")
    assert (page.summary, page.extra) == ("We write.", {"n": 1})
    assert page.body.prose.parts == ("<p>We <em>write</em>.</p>\n",)
    assert page.location_of("language").span == Span(3, 11, 2)


def test_keys_of_briefs_are_unknown_on_pages() -> None:
    (diagnostic,) = parse("---\ntitle: A\nshare: false\n---\n", "a.md", Kind.PAGE).diagnostics
    assert (diagnostic.code, diagnostic.location.span) == ("unknown-key", Span(3, 1, 5))


def test_an_author() -> None:
    author = parse(
        "---\nname: Mara Weiss\nrole: Analyst\nemail: mw@example.org\n"
        "orcid: https://orcid.org/0000-0002-1825-0097\n"
        "links: [{text: Site, url: 'https://mw.example'}]\n---\nMara *writes*.",
        "authors/mara-weiss.md",
        Kind.AUTHOR,
    ).value
    assert isinstance(author, Author)
    assert (author.id, author.name, author.role) == ("mara-weiss", "Mara Weiss", "Analyst")
    assert (author.email, author.orcid) == ("mw@example.org", "0000-0002-1825-0097")
    assert author.links == (("Site", "https://mw.example"),)
    assert author.body.first_paragraph == "Mara writes."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("orcid: 0000-0002-1825-0098", "wrong check digit"),
        ("orcid: 12345", "not an ORCID iD"),
        ("links: [{text: a, url: 'javascript:alert(1)'}]", "not a URL"),
        ("links: [{text: a, url: a.org}]", "not a URL"),
        ("links: https://a.org", "must be a list"),
    ],
)
def test_problems_of_an_author_are_reported(line: str, message: str) -> None:
    checked = parse(f"---\nname: A\n{line}\n---\n", "authors/a.md", Kind.AUTHOR)
    (diagnostic,) = checked.diagnostics
    assert diagnostic.is_error
    assert message in diagnostic.message
    assert diagnostic.location.span.line == 3


def test_an_author_needs_a_name() -> None:
    (diagnostic,) = parse("---\nrole: a\n---\n", "authors/a.md", Kind.AUTHOR).diagnostics
    assert (diagnostic.code, diagnostic.message) == ("missing-key", "`name` is missing")


@pytest.mark.parametrize(("line", "expected"), [("pdf: false\n", False), ("", True)])
def test_a_brief_can_do_without_a_pdf(line: str, expected: bool) -> None:
    checked = parse_entry(
        Entry("briefs/a.md", Kind.BRIEF),
        f"---\ntitle: A\n{line}---\nText.\n".encode(),
        ReadSettings(),
    )
    assert isinstance(checked.value, Brief)
    assert (checked.value.pdf, checked.diagnostics) == (expected, ())


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Text [[Name]] and [[Town]].", 6),
        ("Text [[Name\nand town]].", 6),
        ("[[Ort, z. B. Köln]]", 1),
        ("Text [[1]](https://example.com/a) and [[a]][b].\n\n[b]: https://example.com/b", 0),
        ("Text [[1, 2], [3, 4]] and [[12]].", 0),
        ("Text `[[Name]]`.", 0),
        ("```\n[[Name]]\n```", 0),
        ("```\ncode\n```\n\n`code` [[Name]]", 8),
        ("[[", 0),
    ],
)
def test_a_gap_that_is_not_filled_in_is_reported_once(text: str, column: int) -> None:
    for kind, key in ((Kind.BRIEF, "title"), (Kind.PAGE, "title"), (Kind.AUTHOR, "name")):
        for draft, expected in (("", [column] if column else []), ("draft: true\n", [])):
            data = f"---\n{key}: A\n{draft}---\n{text}\n".encode()
            diagnostics = parse_entry(Entry("a.md", kind), data, ReadSettings()).diagnostics
            columns = [
                each.location.span.column for each in diagnostics if each.code == "placeholder"
            ]
            assert columns == expected


# Permalinks


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/reports/two-bases/", "/reports/two-bases/"),
        ("/2014/Old_Name/", "/2014/Old_Name/"),
        ("/caf%C3%A9/稀土/", "/café/稀土/"),
    ],
)
def test_a_permalink_is_the_whole_path_of_a_brief(written: str, path: str) -> None:
    parsed = brief(f"permalink: {written}", path="briefs/2026-03-04-a.md")
    assert (parsed.permalink, parsed.slug) == (path, "a")
    assert parsed.url_location().span.line == 3


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("reports/a/", "/reports/a/"),
        ("/reports/a", "/reports/a/"),
        ("/reports//a/", "/reports/a/"),
        ("/../a/", "/a/"),
        ("/a b/", "/a-b/"),
        ("/a?b=c/", "/a-b-c/"),
        ("/", "/reports/two-bases/"),
        ("//", "/reports/two-bases/"),
        ("https://a.example/b/", "/b/"),
    ],
)
def test_a_permalink_must_be_a_path_of_the_site(written: str, hint: str) -> None:
    diagnostic = only(f"permalink: '{written}'")
    assert (diagnostic.code, diagnostic.is_error) == ("wrong-slug", True)
    assert diagnostic.location.span.line == 3
    assert diagnostic.hint == f"write permalink: {hint}"


@pytest.mark.parametrize("written", ["/{year}/{slug}/", "/:year/:title/"])
def test_the_permalink_of_a_brief_has_no_placeholders(written: str) -> None:
    assert "or set `permalink` in site.yaml" in only(f"permalink: '{written}'").hint


def test_a_brief_has_a_permalink_or_a_slug() -> None:
    diagnostic = only("permalink: /a/b/\nslug: c")
    assert (diagnostic.code, diagnostic.location.span.line) == ("wrong-slug", 3)
    assert "remove `slug`" in diagnostic.hint


# How a brief could be better


def editorial(matter: str, body: str = "Text.", title: str = "A") -> list[tuple[str, Span]]:
    checked = parse(f"---\ntitle: {title}\n{matter}\n---\n{body}", "briefs/a.md")
    return [(each.code, each.location.span) for each in checked.diagnostics]


def test_more_than_five_highlights_are_reported_at_the_sixth() -> None:
    highlights = "highlights:" + "".join(f"\n  - Point {n}." for n in range(7))
    assert editorial(highlights) == [("many-highlights", Span(9, 5, 8))]


def test_a_long_highlight_is_measured_in_characters_that_readers_see() -> None:
    url = "https://a.org/" + "x" * 200
    link = f"highlights:\n  - 'See [the report]({url}).'"
    assert editorial(link) == []
    assert editorial(f"highlights:\n  - Short.\n  - {'word ' * 40}words") == [
        ("long-highlight", Span(5, 5, 205))
    ]


@pytest.mark.parametrize(
    ("highlight", "is_reported"),
    [
        ("Two bases, one city", True),
        ("The **two bases** – one city.", True),
        ("Two bases for one city and its plans.", False),
        ("One city pays for both.", False),
    ],
)
def test_a_highlight_that_repeats_the_title(highlight: str, is_reported: bool) -> None:
    reports = editorial(f"highlights:\n  - '{highlight}'", title="The two bases, one city")
    assert [code for code, _ in reports] == ["repeated-title"] * is_reported


def test_a_source_that_is_never_cited_is_further_reading_or_reported() -> None:
    sources = "sources:\n  - https://a.org/\n  - url: https://b.org/x\n"
    assert editorial(sources, "See [A](https://a.org).") == [("uncited-source", Span(5, 10, 15))]
    assert editorial(f"{sources}    further: true", "See [A](https://a.org).") == []
    assert editorial(f"{sources}draft: true", "See [A](https://a.org).") == []
    assert editorial(sources, "See [A](https://a.org) and [B](http://www.b.org/x/).") == []


def test_an_uncited_source_has_only_one_report() -> None:
    near = editorial("sources:\n  - https://b.org/X.html", "See [B](https://b.org/x).")
    assert [code for code, _ in near] == ["near-source"]


def test_the_image_of_a_brief_needs_an_alt_text_unless_it_is_empty_on_purpose() -> None:
    assert editorial("image: {src: a.png, alt: A map}") == []
    assert editorial("image: {src: a.png, alt: ''}") == []
    assert editorial("image: a.png") == [("missing-alt", Span(3, 8, 5))]
    assert editorial("image: {src: a.png}") == [("missing-alt", Span(3, 14, 5))]
