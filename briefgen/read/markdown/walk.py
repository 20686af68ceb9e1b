"""One walk over the events of a text, from which its HTML and everything else is collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from markdown_it.common.utils import escapeHtml

from briefgen.read.markdown import events
from briefgen.read.markdown.attributions import with_attributions
from briefgen.read.markdown.dialect import MAX_PARAGRAPH
from briefgen.read.markdown.elements import SLOT
from briefgen.read.markdown.events import Attributes, Block, Phrases, Stream
from briefgen.read.markdown.figures import with_numbers
from briefgen.read.markdown.headings import (
    closed_up,
    heading_words,
    without_title,
    words_of_headings,
)
from briefgen.read.markdown.lookalikes import lookalikes, without_footnotes
from briefgen.read.markdown.phrase_walk import PhraseWalk, note_anchor
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.tags import tag_of
from briefgen.read.markdown.wording import line_of

_NOTES: Final = (
    '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list" type="a">\n'
)
_NOTES_END: Final = "</ol>\n</div>\n"


class Walk:
    """The walk over one text."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._phrases = PhraseWalk(reading)
        self._blocks: list[Block] = []
        self._levels: Iterator[int] = iter(())  # of the headings, as published
        self._level = 0
        self._before: type[Block] | None = None
        self._awaits_first = False  # whether the next phrases may be the first paragraph
        self._html: list[str] = []

    def body(self, stream: Stream, title: str) -> str:
        """Return the HTML of a text, without a heading that repeats its title."""
        reading = self._reading
        for begin, end, lookalike in stream.findings:
            reading.locator.enter((begin, end))
            reading.reports.at_words(*lookalike)
        reading.anchors.reserve(stream.ids)
        blocks = with_attributions(without_title(stream.blocks, title))
        if any(map(_shows_data, blocks)):
            from briefgen.read.markdown.data_blocks import with_data  # noqa: PLC0415 - seldom needed

            blocks = with_data(blocks, reading)
        blocks, reading.numbers = with_numbers(blocks)
        self._blocks = blocks
        reading.anchors.plan(words_of_headings(blocks))
        self._levels = iter(
            closed_up(each.level for each in blocks if type(each) is events.Heading)
        )
        for index, block in enumerate(blocks):
            kind = type(block)
            _STEPS[kind](self, block, index)
            self._before = kind
        return "".join(self._html)

    def line(self, phrases: Phrases) -> tuple[str, str]:
        """Return the HTML of a text without blocks, and its words."""
        if self._reading.dialect.switches.footnotes:
            parts = [without_footnotes(p) if isinstance(p, str) else p for p in phrases.parts]
            phrases = phrases._replace(parts=parts)
        self._report(phrases, has_foot=False)
        return self._phrases.html(phrases.parts), line_of(phrases.parts)

    # Each step reads the block at an index.

    def _read(self, block: Phrases, _: int) -> None:
        reading, parts = self._reading, block.parts
        reading.locator.enter(block.lines)
        if block.doubtful or block.lookalikes or block.dropped:
            self._report(block)
        self._html.append(self._phrases.html(parts))
        if self._awaits_first and not self._phrases.has_names:
            reading.first_paragraph = line_of(parts)
        self._awaits_first = False

    def _heading(self, block: events.Heading, index: int) -> None:
        self._level = level = next(self._levels)
        attributes = block.attributes or {}
        words = heading_words(self._blocks, index)
        anchor = self._reading.heading(level, words, attributes.get("id", ""))
        self._begin(after_words=True)
        attributes = {**attributes, "id": anchor}
        if former := self._reading.headings[-1].former:
            attributes["data-former"] = " ".join(former)
        self._html.append(tag_of(f"h{level}", attributes))

    def _heading_end(self, *_: object) -> None:
        self._html.append(f"</h{self._level}>\n")

    def _paragraph(self, block: events.Paragraph, _: int) -> None:
        self._open("p", block.attributes)
        self._awaits_first = block.is_top and not self._reading.first_paragraph

    def _start(self, block: events.Start, _: int) -> None:
        self._open(block.tag, block.attributes)

    def _end(self, block: events.End, _: int) -> None:
        self._html.append(f"</{block.tag}>\n")

    def _task(self, block: events.Task, _: int) -> None:
        checked = ' checked=""' if block.is_done else ""
        box = f'<input class="task-list-item-checkbox" disabled="" type="checkbox"{checked}> '
        self._html.append(box if block.is_tight else f"\n{box}")

    def _code(self, block: events.CodeBlock, _: int) -> None:
        self._reading.words += len(block.text.split())
        attributes = self._claimed(block.attributes)
        self._begin()
        if not block.is_fenced:
            start = f"{_tag('pre', attributes)}<code>"
        else:
            if block.language:
                self._report_code(block)
                attributes = _with_class(attributes, f"language-{block.language}")
            start = f"<pre>{_tag('code', attributes)}"
        self._html.append(f"{start}{escapeHtml(block.text)}</code></pre>\n")

    def _report_code(self, block: events.CodeBlock) -> None:
        """Report code that was meant to show data."""
        kind = events.NEAR_DATA_BLOCKS.get(block.language)
        if kind and re.search("^data *:", block.text, re.MULTILINE):
            self._reading.reports.at(
                "stray-mark",
                f"`{block.language}` is not a kind of block, so its settings are shown as code",
                self._reading.locator.line(block.line),
                f"begin it with ```{kind}",
            )

    def _slot(self, block: events.SlotBlock, _: int) -> None:
        self._begin()
        mark = self._reading.holes.mark_slot(block.slot)
        self._html.append(f"{tag_of('hr', {SLOT: mark})}\n")

    def _math(self, block: events.MathBlock, _: int) -> None:
        reading = self._reading
        reading.locator.enter(block.lines)
        reading.words += 1
        slot = reading.math(block.tex, is_display=True)
        self._slot(events.SlotBlock(replace(slot, is_block=True)), 0)

    def _rule(self, block: events.Rule, _: int) -> None:
        self._open("hr", block.attributes)
        self._html.append("\n")

    def _raw(self, block: events.HtmlBlock, _: int) -> None:
        attributes = self._claimed(block.attributes)
        self._begin()
        if attributes and "id" in attributes:
            self._html.append(f"{tag_of('a', {'id': attributes['id']})}</a>")
        self._html.append(self._phrases.raw.block(block.html, block.line))

    def _callout(self, block: events.Callout, _: int) -> None:
        attributes = _with_class(block.attributes, f"callout-{block.kind} callout")
        attributes["data-callout"] = block.kind
        if block.title:
            attributes["data-title"] = block.title
        self._open("aside", attributes)
        self._html.append("\n")

    def _notes(self, block: events.Notes, _: int) -> None:
        self._html.append(_NOTES_END if block.is_end else _NOTES)

    def _note(self, block: events.Note, _: int) -> None:
        self._html.append(f'<li id="fn{block.number}" class="footnote-item">')

    def _note_end(self, *_: object) -> None:
        self._html.append("</li>\n")

    def _note_back(self, block: events.NoteBack, _: int) -> None:
        anchor = note_anchor(block.number, block.repeat)
        self._html.append(f' <a href="#{anchor}" class="footnote-backref">{block.words}</a>')

    def _too_deep(self, block: events.TooDeep, _: int) -> None:
        self._reading.reports.diagnostics.append(self._reading.reports.too_deep(block.line))

    def _begin(self, *, after_words: bool = False) -> None:
        """End the line of a start tag before another block, or that of the words of an item."""
        if self._before is events.Start or (after_words and self._before is Phrases):
            self._html.append("\n")

    def _open(self, tag: str, attributes: Attributes | None) -> None:
        """Add a start tag."""
        if self._before is events.Start or self._before is Phrases:
            self._html.append("\n")
        self._html.append(_tag(tag, self._claimed(attributes)) if attributes else f"<{tag}>")

    def _claimed(self, attributes: Attributes | None) -> Attributes | None:
        """Return attributes with an id that no other element has."""
        if not attributes or "id" not in attributes:
            return attributes
        return {**attributes, "id": self._reading.anchors.claim(attributes["id"])}

    def _report(self, phrases: Phrases, *, has_foot: bool = True) -> None:
        """Report text that was probably meant as mark-up, or that is too long."""
        reports = self._reading.reports
        if phrases.dropped:
            reports.at(
                "too-large",
                f"a paragraph has {phrases.dropped:,} characters;"
                f" briefgen reads up to {MAX_PARAGRAPH:,}",
                replace(self._reading.locator.find(""), width=1),
                "split it with blank lines",
            )
        doubtful = phrases.doubtful
        for lookalike in lookalikes(doubtful, has_foot=has_foot) if doubtful else ():
            reports.at_words(*lookalike)
        for lookalike in phrases.lookalikes:
            reports.at_words(*lookalike)


