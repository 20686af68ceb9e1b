"""The one composer of stages: configuration, content, plan; bytes when asked for.

Each stage's result is kept in a store under what it was made from, so that a second build does
only what a change reaches. The stages themselves know nothing of that.
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
from briefgen.cache.encoding import Unreadable
from briefgen.cache.shelf import Shelf
from briefgen.cache.store import Damaged, Store, StoreError
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors, in_order
from briefgen.model.site import LeftOut
from briefgen.pipeline.config import SITE_FILE, read_site_config
from briefgen.pipeline.extras import fitted, reminders
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.outputs import Joined, joined
from briefgen.pipeline.plan import planned
from briefgen.pipeline.rows import PICTURE, Planned
from briefgen.pipeline.schemas import SCHEMA, keep_schema
from briefgen.pipeline.seen import Seen, see
from briefgen.pipeline.supply import Lost, Supply, supply_of
from briefgen.pipeline.trace import Snapshot, is_traced, snapshot, trace_reasons, traced
from briefgen.pipeline.workers import Workers, collect_rarely

if TYPE_CHECKING:
    from briefgen.assemble.nearest import Suggestions
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
    "rebuilt",
    "told_once",
    "trace_changes",
]

W = TypeVar("W")

_BATCH: Final = 60
_FIRST: Final = 3  # batches that tell whether more than one process is worth it
_WEIGHTS: Final[Mapping[str, int]] = {PICTURE: 40}  # how many pages' time a file takes
_KEPT: Final = 30 * 24 * 3600.0  # seconds for which a result is kept that no build asks for


class Press:
    """What makes pages, from the first one that is asked for; later builds go on with it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def pages(self) -> Pages:
        from briefgen.pipeline.pages import Pages  # noqa: PLC0415 - heavy, and often not needed

        return Pages(self._root, self._root / WORK_FOLDER)


@dataclass(frozen=True)
class Build:
    """The hall: what is planned, and what is wrong. A file's bytes are made when asked for.

    `notes` say what was left out for want of a library, and what the settings still lack. `before`
    is what was kept when it began, if the build is traced. A site that cannot be read has nothing
    `joined`. A build that follows goes on from what was `seen` and `joined`.
    """

    root: Path
    options: BuildOptions
    store: Store
    press: Press
    seen: Seen
    joined: Joined | None = None
    base_path: str = ""
    notes: tuple[str, ...] = ()
    has_search: bool = False
    before: Snapshot | None = None

    def coming(self) -> Iterator[Planned]:
        """Yield the outputs as they are planned, so that the first can be made meanwhile."""
        return self.joined.coming() if self.joined else iter(())

    @property
    def size(self) -> int | None:
        """Number of outputs, if it is known by now."""
        return self.joined.plan.size if self.joined else 0

    @property
    def outputs(self) -> tuple[Planned, ...]:
        """The files of the output, in the order of their paths."""
        return self.joined.outputs if self.joined else ()

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong, with the plan too."""
        planned = self.joined.plan.summary.diagnostics if self.joined else ()
        return in_order((*self.seen.diagnostics, *self.seen.levels.applied(planned)))

    @cached_property
    def _suggestions(self) -> Suggestions:
        from briefgen.assemble.nearest import Suggestions  # noqa: PLC0415 - for problems alone

        return Suggestions(self.joined.plan.summary.names if self.joined else None)

    def hint(self, diagnostic: Diagnostic) -> str:
        """Return what to do about a problem of this build, looked for when it is asked for."""
        return self._suggestions.hint(diagnostic) if diagnostic.nearest else diagnostic.hint

    @property
    def failed(self) -> bool:
        """Whether something stops publication."""
        return has_errors(self.diagnostics)

    @property
    def language(self) -> str:
        """The site's language."""
        config = self.seen.configured.value
        return config.language if config else ""

    @property
    def base_url(self) -> str:
        """The URL of the site without a slash at its end."""
        config = self.seen.configured.value
        return config.base_url.rstrip("/") if config else ""

    @property
    def briefs(self) -> int:
        """Number of briefs that are published."""
        return self.joined.plan.summary.briefs if self.joined else 0

    @property
    def left_out(self) -> LeftOut:
        """What waits, and what comes out next."""
        return self.joined.plan.summary.left_out if self.joined else LeftOut()

    @property
    def next_change(self) -> datetime | None:
        """When the site changes by itself: something comes out, or needs a badge no more."""
        return self.joined.plan.summary.next_change if self.joined else None

    @property
    def pages(self) -> int:
        """Number of pages."""
        return sum(output.is_page for output in self.outputs)

    def output(self, path: str) -> Planned | None:
        """Return the output of a path, if there is one."""
        place = bisect_left(self.outputs, path, key=attrgetter("path"))
        found = self.outputs[place] if place < len(self.outputs) else None
        return found if found and found.path == path else None

    def produce(self, output: Planned) -> Checked[bytes]:
        """Return the bytes of one output."""
        (made,) = self.produce_all([output])
        return made

    def produce_all(self, outputs: Sequence[Planned]) -> Iterator[Checked[bytes]]:
        """Yield the bytes of outputs; what they are made from is fetched at once."""
        supply = self.supply(outputs).sound()
        for output in outputs:
            try:
                yield self.press.pages.produce(output, supply)
            except Lost:
                again = self._remade.output(output.path)
                yield self._remade.produce(again) if again else Checked(b"", (_lost(output),))

    def supply(self, outputs: Sequence[Planned]) -> Supply:
        """Return what these outputs are made from."""
        return supply_of(outputs, self.store, self.joined.plan.frames if self.joined else {})

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
    store = store or Store()
    try:
        return _build(root, options, store, workers or Workers())
    except (StoreError, Unreadable) as error:
        _clear_damaged(store, error)
        return _build(root, options, Store(), Workers())


