"""Runs the stages of a build: configuration, content, plan, and output bytes on demand.

Each stage's result is cached under a digest of its inputs, so that a second build only repeats
what a change affects. The stages themselves do not know about the cache.
"""

from __future__ import annotations

import shutil
import time
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from briefgen.cache import BYTECODE, PICTURES, WORK_FOLDER
from briefgen.cache.blobs import BlobCache
from briefgen.cache.encoding import Unreadable
from briefgen.cache.store import Damaged, Store, StoreError
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors, in_order
from briefgen.model.site import LeftOut
from briefgen.pipeline.inputs import Inputs, read_inputs
from briefgen.pipeline.inputs.config import SITE_FILE, read_site_config
from briefgen.pipeline.inputs.extras import reminders, without_missing_extras
from briefgen.pipeline.making.materials import Lost, Materials, materials_for
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.planning.keyed import Joined, joined
from briefgen.pipeline.planning.plan import planned
from briefgen.pipeline.planning.reasons import Snapshot, snapshot, trace_reasons
from briefgen.pipeline.planning.rows import PICTURE, Planned
from briefgen.pipeline.schemas import SCHEMA, keep_schema
from briefgen.pipeline.trace import is_traced, traced
from briefgen.pipeline.workers import Workers, collect_rarely

if TYPE_CHECKING:
    from briefgen.assemble.nearest import Suggestions
    from briefgen.pipeline.making.pages import Renderer

__all__ = [
    "SCHEMA",
    "SITE_FILE",
    "WORK_FOLDER",
    "Build",
    "BuildOptions",
    "Planned",
    "Workers",
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
]

W = TypeVar("W")

_BATCH: Final = 60
_FIRST: Final = 3  # batches to look at before starting more processes
_WEIGHTS: Final[Mapping[str, int]] = {PICTURE: 40}  # the time for a file, in pages
_KEPT: Final = 30 * 24 * 3600.0  # seconds after which unused results are deleted


class Press:
    """Creates the page maker when it is first needed; later builds reuse it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def renderer(self) -> Renderer:
        from briefgen.pipeline.making.pages import Renderer  # noqa: PLC0415 - heavy, and often not needed

        return Renderer(self._root, self._root / WORK_FOLDER)


@dataclass(frozen=True)
class Build:
    """A build: its planned outputs and its diagnostics. File bytes are created on demand.

    `notes` say what is turned off because a library is missing, and which settings still need a
    value. `before` is what the cache had before the build, if the build is traced. `joined` is
    None for a site that cannot be read. The next build starts from `inputs` and `joined`.
    """

    root: Path
    options: BuildOptions
    store: Store
    press: Press
    inputs: Inputs
    joined: Joined | None = None
    base_path: str = ""
    notes: tuple[str, ...] = ()
    has_search: bool = False
    before: Snapshot | None = None

    def coming(self) -> Iterator[Planned]:
        """Yield the outputs as they are planned, so that the first ones can be built meanwhile."""
        return self.joined.coming() if self.joined else iter(())

    @property
    def size(self) -> int | None:
        """Number of outputs, or None if not known yet."""
        return self.joined.plan.size if self.joined else 0

    @property
    def outputs(self) -> tuple[Planned, ...]:
        """The output files, sorted by path."""
        return self.joined.outputs if self.joined else ()

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of the files and of the plan."""
        planned = self.joined.plan.summary.diagnostics if self.joined else ()
        return in_order((*self.inputs.diagnostics, *self.inputs.levels.applied(planned)))

    @cached_property
    def _suggestions(self) -> Suggestions:
        from briefgen.assemble.nearest import Suggestions  # noqa: PLC0415 - only for problems

        return Suggestions(self.joined.plan.summary.names if self.joined else None)

    def hint(self, diagnostic: Diagnostic) -> str:
        """Return the hint for a diagnostic of this build, searching for similar names if needed."""
        return self._suggestions.hint(diagnostic) if diagnostic.nearest else diagnostic.hint

    @property
    def failed(self) -> bool:
        """Whether an error stops publication."""
        return has_errors(self.diagnostics)

    @property
    def language(self) -> str:
        """The site's language."""
        config = self.inputs.configured.value
        return config.language if config else ""

    @property
    def base_url(self) -> str:
        """The URL of the site without a trailing slash."""
        config = self.inputs.configured.value
        return config.base_url.rstrip("/") if config else ""

    @property
    def briefs(self) -> int:
        """Number of published briefs."""
        return self.joined.plan.summary.briefs if self.joined else 0

    @property
    def left_out(self) -> LeftOut:
        """What is held back, and what will be published next."""
        return self.joined.plan.summary.left_out if self.joined else LeftOut()

    @property
    def next_change(self) -> datetime | None:
        """When the site next changes automatically: a text is published, or loses a badge."""
        return self.joined.plan.summary.next_change if self.joined else None

    @property
    def pages(self) -> int:
        """Number of pages."""
        return sum(output.is_page for output in self.outputs)

    def output(self, path: str) -> Planned | None:
        """Return the output at a path, or None."""
        place = bisect_left(self.outputs, path, key=attrgetter("path"))
        output = self.outputs[place] if place < len(self.outputs) else None
        return output if output and output.path == path else None

    def produce(self, output: Planned) -> Checked[bytes]:
        """Return the bytes of one output."""
        (made,) = self.produce_all([output])
        return made

    def produce_all(self, outputs: Sequence[Planned]) -> Iterator[Checked[bytes]]:
        """Yield the bytes of outputs, fetching all their inputs at once."""
        materials = self.materials(outputs).verified()
        for output in outputs:
            try:
                yield self.press.renderer.produce(output, materials)
            except Lost:
                again = self._remade.output(output.path)
                yield self._remade.produce(again) if again else Checked(b"", (_lost(output),))

    def materials(self, outputs: Sequence[Planned]) -> Materials:
        """Return the inputs of these outputs."""
        return materials_for(
            outputs, self.store, self.joined.plan.site_views if self.joined else {}
        )

    @cached_property
    def _remade(self) -> Build:
        """The same build without a cache, used if the cache was damaged meanwhile."""
        return build(self.root, self.options, Store())


