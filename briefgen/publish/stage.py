"""The staging folder, in which an output is prepared before it replaces the published one.

It is the previous output, kept from one build to the next. Most of its files are hard links to the
current ones, so only the files that changed since then have to be updated. A file is never written
to while it has another link. If the state of a stage is uncertain, it is deleted and a new one is
filled with links.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from briefgen.cache import MANIFEST
from briefgen.cache.digests import digest
from briefgen.cache.file_stamps import file_stamp, file_stamp_in, file_stamps
from briefgen.cache.notes import Note
from briefgen.cache.store import Store
from briefgen.pipeline import Planned
from briefgen.publish.failure import ForeignFolder
from briefgen.publish.target import (
    folder_stamps,
    folders_unchanged,
    is_own,
    is_release,
    manifest_of,
    note_folders,
)

_RENAME_EXCHANGE: Final = 2  # renameat2(2) of Linux
_RENAME_SWAP: Final = 2  # renamex_np(2) of macOS
_AT_FDCWD: Final = -100
_BEHIND: Final = Note("behind", list[str])
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Placed(NamedTuple):
    """A file that was rendered, and whether its bytes are new to the output.

    `digest` is set for searchable pages only. `is_shared` says that the stage's twin has a link
    to the file.
    """

    is_new: bool
    file_stamp: str
    digest: bytes = b""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """Writes one file into the stage, unless the output already has the same bytes.

    `overwrite` writes without comparing; `twin` is the stage's twin, if any.
    `for_search` asks for the digests of pages.
    """

    stage: str
    target: str
    overwrite: bool
    twin: str = ""
    for_search: bool = False

    def __call__(self, output: Planned, data: bytes) -> Placed:
        """Write one file. Raises OSError."""
        path = output.path
        file_digest = digest(data) if self.for_search and output.is_searched else b""
        file = put(self.stage, self.target, path, data, file_digest, overwrite=self.overwrite)
        is_shared = bool(self.twin) and _share(f"{self.stage}/{path}", f"{self.twin}/{path}")
        return file._replace(is_shared=True) if is_shared else file


def put(
    stage: str,
    target: str,
    path: str,
    data: bytes,
    file_digest: bytes = b"",
    *,
    overwrite: bool = False,
) -> Placed:
    """Put a file into the stage, unless the output has it; `file_digest` is the file's digest.

    Raises OSError.
    """
    present = f"{target}/{path}"
    if not overwrite and holds(present, data):
        return Placed(False, file_stamp(present), file_digest)
    return Placed(True, write(f"{stage}/{path}", data), file_digest)


@dataclass(slots=True)
class Stage:
    """The stage of one output directory. `behind` holds the paths in which the two differ.

    `altered` holds the paths that were updated, and `settled` the stamps of the output's
    folders after the swap; `left` is an old release that cannot be removed. The first stage of an
    output is filled together with its `twin`, which becomes the next stage. Filling it later would
    keep an author waiting at the first change.

    If the output is on a different disk from the work folder, the stage is beside the output, where
    a web server might serve it. In that case no old release is kept for the next build.
    """

    target: Path
    folder: Path
    store: Store
    behind: frozenset[str] = frozenset()
    folders: dict[str, str] = field(default_factory=dict)
    altered: Set[str] = frozenset()
    settled: dict[str, str] = field(default_factory=dict)
    is_reused: bool = False
    left: tuple[Path, ...] = ()

    @property
    def aside(self) -> Path:
        """Where the output is moved temporarily, on systems that cannot swap two folders."""
        return self.target.with_name(f".{self.target.name}.briefgen-old")

    @property
    def beside(self) -> Path:
        """Where the stage is, if the work folder and the output are on different disks."""
        return self.target.with_name(f".{self.target.name}.briefgen-new")

    @property
    def is_beside(self) -> bool:
        """Whether the stage is beside the output."""
        return self.folder == self.beside

    @property
    def twin(self) -> Path:
        """A second stage, with hard links to the files of the first."""
        return self.folder.with_name(f"{self.folder.name}-twin")

    @property
    def has_twin(self) -> bool:
        """Whether the stage is the first of its output."""
        return self.twin.exists()

    def tidy(self) -> tuple[Path, ...]:
        """Remove what killed builds left beside the output; return what could not be removed.

        If a build was killed while the published site was moved aside, the site is moved back.
        """
        if is_release(self.aside) and not self.target.exists():
            self.aside.rename(self.target)
        left = [self.aside] if is_release(self.aside) else []
        left += [self.beside] if is_own(self.beside) else []
        return tuple(folder for folder in left if not remove(folder))

    def prepare(self, *, fresh: bool) -> None:
        """Start a build; `fresh` discards the old stage. Raises ForeignFolder."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.is_reused = not fresh and self._is_sound()
        # From here on, the note about the stage would be wrong.
        _BEHIND.about(self.folder).clear(self.store)
        if self.is_reused:
            return
        self.behind, self.folders = frozenset(), {}
        if self.is_beside:
            if os.path.lexists(self.folder):
                raise ForeignFolder(self.folder.name)
            self.folder.mkdir()
            # Marks the folder as ours for the next build, in case this one is killed.
            write(f"{self.folder}/{MANIFEST}", manifest_of(()))
            return
        remove(self.folder)
        self.folder.mkdir(parents=True)
        remove(self.twin)
        if not self.target.exists():
            self.twin.mkdir()

    def complete(self, paths: Set[str], rendered: Set[str], new: Set[str]) -> None:
        """Make the stage hold `paths` and no others.

        The `new` ones among those that were `rendered` are there already. The rest is linked from
        the output.
        """
        stage, target = str(self.folder), str(self.target)
        stale = ((self.behind | rendered) if self.is_reused else paths) - new
        self.altered = stale | new
        for path in sorted(stale & paths):
            _link(f"{target}/{path}", f"{stage}/{path}")

    def drop(self, paths: Iterable[str]) -> None:
        """Remove files from the stage, without following links out of it."""
        top = os.path.realpath(self.folder)
        inside: dict[str, bool] = {}
        for path in paths:
            parent = os.path.join(top, *path.split("/")[:-1])
            if parent not in inside:
                inside[parent] = os.path.realpath(parent) == parent
            if not inside[parent]:
                continue
            with suppress(FileNotFoundError):
                os.unlink(f"{top}/{path}")
            self._drop_empty(_parents(path))

    def settle(self, changed: Set[str], shared: Set[str]) -> None:
        """Swap the stage and the output; `changed` holds the paths in which the two differ.

        The twin also has the `shared` paths.
        """
        touched = {"", *_folders(self.altered | changed)}
        former = folder_stamps(self.store, self.target)
        if self.target.exists():
            shutil.copymode(self.target, self.folder)
            former_release = self._swap()
            if former_release == self.folder and not self.is_beside:
                self._note(former, changed)
            elif not remove(former_release):
                self.left = (former_release,)
        else:
            self.folder.rename(self.target)
            if self.has_twin:
                self.twin.rename(self.folder)
                self._note(file_stamps(str(self.folder), touched), changed - shared)
        fresh = file_stamps(str(self.target), touched)
        self.settled = note_folders(self.store, self.target, {**self.folders, **fresh})

    def discard(self) -> None:
        """Delete an unfinished stage."""
        if self.is_beside:
            if is_own(self.folder):
                remove(self.folder)
            return
        if _BEHIND.about(self.folder).read(self.store) is None:
            remove(self.folder)
        remove(self.twin)

    def _note(self, folders: Mapping[str, str], behind: Set[str]) -> None:
        """Record what the next build has to know about the stage."""
        note_folders(self.store, self.folder, folders)
        _BEHIND.about(self.folder).write(self.store, sorted(behind))

    def _is_sound(self) -> bool:
        """Whether the stage is the previous output and shares unchanged files with the current one.

        No file was added to it or removed from it since it was recorded. So a shared file is still
        the output's own file, and the output's records show whether that file was changed.
        """
        behind = _BEHIND.about(self.folder).read(self.store)
        if behind is None or not self.folder.is_dir():
            return False
        self.behind = frozenset(behind)
        self.folders = folder_stamps(self.store, self.folder)
        return folders_unchanged(str(self.folder), self.folders)

    def _drop_empty(self, folders: Iterable[str]) -> None:
        for parent in folders:
            try:
                os.rmdir(f"{self.folder}/{parent}")
            except OSError:  # it contains other files
                return

    def _swap(self) -> Path:
        """Swap the stage and the output; return where the previous output is now."""
        if _exchange(self.folder, self.target):
            return self.folder
        if os.path.lexists(self.aside):
            raise ForeignFolder(self.aside.name)
        self.target.rename(self.aside)
        try:
            self.folder.rename(self.target)
        except OSError:
            self.aside.rename(self.target)
            raise
        try:
            self.aside.rename(self.folder)
        except OSError:  # another user's folder can be renamed but not moved
            return self.aside
        return self.folder


