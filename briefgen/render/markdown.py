"""A brief's index.md: its text as Markdown, after front matter for whoever reads it alone."""

from __future__ import annotations

import re
from operator import add
from typing import Any, Final

from briefgen.model.diagnostics import Checked
from briefgen.model.documents import MarkdownBrief
from briefgen.render.exports import facts, plain
from briefgen.render.json_files import json_lines
from briefgen.render.text.for_feed import PageContext
from briefgen.render.text.for_markdown import for_markdown
from briefgen.render.writers import WriterInput

# What YAML takes in quotes only as an escape, unlike JSON.
_UNPRINTED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def markdown(brief: MarkdownBrief, inputs: WriterInput) -> Checked[bytes]:
    """Return index.md."""
    record = brief.record
    context = PageContext(record.url, inputs.layouts.words(record.language), record.language)
    body = "\n\n".join(filter(None, (for_markdown(text, context) for text in inputs.texts)))
    parts = [_front_matter(brief), f"# {plain(record.title)}"]
    return Checked(("\n\n".join([*parts, body] if body else parts) + "\n").encode())


def _front_matter(brief: MarkdownBrief) -> str:
    """Return the front matter: its values are JSON, which is YAML except for some characters."""
    record = brief.record
    own_facts = {"title": record.title, "url": record.url, "publisher": brief.publisher}
    values: list[Any] = []
    before: list[str] = []
    for key, value in (own_facts | facts(record)).items():
        if isinstance(value, list | tuple):
            values += value
            before += [f"{key}:\n  - ", *["  - "] * (len(value) - 1)]
        elif value:
            values.append(value)
            before.append(f"{key}: ")
    text = "\n".join(["---", *map(add, before, json_lines(values)), "---"])
    is_usual = text.isascii() and "\x7f" not in text  # JSON has no other such sign in ASCII
    if is_usual or text.replace("\n", "").isprintable():
        return text
    return _UNPRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
