"""What each language calls a term or an author: names in site.yaml, and files of one language.

`content/categories/prices.de.md` has the German words of the category in `prices.md`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from briefgen.model.config import SiteConfig
from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.file_names import markdown_stem
from briefgen.model.languages import split_tag, tongue
from briefgen.model.site import Taxonomy, TermWords
from briefgen.model.site_folder import SITE_FILE

T = TypeVar("T", Page, Author)


@dataclass(frozen=True, slots=True)
class LanguageFile(Generic[T]):
    """A file with the words of a term in one language; `slug` is that of the term."""

    slug: str
    tag: str
    file: T


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages of a site without their regions, and the settings that name terms."""

    tongues: Collection[str]
    config: SiteConfig

    def names(self, key: str) -> Iterator[tuple[str, str, str]]:
        """Yield the names of a taxonomy's terms in site.yaml: language, name, name there."""
        for tag, words in self.config.languages.items():
            for name, other in words.terms.get(key, {}).items():
                yield tag, name, other

    def location_of(self, tag: str, key: str, name: str) -> Location:
        """Return the place of a name in site.yaml."""
        spans = self.config.spans
        return Location(SITE_FILE, spans.get(f"languages.{tag}.terms.{key}.{name}", Span()))


@dataclass(slots=True)
class Names:
    """The words of terms, by language tag and slug."""

    words: dict[str, dict[str, TermWords]] = field(default_factory=dict)

    def add(self, tag: str, slug: str, words: TermWords) -> TermWords:
        """Add words of a term, unless there are some; return those that it has."""
        return self.words.setdefault(tag, {}).setdefault(slug, words)

    def replace(self, tag: str, slug: str, words: TermWords) -> None:
        """Add words of a term, in place of others."""
        self.words.setdefault(tag, {})[slug] = words


def languages_of(config: SiteConfig, briefs: Iterable[Brief]) -> Spoken:
    """Return the languages that a site uses, also those of texts that wait for publication."""
    tags = {config.language, *config.languages, *(brief.language for brief in briefs)}
    return Spoken(frozenset(map(tongue, filter(None, tags))), config)


def apart(
    files: Iterable[T], slug_of: Callable[[str], str], used: Collection[str], spoken: Spoken
) -> tuple[list[T], list[LanguageFile[T]]]:
    """Divide the files of a taxonomy into those of terms, and those of terms in one language.

    A name that ends with a language is that of a term if briefs use the whole name.
    """
    own: list[T] = []
    further: list[LanguageFile[T]] = []
    for file in files:
        stem = stem_of(file)
        base, tag = split_tag(stem)
        if base and tongue(tag) in spoken.tongues and slug_of(stem) not in used:
            further.append(LanguageFile(slug_of(base), tag, file))
        else:
            own.append(file)
    return own, further


def stem_of(file: Page | Author) -> str:
    """Return the name of a file without its extension."""
    return markdown_stem(posixpath.basename(file.path))


def add_files(names: Names, key: str, files: Iterable[LanguageFile[T]]) -> Iterator[Diagnostic]:
    """Add the words of files; report two files for one term and language."""
    first: dict[tuple[str, str], LanguageFile[T]] = {}
    for each in files:
        file = each.file
        other = first.setdefault((each.tag.lower(), each.slug), each).file
        if other is file:
            name = file.name if isinstance(file, Author) else file.title
            names.replace(each.tag, each.slug, TermWords(name, file))
        else:
            yield Diagnostic(
                "url-collision",
                f"{file.path} and {other.path}:{other.location_of().span.line} are both the file"
                f" of /{key}/{each.slug}/ in `{each.tag}`",
                file.location_of(),
                "rename one of the two files, or merge them",
            )


def words_in(group: Taxonomy, language: str) -> Mapping[str, TermWords]:
    """Return the words of terms for the lists in a language, by slug, also those of its regions."""
    primary = tongue(language)
    tags = [tag for tag in group.words if tongue(tag) == primary]
    tags.sort(key=lambda tag: (tag.lower() == language.lower(), -len(tag), tag))
    return {slug: words for tag in tags for slug, words in group.words[tag].items()}
