"""Problems as words on a screen: the line, the caret, and nothing that is none of our business."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from briefgen import report
from briefgen.model.codes import CODES
from briefgen.model.diagnostics import Diagnostic, Location, Span


def shown(root: Path, line: str, column: int, width: int = 1, *, hint: str = "") -> list[str]:
    """Return the report of a problem in a file with one line."""
    (root / "a.md").write_bytes(line.encode())
    place = Location("a.md", Span(1, column, width))
    return report.as_text([Diagnostic("yaml", "wrong", place, hint)], root).splitlines()


def test_a_problem_has_its_line_a_caret_and_what_to_do(tmp_path: Path) -> None:
    assert shown(tmp_path, "title: A", 8, hint="write B\nor C") == [
        "a.md:1:8: error: wrong [yaml]",
        "  1 | title: A",
        "    |        ^",
        "  = write B",
        "    or C",
    ]


def test_the_caret_stands_under_wide_letters_and_tabs(tmp_path: Path) -> None:
    assert shown(tmp_path, "稀土: x", 5)[2] == "    |       ^"
    assert shown(tmp_path, "稀土: x", 1, 2)[2] == "    | ^^^^"
    assert shown(tmp_path, "e\u0301é: x", 5)[2] == "    |    ^"
    assert shown(tmp_path, "\ta: x", 5)[1:] == ["  1 |  a: x", "    |     ^"]


def test_a_wide_caret_ends_with_the_line(tmp_path: Path) -> None:
    assert shown(tmp_path, "abc", 2, 99)[2] == "    |  ^^"


def test_a_caret_may_stand_behind_the_end(tmp_path: Path) -> None:
    assert shown(tmp_path, "abc", 4, 5)[2] == "    |    ^"


def test_of_a_long_line_the_place_is_shown(tmp_path: Path) -> None:
    _, line, caret = shown(tmp_path, "a" * 500 + "X" + "b" * 500, 501)
    assert line.startswith("  1 | …aaa")
    assert line.endswith("b…")
    assert len(line) < 110
    assert line[caret.index("^")] == "X"


def test_of_a_long_line_the_beginning_is_shown_for_its_beginning(tmp_path: Path) -> None:
    _, line, caret = shown(tmp_path, "X" + "b" * 500, 1, 400)
    assert line.startswith("  1 | Xbbb")
    assert line.endswith("b…")
    assert len(caret) <= len(line)


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\n"])
def test_lines_end_as_they_do_for_the_reader(tmp_path: Path, mark: str) -> None:
    (tmp_path / "a.md").write_bytes(f"\ufeffone{mark}two{mark}".encode())
    place = Location("a.md", Span(2, 1, 3))
    text = report.as_text([Diagnostic("yaml", "wrong", place)], tmp_path)
    assert text.splitlines()[1:] == ["  2 | two", "    | ^^^"]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.md", 1),
        ("a.md", 99),
        ("gone.md", 1),
        ("folder", 1),
        ("", 1),
        ("a\0b", 1),
        ("/", 1),
        ("x" * 300, 1),
    ],
    ids=["blank", "behind the end", "absent", "folder", "site", "NUL", "root", "long"],
)
def test_without_a_line_there_is_no_caret(tmp_path: Path, path: str, line: int) -> None:
    (tmp_path / "a.md").write_text(" \n")
    (tmp_path / "folder").mkdir()
    problem = Diagnostic("yaml", "wrong", Location(path, Span(line)))
    assert len(report.as_text([problem], tmp_path).splitlines()) == 1


def test_the_file_that_a_link_leads_to_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("nobody's business")
    (tmp_path / "a.md").symlink_to("secret")
    problem = Diagnostic("symlink", "leads out", Location("a.md"))
    assert "business" not in report.as_text([problem], tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no FIFOs")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    problem = Diagnostic("special-file", "a pipe", Location("a.md"))
    assert report.as_text([problem], tmp_path) == "a.md:1:1: error: a pipe [special-file]\n"


@pytest.mark.skipif(sys.platform == "win32", reason="takes no such names")
def test_nothing_in_a_report_moves_the_cursor(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.md").write_text("title: \x1b[31mred\x07\x9b1m\n")
    problem = Diagnostic(
        "yaml", "\x1b]0;wrong\x07 \ud800", Location("a\x1b[2J.md", Span(1, 8)), "write\x08 it"
    )
    text = report.as_text([problem], tmp_path)
    assert [c for c in text if c != "\n" and (c < " " or "\x7f" <= c < "\xa0")] == []
    assert text.encode()
    assert "title: �[31mred" in text


def test_a_layout_of_the_theme_is_shown_from_the_package(tmp_path: Path) -> None:
    problem = Diagnostic("layout", "wrong", Location("theme/base.html", Span(3, 1, 9)))
    assert "  3 | <!doctype" in report.as_text([problem], tmp_path)


def test_colours_are_for_those_who_want_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("title: A")
    place = Location("a.md", Span(1, 8))
    error, warning = Diagnostic("yaml", "wrong", place), Diagnostic("spelling", "two", place)
    coloured = report.as_text([error, warning], tmp_path, colour=True)
    assert "\x1b[31m\x1b[1merror: " in coloured
    assert "\x1b[33m\x1b[1mwarning: " in coloured
    assert "\x1b" not in report.as_text([error, warning], tmp_path)


def test_problems_are_told_apart_by_a_blank_line(tmp_path: Path) -> None:
    problem = Diagnostic("yaml", "wrong", Location("gone.md"))
    assert report.as_text([problem] * 2, tmp_path).split("\n") == [
        "gone.md:1:1: error: wrong [yaml]", "", "gone.md:1:1: error: wrong [yaml]", "",
    ]  # fmt: skip
    assert report.as_text([], tmp_path) == ""


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([], ""),
        (["yaml"], "1 error"),
        (["yaml", "yaml"], "2 errors"),
        (["spelling"], "1 warning"),
        (["spelling", "yaml", "spelling"], "1 error, 2 warnings"),
    ],
)
def test_problems_are_counted(codes: list[str], words: str) -> None:
    found = [Diagnostic(code, "wrong", Location("a.md")) for code in codes]
    assert report.count(found) == words


HOSTILE = Diagnostic(
    "yaml", "50% wrong: a,b\r\n::error::x", Location("a:b,c%\n.md", Span(2, 3, 4)), "do\nthis"
)


def test_a_command_for_github_is_one_line(tmp_path: Path) -> None:
    assert report.as_github([HOSTILE], tmp_path) == (
        "::error file=a%3Ab%2Cc%25%0A.md,line=2,col=3,title=yaml"
        "::50%25 wrong: a,b%0D%0A::error::x — do%0Athis\n"
    )


def test_every_form_takes_every_word(tmp_path: Path) -> None:
    (found,) = json.loads(report.as_json([HOSTILE], tmp_path))
    assert (found["path"], found["message"], found["hint"]) == (
        HOSTILE.location.path, HOSTILE.message, HOSTILE.hint,
    )  # fmt: skip
    (run,) = json.loads(report.as_sarif([HOSTILE], tmp_path))["runs"]
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "a%3Ab%2Cc%25%0A.md"


@pytest.mark.parametrize("form", report.FORMATS)
def test_every_code_can_be_reported(tmp_path: Path, form: str) -> None:
    found = [Diagnostic(code, "wrong", Location("a.md")) for code in CODES]
    text = report.FORMATS[form](found, tmp_path)
    assert all(code in text for code in CODES)