def tidy_work(work: Path, store: Store, target: Path) -> None:
    """Remove what killed builds left in the work folder. The caller holds the site's lock.

    The recorded stages are kept for the next build, unless their output is gone, for then their
    files would take up space of their own. A build to `target` is about to begin.
    """
    stages = [*work.glob("stage-*")]
    for folder in (*stages, *work.glob("pages-*")):
        if _BEHIND.about(folder).read(store) is None:
            remove(folder)
    for name in store.targets() if len(stages) > 1 else ():
        if name != str(target) and not Path(name).exists():
            remove(_stage_folder(work, name))
            store.drop_outputs(name)


def remove(folder: Path) -> bool:
    """Remove a folder, or only the link if it is one; return whether it is gone.

    The manifest is deleted last, so that the next build recognises a partly removed folder.
    """
    if folder.is_symlink():
        folder.unlink()
    with suppress(FileNotFoundError):
        for item in os.scandir(folder):
            if item.is_dir(follow_symlinks=False):
                shutil.rmtree(item.path, ignore_errors=True)
            elif item.name != MANIFEST:
                with suppress(OSError):
                    os.unlink(item.path)
        if {*os.listdir(folder)} <= {MANIFEST}:
            shutil.rmtree(folder, ignore_errors=True)
    return not os.path.lexists(folder)


