"""A killed build loses nothing, and the next build is correct."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite

CRASH = Path(__file__).with_name("crash.py")
PATIENCE = 60.0
ENDLESS = "{% for x in range(10 ** 15) %}{% endfor %}\n"

State = Callable[[Path], dict[str, tuple[bytes, int, int]]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill signals")


@pytest.mark.parametrize(
    ("swap", "first", "stride"),
    [
        ("one step", 1, 3),
        ("two renames", 2, 3),
        pytest.param("one step", 1, 1, marks=exhaustive),
        pytest.param("two renames", 1, 1, marks=exhaustive),
    ],
)
def test_a_site_survives_a_kill_at_any_step(
    tmp_path: Path, swap: str, first: int, stride: int
) -> None:
    process = subprocess.run(
        [sys.executable, CRASH, tmp_path, swap, str(first), str(stride)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stderr) == (0, "")
    assert int(process.stdout) > 12


@contextmanager
def in_the_middle(root: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start a build that never ends; yield it when it has started to stage files."""
    with subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", str(root), "build", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as build:
        try:
            deadline = time.monotonic() + PATIENCE
            while not list((root / ".briefgen").glob("stage-*")):
                assert build.poll() is None, build.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.01)
            yield build
        finally:
            build.kill()


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    """Return a published site without a stage, whose next build never ends."""
    root = make_site({"content/about.md": "---\ntitle: About\n---\nText."})
    assert rebuild(root) == 0
    (stage,) = (root / ".briefgen").glob("stage-*")
    shutil.rmtree(stage)
    make_site(
        {"content/about.md": "---\ntitle: About us\n---\nText.", "layouts/page.html": ENDLESS}
    )
    return root


def rebuild(root: Path) -> int:
    command = [sys.executable, "-m", "briefgen", "-C", str(root), "build", "--quiet"]
    return subprocess.run(command, check=False).returncode


def test_a_killed_build_leaves_the_site_and_its_lock(root: Path, state: State) -> None:
    before = state(root / "public")
    with in_the_middle(root) as build:
        build.send_signal(signal.SIGKILL)
        assert build.wait(PATIENCE) == -signal.SIGKILL
    assert state(root / "public") == before
    assert list((root / ".briefgen").glob("stage-*"))
    (root / "layouts/page.html").unlink()
    assert rebuild(root) == 0
    assert b"About us" in (root / "public/about/index.html").read_bytes()
    assert not list(root.glob(".public*"))


@pytest.mark.parametrize("number", [signal.SIGINT], ids=lambda number: number.name)
def test_an_interrupted_build_cleans_up(root: Path, state: State, number: signal.Signals) -> None:
    before = state(root / "public")
    with in_the_middle(root) as build:
        build.send_signal(number)
        output, errors = build.communicate(timeout=PATIENCE)
    assert (build.returncode, output) == (130, "")
    assert "Traceback" not in errors
    assert state(root / "public") == before
    assert not list(root.glob(".public*"))


def children(process: subprocess.Popen[str]) -> set[int]:
    """Return the child processes of a process."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return set(map(int, listed.read_text().split()))


def is_alive(process: int) -> bool:
    """Whether a process is running, and not a zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def until(met: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda each: each.name)
def test_a_build_leaves_no_process_behind(
    root: Path, make_site: MakeSite, state: State, number: signal.Signals
) -> None:
    before = state(root / "public")
    make_site({f"content/data/{number}.csv": "1" for number in range(200)})
    with in_the_middle(root, "--jobs", "2") as build:
        until(lambda: list(root.glob(".briefgen/stage-*/data/*")))
        workers = children(build)
        assert workers
        build.send_signal(number)
        _, errors = build.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors
    until(lambda: not any(map(is_alive, workers)))
    assert state(root / "public") == before
