"""One build of a site at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import filelock

from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.publish.failure import failure

_PATIENCE: Final = 60.0


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
        yield Checked(False, (failure(f"{folder.name}/", error),))
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
