"""Bars that stand side by side, over time."""

from __future__ import annotations

from itertools import count as counted
from typing import Final

from briefgen.model.charts import ChartSpec
from briefgen.render.charts.bars import stacks_of
from briefgen.render.charts.colours import SOFT
from briefgen.render.charts.labels import widest, width
from briefgen.render.charts.marks import Mark, Plot, Scales, Word, rectangles
from briefgen.render.charts.points import Points, present
from briefgen.render.charts.scales import Extent, label_of, value_extent
from briefgen.render.charts.style import Style, colours_of, highlighted, key_of, mark_label
from briefgen.render.charts.upright import Axis, UprightChart, axis_of, height_of

_WIDEST: Final = 64  # pixels of a column
_GAP: Final = 0.26  # of the room for each place
_BETWEEN: Final = 3  # pixels between values
_APART: Final = 8  # pixels between names


def columns(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return columns, one or several for each time; those of a stacked chart are one."""
    is_stacked = chart.type == "stacked"
    stacks = stacks_of(points)
    edges = [edge for stack in stacks for pair in stack for edge in pair]
    extent = value_extent(edges if is_stacked else points.values, height_of(style))
    count = 1 if is_stacked else len(points.series)
    thickness, step = _thickness(style.width, points, count)
    most = widest(map(style.write, points.values), style.size) + _BETWEEN
    has_values = not is_stacked and most <= (step if count == 1 else thickness)
    axis = Axis(extent) if has_values else axis_of(extent, style)
    thickness, step = _thickness(style.width - axis.room, points, count)
    colours = colours_of(points, chart)
    marks, words = [], []
    for number, series in enumerate(points.series):
        before = thickness * ((0 if is_stacked else number) - count / 2)
        for at, value in present(series):
            begin = (at + 0.5) * step + before
            ends = stacks[at][number] if is_stacked else (0, value)
            alone = len(colours) == 1
            colour = highlighted(points.labels[at], chart) if alone else colours[number]
            box = (begin, begin + thickness - (count > 1), *ends)
            marks.append(Mark(colour, box, mark_label(points, at, series, value, style)))
            if has_values:
                words.append(_at_end(value, begin + thickness / 2, axis.extent, style))
    return UprightChart(
        axis=axis,
        layers=rectangles(marks, Scales(y=axis.extent), has_edge=is_stacked),
        words=words,
        below=_names(points, step, style),
        key=key_of(points, colours, style),
    ).plot(style)


def _thickness(room: float, points: Points, count: int) -> tuple[float, float]:
    """Return the width of a column, and the distance from one place to the next."""
    step = room / len(points.labels)
    return min(step * (1 - _GAP) / count, _WIDEST), step


def _at_end(value: float, middle: float, extent: Extent, style: Style) -> Word:
    """Return the value of a column, above it, or below it if it is negative."""
    away = style.size * 0.75 * (-1 if value < 0 else 1)
    return Word(style.write(value), middle, extent.length - extent.at(value) - away, "center")


def _names(points: Points, step: float, style: Style) -> list[Word]:
    """Return the names below columns: every one, or every second, third …, with the last."""
    labels = [label_of(points, at, style.writing) for at in range(len(points.labels))]
    most = widest(labels, style.size) + _APART
    every = next(each for each in counted(1) if most <= step * each or each >= len(labels))
    end = step * len(labels)
    return [
        Word(label, min((at + 0.5) * step, end - width(label, style.size) / 2), 0, "center", SOFT)
        for at, label in enumerate(labels)
        if (len(labels) - 1 - at) % every == 0
    ]
