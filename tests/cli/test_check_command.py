"""`briefgen check`: it reports every problem in the chosen format and writes no output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.model.codes import CODES

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen, Terminal
    from tests.conftest import MakeSite

Contents = Callable[[Path], dict[str, bytes]]

GOOD = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}
WARNED = {"content/briefs/a.md": "---\ntitle: A\ncatagories: [x]\n---\nText."}
BAD = {
    "content/briefs/50% a, b.md": "---\ntitle: A\ndate: tomorrow\n---\nText.",
    "content/briefs/b.md": "---\ntitle: B\nextras: 1\n---\n[稀土](gone.md)",
}
FORMATS = ["text", "json", "github", "sarif"]


def test_a_site_without_problems_passes(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen("-C", make_site(GOOD), "check")
    assert (result.status, result.output, result.errors) == (0, "", "No problems found.\n")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("files", "options", "status"),
    [
        (GOOD, (), 0),
        (GOOD, ("--strict",), 0),
        (WARNED, (), 0),
        (WARNED, ("--strict",), 1),
        (BAD, (), 1),
    ],
    ids=["good", "good, strict", "a warning", "a warning, strict", "errors"],
)
def test_the_exit_status_is_the_same_in_every_format(
    make_site: MakeSite,
    briefgen: Briefgen,
    form: str,
    files: dict[str, str],
    options: tuple[str, ...],
    status: int,
) -> None:
    result = briefgen("-C", make_site(files), "check", "--format", form, *options)
    assert result.status == status
    if form != "text":
        assert result.errors == ""


def test_check_writes_only_its_cache(
    make_site: MakeSite, briefgen: Briefgen, contents: Contents
) -> None:
    root = make_site(GOOD)
    before = contents(root)
    briefgen("-C", root, "check")
    after = contents(root)
    assert all(path.startswith(".briefgen/") for path in after.keys() - before.keys())
    assert {path: after[path] for path in before} == before


@pytest.mark.parametrize("form", FORMATS)
def test_without_a_site_no_file_is_created(tmp_path: Path, briefgen: Briefgen, form: str) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        result = briefgen("-C", folder, "check", "--format", form)
        assert result.status == 1
        assert "site-missing" in result.output
    assert list(tmp_path.iterdir()) == []


def test_problems_go_to_standard_output_and_the_count_to_standard_error(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    result = briefgen("-C", make_site(BAD), "check")
    assert result.output == (
        "content/briefs/b.md:3:1: warning: unknown key `extras` [unknown-key]\n"
        "  3 | extras: 1\n"
        "    | ^^^^^^\n"
        "  = did you mean `extra`?\n"
        "\n"
        "content/briefs/50% a, b.md:3:7: error: `date`: `tomorrow` is not a date [wrong-date]\n"
        "  3 | date: tomorrow\n"
        "    |       ^^^^^^^^\n"
        "  = write year, month and day, for example 2026-03-27 or 2026-03-27T09:30+01:00\n"
        "\n"
        "content/briefs/b.md:5:6: error: there is no file `content/briefs/gone.md` [broken-link]\n"
        "  5 | [稀土](gone.md)\n"
        "    |        ^^^^^^^\n"
        "  = put the file at `content/briefs/gone.md`, or remove the link\n"
    )
    assert result.errors == "2 errors, 1 warning\n"


def test_quiet_still_shows_problems(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen("-C", make_site(BAD), "check", "--quiet")
    assert result.output.count(" error: ") == 2
    assert result.errors == ""


def test_json_has_every_field_of_a_problem(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen("-C", make_site(BAD), "check", "--format", "json")
    entries = json.loads(result.output)
    assert [each["code"] for each in entries] == ["wrong-date", "unknown-key", "broken-link"]
    assert entries[0] == {
        "path": "content/briefs/50% a, b.md",
        "line": 3,
        "column": 7,
        "end_column": 15,
        "severity": "error",
        "code": "wrong-date",
        "message": "`date`: `tomorrow` is not a date",
        "hint": "write year, month and day, for example 2026-03-27 or 2026-03-27T09:30+01:00",
    }


def test_github_annotations_name_the_line(make_site: MakeSite, briefgen: Briefgen) -> None:
    result = briefgen("-C", make_site(BAD), "check", "--format", "github")
    first, second, third = result.output.splitlines()
    assert first.startswith(
        "::error file=content/briefs/50%25 a%2C b.md,line=3,col=7,title=wrong-date::`date`: "
    )
    assert second.startswith("::warning file=content/briefs/b.md,line=3,col=1,title=unknown-key::")
    assert third.endswith(" — put the file at `content/briefs/gone.md`, or remove the link")


def test_sarif_has_a_rule_for_each_code_and_a_result_for_each_problem(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    log = json.loads(briefgen("-C", make_site(BAD), "check", "--format", "sarif").output)
    assert (log["version"], "sarif" in log["$schema"]) == ("2.1.0", True)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning"}
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in rules)
    assert run["columnKind"] == "unicodeCodePoints"
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("wrong-date", "error")
    assert first["message"]["text"].startswith("`date`: `tomorrow` is not a date — write ")
    (location,) = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "content/briefs/50%25%20a%2C%20b.md"},
        "region": {"startLine": 3, "startColumn": 7, "endColumn": 15},
    }


@pytest.mark.parametrize(("option", "link"), [("--drafts", "draft.md"), ("--future", "future.md")])
def test_options_check_drafts_and_future_texts(
    make_site: MakeSite, briefgen: Briefgen, option: str, link: str
) -> None:
    root = make_site(
        {
            "content/briefs/draft.md": "---\ntitle: D\ndraft: true\n---\n[a](a.md#gone)",
            "content/briefs/future.md": "---\ntitle: F\ndate: 2027-01-01\n---\n[a](a.md#gone)",
            "content/briefs/a.md": f"---\ntitle: A\n---\n[b]({link})",
        }
    )
    assert "[unpublished-link]" in briefgen("-C", root, "check").output
    result = briefgen("-C", root, "check", option)
    assert "[unpublished-link]" not in result.output
    assert f"content/briefs/{link}:" in result.output.partition("[broken-anchor]")[0]


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)], ids=["yes", "no"])
def test_a_terminal_gets_colours_unless_no_color_is_set(
    make_site: MakeSite,
    briefgen: Briefgen,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    no_colour: str,
    coloured: bool,
) -> None:
    root = make_site(BAD)
    with terminal() as (stream, lines), monkeypatch.context() as patch:
        patch.setenv("NO_COLOR", no_colour)
        patch.setattr(sys, "stdout", stream)
        assert briefgen("-C", root, "check").status == 1
    assert ("\x1b[31m" in "".join(lines)) == coloured
    assert any("tomorrow" in line for line in lines)


@pytest.mark.parametrize("encoding", ["cp1252", "shift_jis"])
def test_a_terminal_without_unicode_shows_escapes(
    make_site: MakeSite, briefgen_process: Briefgen, encoding: str
) -> None:
    root = make_site(BAD)
    result = briefgen_process(
        "-C", root, "check", env={"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    )
    assert result.status == 1
    assert "](gone.md)" in result.output
    assert result.errors.strip() == "2 errors, 1 warning"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes work differently")
def test_a_closed_pipe_causes_no_error_message(make_site: MakeSite) -> None:
    command = [sys.executable, "-m", "briefgen", "-C", str(make_site(BAD)), "check", "--quiet"]
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (process.returncode, process.stderr) == (1, b"")
