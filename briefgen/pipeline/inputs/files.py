"""Reads the files of a site that are not in content/ or layouts/."""

from __future__ import annotations

import errno
from pathlib import Path


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises OSError, also for a pipe, which would never end."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "it is a pipe, a socket or a device")
    return path.read_bytes()
