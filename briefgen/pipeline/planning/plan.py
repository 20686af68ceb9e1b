"""The plan of the outputs, which is only created again if one of its inputs changed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import PlanRow, Store, StoreError
from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Diagnostic, has_errors
from briefgen.model.levels import Levels
from briefgen.model.site import LeftOut, Names
from briefgen.pipeline.inputs.content import ContentFiles
from briefgen.pipeline.inputs.theme import Theme
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.planning.rows import SITE_VIEW, site_view_name
from briefgen.pipeline.trace import trace

if TYPE_CHECKING:
    from briefgen.pipeline.planning.assembly import Assembled


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan contains in addition to its outputs.

    It is valid from `made` until `next_change`, when a scheduled text is published. `shown` has
    the digest of each text that a diagnostic points into, because the place may move with the
    text. `rows` is the digest of the outputs without their payloads. `names` are the names that
    hints search when diagnostics are shown.
    """

    made: datetime
    files: int
    briefs: int
    left_out: LeftOut
    next_change: datetime | None
    diagnostics: tuple[Diagnostic, ...]
    shown: Mapping[str, bytes]
    rows: bytes
    names: Names | None = None


Planning = tuple[Sequence[PlanRow], PlanSummary]


class Plan:
    """The outputs of a site, available while they are planned, and then the diagnostics.

    Planning a large site takes time, during which the first files can be built. Not frozen,
    because it advances. `key` is the digest of its inputs. `site_views` are by digest,
    for rows whose payloads are not in the cache.
    """

    def __init__(
        self,
        key: bytes,
        coming: Generator[PlanRow, None, Planning],
        site_views: Mapping[bytes, bytes] = MappingProxyType({}),
    ) -> None:
        self.key = key
        self.site_views = site_views
        self._coming = coming
        self._end: Planning | None = None

    def __iter__(self) -> Iterator[PlanRow]:
        """Yield all outputs: the first time unsorted, as they are planned.

        If a caller stops before the end, the next one gets the rest.
        """
        if self._end is not None:
            yield from self._end[0]
        while self._end is None:
            try:
                row = next(self._coming)
            except StopIteration as end:
                self._end = end.value
                return
            yield row

    @property
    def size(self) -> int | None:
        """The number of outputs, or None if not known yet."""
        return None if self._end is None else len(self._end[0])

    @property
    def rows(self) -> Sequence[PlanRow]:
        """All outputs, sorted by path."""
        return self._all[0]

    @property
    def summary(self) -> PlanSummary:
        """The summary of the whole plan."""
        return self._all[1]

    @property
    def _all(self) -> Planning:
        if self._end is None:
            deque(self, maxlen=0)
        if self._end is None:
            raise RuntimeError("planning did not finish")
        return self._end


def planned(
    store: Store,
    config: SiteConfig,
    content: ContentFiles,
    theme: Theme,
    options: BuildOptions,
    *,
    levels: Levels,
    is_sound: bool,
    former: Plan | None = None,
) -> Plan:
    """Return the plan of a site: the `former` one if still valid, a cached one, or a new one.

    The plan of a site with errors (`is_sound` is False, or the plan itself has errors) is not
    cached, because a preview still shows the last good one. Its rows include their payloads.
    """
    started = time.perf_counter()
    key = _key(config, content, theme, options)
    again = former if former is not None and former.key == key else None
    standing = again.summary if again else None  # a plan is only stored when it is complete
    kept = store.note("plan", key)
    if kept is not None:
        summary = decode(kept, PlanSummary)
        if _holds(summary, content, options.now):
            if again is not None and standing == summary:
                trace("plan", started, f"{summary.files} files, unchanged")
                return again
            rows = store.plan()
            if len(rows) == summary.files > 0 and _digest_of(rows) == summary.rows:
                trace("plan", started, f"{summary.files} files, from the cache")
                return Plan(key, _known(rows, summary))
    elif again is not None and standing is not None:
        is_wrong = not is_sound or has_errors(levels.applied(standing.diagnostics))
        if is_wrong and _holds(standing, content, options.now):
            trace("plan", started, f"{standing.files} files, unchanged")
            return again
    from briefgen.pipeline.planning.assembly import assembled  # noqa: PLC0415 - heavy, often not needed

    made = assembled(content, store.values(), config, options, theme)

    def keep(rows: Sequence[PlanRow], summary: PlanSummary) -> Sequence[PlanRow]:
        trace("plan", started, f"{summary.files} files, planned again: {_because(again, kept)}")
        if not is_sound or has_errors(levels.applied(summary.diagnostics)):
            return rows
        try:
            with store.transaction():
                _keep(store, rows, made.site_views)
                store.put_note("plan", key, encode(summary))
        except StoreError:
            return rows
        return [row._replace(payload=b"") for row in rows]

    return Plan(key, _coming(made, content, options.now, keep), made.site_views)


