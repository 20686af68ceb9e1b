"""The output directory: whether a build may write to it, and what it contains."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Final

from briefgen.cache import MANIFEST
from briefgen.cache.file_stamps import file_stamp, unchanged
from briefgen.cache.notes import Note
from briefgen.cache.store import OutputRow, Store
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.site_folder import SITE_FILE
from briefgen.publish.failure import failure

PUBLIC: Final = "public"  # where a site is published if nothing else is said
_DROPPINGS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_FOLDERS: Final = Note("folders", dict[str, str])
_USUAL_HINT: Final = "choose an empty or new folder with --output; put files to publish in content/"
# A file below the output directory. briefgen never publishes `.git`, whatever a manifest says.
_PART: Final = r"(?!\.{1,2}(?:/|\Z)|\.git(?:/|\Z))[^/\0]+"
_PLAIN_PATH: Final = re.compile(f"{_PART}(?:/{_PART})*", re.IGNORECASE)


def check_target(
    root: Path, output: Path, store: Store | None = None, *, is_review: bool = False
) -> tuple[Diagnostic, ...]:
    """Return the reasons why a build may not write to `output`.

    If `store` knows the folders of the output, foreign files need not be searched for. A build for
    reviewers must not write to the published site.
    """
    target, site = real(output), real(root)
    shown_path = str(output)
    try:
        if is_review and _is_public(site, target):
            return (_public(shown_path),)
        if why := _misplaced(site, target):
            return (_foreign(shown_path, why),)
        if target.exists() and not target.is_dir():
            return (_foreign(shown_path, "is a file"),)
        if store is not None and folders_unchanged(str(target), folder_stamps(store, target)):
            return ()
        own = manifest_files(target) | (current_outputs(store, target).keys() if store else set())
        strangers = _strangers(target, own)
        if not strangers:
            return ()
        is_listed = is_own(target) or not (target / MANIFEST).exists()
    except OSError as error:
        return (failure(shown_path, error),)
    return (_refused(shown_path, strangers, is_listed=is_listed),)


def manifest_of(paths: Iterable[str], *, is_review: bool = False) -> bytes:
    """Return the manifest, the list of files that marks an output directory as briefgen's.

    It also says whether the output is for reviewers only.
    """
    kind = {"review": True} if is_review else {}
    return json.dumps({"generator": "briefgen", **kind, "files": list(paths)}, indent=0).encode()


def is_published(folder: Path) -> bool:
    """Whether a folder holds a published site, and not one for reviewers."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return manifest["review"] is not True
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return True  # cannot be told apart


def manifest_files(folder: Path) -> set[str]:
    """Return the files that a build put into an output directory, according to its manifest.

    Builds delete the files in this list, and it may come from a cloned repository. A manifest that
    names anything outside the directory is ignored.
    """
    return _list_in(folder) or set()


def is_release(folder: Path) -> bool:
    """Whether a folder exists and holds only files that briefgen published."""
    return is_own(folder) and not _strangers(folder, manifest_files(folder))


def is_own(folder: Path) -> bool:
    """Whether a folder exists and is briefgen's or empty; it may be incomplete."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    with os.scandir(folder) as items:
        is_empty = next(items, None) is None
    return is_empty or _list_in(folder) is not None


def _list_in(folder: Path) -> set[str] | None:
    try:
        return listed_in((folder / MANIFEST).read_bytes())
    except OSError:
        return None


def listed_in(manifest: bytes) -> set[str] | None:
    """Return the files that a manifest lists, or None if it cannot be trusted."""
    try:
        paths = json.loads(manifest)["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(paths, list) or not all(map(_is_plain, paths)):
        return None
    return set(paths)


def _is_plain(path: object) -> bool:
    if not isinstance(path, str) or not _PLAIN_PATH.fullmatch(path):
        return False
    return os.sep == "/" or not (os.sep in path or ":" in path)


def current_outputs(store: Store, target: Path) -> dict[str, OutputRow]:
    """Return the files of an earlier build in the output directory that are unchanged since."""
    rows = store.outputs(str(target))
    return {
        path: row for path, row in rows.items() if file_stamp(f"{target}/{path}") == row.file_stamp
    }


def folder_stamps(store: Store, folder: Path) -> dict[str, str]:
    """Return the recorded stamps of an output directory and of all folders below it."""
    return _FOLDERS.about(folder).read(store) or {}


def note_folders(store: Store, folder: Path, folders: Mapping[str, str]) -> dict[str, str]:
    """Record and return the stamps of the folders that exist in an output directory."""
    existing = {name: stamp for name, stamp in folders.items() if stamp}
    _FOLDERS.about(folder).write(store, existing)
    return existing


def folders_unchanged(top: str, recorded: Mapping[str, str]) -> bool:
    """Whether nothing was added to or removed from these folders since they were recorded."""
    return bool(recorded) and unchanged(top, recorded)


def _strangers(folder: Path, own: Set[str]) -> list[str]:
    """Return the files of an output directory that are not briefgen's `own`."""
    own = own | {MANIFEST} if (folder / MANIFEST).is_file() else own
    return sorted(
        path
        for path in _files(folder)
        if path not in own and path.rpartition("/")[2] not in _DROPPINGS
    )


