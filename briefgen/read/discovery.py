"""Find the files in content/, without opening them."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import Enum, auto
from operator import attrgetter
from pathlib import Path
from typing import Final

from briefgen.model.characters import name_problem
from briefgen.model.content import Entry, Kind
from briefgen.model.data import is_data_file
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.file_names import (
    is_conflict,
    is_copy,
    is_leftover,
    is_like_markdown,
    is_markdown,
    markdown_stem,
)
from briefgen.model.identity import path_key
from briefgen.model.site_folder import CONTENT

_REPLIES: Final = "replies/"
_REPLY_ENDS: Final = (".yml", ".yaml", ".json")
_MAX_DEPTH: Final = 40


def discover(root: Path, taxonomies: Collection[str]) -> Checked[tuple[Entry, ...]]:
    """List the published files in `root`/content, sorted by path.

    Skip names that begin with `_` or `.`, and files that other programs leave behind. Report a file
    that is named like a copy of a text, or almost like a Markdown file: it could publish words of a
    text that is not published yet. Never follow links or open special files. Report each of them,
    except a link to a file within content/.
    """
    walk = _Walk(root / CONTENT, frozenset(taxonomies))
    entries = tuple(sorted(walk.folder(root / CONTENT, ""), key=attrgetter("path")))
    return Checked(entries, tuple(walk.diagnostics))


def hidden_data(root: Path, keys: Iterable[str], published: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the files that are not published, but whose data texts show.

    `keys` are those of all files whose data texts show, and `published` those that are published.
    Links are not followed, and names that begin with a dot are not looked at.
    """
    public = {path_key(entry.site_path) for entry in published}
    for key in sorted(keys):
        folder, _, name = key.removeprefix(CONTENT).rpartition("/")
        parts = folder.split("/") if folder else []
        is_inside = key.startswith(CONTENT) and not any(
            part.startswith(".") for part in (*parts, name)
        )
        if key not in public and is_inside and is_data_file(name):
            path = _same_path(root / CONTENT, [*parts, name])
            if path:
                yield Entry(path, Kind.DATA)


def _same_path(folder: Path, keys: Sequence[str]) -> str:
    """Return the path of the file below a folder whose parts have these keys, or ""."""
    path: list[str] = []
    for key in keys:
        is_last = len(path) == len(keys) - 1
        try:
            with os.scandir(folder) as entries:
                names = sorted(each.name for each in entries if _is_plain(each, is_file=is_last))
        except OSError:
            return ""
        name = next((each for each in names if path_key(each) == key), "")
        if not name:
            return ""
        path.append(name)
        folder /= name
    return "/".join(path)


def _is_plain(entry: os.DirEntry[str], *, is_file: bool) -> bool:
    """Whether something is a file, or else a folder, and no link to one."""
    is_kind = entry.is_file if is_file else entry.is_dir
    return is_kind(follow_symlinks=False)


def set_aside(root: Path) -> tuple[tuple[str, int], ...]:
    """Return the paths skipped because of their names, with the number of texts in each."""
    counts: dict[str, int] = {}
    for folder, names, files in os.walk(root / CONTENT):
        relative = Path(folder).relative_to(root).as_posix()
        hidden = [name for name in names if name.startswith(("_", "."))]
        names[:] = sorted(set(names).difference(hidden))
        if relative.count("/") > _MAX_DEPTH:
            names.clear()
        for name in hidden:
            counts[f"{relative}/{name}"] = _texts_below(Path(folder, name))
        for name in files:
            if name.startswith("_") and is_markdown(name):
                counts[f"{relative}/{name}"] = 1
    return tuple(sorted((path, count) for path, count in counts.items() if count))


def _texts_below(folder: Path) -> int:
    return sum(is_markdown(name) for _, _, files in os.walk(folder) for name in files)


def kind_of(path: str, taxonomies: Collection[str]) -> Kind:
    """Return the kind of a file by its path within content/."""
    if not is_markdown(path):
        return Kind.REPLY if path.startswith(_REPLIES) else Kind.ASSET
    folder, _, rest = path.partition("/")
    is_index = markdown_stem(rest) == "index"
    if folder == "briefs" and rest and not is_index:
        return Kind.BRIEF
    is_direct = rest and "/" not in rest and not is_index
    if folder == "authors" and is_direct:
        return Kind.AUTHOR
    if folder in taxonomies and is_direct:
        return Kind.TERM
    return Kind.PAGE


class PathState(Enum):
    """What is at a path: a regular file, nothing, or something that only a full walk can judge."""

    FILE = auto()
    NOTHING = auto()
    OTHER = auto()


