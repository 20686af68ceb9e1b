"""How charts look: sizes, colours of series, and the legends above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.model.charts import ChartSpec
from briefgen.render.charts.colours import MUTED, series_colour
from briefgen.render.charts.labels import shortened, width
from briefgen.render.charts.marks import Layer, Mark, Scales, Word, moved, rectangles
from briefgen.render.charts.points import Points, Series
from briefgen.render.charts.scales import Writing, label_of

_LEADING: Final = 1.25
_SWATCH: Final = 0.85  # of the font size
_BESIDE: Final = 0.45
_BETWEEN: Final = 1.4
_LINE: Final = 1.45
_BELOW: Final = 10  # pixels


@dataclass(frozen=True, slots=True)
class Style:
    """What all charts of one width have in common; `size` is the font size in pixels.

    If a chart is mirrored, its horizontal bars begin at the right.
    """

    width: float
    size: float
    is_narrow: bool
    is_mirrored: bool
    writing: Writing

    def write(self, value: float) -> str:
        """Return a value as written beside its mark."""
        return self.writing.value(value)

    @property
    def line_height(self) -> float:
        """The height of a line of text."""
        return self.size * _LEADING


@dataclass(frozen=True, slots=True)
class Legend:
    """The names of series with their colours, above a chart.

    Places are in pixels, from the left edge of the drawing and from its own lower end.
    """

    swatches: tuple[tuple[str, float, float], ...] = ()
    words: tuple[Word, ...] = ()
    height: float = 0

    def layers(self, left: float, above: float, plot_width: float, style: Style) -> list[Layer]:
        """Return the swatches of a plot that begins at `left`; `above` is room in between."""
        side = style.size * _SWATCH
        marks = []
        for colour, at, y in self.swatches:
            x = plot_width - (at - left) - side if style.is_mirrored else at - left
            marks.append(Mark(colour, (x, x + side, y - above - side / 2, y - above + side / 2)))
        return rectangles(marks, Scales())

    def labels(self, left: float, above: float) -> list[Word]:
        """Return the words, for the same plot."""
        return moved(self.words, -left, -above)


def legend(names: Sequence[str], colours: Sequence[str], style: Style) -> Legend:
    """Return a legend in as many lines as it needs."""
    beside = style.size * (_SWATCH + _BESIDE)
    entries: list[tuple[str, str, float, int]] = []
    x, line = 0.0, 0
    for name, colour in zip(names, colours, strict=True):
        text = shortened(name, style.size, style.width - beside)
        entry_width = beside + width(text, style.size)
        if x and x + entry_width > style.width:
            x, line = 0.0, line + 1
        entries.append((text, colour, x, line))
        x += entry_width + style.size * _BETWEEN
    line_height = style.size * _LINE
    height = (line + 1) * line_height + _BELOW
    middles = [(row + 0.5) * line_height - height for row in range(line + 1)]
    return Legend(
        tuple((colour, at, middles[row]) for _, colour, at, row in entries),
        tuple(Word(text, at + beside, middles[row]) for text, _, at, row in entries),
        height,
    )


def key_of(points: Points, colours: Sequence[str], style: Style) -> Legend:
    """Return the legend of a chart, which one with a single series does not need."""
    names = [series.name for series in points.series]
    return legend(names, colours, style) if len(names) > 1 else Legend()


def colours_of(points: Points, chart: ChartSpec) -> list[str]:
    """Return the colour of each series: only those that are highlighted have one, if any are."""
    names = [series.name for series in points.series]
    coloured = [name for name in names if name in chart.highlight] or names
    return [series_colour(coloured.index(name)) if name in coloured else MUTED for name in names]


def highlighted(label: str, chart: ChartSpec) -> str:
    """Return the colour of what has this name, in a chart of one series."""
    return "1" if not chart.highlight or label in chart.highlight else MUTED


def mark_label(points: Points, at: int, series: Series, value: float, style: Style) -> str:
    """Return what a mark shows, in words."""
    label = label_of(points, at, style.writing)
    name = f", {series.name}" if len(points.series) > 1 else ""
    return f"{label}{name}: {style.write(value)}"
