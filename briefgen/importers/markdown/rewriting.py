"""Links and pictures in a Markdown text, with other destinations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.importers.markdown.code import Code
from briefgen.read.markdown.destination_tokens import DestinationToken, destination_tokens

_PICTURE: Final = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#].*)?$", re.IGNORECASE)
_SHOWN: Final = re.compile(r"\b(?:src|srcset|poster)\s*=\s*[\"']?\s*$", re.IGNORECASE)
_ALT: Final = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TITLE: Final = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|\([^)]*\))?\s*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What replaces a part of a text."""

    start: int
    end: int
    text: str


def rewritten(text: str, link: Callable[[str], str], picture: Callable[[str], str | None]) -> str:
    """Return a text with other destinations: those of links, and those of pictures.

    If there is no picture, its alternative text remains.
    """
    code = Code(text)
    end = 0
    pieces: list[str] = []
    for change in sorted(_changes(text, code, link, picture), key=lambda each: each.start):
        if change.start >= end:
            pieces += (text[end : change.start], change.text)
            end = change.end
    return "".join([*pieces, text[end:]])


def _changes(
    text: str, code: Code, link: Callable[[str], str], picture: Callable[[str], str | None]
) -> Iterator[Change]:
    for token in destination_tokens(text):
        if token.form in ("bare", "yaml") or token.start in code or not token.destination:
            continue
        if token.form != "html" and not _is_complete(text, token):
            continue  # such as a URL with a space, which is text
        if not _is_picture(text, token):
            new = link(token.destination)
            if new != token.destination:
                yield Change(start=token.start, end=token.end, text=token.escaped(new))
            continue
        source = picture(token.destination)
        if source is None:
            yield from _without(text, token)
        elif source != token.destination:
            yield Change(start=token.start, end=token.end, text=token.escaped(source))


def _is_picture(text: str, token: DestinationToken) -> bool:
    if token.form == "html":
        return _SHOWN.search(text, max(token.start - 20, 0), token.start) is not None
    begin = _bracket(text, token)
    if begin is None:  # a definition, of a link or a picture
        return _PICTURE.search(token.destination) is not None
    return text[begin - 1 : begin] == "!"


def _is_complete(text: str, token: DestinationToken) -> bool:
    """Whether what follows a destination ends its link, so that it is one."""
    at = token.end + (token.form == "angle")
    if _bracket(text, token) is None:
        return text[at : at + 1] in ("", "\n", " ", "\t")
    return _TITLE.match(text, at) is not None


def _bracket(text: str, token: DestinationToken) -> int | None:
    """Return where the words of a link begin, or None if this is a definition."""
    close = text.rfind("](", 0, token.start)
    if close < 0 or text[close + 2 : token.start].strip(" \t\n<"):
        return None
    depth = 0
    for at in range(close, max(close - 5000, -1), -1):
        if text[at] == "]" and text[at - 1 : at] != "\\":
            depth += 1
        elif text[at] == "[" and text[at - 1 : at] != "\\":
            depth -= 1
            if depth == 0:
                return at
    return None


def _without(text: str, token: DestinationToken) -> Iterator[Change]:
    """Yield what replaces a picture that is missing: its alternative text."""
    if token.form == "html":
        begin, end = text.rfind("<", 0, token.start), text.find(">", token.end)
        if begin >= 0 and end >= 0:
            alt = _ALT.search(text, begin, end)
            yield Change(start=begin, end=end + 1, text=(alt[1] or alt[2] or "") if alt else "")
        return
    bracket = _bracket(text, token)
    rest = _TITLE.match(text, token.end + (token.form == "angle"))
    if bracket is not None and rest:
        close = text.rfind("](", 0, token.start)
        yield Change(start=bracket - 1, end=rest.end(), text=text[bracket + 1 : close])
