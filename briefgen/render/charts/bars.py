"""Horizontal bars: one for each name, several side by side, or several on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from briefgen.model.charts import ChartSpec
from briefgen.render.charts.colours import MUTED, PAPER, word_colour
from briefgen.render.charts.labels import widest, width
from briefgen.render.charts.marks import Mark, Plot, Scales, Word, rectangles
from briefgen.render.charts.points import Points, present
from briefgen.render.charts.rows import RowChart, Rows, rows_of, ticks_of
from briefgen.render.charts.scales import Extent, value_extent
from briefgen.render.charts.style import Style, colours_of, highlighted, key_of, mark_label

_AFTER: Final = 6  # pixels between a bar and its value
_EDGE: Final = 4
_MOST_VALUES: Final = 40  # bars that have their value beside them
_LABELLED: Final = 0.6  # of the segments, so that the others need no axis
_MANY: Final = 12  # rows that are a little closer


def bars(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return bars: one for each name, or one for each series."""
    count = len(points.series)
    thickness = (18 if len(points.labels) > _MANY else 22) if count == 1 else 17
    rows = rows_of(points.labels, thickness * count, 9 if count == 1 else 18, style)
    has_values = len(points.values) <= _MOST_VALUES
    room = _room_for_values(points, style) if has_values else (0.0, _EDGE)
    extent = value_extent(points.values, style.width - rows.gutter - sum(room))
    ticks = () if has_values else ticks_of(extent, style)
    colours = colours_of(points, chart)
    words: list[Word] = []
    marks: list[Mark] = []
    for number, series in enumerate(points.series):
        offset = thickness * (number - count / 2)
        for at, value in present(series):
            colour = colours[number] if count > 1 else highlighted(points.labels[at], chart)
            top = rows.middles[at] + offset
            box = (0, value, top, top + thickness - (count > 1))
            marks.append(Mark(colour, box, mark_label(points, at, series, value, style)))
            if has_values:
                words.append(_beside(value, extent, top + thickness / 2, style))
    return RowChart(
        rows=rows,
        extent=extent,
        layers=rectangles(marks, Scales(x=extent, is_mirrored=style.is_mirrored)),
        words=words,
        before=room[0],
        ticks=ticks,
        key=key_of(points, colours, style),
    ).plot(style)


def _room_for_values(points: Points, style: Style) -> tuple[float, float]:
    """Return the room for values to the left and right of bars."""
    left = widest((style.write(value) for value in points.values if value < 0), style.size)
    right = widest((style.write(value) for value in points.values if value >= 0), style.size)
    return (left + _AFTER if left else 0, right + _AFTER if right else _EDGE)


def _beside(value: float, extent: Extent, middle: float, style: Style) -> Word:
    """Return the value of a bar, after its end."""
    x = extent.at(value)
    if value < 0:
        return Word(style.write(value), x - _AFTER, middle, "right")
    return Word(style.write(value), x + _AFTER, middle)


def stacked(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return one bar for each name, with a segment for each series."""
    thickness = 26
    rows = rows_of(points.labels, thickness, 9, style)
    stacks = stacks_of(points)
    edges = [edge for stack in stacks for pair in stack if pair for edge in pair]
    extent = value_extent(edges, style.width - rows.gutter - _EDGE)
    inside = _inside(stacks, extent, rows, style)
    has_values = len(inside) >= _LABELLED * len(points.values)
    ticks = () if has_values else ticks_of(extent, style)
    inside = inside if has_values else []
    colours = [
        word_colour(colour) if inside and colour != MUTED else colour
        for colour in colours_of(points, chart)
    ]
    marks = []
    for number, series in enumerate(points.series):
        for at, value in present(series):
            top = rows.middles[at] - thickness / 2
            box = (*stacks[at][number], top, top + thickness)
            marks.append(Mark(colours[number], box, mark_label(points, at, series, value, style)))
    scales = Scales(x=extent, is_mirrored=style.is_mirrored)
    return RowChart(
        rows=rows,
        extent=extent,
        layers=rectangles(marks, scales, has_edge=True),
        words=inside,
        ticks=ticks,
        key=key_of(points, colours, style),
    ).plot(style)


Stack = list[tuple[float, float]]


def stacks_of(points: Points) -> list[Stack]:
    """Return the ends of each series' segment at each place; negative ones extend below zero."""
    stacks = []
    for at in range(len(points.labels)):
        ends = [0.0, 0.0]  # of the negative and of the positive segments
        stack: Stack = []
        for series in points.series:
            value = series.values[at] or 0
            before = ends[value >= 0]
            ends[value >= 0] = before + value
            stack.append((before, before + value))
        stacks.append(stack)
    return stacks


def _inside(stacks: Sequence[Stack], extent: Extent, rows: Rows, style: Style) -> list[Word]:
    """Return the values of the segments that are wide enough for them."""
    words = []
    for middle, stack in zip(rows.middles, stacks, strict=True):
        for pair in stack:
            begin, end = sorted(map(extent.at, pair))
            text = style.write(pair[1] - pair[0])
            if begin < end and width(text, style.size) + 2 * _EDGE <= end - begin:
                words.append(Word(text, (begin + end) / 2, middle, "center", PAPER))
    return words
