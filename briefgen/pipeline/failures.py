"""Diagnostics for files that cannot be read, are too large, or that briefgen fails on."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location

MAX_READ: Final = 20_000_000  # bytes of a parsed file; some kinds have lower limits
_PACKAGE: Final = Path(__file__).parent.parent


def internal_error(path: str, error: Exception) -> Diagnostic:
    """Return the diagnostic for an unexpected exception."""
    words = " ".join(str(error).split())[:200]
    description = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return Diagnostic(
        "internal-error",
        f"briefgen failed on this file: {description}{_source_line(error)}",
        Location(path),
        "this is a bug in briefgen, not in your text; please report it with this message"
        " and the file\nuntil it is fixed, move the file out of content/ or undo its last change",
    )


def _source_line(error: Exception) -> str:
    """Return the innermost line of briefgen's code in the traceback."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            return f" ({path.relative_to(_PACKAGE).as_posix()}:{frame.lineno})"
    return ""


def too_large(path: str, size: int) -> Diagnostic:
    """Return the diagnostic for a file that is too large to read."""
    return Diagnostic(
        "too-large",
        f"the file has {size:,} bytes; the limit is {MAX_READ:,}",
        Location(path),
        "split it into several files, or make it smaller",
    )


def unreadable(path: str, error: OSError) -> Diagnostic:
    """Return the diagnostic for a file that cannot be read."""
    return Diagnostic(
        "unreadable",
        f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}",
        Location(path),
        "check that it exists and that you have permission to read it",
    )
