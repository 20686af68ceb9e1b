"""Where `briefgen deploy` publishes a site, as `to` in site.yaml says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

DEFAULT_BRANCH: Final = "gh-pages"

_BUCKET: Final = re.compile(r"s3://(?P<name>[a-z0-9][a-z0-9._-]{1,253}[a-z0-9])(?P<prefix>/.*)?")
_PREFIX: Final = re.compile(r"[\w.~/-]*")
_SCHEME: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_GIT_SCHEMES: Final = ("https", "http", "ssh", "git", "file")
# The form of scp and rsync. A single letter is a drive of Windows.
_HOST: Final = re.compile(
    r"(?P<host>(?:[\w.][\w.-]*@)?(?:[A-Za-z0-9][\w.-]+|\[[0-9A-Fa-f:.]+\])):(?P<path>.*)"
)
_REMOTE_PATH: Final = re.compile(r"[\w./~+,=@-]+")


@dataclass(frozen=True, slots=True)
class FolderDestination:
    """A folder on this machine, relative to the site's folder unless absolute."""

    path: str


@dataclass(frozen=True, slots=True)
class HostDestination:
    """A folder on a host that is reached by SSH; `host` may begin with `user@`."""

    host: str
    path: str


@dataclass(frozen=True, slots=True)
class BranchDestination:
    """A branch of a git repository: its URL, its path, or the name of one of the site's remotes."""

    repository: str
    branch: str


@dataclass(frozen=True, slots=True)
class BucketDestination:
    """A bucket of S3-compatible storage; keys begin with `prefix`, which is empty or ends in /."""

    name: str
    prefix: str


Destination = FolderDestination | HostDestination | BranchDestination | BucketDestination


class InvalidDestination(ValueError):
    """`to` cannot be read; the message says why, and `hint` what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def destination_of(to: str, branch: str = "") -> Destination:
    """Return the destination that `to` and `branch` name. Raises InvalidDestination."""
    if to.startswith("s3:"):
        return _bucket(to)
    scheme = _SCHEME.match(to)
    if scheme and scheme["scheme"].lower() not in _GIT_SCHEMES:
        raise InvalidDestination(
            f"`{scheme['scheme']}://` is not supported",
            "write a folder, a host such as www@host.example:/srv/www, a git URL, or s3://BUCKET",
        )
    if branch or scheme or to.rstrip("/").endswith(".git"):
        if to.startswith("-"):
            raise InvalidDestination("a repository cannot begin with `-`", "write its URL")
        return BranchDestination(to, branch or DEFAULT_BRANCH)
    host = _HOST.fullmatch(to)
    return _host(host["host"], host["path"]) if host else FolderDestination(to)


def _host(host: str, path: str) -> HostDestination:
    bare = path.rstrip("/")
    if path.startswith(":"):
        raise InvalidDestination(
            "this names a module of an rsync server, which cannot switch between releases",
            f"write a path that is reached by SSH: {host}:/srv/www/briefs",
        )
    if not bare or not _REMOTE_PATH.fullmatch(bare) or bare.startswith(("-", "~")):
        raise InvalidDestination(
            f"`{path}` is not a folder on `{host}` that briefgen can use",
            f"write an absolute path in plain letters: {host}:/srv/www/briefs",
        )
    return HostDestination(host, bare)


def _bucket(to: str) -> BucketDestination:
    match = _BUCKET.fullmatch(to)
    prefix = (match["prefix"] or "").strip("/") if match else ""
    if not match or not _PREFIX.fullmatch(prefix) or "//" in prefix:
        raise InvalidDestination(
            f"`{to}` is not the URL of a bucket",
            "write s3://BUCKET or s3://BUCKET/PREFIX, and the address of the service as `endpoint`",
        )
    return BucketDestination(match["name"], f"{prefix}/" if prefix else "")
