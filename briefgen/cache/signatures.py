"""Signatures: what tells one state of a file from another without opening it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Final

_RACY: Final = 100_000_000  # nanoseconds in which a file may change twice with one time stamp


def signature_in(state: os.stat_result) -> str:
    """Return the signature of a file in this state; hard links do not change it."""
    return f"{state.st_size}:{state.st_mtime_ns}:{state.st_ino}"


def signature(path: str) -> str:
    """Return the signature of a file, or "" if there is none."""
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return signature_in(state)


def signatures(top: str, names: Iterable[str]) -> dict[str, str]:
    """Return the signatures of files or folders in a folder; a folder's changes with its names."""
    return {name: signature(f"{top}/{name}") for name in names}


def stand(top: str, known: Mapping[str, str]) -> bool:
    """Whether all in a folder is as it was when these signatures were taken."""
    return all(signature(f"{top}/{name}") == kept for name, kept in known.items())


def is_racy(state: os.stat_result, now: int, within: int = _RACY) -> bool:
    """Whether a file changed so short before `now` (nanoseconds) that it may again, unnoticed."""
    return max(state.st_mtime_ns, state.st_ctime_ns) > now - within
