"""The folder in which an output is made ready, and which then takes its place.

It is the former output, kept from one build to the next: all but a few of its files are hard
links to those of the present one, so that only what changed since has to be put in order. Files
are never written to while they have another link. A folder of which that is not certain is
thrown away, and a new one filled with links.
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
from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.cache.signatures import signature, signature_in, signatures
from briefgen.cache.store import Store
from briefgen.pipeline import Planned
from briefgen.pipeline.search import SEARCHED
from briefgen.publish.failure import ForeignFolder
from briefgen.publish.target import (
    folders_stand,
    is_own,
    is_release,
    known_folders,
    manifest_of,
    note_folders,
)

_RENAME_EXCHANGE: Final = 2  # renameat2(2) of Linux
_RENAME_SWAP: Final = 2  # renamex_np(2) of macOS
_AT_FDCWD: Final = -100
_BEHIND: Final = "behind "
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Placed(NamedTuple):
    """A file that was made, and whether the output lacked its bytes.

    `digest` is that of a page which is searched; nobody asks for those of other files.
    `is_shared` says that the twin of the stage has a link to it.
    """

    is_new: bool
    signature: str
    digest: bytes = b""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """Puts the bytes of one file into the stage, unless the output has these very bytes.

    `anew` says that the output has nothing worth a look; `twin` is the stage's twin, if any.
    `for_search` asks for the digests of pages.
    """

    stage: str
    target: str
    anew: bool
    twin: str = ""
    for_search: bool = False

    def __call__(self, output: Planned, data: bytes) -> Placed:
        """Write one file. Raises OSError."""
        path = output.path
        known = digest(data) if self.for_search and output.row.shape == SEARCHED else b""
        placed = put(self.stage, self.target, path, data, known, anew=self.anew)
        is_shared = bool(self.twin) and _share(f"{self.stage}/{path}", f"{self.twin}/{path}")
        return placed._replace(is_shared=True) if is_shared else placed


def put(
    stage: str, target: str, path: str, data: bytes, known: bytes = b"", *, anew: bool = False
) -> Placed:
    """Put a file into the stage, unless the output has it; `known` is its digest.

    Raises OSError.
    """
    present = f"{target}/{path}"
    if not anew and holds(present, data):
        return Placed(False, signature(present), known)
    return Placed(True, write(f"{stage}/{path}", data), known)


@dataclass(slots=True)
class Stage:
    """The stage of one output folder. `behind` are the paths in which it differs from it.

    `altered` are those in which it was put in order, and `settled` the signatures of the output's
    folders, once the stage took its place; `left` is a former release that cannot be removed. The
    first stage of an output is filled together with its `twin`, which is to be the next one: to do
    so later would keep an author waiting at the first change.

    Where the output is on another disk than the work folder, the stage is beside it, perhaps where
    a web server would show it. There no former release is kept for the next build.
    """

    target: Path
    folder: Path
    store: Store
    behind: frozenset[str] = frozenset()
    folders: dict[str, str] = field(default_factory=dict)
    altered: Set[str] = frozenset()
    settled: dict[str, str] = field(default_factory=dict)
    is_kept: bool = False
    left: tuple[Path, ...] = ()

    @property
    def aside(self) -> Path:
        """Where the output stands for a moment, on systems that cannot exchange two folders."""
        return self.target.with_name(f".{self.target.name}.briefgen-old")

    @property
    def beside(self) -> Path:
        """Where the stage is, if the work folder is on another disk than the output."""
        return self.target.with_name(f".{self.target.name}.briefgen-new")

    @property
    def is_beside(self) -> bool:
        """Whether the stage is beside the output."""
        return self.folder == self.beside

    @property
    def twin(self) -> Path:
        """A second stage, with links to the files of the first."""
        return self.folder.with_name(f"{self.folder.name}-twin")

    @property
    def has_twin(self) -> bool:
        """Whether the stage is the first of its output."""
        return self.twin.exists()

    def tidy(self) -> tuple[Path, ...]:
        """Remove what killed runs left beside the output; return what could not be removed.

        A site that a run had set aside when it was killed goes back into its place.
        """
        if is_release(self.aside) and not self.target.exists():
            self.aside.rename(self.target)
        left = [self.aside] if is_release(self.aside) else []
        left += [self.beside] if is_own(self.beside) else []
        return tuple(folder for folder in left if not remove(folder))

    def prepare(self, *, anew: bool) -> None:
        """Begin. Raises ForeignFolder."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.is_kept = not anew and self._is_sound()
        # From here on the stage is in no state that a note could describe.
        self.store.put_note(f"{_BEHIND}{self.folder}", b"", b"")
        if self.is_kept:
            return
        self.behind, self.folders = frozenset(), {}
        if self.is_beside:
            if os.path.lexists(self.folder):
                raise ForeignFolder(self.folder.name)
            self.folder.mkdir()
            # The sign that it is ours, for the next run if this one is killed.
            write(f"{self.folder}/{MANIFEST}", manifest_of(()))
            return
        remove(self.folder)
        self.folder.mkdir(parents=True)
        remove(self.twin)
        if not self.target.exists():
            self.twin.mkdir()

    def complete(self, paths: Set[str], made: Set[str], new: Set[str]) -> None:
        """Let the stage hold `paths`, and no others.

        The `new` ones among those that were `made` are there; all else comes from the output.
        """
        stage, target = str(self.folder), str(self.target)
        stale = ((self.behind | made) if self.is_kept else paths) - new
        self.altered = stale | new
        for path in sorted(stale & paths):
            _link(f"{target}/{path}", f"{stage}/{path}")

    def drop(self, paths: Iterable[str]) -> None:
        """Take files out of the stage, and never out of a folder that a link in it leads to."""
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
        """Put the stage into its place; `changed` are the paths in which the two differ.

        Those that are `shared` the twin has too.
        """
        touched = {"", *_folders(self.altered | changed)}
        former = known_folders(self.store, self.target)
        if self.target.exists():
            shutil.copymode(self.target, self.folder)
            place = self._swap()
            if place == self.folder and not self.is_beside:
                self._note(former, changed)
            elif not remove(place):
                self.left = (place,)
        else:
            self.folder.rename(self.target)
            if self.has_twin:
                self.twin.rename(self.folder)
                self._note(signatures(str(self.folder), touched), changed - shared)
        fresh = signatures(str(self.target), touched)
        self.settled = note_folders(self.store, self.target, {**self.folders, **fresh})

    def discard(self) -> None:
        """Leave no half-made stage."""
        if self.is_beside:
            if is_own(self.folder):
                remove(self.folder)
            return
        if not self.store.note(f"{_BEHIND}{self.folder}", b""):
            remove(self.folder)
        remove(self.twin)

    def _note(self, folders: Mapping[str, str], behind: Set[str]) -> None:
        """Keep what the next build has to know of the stage that is left for it."""
        note_folders(self.store, self.folder, folders)
        self.store.put_note(f"{_BEHIND}{self.folder}", b"", encode(sorted(behind)))

    def _is_sound(self) -> bool:
        """Whether the stage is the former output, and shares all other files with the present.

        No name of it came or went since it was noted. So a file that it shares is still that very
        file of the output, of which it is known whether anybody wrote to it.
        """
        kept = self.store.note(f"{_BEHIND}{self.folder}", b"")
        if not kept or not self.folder.is_dir():
            return False
        with suppress(Unreadable):
            self.behind = frozenset(decode(kept, list[str]))
        self.folders = known_folders(self.store, self.folder)
        return folders_stand(str(self.folder), self.folders)

    def _drop_empty(self, folders: Iterable[str]) -> None:
        for parent in folders:
            try:
                os.rmdir(f"{self.folder}/{parent}")
            except OSError:  # something else is in it
                return

    def _swap(self) -> Path:
        """Let the stage and the output change places; return where the former output is now."""
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
        except OSError:  # a folder of another user can be renamed, but not moved
            return self.aside
        return self.folder


