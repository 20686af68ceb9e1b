"""`briefgen check` says how texts could be better; builds do not, unless a site wants that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.editorial import LACKING
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

BARE = {"content/briefs/a.md": "---\ntitle: A\n---\nText with a [link](b.md).\n"}
B = {
    "content/briefs/b.md": "---\ntitle: B\ndate: 2026-03-04\nsummary: S.\nhighlights: [H]\n---\n"
    "See the [report](https://a.org/).\n"
}


def codes(briefgen: Briefgen, root: Path, *options: str) -> list[str]:
    return sorted(each["code"] for each in reports(briefgen, root, *options))


def reports(briefgen: Briefgen, root: Path, *options: str) -> list[dict[str, Any]]:
    result = briefgen("-C", root, "check", "--format", "json", *options)
    return list(json.loads(result.output))


def test_a_check_says_what_a_brief_lacks_and_a_build_is_quiet(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({**BARE, **B}, checks=None)
    for _ in range(2):  # the second time from the cache
        assert codes(briefgen, root) == [*LACKING, "vague-link"]
        built = briefgen("-C", root, "build", "--strict")
        assert (built.status, built.errors.count(" warning: ")) == (0, 0)


def test_a_level_makes_a_build_report_it(make_site: MakeSite, briefgen: Briefgen) -> None:
    levels = {"no-date": "warning", "vague-link": "warning"}
    root = make_site({**BARE, **B}, checks=levels)
    built = briefgen("-C", root, "build")
    assert built.status == 0
    assert (built.errors.count("[no-date]"), built.errors.count("[vague-link]")) == (1, 1)
    assert "[no-summary]" not in built.errors
    make_site(checks={"no-date": "error"})
    assert briefgen("-C", root, "build").status == 1
    make_site()
    assert codes(briefgen, root) == ["vague-link"]


def test_a_brief_turns_a_code_off_for_itself(make_site: MakeSite, briefgen: Briefgen) -> None:
    text = BARE["content/briefs/a.md"].replace(
        "A\n", "A\nchecks: {no-date: off, vague-link: off}\n"
    )
    root = make_site({"content/briefs/a.md": text, **B}, checks=None)
    assert codes(briefgen, root) == [*LACKING[1:]]


def test_a_wrong_date_is_not_called_missing_too(make_site: MakeSite, briefgen: Briefgen) -> None:
    text = BARE["content/briefs/a.md"].replace("A\n", "A\ndate: 2026-02-30\n")
    root = make_site({"content/briefs/a.md": text, **B}, checks=None)
    assert codes(briefgen, root) == [*LACKING[1:], "vague-link", "wrong-date"]


def test_drafts_may_lack_anything_but_scheduled_texts_may_not(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    draft = {"content/briefs/a.md": "---\ntitle: A\ndraft: true\n---\nText.\n"}
    root = make_site({**draft, **B}, checks=None)
    assert codes(briefgen, root) == []
    assert codes(briefgen, root, "--drafts") == [*LACKING]
    scheduled = {"content/briefs/a.md": "---\ntitle: A\nembargo: 2099-01-01\n---\nText.\n"}
    make_site(scheduled, checks=None)
    assert codes(briefgen, root) == [*LACKING]


def with_terms(*lists: str) -> dict[str, str]:
    """Return briefs with lists of categories."""
    return {
        f"content/briefs/b{number}.md": (
            f"---\ntitle: B{number}\ncategories: [{names}]\n---\nText.\n"
        )
        for number, names in enumerate(lists)
    }


@pytest.mark.parametrize(
    ("once", "often", "is_reported"),
    [
        ("Industral policy", "Industrial policy", True),
        ("Idnustrial policy", "Industrial policy", True),
        ("Tariff", "Tariffs", True),
        ("Iran", "Iraq", False),
        ("Gambia", "Zambia", False),
        ("Plan 2025", "Plan 2026", False),
        ("Trade", "Tariffs", False),
        ("稀土产业政策", "稀土产业政府", False),
    ],
)
def test_a_term_used_once_that_looks_like_a_misspelling(
    make_site: MakeSite, briefgen: Briefgen, once: str, often: str, is_reported: bool
) -> None:
    root = make_site(with_terms(once, often, often))
    diagnostics = reports(briefgen, root)
    assert [each["code"] for each in diagnostics] == ["near-term"] * is_reported
    for each in diagnostics:
        assert (each["line"], each["column"]) == (3, 14)
        assert f"write `{often}`" in each["hint"]


def test_a_term_is_meant_if_it_has_a_file_or_a_brief_has_both(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(with_terms("Tariff", "Tariffs", "Tariffs"))
    make_site({"content/categories/tariff.md": "---\ntitle: Tariff\n---\n"})
    assert codes(briefgen, root) == []
    root = make_site(with_terms("Tariff, Tariffs", "Tariffs"), "other")
    assert codes(briefgen, root) == []


def test_two_texts_with_one_title_in_one_language(make_site: MakeSite, briefgen: Briefgen) -> None:
    head = "---\ntitle: {}\ndate: {}\n---\nText.\n"
    files = {
        "content/about.md": "---\ntitle: About us\n---\nText.\n",
        "content/briefs/old.md": head.format("Wages", "2024-03-04"),
        "content/briefs/new.md": head.format("wages ", "2025-03-04"),
        "content/briefs/de.md": head.format("Wages\nlanguage: de", "2025-03-05"),
        "content/briefs/us.md": head.format("About  Us", "2025-03-06"),
    }
    diagnostics = reports(briefgen, make_site(files, checks={"duplicate-title": "warning"}))
    assert [(each["path"], each["message"]) for each in diagnostics] == [
        ("content/briefs/new.md", "content/briefs/old.md has the same title"),
        ("content/briefs/us.md", "content/about.md has the same title"),
    ]


def test_a_large_image_is_reported_once_where_a_text_shows_it(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    large = b"GIF89a" + bytes(600_000)
    files: dict[str, str | bytes] = {
        "content/briefs/a/index.md": "---\ntitle: A\n---\nText.\n\n![A map](map.gif)\n",
        "content/briefs/b.md": "---\ntitle: B\n---\n![A map](a/map.gif) and ![M](/small.gif)\n",
        "content/briefs/a/map.gif": large,
        "content/small.gif": b"GIF89a" + bytes(400_000),
        "content/unused.gif": large,
        "content/data.csv": large,
    }
    root = make_site(files)
    diagnostics = reports(briefgen, root)
    assert [(each["path"], each["line"], each["code"]) for each in diagnostics] == [
        ("content/briefs/a/index.md", 6, "large-image"),
        ("content/unused.gif", 1, "large-image"),
    ]
    (root / "content/briefs/a/map.gif").write_bytes(b"GIF89a" + bytes(100))
    assert [each["path"] for each in reports(briefgen, root)] == ["content/unused.gif"]


@exhaustive
def test_what_many_briefs_lack_is_said_once(make_site: MakeSite, briefgen: Briefgen) -> None:
    texts = {f"content/briefs/b{n}.md": f"---\ntitle: B{n}\n---\nText.\n" for n in range(30)}
    root = make_site(texts, checks=None)
    result = briefgen("-C", root, "check")
    assert result.output.count("[no-summary]") == 1
    assert "in 30 places in 30 files" in result.output
    assert briefgen("-C", root, "check", "--all").output.count("[no-summary]") == 30
    assert codes(briefgen, root).count("no-summary") == 30
