"""A build of a site: what was read and planned, and what makes its files."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property, partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.cache.encoding import decode
from briefgen.cache.store import Store
from briefgen.model.diagnostics import Checked, Diagnostic, has_errors, in_order
from briefgen.model.left_out import LeftOut
from briefgen.model.text import Text
from briefgen.pipeline.inputs import Inputs
from briefgen.pipeline.making.batches import Maker, deduplicated, new_renderer, produced
from briefgen.pipeline.options import BuildOptions
from briefgen.pipeline.planning.basis import Basis
from briefgen.pipeline.planning.keyed import update, with_keys
from briefgen.pipeline.planning.plan import Plan
from briefgen.pipeline.planning.reasons import Snapshot, trace_reasons
from briefgen.pipeline.planning.rows import Planned
from briefgen.pipeline.trace import traced
from briefgen.pipeline.workers import Workers

if TYPE_CHECKING:
    from briefgen.assemble.nearest import Suggestions
    from briefgen.model.content import Brief
    from briefgen.model.site import PublishedBrief
    from briefgen.pipeline.making.pages import Renderer


@dataclass(frozen=True)
class StartedBuild:
    """A build whose files have been read.

    `basis` is None for a site that cannot be read. `notes` say what is turned off because a library
    is missing, and which settings still need a value. `before` is what the cache had before the
    build, if the build is traced.
    """

    root: Path
    options: BuildOptions
    store: Store
    inputs: Inputs
    maker: Maker
    basis: Basis | None = None
    notes: tuple[str, ...] = ()
    left_out: LeftOut = LeftOut()
    before: Snapshot | None = None

    @property
    def has_search(self) -> bool:
        """Whether the site has a search index."""
        return self.basis is not None and self.basis.config.search.enabled

    @property
    def language(self) -> str:
        """The site's language."""
        return self.basis.config.language if self.basis else ""

    @property
    def base_url(self) -> str:
        """The URL of the site without a trailing slash."""
        return self.basis.config.base_url.rstrip("/") if self.basis else ""

    @property
    def base_path(self) -> str:
        """The path prefix of the site."""
        return self.basis.config.base_path if self.basis else ""


