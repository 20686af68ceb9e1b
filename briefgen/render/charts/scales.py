"""The scales of charts: their ends, and the ticks with their labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10
from typing import Final, Literal

from briefgen.render.charts.labels import width
from briefgen.render.charts.points import Points, year_of

_STEPS: Final = (1, 2, 2.5, 5, 10)
_YEARS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
_MONTHS: Final = (1, 2, 3, 6)
_MONTHS_OF_YEAR: Final = 12
_DAYS: Final = (1, 2, 7, 14)
_APART: Final = 14  # pixels between labels
_FROM_ZERO: Final = 0.45  # a line that falls below this part of its height starts from zero
_SHORT: Final = 3  # years for which the ticks are months
_VERY_SHORT: Final = 0.25

Zero = Literal["always", "near", "never"]
Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Writing:
    """How a chart writes values beside marks, values at ticks, numbers of x, and dates.

    A date is written with a precision: "year", "month", "day" (of a year) or "date".
    """

    value: Write
    tick: Write
    position: Write
    date: Callable[[date, str], str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick: its place on the scale, and its label."""

    position: float
    label: str


@dataclass(frozen=True, slots=True)
class Extent:
    """The two ends of a scale, in pixels of `length`."""

    low: float
    high: float
    length: float

    def at(self, value: float) -> float:
        """Return the distance of a value from the low end, in pixels."""
        return (value - self.low) / (self.high - self.low) * self.length


def value_extent(values: Sequence[float], length: float, zero: Zero = "always") -> Extent:
    """Return the scale of values, which may have to include zero, or may if that costs little."""
    low, high = min(values, default=0), max(values, default=0)
    if zero == "always" or (zero == "near" and 0 < low < high * _FROM_ZERO):
        low = min(low, 0)
    if zero == "always" or (zero == "near" and 0 > high > low * _FROM_ZERO):
        high = max(high, 0)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0, 1)
    return Extent(low, high, length)


def value_ticks(extent: Extent, count: int, write: Write) -> tuple[Extent, tuple[Tick, ...]]:
    """Return a scale that ends at ticks, and its ticks, about so many."""
    step = _step((extent.high - extent.low) / max(count, 1))
    ticks = _ticks(floor(extent.low / step + 1e-9), ceil(extent.high / step - 1e-9), step, write)
    return Extent(ticks[0].position, ticks[-1].position, extent.length), ticks


def inner_ticks(extent: Extent, count: int, write: Write) -> tuple[Tick, ...]:
    """Return the ticks of a scale that ends anywhere, about so many."""
    step = _step((extent.high - extent.low) / max(count, 1))
    return _ticks(ceil(extent.low / step - 1e-9), floor(extent.high / step + 1e-9), step, write)


def _ticks(first: int, last: int, step: float, write: Write) -> tuple[Tick, ...]:
    positions = [round(number * step, 10) + 0.0 for number in range(first, last + 1)]
    return tuple(Tick(position, write(position)) for position in positions)


def _step(least: float) -> float:
    magnitude = 10 ** floor(log10(least))
    return float(next(step * magnitude for step in _STEPS if step * magnitude >= least * 0.999))


def place_ticks(points: Points, extent: Extent, size: float, writing: Writing) -> tuple[Tick, ...]:
    """Return the ticks of x, as many as fit side by side in a font size."""
    if points.scale == "names":
        return _spaced(tuple(map(Tick, points.positions, points.labels)), extent, size)
    if points.scale == "numbers":
        widest = max(width(writing.position(each), size) for each in (extent.low, extent.high))
        return inner_ticks(
            extent, max(int(extent.length / (widest + 3 * _APART)), 1), writing.position
        )
    span = extent.high - extent.low
    if points.scale == "years" or span > _SHORT:
        return _year_ticks(extent, size, writing)
    if points.scale == "days" and span < _VERY_SHORT:
        return _spaced(_day_ticks(points, writing), extent, size)
    return _month_ticks(extent, size, writing)


def label_of(points: Points, at: int, writing: Writing) -> str:
    """Return the label of one place as readers know it."""
    label = points.labels[at]
    if points.scale == "numbers":
        return writing.position(points.positions[at])
    if not points.is_time or points.scale == "quarters":
        return label
    return writing.date(_day(points.positions[at]), _PRECISION[points.scale])


_PRECISION: Final = {"years": "year", "months": "month", "days": "date"}


def _year_ticks(extent: Extent, size: float, writing: Writing) -> tuple[Tick, ...]:
    first, last = ceil(extent.low - 1e-9), floor(extent.high + 1e-9)
    label = width(writing.date(date(max(last, 1), 1, 1), "year"), size) + _APART
    year = extent.length / (extent.high - extent.low)
    step = next((step for step in _YEARS if step * year >= label), _YEARS[-1])
    start = first if last - first < step else ceil(first / step) * step
    return tuple(
        Tick(year, writing.date(date(year, 1, 1), "year")) for year in range(start, last + 1, step)
    )


def _month_ticks(extent: Extent, size: float, writing: Writing) -> tuple[Tick, ...]:
    first, last = _month_number(extent.low), _month_number(extent.high)
    days = [_month(number) for number in range(first, last + 1)]
    label = max(width(writing.date(day, "month"), size) for day in days) + _APART
    room = max(extent.length / label, 1)
    step = next((each for each in _MONTHS if len(days) / each <= room), _MONTHS_OF_YEAR)
    labelled_days = [day for day in days if (day.month - 1) % step == 0] or days[:1]
    ticks = (Tick(year_of(day), writing.date(day, "month")) for day in labelled_days)
    return tuple(tick for tick in ticks if extent.low - 1e-9 <= tick.position <= extent.high + 1e-9)


def _day_ticks(points: Points, writing: Writing) -> tuple[Tick, ...]:
    return tuple(
        Tick(position, writing.date(_day(position), "day")) for position in points.positions
    )


def _month_number(position: float) -> int:
    day = _day(position)
    return day.year * _MONTHS_OF_YEAR + day.month - 1


def _month(number: int) -> date:
    return date(number // _MONTHS_OF_YEAR, number % _MONTHS_OF_YEAR + 1, 1)


def _day(position: float) -> date:
    year = floor(position + 1e-9)
    start = date(year, 1, 1)
    days = (date(year, 12, 31) - start).days + 1
    return date.fromordinal(start.toordinal() + round((position - year) * days))


def _spaced(ticks: tuple[Tick, ...], extent: Extent, size: float) -> tuple[Tick, ...]:
    """Return every tick, or every second, third … so that their labels do not touch."""
    if not ticks:
        return ()
    widest = max(width(tick.label, size) for tick in ticks) + _APART
    for step in range(1, len(ticks) + 1):
        shown_ticks = ticks[::step]
        gaps = [
            extent.at(after.position) - extent.at(before.position)
            for before, after in pairwise(shown_ticks)
        ]
        if all(gap >= widest for gap in gaps):
            return shown_ticks
    return ticks[:1]
