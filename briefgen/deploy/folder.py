"""Publishes to a folder: each release in a folder of its own, and a link to the current one.

    FOLDER/current -> releases/20260301T120000Z-0123456789ab
    FOLDER/releases/20260301T120000Z-0123456789ab/…

A web server's root is FOLDER/current. Replacing a symbolic link is atomic, so readers have the old
release or the new one. Files that did not change are hard links to the release before.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.deploy.records import CURRENT, INCOMING, RELEASES, Record, read_record, record_text
from briefgen.deploy.release import (
    Release,
    digest_of,
    earlier,
    is_release_name,
    outdated,
    release_name,
    still_needed,
)
from briefgen.deploy.target import Changes, Deployed, Failed, Progress, compared

_DAY: Final = 24 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """A folder on this machine that keeps a number of releases."""

    folder: Path
    keep: int

    def changes(self, release: Release) -> Changes:
        """Compare the current release with another."""
        return compared(_record(self.folder, _current(self.folder)).files, release.files)

    def publish(self, release: Release, progress: Progress) -> Deployed:
        """Write a release, then switch to it."""
        try:
            return _published(self, release, progress)
        except OSError as error:
            raise _unwritable(error) from error

    def roll_back(self) -> str:
        """Switch to the release before the current one."""
        current = _current(self.folder)
        name = earlier(_releases(self.folder), current)
        if not name:
            raise Failed("there is no earlier release", "build an earlier version, and deploy it")
        try:
            _switch(self.folder, name)
        except OSError as error:
            raise _unwritable(error) from error
        return name


def _published(target: FolderTarget, release: Release, progress: Progress) -> Deployed:
    folder, releases = target.folder, target.folder / RELEASES
    current = _current(folder)
    before = _record(folder, current)
    changes = compared(before.files, release.files)
    if current and not changes:
        return Deployed(changes)
    incoming = releases / f"{INCOMING}{release.digest[:12]}"
    incoming.mkdir(parents=True, exist_ok=True)
    progress.start("Copying", len(release.files))
    for path, digest in release.files.items():
        twin = releases / current / path if before.files.get(path) == digest else None
        _put(release.folder / path, incoming / path, digest, twin)
        progress.step()
    for path in still_needed(before.files, release.files):
        _link(releases / current / path, incoming / path)
    name = release_name(release, _releases(folder))
    (releases / f"{name}.json").write_text(record_text(Record(release.files)), encoding="ascii")
    incoming.rename(releases / name)
    _switch(folder, name)
    _remove(releases, outdated(_releases(folder), name, target.keep))
    return Deployed(changes, name)


def _put(source: Path, file: Path, digest: str, twin: Path | None) -> None:
    """Put a file into a release, unless an interrupted deployment has done so."""
    if file.is_file() and digest_of(file) == digest:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    if twin is not None and twin.is_file() and digest_of(twin) == digest:
        _link(twin, file)
        return
    half = file.with_name(f".{file.name}.briefgen-part"[-255:])
    shutil.copyfile(source, half)
    half.replace(file)


def _link(source: Path, file: Path) -> None:
    """Link a file of one release into another, or copy it on a disk without hard links."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        file.unlink()
    try:
        os.link(source, file)
    except FileNotFoundError:
        return
    except OSError:
        shutil.copyfile(source, file)


def _switch(folder: Path, name: str) -> None:
    """Let the link lead to another release."""
    new = folder / f".{CURRENT}-{os.getpid()}"
    with suppress(FileNotFoundError):
        new.unlink()
    new.symlink_to(f"{RELEASES}/{name}", target_is_directory=True)
    new.replace(folder / CURRENT)


def _current(folder: Path) -> str:
    """Return the name of the current release, or ""."""
    link = folder / CURRENT
    if not link.is_symlink():
        if link.exists():
            raise Failed(
                f"`{CURRENT}` in {folder} is not a link that briefgen made",
                "choose another folder in `to`, or rename this one",
            )
        return ""
    name = link.readlink().name
    return name if is_release_name(name) else ""


def _releases(folder: Path) -> list[str]:
    if not (folder / RELEASES).is_dir():
        return []
    return sorted(each.name for each in (folder / RELEASES).iterdir() if is_release_name(each.name))


def _record(folder: Path, name: str) -> Record:
    if not name:
        return Record()
    try:
        return read_record((folder / RELEASES / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return Record()


def _remove(releases: Path, names: Iterable[str]) -> None:
    """Remove old releases, and what was interrupted long ago."""
    yesterday = time.time() - _DAY
    leftovers = [
        each.name for each in releases.glob(f"{INCOMING}*") if each.stat().st_mtime < yesterday
    ]
    for name in (*names, *leftovers):
        shutil.rmtree(releases / name, ignore_errors=True)
        (releases / f"{name}.json").unlink(missing_ok=True)


def _unwritable(error: OSError) -> Failed:
    why = (error.strerror or str(error)).lower()
    file_name = f" ({error.filename})" if error.filename else ""
    return Failed(
        f"the folder cannot be written: {why}{file_name}",
        "check that you have write permission and that the disk has space; "
        "readers still have the release before",
    )
