"""Problems that an author can cause, as values.

Stages do not raise or log such problems. They return a :class:`Checked` value, so that one run
reports everything there is to fix. Exceptions are for bugs in briefgen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, Literal, TypeVar

from briefgen.model.codes import CODES, Severity

MOST = 50  # diagnostics of one code in one file

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text: line and column from 1, width in characters."""

    line: int = 1
    column: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; `path` is relative to the site's folder, with forward slashes."""

    path: str
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class Nearest:
    """A search for the name most like `name` among the site's files, data, URLs or anchors.

    The search is slow, so it runs only for problems that are shown, and once for each name.
    Anchors are those of the file `page`.
    """

    among: Literal["files", "data", "urls", "anchors"]
    name: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: what is wrong (`message`), where, and what to do (`hint`).

    If a name may be misspelt, `nearest` says what to search for, and `hint` applies if nothing
    similar exists. `level` is the level that the site chose, if any.
    """

    code: str
    message: str
    location: Location
    hint: str = ""
    nearest: Nearest | None = None
    level: Severity | None = None

    @property
    def severity(self) -> Severity:
        """The level that the site chose, or else the severity of the code."""
        return self.level or CODES[self.code].severity

    @property
    def is_error(self) -> bool:
        """Whether the problem stops publication."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """The value that a stage returns, with its diagnostics.

    `value` is None only if there is nothing usable; the diagnostics then include an error.
    """

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the diagnostics stops publication."""
    return any(diagnostic.is_error for diagnostic in diagnostics)


def capped(diagnostics: Iterable[Diagnostic], most: int = MOST) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of one file: at most `most` of each code, and a count of the rest."""
    by_code: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_code.setdefault(diagnostic.code, []).append(diagnostic)
    return tuple(chain.from_iterable(_capped(each, most) for each in by_code.values()))


def _capped(diagnostics: Sequence[Diagnostic], most: int) -> Sequence[Diagnostic]:
    if len(diagnostics) <= most:
        return diagnostics
    last = diagnostics[most]
    rest = Diagnostic(
        last.code,
        f"{len(diagnostics) - most:,} more problems of this kind in this file",
        last.location,
        "fix the ones above, then check again",
    )
    return (*diagnostics[:most], rest)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort the distinct diagnostics by file and place, the order in which an author fixes them."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.location, d.code, d.message)))
