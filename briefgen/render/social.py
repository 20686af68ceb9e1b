"""The link preview image of a brief, social.png, which social networks and chats show.

The layout social.svg describes the image. resvg draws it and shapes the text of each script. Only
the fonts in this package are used, so an image does not depend on the machine that draws it. A
site can add one font for scripts that these fonts lack (`social.font`). Text that no font can show
is left out.
"""

from __future__ import annotations

import dataclasses
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from briefgen.model.diagnostics import Checked
from briefgen.model.documents import SocialCard
from briefgen.model.html import Html
from briefgen.render.writers import WriterInput
from briefgen.render.xml import escaped

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

LAYOUT: Final = "social.svg"
WIDTH: Final = 1200
HEIGHT: Final = 630

_FONTS: Final = Path(__file__).parent / "fonts"
_NOTO: Final = ("noto-naskh-arabic-700.ttf", "noto-serif-hebrew-600.ttf")
_SERIF: Final = (600, ("source-serif-600.ttf", *_NOTO))
_SANS: Final = (500, ("source-sans-500.ttf", *_NOTO))

_TITLE_SIZES: Final = (104, 92, 82, 76, 70, 64, 58, 52, 47, 42)
_LEADING: Final = 1.17
_MOST_SHOWN: Final = 2_000  # characters of a text; far more than fits legibly
_NEAR: Final = 16
_PROBE: Final = 64
_COLOURS: Final = 48
_LIGHT: Final = "#ffffff"
_DARK: Final = "#11181d"
_SIZE_HINT: Final = (
    f'start it with <svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
)
_LEGIBLE: Final = 4.5  # the text contrast that WCAG requires

# A line may break before and after each of these, unless a closing sign follows.
_IDEOGRAPH: Final = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING: Final = "\u3001-\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
_PIECES: Final = re.compile(
    rf"[{_IDEOGRAPH}][{_CLOSING}]*|[^{_IDEOGRAPH}\s-]*-+[{_CLOSING}]*|[^{_IDEOGRAPH}\s-]+"
)
_EMBEDDED: Final = re.compile(r"data:image/(png|jpe?g|gif|webp)[;,]")
_LOADS: Final = ("image", "feimage")  # these treat #NAME as a file if no element has that id
_RIGHT_TO_LEFT: Final = ("\u202b", "\u202c")  # around a line, to set its direction


def social_png(card: SocialCard, inputs: WriterInput) -> Checked[bytes]:
    """Return the image as PNG; the source is the site's own font, if it has one."""
    layouts, origin, font = inputs.layouts, inputs.origin, inputs.source
    svg = layouts.written(LAYOUT, _seen(card, font), origin)
    if svg.diagnostics:
        return Checked(b"", svg.diagnostics)
    try:
        _check(svg.value)
        return Checked(_with_font(svg.value, font))
    except _WrongImage as error:
        problem = layouts.blamed(LAYOUT, str(error), error.hint, origin, error.word)
        return Checked(b"", (problem,))


def _seen(card: SocialCard, font: bytes) -> Mapping[str, Any]:
    """Return the variables of the layout."""
    is_right_to_left = card.direction == "rtl"
    ink = _LIGHT if _contrast(_LIGHT, card.accent) >= _LEGIBLE else _DARK
    return {
        **{field.name: getattr(card, field.name) for field in dataclasses.fields(card)},
        "ink": ink,
        "soft": _mixed(ink, card.accent, 0.22),
        "faint": _mixed(ink, card.accent, 0.68),
        "serif": Face(*_SERIF, font, is_right_to_left),
        "sans": Face(*_SANS, font, is_right_to_left),
    }


# From SVG to PNG


