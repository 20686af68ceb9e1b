"""The user's secret, which shows whether a cache was written by this user's own builds.

A cache may hold compiled layouts and finished HTML. Both are used without further checks, so
they must not come from a cloned repository or an unpacked archive. Builds therefore sign their
cache with a secret that is stored outside every site, in the user's cache directory.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "secret"
_LENGTH: Final = 32
_WRITABLE_BY_OTHERS: Final = 0o022


def secret() -> bytes:
    """Return the user's secret, which is created when first needed.

    If it cannot be stored safely (no home directory, a read-only disk, a directory that others can
    write to), each process uses its own secret, and so trusts no earlier build.
    """
    folder = os.environ.get("BRIEFGEN_CACHE_DIR")
    return _secret_in(Path(folder) if folder else _usual_folder())


def _usual_folder() -> Path:
    try:
        return platformdirs.user_cache_path("briefgen", appauthor=False)
    except RuntimeError:  # a user without an account and home directory
        return Path()


@lru_cache(maxsize=8)
def _secret_in(folder: Path) -> bytes:
    fresh = os.urandom(_LENGTH)
    if not folder.is_absolute():  # older versions of platformdirs keep the "~" if there is no home
        return fresh
    path = folder / _NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            return fresh
        if not path.is_file() or path.stat().st_size != _LENGTH:
            _write(path, fresh)
        if not _is_private(path):
            return fresh
        stored = path.read_bytes()  # another process may have created it first
    except OSError:
        return fresh
    return stored if len(stored) == _LENGTH else fresh


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(file, "wb") as stream:
        stream.write(data)
    temporary.replace(path)


def _is_private(path: Path) -> bool:
    """Whether only this user can write to a path."""
    if not hasattr(os, "geteuid"):
        return True  # on Windows, the user's cache directory is private by default
    state = path.stat()
    return state.st_uid == os.geteuid() and not state.st_mode & _WRITABLE_BY_OTHERS
