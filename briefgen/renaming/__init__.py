"""Renames a file of content/: moves it, changes every link to it, and keeps its old address.

Everything is planned first, in memory: the site before the rename, and the site after it. A rename
that would cause a new problem is refused. Only then are files written, all or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefgen.model.content import Asset, Author, Brief, Kind, Page
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.identity import path_key
from briefgen.model.site_folder import CONTENT, SITE_FILE
from briefgen.read.config import read_config
from briefgen.read.discovery import kind_of
from briefgen.renaming.edits import Change, Edited, relinked, resettled, with_alias
from briefgen.renaming.links import Relinking
from briefgen.renaming.moves import Moves, Refused, moves
from briefgen.renaming.snapshot import File, Snapshot, assembled, parsed, problems_of, read_snapshot
from briefgen.renaming.writing import Changed, write

__all__ = [
    "Change", "Changed", "NewProblems", "Refused", "Rename", "plan_rename", "write_rename",
]  # fmt: skip


class NewProblems(Refused):
    """The rename would cause problems that the site does not have now."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("the rename would cause these problems, so nothing was changed")
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Rename:
    """A planned rename: what moves, the new bytes of files by old path, and the changes in them.

    `lost_urls` are the addresses at which files will no longer be.
    """

    old: str
    new: str
    files: Mapping[str, str]
    before: Mapping[str, bytes]
    data: Mapping[str, bytes]
    changes: tuple[Change, ...]
    lost_urls: tuple[str, ...]


def plan_rename(
    root: Path, start: Path, old: str, new: str, now: datetime
) -> Checked[Rename | None]:
    """Plan a rename; return None and the problems if the site cannot be read. Raises Refused."""
    checked = read_snapshot(root, now)
    before = checked.value
    if before is None:
        return Checked(None, checked.diagnostics)
    moving = moves(root, start, old, new, before.config.groupings)
    moving = _with_replies(moving, before)
    _refuse_links_to(root, before, moving.files)
    after = _after(before, moving.files, {}, before.settings, now)
    relinking = Relinking(before.site, after.site, moving.files)
    edited = _edited(before, after, relinking, now)
    data = {each.path: each.data for each in edited}
    final = _after(before, moving.files, data, data.get(SITE_FILE, before.settings), now)
    _refuse_new_problems(before, final, moving.files)
    return Checked(
        Rename(
            moving.old,
            moving.new,
            moving.files,
            {path: _data(before, path) for path in data},
            data,
            tuple(change for each in edited for change in each.changes),
            _lost_urls(final, relinking, now),
        )
    )


def write_rename(root: Path, rename: Rename) -> None:
    """Move and change files, or change nothing if that fails. Raises OSError."""
    write(root, rename.files, rename.before, rename.data)


def _data(snapshot: Snapshot, path: str) -> bytes:
    return snapshot.settings if path == SITE_FILE else snapshot.files[path].data


def _refuse_links_to(root: Path, snapshot: Snapshot, files: Mapping[str, str]) -> None:
    """Refuse to move a file that a symbolic link points to."""
    moving = {(root / path).resolve(): path for path in files}
    for path, file in snapshot.files.items():
        if file.entry.is_link and (root / path).resolve() in moving:
            target = moving[(root / path).resolve()]
            raise Refused(f"{path} is a symbolic link to {target}; remove the link first")


def _with_replies(moving: Moves, snapshot: Snapshot) -> Moves:
    """Also move the replies to a brief whose slug changes, if no other brief shares its slug."""
    slugs = Counter(
        path_key(value.slug) for _, value in snapshot.texts() if isinstance(value, Brief)
    )
    files = dict(moving.files)
    for path, value in snapshot.texts():
        if not isinstance(value, Brief) or path not in moving.files:
            continue
        slug = _slug_at(moving.files[path], snapshot.files[path], snapshot)
        if slug == value.slug or slugs[path_key(value.slug)] > 1:
            continue
        folder = f"{CONTENT}replies/{value.slug}/"
        replies = (each for each in snapshot.files if each.startswith(folder))
        files |= {each: f"{CONTENT}replies/{slug}/{each.removeprefix(folder)}" for each in replies}
    return replace(moving, files=files)


def _slug_at(path: str, file: File, snapshot: Snapshot) -> str:
    """Return the slug that a brief would have at another path."""
    entry = replace(file.entry, path=path.removeprefix(CONTENT))
    value = parsed(entry, file.data, snapshot.config).value
    return value.slug if isinstance(value, Brief) else ""


def _after(
    before: Snapshot,
    files: Mapping[str, str],
    data: Mapping[str, bytes],
    settings: bytes,
    now: datetime,
) -> Snapshot:
    """Return the site with files moved and changed; `data` has the new bytes by old path."""
    config = read_config(settings).value or before.config
    new: dict[str, File] = {}
    for path, file in before.files.items():
        entry = file.entry
        if path in files:
            inside = files[path].removeprefix(CONTENT)
            is_hidden = entry.kind is Kind.DATA and "/_" in f"/{inside}"
            kind = Kind.DATA if is_hidden else kind_of(inside, config.groupings)
            entry = replace(entry, path=inside, kind=kind)
        if entry.kind in (Kind.ASSET, Kind.DATA):
            new[entry.site_path] = replace(file, entry=entry, value=Asset(entry.site_path))
        elif path in files or path in data:
            new[entry.site_path] = parsed(entry, data.get(path, file.data), config)
        else:
            new[path] = file
    return assembled(settings, config, dict(sorted(new.items())), now)


def _is_public(text: Brief | Page | Author, now: datetime) -> bool:
    """Whether a text may have been published, so that readers may know its address."""
    return not text.draft and not any(
        moment and moment.at > now for moment in (text.embargo, text.date)
    )


def _edited(before: Snapshot, after: Snapshot, relinking: Relinking, now: datetime) -> list[Edited]:
    """Return all files that change."""
    all_edited = []
    if settings := resettled(before, relinking):
        all_edited.append(settings)
    urls = {text.path: url for text, url in before.site.texts()}
    new_urls = {text.path: url for text, url in after.site.texts()}
    for path, file in before.files.items():
        edited = relinked(file, before, relinking)
        if isinstance(file.value, Brief | Page | Author) and path in relinking.files:
            old_url, new_url = urls[path], new_urls[relinking.files[path]]
            if old_url != new_url and _is_public(file.value, now):
                data = edited.data if edited else file.data
                if alias := with_alias(data, path, old_url, new_url):
                    former = edited.changes if edited else ()
                    edited = Edited(path, alias.data, (*former, *alias.changes))
        if edited:
            all_edited.append(edited)
    return all_edited


def _lost_urls(final: Snapshot, relinking: Relinking, now: datetime) -> tuple[str, ...]:
    """Return the addresses that readers may know, and at which there is nothing any more."""
    secret = {url for text, url in relinking.before.texts() if not _is_public(text, now)}
    unaffected = final.site.addresses.url_paths | secret
    return tuple(sorted(url for url in relinking.urls if url not in unaffected))


def _refuse_new_problems(before: Snapshot, after: Snapshot, files: Mapping[str, str]) -> None:
    """Refuse a rename after which the site would have a problem that it does not have now."""
    present = Counter(_kind(each, files) for each in problems_of(before))
    new = []
    for each in problems_of(after):
        present[_kind(each, {})] -= 1
        if present[_kind(each, {})] < 0:
            new.append(each)
    if new:
        raise NewProblems(tuple(new))


def _kind(problem: Diagnostic, files: Mapping[str, str]) -> tuple[str, str]:
    path = problem.location.path
    return files.get(path, path), problem.code
