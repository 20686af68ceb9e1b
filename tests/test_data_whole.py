"""Texts that show the data of files: what is published of it, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

BRIEF = "---\ntitle: {0}\ndate: 2026-03-04\n---\nText.\n\n```table\ndata: {1}\n```\n"


def test_a_page_a_feed_and_the_markdown_show_the_data(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a/index.md": BRIEF.format("A", "_prices.csv"),
        "content/briefs/a/_prices.csv": "year,price\n2025,1 234\n",
    }
    built = build_site(make_quick_site(files))
    assert built.diagnostics == ()
    cells = built.page("/briefs/a/").select(".brief-body :is(th, td)")
    assert [each.text for each in cells] == ["year", "price", "2025", "1,234"]
    assert b"<td>1,234</td>" in built.read("feed.json")
    assert b"| 2025 | 1,234 |" in built.read("briefs/a/index.md")
    assert not [path for path in built.paths if path.endswith(".csv")]


def test_a_data_file_is_also_published(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    files = {
        "content/briefs/a/index.md": BRIEF.format("A", "prices.csv"),
        "content/briefs/a/prices.csv": "year\n2025\n",
    }
    assert build_site(make_quick_site(files)).read("briefs/a/prices.csv") == b"year\n2025\n"


def test_the_data_of_a_withheld_brief_stays_back(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    held = BRIEF.replace("---\nText", "embargo: 2026-12-01\n---\nText")
    files = {
        "content/briefs/a.md": BRIEF.format("A", "../open.csv"),
        "content/briefs/b.md": held.format("B", "../secret.csv"),
        "content/open.csv": "year\n2025\n",
        "content/secret.csv": "year\n2026\n",
    }
    built = build_site(make_quick_site(files))
    assert built.diagnostics == ()
    assert [path for path in built.paths if path.endswith(".csv")] == ["open.csv"]


def test_a_missing_file_has_a_hint(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    files = {
        "content/briefs/a/index.md": BRIEF.format("A", "price.csv"),
        "content/briefs/a/_prices.csv": "year\n",
        "content/briefs/b.md": BRIEF.format("B", "a/_prices.csv"),
    }
    built = build_site(make_quick_site(files))
    (problem,) = built.diagnostics
    assert (problem.code, problem.location.span.line) == ("broken-link", 8)
    assert problem.message == "there is no file `content/briefs/a/price.csv`"


def test_a_highlighted_row_that_no_table_shows_is_reported_where_it_is_named(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    text = BRIEF.format("A", "prices.csv\nhighlight: [Chile, Perú, 3]")
    files = {
        "content/briefs/a/index.md": text,
        "content/briefs/a/prices.csv": "land,price\nChile,1\nPeru,2\n",
    }
    root = make_quick_site(files)
    for _ in range(2):  # the second build makes nothing again
        named, numbered = build_site(root).diagnostics
        assert (named.code, named.hint) == ("unknown-row", "did you mean `Peru`?")
        assert (named.location.span.line, named.location.span.column) == (9, 20)
        assert (numbered.code, numbered.location.span.column) == ("unknown-row", 26)
    (root / "content/briefs/a/prices.csv").write_text("land,price\nChile,1\nPerú,2\nCuba,3\n")
    assert build_site(root).diagnostics == ()


def test_a_highlighted_row_of_a_table_in_the_text_is_looked_for_too(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    rows = "[{land: Chile, price: 1}, {land: Peru, price: 2}]\nhighlight: Bolivia"
    root = make_quick_site({"content/briefs/a.md": BRIEF.format("A", rows)})
    (problem,) = build_site(root).diagnostics
    assert (problem.code, problem.location.span.line) == ("unknown-row", 9)


def test_a_missing_column_is_reported_where_it_is_named(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    text = BRIEF.format("A", "prices.csv\ncolumns: [year, prise]")
    files = {"content/briefs/a/index.md": text, "content/briefs/a/prices.csv": "year,price\n"}
    root = make_quick_site(files)
    (problem,) = build_site(root).diagnostics
    assert (problem.code, problem.hint) == ("unknown-column", "did you mean `price`?")
    assert (problem.location.span.line, problem.location.span.column) == (9, 17)
    (root / "content/briefs/a/prices.csv").write_text("year,prise\n")
    assert build_site(root).diagnostics == ()
