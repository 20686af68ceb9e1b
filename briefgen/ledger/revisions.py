"""Which files have changed in git, on a branch and in the working tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# Where the main branch usually is: the default branch of the remote, then common names.
_MAIN: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master", "@{upstream}")
_LONGEST: Final = 120  # seconds


class NoRevision(Exception):
    """Git cannot say what has changed. The message says why, and what to do."""


def changed_files(root: Path, base: str = "") -> frozenset[str]:
    """Return the files below `root` that differ from where the current branch left `base`.

    These are the files changed in commits since then, changed but not committed, and new. Paths are
    relative to `root`. `base` is a branch, tag or commit; by default it is the main branch.
    Raises NoRevision.
    """
    _check_repository(root)
    start = _start(root, base)
    changed = _git(root, "diff", "--name-only", "--relative", "--no-renames", "-z", start, "--")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(filter(None, f"{changed}\0{new}".split("\0")))


def _check_repository(root: Path) -> None:
    inside, error = _answer(root, "rev-parse", "--is-inside-work-tree")
    if inside != "true":
        if "dubious ownership" in error:
            raise NoRevision("git does not trust this repository, because another user owns it")
        raise NoRevision("--changed needs a git repository, and the site is not in one")


def _start(root: Path, base: str) -> str:
    """Return the commit from which the current branch and `base` have developed apart."""
    if not _commit(root, "HEAD"):
        if base:
            raise NoRevision("--changed needs a commit to compare with, and there is none yet")
        return _empty_tree(root)  # everything is new
    if base and not _commit(root, base):
        raise NoRevision(f"git has no branch, tag or commit `{base}`{_remote_hint(root, base)}")
    main = base or next((each for each in _MAIN if _commit(root, each)), "")
    if not main:
        raise NoRevision("this repository has no main branch: write --changed BRANCH")
    ancestor, _ = _answer(root, "merge-base", "HEAD", _commit(root, main))
    if not ancestor:
        advice = (
            "fetch the whole history first: git fetch --unshallow"
            if _answer(root, "rev-parse", "--is-shallow-repository")[0] == "true"
            else "choose another one: --changed BRANCH"
        )
        raise NoRevision(f"this branch and `{main}` have no commit in common; {advice}")
    return ancestor


def _remote_hint(root: Path, base: str) -> str:
    """Suggest the branch of the remote, if only that one exists, as in a new clone."""
    return f"; did you mean `origin/{base}`?" if _commit(root, f"origin/{base}") else ""


def _commit(root: Path, name: str) -> str:
    """Return the hash of a commit, or "" if there is no such commit."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return _answer(root, *arguments)[0]


def _empty_tree(root: Path) -> str:
    return _git(root, "hash-object", "-t", "tree", "--stdin").strip()


def _git(root: Path, *arguments: str) -> str:
    """Return what a command prints. Raises NoRevision if it fails."""
    process = _run(root, *arguments)
    if process.returncode:
        why = next(_lines(process.stderr), "it does not say why")
        raise NoRevision(f"git {arguments[0]} failed: {why.removeprefix('fatal: ')}")
    return _text(process.stdout)


def _answer(root: Path, *arguments: str) -> tuple[str, str]:
    """Return what a command prints, or "" if it fails, and its errors."""
    process = _run(root, *arguments)
    return "" if process.returncode else _text(process.stdout).strip(), _text(process.stderr)


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    # A configuration that comes with a clone may name a program for fsmonitor, which git would run.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(root), *arguments]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments, and the name of a commit
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_LONGEST,
        )
    except FileNotFoundError as error:
        raise NoRevision("--changed needs git, and it is not installed") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoRevision(f"git could not be run: {error}") from error


def _text(data: bytes) -> str:
    return data.decode(errors="surrogateescape")


def _lines(data: bytes) -> Iterator[str]:
    return (line for line in _text(data).splitlines() if line.strip())
