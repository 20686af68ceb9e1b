"""The ids of a text's parts: no two are the same, and none is one that the page needs itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from briefgen.model.addresses import full_slug
from briefgen.model.anchors import is_reserved
from briefgen.model.identity import path_key

_NAMELESS: Final = "section"


class Anchors:
    """The anchors of one text, in the order in which they are given."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._given: dict[str, None] = {}
        self._reserved: set[str] = set()
        self._repeated: dict[str, int] = {}

    def all(self) -> tuple[str, ...]:
        """Return the anchors that the text has."""
        return tuple(self._given)

    def reserve(self, ids: Iterable[str]) -> None:
        """Keep ids that the author gives for the places where they stand."""
        self._reserved.update(map(path_key, ids))

    def claim(self, anchor: str) -> str:
        """Return the id that an author gives, or another where it is taken."""
        anchor = path_key(anchor)
        if anchor in self._given or not anchor or is_reserved(anchor):
            return self._free(anchor or _NAMELESS)
        self._given[anchor] = None
        return anchor

    def for_words(self, words: str) -> str:
        """Return an anchor that is made of words."""
        return self._free(full_slug(words, self._language) or _NAMELESS)

    def forget_all_but(self, ids: Collection[str]) -> None:
        """Forget those that the page does not have after all."""
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
