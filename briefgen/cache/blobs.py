"""A cache for large results that are slow to produce: one file each, shared by all processes.

As in the store, nothing is trusted. An entry that is missing, damaged or not signed with the user's
secret is produced again, and the folder may be deleted at any time.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Final

from briefgen.cache.digests import signed_digest
from briefgen.cache.secret import secret

_DIGEST: Final = 16  # bytes of a digest


@dataclass(frozen=True, slots=True)
class BlobCache:
    """A folder of cached results, by key."""

    folder: Path

    def get(self, key: bytes) -> bytes | None:
        """Return the result for a key, or None, and mark it as used now."""
        place = self._place(key)
        try:
            found = place.read_bytes()
        except OSError:
            return None
        data = found[_DIGEST:]
        if found[:_DIGEST] != signed_digest(secret(), key, data):
            return None
        with suppress(OSError):
            os.utime(place)
        return data

    def put(self, key: bytes, data: bytes) -> None:
        """Store a result atomically. Errors of the disk are ignored."""
        place = self._place(key)
        aside = place.with_name(f"{place.name}.{os.getpid()}-{get_ident()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(signed_digest(secret(), key, data) + data)
            aside.replace(place)

    def drop_unused(self, since: float) -> None:
        """Delete results not used since a point in time (seconds since the epoch)."""
        with suppress(OSError):
            for place in self.folder.iterdir():
                with suppress(OSError):
                    if place.stat().st_mtime < since:
                        place.unlink()

    def _place(self, key: bytes) -> Path:
        return self.folder / key.hex()
