"""What the disk refuses, as a diagnostic."""

from __future__ import annotations

import errno

from briefgen.model.diagnostics import Diagnostic, Location


def failure(shown: str, error: OSError) -> Diagnostic:
    """Return the diagnostic for an output that cannot be written."""
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
