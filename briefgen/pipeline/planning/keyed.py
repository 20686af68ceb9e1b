"""The outputs of a site: the rows of its plan, joined with the current files they use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefgen.cache.encoding import decode
from briefgen.cache.store import FileRow, PlanRow
from briefgen.pipeline.inputs.content import ContentFiles
from briefgen.pipeline.planning.plan import Plan
from briefgen.pipeline.planning.rows import PAGE, Planned


@dataclass(frozen=True)
class Joined:
    """The outputs, and what they are joined from; `known` are the outputs if already joined."""

    plan: Plan
    content: ContentFiles
    layout_digests: Mapping[str, bytes]
    known: tuple[Planned, ...] | None = None

    def coming(self) -> Iterator[Planned]:
        """Yield the outputs as they are planned, so that the first ones can be built meanwhile."""
        return (_joined(row, self.content, self.layout_digests) for row in self.plan)

    @cached_property
    def outputs(self) -> tuple[Planned, ...]:
        """The outputs, sorted by path."""
        if self.known is not None:
            return self.known
        return tuple(_joined(row, self.content, self.layout_digests) for row in self.plan.rows)


def joined(
    plan: Plan,
    content: ContentFiles,
    layout_digests: Mapping[str, bytes],
    former: Joined | None = None,
) -> Joined:
    """Join each row with the digests of its layout and texts, reusing what was joined before."""
    if former is not None and former.plan is plan and former.layout_digests == layout_digests:
        return Joined(plan, content, layout_digests, _rejoined(former, content))
    return Joined(plan, content, layout_digests)


def _rejoined(former: Joined, content: ContentFiles) -> tuple[Planned, ...]:
    """Join the outputs of changed files again.

    They are found by the former digests of the files, which other files may share.
    """
    stale = set(_replaced(former.content.rows, content.rows))
    if not stale:
        return former.outputs
    outputs = list(former.outputs)
    for place, each in enumerate(former.outputs):
        if not stale.isdisjoint(each.texts):
            outputs[place] = _joined(each.row, content, former.layout_digests)
    return tuple(outputs)


def _replaced(former: Mapping[str, FileRow], rows: Mapping[str, FileRow]) -> Iterator[bytes]:
    for path, row in former.items():
        newer = rows[path]
        if newer is not row and _texts(newer) != _texts(row):
            yield from _texts(row)


def _joined(row: PlanRow, content: ContentFiles, layout_digests: Mapping[str, bytes]) -> Planned:
    texts: tuple[bytes, ...] = ()
    if row.sources:
        is_page = row.kind == PAGE
        files = [_texts(content.rows[path]) for path in decode(row.sources, list[str])]
        texts = tuple(text if is_page else file for text, file in files)
    layout = layout_digests.get(row.maker, b"")  # also for a written file whose form is a layout
    return Planned(row, texts, layout)


def _texts(row: FileRow) -> tuple[bytes, bytes]:
    """Return the digests that represent a file in a page, and in any other output."""
    return row.text_digest, row.text_digest + row.digest
