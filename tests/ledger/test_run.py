"""`briefgen check --sources`, with a real server as the web."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result

from briefgen.cli import cli
from tests.support import ledger
from tests.support.ledger import entries, interrupt_check
from tests.support.web import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import BuildSite, MakeSite
    from tests.support.web import Web

ARTICLE: Final = (
    "<!doctype html><html><head><title>Wages in 2025 - The Institute</title>"
    '<meta property="og:title" content="Wages in 2025">'
    '<meta property="og:site_name" content="The Institute">'
    '<meta name="citation_author" content="Ada Example">'
    '<meta name="citation_author" content="Bela Sample">'
    '<meta property="article:published_time" content="2025-03-04T10:00:00Z"></head>'
    "<body><article><h1>Wages in 2025</h1>"
    + "".join(f"<p>Wages rose in sector {n}, and the reasons differ.</p>" for n in range(40))
    + "</article></body></html>"
).encode()


@pytest.fixture
def root(make_quick_site: MakeSite, web: Web) -> Path:
    return make_quick_site({"content/briefs/a.md": text_with(web.url("/report"))}, sources=QUICK)


QUICK: Final = {"rate": 100, "timeout": 20, "private_addresses": True}


def text_with(*urls: str) -> str:
    links = " ".join(f"[source {number}]({url})" for number, url in enumerate(urls))
    return f"---\ntitle: A\n---\nWords and {links}.\n"


def check(root: Path, *options: str, day: int = 0) -> Result:
    return ledger.check(root, "--sources", *options, day=day)


def test_what_a_source_says_of_itself_is_learned(root: Path, web: Web) -> None:
    web.set("/report", Reply(body=ARTICLE))
    result = check(root)
    assert result.exit_code == 0
    assert "1 source: 1 can be read" in result.stderr
    entry = entries(root)[web.url("/report")]
    assert (entry.state, entry.title, entry.publisher) == ("ok", "Wages in 2025", "The Institute")
    assert (entry.authors, entry.date) == (("Ada Example", "Bela Sample"), "2025-03-04")


def test_a_check_without_news_changes_no_byte_and_asks_only_what_is_due(
    root: Path, web: Web
) -> None:
    web.set("/report", Reply(body=ARTICLE))
    check(root)
    before = (root / "sources.lock.yaml").read_bytes()
    assert "No source is due." in check(root, day=29).stderr
    assert len(web.requests) == 1
    check(root, day=30)
    assert len(web.requests) == 2
    assert "No source is due." in check(root, day=59).stderr
    assert (root / "sources.lock.yaml").read_bytes() == before


def test_a_source_is_failing_and_then_dead(root: Path, web: Web) -> None:
    reports = [check(root, day=day) for day in (0, 1, 8)]
    assert all(result.exit_code == 0 for result in reports)
    assert [result.stdout.count("[failing-source]") for result in reports] == [1, 1, 0]
    assert "content/briefs/a.md:4:22: warning: the source does not exist any more" in (
        reports[2].stdout
    )
    assert entries(root)[web.url("/report")].dead
    web.set("/report", Reply(body=ARTICLE))
    assert check(root, day=60).stdout == ""
    assert not entries(root)[web.url("/report")].dead


def test_with_strict_a_failing_source_is_an_error(root: Path) -> None:
    assert check(root, "--strict").exit_code == 1


def test_offline_nobody_is_asked(root: Path, web: Web) -> None:
    assert "1 not asked" in check(root, "--offline").stderr
    assert web.requests == []
    check(root)
    request_count = len(web.requests)
    assert "[failing-source]" in check(root, "--offline", day=3).stdout
    assert len(web.requests) == request_count


def test_a_changed_page_is_reported(root: Path, web: Web) -> None:
    web.set("/report", Reply(body=ARTICLE))
    check(root)
    other = ARTICLE.replace(b"Wages rose in sector", b"Buy cheap watches in shop number")
    web.set("/report", Reply(body=other.replace(b"and the reasons differ", b"best prices today")))
    assert "[changed-source]" in check(root, day=30).stdout


def test_exceptions_are_not_asked_or_not_reported(make_quick_site: MakeSite, web: Web) -> None:
    ignored = {"match": "http://127.0.0.2:*/", "reason": "asks for a password"}
    accepted = {"match": web.url("/b"), "reason": "slow"}
    root = make_quick_site(
        {"content/briefs/a.md": text_with(web.url("/a", 2), web.url("/b"))},
        sources={**QUICK, "ignore": [ignored], "accept": [accepted]},
    )
    assert check(root).stdout == ""
    assert {each.path for each in web.requests} == {"/b"}


def test_an_accepted_source_is_not_dead_for_readers_either(
    make_quick_site: MakeSite, web: Web
) -> None:
    files = {"content/briefs/a.md": text_with(web.url("/a"))}
    root = make_quick_site(files, sources=QUICK)
    for day in (0, 3, 7):
        check(root, day=day)
    assert entries(root)[web.url("/a")].dead
    accepted = {"match": web.url("/a"), "reason": "answers only browsers"}
    make_quick_site(sources={**QUICK, "accept": [accepted]})
    check(root, day=8)
    assert (entries(root)[web.url("/a")].state, entries(root)[web.url("/a")].dead) == ("ok", False)
    for day in (40, 80, 120):
        assert check(root, day=day).stdout == ""
    assert not entries(root)[web.url("/a")].dead
    assert len(web.asked("/a")) == 6


def test_without_a_network_nothing_is_learned(make_quick_site: MakeSite) -> None:
    urls = [f"http://127.0.0.{host}:1/" for host in range(1, 4)]
    root = make_quick_site({"content/briefs/a.md": text_with(*urls)}, sources=QUICK)
    result = check(root)
    assert result.exit_code == 1
    assert "no server can be reached, so this machine is probably offline" in result.stderr
    assert not (root / "sources.lock.yaml").exists()


def test_a_source_in_a_private_network_is_not_asked_and_nothing_is_recorded(
    make_quick_site: MakeSite, web: Web
) -> None:
    text = {"content/briefs/a.md": text_with(web.url("/report"))}
    root = make_quick_site(text, sources={**QUICK, "private_addresses": False})
    result = check(root)
    assert "1 source: 1 not asked" in result.stderr
    assert "1 source is in a private network and not asked" in result.stderr
    assert "failing-source" not in result.stdout
    assert not (root / "sources.lock.yaml").exists()


def test_one_server_that_answers_shows_that_there_is_a_network(
    make_quick_site: MakeSite, web: Web
) -> None:
    web.set("/a", Reply())
    urls = [*(f"http://127.0.0.{host}:1/" for host in range(1, 4)), web.url("/a")]
    root = make_quick_site({"content/briefs/a.md": text_with(*urls)}, sources=QUICK)
    assert "4 sources: 1 can be read, 3 failing" in check(root).stderr


# Only what has changed in git


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_only_sources_of_changed_briefs_are_asked(
    make_quick_site: MakeSite, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    files = {f"content/briefs/{name}.md": text_with(web.url(f"/{name}")) for name in "abc"}
    root = make_quick_site(files, sources=QUICK)

    def git(*words: str) -> None:
        own = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run([*own, *words], check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", "content")
    git("commit", "--message=Add briefs")
    assert "No changed brief cites a source." in check(root, "--changed").stderr
    assert web.requests == []
    make_quick_site({"content/briefs/b.md": text_with(web.url("/new"))}, sources=QUICK)
    result = check(root, "--changed", "--format", "json")
    assert {each.path for each in web.requests} == {"/new"}
    assert {each["path"] for each in json.loads(result.stdout)} == {"content/briefs/b.md"}
    check(root)
    make_quick_site({"content/briefs/b.md": text_with(web.url("/newer"))}, sources=QUICK)
    check(root, "--changed", "main")
    # What is known of other sources stays.
    assert set(entries(root)) == {web.url("/a"), web.url("/c"), web.url("/newer")}
    assert "no branch, tag or commit `topic`" in check(root, "--changed", "topic").stderr


@pytest.mark.parametrize("option", ["--changed", "--fix", "--offline"])
def test_options_for_sources_need_sources(root: Path, option: str) -> None:
    result = CliRunner().invoke(cli, ["-C", str(root), "check", option])
    assert (result.exit_code, f"{option} needs --sources" in result.stderr) == (2, True)


# What sources say of themselves


def test_a_list_of_sources_shows_what_was_learned_and_front_matter_wins(
    make_quick_site: MakeSite, build_site: BuildSite, web: Web
) -> None:
    work = {
        "title": "An Article", "container-title": "Journal of Examples", "issued": {
            "date-parts": [[2024, 5]]}, "author": [{"given": "Cy", "family": "Probe"}],
    }  # fmt: skip
    csl = Reply(
        headers={"Content-Type": "application/vnd.citationstyles.csl+json"},
        body=json.dumps(work).encode(),
    )
    web.set("/report", Reply(body=ARTICLE))
    web.set("/registry/10.5555/walled", csl)
    walled = web.set("/doi/full/10.5555/walled", Reply(403))
    own = web.set("/own", Reply(body=ARTICLE))
    front = f"title: A\nsources:\n  - url: {own}\n    title: My Title\n    author: Me Myself\n"
    links = " ".join(f"[source]({url})" for url in (web.url("/report"), walled, own))
    root = make_quick_site(
        {"content/briefs/a.md": f"---\n{front}---\nWords and {links}.\n"},
        sources={**QUICK, "doi_registry": web.url("/registry")},
    )
    check(root)
    first, second, third = build_site(root).page("/briefs/a/").words(".sources li")
    assert "Ada Example, Bela Sample" in first
    assert "Wages in 2025" in first
    assert "The Institute" in first
    assert "4 March 2025" in first
    assert "Cy Probe" in second
    assert "An Article" in second
    assert "May 2024" in second
    assert "Me Myself" in third
    assert "My Title" in third
    assert "Ada" not in third
    assert "Wages" not in third
    requests = [each for each in web.requests if each.path.startswith("/registry")]
    assert [each.headers["accept"] for each in requests] == [
        "application/vnd.citationstyles.csl+json"
    ]


def test_a_source_that_no_text_cites_any_more_leaves_the_ledger(
    root: Path, web: Web, make_quick_site: MakeSite
) -> None:
    web.set("/report", Reply(body=ARTICLE))
    check(root)
    make_quick_site({"content/briefs/a.md": text_with(web.url("/other"))}, sources=QUICK)
    check(root)
    assert list(entries(root)) == [web.url("/other")]


def test_machine_formats_have_the_places(root: Path, web: Web) -> None:
    (problem,) = json.loads(check(root, "--format", "json").stdout)
    assert (problem["code"], problem["line"]) == ("failing-source", 4)
    (run,) = json.loads(check(root, "--format", "sarif").stdout)["runs"]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("failing-source", "warning")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/briefs/a.md"
    assert place["region"] == {
        "startLine": 4, "startColumn": 22, "endColumn": 22 + len(web.url("/report")),
    }  # fmt: skip
    (line,) = check(root, "--format", "github").stdout.splitlines()
    assert line.startswith(
        "::warning file=content/briefs/a.md,line=4,col=22,title=failing-source::the source does not"
        " exist any more, since 2026-"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_check_keeps_what_it_learned(
    make_quick_site: MakeSite, web: Web, number: signal.Signals
) -> None:
    urls = [web.url(f"/{place}") for place in range(40)]
    for place in range(40):
        web.set(f"/{place}", Reply(body=ARTICLE, delay=0.1))
    root = make_quick_site(
        {"content/briefs/a.md": text_with(*urls)}, sources={**QUICK, "per_host": 1}
    )
    interrupt_check(root, "--sources", lambda: len(web.requests) >= 10, number)
    first = {each.path for each in web.requests}
    result = check(root)
    assert "40 sources: 40 can be read" in result.stderr
    again = [each.path for each in web.requests if each.times]
    # Only those that were under way when it stopped are asked twice.
    assert len(again) <= 2 < len(first)
    assert len(entries(root)) == 40
