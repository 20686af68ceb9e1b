"""Whatever the input, the readers return a valid value and diagnostics."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import html5lib
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from briefgen.model.addresses import host_of, href, slugify
from briefgen.model.characters import printable, unwanted
from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Author, Brief, Entry, Kind, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.model.identity import source_key
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.config import read_config
from briefgen.read.dates import parse_date, parse_partial_date
from briefgen.read.front_matter import split
from briefgen.read.markdown import Dialect, parse_body, parse_line, plain_text
from briefgen.read.svg import read_svg
from briefgen.read.text import decode
from briefgen.read.yaml_document import compose
from tests.support.reading import filled, published
from tests.support.soup import BODIES, MARKDOWN, TEXTS, soup

FRAMES = Dialect(MarkdownConfig(frames=("a.org",)), site_host="example.org")
SETTINGS = ReadSettings(FRAMES, "Europe/Berlin", ("categories", "tags", "series", "regions"))

# Strategies

YAML = """: - ? , [ ] { } # & * ! | > ' " % @ ` --- ... !!int !!python/object:a.b << = ~ null yes
2026-03-04 1e3 0x1f .inf title: date: tags: categories: highlights: sources: image: extra: slug:
aliases: authors: draft: embargo: url: base_url: taxonomies: markdown: navigation: share:""".split()


def utf8(text: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    return text.map(lambda value: value.encode("utf-8", "replace"))


MATTERS = st.one_of(soup(YAML), TEXTS)
SCALARS = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    soup(MARKDOWN),
    st.sampled_from(["https://a.org", "2026-13-40", "tomorrow", "/a/", "../x", "javascript:x"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["url", "title", "src", "date", "text", "x"]), inner),
    ),
    max_leaves=6,
)
KEYS = """title date updated summary highlights categories tags series authors sources image
corrections slug aliases draft embargo language translation_of comments share pdf extra xyz name
role email orcid links""".split()
SITE_KEYS = """title base_url description language timezone publisher navigation permalink paginate
taxonomies share links markdown theme comments citation search extra xyz""".split()
PATHS = st.sampled_from(["briefs/{}.md", "briefs/{}/index.md", "{}.md", "authors/{}.md"])
NAMES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=30),
    st.sampled_from(["2026-03-04-a", "2026-13-40-a", "a b", "-", "..", "…", "%", "a?b#c", "שלום"]),
)


def mapping(keys: list[str]) -> st.SearchStrategy[str]:
    """Return YAML of a mapping with some of the keys and random values."""
    return st.dictionaries(st.sampled_from(keys), VALUES, max_size=6).map(
        lambda data: yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    )


FILES = st.one_of(
    st.binary(max_size=60),
    utf8(BODIES),
    utf8(st.builds("---\n{}\n---\n{}".format, MATTERS, BODIES)),
    utf8(st.builds("---\ntitle: a\n{}---\n{}".format, mapping(KEYS), BODIES)),
)


# Checks


def check_places(diagnostics: Iterable[Diagnostic], data: bytes, path: str) -> None:
    text = re.sub("\r\n?", "\n", data.decode("utf-8", "replace").removeprefix("\ufeff"))
    lines = text.split("\n")
    for diagnostic in diagnostics:
        assert diagnostic.location.path == path
        assert diagnostic.message
        check_span(diagnostic.location.span, lines)


def check_span(span: Span, lines: list[str]) -> None:
    assert span.column >= 1
    assert span.width >= 1
    assert 1 <= span.line <= len(lines)
    assert span.column <= len(lines[span.line - 1]) + 1


def elements(html: str) -> list[Any]:
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [element for element in tree.iter() if isinstance(element.tag, str)]


FORBIDDEN = frozenset(
    "script style object embed applet base meta link form svg math template textarea".split()
)
URLS = frozenset("href src action formaction poster data cite".split())
RUNS = re.compile(r"(?:javascript|vbscript|data:text|data:image/svg)", re.IGNORECASE)


def check_harmless(html: str) -> None:
    for element in elements(html):
        assert element.tag.lower() not in FORBIDDEN
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on")
            assert name not in ("style", "srcdoc")
            if name in URLS:
                address = re.sub(r"[\x00-\x20]", "", value)
                assert not RUNS.match(address)
        if element.tag == "iframe" and "src" in element.attrib:
            assert host_of(element.attrib["src"]) == "a.org"


def ids_of(html: str) -> Counter[str]:
    return Counter(e.attrib["id"] for e in elements(html) if e.attrib.get("id"))


# Markdown


@given(BODIES)
@example("## BG\n\n## Source 1")
@example("::: note\ttitle\na\n:::")
@example("<p id=a>\n\n## a\n\n{#a}\nb")
def test_a_body_is_safe_and_its_problems_are_located(text: str) -> None:
    text = re.sub("\r\n?", "\n", text)
    checked = parse_body(text, "a.md", 1, FRAMES, title="a")
    html = filled(checked.value.prose)
    for each in (html, *published(checked.value.prose).values()):
        check_harmless(each)
    check_places(checked.diagnostics, text.encode(), "a.md")
    lines = text.split("\n")
    for reference in checked.value.references:
        check_span(reference.span, lines)
    assert all(element.tag != "h1" for element in elements(html))


@given(soup(MARKDOWN))
def test_ids_are_unique_and_every_anchor_is_an_id(text: str) -> None:
    body = parse_body(text, "a.md", 1, FRAMES).value
    ids = ids_of(filled(body.prose))
    assert [name for name, count in ids.items() if count > 1] == []
    assert set(body.anchors) <= ids.keys()
    assert all(heading.anchor in ids for heading in body.headings)


@given(BODIES)
def test_reading_a_text_twice_gives_the_same_result(text: str) -> None:
    assert parse_body(text, "a.md", 1, FRAMES) == parse_body(text, "a.md", 1, FRAMES)


@given(BODIES, st.integers(1, 50))
def test_a_line_is_safe(text: str, column: int) -> None:
    checked = parse_line(text, "a.md", Span(3, column), FRAMES)
    prose, words = checked.value
    for html in (filled(prose), *published(prose).values()):
        check_harmless(html)
    assert re.search(r"\A\s|\s\s|\s\Z|[^\S \u00a0\u202f]", words) is None
    for diagnostic in checked.diagnostics:
        assert diagnostic.location.span.line >= 3
        assert diagnostic.location.span.column >= 1


@given(BODIES)
def test_plain_text_is_one_line(text: str) -> None:
    assert "\n" not in plain_text(text, FRAMES)


# Files


@given(st.binary())
def test_bytes_are_text_or_a_diagnostic(data: bytes) -> None:
    checked = decode(data, "a.md")
    assert (checked.value is None) == any(each.is_error for each in checked.diagnostics)
    if checked.value is not None:
        assert not unwanted(checked.value)
        assert "\r" not in checked.value
    check_places(checked.diagnostics, data, "a.md")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=200))
def test_text_survives_its_bytes(text: str) -> None:
    text = text.removeprefix("\ufeff")
    checked = decode(text.encode(), "a.md")
    assert checked.value == printable(text)
    assert (checked.value == text) == (checked.diagnostics == ())


@given(MATTERS)
@example("? [a]\n: b")
@example('a: "\u2028"\nb: &a *a')
def test_yaml_is_data_or_a_diagnostic(text: str) -> None:
    text = re.sub("\r\n?", "\n", text)
    checked = compose(text, "a.md")
    check_places(checked.diagnostics, text.encode(), "a.md")
    if checked.value is None:
        assert checked.diagnostics
    else:
        lines = text.split("\n")
        for span in checked.value.spans().values():
            check_span(span, lines)


@given(FILES)
@example(b"---\ntitle: a\nextra: {a: !!int ''}\n---\n")
def test_a_file_is_split_or_gives_a_diagnostic(data: bytes) -> None:
    text = decode(data, "a.md").value or ""
    checked = split(text, "a.md")
    check_places(checked.diagnostics, text.encode(), "a.md")
    if checked.value is None:
        assert any(diagnostic.is_error for diagnostic in checked.diagnostics)
    else:
        assert text.endswith(checked.value.body)
        assert checked.value.body_line >= 3


@given(FILES, PATHS, NAMES, st.sampled_from(list(Kind)))
def test_a_file_is_content_or_gives_an_error(
    data: bytes, pattern: str, name: str, kind: Kind
) -> None:
    entry = Entry(pattern.format(name), kind)
    checked = parse_entry(entry, data, SETTINGS)
    check_places(checked.diagnostics, data, entry.site_path)
    if checked.value is None:
        assert any(diagnostic.is_error for diagnostic in checked.diagnostics)
        return
    check_harmless(filled(checked.value.body.prose))
    if isinstance(checked.value, Brief):
        for highlight in checked.value.highlights:
            check_harmless(filled(highlight.prose))
        assert "/" not in checked.value.slug
        assert all(re.fullmatch(r"/[^/].*", alias) for alias in checked.value.aliases)
        assert [source.number for source in checked.value.sources] == list(
            range(1, len(checked.value.sources) + 1)
        )


@given(st.one_of(utf8(MATTERS), st.binary(max_size=60), utf8(mapping(SITE_KEYS))))
def test_a_configuration_is_complete_or_an_error(data: bytes) -> None:
    checked = read_config(data)
    check_places(checked.diagnostics, data, "site.yaml")
    if checked.value is None:
        assert any(diagnostic.is_error for diagnostic in checked.diagnostics)
    else:
        assert checked.value.host
        assert checked.value.zone
        assert "tags" in checked.value.groupings


SVG = """<svg xmlns="http://www.w3.org/2000/svg"> </svg> <g> </g> <script> </script> <a href="
javascript:x "/> onload= <use <!ENTITY <!DOCTYPE <?xml encoding="utf-16"?> <![CDATA[ ]]> &#106;
<animate values="a;javascript:x"/> xmlns:b=" <b:script/>""".split()


