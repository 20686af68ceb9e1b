"""Stamps, which show whether a file changed without opening it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Final

_RACY: Final = 100_000_000  # nanoseconds in which a file may change twice without a new timestamp


def file_stamp_in(state: os.stat_result) -> str:
    """Return the stamp for a file's state; adding hard links does not change it."""
    return f"{state.st_size}:{state.st_mtime_ns}:{state.st_ino}"


def file_stamp(path: str) -> str:
    """Return the stamp of a file, or "" if there is none."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return file_stamp_in(state)


def file_stamps(top: str, names: Iterable[str]) -> dict[str, str]:
    """Return the stamps of entries in a folder. A folder's own depends on the names in it."""
    return {name: file_stamp(f"{top}/{name}") for name in names}


def unchanged(top: str, recorded: Mapping[str, str]) -> bool:
    """Whether all entries still have the stamps in `recorded`."""
    return all(file_stamp(f"{top}/{name}") == stamp for name, stamp in recorded.items())


def is_racy(state: os.stat_result, now: int, within: int = _RACY) -> bool:
    """Whether a file changed so shortly before `now` (ns) that a new change may go unnoticed."""
    return max(state.st_mtime_ns, state.st_ctime_ns) > now - within
