"""Digests of bytes: the keys under which results are kept."""

from __future__ import annotations

from hashlib import blake2b


def digest(*parts: bytes) -> bytes:
    """Return the digest (16 bytes of BLAKE2b) of parts; where one ends counts."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8))
        found.update(part)
    return found.digest()


def signed_digest(secret: bytes, *parts: bytes) -> bytes:
    """Return the digest of parts that only who has the secret can make."""
    key = blake2b(secret, digest_size=16).digest()
    return blake2b(digest(*parts), key=key, digest_size=16).digest()
