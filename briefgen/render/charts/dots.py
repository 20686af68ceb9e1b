"""Dots and ranges in rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.model.charts import ChartSpec
from briefgen.render.charts.colours import MUTED, PAPER, SOFT
from briefgen.render.charts.labels import widest, width
from briefgen.render.charts.marks import Mark, Plot, Scales, Word, dots, rectangles, rules
from briefgen.render.charts.points import Points, WrongChart, present
from briefgen.render.charts.rows import RowChart, Rows, rows_of, ticks_of
from briefgen.render.charts.scales import Extent, value_extent
from briefgen.render.charts.style import Legend, Style, colours_of, highlighted, key_of, mark_label

_AFTER: Final = 6  # pixels between a mark and its value
_EDGE: Final = 4
_MOST_ROWS: Final = 20  # that have their values beside them
_RADIUS: Final = 6.5
_SMALL: Final = 3.5


def dot_rows(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return dots on a line for each name: one for each series."""
    rows = rows_of(points.labels, 2 * _RADIUS + 2, 14, style)
    count = len(points.series)
    has_values = count <= 2 and len(points.labels) <= _MOST_ROWS
    side = widest(map(style.write, points.values), style.size) + _RADIUS + _AFTER
    room = (side if count > 1 else _RADIUS, side) if has_values else (_RADIUS, _RADIUS)
    length = style.width - rows.gutter - sum(room)
    extent = value_extent(points.values, length, "always" if count == 1 else "never")
    ticks = () if has_values else ticks_of(extent, style)
    colours = colours_of(points, chart)
    marks = []
    for number, series in enumerate(points.series):
        for at, value in present(series):
            colour = colours[number] if count > 1 else highlighted(points.labels[at], chart)
            box = (value, value, rows.middles[at], rows.middles[at])
            marks.append(Mark(colour, box, mark_label(points, at, series, value, style)))
    scales = Scales(x=extent, is_mirrored=style.is_mirrored)
    links = [
        (min(*values, 0) if count == 1 else min(values), max(values), middle, middle)
        for at, values in _positions(points)
        for middle in (rows.middles[at],)
    ]
    return RowChart(
        rows=rows,
        extent=extent,
        layers=[rules(links, MUTED, scales, 2), *dots(marks, _RADIUS, scales)],
        words=list(_at_ends(points, rows, extent, style)) if has_values else [],
        before=room[0],
        ticks=ticks,
        key=key_of(points, colours, style),
    ).plot(style)


def _positions(points: Points) -> Iterator[tuple[int, list[float]]]:
    """Yield each place that has values, with these."""
    for at in range(len(points.labels)):
        values = [value for series in points.series if (value := series.values[at]) is not None]
        if values:
            yield at, values


def _at_ends(points: Points, rows: Rows, extent: Extent, style: Style) -> Iterator[Word]:
    """Yield the values of the outermost dots."""
    away = _RADIUS + _AFTER - 1
    for at, values in _positions(points):
        low, high = min(values), max(values)
        yield Word(style.write(high), extent.at(high) + away, rows.middles[at])
        if low != high:
            yield Word(style.write(low), extent.at(low) - away, rows.middles[at], "right")


def ranges(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return a bar for each name from its lowest value to its highest."""
    if len(points.series) < 2:
        raise WrongChart(
            "a chart of ranges needs two columns of numbers",
            "name those with the lowest and the highest values, such as `y: [low, high]`",
        )
    thickness = 12
    rows = rows_of(points.labels, thickness + 4, 14, style)
    has_values = len(points.labels) <= _MOST_ROWS
    side = widest(map(style.write, points.values), style.size) + _AFTER if has_values else _EDGE
    length = style.width - rows.gutter - 2 * side
    extent = value_extent(points.values, length, "never")
    ticks = () if has_values else ticks_of(extent, style)
    marks, between, words = [], [], []
    for at, values in _positions(points):
        label, middle = points.labels[at], rows.middles[at]
        low, *others, high = sorted([*values, *values[:1]] if len(values) == 1 else values)
        box = (low, high, middle - thickness / 2, middle + thickness / 2)
        text = f"{label}: {style.write(low)}–{style.write(high)}"
        marks.append(Mark(highlighted(label, chart), box, text))
        between += [
            Mark(PAPER, (value, value, middle, middle), f"{label}: {style.write(value)}")
            for value in others
        ]
        if has_values:
            words.append(Word(style.write(low), extent.at(low) - _AFTER, middle, "right"))
            words.append(Word(style.write(high), extent.at(high) + _AFTER, middle))
    scales = Scales(x=extent, is_mirrored=style.is_mirrored)
    return RowChart(
        rows=rows,
        extent=extent,
        layers=[*rectangles(marks, scales), *dots(between, _SMALL, scales)],
        words=words,
        before=side,
        ticks=ticks,
        key=_range_key(points, extent, style, rows.gutter + side) if not ticks else Legend(),
    ).plot(style)


def _range_key(points: Points, extent: Extent, style: Style, left: float) -> Legend:
    """Return the names of the two ends, above those of the first row."""
    at, values = next(_positions(points))
    names = {series.values[at]: series.name for series in reversed(points.series)}
    low, high = min(values), max(values)
    if low == high:
        return Legend()
    y = -style.line_height * 0.9
    begin, end = (width(names[each], style.size) for each in (low, high))
    return Legend(
        words=(
            Word(names[low], max(left + extent.at(low) - _AFTER, begin), y, "right", SOFT),
            Word(
                names[high],
                min(left + extent.at(high) + _AFTER, style.width - end),
                y,
                "left",
                SOFT,
            ),
        ),
        height=style.line_height * 1.6,
    )
