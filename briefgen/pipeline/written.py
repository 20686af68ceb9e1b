"""Files that are no pages, from their manuscripts. Imports their writers, so imported late."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from types import GenericAlias
from typing import Final, TypeAlias, cast

from briefgen.cache import PICTURES
from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.shelf import Shelf
from briefgen.cache.stamp import picture_stamp
from briefgen.model import documents
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.html import Html
from briefgen.model.views import Passage
from briefgen.pipeline.content import unreadable
from briefgen.pipeline.payloads import Manuscript
from briefgen.pipeline.rows import PICTURE, Planned
from briefgen.pipeline.supply import Supply, text_of
from briefgen.pipeline.workers import one_at_a_time
from briefgen.read.pictures import picture_size, still_form
from briefgen.render.forms import WRITERS
from briefgen.render.layouts import Layouts
from briefgen.render.pictures import Undecodable

_LISTED: Final = 512  # texts to remember: a brief stands in the feeds of several terms
_HEAVY: Final = 16_000_000  # pixels
_Writing: TypeAlias = tuple[str, bytes, tuple[bytes, ...]]  # what the forms of a file share


class WrittenFiles:
    """Makes the bytes of files that are no pages, for any number of threads."""

    def __init__(self, root: Path, work: Path, layouts: Layouts) -> None:
        self._root = root
        self._layouts = layouts
        self._shelf = Shelf(work / PICTURES)
        self._last: tuple[_Writing, Manuscript[object], list[Html]] | None = None
        self._listed: dict[tuple[bytes, tuple[str, ...]], Html] = {}

    def produce(self, output: Planned, payload: bytes, supply: Supply) -> Checked[bytes]:
        """Return the bytes of a file. Raises Lost and Unreadable."""
        script, texts = self._manuscript(output, payload, supply)
        source = b""
        if script.source:
            try:
                with open(f"{self._root}/{script.source}", "rb", buffering=0) as file:
                    source = file.read()
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
            last = self._last = writing, script, self._texts(output, script.passages, supply)
        return last[1:]

    def _texts(self, output: Planned, passages: Sequence[Passage], supply: Supply) -> list[Html]:
        """Return the texts of a list, each the same value as in the list before."""
        found = []
        for passage, known in zip(passages, output.texts, strict=False):
            key = text_of(known), passage.urls
            text = self._listed.get(key)
            if text is None:
                text = self._listed[key] = supply.text(output, passage, known)
            found.append(text)
        if len(self._listed) > _LISTED:
            self._listed = {}  # another thread may go on with the former
        return found

    def _picture(self, script: Manuscript[object], source: bytes) -> Checked[bytes]:
        """Return a smaller picture: the one that was made before, where there is one.

        In the place of one that cannot be made stands the picture itself, whatever it is.
        """
        key = digest(picture_stamp(), encode(script.document), digest(source))
        data = self._shelf.get(key)
        if data is not None:
            return Checked(data)
        try:
            with one_at_a_time() if _is_heavy(source) else nullcontext():
                data = WRITERS[PICTURE](script.document, (), source)
        except Undecodable as error:
            return Checked(source, (_undecodable(script.source, error),))
        self._shelf.put(key, data)
        return Checked(data)


def _is_heavy(source: bytes) -> bool:
    """Whether a picture takes hundreds of megabytes; a JPEG is decoded in a part of its size."""
    width, height = picture_size(source) or (0, 0)
    return still_form(source) != "jpeg" and width * height > _HEAVY


@lru_cache(maxsize=32)
def _manuscript_of(shape: str) -> type[Manuscript[object]]:
    return cast("type[Manuscript[object]]", GenericAlias(Manuscript, (getattr(documents, shape),)))


def _undecodable(path: str, error: Undecodable) -> Diagnostic:
    return Diagnostic(
        "picture",
        f"no smaller files can be made of this picture: {error}",
        Location(path),
        "open it in a program for pictures and save it anew; until then it is shown as it is",
    )
