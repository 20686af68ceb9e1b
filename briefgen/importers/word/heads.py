"""Title, authors, date and summary of a document: from its styles, properties and looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, cast

from briefgen.importers.highlights import is_heading_of_highlights
from briefgen.importers.word.dates import Day, day_of
from briefgen.importers.word.facts import Properties
from briefgen.importers.word.shaping import HEADINGS, is_bold, is_picture, style_of
from briefgen.read.html_tree import Element, Node, elements_in, words_of

_BYLINE: Final = re.compile(
    r"(?:by|authors?|written by|von|autor(?:en|in|innen)?|par|auteurs?|por|autore?s?|作者|بقلم)"
    r"(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"\s*(?:[|·•\t]|\s[–—-]\s)\s*")
_AND: Final = re.compile(r"\s*(?:;|\s&\s|\s(?:and|und|et|y|e|i|en)\s|、|，|\s?و\s)\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_PARTICLES: Final = frozenset(
    "al and bin da das de del den der di do dos du el ibn la le of ten ter van von y zu zum".split()
)
_HONOURS: Final = re.compile(
    r",\s*(?:Ph\.?D\.?|M\.?A\.?|M\.?Sc\.?|MBA|Jr\.?|Sr\.?|CFA|Esq\.?)(?=,|$)"
)
# What programs write into the properties instead of a name or a title.
_NOBODY: Final = re.compile(
    r"python-docx|.*\bmicrosoft\b.*|.*\bword\b.*|windows.user|user|admin(?:istrator)?|owner|author"
    r"|unknown|.*@.*|libreoffice.*|openoffice.*|un-named|benutzer|utilisateur|usuario|\d+",
    re.IGNORECASE,
)
_UNTITLED: Final = re.compile(
    r"untitled.*|document ?\d*|microsoft word - .*|.*\.(?:docx?|odt|rtf|dotx?)|(?:no )?title"
    r"|word document|dokument ?\d*|powerpoint.*|template.*",
    re.IGNORECASE,
)
# The line above many titles: "POLICY BRIEF", "Research Paper No. 12", "Kurzanalyse 3/2026".
_KIND: Final = re.compile(
    r"(?:(?:policy|issue|research|working|discussion|briefing|position|background|country|data"
    r"|technical)[ -])?"
    r"(?:brief(?:ing)?s?|papers?|notes?|memo(?:randum)?|reports?|insights?|perspectives?|analysis"
    r"|comment(?:ary)?|factsheet|fact sheet|kurzanalyse|analyse|positionspapier|hintergrundpapier"
    r"|stellungnahme|arbeitspapier|note (?:d[’']analyse|de synthèse|politique)|informe"
    r"|nota (?:técnica|informativa)|documento de trabajo|documento di lavoro|beleidsnota)"
    r"(?: series)?[ ,:]*(?:(?:no|nr|number|núm|issue|vol)?[ .:°º#]*\d{1,4}"
    r"(?:\s*[/.–-]\s*\d{1,4})*)?",
    re.IGNORECASE,
)
_MOST_KINDS: Final = 2  # lines above a title that say what kind of document it is
_HEAD: Final = 8  # blocks at the head of a document that may belong to it
_LONGEST_TITLE: Final = 200  # characters
_ROLES: Final = frozenset({"title", "subtitle", "author", "authors", "date", "abstract"})
_SUMMARIES: Final = frozenset({"abstract", "summary"})


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a document says, and the blocks below it.

    `words` are those that are not in the text any more, and `notes` what an author should look at.
    """

    title: str
    authors: tuple[str, ...] = ()
    day: date | None = None
    summary: tuple[Node, ...] = ()
    blocks: tuple[Node, ...] = ()
    words: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Finder:
    """Looks through the first blocks of a document, and takes out what is not text."""

    blocks: list[Node]
    properties: Properties
    name: str
    words: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    abstract: list[Node] = field(default_factory=list)
    subtitles: list[Node] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    day: Day | None = None
    title: str = ""
    above: int = 0  # how many blocks are above a title that has the style of one

    def take(self, at: int) -> Element:
        """Take out a block, and remember its words."""
        block = cast("Element", self.blocks.pop(at))
        self.words.append(words_of(block.children))
        for each in elements_in(block.children):
            if each.name == "img" or "footnote-ref" in each.classes:
                self.blocks.insert(at, Element("p", {}, (each,)))
        return block


def head_of(blocks: Sequence[Node], properties: Properties, name: str) -> Head:
    """Return the head of a document; `name` is that of its file, without extension."""
    finder = _Finder(list(blocks), properties, name)
    _take_styled(finder)
    at = _take_title(finder)
    _take_lines(finder, at)
    if not finder.authors:
        finder.authors = [each for each in properties.creators if not _NOBODY.fullmatch(each)]
    summary = finder.abstract or finder.subtitles
    if finder.abstract and finder.subtitles:
        finder.blocks[at:at] = finder.subtitles
    return Head(
        title=finder.title,
        authors=tuple(dict.fromkeys(finder.authors)),
        day=_day(finder),
        summary=tuple(summary),
        blocks=tuple(finder.blocks),
        words=tuple(finder.words),
        notes=tuple(finder.notes),
    )


