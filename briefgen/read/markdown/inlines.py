"""The inline parser of markdown-it with the dialect's rules for emphasis and bare links."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from briefgen.read.markdown.bare_links import BareLink, bare_links
from briefgen.read.markdown.emphasis import emphasises

# They choose the form of the character before them.
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class InlineState(StateInline):
    """The state of markdown-it's inline parser, with the rules of this module."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Return whether marks can open and close emphasis, and how many they are."""
        if self.is_ascii:
            return super().scanDelims(start, canSplitWord)
        mark, end = self.src[start], start
        while end < self.posMax and self.src[end] == mark:
            end += 1
        at = start - 1
        if at > 0 and _SELECTORS.match(self.src[at]):
            at -= 1
        before = self.src[at] if at >= 0 else " "
        after = self.src[end] if end < self.posMax else " "
        opens, closes = emphasises(before, after, in_words=canSplitWord)
        return Scanned(opens, closes, end - start)

    @cached_property
    def is_ascii(self) -> bool:
        """Whether the text has ASCII characters only."""
        return self.src.isascii()

    @cached_property
    def bare_links(self) -> Mapping[int, BareLink]:
        """The links without brackets in the text, by their beginning."""
        return {link.begin: link for link in bare_links(self.src)}

    @cached_property
    def bare_begins(self) -> Sequence[int]:
        """The places where they begin, in order."""
        return tuple(self.bare_links)


def use_inlines(md: MarkdownIt, *, bare: bool) -> None:
    """Let a parser use this state; `bare` says whether links without brackets are read."""

    def parse(source: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = InlineState(source, md, env, tokens)
        md.inline.tokenize(state)
        for rule in md.inline.ruler2.getRules(""):
            rule(state)
        return state.tokens

    md.inline.parse = parse  # type: ignore[method-assign, assignment]
    if bare:
        md.inline.ruler.before("text", "bare_link", _bare_link)


def next_bare_link(state: StateInline) -> int:
    """Return where the next bare link after the current place begins."""
    begins = state.bare_begins if isinstance(state, InlineState) else ()
    index = bisect_right(begins, state.pos)
    return begins[index] if index < len(begins) else state.posMax


def _bare_link(state: StateInline, silent: bool) -> bool:
    link = state.bare_links.get(state.pos) if isinstance(state, InlineState) else None
    if link is None or silent or state.linkLevel > 0 or link.end > state.posMax:
        return False
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": state.md.normalizeLink(link.url)}
    token.markup, token.info = "autolink", "auto"
    token = state.push("text", "", 0)
    token.content = state.md.normalizeLinkText(state.src[link.begin : link.end])
    token = state.push("link_close", "a", -1)
    token.markup, token.info = "autolink", "auto"
    state.pos = link.end
    return True
