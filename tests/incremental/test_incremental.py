"""After any edit, a build with a cache writes what a build without one would."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefgen import pipeline, publish
from briefgen.cache.store import Store
from briefgen.model.diagnostics import Checked, Diagnostic, in_order
from briefgen.pipeline import workers
from tests.support.edits import EDITS, FILES, history, put
from tests.support.exhaustive import mostly_exhaustive

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

Clean = Callable[..., tuple[dict[str, bytes], tuple[Diagnostic, ...]]]


def build(
    root: Path, output: str = "public", *, now: datetime = NOW, jobs: int = 1, cached: bool = True
) -> Checked[publish.Published | None]:
    """Build the site in `root`; return the counts of published files and all problems."""
    store = pipeline.open_store(root) if cached else Store()
    options = pipeline.BuildOptions(now=now)
    with pipeline.Workers(jobs) as processes:
        built = pipeline.build(root, options, store, processes)
        published = publish.publish(built, root / output, processes)
    store.close()
    return Checked(published.value, in_order((*built.diagnostics, *published.diagnostics)))


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def clean(tmp_path: Path, compiled: Path) -> Clean:
    """Return the output of a build without a cache, except the theme's compiled layouts."""
    scratch = tmp_path / "clean"

    def built(root: Path, now: datetime = NOW) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        shutil.rmtree(scratch, ignore_errors=True)
        for name in ("content", "layouts"):
            if (root / name).exists():
                shutil.copytree(root / name, scratch / name)
        shutil.copy(root / "site.yaml", scratch / "site.yaml")
        shutil.copytree(compiled, scratch / ".briefgen" / "layouts")
        result = build(scratch, now=now, cached=False)
        return files_of(scratch / "public") if result.value else {}, result.diagnostics

    return built


@pytest.mark.parametrize("seed", mostly_exhaustive(range(100), 1))
def test_after_any_edit_a_warm_build_equals_a_clean_build(
    tmp_path: Path, clean: Clean, seed: int
) -> None:
    root = tmp_path / "site"
    for edit, files in history(seed, len(EDITS)):
        put(root, files)
        warm = build(root)
        expected, problems = clean(root)
        # A clean build does not know which addresses there were.
        diagnostics = tuple(each for each in warm.diagnostics if each.code != publish.GONE)
        assert diagnostics == problems, edit
        if expected:
            assert files_of(root / "public") == expected, edit
            again = build(root)
            assert again.value == publish.Published(0, len(expected) - 1, 0), edit
            assert again.diagnostics == problems, edit


def test_a_brief_is_published_when_its_embargo_ends_with_no_other_change(tmp_path: Path) -> None:
    root = tmp_path / "site"
    late = "---\ntitle: Late\nembargo: 2026-06-02T00:00:00Z\n---\nText."
    put(root, {**FILES, "content/briefs/late.md": late})
    build(root)
    assert not (root / "public/briefs/late").exists()
    build(root, now=NOW + timedelta(days=1))
    assert (root / "public/briefs/late/index.html").exists()
    build(root, now=NOW)  # the clock was set back
    assert not (root / "public/briefs/late").exists()


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b"no database"),
        lambda file: file.write_bytes(file.read_bytes()[:5000]),
        lambda file: file.write_bytes(b""),
        lambda file: _forget(file, "texts"),
        lambda file: _forget(file, "plan"),
        lambda file: _forget(file, "outputs"),
        lambda file: _forget(file, "notes"),
        lambda file: _garble(file),  # noqa: PLW0108 - defined below
    ],
    ids="gone text truncated empty texts plan outputs notes garbled".split(),
)
def test_a_damaged_database_only_costs_time(
    tmp_path: Path, clean: Clean, harm: Callable[[Path], object]
) -> None:
    root = tmp_path / "site"
    (_, files), (_, later) = list(history(3, 1))
    put(root, files)
    build(root)
    harm(root / ".briefgen/build.sqlite")
    put(root, later)
    assert (build(root).diagnostics, files_of(root / "public")) == clean(root)[::-1]


def _forget(file: Path, table: str) -> None:
    with sqlite3.connect(file) as database:
        database.execute(f"DELETE FROM {table}")
    database.close()


