"""Format diagnostics for the terminal and for other programs."""

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
from briefgen.model.codes import CODES, CONFIDENTIAL, Severity
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.render.sources import THEME

_WIDTH: Final = 96
_IMAGES: Final = (".jpg", ".jpeg", ".png", ".webp")  # binary files have no lines to show
_APART: Final = 3  # in more places than this, a problem is shown once
_NAMED: Final = 3  # places that are named of such a problem
_MOST_OF_A_CODE: Final = 20
_HANDFUL: Final = 5
_LINK: Final = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
# In the installed package, and in a clone of the repository.
_PROBLEMS: Final = (
    Path(__file__).with_name("problems.md"),
    Path(__file__).parents[1] / "docs" / "problems.md",
)
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@dataclass(frozen=True, slots=True)
class Group:
    """Problems with the same code and message: the first one, and the places of all."""

    first: Diagnostic
    places: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """What to show in a terminal: groups in order, and how many of each code are left out."""

    groups: tuple[Group, ...]
    left_out: Mapping[str, int]


def grouped(diagnostics: Iterable[Diagnostic], *, everything: bool = False) -> Grouped:
    """Return the problems to show: warnings first, so that errors are next to the prompt.

    Problems with the same code and message in more than three places are shown once. At most
    twenty different messages are shown for each code. `everything` shows each problem.
    """
    by_message: dict[tuple[bool, str, str], list[Diagnostic]] = {}
    for each in diagnostics:
        by_message.setdefault((each.is_error, each.code, each.message), []).append(each)
    groups: list[Group] = []
    left_out: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for (_, code, _), members in by_message.items():
        if not everything and counts[code] == _MOST_OF_A_CODE:
            left_out[code] = left_out.get(code, 0) + len(members)
            continue
        counts[code] += 1
        if everything or len(members) <= _APART:
            groups += [Group(each, (each.location,)) for each in members]
        else:
            groups.append(Group(members[0], tuple(each.location for each in members)))
    groups.sort(key=lambda group: (group.first.is_error, group.first.location, group.first.code))
    return Grouped(tuple(groups), left_out)


def with_hints(
    diagnostics: Sequence[Diagnostic],
    hint: Callable[[Diagnostic], str],
    *,
    everything: bool = False,
    elsewhere: Iterable[Diagnostic] = (),
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics, and search for suggestions only for those that are shown.

    `elsewhere` are diagnostics that are shown somewhere else than in the terminal.
    """
    if not any(each.nearest for each in diagnostics):
        return tuple(diagnostics)
    groups = grouped(diagnostics, everything=everything).groups
    displayed = {*elsewhere, *(group.first for group in groups)}
    return tuple(
        replace(each, hint=hint(each), nearest=None) if each.nearest and each in displayed else each
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
    """Return each problem with its line, a caret under the place, and its hint.

    Paths are relative to the site in `root`, or to `start` if given.
    """
    excerpts = Excerpts(root)
    relative = partial(_relative_path, root=root, start=start)
    groups = grouped(diagnostics, everything=everything)
    parts = [_one(group, excerpts, relative, colour=colour) for group in groups.groups]
    left_out = [
        f"… and {number:,} more [{code}]: use --all to show them\n"
        for code, number in sorted(groups.left_out.items())
    ]
    parts += ["".join(left_out)] if left_out else []
    return "\n".join(parts)


def table(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a table of counts by code, or "" if there are few problems or one code."""
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
    return "\n".join([*lines, "  For details of a code, run: briefgen explain CODE"]) + "\n"


def as_json(diagnostics: Iterable[Diagnostic], root: Path) -> str:  # noqa: ARG001 - one signature
    """Return a JSON array of the problems."""
    return json.dumps([_plain(diagnostic) for diagnostic in diagnostics], indent=2) + "\n"


def as_github(diagnostics: Iterable[Diagnostic], root: Path) -> str:  # noqa: ARG001
    """Return workflow commands, which GitHub shows as annotations on a pull request."""
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
                "shortDescription": {"text": details.meaning},
                "defaultConfiguration": {"level": details.severity.value},
            }
            for code, details in CODES.items()
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
    """Return docs/problems.md."""
    return next(path for path in _PROBLEMS if path.is_file()).read_text(encoding="utf-8")


def explanation(code: str) -> str:
    """Return the section of docs/problems.md about a code, as plain text."""
    sections = re.split(r"^#+ (.*)\n", explanations(), flags=re.MULTILINE)
    text = dict(zip(sections[1::2], sections[2::2], strict=True))[code]
    return f"{code}\n\n{_LINK.sub(_linked, text.strip())}\n"


def _linked(link: re.Match[str]) -> str:
    """Return the text of a link, followed by its URL if that is outside the documentation."""
    words, address = link.groups()
    return f"{words} ({address})" if address.startswith("https://") else words


