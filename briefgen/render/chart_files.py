"""The files of a chart: its drawing as SVG and as PNG, and its data as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from typing import Final

from briefgen.model.chart_colours import SERIES, palette
from briefgen.model.data import DataTable, numbers
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.documents import ChartData, ChartDrawing, ChartPicture
from briefgen.render.charts.colours import shades
from briefgen.render.charts.points import IncompleteData, WrongChart
from briefgen.render.charts.specification import (
    Reader,
    columns_shown,
    in_words,
    specification,
    uncoloured,
    values_shown,
)
from briefgen.render.charts.svg import as_file, drawn
from briefgen.render.charts.vega import CannotDraw, png_of, svg_of
from briefgen.render.writers import WriterInput

_BYTE_ORDER_MARK: Final = "\ufeff"
_DENSITY: Final = 2.0  # pixels of a PNG for each pixel of the drawing


def chart_svg(drawing: ChartDrawing, inputs: WriterInput) -> Checked[bytes]:
    """Return the drawing of a chart as an SVG file for light and dark mode."""
    chart, language = drawing.chart, drawing.language
    table = next(iter(inputs.tables), drawing.table)
    reader = Reader(language, drawing.direction == "rtl", drawing.is_narrow)
    try:
        text = in_words(chart, table, inputs.layouts.words(language), language)
        svg = svg_of(specification(chart, table, reader))
        count = 0 if chart.vega else uncoloured(chart, table)
    except IncompleteData:
        return Checked(b"")
    except WrongChart as error:
        return Checked(b"", (Diagnostic("chart", str(error), inputs.origin, error.hint),))
    except CannotDraw as error:
        problem = Diagnostic(
            "chart",
            f"Vega cannot draw this chart: {error}",
            inputs.origin,
            "try the specification in the Vega editor: https://vega.github.io/editor",
        )
        return Checked(b"", (problem,))
    colours = shades(palette(drawing.accent, drawing.accent_dark))
    problems = (_uncoloured(count, inputs),) if count else ()
    return Checked(as_file(drawn(svg, colours), drawing.title, text, colours), problems)


def _uncoloured(count: int, inputs: WriterInput) -> Diagnostic:
    return Diagnostic(
        "chart-series",
        f"this chart has {count + SERIES} series, and only {SERIES} colours can be told apart",
        inputs.origin,
        "name the important ones, as in `highlight: [China]`; or show fewer",
    )


def chart_png(_: ChartPicture, inputs: WriterInput) -> Checked[bytes]:
    """Return the drawing of a chart as a picture for readers that show no SVG."""
    svg = next(iter(inputs.used.values()), b"")
    return Checked(png_of(svg.decode(), _DENSITY) if svg else b"")


def chart_csv(data: ChartData, inputs: WriterInput) -> Checked[bytes]:
    """Return the data that a chart shows as a CSV file, with numbers as programs read them."""
    table = next(iter(inputs.tables), data.table)
    return Checked(as_csv(table, columns_shown(data.chart, table), values_shown(data.chart, table)))


def as_csv(table: DataTable, columns: Collection[str], numeric: Collection[str]) -> bytes:
    """Return columns of a table as a CSV file; those of numbers are written alike.

    Spreadsheets assume an old encoding if nothing at the start of a file says otherwise.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(
        zip(
            *(_numbers(table, name) if name in numeric else table.cells(name) for name in columns),
            strict=True,
        )
    )
    content = text.getvalue()
    return f"{'' if content.isascii() else _BYTE_ORDER_MARK}{content}".encode()


def _numbers(table: DataTable, column: str) -> Sequence[str]:
    values = numbers(table, column)
    if values is None:
        return table.cells(column)
    return ["" if value is None else f"{value:.15g}" for value in values]
