"""Which files a rename moves, and where to."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from briefgen.assemble.images import VARIANTS, variant_path
from briefgen.assemble.portable import NOT_ON_WINDOWS
from briefgen.model.characters import name_problem
from briefgen.model.content import Kind
from briefgen.model.file_names import (
    is_conflict,
    is_copy,
    is_leftover,
    is_like_markdown,
    is_markdown,
    markdown_stem,
)
from briefgen.model.site_folder import CONTENT
from briefgen.read.brief import DATED
from briefgen.read.discovery import kind_of

_LONGEST: Final = 255  # bytes of a name, on most disks
_OTHER_FILE: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_INDEX: Final = "index"
_KINDS: Final = {
    Kind.BRIEF: "a brief",
    Kind.PAGE: "a page",
    Kind.AUTHOR: "an author",
    Kind.TERM: "the text of a term",
    Kind.REPLY: "a reply",
    Kind.ASSET: "a file",
}


class Refused(Exception):
    """The rename is not possible; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The files to move: new paths by old ones, relative to the site's folder.

    `old` and `new` are what the author named: a text, another file, or a folder.
    """

    old: str
    new: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What moves as one: a text alone, a text with its folder, another file, or a folder."""

    path: str
    text: str = ""
    is_folder: bool = False

    @property
    def name(self) -> str:
        """Its name without the extension of a text."""
        name = posixpath.basename(self.path)
        return name if self.is_folder else markdown_stem(name)


def moves(root: Path, start: Path, old: str, new: str, taxonomies: Collection[str]) -> Moves:
    """Return what moves if the author renames `old` to `new`, as typed in the folder `start`.

    Raises Refused.
    """
    base, path = _existing(root, start, old)
    unit = _unit(root, path, taxonomies)
    target = _target(root, start, base, unit, new)
    files = dict(_files(root, unit, target))
    _refuse_existing(root, files)
    _refuse_name(target)
    for one, other in files.items():
        _refuse_kind(one, other, taxonomies)
    return Moves(unit.path, target, files)


def _existing(root: Path, start: Path, name_given: str) -> tuple[str, str]:
    """Return the path of an existing file or folder, and the folder that it was relative to."""
    if not name_given.strip():
        raise Refused("the name of the file to rename is empty")
    candidates = []
    for base in _bases(root, start):
        path = _within(root, base, name_given)
        if path is None:
            continue
        candidates.append(path)
        for name in (f"{path}.md", f"{path}.markdown", path):
            if os.path.lexists(root / name):
                return base, name
    if not candidates:
        raise Refused(f"{name_given} is not in {CONTENT}; only files there can be renamed")
    similar = get_close_matches(candidates[-1], [*_texts(root)], n=1, cutoff=0.6)
    hint = f"; did you mean {similar[0]}?" if similar else ""
    raise Refused(f"there is no file or folder {name_given}{hint}")


def _texts(root: Path) -> Iterator[str]:
    """Yield the paths of all texts."""
    for path in (root / CONTENT).rglob("*"):
        if is_markdown(path.name):
            yield path.relative_to(root).as_posix()


def _bases(root: Path, start: Path) -> tuple[str, ...]:
    """Return the folders that a path may be relative to."""
    folder = os.path.realpath(root)
    return os.path.realpath(start), folder, str(Path(folder, CONTENT))


def _within(root: Path, base: str, name: str) -> str | None:
    """Return a path relative to the site, or None if it is not within content/."""
    absolute_path = os.path.normpath(Path(base, name))
    try:
        path = os.path.relpath(absolute_path, os.path.realpath(root)).replace(os.sep, "/")
    except ValueError:  # on another drive
        return None
    return path if path.startswith(CONTENT) else None


