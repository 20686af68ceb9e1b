"""Marks in HTML for what is only known in assembly: the pages and files of the site."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

from briefgen.model.diagnostics import Span
from briefgen.model.text import Reference, Value


class Holes:
    """The references of one text, each with its mark in the HTML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._references: list[Reference] = []

    def mark(self, destination: str, span: Span, *, image: bool = False) -> str:
        """Return the mark in the HTML for a destination."""
        self._references.append(Reference(destination, span, image))
        return f"{self.nonce}{len(self._references) - 1}x"

    def __bool__(self) -> bool:
        """Whether the HTML has any marks."""
        return bool(self._references)

    def value(self, written: str) -> Value:
        """Return the value of an attribute with its marks replaced by the references."""
        if self.nonce not in written:
            return written
        first, *pieces = written.split(self.nonce)
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
