"""Split raw HTML into tags and texts, as a browser does; each character is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from html import unescape
from html.entities import html5
from typing import Final

_BEGIN: Final = re.compile(r"<(?:(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)|(?P<other>[!?]|/(?!>)))")
_ATTRIBUTE: Final = re.compile(
    r"""
    [\s/]*+
    (?: (?P<close>>)
      | (?P<name>[^\s/>][^\s/>=]*+)
        (?: \s*+=\s*+
            (?: "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' | (?P<plain>[^\s"'>][^\s>]*+)
              | (?P<unclosed>["']) | (?=>) )
        )?+
    )
    """,
    re.VERBOSE,
)
_REFERENCE: Final = re.compile(
    r"&(?:\#(?:[0-9]+|[xX][0-9a-fA-F]+);?|(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<end>;|(?![A-Za-z0-9])=?))"
)
_MAX_ATTRIBUTES: Final = 500
# Browsers read tags within these elements as text.
_RAW_TEXT: Final = frozenset(
    "script style textarea title xmp iframe noembed noframes noscript".split()
)


class Kind(Enum):
    """What a piece of raw HTML is."""

    TEXT = auto()
    START = auto()
    END = auto()
    COMMENT = auto()
    OTHER = auto()  # a declaration, a processing instruction, CDATA
    UNCLOSED = (
        auto()
    )  # a tag or comment without an end, or a tag that is too long; nothing follows it


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of raw HTML between two offsets."""

    kind: Kind
    begin: int
    end: int
    text: str = ""  # the words of a text; the name of a tag
    attributes: Mapping[str, str] | None = None
    tag_end: int = 0  # if the piece is an element of raw text, which ends at `end`


def pieces_of(fragment: str) -> Iterator[Piece]:
    """Yield the pieces of a fragment of HTML.

    The content of a raw text element, such as a script, is part of its piece. If such an element is
    not closed, the piece is only its tag, and what follows is read as HTML.
    """
    without_end: set[str] = set()
    at = text = 0
    while (match := _BEGIN.search(fragment, at)) is not None:
        piece = _other(fragment, match) if match["other"] else _tag(fragment, match)
        if piece.kind is Kind.START and piece.text in _RAW_TEXT - without_end:
            end = _end_of(piece.text).search(fragment, piece.end)
            close = fragment.find(">", end.end()) + 1 if end else 0
            if close:
                piece = replace(piece, end=close, tag_end=piece.end)
            else:
                without_end.add(piece.text)
        if text < piece.begin:
            yield _text(fragment, text, piece.begin)
        yield piece
        at = text = piece.end
    if text < len(fragment):
        yield _text(fragment, text, len(fragment))


def attribute_value(text: str) -> str:
    """Return an attribute's value with its character references resolved, as a browser does.

    A name without a semicolon does not count before a letter, a digit or `=`: `?a=1&sect=2` stays.
    """

    def resolved(match: re.Match[str]) -> str:
        name, end = match["name"], match["end"]
        if name is None:
            return unescape(match[0])
        if end == "=" or f"{name}{end}" not in html5:
            return match[0]
        return html5[f"{name}{end}"]

    return _REFERENCE.sub(resolved, text) if "&" in text else text


def _text(fragment: str, begin: int, end: int) -> Piece:
    return Piece(Kind.TEXT, begin, end, unescape(fragment[begin:end]))


def _tag(fragment: str, match: re.Match[str]) -> Piece:
    attributes: dict[str, str] = {}
    at = match.end()
    for _ in range(_MAX_ATTRIBUTES):
        attribute = _ATTRIBUTE.match(fragment, at)
        if attribute is None or attribute["unclosed"]:
            break
        at = attribute.end()
        if attribute["close"]:
            kind = Kind.END if match["end"] else Kind.START
            return Piece(kind, match.start(), at, match["name"].lower(), attributes)
        value = attribute["double"] or attribute["single"] or attribute["plain"] or ""
        attributes.setdefault(attribute["name"].lower(), attribute_value(value))
    return Piece(Kind.UNCLOSED, match.start(), len(fragment), match["name"].lower())


def _other(fragment: str, match: re.Match[str]) -> Piece:
    begin = match.start()
    kind, mark, search = Kind.OTHER, ">", begin + 2
    if fragment.startswith("<!--", begin):
        kind, mark = Kind.COMMENT, "-->"
    elif fragment.startswith("<![CDATA[", begin):
        mark = "]]>"
    end = fragment.find(mark, search)
    if end < 0:
        return Piece(Kind.UNCLOSED, begin, len(fragment), fragment[begin : begin + 4])
    return Piece(kind, begin, end + len(mark))


@cache
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
