#!/usr/bin/env python3
"""Make the theme's fonts from Adobe's Source Serif 4 and Source Sans 3.

    mkdir /tmp/typefaces && cd /tmp/typefaces
    npm install source-serif@4.5.1 source-sans@3.52.0
    python3 -m venv venv && venv/bin/pip install "fonttools[woff]==4.68.0"
    venv/bin/python CLONE/typefaces/make.py node_modules

The web fonts go to briefgen/theme/assets/fonts/, and those of link preview images to
briefgen/render/fonts/. The same versions give the same bytes.

A brief loads two files, `-latin` of each family. Together they have 51,000 bytes at most, so they
have few weights, the letters of Western European languages, and the features in `features`. Other
Latin letters are in `-latin-ext`, which browsers fetch if a page has one of them. If you change
LATIN or EXTENDED, change `unicode-range` in briefgen/theme/styles/fonts.css too.

Both families reserve the name "Source" (SIL Open Font License, clause 3). These fonts are modified,
so the names inside are Briefgen Serif and Briefgen Sans.
"""

# ruff: noqa: T201 - the program reports sizes

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.otlLib.builder import buildStatTable
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib.instancer import instantiateVariableFont

ROOT: Final = Path(__file__).resolve().parent.parent
WEB: Final = ROOT / "briefgen/theme/assets/fonts"
CARDS: Final = ROOT / "briefgen/render/fonts"

LATIN: Final = """
    0020-007E 00A0-00A5 00A7 00A9-00AB 00AD-00AE 00B0-00B5 00B7 00B9-00CF 00D1-00DC 00DF-00EF
    00F1-00FC 00FF 0152-0153 0178 2009-200B 2010-2014 2018-201A 201C-201E 2020 2022 2026 202F 2030
    2032-2033 2039-203A 2060 2080-2089 20AC 2122 2190-2193 2212 2248 2264-2265
"""
# Other European languages, Turkish, Azerbaijani, transliterated Arabic and Sanskrit, rarer signs.
EXTENDED: Final = """
    00A6 00A8 00AC 00AF 00B6 00B8 00D0 00DD-00DE 00F0 00FD-00FE 0100-0151 0154-0177 0179-017F 0192
    01CD-01DC 0218-021B 0259 02B9-02BC 02BE-02BF 02C6-02C7 02D8-02DD 1E0C-1E0D 1E24-1E25 1E2A-1E2B
    1E32-1E37 1E40-1E47 1E5A-1E5B 1E62-1E63 1E6C-1E6F 1E80-1E85 1E8E-1E8F 1E92-1E93 1E9E 1EF2-1EF3
    2002-2008 2015-2016 2021 2031 203D 2044 2070-207F 20A0-20AB 20AD-20C0 2113 2116-2117 2120
    2150-215E 2194-2199 2202 220F 2211 221A 221E 222B 2260
"""
# Link preview images also show Vietnamese, Greek and Cyrillic.
OTHER: Final = "0180-024F 0250-02AF 0300-036F 0370-03FF 0400-052F 1E00-1EFF 1F00-1FFF"

# What Adobe calls the glyphs.
DIGITS: Final = "zero one two three four five six seven eight nine".split()
LETTERS: Final = """
    A B C D E F G H I J K L M N O P Q R S T U V W X Y Z
    Aacute Acircumflex Adieresis Agrave Aring Atilde AE Ccedilla Eacute Ecircumflex Edieresis Egrave
    Iacute Icircumflex Idieresis Igrave Ntilde Oacute Ocircumflex Odieresis Ograve Oslash Otilde OE
    Uacute Ucircumflex Udieresis Ugrave
""".split()
LIGATURES: Final = "f_f_i f_f_l f_f_j f_f_t f_f f_i f_l f_j f_t".split()
# Kerning is rounded, in thousandths of an em, and is the same in all weights. This saves 5 KB and
# moves no letter of a text by more than a twentieth of a pixel.
KERN_STEP: Final = 5

