"""Charts with an upright scale at their left: columns, lines and areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.render.charts.colours import INK, LINE, SOFT
from briefgen.render.charts.labels import widest
from briefgen.render.charts.marks import Layer, Padding, Plot, Scales, Word, moved, rules
from briefgen.render.charts.scales import Extent, Tick, value_ticks
from briefgen.render.charts.style import Legend, Style

_AXIS: Final = 8  # pixels between the labels of the axis and the plot
_TICK: Final = 56  # pixels for each tick


def height_of(style: Style) -> float:
    """Return the height of a plot."""
    return 230 if style.is_narrow else 300


@dataclass(frozen=True, slots=True)
class Axis:
    """An upright axis: its scale, its ticks, and the room for their labels."""

    extent: Extent
    ticks: Sequence[Tick] = ()
    room: float = 0


def axis_of(extent: Extent, style: Style) -> Axis:
    """Return an axis whose scale ends at ticks."""
    full_extent, ticks = value_ticks(extent, round(extent.length / _TICK), style.writing.tick)
    return Axis(full_extent, ticks, widest((tick.label for tick in ticks), style.size) + _AXIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UprightChart:
    """A chart with an upright axis, its marks and its words, in pixels from the plot's corner.

    `below` are the labels of x, and `after` is the room at the right of the plot.
    """

    axis: Axis
    layers: Sequence[Layer]
    words: Sequence[Word] = ()
    below: Sequence[Word] = ()
    after: float = 0
    key: Legend = Legend()

    def plot(self, style: Style) -> Plot:
        """Return the chart laid out."""
        extent, left, ticks = self.axis.extent, self.axis.room, self.axis.ticks
        length, height = style.width - left - self.after, extent.length
        grid = [(0.0, length, tick.position, tick.position) for tick in ticks if tick.position]
        zero = [(0.0, length, 0.0, 0.0)] if extent.low <= 0 <= extent.high else []
        scales = Scales(y=extent)
        labels = [
            Word(tick.label, -_AXIS, height - extent.at(tick.position), "right", SOFT)
            for tick in ticks
        ]
        above = style.line_height * 0.7
        return Plot(
            width=length,
            height=height,
            padding=Padding(left, self.key.height + above, self.after, style.line_height * 1.6),
            layers=[
                rules(grid, LINE, scales),
                *self.layers,
                rules(zero, INK, scales),
                *self.key.layers(left, above, length, style),
            ],
            words=[
                *self.words,
                *labels,
                *moved(self.below, 0, height + style.line_height),
                *self.key.labels(left, above),
            ],
            size=style.size,
        )
