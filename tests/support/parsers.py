"""Texts read with each of the two parsers."""

from dataclasses import replace
from typing import Final

from briefgen.model.config import MarkdownConfig
from briefgen.model.diagnostics import Span
from briefgen.read.markdown import (
    Dialect,
    SourceList,
    parse_body,
    parse_line,
    parse_words,
    plain_text,
)

DIALECTS: Final = {
    "default": Dialect(),
    "French": Dialect(language="fr", site_host="a.org"),
    "CommonMark": Dialect(
        MarkdownConfig(
            tables=False,
            strikethrough=False,
            mark=False,
            subscript=False,
            superscript=False,
            abbreviations=False,
            task_lists=False,
            autolinks=False,
            footnotes=False,
            definition_lists=False,
            attributes=False,
            callouts=False,
            embeds=False,
            smart_quotes=False,
        )
    ),
}


def both(dialect: Dialect) -> tuple[Dialect, Dialect]:
    """Return a dialect with each parser."""
    return dialect, replace(dialect, compiled=False)


def check(text: str, dialect: Dialect, title: str = "A") -> None:
    """Compare all results of reading a text with each parser."""
    results = []
    for each in both(dialect):
        sources = SourceList()
        body = parse_body(text, "a.md", 5, each, title=title, sources=sources)
        line = parse_line(text, "a.md", Span(3, 4), each, sources)
        assert parse_words(text, each) in (None, line.value)
        results.append((body, line, plain_text(text, each), sources.sources()))
    assert results[0] == results[1]