@given(st.one_of(st.binary(), utf8(soup(SVG)), soup(SVG).map(lambda text: text.encode("utf-16"))))
def test_a_picture_is_clean_or_refused(data: bytes) -> None:
    wrapped = b'<svg xmlns="http://www.w3.org/2000/svg">' + data + b"</svg>"
    for picture in (data, wrapped):
        checked = read_svg(picture, "a.svg")
        assert all(d.location.span >= Span() for d in checked.diagnostics)
        if checked.value is not None:
            assert b"<script" not in checked.value.data
            assert read_svg(checked.value.data, "a.svg") == Checked(checked.value)
        else:
            assert any(diagnostic.is_error for diagnostic in checked.diagnostics)


# Round trips


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z"])))
@example("2024")
@example("yes")
@example("'\"]]></script>{{ x }}: # - &a *b !c |>%@`")
def test_a_title_is_read_as_written(title: str) -> None:
    matter = yaml.safe_dump({"title": title}, allow_unicode=True)
    checked = parse_entry(
        Entry("briefs/a.md", Kind.BRIEF), f"---\n{matter}---\nText.".encode(), SETTINGS
    )
    if title.strip():
        assert isinstance(checked.value, Brief)
        assert checked.value.title == title.strip()
        assert checked.diagnostics == ()
    else:
        assert checked.value is None


