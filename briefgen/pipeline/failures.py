"""Errors in briefgen itself, reported for the file that it was processing."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location

_PACKAGE: Final = Path(__file__).parent.parent


def internal_error(path: str, error: Exception) -> Diagnostic:
    """Return the diagnostic for an unexpected exception."""
    words = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return Diagnostic(
        "internal-error",
        f"briefgen failed on this file: {what}{_place(error)}",
        Location(path),
        "this is a bug in briefgen, not in your text; please report it with this message"
        " and the file\nuntil it is fixed, move the file out of content/ or undo its last change",
    )


def _place(error: Exception) -> str:
    """Return the innermost line of briefgen's code in the traceback."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            return f" ({path.relative_to(_PACKAGE).as_posix()}:{frame.lineno})"
    return ""
