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

    def versions(self, index: int) -> tuple[int, ...]:
        """Return all versions of a brief, in the order of the briefs."""
        return tuple(sorted((index, *self.others.get(index, ()))))

    def version_for(self, versions: Sequence[int], language: str) -> int:
        """Return the version in a language, else in the site's language, else the original."""
        if len(versions) == 1:
            return versions[0]
        return min(versions, key=lambda index: self._rank(index, language))

    def once(self, indexes: Iterable[int], language: str) -> tuple[int, ...]:
        """Return each work among some briefs once, in the version for readers of a language.

        The result is sorted.
        """
        if not self.others:
            return tuple(sorted(indexes))
        works: dict[int, list[int]] = {}
        for index in indexes:
            works.setdefault(min(index, *self.others.get(index, (index,))), []).append(index)
        return tuple(sorted(self.version_for(each, language) for each in works.values()))

    def spoken(self, indexes: Iterable[int], language: str) -> tuple[int, ...]:
        """Return the works among some briefs that exist in a language, each once, sorted."""
        primary = tongue(language)
        return self.once((each for each in indexes if self.tongues[each] == primary), language)

    def listed_version(self, index: int, language: str) -> int:
        """Return the version that the lists in a language show instead of one in that language."""
        primary = tongue(language)
        versions = [each for each in self.versions(index) if self.tongues[each] == primary]
        return self.version_for(versions, language)

    def _rank(self, index: int, language: str) -> tuple[bool, bool, bool, bool, int]:
        return (
            self.tongues[index] != tongue(language),
            self.tags[index].lower() != language.lower(),
            self.tongues[index] != tongue(self.language),
            self.translated[index],
            index,
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
