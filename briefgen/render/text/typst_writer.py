"""Writes the Typst code of a text, and keeps what is in each element that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final, NamedTuple

from briefgen.model import text as slots
from briefgen.model.text import Slot
from briefgen.render.text import Token, Words
from briefgen.render.text.typst_tokens import VOID
from briefgen.render.text.typst_words import in_line, language_of, literal, literals, longest_piece

_DEEPEST: Final = 30  # the costs of all elements that are open
_MOST_NOTES: Final = 8  # notes within each other
_DIRECTIONS: Final = {"ltr": "dir:ltr", "rtl": "dir:rtl"}
# These contain parts, not words; and these are such parts, which other elements write.
_WHOLES: Final = frozenset("colgroup dl ol table tbody tfoot thead tr ul".split())
_PARTS: Final = frozenset("caption dd dt figcaption li td th".split())


@dataclass(frozen=True, slots=True)
class TypstContext:
    """Where a text is set: the URL of its page, its language, and the words of that.

    `images` has the files of images by their URLs, as paths from the root of the compiler. `prefix`
    begins the labels of the text, if other texts are in the same document.
    """

    url: str
    words: Words
    language: str = "en"
    images: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    def label(self, anchor: str) -> str:
        """Return the label for an anchor of the page, as a literal."""
        return literal(f"{self.prefix}{anchor}")


class Rule(NamedTuple):
    """How an element is written.

    `end` returns the code of the element around the code in it. `is_block` says that it is no part
    of a line. `cost` counts towards what Typst can have within each other.
    """

    end: Callable[[Writer, Open, str], str]
    is_block: bool = False
    cost: int = 1
    start: Callable[[Writer, Open], None] | None = None


class Forms(NamedTuple):
    """How elements, elements without an end, and slots are written.

    A function for a slot returns code that is part of a line, or else calls the writer.
    """

    rules: Mapping[str, Rule]
    voids: Mapping[str, Callable[[Writer, Any], str]]
    slots: Mapping[type[Slot], Callable[[Any, Writer], str]]


@dataclass(slots=True)
class Open:
    """An element that is open: its name, its rule, its slot, and the code in it.

    `items` are its parts, such as those of a list. `holds` are the names of the blocks directly in
    it. It has no form if it is too deep within others.
    """

    name: str
    rule: Rule
    slot: Any = None
    has_form: bool = True
    pieces: list[str] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    holds: set[str] = field(default_factory=set)

    def attribute(self, name: str) -> str:
        """Return an attribute, or ""."""
        slot = self.slot
        return str(dict(slot.attributes).get(name, "")) if slot and slot.attributes else ""

    def classes(self) -> list[str]:
        """Return the classes."""
        return self.attribute("class").split()


@dataclass(slots=True)
class Widths:
    """How wide the words of a table cell are: the longest word, and the letters of a line."""

    word: str = ""
    line: int = 0
    current: int = 0  # the letters of this line

    def add(self, text: str) -> None:
        """Add words to the line."""
        wide = 0 if text.isascii() else sum(1 for each in text if each > "\u2e7f")
        self.current += len(text) + wide
        self.line = max(self.line, self.current)
        word = text[:2] if wide else longest_piece(text)
        if len(word) > len(self.word):
            self.word = word

    def at_least(self, letters: int) -> None:
        """Make room for something that is no words."""
        self.line = max(self.line, letters)
        self.word = max(self.word, "0" * (letters // 2), key=len)


def apart(_: Writer, __: Open, body: str) -> str:
    """Return the content of a block that has no form of its own."""
    return f"{{parbreak();{body};parbreak()}}" if body else ""


def same(_: Writer, __: Open, body: str) -> str:
    """Return content unchanged."""
    return body


def _verbatim_block(_: Writer, element: Open, __: str) -> str:
    """End a block in which white space is kept."""
    if element.pieces and not element.pieces[-1].endswith('\n"'):
        element.pieces.append('"\\n"')
    return ""


_ROOT: Final = Rule(same, is_block=True, cost=0)
NOTE: Final = Rule(same, is_block=True, cost=0)
_INLINE: Final = Rule(same, cost=0)
# In place of other rules: for elements that are too deep, and for those in preformatted text.
_TOO_DEEP: Final = (_INLINE, Rule(apart, is_block=True, cost=0))
_VERBATIM: Final = (Rule(lambda *_: "", cost=0), Rule(_verbatim_block, is_block=True, cost=0))


class Writer:
    """Writes one text, from its start to its end.

    `notes` are the texts of the notes by their anchors, and `targets` the anchors to which the text
    links.
    """

    def __init__(
        self,
        context: TypstContext,
        forms: Forms,
        notes: Mapping[str, list[Token]],
        targets: frozenset[str],
    ) -> None:
        self.context = context
        self._forms = forms
        self._notes = notes
        self._targets = targets
        self.opened: list[Open] = []
        self.level = 0  # of the last heading
        self.plain = 0  # how many elements are open in which no heading may be
        self.verbatim = 0  # how many are open that keep white space
        self.word_count = 0  # how often there were words
        self.cells: list[Widths] = []  # of the table cells that are open
        self._cost = 0
        self._after_space = True  # whether white space that follows has no effect
        self._notes_open = 0
        self._set: set[str] = set()  # the notes that a mark has set

    def text(self, tokens: Iterable[Token]) -> str:
        """Return the code of a text, with the notes that it does not mark at its end."""
        root = self._push(Open("", _ROOT))
        self.write(tokens)
        self._pop_to(root)
        while rest := [each for each in self._notes if each not in self._set]:
            key = self.context.label(rest[0])
            self.block(f'note("*",{key},{self._note_text(rest[0]) or "[]"})')
        return joined(self.opened.pop().pieces) or "[]"

    def write(self, tokens: Iterable[Token]) -> None:
        """Write tokens into the element that is open."""
        markup = self._forms.slots
        for token in tokens:
            if not isinstance(token, str):
                if code := markup[type(token)](token, self):
                    self.add(code)
                continue
            name, _, words = token.partition(">")
            if name[:1] == "/":
                self.end(name[1:])
            elif name:
                self.start(name)
            if words:
                self.words(words)

    # Elements

    def start(self, name: str, slot: Any = None) -> None:
        """Begin an element, or write one that has no end."""
        anchor = self._anchor(slot) if self._targets and slot is not None else ""
        if anchor and (name in VOID or name in _WHOLES):
            self.parent.pieces.append(anchor)
        if name in VOID:
            void = self._forms.voids.get(name)
            if void and (code := void(self, slot)):
                self.add(code)
            return
        rule = self._forms.rules.get(name, _INLINE)
        if self.verbatim:
            rule = _VERBATIM[rule.is_block]
            self._push(Open(name, rule, slot, has_form=False, pieces=self.parent.pieces))
            return
        has_form = self._cost + rule.cost <= _DEEPEST
        rule = rule if has_form else _TOO_DEEP[rule.is_block]
        element = self._push(Open(name, rule, slot, has_form))
        if rule.start:
            rule.start(self, element)
        if anchor and name not in _WHOLES:
            element.pieces.append(anchor)

    def end(self, name: str) -> None:
        """End the element that is open."""
        if len(self.opened) > 1 and self.opened[-1].name == name:
            self._pop()

    def _push(self, element: Open) -> Open:
        self._cost += element.rule.cost
        if element.rule.is_block:
            if self.opened and not self.verbatim:
                _trim(self.parent.pieces)
            self.new_line()
        self.opened.append(element)
        return element

    def _pop_to(self, element: Open) -> None:
        while self.opened[-1] is not element:
            self._pop()

    def _pop(self) -> None:
        element = self.opened.pop()
        rule, name, slot = element.rule, element.name, element.slot
        self._cost -= rule.cost
        if rule.is_block:
            self.new_line()
            if not self.verbatim:
                _trim(element.pieces)
        body = joined(element.pieces)
        language = "" if slot is None else _language(slot)
        if language and body and name in _PARTS:
            body = f"text({language},{body})"
        if code := rule.end(self, element, body):
            if language and name not in _PARTS:
                code = f"text({language},{code})"
            self.parent.pieces.append(code)
            if rule.is_block:
                self.parent.holds.add(name)

    @property
    def parent(self) -> Open:
        """The element that is open. When an element ends, it is the one around it."""
        return self.opened[-1]

    def add(self, code: str) -> None:
        """Write code that is part of a line."""
        self._after_space = False
        self.parent.pieces.append(code)

    def block(self, code: str) -> None:
        """Write code that is no part of a line."""
        self.new_line()
        self.parent.pieces.append(code)

    def new_line(self) -> None:
        """Begin a line."""
        self._after_space = True
        if self.cells:
            self.cells[-1].current = 0

    def _anchor(self, slot: Any) -> str:
        """Return the anchor of an element, if the text links to it. Headings have their own."""
        for key, value in getattr(slot, "attributes", ()):
            if key == "id" and value in self._targets and not isinstance(slot, slots.Heading):
                return f"anchor({self.context.label(str(value))})"
        return ""

    # Words

    def words(self, html: str) -> None:
        """Write words, with what HTML does to their white space."""
        text = unescape(html) if "&" in html else html
        if self.verbatim:
            self.parent.pieces.append(literal(text))
            return
        if "  " in text or not text.isprintable():
            text = in_line(text)
        if self._after_space and text[:1] == " ":
            text = text[1:]
        if not text:
            return
        self._after_space = text[-1] == " "
        self.word_count += not text.isspace()
        if self.cells:
            self.cells[-1].add(text)
        self.parent.pieces.extend(literals(text))

    def count_words(self) -> None:
        """Note that code which was not written by `words` has words."""
        self.word_count += 1
        self._after_space = False

    # Notes

    def note(self, slot: slots.FootnoteMark) -> str:
        """Return a mark: the first one of a note brings its text."""
        label, key = literal(slot.label), self.context.label(slot.note)
        if slot.note in self._set:
            return f"note-again({label},{key})"
        if slot.note not in self._notes or self._notes_open > _MOST_NOTES:
            return f"super({label})"
        return f"note({label},{key},{self._note_text(slot.note) or '[]'})"

    def _note_text(self, anchor: str) -> str:
        """Return the text of a note, which is at the foot of the page, not within what is open."""
        self._set.add(anchor)
        outside = self.cells, self.verbatim, self._after_space, self._cost
        self.cells, self.verbatim, self._cost = [], 0, 0
        self.plain += 1
        self._notes_open += 1
        note = self._push(Open("", NOTE))
        self.write(self._notes[anchor])
        self._pop_to(note)
        self.opened.pop()
        self.plain -= 1
        self._notes_open -= 1
        self.cells, self.verbatim, self._after_space, self._cost = outside
        return joined(note.pieces)


def joined(pieces: list[str]) -> str:
    """Return code that joins what several pieces evaluate to, or "" for none."""
    if len(pieces) < 2:
        return pieces[0] if pieces else ""
    return f"{{{';'.join(pieces)}}}"


def _trim(pieces: list[str]) -> None:
    """Remove the white space at the end of a block, or before a block within it."""
    if pieces and pieces[-1].endswith(' "'):
        pieces[-1] = f'{pieces[-1][:-2]}"'
        if pieces[-1] == '""':
            pieces.pop()


def _language(slot: Any) -> str:
    """Return the language and the direction of an element as arguments of `text`, or ""."""
    arguments = [
        language_of(str(value)) if name == "lang" else _DIRECTIONS.get(str(value).lower(), "")
        for name, value in getattr(slot, "attributes", ())
        if name in ("lang", "dir")
    ]
    return ",".join(filter(None, arguments))
