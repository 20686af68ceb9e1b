"""What results depend on beside their input: the code that made them."""

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
    """babel jinja2 markdown-it-py markupsafe mdit-py-plugins msgspec nh3 pagefind pillow pydantic
    pydantic-core pyyaml rcssmin resvg-py rjsmin""".split()
)
# The folder in which an installer leaves the metadata of a library (PyPA, recording installs).
_INSTALLED: Final = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-.+)?\.(?:dist|egg)-info")


@cache
def code_stamp() -> bytes:
    """Return the digest of briefgen's own code and of its libraries' versions.

    It is the same on every machine that has the same versions.
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
def picture_stamp() -> bytes:
    """Return what a smaller picture depends on beside the picture and what is asked of it.

    It is less than the whole code, since it takes long to make all pictures of a site again.
    """
    recipe = _PACKAGE / "render" / "pictures.py"
    return digest(_versions().get("pillow", "").encode(), recipe.read_bytes())


@cache
def _versions() -> dict[str, str]:
    """Return the versions of the libraries, by the names of folders: metadata are slow to read."""
    found: dict[str, str] = {}
    for match in filter(None, map(_INSTALLED.fullmatch, _installed())):
        name = re.sub(r"[-_.]+", "-", match["name"]).lower()
        if name in _LIBRARIES:
            found.setdefault(name, match["version"])  # the first on the path is imported
    return found


def _installed() -> Iterator[str]:
    for folder in sys.path:
        try:
            yield from os.listdir(folder or ".")
        except OSError:
            continue  # an archive, or nothing at all
