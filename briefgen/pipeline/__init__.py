"""The one composer of stages: configuration, content, plan; bytes when asked for.

Each stage's result is kept in a store under what it was made from, so that a second build does
only what a change reaches. The stages themselves know nothing of that.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from briefgen.cache import WORK_FOLDER
from briefgen.cache.digests import digest
from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.cache.shelf import Shelf
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import PlanRow, Store, StoreError
from briefgen.model.characters import name_problem
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors, in_order
from briefgen.pipeline.config import SITE_FILE, read_site_config
from briefgen.pipeline.content import ContentFiles, read_content, unreadable
from briefgen.pipeline.extras import fitted
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.plan import Plan, ThemeFile, planned
from briefgen.pipeline.rows import PAGE, PICTURE, Planned
from briefgen.pipeline.schemas import SCHEMA, keep_schema
from briefgen.pipeline.supply import Supply, supply_of
from briefgen.pipeline.workers import Workers, collect_rarely
from briefgen.render.sources import badly_encoded, catalogue_sources, layout_sources, theme_files

if TYPE_CHECKING:
    from briefgen.pipeline.pages import Pages

__all__ = [
    "SCHEMA",
    "SITE_FILE",
    "WORK_FOLDER",
    "Build",
    "BuildOptions",
    "Planned",
    "Workers",
    "build",
    "collect_rarely",
    "forget",
    "keep_schema",
    "open_store",
    "problems",
    "produced",
    "read_site_config",
    "told_once",
]

W = TypeVar("W")

_BATCH: Final = 60
_FIRST: Final = 3  # batches that tell whether more than one process is worth it
_WEIGHTS: Final[Mapping[str, int]] = {PICTURE: 40}  # how many pages' time a file takes
_KEPT: Final = 30 * 24 * 3600.0  # seconds for which a picture is kept that no build asks for


@dataclass(frozen=True)
class Build:
    """The hall: what is planned, and what is wrong. A file's bytes are made when asked for.

    `read` is what was wrong before there was a plan, `notes` say what was left out for want of a
    library. A site whose configuration cannot be read has no plan.
    """

    root: Path
    options: BuildOptions
    store: Store
    read: tuple[Diagnostic, ...]
    plan: Plan | None = None
    content: ContentFiles = field(default_factory=lambda: ContentFiles((), {}))
    layouts: Mapping[str, bytes] = field(default_factory=dict)
    base_path: str = ""
    notes: tuple[str, ...] = ()
    has_search: bool = False

    def coming(self) -> Iterator[Planned]:
        """Yield the outputs as they are planned, so that the first can be made meanwhile."""
        return _outputs(self.plan or (), self.content, self.layouts)

    @property
    def size(self) -> int | None:
        """Number of outputs, if it is known by now."""
        return self.plan.size if self.plan else 0

    @cached_property
    def outputs(self) -> tuple[Planned, ...]:
        """All outputs, in the order of their paths."""
        return tuple(_outputs(self.plan.rows if self.plan else (), self.content, self.layouts))

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong, with the plan too."""
        planned = self.plan.summary.diagnostics if self.plan else ()
        return in_order((*self.read, *planned))

    @property
    def failed(self) -> bool:
        """Whether something stops publication."""
        return has_errors(self.diagnostics)

    @property
    def briefs(self) -> int:
        """Number of briefs that are published."""
        return self.plan.summary.briefs if self.plan else 0

    @property
    def next_release(self) -> datetime | None:
        """When the next brief comes out."""
        return self.plan.summary.next_release if self.plan else None

    @property
    def pages(self) -> int:
        """Number of pages."""
        return sum(output.is_page for output in self.outputs)

    @cached_property
    def named(self) -> dict[str, Planned]:
        """The outputs by their paths."""
        return {output.path: output for output in self.outputs}

    def produce(self, output: Planned) -> Checked[bytes]:
        """Return the bytes of one output."""
        (made,) = self.produce_all([output])
        return made

    def produce_all(self, outputs: Sequence[Planned]) -> Iterator[Checked[bytes]]:
        """Yield the bytes of outputs; what they are made from is fetched at once."""
        from briefgen.pipeline.pages import Lost  # noqa: PLC0415 - heavy, and often not needed

        supply = self.supply(outputs)
        for output in outputs:
            try:
                yield self._pages.produce(output, supply)
            except Lost:
                again = self._remade.named.get(output.path)
                yield self._remade.produce(again) if again else Checked(b"", (_lost(output),))

    def supply(self, outputs: Sequence[Planned]) -> Supply:
        """Return what these outputs are made from."""
        return supply_of(outputs, self.store, self.plan.frames if self.plan else {})

    @cached_property
    def _pages(self) -> Pages:
        from briefgen.pipeline.pages import Pages  # noqa: PLC0415 - heavy, and often not needed

        return Pages(self.root, self.root / WORK_FOLDER)

    @cached_property
    def _remade(self) -> Build:
        """The same build without a store, for when the store was spoilt meanwhile."""
        return build(self.root, self.options, Store())


def build(
    root: Path,
    options: BuildOptions,
    store: Store | None = None,
    workers: Workers | None = None,
) -> Build:
    """Read, assemble and plan the site in `root`; nothing is rendered or written yet."""
    try:
        return _build(root, options, store or Store(), workers or Workers())
    except (StoreError, Unreadable):
        return _build(root, options, Store(), Workers())


