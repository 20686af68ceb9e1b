"""A cache for large results that are slow to produce: one file each, shared by all processes.

As in the store, nothing is trusted. An entry that is missing, damaged or not signed with the user's
secret is produced again, and the folder may be deleted at any time.
"""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Final

from briefgen.cache.digests import signed_digest
from briefgen.cache.secret import secret

_DIGEST: Final = 16  # bytes of a digest
_LEVEL: Final = 1  # of compression, which takes a few milliseconds for a megabyte
# What follows the signature. Entries of earlier versions do not have it.
_PLAIN: Final = b"plain\n"
_PACKED: Final = b"zlib1\n"


@dataclass(frozen=True, slots=True)
class BlobCache:
    """A folder of cached results, by key."""

    folder: Path

    def get(self, key: bytes) -> bytes | None:
        """Return the result for a key, or None, and mark it as used now."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        entry = stored[_DIGEST:]
        if stored[:_DIGEST] != signed_digest(secret(), key, entry):
            return None
        with suppress(OSError):
            os.utime(path)
        form, data = entry[: len(_PLAIN)], entry[len(_PLAIN) :]
        if form == _PACKED:
            return zlib.decompress(data)
        return data if form == _PLAIN else None

    def put(self, key: bytes, data: bytes, *, pack: bool = False) -> None:
        """Store a result atomically, compressed if asked. Errors of the disk are ignored."""
        path = self._path(key)
        temporary = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            entry = _PACKED + zlib.compress(data, _LEVEL) if pack else _PLAIN + data
            temporary.write_bytes(signed_digest(secret(), key, entry) + entry)
            temporary.replace(path)

    def drop_unused(self, since: float) -> None:
        """Delete results not used since a point in time (seconds since the epoch)."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                with suppress(OSError):
                    if path.stat().st_mtime < since:
                        path.unlink()

    def _path(self, key: bytes) -> Path:
        return self.folder / key.hex()