Limits = dict[str, float | tuple[float, float]]


@dataclass(frozen=True)
class Face:
    """A font by Adobe, what is taken from it, and the suffixes of its glyph names."""

    source: str
    family: str
    limits: Limits
    proportional: str
    old_style: str = ""
    small_caps: str = ""
    fractions: tuple[str, ...] = ()

    def variants(self) -> list[str]:
        """Return the names of the glyphs that only features show."""
        figures = [self.proportional, self.old_style, *self.fractions]
        names = [digit + suffix for suffix in filter(None, figures) for digit in DIGITS]
        if self.fractions:
            names.append("slash.frac")
        if self.small_caps:
            names += [letter + self.small_caps for letter in LETTERS]
        return names + LIGATURES

    def features(self, glyphs: set[str]) -> str:
        """Return the substitutions in the language of feature files.

        Without a feature, the figures of both families are lining and tabular.
        """
        joined = [each for each in LIGATURES if each in glyphs]
        parts = [_feature("liga", [(each.replace("_", " "), each) for each in joined])]
        for name, suffix in (("onum", self.old_style), ("pnum", self.proportional)):
            if suffix:
                parts.append(_feature(name, [(digit, digit + suffix) for digit in DIGITS]))
        if self.fractions:
            parts.append(_fractions(*self.fractions))
        if self.small_caps:
            caps = [letter + self.small_caps for letter in LETTERS]
            parts.append(_feature("c2sc", zip(LETTERS, caps, strict=True)))
            parts.append(_feature("smcp", zip(map(_lower, LETTERS), caps, strict=True)))
        return "".join(parts)


def _serif(style: str, **more: Any) -> Face:
    path = f"source-serif/VAR/SourceSerif4Variable-{style}.ttf"
    return Face(path, "Briefgen Serif", {"wght": (400, 700), "opsz": 14}, ".lf", ".osf", **more)


SERIF: Final = _serif("Roman", small_caps=".sc", fractions=(".numr", ".dnom"))
ITALIC: Final = _serif("Italic")
SANS: Final = Face(
    "source-sans/VF/SourceSans3VF-Upright.ttf", "Briefgen Sans", {"wght": (400, 600)}, ".p"
)


def _lower(letter: str) -> str:
    return letter.lower() if letter in {"AE", "OE"} else letter[0].lower() + letter[1:]


def _feature(name: str, pairs: Any) -> str:
    rules = "".join(f"sub {one} by {other};" for one, other in pairs)
    return f"feature {name} {{{rules}}} {name};"


def _fractions(above: str, below: str) -> str:
    digits, upper, lower = (
        " ".join(digit + suffix for digit in DIGITS) for suffix in ("", above, below)
    )
    return f"""feature frac {{
        lookup slash {{sub slash by slash.frac;}} slash;
        lookup above {{sub [{digits}] by [{upper}];}} above;
        lookup below {{sub [slash.frac {lower}] [{upper}]' by [{lower}];}} below;
    }} frac;"""


def characters(ranges: str) -> set[int]:
    """Return the code points of ranges such as `0041-005A`."""
    points: set[int] = set()
    for each in ranges.split():
        first, _, last = each.partition("-")
        points |= set(range(int(first, 16), int(last or first, 16) + 1))
    return points


def latin(folder: Path, face: Face) -> TTFont:
    """Return the web font that nearly every page uses."""
    font = TTFont(folder / face.source)
    glyphs = set(face.variants()) & set(font.getGlyphOrder())
    _cut(font, LATIN, ["kern"], glyphs)
    font = instantiateVariableFont(font, face.limits)
    _round_kerning(font)
    addOpenTypeFeaturesFromString(font, face.features(glyphs), tables=["GSUB"])
    return _finished(font, face)


