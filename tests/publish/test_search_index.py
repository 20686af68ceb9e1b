"""The search index in the output: it matches the pages there, and changes only with them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.publish.conftest import Build

pagefind = pytest.importorskip("pagefind.service", reason="needs Pagefind")

State = Callable[[Path], dict[str, tuple[bytes, int, int]]]

ENTRY = "search/pagefind-entry.json"
ON = {"search": {"enabled": True}}


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site(
        {
            "content/briefs/a.md": "---\ntitle: First\n---\nText of one.",
            "content/briefs/b.md": "---\ntitle: Second\n---\nText of two.",
            "content/data.csv": "1",
        },
        **ON,
    )


def index_of(state: State, root: Path) -> dict[str, Any]:
    found = state(root / "public")
    return {
        path: about
        for path, about in found.items()
        if path.startswith("search/") and not path.endswith("index.html")
    }


def test_the_index_is_unchanged_while_its_pages_are(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    assert build(root).status == 0
    before = index_of(state, root)
    assert ENTRY in before
    assert build(root).counts[0] == 0
    make_site({"content/data.csv": "2"}, **ON)
    assert build(root).counts[0] == 1
    assert index_of(state, root) == before


def test_a_changed_brief_changes_the_index(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    build(root)
    before = index_of(state, root)
    make_site({"content/briefs/a.md": "---\ntitle: First\n---\nOther words."}, **ON)
    assert build(root).status == 0
    after = index_of(state, root)
    assert after[ENTRY] != before[ENTRY]
    assert build(root, "--clean").status == 0
    assert {path: data for path, (data, _, _) in index_of(state, root).items()} == {
        path: data for path, (data, _, _) in after.items()
    }


def test_a_clean_build_of_the_same_removes_nothing(root: Path, build: Build) -> None:
    build(root)
    assert build(root, "--clean").counts[2] == 0


def test_an_index_changed_or_deleted_by_hand_is_rebuilt(
    root: Path, build: Build, state: State
) -> None:
    build(root)
    before = index_of(state, root)
    (root / "public" / ENTRY).write_text("by hand")
    (root / "public/search/pagefind.js").unlink()
    assert build(root).status == 0
    after = index_of(state, root)
    assert {path: data for path, (data, _, _) in after.items()} == {
        path: data for path, (data, _, _) in before.items()
    }


def test_the_index_is_removed_when_search_is_switched_off(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    build(root)
    assert index_of(state, root)
    make_site()
    done = build(root)
    assert done.status == 0
    assert done.counts[2] > 0
    assert index_of(state, root) == {}


def test_switching_search_on_again_indexes_later_changes(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    build(root)
    make_site({"content/briefs/a.md": "---\ntitle: First\n---\nOther words."})
    build(root)
    make_site({}, **ON)
    build(root)
    make_site({"content/briefs/b.md": "---\ntitle: Second\n---\nOther words too."}, **ON)
    build(root)
    grown = {path: data for path, (data, _, _) in index_of(state, root).items()}
    assert build(root, "--clean").status == 0
    assert grown == {path: data for path, (data, _, _) in index_of(state, root).items()}


def test_the_index_is_removed_with_the_last_brief(root: Path, build: Build, state: State) -> None:
    build(root)
    for name in "ab":
        (root / f"content/briefs/{name}.md").unlink()
    assert build(root).status == 0
    assert index_of(state, root) == {}


@pytest.mark.parametrize("status", [None, 3], ids=["absent", "failing"])
def test_without_a_working_pagefind_the_output_is_unchanged(
    root: Path,
    make_site: MakeSite,
    build: Build,
    state: State,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int | None,
) -> None:
    build(root)
    before = state(root / "public")
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\necho no memory left >&2\nexit {status}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind, "get_executable", lambda: program if status else None)
    make_site({"content/briefs/a.md": "---\ntitle: First\n---\nOther words."}, **ON)
    done = build(root)
    assert done.status == 1
    assert "no search index: " in done.said
    assert ("no memory left" in done.said) == bool(status)
    assert state(root / "public") == before


def test_a_file_of_content_never_replaces_one_of_the_index(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    assert build(root).status == 0
    before = state(root / "public")
    make_site({"content/search/pagefind.js": "alert(1)"}, **ON)
    done = build(root)
    assert done.status == 1
    assert "content/search/pagefind.js:1:1: error: " in done.said
    assert "[url-collision]" in done.said
    assert state(root / "public") == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_build_killed_while_indexing_leaves_no_files(make_site: MakeSite, tmp_path: Path) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."}, **ON)
    program, flag, empty = tmp_path / "pagefind", tmp_path / "started", tmp_path / "empty"
    empty.mkdir()
    program.write_text(f"#!/bin/sh\ntouch '{flag}'\nexec cat > /dev/null\n")
    program.chmod(0o755)
    running = subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", str(root), "build"],
        env={
            "PAGEFIND_BINARY_PATH": str(program),
            "TMPDIR": str(empty),
            "PATH": "/usr/bin:/bin",
        },
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not flag.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert flag.exists()
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert list(empty.iterdir()) == []
    assert [each.name for each in (root / ".briefgen").iterdir() if "pages" in each.name] == []
