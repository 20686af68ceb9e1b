"""The search index in the output: it matches the pages there, and changes only with them."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefgen.pipeline import search, workers
from briefgen.pipeline.search import parts
from briefgen.publish import index
from tests.support.exhaustive import exhaustive, mostly_exhaustive

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
    files = state(root / "public")
    return {
        path: about
        for path, about in files.items()
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
    result = build(root)
    assert result.status == 0
    assert result.counts[2] > 0
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
    result = build(root)
    assert result.status == 1
    assert "no search index: " in result.said
    assert ("no memory left" in result.said) == bool(status)
    assert state(root / "public") == before


def test_a_file_of_content_never_replaces_one_of_the_index(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    assert build(root).status == 0
    before = state(root / "public")
    make_site({"content/search/pagefind.js": "alert(1)"}, **ON)
    result = build(root)
    assert result.status == 1
    assert "content/search/pagefind.js:1:1: error: " in result.said
    assert "[url-collision]" in result.said
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


# An index in parts


MANY = 24


def brief(number: int, words: str = "", language: str = "en") -> str:
    return (
        f"---\ntitle: Brief {number}\ndate: 2026-01-{number + 1:02}\nlanguage: {language}\n---\n"
        f"Text number{number} of all. {words}\n"
    )


@pytest.fixture
def many(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose English index is in parts of up to five pages."""
    monkeypatch.setattr(parts, "LIMIT", 5)
    files = {f"content/briefs/{number}.md": brief(number) for number in range(MANY)}
    files |= {f"content/briefs/de-{n}.md": brief(n, language="de") for n in range(3)}
    return make_site(files, **ON)


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[parts.Part]:
    """The parts that are built, in order."""
    built: list[parts.Part] = []

    def counted(part: parts.Part, read: Callable[[str], bytes]) -> Any:
        built.append(part)
        return search.bundle_of(part, read)

    monkeypatch.setattr(index, "bundle_of", counted)
    return built


def bytes_of(state: State, root: Path) -> dict[str, bytes]:
    return {path: data for path, (data, _, _) in index_of(state, root).items()}


def test_a_changed_word_builds_only_the_part_of_its_brief_again(
    many: Path, make_site: MakeSite, build: Build, state: State, indexed: list[parts.Part]
) -> None:
    assert build(many).status == 0
    before = index_of(state, many)
    names = json.loads(before[ENTRY][0])["parts"]["en"]
    assert len(names) > 4
    assert sorted(part.name for part in indexed if part.bits) == names
    indexed.clear()
    make_site({"content/briefs/7.md": brief(7, "Gallium.")}, **ON)
    assert build(many).status == 0
    (part,) = indexed
    assert "briefs/7/index.html" in dict(part.pages)
    after = index_of(state, many)
    others = {path for path in before if path.startswith("search/parts/")}
    others -= {path for path in before if path.startswith(part.folder)}
    assert len(others) > 20
    assert {path: after[path] for path in others} == {path: before[path] for path in others}
    assert after[ENTRY] != before[ENTRY]
    warm = bytes_of(state, many)
    assert build(many, "--clean").status == 0
    assert bytes_of(state, many) == warm


def test_a_build_without_changes_builds_no_part(
    many: Path, make_site: MakeSite, build: Build, indexed: list[parts.Part]
) -> None:
    build(many)
    indexed.clear()
    assert build(many).counts[0] == 0
    make_site({"content/data.csv": "1"}, **ON)
    assert build(many).counts[0] == 1
    assert indexed == []


@pytest.mark.parametrize("seed", mostly_exhaustive(range(10), 1))
def test_an_index_after_many_changes_equals_that_of_a_clean_build(
    many: Path, make_site: MakeSite, build: Build, state: State, seed: int
) -> None:
    chance = random.Random(seed)
    build(many)
    for turn in range(2):
        for number in chance.sample(range(MANY), 3):
            place = many / f"content/briefs/{number}.md"
            action = chance.choice(["change", "delete", "add", "translate"])
            if action == "delete":
                place.unlink(missing_ok=True)
            elif action == "add":
                make_site({f"content/briefs/new-{turn}-{number}.md": brief(number)}, **ON)
            else:
                language = "de" if action == "translate" else "en"
                make_site(
                    {f"content/briefs/{number}.md": brief(number, f"x{turn}", language)}, **ON
                )
        assert build(many).status == 0
        warm = bytes_of(state, many)
        assert build(many, "--output", many / "other", "--clean").status == 0
        clean = {path.relative_to(many / "other").as_posix(): path.read_bytes()
                 for path in (many / "other/search").rglob("*") if path.is_file()}  # fmt: skip
        clean = {path: data for path, data in clean.items() if not path.endswith("index.html")}
        assert warm == clean


def test_a_growing_site_gets_parts_and_a_shrinking_one_loses_them(
    make_site: MakeSite, build: Build, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LIMIT", 5)
    root = make_site({f"content/briefs/{number}.md": brief(number) for number in range(5)}, **ON)
    build(root)
    small = bytes_of(state, root)
    assert "parts" not in json.loads(small[ENTRY])
    make_site({"content/briefs/5.md": brief(5)}, **ON)
    assert build(root).status == 0
    grown = bytes_of(state, root)
    assert len(json.loads(grown[ENTRY])["parts"]["en"]) == 2
    assert not [path for path in grown if path.startswith("search/fragment/")]
    (root / "content/briefs/5.md").unlink()
    assert build(root).status == 0
    assert bytes_of(state, root) == small
    assert not (root / "public/search/parts").exists()


def test_several_processes_build_the_same_index(
    many: Path, build: Build, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_ENOUGH", 10)
    assert build(many, "--jobs", 1).status == 0
    alone = bytes_of(state, many)
    assert build(many, "--jobs", 3, "--clean").status == 0
    assert bytes_of(state, many) == alone


def test_a_failure_in_another_process_leaves_the_output_untouched(
    many: Path,
    make_site: MakeSite,
    build: Build,
    state: State,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build(many)
    before = state(many / "public")
    monkeypatch.setattr(workers, "_ENOUGH", 1)
    monkeypatch.setattr(workers, "_threads", lambda: 1)  # so that the process has the patches
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho no memory left >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind, "get_executable", lambda: program)
    changes = {f"content/briefs/{n}.md": brief(n, "Other.") for n in range(MANY)}
    make_site(changes, **ON)
    result = build(many, "--jobs", 2)
    assert result.status == 1
    assert "no memory left" in result.said
    assert state(many / "public") == before


@exhaustive
def test_a_file_missing_from_a_part_is_written_again(
    many: Path, build: Build, state: State, indexed: list[parts.Part]
) -> None:
    build(many)
    before = bytes_of(state, many)
    lost = next(path for path in sorted(before) if path.startswith("search/parts/"))
    (many / "public" / lost).unlink()
    indexed.clear()
    assert build(many).status == 0
    assert bytes_of(state, many) == before
    assert [lost.startswith(part.folder) for part in indexed] == [True]