def _build(root: Path, options: BuildOptions, store: Store, workers: Workers) -> Build:
    configured = read_site_config(root, options.base_url, store)
    config = configured.value
    if config is None:
        return Build(root, options, store, configured.diagnostics)
    content = read_content(root, config, store, workers)
    config, notes = fitted(config, content.value.entries)
    read = (*configured.diagnostics, *content.diagnostics)
    if wrong := [name_problem(path, path) for path in badly_encoded(root)]:
        return Build(root, options, store, (*read, *filter(None, wrong)))
    try:
        theme, closures = _theme(root, store)
    except OSError as error:
        shown = Path(error.filename or "layouts").name
        return Build(root, options, store, (*read, unreadable(f"layouts/{shown}", error)))
    return Build(
        root,
        options,
        store,
        read,
        planned(store, config, content.value, theme, options, is_sound=not has_errors(read)),
        content.value,
        closures,
        config.base_path,
        notes,
        config.search.enabled,
    )


def produced(
    build: Build,
    outputs: Iterable[Planned],
    write: Callable[[Planned, bytes], W],
    workers: Workers,
) -> Iterator[tuple[Planned, Checked[W | None]]]:
    """Make outputs and hand each to `write`, which may run in another process.

    Yields what `write` returned, in the order of `outputs`, or None where the bytes could not
    be made.
    """
    has_pictures = False
    for batch, results in _made(build, outputs, write, workers):
        has_pictures = has_pictures or any(each.row.maker == PICTURE for each in batch)
        yield from zip(batch, results, strict=True)
    if has_pictures:
        _tidy(build.root)


def told_once(made: Mapping[str, Sequence[Diagnostic]]) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the diagnostics of outputs by their paths.

    A problem of a layout is told once, for the first page that it spoils.
    """
    told: set[tuple[str, Location]] = set()
    kept: dict[str, tuple[Diagnostic, ...]] = {}
    for path, diagnostics in sorted(made.items()):
        fresh = tuple(each for each in diagnostics if (each.code, each.location) not in told)
        told |= {(each.code, each.location) for each in fresh}
        if fresh:
            kept[path] = fresh
    return kept


def problems(build: Build, workers: Workers | None = None) -> tuple[Diagnostic, ...]:
    """Make everything, keep nothing, and return what is wrong."""
    found = produced(build, build.outputs, _discard, workers or Workers())
    told = told_once({output.path: made.diagnostics for output, made in found if made.diagnostics})
    return tuple(chain.from_iterable(told.values()))


def open_store(root: Path, name: str = "build") -> Store:
    """Open what former builds of the site in `root` kept; `name` tells kinds of builds apart."""
    return Store(root / WORK_FOLDER / f"{name}.sqlite")


def forget(root: Path) -> None:
    """Delete what former builds of the site in `root` kept for later ones."""
    from briefgen.pipeline.pages import BYTECODE, PICTURES  # noqa: PLC0415 - heavy

    for name in (BYTECODE, PICTURES):
        shutil.rmtree(root / WORK_FOLDER / name, ignore_errors=True)
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
    from briefgen.pipeline.pages import Task, produce_batch  # noqa: PLC0415 - heavy

    work = build.root / WORK_FOLDER
    tasks = (Task(build.root, work, batch, build.supply(batch), write) for batch in batches)
    for task, results in workers.map(produce_batch, tasks, amount):
        made = zip(task.outputs, results, strict=True)
        yield (
            task.outputs,
            [each or _written(build, [output], write)[0] for output, each in made],
        )


def _batches(outputs: Iterable[Planned]) -> Iterator[Sequence[Planned]]:
    """Yield the outputs in portions that take about as long as each other."""
    batch: list[Planned] = []
    weight = 0
    for output in outputs:
        batch.append(output)
        weight += _weight(output)
        if weight >= _BATCH:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _weight(output: Planned) -> int:
    return _WEIGHTS.get(output.row.maker, 1)


def _tidy(root: Path) -> None:
    """Forget the pictures that no build has asked for in a long time."""
    from briefgen.pipeline.pages import PICTURES  # noqa: PLC0415 - heavy

    Shelf(root / WORK_FOLDER / PICTURES).drop_unused(time.time() - _KEPT)


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
    message = f"`{output.path}` belongs to a former state of the site"
    return Diagnostic("unreadable", message, Location(SITE_FILE), "build the site again")


def _discard(_: Planned, data: bytes) -> int:
    return len(data)


def _outputs(
    rows: Iterable[PlanRow], content: ContentFiles, closures: Mapping[str, bytes]
) -> Iterator[Planned]:
    """Join each row with the digests of its layout and its texts."""
    for row in rows:
        is_page = row.kind == PAGE
        texts: tuple[bytes, ...] = ()
        if row.sources:
            files = [content.rows[path] for path in decode(row.sources, list[str])]
            texts = tuple(file.body if is_page else file.body + file.digest for file in files)
        layout = closures.get(row.maker, b"")  # a written file has one if it is named after it
        yield Planned(row, texts, layout)


def _theme(root: Path, store: Store) -> tuple[list[ThemeFile], Mapping[str, bytes]]:
    """Return the theme's assets, and for each layout the digest of all that it draws upon."""
    sources = layout_sources(root)
    catalogues = catalogue_sources(root)
    words = digest(*_named(catalogues))
    key = digest(code_stamp(), words, *_named(sources))
    kept = store.note("closures", key)
    if kept is not None:
        found = decode(kept, dict[str, bytes])
    else:
        from briefgen.render.layouts import closures  # noqa: PLC0415 - heavy

        found = {
            name: digest(*(part for each in sorted(names)
                           for part in (each.encode(), sources.get(each, b""))), words)
            for name, names in closures(sources).items()
        }  # fmt: skip
        store.put_note("closures", key, encode(found))
    return list(theme_files(root)), found


def _named(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the names and bytes of files, for a digest of them all."""
    for name, data in sorted(files.items()):
        yield name.encode()
        yield data
