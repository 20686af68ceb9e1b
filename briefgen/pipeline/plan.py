"""The plan of the outputs: made anew only when something that it reads changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import PlanRow, Store
from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Diagnostic, has_errors
from briefgen.pipeline.content import ContentFiles
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.rows import FRAME

ThemeFile = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan says beside its outputs.

    It holds from `made` until `next_release`, when a brief that waits comes out. `shown` gives
    the digest of each text that a diagnostic points into: with the text, the place may move.
    """

    made: datetime
    files: int
    briefs: int
    next_release: datetime | None
    diagnostics: tuple[Diagnostic, ...]
    shown: Mapping[str, bytes]


def planned(
    store: Store,
    config: SiteConfig,
    content: ContentFiles,
    theme: Sequence[ThemeFile],
    options: BuildOptions,
    *,
    is_sound: bool,
) -> tuple[Sequence[PlanRow], PlanSummary]:
    """Return the planned outputs in the order of their paths.

    The plan of a site with errors (`is_sound` is False, or the plan itself has some) is not
    kept: a preview still shows the last good one. Its rows come with their payloads.
    """
    key = _key(config, content, theme, options)
    kept = store.note("plan", key)
    if kept is not None:
        summary = decode(kept, PlanSummary)
        rows = store.plan() if _holds(summary, content, options.now) else ()
        if len(rows) == summary.files > 0:
            return rows, summary
    from briefgen.pipeline.assembly import assembled  # noqa: PLC0415 - heavy, often not needed

    made = assembled(content, store.heads(), config, options, theme)
    former = {row.path: row.key for row in store.plan()}
    summary = PlanSummary(
        made=options.now,
        files=len(made.rows),
        briefs=made.briefs,
        next_release=made.next_release,
        diagnostics=made.diagnostics,
        shown={
            path: content.rows[path].body
            for path in {problem.location.path for problem in made.diagnostics}
            if path in content.rows
        },
    )
    names = {f"{FRAME}{frame.hex()}": frame for frame in made.frames}
    with store.transaction():
        for name, frame in names.items():
            store.put_note(name, frame, made.frames[frame])
        if not is_sound or has_errors(made.diagnostics):
            return list(made.rows), summary
        store.keep_notes(FRAME, names)
        store.put_plan(
            (row for row in made.rows if former.get(row.path) != row.key),
            former.keys() - {row.path for row in made.rows},
        )
        store.put_note("plan", key, encode(summary))
        store.drop_texts()
    return [replace(row, payload=b"") for row in made.rows], summary


def _key(
    config: SiteConfig, content: ContentFiles, theme: Sequence[ThemeFile], options: BuildOptions
) -> bytes:
    """Return the digest of all that a plan depends on, time excepted."""
    asked = (options.drafts, options.future, options.embargoed)
    found = [code_stamp(), encode(config), encode(asked)]
    for name, data, _ in theme:
        found += (name.encode(), data)
    for path, row in sorted(content.rows.items()):
        found += (path.encode(), row.outline)
    return digest(*found)


def _holds(summary: PlanSummary, content: ContentFiles, now: datetime) -> bool:
    waits = summary.next_release is None or now < summary.next_release
    return (
        summary.made <= now
        and waits
        and all(content.rows[path].body == text for path, text in summary.shown.items())
    )
