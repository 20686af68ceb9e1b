"""The rows of charts that have one for each name, and the scale that all rows share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.render.charts.colours import INK, LINE, SOFT
from briefgen.render.charts.labels import lines, widest
from briefgen.render.charts.marks import Box, Layer, Padding, Plot, Scales, Word, moved, rules
from briefgen.render.charts.scales import Extent, Tick, inner_ticks
from briefgen.render.charts.style import Legend, Style

_BESIDE: Final = 0.36  # of the width, for names beside the rows
_GUTTER: Final = 12
_TICK: Final = 90  # pixels for each tick


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a chart: the middle and thickness of each one's marks, the names, and the size.

    The places of names are in pixels from the left edge of the drawing.
    """

    middles: tuple[float, ...]
    words: tuple[Word, ...]
    gutter: float
    height: float
    thickness: float

    @property
    def baselines(self) -> list[Box]:
        """The line at zero: a single one, unless it would cross names."""
        if self.gutter:
            return [(0.0, 0.0, -3.0, self.height + 3)]
        half = self.thickness / 2
        return [(0.0, 0.0, middle - half, middle + half) for middle in self.middles]


def rows_of(labels: Sequence[str], thickness: float, gap: float, style: Style) -> Rows:
    """Return rows with the names beside them, or above them where names are too long for that."""
    size, most = style.size, style.width * _BESIDE
    if widest(labels, size) > most * (1.15 if style.is_narrow else 2.5):
        return _with_names_above(labels, thickness, gap, style)
    split = [lines(label, size, most, 3) for label in labels]
    middles: list[float] = []
    words: list[Word] = []
    top = 0.0
    for texts in split:
        height = max(thickness, len(texts) * style.line_height)
        middles.append(top + height / 2)
        words += _column(texts, 0, middles[-1], style)
        top += height + gap
    gutter = max(widest(texts, size) for texts in split) + _GUTTER
    return Rows(tuple(middles), tuple(words), gutter, top - gap, thickness)


def _with_names_above(labels: Sequence[str], thickness: float, gap: float, style: Style) -> Rows:
    middles: list[float] = []
    words: list[Word] = []
    top = 0.0
    for label in labels:
        texts = lines(label, style.size, style.width, 2)
        height = len(texts) * style.line_height
        words += _column(texts, 0, top + height / 2, style)
        middles.append(top + height + 3 + thickness / 2)
        top = middles[-1] + thickness / 2 + gap
    return Rows(tuple(middles), tuple(words), 0, top - gap, thickness)


def _column(texts: Sequence[str], x: float, middle: float, style: Style) -> Iterator[Word]:
    """Yield lines that are centred on a height."""
    first = middle - (len(texts) - 1) / 2 * style.line_height
    for at, text in enumerate(texts):
        yield Word(text, x, first + at * style.line_height)


def ticks_of(extent: Extent, style: Style) -> tuple[Tick, ...]:
    """Return the ticks of the scale of rows."""
    return inner_ticks(extent, max(round(extent.length / _TICK), 2), style.writing.tick)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChart:
    """A chart with rows: its scale, its marks and its words, in pixels from the scale's beginning.

    `before` is the room between the names and the scale. The axis is above the rows, if the scale
    has ticks.
    """

    rows: Rows
    extent: Extent
    layers: Sequence[Layer]
    words: Sequence[Word]
    before: float = 0
    ticks: Sequence[Tick] = ()
    key: Legend = Legend()

    def plot(self, style: Style) -> Plot:
        """Return the chart laid out."""
        rows, extent = self.rows, self.extent
        left = rows.gutter + self.before
        axis = style.line_height + 4 if self.ticks else 0
        grid = [
            (tick.position, tick.position, 0.0, rows.height) for tick in self.ticks if tick.position
        ]
        zero = rows.baselines if extent.low <= 0 <= extent.high else []
        scales = Scales(x=extent, is_mirrored=style.is_mirrored)
        labels = [
            Word(tick.label, extent.at(tick.position), -axis + style.size / 2, "center", SOFT)
            for tick in self.ticks
        ]
        above = self.key.height + axis + 4
        return Plot(
            width=extent.length,
            height=rows.height,
            padding=Padding(left, above, style.width - left - extent.length, 5),
            layers=[
                rules(grid, LINE, scales),
                *self.layers,
                rules(zero, INK, scales),
                *self.key.layers(left, axis, extent.length, style),
            ],
            words=[
                *moved(rows.words, -left),
                *self.words,
                *labels,
                *self.key.labels(left, axis),
            ],
            size=style.size,
            is_mirrored=style.is_mirrored,
        )
