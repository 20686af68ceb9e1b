"""Forbidden characters never reach the output, however they are written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pytest

from briefgen.model.characters import printable
from briefgen.model.content import Brief, Entry, Kind
from briefgen.model.diagnostics import Span
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.text import decode

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

UNWANTED: Final = "\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x92\x9f\u202d\u202e\ufdd0\ufffe\uffff"
ANY: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")
KEPT: Final = "a\tb\nc \xa0\xad\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u2067\u2069\ufeff\ufffd🧲"


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


@pytest.mark.parametrize("sign", [*UNWANTED, "\U0001fffe", "\U0010ffff"], ids=ascii)
def test_a_forbidden_character_is_removed_and_its_position_reported(sign: str) -> None:
    made = decode(f"one\r\n  tw{sign}o\n".encode(), "content/a.md")
    (problem,) = made.diagnostics
    space = " " if sign in "\x0b\x0c\x1f\x85" else ""
    assert made.value == f"one\n  tw{space}o\n"
    assert problem.code == "control-character"
    assert not problem.is_error
    assert f"U+{ord(sign):04X}" in problem.message
    assert problem.location.span == Span(2, 5)


def test_other_characters_are_kept() -> None:
    assert printable(KEPT) == KEPT
    assert decode(KEPT.encode(), "a.md").diagnostics == ()


def test_repeated_characters_give_one_warning_with_a_suggestion() -> None:
    (problem,) = decode("It\x92s \x93so\x94".encode(), "a.md").diagnostics
    assert problem.message == "removed the invisible character U+0092, and 2 more like it"
    assert problem.hint == "delete the character, or replace it with ’ if you meant that"
    (problem,) = decode("\x81".encode(), "a.md").diagnostics
    assert problem.hint == "delete the character"
    (problem,) = decode("a\u202eb".encode(), "a.md").diagnostics
    assert problem.message == "removed the right-to-left override character U+202E"


def parsed(text: str) -> tuple[Brief, list[tuple[str, Span]]]:
    entry = Entry("briefs/a.md", Kind.BRIEF)
    made = parse_entry(entry, text.encode(), ReadSettings())
    assert isinstance(made.value, Brief)
    return made.value, [(each.code, each.location.span) for each in made.diagnostics]


def test_yaml_escapes_cannot_add_forbidden_characters() -> None:
    head = '---\ntitle: "a\\x07b"\nextra:\n  "k\\u202Ey": ["\\0", "\\x85", "\\uFFFE"]\n---\nText.\n'
    brief, problems = parsed(head)
    assert brief.title == "ab"
    assert brief.extra == {"ky": ["", " ", ""]}
    assert [code for code, _ in problems] == ["control-character"] * 5
    assert problems[0][1] == Span(2, 8, 8)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('One &#12;two&#x202E; [a&#12;](b.pdf "c&#12;")', [Span(4, 5, 5)]),
        ('Text.\n\n<b title="x&#7;">y&#27;&#xFFFE;</b>\n', [Span(6, 12, 4)]),
        ("<div>&#x81;</div>", [Span(4, 6, 6)]),
        ("![p&#12;q](a.png)", [Span(4, 4, 5)]),
        ("## A &#12; heading", [Span(4, 6, 5)]),
        ("`&#12;` is one, &#7; another, <b>&#146;</b> none", []),
    ],
)
def test_character_references_cannot_add_forbidden_characters(
    text: str, places: list[Span]
) -> None:
    brief, problems = parsed(f"---\ntitle: A\n---\n{text}\n")
    assert problems == [("control-character", place) for place in places]
    assert not ANY.search(repr(brief))
    shown = json.dumps(brief, default=repr)
    assert not re.search(r"\\\\x|\\\\u[fd2]", shown)


def test_highlights_and_summaries_cannot_contain_forbidden_characters() -> None:
    head = "---\ntitle: A\nsummary: s&#12;t\nhighlights: ['h &#12;&#x202e; i']\n---\nText.\n"
    brief, problems = parsed(head)
    assert brief.summary == "s t"
    assert brief.highlights[0].text == "h i"
    assert problems == [("control-character", Span(4, 17, 5))]


def test_no_output_contains_forbidden_characters(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    escaped = json.dumps(UNWANTED)
    written = f"{UNWANTED}word"
    quoted = f'"W{escaped[1:-1].replace(chr(0x7F), "")}"'
    entities = "".join(
        f"&#{ord(sign)};<b title='&#{ord(sign)};'>&#{ord(sign)};</b>" for sign in UNWANTED
    )
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": f"---\ntitle: {quoted}\nsummary: {quoted}\ndate: 2026-01-02\n"
        f"highlights: [{quoted}]\ncategories: [{quoted}]\ntags: [{quoted}]\nauthors: [{quoted}]\n"
        f"series: {quoted}\nimage: {{src: a.png, alt: {quoted}, credit: {quoted}}}\n"
        f"sources: [{{url: 'https://example.com/', title: {quoted}, publisher: {quoted}}}]\n"
        f"corrections: [{{date: 2026-01-03, text: {quoted}}}]\naliases: [{quoted}]\n"
        f"---\n## {entities}\n\n{entities} [{UNWANTED}](https://example.com/)\n",
        "content/briefs/a.png": b"\x89PNG",
        "content/briefs/b.md": f"---\ntitle: B{UNWANTED}\n---\n{written}\n\n    {UNWANTED}\n",
        "content/about.md": f"---\ntitle: {quoted}\n---\n{entities}\n",
        "content/authors/mia.md": f"---\nname: {quoted}\nrole: {quoted}\n---\n{entities}\n",
        "content/categories/w.md": f"---\ntitle: W\nsummary: {quoted}\n---\n{entities}\n",
        "content/replies/a/1.yml": f"name: {quoted}\nmessage: {quoted}\n",
    }
    site = build_site(
        make_site(
            files,
            title=f"T{UNWANTED}",
            description=UNWANTED,
            comments={"provider": "static", "url": "https://example.com/"},
            navigation=[{"text": UNWANTED + "a", "url": "/"}],
        )
    )
    assert set(site.codes) == {"control-character"}, site.diagnostics
    for path, data in site.contents.items():
        assert not ANY.search(path), ascii(path)
        if path.endswith(
            (".html", ".atom", ".rss", ".json", ".xml", ".txt", ".md", ".bib", ".ris")
        ):
            text = data.decode()
            assert not ANY.search(text.replace("\r\n", "\n")), (path, ANY.search(text))
            text = "" if path.endswith(".md") else text  # it may contain escapes such as `&#7;`
            assert not re.search(
                r"\\u00[01][0-9a-f]|\\u202[de]|\\uff?f[ef]|&#(7|8237|8238);", text
            ), path
        if path.endswith((".atom", ".rss", ".xml")):
            ET.fromstring(data)
    assert len(site.pages) > 10


@pytest.mark.parametrize(
    "name", ["a\x07.pdf", "b\u202efdp.exe", "c\x92.md", "d\x1b/e.pdf"], ids=ascii
)
def test_file_names_cannot_contain_forbidden_characters(
    make_site: MakeSite, build_site: BuildSite, name: str
) -> None:
    root = make_site(
        {"content/briefs/a.md": "---\ntitle: A\n---\nText.\n", f"content/{name}": b"x"}
    )
    site = build_site(root)
    assert site.codes == ["file-name"]
    assert site.paths == []


def test_layout_asset_names_cannot_contain_forbidden_characters(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {"content/briefs/a.md": "---\ntitle: A\n---\nText.\n", "layouts/assets/a\x07.css": ""}
    site = build_site(make_site(files))
    assert site.codes == ["file-name"]
    assert site.diagnostics[0].location.path == "layouts/assets/a\x07.css"


@pytest.mark.parametrize("name", ["theme\udcff.html", "assets/own\udcff.css"])
def test_a_layout_name_that_is_not_utf8_has_its_own_problem(
    name: str, make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    file = root / "layouts" / name
    file.parent.mkdir(parents=True)
    try:
        file.write_text("")
    except (OSError, UnicodeError):
        pytest.skip("this disk takes no such names")
    (problem,) = build_site(root).diagnostics
    assert (problem.code, problem.hint) == ("file-name", "rename the file")
    assert problem.location.path == f"layouts/{name}".replace("\udcff", "\ufffd")
