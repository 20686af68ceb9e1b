"""`briefgen check --archive`, with real servers as the web and as the archive."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from briefgen.ledger import archives, saving
from briefgen.model.addresses import absolute
from tests.support import ledger
from tests.support.archive import KEYS, ArchiveServer, Capture, as_json, failing
from tests.support.ledger import entries, interrupt_check
from tests.support.web import Reply

if TYPE_CHECKING:
    from click.testing import Result

    from tests.conftest import BuildSite, MakeSite
    from tests.support.web import Web

CITED: Final = date(2026, 3, 1)
NOT_FOUND: Final = b"<title>Page not found</title>"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing, and have no keys."""
    for module, name, seconds in (
        (archives, "_INDEX_PAUSE", 0.0), (archives, "_SAVING_PAUSE", 0.0),
        (archives, "_BACKOFF", 0.01), (saving, "_POLL", 0.01), (saving, "_SESSIONS", 0.01),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, seconds)
    monkeypatch.delenv("IA_ACCESS_KEY", raising=False)
    monkeypatch.delenv("IA_SECRET_KEY", raising=False)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(("IA_ACCESS_KEY", "IA_SECRET_KEY"), KEYS, strict=True):
        monkeypatch.setenv(name, value)


@pytest.fixture
def page(web: Web) -> str:
    return web.set("/report", Reply())


@pytest.fixture
def root(make_quick_site: MakeSite, archive: ArchiveServer, page: str) -> Path:
    return make_quick_site({"content/briefs/a.md": brief(page)}, sources=settings(archive))


def settings(archive: ArchiveServer, **more: Any) -> dict[str, Any]:
    asking = {"rate": 100, "timeout": 20, "private_addresses": True}
    return {**asking, "archive": {"url": archive.url, "rate": 100, **more}}


def brief(*urls: str, day: str = "2026-03-01", more: str = "") -> str:
    links = " ".join(f"[source {number}]({url})" for number, url in enumerate(urls))
    return f"---\ntitle: A\ndate: {day}\n{more}---\nWords and {links}.\n"


def check(root: Path, *options: str, day: int = 0) -> Result:
    return ledger.check(root, "--archive", *options, day=day)


# Finding copies


