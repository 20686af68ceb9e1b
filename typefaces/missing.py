#!/usr/bin/env python3
"""Make the font that shows a box for each character that no other font of a PDF has.

    python3 -m venv venv && venv/bin/pip install "fonttools==4.68.0"
    venv/bin/python CLONE/typefaces/missing.py

A PDF for assistive technology (PDF/UA) may not contain a character without a glyph. With this font
as the last of a list each has one, and readers copy and hear the character itself. The same version
gives the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph

FILE: Final = Path(__file__).resolve().parent.parent / "briefgen/render/fonts/briefgen-missing.ttf"
NAME: Final = "Briefgen Missing"
WIDTH: Final = 600
# All planes with characters: Typst reads each at its start, so the empty planes are left out.
RANGES: Final = (range(0x20, 0xD800), range(0xE000, 0x3_3480), range(0xE_0000, 0xE_01F0))


def box() -> Glyph:
    """Return an empty box."""
    pen = TTGlyphPen(None)
    for left, bottom, right, top in ((60, -40, 540, 700), (480, 20, 120, 640)):
        pen.moveTo((left, bottom))
        for corner in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def main() -> None:
    """Write the font."""
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    names = [".notdef", "box"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupGlyf(dict.fromkeys(names, box()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (WIDTH, 60)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupCharacterMap({0x25A1: "box"})
    builder.setupNameTable(
        {
            "familyName": NAME,
            "styleName": "Regular",
            "uniqueFontIdentifier": NAME,
            "fullName": NAME,
            "psName": NAME.replace(" ", ""),
            "version": "Version 1.000",
        }
    )
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    # Format 13 gives one glyph to a range of characters.
    table = CmapSubtable.newSubtable(13)
    table.format, table.language = 13, 0
    table.platformID, table.platEncID = 3, 10
    table.cmap = {character: "box" for each in RANGES for character in each}
    builder.font["cmap"].tables = [table]
    builder.save(FILE)


if __name__ == "__main__":
    main()