def _take_styled(finder: _Finder) -> None:
    """Take out the paragraphs at the head whose styles say what they are."""
    at, below_title = 0, 0  # a title of several paragraphs goes on directly below the first
    while at < min(len(finder.blocks), _HEAD):
        block, style = finder.blocks[at], style_of(finder.blocks[at])
        words = " ".join(words_of([block]).split()) if isinstance(block, Element) else ""
        is_later = style == "title" and bool(finder.title) and at != below_title
        if style not in _ROLES or not words or is_later or not isinstance(block, Element):
            at += 1
        elif style == "title":
            finder.take(at)
            finder.above = finder.above if finder.title else at
            below_title = at
            finder.title = f"{finder.title} {words}".strip()
        elif style == "subtitle" and _takes_line(finder, words):
            finder.take(at)
        elif style == "subtitle":
            finder.subtitles.append(finder.take(at))
        elif style == "abstract":
            finder.abstract.append(finder.take(at))
        elif style == "date" and _takes_day(finder, words):
            finder.take(at)
        elif style in ("author", "authors"):
            finder.authors += _names(words, is_certain=True)
            finder.take(at)
        else:
            at += 1


def _take_title(finder: _Finder) -> int:
    """Find the title, and return where the block below it is."""
    blocks, title = finder.blocks, finder.properties.title
    is_named = bool(title) and not _UNTITLED.fullmatch(title)
    if finder.title:
        at, lines = _kinds(finder.blocks[: finder.above])
        _leave_out(finder, at, lines)
        return 0
    _take_kinds(finder, title if is_named else "")
    first = next((at for at, each in enumerate(blocks[:_HEAD]) if not is_picture(each)), None)
    if first is not None and _is_title(blocks, first, title if is_named else ""):
        finder.title = " ".join(words_of(finder.take(first).children).split())
        return first
    if is_named:
        finder.title = title
    else:
        words = re.sub(r"[\W_]+", " ", finder.name).strip()
        finder.title = words[:1].upper() + words[1:] or "Untitled"
        finder.notes.append(("the document has no title, so its name is the title", finder.title))
    return 0


def _take_kinds(finder: _Finder, title: str) -> None:
    """Take out lines such as `POLICY BRIEF | March 2026` above a title."""
    at, lines = _kinds(finder.blocks)
    below = at + len(lines)
    if below >= len(finder.blocks) or not _is_title(finder.blocks, below, title):
        return
    if not is_heading_of_highlights(finder.blocks[below]):
        _leave_out(finder, at, lines)


def _kinds(blocks: Sequence[Node]) -> tuple[int, list[tuple[str, list[Day]]]]:
    """Return where lines such as `POLICY BRIEF` begin, and these with the days in them."""
    at = 0
    while at < len(blocks) and is_picture(blocks[at]):
        at += 1
    lines = []
    for block in blocks[at : at + _MOST_KINDS]:
        words = " ".join(words_of([block]).split()) if isinstance(block, Element) else ""
        parts = [each.strip() for each in _PARTS.split(words) if each.strip()]
        if not parts or not all(_KIND.fullmatch(each) or day_of(each) for each in parts):
            break
        lines.append((words, [day for each in parts if (day := day_of(each))]))
    return at, lines


def _leave_out(finder: _Finder, at: int, lines: Sequence[tuple[str, list[Day]]]) -> None:
    """Take out the lines that begin at a place."""
    for words, days in lines:
        finder.take(at)
        finder.day = finder.day or (days[0] if days else None)
        finder.notes.append(("this line above the title was left out", words))


def _is_title(blocks: Sequence[Node], at: int, title: str) -> bool:
    """Whether a block is the title: by its level or looks, or because the properties say so."""
    block = blocks[at]
    words = " ".join(words_of([block]).split()) if isinstance(block, Element) else ""
    if not isinstance(block, Element) or not 0 < len(words) <= _LONGEST_TITLE:
        return False
    if title and words.casefold() == title.casefold():
        return True
    if block.name in HEADINGS:
        others = [each for each in blocks[at + 1 :]
                  if isinstance(each, Element) and each.name == block.name]  # fmt: skip
        return not others or "data-bold" in block.attributes
    return is_bold(block)


def _take_lines(finder: _Finder, at: int) -> None:
    """Take out the lines below the title that have the authors and the date.

    A paragraph between these and the title is the subtitle, unless it may begin with a name, such
    as `Jane Doe, Institute of Examples`.
    """
    first, below = (_line(each) for each in (*finder.blocks[at : at + 2], "", "")[:2])
    is_above = bool(_byline(finder, below)) and not finder.subtitles
    is_person = _is_name(_COMMA.split(first.strip())[0])
    if first and is_above and not is_person and not _byline(finder, first):
        finder.subtitles.append(_without_emphasis(finder.take(at)))
    for _ in range(3):
        words = _line(finder.blocks[at]) if at < len(finder.blocks) else ""
        if not _takes_line(finder, words):
            break
        finder.take(at)
    _take_later_day(finder, at)


