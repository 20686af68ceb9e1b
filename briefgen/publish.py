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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import filelock

from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors
from briefgen.model.outputs import Output

MANIFEST: Final = ".briefgen.json"
_DROPPINGS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_PATIENCE: Final = 60.0
_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: numbers of files."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@contextmanager
def site_lock(folder: Path, patience: float = _PATIENCE) -> Iterator[Checked[bool]]:
    """Hold the site's lock in `folder`; the value is False if another build kept it too long.

    `patience` is in seconds. The system frees the lock of a process that died.
    """
    holder = folder / "holder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = filelock.FileLock(folder / "lock", timeout=patience)
        lock.acquire()
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
    if target.exists() and not target.is_dir():
        return (_foreign(shown, "is a file"),)
    try:
        strangers = _strangers(target)
    except OSError as error:
        return (_failure(shown, error),)
    if strangers:
        count = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        return (_foreign(shown, f"holds `{strangers[0]}`{count}, which briefgen did not make"),)
    return ()


def publish(
    files: Iterable[tuple[Output, Checked[bytes]]], output: Path, *, clean: bool = False
) -> Checked[Published | None]:
    """Make the output folder hold these files and no others.

    With an error among the files' diagnostics, or of the disk, the folder stays as it was.
    Files whose bytes did not change keep their modification time, unless `clean` asks for all
    to be written anew.
    """
    target = _real(output)
    stage = _Stage(target, clean=clean)
    diagnostics: list[Diagnostic] = []
    try:
        stage.prepare()
        for item, made in files:
            diagnostics += made.diagnostics
            if not has_errors(diagnostics):
                stage.add(item.path, made.value)
        if has_errors(diagnostics):
            return Checked(None, tuple(diagnostics))
        return Checked(stage.settle(), tuple(diagnostics))
    except OSError as error:
        return Checked(None, (*diagnostics, _failure(str(output), error)))
    finally:
        stage.discard()


@dataclass(slots=True)
class _Stage:
    """The folder beside the output that takes its place."""

    target: Path
    clean: bool
    written: int = 0
    kept: list[str] = field(default_factory=list)
    folders: set[Path] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.target.with_name(f".{self.target.name}.briefgen-new")

    @property
    def former(self) -> Path:
        return self.target.with_name(f".{self.target.name}.briefgen-old")

    def prepare(self) -> None:
        """Tidy up after a run that was killed, and begin."""
        if self.former.exists() and not self.target.exists():
            self.former.rename(self.target)
        shutil.rmtree(self.former, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def add(self, path: str, data: bytes) -> None:
        """Stage one file, unless the output already has these very bytes."""
        self.paths.append(path)
        if not self.clean and _holds(self.target / path, data):
            self.kept.append(path)
            return
        self._place(path).write_bytes(data)
        self.written += 1

    def settle(self) -> Published:
        """Complete the staged folder and put it into its place."""
        former = _manifest(self.target)
        paths = sorted(self.paths)
        removed = len(former - set(paths))
        manifest = json.dumps({"generator": "briefgen", "files": paths}, indent=0).encode()
        unchanged = self.written == 0 and removed == 0
        if unchanged and _holds(self.target / MANIFEST, manifest):
            return Published(0, len(self.kept), 0)
        for path in self.kept:
            _link(self.target / path, self._place(path))
        (self.folder / MANIFEST).write_bytes(manifest)
        if self.target.exists():
            shutil.copymode(self.target, self.folder)
            self._swap()
            shutil.rmtree(self.former, ignore_errors=True)
        else:
            self.folder.rename(self.target)
        return Published(self.written, len(self.kept), removed)

    def discard(self) -> None:
        """Leave nothing beside the output."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, path: str) -> Path:
        place = self.folder / path
        if place.parent not in self.folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(place.parent)
        return place

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


def _holds(path: Path, data: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


def _link(source: Path, place: Path) -> None:
    try:
        os.link(source, place)
    except OSError:  # a file system without hard links
        shutil.copy2(source, place)


def _manifest(folder: Path) -> set[str]:
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())
        return {str(path) for path in listed["files"]}
    except (OSError, ValueError, KeyError, TypeError):
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
        "name an empty or new folder with --output; files to be published belong into content/",
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
        "busy", f"{who} is building this site", Location("site.yaml"), "wait until it has finished"
    )
