"""The standard streams, which may be closed, full, or a pipe that nobody reads any more."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

import click


class LostOutput(click.ClickException):
    """What was asked for cannot be written to standard output."""

    def __init__(self, error: OSError) -> None:
        is_closed = error.errno == errno.EBADF
        why = "it is closed" if is_closed else (error.strerror or str(error)).lower()
        super().__init__(f"standard output cannot be written: {why}")


def open_streams() -> None:
    """Let both streams be there, whatever the shell gave, and hold every character.

    A character that a stream's encoding lacks is written as an escape.
    """
    _open_numbers()
    if sys.stdout is sys.__stdout__:
        sys.stdout = _stream(sys.stdout, 1, _Output)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _stream(sys.stderr, 2, _Messages)


class _Output(io.FileIO):
    """Standard output. A reader who has seen enough, such as `head`, is no failure."""

    _is_lost = False

    def write(self, data: Any, /) -> int:
        """Write data. Raises LostOutput, once."""
        if not self._is_lost:
            try:
                return super().write(data)
            except OSError as error:
                self._is_lost = True
                if error.errno != errno.EPIPE:
                    raise LostOutput(error) from error
        return len(memoryview(data))


class _Messages(io.FileIO):
    """Standard error. Where it takes nothing there is nobody to tell, and the work goes on."""

    def write(self, data: Any, /) -> int:
        """Write data if that can be done."""
        try:
            return super().write(data)
        except OSError:
            return len(memoryview(data))


def _open_numbers() -> None:
    """Give closed streams back their numbers.

    Else the next file that is opened would have one, and what is said would go into that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # What was opened for reading refuses what is written, as a closed stream does.
            os.open(os.devnull, os.O_RDONLY)


def _stream(stream: TextIO | None, number: int, kind: type[io.FileIO]) -> TextIO:
    """Return what takes the place of Python's own stream, which is None if it was closed."""
    if stream is not None and _is_windows_console(stream):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        return stream
    raw = io.BufferedWriter(kind(number, "w", closefd=False))
    encoding = stream.encoding if stream is not None else "utf-8"
    return io.TextIOWrapper(raw, encoding, "backslashreplace", line_buffering=True)


def _is_windows_console(stream: TextIO) -> bool:
    return sys.platform == "win32" and stream.isatty()
