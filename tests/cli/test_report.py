"""Reports of problems: the line, the caret, the hint, and the formats for other programs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema

from briefgen import report
from briefgen.model.codes import CODES
from briefgen.model.diagnostics import Diagnostic, Location, Nearest, Span


def shown(root: Path, line: str, column: int, width: int = 1, *, hint: str = "") -> list[str]:
    """Return the report of a problem in a file with one line."""
    (root / "a.md").write_bytes(line.encode())
    place = Location("a.md", Span(1, column, width))
    return report.as_text([Diagnostic("yaml", "wrong", place, hint)], root).splitlines()


def test_a_problem_shows_its_line_a_caret_and_its_hint(tmp_path: Path) -> None:
    assert shown(tmp_path, "title: A", 8, hint="write B\nor C") == [
        "a.md:1:8: error: wrong [yaml]",
        "  1 | title: A",
        "    |        ^",
        "  = write B",
        "    or C",
    ]


def test_the_caret_is_aligned_with_wide_letters_and_tabs(tmp_path: Path) -> None:
    assert shown(tmp_path, "稀土: x", 5)[2] == "    |       ^"
    assert shown(tmp_path, "稀土: x", 1, 2)[2] == "    | ^^^^"
    assert shown(tmp_path, "e\u0301é: x", 5)[2] == "    |    ^"
    assert shown(tmp_path, "\ta: x", 5)[1:] == ["  1 |  a: x", "    |     ^"]


def test_a_wide_caret_ends_at_the_end_of_the_line(tmp_path: Path) -> None:
    assert shown(tmp_path, "abc", 2, 99)[2] == "    |  ^^"


def test_a_caret_can_be_after_the_end_of_the_line(tmp_path: Path) -> None:
    assert shown(tmp_path, "abc", 4, 5)[2] == "    |    ^"


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    _, line, caret = shown(tmp_path, "a" * 500 + "X" + "b" * 500, 501)
    assert line.startswith("  1 | …aaa")
    assert line.endswith("b…")
    assert len(line) < 110
    assert line[caret.index("^")] == "X"


def test_a_long_line_is_shown_from_the_start_if_the_place_is_there(tmp_path: Path) -> None:
    _, line, caret = shown(tmp_path, "X" + "b" * 500, 1, 400)
    assert line.startswith("  1 | Xbbb")
    assert line.endswith("b…")
    assert len(caret) <= len(line)


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\n"])
def test_every_kind_of_line_ending_is_recognised(tmp_path: Path, mark: str) -> None:
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
    ids=["blank", "after the end", "missing", "folder", "site", "NUL", "root", "long"],
)
def test_there_is_no_caret_without_a_line_to_show(tmp_path: Path, path: str, line: int) -> None:
    (tmp_path / "a.md").write_text(" \n")
    (tmp_path / "folder").mkdir()
    problem = Diagnostic("yaml", "wrong", Location(path, Span(line)))
    assert len(report.as_text([problem], tmp_path).splitlines()) == 1


def test_the_target_of_a_symbolic_link_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("nobody's business")
    (tmp_path / "a.md").symlink_to("secret")
    problem = Diagnostic("symlink", "leads out", Location("a.md"))
    assert "business" not in report.as_text([problem], tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    problem = Diagnostic("special-file", "a pipe", Location("a.md"))
    assert report.as_text([problem], tmp_path) == "a.md:1:1: error: a pipe [special-file]\n"


@pytest.mark.skipif(sys.platform == "win32", reason="such file names are not allowed")
def test_control_characters_in_a_report_are_replaced(tmp_path: Path) -> None:
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


def test_colours_are_optional(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("title: A")
    place = Location("a.md", Span(1, 8))
    error, warning = Diagnostic("yaml", "wrong", place), Diagnostic("spelling", "two", place)
    coloured = report.as_text([error, warning], tmp_path, colour=True)
    assert "\x1b[31m\x1b[1merror: " in coloured
    assert "\x1b[33m\x1b[1mwarning: " in coloured
    assert "\x1b" not in report.as_text([error, warning], tmp_path)


def test_problems_are_separated_by_an_empty_line(tmp_path: Path) -> None:
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
    diagnostics = [Diagnostic(code, "wrong", Location("a.md")) for code in codes]
    assert report.count(diagnostics) == words


HOSTILE = Diagnostic(
    "yaml", "50% wrong: a,b\r\n::error::x", Location("a:b,c%\n.md", Span(2, 3, 4)), "do\nthis"
)


def test_a_github_workflow_command_is_one_line(tmp_path: Path) -> None:
    assert report.as_github([HOSTILE], tmp_path) == (
        "::error file=a%3Ab%2Cc%25%0A.md,line=2,col=3,title=yaml"
        "::50%25 wrong: a,b%0D%0A::error::x — do%0Athis\n"
    )


def test_every_format_escapes_special_characters(tmp_path: Path) -> None:
    (entry,) = json.loads(report.as_json([HOSTILE], tmp_path))
    assert (entry["path"], entry["message"], entry["hint"]) == (
        HOSTILE.location.path, HOSTILE.message, HOSTILE.hint,
    )  # fmt: skip
    (run,) = json.loads(report.as_sarif([HOSTILE], tmp_path))["runs"]
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "a%3Ab%2Cc%25%0A.md"


@pytest.mark.parametrize("form", report.FORMATS)
def test_every_code_can_be_reported(tmp_path: Path, form: str) -> None:
    diagnostics = [Diagnostic(code, "wrong", Location("a.md")) for code in CODES]
    text = report.FORMATS[form](diagnostics, tmp_path)
    assert all(code in text for code in CODES)


def test_sarif_is_valid(tmp_path: Path) -> None:
    diagnostics = [
        Diagnostic(
            code, "wrong", Location(f"content/{number}% é b.md", Span(number + 1, 1, number))
        )
        for number, code in enumerate(CODES)
    ]
    text = report.as_sarif([HOSTILE, *diagnostics], tmp_path)
    # These classes were generated from the schema of OASIS, and refuse what it does not know.
    log = StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(text)
    assert len(log.runs[0].results or ()) == len(diagnostics) + 1


# Many at once


def repeated(count: int, code: str = "unknown-key", message: str = "wrong") -> list[Diagnostic]:
    return [Diagnostic(code, message, Location(f"{n:04}.md", Span(3))) for n in range(count)]


def test_a_problem_in_many_places_is_shown_one_time_with_a_count(tmp_path: Path) -> None:
    text = report.as_text(repeated(1_632), tmp_path)
    assert text.splitlines() == [
        "0000.md:3:1: warning: wrong [unknown-key]",
        (
            "  + in 1,632 places in 1,632 files, "
            "including 0001.md:3, 0002.md:3 (use --all to show each)"
        ),
    ]


def test_up_to_three_places_are_shown_separately(tmp_path: Path) -> None:
    text = report.as_text(repeated(3), tmp_path)
    assert text.count("warning: wrong") == 3
    assert "--all" not in text


def test_all_shows_every_problem(tmp_path: Path) -> None:
    text = report.as_text(repeated(50), tmp_path, everything=True)
    assert text.count("warning: wrong") == 50
    assert "--all" not in text


def test_at_most_twenty_messages_of_a_code_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    diagnostics = [each for n in range(45) for each in repeated(1 + n % 2, message=f"wrong {n}")]
    text = report.as_text(diagnostics, tmp_path)
    assert len({line for line in text.splitlines() if "warning:" in line}) >= 20
    assert "wrong 19" in text
    assert "wrong 20" not in text
    assert text.endswith("… and 37 more [unknown-key]: use --all to show them\n")


def test_errors_come_last(tmp_path: Path) -> None:
    diagnostics = [*repeated(1, "yaml", "broken"), *repeated(2, message="odd")]
    heads = [line for line in report.as_text(diagnostics, tmp_path).splitlines() if ".md" in line]
    assert ["error" in head for head in heads] == [False, False, True]


def test_the_formats_for_programs_have_every_problem(tmp_path: Path) -> None:
    diagnostics = repeated(30)
    assert len(json.loads(report.as_json(diagnostics, tmp_path))) == 30
    assert len(json.loads(report.as_sarif(diagnostics, tmp_path))["runs"][0]["results"]) == 30
    assert report.as_github(diagnostics, tmp_path).count("::warning") == 30


def test_a_table_counts_problems_by_code_if_there_are_many() -> None:
    assert report.table(repeated(30)) == ""
    assert report.table([*repeated(3), *repeated(2, "yaml")]) == ""
    lines = report.table([*repeated(1_200), *repeated(1, "yaml")]).splitlines()
    assert lines[0].split()[:3] == ["1,200", "warnings", "unknown-key"]
    assert lines[1].split()[:3] == ["1", "error", "yaml"]
    assert lines[2].strip() == "For details of a code, run: briefgen explain CODE"


def test_suggestions_are_searched_only_for_problems_that_are_shown() -> None:
    near = Nearest("files", "content/x.md")
    diagnostics = [
        Diagnostic("broken-link", f"no file {n // 10}", Location(f"{n:03}.md"), "add it", near)
        for n in range(300)
    ]
    searched: list[Diagnostic] = []

    def hint(diagnostic: Diagnostic) -> str:
        searched.append(diagnostic)
        return "did you mean `y.md`?"

    shown = report.with_hints(diagnostics, hint)
    assert len(searched) == 20
    assert [each.hint for each in shown[:2]] == ["did you mean `y.md`?", "add it"]
    searched.clear()
    assert {each.hint for each in report.with_hints(diagnostics, hint, everything=True)} == {
        "did you mean `y.md`?"
    }


# Codes explained


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained_without_link_markup(code: str) -> None:
    text = report.explanation(code)
    assert text.startswith(f"{code}\n\n{CODES[code].severity.value.capitalize()}. ")
    assert "](" not in text


def test_all_codes_are_listed() -> None:
    assert len(report.codes_and_meanings().splitlines()) == len(CODES)
    assert report.no_such_code("brokenlink").endswith("did you mean `broken-link`?")


def test_all_places_of_a_mistake_are_named_from_the_folder_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name in "abcd":
        (tmp_path / f"content/{name}.md").touch()
    many = [Diagnostic("yaml", "wrong", Location(f"content/{name}.md")) for name in "abcd"]
    text = report.as_text(many, tmp_path, start=tmp_path / "content")
    assert text.startswith("a.md:")
    assert "including b.md:" in text
    assert "content/" not in text
