"""Read a text without blocks, with either parser."""

from __future__ import annotations

from briefgen.read.markdown import compiled, reference
from briefgen.read.markdown.budget import TEXT, Budget
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.events import Phrases


def read_line(text: str, dialect: Dialect, budget: Budget) -> tuple[Phrases, bool]:
    """Return a text as phrases, and whether characters that no page may contain were removed.

    Raises Exhausted or RecursionError.
    """
    budget.spend(TEXT)
    is_plain = dialect.compiled and not dialect.has_maths(text)
    phrases = compiled.read_line(text, dialect) if is_plain else None
    return (phrases, False) if phrases else reference.read_line(text, dialect, budget)
