"""The search index in the output. Only parts whose pages changed are built again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.notes import Note
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import OutputRow, Store
from briefgen.pipeline import Build, Workers
from briefgen.pipeline.search import (
    Part,
    PartListing,
    bundle_of,
    index_language,
    parts_of,
    top_files,
)
from briefgen.publish.stage import Placed, Stage, put

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _PartRecord:
    """A part in the output: its own list of languages and its files."""

    part: Part
    listing: str
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Record:
    """The index in an output directory. `key` depends on all that its files do, pages aside."""

    key: bytes = b""
    parts: tuple[_PartRecord, ...] = ()
    top: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        return self.top.union(*(each.paths for each in self.parts))


@dataclass(frozen=True, slots=True)
class Index:
    """The search index of a build: its files, which of them were written now, and new words."""

    record: _Record = _Record()
    placed: Mapping[str, Placed] = field(default_factory=dict)
    words: Mapping[Part, Words] = field(default_factory=dict)

    @property
    def paths(self) -> frozenset[str]:
        """All its files."""
        return self.record.paths


_NOTE: Final = Note("search index", _Record)
_WORDS: Final = Note("search words", Words)


def former_index(stage: Stage) -> frozenset[str]:
    """Return the index files that an earlier build put into the output."""
    return _recorded(stage).paths


def standing_index(build: Build, stage: Stage, present: Mapping[str, OutputRow]) -> Index | None:
    """Return the index in the output, if it belongs to the pages there."""
    former = _recorded(stage)
    searched = _searched(build)
    if not searched:
        return None if former.paths else Index()
    digests = {path: present[path].digest for path in searched if path in present}
    indexed = {path: value for each in former.parts for path, value in each.part.pages}
    if former.key != _key(build) or indexed != digests or not former.paths <= present.keys():
        return None
    return Index(former)


def build_index(
    build: Build,
    stage: Stage,
    present: Mapping[str, OutputRow],
    placed: Mapping[str, Placed],
    workers: Workers,
) -> Index:
    """Return the index of a build's pages, when all have been rendered. Raises NoIndex."""
    searched = _searched(build)
    if not searched:
        return Index()
    digests = {
        path: placed[path].digest if path in placed else present[path].digest for path in searched
    }
    new = frozenset(path for path in searched if path in placed and placed[path].is_new)
    source = _Source(stage.folder, stage.target, new)
    key = _key(build)
    former = _recorded(stage)
    if former.key != key:
        former = _Record(key)
    parts = _parts(former, digests, source, build.language)
    reused, words = _reusable(former, parts, stage, present)
    if len(reused) == len(parts) == len(former.parts) and former.top <= present.keys():
        return Index(former)
    built = _built(source, [part for part in parts if part not in reused], workers)
    records = tuple(reused[part] if part in reused else built[part].record for part in parts)
    fresh = {part: each.words for part, each in built.items()}
    words |= fresh
    placed_now = {path: at for each in built.values() for path, at in each.placed.items()}
    top = top_files(
        PartListing(each.part, each.listing, words.get(each.part, ())) for each in records
    )
    shared = {path: data for each in built.values() for path, data in each.shared.items()}
    placed_now |= {path: source.put(path, data) for path, data in (top | shared).items()}
    return Index(_Record(key, records, frozenset(top)), placed_now, fresh)


def note_index(store: Store, target: Path, index: Index) -> None:
    """Record the files of the index in the output, and what it was built from."""
    _NOTE.about(target).write(store, index.record)
    for part, words in index.words.items():
        if part.bits:
            _words_of(target, part).write(store, words, _part_key(part))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where finished pages are: the `new` ones in the stage, and the rest in the output.

    Files of the index are put into the stage, which no web server serves.
    """

    stage: Path
    target: Path
    new: frozenset[str]

    def __call__(self, path: str) -> bytes:
        return self._path(path).read_bytes()

    def language(self, path: str, default: str) -> str:
        """Return the language of a page, of which only the start is read."""
        with self._path(path).open("rb") as file:
            return index_language(file.read(4096), default)

    def put(self, path: str, data: bytes) -> Placed:
        """Put a file of the index into the stage."""
        return put(str(self.stage), str(self.target), path, data)

    def _path(self, path: str) -> Path:
        return (self.stage if path in self.new else self.target) / path


def _parts(
    former: _Record, digests: Mapping[str, bytes], source: _Source, default: str
) -> tuple[Part, ...]:
    """Divide the pages into parts, without reading those whose language is recorded."""
    languages = {page: each.part.language for each in former.parts for page in each.part.pages}

    def language_of(path: str) -> str:
        return languages.get((path, digests[path])) or source.language(path, default)

    return parts_of(digests, language_of)


def _reusable(
    former: _Record, parts: Iterable[Part], stage: Stage, present: Mapping[str, OutputRow]
) -> tuple[dict[Part, _PartRecord], dict[Part, Words]]:
    """Return the parts in the output that are unchanged, and the words of those with bits."""
    current = frozenset(parts)
    reused: dict[Part, _PartRecord] = {}
    words: dict[Part, Words] = {}
    for each in former.parts:
        part = each.part
        if part not in current or not each.paths <= present.keys():
            continue
        if part.bits:
            stems = _words_of(stage.target, part).read(stage.store, _part_key(part))
            if stems is None:
                continue
            words[part] = stems
        reused[part] = each
    return reused, words


@dataclass(frozen=True, slots=True)
class _Built:
    """A part that was built now. `shared` are files of all parts that have yet to be written."""

    record: _PartRecord
    placed: Mapping[str, Placed]
    words: Words
    shared: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Task:
    """A part to build, perhaps in another process; `is_first` of its language."""

    source: _Source
    part: Part
    is_first: bool


def _built(source: _Source, parts: Sequence[Part], workers: Workers) -> dict[Part, _Built]:
    """Build parts. Each process asks its own Pagefind."""
    languages = [part.language for part in parts]
    tasks = [
        _Task(
            _Source(source.stage, source.target, source.new & {path for path, _ in part.pages}),
            part,
            part.language not in languages[:index],
        )
        for index, part in enumerate(parts)
    ]
    amount = sum(len(part.pages) for part in parts) if len(parts) > 1 else 0
    return {task.part: built for task, built in workers.map(_build, tasks, amount)}


def _build(task: _Task) -> _Built:
    part = task.part
    bundle = bundle_of(part, task.source)
    placed = {path: task.source.put(path, data) for path, data in bundle.files.items()}
    record = _PartRecord(part, bundle.listing, frozenset({*bundle.files, *bundle.shared}))
    return _Built(record, placed, bundle.words, bundle.shared if task.is_first else {})


def _searched(build: Build) -> list[str]:
    if not build.has_search:
        return []
    return [output.path for output in build.outputs if output.is_searched]


def _key(build: Build) -> bytes:
    return digest(code_stamp(), build.language.encode())


def _part_key(part: Part) -> bytes:
    return digest(*(piece for path, value in part.pages for piece in (path.encode(), value)))


def _words_of(target: Path, part: Part) -> Note[Words]:
    return _WORDS.about(f"{target} {part.name}")


def _recorded(stage: Stage) -> _Record:
    return _NOTE.about(stage.target).read(stage.store) or _Record()
