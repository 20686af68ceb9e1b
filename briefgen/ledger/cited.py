"""The sources that the briefs of a site cite, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from briefgen.model.content import Brief, Source
from briefgen.model.diagnostics import Location, Span
from briefgen.model.moments import Moment

_WEB: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Citing:
    """A brief that cites a source, and the day on which its author read it, if that is known."""

    brief: Brief
    source: Source

    @property
    def day(self) -> Moment | None:
        """When the source said what the brief says: when it was read, else the brief's date."""
        return self.source.accessed or self.brief.date


def cited_sources(briefs: Iterable[Brief]) -> dict[str, tuple[Citing, ...]]:
    """Return the briefs that cite each source on the web, by the source's URL."""
    cited: dict[str, list[Citing]] = {}
    for brief in briefs:
        for source in brief.sources:
            if source.url.startswith(_WEB):
                cited.setdefault(source.url, []).append(Citing(brief, source))
    return {url: tuple(all_of_them) for url, all_of_them in cited.items()}


class Places:
    """Where files name a URL. Keeps the files that it has read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[str, str] = {}

    def of(self, citing: Citing) -> Location:
        """Return the first place in a brief's file that names a source, or the brief's title."""
        text = self._text(citing.brief.path)
        for url in _spellings(citing.source.url):
            at = text.find(url)
            if at >= 0:
                line = text.count("\n", 0, at) + 1
                column = at - text.rfind("\n", 0, at)
                return Location(citing.brief.path, Span(line, column, len(url)))
        return citing.brief.location_of()

    def _text(self, path: str) -> str:
        if path not in self._texts:
            try:
                self._texts[path] = (self._root / path).read_bytes().decode(errors="replace")
            except OSError:
                self._texts[path] = ""
        return self._texts[path]


def _spellings(url: str) -> Iterator[str]:
    """Yield how an author may have written a URL that was normalized."""
    yield url
    yield unquote(url)
    yield url.split("://", 1)[-1].removeprefix("doi.org/")
