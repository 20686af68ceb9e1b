"""Words and inline marks as Markdown that every CommonMark reader understands in the same way.

Only what would be mark-up at its place is escaped, so that ordinary prose stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, TypeAlias, cast

from briefgen.render.text import escaped

# What is before or after words if it is mark-up: a bracket, which ends or begins there, or other.
_BRACKET: Final = "\x01"
_MARKUP: Final = "\x00"

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<&~{!(:@.^]")
_UNUSUAL: Final = re.compile(r"[\\`*_\[\]<&~{@\t\n]")
_WHITE: Final = re.compile(r"[ \t]*\n\s*|[ \t]{2,}")
# What begins a block, or ends a heading, at the beginning of a line.
_LINE_START: Final = re.compile(
    r"(?m)^(?:(?P<number>\d{1,9})(?=[.)](?:[ \t]|$))"
    r"|(?=#{1,6}(?:[ \t]|$)|>|[-+*:~](?:[ \t]|$)|=+[ \t]*$|:::|[-:|][-:| \t]*$))"
)
# In each, the special character is where the search begins.
_ESCAPED: Final = {
    "\\": re.compile(r"\\(?=[!-/:-@\[-`{-~\n\x00\x01])"),
    "`": re.compile("`"),
    "*": re.compile(r"(?<! )\*|\*(?! )"),
    "_": re.compile(r"_(?:(?<![^\W_]_)|(?![^\W_]))(?:(?<! _)|(?! ))"),
    # Editorial brackets are not links, because the text has no definitions of links.
    "[": re.compile(
        r"\[(?<=\^\[)|\[(?!(?![ xX]\])[^\^\[\]\\`*_<>&!~\n][^\[\]\\`*_<>&!~\n]*\][^(\[:{\x01])"
    ),
    "<": re.compile(r"<(?=[a-zA-Z/!?\x00\x01])"),
    "&": re.compile(r"&(?=#?\w{1,40};)"),
    "~": re.compile(r"~(?=~)|(?<=[~\w])~|(?<=[^\s\w])~(?!\w)"),
    "{": re.compile(r"{(?=\s*(?:[#.:%}\x00\x01]|[\w-]+=))|(?<=[\x00\x01]){"),
    "^": re.compile(r"\^(?=\x01)"),
    "!": re.compile(r"!(?=\x01)"),
    "(": re.compile(r"(?<=\x01)\("),
    ":": re.compile(
        r"(?i)(?<=\x01):|(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//\w)|(?:(?<=mailto)|(?<=xmpp)):(?=\w)"
    ),
    "@": re.compile(r"(?<=[\w.+-])@(?=\w)"),
    ".": re.compile(r"(?i)(?<=www)\."),
}
# A reader that knows no escapes must not see a tag, or another character.
_ENTITIES: Final = {"<": "&lt;", "&": "&amp;"}
_AUTOMATIC: Final = re.compile(r'<[^ "]*[:@]')
_TICKS: Final = re.compile("`+")
_DEEPEST: Final = 8  # marks within each other; others are written as HTML
_SIGNS: Final = {"em": ("*", "_"), "strong": ("**",), "del": ("~~",)}


@dataclass(frozen=True, slots=True)
class Words:
    """Words to escape; `in_link` says that brackets have a meaning too."""

    text: str
    in_link: bool = False


@dataclass(slots=True, eq=False)
class Mark:
    """The start or end of emphasis, strong words or deleted words.

    `html` is the element's name; `sign` is set when it is known what can be written.
    """

    html: str
    start: Mark | None = None
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Code within a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break."""


Piece: TypeAlias = Words | Mark | Code | Break | str  # a string is finished Markdown


def is_plain(text: str) -> bool:
    """Whether words after other words need no escape and no change: most do not."""
    return not (
        _UNUSUAL.search(text)
        or text[0] in "(:"
        or text[-1] in "!^"
        or "://" in text
        or "  " in text
        or "www." in text
    )


