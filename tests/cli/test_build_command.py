"""`briefgen build`: its output, its messages and its exit status."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefgen import publish
from briefgen.pipeline.inputs import extras

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen, Terminal
    from tests.conftest import MakeSite

Contents = Callable[[Path], dict[str, bytes]]

BRIEF = "---\ntitle: Two bases\n---\nText."
PATIENCE = 60.0


def brief(matter: str = "", body: str = "Text.") -> str:
    return f"---\ntitle: Two bases\n{matter}\n---\n{body}"


def test_a_build_prints_nothing_to_standard_output(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    result = briefgen("-C", root, "build")
    assert (result.status, result.output) == (0, "")
    assert (root / "public/briefs/a/index.html").is_file()


def test_the_summary_counts_written_unchanged_and_removed_files(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {"content/briefs/a.md": BRIEF, "content/data.csv": "1"}
    root = make_site(files, base_url="https://briefs.example.net")
    pattern = (
        rf"{re.escape(str(root / 'public'))}: 1 brief, (\d+) pages, (\d+) written, (\d+) unchanged,"
        r"(?: (\d+) removed,)? 0 warnings, \d+\.\d\d s\n"
    )

    def counts() -> tuple[Any, ...]:
        match = re.fullmatch(pattern, briefgen("-C", root, "build").errors)
        assert match
        return match.groups()

    pages, written, unchanged, removed = counts()
    total = len([path for path in (root / "public").rglob("*") if path.is_file()]) - 1
    assert (written, unchanged, removed) == (str(total), "0", None)
    assert counts() == (pages, "0", str(total), None)
    (root / "content/data.csv").unlink()
    assert counts() == (pages, "0", str(total - 1), "1")


def test_a_build_points_out_the_placeholder_base_url_of_a_new_site(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF}, base_url="https://example.org/")
    for _ in range(2):
        assert "base_url in site.yaml is still https://example.org" in (
            briefgen("-C", root, "build").errors
        )
    result = briefgen("-C", root, "build", "--base-url", "https://briefs.example.net")
    assert "base_url in site.yaml" not in result.errors


def test_warnings_are_shown_and_counted_but_do_not_stop_a_build(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": brief("catagories: [Trade]")})
    result = briefgen("-C", root, "build")
    assert result.status == 0
    assert "content/briefs/a.md:3:1: warning: unknown key `catagories`" in result.errors
    assert ", 1 warning, " in result.errors


def test_with_strict_a_warning_stops_a_build(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    assert briefgen("-C", root, "build", "--strict").status == 0
    before = contents(root / "public")
    make_site({"content/briefs/a.md": brief("catagories: [Trade]")})
    result = briefgen("-C", root, "build", "--strict")
    assert (result.status, result.output) == (1, "")
    assert result.errors.endswith(
        "1 warning (an error with --strict): "
        f"nothing was published, {root / 'public'} is unchanged\n"
    )
    assert contents(root / "public") == before


def test_all_errors_are_reported_and_the_output_is_unchanged(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    briefgen("-C", root, "build")
    before = contents(root / "public")
    make_site(
        {
            "content/briefs/a.md": brief("date: tomorrow", "[x](gone.md)"),
            "content/about.md": "---\ntitle: About\n---\nText.",
            "layouts/page.html": "{{ page.titel }}",
        }
    )
    result = briefgen("-C", root, "build")
    assert (result.status, result.output) == (1, "")
    matches = re.findall(r"^(\S+):\d+:\d+: error: .* \[(\S+)\]$", result.errors, re.MULTILINE)
    assert matches == [
        ("content/briefs/a.md", "wrong-date"),
        ("content/briefs/a.md", "broken-link"),
        ("layouts/page.html", "layout"),
    ]
    assert "3 errors: nothing was published" in result.errors
    assert contents(root / "public") == before


def test_a_layout_that_fails_on_every_page_is_reported_one_time(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {f"content/briefs/{name}.md": BRIEF for name in "abc"}
    root = make_site({**files, "layouts/brief.html": "{{ brief.titel }}"})
    result = briefgen("-C", root, "build")
    assert result.status == 1
    assert result.errors.count("[layout]") == 1
    assert not (root / "public").exists()


def test_a_folder_without_a_site_is_reported_and_not_changed(
    tmp_path: Path, briefgen: Briefgen, contents: Contents
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = briefgen("-C", tmp_path, "build")
    assert result.status == 1
    assert "there is no site.yaml in this folder [site-missing]" in result.errors
    assert contents(tmp_path) == {"notes.txt": b"mine"}


def test_a_missing_folder_is_reported_as_having_no_site(tmp_path: Path, briefgen: Briefgen) -> None:
    result = briefgen("-C", tmp_path / "nowhere", "build")
    assert result.status == 1
    assert "[site-missing]" in result.errors
    assert not (tmp_path / "nowhere").exists()


def test_output_is_relative_to_the_current_directory(
    make_site: MakeSite, briefgen: Briefgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    monkeypatch.chdir(tmp_path)
    assert briefgen("-C", root, "build", "--output", "www").status == 0
    assert (tmp_path / "www/briefs/a/index.html").is_file()
    assert not (root / "public").exists()


def test_base_url_overrides_the_one_in_site_yaml(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    assert briefgen("-C", root, "build", "--base-url", "https://preview.example/pr-7").status == 0
    page = (root / "public/briefs/a/index.html").read_text()
    assert '<link rel="canonical" href="https://preview.example/pr-7/briefs/a/">' in page
    result = briefgen("-C", root, "build", "--base-url", "preview.example")
    assert result.status == 1
    assert "`--base-url` must begin with https:// and a host" in result.errors
    assert "site.yaml" not in result.errors


@pytest.mark.parametrize(
    ("options", "published"),
    [
        ((), ["now"]),
        (("--drafts",), ["draft", "now"]),
        (("--future",), ["future", "now"]),
        (("--drafts", "--future"), ["draft", "future", "now"]),
    ],
    ids=["none", "drafts", "future", "both"],
)
def test_options_publish_drafts_and_future_texts_but_never_texts_under_embargo(
    make_site: MakeSite, briefgen: Briefgen, options: tuple[str, ...], published: list[str]
) -> None:
    root = make_site(
        {
            "content/briefs/now.md": brief("date: 2026-05-31"),
            "content/briefs/draft.md": brief("draft: true"),
            "content/briefs/future.md": brief("date: 2026-06-02"),
            "content/briefs/secret.md": brief("embargo: 2026-06-02T09:00Z"),
        }
    )
    assert briefgen("-C", root, "build", *options).status == 0
    assert sorted(path.parent.name for path in root.glob("public/briefs/*/index.html")) == published


def test_clean_rewrites_every_file(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    briefgen("-C", root, "build")
    page = root / "public/briefs/a/index.html"
    before, inode = page.read_bytes(), page.stat().st_ino
    result = briefgen("-C", root, "build", "--clean")
    assert result.status == 0
    assert " 0 unchanged," in result.errors
    assert page.read_bytes() == before
    assert page.stat().st_ino != inode


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_quiet_shows_only_problems(make_site: MakeSite, briefgen: Briefgen, before: bool) -> None:
    def quietly() -> Any:
        options = ("--quiet", "build") if before else ("build", "--quiet")
        return briefgen("-C", root, *options)

    root = make_site({"content/briefs/a.md": BRIEF})
    assert (quietly().errors, quietly().output) == ("", "")
    make_site({"content/briefs/a.md": "no front matter"})
    result = quietly()
    assert result.status == 1
    assert "content/briefs/a.md:1:1: error: " in result.errors
    assert "nothing was published" not in result.errors


@pytest.mark.parametrize("epoch", ["tomorrow", "²", "9" * 30, "1.5"])
def test_an_invalid_source_date_epoch_is_reported(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    result = briefgen("-C", make_site({"content/briefs/a.md": BRIEF}), "build")
    assert result.status == 2
    assert (
        f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, but is `{epoch}`"
        in result.errors
    )


def test_without_source_date_epoch_the_current_time_is_used(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    root = make_site(
        {
            "content/briefs/past.md": brief("date: 2000-01-01"),
            "content/briefs/future.md": brief("date: 9000-01-01"),
        }
    )
    result = briefgen("-C", root, "build")
    assert "so it is not published until then [future-date]" in result.errors
    assert [path.name for path in (root / "public/briefs").iterdir()] == ["past"]


MANY = {f"content/data/{number}.csv": "1" for number in range(300)}


@pytest.mark.parametrize(
    ("files", "options", "shown"),
    [(MANY, (), True), (MANY, ("--quiet",), False), ({}, (), False)],
    ids=["long", "quiet", "short"],
)
def test_a_long_build_shows_a_progress_bar_in_a_terminal(
    make_site: MakeSite,
    briefgen: Briefgen,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    options: tuple[str, ...],
    shown: bool,
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF, **files})
    with terminal() as (stream, lines):
        monkeypatch.setattr(sys, "stderr", stream)
        assert briefgen("-C", root, "build", "--jobs", "1", *options).status == 0
        monkeypatch.undo()
    assert any(re.search(r"Rendering .* (\d+)/\1\b", line) for line in lines) == shown
    assert any("1 brief," in line for line in lines) == ("--quiet" not in options)


# A file that is being opened when the signal comes is closed by the garbage collector, which warns.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupted_build_exits_with_130(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site({"content/about.md": "---\ntitle: About\n---\nText."})
    assert briefgen("-C", root, "build").status == 0
    before = contents(root / "public")
    (stage,) = root.glob(".briefgen/stage-*")
    shutil.rmtree(stage)
    make_site({"layouts/page.html": "{% for x in range(10 ** 15) %}{% endfor %}"})

    def interrupt() -> None:
        deadline = time.monotonic() + PATIENCE
        while not list(root.glob(".briefgen/stage-*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        thread = threading.Thread(target=interrupt)
        thread.start()
        result = briefgen("-C", root, "build")
        thread.join()
    finally:
        signal.signal(signal.SIGINT, former)
    assert (result.status, result.output) == (130, "")
    assert contents(root / "public") == before


def test_a_build_gives_up_if_another_build_keeps_the_site_locked(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    monkeypatch.setattr(publish, "site_lock", partial(publish.site_lock, patience=0))
    with publish.site_lock(root / ".briefgen") as lock:
        assert lock.value
        result = briefgen("-C", root, "build")
    assert result.status == 1
    assert f"process {os.getpid()} is building this site [busy]" in result.errors
    assert not (root / "public").exists()


def test_a_feature_without_its_library_is_turned_off_with_a_note(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF}, search={"enabled": True})
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    result = briefgen("-C", root, "build")
    assert (result.status, result.output) == (0, "")
    assert (
        "Search is turned off, because a library is not installed. Run: pip install "
        in result.errors
    )
    assert not (root / "public/search").exists()


# Scheduled briefs

WAITING = {
    "content/briefs/a.md": brief(),
    "content/briefs/b.md": brief("slug: b\nembargo: 2026-07-01T09:30:00+02:00"),
    "content/briefs/c.md": brief("slug: c\nembargo: 2026-06-20"),
    "content/briefs/d.md": brief("slug: d\ndate: 2026-06-10\nembargo: 2026-06-05"),
    "content/briefs/e.md": brief("slug: e\nembargo: 2026-06-03\ndraft: true"),
}


def test_print_next_release_prints_a_time_and_builds_nothing(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(WAITING, timezone="Asia/Tokyo")
    for _ in range(2):  # the second time from the cache
        result = briefgen("-C", root, "build", "--print-next-release")
        assert (result.status, result.output, result.errors) == (
            0,
            "2026-06-10T00:00:00+09:00\n",
            "",
        )
    assert not (root / "public").exists()


@pytest.mark.parametrize(
    ("options", "moment"),
    [
        (["--future"], "2026-06-05T00:00:00+00:00"),
        (["--drafts"], "2026-06-03T00:00:00+00:00"),
        (["--drafts", "--future"], "2026-06-03T00:00:00+00:00"),
    ],
)
def test_the_next_release_depends_on_drafts_and_future(
    make_site: MakeSite, briefgen: Briefgen, options: list[str], moment: str
) -> None:
    result = briefgen("-C", make_site(WAITING), "build", "--print-next-release", *options)
    assert result.output == f"{moment}\n"


def test_a_build_at_the_printed_time_publishes_the_brief(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site(WAITING)
    result = briefgen("-C", root, "build", "--print-next-release")
    moment = int(datetime.fromisoformat(result.output.strip()).timestamp())
    for now, is_public in ((moment - 1, False), (moment, True)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now))
        briefgen("-C", root, "build")
        assert (root / "public/briefs/d/index.html").exists() is is_public


def test_print_next_release_prints_nothing_if_no_brief_is_scheduled(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF, "content/briefs/b.md": brief("draft: true")})
    result = briefgen("-C", root, "build", "--print-next-release")
    assert (result.status, result.output, result.errors) == (0, "", "")


def test_print_next_release_prints_no_time_if_the_site_has_errors(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({**WAITING, "content/briefs/f.md": "---\ndate: tomorrow\n---\n"})
    result = briefgen("-C", root, "build", "--print-next-release")
    assert (result.status, result.output) == (1, "")
    assert "[wrong-date]" in result.errors


def test_the_summary_says_when_the_next_brief_is_published(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(WAITING)
    for _ in range(2):
        result = briefgen("-C", root, "build")
        assert result.errors.endswith(
            "\nNot published: 1 draft, 3 under embargo"
            "\nNext release: content/briefs/d.md at 2026-06-10 00:00+00:00\n"
        )
    for name in ("b", "c", "d"):
        (root / f"content/briefs/{name}.md").unlink()
    assert "Next release" not in briefgen("-C", root, "build").errors


def test_a_build_for_reviewers_has_its_own_directory(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF, "content/briefs/b.md": brief("draft: true")})
    assert briefgen("-C", root, "build").status == 0
    before = (root / "public" / publish.MANIFEST).stat()
    receipt = (root / ".briefgen/receipt.json").read_bytes()
    result = briefgen("-C", root, "build", "--review", "--base-url", "https://review.example")
    assert (result.status, result.output) == (0, "")
    assert f"{root / 'review'}: 2 briefs" in result.errors
    assert "Not published" not in result.errors
    assert "not for publication" in (root / "review/briefs/b/index.html").read_text("utf-8")
    assert (root / "public" / publish.MANIFEST).stat() == before
    assert (root / ".briefgen/receipt.json").read_bytes() == receipt
    again = briefgen("-C", root, "build", "--review", "--base-url", "https://review.example")
    assert " 0 written" in again.errors


def test_a_build_for_reviewers_refuses_the_published_site(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    live = root.parent / "live"
    assert briefgen("-C", root, "build", "--output", live).status == 0
    names = sorted(path.name for path in live.rglob("*"))
    for target in (live, live / "review", root / "public"):
        result = briefgen("-C", root, "build", "--review", "--output", target)
        assert result.status == 1
        assert "[foreign-output]" in result.errors
    assert sorted(path.name for path in live.rglob("*")) == names
    assert not (root / "public").exists()
