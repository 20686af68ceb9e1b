"""What results depend on besides their inputs: the code that produced them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest

_PACKAGE: Final = Path(__file__).parents[1]
_LIBRARIES: Final = frozenset(
    """babel cbor2 jinja2 markdown-it-py markupsafe math-core mdit-py-plugins msgspec nh3 pagefind
    pillow pydantic pydantic-core pyromark pyyaml rcssmin rjsmin typst vl-convert-python
    zlib-ng""".split()
)
# The folder with the metadata of an installed library (PyPA, recording installed projects).
_INSTALLED: Final = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-.+)?\.(?:dist|egg)-info")


@cache
def code_stamp() -> bytes:
    """Return the digest of briefgen's own code and the versions of its libraries.

    It is the same on every machine with the same versions.
    """
    top = str(_PACKAGE)
    sources = sorted(
        f"{folder}/{name}"
        for folder, _, names in os.walk(top)
        for name in names
        if name.endswith(".py")
    )
    parts: list[bytes] = []
    for path in sources:
        with open(path, "rb") as file:
            parts += (path.removeprefix(top).replace("\\", "/").encode(), file.read())
    versions = " ".join(f"{name} {version}" for name, version in sorted(_versions().items()))
    python = ".".join(map(str, sys.version_info[:3]))
    return digest(f"{python} {versions}".encode(), *parts)


@cache
def part_stamp(
    modules: tuple[str, ...], libraries: tuple[str, ...], folders: tuple[str, ...] = ()
) -> bytes:
    """Return the digest of modules and folders of this package, and of versions of libraries.

    Results that take long to create are kept while other code changes.
    """
    versions = " ".join(f"{name} {_versions().get(name, '')}" for name in libraries)
    paths = [_PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py") for name in modules]
    paths += (path for folder in folders for path in sorted((_PACKAGE / folder).iterdir()))
    return digest(versions.encode(), *(path.read_bytes() for path in paths if path.is_file()))


@cache
def _versions() -> dict[str, str]:
    """Return the versions of the libraries, from folder names, since metadata is slow to read."""
    versions: dict[str, str] = {}
    for match in filter(None, map(_INSTALLED.fullmatch, _installed())):
        name = re.sub(r"[-_.]+", "-", match["name"]).lower()
        if name in _LIBRARIES:
            versions.setdefault(name, match["version"])  # the first one on sys.path is imported
    return versions


def _installed() -> Iterator[str]:
    for folder in sys.path:
        try:
            yield from os.listdir(folder or ".")
        except OSError:
            continue  # an archive, or missing