def _shows_data(block: Block) -> bool:
    return isinstance(block, events.CodeBlock) and block.language in events.DATA_BLOCKS


def _tag(name: str, attributes: Attributes | None) -> str:
    return tag_of(name, attributes) if attributes else f"<{name}>"


def _with_class(attributes: Attributes | None, name: str) -> Attributes:
    """Return attributes with another class."""
    before = (attributes or {}).get("class")
    return {**(attributes or {}), "class": f"{before} {name}" if before else name}


_STEPS: Final[dict[type[Any], Callable[[Walk, Any, int], None]]] = {
    Phrases: Walk._read,
    events.Heading: Walk._heading,
    events.HeadingEnd: Walk._heading_end,
    events.Paragraph: Walk._paragraph,
    events.Start: Walk._start,
    events.End: Walk._end,
    events.Task: Walk._task,
    events.CodeBlock: Walk._code,
    events.Rule: Walk._rule,
    events.HtmlBlock: Walk._raw,
    events.Callout: Walk._callout,
    events.Notes: Walk._notes,
    events.Note: Walk._note,
    events.NoteEnd: Walk._note_end,
    events.NoteBack: Walk._note_back,
    events.SlotBlock: Walk._slot,
    events.MathBlock: Walk._math,
    events.TooDeep: Walk._too_deep,
}