def build(
    root: Path,
    options: BuildOptions,
    store: Store | None = None,
    workers: Workers | None = None,
) -> Build:
    """Read, assemble and plan the site in `root` without rendering or writing anything."""
    store = store or Store()
    try:
        return _build(root, options, store, workers or Workers())
    except (StoreError, Unreadable) as error:
        _clear_damaged(store, error)
        return _build(root, options, Store(), Workers())


def rebuilt(former: Build, now: datetime, changed: Collection[str] | None = None) -> Build:
    """Build the site of a former build again, reusing what has not changed.

    `changed` names the files and folders that may have changed since the former build; everything
    else is not even checked. If it is None, anything may have changed.
    """
    options = replace(former.options, now=now)
    try:
        return _build(former.root, options, former.store, Workers(), former, changed)
    except (StoreError, Unreadable) as error:
        _clear_damaged(former.store, error)
        return _build(former.root, options, Store(), Workers())


def _clear_damaged(store: Store, error: Exception) -> None:
    """Clear a damaged cache, but keep a cache on a full disk, which may be useful later."""
    if isinstance(error, Damaged | Unreadable):
        store.clear()


def _build(
    root: Path,
    options: BuildOptions,
    store: Store,
    workers: Workers,
    former: Build | None = None,
    changed: Collection[str] | None = None,
) -> Build:
    joined_before = former.joined if former else None
    kept = snapshot(store) if is_traced() else None
    inputs = read_inputs(
        root, options.base_url, store, workers, former.inputs if former else None, changed
    )
    press = former.press if former and former.inputs.theme is inputs.theme else Press(root)
    config, content, theme = inputs.configured.value, inputs.content.value, inputs.theme.value
    if config is None or content is None or theme is None:
        return Build(root, options, store, press, inputs)
    config, notes = without_missing_extras(config, content.entries)
    plan = planned(
        store,
        config,
        content,
        theme,
        options,
        levels=inputs.levels,
        is_sound=not has_errors(inputs.diagnostics),
        former=joined_before.plan if joined_before else None,
    )
    return Build(
        root,
        options,
        store,
        press,
        inputs,
        joined(plan, content, theme.layout_digests, joined_before),
        config.base_path,
        (*notes, *reminders(config)),
        config.search.enabled,
        kept,
    )


def produced(
    build: Build,
    outputs: Iterable[Planned],
    write: Callable[[Planned, bytes], W],
    workers: Workers,
) -> Iterator[tuple[Planned, Checked[W | None]]]:
    """Build outputs and pass each to `write`, which may run in another process.

    Yield what `write` returned, in the order of `outputs`, or None if an output had errors.
    """
    for batch, results in _made(build, outputs, write, workers):
        yield from zip(batch, results, strict=True)
    _tidy(build.root)


