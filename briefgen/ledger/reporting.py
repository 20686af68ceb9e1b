"""What an author should know of the sources, at the places that cite them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from briefgen.ledger.cited import Citing, Places
from briefgen.ledger.learning import FAILURES
from briefgen.ledger.states import matches
from briefgen.model.config import SourcesConfig
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.ledger import LedgerEntry
from briefgen.model.site_folder import LEDGER_FILE

# What failed, after "the source".
_FAILED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gone": "does not exist any more",
        "soft-404": "answers that the page was not found",
        "certificate": "has an invalid certificate",
        "timeout": "does not answer in time",
        "error": "does not answer",
        "blocked": "cannot be read",
    }
)
_COPY: Final = "find an archived copy at https://web.archive.org/, and add it in the front matter"


def source_problems(
    root: Path,
    cited: Mapping[str, tuple[Citing, ...]],
    entries: Mapping[str, LedgerEntry],
    settings: SourcesConfig,
) -> Iterator[Diagnostic]:
    """Yield the problems of sources, for each brief that cites one. Reads the files of briefs."""
    places = Places(root)
    for url, citings in cited.items():
        entry = entries.get(url)
        if entry is None or matches(url, (*settings.ignore, *settings.accept)):
            continue
        for citing in citings:
            problem = _problem(url, entry, citing)
            if problem:
                yield Diagnostic(problem[0], problem[1], places.of(citing), problem[2])


def _problem(url: str, entry: LedgerEntry, citing: Citing) -> tuple[str, str, str] | None:
    """Return the code, the message and the hint for a source, or None if all is well."""
    if entry.dead:
        message = f"the source {_FAILED.get(entry.state, 'cannot be read')}, since {entry.since}"
        return "dead-source", message, _hint_for_dead(url, entry, citing)
    if entry.state in FAILURES:
        message = f"the source {_FAILED[entry.state]}, since {entry.failing_since}"
        return "failing-source", message, _hint_for_failing(entry)
    if entry.state == "moved" and entry.final_url:
        message = "the source has moved for good"
        return "moved-source", message, f"write {entry.final_url}"
    if entry.state == "changed":
        message = "the text of the source is not the one that was cited"
        hint = (
            "read it again; if it still says what the brief says, remove its line `text_digest`"
            f" from {LEDGER_FILE}"
        )
        return "changed-source", message, hint
    return None


def _hint_for_dead(url: str, entry: LedgerEntry, citing: Citing) -> str:
    if citing.source.archive_url or entry.archive_url:
        return "readers get the archived copy; check that it says what the brief says"
    return f"{_COPY}:\nsources:\n  - url: {url}\n    archive_url: https://web.archive.org/web/…"


def _hint_for_failing(entry: LedgerEntry) -> str:
    if entry.state == "certificate":
        return "open it in a browser; if the address is right, tell its publisher"
    return (
        "open it in a browser; it counts as dead after three failures in at least seven days, and"
        " readers then get the archived copy"
    )