def _files(folder: Path, prefix: str = "") -> Iterator[str]:
    if not folder.exists():
        return
    with os.scandir(folder) as entries:
        for item in entries:
            if item.is_dir(follow_symlinks=False):
                yield from _files(Path(item.path), f"{prefix}{item.name}/")
            else:
                yield prefix + item.name


def _misplaced(site: Path, target: Path) -> str:
    """Return why an output directory may not be here, or "" if it may."""
    if _is_within(site, target):
        return "contains the site itself"
    if target in (_home(), Path(target.anchor)):
        return "is the home or root directory"
    for name in ("content", "layouts", ".briefgen"):
        if _is_within(target, site / name):
            return f"is inside the site's {name}/"
    around = next((folder for folder in target.parents if (folder / SITE_FILE).is_file()), None)
    if around and not around.samefile(site):
        return f"belongs to another site, {around}"
    return ""


def _is_public(site: Path, target: Path) -> bool:
    """Whether a path is where the published site is or goes, or is inside it."""
    public = (site / PUBLIC, *filter(is_published, (target, *target.parents)))
    return any(_is_within(target, folder) for folder in public)


def _public(shown_path: str) -> Diagnostic:
    return Diagnostic(
        "foreign-output",
        "the output directory is for the published site, so it cannot contain unpublished texts",
        Location(shown_path),
        "leave out --output to write to review/, or choose a new folder outside the published site",
    )


def _is_within(path: Path, folder: Path) -> bool:
    """Whether a path is a folder or is inside it, under any name, since some disks ignore case."""
    if path.is_relative_to(folder):
        return True
    ancestors = (path, *path.parents) if folder.exists() else ()
    return any(ancestor.exists() and ancestor.samefile(folder) for ancestor in ancestors)


def real(path: Path) -> Path:
    """Return a path with all links resolved."""
    return Path(os.path.realpath(path))


def _home() -> Path | None:
    """Return the user's home directory, or None for a user without an account."""
    home = os.path.expanduser("~")
    return real(Path(home)) if home != "~" else None


def _refused(shown_path: str, strangers: Sequence[str], *, is_listed: bool) -> Diagnostic:
    """Return the diagnostic for a folder with foreign files."""
    count = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
    holds = f"contains `{strangers[0]}`{count}, which briefgen did not create"
    if not is_listed:
        return _foreign(
            shown_path,
            f"{holds}; its list of files, {MANIFEST}, is damaged",
            "if it contains only a built site, delete it and run: briefgen build --clean",
        )
    if any(path.startswith(".git/") or path == ".git" for path in strangers):
        return _foreign(
            shown_path,
            holds,
            "briefgen replaces the whole directory, so it cannot be a git working tree; build to "
            "another folder with --output and copy the files into the working tree, for example "
            "with: rsync --archive --delete --exclude=.git",
        )
    return _foreign(shown_path, holds)


def _foreign(shown_path: str, why: str, hint: str = _USUAL_HINT) -> Diagnostic:
    return Diagnostic("foreign-output", f"the output directory {why}", Location(shown_path), hint)
