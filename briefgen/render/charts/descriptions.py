"""What a chart shows, in a few sentences, for readers who do not see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from briefgen.model.charts import ChartSpec, ChartType
from briefgen.render.charts.points import Points, Series
from briefgen.render.charts.scales import Writing, label_of
from briefgen.render.locales import locale_of
from briefgen.render.translations import SOURCE

Words = Callable[[str], str]  # translates a text of the theme

# As they are in the catalogues.
KINDS: Final[Mapping[ChartType, str]] = MappingProxyType(
    {
        "bar": "Bar chart",
        "grouped": "Bar chart",
        "stacked": "Stacked bar chart",
        "line": "Line chart",
        "area": "Area chart",
        "dot": "Dot plot",
        "slope": "Slope chart",
        "range": "Range chart",
    }
)
OF_SPECIFICATION: Final = "Chart of %(values)s."
CONTENT: Final = "%(kind)s of %(values)s by %(names)s."
ENDS: Final = "Highest: %(highest)s. Lowest: %(lowest)s."
COURSE: Final = "From %(first)s (%(start)s) to %(last)s (%(end)s)."
_MOST: Final = 6  # series that are named


def description(
    chart: ChartSpec, points: Points, writing: Writing, words: Words, language: str
) -> str:
    """Return what a chart shows; its columns are named."""
    sentences = [
        words(CONTENT)
        % {
            "kind": words(KINDS[chart.type]),
            "values": _joined_names(_values(chart, points), language),
            "names": chart.x,
        }
    ]
    if len(points.series) == 1 and points.is_time:
        sentences += _course(points, points.series[0], writing, words)
    sentences += _ends(points, writing, words)
    return " ".join(sentences)


def description_of_columns(columns: Sequence[str], words: Words, language: str) -> str:
    """Return what a chart shows of which only the columns of its data are known."""
    return words(OF_SPECIFICATION) % {"values": _joined_names(columns, language)}


def _values(chart: ChartSpec, points: Points) -> Sequence[str]:
    """Return the names of what is shown: the column if that has all series, or else the series."""
    names = [series.name for series in points.series]
    if chart.series:
        return chart.y
    return names if len(names) <= _MOST else [*names[: _MOST - 1], "…"]


def _course(points: Points, series: Series, writing: Writing, words: Words) -> Iterator[str]:
    present = [(at, value) for at, value in enumerate(series.values) if value is not None]
    if len(present) > 1:
        (start, first), (end, last) = present[0], present[-1]
        yield words(COURSE) % {
            "first": writing.value(first),
            "start": label_of(points, start, writing),
            "last": writing.value(last),
            "end": label_of(points, end, writing),
        }


def _ends(points: Points, writing: Writing, words: Words) -> Iterator[str]:
    present = [
        (value, at, series)
        for series in points.series
        for at, value in enumerate(series.values)
        if value is not None
    ]
    if len({value for value, _, _ in present}) < 2:
        return
    extremes = (
        max(present, key=lambda each: each[0]),
        min(present, key=lambda each: each[0]),
    )
    highest, lowest = (_point_in_words(points, *each, writing) for each in extremes)
    yield words(ENDS) % {"highest": highest, "lowest": lowest}


def _point_in_words(points: Points, value: float, at: int, series: Series, writing: Writing) -> str:
    name = f"{series.name}, " if len(points.series) > 1 else ""
    return f"{name}{label_of(points, at, writing)} ({writing.value(value)})"


def _joined_names(names: Sequence[str], language: str) -> str:
    from babel.lists import format_list  # noqa: PLC0415 - heavy

    return format_list(list(names), locale=locale_of("en-GB" if language == SOURCE else language))
