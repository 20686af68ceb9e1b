"""What Typst says about a layout, as diagnostics in plain words."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from briefgen.model.diagnostics import Diagnostic, Location, Span

# A message, as the compiler shows it: what, in which file, and at which line and column from 0.
_MESSAGE: Final = re.compile(
    r"^(?P<level>error|warning|help): (?P<words>.*?)"
    r"(?:\n +┌─ (?P<file>[^\n]+):(?P<line>\d+):(?P<column>\d+)\n(?P<rest>.*?))?"
    r"(?=^(?:error|warning|help): |\Z)",
    re.MULTILINE | re.DOTALL,
)
_CARETS: Final = re.compile(r"^ +│ +(\^+)$", re.MULTILINE)
_HINT: Final = re.compile(r"^ += hint: (.+)$", re.MULTILINE)
_NO_KEY: Final = re.compile(r'dictionary does not contain key "(?P<name>.*)"')
_NO_NAME: Final = re.compile(r"unknown variable: (?P<name>\S+)")
_NO_FILE: Final = re.compile(r"file not found \(searched at .*\)", re.DOTALL)
_NO_FONT: Final = re.compile(r"unknown font family: (?P<name>.+)")
_LITERAL: Final = re.compile(r'"([^"]*)"')
_OUTSIDE: Final = "would escape the project root"
_DOCS: Final = "docs/layouts.md#typst-layouts says what a layout may use; https://typst.app/docs"


@dataclass(frozen=True, slots=True)
class Problem:
    """A message of Typst: its words and hints, and the place in a file, if there is one."""

    words: str
    hints: tuple[str, ...] = ()
    file: str = ""
    span: Span = Span()


def problems_in(report: str, shown_from: str, root: Path) -> Iterator[Problem]:
    """Yield the errors, and the fonts that are not there, in what the compiler shows.

    File names, which it shows relative to a folder, become relative to `root`.
    """
    for match in _MESSAGE.finditer(report):
        words, rest = match["words"].strip(), match["rest"] or ""
        is_error = match["level"] == "error"
        if not is_error and not (match["level"] == "warning" and _NO_FONT.match(words)):
            continue
        hints = tuple(hint.strip() for hint in _HINT.findall(rest))
        if not match["file"]:
            yield Problem(words, hints)
            continue
        file = _relative(match["file"], shown_from, root)
        carets = _CARETS.search(rest)
        span = Span(int(match["line"]), int(match["column"]) + 1, len(carets[1]) if carets else 1)
        yield Problem(words, hints, file, span)


def _relative(file: str, shown_from: str, root: Path) -> str:
    path = os.path.normpath(f"{shown_from}/{file}")
    return os.path.relpath(path, os.path.realpath(root)).replace(os.sep, "/")


@dataclass(frozen=True, slots=True)
class Explained:
    """What is needed to explain a problem: the data and the files of a layout.

    `path` returns the path of a layout file as shown in messages.
    """

    origin: Location
    data: Mapping[str, Any]
    names: Collection[str]
    fonts: Collection[str]
    path: Callable[[str], str]

    def diagnostic(self, problem: Problem, text: str) -> Diagnostic:
        """Return the diagnostic for a problem in a layout file with this text."""
        code, words, hint = self._in_words(problem, _marked(text, problem.span))
        location = Location(self.path(problem.file), problem.span)
        return Diagnostic(code, f"{words} (while rendering {self.origin.path})", location, hint)

    def _in_words(self, problem: Problem, marked: str) -> tuple[str, str, str]:
        """Return the code, the message and the hint for a problem at a marked place."""
        words = problem.words
        if match := _NO_KEY.search(words):
            return "layout", f"nothing is called `{match['name']}` here", self._keys(match["name"])
        if match := _NO_NAME.fullmatch(words):
            hint = "; ".join(problem.hints) or _suggestion(match["name"], self.data) or _DOCS
            return "layout", f"nothing is called `{match['name']}` here", hint
        if _NO_FILE.fullmatch(words):
            return "layout-missing", *self._missing(marked)
        if match := _NO_FONT.fullmatch(words):
            return "layout", f"there is no font `{match['name']}`", _fonts_hint(self.fonts)
        if words.endswith(_OUTSIDE):
            return "layout", "a layout can only read files in layouts/", "put the file there"
        return "layout", words, "; ".join(problem.hints) or _DOCS

    def _missing(self, marked: str) -> tuple[str, str]:
        name = _LITERAL.fullmatch(marked)
        if not name:
            message = "no file has the name that is computed here"
            return message, "a layout gets the files that it names: write the name in one piece"
        suggestion = _suggestion(name[1].lstrip("/"), self.names)
        return f"layout `{name[1]}` not found", suggestion or "add the file to layouts/"

    def _keys(self, name: str) -> str:
        names = sorted(_keys_in(self.data))
        suggestion = _suggestion(name, names) or "choose another name."
        return f"{suggestion} Available names: {', '.join(names)}"


def _marked(text: str, span: Span) -> str:
    lines = text.split("\n")
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    return line[span.column - 1 : span.column - 1 + span.width]


def _suggestion(name: str, names: Collection[str]) -> str:
    similar = get_close_matches(name, sorted(names), n=1)
    return f"did you mean `{similar[0]}`?" if similar else ""


def _fonts_hint(fonts: Collection[str]) -> str:
    return (
        "fonts that are installed on a computer are not used."
        f" Available fonts: {', '.join(sorted(fonts))}"
    )


def _keys_in(value: Any) -> set[str]:
    """Return the keys of a value, and of all values in it."""
    if isinstance(value, Mapping):
        return set(value).union(*map(_keys_in, value.values()))
    if isinstance(value, list | tuple):
        return set[str]().union(*map(_keys_in, value))
    return set()
