"""The words of phrases, without their mark-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from briefgen.read.markdown.events import Break, Code, End, Html, Image, Math, Phrase, Start


def _figures(other: str) -> Mapping[int, str]:
    return {ord(plain): each for plain, each in zip("0123456789+-−=()", other, strict=True)}


_WHITE: Final = re.compile(r"\s+")
_NO_BREAK: Final = frozenset({"\u00a0", "\u202f"})
_FEW: Final = 200
# Words without marks that mean anything within a line. Longer texts are rarely only that.
_WORDS: Final = re.compile(r"(?:[^\x00-\x1f*_`\\\[\]<>&~^={}@:]|:(?![:/])|=(?!=))*+")
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+)\b")
_LEVELS: Final[Mapping[str, Mapping[int, str]]] = {
    "sup": _figures("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"),
    "sub": _figures("₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}


def are_words(text: str) -> bool:
    """Whether a text within a line is certainly only words."""
    return len(text) < _FEW and _WORDS.fullmatch(text) is not None and "www." not in text


def words_of(parts: Sequence[Phrase]) -> str:
    """Return the words of phrases; the end of a line counts as a space.

    The marks keep their meaning: struck-out words are dropped, and 10<sup>6</sup> is 10⁶, not 106.
    If everything is struck out, the words stay.
    """
    return " ".join(line_of(parts).split())


def line_of(parts: Sequence[Phrase]) -> str:
    """Return the words of phrases as one line, with its no-break spaces."""
    if len(parts) == 1 and type(parts[0]) is str:
        return in_line(parts[0])
    plain, struck = _divided(parts)
    return in_line("".join(plain)) or in_line("".join(struck))


def in_line(text: str) -> str:
    """Return a text with single spaces and no line ends; single no-break spaces stay."""
    if text.isascii():
        return " ".join(text.split())
    return _WHITE.sub(lambda match: match[0] if match[0] in _NO_BREAK else " ", text).strip()


def _divided(parts: Sequence[Phrase]) -> tuple[list[str], list[str]]:
    """Return the words of phrases, and those that are struck out."""
    plain: list[str] = []
    struck: list[str] = []
    strikes = 0
    level: Mapping[int, str] = {}
    for part in parts:
        if isinstance(part, Html):
            tag = _TAG.match(part.html)
            if tag is None:
                continue
            name, is_end = tag["name"].lower(), bool(tag["end"])
            if name == "br":
                (struck if strikes else plain).append(" ")
            elif name in ("del", "s", "strike"):
                strikes = max(strikes + (-1 if is_end else 1), 0)
            elif name in _LEVELS:
                level = {} if is_end else _LEVELS[name]
        elif isinstance(part, Start | End):
            if part.tag == "s":
                strikes = max(strikes + (1 if isinstance(part, Start) else -1), 0)
            elif part.tag in _LEVELS:
                level = _LEVELS[part.tag] if isinstance(part, Start) else {}
        else:
            words = _words(part)
            (struck if strikes else plain).append(_at_level(words, level) if level else words)
    return plain, struck


def _words(part: Phrase) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Code):
        return part.text
    if isinstance(part, Math):
        return part.tex
    if isinstance(part, Image):
        return part.label
    return " " if isinstance(part, Break) else ""


def _at_level(text: str, level: Mapping[int, str]) -> str:
    """Return digits as superscripts or subscripts; text with letters, such as 1er, stays."""
    raised = text.translate(level)
    return raised if not set(raised) & set(text) else text
