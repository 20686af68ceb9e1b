"""Real-life mistakes, each as a tiny site: it builds correctly, or the problem is located."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest

from briefgen.model.content import Entry
from briefgen.model.diagnostics import Checked
from briefgen.pipeline.inputs import content as content_files
from briefgen.pipeline.inputs import parsing
from briefgen.pipeline.inputs.parsing import Value
from briefgen.read import svg
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.discovery import discover
from briefgen.read.svg import Svg, read_svg

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published

BRIEF = {"content/briefs/two-bases.md": "---\ntitle: Two bases\n---\nText."}
PLAIN = "---\ntitle: Two bases\n---\n"


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


def problems(published: Published) -> list[tuple[str, str, int]]:
    """Return the code, file and line of each problem."""
    return [
        (found.code, found.location.path.removeprefix("content/"), found.location.span.line)
        for found in published.diagnostics
    ]


# Front matter


@pytest.mark.parametrize(
    "before",
    [b"\n\n \n", b"\xef\xbb\xbf", b"# a comment\n", b"\xef\xbb\xbf\n# a comment\n\n"],
    ids=["blank lines", "a BOM", "a comment", "all of them"],
)
def test_a_byte_order_mark_or_empty_lines_may_come_before_the_front_matter(
    make_site: MakeSite, build_site: BuildSite, before: bytes
) -> None:
    plain = build_site(make_site({"content/briefs/a.md": PLAIN + "Text."}))
    odd = build_site(make_site({"content/briefs/a.md": before + (PLAIN + "Text.").encode()}, "odd"))
    assert odd.diagnostics == ()
    assert odd.contents == plain.contents


def test_empty_values_count_as_missing(make_site: MakeSite, build_site: BuildSite) -> None:
    keys = "date summary highlights categories tags series authors sources image slug aliases"
    matter = "\n".join(f"{key}:" for key in keys.split())
    plain = build_site(make_site({"content/briefs/a.md": PLAIN + "Text."}))
    empty = build_site(
        make_site({"content/briefs/a.md": f"---\ntitle: Two bases\n{matter}\n---\nText."}, "empty")
    )
    assert empty.diagnostics == ()
    assert empty.contents == plain.contents


def test_a_date_in_the_file_name_alone_is_used(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site({"content/briefs/2026-03-04-two-bases.md": PLAIN + "Text."})
    page = build_site(root).page("/briefs/two-bases/")
    assert page.values(".brief time", "datetime")[0].startswith("2026-03-04")


# Text


@pytest.mark.parametrize(
    "marks",
    [[b"\r\n"], [b"\r"], [b"\r\n", b"\n", b"\r\n", b"\r"]],
    ids=["CRLF", "CR", "mixed"],
)
def test_line_endings_do_not_change_the_output(
    make_site: MakeSite, build_site: BuildSite, marks: list[bytes]
) -> None:
    lines = (PLAIN + "One\ntwo\n\n- a\n- b\n\n| a |\n| - |\n| 1 |\n").encode().split(b"\n")
    plain = build_site(make_site({"content/briefs/a.md": b"\n".join(lines)}))
    data = b"".join(line + marks[place % len(marks)] for place, line in enumerate(lines))
    odd = build_site(make_site({"content/briefs/a.md": data}, "odd"))
    assert odd.diagnostics == ()
    assert odd.contents == plain.contents


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: Two bases\n---", PLAIN, PLAIN + " \n\n\t\n"],
    ids=["front matter alone", "an empty body", "whitespace"],
)
def test_a_brief_without_text_is_published_with_a_warning(
    make_site: MakeSite, build_site: BuildSite, text: str
) -> None:
    published = build_site(make_site({"content/briefs/a.md": text.encode()}))
    assert published.codes == ["empty-body"]
    assert published.page("/briefs/a/").words("h1") == ["Two bases"]


def test_a_file_of_0_bytes_is_an_error(make_site: MakeSite, build_site: BuildSite) -> None:
    published = build_site(make_site({"content/briefs/a.md": b"", "content/b.md": b""}))
    assert {("empty-file", "briefs/a.md", 1), ("empty-file", "b.md", 1)} <= set(problems(published))
    assert published.counts is None


def test_a_very_long_line_is_published(make_site: MakeSite, build_site: BuildSite) -> None:
    line = ("word *more* [x](https://example.com/) " * 4_000)[:132_662]
    published = build_site(make_site({"content/briefs/a.md": PLAIN + line}))
    assert published.page("/briefs/a/").words("h1") == ["Two bases"]


def test_a_file_of_50_mb_is_refused_in_bounded_memory(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": PLAIN + "Text."})
    with (root / "content/briefs/big.md").open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        published = build_site(root)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert problems(published) == [("too-large", "briefs/big.md", 1)]
    assert peak < 150_000_000


DANGEROUS = {
    "script": "<script>alert(1)</script>",
    "script in a line": "A <script>alert(1)</script> word.",
    "onerror": '<img src="x.png" alt="x" onerror="alert(1)">',
    "javascript:": "[x](javascript:alert(1))",
    "javascript: hidden": "[x](JaVa&#x73;cript:alert(1))",
    "javascript: in HTML": '<a href="&#106;avascript:alert(1)">x</a>',
    "data:text/html": "[x](data:text/html,<script>alert(1)</script>)",
    "SVG": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "frame": '<iframe src="https://example.com/"></iframe>',
    "style": "<style>body{display:none}</style>",
    "form": '<form action="https://example.com/"><input name="x"></form>',
}


@pytest.mark.parametrize("text", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_markup_that_could_run_code_is_removed_with_a_warning(
    make_site: MakeSite, build_site: BuildSite, text: str
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a/index.md": PLAIN + text + "\n",
        "content/briefs/a/x.png": b"",
    }
    published = build_site(make_site(files))
    assert set(published.codes) <= {"removed-html", "unsafe-link"}
    assert published.codes
    body = published.page("/briefs/a/").one(".brief-body")
    assert body.xpath(".//script | .//style | .//iframe | .//form | .//svg | .//object") == []
    assert body.xpath(".//@*[starts-with(name(), 'on')]") == []
    assert not any("alert" in value for value in body.xpath(".//@href | .//@src"))


def test_scripts_are_removed_from_svg_images(make_site: MakeSite, build_site: BuildSite) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><g/></svg>'
    published = build_site(
        make_site({"content/briefs/a.md": PLAIN + "Text.", "content/a.svg": picture})
    )
    assert published.codes == ["removed-html"]
    assert b"alert" not in published.read("a.svg")
    assert b"<g" in published.read("a.svg")


@pytest.mark.parametrize("tag", ['{{< ref "x" >}}', "{% post_url x %}", "{: .class}"])
def test_template_tags_of_other_generators_are_published_as_text(
    make_site: MakeSite, build_site: BuildSite, tag: str
) -> None:
    published = build_site(make_site({"content/briefs/a.md": f"{PLAIN}A line.\n{tag}\n"}))
    assert published.codes == ["foreign-tag"]
    (words,) = published.page("/briefs/a/").words(".brief-body")
    assert tag.strip("{}:%< >").split()[0] in words


def test_a_heading_that_repeats_the_title_makes_one_h1(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": PLAIN + "# Two bases\n\nText.\n\n# Another\n"})
    page = build_site(root).page("/briefs/a/")
    assert page.words("h1") == ["Two bases"]
    assert page.words(".brief-body h2") == ["Another"]


def test_headings_have_unique_anchors_in_every_script(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    headings = ["Prices", "Prices", "稀土", "稀土", "أسعار", "🎉", "🎉", "…"]
    root = make_site(
        {"content/briefs/a.md": PLAIN + "".join(f"## {words}\n\nText.\n\n" for words in headings)}
    )
    first = build_site(root).page("/briefs/a/")
    anchors = first.values(".brief-body h2", "id")
    assert len(set(anchors)) == len(headings)
    assert all(anchors)
    assert anchors[:5] == ["prices", "prices-1", "稀土", "稀土-1", "أسعار"]
    assert build_site(root, clean=True).page("/briefs/a/").values(".brief-body h2", "id") == anchors


DESTINATIONS = {
    "a space": ("[x](<my table.csv>)", "/briefs/a/my%20table.csv", []),
    "an encoded space": ("[x](my%20table.csv)", "/briefs/a/my%20table.csv", []),
    "a space that makes no link": ("[x](my table.csv)", None, ["unknown-reference"]),
    "no scheme": ("[x](www.example.com/a)", "https://www.example.com/a", ["missing-scheme"]),
    "&": ("[x](https://example.com/?a=1&b=2)", "https://example.com/?a=1&b=2", []),
    "an entity": ("[x](https://example.com/?a=1&amp;b=2)", "https://example.com/?a=1&b=2", []),
    "non-Latin letters": ("[x](表.csv)", f"/briefs/a/{quote('表.csv')}", []),
    "non-Latin elsewhere": (
        "[x](https://example.com/稀土?a=中)",
        f"https://example.com/{quote('稀土')}?a={quote('中')}",
        [],
    ),
    "a quote": ('[x](https://example.com/"a")', "https://example.com/%22a%22", []),
}


@pytest.mark.parametrize(("text", "href", "codes"), DESTINATIONS.values(), ids=DESTINATIONS.keys())
def test_link_destinations_become_the_intended_href(
    make_site: MakeSite, build_site: BuildSite, text: str, href: str | None, codes: list[str]
) -> None:
    published = build_site(
        make_site(
            {
                "content/briefs/a/index.md": f"{PLAIN}{text}\n",
                "content/briefs/a/my table.csv": "1",
                "content/briefs/a/表.csv": "1",
            }
        )
    )
    assert published.codes == codes
    found = published.page("/briefs/a/").values(".brief-body a:not([href^='#'])", "href")
    assert found == ([href] if href else [])
    if href and href.startswith("/"):
        assert published.file_of(href) in published.paths


# Files and URLs


def is_case_sensitive(folder: Path) -> bool:
    (folder / "case").touch()
    return not (folder / "CASE").exists()


def test_file_names_that_differ_only_by_case_are_an_error(
    make_site: MakeSite, build_site: BuildSite, tmp_path: Path
) -> None:
    if not is_case_sensitive(tmp_path):
        pytest.skip("the file system ignores case")
    root = make_site({f"content/{name}.csv": "1" for name in ("data", "Data")})
    make_site({"content/briefs/a.md": PLAIN + "Text."})
    published = build_site(root)
    (problem,) = published.diagnostics
    assert problem.code == "url-collision"
    assert "content/data.csv" in problem.message
    assert "content/Data.csv" in problem.message


def test_file_names_that_differ_only_by_date_are_an_error(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    names = ["2026-03-04-a.md", "2026-03-05-a.md"]
    root = make_site({f"content/briefs/{name}": PLAIN + "Text." for name in names})
    (problem,) = build_site(root).diagnostics
    assert problem.code == "url-collision"
    assert all(name in problem.message for name in names)


NAMES = {
    "a colon": "price: floor",
    "?": "why?",
    "#": "item #1",
    "%": "50% more",
    "an encoded letter": "a%20b",
    "nbsp": "price\u00a0floor",
    "an apostrophe": "china's rise",
    "a space before .md": "floor ",
    "a leading dash": "-rf",
    "165 bytes": "wörd-" * 27 + "end",
    "right-to-left": "مرحبا بالعالم",
    "Chinese": "稀土",
    "a backslash": "a\\b",
    "quotes": "the \"use first\" 'model'",
    "a line end": "two\nlines",
    "braces": "{{ x }}",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_file_name_gives_a_clean_url_and_working_links(
    make_site: MakeSite, build_site: BuildSite, name: str
) -> None:
    escaped = name.replace("%", "%25").replace("#", "%23").replace("?", "%3F")
    link = quote(f"{escaped}.md", safe="%")
    root = make_site(
        {
            f"content/briefs/{name}.md": PLAIN + "Text.",
            f"content/{name}.csv": "1",
            "content/briefs/links.md": f"{PLAIN}[x](<{link}>) [y](<../{link[:-3]}.csv>)\n",
        }
    )
    published = build_site(root)
    assert set(published.codes) <= {"windows-name"}
    brief, file = published.page("/briefs/links/").values(".brief-body a", "href")
    assert published.file_of(brief) in published.paths
    assert published.file_of(file) == f"{name}.csv"
    slug = unquote(brief).strip("/").rpartition("/")[2]
    assert slug.strip("-") == slug
    assert not set(slug) & set(" :?#%\u00a0'\"\\\n{}")
    home = published.page("/")
    assert brief in home.values("a", "href")


@pytest.mark.parametrize(
    ("matter", "code"),
    [
        ("slug: ../../astray", "wrong-slug"),
        ("slug: /etc/astray", "wrong-slug"),
        ('slug: "astray\\nx"', "wrong-slug"),
        ("aliases: [../../astray/]", "wrong-slug"),
        ("aliases: [/../../astray/]", "wrong-slug"),
        ("aliases: [//example.com/astray]", "wrong-slug"),
        ('aliases: ["/astray\\n/"]', "wrong-slug"),
        ("aliases: [/about/]", "url-collision"),
        ("aliases: [/briefs/b/]", "url-collision"),
        ("aliases: [/404.html]", "url-collision"),
        ("aliases: [/data.csv/x/]", "url-collision"),
    ],
)
def test_nothing_is_written_outside_the_output_or_over_a_page(
    make_site: MakeSite, build_site: BuildSite, tmp_path: Path, matter: str, code: str
) -> None:
    root = make_site(
        {
            "content/briefs/a.md": f"---\ntitle: A\n{matter}\n---\nText.",
            "content/briefs/b.md": PLAIN + "Text.",
            "content/about.md": PLAIN + "Text.",
            "content/data.csv": "1",
        }
    )
    published = build_site(root)
    assert published.codes == [code]
    assert published.counts is None
    assert not any("astray" in path.name for path in tmp_path.rglob("*"))
    assert not (root / "public").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no special files")
def test_special_files_are_reported_and_never_block_the_build(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": PLAIN + "Text."})
    content = root / "content"
    (content / "one").symlink_to("two")
    (content / "two").symlink_to("one")
    (content / "device.md").symlink_to("/dev/zero")
    (content / "up").symlink_to("..")
    os.mkfifo(content / "pipe.md")
    os.mkfifo(content / "pipe.csv")
    published = build_site(root)
    assert problems(published) == [
        ("symlink", "device.md", 1),
        ("symlink", "one", 1),
        ("special-file", "pipe.csv", 1),
        ("special-file", "pipe.md", 1),
        ("symlink", "two", 1),
        ("symlink", "up", 1),
    ]


def test_the_rest_is_checked_when_a_file_disappears_while_it_is_read(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(
        {
            "content/briefs/a.md": PLAIN + "Text.",
            "content/gone.md": PLAIN,
            "content/gone.csv": "1",
            "content/gone.svg": "<svg/>",
            "content/wrong.md": "no front matter",
        }
    )

    def discover_and_lose(*arguments: Any) -> Any:
        found = discover(*arguments)
        for path in (root / "content").glob("gone.*"):
            path.unlink()
        return found

    monkeypatch.setattr(content_files, "discover", discover_and_lose)
    assert problems(build_site(root)) == [
        ("unreadable", "gone.csv", 1),
        ("unreadable", "gone.md", 1),
        ("unreadable", "gone.svg", 1),
        ("front-matter-missing", "wrong.md", 1),
    ]


# Names and words


@pytest.mark.parametrize(
    ("one", "other", "slug"), [("R&D", "R & D", "r-d"), ("China", "china", "china")]
)
def test_two_spellings_of_a_term_are_one_term(
    make_site: MakeSite, build_site: BuildSite, one: str, other: str, slug: str
) -> None:
    published = build_site(
        make_site(
            {
                "content/briefs/a.md": f"---\ntitle: A\ncategories: ['{one}']\n---\nText.",
                "content/briefs/b.md": f"---\ntitle: B\ncategories: ['{other}']\n---\nText.",
            }
        )
    )
    assert published.codes == ["spelling"]
    (problem,) = published.diagnostics
    assert f"`{one}`" in problem.message
    assert f"`{other}`" in problem.message
    assert [path for path in published.paths if Path(path).match("categories/*/index.html")] == [
        f"categories/{slug}/index.html"
    ]
    links = published.page(f"/categories/{slug}/").values("a.u-url", "href")
    assert sorted(links) == ["/briefs/a/", "/briefs/b/"]


def test_authors_without_a_file_have_plain_names(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    published = build_site(
        make_site(
            {
                "content/briefs/a.md": "---\ntitle: A\nauthors: A and B\n---\nText.",
                "content/briefs/b.md": "---\ntitle: B\nauthors: [Nobody Known]\n---\nText.",
            }
        )
    )
    assert published.diagnostics == ()
    assert published.page("/authors/a-and-b/").words("h1") == ["A and B"]
    assert published.page("/authors/nobody-known/").words("h1") == ["Nobody Known"]


TITLES = {
    '"': 'The "use first" model',
    "</script>": "a </script><script>alert(1)</script>",
    "]]>": "a ]]> b <![CDATA[ c",
    "{{": "{{ title }} {% if %} {# x #}",
    "500 letters": "word " * 99 + "ends.",
    "right-to-left": "قاعدتان للأتربة النادرة",
    "& and <": "R&D < 5 & more &copy",
    "a smiley": "🎉 party",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_a_title_is_shown_in_full_and_runs_no_code(
    make_site: MakeSite, build_site: BuildSite, title: str
) -> None:
    written = title.replace("'", "''")
    root = make_site({"content/briefs/a.md": f"---\ntitle: '{written}'\n---\nText."})
    published = build_site(root)
    assert published.diagnostics == ()
    words = " ".join(title.split())
    page = published.page("/briefs/a/")
    assert page.words("h1") == [words]
    assert page.words("title")[0].startswith(words)
    shared = [link for link in page.values(".share a", "href") if "intent" in link]
    assert all(words in unquote(link) for link in shared)
    assert shared
    for each in published.pages:
        assert each.errors == []
        assert not any("alert" in text for text in each.words("script:not([type$=json])"))
        assert all(json.loads(text) for text in each.words("script[type$=json]"))


def test_an_empty_asset_does_not_hide_other_problems(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    brief = "---\ntitle: A\n---\n[Gone](gone.md)\n"
    site = build_site(make_site({"content/briefs/a.md": brief, "layouts/assets/site.css": ""}))
    assert site.codes == ["broken-link"]


@pytest.mark.parametrize(
    "error", [AssertionError("x"), RecursionError(), MemoryError(), OverflowError()]
)
def test_an_internal_error_names_the_file_and_the_rest_is_checked(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(entry: Entry, data: bytes, settings: ReadSettings) -> Checked[Value]:
        if entry.path == "bad.md":
            raise error
        return parse_entry(entry, data, settings)

    root = make_site(
        {**BRIEF, "content/bad.md": PLAIN + "Text.", "content/wrong.md": "no front matter"}
    )
    with monkeypatch.context() as patch:
        patch.setattr(parsing, "parse_entry", fail)
        assert problems(build_site(root)) == [
            ("internal-error", "bad.md", 1),
            ("front-matter-missing", "wrong.md", 1),
        ]
    (root / "content/wrong.md").unlink()
    assert problems(build_site(root)) == []


def test_an_internal_error_names_the_output_and_the_rest_is_checked(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes, path: str) -> Checked[Svg | None]:
        if len(path) > len("content/a.svg"):
            raise ZeroDivisionError
        return read_svg(data, path)

    root = make_site({**BRIEF, "content/a.svg": "<svg/>", "content/long.svg": "<svg/>"})
    assert problems(build_site(root)) == []
    (root / "public/long.svg").unlink()
    monkeypatch.setattr(svg, "read_svg", fail)
    assert problems(build_site(root)) == [("internal-error", "long.svg", 1)]


def test_a_file_of_gigabytes_is_refused_without_reading_it(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({**BRIEF, "content/a.md": PLAIN, "content/b.svg": "<svg/>"})
    for name in ("a.md", "b.svg"):
        with (root / "content" / name).open("r+b") as file:
            file.truncate(1 << 40)  # sparse: it takes no space on the disk
    assert problems(build_site(root)) == [("too-large", "a.md", 1), ("too-large", "b.svg", 1)]
