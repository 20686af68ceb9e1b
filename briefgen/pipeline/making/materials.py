"""The inputs of outputs, fetched from the store for many outputs at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode
from briefgen.cache.store import Store
from briefgen.model.text import Text
from briefgen.pipeline.planning.rows import CONVERTED, COPY, Planned

if TYPE_CHECKING:
    from briefgen.model.views import Passage

_DIGEST: Final = 16  # bytes of a digest
_TEXTLESS: Final = (COPY, CONVERTED)  # kinds that only use the bytes of files


class Lost(Exception):
    """The store does not have the inputs of a planned output."""


@dataclass(frozen=True, slots=True)
class Materials:
    """The payloads of outputs by path, and texts and site views by digest.

    Some may be missing, and none are verified.
    """

    payloads: Mapping[str, bytes]
    texts: Mapping[bytes, bytes]
    site_views: Mapping[bytes, bytes]

    def verified(self) -> Materials:
        """Return the materials without the texts that do not match their digests."""
        texts = {text: data for text, data in self.texts.items() if digest(data) == text}
        return Materials(self.payloads, texts, self.site_views)

    def filled(self, output: Planned, passages: Sequence[Passage]) -> list[Text]:
        """Return the texts of an output, with their URLs filled in. Raises Lost and Unreadable."""
        return [
            self.text(output, passage, known)
            for passage, known in zip(passages, output.texts, strict=False)
        ]

    def text(self, output: Planned, passage: Passage, known: bytes) -> Text:
        """Return one text of an output, with its URLs filled in. Raises Lost and Unreadable."""
        data = self.texts.get(text_of(known))
        if data is None:
            raise Lost(output.path)
        text = decode(data, Text)
        return text.with_urls(passage.urls) if passage.urls else text


def materials_for(
    outputs: Sequence[Planned], store: Store, site_views: Mapping[bytes, bytes]
) -> Materials:
    """Return the inputs of these outputs; `site_views` are not in the store yet."""
    lacking = [each.path for each in outputs if each.row.kind != COPY and not each.row.payload]
    texts = (text for each in outputs if each.row.kind not in _TEXTLESS for text in each.texts)
    wanted = dict.fromkeys(map(text_of, texts))
    named = {each.row.site_view for each in outputs if each.row.site_view}
    views = {key: site_views.get(key) or store.site_view(key) for key in named}
    return Materials(
        store.payloads(lacking),
        store.texts(wanted),
        {key: data for key, data in views.items() if data},
    )


def text_of(known: bytes) -> bytes:
    """Return the digest of a text, which the digest of its file may follow in `known`."""
    return known[:_DIGEST]
