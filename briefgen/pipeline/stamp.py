"""What results depend on beside their input: the code that made them."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from briefgen.cache.encoding import digest

_PACKAGE: Final = Path(__file__).parents[1]
_LIBRARIES: Final = (
    "babel",
    "jinja2",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "pillow",
    "pydantic",
    "pyyaml",
    "rcssmin",
    "resvg-py",
    "rjsmin",
)


@cache
def code_stamp() -> bytes:
    """Return the digest of briefgen's own code and of its libraries' versions.

    It is the same on every machine that has the same versions.
    """
    sources = sorted(_PACKAGE.rglob("*.py"))
    names = [path.relative_to(_PACKAGE).as_posix().encode() for path in sources]
    versions = " ".join(map(_version, _LIBRARIES))
    python = ".".join(map(str, sys.version_info[:3]))
    return digest(f"{python} {versions}".encode(), *names, *(path.read_bytes() for path in sources))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