def extended(folder: Path, face: Face) -> TTFont:
    """Return the web font with the other Latin letters."""
    font = TTFont(folder / face.source)
    _cut(font, EXTENDED, ["kern", "mark", "mkmk", "ccmp", "locl"])
    font = instantiateVariableFont(font, face.limits)
    _round_kerning(font)
    return _finished(font, face)


def card(folder: Path, face: Face, weight: int) -> TTFont:
    """Return the font of link preview images. Their titles are large, so the serif is finer."""
    font = TTFont(folder / face.source)
    _cut(font, LATIN + EXTENDED + OTHER, ["kern", "mark", "mkmk", "ccmp", "locl", "liga"])
    limits = {"wght": weight, "opsz": 32}
    font = instantiateVariableFont(font, {axis: limits[axis] for axis in face.limits})
    return _finished(font, face, weight)


def _cut(font: TTFont, ranges: str, features: list[str], glyphs: set[str] | None = None) -> None:
    """Remove all other characters, and all glyphs that only other features show."""
    options = Options(layout_features=features, layout_closure=glyphs is None, hinting=False)
    options.drop_tables += ["BASE", "DSIG", "MVAR", "STAT"]
    options.glyph_names = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(ranges), glyphs=glyphs or ())
    subsetter.subset(font)


def _round_kerning(font: TTFont) -> None:
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            pairs = getattr(table, "ExtSubTable", table)
            if type(pairs).__name__ == "PairPos":
                for value in _values(pairs):
                    value.XAdvance = round(getattr(value, "XAdvance", 0) / KERN_STEP) * KERN_STEP
                    value.__dict__.pop("XAdvDevice", None)
                pairs.ValueFormat1 = 4


def _values(pairs: Any) -> Iterator[Any]:
    by_first = pairs.PairSet if pairs.Format == 1 else pairs.Class1Record
    for first in by_first:
        records = first.PairValueRecord if pairs.Format == 1 else first.Class2Record
        yield from (record.Value1 for record in records if record.Value1)


def _finished(font: TTFont, face: Face, weight: int = 0) -> TTFont:
    """Give a font its names, and tell Windows to smooth it, since it has no hints."""
    style = "Italic" if "Italic" in face.source else "Regular"
    names = font["name"]
    texts = {0: names.getDebugName(0), 1: face.family, 2: style, 4: f"{face.family} {style}"}
    texts |= {3: texts[4], 6: f"{face.family.replace(' ', '')}-{style}"}
    texts[13] = "SIL Open Font License 1.1"
    names.names = []
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    if weight:
        font["OS/2"].usWeightClass = weight
    else:
        (axis,) = font["fvar"].axes
        font["fvar"].instances = []
        buildStatTable(font, [{"tag": axis.axisTag, "name": "Weight", "values": []}])
        axis.axisNameID = font["STAT"].table.DesignAxisRecord.Axis[0].AxisNameID
    font["gasp"] = newTable("gasp")
    font["gasp"].version, font["gasp"].gaspRange = 1, {0xFFFF: 15}
    font["prep"] = newTable("prep")
    font["prep"].program = Program()
    font["prep"].program.fromBytecode(bytes.fromhex("b801ff85b0048d"))
    font["post"].formatType = 3
    return font


def _save(font: TTFont, path: Path) -> None:
    font.flavor = "woff2" if path.suffix == ".woff2" else None
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(path)
    print(f"{path.stat().st_size:7,} bytes  {path.name}")


def main(folder: Path) -> None:
    """Write all fonts."""
    for name, face in {"serif": SERIF, "serif-italic": ITALIC, "sans": SANS}.items():
        family, _, style = name.partition("-")
        end = f"-{style}.woff2" if style else ".woff2"
        _save(latin(folder, face), WEB / f"source-{family}-latin{end}")
        _save(extended(folder, face), WEB / f"source-{family}-latin-ext{end}")
    _save(card(folder, SERIF, 600), CARDS / "source-serif-600.ttf")
    _save(card(folder, SANS, 500), CARDS / "source-sans-500.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
