"""Standard streams that are closed, full or not read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.exhaustive import combinations, mostly_exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs sh and /dev/full")

PROGRAM = f"{sys.executable} -m briefgen"
GOOD = {"content/briefs/a.md": "---\ntitle: A\ndate: 2026-01-01\n---\nText."}
BAD = {f"content/briefs/{name}.md": "---\ntitle: A\n---\n[x](gone.md)" for name in "abcd"}


def run(root: Path, command: str) -> tuple[int, str, str]:
    process = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("BRIEFGEN", PROGRAM)],
        cwd=root,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in process.stderr
    assert "bug in briefgen" not in process.stderr
    assert "Exception ignored" not in process.stderr
    return process.returncode, process.stdout, process.stderr


COMMANDS = ["check", "schema", "--help", "schema --help", "--version"]


@pytest.mark.parametrize(("command", "stream"), combinations(COMMANDS, [">&-", ">/dev/full"]))
def test_output_that_cannot_be_written_is_an_error(
    make_site: MakeSite, command: str, stream: str
) -> None:
    root = make_site(BAD)
    status, _, errors = run(root, f"BRIEFGEN {command} {stream}")
    why = "it is closed" if stream == ">&-" else "no space left on device"
    assert (status, f"Error: cannot write to standard output: {why}\n" in errors) == (1, True)


@pytest.mark.parametrize(
    "stream", mostly_exhaustive(["2>/dev/full", "<&- >&- 2>&-", "2>&-", ">&- 2>&-"], 2)
)
def test_a_build_works_without_standard_streams(make_site: MakeSite, stream: str) -> None:
    root = make_site(GOOD)
    assert run(root, f"BRIEFGEN build {stream}") == (0, "", "")
    assert (root / "public/briefs/a/index.html").is_file()
    make_site(BAD)
    assert run(root, f"BRIEFGEN build {stream}") == (1, "", "")
    assert run(root, f"BRIEFGEN build --nonsense {stream}")[0] == 2
    assert not any(b"error" in path.read_bytes() for path in root.rglob("*.sqlite"))


@pytest.mark.parametrize(("files", "expected"), [(GOOD, 0), (BAD, 1)], ids=["good", "bad"])
@pytest.mark.parametrize("stream", mostly_exhaustive(["2>/dev/full", "2>&-"], 1))
def test_check_works_without_standard_error(
    make_site: MakeSite, files: dict[str, str], expected: int, stream: str
) -> None:
    status, output, _ = run(make_site(files), f"BRIEFGEN check {stream}")
    assert (status, bool(output)) == (expected, expected == 1)


@pytest.mark.parametrize(("files", "expected"), [(GOOD, 0), (BAD, 1)], ids=["good", "bad"])
def test_a_reader_that_stops_early_does_not_change_the_exit_status(
    make_site: MakeSite, files: dict[str, str], expected: int
) -> None:
    root = make_site(files)
    command = "BRIEFGEN check --format json | (exec <&-; sleep 1)"
    status, _, errors = run(root, command)
    assert (status, "rror" in errors) == (expected, False)


def test_schema_succeeds_if_the_reader_stops_early(make_site: MakeSite) -> None:
    assert run(make_site(GOOD), "BRIEFGEN schema | head -1") == (0, "{\n", "")
