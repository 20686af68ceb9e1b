"""What a chart shows, read from the cells of its data."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from briefgen.model.charts import ChartSpec
from briefgen.model.data import DataTable, is_missing, is_numeric, numbers, stray_cell

Scale = Literal["names", "numbers", "years", "months", "quarters", "days"]
TIMES: Final = ("years", "months", "quarters", "days")

_YEAR: Final = re.compile(r"[12]\d{3}")
_MONTH: Final = re.compile(r"([12]\d{3})[-/.](0?[1-9]|1[0-2])")
_DAY: Final = re.compile(r"([12]\d{3})[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])")
_QUARTER: Final = re.compile(r"([12]\d{3})[ -]?[qQtT]([1-4])|[qQtT]([1-4])[ -]([12]\d{3})")
# As Germany and others write a day; with slashes, it is not clear which is the month.
_DAY_FIRST: Final = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.([12]\d{3})")
_PAIR: Final = 2
_ONLY_NUMBERS: Final = "write only a number in each cell, or leave it empty"


class WrongChart(Exception):
    """A chart that cannot be drawn; the message says why, and the hint what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class IncompleteData(WrongChart):
    """A file or a column of a chart is missing, which is reported where the text names it."""

    def __init__(self) -> None:
        super().__init__("the data of this chart is incomplete", "")


