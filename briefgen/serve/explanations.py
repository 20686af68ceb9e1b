"""The documentation page that explains each problem code, for the preview."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from briefgen import report
from briefgen.model.config import MarkdownConfig
from briefgen.read.markdown import Dialect, parse_body
from briefgen.serve.panel import explanations

_OTHER_PAGE: Final = re.compile(r"\[([^\]]*)\]\((?!#|https?:)[^)]*\)")


@cache
def explanations_page() -> bytes:
    """Return the page, with an anchor for each code. Links to other pages become plain text."""
    words = _OTHER_PAGE.sub(r"\1", report.explanations())
    body = parse_body(words, "problems.md", 1, Dialect(MarkdownConfig()), title="Problems").value
    anchors = (reference.destination for reference in body.prose.references)
    return explanations(body.prose.filled(anchors)).encode()
