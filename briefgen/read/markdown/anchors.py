"""The ids of the parts of a text: all different, and none that the page itself needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from briefgen.model.addresses import full_slug, is_turkic, lowercase
from briefgen.model.anchors import is_reserved
from briefgen.model.characters import without_invisible
from briefgen.model.identity import path_key

_NAMELESS: Final = "section"
_PUNCTUATION: Final = re.compile("[^a-z0-9 _-]")


@lru_cache(maxsize=1024)
def github_slug(words: str, language: str = "") -> str:
    """Return the anchor that GitHub makes from words: without punctuation, a hyphen a space."""
    if words.isascii() and not is_turkic(language):
        return _PUNCTUATION.sub("", words.lower()).replace(" ", "-")
    text = unicodedata.normalize("NFC", without_invisible(words))
    text = lowercase(text, language) if is_turkic(language) else text.lower()
    characters: list[str] = []
    for character in text:
        is_sign = (
            bool(characters)
            and characters[-1] not in "- "
            and unicodedata.category(character)[0] == "M"
        )
        if character.isalnum() or character in "-_ " or is_sign:
            characters.append(character)
    return "".join(characters).replace(" ", "-")


class Anchors:
    """The anchors of one text, in the order in which they are assigned."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._claimed: dict[str, None] = {}
        self._reserved: set[str] = set()
        self._planned: set[str] = set()  # those of all headings
        self._former: dict[str, int] = {}  # with the number that was given last
        self._repeated: dict[str, int] = {}

    def all(self) -> tuple[str, ...]:
        """Return the anchors that the text has."""
        return tuple(self._claimed)

    def reserve(self, ids: Iterable[str]) -> None:
        """Reserve the ids that the author sets, for the places where they are written."""
        self._reserved.update(map(path_key, ids))

    def plan(self, headings: Iterable[str]) -> None:
        """Prepare for the words of all headings, so that no former anchor takes one of theirs."""
        first = Anchors(self._language)
        first._reserved = self._reserved
        self._planned = {first.for_words(words) for words in headings}

    def claim(self, anchor: str) -> str:
        """Return the id that an author sets, or another one if it is taken."""
        anchor = path_key(anchor)
        if anchor in self._claimed or not anchor or is_reserved(anchor):
            return self._free(anchor or _NAMELESS, 2)
        self._claimed[anchor] = None
        return anchor

    def for_words(self, words: str) -> str:
        """Return an anchor made from words, as GitHub makes it."""
        return self._free(github_slug(words, self._language) or _NAMELESS, 1)

    def former(self, words: str, anchor: str) -> tuple[str, ...]:
        """Return the anchor that earlier versions made from a heading's words, if it is free.

        `anchor` is the present one.
        """
        slug = full_slug(words, self._language) or _NAMELESS
        slug = old = f"section-{slug}" if is_reserved(slug) else slug
        number = self._former.get(slug, 1)
        while old in self._former or old in self._reserved:
            number += 1
            old = f"{slug}-{number}"
        self._former[slug] = number
        self._former.setdefault(old, 1)
        if old == anchor or old in self._planned or old in self._claimed:
            return ()
        self._claimed[old] = None
        return (old,)

    def forget_all_but(self, ids: Collection[str]) -> None:
        """Forget the anchors that did not stay on the page."""
        self._claimed = {anchor: None for anchor in self._claimed if anchor in ids}

    def _free(self, slug: str, first: int) -> str:
        """Return an anchor that is free; `first` is the first number to try."""
        slug = f"section-{slug}" if is_reserved(slug) else slug
        anchor, number = slug, self._repeated.get(slug, first - 1)
        while anchor in self._claimed or anchor in self._reserved:
            number += 1
            anchor = f"{slug}-{number}"
        self._repeated[slug] = number
        self._claimed[anchor] = None
        return anchor
