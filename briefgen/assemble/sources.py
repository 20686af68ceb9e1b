"""The sources of briefs: what the ledger adds to them, and those without a title."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from briefgen.model.addresses import host_of
from briefgen.model.content import Brief, Content, Source
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.identity import source_key
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.model.moments import Moment, Precision

_LEAST_UNTITLED: Final = 3
_LEAST_TITLE: Final = 5  # characters, in scripts without capitals
_MANY: Final = 3  # authors to name; others are "et al."
_PRECISIONS: Final = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def with_ledger(content: Content, ledger: Ledger) -> Content:
    """Return content whose sources have what the ledger knows and their authors did not write."""
    if not ledger.entries:
        return content
    entries = {source_key(url): entry for url, entry in ledger.entries.items()}
    entries |= ledger.entries
    return replace(content, briefs=tuple(_with_entries(each, entries) for each in content.briefs))


def _with_entries(brief: Brief, entries: Mapping[str, LedgerEntry]) -> Brief:
    sources = tuple(_with_entry(each, brief.date, entries) for each in brief.sources)
    return brief if sources == brief.sources else replace(brief, sources=sources)


def _with_entry(
    source: Source, published: Moment | None, entries: Mapping[str, LedgerEntry]
) -> Source:
    """Return a source with what the ledger knows; its copy is the one nearest to its citation."""
    entry = entries.get(source.url) or entries.get(source_key(source.url))
    if entry is None:
        return source
    cited = source.accessed or published
    copy = entry.copy_near(cited.at.date() if cited else None)
    is_titled = source.has_own_title or not entry.title
    is_host = source.publisher in ("", host_of(source.url))
    return replace(
        source,
        title=source.title if is_titled else entry.title,
        has_own_title=source.has_own_title or bool(entry.title),
        publisher=(is_host and entry.publisher) or source.publisher,
        author=source.author or _names(entry.authors),
        date=source.date or _moment(entry.date),
        archive_url=source.archive_url or (copy.url if copy else ""),
        archived=source.archived if source.archive_url else _day(copy.day if copy else None),
        dead_since=_day(entry.since) if entry.dead else None,
    )


def _names(authors: Sequence[str]) -> str:
    listed = ", ".join(authors[:_MANY])
    return f"{listed} et al." if len(authors) > _MANY else listed


def _moment(date: str) -> Moment | None:
    """Return a date such as 2026, 2026-03 or 2026-03-04, or None."""
    precision = _PRECISIONS.get(len(date))
    if precision is None:
        return None
    try:
        day = datetime.date.fromisoformat(f"{date}-01-01"[:10])
    except ValueError:
        return None
    return Moment(_midnight(day), precision)


def _day(date: datetime.date | None) -> Moment | None:
    return Moment(_midnight(date)) if date else None


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def untitled_sources(briefs: Iterable[Brief]) -> Iterator[Diagnostic]:
    """Warn of briefs whose sources only the texts of links name.

    An author who describes some of them has made a choice, and two links are not yet a list.
    """
    for brief in briefs:
        if "sources" in brief.reported or any(each.has_own_title for each in brief.sources):
            continue
        untitled = [each for each in brief.sources if not _is_title(each.title)]
        if len(untitled) >= _LEAST_UNTITLED:
            yield Diagnostic(
                "untitled-sources",
                "the sources have no titles, so readers see the texts of the links",
                brief.location_of("sources" if "sources" in brief.spans else "title"),
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
