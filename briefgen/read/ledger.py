"""Reads the ledger of sources from sources.lock.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span, has_errors
from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.model.site_folder import LEDGER_FILE
from briefgen.read.text import decode
from briefgen.read.typed import read_typed
from briefgen.read.yaml_document import Document, compose

_CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_LONGEST: Final = 50_000_000  # characters: some hundred thousand sources
_URL: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_AGAIN: Final = f"delete {LEDGER_FILE} and run: briefgen check --sources"


@cache
def _adapter() -> TypeAdapter[dict[str, LedgerEntry]]:
    return TypeAdapter(dict[str, LedgerEntry])


def read_ledger(data: bytes) -> Checked[Ledger | None]:
    """Read the bytes of sources.lock.yaml. An entry with a wrong value is reported and left out."""
    text = decode(data, LEDGER_FILE)
    if text.value is None:
        return Checked(None, text.diagnostics)
    if conflict := _CONFLICT.search(text.value):
        return Checked(None, (_conflict(text.value, conflict),))
    composed = compose(text.value, LEDGER_FILE, longest=_LONGEST)
    document = composed.value
    problems = (*text.diagnostics, *composed.diagnostics)
    if document is None:
        return Checked(None, problems)
    entries = document.data or {}
    if not isinstance(entries, Mapping):
        message = f"{LEDGER_FILE} must contain a block for each source"
        wrong = Diagnostic("wrong-value", message, Location(LEDGER_FILE), _AGAIN)
        return Checked(None, (*problems, wrong))
    typed = read_typed(
        document,
        dict(entries),
        _adapter(),
        dict[str, LedgerEntry],
        unknown_code="unknown-setting",
    )
    ledger = Ledger(typed.value or {})
    problems += (*typed.diagnostics, *_wrong_urls(ledger, document))
    return Checked(None if has_errors(problems) else ledger, problems)


def _wrong_urls(ledger: Ledger, document: Document) -> Iterator[Diagnostic]:
    """Yield the URLs to which pages would link but that are not of the web."""
    for source, entry in ledger.entries.items():
        for path, url in _urls(entry):
            if url and not _URL.fullmatch(url):
                location = Location(LEDGER_FILE, document.value_span([source, *path]))
                yield Diagnostic("wrong-value", f"`{url[:200]}` is not a URL", location, _AGAIN)


def _urls(entry: LedgerEntry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the URLs of an entry with their paths in it."""
    yield ("archive_url",), entry.archive_url
    yield ("final_url",), entry.final_url
    yield from ((("other_copies", index), url) for index, url in enumerate(entry.other_copies))


def _conflict(text: str, match: re.Match[str]) -> Diagnostic:
    line = text.count("\n", 0, match.start()) + 1
    return Diagnostic(
        "yaml",
        "the file has a merge conflict",
        Location(LEDGER_FILE, Span(line, 1, len(match[0]))),
        "keep the block with the later `checked` date, and remove the lines of the conflict",
    )
