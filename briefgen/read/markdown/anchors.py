"""The ids of the parts of a text: all different, and none that the page itself needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from briefgen.model.addresses import full_slug
from briefgen.model.anchors import is_reserved
from briefgen.model.identity import path_key

_NAMELESS: Final = "section"


class Anchors:
    """The anchors of one text, in the order in which they are assigned."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._given: dict[str, None] = {}
        self._reserved: set[str] = set()
        self._repeated: dict[str, int] = {}

    def all(self) -> tuple[str, ...]:
        """Return the anchors that the text has."""
        return tuple(self._given)

    def reserve(self, ids: Iterable[str]) -> None:
        """Reserve the ids that the author sets, for the places where they are written."""
        self._reserved.update(map(path_key, ids))

    def claim(self, anchor: str) -> str:
        """Return the id that an author sets, or another one if it is taken."""
        anchor = path_key(anchor)
        if anchor in self._given or not anchor or is_reserved(anchor):
            return self._free(anchor or _NAMELESS)
        self._given[anchor] = None
        return anchor

    def for_words(self, words: str) -> str:
        """Return an anchor made from words."""
        return self._free(full_slug(words, self._language) or _NAMELESS)

    def forget_all_but(self, ids: Collection[str]) -> None:
        """Forget the anchors that did not stay on the page."""
        self._given = {anchor: None for anchor in self._given if anchor in ids}

    def _free(self, slug: str) -> str:
        slug = f"section-{slug}" if is_reserved(slug) else slug
        anchor, number = slug, self._repeated.get(slug, 1)
        while anchor in self._given or anchor in self._reserved:
            number += 1
            anchor = f"{slug}-{number}"
        self._repeated[slug] = number
        self._given[anchor] = None
        return anchor
