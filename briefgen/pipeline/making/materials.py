"""The inputs of outputs, fetched from the store for many outputs at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode
from briefgen.cache.store import Store
from briefgen.model.data import DataTable
from briefgen.model.text import Text
from briefgen.pipeline.planning.rows import CONVERTED, COPY, Planned

if TYPE_CHECKING:
    from briefgen.model.views import Passage

T = TypeVar("T")

_DIGEST: Final = 16  # bytes of a digest
_TEXTLESS: Final = (COPY, CONVERTED)  # kinds that only use the bytes of files


class MissingInputs(Exception):
    """The store does not have the inputs of a planned output."""


@dataclass(frozen=True, slots=True)
class Materials:
    """The payloads of outputs by path, texts and shared values by digest.

    Some may be missing, and none are verified.
    """

    payloads: Mapping[str, bytes]
    texts: Mapping[bytes, bytes]
    shared: Mapping[bytes, bytes]

    def verified(self) -> Materials:
        """Return the materials without the texts and values that do not match their digests."""
        return Materials(self.payloads, _matching(self.texts), _matching(self.shared))

    def filled(self, output: Planned, passages: Sequence[Passage]) -> list[Text]:
        """Return the texts of an output, with their URLs filled in.

        Raises MissingInputs and Unreadable.
        """
        return [
            self.text(output, passage, digests)
            for passage, digests in with_digests(passages, output)
        ]

    def text(self, output: Planned, passage: Passage, digests: Sequence[bytes]) -> Text:
        """Return one text of an output, with its URLs and data.

        `digests` are those of the text and of the tables that it shows. Raises MissingInputs and
        Unreadable.
        """
        text = self._decoded(output, digests[0], Text)
        if not passage.urls:
            return text
        following = iter(digests[1:])
        tables = [
            self.table(output, next(following)) if path else DataTable() for path in passage.data
        ]
        return text.with_urls(passage.urls, tables)

    def table(self, output: Planned, table: bytes) -> DataTable:
        """Return one table of data of an output, by its digest.

        Raises MissingInputs and Unreadable.
        """
        return self._decoded(output, table, DataTable)

    def _decoded(self, output: Planned, key: bytes, kind: type[T]) -> T:
        data = self.texts.get(text_of(key))
        if data is None:
            raise MissingInputs(output.path)
        return decode(data, kind)


def materials_for(
    outputs: Sequence[Planned], store: Store, shared: Mapping[bytes, bytes]
) -> Materials:
    """Return the inputs of these outputs; `shared` values may not be in the store yet."""
    without_payload = [
        each.path for each in outputs if each.row.kind != COPY and not each.row.payload
    ]
    everything = [each for output in outputs for each in output.with_used()]
    texts = (text for each in everything if each.row.kind not in _TEXTLESS for text in each.texts)
    text_keys = dict.fromkeys(map(text_of, texts))
    shared_keys = {each.row.shared for each in everything if each.row.shared}
    at_hand = {key: shared[key] for key in shared_keys & shared.keys()}
    return Materials(
        store.payloads(without_payload),
        store.texts(text_keys),
        {**at_hand, **store.shared(shared_keys - at_hand.keys())},
    )


def _matching(values: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    return {key: data for key, data in values.items() if digest(data) == key}


def with_digests(
    passages: Iterable[Passage], output: Planned
) -> Iterator[tuple[Passage, Sequence[bytes]]]:
    """Yield the passages of an output, with the digests of each text and of the data in it."""
    at = 0
    for passage in passages:
        end = at + len(passage.files)
        yield passage, output.texts[at:end]
        at = end


def text_of(key: bytes) -> bytes:
    """Return the digest of a text, which the digest of its file may follow in `key`."""
    return key[:_DIGEST]
