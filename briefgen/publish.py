"""Puts a finished build into its place.

Files are staged in a folder beside the output. Only when every one of them was made does the
staged folder change places with the output, in one step where the system can do that. A run
that is killed leaves the old site whole, and the next one tidies up.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import filelock

from briefgen.cache.encoding import digest
from briefgen.cache.store import OutputRow, Store, StoreError
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors
from briefgen.pipeline import Build, Planned, Workers, produced

MANIFEST: Final = ".briefgen.json"
_DROPPINGS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_PATIENCE: Final = 60.0
_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


Made = Iterator[tuple[Planned, Checked["_Placed | None"]]]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: numbers of files."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@contextmanager
def site_lock(
    folder: Path,
    patience: float = _PATIENCE,
    waiting: Callable[[Diagnostic], object] = lambda _: None,
) -> Iterator[Checked[bool]]:
    """Hold the site's lock in `folder`; the value is False if another build kept it too long.

    `patience` is in seconds; `waiting` is told who holds the lock before it is waited for. The
    system frees the lock of a process that died.
    """
    holder = folder / "holder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = filelock.FileLock(folder / "lock")
        _acquire(lock, patience, lambda: waiting(_busy(holder)))
    except filelock.Timeout:
        yield Checked(False, (_busy(holder),))
        return
    except OSError as error:
        yield Checked(False, (_failure(f"{folder.name}/", error),))
        return
    try:
        with suppress(OSError):
            holder.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield Checked(True)
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _acquire(lock: filelock.BaseFileLock, patience: float, waiting: Callable[[], object]) -> None:
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        waiting()
        lock.acquire(timeout=patience)


def check_target(root: Path, output: Path) -> tuple[Diagnostic, ...]:
    """Say why a build may not write to `output`, if it may not."""
    target, site = _real(output), _real(root)
    shown = str(output)
    if target == site or site.is_relative_to(target):
        return (_foreign(shown, "holds the site itself"),)
    if target in (_real(Path.home()), Path(target.anchor)):
        return (_foreign(shown, "is not a folder for a site"),)
    for name in ("content", "layouts", ".briefgen"):
        if target.is_relative_to(site / name):
            return (_foreign(shown, f"lies in the site's {name}/"),)
    try:
        if target.exists() and not target.is_dir():
            return (_foreign(shown, "is a file"),)
        strangers = _strangers(target)
    except OSError as error:
        return (_failure(shown, error),)
    if strangers:
        count = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        return (_foreign(shown, f"holds `{strangers[0]}`{count}, which briefgen did not make"),)
    return ()


def publish(
    build: Build,
    output: Path,
    workers: Workers | None = None,
    *,
    clean: bool = False,
    watched: Callable[[Made, int], Made] = lambda made, _: made,
) -> Checked[Published | None]:
    """Make the output folder hold the files of a build and no others.

    With an error among the files' diagnostics, or of the disk, the folder stays as it was.
    What the folder holds already is not made again, and files whose bytes did not change keep
    their modification time, unless `clean` asks for all to be written anew. `watched` may look
    on while the files are made; it is told how many there are.
    """
    target = _real(output)
    standing = {} if clean else _standing(build.store, target)
    wanted = [each for each in build.outputs if not _stands(standing, each)]
    stage = _Stage(target, clean=clean)
    diagnostics: list[Diagnostic] = []
    try:
        stage.prepare()
        made = watched(produced(build, wanted, stage.write, workers or Workers()), len(wanted))
        for item, placed in made:
            diagnostics += placed.diagnostics
            if placed.value is not None:
                stage.placed[item.path] = placed.value
        if has_errors(diagnostics):
            return Checked(None, tuple(diagnostics))
        published = stage.settle([each.path for each in build.outputs])
        _remember(build, target, stage, wanted, standing)
        return Checked(published, tuple(diagnostics))
    except OSError as error:
        return Checked(None, (*diagnostics, _failure(str(output), error)))
    finally:
        stage.discard()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A file that was made: the digest of its bytes, and whether the output lacked them."""

    digest: bytes
    is_new: bool
    signature: str


@dataclass(frozen=True, slots=True)
class _Write:
    """Puts the bytes of one file into the stage, unless the output has these very bytes."""

    stage: str
    target: str
    clean: bool

    def __call__(self, output: Planned, data: bytes) -> _Placed:
        standing = f"{self.target}/{output.path}"
        if not self.clean and _holds(standing, data):
            return _Placed(digest(data), False, _signature(standing))
        place = f"{self.stage}/{output.path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(data)
        return _Placed(digest(data), True, _signature(place))


