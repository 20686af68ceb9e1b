"""One text while it becomes prose, and what is collected from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from briefgen.model.content import Body, ChartUse, DataUse, Heading
from briefgen.model.diagnostics import Span
from briefgen.model.text import Math, Text
from briefgen.read.markdown.anchors import Anchors
from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.counting import words_in_all
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.figures import Number
from briefgen.read.markdown.gate import admitted
from briefgen.read.markdown.holes import Holes
from briefgen.read.markdown.link_words import weakness
from briefgen.read.markdown.links import Links, OpenLink
from briefgen.read.markdown.locate import Locator
from briefgen.read.markdown.nesting import Nesting, RawTag
from briefgen.read.markdown.reports import Reports
from briefgen.read.markdown.sanitise import clean
from briefgen.read.markdown.slots import anchors_in
from briefgen.read.markdown.source_list import SourceList


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


class Reading:
    """What the walks over blocks, phrases and raw HTML share."""

    def __init__(
        self,
        dialect: Dialect,
        locator: Locator,
        text: str,
        sources: SourceList | None,
        budget: Budget | None = None,
    ) -> None:
        self.dialect = dialect
        self.budget = budget or Budget()
        self.locator = locator
        self.reports = Reports(locator)
        self.anchors = Anchors(dialect.language)
        self.holes = Holes(text)
        self.links = Links(
            dialect, locator, self.reports, self.anchors, sources or SourceList(), self.holes
        )
        self.headings: list[Heading] = []
        self.numbers: Mapping[str, Number] = {}  # of the captions of figures, by anchor
        self.data: list[DataUse] = []
        self.charts: list[ChartUse] = []
        self._wordless: list[tuple[str, str, Span]] = []
        self.first_paragraph = ""
        self.has_frames = False  # whether readers can load one
        self.words = 0
        self.counted_texts: list[str] = []  # texts whose words are counted at the end
        self._raw_tags: dict[str, RawTag] = {}

    def heading(self, level: int, words: str, own_anchor: str = "") -> str:
        """Record a heading; return its anchor, which the author may have set."""
        anchor = self.anchors.claim(own_anchor) if own_anchor else self.anchors.for_words(words)
        former = () if own_anchor else self.anchors.former(words, anchor)
        self.headings.append(Heading(level, anchor, words, former))
        return anchor

    def end_link(self, link: OpenLink, span_of: Callable[[str], Span]) -> None:
        """Name the source of a link with its text, and report text that does not say what it is.

        `span_of` finds the text in the file.
        """
        words = self.links.end(link)
        weak = weakness(words, self.dialect.language) if words else None
        if weak:
            self.reports.with_search(weak.code, weak.message, lambda: span_of(words), weak.hint)

    def wordless(self, destination: str, anchor: str) -> None:
        """Record a link that has no words."""
        self._wordless.append((destination, anchor, self.locator.find(f"[]({destination})")))

    def _report_wordless(self, anchors: Collection[str]) -> None:
        """Report the links without words, except those to no anchor, which have another report."""
        for destination, anchor, span in self._wordless:
            if anchor and anchors and anchor not in anchors:
                continue
            hint = f"put words into the square brackets: [words]({destination})"
            if anchor:
                hint += ", or give the figure or table a caption, so that the link can name it"
            self.reports.at("empty-link", f"the link to `{destination}` has no words", span, hint)

    def math(self, tex: str, *, is_display: bool) -> Math:
        """Return a formula, and report what is wrong with it."""
        from briefgen.read.markdown.maths import WrongFormula, mathml  # noqa: PLC0415 - often unused

        tex = tex.strip()
        try:
            return Math(tex, mathml(tex, is_display=is_display), is_display)
        except WrongFormula as error:
            before = tex[: error.offset]
            line = tex.split("\n")[before.count("\n")]
            span = self.locator.find(line.strip() or tex)
            column = len(before.rpartition("\n")[2]) - (len(line) - len(line.lstrip()))
            self.reports.at(
                "math",
                f"the formula cannot be read: {_lowered(str(error))}",
                Span(span.line, span.column + max(column, 0), 1),
                "correct it, or write \\$ for a dollar sign",
            )
            return Math(tex, "", is_display)

    def mark(self, tag: RawTag) -> str:
        """Return the mark for a tag of raw HTML, which is replaced when the whole text is HTML."""
        mark = f"{self.holes.nonce}{len(self._raw_tags)}"
        self._raw_tags[mark] = tag
        return f"<{mark}>"

    def text(self, html: str, *, phrases: bool = False) -> Text:
        """Return the HTML that may be published, with its references.

        `phrases` says that it is a single line, in which blocks are not allowed.
        """
        frames = self.dialect.switches.frames
        if self._raw_tags:
            html = Nesting(self._misplaced, phrases=phrases).html(html, self._raw_tags)
            html = clean(html, frames)
        text, is_unchanged = admitted(html, self.holes or None, frames, phrases=phrases)
        if self._raw_tags or not is_unchanged:
            self._forget_all_but(set(anchors_in(text)))
        self._report_wordless(self.anchors.all())
        return text

    def _misplaced(self, tag: RawTag, reason: str) -> None:
        self.reports.at(
            "removed-html",
            f"<{tag.name}> was removed: {reason}",
            tag.span(),
            "start a new line with it, after a blank line, or write &lt; instead of <",
        )

    def body(self, html: str) -> Body:
        """Return the body whose rendered HTML this is."""
        text = self.text(html)
        return Body(
            prose=text,
            references=tuple(text.references()),
            data=tuple(self.data),
            charts=tuple(self.charts),
            headings=tuple(self.headings),
            anchors=self.anchors.all(),
            words=self.words + words_in_all(self.counted_texts),
            first_paragraph=self.first_paragraph,
            has_frames=self.has_frames,
        )

    def _forget_all_but(self, ids: set[str]) -> None:
        """Forget the anchors of what the sanitiser removed."""
        self.anchors.forget_all_but(ids)
        self.links.forget_all_but(ids)
        self.headings = [heading for heading in self.headings if heading.anchor in ids]
