"""Phrases: the content of plain paragraphs, headings, items and cells, read with a few patterns.

Plain phrases may contain `*emphasis*` and `**strong**` that close correctly, `code` and
`[links](to)`. Quotation marks, dashes and ellipses become typographic. Everything else is left to
markdown-it-py.
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

# Longer texts are left to the parser, which has limits, for example on quotation marks.
_MAX_LENGTH: Final = 5_000
_FEW: Final = 200

# Words without marks. Longer texts are rarely only that.
_WORDS: Final = re.compile(r"[A-Za-z0-9 ,;()%]*+\.?")
_UNMARKED: Final = r"[^\n\[\]*_`\\{<&~:@]"
_TO: Final = r"\([^\s()<>\\\x00-\x1f\x7f]+\)"
_WORD: Final = "[A-Za-z0-9]"
# Where anything but text begins. Links and emphasis without other marks in them match as a whole.
# Each alternative begins with a fixed character, which makes the search fast.
_TOKEN: Final = re.compile(
    rf"(\n[ \t]*|\[(?:(?<![!^]\[)(?!\^){_UNMARKED}*+\]{_TO})?|\](?:{_TO})?"
    rf"|\*(?<![^ \n(\"]\*){_WORD}(?:{_UNMARKED}*{_WORD})?\*(?=[ \n.,;!?)\"]|\Z)|\*\**"
    r"|__*|`(?:[^`\n]+`(?!`))?"
    # What becomes a link without brackets, or is reported if it does not.
    r"|w(?=ww\.)|:(?:(?<=http:)|(?<=https:)|(?<=mailto:)|(?<=xmpp:))|@(?<=[A-Za-z0-9.+_-]@)"
    r"|:(?=::)|\\|\{|<(?![ \n])|&(?=[#A-Za-z])|~(?=~))"
)
_TAGS: Final = {1: ("<em>", "</em>"), 2: ("<strong>", "</strong>")}
_LINE_ENDS: Final = frozenset({"\n", "<br>\n"})

# Texts and tags in turn, beginning and ending with a text; either may be empty.
Pieces = list[str]


# The indices of the two tags of a link in the pieces, and its percent-encoded destination.
Link = tuple[int, int, str]


class Phrases(NamedTuple):
    """Plain text. In its pieces, `<a>` is a placeholder for the start tag of each link."""

    pieces: Pieces
    links: list[Link]

    @property
    def texts(self) -> list[str]:
        """The texts, without the tags."""
        return self.pieces[::2]

    @property
    def words(self) -> str:
        """The words of the text; the end of a line counts as a space."""
        return words_of(self.pieces)


def are_words(text: str) -> bool:
    """Whether a text is certainly only words, which are the same in HTML."""
    return len(text) < _FEW and _WORDS.fullmatch(text) is not None


def phrases_of(text: str, quotes: Quotes | None) -> Phrases | None:
    """Return the phrases of a text within a block, or None if it is not plain.

    Without `quotes`, typography is turned off.
    """
    if len(text) > _MAX_LENGTH:
        return None
    phrases = _divided(text)
    if phrases is not None and quotes:
        if has_dashes(text):
            _set_dashes(phrases.pieces)
        if "'" in text or '"' in text:
            set_quotes(phrases.pieces, quotes)
    return phrases


def words_of(pieces: Pieces) -> str:
    """Return the words of pieces; the end of a line counts as a space."""
    if len(pieces) == 1:
        return " ".join(pieces[0].split())
    said = [
        piece if index % 2 == 0 else " " if piece in _LINE_ENDS else ""
        for index, piece in enumerate(pieces)
    ]
    return " ".join("".join(said).split())


def name_of(pieces: Pieces) -> str:
    """Return the words of a link's pieces as markdown-it-py has them, with its empty texts.

    Next to strong emphasis it has an empty text, which counts as a space, like the end of a line.
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
    """Return pieces with their texts escaped for HTML."""
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
    """Return the pieces of a text as written, or None if a mark is not plain."""
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
    """A text while it is divided into pieces; `parts` are its texts and marks in turn.

    Each step reads the mark at an index and the text after it, and returns whether it was plain.
    """

    __slots__ = ("begin", "links", "opened", "parts", "pieces")

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.pieces: Pieces = [parts[0]]
        self.links: list[Link] = []
        self.opened: list[str] = []  # the marks that are not closed yet
        self.begin = 0  # the index in the pieces of the tag of an open link

    def keep(self, index: int) -> bool:
        """Treat a mark as text."""
        self.pieces[-1] += self.parts[index] + self.parts[index + 1]
        return True

    def line(self, index: int) -> bool:
        """Read the end of a line; after two spaces it is a line break."""
        said = self.pieces[-1].rstrip(" ")
        spaces = len(self.pieces[-1]) - len(said)
        self.pieces[-1] = said
        self.pieces += ("<br>\n" if spaces > 1 else "\n", self.parts[index + 1])
        return True

    def link_open(self, index: int) -> bool:
        """Read a link, or the beginning of one."""
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
        """Read the end of a link with its destination, or a bracket that closes nothing."""
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
        """Read code; a backtick that does not begin code is not plain."""
        code = self.parts[index][1:-1]
        if not code:
            return False
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        self.pieces += ("<code>", code, "</code>", self.parts[index + 1])
        return True

    def emphasis(self, index: int) -> bool:
        """Read emphasis, its beginning or end, or a mark that is neither."""
        mark = self.parts[index]
        if mark[-1] == mark[0] != mark[1:2] != "":
            self.pieces += ("<em>", mark[1:-1], "</em>", self.parts[index + 1])
            return True
        after = self._after(index)
        if self.begin and after == "]":
            after = " "  # the text of a link is parsed on its own
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
        """Read a part of a URL within a link, where it must not become another link."""
        return self.begin > 0 and not self.parts[index + 1].startswith("::") and self.keep(index)

    def _before(self, index: int) -> str:
        """Return the character before a mark, or a space at the beginning."""
        text = self.parts[index - 1]
        if text:
            return text[-1]
        return self.parts[index - 2][-1] if index > 1 else " "

    def _after(self, index: int) -> str:
        """Return the character after a mark, or a space at the end."""
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
