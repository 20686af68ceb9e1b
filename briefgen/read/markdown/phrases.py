"""What stands in a plain paragraph, heading, item or cell, read with a few patterns.

Plain are `*emphasis*` and `**strong**` that close where they should, `code` and `[links](to)`;
quotation marks, dashes and ellipses become typographic ones. All else is declined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from markdown_it.common.utils import escapeHtml, unescapeAll

from briefgen.read.markdown.destinations import normalized
from briefgen.read.markdown.flanking import emphasises
from briefgen.read.markdown.quotation import set_quotes
from briefgen.read.markdown.typography import Quotes, has_dashes, with_dashes

# What is longer is for the parser that knows limits, as of the number of quotation marks.
_MAX_LENGTH: Final = 5_000
_FEW: Final = 200

# Words without any marks. What is longer is seldom that alone.
_WORDS: Final = re.compile(r"[A-Za-z0-9 ,;()%]*+\.?")
_UNMARKED: Final = r"[^\n\[\]*_`\\{<&~:@]"
_TO: Final = r"\([^\s()<>\\\x00-\x1f\x7f]+\)"
_WORD: Final = "[A-Za-z0-9]"
# Where anything but text begins. Links and emphasis without other marks in them are taken whole.
# Each alternative begins with a letter that is known: then a search for them is fast.
_TOKEN: Final = re.compile(
    rf"(\n[ \t]*|\[(?:(?<![!^]\[)(?!\^){_UNMARKED}*+\]{_TO})?|\](?:{_TO})?"
    rf"|\*(?<![^ \n(\"]\*){_WORD}(?:{_UNMARKED}*{_WORD})?\*(?=[ \n.,;!?)\"]|\Z)|\*\**"
    r"|__*|`(?:[^`\n]+`(?!`))?"
    # What becomes a link without brackets, or is reported where it becomes nothing.
    r"|w(?=ww\.)|:(?:(?<=http:)|(?<=https:)|(?<=mailto:)|(?<=xmpp:))|@(?<=[A-Za-z0-9.+_-]@)"
    r"|:(?=::)|\\|\{|<(?![ \n])|&(?=[#A-Za-z])|~(?=~))"
)
_TAGS: Final = {1: ("<em>", "</em>"), 2: ("<strong>", "</strong>")}
_LINE_ENDS: Final = frozenset({"\n", "<br>\n"})

# Texts and tags by turns, a text first and last; either may be empty.
Pieces = list[str]


# Where the two tags of a link stand in the pieces, and where it leads, percent-encoded.
Link = tuple[int, int, str]


class Phrases(NamedTuple):
    """A plain text. The pieces have `<a>` for the tag of each of its links."""

    pieces: Pieces
    links: list[Link]

    @property
    def texts(self) -> list[str]:
        """The texts, without the tags."""
        return self.pieces[::2]

    @property
    def words(self) -> str:
        """The words of the text; a line's end counts as a blank."""
        return words_of(self.pieces)


def are_words(text: str) -> bool:
    """Whether a text is words alone, which are the same in HTML. One that is not may be so too."""
    return len(text) < _FEW and _WORDS.fullmatch(text) is not None


def phrases_of(text: str, quotes: Quotes | None) -> Phrases | None:
    """Return what a text within a block says, or None where it is not plain.

    Without `quotes` there is no typography at all.
    """
    if len(text) > _MAX_LENGTH:
        return None
    found = _divided(text)
    if found is not None and quotes:
        if has_dashes(text):
            _set_dashes(found.pieces)
        if "'" in text or '"' in text:
            set_quotes(found.pieces, quotes)
    return found


def words_of(pieces: Pieces) -> str:
    """Return the words of pieces; a line's end counts as a blank."""
    if len(pieces) == 1:
        return " ".join(pieces[0].split())
    said = [
        piece if index % 2 == 0 else " " if piece in _LINE_ENDS else ""
        for index, piece in enumerate(pieces)
    ]
    return " ".join("".join(said).split())


def name_of(pieces: Pieces) -> str:
    """Return the words of a link's pieces as markdown-it-py has them, which counts empty ones.

    Beside strong emphasis it has an empty text, which stands for a blank as a line's end does.
    """
    if len(pieces) == 1:
        return pieces[0]
    tags = ["", *pieces[1::2], ""]
    said: list[str] = []
    for index, text in enumerate(pieces[::2]):
        before, after = tags[index : index + 2]
        is_joint = not text and "strong" in before + after
        said += (text, " " if is_joint or after in _LINE_ENDS else "")
    return "".join(said)


def escaped(pieces: Pieces, texts: list[str]) -> list[str]:
    """Return pieces with their texts as HTML, as their tags are."""
    html = list(pieces)
    said = "".join(texts)
    if '"' in said or "&" in said or "<" in said or ">" in said:
        html[::2] = map(escapeHtml, texts)
    return html


