"""Reads and parses the files of content/, but only those that changed."""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.file_stamps import file_stamp_in, is_racy
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import FileRow, Store
from briefgen.model.config import SiteConfig
from briefgen.model.content import Entry, Kind
from briefgen.model.data import is_data_file
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.identity import path_key
from briefgen.model.levels import FileProblems
from briefgen.model.site_folder import CONTENT
from briefgen.pipeline.inputs.extras import drawn_charts
from briefgen.pipeline.inputs.reading import FileRead, FileToRead, read_files
from briefgen.pipeline.inputs.used_files import sizes, used_files
from briefgen.pipeline.trace import trace
from briefgen.pipeline.workers import Workers
from briefgen.read.discovery import PathState, discover, hidden_data, path_state, set_aside

_NAMES: Final = 5  # parsed files that --verbose lists


@dataclass(frozen=True, slots=True)
class ContentFiles:
    """All files of content/, parsed, sorted by path; the values stay in the store.

    `interface_digest` is the digest of everything that a plan may depend on. `astray` has the
    problems of other things in content/, which are not read. `set_aside` counts the texts in
    folders that are skipped because of their names, if the site has no briefs. `sizes` has the
    sizes of the files whose size texts show, by their keys. `off` are the codes that files turn off
    for themselves.
    """

    entries: tuple[Entry, ...]
    rows: Mapping[str, FileRow]
    interface_digest: bytes
    astray: tuple[Diagnostic, ...]
    set_aside: tuple[tuple[str, int], ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    off: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def entry(self, path: str) -> Entry:
        """Return the entry that diagnostics show as `path`, which must exist."""
        inside = path.removeprefix(CONTENT)
        return self.entries[bisect_left(self.entries, inside, key=attrgetter("path"))]


def read_content(
    root: Path,
    config: SiteConfig,
    store: Store,
    workers: Workers,
    former: ContentFiles | None = None,
) -> Checked[ContentFiles]:
    """Read content/ without opening the files that have not changed since the last build.

    A file that an editor has emptied and is about to write keeps its state in `former`.
    """
    files = discover(root, config.groupings)
    began = time.perf_counter()
    readable = _Readable(root, config, store, former)
    others = [entry for entry in files.value if not is_data_file(entry.path)]
    rows, pending = readable.split(others)
    read = _read(root, config, pending, store, workers)
    rows |= read.rows
    tabular = [entry for entry in files.value if is_data_file(entry.path)]
    used = used_files(rows.values())
    if tabular or used.data:
        # Whether to read the data in a file is known only now that all texts have been read.
        tabular += hidden_data(root, used.data, tabular)
        current, pending = readable.split(tabular, frozenset(used.data))
        read.add(_read(root, config, pending, store, workers))
        rows |= current | read.rows
    _trace(began, f"{len(rows)} files", rows, read)
    gone = readable.stored.keys() - rows.keys()
    if gone:
        with store.transaction():
            store.drop_files(gone)
    all_entries = sorted((*others, *tabular), key=attrgetter("path"))
    entries = tuple(entry for entry in all_entries if entry.site_path in rows)
    has_briefs = any(entry.kind is Kind.BRIEF for entry in entries)
    aside = () if has_briefs else set_aside(root)
    astray = (*files.diagnostics, *read.diagnostics)
    measured = sizes(root, rows, used)
    interface = _interface_digest(rows, aside, measured)
    return _checked(ContentFiles(entries, rows, interface, astray, aside, measured))


def reread_content(
    root: Path, config: SiteConfig, store: Store, former: ContentFiles, changed: Collection[str]
) -> Checked[ContentFiles] | None:
    """Return content/ with the files in `changed` read again, and everything else unchanged.

    Return None if content/ must be walked: something was added, was deleted or is not a regular
    file, a link may have changed with its target, or a text shows the data of other files.
    """
    if any(entry.is_link for entry in former.entries):
        return None
    pending: list[FileToRead] = []
    began = time.perf_counter()
    started = time.time_ns()
    for path in sorted(changed):
        row, kind = former.rows.get(path), path_state(root, path)
        if row is not None and kind is PathState.FILE:
            fresh = FileRow(path, _state(f"{root}/{path}", started), b"", row.settings_digest)
            is_data = row.settings_digest == _data_digest()
            pending.append(FileToRead(former.entry(path), fresh, row, row, is_data))
        elif kind is not PathState.NOTHING or _existed(former, path):
            return None
    read = _read(root, config, pending, store, Workers())
    if read.diagnostics:
        return None
    rows = {**former.rows, **read.rows}
    pairs = [(row, former.rows[path]) for path, row in read.rows.items()]
    if any(row.used_files != before.used_files for row, before in pairs):
        return None
    _trace(began, f"{len(changed)} changed files", rows, read)
    measured = sizes(root, rows, used_files(rows.values())) if former.sizes else former.sizes
    is_same = all(row.interface_digest == before.interface_digest for row, before in pairs)
    if is_same and measured == former.sizes:
        return _checked(replace(former, rows=rows))
    interface = _interface_digest(rows, former.set_aside, measured)
    return _checked(replace(former, rows=rows, interface_digest=interface, sizes=measured))


class _Readable:
    """What is known of the files of content/ before they are read."""

    def __init__(
        self, root: Path, config: SiteConfig, store: Store, former: ContentFiles | None
    ) -> None:
        self._root = root
        self._settings = _settings_digests(config)
        self.stored = store.files()
        self._before = former.rows if former is not None else {}
        self._started = time.time_ns()

    def split(
        self, entries: Iterable[Entry], used: Collection[str] = ()
    ) -> tuple[dict[str, FileRow], list[FileToRead]]:
        """Return the rows of the files that did not change, and the other files.

        `used` has the keys of the files whose data texts show.
        """
        rows: dict[str, FileRow] = {}
        pending: list[FileToRead] = []
        for entry in entries:
            path = entry.site_path
            is_data = bool(used) and path_key(path) in used
            settings = _data_digest() if is_data else self._settings[entry.kind]
            state = _state(f"{self._root}/{path}", self._started)
            row, fresh = self.stored.get(path), FileRow(path, state, b"", settings)
            if row is not None and state and _is_current(row, fresh):
                rows[path] = row
            else:
                pending.append(FileToRead(entry, fresh, row, self._before.get(path), is_data))
        return rows, pending


def _is_current(row: FileRow, fresh: FileRow) -> bool:
    """Whether a row describes the file in its present state."""
    return row.file_stamp == fresh.file_stamp and row.settings_digest == fresh.settings_digest


def _trace(began: float, subject: str, rows: Mapping[str, FileRow], read: _Read) -> None:
    """Log for --verbose how many files were parsed and how many came from the cache."""
    count, hits = len(read.parsed), len(rows) - len(read.parsed)
    names = f" ({', '.join(read.parsed)})" if 0 < count <= _NAMES else ""
    trace("content", began, f"{subject}: {count} parsed{names}, {hits} from the cache")


def _existed(former: ContentFiles, path: str) -> bool:
    """Whether a path may have been a file or folder of content/ before."""
    return bool(former.astray) or any(
        other == path or other.startswith(f"{path}/") for other in former.rows
    )


def _checked(files: ContentFiles) -> Checked[ContentFiles]:
    """Return the files with all their problems."""
    problems = {
        path: decode(row.problems, FileProblems) for path, row in files.rows.items() if row.problems
    }
    off = {path: each.off for path, each in problems.items() if each.off}
    in_files = [problem for each in problems.values() for problem in each.diagnostics]
    return Checked(replace(files, off=off), (*files.astray, *in_files))


def _interface_digest(
    rows: Mapping[str, FileRow], aside: Sequence[tuple[str, int]], sizes: Mapping[str, int]
) -> bytes:
    interfaces = sorted((path, row.interface_digest) for path, row in rows.items())
    return digest(encode((interfaces, aside, sizes)))


class _Read(NamedTuple):
    """The rows of files that were read, which of them were parsed, and what cannot be read."""

    rows: dict[str, FileRow]
    parsed: list[str]
    diagnostics: list[Diagnostic]

    def add(self, other: _Read) -> None:
        """Add other files."""
        self.rows.update(other.rows)
        self.parsed.extend(other.parsed)
        self.diagnostics.extend(other.diagnostics)


def _read(
    root: Path, config: SiteConfig, pending: Sequence[FileToRead], store: Store, workers: Workers
) -> _Read:
    """Read and store pending files."""
    read = _Read({}, [], [])
    if not pending:
        return read
    with store.transaction():
        for batch in read_files(root, config, pending, workers):
            files = [each for each in batch if isinstance(each, FileRead)]
            parsed = [each.row for each in files if each.is_parsed]
            store.put_texts({each.row.text_digest: each.text for each in files if each.text})
            store.put_files(parsed)
            store.put_file_stamps([each.row for each in files if not each.is_parsed])
            read.rows.update((each.row.path, each.row._replace(value=b"")) for each in files)
            read.parsed.extend(row.path for row in parsed)
            read.diagnostics.extend(each for each in batch if isinstance(each, Diagnostic))
    return read


def _settings_digests(config: SiteConfig) -> dict[Kind, bytes]:
    """Return for each kind of file the digest of the settings that its parsing depends on."""
    names = tuple(config.groupings)
    base = encode(
        (config.markdown, config.language, config.host, config.timezone, names,
         drawn_charts(config))
    )  # fmt: skip
    return {kind: digest(code_stamp(), base, kind.value.encode()) for kind in Kind}


@cache
def _data_digest() -> bytes:
    """Return the same for files whose data texts show."""
    return digest(code_stamp(), Kind.DATA.value.encode())


def _state(path: str, now: int) -> str:
    """Return a string that changes with the file, without reading it, or "" if unsure."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    if is_racy(state, now):
        return ""
    return f"{file_stamp_in(state)}:{state.st_ctime_ns}"
