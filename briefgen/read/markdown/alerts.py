"""The alerts of GitHub: a quotation that begins with `[!NOTE]` is a callout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from briefgen.model.text import CALLOUTS

_ALERT: Final = re.compile(r"\[!(?P<kind>[A-Za-z-]{1,30})\][+-]?[ \t]*(?P<title>[^\n]*)(?:\n|\Z)")
# The kinds of callouts, and what alerts and other generators call them.
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {kind: kind for kind in CALLOUTS}
    | {
        "tip": "note",
        "important": "note",
        "info": "note",
        "caution": "warning",
        "danger": "warning",
    }
)


class Alert(NamedTuple):
    """The head of an alert: the kind of callout, its title, and the length of the line."""

    kind: str
    title: str
    length: int


def alert_of(text: str) -> Alert | None:
    """Return the alert that the text of a quotation begins with, if it has a known kind."""
    match = _ALERT.match(text)
    kind = KINDS.get(match["kind"].lower()) if match else None
    return Alert(kind, match["title"].strip(), match.end()) if match and kind else None


def with_alerts(state: StateCore) -> None:
    """Turn quotations that are alerts into callouts; a rule for before inlines are parsed."""
    tokens = state.tokens
    opened: list[tuple[Token, bool]] = []
    remaining: list[Token] = []
    empty: set[int] = set()
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            alert = _alert_at(tokens, index)
            opened.append((token, alert is not None))
            if alert:
                _become_callout(token, alert)
                if not _without_head(tokens[index + 1], tokens[index + 2], alert.length):
                    empty.update(range(index + 1, index + 4))
        elif token.type == "blockquote_close":
            _, is_alert = opened.pop()
            if is_alert:
                token.type, token.tag = "container_callout_close", "div"
        if index not in empty:
            remaining.append(token)
    state.tokens = remaining


def _alert_at(tokens: list[Token], index: int) -> Alert | None:
    paragraph = tokens[index + 1]
    return alert_of(tokens[index + 2].content) if paragraph.type == "paragraph_open" else None


def _become_callout(token: Token, alert: Alert) -> None:
    token.type, token.tag, token.markup = "container_callout_open", "div", ":::"
    token.info = f"{alert.kind} {alert.title}"
    token.meta["alert"] = True


def _without_head(paragraph: Token, inline: Token, length: int) -> str:
    """Remove the first line from a paragraph; return what is left of it."""
    inline.content = inline.content[length:]
    for token in (paragraph, inline):
        if token.map:
            token.map = [token.map[0] + 1, token.map[1]]
    return inline.content
