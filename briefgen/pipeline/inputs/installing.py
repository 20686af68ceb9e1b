"""The command that adds an extra of this package, in the way in which the package was installed."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

_PIPX: Final = "pipx_metadata.json"  # in each environment of pipx


def command_for(extra: str, environment: Path | None = None) -> str:
    """Return the command that installs an extra, such as `pdf`.

    `environment` is that of Python. In one of pipx, pip itself would install into another, and the
    package comes from the folder or wheel that pipx was given.
    """
    environment = environment or Path(sys.prefix)
    if not (environment / _PIPX).is_file():
        return f"pip install 'briefgen[{extra}]'"
    return f'pipx runpip {environment.name} install "{_origin()}[{extra}]"'


def _origin() -> str:
    """Return the folder or wheel that this package was installed from, or its name."""
    try:
        recorded = json.loads(distribution("briefgen").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return "briefgen"
    url = urlsplit(recorded.get("url", ""))  # a direct URL, as PEP 610 describes it
    path = Path(url2pathname(url.path)) if url.scheme == "file" else None
    return str(path) if path and path.exists() else "briefgen"
