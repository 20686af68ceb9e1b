"""What is wrong with a text, said at its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.markdown.budget import MAX_LINES
from briefgen.read.markdown.dialect import MAX_NESTING
from briefgen.read.markdown.locate import Locator

# Of one code. What goes beyond is only counted: nobody reads it, and its place takes a search.
_PLACED: Final = 100


class Reports:
    """The diagnostics of one text, as they are found."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self.found: list[Diagnostic] = []
        self._counts: Counter[str] = Counter()
        self._last: dict[str, Diagnostic] = {}

    def about(self, code: str, message: str, words: str, hint: str) -> None:
        """Report a problem at the words that it is about."""
        if self._counts[code] < _PLACED:
            self.at(code, message, self._locator.find(words), hint)
        else:
            self.found.append(self._last[code])

    def at(self, code: str, message: str, span: Span, hint: str) -> None:
        """Report a problem at a place."""
        self._counts[code] += 1
        self._last[code] = Diagnostic(code, message, self._locator.at(span), hint)
        self.found.append(self._last[code])

    def too_long(self, lines: int) -> Diagnostic:
        """Return the diagnostic for a text of too many lines."""
        return Diagnostic(
            "too-large",
            f"the text has {lines:,} lines; briefgen reads up to {MAX_LINES:,}",
            self._locator.at(self._locator.line(MAX_LINES)),
            "divide it into several files; data and code can be a file beside it",
        )

    def too_much(self, line: int) -> Diagnostic:
        """Return the diagnostic for a text that takes too much work from a line on."""
        span = replace(self._locator.find_in([line, line + 1], ""), width=1)
        return Diagnostic(
            "too-large",
            "briefgen stops reading here: up to this line the text has more mark-up, or more"
            " brackets that never close, than it follows",
            self._locator.at(span),
            "divide the text into several files; data and code can be a file beside it",
        )

    def too_deep(self, line: int) -> Diagnostic:
        """Return the diagnostic for nesting without measure."""
        span = self._locator.line(line) if line else self._locator.find("")
        return Diagnostic(
            "too-deep",
            f"quotations, lists or brackets are nested deeper than {MAX_NESTING} levels",
            self._locator.at(span),
            "flatten them",
        )
