"""Writes what an importer returns into a site, and leaves alone what authors have edited since."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from briefgen.importers.imported import Imported, Medium, Note
from briefgen.importers.reading import read_file
from briefgen.importers.records import digest_of, read_record, write_file, write_record
from briefgen.model.identity import path_key
from briefgen.model.site_folder import CONTENT

_TOGETHER: Final = 100  # texts after which the record is written
_AT_ONCE: Final = 12  # media that are in memory together
MOST_BYTES: Final = 50_000_000  # of one medium


class State(Enum):
    """What happens to a file; the value is how the summary names it."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "unchanged"
    EDITED = "edited since, left alone"
    REMOVED = "removed since, left out"
    FOREIGN = "not written by an import, left alone"
    FAILED = "not available"

    @property
    def is_written(self) -> bool:
        """Whether the file is written."""
        return self in (State.NEW, State.UPDATED)

    @property
    def is_present(self) -> bool:
        """Whether the import's file is there afterwards, maybe edited."""
        return self in (State.NEW, State.UPDATED, State.SAME, State.EDITED)


# Returns the bytes of media on the web, or why one is not available.
Fetch: TypeAlias = Callable[[Sequence[Medium]], Mapping[str, "bytes | str"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What happened to a file or medium, or would happen in a dry run."""

    path: str
    kind: str
    state: State
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do in a dry run; `waiting` are media that stay on the web."""

    placed: tuple[Placed, ...] = ()
    notes: tuple[Note, ...] = ()
    waiting: tuple[Medium, ...] = ()

    def count(self, kind: str, *states: State) -> int:
        """Return how many files of a kind are in one of these states, or in any."""
        return sum(
            each.kind == kind and (not states or each.state in states) for each in self.placed
        )


def carry_out(
    root: Path,
    imported: Iterable[Imported],
    *,
    write: bool,
    fetch: Fetch | None = None,
) -> Outcome:
    """Write what is imported to the site in `root`, or only say what would be written.

    Only files that are new, or that an import wrote and nobody has edited, are written. Media on
    the web are downloaded by `fetch`, if there is one. The record is written from time to time, so
    an import that is interrupted goes on where it stopped. Raises OSError.
    """
    writer = _Writer(root, read_record(root), write, fetch)
    following = iter(imported)
    try:
        while batch := list(islice(following, _TOGETHER)):
            writer.media([medium for each in batch for medium in each.media])
            for each in batch:
                writer.texts(each)
            writer.keep_record()
    finally:
        writer.keep_record()
    return Outcome(tuple(writer.placed), tuple(writer.notes), tuple(writer.waiting.values()))


@dataclass(slots=True)
class _Writer:
    root: Path
    record: dict[str, str]
    writes: bool
    fetch: Fetch | None
    placed: list[Placed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    waiting: dict[str, Medium] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)  # of media, by mark
    _origins: dict[int, str] = field(default_factory=dict)  # by hashes of the keys of paths
    _documents: dict[str, str] = field(default_factory=dict)  # by the paths of their briefs
    _saved_record: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._saved_record = dict(self.record)

    def media(self, media: Iterable[Medium]) -> None:
        """Place media that were not placed before, and note where texts find each of them."""
        new = {each.mark: each for each in media if each.mark not in self._addresses}
        local = [each for each in new.values() if not each.is_on_the_web]
        distant = [each for each in new.values() if each.is_on_the_web]
        for medium in local:
            self._place_medium(medium, self._local(medium))
        missing = []
        for medium in distant:
            state = self._present_state(medium.path, medium.origin)
            if state is None:
                missing.append(medium)
            else:
                self._note_medium(medium, state)
        self._download(missing)

    def texts(self, imported: Imported) -> None:
        """Place the files of one text, with the addresses of their media."""
        self.notes += imported.notes
        addresses = {each.mark: self._addresses[each.mark] for each in imported.media}
        for file in imported.files:
            text = file.text
            for mark, address in addresses.items():
                text = text.replace(mark, _from(file.path, address))
            state = self._write_file(
                file.path, file.kind, text.encode(errors="replace"), file.origin
            )
            if file.document and file.path in self.record and state.is_present:
                self._documents[file.path] = file.document

    def keep_record(self) -> None:
        """Write the record, if it has changed."""
        if self.writes and self.record != self._saved_record:
            write_record(self.root, self.record, self._documents)
            self._saved_record = dict(self.record)

    def _download(self, media: Sequence[Medium]) -> None:
        if self.fetch is None or not self.writes:
            for medium in media:
                self.waiting[medium.mark] = medium
                self._addresses[medium.mark] = _address(medium, State.FAILED)
            return
        for at in range(0, len(media), _AT_ONCE):
            batch = media[at : at + _AT_ONCE]
            fetched = self.fetch(batch)
            for medium in batch:
                self._place_medium(medium, fetched.get(medium.origin, "there was no answer"))

    def _local(self, medium: Medium) -> bytes | str:
        """Return a file on this machine, or why it cannot be read."""
        if medium.data is not None:
            return medium.data
        try:
            return read_file(Path(medium.origin), MOST_BYTES)
        except OSError as error:
            return (error.strerror or str(error)).lower()

    def _place_medium(self, medium: Medium, data: bytes | str) -> None:
        if isinstance(data, bytes):
            state = self._write_file(medium.path, "medium", data, medium.origin)
            self._addresses[medium.mark] = _address(medium, state)
            return
        self._note_medium(medium, State.FAILED)
        self.notes.append(Note(medium.origin, f"this file is not available: {data}"))

    def _note_medium(self, medium: Medium, state: State) -> None:
        """Note the state of a medium that is not written."""
        self.placed.append(
            Placed(path=medium.path, kind="medium", state=state, origin=medium.origin)
        )
        self._addresses[medium.mark] = _address(medium, state)

    def _present_state(self, path: str, origin: str) -> State | None:
        """Return the state of a medium that is there, or that an author removed, or None."""
        file, recorded = self._free_path(path, origin), self.record.get(path)
        if file is None:
            return State.FOREIGN
        if not file.exists():
            return State.REMOVED if recorded else None
        if recorded is None:
            return State.FOREIGN
        return State.SAME if digest_of(file.read_bytes()) == recorded else State.EDITED

    def _write_file(self, path: str, kind: str, data: bytes, origin: str) -> State:
        state = self._state(path, data, origin)
        self.placed.append(Placed(path=path, kind=kind, state=state, origin=origin))
        if self.writes and state.is_written:
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            write_file(file, data)
        if self.writes and state in (State.NEW, State.UPDATED, State.SAME):
            self.record[path] = digest_of(data)
        return state

    def _state(self, path: str, data: bytes, origin: str) -> State:
        file, recorded = self._free_path(path, origin), self.record.get(path)
        if file is None:
            return State.FOREIGN
        if not file.exists():
            return State.REMOVED if recorded else State.NEW
        if not file.is_file():
            return State.FOREIGN
        present = file.read_bytes()
        if present == data:
            return State.SAME
        if recorded is None:
            return State.FOREIGN
        return State.UPDATED if digest_of(present) == recorded else State.EDITED

    def _free_path(self, path: str, origin: str) -> Path | None:
        """Return where a file goes, or None if that is not in content/, or is another file's."""
        parts = path.split("/")
        file = self.root / path
        key = hash(path_key(path).casefold())
        is_inside = path.startswith(CONTENT) and not {"", ".", ".."} & set(parts)
        is_own = self._origins.setdefault(key, origin) == origin
        if not is_inside or not is_own or any(map(Path.is_symlink, _ways(file, parts))):
            return None
        return file


def _from(path: str, address: str) -> str:
    """Return an address as a file in the same folder writes it, if that folder is its own."""
    folder, name = posixpath.split(path)
    own = f"/{folder.removeprefix(CONTENT)}/"
    is_beside = name == "index.md" and address.startswith(own)
    return address.removeprefix(own) if is_beside else address


def _address(medium: Medium, state: State) -> str:
    return medium.address if state.is_present else medium.instead or medium.origin


def _ways(file: Path, parts: Sequence[str]) -> Iterator[Path]:
    """Yield a file and the folders that lead to it from the folder of the site."""
    yield file
    yield from list(file.parents)[: len(parts) - 1]
