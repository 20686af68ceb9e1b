"""Which files of the site changed: nothing else is decided here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from watchfiles import Change, watch

from briefgen.read.config import SITE_FILE

_FOLDERS: Final = ("content", "layouts")
_PAUSE: Final = 10  # milliseconds without a change that end a burst of changes
_LONGEST: Final = 400  # milliseconds that a burst may last
_UNTOLD: Final = 50  # milliseconds after which a new watch is told of, changes or not


def watch_site(root: Path, changed: Callable[[Sequence[str]], None], stop: threading.Event) -> None:
    """Call `changed` with the paths after each burst of changes, until `stop` or Ctrl-C.

    The site's folder itself is watched flat, since it may hold anything; content/ and layouts/
    are watched in depth, from the moment that they exist. `changed` is called once without
    paths when a watch has begun, for what happened before.
    """
    root = root.resolve()
    wake = threading.Event()
    deep = threading.Thread(target=_watch_deep, args=(root, changed, stop, wake), daemon=True)
    names = {SITE_FILE, *_FOLDERS}

    def concerns(_: Change, path: str) -> bool:
        return Path(path).parent == root and Path(path).name in names

    try:
        for changes in watch(
            root, watch_filter=concerns, recursive=False, step=_PAUSE, debounce=_LONGEST,
            stop_event=stop, raise_interrupt=True, rust_timeout=_UNTOLD, yield_on_timeout=True,
        ):  # fmt: skip
            if deep.ident is None:  # not before this watch sees folders come
                deep.start()
            if any(Path(path).name in _FOLDERS for _, path in changes):
                wake.set()
            if any(Path(path).name == SITE_FILE for _, path in changes):
                changed([SITE_FILE])
    finally:
        stop.set()
        wake.set()


def _watch_deep(
    root: Path,
    changed: Callable[[Sequence[str]], None],
    stop: threading.Event,
    wake: threading.Event,
) -> None:
    while True:
        wake.clear()
        if stop.is_set():
            return
        folders = [root / name for name in _FOLDERS if (root / name).is_dir()]
        if not folders:
            wake.wait()
            continue
        # A folder may have changed before its watch began, a new one within it too: so there is
        # one more look when all has been quiet for a while.
        is_sure = False
        with suppress(FileNotFoundError):  # gone again
            for changes in watch(
                *folders, watch_filter=_is_ours, step=_PAUSE, debounce=_LONGEST, stop_event=wake,
                raise_interrupt=False, rust_timeout=_UNTOLD, yield_on_timeout=True,
            ):  # fmt: skip
                if changes or not is_sure:
                    is_sure = not changes
                    changed(_shown(root, (path for _, path in changes)))


def _is_ours(_: Change, path: str) -> bool:
    """Leave out the files that editors put beside the one that is edited."""
    name = Path(path).name
    return not (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp")))


def _shown(root: Path, paths: Iterable[str]) -> list[str]:
    return sorted({Path(path).relative_to(root).as_posix() for path in paths})