def _unit(root: Path, path: str, taxonomies: Collection[str]) -> _Unit:
    reserved = {f"{CONTENT}{name}" for name in ("briefs", "authors", "replies", *taxonomies)}
    if path in reserved:
        raise Refused(f"{path} has a name that briefgen looks for; rename what is in it")
    if (root / path).is_symlink():
        raise Refused(f"{path} is a symbolic link; rename the file that it points to")
    if (root / path).is_dir():
        return _Unit(path, _index_of(root, path), is_folder=True)
    kind = kind_of(path.removeprefix(CONTENT), taxonomies)
    if kind is Kind.TERM:
        raise Refused(f"{path} has the name of a term; rename the term in your briefs first")
    if kind is Kind.REPLY:
        raise Refused(f"{path} is a reply; its folder has the name of a brief")
    if not is_markdown(path):
        return _Unit(path)
    folder = posixpath.dirname(path)
    if markdown_stem(posixpath.basename(path)) != _INDEX:
        if markdown_stem(path) == f"{CONTENT}404":
            raise Refused(f"{path} is the text of the page for unknown addresses; keep its name")
        return _Unit(path, path)
    if folder in (posixpath.dirname(CONTENT), *reserved):
        raise Refused(f"{path} gives a page its text by its name; keep its name")
    return _Unit(folder, path, is_folder=True)


def _index_of(root: Path, folder: str) -> str:
    """Return the text of a folder, or "" if it has none or does not exist."""
    path = root / folder
    names = sorted(each.name for each in path.iterdir()) if path.is_dir() else []
    index = next(filter(_is_index, names), "")
    return f"{folder}/{index}" if index else ""


def _target(root: Path, start: Path, base: str, unit: _Unit, new: str) -> str:
    """Return the new path of a unit."""
    if not new.strip("/ "):
        raise Refused("the new name is empty")
    if "/" not in new and os.sep not in new:
        path: str | None = f"{posixpath.dirname(unit.path)}/{new}"
    else:
        candidates = (_within(root, each, new) for each in (base, *_bases(root, start)))
        path = next(filter(None, candidates), None)
    if path is None or not posixpath.normpath(path).startswith(CONTENT):
        raise Refused(f"{new} is not in {CONTENT}; a file outside it would not be published")
    is_into = new.endswith("/") or ((root / path).is_dir() and not _is_same(root, path, unit.path))
    if is_into and not _index_of(root, path):
        path = f"{path.rstrip('/')}/{posixpath.basename(unit.path)}"
    return _dated(unit, _with_extension(unit, posixpath.normpath(path)))


def _is_same(root: Path, one: str, other: str) -> bool:
    """Whether two paths are one file, as on a disk that ignores capitals."""
    return os.path.lexists(root / one) and (root / one).samefile(root / other)


def _is_index(name: str) -> bool:
    return is_markdown(name) and markdown_stem(name) == _INDEX


def _with_extension(unit: _Unit, path: str) -> str:
    """Return the new path with the extension that the author left out."""
    name = posixpath.basename(path)
    if unit.is_folder and unit.text:
        return posixpath.dirname(path) if _is_index(name) else path
    if unit.is_folder or (unit.text and is_markdown(name)):
        return path
    ending = posixpath.splitext(unit.path)[1]
    if not unit.text:
        if is_markdown(name) or is_like_markdown(name):
            raise Refused(f"{unit.path} is not a text, so its new name cannot be {name}")
        return path if posixpath.splitext(name)[1] else path + ending
    if other := _OTHER_FILE.search(name):
        raise Refused(f"the name of a text ends with .md, not with {other[0]}")
    return path + ending


def _dated(unit: _Unit, path: str) -> str:
    """Return the new path with the date with which the name of a brief begins."""
    match = DATED.match(unit.name)
    if not match or not unit.text or not unit.path.startswith(f"{CONTENT}briefs/"):
        return path
    folder, name = posixpath.split(path)
    if _is_index(name):
        folder, parent = posixpath.split(folder)
        return path if DATED.match(parent) else f"{folder}/{match[0]}{parent}/{name}"
    return path if DATED.match(name) else f"{folder}/{match[0]}{name}"


def _files(root: Path, unit: _Unit, target: str) -> Iterator[tuple[str, str]]:
    """Yield the old and new path of each file that moves."""
    if unit.is_folder:
        alone = is_markdown(target) and unit.text  # the text gets a file without a folder
        folder = markdown_stem(target) if alone else target
        for path in _walk(root, unit.path):
            if alone and path == unit.text:
                yield path, target
            else:
                yield path, folder + path.removeprefix(unit.path)
        return
    yield unit.path, target
    if unit.text:
        yield from _beside(root, unit.path, target)
    elif posixpath.splitext(unit.path)[1] == posixpath.splitext(target)[1]:
        yield from _variants(root, unit.path, target)