def test_the_copy_nearest_to_the_citation_is_found_once(
    root: Path, archive: ArchiveServer, page: str, build_site: BuildSite
) -> None:
    archive.add(page, "20200101000000", "20260226080000", "20260320000000", "20260401000000")
    result = check(root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Looking for 1 archived copy …\n1 archived copy: 1 found\n" in result.stderr
    assert "Archived copies: 1 of 1 sources\n" in result.stderr
    entry = entries(root)[page]
    assert entry.archive_url == archive.copy("20260226080000", page)
    assert entry.archived == date(2026, 2, 26)
    before, request_count = (root / "sources.lock.yaml").read_bytes(), len(archive.web.requests)
    assert "No archived copy is sought." in check(root, day=1).stderr
    assert len(archive.web.requests) == request_count
    assert (root / "sources.lock.yaml").read_bytes() == before
    words = build_site(root).page("/briefs/a/").one(".sources li").text_content()
    assert "archived copy (26 February 2026)" in " ".join(words.split())


def test_accessed_counts_before_the_date_of_the_brief(
    make_quick_site: MakeSite, root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.add(page, "20251201000000", "20260301000000")
    more = f"sources:\n  - {{url: '{page}', title: A, accessed: 2025-12-05}}\n"
    make_quick_site({"content/briefs/a.md": brief(page, more=more)}, sources=settings(archive))
    check(root)
    assert entries(root)[page].archived == date(2025, 12, 1)


def test_redirects_are_followed_in_the_archive_only(
    make_quick_site: MakeSite, archive: ArchiveServer, web: Web
) -> None:
    urls = [web.set(f"/{name}", Reply()) for name in ("moved", "relative", "left")]
    new = web.url("/new")
    archive.add(urls[0], Capture("20260301000000", 301, b"", new))
    archive.add(new, "20260302000000")
    # pywb stores redirects as they were, and does not lead to the copies of their targets.
    headers = {"Memento-Datetime": "Sun, 01 Mar 2026 00:00:00 GMT", "Location": "/new"}
    gate = "/web/20260301120000id_/"
    archive.instead[gate + urls[1]] = [Reply(301, headers)]
    archive.instead[gate + urls[2]] = [Reply(302, {"Location": web.url("/left")})]
    root = make_quick_site({"content/briefs/a.md": brief(*urls)}, sources=settings(archive))
    check(root)
    ledger_entries = entries(root)
    assert ledger_entries[urls[0]].archive_url == archive.copy("20260302000000", new)
    assert ledger_entries[urls[1]].archive_url == archive.copy("20260302000000", new)
    assert not ledger_entries[urls[2]].copies
    assert len(web.asked("/left")) == 1


@pytest.mark.parametrize(
    "wrong", [Capture("20260301000000", 404), Capture("20260301000000", 200, NOT_FOUND)]
)
def test_no_copy_of_an_error_page_is_accepted(
    root: Path, archive: ArchiveServer, page: str, wrong: Capture
) -> None:
    archive.add(page, wrong, "20260307000000", "20260101000000")
    check(root)
    assert entries(root)[page].archived == date(2026, 3, 7)


def test_if_there_are_only_error_pages_that_is_reported(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.add(page, Capture("20260301000000", 503), "20240307000000")
    result = check(root)
    assert (
        "a.md:5:22: warning: the source has no archived copy: what the archive has from that time"
        in (result.stdout)
    )
    assert not entries(root)[page].copies


def test_texts_that_cite_a_source_on_several_days_show_several_copies(
    make_quick_site: MakeSite, archive: ArchiveServer, page: str, build_site: BuildSite
) -> None:
    archive.add(page, "20250110000000", "20260305000000")
    root = make_quick_site(
        {
            "content/briefs/a.md": brief(page, day="2025-01-09"),
            "content/briefs/b.md": brief(page, day="2026-03-01"),
            "content/briefs/c.md": brief(page, day="2026-03-09"),
        },
        sources=settings(archive),
    )
    check(root)
    assert [each.day for each in entries(root)[page].copies] == [
        date(2025, 1, 10), date(2026, 3, 5),
    ]  # fmt: skip
    site = build_site(root)
    shown = {
        name: site.page(f"/briefs/{name}/").select(".sources a")[0].get("data-versiondate")
        for name in "abc"
    }
    assert shown == {"a": "2025-01-10", "b": "2026-03-05", "c": "2026-03-05"}


@pytest.mark.parametrize(
    "copy", ["https://perma.cc/AB12-CD34", "https://archive.ph/20260301000000/https://a.example/"]
)
def test_a_copy_in_the_front_matter_is_shown_and_the_archive_is_not_asked(
    make_quick_site: MakeSite, archive: ArchiveServer, page: str, build_site: BuildSite, copy: str
) -> None:
    archive.add(page, "20260301000000")
    more = f"sources:\n  - {{url: '{page}', title: A, archive_url: '{copy}'}}\n"
    root = make_quick_site(
        {"content/briefs/a.md": brief(page, more=more)}, sources=settings(archive)
    )
    assert "Archived copies: 1 of 1 sources" in check(root).stderr
    assert archive.web.requests == []
    links = build_site(root).page("/briefs/a/").select(".sources li a.source-link")
    assert [each.get("href") for each in links] == [page, copy]


def test_a_dead_source_whose_copy_was_just_found_needs_no_other(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    ledger = f'"{page}":\n  state: gone\n  checked: 2026-03-20\n  dead: true\n  since: 2026-03-01\n'
    (root / "sources.lock.yaml").write_text(ledger)
    archive.add(page, "20260301000000")
    assert "readers get the archived copy" in check(root).stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_of_changed_briefs_only_their_sources_are_sought(
    make_quick_site: MakeSite, root: Path, archive: ArchiveServer, page: str, web: Web
) -> None:
    other = web.set("/other", Reply())
    for copy in (page, other):
        archive.add(copy, "20260301000000")
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q", "-b", "main"), ("add", "."), (*author, "commit", "-qm", "A")):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    make_quick_site({"content/briefs/b.md": brief(other)}, sources=settings(archive))
    assert "Archived copies: 1 of 1 sources" in check(root, "--changed").stderr
    assert list(entries(root)) == [other]


# What is missing


def test_a_copy_that_is_too_far_is_not_accepted_but_named(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.add(page, "20250101000000")
    result = check(root)
    assert "the nearest one is from 2025-01-01 [no-archived-copy]" in result.stdout
    assert f"archive_url: {archive.copy('20250101000000', page)}" in result.stdout
    assert "To have 1 page saved, set IA_ACCESS_KEY and IA_SECRET_KEY" in result.stderr
    assert "Archived copies: 0 of 1 sources" in result.stderr
    assert archive.saved == []


def test_the_distance_can_be_set(
    make_quick_site: MakeSite, root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.add(page, "20250101000000")
    make_quick_site({}, sources=settings(archive, distance=500))
    check(root)
    assert entries(root)[page].archived == date(2025, 1, 1)


def test_what_is_missing_is_reported_each_time_but_sought_only_after_a_while(
    root: Path, archive: ArchiveServer
) -> None:
    before = check(root)
    assert "the source has no archived copy: the archive has none" in before.stdout
    written, request_count = (root / "sources.lock.yaml").read_bytes(), len(archive.web.requests)
    assert check(root, day=13).stdout == before.stdout
    assert (len(archive.web.requests), check(root, day=14).stdout) == (request_count, before.stdout)
    assert len(archive.web.requests) == request_count + 1
    assert (root / "sources.lock.yaml").read_bytes() == written


def test_offline_the_archive_is_not_asked(root: Path, archive: ArchiveServer) -> None:
    check(root)
    request_count = len(archive.web.requests)
    result = check(root, "--offline", day=60)
    assert "no archived copy: the archive has none" in result.stdout
    assert len(archive.web.requests) == request_count


# Saving


@pytest.mark.usefixtures("keys")
def test_a_page_without_a_copy_is_saved(root: Path, archive: ArchiveServer, page: str) -> None:
    archive.add(page, "20250101000000")
    result = check(root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 archived copy: 1 saved" in result.stderr
    assert archive.saved == [page]
    assert len(archive.asked("/save/status/spn2-1")) == 2
    entry = entries(root)[page]
    assert entry.archive_url == archive.copy(archive.now, page)
    assert entry.archived == date(2026, 4, 1)
    check(root, day=40)
    assert archive.saved == [page]


@pytest.mark.usefixtures("keys")
def test_a_page_that_cannot_be_saved_is_reported_and_tried_again_after_a_while(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.jobs[page] = failing("no-access", "The server refused.  It does so\nalways.")()
    result = check(root)
    assert "no archived copy: the archive could not save it: The server refused. It does so" in (
        result.stdout
    )
    assert "To have" not in result.stderr
    assert check(root, day=1).stdout == result.stdout
    assert archive.saved == [page]
    del archive.jobs[page]
    assert check(root, day=14).stdout == ""
    assert archive.saved == [page, page]


@pytest.mark.usefixtures("keys")
def test_a_saved_error_page_is_no_copy(root: Path, archive: ArchiveServer, page: str) -> None:
    wrong = Capture("20260401000000", 200, NOT_FOUND)
    archive.jobs[page] = iter([archive.success(page, wrong)])
    assert "could not save it: what it saved is an error page" in check(root).stdout
    assert not entries(root)[page].copies


@pytest.mark.usefixtures("keys")
def test_what_was_not_cited_is_not_saved(root: Path, archive: ArchiveServer, web: Web) -> None:
    web.set("/report", Reply(404, body=NOT_FOUND))
    check(root)
    assert archive.saved == []


@pytest.mark.usefixtures("keys")
def test_the_trouble_of_the_archive_is_not_that_of_the_page(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.jobs[page] = failing("celery", "Cannot start the task.")()
    result = check(root)
    assert result.stdout == ""
    assert "not found or saved yet: Cannot start the task. Run the command again" in result.stderr
    del archive.jobs[page]
    assert "1 saved" in check(root).stderr


@pytest.mark.usefixtures("keys")
def test_the_archive_is_given_the_time_that_it_asks_for(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.instead["/web/"] = [Reply(429, {"Retry-After": "1"})]
    full = {"status": "error", "status_ext": "error:user-session-limit", "message": "Too many."}
    archive.instead["/save"] = [Reply(429, {"Retry-After": "1"}), as_json(full)]
    began = time.monotonic()
    check(root)
    assert time.monotonic() - began > 1.8
    assert entries(root)[page].archived == date(2026, 4, 1)


@pytest.mark.usefixtures("keys")
def test_a_day_without_more_captures_ends_the_saving_but_not_the_search(
    make_quick_site: MakeSite, archive: ArchiveServer, web: Web
) -> None:
    urls = [web.set(f"/{number}", Reply()) for number in range(12)]
    archive.add(urls[-1], "20260301000000")
    full = {"status": "error", "status_ext": "error:max-daily-bandwidth", "message": "Full."}
    archive.instead["/save"] = [as_json(full) for _ in urls]
    root = make_quick_site({"content/briefs/a.md": brief(*urls)}, sources=settings(archive))
    result = check(root)
    assert "11 archived copies not found or saved yet: Full. Run the command again" in result.stderr
    assert len(archive.asked("/save")) <= 4
    assert entries(root)[urls[-1]].copies


def test_wrong_keys_are_reported(
    root: Path, archive: ArchiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IA_ACCESS_KEY", "x")
    monkeypatch.setenv("IA_SECRET_KEY", "not-the-secret")
    result = check(root)
    assert "the archive refuses the keys; check IA_ACCESS_KEY and IA_SECRET_KEY" in result.stderr
    assert "not-the-secret" not in result.output
    assert archive.saved == []


def test_pages_are_saved_at_once_when_there_are_keys(
    root: Path, archive: ArchiveServer, page: str, request: pytest.FixtureRequest
) -> None:
    check(root)
    request.getfixturevalue("keys")
    assert "1 saved" in check(root).stderr
    assert archive.saved == [page]


@pytest.mark.usefixtures("keys")
def test_keys_are_not_sent_to_any_archive_that_a_site_names(
    make_quick_site: MakeSite, root: Path, archive: ArchiveServer
) -> None:
    url = archive.url.replace("127.0.0.1", "0.0.0.0")
    make_quick_site({}, sources={**settings(archive), "archive": {"url": url, "rate": 100}})
    result = check(root)
    assert f"Nothing is saved in {url}, because keys are sent only to archive.org." in result.stderr
    assert archive.asked("/web/")
    assert archive.saved == []
    assert not any("authorization" in each.headers for each in archive.web.requests)


# Trouble


def test_an_index_that_does_not_answer_is_asked_later(
    root: Path, archive: ArchiveServer, page: str
) -> None:
    archive.add(page, Capture("20260301000000", 404), "20260307000000")
    archive.instead["/cdx/"] = [Reply(503)] * 3
    assert "its index does not answer: it answers 503. Run" in check(root).stderr
    assert "1 found" in check(root).stderr


def test_an_archive_that_is_down_is_left_alone_and_nothing_is_lost(
    make_quick_site: MakeSite, archive: ArchiveServer, web: Web, build_site: BuildSite
) -> None:
    urls = [web.set(f"/{number}", Reply()) for number in range(20)]
    archive.add(urls[0], "20260301000000")
    root = make_quick_site({"content/briefs/a.md": brief(urls[0])}, sources=settings(archive))
    check(root)
    copy = entries(root)[urls[0]].archive_url
    make_quick_site({"content/briefs/a.md": brief(*urls)}, sources=settings(archive))
    archive.instead["/web/"] = [Reply(503)] * 1000
    result = check(root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "19 archived copies not found or saved yet: " in result.stderr
    assert len(archive.web.requests) < 30
    assert entries(root)[urls[0]].archive_url == copy
    published = build_site(root).contents
    assert copy.encode() in published["briefs/a/index.html"]
    assert check(root).stdout == ""
    assert build_site(root).contents == published
    archive.instead.clear()
    assert "the archive has none" in check(root).stdout


def test_an_archive_that_asks_for_hours_is_asked_later(root: Path, archive: ArchiveServer) -> None:
    archive.instead["/web/"] = [Reply(429, {"Retry-After": "7200"})]
    result = check(root)
    assert "it answers 429, and asks to wait for 120 minutes. Run the command again later." in (
        result.stderr
    )
    assert len(archive.web.requests) == 1


def test_nothing_listens_where_the_archive_should_be(
    make_quick_site: MakeSite, root: Path, archive: ArchiveServer
) -> None:
    make_quick_site({}, sources={**settings(archive), "archive": "http://127.0.0.1:1"})
    assert "1 archived copy not found or saved yet: " in check(root).stderr


def test_an_archive_in_a_private_network_is_not_asked(
    make_quick_site: MakeSite, root: Path, archive: ArchiveServer
) -> None:
    make_quick_site({}, sources={**settings(archive), "private_addresses": False})
    result = check(root)
    assert "is in a private network" in result.stderr
    assert archive.web.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_search_that_is_killed_keeps_what_it_found(
    make_quick_site: MakeSite, archive: ArchiveServer, web: Web
) -> None:
    urls = [web.set(f"/{place}", Reply()) for place in range(16)]
    for url in urls:
        archive.add(url, "20260301000000")
    archive.delay = 0.1
    root = make_quick_site({"content/briefs/a.md": brief(*urls)}, sources=settings(archive))
    interrupt_check(root, "--archive", lambda: len(archive.web.requests) >= 14, signal.SIGKILL)
    first = set(archive.asked("/web/20260301120000"))
    archive.delay = 0.0
    assert "Archived copies: 16 of 16 sources" in check(root).stderr
    again = [path for path in archive.asked("/web/20260301120000") if path in first]
    # Only those that were under way when it stopped are asked twice.
    assert 5 < len(first) < 16
    assert len(again) - len(first) <= 4


@pytest.mark.usefixtures("keys")
def test_a_job_that_was_not_done_in_time_is_asked_for_again(
    root: Path, archive: ArchiveServer, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_LONGEST", 0.0)
    archive.jobs[page] = iter([{"status": "pending"}, archive.success(page)])
    assert "yet: the archive is still saving it. Run" in check(root).stderr
    assert "1 saved" in check(root).stderr
    assert archive.saved == [page]


# The site's own briefs


@pytest.mark.usefixtures("keys")
def test_published_briefs_are_saved_as_they_were_last_updated(
    make_quick_site: MakeSite, archive: ArchiveServer
) -> None:
    files = {
        "content/briefs/old.md": brief(day="2025-01-01"),
        "content/briefs/new.md": brief(day="2026-03-30"),
        "content/briefs/draft.md": brief(more="draft: true\n"),
    }
    old, new = (absolute("https://example.org", f"/briefs/{name}/") for name in ("old", "new"))
    archive.add(old, "20250301000000")
    archive.add(new, "20260301000000")
    root = make_quick_site(files, sources=settings(archive))
    result = check(root, "--own")
    assert "Archived copies: 2 of 2 briefs" in result.stderr
    assert "1 found, 1 saved" in result.stderr
    assert archive.saved == [new]
    assert {url: each.archived for url, each in entries(root).items()} == {
        new: date(2026, 4, 1), old: date(2025, 3, 1),
    }  # fmt: skip
    check(root, "--own", day=3)
    assert archive.saved == [new]
    updated = brief(day="2025-01-01", more="updated: 2026-04-03\n")
    make_quick_site({"content/briefs/old.md": updated}, sources=settings(archive))
    archive.now = "20260405000000"
    check(root, "--own", day=5)
    assert archive.saved == [new, old]
    assert entries(root)[old].archived == date(2026, 4, 5)
    (root / "content/briefs/new.md").unlink()
    check(root, day=6)
    assert set(entries(root)) == {old}


def test_a_brief_that_is_not_on_the_web_yet_is_reported(
    root: Path, archive: ArchiveServer, request: pytest.FixtureRequest, web: Web
) -> None:
    request.getfixturevalue("keys")
    archive.jobs["https://example.org/briefs/a/"] = failing("not-found", "There is no page.")()
    result = check(root, "--own")
    assert "the brief has no archived copy: the archive could not save it: There is no" in (
        result.stdout
    )
    assert "check that https://example.org/briefs/a/ is on the web" in result.stdout
    assert web.requests == []


def test_own_briefs_and_sources_at_once(root: Path, archive: ArchiveServer, page: str) -> None:
    archive.add(page, "20260301000000")
    archive.add("https://example.org/briefs/a/", "20260302000000")
    result = check(root, "--sources", "--own")
    assert "Archived copies: 1 of 1 sources, 1 of 1 briefs" in result.stderr
    check(root, "--sources", day=31)
    assert len(entries(root)) == 2


@pytest.mark.parametrize("option", ["--drafts", "--future"])
def test_what_is_not_published_is_not_shown_to_the_archive(root: Path, option: str) -> None:
    result = check(root, "--own", option)
    assert result.exit_code == 2
    assert f"--own is for published briefs: leave out {option}" in result.output
