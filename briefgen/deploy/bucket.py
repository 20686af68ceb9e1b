"""Publishes to a bucket of S3-compatible storage, in an order that suits readers.

A bucket cannot switch to a release at once. So new files come first, then files that changed, and
files that no page needs any more are deleted last. Style sheets, scripts and fonts of the release
before are kept until the next one, for pages that are just being read.

A record in the bucket says what each file contains, by digest. It is written again after every part
of the work, so an interrupted deployment continues. Files that are not in it are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from briefgen.deploy.release import SERVER_FILES, Release, still_needed
from briefgen.deploy.target import Changes, Deployed, Failed, Progress, compared
from briefgen.model.destinations import BucketDestination
from briefgen.model.media_types import cache_control, content_type
from briefgen.pipeline.inputs.installing import command_for

if TYPE_CHECKING:
    from briefgen.deploy.storage import Storage

RECORD: Final = ".briefgen-deploy.json"
_AT_ONCE: Final = 8  # requests
_PART: Final = 50  # files between two versions of the record
_EXTRA: Final = "deploying to a bucket needs another library"


@dataclass(frozen=True, slots=True)
class BucketFile:
    """A file in the bucket: its digest and headers, and the tag that the bucket gave it."""

    digest: str
    headers: str
    tag: str


@dataclass(frozen=True, slots=True)
class BucketRecord:
    """The files that briefgen put into a bucket, and which of them only old pages need."""

    files: Mapping[str, BucketFile] = field(default_factory=dict)
    former: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BucketTarget:
    """A bucket at an S3-compatible service; without `endpoint`, at Amazon."""

    destination: BucketDestination
    endpoint: str = ""
    region: str = ""

    def changes(self, release: Release) -> Changes:
        """Compare the bucket with a release."""
        storage = self._storage()
        record = _present(storage, _read(storage))
        return _changes(record, _files_of(release))

    def publish(self, release: Release, progress: Progress) -> Deployed:
        """Upload what is new, then what changed, then delete what is gone."""
        storage = self._storage()
        record = _present(storage, _read(storage))
        release_files = _files_of(release)
        changes = _changes(record, release_files)
        if not changes:
            return Deployed(changes)
        progress.start("Uploading", len(changes.added) + len(changes.changed))
        files = dict(record.files)
        for paths in upload_order(changes):
            for batch in _batches(paths, _PART):
                files |= _uploaded(storage, release, batch, release_files, progress)
                _write(storage, BucketRecord(files, record.former))
        needed_files = frozenset(still_needed(record.files.keys() - record.former, release.files))
        gone = [path for path in changes.removed if path not in needed_files]
        progress.start("Deleting", len(gone))
        for path in _at_once(lambda path: _deleted(storage, path), gone):
            del files[path]
            progress.step()
        _write(storage, BucketRecord(files, needed_files))
        return Deployed(changes, release.digest[:12])

    def roll_back(self) -> str:
        """Fail: a bucket has only the present release."""
        raise Failed(
            "a bucket keeps no earlier release",
            "build an earlier version of the site, and deploy it",
        )

    def _storage(self) -> Storage:
        try:
            from briefgen.deploy.storage import Storage  # noqa: PLC0415 - its library is an extra
        except ModuleNotFoundError:
            raise Failed(_EXTRA, f"run: {command_for('s3')}") from None
        return Storage(self.destination, self.endpoint, self.region)


def upload_order(changes: Changes) -> Iterator[Sequence[str]]:
    """Yield the files to upload, in parts that follow each other.

    A page is uploaded after what it loads, and a page that links to a new page after that one.
    Nobody reads a new file before another file names it.
    """
    yield [path for path in changes.added if not path.endswith(".html")]
    yield [path for path in changes.added if path.endswith(".html")]
    yield [path for path in changes.changed if path.endswith(".html")]
    yield [path for path in changes.changed if not path.endswith(".html")]


def _files_of(release: Release) -> dict[str, BucketFile]:
    """Return the files of a release as they should be in the bucket, without tags."""
    return {
        path: BucketFile(digest, f"{content_type(path)}\n{cache_control(path)}", "")
        for path, digest in release.files.items()
        if path not in SERVER_FILES  # each object has its own headers
    }


def _changes(record: BucketRecord, release_files: Mapping[str, BucketFile]) -> Changes:
    """Compare contents and headers. Files that only old pages need go with the next changes."""
    before = {path: f"{each.digest} {each.headers}" for path, each in record.files.items()}
    after = {path: f"{each.digest} {each.headers}" for path, each in release_files.items()}
    changes = compared(before, after)
    is_settled = not (changes.added or changes.changed or set(changes.removed) - record.former)
    return Changes(unchanged=changes.unchanged) if is_settled else changes


def _present(storage: Storage, record: BucketRecord) -> BucketRecord:
    """Return a record without the files that others deleted or replaced."""
    tags = storage.tags()
    files = {path: each for path, each in record.files.items() if tags.get(path) == each.tag}
    return BucketRecord(files, record.former & files.keys())


def _uploaded(
    storage: Storage,
    release: Release,
    paths: Sequence[str],
    release_files: Mapping[str, BucketFile],
    progress: Progress,
) -> dict[str, BucketFile]:
    def upload(path: str) -> tuple[str, BucketFile]:
        data = (release.folder / path).read_bytes()
        tag = storage.put(path, data, content_type(path), cache_control(path))
        return path, BucketFile(release_files[path].digest, release_files[path].headers, tag)

    uploaded = {}
    for path, each in _at_once(upload, paths):
        uploaded[path] = each
        progress.step()
    return uploaded


def _deleted(storage: Storage, path: str) -> str:
    storage.delete(path)
    return path


def _at_once(act: Callable[[str], Any], paths: Iterable[str]) -> Iterator[Any]:
    """Yield the results for several paths at a time. After a failure, begin no other."""
    waiting = iter(paths)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running: set[Future[Any]] = {pool.submit(act, path) for path in islice(waiting, _AT_ONCE)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for each in done:
                yield each.result()
            running |= {pool.submit(act, path) for path in islice(waiting, len(done))}


def _batches(paths: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (paths[start : start + size] for start in range(0, len(paths), size))


def _read(storage: Storage) -> BucketRecord:
    """Return the record in the bucket, or an empty one."""
    try:
        data = json.loads(storage.get(RECORD))
        files = {path: BucketFile(*map(str, each)) for path, each in data["files"].items()}
        return BucketRecord(files, frozenset(map(str, data["former"])))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return BucketRecord()


def _write(storage: Storage, record: BucketRecord) -> None:
    files = {
        path: [each.digest, each.headers, each.tag] for path, each in sorted(record.files.items())
    }
    data = {"generator": "briefgen", "files": files, "former": sorted(record.former)}
    storage.put(RECORD, json.dumps(data, indent=0).encode(), "application/json", "no-cache")
