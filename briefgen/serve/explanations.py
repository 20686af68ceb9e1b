"""The documentation page that explains each problem code, for the preview."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Final

from briefgen import report
from briefgen.model.config import MarkdownConfig
from briefgen.model.text import SourceLink
from briefgen.read.markdown import Dialect, parse_body
from briefgen.render.text.for_page import Page, for_page
from briefgen.serve.panel import NEW_TAB, explanations

_OTHER_PAGE: Final = re.compile(r"\[([^\]]*)\]\((?!#|https?:)[^)]*\)")


@cache
def explanations_page() -> bytes:
    """Return the page, with an anchor for each code. Links to other pages become plain text."""
    words = _OTHER_PAGE.sub(r"\1", report.explanations())
    body = parse_body(words, "problems.md", 1, Dialect(MarkdownConfig()), title="Problems").value
    text = body.prose.with_urls(each.destination for each in body.references)
    return explanations(for_page(text, Page(str, _source_link))).encode()


def _source_link(link: SourceLink) -> tuple[str, str]:
    start = f'<a href="{escape(link.url)}" target="_blank" rel="noopener external">'
    return start, f"{NEW_TAB}</a>"
