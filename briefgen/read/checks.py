"""The levels that authors set for problem codes, in site.yaml and in front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefgen.model.codes import CODES
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.levels import Level, is_refused
from briefgen.read.unknown_keys import did_you_mean
from briefgen.read.yaml_document import Document

_KEY = "checks"


def level_problems(document: Document, levels: Mapping[str, Level]) -> Iterator[Diagnostic]:
    """Yield the problems of the codes and levels under `checks`."""
    for code, level in levels.items():
        if code not in CODES:
            yield Diagnostic(
                "wrong-value",
                f"unknown problem code `{code}`",
                document.key_at([_KEY, code]),
                did_you_mean(code, CODES, otherwise="docs/problems.md lists all codes"),
            )
        elif is_refused(code, level):
            change = "be turned off" if level == "off" else "be made a warning"
            yield Diagnostic(
                "wrong-value",
                f"`{code}` cannot {change}: {_reason(code)}",
                document.value_at([_KEY, code]),
                f"remove the line, and fix what `{code}` reports",
            )


def _reason(code: str) -> str:
    if CODES[code].severity.value == "warning":
        return "it reports links that could run code"
    return "a site with this problem cannot be published correctly"
