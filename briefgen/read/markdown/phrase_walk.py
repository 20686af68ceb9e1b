"""The walk over the words of a block: links, images, raw tags, and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml

from briefgen.model.identity import path_key
from briefgen.model.text import Frame
from briefgen.read.markdown import events
from briefgen.read.markdown.counting import spaced_words_in
from briefgen.read.markdown.elements import SLOT
from briefgen.read.markdown.events import Attributes, Phrase
from briefgen.read.markdown.links import OpenLink
from briefgen.read.markdown.raw import Raw
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.tags import SOURCE_TAG, attributes_of, tag_of


class PhraseWalk:
    """The walk over the phrases of one text, block by block."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._links = reading.links
        self.raw = Raw(reading)
        # The links that are open, each with its end tag; a link that is removed is None.
        self._opened: list[tuple[OpenLink | None, str]] = []
        # The destinations of these links, and where their words begin.
        self._link_starts: list[tuple[str, int]] = []
        self._html: list[str] = []
        self.has_names = False  # whether a link in the block is named after a figure or table

    def html(self, parts: list[Phrase]) -> str:
        """Return the HTML of the phrases of a block."""
        texts = self._reading.counted_texts
        self.has_names = False
        if len(parts) == 1 and type(words := parts[0]) is str and not self.raw.link:
            texts.append(words)
            return escapeHtml(words)
        self._reading.locator.rewind()
        self._html, self._opened, self._link_starts = [], [], []
        for part in parts:
            if type(part) is str:
                texts.append(part)
                self._html.append(escapeHtml(part))
                if self._opened or self.raw.link:
                    self._name(part)
            else:
                _STEPS[type(part)](self, part)
                if type(part) is events.Link:
                    self._link_starts.append((part.destination, len(self._html)))
        return "".join(self._html)

    def _name(self, words: str) -> None:
        """Add words to the names of the links that are open."""
        for link, _ in self._opened:
            if link:
                link.words.append(words)
        if self.raw.link:
            self.raw.link.words.append(words)

    def _break(self, part: events.Break) -> None:
        self._html.append("<br>\n" if part.is_hard else "\n")
        self._name(" ")

    def _code(self, part: events.Code) -> None:
        self._reading.counted_texts.append(part.text)
        self._html.append(f"{self._tag('code', part.attributes)}{escapeHtml(part.text)}</code>")
        self._name(part.text)

    def _start(self, part: events.Start) -> None:
        self._html.append(self._tag(part.tag, part.attributes))

    def _end(self, part: events.End) -> None:
        self._html.append(f"</{part.tag}>")

    def _raw_tag(self, part: events.Html) -> None:
        self._html.append(self.raw.inline(part.html))

    def _slot(self, part: events.SlotPhrase) -> None:
        if isinstance(part.slot, Frame):
            self._reading.has_frames = True
        self._html.append(tag_of("wbr", {SLOT: self._reading.holes.mark_slot(part.slot)}))
        self._name(part.name)

    def _note_mark(self, part: events.NoteMark) -> None:
        self._html.append(
            f'<sup class="footnote-ref"><a href="#fn{part.number}"'
            f' id="{note_anchor(part.number, part.repeat)}">{letters(part.number)}</a></sup>'
        )

    def _math(self, part: events.Math) -> None:
        self._reading.counted_texts.append(part.tex)
        slot = self._reading.math(part.tex, is_display=part.is_display)
        self._slot(events.SlotPhrase(slot))
        self._name(part.tex)

    def _link(self, part: events.Link) -> None:
        if part.attributes or part.definition or part.is_automatic:
            self._special_link(part)
            return
        target = self._links.allowed_target(part.destination)
        if target is None:
            self._opened.append((None, ""))
            return
        url, is_source = target
        if is_source:
            number, anchor = self._links.cite(url)
            self._html.append(SOURCE_TAG % (escapeHtml(url), anchor, number))
            self._opened.append((OpenLink(number), "</a>"))
        else:
            self._html.append(f'<a href="{escapeHtml(url)}">')
            self._opened.append((OpenLink(), "</a>"))

    def _special_link(self, part: events.Link) -> None:
        """Begin a link with attributes, or whose destination is written elsewhere or bare."""
        if not self._links.is_allowed(part.destination, is_bare=part.is_automatic):
            self._opened.append((None, ""))
            return
        own_attributes = part.attributes or {}
        own_id = own_attributes.get("id", "")
        changed, link = self._links.attributes(part.destination, own_id, part.definition)
        attributes = {"href": "", **own_attributes}
        for name, value in changed.items():
            joined = name == "class" and name in attributes
            attributes[name] = f"{attributes[name]} {value}" if joined else value
        if own_id and "data-source" not in attributes:
            attributes["id"] = self._reading.anchors.claim(own_id)
        self._opened.append((link, "</a>"))
        self._html.append(tag_of("a", attributes))

    def _link_end(self, _: events.LinkEnd) -> None:
        link, end = self._opened.pop() if self._opened else (None, "</a>")
        destination, begin = self._link_starts.pop() if self._link_starts else ("", -1)
        if link:
            self._reading.end_link(link, self._reading.locator.find_label)
        if end and begin == len(self._html):
            self._name_of(destination)
        self._html.append(end)

    def _name_of(self, destination: str) -> None:
        """Name a link without words after the figure or table to which it leads."""
        anchor = path_key(unquote(destination[1:])) if destination[:1] == "#" else ""
        number = self._reading.numbers.get(anchor)
        if number:
            self.has_names = True
            tag = self._html[-1].removesuffix(">")
            self._html[-1] = f"{tag}{attributes_of(number.attributes)}>"
        else:
            self._reading.wordless(destination, anchor)

    def _image(self, part: events.Image) -> None:
        span = self._links.span_of(part.source, part.definition)
        source = self._links.picture(part.source, span)
        for text in part.texts:
            self._reading.words += spaced_words_in(text)
        if not part.label.strip():
            self._reading.reports.at(
                "missing-alt",
                "the image has no alt text",
                span,
                "describe the image in the brackets: ![what it shows](…)",
            )
        attributes = {"src": source, "alt": part.alt, **(part.attributes or {})}
        self._html.append(self._tag("img", attributes))

    def _tag(self, name: str, attributes: Attributes | None) -> str:
        """Return a start tag, with an id that no other element has."""
        if not attributes:
            return f"<{name}>"
        if "id" in attributes:
            attributes = {**attributes, "id": self._reading.anchors.claim(attributes["id"])}
        return tag_of(name, attributes)


def letters(number: int) -> str:
    """Return the mark of a footnote, as browsers number a list of type "a": a to z, aa, ab."""
    mark = ""
    while number:
        number, letter = divmod(number - 1, 26)
        mark = chr(ord("a") + letter) + mark
    return mark


def note_anchor(number: int, repeat: int) -> str:
    """Return the anchor of a reference to a footnote."""
    return f"fnref{number}:{repeat}" if repeat else f"fnref{number}"


_STEPS: Final[dict[type[Any], Callable[[PhraseWalk, Any], None]]] = {
    events.Break: PhraseWalk._break,
    events.Code: PhraseWalk._code,
    events.Start: PhraseWalk._start,
    events.End: PhraseWalk._end,
    events.Link: PhraseWalk._link,
    events.LinkEnd: PhraseWalk._link_end,
    events.Image: PhraseWalk._image,
    events.Html: PhraseWalk._raw_tag,
    events.NoteMark: PhraseWalk._note_mark,
    events.Math: PhraseWalk._math,
    events.SlotPhrase: PhraseWalk._slot,
}
