"""The Markdown dialect: text to prose with references, headings, sources and diagnostics."""

from briefgen.read.markdown.body import (
    parse_body,
    parse_line,
    parse_words,
    plain_text,
    set_words,
)
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.source_list import SourceList

__all__ = [
    "Dialect",
    "SourceList",
    "parse_body",
    "parse_line",
    "parse_words",
    "plain_text",
    "set_words",
]
