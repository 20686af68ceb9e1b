"""Problems that an author can cause, as values.

No stage raises or logs such a problem: it returns a :class:`Checked` value, so that one run
reports all there is to mend. Exceptions are for our own bugs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, Literal, TypeVar

from briefgen.model.codes import CODES, Severity

MOST = 50  # diagnostics of one code in one file: nobody reads more

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
    """A name to look for: what is most like `wanted` among the site's files, URLs or anchors.

    The search takes time, so it is done for the problems that are shown, and once for each name.
    Anchors are those of the file `page`.
    """

    among: Literal["files", "urls", "anchors"]
    wanted: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: what is wrong (`message`), where, and what to do (`hint`).

    Where a name may be misspelt, `nearest` says what to look for; `hint` then is what to do if
    nothing is like it. `level` is the site's own choice, where it has made one.
    """

    code: str
    message: str
    location: Location
    hint: str = ""
    nearest: Nearest | None = None
    level: Severity | None = None

    @property
    def severity(self) -> Severity:
        """Whether the problem stops publication: as the site says, or as its code says."""
        return self.level or CODES[self.code].severity

    @property
    def is_error(self) -> bool:
        """True if nothing may be published while the problem is there."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Checked(Generic[T_co]):
    """A stage's value with the diagnostics it gave rise to.

    `value` is None only where nothing usable could be made; then there is an error among
    the diagnostics.
    """

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the diagnostics stops publication."""
    return any(diagnostic.is_error for diagnostic in diagnostics)


def capped(diagnostics: Iterable[Diagnostic], most: int = MOST) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of one file with at most so many of a code, and how many more."""
    shown: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        shown.setdefault(diagnostic.code, []).append(diagnostic)
    return tuple(chain.from_iterable(_capped(each, most) for each in shown.values()))


def _capped(alike: Sequence[Diagnostic], most: int) -> Sequence[Diagnostic]:
    if len(alike) <= most:
        return alike
    last = alike[most]
    more = Diagnostic(
        last.code,
        f"{len(alike) - most:,} more of these are in this file",
        last.location,
        "correct those above, and look again",
    )
    return (*alike[:most], more)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort the distinct diagnostics by file and place, as a person mends them."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.location, d.code, d.message)))
