"""The search's index in the output: there with its pages, and made anew with them alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pagefind = pytest.importorskip("pagefind.service", reason="needs Pagefind")

MakeSite = Callable[..., Path]
Build = Callable[..., Any]
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


def test_the_index_stays_while_its_pages_do(
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


def test_an_index_that_was_changed_or_deleted_by_hand_is_made_again(
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


def test_an_index_that_is_not_wanted_goes_away(
    root: Path, make_site: MakeSite, build: Build, state: State
) -> None:
    build(root)
    assert index_of(state, root)
    make_site()
    done = build(root)
    assert done.status == 0
    assert done.counts[2] > 0
    assert index_of(state, root) == {}


def test_an_index_that_is_wanted_again_knows_what_changed_meanwhile(
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


def test_the_last_brief_takes_the_index_with_it(root: Path, build: Build, state: State) -> None:
    build(root)
    for name in "ab":
        (root / f"content/briefs/{name}.md").unlink()
    assert build(root).status == 0
    assert index_of(state, root) == {}


def test_without_hard_links_the_index_is_the_same(
    root: Path, build: Build, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    build(root)
    before = index_of(state, root)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        assert build(root, "--clean").status == 0
    assert {path: data for path, (data, _, _) in index_of(state, root).items()} == {
        path: data for path, (data, _, _) in before.items()
    }


@pytest.mark.parametrize("status", [None, 3], ids=["absent", "failing"])
def test_without_a_working_pagefind_the_output_stays(
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
