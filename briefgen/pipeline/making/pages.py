"""Creates the bytes of planned outputs. Imports the layout engine, so it is imported late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefgen.cache import BYTECODE
from briefgen.cache.blobs import BlobCache
from briefgen.cache.encoding import Unreadable, decode
from briefgen.cache.store import PlanRow
from briefgen.model.diagnostics import Checked, Diagnostic, has_errors
from briefgen.model.text import TableBlock, Text
from briefgen.model.views import SiteView
from briefgen.pipeline.failures import MAX_READ, internal_error, too_large, unreadable
from briefgen.pipeline.making.materials import Materials, MissingInputs
from briefgen.pipeline.planning.codec import key_of, page_of
from briefgen.pipeline.planning.rows import COPY, DATA, Planned, sources_of
from briefgen.read.images import DRAWINGS
from briefgen.render.layouts import Layouts

if TYPE_CHECKING:
    from briefgen.pipeline.making.files import WrittenFiles

_SMALL: Final = 64  # bytes of a file to remember


class Renderer:
    """Creates the bytes of planned outputs from their materials. Thread-safe."""

    def __init__(self, root: Path, work: Path) -> None:
        self._root = root
        self._work = work
        self._layouts = Layouts(root, BlobCache(work / BYTECODE))
        self._site_views: dict[bytes, SiteView] = {}
        self._small: dict[bytes, bytes] = {}

    def produce(self, output: Planned, materials: Materials) -> Checked[bytes]:
        """Return the bytes of an output; its materials must be verified. Raises MissingInputs."""
        try:
            return self._produced(output, materials)
        except Unreadable as error:
            raise MissingInputs(output.path) from error
        except MissingInputs:
            raise
        except Exception as error:  # report it, and go on with the other files
            return Checked(b"", (internal_error(_origin(output), error),))

    def _produced(self, output: Planned, materials: Materials) -> Checked[bytes]:
        row = output.row
        if row.kind == COPY:
            return _copied(self._root, _origin(output))
        payload = row.payload or materials.payloads.get(row.path, b"")
        if not row.payload and key_of(row, payload) != row.key:
            raise MissingInputs(output.path)
        if row.kind == DATA:
            return Checked(payload)
        used = self._used(output, materials) if output.used else {}
        make = self._page if output.is_page else self._written_files.produce
        return make(output, payload, materials, used)

    def _used(self, output: Planned, materials: Materials) -> dict[str, bytes]:
        """Return the bytes of the files that an output uses, by path.

        A file with a problem is left out; its own output reports that.
        """
        files: dict[str, bytes] = {}
        for each in output.used:
            key = each.key
            if key in self._small:
                files[each.path] = self._small[key]
                continue
            payload = materials.shared.get(each.row.shared)
            if payload is None:
                raise MissingInputs(each.path)
            result = self._written_files.produce(
                each, payload, materials, self._used(each, materials) if each.used else {}
            )
            if not has_errors(result.diagnostics):
                files[each.path] = result.value
                if len(result.value) <= _SMALL:  # the sizes of PDFs are in many feeds
                    self._small[key] = result.value
        return files

    def _page(
        self, output: Planned, payload: bytes, materials: Materials, used: Mapping[str, bytes]
    ) -> Checked[bytes]:
        page = page_of(output.row, payload, self._site_view(output.row, materials))
        texts = materials.filled(output, page.passages)
        result = self._layouts.render(page, texts, used)
        problems = [
            problem
            for passage, text in zip(page.passages, texts, strict=True)
            for problem in _unknown_rows(text, passage.path)
        ]
        return Checked(result.value, (*result.diagnostics, *problems)) if problems else result

    @cached_property
    def _written_files(self) -> WrittenFiles:
        from briefgen.pipeline.making.files import WrittenFiles  # noqa: PLC0415 - often not needed

        return WrittenFiles(self._root, self._work, self._layouts)

    def _site_view(self, row: PlanRow, materials: Materials) -> SiteView:
        if row.shared not in self._site_views:
            data = materials.shared.get(row.shared)
            if data is None:
                raise MissingInputs(row.path)
            self._site_views[row.shared] = decode(data, SiteView)
        return self._site_views[row.shared]


def _unknown_rows(text: Text, path: str) -> Iterable[Diagnostic]:
    """Return a problem for each highlighted row that a table of a text does not show."""
    if not any(isinstance(part, TableBlock) and part.highlighted for part in text.parts):
        return ()
    from briefgen.render.text.data_tables import unknown_rows  # noqa: PLC0415 - often not needed

    return unknown_rows(text, path)


def _origin(output: Planned) -> str:
    """Return the path of the first source file of an output, or else its own path."""
    return next(iter(sources_of(output.row)), output.path)


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
