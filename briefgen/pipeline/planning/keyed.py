"""Planned outputs with the keys of the current files and layouts that they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from briefgen.cache.store import FileRow, PlanRow
from briefgen.pipeline.planning.rows import PAGE, Planned, sources_of, uses_of
from briefgen.render.formats import theme_part_of

Files: TypeAlias = Mapping[str, FileRow]
Digests: TypeAlias = Mapping[str, bytes]


def with_keys(
    rows: Iterable[PlanRow], files: Files, layout_digests: Digests
) -> tuple[Planned, ...]:
    """Return planned outputs with the digests of their layouts and texts."""
    return tuple(with_key(row, files, layout_digests) for row in rows)


def with_key(row: PlanRow, files: Files, layout_digests: Digests) -> Planned:
    """Return a planned output with the digests of its layout and texts."""
    digests = [_digests(files[path]) for path in sources_of(row)]
    texts = tuple(text if row.kind == PAGE else file for text, file in digests)
    layout = row.maker if row.kind == PAGE else theme_part_of(row.maker)
    used = tuple(with_key(each, files, layout_digests) for each in uses_of(row))
    return Planned(row, texts, layout_digests.get(layout, b""), used)


def update(
    outputs: tuple[Planned, ...], former: Files, files: Files, layout_digests: Digests
) -> tuple[Planned, ...]:
    """Return outputs with the digests of changed files; the others stay the same objects.

    They are found by the former digests of the files, which other files may share.
    """
    stale = set(_replaced(former, files))
    if not stale:
        return outputs
    return tuple(
        with_key(each.row, files, layout_digests) if _includes(each, stale) else each
        for each in outputs
    )


def _includes(output: Planned, texts: set[bytes]) -> bool:
    """Whether an output or a file that it uses includes one of these texts or files."""
    return any(not texts.isdisjoint(each.texts) for each in output.with_used())


def _replaced(former: Files, files: Files) -> Iterator[bytes]:
    for path, row in former.items():
        newer = files[path]
        if newer is not row and _digests(newer) != _digests(row):
            yield from _digests(row)


def _digests(row: FileRow) -> tuple[bytes, bytes]:
    """Return the digests that represent a file in a page, and in any other output."""
    return row.text_digest, row.text_digest + row.digest
