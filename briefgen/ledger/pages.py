"""What a page says: its main text, and what it says of itself in its metadata."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from briefgen.ledger.answers import Answer
from briefgen.ledger.facts import Facts

ACCEPT: Final = "text/html,application/xhtml+xml,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class PageContent:
    """The main text of a page, and what its metadata say."""

    text: str = ""
    facts: Facts = Facts()


def content_of(answer: Answer) -> PageContent:
    """Return what the content of an answer says; nothing if it is not a page."""
    if not answer.is_page or not answer.body:
        return PageContent()
    from trafilatura import bare_extraction  # noqa: PLC0415 - heavy
    from trafilatura.utils import load_html  # noqa: PLC0415

    from briefgen.ledger.metadata import metadata_of  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of short pages
    facts = Facts()
    try:
        tree = load_html(answer.body)
        if tree is None:
            return PageContent()
        facts = metadata_of(tree)
        document = bare_extraction(
            tree, url=answer.final_url, fast=True, with_metadata=False, include_comments=False
        )
    except Exception:
        return PageContent("", facts)
    if document is None:
        return PageContent("", facts)
    text = document.get("text") if isinstance(document, dict) else document.text
    return PageContent(text or "", facts)