def codes_and_meanings() -> str:
    """Return one line for each code."""
    wide = max(map(len, CODES))
    return "".join(
        f"{code:<{wide}}  {details.severity.value:<7}  {details.meaning}\n"
        for code, details in CODES.items()
    )


def no_such_code(word: str) -> str:
    """Say that a code does not exist, and suggest the nearest one."""
    similar = get_close_matches(word.strip("[]").casefold(), CODES, n=1)
    return f"there is no code `{word}`" + (f"; did you mean `{similar[0]}`?" if similar else "")


def count(diagnostics: Iterable[Diagnostic]) -> str:
    """Return for example `2 errors, 1 warning`, or the empty string."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    parts = []
    for severity in Severity:
        number = severities.count(severity)
        if number:
            parts.append(f"{number:,} {_plural(severity.value, number)}")
    return ", ".join(parts)


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def _one(group: Group, excerpts: Excerpts, relative: Callable[[str], str], *, colour: bool) -> str:
    diagnostic = group.first
    path = relative(diagnostic.location.path)

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
    excerpt = excerpts.show(diagnostic)
    if excerpt:
        text, offset, width = excerpt
        gutter = str(span.line)
        lines.append(f"  {gutter} | {text}")
        lines.append(f"  {' ' * len(gutter)} | " + " " * offset + paint("^" * width, fg=hue))
    for index, hint in enumerate(diagnostic.hint.split("\n") if diagnostic.hint else ()):
        lines.append(("  = " if index == 0 else "    ") + _visible(hint))
    if len(group.places) > 1:
        lines.append(_visible(_elsewhere(group.places, relative)))
    return "\n".join(lines) + "\n"


def _elsewhere(places: Sequence[Location], relative: Callable[[str], str]) -> str:
    """Say how often a problem occurs, and where else."""
    files = len({location.path for location in places})
    extent = (
        f"{len(places):,} places" if files == 1 else f"{len(places):,} places in {files:,} files"
    )
    others = ", ".join(f"{relative(each.path)}:{each.span.line}" for each in places[1:_NAMED])
    return f"  + in {extent}, including {others} (use --all to show each)"


def _relative_path(path: str, root: Path, start: Path | None) -> str:
    """Return the path of one of the site's files relative to `start`."""
    file = root / path
    if start is None or not file.exists():  # a file of the theme or of the output directory
        return path
    return Path(os.path.relpath(file, start)).as_posix()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a file, cut to fit: the text before the place, at it, and after it."""

    before: str
    marked: str
    after: str


class Excerpts:
    """The lines of files. Each file is read once."""

    def __init__(self, root: Path) -> None:
        self._lines = cache(lambda path: _lines_of(root, path))

    def cut(self, diagnostic: Diagnostic) -> Excerpt | None:
        """Return the line of a problem, or None if there is nothing to show."""
        location = diagnostic.location
        lines = self._lines(location.path)
        number = location.span.line - 1
        if number >= len(lines) or not lines[number].strip():
            return None
        line, start = lines[number], location.span.column - 1
        end = min(start + location.span.width, max(len(line), start + 1))
        if diagnostic.code in CONFIDENTIAL:
            return Excerpt("", _visible(line[start:end]), ": …")
        first = 0 if start < _WIDTH * 2 // 3 else start - _WIDTH // 3
        last = first + _WIDTH
        return Excerpt(
            ("…" if first else "") + _visible(line[first:start]),
            _visible(line[start : min(end, last)]),
            _visible(line[min(end, last) : last]) + ("…" if last < len(line) else ""),
        )

    def show(self, diagnostic: Diagnostic) -> tuple[str, int, int] | None:
        """Return the line, and the offset and width of the caret in columns."""
        cut = self.cut(diagnostic)
        if cut is None:
            return None
        width = max(_columns(cut.marked), 1)
        return cut.before + cut.marked + cut.after, _columns(cut.before), width


@dataclass(frozen=True, slots=True)
class Failure:
    """A bug in briefgen that ended a build or a request: a one-line summary and a traceback."""

    summary: str
    traceback: str


def failure(error: BaseException) -> Failure:
    """Return the report of an unexpected exception."""
    return Failure(
        f"briefgen failed: {type(error).__name__}: {error}",
        "".join(traceback.format_exception(error)),
    )


def _lines_of(root: Path, path: str) -> list[str]:
    if path.lower().endswith(_IMAGES):
        return []
    file = (THEME.parent if path.startswith("theme/") else root) / path
    try:
        # Reading a pipe would block, and a symbolic link may lead to a private file.
        if file.is_symlink() or not file.is_file():
            return []
        with file.open("rb") as opened:
            data = opened.read(8_000_000)
    except (OSError, ValueError):
        return []
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _visible(text: str) -> str:
    """Replace control characters, which could move the cursor or change colours."""
    return "".join(
        " " if c == "\t" else "�" if unicodedata.category(c) in ("Cc", "Cs") else c for c in text
    )


def _columns(text: str) -> int:
    """Return the width of a text in terminal columns."""
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
