"""The program with which editors write: Sveltia CMS, downloaded once into the site.

It is not part of this package, because few sites use it and it is larger than the rest of the
theme. Packages come from the npm registry, and their digests are checked.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tarfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from briefgen import __version__
from briefgen.model.site_folder import SITE_FILE
from briefgen.read.config import read_config

VERSION: Final = "0.221.1"
_ADMIN: Final = "content/admin"
FOLDER: Final = f"{_ADMIN}/sveltia-cms-{VERSION}"
_PROGRAM: Final = "sveltia-cms.js"
SETTING: Final = "cms: {backend: local}"
_NPM: Final = "https://registry.npmjs.org"
_NPM_FILES: Final = ("/usr/etc/npmrc", "/usr/local/etc/npmrc", "/etc/npmrc")
_TIMEOUT: Final = 60  # seconds without any data
_MOST_BYTES: Final = 64 * 1024 * 1024
_COMMENT: Final = "# The page where editors write: /admin/, with `briefgen serve`."


class NotDownloaded(Exception):
    """A package could not be downloaded, or is not the one that was tested."""


@dataclass(frozen=True, slots=True)
class _Package:
    """A package of the npm registry, its digest (W3C Subresource Integrity), and what is used.

    `files` are names in the site by names in the package; a name with a slash at its end is a
    folder.
    """

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path of its archive in a registry."""
        return f"{self.name}/-/{self.name.rpartition('/')[2]}-{self.version}.tgz"


_PACKAGES: Final = (
    _Package(
        "@sveltia/cms",
        VERSION,
        "sha512-J+Qoik9kGMk2L7vNpOQrnDmFRi+NB6vwJ0f657YtsxWH0P8WYSYRRSRC2pQ/jGGbVlM//Pg/WIgmkpswqoo3gQ==",
        MappingProxyType(
            {
                "dist/sveltia-cms.js": _PROGRAM,
                "LICENSE.txt": "LICENSE.txt",
                "locales/": "locales/",
                "npm/assets/source-sans-3-latin-wght-normal-BqRLTx4X.woff2": (
                    "fonts/source-sans-3.woff2"
                ),
                "npm/assets/source-sans-3.LICENSE.txt": "fonts/source-sans-3.LICENSE.txt",
                "npm/assets/noto-mono-latin-400-normal-DiC8lJru.woff2": "fonts/noto-mono.woff2",
                "npm/assets/noto-mono.LICENSE.txt": "fonts/noto-mono.LICENSE.txt",
                "npm/assets/material-symbols-outlined-latin-wght-normal-_Z1IJPLg.woff2": (
                    "fonts/material-symbols-outlined.woff2"
                ),
                "npm/assets/material-symbols-outlined.LICENSE.txt": (
                    "fonts/material-symbols-outlined.LICENSE.txt"
                ),
            }
        ),
    ),
    _Package(
        "js-yaml",
        "4.1.1",
        "sha512-qQKT4zQxXl8lLwBtHMWwaTcGfFOZviOJet3Oy/xmGk2gZH677CJM9EvtfdSkgWcATZhj/55JZ0rmy3myCT5lsA==",
        MappingProxyType(
            {"dist/js-yaml.min.js": "js-yaml.min.js", "LICENSE": "js-yaml.LICENSE.txt"}
        ),
    ),
)


def add_editor(root: Path, fetch: Callable[[str], bytes]) -> list[str]:
    """Download the program into a site, and turn it on; return the paths that were written.

    Older versions are removed. `fetch` returns a package by its path in a registry. Raises
    NotDownloaded, and OSError.
    """
    paths = []
    if not has_editor(root):
        download(root / FOLDER, fetch)
        paths.append(f"{FOLDER}/")
    for old in sorted((root / _ADMIN).glob("sveltia-cms-*")):
        if _is_older(old):
            shutil.rmtree(old)
    return [*paths, SITE_FILE] if _turn_on(root / SITE_FILE) else paths


def _is_older(folder: Path) -> bool:
    """Whether a folder is that of an older version, and not one of the author's own."""
    version = folder.name.removeprefix("sveltia-cms-").split(".")
    is_program = (folder / _PROGRAM).is_file() and not folder.is_symlink()
    if not is_program or not all(each.isdecimal() for each in version):
        return False
    return [*map(int, version)] < [*map(int, VERSION.split("."))]


def has_editor(root: Path) -> bool:
    """Whether a site has the newest program."""
    return (root / FOLDER / _PROGRAM).is_file()


def download(folder: Path, fetch: Callable[[str], bytes]) -> None:
    """Write the files of the program into a folder, the program last. Raises NotDownloaded."""
    files = [file for package in _PACKAGES for file in _files(package, fetch)]
    for name, data in sorted(files, key=lambda each: each[0] == _PROGRAM):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _turn_on(path: Path) -> bool:
    """Add the setting to site.yaml, unless it has one. A file that it would break is left alone."""
    data = path.read_bytes()
    config = read_config(data).value
    if config is None or config.cms is not None:
        return False
    line = b"\r\n" if b"\r\n" in data else b"\n"
    lines = line.join((b"", _COMMENT.encode(), SETTING.encode(), b""))
    new = data.rstrip() + line + lines
    checked = read_config(new).value
    if checked is None or checked.cms is None:
        return False
    path.write_bytes(new)
    return True


def is_on(root: Path) -> bool:
    """Whether site.yaml turns the page on."""
    config = read_config((root / SITE_FILE).read_bytes()).value
    return config is not None and config.cms is not None


def _files(package: _Package, fetch: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and the bytes of the files of a package that the page uses."""
    data = fetch(package.path)
    algorithm, _, expected = package.integrity.partition("-")
    if base64.b64encode(hashlib.new(algorithm, data).digest()).decode() != expected:
        raise NotDownloaded(
            f"{package.name} {package.version} is not the package that was tested; is the registry"
            " the right one?"
        )
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            name = member.name.removeprefix("package/")
            folder = name.rpartition("/")[0] + "/"
            target = package.files.get(name)
            if target is None and folder in package.files:
                target = package.files[folder] + name.removeprefix(folder)
            opened = archive.extractfile(member) if target and member.isfile() else None
            if target and opened:
                yield target, opened.read()


def fetch_from_npm(path: str) -> bytes:
    """Return a package from the registry of npm's settings. Raises NotDownloaded."""
    url = f"{npm_registry(os.environ, Path.home())}/{path}"
    shown_url = url.partition("://")[2].rpartition("@")[2] if "@" in url.split("/")[2] else url
    try:
        request = urllib.request.Request(url, headers={"User-Agent": f"briefgen/{__version__}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - https, or as npm's settings say
            data: bytes = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise NotDownloaded(f"{shown_url} answers {error.code} ({error.reason})") from None
    except (OSError, zlib.error, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise NotDownloaded(f"{shown_url} cannot be reached: {reason}") from None
    return data


def npm_registry(environment: Mapping[str, str], home: Path) -> str:
    """Return the registry from npm's settings, whether or not npm is installed."""
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        if environment.get(name):
            return environment[name].rstrip("/")
    for file in (home / ".npmrc", *map(Path, _NPM_FILES)):
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for line in lines:
            name, _, value = line.partition("=")
            if name.strip() == "registry" and value.strip():
                return value.strip().strip("\"'").rstrip("/")
    return _NPM
