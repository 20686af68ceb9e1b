"""Texts that wait: checked ahead, counted, and never withdrawn because a clock fell back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen, MakeSite

OPEN: Final = {"content/briefs/open.md": "---\ntitle: Open\n---\nText.\n"}
WAITS: Final = "---\ntitle: Waits\nembargo: 2099-01-01 09:30\n{matter}---\n{body}\n"
HOLDS: Final = {
    "embargo": "embargo: 2099-01-01 09:30",
    "date": "date: 2099-01-01 09:30",
    "both": "date: 2098-01-01\nembargo: 2099-01-01 09:30",
}


def waits(body: str = "Text.", matter: str = "") -> str:
    return WAITS.format(body=body, matter=matter)


# What will be wrong


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[x](nofile.md)", "broken-link"),
        ("[x](open.md#nope)", "broken-anchor"),
        ("![P](none.png)", "broken-link"),
        ("[x](draft.md)", "unpublished-link"),
        ("[x](later.md)", "unpublished-link"),
    ],
)
def test_what_is_wrong_with_a_text_that_waits_is_told_before_it_comes_out(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch,
    hold: str, text: str, code: str,
) -> None:  # fmt: skip
    files = {
        **OPEN,
        "content/briefs/waits.md": f"---\ntitle: Waits\n{hold}\n---\n{text}\n",
        "content/briefs/draft.md": "---\ntitle: D\ndraft: true\n---\nText.\n",
        "content/briefs/later.md": "---\ntitle: L\nembargo: 2099-02-01\n---\nText.\n",
    }
    root = make_site(files)
    said = briefgen("-C", root, "check")
    assert said.status == 1
    assert said.output.count(f"[{code}]") == 1
    said = briefgen("-C", root, "build")
    assert said.status == 0
    assert said.errors.count("[blocked-release]") == 1
    assert "from 2099-01-01 09:30+00:00 on, this will stop every build: " in said.errors
    assert briefgen("-C", root, "build", "--strict").status == 1
    moment = int(datetime(2099, 1, 1, 9, 30, tzinfo=UTC).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(moment))
    said = briefgen("-C", root, "build")
    assert said.status == 1
    assert f"[{code}]" in said.errors


@pytest.mark.parametrize(
    "files",
    [
        {"content/briefs/a.md": waits(matter="slug: open\n")},
        {"content/briefs/a.md": waits(matter="aliases: [/briefs/open/]\n")},
        {"content/briefs/a.md": waits(matter="slug: b\n"), "content/briefs/b.md": waits()},
        {"content/about.md": waits(), "content/about/index.md": "---\ntitle: A\n---\nText.\n"},
    ],
)
def test_an_address_that_will_be_taken_is_told_too(
    make_site: MakeSite, briefgen: Briefgen, files: dict[str, str]
) -> None:
    root = make_site({**OPEN, **files})
    said = briefgen("-C", root, "check")
    assert (said.status, said.output.count("[url-collision]")) == (1, 1)
    said = briefgen("-C", root, "build")
    assert (said.status, said.errors.count("[blocked-release]")) == (0, 1)


@pytest.mark.parametrize(
    "files",
    [
        {"content/briefs/a.md": waits(matter="highlights: ['[x](later.md)']\n")},
        {"content/about.md": waits("[x](briefs/later.md)")},
        {"content/index.md": waits("[x](briefs/later.md)")},
        {"content/tags/t.md": waits("[x](/briefs/later.md)")},
        {"content/authors/mia.md": waits("[x](/briefs/later.md)").replace("title", "name")},
        {"content/briefs/a.md": waits(matter="authors: [bo]\n"),
         "content/authors/bo.md": "---\nname: Bo\nembargo: 2099-02-01\n---\nText.\n"},
        {"content/briefs/a/index.md": waits(), "content/briefs/a/annex.md":
         "---\ntitle: Annex\n---\n[x](/briefs/later.md)\n"},
    ],
)  # fmt: skip
def test_a_link_to_what_comes_out_later_still_is_told(
    make_site: MakeSite, briefgen: Briefgen, files: dict[str, str]
) -> None:
    later = "---\ntitle: L\nembargo: 2099-02-01\n---\nText.\n"
    tagged = "---\ntitle: T\ntags: [t]\n---\nText.\n"
    both = {"content/briefs/later.md": later, "content/briefs/tagged.md": tagged}
    root = make_site({**both, **files})
    said = briefgen("-C", root, "check")
    assert (said.status, said.output.count("[unpublished-link]")) == (1, 1)
    assert "from 2099-01-01 09:30+00:00 on" in briefgen("-C", root, "build").errors


def test_a_link_between_two_that_come_out_together_is_right(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {
        "content/briefs/a.md": waits("[b](b.md#h) and [https](https://example.org/briefs/b/)"),
        "content/briefs/b.md": waits("[a](a.md)\n\n## H"),
        "content/b.md": waits("[a](briefs/a.md)"),
    }
    root = make_site({**OPEN, **files})
    for command in ("check", "build"):
        said = briefgen("-C", root, command, "--strict")
        assert said.status == 0, said


def test_a_draft_is_looked_at_when_it_is_asked_for(make_site: MakeSite, briefgen: Briefgen) -> None:
    text = "---\ntitle: D\ndraft: true\n---\n[x](nofile.md)\n"
    root = make_site({**OPEN, "content/briefs/d.md": text})
    assert briefgen("-C", root, "check").status == 0
    assert briefgen("-C", root, "check", "--drafts").status == 1


def test_the_warning_is_there_until_the_text_is_right(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({**OPEN, "content/briefs/a.md": waits("[x](nofile.md)")})
    for _ in range(2):  # the second time from what was kept
        assert "[blocked-release]" in briefgen("-C", root, "build").errors
    Path(root, "content/briefs/a.md").write_text(waits("[x](open.md)"))
    assert "[blocked-release]" not in briefgen("-C", root, "build").errors


# What is left out


def test_both_commands_say_what_is_left_out_and_what_comes_out_next(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {
        **OPEN,
        "content/briefs/a.md": "---\ntitle: A\ndraft: true\n---\nText.\n",
        "content/briefs/b.md": waits(),
        "content/briefs/c.md": "---\ntitle: C\ndate: 2098-01-01\n---\nText.\n",
        "content/about.md": "---\ntitle: About\ndraft: true\nembargo: 2030-01-01\n---\nText.\n",
        "content/authors/mia.md": "---\nname: Mia\nembargo: 2097-01-01\n---\nText.\n",
    }
    root = make_site(files)
    lines = (
        "Left out: 2 drafts, 2 under embargo, 1 dated in the future\n"
        "Next release: content/authors/mia.md at 2097-01-01 00:00+00:00\n"
    )
    for _ in range(2):
        assert briefgen("-C", root, "build").errors.endswith(lines)
        assert briefgen("-C", root, "check").errors.endswith(lines)
    said = briefgen("-C", root, "build", "--drafts", "--future")
    assert "Left out: 3 under embargo\n" in said.errors


def test_nothing_is_said_where_nothing_waits(make_site: MakeSite, briefgen: Briefgen) -> None:
    for command in ("build", "check"):
        errors = briefgen("-C", make_site(OPEN), command).errors
        assert "Left out" not in errors
        assert "Next release" not in errors


@pytest.mark.parametrize(
    "folder", ["content/briefs/_posts", "content/briefs/.old", "content/_drafts"]
)
def test_texts_in_a_folder_that_is_left_out_are_counted_where_there_is_no_brief(
    make_site: MakeSite, briefgen: Briefgen, folder: str
) -> None:
    files = {f"{folder}/{n}/2020-01-0{n}-a.markdown": waits() for n in range(1, 4)}
    root = make_site({**files, f"{folder}/p.png": b"1"})
    for command in ("check", "build"):
        said = briefgen("-C", root, command)
        shown = said.output + said.errors
        assert f"the site has no published brief; 3 texts in `{folder}` are left out" in shown
        assert "write one with" not in shown
    Path(root, folder, "4.md").write_text(waits())
    assert "4 texts" in briefgen("-C", root, "check").output


def test_such_a_folder_beside_briefs_is_nobodys_business(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({**OPEN, "content/briefs/_drafts/a.md": waits()})
    assert briefgen("-C", root, "check", "--strict").status == 0


# A clock that fell back


def built(briefgen: Briefgen, root: Path, year: int, *options: str) -> tuple[int, str]:
    with patch("briefgen.cli._now", return_value=datetime(year, 6, 1, tzinfo=UTC)):
        said = briefgen("-C", root, "build", *options)
    return said.status, said.errors


@pytest.mark.parametrize("hold", ["embargo: 2026-01-01", "date: 2026-01-01"])
def test_a_clock_that_fell_back_withdraws_nothing(
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


def test_a_clock_that_fell_back_is_no_matter_where_nothing_is_withdrawn(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    root = make_site({**OPEN, "content/briefs/a.md": waits()})
    assert built(briefgen, root, 2026)[0] == 0
    assert built(briefgen, root, 2016)[0] == 0


def test_a_time_that_was_set_is_no_clock(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({**OPEN, "content/briefs/a.md": waits()})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(2**32))
    assert briefgen("-C", root, "build").status == 0
    assert (root / "public/briefs/waits/index.html").exists() or (
        root / "public/briefs/a/index.html"
    ).exists()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert briefgen("-C", root, "build").status == 0
    assert not (root / "public/briefs/a/index.html").exists()
