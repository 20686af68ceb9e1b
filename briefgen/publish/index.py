"""The search index in the output, which is rebuilt only when a brief's page changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.notes import Note
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import OutputRow, Store
from briefgen.pipeline import Build
from briefgen.pipeline.search import index_files
from briefgen.publish.stage import Placed, Stage, put


@dataclass(frozen=True, slots=True)
class Index:
    """The search index of a build: its files, and which of them were written now."""

    paths: frozenset[str] = frozenset()
    placed: Mapping[str, Placed] = field(default_factory=dict)
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class _Record:
    """The files of the index in an output directory, and the key of the pages in it."""

    key: bytes = b""
    paths: frozenset[str] = frozenset()


_NOTE: Final = Note("search index", _Record)


def former_index(stage: Stage) -> frozenset[str]:
    """Return the index files that an earlier build put into the output."""
    return _recorded(stage).paths


def standing_index(build: Build, stage: Stage, present: Mapping[str, OutputRow]) -> Index | None:
    """Return the index in the output, if it belongs to the pages there."""
    searched = _searched(build)
    if not searched:
        return None if former_index(stage) else Index()
    digests = {path: present[path].digest for path in searched if path in present}
    return _kept(stage, _key(build, digests), present)


def made_index(
    build: Build, stage: Stage, present: Mapping[str, OutputRow], placed: Mapping[str, Placed]
) -> Index:
    """Return the index of a build's pages, when all have been rendered. Raises NoIndex.

    Pages are collected in the work folder, which no web server serves.
    """
    searched = _searched(build)
    if not searched:
        return Index()
    digests = {
        path: placed[path].digest if path in placed else present[path].digest for path in searched
    }
    key = _key(build, digests)
    kept = _kept(stage, key, present)
    if kept is not None:
        return kept

    def page(path: str) -> bytes:
        is_new = path in placed and placed[path].is_new
        return ((stage.folder if is_new else stage.target) / path).read_bytes()

    files = index_files(searched, page, build.language)
    stage_folder, target = str(stage.folder), str(stage.target)
    made = {path: put(stage_folder, target, path, data) for path, data in files.items()}
    return Index(frozenset(made), made, key)


def note_index(store: Store, target: Path, index: Index) -> None:
    """Record the files of the index in the output, and what it was built from."""
    _NOTE.about(target).write(store, _Record(index.key, index.paths))


def _searched(build: Build) -> list[str]:
    if not build.has_search:
        return []
    return [output.path for output in build.outputs if output.is_searched]


def _key(build: Build, digests: Mapping[str, bytes]) -> bytes:
    parts = (part for path, each in digests.items() for part in (path.encode(), each))
    return digest(code_stamp(), build.language.encode(), *parts)


def _kept(stage: Stage, key: bytes, present: Mapping[str, OutputRow]) -> Index | None:
    """Return the index in the output, if it was built from these pages and is unchanged."""
    former = _recorded(stage)
    if former.key != key or not all(path in present for path in former.paths):
        return None
    return Index(former.paths, {}, key)


def _recorded(stage: Stage) -> _Record:
    return _NOTE.about(stage.target).read(stage.store) or _Record()
