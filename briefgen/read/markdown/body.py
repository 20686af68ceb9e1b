"""Texts in Markdown to prose: bodies, lines, and words alone."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from briefgen.model.characters import printable
from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Body, Prose
from briefgen.model.diagnostics import Checked, Span
from briefgen.read.markdown.budget import LINE, MAX_LINES, TEXT, Budget, Exhausted
from briefgen.read.markdown.dialect import Dialect, parser_for
from briefgen.read.markdown.holes import whole
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
    """Parse a Markdown text whose first line has the number `first_line` in its file.

    A first heading that repeats `title` is left out. The other headings begin at level 2, since
    the title is the page's only one of level 1, and leave no level out.
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
) -> Checked[tuple[Prose, str]]:
    """Parse inline Markdown that stands at `span`; return it as HTML and as plain text.

    `written` is the text as it stands in the file, where it is broken into lines there.
    It has no footnotes: there is no foot under a line.
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
            return Checked((Prose(), ""), (reading.reports.too_deep(0),))
        except Exhausted:
            return Checked((Prose(), ""), (reading.reports.too_much(0),))
    prose = reading.prose(html, phrases=True)
    return Checked((prose, words), tuple(reading.reports.found))


def parse_words(text: str, dialect: Dialect) -> tuple[Prose, str] | None:
    """Return what :func:`parse_line` does for words alone, wherever they stand.

    None if there may be more in the text.
    """
    phrases = _plain_phrases(text, dialect)
    if phrases is None or len(phrases.pieces) > 1:
        return None
    return whole(escapeHtml(phrases.pieces[0])), phrases.words


def plain_text(text: str, dialect: Dialect) -> str:
    """Return the words of inline Markdown or HTML, without any mark-up."""
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
