"""One build of a site at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import filelock

from briefgen.model.diagnostics import Checked, Diagnostic, Location

_PATIENCE: Final = 60.0


@contextmanager
def site_lock(
    folder: Path,
    patience: float = _PATIENCE,
    waiting: Callable[[Diagnostic], object] = lambda _: None,
) -> Iterator[Checked[bool]]:
    """Hold the site's lock in `folder`. If that fails, the value is False, with a diagnostic.

    `patience` is in seconds; `waiting` is called with the reason before waiting starts. The
    operating system releases the lock of a process that died.
    """
    holder = folder / "holder"
    try:
        if problem := _in_the_way(folder):
            yield Checked(False, (problem,))
            return
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = filelock.FileLock(folder / "lock")
        _acquire(lock, patience, lambda: waiting(_busy(holder)))
    except filelock.Timeout:
        yield Checked(False, (_busy(holder),))
        return
    except OSError as error:
        yield Checked(False, (_unwritable(folder, error),))
        return
    try:
        with suppress(OSError):
            holder.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield Checked(True)
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _in_the_way(folder: Path) -> Diagnostic | None:
    """Return why the work folder cannot be used.

    Builds write and delete files in it. A link may come from a cloned repository and lead anywhere.
    """
    if folder.is_symlink():
        return _refused(folder, f"`{folder.name}` is a symbolic link")
    if not folder.exists():
        return None
    if not folder.is_dir():
        return _refused(folder, f"`{folder.name}` is a file")
    link = next((item.name for item in folder.iterdir() if item.is_symlink()), None)
    return _refused(folder, f"`{folder.name}/{link}` is a symbolic link") if link else None


def _refused(folder: Path, problem: str) -> Diagnostic:
    return Diagnostic(
        "output",
        f"{problem}, but builds store their cache and lock in this folder",
        Location(folder.name),
        f"delete {folder.name}; it is only a cache",
    )


def _unwritable(folder: Path, error: OSError) -> Diagnostic:
    why = (error.strerror or str(error)).lower()
    return Diagnostic(
        "output",
        f"cannot write the cache: {why}",
        Location(f"{folder.name}/"),
        "make this folder and the site's folder writable, or delete this one; it is only a cache",
    )


def _acquire(lock: filelock.BaseFileLock, patience: float, waiting: Callable[[], object]) -> None:
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        waiting()
        lock.acquire(timeout=patience)


def _busy(holder: Path) -> Diagnostic:
    name = "another build"
    with suppress(OSError, ValueError):
        name = f"process {int(holder.read_text(encoding='utf-8'))}"
    return Diagnostic(
        "busy",
        f"{name} is building this site",
        Location(f"{holder.parent.name}/lock"),
        "wait until it finishes",
    )
