"""Raw HTML in a text: its links and images are read like those of Markdown.

Each tag that may stay becomes a mark in the HTML, which an author cannot imitate. Its place between
the elements of Markdown is known only when the whole text is HTML: see `nesting`.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping
from functools import cached_property
from html import escape
from typing import Final, NamedTuple

from briefgen.model.diagnostics import Span
from briefgen.model.identity import with_doi
from briefgen.read.markdown.counting import spaced_words_in
from briefgen.read.markdown.fragments import Kind, Piece, pieces_of
from briefgen.read.markdown.links import OpenLink
from briefgen.read.markdown.locate import starts_of_lines
from briefgen.read.markdown.nesting import RawTag
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.removals import (
    Reason,
    is_dropped_whole,
    is_unwanted,
    of_attributes,
    of_element,
    published,
    shown_by,
    shown_files,
)
from briefgen.read.markdown.sanitise import candidates

_RENAMED: Final[Mapping[str, str]] = {
    "h1": "h2",  # a page has one <h1>, its title
    "main": "div",  # and one <main>
    "image": "img",  # as browsers read it
}
# Tags, attributes and texts between tags in one text: as many as are read in a few seconds.
MAX_RAW: Final = 60_000

# Turns an offset in a fragment and a width into a place in the file.
Place = Callable[[int, int], Span]


class Raw:
    """The raw HTML of one text, fragment by fragment; a link may stay open between fragments."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.link: OpenLink | None = None
        self._link_tag: _Written | None = None
        self._left = MAX_RAW

    def inline(self, tag: str) -> str:
        """Return the HTML for a raw tag, or another piece of raw HTML, within a line."""
        first_line = tag.partition("\n")[0]
        span = self._reading.locator.find(first_line)

        def place(offset: int, width: int) -> Span:
            if offset >= len(first_line):
                return span
            return Span(span.line, span.column + offset, width)

        return self._html(tag, place)

    def block(self, fragment: str, first_line: int) -> str:
        """Return the HTML for a block of raw HTML that begins on a line of the text."""
        return self._html(fragment, _Places(self._reading, fragment, first_line).span)

    def _html(self, fragment: str, place: Place) -> str:
        pieces = self._pieces(fragment, place)
        ends = _ends_of_dropped(pieces)
        out: list[str] = []
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            end = ends.get(index, index)
            if piece.kind is Kind.TEXT:
                out.append(self._text(piece.text))
            else:
                written = _Written(
                    fragment[piece.begin : piece.tag_end or piece.end], piece.begin, place
                )
                if piece.kind is Kind.START:
                    is_whole = piece.tag_end > 0 or end > index
                    out.append(self._start(piece, written, is_whole=is_whole))
                elif piece.kind is Kind.END:
                    out.append(self._end(piece.text, written))
                else:
                    out.append(self._other(piece, written))
            index = end + 1
        return "".join(out)

    def _pieces(self, fragment: str, place: Place) -> list[Piece]:
        """Return the pieces of a fragment, or none once the text has too many."""
        pieces = []
        for piece in pieces_of(fragment) if self._left >= 0 else ():
            self._left -= 1 + len(piece.attributes or ())
            if self._left < 0:
                self._reading.reports.at(
                    "too-large",
                    f"the text has more than {MAX_RAW:,} HTML tags and attributes",
                    place(piece.begin, 1),
                    "split the text, or write it in Markdown",
                )
                return []
            pieces.append(piece)
        return pieces

    def _text(self, text: str) -> str:
        self._reading.words += spaced_words_in(text)
        if self.link:
            self.link.words.append(text)
        return escape(text)

    def _start(self, piece: Piece, written: _Written, *, is_whole: bool) -> str:
        given = dict(piece.attributes or {})
        name = _RENAMED.get(piece.text, piece.text)
        frames = self._reading.dialect.switches.frames
        if is_unwanted(name, given, frames):
            url = shown_by(name, given)
            reason = of_element(name, given, written.first_line, url, frames)
            if reason:
                self._report(reason, written, is_link=bool(url))
            link = self._link_to(url, given, written) if url else ""
            if is_dropped_whole(name) and not is_whole:
                return link + self._mark(RawTag(name, "", written.span, drops=True))
            return link
        for reason in of_attributes(name, given):
            self._report(reason, written)
        return self._mark(self._kept(name, published(name, given), written))

    def _kept(self, name: str, attributes: dict[str, str], written: _Written) -> RawTag:
        links = self._reading.links
        own_id = attributes.pop("id", "")
        if name == "a" and "href" in attributes:
            url = with_doi(attributes["href"].strip())
            changed, self.link = links.attributes(url, own_id, written.part(attributes["href"]))
            self._link_tag = written
            if self.link.number:  # the site decides where its sources open
                attributes.pop("target", None), attributes.pop("rel", None)
            attributes |= changed
        if own_id and "id" not in attributes:
            attributes["id"] = self._reading.anchors.claim(own_id)
        if name == "img" and "alt" not in attributes:
            self._reading.reports.at(
                "missing-alt",
                "the image has no alt text",
                written.span(),
                'describe it: alt="what it shows", or alt="" if it only decorates the page',
            )
        for key in shown_files(name):
            if attributes.get(key):
                attributes[key] = self._shown(key, attributes[key], written)
        pairs = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        html = f"<{name}{pairs}></iframe>" if name == "iframe" else f"<{name}{pairs}>"
        return RawTag(name, html, written.span)

    def _end(self, name: str, written: _Written) -> str:
        name = _RENAMED.get(name, name)
        if name == "br":  # browsers treat this as a line break
            return self._mark(RawTag("br", "<br>", written.span))
        if name == "a" and self.link:
            link, self.link = self.link, None
            tag = self._link_tag or written
            self._reading.end_link(link, lambda _: tag.span())
        return self._mark(RawTag(name, "", written.span, is_end=True, drops=is_dropped_whole(name)))

    def _other(self, piece: Piece, written: _Written) -> str:
        shown = f"`{written.first_line[:40]}`"
        if piece.kind is Kind.UNCLOSED and piece.text != "<!--":
            self._reading.reports.at(
                "removed-html",
                f"the tag {shown} is not closed; it is published as text",
                written.span(),
                "add the missing quotation mark or bracket, or write &lt; instead of <",
            )
            return self._text(written.text)
        if piece.kind is Kind.UNCLOSED:
            why = "this comment does not end before the next blank line"
            self._report(Reason("the rest of this HTML", why, "close it with -->"), written)
        elif piece.kind is Kind.OTHER and not written.text.upper().startswith("<!DOCTYPE"):
            self._report(Reason(shown, "pages cannot show it", "remove it"), written)
        return ""

    def _link_to(self, url: str, given: Mapping[str, str], written: _Written) -> str:
        """Return a link to what a frame would have shown."""
        words = given.get("title", "").strip() or url.partition("//")[2].rstrip("/")
        start = self._mark(self._kept("a", {"href": url}, written))
        text = self._text(words)
        return f"{start}{text}{self._end('a', written)}"

    def _shown(self, key: str, value: str, written: _Written) -> str:
        """Return the URLs of the files in an attribute."""
        links = self._reading.links
        if key != "srcset":
            return links.picture(value, written.part(value))
        return ", ".join(
            f"{links.picture(url, written.part(url))} {descriptor}".strip()
            for url, descriptor in candidates(value)
        )

    def _mark(self, tag: RawTag) -> str:
        return self._reading.mark(tag)

    def _report(self, reason: Reason, written: _Written, *, is_link: bool = False) -> None:
        what = "was replaced with a link" if is_link else "was removed"
        message = f"{reason.what} {what}: {reason.why}"
        self._reading.reports.at("removed-html", message, written.span(), reason.hint)


