"""Abbreviations: a line `*[WTO]: World Trade Organization` explains each WTO in the text.

The syntax is that of PHP Markdown Extra. mdit-py-plugins has no rule for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block import StateBlock

from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.events import End, Html, Link, LinkEnd, Phrase, Start
from briefgen.read.markdown.lookalikes import Finding, Lookalike
from briefgen.read.markdown.typography import Typography, with_typography

# A line that ends with an asterisk is emphasised.
_DEFINITION: Final = re.compile(r"\*\[(?P<short>[^\[\]\n]{1,100})\]:[ \t]*(?P<long>\S.*)(?<!\*)\Z")
# A letter or digit of a script with spaces between words.
_LETTER: Final = (
    r"[^\W\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uff9f"
    r"\U00020000-\U0003ffff]"
)
# Raw HTML in which an abbreviation is code, or already explained.
_UNCHANGED: Final = re.compile(r"<(?P<end>/?)(?:abbr|code|kbd|pre|samp)\b", re.IGNORECASE)
_KEY: Final = "abbreviations"
_COMPARED: Final = 100  # characters compared with an abbreviation per unit of the budget


class _Explained(NamedTuple):
    long: str
    line: int


def use_abbreviations(md: MarkdownIt) -> None:
    """Let a parser read definitions of abbreviations."""
    md.block.ruler.before(
        "reference", "abbreviation", _definition, {"alt": ["paragraph", "reference"]}
    )


def _definition(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    begin = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith("*[", begin) or state.is_code_block(line):
        return False
    match = _DEFINITION.fullmatch(state.src[begin : state.eMarks[line]].rstrip())
    if match is None:
        return False
    if not silent:
        short = " ".join(match["short"].split())
        explained = state.env.setdefault(_KEY, {})
        if short in explained:
            state.env.setdefault("repeated_abbreviations", []).append((short, line))
        else:
            explained[short] = _Explained(unescapeAll(match["long"]), line)
        state.line = line + 1
    return True


class Abbreviations:
    """The abbreviations of one text, and which of them occur in it."""

    def __init__(self, environment: Mapping[str, Any], rules: Typography | None) -> None:
        self._explained: Mapping[str, _Explained] = environment.get(_KEY, {})
        self._titles = {
            short: "".join(with_typography([long], rules)) if rules else long
            for short, (long, _) in self._explained.items()
        }
        self._repeated: Sequence[tuple[str, int]] = environment.get("repeated_abbreviations", ())
        self._first_line = environment.get("first_line", 1)
        self._budget: Budget | None = environment.get("budget")
        self._used: set[str] = set()
        longest_first = sorted(self._explained, key=len, reverse=True)
        self._spend(sum(map(len, longest_first)))
        self._pattern = re.compile(
            rf"(?<!{_LETTER})(?:{'|'.join(map(re.escape, longest_first))})(?!{_LETTER})"
        )

    def marked(self, parts: Sequence[Phrase]) -> Iterator[Phrase]:
        """Yield phrases with each abbreviation in an element that explains it."""
        depth = 0  # how many elements of code and the like are open
        is_url = False
        for part in parts:
            if isinstance(part, Link | LinkEnd):
                is_url = isinstance(part, Link) and part.is_automatic
            elif isinstance(part, Html) and (tag := _UNCHANGED.match(part.html)):
                depth = max(depth + (-1 if tag["end"] else 1), 0)
            if isinstance(part, str) and not depth and not is_url:
                yield from self._in_words(part)
            else:
                yield part

    def _in_words(self, words: str) -> Iterator[Phrase]:
        self._spend(len(words) * len(self._explained) // _COMPARED)
        at = 0
        for match in self._pattern.finditer(words):
            if at < match.start():
                yield words[at : match.start()]
            self._used.add(match[0])
            yield Start("abbr", {"title": self._titles[match[0]]})
            yield match[0]
            yield End("abbr")
            at = match.end()
        if at < len(words):
            yield words[at:]

    def _spend(self, units: int) -> None:
        if self._budget:
            self._budget.spend(units)

    def unused(self) -> Iterator[Finding]:
        """Yield the reports on definitions that explain nothing."""
        for short, line in self._repeated:
            first = self._explained[short].line + self._first_line
            yield _finding(
                line,
                short,
                f"the abbreviation `{short}` is already explained on line {first};"
                " this line has no effect",
                "remove one of the two lines",
            )
        for short, (_, line) in self._explained.items():
            if short not in self._used:
                yield _finding(
                    line,
                    short,
                    f"the text does not use the abbreviation `{short}`",
                    "remove this line, or write the abbreviation as in the text: capitals count",
                )


def _finding(line: int, short: str, message: str, hint: str) -> Finding:
    return line, line + 1, Lookalike("unused-abbreviation", message, f"*[{short}]", hint)