def tidy_work(work: Path, store: Store) -> None:
    """Remove what killed runs left in the work folder. The site's lock is held: none of them lives.

    The stage of an output is kept for the next build to it, and there is a note of it.
    """
    for folder in (*work.glob("stage-*"), *work.glob("pages-*")):
        if not store.note(f"{_BEHIND}{folder}", b""):
            remove(folder)


def remove(folder: Path) -> bool:
    """Remove a folder, or just a link to one, and say whether nothing of it is left.

    Its list of files goes last. By it the next run knows a folder that this one removed in part.
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
    """Return the stage of an output folder: in the work folder, if both are on one disk."""
    inside = Stage(target, work / f"stage-{digest(str(target).encode()).hex()[:12]}", store)
    work.mkdir(parents=True, exist_ok=True)
    above = next(place for place in target.parents if place.exists())
    if not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if work.stat().st_dev == above.stat().st_dev:
        return inside
    return Stage(target, inside.beside, store)


def write(place: str, data: bytes) -> str:
    """Write a file that nothing else is linked to, and return its signature. Raises OSError."""
    try:
        file = _created(place)
    except FileNotFoundError:
        _make_folder_of(place)
        file = _created(place)
    except FileExistsError:
        os.unlink(place)
        file = _created(place)
    try:
        rest = data
        while rest:
            rest = rest[os.write(file, rest) :]
        return signature_in(os.fstat(file))
    finally:
        os.close(file)


def _created(place: str) -> int:
    return os.open(place, _NEW, 0o666)


def holds(path: str, data: bytes) -> bool:
    """Whether a file has these bytes."""
    try:
        with open(path, "rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


def _link(source: str, place: str) -> None:
    if _share(source, place):
        return
    # Something stands there, or the file system knows no hard links.
    with suppress(FileNotFoundError):
        os.unlink(place)
    if not _share(source, place):
        _make_folder_of(place)
        shutil.copy2(source, place)


def _share(source: str, place: str) -> bool:
    """Link a file, and say whether that could be done."""
    try:
        try:
            os.link(source, place)
        except FileNotFoundError:
            _make_folder_of(place)
            os.link(source, place)
    except OSError:
        return False
    return True


def _make_folder_of(place: str) -> None:
    folder = os.path.dirname(place)
    try:
        os.mkdir(folder)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:  # another process was quicker
        if not os.path.isdir(folder):
            raise


def _parents(path: str) -> list[str]:
    """Return the folders of a path, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _folders(paths: Iterable[str]) -> set[str]:
    """Return the folders of many paths, and those above them."""
    found: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        above = folder
        while above and above not in found:  # else those above that are known too
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step, where the system knows how to."""
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
