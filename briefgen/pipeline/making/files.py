"""Creates files that are not pages. Imports their writers, so it is imported late."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final, TypeAlias

from briefgen.cache import PICTURES
from briefgen.cache.blobs import BlobCache
from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.stamp import picture_stamp
from briefgen.model import documents
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.html import Html
from briefgen.model.views import Passage
from briefgen.pipeline.failures import unreadable
from briefgen.pipeline.making.materials import Materials, text_of
from briefgen.pipeline.planning.codec import FilePayload, file_payload
from briefgen.pipeline.planning.rows import PICTURE, Planned
from briefgen.pipeline.workers import one_at_a_time
from briefgen.read.pictures import picture_size, still_form
from briefgen.render.forms import WRITERS
from briefgen.render.layouts import Layouts
from briefgen.render.pictures import Undecodable

_LISTED: Final = 512  # texts to cache: a brief is in the feeds of several terms
_HEAVY: Final = 16_000_000  # pixels
_Writing: TypeAlias = tuple[str, bytes, tuple[bytes, ...]]  # shared by the forms of one document


class WrittenFiles:
    """Creates the bytes of files that are not pages. Thread-safe."""

    def __init__(self, root: Path, work: Path, layouts: Layouts) -> None:
        self._root = root
        self._layouts = layouts
        self._cached = BlobCache(work / PICTURES)
        self._last: tuple[_Writing, FilePayload[object], list[Html]] | None = None
        self._listed: dict[tuple[bytes, tuple[str, ...]], Html] = {}

    def produce(self, output: Planned, payload: bytes, materials: Materials) -> Checked[bytes]:
        """Return the bytes of a file. Raises Lost and Unreadable."""
        file, texts = self._file(output, payload, materials)
        source = b""
        if file.source:
            try:
                with open(f"{self._root}/{file.source}", "rb", buffering=0) as stream:
                    source = stream.read()
            except OSError as error:
                return Checked(b"", (unreadable(file.source, error),))
        if output.row.maker == PICTURE:
            return self._picture(file, source)
        if isinstance(file.document, documents.SocialCard):
            from briefgen.render.social import social_png  # noqa: PLC0415 - heavy, one kind's

            return social_png(self._layouts, file.document, file.origin, source)
        write = WRITERS[output.row.maker]
        return Checked(write(file.document, texts, source))

    def _file(
        self, output: Planned, payload: bytes, materials: Materials
    ) -> tuple[FilePayload[object], list[Html]]:
        """Return a document with its texts, reusing the last ones for its other forms."""
        writing = (output.row.shape, payload, output.texts)
        last = self._last
        if last is None or last[0] != writing:
            file = file_payload(output.row.shape, payload)
            last = self._last = writing, file, self._texts(output, file.passages, materials)
        return last[1:]

    def _texts(
        self, output: Planned, passages: Sequence[Passage], materials: Materials
    ) -> list[Html]:
        """Return the texts of a list, reusing those of previous lists."""
        texts = []
        for passage, known in zip(passages, output.texts, strict=False):
            key = text_of(known), passage.urls
            text = self._listed.get(key)
            if text is None:
                text = self._listed[key] = materials.text(output, passage, known)
            texts.append(text)
        if len(self._listed) > _LISTED:
            self._listed = {}  # not cleared, because another thread may still use the old one
        return texts

    def _picture(self, file: FilePayload[object], source: bytes) -> Checked[bytes]:
        """Return a resized copy of an image, from the cache if possible.

        If the image cannot be resized, return its own bytes, in whatever format.
        """
        key = digest(picture_stamp(), encode(file.document), digest(source))
        data = self._cached.get(key)
        if data is not None:
            return Checked(data)
        try:
            with one_at_a_time() if _is_heavy(source) else nullcontext():
                data = WRITERS[PICTURE](file.document, (), source)
        except Undecodable as error:
            return Checked(source, (_undecodable(file.source, error),))
        self._cached.put(key, data)
        return Checked(data)


def _is_heavy(source: bytes) -> bool:
    """Whether decoding takes hundreds of megabytes; a JPEG is decoded at reduced size."""
    width, height = picture_size(source) or (0, 0)
    return still_form(source) != "jpeg" and width * height > _HEAVY


def _undecodable(path: str, error: Undecodable) -> Diagnostic:
    return Diagnostic(
        "picture",
        f"this image cannot be resized: {error}",
        Location(path),
        "open it in an image editor and save it again; until then, pages show the original",
    )
