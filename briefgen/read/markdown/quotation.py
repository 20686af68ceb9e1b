"""Typographic quotation marks in place of the straight ones of plain phrases."""

from __future__ import annotations

import re
from typing import Final

from briefgen.read.markdown.flanking import quotes as possible_quotes
from briefgen.read.markdown.typography import Quotes

_QUOTE: Final = re.compile("(['\"])")
_APOSTROPHE: Final = "’"
_BEGINS: Final = frozenset({"<em>", "<strong>", "<a>"})
_ENDS: Final = frozenset({"</em>", "</strong>", "</a>"})
_LINE_ENDS: Final = frozenset({"\n", "<br>\n"})

# A mark that may open a quotation: the parts of its text, and its index in them.
_Opening = tuple[list[str], int]


def set_quotes(pieces: list[str], quotes: Quotes) -> None:
    """Replace straight quotation marks with typographic ones, in texts and tags in turn.

    A quotation ends within the element in which it begins.
    """
    set_texts: dict[int, list[str]] = {}
    opened: list[list[_Opening]] = [[]]  # one list for each open element
    for index in range(0, len(pieces), 2):
        text, tag = pieces[index], pieces[index - 1] if index else ""
        if tag in _ENDS:
            opened.pop()
        elif tag in _BEGINS:
            opened.append([])
        if tag == "<code>" or ("'" not in text and '"' not in text):
            continue
        parts = set_texts[index] = _parted(text)
        at = 0
        for place in range(1, len(parts), 2):
            at += len(parts[place - 1]) + 1
            before = text[at - 2] if at > 1 else _before(pieces, index)
            after = text[at] if at < len(text) else _after(pieces, index)
            _set_quote(
                parts, place, possible_quotes(parts[place], before, after), opened[-1], quotes
            )
    for index, parts in set_texts.items():
        pieces[index] = "".join(parts)


def _parted(text: str) -> list[str]:
    """Return the texts between quotation marks, and the marks, in turn."""
    if "'" in text and '"' in text:
        return _QUOTE.split(text)
    mark = '"' if '"' in text else "'"
    texts = text.split(mark)  # faster than a pattern
    parts = [mark] * (2 * len(texts) - 1)
    parts[::2] = texts
    return parts


def _set_quote(
    parts: list[str],
    place: int,
    possible: tuple[bool, bool],
    opened: list[_Opening],
    quotes: Quotes,
) -> None:
    mark = parts[place]
    opens, closes = possible
    if closes:
        for index in range(len(opened) - 1, -1, -1):
            others, other = opened[index]
            if others[other] == mark:
                others[other], parts[place] = quotes[:2] if mark == '"' else quotes[2:]
                del opened[index:]
                return
    if opens:
        opened.append((parts, place))
    elif mark == "'":
        parts[place] = _APOSTROPHE


def _before(pieces: list[str], index: int) -> str:
    """Return the character before a text, or a space if it begins a line."""
    for place in range(index - 1, 0, -2):
        if pieces[place] in _LINE_ENDS:
            break
        if pieces[place - 1]:
            return pieces[place - 1][-1]
    return " "


def _after(pieces: list[str], index: int) -> str:
    """Return the character after a text, or a space if it ends a line."""
    for place in range(index + 1, len(pieces), 2):
        if pieces[place] in _LINE_ENDS:
            break
        if pieces[place + 1]:
            return pieces[place + 1][0]
    return " "
