"""Creates the bytes of planned outputs. Imports the layout engine, so it is imported late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from briefgen.cache import BYTECODE
from briefgen.cache.blobs import BlobCache
from briefgen.cache.digests import digest
from briefgen.cache.encoding import Unreadable, decode
from briefgen.cache.store import PlanRow
from briefgen.model import views
from briefgen.model.diagnostics import Checked, has_errors
from briefgen.model.outputs import Rendered
from briefgen.model.views import SiteView, View
from briefgen.pipeline.failures import MAX_READ, internal_error, too_large, unreadable
from briefgen.pipeline.making.materials import Lost, Materials
from briefgen.pipeline.planning.codec import PagePayload
from briefgen.pipeline.planning.rows import COPY, DATA, Planned, row_key
from briefgen.read.pictures import DRAWINGS
from briefgen.render.layouts import Layouts

if TYPE_CHECKING:
    from briefgen.pipeline.making.files import WrittenFiles

W = TypeVar("W")

Write = Callable[[Planned, bytes], W]


class Renderer:
    """Creates the bytes of planned outputs from their materials. Thread-safe."""

    def __init__(self, root: Path, work: Path) -> None:
        self._root = root
        self._work = work
        self._layouts = Layouts(root, BlobCache(work / BYTECODE))
        self._site_views: dict[bytes, SiteView] = {}

    def produce(self, output: Planned, materials: Materials) -> Checked[bytes]:
        """Return the bytes of an output; its materials must be sound. Raises Lost."""
        try:
            return self._produced(output, materials)
        except Unreadable as error:
            raise Lost(output.path) from error
        except Lost:
            raise
        except Exception as error:  # report it, and go on with the other files
            return Checked(b"", (internal_error(_origin(output), error),))

    def _produced(self, output: Planned, materials: Materials) -> Checked[bytes]:
        row = output.row
        if row.kind == COPY:
            return _copied(self._root, _origin(output))
        payload = row.payload or materials.payloads.get(row.path, b"")
        if not row.payload and _key(row, payload) != row.key:
            raise Lost(output.path)
        if row.kind == DATA:
            return Checked(payload)
        make = self._page if output.is_page else self._written.produce
        return make(output, payload, materials)

    def _page(self, output: Planned, payload: bytes, materials: Materials) -> Checked[bytes]:
        row = output.row
        sheet = decode(payload, _sheet_of(row.shape))
        site_view = self._site_view(row, materials)
        page = Rendered(row.path, row.maker, site_view, sheet.view, sheet.origin)
        return self._layouts.render(page, materials.filled(output, sheet.passages))

    @cached_property
    def _written(self) -> WrittenFiles:
        from briefgen.pipeline.making.files import WrittenFiles  # noqa: PLC0415 - heavy, often not needed

        return WrittenFiles(self._root, self._work, self._layouts)

    def _site_view(self, row: PlanRow, materials: Materials) -> SiteView:
        if row.site_view not in self._site_views:
            data = materials.site_views.get(row.site_view, b"")
            if digest(data) != row.site_view:
                raise Lost(row.path)
            self._site_views[row.site_view] = decode(data, SiteView)
        return self._site_views[row.site_view]


def _key(row: PlanRow, payload: bytes) -> bytes:
    return row_key(row.kind, row.maker, row.shape, row.sources, row.site_view, payload)


@lru_cache(maxsize=32)
def _sheet_of(shape: str) -> type[PagePayload[View]]:
    return cast("type[PagePayload[View]]", GenericAlias(PagePayload, (getattr(views, shape),)))


def _origin(output: Planned) -> str:
    """Return the path of the first source file of an output, or else its own path."""
    return next(iter(decode(output.row.sources, list[str])), output.path)


def _copied(root: Path, source: str) -> Checked[bytes]:
    is_drawing = source.lower().endswith(DRAWINGS)
    try:
        size = (root / source).stat().st_size
        if is_drawing and size > MAX_READ:
            return Checked(b"", (too_large(source, size),))
        data = (root / source).read_bytes()
    except OSError as error:
        return Checked(b"", (unreadable(source, error),))
    if not is_drawing:
        return Checked(data)
    from briefgen.read.svg import read_svg  # noqa: PLC0415 - for one kind of file

    svg = read_svg(data, source)
    if svg.value is None:
        return Checked(b"", svg.diagnostics)
    return Checked(svg.value.data)  # what is removed was reported when the file was read


@dataclass(frozen=True, slots=True)
class Task(Generic[W]):
    """Outputs for one process to build; it returns what `write` returns for each."""

    root: Path
    work: Path
    outputs: Sequence[Planned]
    materials: Materials
    write: Write[W]


def produce_batch(task: Task[W]) -> list[Checked[W | None] | None]:
    """Build and write outputs; return None for one whose inputs the store has lost."""
    pages = _pages(task.root, task.work)
    materials = task.materials.verified()
    return [_produced(pages, output, materials, task.write) for output in task.outputs]


def _produced(
    pages: Renderer, output: Planned, materials: Materials, write: Write[W]
) -> Checked[W | None] | None:
    try:
        made = pages.produce(output, materials)
    except Lost:
        return None
    value = None if has_errors(made.diagnostics) else write(output, made.value)
    return Checked(value, made.diagnostics)


@lru_cache(maxsize=1)
def _pages(root: Path, work: Path) -> Renderer:
    """Return the page maker of this process, which a worker reuses for all its batches."""
    return Renderer(root, work)
