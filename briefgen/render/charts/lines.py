"""Lines and areas, over time or along numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from briefgen.model.charts import ChartSpec
from briefgen.render.charts.bars import Stack, stacks_of
from briefgen.render.charts.colours import MUTED, SOFT
from briefgen.render.charts.ends import AFTER, beside, names_at_ends, room_for
from briefgen.render.charts.labels import width
from briefgen.render.charts.marks import Layer, Mark, Plot, Scales, Word, areas, dots, lines, moved
from briefgen.render.charts.points import Points, Series, WrongChart, present
from briefgen.render.charts.scales import Extent, place_ticks, value_extent
from briefgen.render.charts.style import Legend, Style, colours_of, key_of, mark_label
from briefgen.render.charts.upright import Axis, UprightChart, axis_of, height_of

THICK: Final = 2.5
RADIUS: Final = 3.5
_TINT: Final = 0.25
_THIN: Final = 0.6  # of the font size: an area without room for its name


def line_chart(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return lines, with their names at their ends or in a legend."""
    axis = axis_of(value_extent(points.values, height_of(style), "near"), style)
    colours = colours_of(points, chart)
    names = _names(points, colours, [_last(each) for each in points.series], axis.extent, style)
    after = room_for(names, style)
    scales = Scales(x=_positions(points, style.width - axis.room - after), y=axis.extent)
    layers: list[Layer] = []
    marks: list[Mark] = []
    for series, colour in _muted_first(points, colours):
        layers.append(lines(_runs(points, series), colour, THICK, scales))
        marks += _dots(points, series, colour, style)
    layers += dots(marks, RADIUS, scales)
    return _chart(points, colours, layers, names, axis, scales, style)


def area_chart(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return areas on each other; a single one has a line at its upper edge."""
    if len(points.series) == 1:
        return _single_area(points, chart, style)
    if min(points.values, default=0) < 0:
        raise WrongChart(
            "a chart of areas cannot show negative numbers on each other",
            "write `type: line`",
        )
    stacks = stacks_of(points)
    highest = [stack[-1][1] for stack in stacks]
    axis = axis_of(value_extent(highest, height_of(style)), style)
    colours = colours_of(points, chart)
    middles = [(low + high) / 2 for low, high in stacks[-1]]
    are_thick = _are_thick(stacks[-1], axis.extent, style)
    names = _names(points, colours, middles, axis.extent, style) if are_thick else []
    after = room_for(names, style)
    scales = Scales(x=_positions(points, style.width - axis.room - after), y=axis.extent)
    layers = []
    for number, colour in enumerate(colours):
        pairs = zip(points.positions, stacks, strict=True)
        layers.append(
            areas([[(position, *stack[number]) for position, stack in pairs]], colour, scales)
        )
    return _chart(points, colours, layers, names, axis, scales, style)


def _single_area(points: Points, chart: ChartSpec, style: Style) -> Plot:
    (series,) = points.series
    axis = axis_of(value_extent(points.values, height_of(style)), style)
    colours = colours_of(points, chart)
    names = _names(points, colours, [_last(series)], axis.extent, style)
    after = room_for(names, style)
    scales = Scales(x=_positions(points, style.width - axis.room - after), y=axis.extent)
    runs = _runs(points, series)
    filled = [[(position, 0.0, value) for position, value in run] for run in runs]
    layers = [
        areas(filled, colours[0], scales, opacity=_TINT),
        lines(runs, colours[0], THICK, scales),
        *dots(_dots(points, series, colours[0], style), RADIUS, scales),
    ]
    return _chart(points, colours, layers, names, axis, scales, style)


def _chart(
    points: Points,
    colours: Sequence[str],
    layers: Sequence[Layer],
    names: Sequence[Word],
    axis: Axis,
    scales: Scales,
    style: Style,
) -> Plot:
    x = scales.x or Extent(0, 1, 0)
    return UprightChart(
        axis=axis,
        layers=layers,
        words=moved(names, x.length + AFTER),
        below=_below(points, x, axis.room, style),
        after=style.width - axis.room - x.length,
        key=Legend() if names else key_of(points, colours, style),
    ).plot(style)


def _muted_first(points: Points, colours: Sequence[str]) -> list[tuple[Series, str]]:
    """Return the series with their colours in the order in which they are drawn."""
    pairs = zip(points.series, colours, strict=True)
    return sorted(pairs, key=lambda pair: pair[1] != MUTED)


def _positions(points: Points, length: float) -> Extent:
    """Return the scale of x."""
    first, last = points.positions[0], points.positions[-1]
    return Extent(first, last, length) if first < last else Extent(first - 0.5, last + 0.5, length)


def _last(series: Series) -> float | None:
    return series.numbers[-1] if series.numbers else None


def _runs(points: Points, series: Series) -> list[list[tuple[float, float]]]:
    """Return the points of a line, in a part for each stretch without a gap."""
    pairs = zip(points.positions, series.values, strict=True)
    return [
        [(position, value) for position, value in run if value is not None]
        for is_gap, run in groupby(pairs, key=lambda pair: pair[1] is None)
        if not is_gap
    ]


def _dots(points: Points, series: Series, colour: str, style: Style) -> Iterator[Mark]:
    """Yield the dots of a line: at its end, and where a value stands alone."""
    values = list(present(series))
    for at, value in values:
        around = series.values[max(at - 1, 0) : at + 2]
        is_alone = sum(each is not None for each in around) == 1
        if is_alone or at == values[-1][0]:
            position = points.positions[at]
            text = mark_label(points, at, series, value, style)
            yield Mark(colour, (position, position, value, value), text)


def _names(
    points: Points,
    colours: Sequence[str],
    ends: Sequence[float | None],
    extent: Extent,
    style: Style,
) -> list[Word]:
    """Return what is at the ends of lines: their names, or the last value of a single one."""
    if len(points.series) > 1:
        return names_at_ends([each.name for each in points.series], colours, ends, extent, style)
    value = ends[0]
    if value is None:
        return []
    return beside([style.write(value)], extent.length - extent.at(value), colours[0], style)


def _below(points: Points, x: Extent, left: float, style: Style) -> list[Word]:
    """Return the labels of x, of which the first begins within the drawing."""
    words = []
    for tick in place_ticks(points, x, style.size, style.writing):
        half = width(tick.label, style.size) / 2
        words.append(Word(tick.label, max(x.at(tick.position), half - left), 0, "center", SOFT))
    return words


def _are_thick(stack: Stack, extent: Extent, style: Style) -> bool:
    """Whether all areas are thick enough at their end for a name beside them."""
    return all(extent.at(high) - extent.at(low) >= style.size * _THIN for low, high in stack)
