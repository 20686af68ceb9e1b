"""The script in docs/hosting.md that builds a site again when the next text is due."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeSite

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd is for Linux")

DOCS: Final = Path(__file__).parents[2] / "docs/hosting.md"
NOON: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER: Final = datetime(2099, 1, 1, tzinfo=UTC)
# The first command runs a minute before noon, and the build when `time` says.
BRIEFGEN: Final = """#!/bin/sh
case "$*" in *--print-next-release*) time={before};; *) time={time};; esac
SOURCE_DATE_EPOCH=$time exec {python} -m briefgen "$@"
"""
SYSTEMD: Final = "#!/bin/sh\nprintf '%s\\n' \"$@\" > asked\n"
PAGE: Final = "public/briefs/a/index.html"


def run(root: Path, late: int) -> tuple[int, list[str]]:
    """Run the script with a build that begins at noon plus some seconds.

    Returns its exit status, and what it asks of systemd.
    """
    noon = int(NOON.timestamp())
    programs = {
        ".venv/bin/briefgen": BRIEFGEN.format(
            before=noon - 60, time=noon + late, python=sys.executable
        ),
        "bin/systemd-run": SYSTEMD,
    }
    for path, text in programs.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
        (root / path).chmod(0o755)
    (script,) = re.findall(
        r"^```sh\n(#!/bin/sh\n.*?)^```$", DOCS.read_text(), re.MULTILINE | re.DOTALL
    )
    (root / "publish.sh").write_text(script)
    path = f"{root / 'bin'}:{os.environ['PATH']}"
    ended = subprocess.run(
        ["sh", "publish.sh"], cwd=root, env={**os.environ, "PATH": path}, check=False
    )
    asked = root / "asked"
    return ended.returncode, asked.read_text().splitlines() if asked.exists() else []


def brief(due: datetime, text: str = "Text.") -> str:
    return f"---\ntitle: T\nembargo: {due.isoformat()}\n---\n{text}\n"


def seconds(asked: list[str]) -> int:
    (wait,) = [each for each in asked if each.startswith("--on-active=")]
    return int(wait.partition("=")[2])


@pytest.mark.parametrize("late", [-1, 1])
def test_a_text_that_becomes_due_meanwhile_is_built_now_or_at_once(
    make_quick_site: MakeSite, late: int
) -> None:
    root = make_quick_site({"content/briefs/a.md": brief(NOON)})
    status, process = run(root, late)
    assert status == 0
    assert (root / PAGE).exists() == (late > 0)
    assert process[-2:] == ["sh", "publish.sh"]
    assert f"--working-directory={root}" in process
    assert seconds(process) == 0  # noon is past by the clock of this machine


def test_the_script_runs_again_when_the_next_text_is_due(make_quick_site: MakeSite) -> None:
    root = make_quick_site({"content/briefs/a.md": brief(LATER)})
    before = time.time()
    status, process = run(root, 1)
    assert status == 0
    due = LATER.timestamp()
    assert due - time.time() <= seconds(process) <= due - before + 1


def test_a_site_that_waits_for_nothing_asks_for_nothing(make_quick_site: MakeSite) -> None:
    root = make_quick_site({"content/briefs/a.md": "---\ntitle: T\n---\nText.\n"})
    assert run(root, 1) == (0, [])


def test_a_build_that_fails_is_tried_again(make_quick_site: MakeSite) -> None:
    root = make_quick_site({"content/briefs/a.md": brief(NOON, "[A link](gone.md).")})
    status, process = run(root, 1)
    assert (status, seconds(process)) == (1, 0)
