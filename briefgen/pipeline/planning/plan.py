"""The plan of the outputs, which is only created again if one of its inputs changed."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.notes import Note
from briefgen.cache.store import PlanRow, Store, StoreError
from briefgen.model.content import Author, Brief, Content, Page
from briefgen.model.diagnostics import Diagnostic, has_errors
from briefgen.model.left_out import LeftOut
from briefgen.model.site import Names
from briefgen.pipeline.planning.basis import Basis, basis_key
from briefgen.pipeline.planning.keyed import with_key
from briefgen.pipeline.planning.rows import Planned
from briefgen.pipeline.trace import trace

if TYPE_CHECKING:
    from briefgen.pipeline.planning.assembly import Assembled


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan contains in addition to its outputs.

    It is valid from `planned_at` until `next_change`, when a scheduled text is published.
    `text_digests` has the digest of each text that a diagnostic points into, because the place may
    move with the text. Places in front matter are part of the plan's key. `rows` is the digest of
    the outputs without their payloads. `names` are the names that hints search when diagnostics are
    shown.
    """

    planned_at: datetime
    files: int = 0
    briefs: int = 0
    left_out: LeftOut = LeftOut()
    next_change: datetime | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    text_digests: Mapping[str, bytes] = field(default_factory=dict)
    rows: bytes = b""
    names: Names | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The outputs of a site, sorted by path, and their summary.

    `key` is the digest of what it was made from. If the plan is not in the cache, its rows include
    their payloads. `shared` has the values that they share, by digest.
    """

    key: bytes
    rows: Sequence[PlanRow]
    summary: PlanSummary
    shared: Mapping[bytes, bytes] = field(default_factory=dict)


_NOTE: Final = Note("plan", PlanSummary)


def find_plan(store: Store, basis: Basis, former: Plan | None = None) -> Plan | None:
    """Return the `former` plan if it is still valid, or the one in the cache, or None."""
    started = time.perf_counter()
    key = basis_key(basis)
    again = former if former is not None and former.key == key else None
    cached = _NOTE.read(store, key)
    if cached is not None and _is_valid(cached, basis):
        if again is not None and again.summary == cached:
            trace("plan", started, f"{cached.files} files, unchanged")
            return again
        rows = store.plan()
        if len(rows) == cached.files > 0 and _digest_of(rows) == cached.rows:
            trace("plan", started, f"{cached.files} files, from the cache")
            return Plan(key, rows, cached)
    # A plan with errors is not in the cache, because a preview still shows the last good one.
    if cached is not None or again is None or not _has_errors(basis, again.summary):
        return None
    if not _is_valid(again.summary, basis):
        return None
    trace("plan", started, f"{again.summary.files} files, unchanged")
    return again


def stream_plan(
    store: Store, assembled: Assembled, former: Plan | None = None
) -> Generator[Planned, None, Plan]:
    """Yield outputs as they are planned, unsorted; then cache and return the whole plan."""
    started = time.perf_counter()
    site, basis = assembled.site, assembled.basis
    files, digests = basis.content.rows, basis.theme.layout_digests
    problems = yield from assembled.stream(lambda row: with_key(row, files, digests))
    rows = sorted(assembled.planned.rows, key=attrgetter("path"))
    diagnostics = (*assembled.diagnostics, *problems)
    paths = _with_problems_in_text(diagnostics, assembled.content) & files.keys()
    summary = PlanSummary(
        planned_at=basis.options.now,
        files=len(rows),
        briefs=len(site.briefs),
        left_out=site.left_out,
        next_change=site.next_change,
        diagnostics=diagnostics,
        text_digests={path: files[path].text_digest for path in paths},
        rows=_digest_of(rows),
        names=assembled.names(diagnostics),
    )
    plan = Plan(basis_key(basis), rows, summary, assembled.planned.shared)
    why = _reason(store, plan.key, former)
    trace("plan", started, f"{summary.files} files, planned again: {why}")
    return plan if _has_errors(basis, summary) else _stored(store, plan)


def _reason(store: Store, key: bytes, former: Plan | None) -> str:
    """Return for --verbose why a new plan is needed."""
    if _NOTE.read(store, key) is not None or (former is not None and former.key == key):
        return "a text was published, or a problem moved"
    return "no earlier plan has these settings, names, front matter and layouts"


def _with_problems_in_text(diagnostics: Iterable[Diagnostic], content: Content) -> set[str]:
    """Return the paths of files that have a problem in their text, below the front matter."""
    entries: list[Brief | Page | Author] = [*content.briefs, *content.pages]
    entries += (*content.authors, *content.terms)
    ends = {
        each.path: max((span.line for span in each.spans.values()), default=0) for each in entries
    }
    locations = (each.location for each in diagnostics)
    return {
        location.path for location in locations if location.span.line > ends.get(location.path, 0)
    }


def _stored(store: Store, plan: Plan) -> Plan:
    """Put a plan into the cache, and return it without the payloads, which are there now."""
    former = {row.path: row.key for row in store.plan()}
    try:
        with store.transaction():
            store.put_shared(plan.shared)
            store.put_plan(
                (row for row in plan.rows if former.get(row.path) != row.key),
                former.keys() - {row.path for row in plan.rows},
            )
            store.drop_texts()
            _NOTE.write(store, plan.summary, plan.key)
    except StoreError:
        return plan
    return replace(plan, rows=[row._replace(payload=b"") for row in plan.rows])


def _digest_of(rows: Sequence[PlanRow]) -> bytes:
    """Return the digest of rows without their payloads, which the rows' keys already cover."""
    return digest(encode([row[:-1] for row in rows]))


def _has_errors(basis: Basis, summary: PlanSummary) -> bool:
    return not basis.is_sound or has_errors(basis.levels.applied(summary.diagnostics))


def _is_valid(summary: PlanSummary, basis: Basis) -> bool:
    now, files = basis.options.now, basis.content.rows
    return (
        summary.planned_at <= now
        and (summary.next_change is None or now < summary.next_change)
        and all(files[path].text_digest == text for path, text in summary.text_digests.items())
    )
