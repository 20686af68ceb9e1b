"""Typographic marks of each language: quotation marks, apostrophes, dashes, no-break spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from briefgen.model.languages import chain
from briefgen.read.markdown.number_spaces import NARROW, NO_BREAK, NumberSpaces, number_spaces
from briefgen.read.markdown.quotation_marks import DEFAULT, MARKS
from briefgen.read.markdown.scripts import is_unspaced, is_wide

# Opening and closing marks, outer and inner.
Quotes = tuple[str, str, str, str]


class Typography(NamedTuple):
    """The typography of a language."""

    quotes: Quotes
    spaces: NumberSpaces


# What a caller writes for code, images and other things whose letters are not part of a text.
OPAQUE: Final = "\ufffc"

_APOSTROPHE: Final = "’"
_MARK: Final = re.compile("['\"]")
_DASHES: Final = re.compile(r"(?<!-)(-{2,3})(?!-)|\.{3}")
_DRAWN: Final = {"--": "–", "---": "—", "...": "…"}
# Words that begin with an apostrophe: years such as '68 and '90s, and shortened words.
_SHORTENED: Final = re.compile(
    r"'(?:[0-9]{2}(?!\d)[^\W\d_]{0,3}\b|(?:tis|twas|twere|til|em|s|t|k|n|ne|nen)\b(?!')|n')",
    re.IGNORECASE,
)
_FEET: Final = re.compile(r"[0-9]'[ \u00a0]?[0-9]{1,3}(?:\.[0-9]{1,3})?\Z")
_INCHES: Final = re.compile(r"[ \u00a0]?[0-9]{1,3}(?:\.[0-9]{1,3})?\"")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
_HEBREW_MARKS: Final = {"'": "׳", '"': "״"}
# Where French has a no-break space, if the author typed a space there.
_FRENCH_SPACE: Final = re.compile(
    '(?<=[^\\s«])[ \u00a0](?=(?:[!?»]+|[;:])(?:[\\s.,…”’"]|\\Z)|[!?»]+[)\\]])|(?<=«)[ \u00a0]'
)


@lru_cache(maxsize=64)
def quotes_of(language: str) -> Quotes:
    """Return the quotation marks of a language, or those of English if it is not known."""
    marks = next((MARKS[tag] for tag in chain(language) if tag in MARKS), DEFAULT)
    first, second, third, fourth = tuple(marks)
    tag = language.lower().replace("_", "-")
    if tag.partition("-")[0] == "fr" and tag != "fr-ch":
        return f"{first}{NARROW}", f"{NARROW}{second}", third, fourth
    return first, second, third, fourth


@lru_cache(maxsize=64)
def typography_of(language: str) -> Typography:
    """Return the typography of a language."""
    return Typography(quotes_of(language), number_spaces(language))


def has_dashes(text: str) -> bool:
    """Whether a text may contain what :func:`with_dashes` replaces."""
    return "--" in text or "..." in text


def may_change(text: str, rules: Typography) -> bool:
    """Whether typography may change a text with any mark-up in it."""
    return _has_marks(text, rules) or rules.spaces.may_change(text)


def changes(text: str, rules: Typography, *, is_block: bool) -> bool:
    """Whether typography may change a run of a block, or the whole block."""
    return _has_marks(text, rules) or rules.spaces.changes(text, is_block=is_block)


def _has_marks(text: str, rules: Typography) -> bool:
    return "'" in text or '"' in text or has_dashes(text) or NARROW in rules.quotes[0]


def with_dashes(text: str) -> str:
    """Return a text with dashes for two or three hyphens, and ellipses for three periods."""
    return _DASHES.sub(lambda match: _DRAWN[match[0]], text)


def with_typography(runs: Sequence[str], rules: Typography) -> list[str]:
    """Return the texts of one block with typographic marks.

    A run is a text between two pieces of mark-up, which may be within a word. Write a line break
    for the end of a line, and OPAQUE for code, images and the like. A line may become longer: its
    end is a no-break space then.
    """
    marks = rules.quotes
    drawn = [with_dashes(run) if has_dashes(run) else run for run in runs]
    text = "".join(drawn)
    changes = dict(_quoted(text, marks)) if "'" in text or '"' in text else {}
    if NARROW in marks[0]:
        for match in _FRENCH_SPACE.finditer(text):
            changes[match.start()] = NO_BREAK if text.startswith(":", match.end()) else NARROW
    changes.update(rules.spaces.places(text))
    if not changes:
        return drawn
    places = sorted(changes, reverse=True)
    ends = accumulate(map(len, drawn))
    return ["".join(_pieces(text, *bounds, changes, places)) for bounds in pairwise([0, *ends])]


def _pieces(
    text: str, begin: int, end: int, changes: dict[int, str], places: list[int]
) -> Iterator[str]:
    """Yield the pieces of a changed run; take its places from the end of `places`."""
    while places and places[-1] < end:
        at = places.pop()
        yield text[begin:at]
        yield changes[at]
        begin = at + 1
    yield text[begin:end]


def _quoted(text: str, marks: Quotes) -> Iterator[tuple[int, str]]:
    """Yield the place of each straight mark that is replaced, and what replaces it."""
    opened: list[tuple[int, str]] = []  # the places of marks that may open a quotation
    counts = {"'": 0, '"': 0}
    for match in _MARK.finditer(text):
        at, mark = match.start(), match[0]
        fixed = _fixed(text, at)
        if fixed:
            yield at, fixed
            continue
        opens, closes = _sides(text, at)
        if closes and counts[mark]:
            while True:
                begin, other = opened.pop()
                counts[other] -= 1
                if other == mark:
                    break
                yield begin, _without_partner(other, marks)
            first, last = marks[:2] if mark == '"' else marks[2:]
            yield from ((begin, first), (at, last))
        elif opens:
            opened.append((at, mark))
            counts[mark] += 1
        elif closes or mark == "'":
            yield at, _unopened(text, at, marks)
    for begin, other in opened:
        yield begin, _without_partner(other, marks)


def _without_partner(mark: str, marks: Quotes) -> str:
    """Return the mark for an opening one: of a quotation that the next paragraph continues."""
    return _APOSTROPHE if mark == "'" else marks[0]


def _unopened(text: str, at: int, marks: Quotes) -> str:
    """Return the mark for a closing one; feet and inches stay straight."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if _is(before or " ", "N") and not after.isalpha():
        return text[at]
    return _APOSTROPHE if text[at] == "'" else marks[1]


