"""Charts of Word as blocks of data: pandoc reads only that there is one.

The data that a chart shows is in its own part: ECMA-376, part 1, DrawingML, Charts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from xml.etree.ElementTree import Element as Xml

from briefgen.importers.word.package import Package, R
from briefgen.read.html_tree import Element
from briefgen.read.yaml_writing import yaml_of

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_KINDS: Final[Mapping[str, str]] = {
    "areaChart": "area", "area3DChart": "area", "bar3DChart": "bar", "barChart": "bar",
    "line3DChart": "line", "lineChart": "line",
}  # fmt: skip
_MOST_SERIES: Final = 6  # which charts draw in colours of their own
_MOST_ROWS: Final = 500
_EPOCH: Final = date(1899, 12, 30)  # the day 0 of Excel


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its type here, or "" if it is only data, its title, and its columns and rows."""

    type: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    format: str = ""

    def block(self, title: str = "") -> Element:
        """Return the chart as a block of our dialect; `title` is that of a caption below it."""
        rows = [dict(zip(self.columns, map(_cell, row), strict=True)) for row in self.rows]
        values: dict[str, object] = {
            "type": self.type,
            "data": rows,
            "title": title or self.title,
            "subtitle": self.title if title else "",
            "format": self.format,
        }
        code = Element("code", {"class": "language-chart"}, (yaml_of(values).strip(),))
        return Element("pre", {}, (code,))

    def table(self) -> Element:
        """Return the data as a table."""
        columns = ("", *self.columns[1:])
        head = Element("tr", {}, tuple(Element("th", {}, (each,)) for each in columns))
        body = (
            Element("tr", {}, tuple(Element("td", {}, (each,)) for each in row))
            for row in self.rows
        )
        parts = Element("thead", {}, (head,)), Element("tbody", {}, tuple(body))
        return Element("table", {}, parts)


def charts(package: Package) -> Iterator[Chart | None]:
    """Yield the charts of a text in order, or None for one without data."""
    tree = package.tree(package.main)
    targets = package.targets(package.main)
    for each in tree.iter(f"{_C}chart") if tree is not None else ():
        part = package.tree(targets.get(each.get(f"{R}id", ""), ""))
        yield _chart(part) if part is not None else None


def _chart(part: Xml) -> Chart | None:
    area = part.find(f"{_C}chart/{_C}plotArea")
    if area is None:
        return None
    plots = [each for each in area if each.tag.endswith("Chart")]
    series = [each for plot in plots for each in plot.iter(f"{_C}ser")]
    names = _unique([_words(each.find(f"{_C}tx")) or "" for each in series])
    points = [_points(each, "val") or _points(each, "yVal") for each in series]
    labels = next(
        filter(None, (_points(each, "cat") or _points(each, "xVal") for each in series)), {}
    )
    places = sorted({at for each in (labels, *points) for at in each})
    if not series or not places or len(places) > _MOST_ROWS:
        return None
    rows = tuple(
        (labels.get(at, str(at + 1)), *(each.get(at, "") for each in points)) for at in places
    )
    first = "name" if "name" not in names else "label"
    title = _words(part.find(f"{_C}chart/{_C}title"))
    code = part.findtext(f".//{_C}val//{_C}formatCode", "")
    is_percent = code.startswith("0") and code.endswith("%")
    kind = _kind(plots, rows)
    return Chart(kind, title, (first, *names), rows, "percent" if is_percent else "")


def _kind(plots: Sequence[Xml], rows: Sequence[Sequence[str]]) -> str:
    """Return the type of a chart here, or "" if it shows its data in another way."""
    if len(plots) != 1:
        return ""
    kind = _KINDS.get(plots[0].tag.removeprefix(_C), "")
    grouping = plots[0].find(f"{_C}grouping")
    stacked = grouping.get("val", "") if grouping is not None else ""
    count = len(rows[0]) - 1
    has_names = len({row[0] for row in rows}) == len(rows) and all(row[0] for row in rows)
    numbers = [each for row in rows for each in row[1:] if each]
    if not kind or count > _MOST_SERIES or not has_names or not all(map(_is_number, numbers)):
        return ""
    if stacked == "percentStacked" or len(rows) < 2 or not numbers:
        return ""
    if kind == "bar" and count > 1:
        return "stacked" if stacked == "stacked" else "grouped"
    return kind


def _points(series: Xml, name: str) -> dict[int, str]:
    """Return the values of a series by their places."""
    values = series.find(f"{_C}{name}")
    if values is None:
        return {}
    code = values.findtext(f".//{_C}formatCode", "").lower()
    is_date = name in ("cat", "xVal") and "y" in code
    points = {}
    for point in values.iter(f"{_C}pt"):
        at, value = point.get("idx", ""), (point.findtext(f"{_C}v") or "").strip()
        if at.isdigit() and int(at) not in points:  # of several levels, the innermost is first
            points[int(at)] = _day(value) if is_date else _short(value)
    return points


def _day(value: str) -> str:
    try:
        return (_EPOCH + timedelta(days=int(float(value)))).isoformat()
    except (ValueError, OverflowError):
        return value


def _short(value: str) -> str:
    """Return a number without the digits that only a computer has: `0.30000000000000004`."""
    if len(value) > 12 and _is_number(value):
        return f"{float(value):.10g}"
    return value


def _is_number(value: str) -> bool:
    try:
        return abs(float(value)) < 1e15
    except ValueError:
        return False


def _cell(value: str) -> object:
    if (
        not _is_number(value)
        or value.strip() != value
        or (value.startswith("0") and value != "0" and (not value.startswith("0.")))
    ):
        return value
    number = float(value)
    return int(number) if number.is_integer() and "." not in value else number


def _words(element: Xml | None) -> str:
    if element is None:
        return ""
    texts = [each.text or "" for name in (f"{_A}t", f"{_C}v") for each in element.iter(name)]
    return " ".join("".join(texts).split())


def _unique(names: Sequence[str]) -> list[str]:
    """Return names for columns, each of which is used once."""
    unique: list[str] = []
    for at, name in enumerate(names, 1):
        title = name or f"value {at}"
        unique.append(f"{title} {at}" if title in unique else title)
    return unique