class _WrongImage(Exception):
    """An SVG that cannot be drawn; `word` is what to search for in its layout."""

    def __init__(self, message: str, hint: str, word: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.word = word


def _check(svg: str) -> None:
    """Raise _WrongImage for invalid SVG, and for SVG that would read a file or contact a host."""
    if "<!DOCTYPE" in svg:
        hint = "remove the <!DOCTYPE> line; SVG does not need it"
        raise _WrongImage("the image has a document type", hint, "<!DOCTYPE")
    try:
        root = ET.fromstring(svg)  # noqa: S314 - there are no entities without a document type
    except ET.ParseError as error:
        line = [*svg.splitlines(), ""][error.position[0] - 1].strip()
        raise _WrongImage(f"the image is not valid XML: {error}", f"look near `{line}`") from None
    for element in root.iter():
        may_refer = _local(element.tag) not in _LOADS
        for name, value in element.attrib.items():
            is_within = _EMBEDDED.match(value) or (may_refer and value.startswith("#"))
            if _local(name) == "href" and not is_within:
                message = f"the image may not load `{value}`"
                hint = "draw it in the layout, or embed it as data:image/png;base64,…"
                raise _WrongImage(message, hint, value)


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _with_font(svg: str, font: bytes) -> bytes:
    if not font:
        return _drawn(svg, ())
    with TemporaryDirectory() as folder:  # resvg reads fonts from files
        file = Path(folder) / "own-font"
        file.write_bytes(font)
        return _drawn(svg, (str(file),))


def _drawn(svg: str, fonts: Iterable[str]) -> bytes:
    import resvg_py  # noqa: PLC0415 - an extra of the package
    from PIL import Image  # noqa: PLC0415

    shipped = [str(_FONTS / name) for name in dict.fromkeys((*_SERIF[1], *_SANS[1]))]
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=WIDTH,
            height=HEIGHT,
            skip_system_fonts=True,
            font_files=[*shipped, *fonts],
        )
    except ValueError as error:
        raise _WrongImage(f"the image cannot be drawn: {error}", _SIZE_HINT, "<svg") from None
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if image.size != (WIDTH, HEIGHT):
        message = f"the image does not have the proportions of {WIDTH} by {HEIGHT} pixels"
        raise _WrongImage(message, _SIZE_HINT, "<svg")
    # Fewer colours halve the size of the file.
    few = image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    data = io.BytesIO()
    few.save(data, "PNG", compress_level=6)
    return data.getvalue()


# Breaking titles into lines


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines of one font size."""

    size: float
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        """The distance from one line to the next, in pixels."""
        return self.size * _LEADING

    @property
    def height(self) -> float:
        """The height of all lines, in pixels."""
        return self.leading * len(self.lines)


def _fitted(
    face: Face, title: str, measure: float, room: float, sizes: Sequence[float]
) -> tuple[float, list[str]]:
    """Return the largest size at which a title fits, and its lines, of similar lengths."""
    size, lines = sizes[-1], [""]
    for size in sizes:
        lines = _lines(face, title, size, measure)
        if len(lines) * size * _LEADING <= room and not _is_broken(lines, title):
            return size, _balanced(face, title, size, measure, len(lines))
    most = max(int(room // (size * _LEADING)), 1)
    if len(lines) > most:
        last = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], face.cut(last, size, measure)]
    return size, lines


def _is_broken(lines: Sequence[str], title: str) -> bool:
    """Whether a line ends inside a word."""
    whole = {piece for _, piece in _pieces(title)}
    return any(piece not in whole for line in lines for _, piece in _pieces(line))


def _balanced(face: Face, title: str, size: float, measure: float, count: int) -> list[str]:
    low, high = measure / max(count, 1) * 0.8, float(measure)
    best = _lines(face, title, size, high)
    while high - low > 4:
        middle = (low + high) / 2
        lines = _lines(face, title, size, middle)
        if len(lines) > count or _is_broken(lines, title):
            low = middle
        else:
            best, high = lines, middle
    return best


def _lines(face: Face, text: str, size: float, measure: float) -> list[str]:
    lines = [""]
    for spaced, piece in _pieces(text):
        longer = f"{lines[-1]} {piece}" if spaced and lines[-1] else lines[-1] + piece
        if face.width(longer, size) <= measure:
            lines[-1] = longer
            continue
        rest = piece
        while face.width(rest, size) > measure:  # a word longer than a line
            fits = face.fitting(rest, size, measure)
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return [line for line in lines if line]


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the unbreakable pieces of a text, each with whether a space precedes it."""
    for word in text.split():
        for number, piece in enumerate(_PIECES.findall(word)):
            yield number == 0, piece


# Fonts


