"""What content/ holds: a walk over its files that opens none of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from enum import Enum, auto
from operator import attrgetter
from pathlib import Path
from typing import Final

from briefgen.model.characters import name_problem
from briefgen.model.content import Entry, Kind
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.leftovers import is_leftover

CONTENT: Final = "content"
_REPLIES: Final = "replies/"
_MAX_DEPTH: Final = 40


def discover(root: Path, taxonomies: Collection[str]) -> Checked[tuple[Entry, ...]]:
    """List the published files of `root`/content in the order of their paths.

    Names that begin with `_` or `.` are left out, and so is what editors leave. Links and special
    files are never followed or opened; each gives a diagnostic, save a link to a file within
    content/.
    """
    walk = _Walk(root / CONTENT, frozenset(taxonomies))
    entries = tuple(sorted(walk.folder(root / CONTENT, ""), key=attrgetter("path")))
    return Checked(entries, tuple(walk.diagnostics))


class Sight(Enum):
    """What stands at a path: a file that a walk takes as it is, nothing, or what it looks into."""

    FILE = auto()
    NOTHING = auto()
    OTHER = auto()


def sight(root: Path, path: str) -> Sight:
    """Look at a single path of a site: a link is not followed, nor a file with another name."""
    try:
        state = os.lstat(root / path)
    except FileNotFoundError:
        return Sight.NOTHING
    except OSError:
        return Sight.OTHER
    return Sight.FILE if stat.S_ISREG(state.st_mode) and state.st_nlink < 2 else Sight.OTHER


class _Walk:
    def __init__(self, top: Path, taxonomies: frozenset[str]) -> None:
        self.top = Path(os.path.realpath(top))
        self.taxonomies = taxonomies
        self.diagnostics: list[Diagnostic] = []

    def folder(self, folder: Path, prefix: str, depth: int = 0) -> Iterator[Entry]:
        try:
            with os.scandir(folder) as found:
                items = sorted(found, key=lambda item: item.name)
        except FileNotFoundError:
            return  # no content/ at all, or a folder that went away: nothing in it
        except OSError as error:
            self._report("unreadable", f"the folder cannot be read: {error.strerror}", prefix,
                         "give yourself permission to read it")  # fmt: skip
            return
        for item in items:
            path = prefix + item.name
            if item.name.startswith(("_", ".")) or is_leftover(item.name):
                continue
            if path.isascii() and path.isprintable() and item.is_file(follow_symlinks=False):
                yield Entry(path, self._kind(path))
            else:
                yield from self._item(item, path, depth)

    def _item(self, item: os.DirEntry[str], path: str, depth: int) -> Iterator[Entry]:
        if problem := name_problem(item.name, f"{CONTENT}/{path}"):
            self.diagnostics.append(problem)
        elif item.is_symlink():
            yield from self._symlink(item, path)
        elif item.is_dir(follow_symlinks=False):
            if path.endswith(".md"):
                self._report("directory-named-md", "this is a folder, and is named like a file",
                             path, "rename the folder, without .md")  # fmt: skip
            elif depth >= _MAX_DEPTH:
                self._report("file-name", f"folders are nested deeper than {_MAX_DEPTH}", path,
                             "flatten them")  # fmt: skip
            else:
                yield from self.folder(Path(item.path), path + "/", depth + 1)
        elif item.is_file(follow_symlinks=False):
            yield Entry(path, self._kind(path))
        else:
            self._report("special-file", "this is no file, but a pipe, socket or device", path,
                         "take it out of content/")  # fmt: skip

    def _symlink(self, item: os.DirEntry[str], path: str) -> Iterator[Entry]:
        target = Path(os.path.realpath(item.path))
        try:
            mode = target.stat().st_mode
        except OSError:
            self._report("symlink", "this link leads nowhere", path, "remove it or mend its target")
            return
        if stat.S_ISREG(mode) and target.is_relative_to(self.top):
            yield Entry(path, self._kind(path), is_link=True)
        elif stat.S_ISREG(mode):
            self._report("symlink", "this link leads out of content/", path,
                         "copy the file into content/")  # fmt: skip
        else:
            self._report("symlink", "this link leads to a folder or device, and is not followed",
                         path, "put the files themselves here")  # fmt: skip

    def _kind(self, path: str) -> Kind:
        if not path.endswith(".md"):
            is_reply = path.startswith(_REPLIES) and path.endswith((".yml", ".yaml", ".json"))
            return Kind.REPLY if is_reply else Kind.ASSET
        folder, _, rest = path.partition("/")
        if folder == "briefs" and rest and rest != "index.md":
            return Kind.BRIEF
        direct = rest and "/" not in rest and rest != "index.md"
        if folder == "authors" and direct:
            return Kind.AUTHOR
        if folder in self.taxonomies and direct:
            return Kind.TERM
        return Kind.PAGE

    def _report(self, code: str, message: str, path: str, hint: str) -> None:
        location = Location(f"{CONTENT}/{path}".rstrip("/"))
        self.diagnostics.append(Diagnostic(code, message, location, hint))
