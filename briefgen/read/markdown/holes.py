"""Marks in HTML for what it cannot express: references to pages and files, and finished slots."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

from briefgen.model.diagnostics import Span
from briefgen.model.text import Reference, Slot, Value


class Holes:
    """The references and finished slots of one text, each with its mark in the HTML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._references: list[Reference] = []
        self._slots: list[Slot] = []

    def mark(self, destination: str, span: Span, *, image: bool = False) -> str:
        """Return the mark in the HTML for a destination."""
        self._references.append(Reference(destination, span, image))
        return f"{self.nonce}{len(self._references) - 1}x"

    def mark_slot(self, slot: Slot) -> str:
        """Return the mark in the HTML for a slot."""
        self._slots.append(slot)
        return f"{self.nonce}{len(self._slots) - 1}"

    def slot(self, mark: str) -> Slot:
        """Return the slot with a mark."""
        return self._slots[int(mark.removeprefix(self.nonce))]

    def __bool__(self) -> bool:
        """Whether the HTML has any marks."""
        return bool(self._references or self._slots)

    def value(self, text: str) -> Value:
        """Return the value of an attribute with its marks replaced by the references."""
        if self.nonce not in text:
            return text
        first, *pieces = text.split(self.nonce)
        parts: list[str | Reference] = [first]
        for piece in pieces:
            number, _, rest = piece.partition("x")
            parts += (self._references[int(number)], rest)
        parts = [part for part in parts if part]
        return parts[0] if len(parts) == 1 else tuple(parts)

    @cached_property
    def nonce(self) -> str:
        """A word that the text cannot contain: it would have to contain its own digest."""
        digest = blake2b(self._text.encode(errors="replace"), digest_size=8)
        return f"ref{digest.hexdigest()}x"
