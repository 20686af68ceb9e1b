"""The problems of a text, reported at their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from briefgen.model.characters import references
from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.markdown.budget import MAX_LINES
from briefgen.read.markdown.dialect import MAX_NESTING
from briefgen.read.markdown.locate import Locator

# Reports of one code with a place of their own. Finding a place takes a search, so further reports
# are only counted.
_PLACED: Final = 100
# What leaves a URL in the text in place of a link or a frame. It is the only report on its line.
_LEAVES_URL: Final = frozenset({"removed-html", "stray-mark", "unknown-reference"})


class Reports:
    """The diagnostics of one text, in the order in which they are found."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self.diagnostics: list[Diagnostic] = []
        self._counts: Counter[str] = Counter()
        self._last: dict[str, Diagnostic] = {}

    def all(self) -> tuple[Diagnostic, ...]:
        """Return all diagnostics, except those of URLs that another one explains."""
        lines = {each.location.span.line for each in self.diagnostics if each.code in _LEAVES_URL}
        if not lines:
            return tuple(self.diagnostics)
        return tuple(
            each
            for each in self.diagnostics
            if each.code != "bare-url" or each.location.span.line not in lines
        )

    def at_words(self, code: str, message: str, words: str, hint: str) -> None:
        """Report a problem at the words that cause it."""
        self.with_search(code, message, lambda: self._locator.find(words), hint)

    def with_search(self, code: str, message: str, search: Callable[[], Span], hint: str) -> None:
        """Report a problem at a place that takes a search."""
        if self._counts[code] < _PLACED:
            self.at(code, message, search(), hint)
        else:
            self.diagnostics.append(self._last[code])

    def at(self, code: str, message: str, span: Span, hint: str) -> None:
        """Report a problem at a place."""
        self._counts[code] += 1
        self._last[code] = Diagnostic(code, message, self._locator.at(span), hint)
        self.diagnostics.append(self._last[code])

    def about_controls(self, text: str) -> None:
        """Report a reference to a character that no page may contain."""
        if match := references(text):
            message = f"removed `{match[0]}`, a character that is not allowed in a text"
            self.at_words("control-character", message, match[0], "remove it from the text")

    def too_long(self, lines: int) -> Diagnostic:
        """Return the diagnostic for a text with too many lines."""
        return Diagnostic(
            "too-large",
            f"the text has {lines:,} lines; briefgen reads up to {MAX_LINES:,}",
            self._locator.at(self._locator.line(MAX_LINES)),
            "split it into several files; data and code can go into separate files",
        )

    def too_much(self, line: int) -> Diagnostic:
        """Return the diagnostic for a text that takes too much work up to a line."""
        span = replace(self._locator.find_in([line, line + 1], ""), width=1)
        return Diagnostic(
            "too-large",
            "briefgen stops reading here: up to this line, the text has too much mark-up, or too"
            " many unclosed brackets",
            self._locator.at(span),
            "split the text into several files; data and code can go into separate files",
        )

    def too_deep(self, line: int) -> Diagnostic:
        """Return the diagnostic for nesting that is too deep."""
        span = self._locator.line(line) if line else self._locator.find("")
        return Diagnostic(
            "too-deep",
            f"quotations, lists or brackets are nested more than {MAX_NESTING} levels deep",
            self._locator.at(span),
            "use fewer levels",
        )
