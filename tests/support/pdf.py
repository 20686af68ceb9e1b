"""The words of a tagged PDF in reading order, as a screen reader gets them, and where they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

_HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_BLOCK: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_SHOWN: Final = (b"Tj", b"TJ", b"'", b'"')


@dataclass(frozen=True)
class Part:
    """An element of the structure tree: its role, its attributes, and its parts or words."""

    role: str
    alt: str = ""
    parts: tuple[Part | str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All words in it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def find(self, *roles: str) -> Iterator[Part]:
        """Yield the elements with one of these roles, in order."""
        if self.role in roles:
            yield self
        for part in self.parts:
            if isinstance(part, Part):
                yield from part.find(*roles)

    @property
    def outline(self) -> str:
        """The roles in it, such as `L(LI(Lbl LBody))`."""
        inner = [part.outline for part in self.parts if isinstance(part, Part)]
        return f"{self.role}({' '.join(inner)})" if inner else self.role


@dataclass(frozen=True)
class Run:
    """Words on a page: their text, where they begin and end, and how high their line is."""

    text: str
    left: float
    right: float
    line: float


class Document:
    """A tagged PDF."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data))
        self._words: dict[int, dict[int, str]] = {}

    @cached_property
    def root(self) -> Part:
        """The structure tree."""
        root: Any = self.reader.trailer["/Root"]
        tree = root["/StructTreeRoot"]
        return Part("Root", parts=tuple(self._parts(tree.get("/K"), None)))

    @property
    def text(self) -> str:
        """All words in reading order."""
        return self.root.text

    def _parts(self, kids: Any, page: Any) -> Iterator[Part | str]:
        if kids is None:
            return
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        if isinstance(kids, list):
            for kid in kids:
                yield from self._parts(kid, page)
        elif isinstance(kids, int):
            yield self._of_page(page).get(int(kids), "")
        elif kids.get("/Type") == "/MCR":
            yield self._of_page(kids.raw_get("/Pg") if "/Pg" in kids else page).get(
                int(kids["/MCID"]), ""
            )
        elif "/S" in kids:
            page = kids.raw_get("/Pg") if "/Pg" in kids else page
            inner = tuple(self._parts(kids.get("/K"), page))
            attributes: dict[str, Any] = {}
            raw_attributes = kids.get("/A", [])
            for each in raw_attributes if isinstance(raw_attributes, list) else [raw_attributes]:
                attributes |= each.get_object()
            role = str(kids["/S"])[1:]
            yield Part(role, str(kids.get("/Alt", "")), inner, attributes)

    def _of_page(self, page: Any) -> dict[int, str]:
        number = page.idnum
        if number not in self._words:
            self._words[number] = self._marked(page.get_object())
        return self._words[number]

    def _marked(self, page: Any) -> dict[int, str]:
        """Return the words of a page by the numbers of its marked content."""
        words: dict[int, str] = {}
        fonts = _fonts(page)
        marks: list[tuple[int | None, str | None]] = []  # numbers, and words that replace others
        font: dict[int, str] = {}
        content = ContentStream(page["/Contents"].get_object(), self.reader)
        for operands, operator in content.operations:
            if operator == b"BDC":
                properties = operands[1] if isinstance(operands[1], DictionaryObject) else {}
                number, actual = properties.get("/MCID"), properties.get("/ActualText")
                outer = marks[-1] if marks else (None, None)
                marks.append((outer[0] if number is None else int(number), None))
                if actual is not None:
                    marks[-1] = (marks[-1][0], "")
                    _add(words, marks[-1][0], _text(actual))
                elif outer[1] is not None:
                    marks[-1] = (marks[-1][0], "")
            elif operator == b"BMC":
                marks.append(marks[-1] if marks else (None, None))
            elif operator == b"EMC":
                marks.pop()
            elif operator == b"Tf":
                font = fonts.get(str(operands[0]), {})
            elif operator in _SHOWN and marks and marks[-1][1] is None:
                _add(words, marks[-1][0], _decoded(operands[-1], font))
        return words