def path_state(root: Path, path: str) -> PathState:
    """Look at a single path of a site. A link, or a file with several names, counts as OTHER."""
    try:
        state = os.lstat(root / path)
    except FileNotFoundError:
        return PathState.NOTHING
    except OSError:
        return PathState.OTHER
    return PathState.FILE if stat.S_ISREG(state.st_mode) and state.st_nlink < 2 else PathState.OTHER


class _Walk:
    def __init__(self, top: Path, taxonomies: frozenset[str]) -> None:
        self.top = Path(os.path.realpath(top))
        self.taxonomies = taxonomies
        self.diagnostics: list[Diagnostic] = []

    def folder(self, folder: Path, prefix: str, depth: int = 0) -> Iterator[Entry]:
        try:
            with os.scandir(folder) as entries:
                items = sorted(entries, key=lambda item: item.name)
        except FileNotFoundError:
            return  # there is no content/, or the folder was removed meanwhile
        except OSError as error:
            self._report("unreadable", f"the folder cannot be read: {error.strerror}", prefix,
                         "check that you have permission to read it")  # fmt: skip
            return
        for item in items:
            path = prefix + item.name
            if item.name.startswith(("_", ".")) or is_leftover(item.name):
                continue
            if path.isascii() and path.isprintable() and item.is_file(follow_symlinks=False):
                yield from self._file(path)
            else:
                yield from self._item(item, path, depth)

    def _item(self, item: os.DirEntry[str], path: str, depth: int) -> Iterator[Entry]:
        if problem := name_problem(item.name, f"{CONTENT}{path}"):
            self.diagnostics.append(problem)
        elif item.is_symlink():
            yield from self._symlink(item, path)
        elif item.is_dir(follow_symlinks=False):
            if is_markdown(path):
                self._report("directory-named-md", "this folder is named like a Markdown file",
                             path, "rename the folder without the extension")  # fmt: skip
            elif depth >= _MAX_DEPTH:
                self._report("file-name", f"folders are nested more than {_MAX_DEPTH} levels deep",
                             path, "use fewer levels of folders")  # fmt: skip
            else:
                yield from self.folder(Path(item.path), path + "/", depth + 1)
        elif item.is_file(follow_symlinks=False):
            yield from self._file(path)
        else:
            self._report("special-file", "this is not a file but a pipe, socket or device", path,
                         "remove it from content/")  # fmt: skip

    def _symlink(self, item: os.DirEntry[str], path: str) -> Iterator[Entry]:
        target = Path(os.path.realpath(item.path))
        try:
            mode = target.stat().st_mode
        except OSError:
            self._report("symlink", "this symbolic link points to a file that does not exist", path,
                         "remove it, or replace it with the file itself")  # fmt: skip
            return
        if stat.S_ISREG(mode) and target.is_relative_to(self.top):
            yield from self._file(path, is_link=True)
        elif stat.S_ISREG(mode):
            self._report("symlink", "this symbolic link points outside content/", path,
                         "replace it with a copy of the file")  # fmt: skip
        else:
            self._report("symlink", "this symbolic link points to a folder or device",
                         path, "replace it with the files themselves")  # fmt: skip

    def _file(self, path: str, *, is_link: bool = False) -> Iterator[Entry]:
        """Yield the entry of a file, unless its name shows that it should not be published."""
        name = path.rpartition("/")[2]
        if is_markdown(name):
            if copied := next(filter(is_copy, reversed(path.split("/"))), ""):
                self._report(
                    "copy-of-text", f"`{copied}` is named like a copy of another text", path,
                    "delete it, or rename it if it is not a copy",
                )  # fmt: skip
                return
        elif is_like_markdown(name):
            self._report(
                "raw-text", f"`{name}` is not read as Markdown; it would be published as is", path,
                f"rename it to {_as_markdown(name)}, or move it out of content/",
            )  # fmt: skip
            return
        elif is_conflict(name) or self._is_beside_replies(path):
            self._report("left-out-file", "this file is not published", path,
                         "delete it, or rename it if you want to publish it")  # fmt: skip
            return
        yield Entry(path, kind_of(path, self.taxonomies), is_link)

    def _is_beside_replies(self, path: str) -> bool:
        return path.startswith(_REPLIES) and not path.lower().endswith(_REPLY_ENDS)

    def _report(self, code: str, message: str, path: str, hint: str) -> None:
        location = Location(f"{CONTENT}{path}".rstrip("/"))
        self.diagnostics.append(Diagnostic(code, message, location, hint))


def _as_markdown(name: str) -> str:
    """Return the Markdown file name of a text: `a.md` for `a.mdx`, `a.md.txt` or `a.md_`."""
    stem = name
    while is_like_markdown(stem) or is_markdown(stem):
        stem = stem.rpartition(".")[0]
    return f"{stem}.md"
