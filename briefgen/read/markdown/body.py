"""Parse Markdown: whole bodies, single lines, and plain words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from briefgen.model.characters import printable
from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Body
from briefgen.model.diagnostics import Checked, Span
from briefgen.model.text import Text
from briefgen.read.markdown.budget import LINE, MAX_LINES, TEXT, Budget, Exhausted
from briefgen.read.markdown.dialect import Dialect, parser_for
from briefgen.read.markdown.locate import Locator
from briefgen.read.markdown.lookalikes import without_footnotes
from briefgen.read.markdown.phrases import Phrases, are_words, phrases_of
from briefgen.read.markdown.plain import Plain, is_normal
from briefgen.read.markdown.plain_walk import phrases_html, plain_html
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.source_list import SourceList
from briefgen.read.markdown.tokens import text_of
from briefgen.read.markdown.walk import Walk


def parse_body(
    text: str,
    path: str,
    first_line: int,
    dialect: Dialect,
    *,
    title: str = "",
    sources: SourceList | None = None,
    budget: Budget | None = None,
) -> Checked[Body]:
    """Parse a Markdown text that begins on line `first_line` of its file.

    A first heading that repeats `title` is dropped. The other headings begin at level 2, since the
    title is the only heading of level 1 on the page, and do not skip a level.
    """
    reading = Reading(dialect, Locator(path, text, first_line), text, sources)
    lines = text.count("\n")
    if lines > MAX_LINES:
        return Checked(Body(), (reading.reports.too_long(lines),))
    budget = budget or Budget()
    plain = None
    if dialect.shortcuts and is_normal(text):
        plain = Plain(text, dialect.quotes, tables=dialect.switches.tables)
    blocks = plain.blocks() if plain else None
    if blocks is not None:
        html = plain_html(reading, blocks, title)
    else:
        md = parser_for(dialect.switches, dialect.language)
        try:
            budget.spend(LINE * lines)
            html = Walk(md, reading, budget).body(text, plain, title)
        except RecursionError:
            return Checked(Body(), (reading.reports.too_deep(0),))
        except Exhausted:
            return Checked(Body(), (reading.reports.too_much(budget.line),))
    body = reading.body(html)
    return Checked(body, tuple(reading.reports.found))


def parse_line(
    text: str,
    path: str,
    span: Span,
    dialect: Dialect,
    sources: SourceList | None = None,
    *,
    written: str = "",
    budget: Budget | None = None,
) -> Checked[tuple[Text, str]]:
    """Parse the inline Markdown at `span`; return it as HTML and as plain text.

    `written` is the text as written, if it takes several lines in the file. Footnotes are not
    allowed, because a single line has no place for the notes.
    """
    locator = Locator(path, " " * (span.column - 1) + (written or text), span.line)
    reading = Reading(dialect, locator, text, sources)
    phrases = _plain_phrases(text, dialect)
    if phrases is not None:
        html, words = phrases_html(reading, phrases), phrases.words
    else:
        md = _parser_of_lines(dialect.switches, dialect.language)
        budget = budget or Budget()
        try:
            budget.spend(TEXT)
            html, words = Walk(md, reading, budget).line(text)
        except RecursionError:
            return Checked((Text(), ""), (reading.reports.too_deep(0),))
        except Exhausted:
            return Checked((Text(), ""), (reading.reports.too_much(0),))
    return Checked((reading.text(html, phrases=True), words), tuple(reading.reports.found))


def parse_words(text: str, dialect: Dialect) -> tuple[Text, str] | None:
    """Do the same as :func:`parse_line` for plain words, which need no place.

    Return None if the text may contain more than words.
    """
    phrases = _plain_phrases(text, dialect)
    if phrases is None or len(phrases.pieces) > 1:
        return None
    return Text([escapeHtml(phrases.pieces[0])] if phrases.pieces[0] else []), phrases.words


def plain_text(text: str, dialect: Dialect) -> str:
    """Return the words of inline Markdown or HTML, without mark-up."""
    phrases = _plain_phrases(text, dialect)
    if phrases is not None:
        return phrases.words
    md = _parser_of_lines(dialect.switches, dialect.language)
    try:
        line = md.parseInline(text, {"budget": Budget()})[0]
    except (RecursionError, Exhausted):
        return text
    if "too_large" in line.meta:
        return text
    words = printable(text_of(line.children or []))
    return without_footnotes(words) if dialect.switches.footnotes else words


@lru_cache(maxsize=16)
def _parser_of_lines(switches: MarkdownConfig, language: str) -> MarkdownIt:
    return parser_for(replace(switches, footnotes=False), language)


def _plain_phrases(text: str, dialect: Dialect) -> Phrases | None:
    if not dialect.shortcuts:
        return None
    if are_words(text):
        return Phrases([text], [])
    return phrases_of(text, dialect.quotes) if is_normal(text) else None
