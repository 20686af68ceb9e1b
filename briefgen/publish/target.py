"""The output folder: whether a build may have it, and what stands in it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.cache.signatures import signature, stand
from briefgen.cache.store import OutputRow, Store
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.publish.failure import failure

MANIFEST: Final = ".briefgen.json"
_DROPPINGS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_FOLDERS: Final = "folders "


def check_target(root: Path, output: Path, store: Store | None = None) -> tuple[Diagnostic, ...]:
    """Say why a build may not write to `output`, if it may not.

    A `store` that knows the folders of the output spares the search for foreign files.
    """
    target, site = real(output), real(root)
    shown = str(output)
    if target == site or site.is_relative_to(target):
        return (_foreign(shown, "holds the site itself"),)
    if target in (real(Path.home()), Path(target.anchor)):
        return (_foreign(shown, "is not a folder for a site"),)
    for name in ("content", "layouts", ".briefgen"):
        if target.is_relative_to(site / name):
            return (_foreign(shown, f"lies in the site's {name}/"),)
    try:
        if target.exists() and not target.is_dir():
            return (_foreign(shown, "is a file"),)
        if store is not None and folders_stand(str(target), known_folders(store, target)):
            return ()
        strangers = _strangers(target)
    except OSError as error:
        return (failure(shown, error),)
    if strangers:
        count = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        return (_foreign(shown, f"holds `{strangers[0]}`{count}, which briefgen did not make"),)
    return ()


def manifest_of(paths: Iterable[str]) -> bytes:
    """Return the list of its files that every output folder has: the sign of our own."""
    return json.dumps({"generator": "briefgen", "files": list(paths)}, indent=0).encode()


def listed(folder: Path) -> set[str]:
    """Return the files that a build put into an output folder, by the folder's own list."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        return {str(path) for path in found["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def standing(store: Store, target: Path) -> dict[str, OutputRow]:
    """Return what an earlier build put into the output folder and nobody touched since."""
    rows = store.outputs(str(target))
    return {
        path: row for path, row in rows.items() if signature(f"{target}/{path}") == row.signature
    }


def known_folders(store: Store, folder: Path) -> dict[str, str]:
    """Return what was noted of all folders below an output folder, itself included."""
    kept = store.note(f"{_FOLDERS}{folder}", b"")
    try:
        return decode(kept, dict[str, str]) if kept else {}
    except Unreadable:
        return {}


def note_folders(store: Store, folder: Path, folders: Mapping[str, str]) -> dict[str, str]:
    """Keep, and return, the signatures of those folders below an output folder that are there."""
    there = {name: kept for name, kept in folders.items() if kept}
    store.put_note(f"{_FOLDERS}{folder}", b"", encode(there))
    return there


def folders_stand(top: str, known: Mapping[str, str]) -> bool:
    """Whether no name came into these folders, or went, since they were noted."""
    return bool(known) and stand(top, known)


def _strangers(folder: Path) -> list[str]:
    """Return the files of an output folder that briefgen did not put there."""
    own = listed(folder) | {MANIFEST} if (folder / MANIFEST).is_file() else set()
    return sorted(
        path
        for path in _files(folder)
        if path not in own and path.rpartition("/")[2] not in _DROPPINGS
    )


def _files(folder: Path, prefix: str = "") -> Iterator[str]:
    if not folder.exists():
        return
    with os.scandir(folder) as found:
        for item in found:
            if item.is_dir(follow_symlinks=False):
                yield from _files(Path(item.path), f"{prefix}{item.name}/")
            else:
                yield prefix + item.name


def real(path: Path) -> Path:
    """Return a path without links in it."""
    return Path(os.path.realpath(path))


def _foreign(shown: str, why: str) -> Diagnostic:
    return Diagnostic(
        "foreign-output",
        f"the output folder {why}",
        Location(shown),
        "name an empty or new folder with --output; files to be published belong in content/",
    )