class _Written(NamedTuple):
    """A piece of raw HTML as written, and its place."""

    text: str
    begin: int
    place: Place

    @property
    def first_line(self) -> str:
        return self.text.partition("\n")[0]

    def span(self) -> Span:
        """Return the place of the piece, or of its first line."""
        return self.place(self.begin, max(len(self.first_line), 1))

    def part(self, value: str) -> Span:
        """Return the place of a value, or of the whole piece."""
        for each in (value, value.replace("&", "&amp;")):
            at = self.text.find(each)
            if at >= 0:
                return self.place(self.begin + at, max(len(each), 1))
        return self.span()


class _Places:
    """The places in the file of the parts of a block of HTML, which may be indented there."""

    def __init__(self, reading: Reading, fragment: str, first_line: int) -> None:
        self._locator = reading.locator
        self._fragment = fragment
        self._first_line = first_line
        self._shifts: dict[int, int] = {}

    def span(self, offset: int, width: int) -> Span:
        """Return the place of a part of the block."""
        number = bisect(self._starts, offset) - 1
        if number not in self._shifts:
            begin = self._starts[number]
            line = self._fragment[begin : self._end_of(number)]
            indent = len(line) - len(line.lstrip())
            at = self._locator.offset_of(self._first_line + number, line.strip())
            self._shifts[number] = at - begin - indent
        return self._locator.span_of(offset + self._shifts[number], width)

    def _end_of(self, number: int) -> int:
        last = number + 1 == len(self._starts)
        return len(self._fragment) if last else self._starts[number + 1]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return starts_of_lines(self._fragment)


def _ends_of_dropped(pieces: list[Piece]) -> dict[int, int]:
    """Return the index of the end tag of each element that is removed with its words."""
    ends: dict[int, int] = {}
    begun: dict[str, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.START and is_dropped_whole(piece.text) and not piece.tag_end:
            begun.setdefault(piece.text, []).append(index)
        elif piece.kind is Kind.END and begun.get(piece.text):
            ends[begun[piece.text].pop()] = index
    return ends