def phrases(pieces: Sequence[Piece], *, one_line: bool = False) -> str:
    """Return what a block holds; on `one_line` if it is a heading or the cell of a table."""
    kinds = set(map(type, pieces))
    if kinds == {str}:
        return "".join(cast("Sequence[str]", pieces)).strip(" \t\n")
    if Words in kinds or Mark in kinds:
        pieces = joined(pieces)
    if Mark in kinds:
        _set_signs(pieces)
    outer = " " if one_line else "\n"
    last = len(pieces)
    if Break in kinds:
        last = max((at for at, each in enumerate(pieces) if _is_shown(each)), default=-1)
    written = [""]
    for at, piece in enumerate(pieces):
        before = written[-1][-1:]
        if isinstance(piece, Words):
            around = (
                _beside(pieces[at - 1], before) if at else outer,
                _beside(pieces[at + 1]) if at + 1 < len(pieces) else "\n",
            )
            # A tag that is alone on its line would begin a block.
            is_line = one_line or (before == ">" and not _AUTOMATIC.match(written[-1]))
            text = piece.text.replace("\n", " ") if is_line else piece.text
            written.append(words(text, *around, in_link=piece.in_link))
        elif isinstance(piece, Mark):
            written.append(piece.sign)
        elif isinstance(piece, Code):
            written.append(f"<code>{escaped(piece.text)}</code>" if before == "`" else code(piece))
        elif isinstance(piece, Break):
            written.append("<br>" if one_line or at > last else "\\\n")
        else:
            written.append(piece)
    return "".join(written).strip(" \t\n")


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return phrases without marks of nothing, and with words that follow each other as one."""
    some: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Mark) and some and piece.start is some[-1]:
            some.pop()
        else:
            some.append(piece)
    if not any(type(one) is type(next_one) is Words for one, next_one in pairwise(some)):
        return some
    found: list[Piece] = []
    for key, group in groupby(some, lambda piece: isinstance(piece, Words) and 1 + piece.in_link):
        if key:
            text = "".join([each.text for each in group if isinstance(each, Words)])
            found.append(Words(text, in_link=key == 2))
        else:
            found += group
    return found


def trimmed(pieces: Iterable[Piece]) -> list[Piece]:
    """Return phrases without white space around them, beside which no sign is understood."""
    some = joined(pieces)
    if some and isinstance(some[0], Words):
        some[0] = Words(some[0].text.lstrip(), some[0].in_link)
    if some and isinstance(some[-1], Words):
        some[-1] = Words(some[-1].text.rstrip(), some[-1].in_link)
    return [each for each in some if not isinstance(each, Words) or each.text]


def _is_shown(piece: Piece) -> bool:
    if isinstance(piece, Words):
        return not piece.text.isspace()
    return not isinstance(piece, Mark | Break) and piece != " "


def _beside(piece: Piece, last: str = "") -> str:
    """Return what words are beside: after a piece whose `last` character is given, or before it."""
    if isinstance(piece, Break):
        return "\n"
    is_bracket = last == "]" if last else isinstance(piece, str) and piece[:1] == "["
    return _BRACKET if is_bracket else _MARKUP


def words(text: str, before: str = "\n", after: str = "\n", *, in_link: bool = False) -> str:
    """Return words escaped, where `before` and `after` are the characters beside them."""
    if "\n" in text or "  " in text or "\t" in text:
        text = _WHITE.sub(lambda match: "\n" if "\n" in match[0] else " ", text)
    if before == "\n":
        text = text.lstrip(" \t\n")
    if after == "\n":
        text = text.rstrip(" \t\n")
    if _SPECIAL.search(text):
        around = f"{before}{text}{after}"

        def escape(match: re.Match[str]) -> str:
            sign = match[0]
            if in_link and sign in "[]:@.":
                return f"\\{sign}" if sign in "[]" else sign
            pattern = _ESCAPED.get(sign)
            if pattern is None or not pattern.match(around, match.start()):
                return sign
            return _ENTITIES.get(sign, f"\\{sign}")

        text = _SPECIAL.sub(escape, around)[1:-1]
    if before == "\n":
        return _LINE_START.sub(_guarded, text)
    first, line_end, rest = text.partition("\n")
    return f"{first}\n{_LINE_START.sub(_guarded, rest)}" if line_end else first


def _guarded(match: re.Match[str]) -> str:
    return f"{match['number'] or ''}\\"


def code(piece: Code) -> str:
    """Return a span of code, between more backticks than it holds in a row."""
    text = piece.text.replace("\n", " ")
    if not text.strip():
        return f"<code>{text}</code>"
    fence = fence_for(text, 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def fence_for(text: str, least: int) -> str:
    """Return the backticks that may enclose a code."""
    if "`" not in text:
        return "`" * least
    runs = {len(run) for run in _TICKS.findall(text)}
    return "`" * (max(least, max(runs) + 1) if least > 1 or 1 in runs else 1)


def _set_signs(pieces: Sequence[Piece]) -> None:
    """Choose how each pair of marks is written: as HTML if signs would not be understood."""
    ends = {id(each.start): at for at, each in enumerate(pieces) if isinstance(each, Mark)}
    opened: list[str] = []
    for at, mark in enumerate(pieces):
        if not isinstance(mark, Mark):
            continue
        if mark.start:
            sign = opened.pop()
            mark.sign = f"</{mark.html}>" if sign[0] == "<" else sign
            continue
        end = ends[id(mark)]
        signs = _SIGNS[mark.html] if len(opened) < _DEEPEST else ()
        if isinstance(pieces[at + 1], Mark) or isinstance(pieces[end - 1], Mark):
            signs = signs[::-1]  # `_**x**_`
        fits = (each for each in signs if _fits(each, pieces, at, end, opened))
        mark.sign = next(fits, f"<{mark.html}>")
        opened.append(mark.sign)


def _fits(sign: str, pieces: Sequence[Piece], at: int, end: int, opened: Sequence[str]) -> bool:
    """Whether every reader understands a sign at the start and the end of words."""
    beside = [*pieces[max(at - 1, 0) : at], pieces[at + 1], pieces[end - 1]]
    beside += pieces[end + 1 : end + 2]
    if any(isinstance(each, Mark) and _sign(each)[:1] == sign[0] for each in beside):
        return False
    before, first = _character(pieces, at - 1, -1), _character(pieces, at + 1, 0)
    last, after = _character(pieces, end - 1, -1), _character(pieces, end + 1, 0)
    if first.isspace() or last.isspace():
        return False
    is_free = before.isspace() or _is_punctuation(before)
    if not (_is_word(first) or is_free):
        return False
    if not (_is_word(last) or after.isspace() or _is_punctuation(after)):
        return False
    if sign == "_" and (_is_word(before) or _is_word(after)):
        return False
    # Within the same sign, it must not be an end.
    is_start = before.isspace() or (_is_punctuation(before) and _is_word(first))
    return is_start or all(each[0] != sign[0] for each in opened)


def _sign(mark: Mark) -> str:
    return mark.sign or (mark.start.sign if mark.start else "")


def _character(pieces: Sequence[Piece], at: int, side: int) -> str:
    """Return the first (0) or last (-1) character of a piece, as far as it matters here."""
    piece = pieces[at] if 0 <= at < len(pieces) else " "
    if isinstance(piece, Words):
        return piece.text[side:][:1] or " "
    if isinstance(piece, str):
        return piece[side:][:1] or " "
    return " " if isinstance(piece, Break) else "*"


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] in "MC"


def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"
