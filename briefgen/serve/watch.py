"""Watches the site for changed files."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Final

from watchfiles import Change, watch

from briefgen.model.file_names import is_leftover
from briefgen.model.site_folder import LEDGER_FILE, SITE_FILE

_FILES: Final = frozenset({SITE_FILE, LEDGER_FILE})
_FOLDERS: Final = ("content", "layouts")
_PAUSE: Final = 10  # milliseconds without changes that end a burst of changes
_LONGEST: Final = 400  # milliseconds that a burst may last
_TICK: Final = 50  # milliseconds after which a watch yields, with or without changes
_QUIET: Final = 1.0  # seconds without changes before everything is checked
_LATEST: Final = 10.0  # seconds from a change to that check at the latest, if changes go on

Changed = Callable[[Sequence[str]], float]


def watch_site(root: Path, changed: Changed, stop: threading.Event) -> None:
    """Call `changed` with the paths after each burst of changes, until `stop` or Ctrl-C.

    The site's folder is watched without its subfolders, since it may contain anything. content/ and
    layouts/ are watched recursively, as soon as they exist. `changed` is called without paths if
    anything may have changed: when a watch starts; when there were no changes for a while, since a
    watch may miss some; and after the number of seconds that `changed` returned.
    """
    root = root.resolve()
    wake = threading.Event()
    rounds = _Rounds(changed)
    deep = threading.Thread(target=_watch_deep, args=(root, rounds, stop, wake), daemon=True)
    names = {*_FILES, *_FOLDERS}

    def concerns(_: Change, path: str) -> bool:
        return Path(path).parent == root and Path(path).name in names

    try:
        for changes in watch(
            root, watch_filter=concerns, recursive=False, step=_PAUSE, debounce=_LONGEST,
            stop_event=stop, raise_interrupt=True, rust_timeout=_TICK, yield_on_timeout=True,
        ):  # fmt: skip
            if deep.ident is None:  # only when this watch can see new folders
                deep.start()
            if any(Path(path).name in _FOLDERS for _, path in changes):
                wake.set()
            if files := sorted({Path(path).name for _, path in changes} & _FILES):
                rounds.change(files)
            rounds.look_if_due()
    finally:
        stop.set()
        wake.set()


class _Rounds:
    """Reports changes, and schedules the checks of everything."""

    def __init__(self, changed: Changed) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._due = self._latest = self._then = inf

    def change(self, paths: Sequence[str]) -> None:
        """Report changes, and schedule a check, since there may be more."""
        self.doubt(_QUIET)
        self._report(paths)

    def doubt(self, seconds: float) -> None:
        """Schedule a check of everything in `seconds`, or later if there are more changes."""
        now = time.time()
        with self._lock:
            self._latest = min(self._latest, now + _LATEST)
            self._due = min(self._latest, now + seconds)

    def look_if_due(self) -> None:
        """Report that anything may have changed, if a check is due."""
        with self._lock:
            if time.time() < min(self._due, self._then):
                return
            self._due = self._latest = inf
        self._report(())

    def _report(self, paths: Sequence[str]) -> None:
        seconds = self._changed(paths)
        with self._lock:
            self._then = time.time() + seconds


def _watch_deep(root: Path, rounds: _Rounds, stop: threading.Event, wake: threading.Event) -> None:
    while True:
        wake.clear()
        if stop.is_set():
            return
        folders = [root / name for name in _FOLDERS if (root / name).is_dir()]
        if not folders:
            wake.wait()
            continue
        is_new = True
        with suppress(FileNotFoundError):  # deleted meanwhile
            for changes in watch(
                *folders, watch_filter=_is_ours, step=_PAUSE, debounce=_LONGEST, stop_event=wake,
                raise_interrupt=False, rust_timeout=_TICK, yield_on_timeout=True,
            ):  # fmt: skip
                if changes:
                    rounds.change(_relative(root, (path for _, path in changes)))
                # A folder's content may have changed before its watch started.
                if is_new or any(Path(path).is_dir() for _, path in changes):
                    rounds.doubt(0)
                    is_new = False


def _is_ours(_: Change, path: str) -> bool:
    """Ignore the temporary files of editors."""
    name = Path(path).name
    return not (name.startswith(".") or is_leftover(name))


def _relative(root: Path, paths: Iterable[str]) -> list[str]:
    return sorted({Path(path).relative_to(root).as_posix() for path in paths})