def runs_of(page: Any) -> list[Run]:
    """Return the words of a page as they are drawn."""
    letters = _fonts(page)
    widths = _widths(page)
    places: list[tuple[float, float, float]] = [(1.0, 0.0, 0.0)]  # a scale, and where it begins
    font, size, runs = "", 0.0, []
    for operands, operator in ContentStream(page["/Contents"].get_object(), None).operations:
        if operator == b"q":
            places.append(places[-1])
        elif operator == b"Q":
            places.pop()
        elif operator == b"cm":
            scale, left, line = places[-1]
            x, y = float(operands[4]), float(operands[5])
            places[-1] = (scale * float(operands[0]), left + scale * x, line + y)
        elif operator == b"Tf":
            font, size = str(operands[0]), float(operands[1])
        elif operator == b"Tm":
            offset = float(operands[4])
        elif operator in _SHOWN and font in letters:
            scale, left, line = places[-1]
            begin = left + scale * offset
            text, width = _drawn(operands[-1], letters[font], widths[font], size)
            runs.append(Run(text, begin, begin + scale * width, line))
    return runs


def _drawn(
    operand: Any, letters: Mapping[int, str], widths: Mapping[int, float], size: float
) -> tuple[str, float]:
    """Return what is drawn, and how wide it is without the white space at its end."""
    text, width, end = "", 0.0, 0.0
    for each in operand if isinstance(operand, list) else [operand]:
        if not isinstance(each, bytes | str):
            width -= float(each) * size / 1000
            continue
        for code in _codes(each):
            text += letters.get(code, "")
            width += widths.get(code, 0.0) * size / 1000
            end = end if letters.get(code, "").isspace() else width
    return text, end


def _widths(page: Any) -> dict[str, dict[int, float]]:
    """Return the widths of the glyphs of each font."""
    by_font: dict[str, dict[int, float]] = {}
    for name, font in _font_objects(page):
        triples = font["/DescendantFonts"][0].get_object()["/W"]
        widths = by_font[name] = {}
        for first, last, width in zip(triples[::3], triples[1::3], triples[2::3], strict=True):
            widths |= dict.fromkeys(range(int(first), int(last) + 1), float(width))
    return by_font


def _codes(string: Any) -> list[int]:
    """Return the numbers of glyphs in a string."""
    data = string if isinstance(string, bytes) else string.original_bytes
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]


def _add(words: dict[int, str], number: int | None, text: str) -> None:
    if number is not None:
        words[number] = words.get(number, "") + text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else value.decode("utf-16")


def _decoded(operand: Any, font: Mapping[int, str]) -> str:
    strings = operand if isinstance(operand, list) else [operand]
    codes = (code for each in strings if isinstance(each, bytes | str) for code in _codes(each))
    return "".join(font.get(code, "�") for code in codes)


def _fonts(page: Any) -> dict[str, dict[int, str]]:
    """Return the letters of the glyphs of each font."""
    return {name: _to_unicode(font["/ToUnicode"].get_data()) for name, font in _font_objects(page)}


def _font_objects(page: Any) -> Iterator[tuple[str, Any]]:
    fonts = page.get("/Resources", {}).get("/Font", {})
    for name, reference in fonts.items():
        font = reference.get_object()
        if "/DescendantFonts" in font:
            yield name, font


def _to_unicode(data: bytes) -> dict[int, str]:
    characters: dict[int, str] = {}
    for kind, block in _BLOCK.findall(data):
        values = [bytes.fromhex(each.decode()) for each in _HEX.findall(block)]
        assert kind == b"bfchar", kind
        for code, text in zip(values[::2], values[1::2], strict=True):
            characters[int.from_bytes(code)] = text.decode("utf-16-be")
    return characters
