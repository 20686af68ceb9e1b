"""Encodes planned outputs as rows of the store, and decodes them.

A row's payload is what its file is made from besides texts, the site view and the files that it
uses. Imports the views, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import GenericAlias
from typing import Any, Generic, TypeVar, cast

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.store import PlanRow
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Copied, Literal, Output, Rendered, Written
from briefgen.model.views import VIEWS, Passage, SiteView, View
from briefgen.pipeline.planning.rows import (
    CONVERTED,
    COPY,
    DATA,
    PAGE,
    WRITTEN,
    sources_of,
    uses_of,
)
from briefgen.render.formats import format_named

D = TypeVar("D")
V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class PagePayload(Generic[V]):
    """The payload of a page: its output without the layout's name and the site view."""

    view: V
    origin: Location
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePayload(Generic[D]):
    """The payload of a file that is not a page."""

    document: D
    origin: Location
    passages: tuple[Passage, ...] = ()
    sources: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


class RowEncoder:
    """Encodes outputs: `rows` are those encoded so far, `shared` what they share, by digest."""

    def __init__(self) -> None:
        self.rows: list[PlanRow] = []
        self.shared: dict[bytes, bytes] = {}
        self._site_views: dict[int, bytes] = {}
        self._last: tuple[FilePayload[Any] | None, bytes] = (None, b"")

    def row(self, output: Output) -> PlanRow:
        """Return the row of an output, which includes its payload."""
        row = self._row(output)
        self.rows.append(row)
        return row

    def _row(self, output: Output) -> PlanRow:
        if isinstance(output, Rendered):
            payload = encode(PagePayload(output.view, output.origin, output.passages))
            sources = [path for passage in output.passages for path in passage.files]
            return _row(
                output.path,
                PAGE,
                output.layout,
                sources,
                payload,
                shared=self._site_view(output.site),
                uses=self._uses(output.uses),
                is_searched=int(output.is_searched),
            )
        if isinstance(output, Written):
            return self._file_row(output)
        if isinstance(output, Copied):
            return _row(output.path, COPY, sources=[output.source])
        return _row(output.path, DATA, payload=output.data)

    def _file_row(self, output: Written) -> PlanRow:
        texts = [path for passage in output.passages for path in passage.files]
        sources = [*texts, *output.data, *output.sources]
        kind = WRITTEN if texts or output.data or not output.sources else CONVERTED
        payload, uses = self._file_payload(output), self._uses(output.uses)
        return _row(output.path, kind, output.form, sources, payload, uses=uses)

    def _uses(self, outputs: Sequence[Written]) -> bytes:
        """Return the rows of files that an output uses, encoded, with their payloads shared."""
        return encode([self._used_row(each) for each in outputs]) if outputs else b""

    def _used_row(self, output: Written) -> PlanRow:
        row = self._file_row(output)
        return row._replace(shared=self._share(row.payload), payload=b"")

    def _site_view(self, site: SiteView) -> bytes:
        key = self._site_views.get(id(site))
        if key is None:
            key = self._site_views[id(site)] = self._share(encode(site))
        return key

    def _share(self, data: bytes) -> bytes:
        key = digest(data)
        self.shared[key] = data
        return key

    def _file_payload(self, output: Written) -> bytes:
        """Return the payload of a file, reusing the last one for other forms of the document."""
        file = FilePayload(
            output.document, output.origin, output.passages, output.sources, output.data
        )
        if file != self._last[0]:
            self._last = file, encode(file)
        return self._last[1]


def output_of(row: PlanRow, payload: bytes, shared: Mapping[bytes, bytes]) -> Output:
    """Return the output that a row was made from. Raises Unreadable.

    The origin of a file with known bytes is not stored: it is only needed while planning.
    """
    if row.kind == PAGE:
        page = page_of(row, payload, decode(shared[row.shared], SiteView))
        return replace(page, uses=_used_outputs(row, shared))
    if row.kind == COPY:
        return Copied(row.path, *sources_of(row))
    if row.kind == DATA:
        return Literal(row.path, payload, Location(""))
    file = file_payload(format_named(row.maker).document, payload)
    fixed = file.document, file.origin, file.passages, file.sources
    return Written(row.path, row.maker, *fixed, _used_outputs(row, shared), file.data)


def _used_outputs(row: PlanRow, shared: Mapping[bytes, bytes]) -> tuple[Written, ...]:
    outputs = (output_of(each, shared[each.shared], shared) for each in uses_of(row))
    return tuple(each for each in outputs if isinstance(each, Written))


def page_of(row: PlanRow, payload: bytes, site: SiteView) -> Rendered:
    """Return the page that a row was made from, without the files that it uses.

    Raises Unreadable.
    """
    page = decode(payload, _page_type(row.maker))
    return Rendered(
        row.path,
        row.maker,
        site,
        page.view,
        page.origin,
        page.passages,
        is_searched=bool(row.is_searched),
    )


def file_payload(document: type, payload: bytes) -> FilePayload[object]:
    """Return the payload of a file whose document is of this type. Raises Unreadable."""
    return decode(payload, _file_type(document))


def key_of(row: PlanRow, payload: bytes) -> bytes:
    """Return the key of a row: the digest of everything in it except its path."""
    kind = f"{row.kind} {row.maker} {row.is_searched}".encode()
    site_view = row.shared if row.kind == PAGE else b""
    return digest(kind, row.sources, site_view, row.uses, payload)


def _row(
    path: str,
    kind: str,
    maker: str = "",
    sources: Sequence[str] = (),
    payload: bytes = b"",
    *,
    shared: bytes = b"",
    uses: bytes = b"",
    is_searched: int = 0,
) -> PlanRow:
    files = encode(sources) if sources else b""
    row = PlanRow(path, kind, b"", maker, is_searched, files, shared, uses, payload)
    return row._replace(key=key_of(row, payload))


@lru_cache(maxsize=32)
def _page_type(layout: str) -> type[PagePayload[View]]:
    return cast("type[PagePayload[View]]", GenericAlias(PagePayload, (VIEWS[layout],)))


@lru_cache(maxsize=32)
def _file_type(document: type) -> type[FilePayload[object]]:
    return cast("type[FilePayload[object]]", GenericAlias(FilePayload, (document,)))
