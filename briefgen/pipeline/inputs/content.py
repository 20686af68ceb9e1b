"""Reads and parses the files of content/, but only those that changed."""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.file_stamps import file_stamp_in, is_racy
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import FileRow, Store
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Entry, Kind
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.levels import FileProblems
from briefgen.pipeline.failures import MAX_READ, internal_error, too_large, unreadable
from briefgen.pipeline.trace import trace
from briefgen.pipeline.workers import Workers
from briefgen.read.discovery import CONTENT, Sight, discover, set_aside, sight
from briefgen.read.pictures import (
    DRAWINGS,
    EXTENSIONS,
    HEAD,
    has_late_notes,
    is_turned_webp,
    picture_size,
    still_form,
)
from briefgen.read.raw_text import raw_text

_BATCH: Final = 50
_DIGITS: Final = 10  # of a digest in a file name
_NAMED: Final = 5  # parsed files that --verbose lists
_SAVING: Final = (
    500_000_000  # nanoseconds that an editor may take between emptying and writing a file
)


@dataclass(frozen=True, slots=True)
class ContentFiles:
    """All files of content/, parsed, sorted by path; the values stay in the store.

    `interface_digest` is the digest of everything that a plan may depend on. `astray` has the
    problems of other things in content/, which are not read. `set_aside` counts the texts in
    folders that are skipped because of their names, if the site has no briefs. `off` are the codes
    that files turn off for themselves.
    """

    entries: tuple[Entry, ...]
    rows: Mapping[str, FileRow]
    interface_digest: bytes
    astray: tuple[Diagnostic, ...]
    set_aside: tuple[tuple[str, int], ...] = ()
    off: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def entry(self, path: str) -> Entry:
        """Return the entry that diagnostics show as `path`, which must exist."""
        inside = path.removeprefix(f"{CONTENT}/")
        return self.entries[bisect_left(self.entries, inside, key=attrgetter("path"))]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file to read, its former row, and the row to keep while the file is half saved."""

    entry: Entry
    file_stamp: str
    settings_digest: bytes
    known: FileRow | None = None
    stays: FileRow | None = None


def read_content(
    root: Path,
    config: SiteConfig,
    store: Store,
    workers: Workers,
    former: ContentFiles | None = None,
) -> Checked[ContentFiles]:
    """Read content/ without opening the files that have not changed since the last build.

    A file that an editor has emptied and is about to write stays as it was in `former`.
    """
    found = discover(root, config.groupings)
    settings = _settings_digests(config)
    stored = store.files()
    before = former.rows if former is not None else {}
    rows: dict[str, FileRow] = {}
    pending: list[_Reading] = []
    began = time.perf_counter()
    started = time.time_ns()
    for entry in found.value:
        path = entry.shown
        state = _state(f"{root}/{path}", started)
        row = stored.get(path)
        known = state, settings[entry.kind]
        if row is not None and state and (row.file_stamp, row.settings_digest) == known:
            rows[path] = row
        else:
            pending.append(_Reading(entry, *known, row, before.get(path)))
    astray = (*found.diagnostics, *_fill(root, config, pending, rows, store, workers))
    trace("content", began, f"{len(rows)} files: {_parsed(pending, rows)}")
    gone = stored.keys() - rows.keys()
    if gone:
        with store.transaction():
            store.drop_files(gone)
    entries = tuple(entry for entry in found.value if entry.shown in rows)
    has_briefs = any(entry.kind is Kind.BRIEF for entry in entries)
    aside = () if has_briefs else set_aside(root)
    return _checked(ContentFiles(entries, rows, _interface_digest(rows, aside), astray, aside))


def reread_content(
    root: Path, config: SiteConfig, store: Store, former: ContentFiles, changed: Collection[str]
) -> Checked[ContentFiles] | None:
    """Return content/ with the files in `changed` read again, and everything else unchanged.

    Return None if content/ must be walked: something was added, was deleted or is not a regular
    file, or a link may have changed with its target.
    """
    if any(entry.is_link for entry in former.entries):
        return None
    readings: list[_Reading] = []
    began = time.perf_counter()
    started = time.time_ns()
    for path in sorted(changed):
        row, seen = former.rows.get(path), sight(root, path)
        if row is not None and seen is Sight.FILE:
            state = _state(f"{root}/{path}", started)
            readings.append(_Reading(former.entry(path), state, row.settings_digest, row, row))
        elif seen is not Sight.NOTHING or _existed(former, path):
            return None
    rows = dict(former.rows)
    if _fill(root, config, readings, rows, store, Workers()):
        return None
    trace("content", began, f"{len(changed)} changed files: {_parsed(readings, rows)}")
    both = ((rows[each.entry.shown], former.rows[each.entry.shown]) for each in readings)
    if all(row.interface_digest == before.interface_digest for row, before in both):
        return _checked(replace(former, rows=rows))
    interface = _interface_digest(rows, former.set_aside)
    return _checked(replace(former, rows=rows, interface_digest=interface))


def _parsed(readings: Sequence[_Reading], rows: Mapping[str, FileRow]) -> str:
    """Return for --verbose how many files were parsed and how many came from the cache."""
    paths = [reading.entry.shown for reading in readings if _is_parsed(reading, rows)]
    hits = len(rows) - len(paths)
    named = f" ({', '.join(paths)})" if 0 < len(paths) <= _NAMED else ""
    return f"{len(paths)} parsed{named}, {hits} from the cache"


def _is_parsed(reading: _Reading, rows: Mapping[str, FileRow]) -> bool:
    row, former = rows.get(reading.entry.shown), reading.known
    if row is None or former is None:
        return True
    return not _is_same(row, former)


def _is_same(row: FileRow, former: FileRow) -> bool:
    return (row.digest, row.settings_digest) == (former.digest, former.settings_digest)


def _existed(former: ContentFiles, path: str) -> bool:
    """Whether a path may have been a file or folder of content/ before."""
    return bool(former.astray) or any(
        known == path or known.startswith(f"{path}/") for known in former.rows
    )


def _checked(files: ContentFiles) -> Checked[ContentFiles]:
    """Return the files with all their problems."""
    problems = {
        path: decode(row.problems, FileProblems) for path, row in files.rows.items() if row.problems
    }
    off = {path: each.off for path, each in problems.items() if each.off}
    found = [problem for each in problems.values() for problem in each.diagnostics]
    return Checked(replace(files, off=off), (*files.astray, *found))


def _interface_digest(rows: Mapping[str, FileRow], aside: Sequence[tuple[str, int]]) -> bytes:
    interfaces = sorted((path, row.interface_digest) for path, row in rows.items())
    return digest(encode((interfaces, aside)))


def _fill(
    root: Path,
    config: SiteConfig,
    pending: Sequence[_Reading],
    rows: dict[str, FileRow],
    store: Store,
    workers: Workers,
) -> list[Diagnostic]:
    """Read, parse and store pending files, and add them to `rows`; return read errors."""
    if not pending:
        return []
    diagnostics: list[Diagnostic] = []
    batches = [pending[start : start + _BATCH] for start in range(0, len(pending), _BATCH)]
    tasks = [(root, config, batch) for batch in batches]
    with store.transaction():
        for _, batch in workers.map(_read_batch, tasks, len(pending)):
            diagnostics += batch.diagnostics
            store.put_texts(batch.texts)
            store.put_files(batch.parsed)
            store.put_file_stamps(batch.same)
            rows.update((row.path, row._replace(value=b"")) for row in batch.parsed)
            rows.update((row.path, row) for row in batch.same)
    return diagnostics


@dataclass(slots=True)
class _Batch:
    """The results for some files: the parsed ones, and those with the `same` bytes as before."""

    parsed: list[FileRow] = field(default_factory=list)
    texts: dict[bytes, bytes] = field(default_factory=dict)
    same: list[FileRow] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def _read_batch(task: tuple[Path, SiteConfig, Sequence[_Reading]]) -> _Batch:
    root, config, readings = task
    batch = _Batch()
    for reading in readings:
        try:
            _read(f"{root}/{reading.entry.shown}", reading, config, batch)
        except OSError as error:
            batch.diagnostics.append(unreadable(reading.entry.shown, error))
        except Exception as error:  # report it, and go on with the other files
            batch.parsed.append(_failed(reading, error))
    return batch


def _failed(reading: _Reading, error: Exception) -> FileRow:
    """Return the row of a file that briefgen failed on; the next build tries again."""
    problem = internal_error(reading.entry.shown, error)
    return FileRow(reading.entry.shown, "", b"", b"", problems=encode(FileProblems((problem,))))


def _read(path: str, reading: _Reading, config: SiteConfig, batch: _Batch) -> None:
    entry, known = reading.entry, reading.known
    if _is_copied(entry):
        batch.parsed.append(_copied(reading, path))
        return
    size = os.stat(path).st_size
    if size > MAX_READ:  # too large to load into memory
        problem = too_large(entry.shown, size)
        batch.parsed.append(_row(reading, b"")._replace(problems=encode(FileProblems((problem,)))))
        return
    data = Path(path).read_bytes()
    if not data and reading.stays is not None and _changed_just_now(path):
        batch.same.append(reading.stays._replace(file_stamp=""))
        return
    row = _row(reading, digest(data))
    if known is not None and _is_same(row, known):
        batch.same.append(known._replace(file_stamp=row.file_stamp))
        return
    from briefgen.pipeline.inputs.parsing import parsed  # noqa: PLC0415 - heavy, and often not needed

    made, text = parsed(row, entry, data, config)
    batch.parsed.append(made)
    if text is not None:
        batch.texts[made.text_digest] = text


def _changed_just_now(path: str) -> bool:
    """Whether an empty file may be half saved: many editors empty a file, then write it."""
    return is_racy(os.stat(path), time.time_ns(), _SAVING)


def _row(reading: _Reading, digest: bytes) -> FileRow:
    return FileRow(reading.entry.shown, reading.file_stamp, digest, reading.settings_digest)


def _copied(reading: _Reading, path: str) -> FileRow:
    """Return the row of a file that is published unchanged, with a problem if it is a text."""
    with open(path, "rb") as file:
        head = file.read(HEAD)
    row = _row(reading, _file_digest(path))
    problem = raw_text(head, row.path)
    return _with_size(
        row._replace(problems=encode(FileProblems((problem,))) if problem else b""), path
    )


def _with_size(row: FileRow, path: str) -> FileRow:
    """Return the row of a copied file; for an image, add its format and size."""
    if not path.lower().endswith(EXTENSIONS):
        return row
    with open(path, "rb") as file:
        data = file.read(HEAD)
        if has_late_notes(data):
            data += file.read(MAX_READ)
    form = still_form(data)
    name = row.digest.hex()[:_DIGITS] if form else ""
    value = encode(Asset(row.path, picture_size(data), form, name))
    problems = encode((_turned(row.path),)) if is_turned_webp(data) else b""
    return row._replace(interface_digest=digest(value), value=value, problems=problems)


def _is_copied(entry: Entry) -> bool:
    return entry.kind is Kind.ASSET and not entry.path.lower().endswith(DRAWINGS)


def _settings_digests(config: SiteConfig) -> dict[Kind, bytes]:
    """Return for each kind of file the digest of the settings that its parsing depends on."""
    base = encode(
        (config.markdown, config.language, config.host, config.links, config.timezone,
         tuple(config.groupings))
    )  # fmt: skip
    return {kind: digest(code_stamp(), base, kind.value.encode()) for kind in Kind}


def _state(path: str, now: int) -> str:
    """Return a string that changes with the file, without reading it, or "" if unsure."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    if is_racy(state, now):
        return ""
    return f"{file_stamp_in(state)}:{state.st_ctime_ns}"


def _file_digest(path: str) -> bytes:
    checksum = blake2b(digest_size=16)
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            checksum.update(piece)
    return checksum.digest()


def _turned(path: str) -> Diagnostic:
    return Diagnostic(
        "picture",
        "the image has EXIF rotation, which some browsers ignore in WebP files",
        Location(path),
        "rotate it in an image editor and save it again",
    )
