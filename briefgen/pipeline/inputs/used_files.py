"""The files whose data or size texts show: a text's row names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.cache.encoding import decode
from briefgen.cache.store import FileRow
from briefgen.model.identity import path_key


@dataclass(frozen=True, slots=True)
class UsedFiles:
    """Files by their keys: those whose data texts show, and those whose size they show."""

    data: tuple[str, ...] = ()
    sized: tuple[str, ...] = ()


def used_files(rows: Iterable[FileRow]) -> UsedFiles:
    """Return the files that texts use."""
    encoded = {row.used_files for row in rows if row.used_files}
    each = [decode(data, UsedFiles) for data in encoded]
    data = {path for files in each for path in files.data}
    sized = {path for files in each for path in files.sized}
    return UsedFiles(tuple(sorted(data)), tuple(sorted(sized)))


def sizes(root: Path, rows: Mapping[str, FileRow], used: UsedFiles) -> dict[str, int]:
    """Return the sizes in bytes of the files whose size texts show, by their keys."""
    if not used.sized:
        return {}
    keys = set(used.sized)
    measured: dict[str, int] = {}
    for path in rows:
        key = path_key(path)
        if key in keys:
            try:
                measured[key] = (root / path).stat().st_size
            except OSError:
                continue  # making the file reports it
    return dict(sorted(measured.items()))
