"""The captions of tables: a paragraph beside a table that begins with `: ` or `Table: `."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BELOW: Final = re.compile(r"(?::|[Tt]able:)[ \t]+(?=\S)")
_ABOVE: Final = re.compile(r"[Tt]able:[ \t]+(?=\S)")
_MARKS: Final = re.compile(r"[ \t]*\{((?:[#.][^\s{}#.]+[ \t]*)+)\}\s*\Z")
_MARK: Final = re.compile(r"([#.])([^\s#.]+)")
_PARAGRAPH: Final = ["paragraph_open", "inline", "paragraph_close"]
_PARTS: Final = len(_PARAGRAPH)


def with_captions(state: StateCore) -> None:
    """Turn tables that have a caption into figures; a rule for before inlines are parsed."""
    tokens = state.tokens
    changed: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].type != "table_open":
            changed.append(tokens[at])
            at += 1
            continue
        end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close") + 1
        table, at = tokens[at:end], end
        if caption := _caption(changed[-_PARTS:], _ABOVE):
            del changed[-_PARTS:]
        elif caption := _caption(tokens[at : at + _PARTS], _BELOW):
            at += _PARTS
        else:
            caption = _last_row(table, state.src)
        changed += _figure(table, caption) if caption else table
    state.tokens = changed


def _caption(tokens: Sequence[Token], begin: re.Pattern[str]) -> Token | None:
    """Return the words of a caption, if these tokens are a paragraph that begins like one."""
    if [token.type for token in tokens] != _PARAGRAPH:
        return None
    words = tokens[1]
    match = begin.match(words.content)
    if match is None:
        return None
    words.content = words.content[match.end() :]
    return words


def _last_row(table: list[Token], source: str) -> Token | None:
    """Take a caption out of the last row of a table: a line without bars directly below it."""
    row = next((i for i in range(len(table) - 1, 0, -1) if table[i].type == "tr_open"), 0)
    if not row or not table[row].map or table[row + 1].type != "td_open":
        return None
    words, number = table[row + 2], (table[row].map or [0])[0]
    match = _BELOW.match(words.content)
    if match is None or "|" in source.split("\n")[number]:
        return None
    words.content = words.content[match.end() :]
    end = next(i for i in range(row, len(table)) if table[i].type == "tr_close") + 1
    del table[row:end]
    if table[row - 1].type == "tbody_open":
        del table[row - 1 : row + 1]
    return words


def without_marks(caption: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return a caption without the anchor and classes at its end, and these with their signs."""
    marks = _MARKS.search(caption)
    return (caption[: marks.start()], _MARK.findall(marks[1])) if marks else (caption, ())


def _figure(table: Sequence[Token], caption: Token) -> list[Token]:
    """Return a figure with a caption and a table, whose anchor and classes it gets."""
    figure = Token("figure_open", "figure", 1, map=caption.map)
    for name in ("id", "class"):
        if name in table[0].attrs:
            figure.attrs[name] = table[0].attrs.pop(name)
    caption.content, marks = without_marks(caption.content)
    for sign, name in marks:
        if sign == "#":
            figure.attrSet("id", name)
        else:
            figure.attrJoin("class", name)
    figure.attrJoin("class", "table-figure")
    return [
        figure,
        Token("figcaption_open", "figcaption", 1),
        caption,
        Token("figcaption_close", "figcaption", -1),
        *table,
        Token("figure_close", "figure", -1),
    ]
