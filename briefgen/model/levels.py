"""The level that a site gives to each kind of problem: error, warning or off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from briefgen.model.codes import CODES, Severity, may_be_lowered
from briefgen.model.diagnostics import Diagnostic

Level = Literal["error", "warning", "off"]
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "off")


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels that site.yaml gives to codes, and the codes that each file turns off.

    They are applied once, when the diagnostics of a build are collected, so cached files and
    plans do not depend on them. If `is_editorial`, editorial codes without a level are reported
    too.
    """

    codes: Mapping[str, Level] = field(default_factory=dict)
    off: Mapping[str, Collection[str]] = field(default_factory=dict)
    is_editorial: bool = False

    @property
    def wants_editorial(self) -> bool:
        """Whether any editorial code may be reported."""
        return self.is_editorial or any(
            CODES[code].is_editorial and level != "off"
            for code, level in self.codes.items()
            if code in CODES
        )

    def applied(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return the diagnostics with their levels, without those that are off."""
        return tuple(filter(None, map(self._applied, diagnostics)))

    def _applied(self, diagnostic: Diagnostic) -> Diagnostic | None:
        code = diagnostic.code
        level = self.codes.get(code)
        is_off = level == "off" or code in self.off.get(diagnostic.location.path, ())
        if is_off and may_be_lowered(code):
            return None
        if level is None and CODES[code].is_editorial and not self.is_editorial:
            return None
        if level is None or level == "off" or is_refused(code, level):
            return diagnostic
        return replace(diagnostic, level=Severity(level))


@dataclass(frozen=True, slots=True)
class FileProblems:
    """The problems of one file, and the codes that it turns off for itself."""

    diagnostics: tuple[Diagnostic, ...] = ()
    off: tuple[str, ...] = ()


def is_refused(code: str, level: Level) -> bool:
    """Whether a level is lower than the code allows."""
    return LEVELS.index(level) > _own(code) and not may_be_lowered(code)


def _own(code: str) -> int:
    return LEVELS.index(CODES[code].severity.value)
