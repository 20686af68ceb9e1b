"""`briefgen check --archive`: finds or saves archived copies of sources and of own briefs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from briefgen import __version__
from briefgen.cli.session import Session, needs_extra, now
from briefgen.cli.sources import EXTRA, own_urls, progress

if TYPE_CHECKING:
    from datetime import date

    from briefgen.cli.sources import Cited
    from briefgen.ledger.archive_memory import Missing
    from briefgen.ledger.archiving import Archived
    from briefgen.ledger.copies import CopyRequest
    from briefgen.ledger.keys import Keys
    from briefgen.model.diagnostics import Diagnostic
    from briefgen.model.ledger import Ledger
    from briefgen.pipeline import Build


def archived_copies(
    session: Session, build: Build, cited: Cited, *, own: bool, offline: bool
) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Find or save the copies that are missing, unless `offline`.

    They are copies of the sources that are cited, and, if `own`, of the published briefs. Return
    the new ledger, and a problem for each copy that is still missing.
    """
    from briefgen.ledger.archive_reporting import missing_copies, unarchived_briefs
    from briefgen.ledger.copies import without_unpublished
    from briefgen.pipeline.inputs.ledger import read_ledger_file

    # A check of the sources has just written it.
    ledger = read_ledger_file(session.root, build.store).value.ledger
    if build.basis is None:
        return ledger, ()
    today = now().astimezone(build.basis.config.zone).date()
    urls = own_urls(build) if own else ()
    if own:
        ledger = without_unpublished(ledger, build.base_url, urls)
    requests = _copy_requests(build, cited, ledger, today, own=own)
    if offline:
        missing = _remembered(session, requests)
    else:
        result = _archived(session, build, requests, ledger, today)
        ledger, missing = result.ledger, {**result.missing}
        for line in _outcome_lines(result):
            session.say(line)
    if cited or urls:
        session.say(_summary(cited, urls, ledger))
    problems = chain(
        missing_copies(session.root, cited, ledger.entries, missing, today),
        unarchived_briefs(zip(build.briefs_read(), urls, strict=False), missing),
    )
    return ledger, build.inputs.levels.applied(problems)


def _copy_requests(
    build: Build, cited: Cited, ledger: Ledger, today: date, *, own: bool
) -> list[CopyRequest]:
    from briefgen.ledger.copies import brief_copy_requests, copy_requests

    if build.basis is None:
        return []
    settings = build.basis.config.sources
    requests = [*copy_requests(cited, ledger.entries, settings, today)]
    if own:
        briefs = ((each.brief, each.url) for each in build.published)
        requests += brief_copy_requests(briefs, build.base_url, ledger.entries, today)
    return requests


def _remembered(
    session: Session, requests: Sequence[CopyRequest]
) -> dict[CopyRequest, Missing | None]:
    """Return the copies that are missing, with what earlier searches have recorded."""
    from briefgen.cache import WORK_FOLDER
    from briefgen.ledger.archive_memory import ArchiveMemory, Missing

    outcomes = dict(ArchiveMemory(session.root / WORK_FOLDER).read())
    reasons = ((each, outcomes.get(each)) for each in requests)
    return {each: why if isinstance(why, Missing) else None for each, why in reasons}


def _archived(
    session: Session, build: Build, requests: Sequence[CopyRequest], ledger: Ledger, today: date
) -> Archived:
    """Ask the archive; with Ctrl-C, end the command with what was found."""
    try:
        from briefgen.ledger.archiving import Archiving, archive_pages
        from briefgen.ledger.run import request_settings_of
    except ModuleNotFoundError as error:
        raise needs_extra(*EXTRA) from error
    if build.basis is None:
        raise ValueError("a site that cannot be read has no sources")
    settings = build.basis.config.sources
    request_settings = request_settings_of(settings, build.base_url, __version__)
    with progress(session, _searching) as bar:
        archiving = Archiving(
            requests=requests,
            settings=settings.archive,
            # An archive of the whole web needs longer for a page than its own server.
            request_settings=replace(request_settings, timeout=request_settings.timeout * 2),
            keys=_keys(session, settings.archive.url),
            today=today,
            on_start=bar.start,
            on_answer=bar.step,
        )
        return archive_pages(session.root, ledger, archiving)


def _keys(session: Session, archive: str) -> Keys | None:
    from briefgen.ledger.keys import is_trusted, keys_of

    keys = keys_of(os.environ)
    if keys and not is_trusted(archive):
        session.say(f"Nothing is saved in {archive}, because keys are sent only to archive.org.")
        return None
    return keys


def _searching(count: int) -> str:
    return f"Looking for {_copies(count)}" if count else "No archived copy is sought."


def _copies(count: int) -> str:
    return "1 archived copy" if count == 1 else f"{count:,} archived copies"


def _outcome_lines(result: Archived) -> Iterator[str]:
    """Say what was found and saved, and what to do about the rest."""
    from briefgen.ledger.keys import ACCESS, PAGE, SECRET

    found_count, saved_count = len(result.copies) - len(result.saved), len(result.saved)
    if found_count or saved_count:
        parts = (
            f"{found_count:,} found" if found_count else "",
            f"{saved_count:,} saved" if saved_count else "",
        )
        yield f"{_copies(found_count + saved_count)}: {', '.join(filter(None, parts))}"
    if result.later:
        why = result.failure or next(iter(result.later.values()))
        waiting = _copies(len(result.later))
        yield f"{waiting} not found or saved yet: {why}. Run the command again later."
    unsaved = sum(each.is_unsaved for each in result.missing.values())
    if unsaved:
        pages = "1 page" if unsaved == 1 else f"{unsaved:,} pages"
        yield f"To have {pages} saved, set {ACCESS} and {SECRET} to your keys from {PAGE}."


def _summary(cited: Cited, urls: Sequence[str], ledger: Ledger) -> str:
    """Say of how many sources and briefs there are copies."""
    from briefgen.ledger.copies import has_own_copy

    entries = ledger.entries
    with_copy = sum(
        bool(url in entries and entries[url].copies)
        or any(has_own_copy(each, entries.get(url)) for each in citings)
        for url, citings in cited.items()
    )
    own = sum(bool(url in entries and entries[url].copies) for url in urls)
    parts = (
        f"{with_copy:,} of {len(cited):,} sources" if cited else "",
        f"{own:,} of {len(urls):,} briefs" if urls else "",
    )
    return f"Archived copies: {', '.join(filter(None, parts))}"
