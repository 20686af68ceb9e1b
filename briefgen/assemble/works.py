"""Works: briefs that are translations of each other are one work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefgen.model.content import Brief
from briefgen.model.languages import tongue


@dataclass(frozen=True, slots=True)
class Works:
    """Chooses the version of a work that a reader gets.

    `tags` has the language of each brief, `tongues` the same without regions, and `translated` says
    which of them are translations. `others` has, for each brief with translations, the indexes of
    its versions in other languages. `language` is the site's language.
    """

    tags: Sequence[str]
    tongues: Sequence[str]
    translated: Sequence[bool]
    others: Mapping[int, Sequence[int]]
    language: str

    def versions(self, place: int) -> tuple[int, ...]:
        """Return all versions of a brief, in the order of the briefs."""
        return tuple(sorted((place, *self.others.get(place, ()))))

    def chosen(self, versions: Sequence[int], language: str) -> int:
        """Return the version in a language, else in the site's language, else the original."""
        if len(versions) == 1:
            return versions[0]
        return min(versions, key=lambda place: self._rank(place, language))

    def once(self, places: Iterable[int], language: str) -> tuple[int, ...]:
        """Return each work among some briefs once, in the version for readers of a language.

        The result is sorted.
        """
        if not self.others:
            return tuple(sorted(places))
        works: dict[int, list[int]] = {}
        for place in places:
            works.setdefault(min(place, *self.others.get(place, (place,))), []).append(place)
        return tuple(sorted(self.chosen(each, language) for each in works.values()))

    def spoken(self, places: Iterable[int], language: str) -> tuple[int, ...]:
        """Return the works among some briefs that exist in a language, each once, sorted."""
        wanted = tongue(language)
        return self.once((each for each in places if self.tongues[each] == wanted), language)

    def listed(self, place: int, language: str) -> int:
        """Return the version that the lists in a language show instead of one in that language."""
        wanted = tongue(language)
        alike = [each for each in self.versions(place) if self.tongues[each] == wanted]
        return self.chosen(alike, language)

    def _rank(self, place: int, language: str) -> tuple[bool, bool, bool, bool, int]:
        return (
            self.tongues[place] != tongue(language),
            self.tags[place].lower() != language.lower(),
            self.tongues[place] != tongue(self.language),
            self.translated[place],
            place,
        )


def works_of(briefs: Sequence[Brief], others: Mapping[int, Sequence[int]], language: str) -> Works:
    """Return the works of a site in this language."""
    tags = [brief.language or language for brief in briefs]
    return Works(
        tags,
        [tongue(tag) for tag in tags],
        [bool(brief.translation_of) for brief in briefs],
        others,
        language,
    )
