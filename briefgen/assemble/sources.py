"""The sources of briefs that have no title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.model.content import Brief
from briefgen.model.diagnostics import Diagnostic

_LEAST_UNTITLED: Final = 3
_LEAST_TITLE: Final = 5  # characters, in scripts without capitals


def untitled_sources(briefs: Iterable[Brief]) -> Iterator[Diagnostic]:
    """Warn of briefs whose sources only the texts of links name.

    An author who describes some of them has made a choice, and two links are not yet a list.
    """
    for brief in briefs:
        if any(each.has_own_title for each in brief.sources):
            continue
        untitled = [each for each in brief.sources if not _is_title(each.title)]
        if len(untitled) >= _LEAST_UNTITLED:
            yield Diagnostic(
                "untitled-sources",
                "the sources have no titles, so readers see the texts of the links",
                brief.place("sources" if "sources" in brief.spans else "title"),
                f"add titles in the front matter, for example for `{untitled[0].title}`:\n"
                f"sources:\n  - url: {untitled[0].url}\n    title: The Title of the Work",
            )


def _is_title(words: str) -> bool:
    """Whether the text of a link reads like the title of a work, not like part of a sentence.

    In scripts without capital letters, anything longer than a word or two counts as a title.
    """
    first = next((each for each in words if each.isalpha()), "")
    if first and first.lower() == first.upper():
        return len(words) >= _LEAST_TITLE
    return first.isupper() and len(words.split()) > 1
