"""Reads single files of content/ to rows of the store, in this process or in several."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.file_stamps import is_racy
from briefgen.cache.store import FileRow
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Entry, Kind
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.levels import FileProblems
from briefgen.pipeline.failures import MAX_READ, internal_error, too_large, unreadable
from briefgen.pipeline.workers import Workers
from briefgen.read.images import (
    DRAWINGS,
    EXTENSIONS,
    HEAD,
    has_late_notes,
    image_size,
    is_turned_webp,
    still_form,
)
from briefgen.read.raw_text import raw_text

_BATCH: Final = 50
_DIGITS: Final = 10  # of a digest in a file name
# Nanoseconds that an editor may take between emptying and writing a file.
_SAVING: Final = 500_000_000


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file to read, and its row, which is still without what is read from the file.

    `stored` is the row in the store, and `stays` the row to keep while the file is half saved.
    `is_data`: a text shows the data in it.
    """

    entry: Entry
    row: FileRow
    stored: FileRow | None = None
    stays: FileRow | None = None
    is_data: bool = False


class FileRead(NamedTuple):
    """A file as read: its row, and its text if it was parsed."""

    row: FileRow
    text: bytes | None = None
    is_parsed: bool = True


def read_files(
    root: Path, config: SiteConfig, files: Sequence[FileToRead], workers: Workers
) -> Iterator[list[FileRead | Diagnostic]]:
    """Yield the files as read, in batches, with a diagnostic for each that cannot be read."""
    batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
    tasks = [(root, config, batch) for batch in batches]
    return (results for _, results in workers.map(_read_batch, tasks, len(files)))


def has_same_bytes(row: FileRow, former: FileRow) -> bool:
    """Whether two rows were read from the same bytes, with the same settings."""
    return (row.digest, row.settings_digest) == (former.digest, former.settings_digest)


def _read_batch(task: tuple[Path, SiteConfig, Iterable[FileToRead]]) -> list[FileRead | Diagnostic]:
    root, config, files = task
    return [_read(f"{root}/{file.entry.site_path}", file, config) for file in files]


def _read(path: str, file: FileToRead, config: SiteConfig) -> FileRead | Diagnostic:
    try:
        if file.entry.kind is Kind.ASSET and not (file.is_data or path.lower().endswith(DRAWINGS)):
            return FileRead(_copied(path, file.row))
        return _parsed(path, file, config)
    except OSError as error:
        return unreadable(file.row.path, error)
    except Exception as error:  # report it, and go on with the other files
        # Without digests, the next build reads the file again.
        row = FileRow(file.row.path, "", b"", b"")
        return FileRead(_with_problem(row, internal_error(row.path, error)))


def _parsed(path: str, file: FileToRead, config: SiteConfig) -> FileRead:
    size = os.stat(path).st_size
    if size > MAX_READ:  # too large to load into memory
        return FileRead(_with_problem(file.row, too_large(file.row.path, size)))
    data = Path(path).read_bytes()
    if not data and file.stays is not None and _changed_just_now(path):
        return FileRead(file.stays._replace(file_stamp=""), is_parsed=False)
    row = file.row._replace(digest=digest(data))
    if file.stored is not None and has_same_bytes(row, file.stored):
        return FileRead(file.stored._replace(file_stamp=row.file_stamp), is_parsed=False)
    from briefgen.pipeline.inputs.parsing import parsed  # noqa: PLC0415 - heavy, and often not needed

    return FileRead(*parsed(row, file.entry, data, config))


def _changed_just_now(path: str) -> bool:
    """Whether an empty file may be half saved: many editors empty a file, then write it."""
    return is_racy(os.stat(path), time.time_ns(), _SAVING)


def _with_problem(row: FileRow, problem: Diagnostic | None) -> FileRow:
    return row._replace(problems=encode(FileProblems((problem,)))) if problem else row


def _copied(path: str, row: FileRow) -> FileRow:
    """Return the row of a file that is published unchanged, with a problem if it is a text.

    For an image, add its format and size.
    """
    row = row._replace(digest=_file_digest(path))
    with open(path, "rb") as file:
        head = file.read(HEAD)
        row = _with_problem(row, raw_text(head, row.path))
        if not path.lower().endswith(EXTENSIONS):
            return row
        if has_late_notes(head):
            head += file.read(MAX_READ)
    form = still_form(head)
    name = row.digest.hex()[:_DIGITS] if form else ""
    value = encode(Asset(row.path, image_size(head), form, name))
    problem = _rotated(row.path) if is_turned_webp(head) else None
    return _with_problem(row._replace(interface_digest=digest(value), value=value), problem)


def _file_digest(path: str) -> bytes:
    checksum = blake2b(digest_size=16)
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            checksum.update(piece)
    return checksum.digest()


def _rotated(path: str) -> Diagnostic:
    return Diagnostic(
        "picture",
        "the image has EXIF rotation, which some browsers ignore in WebP files",
        Location(path),
        "rotate it in an image editor and save it again",
    )
