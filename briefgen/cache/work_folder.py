"""The caches in a site's work folder."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from briefgen.cache import BYTECODE, RESULTS, WORK_FOLDER
from briefgen.cache.store import Store


def open_store(root: Path, name: str = "build") -> Store:
    """Open the cache of the site in `root`; each kind of build has a cache with its own name."""
    return Store(root / WORK_FOLDER / f"{name}.sqlite")


def clear_cache(root: Path) -> None:
    """Delete the caches of the site in `root`."""
    work = root / WORK_FOLDER
    for folder in (work / BYTECODE, work / RESULTS, *work.glob("stage-*")):
        shutil.rmtree(folder, ignore_errors=True)
    for file in work.glob("*.sqlite*"):
        with suppress(OSError):
            file.unlink()
