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
    is_removed_with_content,
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
SpanOf = Callable[[int, int], Span]


class Raw:
    """The raw HTML of one text, fragment by fragment; a link may stay open between fragments."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.link: OpenLink | None = None
        self._link_tag: _Source | None = None
        self._left = MAX_RAW

    def inline(self, tag: str) -> str:
        """Return the HTML for a raw tag, or another piece of raw HTML, within a line."""
        first_line = tag.partition("\n")[0]
        span = self._reading.locator.find(first_line)

        def span_of(offset: int, width: int) -> Span:
            if offset >= len(first_line):
                return span
            return Span(span.line, span.column + offset, width)

        return self._html(tag, span_of)

    def block(self, fragment: str, first_line: int) -> str:
        """Return the HTML for a block of raw HTML that begins on a line of the text."""
        return self._html(fragment, _Places(self._reading, fragment, first_line).span)

    def _html(self, fragment: str, span_of: SpanOf) -> str:
        pieces = self._pieces(fragment, span_of)
        ends = _ends_of_removed(pieces)
        out: list[str] = []
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            end = ends.get(index, index)
            if piece.kind is Kind.TEXT:
                out.append(self._text(piece.text))
            else:
                source = _Source(
                    fragment[piece.begin : piece.tag_end or piece.end], piece.begin, span_of
                )
                if piece.kind is Kind.START:
                    is_complete = piece.tag_end > 0 or end > index
                    out.append(self._start(piece, source, is_complete=is_complete))
                elif piece.kind is Kind.END:
                    out.append(self._end(piece.text, source))
                else:
                    out.append(self._other(piece, source))
            index = end + 1
        return "".join(out)

    def _pieces(self, fragment: str, span_of: SpanOf) -> list[Piece]:
        """Return the pieces of a fragment, or none once the text has too many."""
        pieces = []
        for piece in pieces_of(fragment) if self._left >= 0 else ():
            self._left -= 1 + len(piece.attributes or ())
            if self._left < 0:
                self._reading.reports.at(
                    "too-large",
                    f"the text has more than {MAX_RAW:,} HTML tags and attributes",
                    span_of(piece.begin, 1),
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

    def _start(self, piece: Piece, source: _Source, *, is_complete: bool) -> str:
        attributes = dict(piece.attributes or {})
        name = _RENAMED.get(piece.text, piece.text)
        frames = self._reading.dialect.switches.frames
        if is_unwanted(name, attributes, frames):
            url = shown_by(name, attributes)
            reason = of_element(name, attributes, source.first_line, url, frames)
            if reason:
                self._report(reason, source, is_link=bool(url))
            link = self._link_to(url, attributes, source) if url else ""
            if is_removed_with_content(name) and not is_complete:
                return link + self._mark(RawTag(name, "", source.span, drops=True))
            return link
        for reason in of_attributes(name, attributes):
            self._report(reason, source)
        return self._mark(self._published_tag(name, published(name, attributes), source))

    def _published_tag(self, name: str, attributes: dict[str, str], source: _Source) -> RawTag:
        links = self._reading.links
        own_id = attributes.pop("id", "")
        if name == "a" and "href" in attributes:
            url = with_doi(attributes["href"].strip())
            changed, self.link = links.attributes(url, own_id, source.part(attributes["href"]))
            self._link_tag = source
            if self.link.number:  # the site decides where its sources open
                attributes.pop("target", None), attributes.pop("rel", None)
            attributes |= changed
        if own_id and "id" not in attributes:
            attributes["id"] = self._reading.anchors.claim(own_id)
        if name == "img" and "alt" not in attributes:
            self._reading.reports.at(
                "missing-alt",
                "the image has no alt text",
                source.span(),
                'describe it: alt="what it shows", or alt="" if it only decorates the page',
            )
        for key in shown_files(name):
            if attributes.get(key):
                attributes[key] = self._file_urls(key, attributes[key], source)
        pairs = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
        html = f"<{name}{pairs}></iframe>" if name == "iframe" else f"<{name}{pairs}>"
        return RawTag(name, html, source.span)

    def _end(self, name: str, source: _Source) -> str:
        name = _RENAMED.get(name, name)
        if name == "br":  # browsers treat this as a line break
            return self._mark(RawTag("br", "<br>", source.span))
        if name == "a" and self.link:
            link, self.link = self.link, None
            tag = self._link_tag or source
            self._reading.end_link(link, lambda _: tag.span())
        return self._mark(
            RawTag(name, "", source.span, is_end=True, drops=is_removed_with_content(name))
        )

    def _other(self, piece: Piece, source: _Source) -> str:
        quoted_line = f"`{source.first_line[:40]}`"
        if piece.kind is Kind.UNCLOSED and piece.text != "<!--":
            self._reading.reports.at(
                "removed-html",
                f"the tag {quoted_line} is not closed; it is published as text",
                source.span(),
                "add the missing quotation mark or bracket, or write &lt; instead of <",
            )
            return self._text(source.text)
        if piece.kind is Kind.UNCLOSED:
            why = "this comment does not end before the next blank line"
            self._report(Reason("the rest of this HTML", why, "close it with -->"), source)
        elif piece.kind is Kind.OTHER and not source.text.upper().startswith("<!DOCTYPE"):
            self._report(Reason(quoted_line, "pages cannot show it", "remove it"), source)
        return ""

    def _link_to(self, url: str, attributes: Mapping[str, str], source: _Source) -> str:
        """Return a link to what a frame would have shown."""
        words = attributes.get("title", "").strip() or url.partition("//")[2].rstrip("/")
        start = self._mark(self._published_tag("a", {"href": url}, source))
        text = self._text(words)
        return f"{start}{text}{self._end('a', source)}"

    def _file_urls(self, key: str, value: str, source: _Source) -> str:
        """Return the URLs of the files in an attribute."""
        links = self._reading.links
        if key != "srcset":
            return links.picture(value, source.part(value))
        return ", ".join(
            f"{links.picture(url, source.part(url))} {descriptor}".strip()
            for url, descriptor in candidates(value)
        )

    def _mark(self, tag: RawTag) -> str:
        return self._reading.mark(tag)

    def _report(self, reason: Reason, source: _Source, *, is_link: bool = False) -> None:
        action = "was replaced with a link" if is_link else "was removed"
        message = f"{reason.what} {action}: {reason.why}"
        self._reading.reports.at("removed-html", message, source.span(), reason.hint)


class _Source(NamedTuple):
    """A piece of raw HTML as written, and its place."""

    text: str
    begin: int
    span_of: SpanOf

    @property
    def first_line(self) -> str:
        return self.text.partition("\n")[0]

    def span(self) -> Span:
        """Return the place of the piece, or of its first line."""
        return self.span_of(self.begin, max(len(self.first_line), 1))

    def part(self, value: str) -> Span:
        """Return the place of a value, or of the whole piece."""
        for each in (value, value.replace("&", "&amp;")):
            at = self.text.find(each)
            if at >= 0:
                return self.span_of(self.begin + at, max(len(each), 1))
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


def _ends_of_removed(pieces: list[Piece]) -> dict[int, int]:
    """Return the index of the end tag of each element that is removed with its words."""
    ends: dict[int, int] = {}
    starts: dict[str, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.START and is_removed_with_content(piece.text) and not piece.tag_end:
            starts.setdefault(piece.text, []).append(index)
        elif piece.kind is Kind.END and starts.get(piece.text):
            ends[starts[piece.text].pop()] = index
    return ends
