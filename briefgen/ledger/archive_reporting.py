"""What an author should know of archived copies that are missing, at the places that need them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from briefgen.ledger.archive_memory import Missing
from briefgen.ledger.cited import Citing, Places
from briefgen.ledger.copies import CopyRequest, cited_on
from briefgen.ledger.keys import ACCESS, PAGE, SECRET
from briefgen.model.content import Brief
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.ledger import LedgerEntry
from briefgen.model.snapshots import snapshot_day

_CODE: Final = "no-archived-copy"


def missing_copies(
    root: Path,
    cited: Mapping[str, Sequence[Citing]],
    entries: Mapping[str, LedgerEntry],
    missing: Mapping[CopyRequest, Missing | None],
    today: datetime.date,
) -> Iterator[Diagnostic]:
    """Yield the sources without any copy, at each place that cites one. Reads the files of briefs.

    `missing` has for each copy that is wanted why there is none, or None if that is not known.
    """
    places = Places(root)
    for request, why in missing.items():
        entry = entries.get(request.url)
        if request.is_own or (entry and entry.copies):
            continue
        for citing in cited.get(request.url, ()):
            if cited_on(citing, today) == request.day:
                message = "the source has no archived copy"
                hint = _hint(request.url, why)
                yield Diagnostic(_CODE, _with_reason(message, why), places.of(citing), hint)


def unarchived_briefs(
    briefs: Iterable[tuple[Brief, str]], missing: Mapping[CopyRequest, Missing | None]
) -> Iterator[Diagnostic]:
    """Yield the briefs without a copy. `briefs` are with their absolute URLs."""
    reasons = {request.url: why for request, why in missing.items() if request.is_own}
    for brief, url in briefs:
        if url in reasons:
            why = reasons[url]
            message = _with_reason("the brief has no archived copy", why)
            yield Diagnostic(_CODE, message, brief.location_of(), _hint_for_brief(url, why))


def _with_reason(message: str, why: Missing | None) -> str:
    return f"{message}: {why.reason}" if why else message


def _hint(url: str, why: Missing | None) -> str:
    """Say how to get a copy of a source."""
    copy = why.nearest if why else ""
    front_matter = f"\nsources:\n  - url: {url}\n    archive_url: {copy or 'https://perma.cc/…'}"
    if copy:
        copy_name = f"the copy of {snapshot_day(copy)}"
        return f"if {copy_name} says what the brief says, add it in the front matter:{front_matter}"
    if why is None or why.is_unsaved:
        return f"{_how_to_save(why)}, or add one in the front matter:{front_matter}"
    return f"if you have a copy, add it in the front matter:{front_matter}"


def _how_to_save(why: Missing | None) -> str:
    if why is None:
        return "run the command without --offline to find one"
    return f"set {ACCESS} and {SECRET} to have one made ({PAGE})"


def _hint_for_brief(url: str, why: Missing | None) -> str:
    if why is None or why.is_unsaved:
        return _how_to_save(why)
    return f"check that {url} is on the web, and run the command after publishing"
