"""Which sources a brief cites, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from briefgen.model.addresses import host_of, source_key
from briefgen.model.content import Source

_MAX_TITLE: Final = 300


@dataclass(slots=True)
class _Cited:
    number: int
    url: str
    text: str = ""
    anchors: list[str] = field(default_factory=list)


class Citations:
    """Numbers the distinct URLs of a brief in the order in which they are cited."""

    def __init__(self) -> None:
        self._cited: dict[str, _Cited] = {}

    def cite(self, url: str) -> tuple[int, str]:
        """Record one citation; return the source's number and the anchor of this place."""
        key = source_key(url)
        cited = self._cited.setdefault(key, _Cited(len(self._cited) + 1, url))
        anchor = f"cite-{cited.number}-{len(cited.anchors) + 1}"
        cited.anchors.append(anchor)
        return cited.number, anchor

    def name(self, number: int, text: str) -> None:
        """Give a source the text of a link to it; the first text that says something stays."""
        cited = list(self._cited.values())[number - 1]
        words = " ".join(text.split())
        if not cited.text and words and source_key(words) != source_key(cited.url):
            cited.text = words[:_MAX_TITLE]

    def sources(self, details: Iterable[Source] = ()) -> tuple[Source, ...]:
        """Return all sources: the cited ones by number, then the details that nothing cites."""
        known = {source_key(detail.url): detail for detail in reversed(tuple(details))}
        found = []
        for key, cited in self._cited.items():
            detail = known.pop(key, None) or Source(0, cited.url, "")
            found.append(
                replace(
                    detail,
                    number=cited.number,
                    url=cited.url,
                    title=detail.title or cited.text or _short(cited.url),
                    publisher=detail.publisher or host_of(cited.url),
                    citations=tuple(cited.anchors),
                )
            )
        for number, detail in enumerate(reversed(known.values()), len(found) + 1):
            found.append(
                replace(
                    detail,
                    number=number,
                    title=detail.title or _short(detail.url),
                    publisher=detail.publisher or host_of(detail.url),
                )
            )
        return tuple(found)


def _short(url: str) -> str:
    parts = urlsplit(url)
    return (host_of(url) + parts.path.rstrip("/")) or url
