"""Fenced blocks that show data, turned into figures before the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from briefgen.read.markdown import events
from briefgen.read.markdown.chart_blocks import chart_figure
from briefgen.read.markdown.data_fences import DataFence
from briefgen.read.markdown.events import Block
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.table_blocks import table_figure

Figure = Callable[[DataFence, events.Attributes], Iterator[Block]]

# What each kind of block becomes. The attributes are those that the author gave to the block.
_KINDS: Final[Mapping[str, Figure]] = MappingProxyType(
    {"chart": chart_figure, "table": table_figure}
)


def with_data(blocks: Sequence[Block], reading: Reading) -> list[Block]:
    """Return blocks in which fenced blocks that show data are figures."""
    changed: list[Block] = []
    for block in blocks:
        if isinstance(block, events.CodeBlock) and block.language in _KINDS:
            fence = DataFence(block, reading)
            changed += _KINDS[block.language](fence, dict(block.attributes or {}))
        else:
            changed.append(block)
    return changed
