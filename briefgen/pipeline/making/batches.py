"""Makes many outputs: in batches that take about the same time, in one process or in several."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from briefgen.cache import BYTECODE, RESULTS, WORK_FOLDER
from briefgen.cache.blobs import BlobCache
from briefgen.cache.store import Store
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors
from briefgen.model.site_folder import SITE_FILE
from briefgen.pipeline.making.materials import Materials, MissingInputs, materials_for
from briefgen.pipeline.planning.rows import CONVERTED, WRITTEN, Planned
from briefgen.pipeline.workers import Workers
from briefgen.render.formats import format_named

if TYPE_CHECKING:
    from briefgen.pipeline.making.pages import Renderer

W = TypeVar("W")

Write = Callable[[Planned, bytes], W]

_BATCH: Final = 60
_FIRST: Final = 3  # batches to look at before starting more processes
_BY_FORMAT: Final = (WRITTEN, CONVERTED)  # kinds that a writer creates
_UNUSED: Final = 30 * 24 * 3600.0  # seconds after which unused results are deleted


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the files of one site.

    `renderer` returns what renders them. `uncached` makes the file at a path without the cache, if
    the cache was damaged meanwhile. `shared` are shared values that may not be in the store yet.
    """

    root: Path
    store: Store
    renderer: Callable[[], Renderer]
    uncached: Callable[[str], Checked[bytes] | None]
    shared: Mapping[bytes, bytes] = field(default_factory=dict)

    def materials(self, outputs: Sequence[Planned]) -> Materials:
        """Return the inputs of these outputs."""
        return materials_for(outputs, self.store, self.shared)

    def produce(self, outputs: Sequence[Planned]) -> Iterator[Checked[bytes]]:
        """Yield the bytes of outputs, fetching all their inputs at once."""
        materials = self.materials(outputs).verified()
        for output in outputs:
            try:
                yield self.renderer().produce(output, materials)
            except MissingInputs:
                yield self.uncached(output.path) or Checked(b"", (_inputs_missing(output),))


def produced(
    maker: Maker, outputs: Iterable[Planned], write: Write[W], workers: Workers
) -> Iterator[tuple[Planned, Checked[W | None]]]:
    """Build outputs and pass each to `write`, which may run in another process.

    Yield what `write` returned, in the order of `outputs`, or None if an output had errors.
    """
    for batch, results in _produced_batches(maker, outputs, write, workers):
        yield from zip(batch, results, strict=True)
    for name in (BYTECODE, RESULTS):
        BlobCache(maker.root / WORK_FOLDER / name).drop_unused(time.time() - _UNUSED)


def _produced_batches(
    maker: Maker, outputs: Iterable[Planned], write: Write[W], workers: Workers
) -> Iterator[tuple[Sequence[Planned], list[Checked[W | None]]]]:
    batches = _batches(outputs)
    first = list(islice(batches, _FIRST))
    amount = sum(_weight(output) for batch in first for output in batch)
    batches = chain(first, batches)
    if not workers.are_worth(amount):
        for batch in batches:
            yield batch, _in_this_process(maker, batch, write)
        return
    tasks = (_Task(maker.root, batch, maker.materials(batch), write) for batch in batches)
    for task, results in workers.map(_elsewhere, tasks, amount):
        pairs = zip(task.outputs, results, strict=True)
        yield (
            task.outputs,
            [result or _in_this_process(maker, [output], write)[0] for output, result in pairs],
        )


def _batches(outputs: Iterable[Planned]) -> Iterator[Sequence[Planned]]:
    """Yield the outputs in batches that take about the same time."""
    batch: list[Planned] = []
    weight = 0
    for output in outputs:
        if weight >= _BATCH and not _share_work(batch[-1], output):
            yield batch
            batch, weight = [], 0
        batch.append(output)
        weight += _weight(output)
    if batch:
        yield batch


def _share_work(one: Planned, other: Planned) -> bool:
    """Whether two files are faster to create one after another, such as copies of one image."""
    are_alike = one.row.kind == other.row.kind == CONVERTED and one.row.maker == other.row.maker
    is_shared = are_alike and format_named(one.row.maker).shares_work
    return is_shared and one.row.sources == other.row.sources


def _weight(output: Planned) -> int:
    used = sum(map(_weight, output.used))
    return used + (format_named(output.row.maker).weight if output.row.kind in _BY_FORMAT else 1)


def _in_this_process(
    maker: Maker, outputs: Sequence[Planned], write: Write[W]
) -> list[Checked[W | None]]:
    """Build and write outputs in this process."""
    results = zip(outputs, maker.produce(outputs), strict=True)
    return [_write_result(output, result, write) for output, result in results]


@dataclass(frozen=True, slots=True)
class _Task(Generic[W]):
    """Outputs for another process to build; it returns what `write` returns for each."""

    root: Path
    outputs: Sequence[Planned]
    materials: Materials
    write: Write[W]


def _elsewhere(task: _Task[W]) -> list[Checked[W | None] | None]:
    """Build and write outputs in a worker; return None for one whose inputs the store has lost."""
    renderer = process_renderer(task.root)
    materials = task.materials.verified()
    results: list[Checked[W | None] | None] = []
    for output in task.outputs:
        try:
            result = renderer.produce(output, materials)
        except MissingInputs:
            results.append(None)
        else:
            results.append(_write_result(output, result, task.write))
    return results


def _write_result(output: Planned, result: Checked[bytes], write: Write[W]) -> Checked[W | None]:
    value = None if has_errors(result.diagnostics) else write(output, result.value)
    return Checked(value, result.diagnostics)


def new_renderer(root: Path) -> Renderer:
    """Return a renderer for the layouts of a site as they are now."""
    from briefgen.pipeline.making.pages import Renderer  # noqa: PLC0415 - heavy, often not needed

    return Renderer(root, root / WORK_FOLDER)


# A worker uses one renderer for all its batches.
process_renderer = lru_cache(maxsize=1)(new_renderer)


def deduplicated(
    diagnostics: Mapping[str, Sequence[Diagnostic]],
) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the diagnostics of outputs by path.

    A problem in a layout is reported once, for the first page that it affects.
    """
    reported: set[tuple[str, Location]] = set()
    distinct: dict[str, tuple[Diagnostic, ...]] = {}
    for path, all_of_them in sorted(diagnostics.items()):
        fresh = tuple(each for each in all_of_them if (each.code, each.location) not in reported)
        reported |= {(each.code, each.location) for each in fresh}
        if fresh:
            distinct[path] = fresh
    return distinct


def _inputs_missing(output: Planned) -> Diagnostic:
    message = f"`{output.path}` is from an earlier state of the site"
    hint = "build the site again; if that does not help, run: briefgen build --clean"
    return Diagnostic("unreadable", message, Location(SITE_FILE), hint)