def rebuilt(former: Build, now: datetime, changed: Collection[str] | None = None) -> Build:
    """Build the site of a former build again, and take from that one what is still the same.

    `changed` names the files and folders that may be others than the former build saw them; all
    else is not even looked at. Without it anything may be another.
    """
    options = replace(former.options, now=now)
    try:
        return _build(former.root, options, former.store, Workers(), former, changed)
    except (StoreError, Unreadable) as error:
        _clear_damaged(former.store, error)
        return _build(former.root, options, Store(), Workers())


def _clear_damaged(store: Store, error: Exception) -> None:
    """Forget all that is in a damaged store; one on a full disk may be of use later."""
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
    seen = see(root, options.base_url, store, workers, former.seen if former else None, changed)
    press = former.press if former and former.seen.theme is seen.theme else Press(root)
    config, content, theme = seen.configured.value, seen.content.value, seen.theme.value
    if config is None or content is None or theme is None:
        return Build(root, options, store, press, seen)
    config, notes = fitted(config, content.entries)
    plan = planned(
        store,
        config,
        content,
        theme,
        options,
        levels=seen.levels,
        is_sound=not has_errors(seen.diagnostics),
        former=joined_before.plan if joined_before else None,
    )
    return Build(
        root,
        options,
        store,
        press,
        seen,
        joined(plan, content, theme.closures, joined_before),
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
    """Make outputs and hand each to `write`, which may run in another process.

    Yields what `write` returned, in the order of `outputs`, or None where the bytes could not
    be made.
    """
    for batch, results in _made(build, outputs, write, workers):
        yield from zip(batch, results, strict=True)
    _tidy(build.root)


def trace_changes(build: Build, outputs: Iterable[Planned]) -> None:
    """Tell under --verbose why outputs of a build are made again."""
    content = build.seen.content.value
    if build.before is not None and content is not None:
        trace_reasons(build.before, content.rows, outputs)


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
    with traced("render", f"{len(build.outputs)} files"):
        found = produced(build, build.outputs, _discard, workers or Workers())
        wrong = {output.path: made.diagnostics for output, made in found if made.diagnostics}
    told = told_once(wrong)
    return build.seen.levels.applied(chain.from_iterable(told.values()))


def open_store(root: Path, name: str = "build") -> Store:
    """Open what former builds of the site in `root` kept; `name` tells kinds of builds apart."""
    return Store(root / WORK_FOLDER / f"{name}.sqlite")


def forget(root: Path) -> None:
    """Delete what former builds of the site in `root` kept for later ones."""
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
        if weight >= _BATCH and not _share_picture(batch[-1], output):
            yield batch
            batch, weight = [], 0
        batch.append(output)
        weight += _weight(output)
    if batch:
        yield batch


def _share_picture(one: Planned, other: Planned) -> bool:
    """Whether two files are made of one picture, which is then decoded once for both."""
    return one.row.maker == other.row.maker == PICTURE and one.row.sources == other.row.sources


def _weight(output: Planned) -> int:
    return _WEIGHTS.get(output.row.maker, 1)


def _tidy(root: Path) -> None:
    """Forget the pictures and compiled layouts that no build has asked for in a long time."""
    for name in (BYTECODE, PICTURES):
        Shelf(root / WORK_FOLDER / name).drop_unused(time.time() - _KEPT)


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
    hint = "build the site again; if that does not help, with: briefgen build --clean"
    return Diagnostic("unreadable", message, Location(SITE_FILE), hint)


def _discard(_: Planned, data: bytes) -> int:
    return len(data)
