"""A release: the files of an output directory, with their digests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from briefgen.publish.target import manifest_files

# What servers read, and do not publish.
SERVER_FILES: Final = frozenset(("_headers", "_nginx.conf", "_caddy.conf"))

# Style sheets, scripts and fonts. Their names change with their content, and none has words of a
# text, so that a withdrawn text leaves nothing behind.
_SHARED: Final = re.compile(r"assets/[\w./-]+\.(?:css|js|mjs|woff2?)", re.ASCII)
_TIME: Final = "%Y%m%dT%H%M%SZ"
_NAME: Final = re.compile(r"(?P<time>\d{8}T\d{6}Z)-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Release:
    """The files in `folder` by path, each with its SHA-256 digest, and the digest of all."""

    folder: Path
    files: Mapping[str, str]
    digest: str


def read_release(folder: Path) -> Release:
    """Read the files that a build listed; its list itself is not for readers."""
    files = {path: digest_of(folder / path) for path in sorted(manifest_files(folder))}
    lines = "".join(f"{digest} {path}\n" for path, digest in files.items())
    return Release(folder, files, sha256(lines.encode()).hexdigest())


def digest_of(file: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def still_needed(before: Iterable[str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield the files of the release before that a page opened just before a switch may load."""
    return (path for path in sorted(before) if path not in after and _SHARED.fullmatch(path))


def release_name(release: Release, former: Iterable[str]) -> str:
    """Return a name that sorts after the names of former releases."""
    now = datetime.now(UTC)
    for name in former:
        if match := _NAME.fullmatch(name):
            last = datetime.strptime(match["time"], _TIME).replace(tzinfo=UTC)
            now = max(now, last + timedelta(seconds=1))
    return f"{now.strftime(_TIME)}-{release.digest[:12]}"


def is_release_name(name: str) -> bool:
    """Whether a folder has a name that :func:`release_name` returns."""
    return _NAME.fullmatch(name) is not None


def earlier(names: Iterable[str], current: str) -> str:
    """Return the name of the last release before the current one, or ""."""
    return max((name for name in names if name < current), default="")


def outdated(names: Iterable[str], current: str, keep: int) -> tuple[str, ...]:
    """Return the names of releases beyond the newest `keep`, but never the current one."""
    return tuple(name for name in sorted(names)[:-keep] if name != current)
