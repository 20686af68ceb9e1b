"""The output folder: whether a build may have it, and what stands in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Final

from briefgen.cache import MANIFEST
from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.cache.signatures import signature, stand
from briefgen.cache.store import OutputRow, Store
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.pipeline import SITE_FILE
from briefgen.publish.failure import failure

_DROPPINGS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_FOLDERS: Final = "folders "
_USUAL_HINT: Final = (
    "name an empty or new folder with --output; files to be published belong in content/"
)
# A file below the output directory. briefgen publishes no `.git`, whatever a list says.
_PART: Final = r"(?!\.{1,2}(?:/|\Z)|\.git(?:/|\Z))[^/\0]+"
_PLAIN_PATH: Final = re.compile(f"{_PART}(?:/{_PART})*", re.IGNORECASE)


def check_target(root: Path, output: Path, store: Store | None = None) -> tuple[Diagnostic, ...]:
    """Say why a build may not write to `output`, if it may not.

    A `store` that knows the folders of the output spares the search for foreign files.
    """
    target, site = real(output), real(root)
    shown = str(output)
    try:
        if why := _misplaced(site, target):
            return (_foreign(shown, why),)
        if target.exists() and not target.is_dir():
            return (_foreign(shown, "is a file"),)
        if store is not None and folders_stand(str(target), known_folders(store, target)):
            return ()
        own = listed(target) | (standing(store, target).keys() if store else set())
        strangers = _strangers(target, own)
        if not strangers:
            return ()
        is_listed = is_own(target) or not (target / MANIFEST).exists()
    except OSError as error:
        return (failure(shown, error),)
    return (_refused(shown, strangers, is_listed=is_listed),)


def manifest_of(paths: Iterable[str]) -> bytes:
    """Return the list of its files that every output folder has: the sign of our own."""
    return json.dumps({"generator": "briefgen", "files": list(paths)}, indent=0).encode()


def listed(folder: Path) -> set[str]:
    """Return the files that a build put into an output folder, by the folder's own list.

    Files are deleted by this list, and it may have come with a pull. One that names anything
    outside the folder is no list at all.
    """
    return _list_in(folder) or set()


def is_release(folder: Path) -> bool:
    """Whether a folder is there and holds files that briefgen published, and no others."""
    return is_own(folder) and not _strangers(folder, listed(folder))


def is_own(folder: Path) -> bool:
    """Whether a folder is there that briefgen made, or an empty one; it may be half filled."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    with os.scandir(folder) as items:
        is_empty = next(items, None) is None
    return is_empty or _list_in(folder) is not None


def _list_in(folder: Path) -> set[str] | None:
    try:
        paths = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(paths, list) or not all(map(_is_plain, paths)):
        return None
    return set(paths)


def _is_plain(path: object) -> bool:
    if not isinstance(path, str) or not _PLAIN_PATH.fullmatch(path):
        return False
    return os.sep == "/" or not (os.sep in path or ":" in path)


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


def _strangers(folder: Path, own: Set[str]) -> list[str]:
    """Return the files of an output folder that are not briefgen's `own`."""
    own = own | {MANIFEST} if (folder / MANIFEST).is_file() else own
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


def _misplaced(site: Path, target: Path) -> str:
    """Say why no output may be in this place, or "" if it may."""
    if _is_within(site, target):
        return "holds the site itself"
    if target in (_home(), Path(target.anchor)):
        return "is not a folder for a site"
    for name in ("content", "layouts", ".briefgen"):
        if _is_within(target, site / name):
            return f"lies in the site's {name}/"
    around = next((folder for folder in target.parents if (folder / SITE_FILE).is_file()), None)
    if around and not around.samefile(site):
        return f"belongs to another site, {around}"
    return ""


def _is_within(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or lies in it, under whatever name: some disks ignore case."""
    if path.is_relative_to(folder):
        return True
    places = (path, *path.parents) if folder.exists() else ()
    return any(place.exists() and place.samefile(folder) for place in places)


def real(path: Path) -> Path:
    """Return a path without links in it."""
    return Path(os.path.realpath(path))


def _home() -> Path | None:
    """Return the user's home directory, which a user without an account does not have."""
    home = os.path.expanduser("~")
    return real(Path(home)) if home != "~" else None


def _refused(shown: str, strangers: Sequence[str], *, is_listed: bool) -> Diagnostic:
    """Refuse a folder with files of others."""
    count = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
    holds = f"holds `{strangers[0]}`{count}, which briefgen did not make"
    if not is_listed:
        return _foreign(
            shown,
            f"{holds}: its list of files, {MANIFEST}, is damaged",
            "if it holds nothing but a built site, delete it and run: briefgen build --clean",
        )
    if any(path.startswith(".git/") or path == ".git" for path in strangers):
        return _foreign(
            shown,
            holds,
            "briefgen replaces the whole folder, so it cannot be a git working tree: build to "
            "another folder with --output and copy the files into the working tree, for example "
            "with: rsync --archive --delete --exclude=.git",
        )
    return _foreign(shown, holds)


def _foreign(shown: str, why: str, hint: str = _USUAL_HINT) -> Diagnostic:
    return Diagnostic("foreign-output", f"the output folder {why}", Location(shown), hint)
