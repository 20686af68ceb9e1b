"""The sources that a brief cites, and where.

One work is one source, however its URL is spelled; each link keeps its own URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from briefgen.model.addresses import host_of
from briefgen.model.content import Source
from briefgen.model.identity import near_source_key, source_key, without_tracking
from briefgen.read.markdown.destinations import normalized, plain_host

_MAX_TITLE: Final = 300


@dataclass(slots=True)
class _Cited:
    number: int
    url: str
    text: str = ""
    mentions: int = 0
    urls: set[str] = field(default_factory=set)
    anchors: list[str] = field(default_factory=list)

    def address(self, detail: Source | None) -> str:
        """Return the URL for the list of sources: that of the work, not of a place in it."""
        cleaned = without_tracking(self.url)
        if detail and cleaned != self.url:
            return normalized(detail.url)
        return cleaned if len(self.urls) > 1 else self.url


class SourceList:
    """Numbers the sources of a brief in the order in which they are first cited."""

    def __init__(self) -> None:
        self._cited: dict[str, _Cited] = {}
        self._numbered: list[_Cited] = []

    def cite(self, url: str, anchor: str = "") -> tuple[int, str]:
        """Record one mention of a source; return the source's number and the mention's anchor.

        `anchor` is the one that the mention already has, if any.
        """
        key = source_key(url)
        cited = self._cited.get(key)
        if cited is None:
            cited = self._cited[key] = _Cited(len(self._cited) + 1, url)
            self._numbered.append(cited)
        cited.mentions += 1
        cited.urls.add(url)
        anchor = anchor or f"cite-{cited.number}-{cited.mentions}"
        cited.anchors.append(anchor)
        return cited.number, anchor

    def forget(self, number: int, anchor: str) -> None:
        """Remove a mention that did not stay on the page."""
        self._numbered[number - 1].anchors.remove(anchor)

    def name(self, number: int, text: str) -> None:
        """Name a source with the text of a link to it; the first meaningful text stays."""
        cited = self._numbered[number - 1]
        words = " ".join(text.split())
        is_url = "." in words and " " not in words and source_key(words) == source_key(cited.url)
        if not cited.text and words and not is_url:
            cited.text = words[:_MAX_TITLE]

    def sources(self, details: Iterable[Source] = ()) -> tuple[Source, ...]:
        """Return all sources: the cited ones by number, then details that no link cites."""
        by_key = {source_key(detail.url): detail for detail in reversed(tuple(details))}
        all_sources = []
        for key, cited in self._cited.items():
            anchors = tuple(cited.anchors)
            detail = by_key.pop(key, None)
            title = cited.text or (detail and detail.publisher) or _short(cited.url)
            url = cited.address(detail)
            source = Source(cited.number, url, title, _host(url), mentions=anchors)
            all_sources.append(_detailed(source, detail) if detail else source)
        for number, detail in enumerate(reversed(by_key.values()), len(all_sources) + 1):
            all_sources.append(
                replace(
                    detail,
                    number=number,
                    title=detail.title or detail.publisher or _short(detail.url),
                    publisher=detail.publisher or host_of(detail.url),
                )
            )
        return tuple(all_sources)

    def uncited(self, details: Sequence[Source]) -> Iterator[int]:
        """Yield the details that no link cites."""
        for index, detail in enumerate(details):
            if source_key(detail.url) not in self._cited:
                yield index

    def doubtful(self, details: Sequence[Source]) -> Iterator[tuple[int, str]]:
        """Yield the details that no link cites, and the similar URL that a link does cite."""
        keys = [source_key(detail.url) for detail in details]
        if self._cited.keys() >= set(keys):
            return
        similar = {
            near_source_key(cited.url): cited.url
            for key, cited in self._cited.items()
            if key not in keys
        }
        for index, detail in enumerate(details):
            linked = similar.get(near_source_key(detail.url))
            if linked and keys[index] not in self._cited:
                yield index, linked


def repeated(details: Sequence[Source]) -> Iterator[tuple[int, int]]:
    """Yield the index of each detail that repeats a work, and the index of the first one."""
    first: dict[str, int] = {}
    for index, detail in enumerate(details):
        before = first.setdefault(source_key(detail.url), index)
        if before != index:
            yield index, before


def _detailed(source: Source, detail: Source) -> Source:
    return replace(
        detail,
        number=source.number,
        url=source.url,
        title=detail.title or source.title,
        publisher=detail.publisher or source.publisher,
        mentions=source.mentions,
    )


def _host(url: str) -> str:
    return plain_host(url) or host_of(url)


def _short(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:  # for example //[a
        return url
    return (host_of(url) + path.rstrip("/")) or url
