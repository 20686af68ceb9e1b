"""Creates files that are not pages. Imports the layout engine, so it is imported late."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from briefgen.cache import RESULTS
from briefgen.cache.blobs import BlobCache
from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.stamp import part_stamp
from briefgen.model.diagnostics import Checked
from briefgen.model.text import Text
from briefgen.model.views import Passage
from briefgen.pipeline.failures import unreadable
from briefgen.pipeline.making.materials import Materials, text_of
from briefgen.pipeline.planning.codec import FilePayload, file_payload
from briefgen.pipeline.planning.rows import Planned
from briefgen.pipeline.workers import one_at_a_time
from briefgen.render.formats import Format, Stamp, format_named
from briefgen.render.layouts import Layouts
from briefgen.render.writers import WriterInput

_LISTED: Final = 512  # texts to cache: a brief is in the feeds of several terms
# What the formats of one document share: its type, its payload, the digests of its texts.
_Writing: TypeAlias = tuple[type, bytes, tuple[bytes, ...]]


class WrittenFiles:
    """Creates the bytes of files that are not pages. Thread-safe."""

    def __init__(self, root: Path, work: Path, layouts: Layouts) -> None:
        self._root = root
        self._layouts = layouts
        self._results = BlobCache(work / RESULTS)
        self._last: tuple[_Writing, FilePayload[object], list[Text]] | None = None
        self._listed: dict[tuple[bytes, tuple[str, ...]], Text] = {}

    def produce(self, output: Planned, payload: bytes, materials: Materials) -> Checked[bytes]:
        """Return the bytes of a file. Raises Lost and Unreadable."""
        form = format_named(output.row.maker)
        file, texts = self._file(output, form.document, payload, materials)
        sources = {}
        for path in file.sources:
            try:
                with open(f"{self._root}/{path}", "rb", buffering=0) as stream:
                    sources[path] = stream.read()
            except OSError as error:
                return Checked(b"", (unreadable(path, error),))
        inputs = WriterInput(
            origin=file.origin,
            layouts=self._layouts,
            texts=texts,
            sources=sources,
            memory=one_at_a_time(),
        )
        if form.kept is None:
            return form.write(file.document, inputs)
        return self._kept(form, form.kept, file.document, inputs)

    def _kept(
        self, form: Format, stamp: Stamp, document: object, inputs: WriterInput
    ) -> Checked[bytes]:
        """Return the bytes of a file from the cache if possible."""
        texts = map(encode, inputs.texts)
        key = digest(
            part_stamp(stamp.modules, stamp.libraries),
            encode((form.name, document, len(inputs.texts))),
            *texts,
            *inputs.sources.values(),
        )
        data = self._results.get(key)
        if data is not None:
            return Checked(data)
        result = form.write(document, inputs)
        if not result.diagnostics:
            self._results.put(key, result.value)
        return result

    def _file(
        self, output: Planned, document: type, payload: bytes, materials: Materials
    ) -> tuple[FilePayload[object], list[Text]]:
        """Return a document with its texts, reusing the last ones for its other formats."""
        writing = (document, payload, output.texts)
        last = self._last
        if last is None or last[0] != writing:
            file = file_payload(document, payload)
            last = self._last = writing, file, self._texts(output, file.passages, materials)
        return last[1:]

    def _texts(
        self, output: Planned, passages: Sequence[Passage], materials: Materials
    ) -> list[Text]:
        """Return the texts of a list, reusing those of previous lists."""
        texts = []
        for passage, text_digest in zip(passages, output.texts, strict=False):
            key = text_of(text_digest), passage.urls
            text = self._listed.get(key)
            if text is None:
                text = self._listed[key] = materials.text(output, passage, text_digest)
            texts.append(text)
        if len(self._listed) > _LISTED:
            self._listed = {}  # not cleared, because another thread may still use the old one
        return texts
