"""Holes in HTML for URLs of the site, which are only known in assembly."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

from briefgen.model.content import Prose, Reference
from briefgen.model.diagnostics import Span


class Holes:
    """The references of one text, each with its mark in the HTML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._references: list[Reference] = []

    def mark(self, destination: str, span: Span, *, image: bool = False) -> str:
        """Return the mark in the HTML for a destination."""
        self._references.append(Reference(destination, span, image))
        return f"{self.nonce}{len(self._references) - 1}x"

    def prose(self, html: str) -> Prose:
        """Return HTML with its marks replaced by the references."""
        if not self._references:
            return whole(html)
        first, *pieces = html.split(self.nonce)
        parts: list[str | Reference] = [first]
        for piece in pieces:
            number, _, rest = piece.partition("x")
            parts += (self._references[int(number)], rest)
        return Prose(tuple(part for part in parts if part))

    @cached_property
    def nonce(self) -> str:
        """A word that the text cannot contain: it would have to contain its own digest."""
        digest = blake2b(self._text.encode(errors="replace"), digest_size=8)
        return f"ref{digest.hexdigest()}x"


def whole(html: str) -> Prose:
    """Return HTML without references."""
    return Prose((html,) if html else ())
