"""Publishes a finished build.

Files are staged in a separate folder. When all of them have been written, the staging folder and
the output directory are swapped, atomically if the system supports it. A killed build leaves the
old site intact, and the next build cleans up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from briefgen.cache import MANIFEST
from briefgen.cache.file_stamps import file_stamp
from briefgen.cache.store import OutputRow, Store, StoreError
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors
from briefgen.pipeline import (
    WORK_FOLDER,
    Build,
    Planned,
    Stream,
    Workers,
    deduplicated,
    problems,
    produced,
    trace_changes,
)
from briefgen.pipeline.trace import trace, traced
from briefgen.publish.failure import failure
from briefgen.publish.gone import CODE as GONE
from briefgen.publish.gone import gone_addresses, note_texts
from briefgen.publish.index import Index, build_index, former_index, note_index, standing_index
from briefgen.publish.lock import site_lock
from briefgen.publish.stage import (
    Placed,
    Stage,
    Write,
    holds,
    stage_for,
    tidy_work,
    write,
)
from briefgen.publish.target import (
    check_target,
    current_outputs,
    folder_stamps,
    manifest_files,
    manifest_of,
    real,
)

__all__ = [
    "GONE",
    "MANIFEST",
    "Published",
    "Watch",
    "check_target",
    "lost_addresses",
    "publish",
    "site_lock",
]

Results = Iterator[tuple[Planned, Checked[Placed | None]]]
# Observes files as they are made; the function returns their number, or None if not known yet.
Watch = Callable[[Results, Callable[[], int | None]], Results]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did, as numbers of files.

    `output_stamps` holds the stamp of everything now in the output; a folder's path ends in /.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    output_stamps: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def files(self) -> int:
        """The number of files in the output, without its manifest."""
        return self.written + self.unchanged


def publish(
    build: Build | Stream,
    output: Path,
    workers: Workers | None = None,
    *,
    clean: bool = False,
    watched: Watch = lambda results, _: results,
) -> Checked[Published | None]:
    """Make the output directory hold the files of a build and no others.

    If the build, a file or the disk has an error, the directory stays unchanged. Files that are
    up to date are not rendered again, and files whose bytes did not change keep their modification
    time, unless `clean` writes all of them again. `watched` observes the files as they are made.
    """
    stream = build if isinstance(build, Stream) else Stream(build)
    started = stream.started
    target, work = real(output), real(started.root) / WORK_FOLDER
    store = started.store if started.store.file else Store()
    workers = workers or Workers()
    present = {} if clean else current_outputs(store, target)
    try:
        # Without an earlier output, the first files are rendered while the last are being planned.
        is_planned = bool(present) or has_errors(started.inputs.diagnostics)
        planned = stream.finish() if is_planned else None
        if planned and planned.failed:
            return Checked(None, problems(planned, workers))
        stage = stage_for(target, work, store)
        tidy_work(work, store, target)
        left = stage.tidy()
        stale = (
            [each for each in planned.outputs if not _is_current(present, each)] if planned else []
        )
        trace_changes(started, stale)
        if planned and not stale and _is_complete(planned, stage, present):
            return Checked(_untouched(stage, present), _former_releases(left, output))

        def make(write: Write) -> Results:
            outputs = stale if planned else stream
            results = produced(started.maker, outputs, write, workers)
            return watched(results, lambda: len(stale) if planned else stream.size)

        published = _replace(stream, stage, present, make, workers, clean=clean)
        if published.value is None:
            return published
        left = stage.left or left
        warnings = _former_releases(left, output)
        return replace(published, diagnostics=(*published.diagnostics, *warnings))
    except (OSError, StoreError) as error:
        if stream.finish().failed:  # to be expected then, for example if two files have one name
            return Checked(None, problems(stream.finish(), workers))
        problem = error if isinstance(error, OSError) else OSError(str(error))
        return Checked(None, (failure(str(output), problem),))


def lost_addresses(build: Build, output: Path) -> tuple[Diagnostic, ...]:
    """Return what a publication would say about addresses that are gone."""
    target, store = real(output), build.store if build.store.file else Store()
    lost = gone_addresses(build, store, target, manifest_files(target))
    return build.inputs.levels.applied(lost)


def _former_releases(folders: Iterable[Path], output: Path) -> tuple[Diagnostic, ...]:
    """Return a warning for each old release beside the output that cannot be removed."""
    return tuple(
        Diagnostic(
            "former-release",
            "cannot remove this old release beside the output directory",
            Location(str(folder if output.is_symlink() else output.with_name(folder.name))),
            "delete the folder; it may contain withdrawn briefs",
        )
        for folder in folders
    )


def _replace(
    stream: Stream,
    stage: Stage,
    present: Mapping[str, OutputRow],
    make: Callable[[Write], Results],
    workers: Workers,
    *,
    clean: bool,
) -> Checked[Published | None]:
    """Write files into the stage, then swap it with the output."""
    try:
        stage.prepare(fresh=not present)
        if stage.is_reused:
            paths = {output.path for output in stream.finish().outputs} | former_index(stage)
            stage.drop(
                (manifest_files(stage.target) | present.keys() | stage.behind) - paths - {MANIFEST}
            )
        write = Write(
            str(stage.folder),
            str(stage.target),
            overwrite=clean or not stage.target.exists(),
            twin=str(stage.twin) if stage.has_twin else "",
            for_search=stream.started.has_search,
        )
        return _publish(stream, stage, present, make(write), workers, clean=clean)
    finally:
        stage.discard()


def _publish(
    stream: Stream,
    stage: Stage,
    present: Mapping[str, OutputRow],
    results: Results,
    workers: Workers,
    *,
    clean: bool,
) -> Checked[Published | None]:
    started = time.perf_counter()
    placed, wrong = _collected(results)
    build = stream.finish()
    trace("render", started, f"{len(placed)} of {len(build.outputs)} files rendered")
    before = manifest_files(stage.target) | present.keys()
    lost = gone_addresses(build, stage.store, stage.target, before)
    diagnostics = build.inputs.levels.applied(chain(lost, *wrong.values()))
    if build.failed or has_errors(diagnostics):
        return Checked(None, diagnostics)
    with traced("search", "index"):
        index = build_index(build, stage, present, placed, workers)
    stage.drop(former_index(stage) - index.paths)
    placed |= index.placed
    paths = {output.path for output in build.outputs} | index.paths
    gone = before - paths
    new = {path for path, each in placed.items() if each.is_new}
    manifest = manifest_of(sorted(paths), is_review=_is_review(build))
    if clean or not holds(f"{stage.target}/{MANIFEST}", manifest):
        write(f"{stage.folder}/{MANIFEST}", manifest)
        new.add(MANIFEST)
    started = time.perf_counter()
    if new or gone:
        stage.complete({*paths, MANIFEST}, placed.keys(), new)
        stage.settle(new | gone, {path for path, each in placed.items() if each.is_shared})
    trace("publish", started, f"{len(new)} files written, {len(gone)} removed")
    _remember(build, stage, placed, index, gone, wrong.keys())
    written = len(new - {MANIFEST})
    files = {path: row.file_stamp for path, row in present.items() if path in paths}
    files |= {path: each.file_stamp for path, each in placed.items()}
    folders = stage.settled or folder_stamps(stage.store, stage.target)
    stamps = _output_stamps(stage.target, files, folders)
    return Checked(Published(written, len(paths) - written, len(gone), stamps), diagnostics)


def _collected(results: Results) -> tuple[dict[str, Placed], dict[str, tuple[Diagnostic, ...]]]:
    """Return the files that were written and the diagnostics of files, each by path."""
    placed: dict[str, Placed] = {}
    wrong: dict[str, tuple[Diagnostic, ...]] = {}
    for output, each in results:
        if each.diagnostics:
            wrong[output.path] = each.diagnostics
        if each.value is not None:
            placed[output.path] = each.value
    return placed, deduplicated(wrong)


def _untouched(stage: Stage, present: Mapping[str, OutputRow]) -> Published:
    stamps = {path: row.file_stamp for path, row in present.items()}
    folders = folder_stamps(stage.store, stage.target)
    return Published(0, len(present), 0, _output_stamps(stage.target, stamps, folders))


def _output_stamps(
    target: Path, files: Mapping[str, str], folders: Mapping[str, str]
) -> dict[str, str]:
    manifest = file_stamp(f"{target}/{MANIFEST}")
    return {**files, MANIFEST: manifest, **{f"{name}/": stamp for name, stamp in folders.items()}}


def _is_current(present: Mapping[str, OutputRow], output: Planned) -> bool:
    row = present.get(output.path)
    return row is not None and row.key == output.key


def _is_complete(build: Build, stage: Stage, present: Mapping[str, OutputRow]) -> bool:
    """Whether the output directory holds all files of a build, and none of an earlier one."""
    index = standing_index(build, stage, present)
    if index is None:
        return False
    paths = {output.path for output in build.outputs} | index.paths
    if len(present) != len(paths):
        return False
    # This list decides what is deleted, so its bytes are compared, not just its stamp.
    return holds(
        f"{stage.target}/{MANIFEST}", manifest_of(sorted(paths), is_review=_is_review(build))
    )


def _is_review(build: Build) -> bool:
    return build.options.purpose == "review"


def _remember(
    build: Build,
    stage: Stage,
    placed: Mapping[str, Placed],
    index: Index,
    gone: Collection[str],
    unsure: Collection[str],
) -> None:
    """Record what is now in the output directory, so that the next build can skip it.

    Files with a warning are rendered by every build, so that every build reports the warning.
    """
    sure = placed.keys() - unsure
    keys = {output.path: output.key for output in build.outputs if output.path in sure}
    rows = [
        OutputRow(path, keys.get(path, b""), file.digest, file.file_stamp)
        for path, file in placed.items()
    ]
    if rows or gone:
        outputs = (output for output in build.outputs if output.path in placed)
        with suppress(StoreError), stage.store.transaction():
            note_texts(stage.store, stage.target, outputs, gone)
            stage.store.put_outputs(str(stage.target), rows, gone)
            note_index(stage.store, stage.target, index)
