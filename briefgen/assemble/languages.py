"""Multilingual sites: which briefs are translations of each other, and the home pages."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from briefgen.assemble.dates import translated_earlier
from briefgen.model.config import SiteConfig
from briefgen.model.content import Brief, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Nearest
from briefgen.model.identity import path_key
from briefgen.model.languages import tongue
from briefgen.model.site import Home, PublishedPage

_CONTENT = "content/"


def translations(
    briefs: Sequence[Brief], everything: Sequence[Brief], language: str
) -> Checked[Mapping[int, tuple[int, ...]]]:
    """Return for each translated brief the indexes of its versions in other languages.

    A brief, its original and all other translations of that are one work. A brief that is not
    published yet can connect the others, but is not listed.
    """
    paths = {path_key(brief.path): brief.path for brief in everything}
    origins = {
        brief.path: original_of(brief, paths) or brief.path
        for brief in everything
        if brief.translation_of
    }
    works: dict[str, list[int]] = defaultdict(list)
    for place, brief in enumerate(briefs):
        works[_root(brief.path, origins)].append(place)
    others = {
        place: tuple(sorted((each for each in work if each != place),
                            key=lambda each: _rank(briefs[each], language)))
        for work in works.values() if len(work) > 1
        for place in work
    }  # fmt: skip
    by_path = {brief.path: brief for brief in everything}
    problems = (
        *_problems(briefs, everything, origins, language),
        *translated_earlier(briefs, by_path, origins),
    )
    return Checked(others, problems)


def homes(
    briefs: Sequence[Brief],
    works: Mapping[int, Sequence[int]],
    pages: Iterable[PublishedPage],
    words: Page | None,
    config: SiteConfig,
) -> tuple[Home, ...]:
    """Return the home page of the site's language, then those of all other languages.

    The main home page lists each work once: in the site's language or, without such a version, in
    the language of the original. A page at the URL of another language's home page provides the
    text of that home page.
    """
    spoken = [tongue(brief.language or config.language) for brief in briefs]
    own = tongue(config.language)
    first = [
        place
        for place, each in enumerate(spoken)
        if each == own or _stands_for_all(place, briefs, spoken, works.get(place, ()), own)
    ]
    texts = {page.url: page.page for page in pages}
    fronts = [Home(config.language, "/", tuple(first), words)]
    for each in sorted({*spoken} - {own}):
        url = home_url(each)
        members = tuple(place for place, language in enumerate(spoken) if language == each)
        fronts.append(
            Home(_tag(each, members, briefs, texts.get(url)), url, members, texts.get(url))
        )
    return tuple(fronts)


def home_url(language: str) -> str:
    """Return the URL path of the home page of a language other than the site's."""
    return f"/{language.lower()}/"


def search_url(home: str) -> str:
    """Return the URL path of the search page that belongs to the home page at `home`."""
    return f"{home}search/"


def original_of(brief: Brief, paths: Mapping[str, str]) -> str:
    """Return the path of the brief that `translation_of` names, or ""."""
    wanted = path_key(brief.translation_of)
    near = posixpath.normpath(posixpath.join(path_key(posixpath.dirname(brief.path)), wanted))
    tried = (near, _CONTENT + wanted.lstrip("/"), wanted)
    return next((paths[path] for path in tried if path in paths), "")


def _root(path: str, origins: Mapping[str, str]) -> str:
    """Return the first original of a chain of translations; in a cycle, the lowest path."""
    seen = [path]
    while (path := origins.get(path, path)) not in seen:
        seen.append(path)
    return min(seen[seen.index(path) :])


def _rank(brief: Brief, language: str) -> tuple[bool, str, str]:
    tag = brief.language or language
    return tongue(tag) != tongue(language), tag.lower(), brief.path


def _stands_for_all(
    place: int, briefs: Sequence[Brief], spoken: Sequence[str], others: Sequence[int], own: str
) -> bool:
    """Whether the main home page lists this version, which is not in the site's language."""
    if any(spoken[other] == own for other in others):
        return False
    originals = [each for each in (place, *others) if not briefs[each].translation_of]
    return place == min(originals or (place, *others))


def _tag(language: str, members: Sequence[int], briefs: Sequence[Brief], words: Page | None) -> str:
    """Return the tag of a home page: the tag of its text, or the one that all its briefs share."""
    if words and words.language and tongue(words.language) == language:
        return words.language
    tags = {briefs[place].language for place in members}
    return tags.pop() if len(tags) == 1 else language


def _problems(
    briefs: Iterable[Brief], everything: Iterable[Brief], origins: Mapping[str, str], language: str
) -> Iterable[Diagnostic]:
    spoken = {brief.path: brief.language or language for brief in everything}
    for brief in briefs:
        if not brief.translation_of:
            continue
        original = origins[brief.path]
        if original == brief.path:
            wanted = _CONTENT + brief.translation_of.lstrip("/")
            is_own = original_of(brief, {path_key(brief.path): brief.path}) != ""
            yield Diagnostic(
                "unknown-translation",
                "the brief cannot be a translation of itself"
                if is_own
                else f"there is no brief `{brief.translation_of}`",
                brief.place("translation_of"),
                "write the path of the original, such as `briefs/two-bases.md`, or remove the line",
                None if is_own else Nearest("files", wanted),
            )
        elif spoken[brief.path].lower() == spoken[original].lower():
            yield Diagnostic(
                "same-language",
                f"the brief and its original are both in `{spoken[original]}`",
                brief.place("language" if brief.language else "translation_of"),
                "add the language of this brief, for example `language: de`",
            )
