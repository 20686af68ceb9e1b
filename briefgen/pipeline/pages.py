"""From planned outputs to their bytes. Imports the layout engine, so it is imported late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar, cast

from briefgen.cache.encoding import Unreadable, decode
from briefgen.cache.store import PlanRow, Store
from briefgen.model import views
from briefgen.model.content import Prose
from briefgen.model.diagnostics import Checked, has_errors
from briefgen.model.html import Html
from briefgen.model.outputs import Rendered
from briefgen.model.views import SiteView, View
from briefgen.pipeline.assembly import Sheet
from briefgen.pipeline.content import unreadable
from briefgen.pipeline.plan import COPY, DATA, FRAME, Planned
from briefgen.read.svg import clean_svg
from briefgen.render.layouts import Layouts

W = TypeVar("W")
Write = Callable[[Planned, bytes], W]


class Lost(Exception):
    """The store does not hold what a planned output is made from."""


class Pages:
    """Makes the bytes of planned outputs from what the store holds."""

    def __init__(self, root: Path, store: Store, bytecode: Path | None) -> None:
        self._root = root
        self._store = store
        self._layouts = Layouts(root, bytecode)
        self._frames: dict[bytes, SiteView] = {}

    def produce(self, output: Planned) -> Checked[bytes]:
        """Return the bytes of an output. Raises Lost."""
        row = output.row
        if row.kind == COPY:
            return _copied(self._root, row.source)
        payload = self._store.payload(row.path, row.key)
        if payload is None:
            raise Lost(output.path)
        if row.kind == DATA:
            return Checked(payload)
        try:
            sheet = decode(payload, _sheet_of(row.kind))
        except Unreadable as error:
            raise Lost(output.path) from error
        site = self._frame(row)
        page = Rendered(row.path, row.layout, site, sheet.view, sheet.origin, sheet.body)
        return self._layouts.render(page, self._text(output, sheet))

    def _frame(self, row: PlanRow) -> SiteView:
        if row.frame not in self._frames:
            data = self._store.note(f"{FRAME}{row.frame.hex()}", row.frame)
            if data is None:
                raise Lost(row.path)
            self._frames[row.frame] = decode(data, SiteView)
        return self._frames[row.frame]

    def _text(self, output: Planned, sheet: Sheet[View]) -> Html:
        if sheet.body is None:
            return Html("")
        data = self._store.text(output.text)
        if data is None:
            raise Lost(output.path)
        return decode(data, Prose).filled(sheet.body.urls)


@lru_cache(maxsize=32)
def _sheet_of(kind: str) -> type[Sheet[View]]:
    return cast("type[Sheet[View]]", Sheet.__class_getitem__(getattr(views, kind)))  # type: ignore[attr-defined]


def _copied(root: Path, source: str) -> Checked[bytes]:
    try:
        data = (root / source).read_bytes()
    except OSError as error:
        return Checked(b"", (unreadable(source, error),))
    if not source.lower().endswith(".svg"):
        return Checked(data)
    cleaned = clean_svg(data, source).value  # what it took out was told when the file was read
    return Checked(data if cleaned is None else cleaned)


@dataclass(frozen=True, slots=True)
class Task(Generic[W]):
    """Outputs for one process to make; what `write` returns for each goes back."""

    root: Path
    store: Path
    bytecode: Path | None
    outputs: Sequence[Planned]
    write: Write[W]


def produce_batch(task: Task[W]) -> list[Checked[W | None] | None]:
    """Make and write outputs; None stands for one that the store has lost."""
    pages = _pages(task.root, task.store, task.bytecode)
    return [_produced(pages, output, task.write) for output in task.outputs]


def _produced(pages: Pages, output: Planned, write: Write[W]) -> Checked[W | None] | None:
    try:
        made = pages.produce(output)
    except Lost:
        return None
    value = None if has_errors(made.diagnostics) else write(output, made.value)
    return Checked(value, made.diagnostics)


@lru_cache(maxsize=1)
def _pages(root: Path, store: Path, bytecode: Path | None) -> Pages:
    """Return what this process makes pages with; a worker needs it for many batches."""
    return Pages(root, Store(store, read_only=True), bytecode)