def trace_changes(build: Build, outputs: Iterable[Planned]) -> None:
    """Log for --verbose why outputs are built again."""
    content = build.inputs.content.value
    if build.before is not None and content is not None:
        trace_reasons(build.before, content.rows, outputs)


def deduplicated(made: Mapping[str, Sequence[Diagnostic]]) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the diagnostics of outputs by path.

    A problem in a layout is reported once, for the first page that it affects.
    """
    reported: set[tuple[str, Location]] = set()
    new: dict[str, tuple[Diagnostic, ...]] = {}
    for path, diagnostics in sorted(made.items()):
        fresh = tuple(each for each in diagnostics if (each.code, each.location) not in reported)
        reported |= {(each.code, each.location) for each in fresh}
        if fresh:
            new[path] = fresh
    return new


def problems(build: Build, workers: Workers | None = None) -> tuple[Diagnostic, ...]:
    """Build all outputs without writing them, and return the diagnostics."""
    with traced("render", f"{len(build.outputs)} files"):
        results = produced(build, build.outputs, _discard, workers or Workers())
        wrong = {output.path: made.diagnostics for output, made in results if made.diagnostics}
    distinct = deduplicated(wrong)
    return build.inputs.levels.applied(chain.from_iterable(distinct.values()))


def open_store(root: Path, name: str = "build") -> Store:
    """Open the cache of the site in `root`; each kind of build has a cache with its own name."""
    return Store(root / WORK_FOLDER / f"{name}.sqlite")


def clear_cache(root: Path) -> None:
    """Delete the caches of the site in `root`."""
    work = root / WORK_FOLDER
    for folder in (work / BYTECODE, work / PICTURES, *work.glob("stage-*")):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (root / WORK_FOLDER).glob("*.sqlite*"):
        with suppress(OSError):
            file.unlink()


def _made(
    build: Build,
    outputs: Iterable[Planned],
    write: Callable[[Planned, bytes], W],
    workers: Workers,
) -> Iterator[tuple[Sequence[Planned], list[Checked[W | None]]]]:
    batches = _batches(outputs)
    first = list(islice(batches, _FIRST))
    amount = sum(_weight(output) for batch in first for output in batch)
    batches = chain(first, batches)
    if not workers.are_worth(amount):
        for batch in batches:
            yield batch, _written(build, batch, write)
        return
    from briefgen.pipeline.making.pages import Task, produce_batch  # noqa: PLC0415 - heavy

    work = build.root / WORK_FOLDER
    tasks = (Task(build.root, work, batch, build.materials(batch), write) for batch in batches)
    for task, results in workers.map(produce_batch, tasks, amount):
        made = zip(task.outputs, results, strict=True)
        yield (
            task.outputs,
            [each or _written(build, [output], write)[0] for output, each in made],
        )


def _batches(outputs: Iterable[Planned]) -> Iterator[Sequence[Planned]]:
    """Yield the outputs in batches that take about the same time."""
    batch: list[Planned] = []
    weight = 0
    for output in outputs:
        if weight >= _BATCH and not _share_picture(batch[-1], output):
            yield batch
            batch, weight = [], 0
        batch.append(output)
        weight += _weight(output)
    if batch:
        yield batch


def _share_picture(one: Planned, other: Planned) -> bool:
    """Whether two files are resized copies of one image, which is then decoded once."""
    return one.row.maker == other.row.maker == PICTURE and one.row.sources == other.row.sources


def _weight(output: Planned) -> int:
    return _WEIGHTS.get(output.row.maker, 1)


def _tidy(root: Path) -> None:
    """Delete cached images and compiled layouts that no build has used for a long time."""
    for name in (BYTECODE, PICTURES):
        BlobCache(root / WORK_FOLDER / name).drop_unused(time.time() - _KEPT)


def _written(
    build: Build, outputs: Sequence[Planned], write: Callable[[Planned, bytes], W]
) -> list[Checked[W | None]]:
    return [
        Checked(
            None if has_errors(made.diagnostics) else write(output, made.value), made.diagnostics
        )
        for output, made in zip(outputs, build.produce_all(outputs), strict=True)
    ]


def _lost(output: Planned) -> Diagnostic:
    message = f"`{output.path}` is from an earlier state of the site"
    hint = "build the site again; if that does not help, run: briefgen build --clean"
    return Diagnostic("unreadable", message, Location(SITE_FILE), hint)


def _discard(_: Planned, data: bytes) -> int:
    return len(data)
