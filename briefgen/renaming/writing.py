"""Move and change files, all or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

Undo = Callable[[], object]


class Changed(Exception):
    """A file has changed since the rename was planned."""


def write(
    root: Path,
    moves: Mapping[str, str],
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
) -> None:
    """Move files and change their bytes; `before` and `after` have them by old path.

    If that fails, put everything back. Raises OSError and Changed.
    """
    for path, data in before.items():
        if (root / path).read_bytes() != data:
            raise Changed(f"{path} has changed in the meantime; run the command again")
    undo: list[Undo] = []
    try:
        for old, new in moves.items():
            _move(root, old, new, undo)
        for path, data in after.items():
            file = root / moves.get(path, path)
            _replace(file, data)
            undo.append(partial(_replace, file, before[path]))
    except BaseException:
        for each in reversed(undo):
            with suppress(OSError):
                each()
        raise
    for old in moves:
        _remove_empty(root, (root / old).parent)


def _move(root: Path, old: str, new: str, undo: list[Undo]) -> None:
    target = root / new
    missing = [each for each in (target.parent, *target.parent.parents) if not each.exists()]
    for folder in reversed(missing):
        folder.mkdir()
        undo.append(folder.rmdir)
    (root / old).rename(target)
    undo.append(partial(target.rename, root / old))


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that it has either its old bytes or the new ones, and its permissions."""
    with NamedTemporaryFile(dir=path.parent, prefix=".briefgen-", delete=False) as file:
        temporary = Path(file.name)
    try:
        temporary.write_bytes(data)
        shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise


def _remove_empty(root: Path, folder: Path) -> None:
    """Remove a folder from which everything moved, and its parents if they are empty too."""
    while folder.is_relative_to(root / "content") and folder != root / "content":
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
