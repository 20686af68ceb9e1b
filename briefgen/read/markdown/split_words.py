"""Emphasis between two words' asterisks, such as Autor*innen und Leser*innen or 2*3*4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from briefgen.read.markdown.events import Break, End, Phrase, Start
from briefgen.read.markdown.lookalikes import Lookalike
from briefgen.read.markdown.scripts import is_unspaced, is_wide

_SPACE: Final = re.compile(r"\s")


def split_words(parts: Sequence[Phrase]) -> Iterator[Lookalike]:
    """Yield the first emphasis that begins within a word or number and ends within another one."""
    if not any(type(part) is Start and part.tag == "em" for part in parts):
        return
    phrases = [part for part in parts if part != ""]
    opened: list[tuple[int, int]] = []  # the emphasis that is open, with the spaces before it
    spaces = 0
    for index, part in enumerate(phrases):
        if isinstance(part, Start) and part.tag == "em":
            opened.append((index, spaces))
        elif isinstance(part, End) and part.tag == "em" and opened:
            begin, spaces_before = opened.pop()
            ends = _ends(phrases[begin - 1]) if begin else ""
            begins = _begins(phrases[index + 1]) if index + 1 < len(phrases) else ""
            is_number = ends[-1:].isdigit() and begins.isdigit()
            if ends and begins and (spaces > spaces_before or is_number):
                yield _report(ends, phrases[begin + 1])
                return
        elif isinstance(part, Break) or (isinstance(part, str) and _SPACE.search(part)):
            spaces += 1


def _ends(part: Phrase) -> str:
    """Return the word that ends with a part, or ""."""
    return part.split()[-1] if isinstance(part, str) and _is_letter(part[-1]) else ""


def _begins(part: Phrase) -> str:
    """Return the character of a word with which a part begins, or ""."""
    return part[0] if isinstance(part, str) and _is_letter(part[0]) else ""


def _is_letter(character: str) -> bool:
    """Whether a character is part of a word or number, in a script that has spaces."""
    return character.isalnum() and not is_wide(character) and not is_unspaced(character)


def _report(before: str, inside: Phrase) -> Lookalike:
    words = inside.split() if isinstance(inside, str) and not inside[0].isspace() else []
    excerpt = f"{before}*{words[0] if words else ''}"
    return Lookalike(
        "stray-mark",
        "the `*` within two words is not published; all that is between them is emphasised",
        excerpt,
        f"to show the asterisks, write a backslash before each: {before[:40]}\\*",
    )