@dataclass(frozen=True, slots=True)
class Series:
    """A series: its name, and its values at each place, None where there is none."""

    name: str
    values: tuple[float | None, ...]

    @property
    def numbers(self) -> list[float]:
        """The values that there are."""
        return [value for value in self.values if value is not None]


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a chart.

    `labels` are the values of x as written, and `places` the same as numbers; times are in years.
    Names have the places 0, 1, 2 …
    """

    labels: tuple[str, ...]
    positions: tuple[float, ...]
    scale: Scale
    series: tuple[Series, ...]

    @property
    def values(self) -> list[float]:
        """All values that there are."""
        return [value for series in self.series for value in series.numbers]

    @property
    def is_time(self) -> bool:
        """Whether x is a time."""
        return self.scale in TIMES


def present(series: Series) -> Iterator[tuple[int, float]]:
    """Yield the values of a series that there are, with their places."""
    for at, value in enumerate(series.values):
        if value is not None:
            yield at, value


def columns_of(chart: ChartSpec, table: DataTable) -> ChartSpec:
    """Return a chart with the columns that its author did not name."""
    numeric = [name for name in table.columns if is_numeric(table, name)]
    x, y = chart.x, chart.y
    if x and len(y) == 1 and not chart.series and x in numeric and y[0] not in numeric:
        x, y = y[0], (x,)  # written as for a horizontal axis
    named_columns = {*y, chart.series}
    if not x:
        others = [name for name in table.columns if name not in named_columns]
        x = next((name for name in others if name not in numeric), "")
        x = x or next((name for name in others if _scale(table.cells(name)) in TIMES), "")
        x = x or (others or [""])[0]
    if not y:
        free = tuple(name for name in numeric if name not in (x, chart.series))
        y = free[:1] if chart.series or chart.type == "bar" else free
    return replace(chart, x=x, y=y)


def points_of(chart: ChartSpec, table: DataTable) -> Points:
    """Return the points of a chart whose columns are named. Raises WrongChart."""
    named_columns = filter(None, (chart.x, *chart.y, chart.series))
    if not table.columns or not all(name in table.columns for name in named_columns):
        raise IncompleteData
    if not table.rows:
        raise WrongChart("this chart has no data", "add rows to the data")
    if len(table.columns) < _PAIR:
        raise WrongChart("the data of this chart have only one column", "add a column of names")
    if not chart.y:
        raise _without_numbers(chart, table)
    labels, series = _by_series(chart, table) if chart.series else _by_column(chart, table)
    scale = _scale(labels)
    if scale == "names" or (scale == "numbers" and chart.type not in ("line", "area")):
        return Points(labels, tuple(map(float, range(len(labels)))), "names", series)
    return _in_order(
        Points(labels, tuple(_position(label, scale) for label in labels), scale, series)
    )


def _without_numbers(chart: ChartSpec, table: DataTable) -> WrongChart:
    problem = "the data of this chart have no column of numbers"
    for name in table.columns:
        if cell := stray_cell(table, name) if name != chart.x else "":
            return WrongChart(f"{problem}, because `{name}` has `{cell}`", _ONLY_NUMBERS)
    return WrongChart(problem, f"the columns are: {', '.join(table.columns)}")


def sorted_points(points: Points, order: str) -> Points:
    """Return points sorted by the values of their first series; those without values come last."""
    if not order or not points.series:
        return points
    values = points.series[0].values
    sign = -1 if order == "descending" else 1
    present = [at for at, value in enumerate(values) if value is not None]
    absent = [at for at, value in enumerate(values) if value is None]
    return _reordered(points, [*sorted(present, key=lambda at: sign * (values[at] or 0)), *absent])


def _by_column(chart: ChartSpec, table: DataTable) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """Return the labels and series of data with a column for each series."""
    cells = table.cells(chart.x)
    rows = [at for at, cell in enumerate(cells) if cell.strip()]
    series = tuple(
        Series(name, tuple(values[at] for at in rows))
        for name, values in ((name, _values(table, name)) for name in chart.y)
    )
    return tuple(cells[at].strip() for at in rows), series


def _by_series(chart: ChartSpec, table: DataTable) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """Return the labels and series of data with a row for each value."""
    values = _values(table, chart.y[0])
    labels = [cell.strip() for cell in table.cells(chart.x)]
    names = [cell.strip() for cell in table.cells(chart.series)]
    cells: dict[tuple[str, str], float | None] = {}
    for label, name, value in zip(labels, names, values, strict=True):
        if (label, name) in cells:
            raise WrongChart(
                f"the data have two values for `{label}` in the series `{name}`",
                "leave only one row for each",
            )
        cells[label, name] = value
    places = tuple(dict.fromkeys(label for label in labels if label))
    return places, tuple(
        Series(name, tuple(cells.get((label, name)) for label in places))
        for name in dict.fromkeys(name for name in names if name)
    )


def _values(table: DataTable, column: str) -> tuple[float | None, ...]:
    values = numbers(table, column)
    if values is not None:
        return values
    usable = [name for name in table.columns if is_numeric(table, name)]
    stray = stray_cell(table, column)
    cell = stray or next((cell for cell in table.cells(column) if not is_missing(cell)), "")
    message = (
        f"the column `{column}` does not have only numbers: it has `{cell}`"
        if cell
        else f"the column `{column}` has no numbers"
    )
    hint = f"columns with numbers are: {', '.join(usable)}" if usable else "correct the data"
    hint = _ONLY_NUMBERS if stray else hint
    raise WrongChart(message, hint)


def _reordered(points: Points, order: Sequence[int]) -> Points:
    """Return points in another order; names are always one after another."""
    positions = (
        points.positions if points.scale == "names" else [points.positions[at] for at in order]
    )
    return replace(
        points,
        labels=tuple(points.labels[at] for at in order),
        positions=tuple(positions),
        series=tuple(
            Series(each.name, tuple(each.values[at] for at in order)) for each in points.series
        ),
    )


def _in_order(points: Points) -> Points:
    return _reordered(points, sorted(range(len(points.labels)), key=points.positions.__getitem__))


def _scale(labels: Iterable[str]) -> Scale:
    """Return the kind of values that all of these are."""
    texts = [label.strip() for label in labels if label.strip()]
    forms: Mapping[Scale, re.Pattern[str]] = {
        "years": _YEAR, "months": _MONTH, "quarters": _QUARTER, "days": _DAY
    }  # fmt: skip
    for scale, form in forms.items():
        if texts and all(map(form.fullmatch, texts)):
            return scale
    if texts and all(map(_DAY_FIRST.fullmatch, texts)):
        return "days"
    is_number = bool(texts) and is_numeric(DataTable(("x",), tuple((each,) for each in texts)), "x")
    return "numbers" if is_number else "names"


def _position(label: str, scale: Scale) -> float:
    """Return the place of a time in years, or that of a number. Raises WrongChart."""
    if scale == "numbers":
        return (numbers(DataTable(("x",), ((label,),)), "x") or (0.0,))[0] or 0.0
    if scale == "years":
        return float(label)
    if scale == "quarters":
        match = _QUARTER.fullmatch(label)
        year, quarter = (match[1] or match[4], match[2] or match[3]) if match else ("0", "1")
        return year_of(date(int(year), 3 * int(quarter) - 2, 1))
    parts = [int(part) for part in re.split("[-/.]", label)]
    if _DAY_FIRST.fullmatch(label):
        parts.reverse()
    try:
        return year_of(date(parts[0], parts[1], parts[2] if len(parts) > _PAIR else 1))
    except ValueError:
        raise WrongChart(f"there is no day `{label}`", "correct the data") from None


def year_of(day: date) -> float:
    """Return a day in years."""
    days = 366 if isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / days
