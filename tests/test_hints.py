"""Every hint, followed to the letter, leads to a build without the problem.

Where the hint says what to write, this is done by machine, at the place of the problem. What an
author has to think up stands in `sites/fixed/CODE/`: the files of `sites/invalid/CODE/` after the
hint was followed; an empty one stands for a file that was removed or renamed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from briefgen.cli import cli
from briefgen.model.codes import CODES
from tests.support.editorial import turn_off_expected

SITES: Final = Path(__file__).parent / "sites"
APRIL_2026: Final = {"SOURCE_DATE_EPOCH": "1775000000", "NO_COLOR": "1"}
# What is wrong lies outside the files that an author writes, or in no file that git can keep.
ELSEWHERE: Final = frozenset(
    {
        "busy",
        "chart-library",
        "clock",
        "changed-source",
        "copy-of-text",
        "dead-source",
        "deploy-failed",
        "deploy-refused",
        "failing-source",
        "file-name",
        "foreign-output",
        "former-release",
        "gone-address",
        "internal-error",
        "large-image",
        "moved-source",
        "no-archived-copy",
        "not-utf8",
        "nul-byte",
        "output",
        "picture",
        "site-missing",
        "special-file",
        "symlink",
        "too-large",
        "unknown-quotation",
        "unreadable",
    }
)
# What would be too large a file for this repository to hold twice.
FONT: Final = Path(__file__).parents[1] / "briefgen" / "render" / "fonts" / "source-sans-500.ttf"
FONTS: Final = {"card-font": {"content/fonts/NAME.ttf": FONT}}
OPTIONS: Final = {"future-date": ("--future",)}
MEANT: Final = re.compile(r"did you mean `(?P<words>[^`]+)`\?.*")
LINE: Final = re.compile(
    r"(?:write|put it in quotes:|put the text in (?:other )?quotes:|close the bracket:"
    r"|close the quotation mark:|put a space after the colon:)"
    r" `?(?P<line>(?:- )?[a-z_]+: .+?|- .+?)`?(?:, .*)?"
)
WORDS: Final = re.compile(
    r"(?:if it is another site, )?(?:write|put the file beside this one, and write)"
    r" `?(?P<words>https://\S+?|\"#[0-9a-f]+\"|\d{4}-\d\d-\d\d|[\w%.-]+\.\w+)`?(?:, .*)?"
)
OUT: Final = re.compile(r"(?:take (?:it|the line) out|remove (?:it|the line)).*")


def problems(root: Path, *options: str) -> list[dict[str, Any]]:
    arguments = ["-C", str(root), "check", "--format", "json", *options]
    result = CliRunner().invoke(cli, arguments, env=APRIL_2026, catch_exceptions=False)
    return list(json.loads(result.stdout))


def follow(root: Path, problem: dict[str, Any]) -> bool:
    """Do what a hint says, if it says what to write."""
    file = root / problem["path"]
    if not file.is_file():
        return False
    lines = file.read_text(encoding="utf-8").split("\n")
    number, hint = problem["line"] - 1, problem["hint"]
    line, start, end = lines[number], problem["column"] - 1, problem["end_column"] - 1
    indent = line[: len(line) - len(line.lstrip(" "))]
    if match := MEANT.fullmatch(hint) or WORDS.fullmatch(hint):
        lines[number] = line[:start] + match["words"] + line[end:]
    elif match := LINE.fullmatch(hint):
        lines[number] = indent + match["line"]
    elif OUT.fullmatch(hint):
        del lines[number]
    else:
        return False
    file.write_text("\n".join(lines), encoding="utf-8")
    return True


def fixed_files(code: str) -> Iterator[Path]:
    return (path for path in (SITES / "fixed" / code).rglob("*") if path.is_file())


def from_bottom_to_top(diagnostics: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return problems so that to correct one moves no other."""
    return sorted(diagnostics, key=lambda each: (each["path"], -each["line"], -each["column"]))


@pytest.mark.parametrize("code", sorted(CODES.keys() - ELSEWHERE))
def test_a_hint_that_is_followed_leads_to_a_build_without_the_problem(
    code: str, tmp_path: Path, compiled: Path
) -> None:
    root = tmp_path / "site"
    shutil.copytree(SITES / "invalid" / code, root, ignore=shutil.ignore_patterns("expected.txt"))
    shutil.copytree(compiled, root / ".briefgen" / "layouts")
    turn_off_expected(root, code)
    diagnostics = problems(root)
    assert diagnostics
    fixed = list(fixed_files(code))
    for path in fixed:
        place = root / path.relative_to(SITES / "fixed" / code)
        if not path.stat().st_size:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
    for path in fixed:
        place = root / path.relative_to(SITES / "fixed" / code)
        if path.stat().st_size:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    turn_off_expected(root, code)
    if not fixed and code not in OPTIONS:
        undone = [
            each["hint"] for each in from_bottom_to_top(diagnostics) if not follow(root, each)
        ]
        assert undone == [], f"put the corrected files into sites/fixed/{code}"
    for name, file in FONTS.get(code, {}).items():
        (root / name).parent.mkdir(parents=True)
        shutil.copy(file, root / name)
    assert problems(root, *OPTIONS.get(code, ())) == []
