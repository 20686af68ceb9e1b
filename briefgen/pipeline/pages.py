"""From planned outputs to their bytes. Imports the layout engine, so it is imported late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import GenericAlias
from typing import Final, Generic, TypeAlias, TypeVar, cast

from briefgen.cache.digests import digest
from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.cache.shelf import Shelf
from briefgen.cache.stamp import picture_stamp
from briefgen.cache.store import PlanRow
from briefgen.model import documents, views
from briefgen.model.content import Prose
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors
from briefgen.model.html import Html
from briefgen.model.outputs import Rendered
from briefgen.model.views import Passage, SiteView, View
from briefgen.pipeline.assembly import Manuscript, Sheet
from briefgen.pipeline.content import unreadable
from briefgen.pipeline.rows import COPY, DATA, PICTURE, Planned, row_key
from briefgen.pipeline.supply import Supply, text_of
from briefgen.render.forms import WRITERS
from briefgen.render.layouts import Layouts
from briefgen.render.pictures import Undecodable

W = TypeVar("W")

BYTECODE: Final = "layouts"
PICTURES: Final = "pictures"
_Writing: TypeAlias = tuple[str, bytes, tuple[bytes, ...]]  # what the forms of a file share
Write = Callable[[Planned, bytes], W]


class Lost(Exception):
    """The store does not hold what a planned output is made from."""


class Pages:
    """Makes the bytes of planned outputs from their supply, for any number of threads."""

    def __init__(self, root: Path, work: Path) -> None:
        self._root = root
        self._layouts = Layouts(root, work / BYTECODE)
        self._shelf = Shelf(work / PICTURES)
        self._frames: dict[bytes, SiteView] = {}
        self._last: tuple[_Writing, Manuscript[object], list[Html]] | None = None

    def produce(self, output: Planned, supply: Supply) -> Checked[bytes]:
        """Return the bytes of an output; its supply is sound. Raises Lost."""
        row = output.row
        if row.kind == COPY:
            return _copied(self._root, decode(row.sources, list[str])[0])
        payload = row.payload or supply.payloads.get(row.path, b"")
        if not row.payload and _key(row, payload) != row.key:
            raise Lost(output.path)
        if row.kind == DATA:
            return Checked(payload)
        make = self._page if output.is_page else self._file
        try:
            return make(output, payload, supply)
        except Unreadable as error:
            raise Lost(output.path) from error

    def _page(self, output: Planned, payload: bytes, supply: Supply) -> Checked[bytes]:
        row = output.row
        sheet = decode(payload, _sheet_of(row.shape))
        frame = self._frame(row, supply)
        page = Rendered(row.path, row.maker, frame, sheet.view, sheet.origin)
        return self._layouts.render(page, _filled(output, sheet.passages, supply))

    def _file(self, output: Planned, payload: bytes, supply: Supply) -> Checked[bytes]:
        script, texts = self._manuscript(output, payload, supply)
        source = b""
        if script.source:
            try:
                source = (self._root / script.source).read_bytes()
            except OSError as error:
                return Checked(b"", (unreadable(script.source, error),))
        if output.row.maker == PICTURE:
            return self._picture(script, source)
        if isinstance(script.document, documents.SocialCard):
            from briefgen.render.social import social_png  # noqa: PLC0415 - heavy, one kind's

            return social_png(self._layouts, script.document, script.origin, source)
        write = WRITERS[output.row.maker]
        return Checked(write(script.document, texts, source))

    def _manuscript(
        self, output: Planned, payload: bytes, supply: Supply
    ) -> tuple[Manuscript[object], list[Html]]:
        """Return a document with its texts; its forms come one after another."""
        writing = (output.row.shape, payload, output.texts)
        last = self._last
        if last is None or last[0] != writing:
            script = decode(payload, _manuscript_of(output.row.shape))
            last = self._last = writing, script, _filled(output, script.passages, supply)
        return last[1:]

    def _picture(self, script: Manuscript[object], source: bytes) -> Checked[bytes]:
        """Return a smaller picture: the one that was made before, where there is one.

        In the place of one that cannot be made stands the picture itself, whatever it is.
        """
        key = digest(picture_stamp(), encode(script.document), digest(source))
        data = self._shelf.get(key)
        if data is not None:
            return Checked(data)
        try:
            data = WRITERS[PICTURE](script.document, (), source)
        except Undecodable as error:
            return Checked(source, (_undecodable(script.source, error),))
        self._shelf.put(key, data)
        return Checked(data)

    def _frame(self, row: PlanRow, supply: Supply) -> SiteView:
        if row.frame not in self._frames:
            data = supply.frames.get(row.frame, b"")
            if digest(data) != row.frame:
                raise Lost(row.path)
            self._frames[row.frame] = decode(data, SiteView)
        return self._frames[row.frame]


def _filled(output: Planned, passages: Sequence[Passage], supply: Supply) -> list[Html]:
    found = []
    for passage, known in zip(passages, output.texts, strict=False):
        data = supply.texts.get(text_of(known))
        if data is None:
            raise Lost(output.path)
        found.append(decode(data, Prose).filled(passage.urls))
    return found


def _undecodable(path: str, error: Undecodable) -> Diagnostic:
    return Diagnostic(
        "picture",
        f"no smaller files can be made of this picture: {error}",
        Location(path),
        "open it in a program for pictures and save it anew; until then it is shown as it is",
    )


def _key(row: PlanRow, payload: bytes) -> bytes:
    return row_key(row.kind, row.maker, row.shape, row.sources, row.frame, payload)


@lru_cache(maxsize=32)
def _sheet_of(shape: str) -> type[Sheet[View]]:
    return cast("type[Sheet[View]]", GenericAlias(Sheet, (getattr(views, shape),)))


@lru_cache(maxsize=32)
def _manuscript_of(shape: str) -> type[Manuscript[object]]:
    return cast("type[Manuscript[object]]", GenericAlias(Manuscript, (getattr(documents, shape),)))


def _copied(root: Path, source: str) -> Checked[bytes]:
    try:
        data = (root / source).read_bytes()
    except OSError as error:
        return Checked(b"", (unreadable(source, error),))
    if not source.lower().endswith(".svg"):
        return Checked(data)
    from briefgen.read.svg import clean_svg  # noqa: PLC0415 - heavy, and for one kind of file

    cleaned = clean_svg(data, source).value  # what it took out was told when the file was read
    return Checked(data if cleaned is None else cleaned)


@dataclass(frozen=True, slots=True)
class Task(Generic[W]):
    """Outputs for one process to make; what `write` returns for each goes back."""

    root: Path
    work: Path
    outputs: Sequence[Planned]
    supply: Supply
    write: Write[W]


def produce_batch(task: Task[W]) -> list[Checked[W | None] | None]:
    """Make and write outputs; None stands for one that the store has lost."""
    pages = _pages(task.root, task.work)
    supply = task.supply.sound()
    return [_produced(pages, output, supply, task.write) for output in task.outputs]


def _produced(
    pages: Pages, output: Planned, supply: Supply, write: Write[W]
) -> Checked[W | None] | None:
    try:
        made = pages.produce(output, supply)
    except Lost:
        return None
    value = None if has_errors(made.diagnostics) else write(output, made.value)
    return Checked(value, made.diagnostics)


@lru_cache(maxsize=1)
def _pages(root: Path, work: Path) -> Pages:
    """Return what this process makes pages with; a worker needs it for many batches."""
    return Pages(root, work)
