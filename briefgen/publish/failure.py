"""Diagnostics for failed writes to disk."""

from __future__ import annotations

import errno

from briefgen.model.diagnostics import Diagnostic, Location


class ForeignFolder(OSError):
    """A foreign folder has the name that a build needs beside the output directory."""


def failure(path: str, error: OSError) -> Diagnostic:
    """Return the diagnostic for an output that cannot be written."""
    if isinstance(error, ForeignFolder):
        return Diagnostic(
            "foreign-output",
            f"the folder `{error}` beside the output directory was not made by briefgen",
            Location(path),
            "rename or move the folder; builds need this name temporarily",
        )
    hints = {
        errno.ENOSPC: "free some disk space; the published site is unchanged",
        errno.EBUSY: "this folder is a mount point; build into a folder inside it with --output",
    }
    usual = "check that you have write permission; the published site is unchanged"
    return Diagnostic(
        "output",
        f"cannot write the output: {(error.strerror or str(error)).lower()}",
        Location(path),
        hints.get(error.errno or 0, usual),
    )
