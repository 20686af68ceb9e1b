"""One build at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.model.diagnostics import Diagnostic
from briefgen.publish import site_lock
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite

PATIENCE = 60.0
HOLD = """\
import sys
from pathlib import Path
from briefgen.publish import site_lock
with site_lock(Path(sys.argv[1])) as lock:
    print(lock.value, flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock in another process."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        try:
            yield other
        finally:
            other.kill()


def test_a_free_lock_is_held_and_released(tmp_path: Path) -> None:
    folder = tmp_path / "deep/.briefgen"
    for _ in range(2):
        with site_lock(folder, patience=0) as lock:
            assert lock.value
            assert (folder / "holder").read_text() == f"{os.getpid()}\n"
        assert not (folder / "holder").exists()
    assert (folder / ".gitignore").read_text() == "*\n"


def test_the_lock_is_released_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), site_lock(tmp_path):
        raise ZeroDivisionError
    with site_lock(tmp_path, patience=0) as lock:
        assert lock.value


def test_the_holder_of_the_lock_is_reported_before_and_after_waiting(tmp_path: Path) -> None:
    heard: list[Diagnostic] = []
    with held(tmp_path) as other, site_lock(tmp_path, 0, heard.append) as lock:
        assert not lock.value
        assert lock.diagnostics == (heard[0],)
    assert heard[0].code == "busy"
    assert heard[0].message == f"process {other.pid} is building this site"


@pytest.mark.parametrize("note", [None, "", "a word\n"], ids=["absent", "empty", "a word"])
def test_a_holder_without_a_process_id_is_called_another_build(
    tmp_path: Path, note: str | None
) -> None:
    with held(tmp_path):
        (tmp_path / "holder").unlink()
        if note is not None:
            (tmp_path / "holder").write_text(note)
        with site_lock(tmp_path, patience=0) as lock:
            assert lock.diagnostics[0].message == "another build is building this site"


def test_a_dead_process_holds_no_lock(tmp_path: Path) -> None:
    with held(tmp_path) as other:
        other.kill()
        other.wait()
        assert (tmp_path / "holder").exists()
        with site_lock(tmp_path, patience=0) as lock:
            assert lock.value


def test_a_file_instead_of_the_work_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".briefgen").write_text("")
    with site_lock(tmp_path / ".briefgen") as lock:
        assert not lock.value
    assert [diagnostic.code for diagnostic in lock.diagnostics] == ["output"]
    assert lock.diagnostics[0].location.path == ".briefgen"
    assert lock.diagnostics[0].message.startswith("`.briefgen` is a file, but builds store")


@pytest.mark.parametrize("name", ["", "holder", "lock", "receipt.json", "build.sqlite", "stage-1"])
def test_no_build_writes_through_a_link_from_a_cloned_repository(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.mkdir() if name in {"", "stage-1"} else victim.write_bytes(b"mine")
    link = tmp_path / "site/.briefgen" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(victim)
    with site_lock(tmp_path / "site/.briefgen") as lock:
        assert not lock.value
    (problem,) = lock.diagnostics
    shown = f".briefgen/{name}".rstrip("/")
    assert problem.message.startswith(f"`{shown}` is a symbolic link")
    assert problem.hint == "delete .briefgen; it is only a cache"
    assert list(victim.iterdir()) == [] if victim.is_dir() else victim.read_bytes() == b"mine"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other permissions")
def test_missing_permission_for_the_cache_is_reported(
    make_site: MakeSite, as_anyone: Callable[[Sequence[object]], list[str]]
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    (root / ".briefgen").chmod(0o555)
    command = as_anyone([sys.executable, "-m", "briefgen", "-C", root, "build"])
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    (root / ".briefgen").chmod(0o755)
    assert process.returncode == 1
    assert ".briefgen/:1:1: error: cannot write the cache: permission denied" in process.stderr


def build(root: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", root, "build", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_build_reports_what_it_waits_for_and_then_builds(make_site: MakeSite) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    with held(root / ".briefgen") as other, build(root) as second:
        assert second.stderr is not None
        line = second.stderr.readline()
        assert line == f"process {other.pid} is building this site; waiting for it to finish\n"
        assert not (root / "public").exists()
        other.communicate("")
        output, errors = second.communicate(timeout=PATIENCE)
    assert (second.returncode, output) == (0, "")
    assert "1 brief" in errors
    assert (root / "public/briefs/a/index.html").is_file()


@exhaustive
def test_many_builds_at_once_all_succeed(make_site: MakeSite) -> None:
    root = make_site(
        {f"content/briefs/{n}.md": f"---\ntitle: Brief {n}\n---\nText." for n in range(20)},
        social={"images": False},
    )
    builds = [build(root, "--clean") for _ in range(4)]
    ended = [each.communicate(timeout=PATIENCE) for each in builds]
    assert [each.returncode for each in builds] == [0] * 4, ended
    assert b"Brief 7" in (root / "public/briefs/7/index.html").read_bytes()
    assert not list(root.glob(".public*"))