@given(st.lists(st.text("abc ,:#-'\"é", min_size=1), min_size=1, max_size=4))
def test_names_are_read_as_written(names: list[str]) -> None:
    matter = yaml.safe_dump({"title": "a", "tags": names}, allow_unicode=True)
    value = parse_entry(
        Entry("briefs/a.md", Kind.BRIEF), f"---\n{matter}---\nText.".encode(), SETTINGS
    ).value
    expected = dict.fromkeys(" ".join(name.split()) for name in names)
    assert isinstance(value, Brief | None)
    if all(expected):
        assert value is not None
        assert value.terms["tags"] == tuple(expected)


@given(st.dates(), st.sampled_from(["{}", '"{}"', "'{}'", "{} 10:00", "{}T10:00:30Z"]))
def test_a_date_is_read_as_written(day: Any, pattern: str) -> None:
    matter = f"---\ntitle: a\ndate: {pattern.format(day.isoformat())}\n---\nText."
    value = parse_entry(Entry("briefs/a.md", Kind.BRIEF), matter.encode(), SETTINGS).value
    assert isinstance(value, Brief)
    assert value.date is not None
    assert value.date.at.date() == day
    assert value.date.iso.startswith(day.isoformat())
    assert value.date.at.timestamp() is not None


@given(st.one_of(TEXTS, st.text("0123456789-:T Z+.", max_size=30)))
def test_a_text_is_a_date_or_a_value_error(text: str) -> None:
    for parse in (parse_date, parse_partial_date):
        try:
            written = parse(text)
        except ValueError as problem:
            assert str(problem)
        else:
            assert written.within(SETTINGS.zone).timestamp


# Addresses


@given(st.text())
def test_a_slug_is_one_part_of_a_url(text: str) -> None:
    slug = slugify(text)
    assert len(slug.encode("utf-8", "replace")) <= 120
    assert slug == "" or any(character.isalnum() for character in slug)
    assert not set(slug) & set("/\\?#%:&<>\"' \0.\n")
    assert slug == slug.strip("-")
    assert "--" not in slug


@given(TEXTS)
def test_a_link_is_ascii_and_stays_within_the_site(text: str) -> None:
    link = href("/sub", f"/{text}/")
    assert link.isascii()
    assert link.startswith("/sub/")
    assert not set(link) & set('<>" ?#\\')


@given(TEXTS)
def test_any_text_has_a_key_and_a_host(url: str) -> None:
    assert source_key(url) is not None
    assert host_of(url) == host_of(url).lower()


@given(
    st.sampled_from(["http", "HTTPS", "ftp"]),
    st.sampled_from(["a.org", "WWW.A.org", "[::1]", "u:p@a.org"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text("/aÄ?#&=%c3 "),
)
def test_the_key_of_a_source_is_stable(scheme: str, host: str, port: str, rest: str) -> None:
    key = source_key(f"{scheme}://{host}{port}/{rest}")
    assert source_key(key) == key


# Kinds of files


def test_every_kind_of_file_gives_its_own_value() -> None:
    data = b"---\ntitle: a\n---\nText."
    kinds = {Kind.BRIEF: Brief, Kind.PAGE: Page, Kind.TERM: Page}
    for kind, expected in kinds.items():
        assert isinstance(parse_entry(Entry("a.md", kind), data, SETTINGS).value, expected)
    author = parse_entry(Entry("authors/a.md", Kind.AUTHOR), b"---\nname: a\n---\n", SETTINGS)
    assert isinstance(author.value, Author)