def _set_dashes(pieces: Pieces) -> None:
    for index in range(0, len(pieces), 2):
        if index == 0 or pieces[index - 1] != "<code>":
            pieces[index] = with_dashes(pieces[index])


def _divided(text: str) -> Phrases | None:
    """Return the pieces of a text as they are written; None where a mark is not plain."""
    parts = _TOKEN.split(text)
    if len(parts) == 1:
        return Phrases(parts, [])
    division = _Division(parts)
    for index in range(1, len(parts), 2):
        step = _STEPS.get(parts[index][0])
        if step is None or not step(division, index):
            return None
    return None if division.opened else Phrases(division.pieces, division.links)


class _Division:
    """A text on its way to pieces: `parts` are its texts and marks by turns.

    Each step takes the mark at an index and the text after it, and tells whether it was plain.
    """

    __slots__ = ("begin", "links", "opened", "parts", "pieces")

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.pieces: Pieces = [parts[0]]
        self.links: list[Link] = []
        self.opened: list[str] = []  # the marks that are still to be closed
        self.begin = 0  # where in the pieces the tag of an open link stands

    def keep(self, index: int) -> bool:
        """Take a mark for text."""
        self.pieces[-1] += self.parts[index] + self.parts[index + 1]
        return True

    def line(self, index: int) -> bool:
        """Take the end of a line; after two blanks it is a break."""
        said = self.pieces[-1].rstrip(" ")
        blanks = len(self.pieces[-1]) - len(said)
        self.pieces[-1] = said
        self.pieces += ("<br>\n" if blanks > 1 else "\n", self.parts[index + 1])
        return True

    def link_open(self, index: int) -> bool:
        """Take a link, or the beginning of one."""
        mark = self.parts[index]
        if len(mark) > 1:
            return not self.begin and self._link(mark, index)
        before, after = self._before(index), self._after(index)
        if self.begin or after == "^" or before in "!^":
            return False
        self.begin = len(self.pieces)
        self.opened.append("[")
        self.pieces += ("<a>", self.parts[index + 1])
        return True

    def _link(self, mark: str, index: int) -> bool:
        name, destination = mark[1:-1].split("](")
        begin = len(self.pieces)
        self.links.append((begin, begin + 2, _encoded(destination)))
        self.pieces += ("<a>", name, "</a>", self.parts[index + 1])
        return True

    def link_close(self, index: int) -> bool:
        """Take the end of a link with its destination, or a bracket that closes nothing."""
        mark = self.parts[index]
        if not self.begin:
            return mark == "]" and self.keep(index)
        if mark == "]" or self.opened.pop() != "[":
            return False
        self.links.append((self.begin, len(self.pieces), _encoded(mark[2:-1])))
        self.begin = 0
        self.pieces += ("</a>", self.parts[index + 1])
        return True

    def code(self, index: int) -> bool:
        """Take code; a mark that begins none is not plain."""
        code = self.parts[index][1:-1]
        if not code:
            return False
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        self.pieces += ("<code>", code, "</code>", self.parts[index + 1])
        return True

    def emphasis(self, index: int) -> bool:
        """Take emphasis, the beginning or end of it, or a mark that is neither."""
        mark = self.parts[index]
        if mark[-1] == mark[0] != mark[1:2] != "":
            self.pieces += ("<em>", mark[1:-1], "</em>", self.parts[index + 1])
            return True
        after = self._after(index)
        if self.begin and after == "]":
            after = " "  # a link's text is a text by itself
        opens, closes = emphasises(mark[0], self._before(index), after)
        if not opens and not closes:
            return self.keep(index)
        if opens == closes or len(mark) > 2:
            return False
        if opens:
            self.opened.append(mark)
        elif not self.opened or self.opened.pop() != mark:
            return False
        self.pieces += (_TAGS[len(mark)][closes], self.parts[index + 1])
        return True

    def address(self, index: int) -> bool:
        """Take a part of an address that is not to become a link within one."""
        return self.begin > 0 and not self.parts[index + 1].startswith("::") and self.keep(index)

    def _before(self, index: int) -> str:
        """Return the character before a mark, or a blank at the beginning."""
        text = self.parts[index - 1]
        if text:
            return text[-1]
        return self.parts[index - 2][-1] if index > 1 else " "

    def _after(self, index: int) -> str:
        """Return the character after a mark, or a blank at the end."""
        text = self.parts[index + 1]
        if text:
            return text[0]
        return self.parts[index + 2][0] if index + 2 < len(self.parts) else " "


def _encoded(destination: str) -> str:
    return normalized(unescapeAll(destination))


# Other marks are not plain.
_STEPS: Final[dict[str, Callable[[_Division, int], bool]]] = {
    "\n": _Division.line,
    "[": _Division.link_open,
    "]": _Division.link_close,
    "`": _Division.code,
    "*": _Division.emphasis,
    "_": _Division.emphasis,
    **dict.fromkeys("w:@", _Division.address),
}
