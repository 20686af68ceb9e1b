"""Puts a finished build into its place.

Files are staged in a folder of their own. Only when every one of them was made does the staged
folder change places with the output, in one step where the system can do that. A run that is
killed leaves the old site whole, and the next one tidies up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from briefgen.cache.signatures import signature
from briefgen.cache.store import OutputRow, Store, StoreError
from briefgen.model.diagnostics import Checked, Diagnostic, has_errors
from briefgen.pipeline import WORK_FOLDER, Build, Planned, Workers, produced
from briefgen.publish.failure import failure
from briefgen.publish.index import Index, former_index, made_index, note_index, standing_index
from briefgen.publish.lock import site_lock
from briefgen.publish.stage import Placed, Stage, Write, holds, stage_for, write
from briefgen.publish.target import (
    MANIFEST,
    check_target,
    known_folders,
    listed,
    manifest_of,
    real,
    standing,
)

__all__ = ["MANIFEST", "Published", "check_target", "publish", "site_lock"]

Made = Iterator[tuple[Planned, Checked[Placed | None]]]
Search = Callable[[Mapping[str, Placed]], Index]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: numbers of files.

    `standing` are the signatures of all that now stands in the output; a folder's path ends in /.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    standing: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def files(self) -> int:
        """Number of files in the output, but for its manifest."""
        return self.written + self.unchanged


def publish(
    build: Build,
    output: Path,
    workers: Workers | None = None,
    *,
    clean: bool = False,
    watched: Callable[[Made, int], Made] = lambda made, _: made,
) -> Checked[Published | None]:
    """Make the output folder hold the files of a build and no others.

    With an error among the files' diagnostics, or of the disk, the folder stays as it was.
    What the folder holds already is not made again, and files whose bytes did not change keep
    their modification time, unless `clean` asks for all to be written anew. `watched` may look
    on while the files are made; it is told how many there are.
    """
    target = real(output)
    store = build.store if build.store.file else Store()
    present = {} if clean else standing(store, target)
    wanted = [each for each in build.outputs if not _stands(present, each)]
    try:
        stage = stage_for(target, real(build.root) / WORK_FOLDER, store)
        if not wanted and _is_complete(
            build, target, present, standing_index(build, stage, present)
        ):
            files = {path: row.signature for path, row in present.items()}
            stood = _standing(target, files, known_folders(store, target))
            return Checked(Published(0, len(present), 0, stood))
        try:
            stage.prepare(present, anew=clean)
            paths = {output.path for output in build.outputs} | former_index(stage)
            gone = (listed(target) | present.keys()) - paths
            stage.drop((gone | stage.behind) - paths - {MANIFEST})
            make = Write(str(stage.folder), str(target), clean or not target.exists())
            made = produced(build, wanted, make, workers or Workers())
            watching = watched(made, len(wanted))
            search = partial(made_index, build, stage, present)
            return _publish(stage, present, paths, gone, watching, search, clean=clean)
        finally:
            stage.discard()
    except (OSError, StoreError) as error:
        problem = error if isinstance(error, OSError) else OSError(str(error))
        return Checked(None, (failure(str(output), problem),))


def _publish(
    stage: Stage,
    present: Mapping[str, OutputRow],
    paths: Set[str],
    gone: Set[str],
    made: Made,
    search: Search,
    *,
    clean: bool,
) -> Checked[Published | None]:
    diagnostics: list[Diagnostic] = []
    placed: dict[Planned, Placed] = {}
    unsure: set[str] = set()
    for output, each in made:
        diagnostics += each.diagnostics
        unsure |= {output.path} if each.diagnostics else set()
        if each.value is not None:
            placed[output] = each.value
    if has_errors(diagnostics):
        return Checked(None, tuple(diagnostics))
    index = search({output.path: each for output, each in placed.items()})
    left = former_index(stage) - index.paths
    stage.drop(left)
    paths, gone = (paths - left) | index.paths, (gone | left) - index.paths
    new = {output.path for output, each in placed.items() if each.is_new} | index.new
    manifest = manifest_of(sorted(paths))
    if clean or not holds(f"{stage.target}/{MANIFEST}", manifest):
        write(f"{stage.folder}/{MANIFEST}", manifest)
        new.add(MANIFEST)
    if new or gone:
        stage.complete(
            {*paths, MANIFEST}, {output.path for output in placed} | index.placed.keys(), new
        )
        stage.settle(new | gone)
    _remember(stage.store, stage.target, placed, index, gone, unsure)
    written = len(new - {MANIFEST})
    files = {path: row.signature for path, row in present.items() if path in paths}
    files |= {output.path: each.signature for output, each in placed.items()}
    files |= {path: each.signature for path, each in index.placed.items()}
    folders = stage.settled or known_folders(stage.store, stage.target)
    now = _standing(stage.target, files, folders)
    result = Published(written, len(paths) - written, len(gone), now)
    return Checked(result, tuple(diagnostics))


def _standing(target: Path, files: Mapping[str, str], folders: Mapping[str, str]) -> dict[str, str]:
    manifest = signature(f"{target}/{MANIFEST}")
    return {**files, MANIFEST: manifest, **{f"{name}/": kept for name, kept in folders.items()}}


def _stands(present: Mapping[str, OutputRow], output: Planned) -> bool:
    row = present.get(output.path)
    return row is not None and row.key == output.key


def _is_complete(
    build: Build, target: Path, present: Mapping[str, OutputRow], index: Index | None
) -> bool:
    """Whether the output folder holds all files of a build, and no file of a former one."""
    if index is None:
        return False
    wanted = len(build.outputs) + len(index.paths)
    return len(present) == wanted and (target / MANIFEST).is_file()


def _remember(
    store: Store,
    target: Path,
    placed: Mapping[Planned, Placed],
    index: Index,
    gone: Collection[str],
    unsure: Collection[str],
) -> None:
    """Keep what now stands in the output folder, so that the next build need not make it.

    What gave cause for a warning is made again by each build, which so repeats it.
    """
    rows = [
        OutputRow(
            output.path, b"" if output.path in unsure else output.key, each.digest, each.signature
        )
        for output, each in placed.items()
    ]
    rows += [
        OutputRow(path, index.key, each.digest, each.signature)
        for path, each in index.placed.items()
    ]
    if rows or gone:
        with suppress(StoreError), store.transaction():
            store.put_outputs(str(target), rows, gone)
            note_index(store, target, index)
