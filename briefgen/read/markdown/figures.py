"""Figures and tables that have a number, and links to them without words of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from briefgen.model.identity import path_key
from briefgen.read.markdown import events
from briefgen.read.markdown.events import Attributes, Block, Phrase, Phrases

CHART: Final = "chart"  # the class of the figure of a chart
_OF_CHARTS: Final = re.compile(r"chart-\d+")  # anchors that their authors did not choose
CREDIT: Final = events.Start("span", {"class": "credit"})
# The link to the original of what a text embeds.
ORIGINAL: Final = events.Start("span", {"class": "credit original"})


class Number(NamedTuple):
    """The number of a caption."""

    value: int
    is_table: bool

    @property
    def attributes(self) -> Attributes:
        """The attribute with which the walk writes it."""
        return {"data-table" if self.is_table else "data-figure": str(self.value)}


def with_numbers(blocks: Sequence[Block]) -> tuple[list[Block], dict[str, Number]]:
    """Return blocks in which captions of figures with an anchor have numbers, and the numbers."""
    numbered = list(blocks)
    numbers: dict[str, Number] = {}
    counts = [0, 0]  # of figures and of tables
    for at, block in enumerate(blocks):
        if not isinstance(block, events.Start) or block.tag != "figure":
            continue
        anchor = (block.attributes or {}).get("id", "")
        after = blocks[at + 1]
        is_chart = CHART in (block.attributes or {}).get("class", "").split()
        if is_chart and _OF_CHARTS.fullmatch(anchor):
            continue
        is_table = _begins_caption(after) and not is_chart
        if not anchor or not (_begins_caption(after) or _has_caption(after)):
            continue
        counts[is_table] += 1
        number = numbers[path_key(anchor)] = Number(counts[is_table], is_table)
        caption = events.Start("figcaption", number.attributes)
        if isinstance(after, Phrases):
            parts = [caption if _begins_caption(part) else part for part in after.parts]
            numbered[at + 1] = after._replace(parts=parts)
        else:
            numbered[at + 1] = caption
    return numbered, numbers


def _begins_caption(event: Block | Phrase) -> bool:
    return isinstance(event, events.Start) and event.tag == "figcaption"


def _has_caption(block: Block) -> bool:
    """Whether this is an image with a caption, and not only with a credit."""
    if not isinstance(block, Phrases):
        return False
    at = next((at for at, part in enumerate(block.parts) if _begins_caption(part)), None)
    return at is not None and block.parts[at + 1] not in (CREDIT, ORIGINAL)
