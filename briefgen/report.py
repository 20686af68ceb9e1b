"""Diagnostics as words on a screen, and in the formats of other programs."""

from __future__ import annotations

import json
import os
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import click

from briefgen import __version__
from briefgen.model.codes import CODES, Severity
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.render.sources import THEME

_WIDTH: Final = 96
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp")  # they have no lines
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def as_text(
    diagnostics: Iterable[Diagnostic],
    root: Path,
    *,
    colour: bool = False,
    start: Path | None = None,
) -> str:
    """Return each problem with its line, a caret under the place, and what to do.

    Paths are relative to the site in `root`, or to `start` if it is given.
    """
    excerpt = Excerpts(root)
    return "\n".join(
        _one(each, excerpt, _shown(each.location.path, root, start), colour=colour)
        for each in diagnostics
    )


def as_json(diagnostics: Iterable[Diagnostic], root: Path) -> str:  # noqa: ARG001 - one signature
    """Return a JSON array of the problems."""
    return json.dumps([_plain(diagnostic) for diagnostic in diagnostics], indent=2) + "\n"


def as_github(diagnostics: Iterable[Diagnostic], root: Path) -> str:  # noqa: ARG001
    """Return workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(
        f"::{d.severity.value} file={_property(d.location.path)},line={d.location.span.line},"
        f"col={d.location.span.column},title={_property(d.code)}::{_data(_sentence(d))}\n"
        for d in diagnostics
    )


def as_sarif(diagnostics: Iterable[Diagnostic], root: Path) -> str:  # noqa: ARG001
    """Return a SARIF 2.1.0 log (OASIS standard)."""
    driver = {
        "name": "briefgen",
        "version": __version__,
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": about.meaning},
                "defaultConfiguration": {"level": about.severity.value},
            }
            for code, about in CODES.items()
        ],
    }
    results = [
        {
            "ruleId": d.code,
            "level": d.severity.value,
            "message": {"text": _sentence(d)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(d.location.path)},
                        "region": {
                            "startLine": d.location.span.line,
                            "startColumn": d.location.span.column,
                            "endColumn": d.location.span.column + d.location.span.width,
                        },
                    }
                }
            ],
        }
        for d in diagnostics
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }
    return json.dumps(log, indent=2) + "\n"


FORMATS: Final[Mapping[str, Callable[[Iterable[Diagnostic], Path], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def count(diagnostics: Iterable[Diagnostic]) -> str:
    """Return `2 errors, 1 warning`, or the empty string."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    parts = []
    for severity in Severity:
        number = severities.count(severity)
        if number:
            parts.append(f"{number} {severity.value}{'' if number == 1 else 's'}")
    return ", ".join(parts)


def _one(diagnostic: Diagnostic, excerpts: Excerpts, path: str, *, colour: bool) -> str:
    def paint(text: str, **style: Any) -> str:
        return click.style(text, **style) if colour else text

    span = diagnostic.location.span
    hue = _COLOURS[diagnostic.severity]
    head = f"{path}:{span.line}:{span.column}: "
    word = f"{diagnostic.severity.value}: "
    lines = [
        paint(_visible(head), bold=True)
        + paint(word, fg=hue, bold=True)
        + _visible(diagnostic.message)
        + paint(f" [{diagnostic.code}]", dim=True)
    ]
    excerpt = excerpts.show(diagnostic.location)
    if excerpt:
        text, offset, width = excerpt
        gutter = str(span.line)
        lines.append(f"  {gutter} | {text}")
        lines.append(f"  {' ' * len(gutter)} | " + " " * offset + paint("^" * width, fg=hue))
    for index, hint in enumerate(diagnostic.hint.split("\n") if diagnostic.hint else ()):
        lines.append(("  = " if index == 0 else "    ") + _visible(hint))
    return "\n".join(lines) + "\n"


def _shown(path: str, root: Path, start: Path | None) -> str:
    """Return the path of a file of the site as it is found from `start`."""
    file = root / path
    if start is None or not file.exists():  # it may be the theme's, or in the output
        return path
    return Path(os.path.relpath(file, start)).as_posix()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a file, cut to the screen: what stands before the place, there, and after it."""

    before: str
    marked: str
    after: str


class Excerpts:
    """The lines of files, each file read once."""

    def __init__(self, root: Path) -> None:
        self._lines = cache(lambda path: _lines_of(root, path))

    def cut(self, location: Location) -> Excerpt | None:
        """Return the line of a place, or None if there is nothing to show."""
        lines = self._lines(location.path)
        number = location.span.line - 1
        if number >= len(lines) or not lines[number].strip():
            return None
        line, start = lines[number], location.span.column - 1
        end = min(start + location.span.width, max(len(line), start + 1))
        first = 0 if start < _WIDTH * 2 // 3 else start - _WIDTH // 3
        last = first + _WIDTH
        return Excerpt(
            ("…" if first else "") + _visible(line[first:start]),
            _visible(line[start : min(end, last)]),
            _visible(line[min(end, last) : last]) + ("…" if last < len(line) else ""),
        )

    def show(self, location: Location) -> tuple[str, int, int] | None:
        """Return the line, and the caret's offset and width in columns."""
        cut = self.cut(location)
        if cut is None:
            return None
        width = max(_columns(cut.marked), 1)
        return cut.before + cut.marked + cut.after, _columns(cut.before), width


@dataclass(frozen=True, slots=True)
class Failure:
    """A bug of briefgen that ended a build or an answer: in a line, and in full."""

    summary: str
    traceback: str


def failure(error: BaseException) -> Failure:
    """Return what to say of an exception that no code expected."""
    return Failure(
        f"briefgen failed: {type(error).__name__}: {error}",
        "".join(traceback.format_exception(error)),
    )


def _lines_of(root: Path, path: str) -> list[str]:
    if path.lower().endswith(_PICTURES):
        return []
    file = (THEME.parent if path.startswith("theme/") else root) / path
    try:
        # A pipe would make us wait for ever, and a link may lead to what is nobody's business.
        if file.is_symlink() or not file.is_file():
            return []
        with file.open("rb") as opened:
            data = opened.read(8_000_000)
    except (OSError, ValueError):
        return []
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _visible(text: str) -> str:
    """Keep control characters from moving the cursor or colouring the screen."""
    return "".join(
        " " if c == "\t" else "�" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text
    )


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)
    return len(text) + wide - marks


def _sentence(diagnostic: Diagnostic) -> str:
    hint = f" — {diagnostic.hint}" if diagnostic.hint else ""
    return f"{diagnostic.message}{hint}"


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.location.span
    return {
        "path": diagnostic.location.path,
        "line": span.line,
        "column": span.column,
        "end_column": span.column + span.width,
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415

    return quote(path)
