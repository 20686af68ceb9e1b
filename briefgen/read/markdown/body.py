"""Parse Markdown: whole bodies, single lines, and plain words."""

from __future__ import annotations

from markdown_it.common.utils import escapeHtml

from briefgen.model.characters import printable
from briefgen.model.content import Body
from briefgen.model.diagnostics import Checked, Span
from briefgen.model.text import Text
from briefgen.read.markdown import compiled, reference
from briefgen.read.markdown.budget import LINE, MAX_LINES, Budget, Exhausted
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.events import Phrase, Stream
from briefgen.read.markdown.lines import read_line
from briefgen.read.markdown.locate import Locator
from briefgen.read.markdown.lookalikes import without_footnotes
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.source_list import SourceList
from briefgen.read.markdown.typeset import typeset
from briefgen.read.markdown.typography import may_change, with_typography
from briefgen.read.markdown.walk import Walk
from briefgen.read.markdown.wording import are_words, in_line, line_of


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
    budget = budget or Budget()
    reading = Reading(dialect, Locator(path, text, first_line), text, sources, budget)
    lines = text.count("\n")
    if lines > MAX_LINES:
        return Checked(Body(), (reading.reports.too_long(lines),))
    try:
        budget.spend(LINE * lines)
        stream = _compiled_body(text, dialect) or reference.read_body(
            text, dialect, budget, first_line
        )
    except RecursionError:
        return Checked(Body(), (reading.reports.too_deep(0),))
    except Exhausted:
        return Checked(Body(), (reading.reports.too_much(budget.line),))
    if stream.has_controls:
        reading.reports.about_controls(text)
    html = Walk(reading).body(stream, title)
    body = reading.body(html)
    return Checked(body, reading.reports.all())


def parse_line(
    text: str,
    path: str,
    span: Span,
    dialect: Dialect,
    sources: SourceList | None = None,
    *,
    raw_text: str = "",
    budget: Budget | None = None,
) -> Checked[tuple[Text, str]]:
    """Parse the inline Markdown at `span`; return it as HTML and as plain text.

    `raw_text` is the text as written, if it takes several lines in the file. Footnotes are not
    allowed, because a single line has no place for the notes.
    """
    locator = Locator(path, " " * (span.column - 1) + (raw_text or text), span.line)
    reading = Reading(dialect, locator, text, sources)
    try:
        phrases, has_controls = read_line(text, dialect, budget or Budget())
    except RecursionError:
        return Checked((Text(), ""), (reading.reports.too_deep(0),))
    except Exhausted:
        return Checked((Text(), ""), (reading.reports.too_much(0),))
    if has_controls:
        reading.reports.about_controls(text)
    html, words = Walk(reading).line(phrases)
    return Checked((reading.text(html, phrases=True), words), reading.reports.all())


def parse_words(text: str, dialect: Dialect) -> tuple[Text, str] | None:
    """Do the same as :func:`parse_line` for plain words, which need no place.

    Return None if the text may contain more than words.
    """
    words = _plain_words(text, dialect)
    if words is None:
        return None
    return Text([escapeHtml(words)] if words else []), in_line(words)


def plain_text(text: str, dialect: Dialect) -> str:
    """Return the words of inline Markdown or HTML, without mark-up but with no-break spaces."""
    plain = _plain_words(text, dialect)
    if plain is not None:
        return printable(in_line(plain))
    try:
        phrases, _ = read_line(text, dialect, Budget())
    except (RecursionError, Exhausted):
        return text
    if phrases.dropped:
        return text
    words = printable(line_of(phrases.parts))
    return without_footnotes(words) if dialect.switches.footnotes else words


def set_words(words: str, dialect: Dialect) -> str:
    """Return words without mark-up, such as the title of a source, with typographic marks."""
    rules = dialect.typography
    if rules is None or "://" in words or not may_change(words, rules):
        return words
    return "".join(with_typography([words], rules))


def _plain_words(text: str, dialect: Dialect) -> str | None:
    """Return a text of words with its typographic marks, or None if there may be more in it."""
    if not dialect.compiled or not are_words(text) or dialect.has_maths(text):
        return None
    parts: list[Phrase] = [text]
    if dialect.typography:
        typeset(parts, dialect.typography)
    return str(parts[0])


def _compiled_body(text: str, dialect: Dialect) -> Stream | None:
    is_plain = dialect.compiled and not dialect.has_maths(text)
    return compiled.read_body(text, dialect) if is_plain else None
