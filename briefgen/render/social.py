"""The link preview image of a brief, social.png, which social networks and chats show.

The Typst layout social.typ sets it. Only the fonts of this package are used, and one that the site
can add for scripts that these fonts lack (`social.font`), so an image does not depend on the
machine that makes it. What no font can show is left out.
"""

from __future__ import annotations

import io
import unicodedata
from typing import Any, Final

from briefgen.model.colours import DARK_PAPER, LIGHT_PAPER, READABLE, contrast
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.documents import SocialCard
from briefgen.render.filters import date
from briefgen.render.typesetting.compiler import TypstInput
from briefgen.render.typesetting.languages import typst_language
from briefgen.render.typesetting.palettes import png_size, with_palette
from briefgen.render.writers import WriterInput

LAYOUT: Final = "social.typ"
WIDTH: Final = 1200
HEIGHT: Final = 630
SERIF: Final = "Briefgen Display"
SANS: Final = "Briefgen Sans"
_OTHERS: Final = ("Noto Naskh Arabic", "Noto Serif Hebrew")
_BLANK: Final = "Briefgen Blank"  # has every character, without width

_BLACK: Final = "#000000"
_WHITE: Final = "#ffffff"
_PPI: Final = 96  # a pixel is 0.75pt
_MOST_SHOWN: Final = 2_000  # characters of a text; far more than fits legibly
_MOST_BYTES: Final = 60_000
# To how many colours large images are reduced, as long as they are large.
_SHADES: Final = (48, 16)  # of an image that mixes two colours
_COLOURS: Final = (256,)
_SIZE_HINT: Final = "begin with #set page(width: 900pt, height: 472.5pt), and let nothing flow over"


def social_png(card: SocialCard, inputs: WriterInput) -> Checked[bytes]:
    """Return the image as PNG; the source is the site's own font, if it has one."""
    fonts = tuple(inputs.sources.values())
    typesetter = inputs.layouts.typesetter
    own = typesetter.families(fonts)
    unusable = () if own else tuple(map(_unusable, inputs.sources))
    # The theme's layout only mixes these two colours.
    is_mixed = typesetter.is_built_in(LAYOUT)
    ends = card.accent, _ink(card.accent)
    accent, ink = (_BLACK, _WHITE) if is_mixed else ends
    data = card_data(card, accent, ink, own)
    typst_input = TypstInput(data=data, origin=inputs.origin, fonts=fonts)
    pages = typesetter.png(LAYOUT, typst_input, _PPI)
    if pages.diagnostics:
        return Checked(b"", pages.diagnostics)
    wrong = _wrong_size(pages.value)
    if wrong:
        problem = typesetter.explained(LAYOUT, wrong, _SIZE_HINT, inputs.origin)
        return Checked(b"", (problem,))
    (png,) = pages.value
    if is_mixed:
        png = with_palette(png, *ends)
    for colours in _SHADES if is_mixed else _COLOURS:
        if len(png) > _MOST_BYTES:
            png = _reduced(png, colours)
    return Checked(png, unusable)


def _unusable(path: str) -> Diagnostic:
    """Warn of a file that is not a font, or a web font, which browsers alone read."""
    return Diagnostic(
        "card-font",
        "link preview images cannot use this font",
        Location(path),
        "convert it to TrueType or OpenType (.ttf or .otf)",
    )


def _ink(accent: str) -> str:
    """Return the colour in which words on the accent colour are easiest to read."""
    return LIGHT_PAPER if contrast(LIGHT_PAPER, accent) >= READABLE else DARK_PAPER


def card_data(card: SocialCard, accent: str, ink: str, own: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what the layout receives; `own` are the families of the site's own font."""
    others = (*_OTHERS, *own, _BLANK)
    return {
        "title": _plain(card.title),
        "site_title": _plain(card.site_title),
        "category": _plain(card.category),
        "authors": [_plain(name) for name in card.authors],
        "date": date(card.date, card.language) if card.date else "",
        "direction": card.direction,
        **typst_language(card.language),
        "accent": accent,
        "ink": ink,
        "fonts": {"serif": (SERIF, *others), "sans": (SANS, *others)},
    }


def _plain(text: str) -> str:
    """Return a text in one line, without control characters and unassigned ones."""
    words = " ".join(unicodedata.normalize("NFC", text[:_MOST_SHOWN]).split())
    if words.isascii() and words.isprintable():
        return words
    return "".join(each for each in words if unicodedata.category(each) not in ("Cc", "Cn", "Co"))


def _wrong_size(pages: list[bytes]) -> str:
    """Return what is wrong with the size of an image, or ""."""
    if len(pages) > 1:
        return f"the image has {len(pages)} pages instead of one"
    width, height = png_size(pages[0])
    if (width, height) != (WIDTH, HEIGHT):
        return f"the image has {width} by {height} pixels instead of {WIDTH} by {HEIGHT}"
    return ""


def _reduced(png: bytes, colours: int) -> bytes:
    """Return an image with fewer colours, and far fewer bytes."""
    from PIL import Image  # noqa: PLC0415 - an extra of the package

    image = Image.open(io.BytesIO(png)).convert("RGBA")
    opaque = Image.new("RGB", image.size, _WHITE)
    opaque.paste(image, mask=image)
    reduced = opaque.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    data = io.BytesIO()
    reduced.save(data, "PNG", compress_level=6)
    return data.getvalue()
