"""For each diagnostic code: a tiny site that has the problem, and the message its author sees.

`sites/invalid/CODE/` holds the site; its `expected.txt` is the output of the command. After a
changed message, run `BRIEFGEN_REWRITE=1 pytest tests/test_invalid_sites.py` and check the diff.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from briefgen import report
from briefgen.cli import cli
from briefgen.ledger.source_texts import PageWords, SourceTexts
from briefgen.model.codes import CODES
from briefgen.model.content import Entry
from briefgen.model.diagnostics import Checked
from briefgen.pipeline.inputs import content, parsing
from briefgen.pipeline.inputs.parsing import Value
from briefgen.publish import site_lock
from briefgen.read.brief import ReadSettings, parse_entry
from tests.support.editorial import turn_off_expected

INVALID: Final = Path(__file__).parent / "sites" / "invalid"
EXPECTED: Final = "expected.txt"
EPOCH: Final = "SOURCE_DATE_EPOCH"
APRIL_2026: Final = {EPOCH: "1775000000", "NO_COLOR": "1"}
BRIEF: Final = b"---\ntitle: Two bases\n---\n"
HEAD: Final = re.compile(r"^\S+:\d+:\d+: (?:error|warning): .* \[(?P<code>\S+)\]$", re.MULTILINE)
HOLD: Final = """\
import sys
from pathlib import Path
from briefgen.publish import site_lock
with site_lock(Path(".briefgen")):
    print("held", flush=True)
    sys.stdin.read()
"""


def file(path: str, data: bytes) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)

    return write


def unreadable(root: Path) -> None:
    (root / "content/briefs/two-bases.md").chmod(0)


def links_out(root: Path) -> None:
    outside = root.with_name("secret.md")
    outside.write_text("the first line of a file that is nobody's business\n")
    (root / "content/briefs/two-bases.md").symlink_to(outside)
    (root / "content/briefs/nowhere.md").symlink_to("gone.md")
    (root / "content/briefs/round").symlink_to(".")


def pipe(root: Path) -> None:
    os.mkfifo(root / "content/briefs/two-bases.md")


def locked_folder(root: Path) -> None:
    (root / "locked").mkdir(mode=0o555)


def locked_release(root: Path) -> None:
    (root / "public").mkdir()
    folder = root / ".public.briefgen-old"
    folder.mkdir()
    (folder / ".briefgen.json").write_bytes(b'{"files": []}')
    folder.chmod(0o555)


def built_under_another_slug(root: Path) -> None:
    brief = root / "content/briefs/two-bases.md"
    text = brief.read_text()
    brief.write_text(text.replace("slug: two-plants\n", ""))
    command = ["-C", str(root), "build", "--quiet"]
    assert CliRunner().invoke(cli, command, env=APRIL_2026).exit_code == 0
    brief.write_text(text)


def built(root: Path) -> None:
    command = ["-C", str(root), "build", "--quiet"]
    assert CliRunner().invoke(cli, command, env=APRIL_2026).exit_code == 0


def built_for_a_target_in_the_way(root: Path) -> None:
    built(root)
    (root.parent / "server" / "current").mkdir(parents=True)


def source_was_read(root: Path) -> None:
    sentence = "The ministry says that output has doubled in one of the bases since 2024."
    words = PageWords(sentence, sentence)
    SourceTexts(root / ".briefgen").keep("https://example.com/report", words)


# Files that git cannot store, or not on every system.
SETUP: Final[Mapping[str, Callable[[Path], None]]] = {
    "unreadable": unreadable,
    "not-utf8": file("content/briefs/two-bases.md", BRIEF + "A café.\n".encode("latin-1")),
    "nul-byte": file("content/briefs/two-bases.md", BRIEF + b"A plant\0 in Baotou.\n"),
    "too-large": file("content/briefs/two-bases.md", BRIEF + b"Word. " * 900_000),
    "raw-text": file("content/briefs/two-bases.md.txt", BRIEF + b"Text.\n"),
    "copy-of-text": file("content/briefs/open(1).md", BRIEF + b"Text.\n"),
    "file-name": file("content/briefs/….md", BRIEF + b"Text.\n"),
    "symlink": links_out,
    "special-file": pipe,
    "output": locked_folder,
    "former-release": locked_release,
    "gone-address": built_under_another_slug,
    "foreign-output": file("public/holiday.jpg", b""),
    "deploy-refused": built,
    "deploy-failed": built_for_a_target_in_the_way,
    "large-image": file("content/briefs/two-bases/photo.gif", b"GIF89a" + bytes(600_000)),
    "unknown-quotation": source_was_read,
}
COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "output": ("build", "--output", "locked/public"),
    "former-release": ("build", "--quiet"),
    "foreign-output": ("build",),
    "blocked-release": ("build", "--quiet"),
    "gone-address": ("build", "--quiet"),
    "deploy-refused": ("deploy",),
    "deploy-failed": ("deploy",),
    **{
        f"{state}-source": ("check", "--quiet", "--sources", "--offline")
        for state in ("dead", "failing", "moved", "changed")
    },
    "no-archived-copy": ("check", "--quiet", "--archive", "--offline"),
    "unknown-quotation": ("check", "--quiet", "--sources", "--quotes", "--offline"),
}
# Root ignores permissions unless it drops these capabilities.
NEED_PERMISSIONS: Final = frozenset({"unreadable", "output", "former-release"})
AS_ANYONE: Final = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def site_of(code: str, tmp_path: Path, compiled: Path) -> Path:
    root = tmp_path / "site"
    shutil.copytree(INVALID / code, root, ignore=shutil.ignore_patterns(EXPECTED))
    shutil.copytree(compiled, root / ".briefgen" / "layouts")
    turn_off_expected(root, code)
    if code in SETUP:
        SETUP[code](root)
    return root


def output_after_the_clock_went_back(root: Path) -> str:
    for day in (25, 15):
        now = datetime(2026, 4, day, tzinfo=UTC)
        with patch("briefgen.cli.now", return_value=now):
            result = CliRunner().invoke(cli, ["build"], env={"NO_COLOR": "1", EPOCH: None})
    assert result.exit_code == 1
    assert (root / "public/briefs/two-bases/index.html").exists()
    return result.stderr


def output_of(code: str, root: Path) -> str:
    """Return the output of the command, run in the site's folder."""
    if code == "busy":
        return output_while_locked(root)
    if code == "internal-error":
        return output_with_a_bug()
    if code == "chart-library":
        return output_without_a_library()
    if code == "clock":
        return output_after_the_clock_went_back(root)
    command = COMMANDS.get(code, ("check",))
    if code in NEED_PERMISSIONS:
        return output_without_root(command, status_of(code))
    result = CliRunner().invoke(cli, command, env=APRIL_2026, catch_exceptions=False)
    assert result.exit_code == status_of(code)
    return result.stdout or result.stderr