@dataclass(frozen=True)
class Build(StartedBuild):
    """A build: its planned outputs, sorted by path, and its diagnostics.

    The bytes of files are created on demand. `plan` is None for a site that cannot be read.
    """

    plan: Plan | None = None
    outputs: tuple[Planned, ...] = ()

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of the files and of the plan."""
        planned = self.plan.summary.diagnostics if self.plan else ()
        return in_order((*self.inputs.diagnostics, *self.inputs.levels.applied(planned)))

    @property
    def failed(self) -> bool:
        """Whether an error stops publication."""
        return has_errors(self.diagnostics)

    @cached_property
    def _suggestions(self) -> Suggestions:
        from briefgen.assemble.nearest import Suggestions  # noqa: PLC0415 - only for problems

        return Suggestions(self.plan.summary.names if self.plan else None)

    def hint(self, diagnostic: Diagnostic) -> str:
        """Return the hint for a diagnostic of this build, searching for similar names if needed."""
        return self._suggestions.hint(diagnostic) if diagnostic.nearest else diagnostic.hint

    @property
    def briefs(self) -> int:
        """Number of published briefs."""
        return self.plan.summary.briefs if self.plan else 0

    @property
    def pages(self) -> int:
        """Number of pages."""
        return sum(output.is_page for output in self.outputs)

    @property
    def next_change(self) -> datetime | None:
        """When the site next changes automatically: a text is published, or loses a badge."""
        return self.plan.summary.next_change if self.plan else None

    @cached_property
    def published(self) -> tuple[PublishedBrief, ...]:
        """The published briefs, without their texts, with what the ledger adds to them."""
        from briefgen.pipeline.planning.assembly import assembled  # noqa: PLC0415 - often not needed

        if self.basis is None:
            return ()
        return assembled(self.basis, self.store.values()).site.briefs

    def briefs_read(self) -> tuple[Brief, ...]:
        """Return the published briefs, without their URLs."""
        return tuple(each.brief for each in self.published)

    def bodies(self, paths: Iterable[str]) -> dict[str, Text]:
        """Return the bodies of texts by their paths, without URLs of the site and without data."""
        rows = self.basis.content.rows if self.basis else {}
        digests = {path: rows[path].text_digest for path in paths if path in rows}
        texts = self.store.texts(set(digests.values()))
        return {path: decode(texts[key], Text) for path, key in digests.items() if key in texts}

    def output(self, path: str) -> Planned | None:
        """Return the output at a path, or None."""
        index = bisect_left(self.outputs, path, key=attrgetter("path"))
        output = self.outputs[index] if index < len(self.outputs) else None
        return output if output and output.path == path else None

    def produce(self, output: Planned) -> Checked[bytes]:
        """Return the bytes of one output."""
        (data,) = self.produce_all([output])
        return data

    def produce_all(self, outputs: Sequence[Planned]) -> Iterator[Checked[bytes]]:
        """Yield the bytes of outputs, fetching all their inputs at once."""
        return self.maker.produce(outputs)


def completed(started: StartedBuild, plan: Plan, former: Build | None = None) -> Build:
    """Return a build with its plan, reusing the outputs of a former build with the same plan."""
    basis = started.basis
    if basis is None:
        raise ValueError("a site that cannot be read has no plan")
    files, digests = basis.content.rows, basis.theme.layout_digests
    before = former.basis if former is not None and former.plan is plan else None
    if former is not None and before is not None and before.theme.layout_digests == digests:
        outputs = update(former.outputs, before.content.rows, files, digests)
    else:
        outputs = with_keys(plan.rows, files, digests)
    maker = replace(started.maker, shared=plan.shared)
    fields = {**vars(started), "maker": maker, "left_out": plan.summary.left_out}
    return Build(**fields, plan=plan, outputs=outputs)


class Stream:
    """A build whose outputs are being planned, so that the first ones can be made meanwhile.

    Not frozen, because it advances. If a caller stops before the end, the next one gets the rest.
    """

    def __init__(
        self, started: StartedBuild, outputs: Generator[Planned, None, Plan] | None = None
    ) -> None:
        """Start with what has been read; a Build has nothing left to plan."""
        self.started = started
        self._outputs = outputs
        self._build = started if isinstance(started, Build) else None

    def __iter__(self) -> Iterator[Planned]:
        """Yield the outputs, in no particular order."""
        if self._build is not None:
            yield from self._build.outputs
        while self._build is None and self._outputs is not None:
            try:
                output = next(self._outputs)
            except StopIteration as end:
                self._build = completed(self.started, end.value)
                return
            yield output

    @property
    def size(self) -> int | None:
        """The number of outputs, or None if not known yet."""
        return len(self._build.outputs) if self._build else None

    def finish(self) -> Build:
        """Plan the remaining outputs, and return the whole build."""
        if self._build is None:
            deque(self, maxlen=0)
        if self._build is None:
            raise RuntimeError("planning did not finish")
        return self._build


def renderer_for(root: Path, inputs: Inputs, former: Build | None) -> Callable[[], Renderer]:
    """Return what creates the renderer when it is first needed; builds with one theme share it."""
    if former is not None and former.inputs.theme is inputs.theme:
        return former.maker.renderer
    return cache(partial(new_renderer, root))


def uncached(build: Callable[[], Build]) -> Callable[[str], Checked[bytes] | None]:
    """Return a function that makes files by path without the cache, building the site once."""
    again = cache(build)

    def produce(path: str) -> Checked[bytes] | None:
        output = again().output(path)
        return again().produce(output) if output else None

    return produce


def problems(build: Build, workers: Workers | None = None) -> tuple[Diagnostic, ...]:
    """Build all outputs without writing them, and return the diagnostics."""
    with traced("render", f"{len(build.outputs)} files"):
        results = produced(build.maker, build.outputs, _discard, workers or Workers())
        by_path = {output.path: each.diagnostics for output, each in results if each.diagnostics}
    return build.inputs.levels.applied(chain.from_iterable(deduplicated(by_path).values()))


def trace_changes(build: StartedBuild, outputs: Iterable[Planned]) -> None:
    """Log for --verbose why outputs are built again."""
    content = build.inputs.content.value
    if build.before is not None and content is not None:
        trace_reasons(build.before, content.rows, outputs)


def _discard(_: Planned, data: bytes) -> int:
    return len(data)