def _garble(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE plan SET payload = x'00'")
        database.execute("UPDATE texts SET data = x'00'")
        database.execute("UPDATE outputs SET key = x'00'")
    database.close()


def test_a_cache_that_does_not_match_the_output_is_not_trusted(
    tmp_path: Path, clean: Clean
) -> None:
    """A CI job may restore the cache and the output from two different builds."""
    one, two = tmp_path / "one", tmp_path / "two"
    (_, files), (_, later) = list(history(5, 1))
    put(one, files)
    put(two, later)
    build(one)
    build(two)
    shutil.rmtree(one / ".briefgen")
    shutil.copytree(two / ".briefgen", one / ".briefgen")
    build(one)
    assert files_of(one / "public") == clean(one)[0]


def test_the_number_of_processes_does_not_change_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_ENOUGH", 10)
    briefs = {
        f"content/briefs/{n}.md": f"---\ntitle: B {n}\ntags: [t{n % 7}]\n---\nText {n} [a](https://a.example/{n})."
        for n in range(60)
    }
    for jobs in (1, 3):
        put(tmp_path / f"{jobs}", {**FILES, **briefs})
        assert build(tmp_path / f"{jobs}", jobs=jobs).value is not None
    assert files_of(tmp_path / "3/public") == files_of(tmp_path / "1/public")


def changed_by(root: Path, files: dict[str, str]) -> set[str]:
    """Return the output files that an edit changed."""
    before = {
        path: (root / "public" / path).stat().st_mtime_ns for path in files_of(root / "public")
    }
    put(root, files)
    assert build(root).value is not None
    after = {
        path: (root / "public" / path).stat().st_mtime_ns for path in files_of(root / "public")
    }
    changed = {path for path in after if before.get(path) != after[path]}
    return changed | (before.keys() - after.keys())


BRIEF = """---
title: Title {day}
date: 2026-01-0{day}
summary: Said.
categories: [China]
---
Text {day}.
"""


def site_of_three() -> dict[str, str]:
    briefs = {f"content/briefs/{day}.md": BRIEF.format(day=day) for day in (1, 2, 3)}
    return {**FILES, **briefs}


def test_an_edited_word_changes_only_the_briefs_own_files(tmp_path: Path) -> None:
    files = site_of_three()
    put(tmp_path, files)
    build(tmp_path)
    files["content/briefs/2.md"] = files["content/briefs/2.md"].replace("Text", "Word")
    changed = changed_by(tmp_path, files)
    pages = {path for path in changed if path.endswith(".html")}
    assert pages == {"briefs/2/index.html"}
    assert {path.split("/")[0] for path in changed if path.startswith("categories")} <= {
        "categories"
    }
    assert not [path for path in changed if path.startswith(("about", "archive", "sitemap"))]


def test_an_edited_title_changes_the_pages_that_show_it(tmp_path: Path) -> None:
    files = site_of_three()
    put(tmp_path, files)
    build(tmp_path)
    files["content/briefs/2.md"] = files["content/briefs/2.md"].replace("Title 2", "Another")
    pages = {path for path in changed_by(tmp_path, files) if path.endswith(".html")}
    assert "briefs/2/index.html" in pages
    assert "index.html" in pages
    assert "categories/china/index.html" in pages
    assert "about/index.html" not in pages
    assert "authors/ada/index.html" not in pages


def test_an_edited_layout_changes_the_pages_it_renders(tmp_path: Path) -> None:
    files = site_of_three()
    put(tmp_path, files)
    build(tmp_path)
    files["layouts/page.html"] = '{% extends "theme/page.html" %}{% block footer %}-{% endblock %}'
    assert changed_by(tmp_path, files) == {"about/index.html"}


def test_an_edited_file_changes_only_itself(tmp_path: Path) -> None:
    files = site_of_three()
    put(tmp_path, files)
    build(tmp_path)
    files["content/data.csv"] = "2"
    assert changed_by(tmp_path, files) == {"data.csv"}


def test_concurrent_readers_do_not_disturb_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threads of a preview read at the same time."""
    put(tmp_path, site_of_three())
    site_build = pipeline.build(
        tmp_path, pipeline.BuildOptions(now=NOW), pipeline.open_store(tmp_path)
    )
    first, second, third = [output for output in site_build.outputs if output.is_page][:3]
    monkeypatch.setattr(pipeline, "build", None)
    reader, other = site_build.produce_all([first, second]), site_build.produce_all([third])
    assert all(page.value for page in (next(reader), next(other), next(reader)))


def test_an_abandoned_reading_of_the_plan_can_be_resumed(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    uninterrupted = pipeline.build(tmp_path, pipeline.BuildOptions(now=NOW))
    stream = pipeline.begin(tmp_path, pipeline.BuildOptions(now=NOW))
    reader = iter(stream)
    next(reader)
    assert isinstance(reader, Generator)
    reader.close()
    site_build = stream.finish()
    assert [each.path for each in site_build.outputs] == [
        each.path for each in uninterrupted.outputs
    ]
    assert site_build.diagnostics == uninterrupted.diagnostics
