"""Words, names and lengths as Typst code, in which nothing that an author wrote has a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# What HTML treats as white space; no-break spaces stay.
_WHITE: Final = re.compile(r"[ \t\n\f\r]+")
# Characters that no PDF may contain: controls, halves of pairs, and what is no character.
_FORBIDDEN: Final = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\U0001fffe\U0001ffff\U0002fffe\U0002ffff]"
)
# Planes without characters, and private ones, which not even the last font has.
_BEYOND: Final = re.compile("[\U00033480-\U000dffff\U000e01f0-\U0010ffff]")
# Runs that may be longer than a line, such as URLs. Han characters can be divided anywhere.
LONG: Final = 24
_LONG_RUN: Final = re.compile(
    rf"[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]{{{LONG},}}"
)
# Where a long run may be divided: after signs, and around digits. A long word is hyphenated, and
# what is longer than all words is divided anywhere.
_SIGNS: Final = r"[!-/:-@\[-`{-~]"
_PIECE: Final = re.compile(
    rf"(?:[^\W\d_]|[^\0-\x7f])++{_SIGNS}{{,20}}|[0-9]{{1,12}}{_SIGNS}{{,20}}|{_SIGNS}{{1,20}}"
)
_LONGEST_WORD: Final = 60
_PART: Final = 12
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3})*(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}))?"
    r"(?:-.*)?",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return words without the characters that no PDF may contain."""
    if text.isprintable():
        return text
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    return _BEYOND.sub("\ufffd", _FORBIDDEN.sub("", text))


def literal(text: str) -> str:
    """Return a string literal."""
    return _quoted(clean(text))


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def in_line(text: str) -> str:
    """Return words with single spaces in place of other white space."""
    return _WHITE.sub(" ", clean(_WHITE.sub(" ", text)))


def longest_piece(text: str) -> str:
    """Return the longest part of words that is on one line."""
    word = max(text.split(" "), key=len)
    return word if len(word) < LONG else max(_pieces(word), key=len)


def _pieces(run: str) -> list[str]:
    """Return the parts of a long run between which a line may end."""
    pieces: list[str] = []
    for piece in _PIECE.findall(run):
        size = len(piece) if len(piece) <= _LONGEST_WORD else _PART
        pieces += [piece[at : at + size] for at in range(0, len(piece), size)]
    return pieces or [run]


def literals(text: str) -> Iterator[str]:
    """Yield the literals for clean words, with the places between them where a line may end."""
    if len(text) < LONG or max(map(len, text.split(" "))) < LONG:
        yield _quoted(text)
        return
    at = 0
    for run in _LONG_RUN.finditer(text):
        if at < run.start():
            yield _quoted(text[at : run.start()])
        at = run.end()
        for number, piece in enumerate(_pieces(run[0])):
            if number:
                yield BREAK
            yield _quoted(piece) if len(piece) < LONG else f"hyphenated({_quoted(piece)})"
    if at < len(text):
        yield _quoted(text[at:])


def has_long_run(text: str) -> bool:
    """Whether there is a run in a text that may be longer than a line."""
    return _LONG_RUN.search(text) is not None


BREAK: Final = "break-here"  # where a line may end


def language_of(tag: str) -> str:
    """Return the arguments of `text` that set a language, such as `lang:"zh",script:"hant"`."""
    match = _TAG.fullmatch(tag.strip())
    if match is None:
        return ""
    arguments = [f'lang:"{match["language"].lower()}"']
    if match["script"]:
        arguments.append(f'script:"{match["script"].lower()}"')
    if match["region"]:
        arguments.append(f'region:"{match["region"].upper()}"')
    return ",".join(arguments)


def length_of(value: str) -> str:
    """Return a width of HTML, in pixels or per cent, as a length, or ""."""
    value = value.strip().removesuffix("px")
    if value.endswith("%") and value[:-1].isdecimal() and value.isascii():
        return f"{min(max(int(value[:-1]), 1), 100)}%"
    if value.isdecimal() and value.isascii() and 0 < int(value) < 10_000:
        return f"{int(value) * 0.75:g}pt"
    return ""
