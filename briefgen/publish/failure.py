"""What the disk refuses, as a diagnostic."""

from __future__ import annotations

import errno

from briefgen.model.diagnostics import Diagnostic, Location


class ForeignFolder(OSError):
    """A build needs a name beside the output directory that somebody else's folder has."""


def failure(shown: str, error: OSError) -> Diagnostic:
    """Return the diagnostic for an output that cannot be written."""
    if isinstance(error, ForeignFolder):
        return Diagnostic(
            "foreign-output",
            f"the folder `{error}` beside the output directory was not made by briefgen",
            Location(shown),
            "rename it or move it elsewhere: a build needs this name for a moment",
        )
    hints = {
        errno.ENOSPC: "free some space; the published site is as it was",
        errno.EBUSY: "the folder is a mount point: name a folder inside it with --output",
    }
    return Diagnostic(
        "output",
        f"the output cannot be written: {(error.strerror or str(error)).lower()}",
        Location(shown),
        hints.get(error.errno or 0, "see that you may write there; what is published stays"),
    )
