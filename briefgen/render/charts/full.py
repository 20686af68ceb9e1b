"""Charts whose authors wrote the Vega-Lite specification themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from briefgen.model.chart_colours import SERIES
from briefgen.model.data import DataTable, numbers
from briefgen.render.charts.colours import INK, LINE, SOFT, stand_in
from briefgen.render.locales import in_digits, locale_of

FONT: Final = "Briefgen Sans"
_SEVERAL: Final = ("facet", "hconcat", "vconcat", "concat", "repeat")  # views side by side
_EVERYWHERE: Final = ("row", "column", "facet")  # channels that also make several views


def full_specification(
    vega: str, table: DataTable, width: float, size: float, language: str
) -> dict[str, Any]:
    """Return a specification with the data, the site's style, and a size that fits."""
    own: dict[str, Any] = json.loads(vega)
    encoding = own.get("encoding")
    is_single = not any(key in own for key in _SEVERAL) and not (
        isinstance(encoding, dict) and any(key in encoding for key in _EVERYWHERE)
    )
    fitted = {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    return {
        **(fitted if is_single else {}),
        **own,
        "background": None,
        "data": {"values": list(_rows(table))},
        "config": _merged(_config(size, language), own.get("config")),
    }


def _rows(table: DataTable) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, with numbers in columns of numbers."""
    columns = [numbers(table, name) or table.cells(name) for name in table.columns]
    for row in zip(*columns, strict=True):
        yield dict(zip(table.columns, row, strict=True))


def _merged(ours: Mapping[str, Any], theirs: Any) -> dict[str, Any]:
    """Return settings, where those of the author count more."""
    merged = dict(ours)
    for key, value in (theirs if isinstance(theirs, dict) else {}).items():
        before = merged.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = _merged(before or {}, value) if both else value
    return merged


def _config(size: float, language: str) -> dict[str, Any]:
    ink, soft, line = map(stand_in, (INK, SOFT, LINE))
    text = {"labelColor": soft, "titleColor": soft, "labelFontSize": size}
    title = {"titleFontSize": size, "titleFontWeight": 400}
    series = [stand_in(f"{number}") for number in range(1, SERIES + 1)]
    mark = {
        name: {"color": series[0]}
        for name in ("arc", "area", "bar", "circle", "line", "point", "rect", "square", "tick")
    }
    return {
        **mark,
        "line": {"color": series[0], "strokeWidth": 2.5, "strokeCap": "round"},
        "font": FONT,
        "padding": 0,
        "axis": {**text, **title, "gridColor": line, "domainColor": ink, "tickColor": line,
                 "labelPadding": 6, "titlePadding": 10, "domain": False, "ticks": False},
        "axisX": {"domain": True, "grid": False},
        "axisQuantitative": {"tickCount": 6},
        "legend": {**text, **title, "orient": "top", "title": None, "labelColor": ink},
        "header": {**text, **title},
        "title": {"color": ink, "fontSize": size, "anchor": "start"},
        "text": {"color": ink, "fontSize": size},
        "rule": {"color": ink},
        "range": {"category": series},
        "view": {"stroke": None},
        "locale": locale(language),
    }  # fmt: skip


def locale(language: str) -> dict[str, Any]:
    """Return how Vega writes numbers and dates in a language, from CLDR."""
    cldr = locale_of(language)
    symbols = cldr.number_symbols[_numbering(language)]
    months, days = cldr.months["stand-alone"], cldr.days["stand-alone"]
    periods = cldr.day_periods["format"]["abbreviated"]
    number = {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
        "numerals": [in_digits(str(digit), language) for digit in range(10)],
        "percent": symbols["percentSign"],
        "minus": symbols["minusSign"],
    }
    time = {
        "dateTime": "%x %X",
        "date": "%Y-%m-%d",
        "time": "%H:%M:%S",
        "periods": [periods.get("am", "AM"), periods.get("pm", "PM")],
        # Those of Vega begin with Sunday.
        "days": [days["wide"][each] for each in (6, 0, 1, 2, 3, 4, 5)],
        "shortDays": [days["abbreviated"][each] for each in (6, 0, 1, 2, 3, 4, 5)],
        "months": [months["wide"][each] for each in range(1, 13)],
        "shortMonths": [months["abbreviated"][each] for each in range(1, 13)],
    }
    return {"number": number, "time": time}


def _numbering(language: str) -> str:
    cldr = locale_of(language)
    system = cldr.default_numbering_system
    return system if system in cldr.number_symbols else "latn"
