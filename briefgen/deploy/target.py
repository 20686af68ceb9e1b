"""What all kinds of targets have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from briefgen.deploy.release import Release

_LOGIN: Final = re.compile(r"(?<=://)[^/@\s]+@")


class Failed(Exception):
    """A target refused or could not be reached; `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Progress(Protocol):
    """Shows how far a deployment is."""

    def start(self, label: str, count: int) -> None:
        """Begin a part of the work that has a number of files."""

    def step(self, files: int = 1) -> None:
        """Count finished files."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The files of a target that a release adds, changes and removes, in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a deployment did. `release` is its name at the target, "" if nothing was to do."""

    changes: Changes
    release: str = ""


class Target(Protocol):
    """A place where a site is published. Each method raises :class:`Failed`."""

    def changes(self, release: Release) -> Changes:
        """Compare the target with a release, and change nothing."""

    def publish(self, release: Release, progress: Progress) -> Deployed:
        """Make the target show a release."""

    def roll_back(self) -> str:
        """Make the target show the release before the present one, and return its name."""


def compared(
    before: Mapping[str, str], after: Mapping[str, str], *, own: Iterable[str] | None = None
) -> Changes:
    """Return the changes between two mappings of paths to digests.

    Only files in `own` are removed, if it is given.
    """
    removable = before.keys() if own is None else before.keys() & set(own)
    changed = {path for path in after if path in before and before[path] != after[path]}
    added = after.keys() - before.keys()
    return Changes(
        tuple(sorted(added)),
        tuple(sorted(changed)),
        tuple(sorted(removable - after.keys())),
        len(after) - len(added) - len(changed),
    )


def unreadable(error: OSError) -> Failed:
    """Return the failure to read the output directory, or to start a program."""
    why = (error.strerror or str(error)).lower()
    file_name = f" ({error.filename})" if error.filename else ""
    return Failed(f"{why}{file_name}", "make this file readable, and run the command again")


def without_logins(text: str) -> str:
    """Return a text with user names and passwords removed from URLs."""
    return _LOGIN.sub("", text)


def last_words(text: str, otherwise: str) -> str:
    """Return the last line of what a program said, without its prefix."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    words = re.sub(r"^(?:fatal|error|ssh|rsync error|rsync): ", "", lines[-1]) if lines else ""
    return words.rstrip(".") or otherwise
