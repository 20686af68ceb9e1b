"""Creates files that are not pages. Imports the layout engine, so it is imported late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from briefgen.cache import RESULTS
from briefgen.cache.blobs import BlobCache
from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.stamp import part_stamp
from briefgen.model.diagnostics import Checked
from briefgen.model.text import Text
from briefgen.model.views import Passage
from briefgen.pipeline.failures import unreadable
from briefgen.pipeline.making.materials import Materials, text_of, with_digests
from briefgen.pipeline.planning.codec import FilePayload, file_payload
from briefgen.pipeline.planning.rows import Planned
from briefgen.pipeline.workers import one_at_a_time
from briefgen.render.formats import Format, Stamp, format_named
from briefgen.render.layouts import Layouts
from briefgen.render.writers import WriterInput

_COMPRESSIBLE: Final = (b"%PDF", b"<svg")  # how results begin that compression makes much smaller
_CACHED_TEXTS: Final = 512  # texts to cache: a brief is in the feeds of several terms
# What the formats of one document share: its type, its payload, the digests of its texts.
_Writing: TypeAlias = tuple[type, bytes, tuple[bytes, ...]]


class WrittenFiles:
    """Creates the bytes of files that are not pages. Thread-safe."""

    def __init__(self, root: Path, work: Path, layouts: Layouts) -> None:
        self._root = root
        self._layouts = layouts
        self._results = BlobCache(work / RESULTS)
        self._last: tuple[_Writing, FilePayload[object], list[Text]] | None = None
        self._last_source: _Source | None = None
        self._cached_texts: dict[tuple[tuple[bytes, ...], tuple[str, ...]], Text] = {}

    def produce(
        self, output: Planned, payload: bytes, materials: Materials, used: Mapping[str, bytes]
    ) -> Checked[bytes]:
        """Return the bytes of a file; `used` are those of the files that it uses.

        Raises MissingInputs and Unreadable.
        """
        form = format_named(output.row.maker)
        file, texts = self._file(output, form.document, payload, materials)
        begin = sum(len(passage.files) for passage in file.passages)
        tables = output.texts[begin : begin + len(file.data)]
        digests_by_path = (
            dict(zip(output.sources, output.texts, strict=True)) if file.sources else {}
        )
        sources = {}
        for path in file.sources:
            try:
                sources[path] = self._source(path, digests_by_path[path])
            except OSError as error:
                return Checked(b"", (unreadable(path, error),))
        inputs = WriterInput(
            origin=file.origin,
            layouts=self._layouts,
            texts=texts,
            tables=[materials.table(output, each) for each in tables],
            sources={path: source.data for path, source in sources.items()},
            used=used,
            memory=one_at_a_time(),
        )
        if form.cache_stamp is None:
            return form.write(file.document, inputs)
        digests = [source.digest for source in sources.values()]
        key = _result_key(form, form.cache_stamp, file.document, inputs, (output.layout, *digests))
        return self._cached(form, key, file.document, inputs)

    def _source(self, path: str, key: bytes) -> _Source:
        """Return a source file, reusing the last one: many outputs in a row may have the same."""
        last = self._last_source
        if last is None or (last.path, last.key) != (path, key):
            with open(f"{self._root}/{path}", "rb", buffering=0) as stream:
                data = stream.read()
            last = self._last_source = _Source(path, key, data, digest(data))
        return last

    def _cached(
        self, form: Format, key: bytes, document: object, inputs: WriterInput
    ) -> Checked[bytes]:
        """Return the bytes of a file from the cache if possible."""
        data = self._results.get(key)
        if data is not None:
            return Checked(data)
        result = form.write(document, inputs)
        if not result.diagnostics:
            self._results.put(key, result.value, pack=result.value.startswith(_COMPRESSIBLE))
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
        for passage, digests in with_digests(passages, output):
            key = tuple(map(text_of, digests)), passage.urls
            text = self._cached_texts.get(key)
            if text is None:
                text = self._cached_texts[key] = materials.text(output, passage, digests)
            texts.append(text)
        if len(self._cached_texts) > _CACHED_TEXTS:
            self._cached_texts = {}  # not cleared, because another thread may still use the old one
        return texts


class _Source(NamedTuple):
    """The bytes of a source file; `key` is the digest of the file when the site was planned."""

    path: str
    key: bytes
    data: bytes
    digest: bytes


def _result_key(
    form: Format,
    stamp: Stamp,
    document: object,
    inputs: WriterInput,
    digests: Sequence[bytes],
) -> bytes:
    """Return the digest of everything that the bytes of a file depend on.

    `digests` are those of its layout and of its sources.
    """
    counts = len(inputs.texts), len(inputs.tables), len(inputs.sources)
    return digest(
        part_stamp(stamp.modules, stamp.libraries, stamp.folders),
        *digests,
        encode((form.name, document, *counts, list(inputs.used))),
        *map(encode, inputs.texts),
        *map(encode, inputs.tables),
        *inputs.used.values(),
    )
