"""Raw HTML in a text: its links and pictures are read as those of Markdown are."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from briefgen.read.markdown.counting import spaced_words_in
from briefgen.read.markdown.links import OpenLink
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.sanitise import RawHtml

_HEADING: Final = re.compile(r"</?h[1-6]\b", re.IGNORECASE)


class Raw:
    """The raw HTML of one text, fragment by fragment; a link may be open from one to another."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.link: OpenLink | None = None

    def inline(self, tag: str, *, takes_headings: bool) -> str:
        """Return what becomes of a tag within a line."""
        if takes_headings or not _HEADING.match(tag):
            return self.html(tag)
        self._reading.reports.about(
            "removed-html",
            f"`{tag}` was left out: there can be no heading within a paragraph or heading",
            tag,
            f"write it as code, `{tag}`, or begin a line of its own with it",
        )
        return ""

    def html(self, fragment: str) -> str:
        """Return a fragment with its links and pictures marked; the sanitiser is still to come."""
        reading = self._reading
        reading.has_raw_html = True
        reader = RawHtml(
            reading.dialect.switches.frames,
            self._open,
            self._close,
            self._picture,
            self._words,
            reading.anchors.claim,
        )
        html = reader.rewrite(fragment)
        lines = fragment.split("\n")
        for removal in reader.removals:
            reading.reports.at(
                "removed-html",
                f"{removal.what} was left out: it could run code or reach another host",
                reading.locator.find_part(lines[removal.line], removal.column, removal.width),
                "say it in Markdown; hosts of frames are listed in site.yaml under markdown",
            )
        return html

    def _open(self, destination: str, own_id: str) -> dict[str, str]:
        attributes, self.link = self._reading.links.attributes(destination.strip(), own_id)
        return attributes

    def _close(self) -> str:
        link, self.link = self.link, None
        return self._reading.links.end(link) if link else ""

    def _picture(self, source: str) -> str:
        return self._reading.links.picture(source, self._reading.locator.find(source))

    def _words(self, text: str) -> None:
        self._reading.words += spaced_words_in(text)
        if self.link:
            self.link.words.append(unescape(text))
