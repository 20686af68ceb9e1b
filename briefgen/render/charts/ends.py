"""The names at the ends of lines and areas, near their places without overlapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from briefgen.render.charts.colours import MUTED, word_colour
from briefgen.render.charts.labels import bold, lines, widest
from briefgen.render.charts.marks import Word
from briefgen.render.charts.scales import Extent
from briefgen.render.charts.style import Style

AFTER: Final = 8  # pixels between a line and its name
WIDEST: Final = 0.33  # of the width of a drawing
_MOST_NAMES: Final = 9
_EDGE: Final = 6


def names_at_ends(
    names: Sequence[str],
    colours: Sequence[str],
    ends: Sequence[float | None],
    extent: Extent,
    style: Style,
) -> list[Word]:
    """Return names beside the ends of lines, or nothing if not all of them fit."""
    name_lines = [lines(name, bold(style.size), style.width * WIDEST) for name in names]
    if len(names) > _MOST_NAMES or any(line.endswith("…") for each in name_lines for line in each):
        return []
    positions = [extent.length - extent.at(value) if value is not None else 0 for value in ends]
    heights = [len(each) * style.line_height for each in name_lines]
    middles = apart(positions, heights, extent.length)
    return [
        word
        for texts, middle, colour, value in zip(name_lines, middles, colours, ends, strict=False)
        if value is not None
        for word in beside(texts, middle, colour, style)
    ]


def beside(
    texts: Sequence[str], middle: float, colour: str, style: Style, align: str = "left"
) -> list[Word]:
    """Return lines of text in the colour of what they name, around a height."""
    first = middle - (len(texts) - 1) / 2 * style.line_height
    colour, is_bold = word_colour(colour), colour != MUTED
    return [
        Word(text, 0, first + at * style.line_height, align, colour, is_bold)
        for at, text in enumerate(texts)
    ]


def room_for(words: Sequence[Word], style: Style) -> float:
    """Return the room that words need after a plot."""
    return AFTER + widest((word.text for word in words), bold(style.size)) if words else _EDGE


def apart(positions: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Return middles near some positions so that nothing overlaps; nothing if there is no room."""
    if sum(heights) > room + max(heights, default=0):
        return []
    # Groups of labels that touch: their members, and where the group begins.
    groups: list[tuple[list[int], float]] = []
    for at in sorted(range(len(positions)), key=positions.__getitem__):
        members, begin = [at], positions[at] - heights[at] / 2
        while groups and groups[-1][1] + sum(heights[each] for each in groups[-1][0]) > begin:
            members = [*groups.pop()[0], *members]
            begin = _best(members, positions, heights)
        groups.append((members, begin))
    middles = list(positions)
    for members, begin in groups:
        end = begin
        for each in members:
            middles[each] = end + heights[each] / 2
            end += heights[each]
    return middles


def _best(members: Sequence[int], positions: Sequence[float], heights: Sequence[float]) -> float:
    """Return where a group begins whose members are as near as possible to their places."""
    offset, begins = 0.0, []
    for each in members:
        begins.append(positions[each] - heights[each] / 2 - offset)
        offset += heights[each]
    return sum(begins) / len(begins)
