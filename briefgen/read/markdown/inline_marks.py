"""Marked words, subscripts and superscripts: `==words==`, `H~2~O` and `m^2^`.

The signs are Pandoc's. mdit-py-plugins has no rule for marked words. Its rules for the others read
neither emphasis between the signs nor `^[a note]` after one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from briefgen.model.config import MarkdownConfig

# What is between the signs has no space and no part of a link, tag or code. A subscript follows a
# character, unlike the sign in `~5 %` and `~/data`.
_BETWEEN: Final = r"((?:\\[!-/:-@\[-`{-~]|[^\s`\[\]<>\\%s])+)"
_SUBSCRIPT: Final = re.compile(rf"(?<=[^\s~/(])~{_BETWEEN % '~'}~(?!~)")
_SUPERSCRIPT: Final = re.compile(rf"(?<![\[^])\^{_BETWEEN % '^'}\^(?!\^(?!\[))")
_MARK: Final = "="


def use_inline_marks(md: MarkdownIt, switches: MarkdownConfig) -> None:
    """Let a parser read those marks that are switched on."""
    if switches.mark:
        md.inline.ruler.before("emphasis", "mark", _delimiter)
        md.inline.ruler2.before("emphasis", "mark", _pairs)
    if switches.subscript:
        md.inline.ruler.after("emphasis", "sub", _level("sub", _SUBSCRIPT))
    if switches.superscript:
        md.inline.ruler.after("emphasis", "sup", _level("sup", _SUPERSCRIPT))


def _level(tag: str, pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    """Return the rule for the words between two signs."""

    def rule(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        if not silent:
            end = state.posMax
            state.pos, state.posMax = match.span(1)
            state.push(f"{tag}_open", tag, 1)
            state.md.inline.tokenize(state)
            state.push(f"{tag}_close", tag, -1)
            state.posMax = end
        state.pos = match.end()
        return True

    return rule


def _delimiter(state: StateInline, silent: bool) -> bool:
    """Keep what may begin or end marked words."""
    if silent or state.src[state.pos] != _MARK:
        return False
    scanned = state.scanDelims(state.pos, True)
    if scanned.length < 2:
        return False
    state.push("text", "", 0).content = _MARK * scanned.length
    if scanned.length == 2:
        delimiter = Delimiter(
            marker=ord(_MARK),
            length=0,
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open,
            close=scanned.can_close,
        )
        state.delimiters.append(delimiter)
    state.pos += scanned.length
    return True


def _pairs(state: StateInline) -> None:
    """Turn the signs that belong together into tags."""
    _pair(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _pair(state, meta["delimiters"])


def _pair(state: StateInline, delimiters: Sequence[Delimiter]) -> None:
    for begin in delimiters:
        if begin.marker != ord(_MARK) or begin.end < 0:
            continue
        for token, end in (
            (state.tokens[begin.token], False),
            (state.tokens[delimiters[begin.end].token], True),
        ):
            token.type = "mark_close" if end else "mark_open"
            token.nesting = -1 if end else 1
            token.tag, token.content = "mark", ""
