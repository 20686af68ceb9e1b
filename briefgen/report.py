"""Diagnostics as words on a screen, and in the formats of other programs."""

from __future__ import annotations

import json
import os
import re
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import click

from briefgen import __version__
from briefgen.model.codes import CODES, Severity
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.render.sources import THEME

_WIDTH: Final = 96
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp")  # they have no lines
_APART: Final = 3  # places up to which the same mistake is shown in each
_NAMED: Final = 3  # places that are named of a mistake in many
_MOST_OF_A_CODE: Final = 20
_HANDFUL: Final = 5
_LINK: Final = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
# In the wheel, and in a clone of the repository.
_PROBLEMS: Final = (
    Path(__file__).with_name("problems.md"),
    Path(__file__).parents[1] / "docs" / "problems.md",
)
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@dataclass(frozen=True, slots=True)
class Group:
    """Problems that are one mistake to their author: the first of them, and where all are."""

    first: Diagnostic
    places: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person is shown: groups in their order, and how many of a code are left out."""

    groups: tuple[Group, ...]
    left_out: Mapping[str, int]


def grouped(diagnostics: Iterable[Diagnostic], *, everything: bool = False) -> Shown:
    """Return what is shown of problems: warnings, then errors, which are so next to the prompt.

    The same code with the same message is the same mistake; in more than three places it is shown
    once. Of one code at most twenty mistakes are shown. `everything` shows each by itself.
    """
    mistakes: dict[tuple[bool, str, str], list[Diagnostic]] = {}
    for each in diagnostics:
        mistakes.setdefault((each.is_error, each.code, each.message), []).append(each)
    groups: list[Group] = []
    left_out: dict[str, int] = {}
    shown: Counter[str] = Counter()
    for (_, code, _), members in mistakes.items():
        if not everything and shown[code] == _MOST_OF_A_CODE:
            left_out[code] = left_out.get(code, 0) + len(members)
            continue
        shown[code] += 1
        if everything or len(members) <= _APART:
            groups += [Group(each, (each.location,)) for each in members]
        else:
            groups.append(Group(members[0], tuple(each.location for each in members)))
    groups.sort(key=lambda group: (group.first.is_error, group.first.location, group.first.code))
    return Shown(tuple(groups), left_out)


def with_hints(
    diagnostics: Sequence[Diagnostic],
    hint: Callable[[Diagnostic], str],
    *,
    everything: bool = False,
    also: Iterable[Diagnostic] = (),
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics; those that are shown have the hints that had to be looked for.

    `also` are those that are shown in another place than the terminal.
    """
    if not any(each.nearest for each in diagnostics):
        return tuple(diagnostics)
    groups = grouped(diagnostics, everything=everything).groups
    shown = {*also, *(group.first for group in groups)}
    return tuple(
        replace(each, hint=hint(each), nearest=None) if each.nearest and each in shown else each
        for each in diagnostics
    )


def as_text(
    diagnostics: Iterable[Diagnostic],
    root: Path,
    *,
    colour: bool = False,
    everything: bool = False,
    start: Path | None = None,
) -> str:
    """Return each mistake with its line, a caret under the place, and what to do.

    Paths are relative to the site in `root`, or to `start` if it is given.
    """
    excerpts = Excerpts(root)
    seen = partial(_seen_from, root=root, start=start)
    shown = grouped(diagnostics, everything=everything)
    parts = [_one(group, excerpts, seen, colour=colour) for group in shown.groups]
    left_out = [
        f"… and {number:,} more [{code}]: see them with --all\n"
        for code, number in sorted(shown.left_out.items())
    ]
    parts += ["".join(left_out)] if left_out else []
    return "\n".join(parts)


def table(diagnostics: Sequence[Diagnostic]) -> str:
    """Return how many problems there are of each code, or "" where that is seen at a glance."""
    counts = Counter((each.is_error, each.code, each.severity.value) for each in diagnostics)
    if len(diagnostics) <= _HANDFUL or len(counts) < 2:
        return ""
    wide = max(len(f"{number:,}") for number in counts.values())
    longest = max(len(code) for _, code, _ in counts)
    lines = [
        f"  {number:>{wide},} {_plural(severity, number):<8}  {code:<{longest}}"
        f"  {CODES[code].meaning}"
        for (_, code, severity), number in sorted(counts.items())
    ]
    return "\n".join([*lines, "  What a code means: briefgen explain CODE"]) + "\n"


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


def explanations() -> str:
    """Return the documentation's page of problems, in Markdown."""
    return next(path for path in _PROBLEMS if path.is_file()).read_text(encoding="utf-8")


def explanation(code: str) -> str:
    """Return what the documentation says of a code, for a terminal."""
    sections = re.split(r"^#+ (.*)\n", explanations(), flags=re.MULTILINE)
    text = dict(zip(sections[1::2], sections[2::2], strict=True))[code]
    return f"{code}\n\n{_LINK.sub(_linked, text.strip())}\n"


def _linked(link: re.Match[str]) -> str:
    """Return the words of a link, with its address where that leads out of the documentation."""
    words, address = link.groups()
    return f"{words} ({address})" if address.startswith("https://") else words


def codes_and_meanings() -> str:
    """Return a line for each code."""
    wide = max(map(len, CODES))
    return "".join(
        f"{code:<{wide}}  {about.severity.value:<7}  {about.meaning}\n"
        for code, about in CODES.items()
    )


def no_such_code(word: str) -> str:
    """Say that a word is no code, and which was meant."""
    near = get_close_matches(word.strip("[]").casefold(), CODES, n=1)
    return f"no code is called {word}" + (f"; did you mean {near[0]}?" if near else "")


def count(diagnostics: Iterable[Diagnostic]) -> str:
    """Return `2 errors, 1 warning`, or the empty string."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    parts = []
    for severity in Severity:
        number = severities.count(severity)
        if number:
            parts.append(f"{number:,} {_plural(severity.value, number)}")
    return ", ".join(parts)


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def _one(group: Group, excerpts: Excerpts, shown: Callable[[str], str], *, colour: bool) -> str:
    diagnostic = group.first
    path = shown(diagnostic.location.path)

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
    if len(group.places) > 1:
        lines.append(_visible(_elsewhere(group.places, shown)))
    return "\n".join(lines) + "\n"


def _elsewhere(places: Sequence[Location], shown: Callable[[str], str]) -> str:
    """Say how often a mistake was made, and where else."""
    files = len({place.path for place in places})
    where = (
        f"{len(places):,} places" if files == 1 else f"{len(places):,} places in {files:,} files"
    )
    others = ", ".join(f"{shown(each.path)}:{each.span.line}" for each in places[1:_NAMED])
    return f"  + in {where}, also {others} (--all shows each)"


def _seen_from(path: str, root: Path, start: Path | None) -> str:
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
