"""Standard output and standard error, which may be closed, full, or a pipe with no reader."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

import click


class LostOutput(click.ClickException):
    """The result cannot be written to standard output."""

    def __init__(self, error: OSError) -> None:
        is_closed = error.errno == errno.EBADF
        why = "it is closed" if is_closed else (error.strerror or str(error)).lower()
        super().__init__(f"cannot write to standard output: {why}")


def open_streams() -> None:
    """Make both streams usable, whatever the shell passed on.

    Characters that a stream's encoding lacks are written as escapes.
    """
    _open_numbers()
    if sys.stdout is sys.__stdout__:
        sys.stdout = _stream(sys.stdout, 1, _Output)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _stream(sys.stderr, 2, _Messages)


class _Output(io.FileIO):
    """Standard output. A reader that stops early, such as `head`, is not an error."""

    _is_lost = False

    def write(self, data: Any, /) -> int:
        """Write data. Raises LostOutput the first time that this fails."""
        if not self._is_lost:
            try:
                return super().write(data)
            except OSError as error:
                self._is_lost = True
                if error.errno != errno.EPIPE:
                    raise LostOutput(error) from error
        return len(memoryview(data))


class _Messages(io.FileIO):
    """Standard error. If it cannot be written to, messages are dropped and work continues."""

    def write(self, data: Any, /) -> int:
        """Write data if possible."""
        try:
            return super().write(data)
        except OSError:
            return len(memoryview(data))


def _open_numbers() -> None:
    """Reopen the file descriptors of closed streams.

    Otherwise the next file opened would get one of them, and messages would go into that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Opened for reading, so that writing fails as it does on a closed stream.
            os.open(os.devnull, os.O_RDONLY)


def _stream(stream: TextIO | None, number: int, kind: type[io.FileIO]) -> TextIO:
    """Return the replacement for Python's own stream, which is None if it was closed."""
    if stream is not None and _is_windows_console(stream):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        return stream
    raw = io.BufferedWriter(kind(number, "w", closefd=False))
    encoding = stream.encoding if stream is not None else "utf-8"
    return io.TextIOWrapper(raw, encoding, "backslashreplace", line_buffering=True)


def _is_windows_console(stream: TextIO) -> bool:
    return sys.platform == "win32" and stream.isatty()
