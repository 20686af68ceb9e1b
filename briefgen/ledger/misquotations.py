"""Whether the quotations of briefs occur in their sources, and where they do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from briefgen.cache import WORK_FOLDER
from briefgen.ledger.answers import Answer
from briefgen.ledger.learning import CheckResult
from briefgen.ledger.passages import SourceText
from briefgen.ledger.quotations import Quotation, quotations_in
from briefgen.ledger.source_texts import PageWords, SourceTexts, words_of
from briefgen.ledger.states import matches
from briefgen.model.config import SourcesConfig
from briefgen.model.content import Brief
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.text import Text

# `unknown`: the text of a source cannot be read, so nothing is said about the quotation.
Verdict = Literal["occurs", "missing", "unknown"]

_FRONT_MATTER: Final = re.compile(
    r"\A\ufeff?\s*---.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
_WORD: Final = re.compile(r"[^\W_]+")
_FIRST: Final = 6  # words by which a quotation is found in its file
_MARKS: Final = tuple("“”„«»‹›‘’‚「『\"'")


@dataclass(frozen=True, slots=True)
class Quoting:
    """A brief that quotes a source; `key` is the place in the front matter, or "" in the body."""

    brief: Brief
    quotation: Quotation
    key: str = ""

    def urls(self, *, nearby: bool = False) -> tuple[str, ...]:
        """Return the URLs of the sources beside the quotation, or of all in its paragraph."""
        numbers = self.quotation.nearby if nearby else self.quotation.sources
        by_number = {each.number: each.url for each in self.brief.sources}
        return tuple(by_number[each] for each in numbers if each in by_number)


def quotings(briefs: Iterable[Brief], texts: Mapping[str, Text]) -> Iterator[Quoting]:
    """Yield the quotations of briefs; `texts` has their bodies by path."""
    for brief in briefs:
        for index, highlight in enumerate(brief.highlights):
            for each in quotations_in(highlight.prose):
                yield Quoting(brief, each, f"highlights.{index}")
        for each in quotations_in(texts.get(brief.path, Text())):
            yield Quoting(brief, each)


class QuotationCheck:
    """A check of all quotations of a site. Keeps the texts of sources that it has read."""

    def __init__(self, root: Path, quotings: Iterable[Quoting], settings: SourcesConfig) -> None:
        self._root = root
        self._quotings = tuple(quotings)
        self._settings = settings
        self._texts = SourceTexts(root / WORK_FOLDER)
        self._sources: dict[str, tuple[SourceText, SourceText] | None] = {}
        self.urls = frozenset(url for each in self._quotings for url in each.urls(nearby=True))

    def unread(self) -> list[str]:
        """Return the sources that were never asked for their text."""
        return [url for url in sorted(self.urls) if self._texts.read(url) is None]

    def read(self, answer: Answer, result: CheckResult) -> None:
        """Keep the text of an answer, if a brief quotes it."""
        if answer.url in self.urls:
            self._texts.keep(answer.url, words_of(answer, result))

    def forget_others(self) -> None:
        """Delete the texts of sources that no brief quotes any more."""
        self._texts.drop_all_but(self.urls)

    def problems(self) -> Iterator[Diagnostic]:
        """Yield the quotations that do not occur in their sources."""
        places = _Places(self._root)
        for each, verdict in self._verdicts:
            if verdict == "missing":
                yield self._problem(each, places.of(each))

    def counts(self) -> Counter[Verdict]:
        """Return how many quotations have each verdict."""
        return Counter(verdict for _, verdict in self._verdicts)

    @cached_property
    def _verdicts(self) -> list[tuple[Quoting, Verdict]]:
        return [(each, self.verdict(each)) for each in self._quotings]

    def verdict(self, quoting: Quoting) -> Verdict:
        """Return whether a quotation occurs in a source beside it.

        One that occurs in another source of the same paragraph is not missing. If no link says
        that it is the source of the words, it is missing only where the source has similar ones:
        the link may be about something else.
        """
        words = quoting.quotation.words
        nearby = [self._source(url) for url in quoting.urls(nearby=True)]
        if any(source and any(text.has(words) for text in source) for source in nearby):
            return "occurs"
        beside = [self._source(url) for url in quoting.urls()]
        if not beside or not all(
            source and source[-1].is_in_language_of(words) for source in beside
        ):
            return "unknown"
        is_similar = any(source and source[0].nearest(words) for source in beside)
        return "missing" if quoting.quotation.is_attributed or is_similar else "unknown"

    def _source(self, url: str) -> tuple[SourceText, SourceText] | None:
        """Return the main text and the whole text of a source, or None if it cannot be judged."""
        if url not in self._sources:
            words = self._texts.read(url) or PageWords()
            is_exception = matches(url, (*self._settings.ignore, *self._settings.accept))
            is_read = words.main and not is_exception
            texts = (SourceText(words.main), SourceText(words.all_words)) if is_read else None
            self._sources[url] = texts
        return self._sources[url]

    def _problem(self, quoting: Quoting, location: Location) -> Diagnostic:
        url = quoting.urls()[0]
        source = self._source(url)
        nearest = source[0].nearest(quoting.quotation.words) if source else ""
        nearest_text = (
            f"the nearest passage is: “{nearest}”" if nearest else "it has no similar passage"
        )
        hint = (
            f"{nearest_text}\ncorrect the quotation or its link; put […] where words are left out,"
            " and [brackets] around changed ones"
        )
        return Diagnostic(
            "unknown-quotation", f"{url} does not contain this quotation", location, hint
        )


class _Places:
    """Where quotations are in the files of briefs. Keeps the files that it has read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[str, str] = {}

    def of(self, quoting: Quoting) -> Location:
        """Return the place of a quotation, up to the end of its line."""
        brief, text = quoting.brief, self._text(quoting.brief.path)
        words = _WORD.findall(quoting.quotation.text)[:_FIRST]
        pattern = re.compile(r"[\W_]{1,40}".join(map(re.escape, words)))
        head = _FRONT_MATTER.match(text)
        match = pattern.search(text, head.end() if head and not quoting.key else 0)
        if match is None:
            return brief.location_of(quoting.key or "title")
        begin = match.start() - text[: match.start()].endswith(_MARKS)
        line = text.count("\n", 0, begin) + 1
        start = text.rfind("\n", 0, begin) + 1
        end = text.find("\n", begin)
        width = (end if end >= 0 else len(text)) - begin
        width_in_line = min(width, len(quoting.quotation.text) + 2)
        return Location(brief.path, Span(line, begin - start + 1, width_in_line))

    def _text(self, path: str) -> str:
        if path not in self._texts:
            try:
                text = (self._root / path).read_bytes().decode("utf-8-sig", errors="replace")
            except OSError:
                text = ""
            self._texts[path] = text.replace("\r\n", "\n").replace("\r", "\n")
        return self._texts[path]
