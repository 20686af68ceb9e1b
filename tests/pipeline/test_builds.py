"""Builds: complete ones, and those whose outputs are still being planned."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen import pipeline
from briefgen.model.diagnostics import Checked
from briefgen.pipeline import BuildOptions, Stream
from briefgen.pipeline.builds import uncached

if TYPE_CHECKING:
    from tests.conftest import MakeSite

OPTIONS = BuildOptions(now=datetime(2026, 6, 1, 12, tzinfo=UTC))
FILES = {"content/briefs/a.md": "---\ntitle: A\nsummary: S.\ndate: 2026-01-01\n---\nText."}


@pytest.fixture
def root(make_quick_site: MakeSite) -> Path:
    return make_quick_site(FILES)


def test_a_stream_ends_with_the_build_that_would_be_made_at_once(root: Path) -> None:
    stream = pipeline.begin(root, OPTIONS)
    assert stream.size is None
    paths = sorted(output.path for output in stream)
    build, uninterrupted = stream.finish(), pipeline.build(root, OPTIONS)
    assert stream.size == len(paths) == len(build.outputs)
    assert [output.path for output in build.outputs] == paths
    assert (build.outputs, build.diagnostics) == (uninterrupted.outputs, uninterrupted.diagnostics)
    assert [output.path for output in stream] == paths  # and again


def test_a_planned_build_has_nothing_left_to_plan(root: Path) -> None:
    build = pipeline.build(root, OPTIONS)
    stream = Stream(build)
    assert stream.finish() is build
    assert list(stream) == list(build.outputs)


def test_an_output_is_found_by_its_path(root: Path) -> None:
    build = pipeline.build(root, OPTIONS)
    output = build.output("briefs/a/index.html")
    assert output is not None
    assert b"<h1" in build.produce(output).value
    assert build.output("briefs/b/index.html") is None
    assert build.output("zzz") is None


def test_a_site_that_cannot_be_read_is_a_build_without_outputs(tmp_path: Path) -> None:
    build = pipeline.build(tmp_path, OPTIONS)
    assert (build.outputs, build.plan, build.failed) == ((), None, True)
    assert (build.briefs, build.language, build.next_change, build.has_search) == (
        0,
        "",
        None,
        False,
    )


def test_without_the_cache_a_site_is_planned_once(root: Path) -> None:
    builds = []

    def build() -> pipeline.Build:
        builds.append(pipeline.build(root, OPTIONS))
        return builds[-1]

    produce = uncached(build)
    assert builds == []
    result = produce("robots.txt")
    assert isinstance(result, Checked)
    assert result.value
    assert produce("gone.html") is None
    assert len(builds) == 1
