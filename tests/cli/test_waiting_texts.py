"""Scheduled texts are checked ahead of time and counted. A clock that is behind removes none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import pytest

from tests.support.exhaustive import combinations

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

OPEN: Final = {"content/briefs/open.md": "---\ntitle: Open\n---\nText.\n"}
SCHEDULED: Final = "---\ntitle: Waits\nembargo: 2099-01-01 09:30\n{matter}---\n{body}\n"
HOLDS: Final = {
    "embargo": "embargo: 2099-01-01 09:30",
    "date": "date: 2099-01-01 09:30",
    "both": "date: 2098-01-01\nembargo: 2099-01-01 09:30",
}


def scheduled(body: str = "Text.", matter: str = "") -> str:
    return SCHEDULED.format(body=body, matter=matter)


# Problems of scheduled texts


PROBLEMS: Final = {
    "[x](nofile.md)": "broken-link",
    "[x](open.md#nope)": "broken-anchor",
    "![P](none.png)": "broken-link",
    "[x](draft.md)": "unpublished-link",
    "[x](later.md)": "unpublished-link",
}


@pytest.mark.parametrize(("text", "hold"), combinations(PROBLEMS, HOLDS))
def test_a_problem_in_a_scheduled_text_is_reported_before_it_is_published(
    make_site: MakeSite,
    briefgen: Briefgen,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    hold: str,
) -> None:
    code = PROBLEMS[text]
    files = {
        **OPEN,
        "content/briefs/waits.md": f"---\ntitle: Waits\n{HOLDS[hold]}\n---\n{text}\n",
        "content/briefs/draft.md": "---\ntitle: D\ndraft: true\n---\nText.\n",
        "content/briefs/later.md": "---\ntitle: L\nembargo: 2099-02-01\n---\nText.\n",
    }
    root = make_site(files)
    result = briefgen("-C", root, "check")
    assert result.status == 1
    assert result.output.count(f"[{code}]") == 1
    result = briefgen("-C", root, "build")
    assert result.status == 0
    assert result.errors.count("[blocked-release]") == 1
    assert "from 2099-01-01 09:30+00:00, this will stop every build: " in result.errors
    assert briefgen("-C", root, "build", "--strict").status == 1
    moment = int(datetime(2099, 1, 1, 9, 30, tzinfo=UTC).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(moment))
    result = briefgen("-C", root, "build")
    assert result.status == 1
    assert f"[{code}]" in result.errors


@pytest.mark.parametrize(
    "files",
    [
        {"content/briefs/a.md": scheduled(matter="slug: open\n")},
        {"content/briefs/a.md": scheduled(matter="aliases: [/briefs/open/]\n")},
        {"content/briefs/a.md": scheduled(matter="slug: b\n"), "content/briefs/b.md": scheduled()},
        {"content/about.md": scheduled(), "content/about/index.md": "---\ntitle: A\n---\nText.\n"},
    ],
)
def test_a_future_url_collision_is_reported(
    make_site: MakeSite, briefgen: Briefgen, files: dict[str, str]
) -> None:
    root = make_site({**OPEN, **files})
    result = briefgen("-C", root, "check")
    assert (result.status, result.output.count("[url-collision]")) == (1, 1)
    result = briefgen("-C", root, "build")
    assert (result.status, result.errors.count("[blocked-release]")) == (0, 1)


@pytest.mark.parametrize(
    "files",
    [
        {"content/briefs/a.md": scheduled(matter="highlights: ['[x](later.md)']\n")},
        {"content/about.md": scheduled("[x](briefs/later.md)")},
        {"content/index.md": scheduled("[x](briefs/later.md)")},
        {"content/tags/t.md": scheduled("[x](/briefs/later.md)")},
        {"content/authors/mia.md": scheduled("[x](/briefs/later.md)").replace("title", "name")},
        {"content/briefs/a.md": scheduled(matter="authors: [bo]\n"),
         "content/authors/bo.md": "---\nname: Bo\nembargo: 2099-02-01\n---\nText.\n"},
        {"content/briefs/a/index.md": scheduled(), "content/briefs/a/annex.md":
         "---\ntitle: Annex\n---\n[x](/briefs/later.md)\n"},
    ],
)  # fmt: skip
def test_a_link_to_a_text_that_is_published_later_is_reported(
    make_site: MakeSite, briefgen: Briefgen, files: dict[str, str]
) -> None:
    later = "---\ntitle: L\nembargo: 2099-02-01\n---\nText.\n"
    tagged = "---\ntitle: T\ntags: [t]\n---\nText.\n"
    both = {"content/briefs/later.md": later, "content/briefs/tagged.md": tagged}
    root = make_site({**both, **files})
    result = briefgen("-C", root, "check")
    assert (result.status, result.output.count("[unpublished-link]")) == (1, 1)
    assert "from 2099-01-01 09:30+00:00" in briefgen("-C", root, "build").errors


def test_texts_that_are_published_together_can_link_to_each_other(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {
        "content/briefs/a.md": scheduled("[b](b.md#h) and [https](https://example.org/briefs/b/)"),
        "content/briefs/b.md": scheduled("[a](a.md)\n\n## H"),
        "content/b.md": scheduled("[a](briefs/a.md)"),
    }
    root = make_site({**OPEN, **files})
    for command in ("check", "build"):
        result = briefgen("-C", root, command, "--strict")
        assert result.status == 0, result


def test_check_reads_drafts_with_the_drafts_option(make_site: MakeSite, briefgen: Briefgen) -> None:
    text = "---\ntitle: D\ndraft: true\n---\n[x](nofile.md)\n"
    root = make_site({**OPEN, "content/briefs/d.md": text})
    assert briefgen("-C", root, "check").status == 0
    assert briefgen("-C", root, "check", "--drafts").status == 1


def test_the_warning_remains_until_the_text_is_fixed(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({**OPEN, "content/briefs/a.md": scheduled("[x](nofile.md)")})
    for _ in range(2):  # the second time from the cache
        assert "[blocked-release]" in briefgen("-C", root, "build").errors
    Path(root, "content/briefs/a.md").write_text(scheduled("[x](open.md)"))
    assert "[blocked-release]" not in briefgen("-C", root, "build").errors


# Texts that are not published


def test_build_and_check_count_unpublished_texts_and_name_the_next_release(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {
        **OPEN,
        "content/briefs/a.md": "---\ntitle: A\ndraft: true\n---\nText.\n",
        "content/briefs/b.md": scheduled(),
        "content/briefs/c.md": "---\ntitle: C\ndate: 2098-01-01\n---\nText.\n",
        "content/about.md": "---\ntitle: About\ndraft: true\nembargo: 2030-01-01\n---\nText.\n",
        "content/authors/mia.md": "---\nname: Mia\nembargo: 2097-01-01\n---\nText.\n",
    }
    root = make_site(files)
    lines = (
        "Not published: 2 drafts, 2 under embargo, 1 dated in the future\n"
        "Next release: content/authors/mia.md at 2097-01-01 00:00+00:00\n"
    )
    for _ in range(2):
        assert briefgen("-C", root, "build").errors.endswith(lines)
        assert briefgen("-C", root, "check").errors.endswith(lines)
    result = briefgen("-C", root, "build", "--drafts", "--future")
    assert "Not published: 3 under embargo\n" in result.errors


def test_the_summary_is_short_if_every_text_is_published(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    for command in ("build", "check"):
        errors = briefgen("-C", make_site(OPEN), command).errors
        assert "Not published" not in errors
        assert "Next release" not in errors


@pytest.mark.parametrize(
    "folder", ["content/briefs/_posts", "content/briefs/.old", "content/_drafts"]
)
def test_texts_in_ignored_folders_are_reported_if_there_is_no_brief(
    make_site: MakeSite, briefgen: Briefgen, folder: str
) -> None:
    files = {f"{folder}/{n}/2020-01-0{n}-a.markdown": scheduled() for n in range(1, 4)}
    root = make_site({**files, f"{folder}/p.png": b"1"})
    for command in ("check", "build"):
        result = briefgen("-C", root, command)
        shown = result.output + result.errors
        assert f"the site has no published briefs; 3 texts in `{folder}` are skipped" in shown
        assert "write one with" not in shown
    Path(root, folder, "4.md").write_text(scheduled())
    assert "4 texts" in briefgen("-C", root, "check").output


def test_ignored_folders_are_not_mentioned_if_there_are_briefs(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({**OPEN, "content/briefs/_drafts/a.md": scheduled()})
    assert briefgen("-C", root, "check", "--strict").status == 0


# A clock that is behind


def built(briefgen: Briefgen, root: Path, year: int, *options: str) -> tuple[int, str]:
    with patch("briefgen.cli.now", return_value=datetime(year, 6, 1, tzinfo=UTC)):
        result = briefgen("-C", root, "build", *options)
    return result.status, result.errors


@pytest.mark.parametrize("hold", ["embargo: 2026-01-01", "date: 2026-01-01"])
def test_a_clock_behind_the_last_build_removes_no_page(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch, hold: str
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    root = make_site({**OPEN, "content/briefs/a.md": f"---\ntitle: A\n{hold}\n---\nText.\n"})
    page = root / "public/briefs/a/index.html"
    assert built(briefgen, root, 2026)[0] == 0
    for _ in range(2):
        status, errors = built(briefgen, root, 2016)
        assert (status, page.exists()) == (1, True)
        assert "[clock]" in errors
    assert built(briefgen, root, 2016, "--clean")[0] == 0
    assert not page.exists()
    assert built(briefgen, root, 2016)[0] == 0
    assert built(briefgen, root, 2027)[0] == 0
    assert page.exists()


def test_a_clock_behind_the_last_build_is_ignored_if_no_page_would_be_removed(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    root = make_site({**OPEN, "content/briefs/a.md": scheduled()})
    assert built(briefgen, root, 2026)[0] == 0
    assert built(briefgen, root, 2016)[0] == 0


def test_source_date_epoch_is_not_checked_against_the_clock(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({**OPEN, "content/briefs/a.md": scheduled()})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(2**32))
    assert briefgen("-C", root, "build").status == 0
    assert (root / "public/briefs/waits/index.html").exists() or (
        root / "public/briefs/a/index.html"
    ).exists()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert briefgen("-C", root, "build").status == 0
    assert not (root / "public/briefs/a/index.html").exists()
