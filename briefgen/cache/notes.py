"""Small values in the store, each with its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.cache.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Note(Generic[T]):
    """A named value of type `kind`, with the key of what it was made from."""

    name: str
    kind: type[T]

    def about(self, subject: object) -> Note[T]:
        """Return the note of the same kind about one of several subjects."""
        return Note(f"{self.name} {subject}", self.kind)

    def read(self, store: Store, key: bytes = b"") -> T | None:
        """Return the value, or None if there is none that was made from `key`."""
        data = store.note(self.name, key)
        try:
            return decode(data, self.kind) if data else None
        except Unreadable:
            return None

    def write(self, store: Store, value: T, key: bytes = b"") -> None:
        """Store the value. Raises StoreError."""
        store.put_note(self.name, key, encode(value))

    def clear(self, store: Store) -> None:
        """Delete the value. Raises StoreError."""
        store.put_note(self.name, b"", b"")
