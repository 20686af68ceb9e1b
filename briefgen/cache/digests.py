"""Digests of bytes, used as cache keys."""

from __future__ import annotations

from hashlib import blake2b


def digest(*parts: bytes) -> bytes:
    """Return the digest (16 bytes of BLAKE2b) of parts; the boundaries between them count."""
    hasher = blake2b(digest_size=16)
    for part in parts:
        hasher.update(len(part).to_bytes(8))
        hasher.update(part)
    return hasher.digest()


def signed_digest(secret: bytes, *parts: bytes) -> bytes:
    """Return the keyed digest of parts, which only the owner of the secret can compute."""
    key = blake2b(secret, digest_size=16).digest()
    return blake2b(digest(*parts), key=key, digest_size=16).digest()
