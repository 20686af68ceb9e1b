"""Builds a site in the order of its data.

`inputs` are read from the site's folder, `planning` says which files there will be, `making` makes
their bytes on demand, and `search` indexes the finished pages. Each result is cached under a digest
of what it was made from, so that a second build only repeats what a change affects. The packages
that do the work (`read`, `assemble`, `render`) do not know about the cache.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefgen.cache import WORK_FOLDER
from briefgen.cache.encoding import Unreadable
from briefgen.cache.store import Damaged, Store, StoreError
from briefgen.cache.work_folder import clear_cache, open_store
from briefgen.model.diagnostics import has_errors
from briefgen.model.site_folder import SITE_FILE
from briefgen.pipeline.builds import (
    Build,
    StartedBuild,
    Stream,
    completed,
    problems,
    renderer_for,
    trace_changes,
    uncached,
)
from briefgen.pipeline.inputs import read_inputs
from briefgen.pipeline.inputs.config import read_site_config
from briefgen.pipeline.inputs.extras import reminders, without_missing_extras
from briefgen.pipeline.inputs.large_images import large_images
from briefgen.pipeline.making.batches import Maker, deduplicated, produced
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.planning.basis import Basis
from briefgen.pipeline.planning.plan import find_plan, stream_plan
from briefgen.pipeline.planning.reasons import snapshot
from briefgen.pipeline.planning.rows import Planned
from briefgen.pipeline.purposes import for_purpose
from briefgen.pipeline.schemas import SCHEMA, keep_schema
from briefgen.pipeline.trace import is_traced
from briefgen.pipeline.workers import Workers, collect_rarely

__all__ = [
    "SCHEMA",
    "SITE_FILE",
    "WORK_FOLDER",
    "Build",
    "BuildOptions",
    "Planned",
    "StartedBuild",
    "Stream",
    "Workers",
    "begin",
    "build",
    "clear_cache",
    "collect_rarely",
    "deduplicated",
    "keep_schema",
    "open_store",
    "problems",
    "produced",
    "read_site_config",
    "rebuilt",
    "trace_changes",
]  # fmt: skip


def build(
    root: Path, options: BuildOptions, store: Store | None = None, workers: Workers | None = None
) -> Build:
    """Read, assemble and plan the site in `root` without rendering or writing anything."""
    return begin(root, options, store, workers).finish()


def begin(
    root: Path,
    options: BuildOptions,
    store: Store | None = None,
    workers: Workers | None = None,
    former: Build | None = None,
    changed: Collection[str] | None = None,
) -> Stream:
    """Read and assemble the site in `root`, and return its outputs as they are planned."""
    store = store or Store()
    try:
        return _started_build(root, options, store, workers or Workers(), former, changed)
    except (StoreError, Unreadable) as error:
        if isinstance(error, Damaged | Unreadable):  # a cache on a full disk may be useful later
            store.clear()
        return _started_build(root, options, Store(), Workers())


def rebuilt(former: Build, now: datetime, changed: Collection[str] | None = None) -> Build:
    """Build the site of a former build again, reusing what has not changed.

    `changed` names the files and folders that may have changed since the former build; everything
    else is not even checked. If it is None, anything may have changed.
    """
    options = replace(former.options, now=now)
    return begin(former.root, options, former.store, None, former, changed).finish()


def _started_build(
    root: Path,
    options: BuildOptions,
    store: Store,
    workers: Workers,
    former: Build | None = None,
    changed: Collection[str] | None = None,
) -> Stream:
    """Read the inputs, then find their plan, or assemble the site to plan it."""
    before = snapshot(store) if is_traced() else None
    inputs = read_inputs(
        root, options.base_url, store, workers, former.inputs if former else None, changed
    )
    inputs = replace(inputs, is_editorial=options.is_editorial)
    again = uncached(lambda: build(root, options))
    maker = Maker(root, store, renderer_for(root, inputs, former), again)
    config, content, theme = inputs.configured.value, inputs.content.value, inputs.theme.value
    if config is None or content is None or theme is None:
        return Stream(Build(root, options, store, inputs, maker))
    config = for_purpose(config, options.purpose)
    config, notes = without_missing_extras(config, content.entries)
    notes = (*notes, *reminders(config))
    is_sound = not has_errors(inputs.diagnostics)
    levels = inputs.levels
    basis = Basis(
        config,
        content,
        theme,
        options,
        levels,
        inputs.ledger.value,
        is_sound,
        large_images(root, content.entries) if levels.wants_editorial else {},
    )
    started = StartedBuild(root, options, store, inputs, maker, basis, notes, before=before)
    plan = find_plan(store, basis, former.plan if former else None)
    if plan is not None:
        return Stream(completed(started, plan, former))
    from briefgen.pipeline.planning.assembly import assembled  # noqa: PLC0415 - often not needed

    site = assembled(basis, store.values())
    maker = replace(maker, shared=site.planned.shared)
    started = replace(started, maker=maker, left_out=site.site.left_out)
    return Stream(started, stream_plan(store, site, former.plan if former else None))