@dataclass(slots=True)
class _Stage:
    """The folder beside the output that takes its place."""

    target: Path
    clean: bool
    placed: dict[str, _Placed] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.target.with_name(f".{self.target.name}.briefgen-new")

    @property
    def former(self) -> Path:
        return self.target.with_name(f".{self.target.name}.briefgen-old")

    @property
    def write(self) -> _Write:
        return _Write(str(self.folder), str(self.target), self.clean)

    def prepare(self) -> None:
        """Tidy up after a run that was killed, and begin."""
        if self.former.exists() and not self.target.exists():
            self.former.rename(self.target)
        shutil.rmtree(self.former, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def settle(self, paths: list[str]) -> Published:
        """Complete the staged folder with what stays, and put it into its place."""
        paths = sorted(paths)
        new = {path for path, placed in self.placed.items() if placed.is_new}
        removed = len(_manifest(self.target) - set(paths))
        manifest = json.dumps({"generator": "briefgen", "files": paths}, indent=0).encode()
        kept = [path for path in paths if path not in new]
        if not self.clean and _holds(f"{self.target}/{MANIFEST}", manifest):
            if not new:
                return Published(0, len(kept), 0)
            kept.append(MANIFEST)
        else:
            (self.folder / MANIFEST).write_bytes(manifest)
        self._link(kept)
        if self.target.exists():
            shutil.copymode(self.target, self.folder)
            self._swap()
            shutil.rmtree(self.former, ignore_errors=True)
        else:
            self.folder.rename(self.target)
        return Published(len(new), len(paths) - len(new), removed)

    def _link(self, paths: list[str]) -> None:
        stage, target = str(self.folder), str(self.target)
        folders: set[str] = set()
        for path in paths:
            folder = os.path.dirname(path)
            if folder not in folders:
                os.makedirs(f"{stage}/{folder}", exist_ok=True)
                folders.add(folder)
            _link(f"{target}/{path}", f"{stage}/{path}")

    def discard(self) -> None:
        """Leave nothing beside the output."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _swap(self) -> None:
        if _exchange(self.folder, self.target):
            self.folder.rename(self.former)
            return
        self.target.rename(self.former)
        try:
            self.folder.rename(self.target)
        except OSError:
            self.former.rename(self.target)
            raise


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step, where the system knows how to."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done: int = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
    return done == 0


def _holds(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


def _link(source: str, place: str) -> None:
    try:
        os.link(source, place)
    except OSError:  # a file system without hard links
        shutil.copy2(source, place)


def _standing(store: Store, target: Path) -> dict[str, OutputRow]:
    """Return what an earlier build put into the output folder and nobody touched since."""
    rows = store.outputs(str(target))
    return {
        path: row for path, row in rows.items() if _signature(f"{target}/{path}") == row.signature
    }


def _stands(standing: Mapping[str, OutputRow], output: Planned) -> bool:
    row = standing.get(output.path)
    return row is not None and row.key == output.key


def _remember(
    build: Build,
    target: Path,
    stage: _Stage,
    wanted: Iterable[Planned],
    standing: Mapping[str, OutputRow],
) -> None:
    """Keep what now stands in the output folder, so that the next build need not make it."""
    rows = [
        OutputRow(each.path, each.key, placed.digest, placed.signature)
        for each in wanted
        if (placed := stage.placed[each.path])
    ]
    gone = standing.keys() - {each.path for each in build.outputs}
    if rows or gone:
        with suppress(StoreError), build.store.transaction():
            build.store.put_outputs(str(target), rows, gone)


def _signature(path: str) -> str:
    """Return what tells one state of an output file from another; hard links do not change it."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return f"{state.st_size}:{state.st_mtime_ns}:{state.st_ino}"


def _manifest(folder: Path) -> set[str]:
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())
        return {str(path) for path in listed["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def _strangers(folder: Path) -> list[str]:
    """Return the files of an output folder that briefgen did not put there."""
    own = _manifest(folder) | {MANIFEST} if (folder / MANIFEST).is_file() else set()
    return sorted(
        path
        for path in _files(folder)
        if path not in own and path.rpartition("/")[2] not in _DROPPINGS
    )


def _files(folder: Path, prefix: str = "") -> Iterator[str]:
    if not folder.exists():
        return
    with os.scandir(folder) as found:
        for item in found:
            if item.is_dir(follow_symlinks=False):
                yield from _files(Path(item.path), f"{prefix}{item.name}/")
            else:
                yield prefix + item.name


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _foreign(shown: str, why: str) -> Diagnostic:
    return Diagnostic(
        "foreign-output",
        f"the output folder {why}",
        Location(shown),
        "name an empty or new folder with --output; files to be published belong in content/",
    )


def _failure(shown: str, error: OSError) -> Diagnostic:
    hints = {
        errno.ENOSPC: "free some space; the published site is as it was",
        errno.EBUSY: "the folder is a mount point: name a folder inside it with --output",
    }
    return Diagnostic(
        "output",
        f"the output cannot be written: {(error.strerror or str(error)).lower()}",
        Location(shown),
        hints.get(error.errno or 0, "see that you may write there; what is published stays"),
    )


def _busy(holder: Path) -> Diagnostic:
    who = "another build"
    with suppress(OSError, ValueError):
        who = f"process {int(holder.read_text(encoding='utf-8'))}"
    return Diagnostic(
        "busy",
        f"{who} is building this site",
        Location(f"{holder.parent.name}/lock"),
        "wait until it has finished",
    )