@dataclass(frozen=True, slots=True)
class Face:
    """A font, its fallback fonts, and the characters that they have."""

    weight: int
    files: tuple[str, ...]
    own: bytes = b""
    is_right_to_left: bool = False

    def letter(self, character: str) -> _Letter | None:
        """Return the glyph for a character, or None if no font has it."""
        return _letter(self.files, self.own, character)

    def width(self, text: str, size: float) -> float:
        """Return the approximate width of a text. It ignores kerning, so it may be too large."""
        letters = map(self.letter, text)
        return sum(letter.advance for letter in letters if letter) * size

    def fitting(self, text: str, size: float, measure: float) -> int:
        """Return how many characters of a text fit; at least one."""
        for count in range(1, len(text)):
            if self.width(text[: count + 1], size) > measure:
                return count
        return len(text)

    def cut(self, text: str, size: float, measure: float) -> str:
        """Return a text cut to fit one line, between words if there is a space nearby."""
        shown = self.shown(text)
        if self.width(shown, size) <= measure:
            return shown
        start = shown[: self.fitting(shown, size, measure - size)]
        head, _, tail = start.rpartition(" ")
        start = head if head and len(tail) < _NEAR else start
        return start.rstrip(" ,;:–—-") + "…"

    def joined(self, names: Sequence[str], size: float, measure: float) -> str:
        """Return as many names as fit on one line, with an ellipsis for the others."""
        shown = [name for name in map(self.shown, names) if name]
        for count in range(len(shown), 0, -1):
            text = ", ".join(shown[:count]) + (" …" if count < len(shown) else "")
            if self.width(text, size) <= measure:
                return text
        return self.cut(shown[0], size, measure) if shown else ""

    def fitted(
        self, text: str, measure: float, height: float, sizes: Sequence[float] = _TITLE_SIZES
    ) -> Fitted:
        """Return a text in lines that fit a box, at the largest of `sizes` that fits."""
        size, lines = _fitted(self, self.shown(text), measure, height, sizes)
        return Fitted(size, tuple(lines))

    def shown(self, text: str) -> str:
        """Return a text that the fonts can show, or "" if they lack any of its letters.

        Missing emoji and symbols are left out.
        """
        characters = []
        for each in " ".join(unicodedata.normalize("NFC", text[:_MOST_SHOWN]).split()):
            if self.letter(each):
                characters.append(each)
            elif unicodedata.category(each)[0] in "LMN" and not "\ufe00" <= each <= "\ufe0f":
                return ""
        return " ".join("".join(characters).split())

    def spans(self, text: str) -> Html:
        """Return a text as SVG, for use inside <text>."""
        begin, end = _RIGHT_TO_LEFT if self.is_right_to_left else ("", "")
        return Html(f"{begin}{self._spans(text)}{end}")

    def _spans(self, text: str) -> str:
        """Return the text in one font if one has all of it, else each run in its own font."""
        for whole in _fonts(self.files, self.own):
            if all(whole.has(each) for each in text):
                return _span(whole.family, text)
        letters = [(letter.family if letter else "", each)
                   for each in text for letter in [self.letter(each)]]  # fmt: skip
        runs = groupby(letters, key=itemgetter(0))
        return "".join(_span(family, "".join(part for _, part in run)) for family, run in runs)


def _span(family: str, text: str) -> str:
    return f'<tspan font-family="{escaped(family)}">{escaped(text)}</tspan>'


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character in a font: the font's family, and its width in ems."""

    family: str
    advance: float


class _Font:
    """A font that measures characters. Not frozen, since it caches the measurements."""

    def __init__(self, font: FreeTypeFont) -> None:
        self.family = font.getname()[0] or ""
        self._font = font
        self._absent = bytes(font.getmask("\uffff"))  # the glyph for missing characters
        self.has = cache(self._has)
        self.advance = cache(self._advance)

    def _has(self, character: str) -> bool:
        return character.isspace() or bytes(self._font.getmask(character)) != self._absent

    def _advance(self, character: str) -> float:
        return self._font.getlength(character) / _PROBE


@lru_cache(maxsize=4096)
def _letter(files: tuple[str, ...], own: bytes, character: str) -> _Letter | None:
    for font in _fonts(files, own):
        if font.has(character):
            return _Letter(font.family, font.advance(character))
    return None


@lru_cache(maxsize=4)
def _fonts(files: tuple[str, ...], own: bytes) -> tuple[_Font, ...]:
    from PIL import ImageFont  # noqa: PLC0415 - an extra of the package

    sources = [io.BytesIO((_FONTS / name).read_bytes()) for name in files]
    opened = []
    for source in [*sources, *([io.BytesIO(own)] if own else [])]:
        try:
            font = ImageFont.truetype(source, _PROBE, layout_engine=ImageFont.Layout.BASIC)
        except OSError:  # not a font, so it can show nothing
            continue
        opened.append(_Font(font))
    return tuple(opened)


# Colours


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    whole = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(whole[:2], 16), int(whole[2:4], 16), int(whole[4:], 16)


def _mixed(one: str, other: str, share: float) -> str:
    """Return a mix of two colours; `share` is that of the second."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