def _variants(root: Path, image: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the variants of an image for dark mode or narrow screens."""
    for name in VARIANTS:
        path = variant_path(image, name)
        if (root / path).is_file() and not (root / path).is_symlink():
            yield path, variant_path(target, name)


def _beside(root: Path, text: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the files that belong to a text: those with its name, and those in its folder."""
    stem, new_stem = markdown_stem(text), markdown_stem(target)
    is_index = posixpath.basename(new_stem) == _INDEX
    folder = posixpath.dirname(new_stem) if is_index else new_stem
    names = [each.name for each in (root / text).parent.iterdir()]
    stems = {markdown_stem(name) for name in names if is_markdown(name)}
    own = posixpath.basename(stem)
    for name in sorted(names):
        if name.startswith(f"{own}.") and not is_markdown(name) and _owner(name, stems) == own:
            path = posixpath.join(posixpath.dirname(text), name)
            if not (root / path).is_dir():
                yield path, f"{folder}/{name}" if is_index else new_stem + name.removeprefix(own)
    inside = [*_walk(root, stem)]
    if not any(map(is_markdown, inside)):
        yield from ((path, folder + path.removeprefix(stem)) for path in inside)


def _owner(name: str, stems: Collection[str]) -> str:
    """Return the name of the text that a file beside it belongs to: `a.de` for `a.de.pdf`."""
    while name := name.rpartition(".")[0]:
        if name in stems:
            return name
    return ""


def _walk(root: Path, folder: str) -> Iterator[str]:
    """Yield all files below a folder, also those that are not published."""
    for parent, folders, names in os.walk(root / folder):
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted([*names, *linked]):
            path = Path(parent, name)
            relative = path.relative_to(root).as_posix()
            if path.is_symlink():
                raise Refused(
                    f"{relative} is a symbolic link, which may not work in another folder"
                )
            yield relative


def _refuse_existing(root: Path, files: Mapping[str, str]) -> None:
    if all(one == other for one, other in files.items()):
        raise Refused("the old and the new name are the same")
    for one, other in files.items():
        if other in files and other != one:
            raise Refused(f"{other} is among the files to move; choose another name")
        if os.path.lexists(root / other) and not _is_same(root, other, one):
            raise Refused(f"{other} already exists; choose another name")
        for parent in Path(other).parents:
            if (root / parent).exists() and not (root / parent).is_dir():
                raise Refused(f"{parent.as_posix()} is a file, not a folder")
            if (root / parent).is_symlink():
                raise Refused(f"{parent.as_posix()} is a symbolic link")


def _refuse_name(path: str) -> None:
    """Refuse a path that would not be published, or not on every system."""
    inside = path.removeprefix(CONTENT)
    if problem := name_problem(path, path):
        raise Refused(f"{path}: {problem.message}")
    for name in inside.split("/"):
        if name.startswith(("_", ".")):
            raise Refused(f"names that begin with {name[0]} are not published: `{name}`")
        if is_leftover(name) or is_conflict(name) or is_copy(name):
            raise Refused(f"`{name}` is named like a copy or a leftover, so it would be left out")
        if len(name.encode()) > _LONGEST:
            raise Refused(f"`{name[:40]}…` is too long for the name of a file")
    if match := NOT_ON_WINDOWS.search(inside):
        raise Refused(f"Windows does not allow the name {path}, because of `{match[0]}`")


def _refuse_kind(one: str, other: str, taxonomies: Collection[str]) -> None:
    """Refuse to turn a brief into a page, or the like."""
    kinds = [kind_of(path.removeprefix(CONTENT), taxonomies) for path in (one, other)]
    if kinds[0] is not kinds[1]:
        before, after = (_KINDS[kind] for kind in kinds)
        raise Refused(
            f"{one} is {before}, but would be {after} at {other}; choose a name in the same folder"
        )