def _because(again: Plan | None, kept: bytes | None) -> str:
    """Return for --verbose why a new plan is needed."""
    if again is not None or kept is not None:
        return "a text was published, or a problem moved"
    return "no earlier plan has these settings, names, front matter and layouts"


def _known(rows: Sequence[PlanRow], summary: PlanSummary) -> Generator[PlanRow, None, Planning]:
    yield from rows
    return rows, summary


def _coming(
    made: Assembled,
    content: ContentFiles,
    now: datetime,
    keep: Callable[[Sequence[PlanRow], PlanSummary], Sequence[PlanRow]],
) -> Generator[PlanRow, None, Planning]:
    """Yield rows as they are planned, and cache them at the end if possible."""
    found = yield from made.coming
    rows = sorted(made.rows, key=attrgetter("path"))
    diagnostics = (*made.diagnostics, *found)
    places = {problem.location.path for problem in diagnostics} & content.rows.keys()
    summary = PlanSummary(
        made=now,
        files=len(rows),
        briefs=made.briefs,
        left_out=made.left_out,
        next_change=made.next_change,
        diagnostics=diagnostics,
        shown={path: content.rows[path].text_digest for path in places},
        rows=_digest_of(rows),
        names=made.names(diagnostics),
    )
    return keep(rows, summary), summary


def _digest_of(rows: Sequence[PlanRow]) -> bytes:
    """Return the digest of rows without their payloads, which the rows' keys already cover."""
    return digest(encode([row[:-1] for row in rows]))


def _keep(store: Store, rows: Sequence[PlanRow], site_views: Mapping[bytes, bytes]) -> None:
    former = {row.path: row.key for row in store.plan()}
    names = {site_view_name(site_view): site_view for site_view in site_views}
    for name, site_view in names.items():
        store.put_note(name, site_view, site_views[site_view])
    store.keep_notes(SITE_VIEW, names)
    store.put_plan(
        (row for row in rows if former.get(row.path) != row.key),
        former.keys() - {row.path for row in rows},
    )
    store.drop_texts()


def _key(config: SiteConfig, content: ContentFiles, theme: Theme, options: BuildOptions) -> bytes:
    """Return the digest of everything that a plan depends on, except the time."""
    asked = (options.drafts, options.future, options.embargoed, options.ahead)
    # What files turn off matters for future problems, which are only reported if they are errors.
    inputs = [
        code_stamp(),
        encode(config),
        encode(asked),
        encode(theme.anchors),
        encode(content.off),
    ]
    for name, data, _ in theme.files:
        inputs += (name.encode(), data)
    return digest(*inputs, content.interface_digest)


def _holds(summary: PlanSummary, content: ContentFiles, now: datetime) -> bool:
    waits = summary.next_change is None or now < summary.next_change
    return (
        summary.made <= now
        and waits
        and all(content.rows[path].text_digest == text for path, text in summary.shown.items())
    )
