"""Drawings as files and in pages: Vega's SVG without what nobody needs, in the theme's colours.

A shape whose colour has a name gets a class for it, such as `fill-ink`. In a file, a style sheet
gives these classes the colours for dark mode. In a page, that of the theme does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from briefgen.model.chart_colours import Shade
from briefgen.render.charts.colours import BY_STAND_IN, PAPER
from briefgen.render.xml import escaped

FONTS: Final = "'Source Sans', 'Source Sans 3', 'Briefgen Sans', Arial, sans-serif"
_SPACE: Final = "{http://www.w3.org/2000/svg}"
_ELEMENTS: Final = frozenset(
    "circle clipPath defs g line linearGradient path radialGradient rect stop text tspan".split()
)
_ATTRIBUTES: Final = frozenset(
    """
    clip-path cx cy d dx dy fill fill-opacity font-size font-style font-weight fx fy gradientUnits
    height id offset opacity r rx ry stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor transform width x x1 x2 y y1 y2
    """.split()
)
_WORDS: Final = ("title", "desc")
_MARGIN: Final = 12  # pixels around the drawing in a file
_COLOURS: Final = ("fill", "stroke")
# What is so without being said.
_USUAL: Final = frozenset(
    {("opacity", "1"), ("stroke-miterlimit", "10"), ("transform", "translate(0,0)"), ("dx", "0"),
     ("font-weight", "normal"), ("text-anchor", "start"), ("stroke-width", "1")}
)  # fmt: skip
_AROUND: Final = ("background", "foreground")  # of a group of marks
_PAINT: Final = frozenset({"fill", "stroke"})
_NOTHING: Final = frozenset({"", "M0,0h0v0h0Z"})
_LONG: Final = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?|-?\d+e-\d+")
_TURNED: Final = re.compile(r"translate\(0,0\) ?")
_HTTP: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing: its size, its shapes as SVG, and the names of the colours in it."""

    width: float
    height: float
    shapes: str
    colours: frozenset[str]


def drawn(svg: str, shades: Mapping[str, Shade]) -> Drawn:
    """Return the drawing in Vega's SVG, with the colours for light pages."""
    root = ET.fromstring(svg)  # noqa: S314 - from Vega, without a document type
    rewriting = _Rewriting(shades)
    shapes = "".join(rewriting.markup(child) for child in root)
    size = float(root.get("width", "0")), float(root.get("height", "0"))
    return Drawn(*size, shapes, frozenset(rewriting.colours))


class _Rewriting:
    """Writes elements without what is not needed, and notes the colours."""

    def __init__(self, shades: Mapping[str, Shade]) -> None:
        self._shades = shades
        self.colours: set[str] = set()

    def markup(self, element: ET.Element) -> str:
        """Return an element, or "" if it shows nothing."""
        name = element.tag.removeprefix(_SPACE)
        if name == "a":
            return "".join(map(self.markup, element))
        if name not in _ELEMENTS or element.get("display") == "none":
            return ""
        if name == "path" and element.get("d", "") in _NOTHING:
            return ""
        if element.get("class") in _AROUND and _PAINT.isdisjoint(element.keys()):
            return ""
        attributes = dict(self._attributes(element))
        content = "".join(self._content(element, name))
        if name == "g" and (not content or not attributes):
            return content
        pairs = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes.items())
        return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"

    def _content(self, element: ET.Element, name: str) -> Iterator[str]:
        label = element.get("aria-label", "")
        if label and name != "g":
            yield f"<title>{escaped(label)}</title>"
        if name in ("text", "tspan") and element.text:
            yield escaped(element.text)
        yield from map(self.markup, element)

    def _attributes(self, element: ET.Element) -> Iterator[tuple[str, str]]:
        classes = []
        for key, value in element.attrib.items():
            if key not in _ATTRIBUTES or (key, value) in _USUAL or _HTTP.search(value):
                continue
            if key in _COLOURS and (colour := BY_STAND_IN.get(value)):
                self.colours.add(colour)
                classes.append(f"{key}-{colour}")
                yield key, self._shades[colour].light
            elif shortened := _TURNED.sub("", _LONG.sub(_rounded, value)):
                yield key, shortened.removesuffix("px")
        if classes:
            yield "class", " ".join(classes)


def _rounded(match: re.Match[str]) -> str:
    return f"{round(float(match[0]), 1) + 0.0:g}"


def as_file(drawing: Drawn, title: str, description: str, shades: Mapping[str, Shade]) -> bytes:
    """Return a drawing as a file of its own, with its background, for light and dark mode."""
    size = drawing.width + 2 * _MARGIN, drawing.height + 2 * _MARGIN
    width, height = (f"{each:g}" for each in size)
    dark = "".join(
        f".fill-{name}{{fill:{shades[name].dark}}}.stroke-{name}{{stroke:{shades[name].dark}}}"
        for name in sorted({*drawing.colours, PAPER})
    )
    box = f'x="{-_MARGIN}" y="{-_MARGIN}" width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width} {height}" role="img" font-family="{FONTS}"'
        f' fill="none" direction="ltr">'
        f"<title>{escaped(title)}</title><desc>{escaped(description)}</desc>"
        f"<style>@media(prefers-color-scheme:dark){{{dark}}}</style>"
        f'<rect class="fill-{PAPER}" {box} fill="{shades[PAPER].light}"/>{drawing.shapes}</svg>\n'
    ).encode()


def as_part(drawing: bytes, anchor: str, name: str, *, is_described: bool) -> tuple[str, float]:
    """Return a drawing as a part of a page, and its height in pixels.

    Its title and its description have the ids that begin with `anchor`. A second drawing of the
    same chart is not described again.
    """
    root = ET.fromstring(drawing)  # noqa: S314 - made by `as_file`
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SPACE)
        for key, value in element.attrib.items():
            if key == "id" or "url(#" in value:
                own = f"{anchor}-{value}" if key == "id" else value.replace("#", f"#{anchor}-")
                element.set(key, own)
    words = {each.tag: each for each in root if each.tag in _WORDS and each.text}
    label_attributes = zip(("labelledby", "describedby"), words, strict=False)
    labels = "".join(f' aria-{name}="{anchor}-{tag}"' for name, tag in label_attributes)
    described = "".join(
        f'<{tag} id="{anchor}-{tag}">{escaped(each.text or "")}</{tag}>'
        for tag, each in words.items()
    )
    ground = root.find("rect")
    shapes = "".join(
        ET.tostring(each, "unicode") for each in root if each.tag == "g" and each is not ground
    )
    width, height = (float(root.get(each, "0")) - 2 * _MARGIN for each in ("width", "height"))
    start = (
        f'<svg class="{name}" role="img"{labels} width="{width:g}"'
        f' height="{height:g}" viewBox="0 0 {width:g} {height:g}" fill="none" direction="ltr">'
    )
    return f"{start}{described if is_described else ''}{shapes}</svg>", height


def _quoted(value: str) -> str:
    return escaped(value).replace('"', "&quot;")
