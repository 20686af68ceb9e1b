"""The cache that builds keep for later builds: one SQLite file that may be deleted at any time.

Nothing in it is trusted. An entry that is missing, damaged or made from other inputs is produced
again. A file that is damaged or was created by another user is replaced by an empty one. Rows are
plain tuples, as SQLite returns and takes them.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from briefgen.cache.digests import digest, signed_digest
from briefgen.cache.secret import secret

_FORMAT: Final = 8
_OWNER: Final = "owner"  # the note that shows which user created the file
_DIGEST: Final = 16  # bytes of a digest
_LEVEL: Final = 1  # of compression: payloads take a quarter of their size, at almost no cost
_PATIENCE: Final = 5.0  # seconds that a reader waits for a writer
_VALUES: Final = 500  # per statement; SQLite before 3.32 allowed 999
# Large columns come last, since they have to be skipped to read what follows. A table with keys in
# random order has a separate index, so that rows are appended at its end.
_TABLES: Final = (
    """CREATE TABLE files (
    path TEXT PRIMARY KEY, file_stamp TEXT, digest BLOB, settings_digest BLOB,
    interface_digest BLOB, text_digest BLOB, problems BLOB, used_files BLOB, seal BLOB, value BLOB
) WITHOUT ROWID""",
    "CREATE TABLE texts (digest BLOB PRIMARY KEY, data BLOB)",
    """CREATE TABLE plan (
    path TEXT PRIMARY KEY, kind TEXT, key BLOB, maker TEXT, is_searched INTEGER, sources BLOB,
    shared BLOB, uses BLOB, payload BLOB
) WITHOUT ROWID""",
    "CREATE TABLE shared (digest BLOB PRIMARY KEY, data BLOB)",
    "CREATE TABLE notes (name TEXT PRIMARY KEY, key BLOB, data BLOB) WITHOUT ROWID",
    """CREATE TABLE outputs (
    target TEXT, path TEXT, key BLOB, digest BLOB, file_stamp TEXT, PRIMARY KEY (target, path)
) WITHOUT ROWID""",
)


class FileRow(NamedTuple):
    """The result of reading one file of content/.

    `file_stamp` identifies the file's state on disk, `digest` its bytes, and `settings_digest`
    everything else that its parsing depended on. `interface_digest` covers what other pages can use
    of it, `text_digest` its text, or the table in a file whose data texts show. `problems` are its
    diagnostics, `used_files` the files whose data or size it shows, `value` its value without the
    text.
    """

    path: str
    file_stamp: str
    digest: bytes
    settings_digest: bytes
    interface_digest: bytes = b""
    text_digest: bytes = b""
    problems: bytes = b""
    used_files: bytes = b""
    value: bytes = b""


class PlanRow(NamedTuple):
    """One planned output: `key` is the digest of `payload` and of all that renders it.

    `kind` says how it is produced, `maker` by which layout or format. `is_searched` is 1 if search
    covers it. `sources` holds the files of content/ whose text or bytes it uses (encoded), `uses`
    the rows of the written files whose bytes it uses (encoded). `shared` is the digest of a value
    that several rows share: the site's view for a page, its payload for a file that others use.
    """

    path: str
    kind: str
    key: bytes
    maker: str = ""
    is_searched: int = 0
    sources: bytes = b""
    shared: bytes = b""
    uses: bytes = b""
    payload: bytes = b""


class OutputRow(NamedTuple):
    """One file in an output directory."""

    path: str
    key: bytes
    digest: bytes
    file_stamp: str


class StoreError(Exception):
    """The store cannot be written: its disk is full, or its file is gone."""


class Damaged(StoreError):
    """Something in the store was changed or damaged."""


class Store:
    """One connection to the store, shared by threads.

    A preview asks for all files and the plan at every save, so the answers are cached until
    something is written.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Open the store in `file`; without one, or if it cannot be opened, use memory."""
        self.file = file
        self._turn = threading.RLock()
        self._files: dict[str, FileRow] | None = None
        self._plan: list[PlanRow] | None = None
        self._version: object = None
        try:
            self._database = _opened(file)
        except (OSError, sqlite3.Error):
            self.file = None
            self._database = _opened(None)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store everything put inside the block, or nothing. Raises StoreError."""
        with self._turn:
            self._do("BEGIN")
            try:
                yield
                self._do("COMMIT")
            except BaseException:
                self._files = self._plan = None
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise

    def clear(self) -> None:
        """Delete everything, if possible."""
        self._files = self._plan = None
        with suppress(StoreError), self.transaction():
            for table in ("files", "texts", "plan", "shared", "outputs"):
                self._do(f"DELETE FROM {table}")  # noqa: S608 - our own names
            self._put("DELETE FROM notes WHERE name <> ?", [(_OWNER,)])

    # Files of content/

    def files(self) -> Mapping[str, FileRow]:
        """Return all files, without their values."""
        self._forget_if_changed()
        if self._files is None:
            rows = self._all(
                "SELECT seal, path, file_stamp, digest, settings_digest, interface_digest,"
                " text_digest, problems, used_files, x'' FROM files"
            )
            self._files = {
                row.path: row
                for seal, row in ((each[0], FileRow._make(each[1:])) for each in rows)
                if _seal(row) == seal
            }
        return self._files

    def values(self) -> dict[str, bytes]:
        """Return the values of all files, by path. Raises Damaged."""
        return {
            path: _unsealed(value) if value else b""
            for path, value in self._all("SELECT path, value FROM files")
        }

    def put_files(self, rows: Collection[FileRow]) -> None:
        """Store the results of reading files."""
        if self._files is not None:
            self._files |= {row.path: row._replace(value=b"") for row in rows}
        self._put("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
            (*row[:-1], _seal(row), _sealed(row.value) if row.value else b"") for row in rows
        ))  # fmt: skip

    def put_file_stamps(self, rows: Collection[FileRow]) -> None:
        """Store new stamps of files whose bytes did not change."""
        if self._files is not None:
            self._files |= {row.path: row for row in rows}
        self._put("UPDATE files SET file_stamp = ? WHERE path = ?",
                  ((row.file_stamp, row.path) for row in rows))  # fmt: skip

    def drop_files(self, paths: Collection[str]) -> None:
        """Delete files that no longer exist."""
        self._files = None
        self._put("DELETE FROM files WHERE path = ?", ((path,) for path in paths))

    def drop_texts(self) -> None:
        """Delete the texts that no file has any more."""
        self._put("DELETE FROM texts WHERE digest NOT IN (SELECT text_digest FROM files)", [()])

    def texts(self, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return texts, by digest."""
        return dict(self._among("SELECT digest, data FROM texts WHERE digest IN (...)", digests))

    def put_texts(self, texts: Mapping[bytes, bytes]) -> None:
        """Store texts, by digest."""
        self._put("INSERT OR REPLACE INTO texts VALUES (?, ?)", texts.items())

    # The plan

    def plan(self) -> Sequence[PlanRow]:
        """Return all planned outputs, sorted by path, without their payloads."""
        self._forget_if_changed()
        if self._plan is None:
            rows = self._all(
                "SELECT path, kind, key, maker, is_searched, sources, shared, uses, x'' FROM plan"
                " ORDER BY path"
            )
            self._plan = list(map(PlanRow._make, rows))
        return self._plan

    def payloads(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the payloads of planned outputs, by path, without any that is damaged."""
        rows = self._among("SELECT path, payload FROM plan WHERE path IN (...)", paths)
        payloads = {}
        for path, packed in rows:
            with suppress(zlib.error, TypeError):  # it may be no bytes
                payloads[path] = zlib.decompress(packed) if packed else b""
        return payloads

    def put_plan(self, rows: Iterable[PlanRow], removed: Iterable[str]) -> None:
        """Store the outputs that changed, and delete those that are gone."""
        self._plan = None
        self._put("DELETE FROM plan WHERE path = ?", ((path,) for path in removed))
        self._put("INSERT OR REPLACE INTO plan VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (
            (*row[:-1], zlib.compress(row.payload, _LEVEL) if row.payload else b"") for row in rows
        ))  # fmt: skip

    # Values that several rows of the plan share, by digest

    def shared(self, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return shared values, by digest. They are not verified."""
        return dict(self._among("SELECT digest, data FROM shared WHERE digest IN (...)", digests))

    def put_shared(self, values: Mapping[bytes, bytes]) -> None:
        """Store these shared values, and delete all others."""
        former = {row[0] for row in self._all("SELECT digest FROM shared")}
        self._put("DELETE FROM shared WHERE digest = ?", ((key,) for key in former - values.keys()))
        fresh = ((key, data) for key, data in values.items() if key not in former)
        self._put("INSERT INTO shared VALUES (?, ?)", fresh)

    # Small named values, which cache.notes gives their types

    def note(self, name: str, key: bytes) -> bytes | None:
        """Return the value stored under a name, if it was stored with the same key."""
        rows = self._all("SELECT data FROM notes WHERE name = ? AND key = ?", (name, key))
        with suppress(Damaged):
            return _unsealed(rows[0][0], name.encode()) if rows else None
        return None

    def put_note(self, name: str, key: bytes, data: bytes) -> None:
        """Store a value under a name, with the key that it was made from."""
        sealed = _sealed(data, name.encode())
        self._put("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", [(name, key, sealed)])

    # Output directories

    def outputs(self, target: str) -> dict[str, OutputRow]:
        """Return the recorded files of an output directory."""
        rows = self._all(
            "SELECT path, key, digest, file_stamp FROM outputs WHERE target = ?", (target,)
        )
        return {row[0]: OutputRow._make(row) for row in rows}

    def targets(self) -> list[str]:
        """Return the output directories with recorded files."""
        return [row[0] for row in self._all("SELECT DISTINCT target FROM outputs")]

    def drop_outputs(self, target: str) -> None:
        """Delete the records of an output directory."""
        self._put("DELETE FROM outputs WHERE target = ?", [(target,)])

    def put_outputs(
        self, target: str, rows: Iterable[OutputRow], removed: Iterable[str] = ()
    ) -> None:
        """Record files that were put into an output directory, and delete those removed from it."""
        self._put("DELETE FROM outputs WHERE target = ? AND path = ?",
                  ((target, path) for path in removed))  # fmt: skip
        self._put("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)",
                  ((target, *row) for row in rows))  # fmt: skip

    def _forget_if_changed(self) -> None:
        """Clear the cached answers if another process wrote to the file."""
        version = self._all("PRAGMA data_version")
        if version != self._version:
            self._files = self._plan = None
            self._version = version

    def _all(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._turn:
            try:
                return self._database.execute(query, values).fetchall()
            except sqlite3.Error:
                return []

    def _among(self, query: str, values: Iterable[object]) -> Iterator[Any]:
        """Yield the rows of a query for any number of values; `...` is their placeholder."""
        rest = iter(values)
        while batch := tuple(islice(rest, _VALUES)):
            yield from self._all(query.replace("...", ", ".join("?" * len(batch))), batch)

    def _put(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        with self._turn:
            try:
                self._database.executemany(statement, rows)
            except sqlite3.Error as error:
                raise StoreError(str(error)) from error

    def _do(self, statement: str) -> None:
        try:
            self._database.execute(statement)
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error


def _seal(row: FileRow) -> bytes:
    """Return the digest of a row, without its value and its stamp, which may change."""
    parts = (
        row.digest,
        row.settings_digest,
        row.interface_digest,
        row.text_digest,
        row.problems,
        row.used_files,
    )
    return digest(row.path.encode(errors="surrogateescape"), *parts)


def _sealed(data: bytes, *context: bytes) -> bytes:
    return digest(*context, data) + data


def _unsealed(data: bytes, *context: bytes) -> bytes:
    """Return the sealed data. Raises Damaged."""
    payload = data[_DIGEST:]
    if data[:_DIGEST] != digest(*context, payload):
        raise Damaged("the store is damaged")
    return payload


def _opened(file: Path | None) -> sqlite3.Connection:
    if file is None:
        return _prepared(":memory:")
    if file.is_symlink() or file.parent.is_symlink():  # may be from a clone, and lead anywhere
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _prepared(str(file))
    except sqlite3.DatabaseError:  # not a database, a damaged one, or one of another format
        for each in (file, file.with_name(f"{file.name}-journal")):
            each.unlink(missing_ok=True)
        return _prepared(str(file))


def _prepared(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(
        name, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        # Damage from a machine crash is detected and repaired by the next build, so writes do
        # not wait for the disk.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA trusted_schema = OFF")
        if _is_new(database):
            _make_tables(database)
        _verify(database)
    except BaseException:
        database.close()
        raise
    return database


def _is_new(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT name FROM sqlite_master").fetchone() is None


def _make_tables(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    if _is_new(database):  # otherwise another process created it first
        for table in _TABLES:
            database.execute(table)
        database.execute("INSERT INTO notes VALUES (?, x'', ?)", (_OWNER, _owner()))
        database.execute(f"PRAGMA user_version = {_FORMAT}")
    database.execute("COMMIT")


def _verify(database: sqlite3.Connection) -> None:
    """Raise DatabaseError unless this user and this version of briefgen created the file."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != _FORMAT:
        raise sqlite3.DatabaseError("another format")
    row = database.execute("SELECT data FROM notes WHERE name = ?", (_OWNER,)).fetchone()
    if row != (_owner(),):
        raise sqlite3.DatabaseError("created by another user")


def _owner() -> bytes:
    return signed_digest(secret(), _OWNER.encode())