def output_with_a_bug() -> str:
    """Return the output when a parser raises an unexpected exception."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "parse_entry", broken)
        result = CliRunner().invoke(cli, ["check"], env=APRIL_2026, catch_exceptions=False)
    assert result.exit_code == 1
    return re.sub(r"parsing\.py:\d+", "parsing.py:60", result.stdout)


def output_without_a_library() -> str:
    """Return the output where the library that draws charts is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (parsing, content):
            patch.setattr(module, "drawn_charts", lambda _: "missing")
        result = CliRunner().invoke(cli, ["check"], env=APRIL_2026, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def broken(entry: Entry, data: bytes, settings: ReadSettings) -> Checked[Value]:
    if b"fail" in data:
        raise RecursionError("maximum recursion depth exceeded")
    return parse_entry(entry, data, settings)


def status_of(code: str) -> int:
    return 1 if CODES[code].severity.value == "error" else 0


def output_without_root(command: Sequence[str], status: int) -> str:
    prefix = AS_ANYONE if os.geteuid() == 0 else ()
    if prefix and shutil.which(prefix[0]) is None:
        pytest.skip("root cannot drop its capabilities without setpriv")
    process = subprocess.run(
        [*prefix, sys.executable, "-m", "briefgen", *command],
        env=os.environ | APRIL_2026,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert process.returncode == status
    return process.stdout or process.stderr


def output_while_locked(root: Path) -> str:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with site_lock(root / ".briefgen", patience=0) as lock:
            assert not lock.value
        text = report.as_text(lock.diagnostics, root)
        other.communicate("")
    return text.replace(str(other.pid), "4711")


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_problem_is_reported_as_expected_txt_says(
    code: str, tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site_of(code, tmp_path, compiled)
    monkeypatch.chdir(root)
    output = output_of(code, root)
    expected = INVALID / code / EXPECTED
    if os.environ.get("BRIEFGEN_REWRITE"):
        expected.write_text(output, encoding="utf-8", newline="\n")
    assert output == expected.read_text(encoding="utf-8")
    assert f" [{code}]\n" in output


def test_every_code_has_an_example_site_and_vice_versa() -> None:
    assert {folder.name for folder in INVALID.iterdir()} == set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_site_shows_only_its_own_problem(code: str) -> None:
    text = (INVALID / code / EXPECTED).read_text(encoding="utf-8")
    assert {match["code"] for match in HEAD.finditer(text)} == {code}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_problem_has_a_hint(code: str) -> None:
    text = (INVALID / code / EXPECTED).read_text(encoding="utf-8")
    assert text.count("\n  = ") == len(HEAD.findall(text))
