"""The Vega-Lite specification of a chart, and what the chart shows in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from briefgen.model.chart_colours import SERIES
from briefgen.model.charts import ChartSpec, ChartType
from briefgen.model.data import DataTable, is_missing, nearest_name
from briefgen.model.text import TableColumn
from briefgen.render.charts.bars import bars, stacked
from briefgen.render.charts.columns import columns
from briefgen.render.charts.descriptions import Words, description, description_of_columns
from briefgen.render.charts.dots import dot_rows, ranges
from briefgen.render.charts.full import full_specification
from briefgen.render.charts.lines import area_chart, line_chart
from briefgen.render.charts.marks import Plot
from briefgen.render.charts.points import (
    Points,
    WrongChart,
    columns_of,
    points_of,
    sorted_points,
)
from briefgen.render.charts.scales import Writing
from briefgen.render.charts.slopes import slopes
from briefgen.render.charts.style import Style
from briefgen.render.charts.writing import (
    Form,
    date_writer,
    signs_of,
    tick_writer,
    value_writer,
)

_WIDE: Final = 608.0  # pixels: the width of the text on a page
_NARROW: Final = 300.0
_SIZE: Final = 13.5  # pixels of the font
_COLOURED: Final = ("grouped", "stacked", "line", "area", "dot")  # a colour for each series


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a chart is drawn for: the language, its direction, and whether the screen is narrow."""

    language: str = "en"
    is_right_to_left: bool = False
    is_narrow: bool = False


def specification(chart: ChartSpec, table: DataTable, reader: Reader) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart. Raises WrongChart."""
    width = _NARROW if reader.is_narrow else _WIDE
    if chart.vega:
        return full_specification(chart.vega, table, width, _SIZE, reader.language)
    chart, points = _resolved(chart, table)
    writing = _writing(chart, points, table, reader.language)
    style = Style(width, _SIZE, reader.is_narrow, reader.is_right_to_left, writing)
    return _plot(points, chart, style).specification()


def in_words(chart: ChartSpec, table: DataTable, words: Words, language: str) -> str:
    """Return what a chart shows, in the author's words or else in ours. Raises WrongChart."""
    if chart.alt:
        return chart.alt
    if chart.vega:
        return description_of_columns(table.columns, words, language)
    chart, points = _resolved(chart, table)
    return description(chart, points, _writing(chart, points, table, language), words, language)


def uncoloured(chart: ChartSpec, table: DataTable) -> int:
    """Return how many series of a chart have no colour of their own. Raises WrongChart."""
    chart, points = _resolved(chart, table)
    if chart.highlight or chart.type not in _COLOURED:
        return 0
    return max(len(points.series) - SERIES, 0)


def columns_shown(chart: ChartSpec, table: DataTable) -> tuple[str, ...]:
    """Return the columns of the data that a chart shows."""
    if chart.vega:
        return table.columns
    complete = columns_of(chart, table)
    used = {complete.x, complete.series, *complete.y}
    return tuple(name for name in table.columns if name in used)


def values_shown(chart: ChartSpec, table: DataTable) -> tuple[str, ...]:
    """Return the columns of the data with the numbers that a chart shows."""
    return () if chart.vega else columns_of(chart, table).y


def _resolved(chart: ChartSpec, table: DataTable) -> tuple[ChartSpec, Points]:
    chart = columns_of(chart, table)
    points = sorted_points(points_of(chart, table), chart.sort)
    names = {*points.labels, *(series.name for series in points.series)}
    for name in chart.highlight:
        if name not in names:
            similar = nearest_name(name, sorted(names))
            hint = f"did you mean `{similar}`?" if similar else "write a name as it is in the data"
            raise WrongChart(f"`highlight` names `{name}`, which this chart does not show", hint)
    return chart, points


def _writing(chart: ChartSpec, points: Points, table: DataTable, language: str) -> Writing:
    column = TableColumn("", form=chart.form, decimals=chart.decimals)
    cells = [cell for name in chart.y for cell in table.cells(name) if not is_missing(cell)]
    form = Form(column, *signs_of(cells))
    return Writing(
        value_writer(points.values, form, language),
        tick_writer(points.values, form, language),
        tick_writer(points.positions, Form(), language),
        date_writer(language),
    )


def _plot(points: Points, chart: ChartSpec, style: Style) -> Plot:
    if points.is_time and chart.type in _OVER_TIME:
        return columns(points, chart, style)
    return _PLOTS[chart.type](points, chart, style)


_OVER_TIME: Final = ("bar", "grouped", "stacked")
_PLOTS: Final[Mapping[ChartType, Callable[[Points, ChartSpec, Style], Plot]]] = MappingProxyType(
    {
        "bar": bars,
        "grouped": bars,
        "stacked": stacked,
        "line": line_chart,
        "area": area_chart,
        "dot": dot_rows,
        "slope": slopes,
        "range": ranges,
    }
)
