#!/usr/bin/env python3
"""Compute how system fonts are adjusted until the theme's fonts are loaded.

    venv/bin/python CLONE/typefaces/stand_ins.py FOLDER

FOLDER contains system fonts or fonts as wide as they are: the unpacked Debian packages
fonts-dejavu-core, fonts-noto-core, fonts-liberation (for Arial and Times) and
fonts-roboto-unhinted, and Gelasio (for Georgia). For each the program prints what is in
briefgen/theme/styles/fonts.css:

- size-adjust: the width of the sample site's texts in the theme's font, divided by their width in
  the system's font. Both are the sum of the advance widths of all letters, without kerning.
- ascent-override and descent-override: those of the theme's font, divided by size-adjust.
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT: Final = Path(__file__).resolve().parent.parent
WEB: Final = ROOT / "briefgen/theme/assets/fonts"
# A font of the theme and a weight, and the file names of fonts that stand in for it.
STAND_INS: Final = {
    (
        "source-serif-latin",
        400,
    ): "Gelasio-Regular LiberationSerif-Regular NotoSerif-Regular DejaVuSerif",
    (
        "source-serif-latin",
        600,
    ): "Gelasio-Bold LiberationSerif-Bold NotoSerif-Bold DejaVuSerif-Bold",
    ("source-serif-latin-italic", 400): "Gelasio-Italic LiberationSerif-Italic NotoSerif-Italic",
    ("source-sans-latin", 400): "LiberationSans-Regular Roboto-Regular NotoSans-Regular DejaVuSans",
    ("source-sans-latin", 600): "LiberationSans-Bold Roboto-Bold NotoSans-Bold DejaVuSans-Bold",
}
NOT_TEXT: Final = re.compile(r"\A---\n.*?\n---\n|\]\([^)]*\)|[#*>|`]", re.DOTALL)


def width(font: TTFont, text: str) -> float:
    """Return the mean width of a text's characters in ems."""
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    widths = [advances[glyphs[ord(each)]][0] for each in text if ord(each) in glyphs]
    return float(sum(widths) / len(widths) / font["head"].unitsPerEm)


def main(folder: Path) -> None:
    """Print the adjustments."""
    texts = [file.read_text(encoding="utf-8") for file in ROOT.glob("content/briefs/**/*.md")]
    text = " ".join(NOT_TEXT.sub(" ", each) for each in texts)
    for (own, weight), names in STAND_INS.items():
        font = instantiateVariableFont(TTFont(WEB / f"{own}.woff2"), {"wght": weight})
        lines = font["hhea"]
        for name in names.split():
            file = next(folder.rglob(f"{name}.ttf"))
            ratio = width(font, text) / width(TTFont(file), text)
            up, down = (each / ratio / 10 for each in (lines.ascent, -lines.descent))
            print(f"{own:26}{weight} {name:24}{ratio:8.1%}{up:8.1f}%{down:8.1f}%")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
