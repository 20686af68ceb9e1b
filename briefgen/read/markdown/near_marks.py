"""Collect what is almost mark-up, while markdown-it's tokens still say what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefgen.model.config import MarkdownConfig
from briefgen.read.markdown.lookalikes import Finding
from briefgen.read.markdown.near_blocks import (
    dropped_cells,
    is_closed_by,
    near_html,
    near_paragraph,
    unclosed,
)

# The containers, and what authors call them.
_CONTAINERS: Final = {"container_callout_open": "callout", "container_embed_open": "embed"}
_CONTAINER_ENDS: Final = frozenset({"container_callout_close", "container_embed_close"})
_FOREIGN_BEGIN: Final = re.compile(r"\{(?:[{%:]|#[ \t])")


def use_near_marks(md: MarkdownIt, switches: MarkdownConfig) -> None:
    """Let a parser keep what is almost mark-up."""

    def collect(state: StateCore) -> None:
        for before, token in pairwise([Token("", "", 0), *state.tokens]):
            if token.type == "inline" and before.type == "paragraph_open":
                token.meta["lookalikes"] = list(
                    near_paragraph(
                        token.content, callouts=switches.callouts, tables=switches.tables
                    )
                )
        lines = state.src.split("\n")
        findings = state.env.setdefault("findings", [])
        findings += [*_unclosed(state.tokens, lines), *_cells(state.tokens, lines)]
        for token in state.tokens:
            if token.type == "html_block" and token.map:
                findings += ((*token.map, each) for each in near_html(token.content))

    md.core.ruler.after("inline", "near_marks", collect)


def refuse_foreign_tags(md: MarkdownIt) -> None:
    """Read no tag of another generator, such as `{% … %}`, as attributes."""
    (inline,) = [each.fn for each in md.inline.ruler.__rules__ if each.name == "attr"]
    (block,) = [each.fn for each in md.block.ruler.__rules__ if each.name == "attr"]

    def attributes(state: StateInline, silent: bool) -> bool:
        return not _FOREIGN_BEGIN.match(state.src, state.pos) and inline(state, silent)

    def attributes_above(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[line] + state.tShift[line]
        return not _FOREIGN_BEGIN.match(state.src, begin) and block(state, line, end, silent)

    md.inline.ruler.at("attr", attributes)
    md.block.ruler.at("attr", attributes_above)


def _unclosed(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Finding]:
    """Yield the callouts, embeds and code blocks without an end."""
    ends = [len(lines) + 1]
    for token in tokens:
        if token.type in _CONTAINER_ENDS:
            ends.pop()
        if token.map is None or token.meta.get("alert"):
            if token.type in _CONTAINERS:
                ends.append(ends[-1])
            continue
        begin, end = token.map
        if token.type in _CONTAINERS:
            closing = lines[end] if end < min(len(lines), ends[-1]) else ""
            ends.append(end)
            if not is_closed_by(closing, token.markup):
                yield (
                    begin,
                    begin + 1,
                    unclosed(_CONTAINERS[token.type], token.markup, lines[begin]),
                )
        elif token.type == "fence":
            closing = lines[end - 1] if end - 1 > begin else ""
            if not is_closed_by(closing, token.markup):
                yield begin, begin + 1, unclosed("code block", token.markup, lines[begin])


def _cells(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Finding]:
    """Yield the rows of tables with more cells than columns."""
    begin = end = columns = 0
    for token in tokens:
        if token.type == "table_open" and token.map:
            begin, end = token.map[0] + 2, token.map[1]
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "thead_close":
            for row, lookalike in dropped_cells(lines[begin:end], columns):
                yield begin + row, begin + row + 1, lookalike