def _take_later_day(finder: _Finder, at: int) -> None:
    """Take out a line with only the date, if lines that are not understood come before it."""
    if finder.day is not None:
        return
    for index, block in enumerate(finder.blocks[at : at + 3], at):
        words = _line(block)
        if not words:
            return
        finder.day = day_of(words)
        if finder.day is not None:
            finder.take(index)
            return


def _line(block: Node) -> str:
    """Return the words of a short paragraph or a bold line, or nothing for another block."""
    is_line = isinstance(block, Element) and (block.name == "p" or "data-bold" in block.attributes)
    words = words_of([block]) if is_line else ""
    return words if words.strip() and len(words) <= _LONGEST_TITLE else ""


def _without_emphasis(block: Element) -> Element:
    """Return a paragraph without the emphasis that it has as a whole."""
    inner = [each for each in block.children if not isinstance(each, str) or each.strip()]
    if len(inner) == 1 and isinstance(inner[0], Element) and inner[0].name in ("em", "strong"):
        return _without_emphasis(Element("p", {}, inner[0].children))
    return Element("p", {}, block.children)


def _takes_line(finder: _Finder, words: str) -> bool:
    """Whether a line has only authors and a date, which are set then."""
    line = _byline(finder, words)
    if line is None:
        return False
    authors, day = line
    finder.authors += authors
    finder.day = finder.day or day
    return True


def _byline(finder: _Finder, words: str) -> tuple[list[str], Day | None] | None:
    """Return the authors and the date of a line that has nothing else."""
    parts = [each for each in _PARTS.split(" ".join(words.split(" "))) if each.strip()]
    days = [day for each in parts if (day := day_of(each))]
    names = [each for each in parts if not day_of(each)]
    if not days and len(parts) == 1 and (split := _name_and_day(parts[0])):
        names, days = [split[0]], [split[1]]
    is_certain = bool(days) or any(map(_BYLINE.match, names))
    authors = [name for each in names for name in _names(each, is_certain=is_certain)]
    creators = {each.casefold() for each in finder.properties.creators}
    is_creators = any(each.casefold() in creators for each in authors)
    is_byline = is_certain or is_creators
    has_all = all(_names(each, is_certain=is_certain) for each in names)
    if not (authors or days) or not is_byline or not has_all:
        return None
    return authors, days[0] if days else None


def _takes_day(finder: _Finder, words: str) -> bool:
    """Whether words are a date, which is set then."""
    day = day_of(words)
    finder.day = finder.day or day
    if day is None:
        finder.notes.append(("this date cannot be read", words))
    return day is not None


def _name_and_day(words: str) -> tuple[str, Day] | None:
    """Return the parts of `Jane Doe, 4 March 2026`."""
    for match in _COMMA.finditer(words):
        day = day_of(words[match.end() :])
        if day:
            return words[: match.start()], day
    return None


def _names(words: str, *, is_certain: bool) -> list[str]:
    """Return the names in a line, or nothing if it may have anything else."""
    for text in (_BYLINE.sub("", words.strip(), count=1), words):
        stripped = _HONOURS.sub("", text).strip(" ,.")
        names = [each for part in _AND.split(stripped) for each in _COMMA.split(part) if each]
        if names and all(map(_is_name, names)):
            return names
    words = words.strip(" ,.")
    if is_certain and _is_name(words):
        return [words]
    return [words] if is_certain and not any(map(str.isdigit, words)) and len(words) < 60 else []


def _is_name(words: str) -> bool:
    """Whether words look like the name of a person: two to five, with capitals."""
    parts = words.split()
    if not words or any(map(str.isdigit, words)) or len(parts) > 5:
        return False
    if not words.isascii() and not any(each.isupper() or each.islower() for each in words):
        return len(words) <= 30  # a script without capitals
    large = [each for each in parts if each.casefold() not in _PARTICLES]
    return len(parts) >= 2 and all(each[0].isupper() for each in large) and len(large) >= 2


def _day(finder: _Finder) -> date | None:
    if finder.day is not None:
        if not finder.day.has_day:
            finder.notes.append(
                ("the date has no day, so it is the first of the month", str(finder.day.day))
            )
        return finder.day.day
    modified = finder.properties.modified
    if modified is None:
        return None
    finder.notes.append(
        ("the document has no date, so the brief has the day of its last change",
         modified.date().isoformat())
    )  # fmt: skip
    return modified.date()


def without_roles(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks; a title or subtitle that is not at the head of a document is a heading."""
    for node in nodes:
        if (
            isinstance(node, Element)
            and node.name == "p"
            and style_of(node) in ("title", "subtitle")
        ):
            yield replace(node, name="h1" if style_of(node) == "title" else "h2")
        else:
            yield node