def _fixed(text: str, at: int) -> str:
    """Return what replaces a mark that belongs to no quotation, or ""."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if _HEBREW.match(before) and _HEBREW.match(after):
        return _HEBREW_MARKS[mark]
    if mark == '"':
        return mark if before.isdigit() and _FEET.search(text, max(at - 14, 0), at) else ""
    if before.isdigit() and (after.isdigit() or _INCHES.match(text, at + 1)):
        return mark
    if not before.isalnum() and _SHORTENED.match(text, at):
        return _APOSTROPHE
    if text[max(at - 2, 0) : at].lower() == "'n" and not text[max(at - 3, 0) : at - 2].isalnum():
        return _APOSTROPHE
    if after == "s" and before.isalnum() and not text[at + 2 : at + 3].isalnum():
        return _APOSTROPHE
    return ""


def _sides(text: str, at: int) -> tuple[bool, bool]:
    """Whether a mark may open a quotation, and whether it may close one."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    opens = not after.isspace() and not _is(after, "Pe", "Pf")
    closes = not before.isspace() and not _is(before, "Ps", "Pi")
    if any(map(is_unspaced, (before, after))) or any(map(is_wide, (before, after))):
        return opens, closes  # there are no spaces: what closes nothing opens
    if _is_word(before) and _is_word(after):
        return False, False
    if _is_word(after) and not before.isspace():
        return opens, False
    if _is_word(before):
        return opens and before == OPAQUE and not _is(after, "P"), closes
    return opens, closes


def _is_word(character: str) -> bool:
    return character.isalnum() or character == OPAQUE or _is(character, "M")


@lru_cache(maxsize=4096)
def _is(character: str, *categories: str) -> bool:
    """Whether a character is in a category of Unicode, or in a group of them such as P."""
    return unicodedata.category(character).startswith(categories)
