"""For --verbose: which outputs are made again, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from briefgen.cache.store import FileRow, PlanRow, Store
from briefgen.pipeline.planning.rows import Planned, sources_of
from briefgen.pipeline.trace import LOG

_NAMES: Final = 5  # files to list for each reason


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The contents of the store before a build: the rows of the plan and the files, by path."""

    rows: Mapping[str, PlanRow]
    files: Mapping[str, FileRow]


def snapshot(store: Store) -> Snapshot:
    """Return the current contents of the store."""
    return Snapshot({row.path: row for row in store.plan()}, dict(store.files()))


def trace_reasons(
    before: Snapshot, files: Mapping[str, FileRow], outputs: Iterable[Planned]
) -> None:
    """Log which outputs are built again, grouped by reason."""
    paths: dict[str, list[str]] = defaultdict(list)
    for output in outputs:
        paths[reason(before, files, output)].append(output.path)
    for why, group in sorted(paths.items()):
        LOG.debug("  %s: %s", why, _listed(group))


def reason(before: Snapshot, files: Mapping[str, FileRow], output: Planned) -> str:
    """Return why an output differs from the previous build."""
    row = before.rows.get(output.path)
    if row is None:
        return "new"
    sources = sources_of(output.row)
    changed = [path for path in sources if _has_changed(before.files.get(path), files.get(path))]
    if changed:
        return f"{changed[0]} changed"
    if row.key == output.row.key:
        return "its layout or briefgen itself changed"
    if output.is_page and row.shared != output.row.shared:
        return "the site's settings, navigation or style sheets changed"
    return "other files that it refers to changed"


def _has_changed(former: FileRow | None, newer: FileRow | None) -> bool:
    return former is None or newer is None or former.digest != newer.digest


def _listed(paths: list[str]) -> str:
    names = ", ".join(islice(paths, _NAMES))
    more = len(paths) - _NAMES
    return f"{names} and {more} more" if more > 0 else names
