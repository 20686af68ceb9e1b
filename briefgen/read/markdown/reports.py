"""What is wrong with a text, said at its place."""

from __future__ import annotations

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.markdown.dialect import MAX_NESTING
from briefgen.read.markdown.locate import Locator


class Reports:
    """The diagnostics of one text, as they are found."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self.found: list[Diagnostic] = []

    def about(self, code: str, message: str, words: str, hint: str) -> None:
        """Report a problem at the words that it is about."""
        self.at(code, message, self._locator.find(words), hint)

    def at(self, code: str, message: str, span: Span, hint: str) -> None:
        """Report a problem at a place."""
        self.found.append(Diagnostic(code, message, self._locator.at(span), hint))

    def too_deep(self, line: int) -> Diagnostic:
        """Return the diagnostic for nesting without measure."""
        span = self._locator.line(line) if line else self._locator.find("")
        return Diagnostic(
            "too-deep",
            f"quotations, lists or brackets are nested deeper than {MAX_NESTING} levels",
            self._locator.at(span),
            "flatten them",
        )
