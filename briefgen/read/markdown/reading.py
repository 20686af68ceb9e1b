"""One text on its way to prose, and what is learned from it on the way."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from briefgen.model.content import Body, Heading, Prose
from briefgen.read.markdown.anchors import Anchors
from briefgen.read.markdown.counting import words_in_all
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.holes import Holes
from briefgen.read.markdown.links import Links
from briefgen.read.markdown.locate import Locator
from briefgen.read.markdown.reports import Reports
from briefgen.read.markdown.sanitise import clean
from briefgen.read.markdown.source_list import SourceList

# An id as the sanitiser writes it: each `<` begins a tag, each value stands in double quotes.
_ID: Final = re.compile(r"<\w+(?: [\w-]+=\"[^\"]*\")*? id=\"([^\"]*)\"")


class Reading:
    """What the walks over plain blocks, over tokens and over raw HTML have in common."""

    def __init__(
        self, dialect: Dialect, locator: Locator, text: str, sources: SourceList | None
    ) -> None:
        self.dialect = dialect
        self.locator = locator
        self.reports = Reports(locator)
        self.anchors = Anchors()
        self.holes = Holes(text)
        self.links = Links(
            dialect, locator, self.reports, self.anchors, sources or SourceList(), self.holes
        )
        self.headings: list[Heading] = []
        self.first_paragraph = ""
        self.words = 0
        self.said: list[str] = []  # texts of plain blocks, whose words are still to be counted
        self.has_raw_html = False

    def heading(self, level: int, words: str, given: str = "") -> str:
        """Note a heading; return its anchor, which an author may have given."""
        anchor = self.anchors.claim(given) if given else self.anchors.for_words(words)
        self.headings.append(Heading(level, anchor, words))
        return anchor

    def prose(self, html: str) -> Prose:
        """Return the rendered HTML with its references in their places."""
        if self.has_raw_html:
            html = clean(html, self.dialect.switches.frames)
            self._forget_all_but({unescape(anchor) for anchor in _ID.findall(html)})
        return self.holes.prose(html)

    def body(self, html: str) -> Body:
        """Return the body whose rendered HTML this is."""
        return Body(
            prose=self.prose(html),
            headings=tuple(self.headings),
            anchors=self.anchors.all(),
            words=self.words + words_in_all(self.said),
            first_paragraph=self.first_paragraph,
        )

    def _forget_all_but(self, ids: set[str]) -> None:
        """Forget the anchors of what the sanitiser took out."""
        self.anchors.forget_all_but(ids)
        self.links.forget_all_but(ids)
        self.headings = [heading for heading in self.headings if heading.anchor in ids]
