"""What each code of a problem means: the documentation's page of problems, for the preview."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from briefgen.model.config import MarkdownConfig
from briefgen.read.markdown import Dialect, parse_body
from briefgen.serve.panel import explanations

# Beside this file in a package that was built, and in docs/ of a clone.
_FILES: Final = (
    Path(__file__).with_name("problems.md"),
    Path(__file__).parents[2] / "docs" / "problems.md",
)
_OTHER_PAGE: Final = re.compile(r"\[([^\]]*)\]\((?!#|https?:)[^)]*\)")


@cache
def explanations_page() -> bytes:
    """Return the page, with an anchor for each code; links to other pages are only words."""
    text = next(file for file in _FILES if file.is_file()).read_text(encoding="utf-8")
    words = _OTHER_PAGE.sub(r"\1", text)
    body = parse_body(words, "problems.md", 1, Dialect(MarkdownConfig()), title="Problems").value
    anchors = (reference.destination for reference in body.prose.references)
    return explanations(body.prose.filled(anchors)).encode()