def stage_for(target: Path, work: Path, store: Store) -> Stage:
    """Return the stage of an output directory: in the work folder, if both are on the same disk."""
    inside = Stage(target, _stage_folder(work, str(target)), store)
    work.mkdir(parents=True, exist_ok=True)
    above = next(parent for parent in target.parents if parent.exists())
    if not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if work.stat().st_dev == above.stat().st_dev:
        return inside
    return Stage(target, inside.beside, store)


def _stage_folder(work: Path, target: str) -> Path:
    return work / f"stage-{digest(target.encode()).hex()[:12]}"


def write(path: str, data: bytes) -> str:
    """Write a file that has no other hard link, and return its stamp. Raises OSError."""
    try:
        file = _created(path)
    except FileNotFoundError:
        _make_folder_of(path)
        file = _created(path)
    except FileExistsError:
        os.unlink(path)
        file = _created(path)
    try:
        rest = data
        while rest:
            rest = rest[os.write(file, rest) :]
        return file_stamp_in(os.fstat(file))
    finally:
        os.close(file)


def _created(path: str) -> int:
    return os.open(path, _NEW, 0o666)


def holds(path: str, data: bytes) -> bool:
    """Whether a file has these bytes."""
    try:
        with open(path, "rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


def _link(source: str, target: str) -> None:
    if _share(source, target):
        return
    # The name is taken, or the file system does not support hard links.
    with suppress(FileNotFoundError):
        os.unlink(target)
    if not _share(source, target):
        _make_folder_of(target)
        shutil.copy2(source, target)


def _share(source: str, target: str) -> bool:
    """Hard-link a file, and return whether that worked."""
    try:
        try:
            os.link(source, target)
        except FileNotFoundError:
            _make_folder_of(target)
            os.link(source, target)
    except OSError:
        return False
    return True


def _make_folder_of(path: str) -> None:
    folder = os.path.dirname(path)
    try:
        os.mkdir(folder)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:  # another process created it first
        if not os.path.isdir(folder):
            raise


def _parents(path: str) -> list[str]:
    """Return the parent folders of a path, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _folders(paths: Iterable[str]) -> set[str]:
    """Return all parent folders of the paths."""
    parents: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        above = folder
        while above and above not in parents:  # otherwise its own parents are included too
            parents.add(above)
            above = above.rpartition("/")[0]
    return parents


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically, if the system supports it."""
    paths = os.fsencode(one), os.fsencode(other)
    failed = 1
    with suppress(OSError, AttributeError):  # an older system
        if sys.platform.startswith("linux"):
            failed = _system().renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            failed = _system().renamex_np(*paths, _RENAME_SWAP)
    return failed == 0


def _system() -> Any:
    import ctypes  # noqa: PLC0415 - most builds exchange nothing

    return ctypes.CDLL(None, use_errno=True)
