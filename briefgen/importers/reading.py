"""Reads files that somebody else may have named or sent."""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import BinaryIO


def read_file(path: Path, most: int) -> bytes:
    """Return the bytes of a file of at most `most` bytes.

    Raises OSError, also for what has no end or may never begin, such as a device or a pipe.
    """
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "this is not a file", str(path))
    if state.st_size > most:
        raise OSError(errno.EFBIG, f"the file has more than {most:,} bytes", str(path))
    return path.read_bytes()


def read_stream(stream: BinaryIO, most: int) -> bytes:
    """Return what is in a file, a pipe or standard input, if it has at most `most` bytes.

    Raises OSError.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes")
    return data
