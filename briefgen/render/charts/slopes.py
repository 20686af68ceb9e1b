"""Lines from one moment to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from briefgen.model.charts import ChartSpec
from briefgen.render.charts.colours import INK, LINE, MUTED
from briefgen.render.charts.ends import AFTER, WIDEST, apart, beside, room_for
from briefgen.render.charts.labels import after_number, bold
from briefgen.render.charts.labels import lines as split_lines
from briefgen.render.charts.lines import RADIUS, THICK
from briefgen.render.charts.marks import (
    Mark,
    Padding,
    Plot,
    Scales,
    Word,
    dots,
    lines,
    moved,
    rules,
)
from briefgen.render.charts.points import Points, Series, WrongChart
from briefgen.render.charts.scales import Extent, value_extent
from briefgen.render.charts.style import Style, colours_of, mark_label

_MOMENTS: Final = (0, 1)
_MARGIN: Final = 0.04


def slopes(points: Points, chart: ChartSpec, style: Style) -> Plot:
    """Return a line for each series from one moment to another, with its values at both ends."""
    points = _between(points)
    least = 260 if style.is_narrow else 320
    height = max(least, len(points.series) * style.line_height * 1.05)
    tight = value_extent(points.values, height, "never")
    margin = (tight.high - tight.low) * _MARGIN
    extent = Extent(tight.low - margin, tight.high + margin, height)
    colours = colours_of(points, chart) if chart.highlight else ["1"] * len(points.series)
    before, after = (_side(points, at, colours, extent, style) for at in _MOMENTS)
    left, right = room_for(before, style) + 4, room_for(after, style)
    x = Extent(0, 1, style.width - left - right)
    scales = Scales(x=x, y=extent)
    layers = [rules([(at, at, extent.low, extent.high) for at in _MOMENTS], LINE, scales)]
    pairs = zip(points.series, colours, strict=True)
    for series, colour in sorted(pairs, key=lambda pair: pair[1] != MUTED):
        values = series.numbers
        ends = [
            Mark(colour, (at, at, value, value), mark_label(points, at, series, value, style))
            for at, value in enumerate(values)
        ]
        layers.append(lines([list(zip(_MOMENTS, values, strict=True))], colour, THICK, scales))
        layers += dots(ends, RADIUS, scales)
    heads = [
        Word(points.labels[at], x.at(at), -style.line_height, "center", INK, True)
        for at in _MOMENTS
    ]
    return Plot(
        width=x.length,
        height=height,
        padding=Padding(left, style.line_height * 1.6, right, style.line_height * 0.6),
        layers=layers,
        words=[*heads, *moved(before, -AFTER), *moved(after, x.length + AFTER)],
        size=style.size,
    )


def _between(points: Points) -> Points:
    """Return points with two moments as labels, and a series for each line that has both."""
    if len(points.labels) != len(_MOMENTS):
        points = _transposed(points)
    if len(points.labels) != len(_MOMENTS):
        raise WrongChart(
            f"a chart of slopes shows two moments, and these data have {len(points.labels)}",
            "name two columns, such as `y: [2010, 2020]`; or write `type: line`",
        )
    complete = tuple(series for series in points.series if None not in series.values)
    if not complete:
        raise WrongChart("no row of these data has values for both moments", "add them")
    return replace(points, series=complete)


def _transposed(points: Points) -> Points:
    """Return points with a series for each label, and a label for each series."""
    series = tuple(
        Series(label, tuple(each.values[at] for each in points.series))
        for at, label in enumerate(points.labels)
    )
    labels = tuple(each.name for each in points.series)
    return Points(labels, tuple(map(float, range(len(labels)))), "names", series)


def _side(
    points: Points, at: int, colours: Sequence[str], extent: Extent, style: Style
) -> list[Word]:
    """Return the values at one moment; those at the second are with the names of the lines."""
    texts: list[Sequence[str]] = []
    positions = []
    for series in points.series:
        value = series.numbers[at]
        text = style.write(value)
        named_text = after_number(text, series.name)
        name_lines = split_lines(named_text, bold(style.size), style.width * WIDEST)
        texts.append(name_lines if at else (text,))
        positions.append(extent.length - extent.at(value))
    heights = [len(each) * style.line_height for each in texts]
    middles = apart(positions, heights, extent.length) or positions
    return [
        word
        for texts_of_series, middle, colour in zip(texts, middles, colours, strict=True)
        for word in beside(texts_of_series, middle, colour, style, "left" if at else "right")
    ]
