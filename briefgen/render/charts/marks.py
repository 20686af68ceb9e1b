"""The layers of a Vega-Lite specification: rectangles, rules, dots, lines, areas and words.

A coordinate is a value on a scale, where a scale is given, and a number of pixels elsewhere: from
the left or from the top of the plot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from briefgen.render.charts.colours import INK, PAPER, stand_in
from briefgen.render.charts.labels import isolated
from briefgen.render.charts.scales import Extent

Layer = dict[str, Any]
Box = tuple[float, float, float, float]  # left and right, top and bottom
_MIRRORED: Final = {"left": "right", "right": "left", "center": "center"}


@dataclass(frozen=True, slots=True)
class Scales:
    """The scales of a plot: of x and of y, or None where coordinates are pixels.

    If it is mirrored, the scale of x begins at the right.
    """

    x: Extent | None = None
    y: Extent | None = None
    is_mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Padding:
    """The room around a plot, in pixels."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text at a place in pixels; `align` says which of its ends is there."""

    text: str
    x: float
    y: float
    align: str = "left"
    colour: str = INK
    is_bold: bool = False


def moved(words: Iterable[Word], right: float, down: float = 0) -> list[Word]:
    """Return words at other places."""
    return [replace(word, x=word.x + right, y=word.y + down) for word in words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A chart that is laid out: the plot, the room around it, its layers and its words."""

    width: float
    height: float
    padding: Padding
    layers: Sequence[Layer]
    words: Sequence[Word]
    size: float
    is_mirrored: bool = False

    def specification(self) -> dict[str, Any]:
        """Return the Vega-Lite specification.

        All sizes are given, so that the drawing does not depend on any font.
        """
        room = self.padding
        sides = (room.right, room.left) if self.is_mirrored else (room.left, room.right)
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": round(self.width, 2),
            "height": round(self.height, 2),
            "autosize": {"type": "none"},
            "padding": {
                "left": round(sides[0], 2),
                "top": round(room.top, 2),
                "right": round(sides[1], 2),
                "bottom": round(room.bottom, 2),
            },
            "background": None,
            "layer": [*self.layers, *self._text()],
            "config": {"view": {"stroke": None}, "axis": {"disable": True}},
        }

    def _text(self) -> Iterable[Layer]:
        """Yield the layers of words, one for each style."""
        styles: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
        for word in self.words:
            x = self.width - word.x if self.is_mirrored else word.x
            align = _MIRRORED[word.align] if self.is_mirrored else word.align
            row = {"x": round(x, 2), "y": round(word.y, 2), "text": isolated(word.text)}
            styles.setdefault((word.colour, align, word.is_bold), []).append(row)
        for (colour, align, is_bold), rows in styles.items():
            mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": self.size}
            if is_bold:
                mark["fontWeight"] = 600
            places = {**_coordinates(Scales()), "text": {"field": "text"}}
            yield _layer(rows, {**mark, "fill": stand_in(colour)}, places)


class Mark(NamedTuple):
    """A rectangle or a dot: its colour, its place, and what it shows in words."""

    colour: str
    box: Box
    name: str = ""


def rectangles(marks: Iterable[Mark], scales: Scales, *, has_edge: bool = False) -> list[Layer]:
    """Return a layer of rectangles for each colour; with an edge, neighbours are a little apart."""
    edge = {"stroke": stand_in(PAPER), "strokeWidth": 1} if has_edge else {}
    return [
        _layer(rows, {"type": "rect", "fill": colour, **edge}, _coordinates(scales, "x2", "y2"))
        for colour, rows in _by_colour(marks)
    ]


def rules(lines: Iterable[Box], colour: str, scales: Scales, thickness: float = 1) -> Layer:
    """Return a layer of straight lines."""
    mark = {"type": "rule", "stroke": stand_in(colour), "strokeWidth": thickness}
    return _layer(list(map(_row, lines)), mark, _coordinates(scales, "x2", "y2"))


def dots(marks: Iterable[Mark], radius: float, scales: Scales) -> list[Layer]:
    """Return a layer of dots for each colour; each is at the left and top of its box."""
    mark = {
        "type": "point",
        "shape": "circle",
        "size": round(4 * radius * radius, 2),  # Vega's size of a circle is that of its square
        "filled": True,
        "stroke": stand_in(PAPER),
        "strokeWidth": 1,
        "opacity": 1,
    }
    return [
        _layer(rows, {**mark, "fill": colour}, _coordinates(scales))
        for colour, rows in _by_colour(marks)
    ]


def lines(
    runs: Iterable[Sequence[tuple[float, float]]], colour: str, thickness: float, scales: Scales
) -> Layer:
    """Return a layer of lines, each through its points."""
    mark = {
        "type": "line",
        "stroke": stand_in(colour),
        "strokeWidth": thickness,
        "strokeCap": "round",
        "strokeJoin": "round",
    }
    rows = [{"x": x, "y": y, "run": number} for number, run in enumerate(runs) for x, y in run]
    detail = {"detail": {"field": "run", "type": "nominal"}}
    return _layer(rows, mark, {**_coordinates(scales), **detail})


def areas(
    runs: Iterable[Sequence[tuple[float, float, float]]],
    colour: str,
    scales: Scales,
    *,
    opacity: float = 1,
) -> Layer:
    """Return a layer of areas, each between two values at its places."""
    mark: dict[str, Any] = {"type": "area", "fill": stand_in(colour), "fillOpacity": opacity}
    if opacity == 1:
        mark |= {"stroke": stand_in(PAPER), "strokeWidth": 1}
    rows = [
        {"x": x, "y": low, "y2": high, "run": number}
        for number, run in enumerate(runs)
        for x, low, high in run
    ]
    detail = {"detail": {"field": "run", "type": "nominal"}}
    return _layer(rows, mark, {**_coordinates(scales, "y2"), **detail})


def _by_colour(marks: Iterable[Mark]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    """Return the rows of marks by their colour, in the order of the first of each."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for mark in marks:
        name = {"name": mark.name} if mark.name else {}
        rows.setdefault(stand_in(mark.colour), []).append({**_row(mark.box), **name})
    return rows.items()


def _row(box: Box) -> dict[str, Any]:
    return {"x": box[0], "x2": box[1], "y": box[2], "y2": box[3]}


def _layer(rows: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]) -> Layer:
    if rows and "name" in rows[0]:
        encoding = {**encoding, "description": {"field": "name"}}
    else:
        mark = {**mark, "aria": False}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _coordinates(scales: Scales, *second: str) -> dict[str, Any]:
    return {
        "x": _encoded("x", scales.x, is_reversed=scales.is_mirrored),
        "y": _encoded("y", scales.y),
        **{name: {"field": name} for name in second},
    }


def _encoded(name: str, extent: Extent | None, *, is_reversed: bool = False) -> dict[str, Any]:
    scale: dict[str, Any] | None = None
    if extent:
        ends = [extent.low, extent.high]
        scale = {"domain": ends, "nice": False, "zero": False, "reverse": is_reversed}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": None, "stack": None}
