#!/usr/bin/env python3
"""Make the fonts from Adobe's Source Serif 4 and Source Sans 3, and from Google's Noto.

    mkdir /tmp/typefaces && cd /tmp/typefaces
    npm install source-serif@4.5.1 source-sans@3.52.0 \
        @fontsource/noto-naskh-arabic@5.3.0 @fontsource/noto-serif-hebrew@5.3.0
    python3 -m venv venv && venv/bin/pip install "fonttools[woff]==4.68.0"
    venv/bin/python CLONE/typefaces/make.py node_modules

The web fonts go to briefgen/theme/assets/fonts/, and those of PDFs and link preview images to
briefgen/render/fonts/. The same versions give the same bytes.

A brief loads two files, `-latin` of each family. Together they have 51,000 bytes at most, so they
have few weights, the letters of Western European languages, and the features in `features`. Other
Latin letters are in `-latin-ext`, which browsers fetch if a page has one of them. If you change
LATIN or EXTENDED, change `unicode-range` in briefgen/theme/styles/fonts.css too.

A PDF includes the glyphs that it uses, so its fonts have more weights and letters. They are static,
because Typst takes a third longer with variable fonts, and have the outlines of OpenType CFF, which
need the least room.

Both families reserve the name "Source" (SIL Open Font License, clause 3). These fonts are modified,
so the names inside are Briefgen Serif, Briefgen Sans, and Briefgen Display for large titles.
"""

# ruff: noqa: T201 - the program reports sizes

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.otlLib.builder import buildStatTable
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib.instancer import instantiateVariableFont

ROOT: Final = Path(__file__).resolve().parent.parent
WEB: Final = ROOT / "briefgen/theme/assets/fonts"
DRAWN: Final = ROOT / "briefgen/render/fonts"

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
# The texts of PDFs also have Vietnamese, Greek, Cyrillic and superior letters. Rarer letters, such
# as those of phonetics, come from a font in Typst.
TEXT: Final = """
    0180 0300-030C 030F 0311 031B 0323-0328 0370-03FF 0400-045F 0462-0463 0472-0475 048A-04FF
    1E00-1EFF
"""
ARABIC: Final = "0600-06FF 0750-077F 08A0-08FF 200C-200F 2010 204F 2E41 FD3E-FD3F FDF2 FDFA-FDFC"
HEBREW: Final = "0591-05C7 05D0-05EA 05EF-05F4 200C-2010 20AA 25CC FB1D-FB4F"

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


WEIGHTS: Final = (
    ("400", "Regular", 400),
    ("600", "Semibold", 600),
    ("400-italic", "It", 400),
    ("600-italic", "SemiboldIt", 600),
)
NOTO: Final = (("arabic", "noto-naskh-arabic", ARABIC), ("hebrew", "noto-serif-hebrew", HEBREW))


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
    family = "Briefgen Display" if face is SERIF else face.family
    return _finished(font, replace(face, family=family), weight)


def text(folder: Path, source: str, family: str, weight: int) -> TTFont:
    """Return a font for the texts of PDFs."""
    font = TTFont(folder / source)
    features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "onum", "pnum", "sups"]
    _cut(font, LATIN + EXTENDED + TEXT, features)
    slope = " Italic" if font["post"].italicAngle else ""
    style = f"{'Regular' if weight == 400 else weight}{slope}"
    name = f"{family.replace(' ', '')}-{style.replace(' ', '')}"
    _name(font, family, style)
    outlines = font["CFF "].cff
    outlines.fontNames = [name]
    top = outlines.topDictIndex[0]
    top.FullName, top.FamilyName = f"{family} {style}", family
    font["post"].formatType = 3
    return font


def noto(folder: Path, source: str, ranges: str) -> TTFont:
    """Return a Noto font for PDFs."""
    font = TTFont(folder / "@fontsource" / source)
    _cut(font, ranges, ["*"])
    font["post"].formatType = 3
    return font


def blank() -> TTFont:
    """Return a font that has every character of Unicode, all empty and without width.

    It comes after the fonts of a link preview image, so that what they lack is not shown as boxes.
    """
    builder = FontBuilder(1000, isTTF=True)
    builder.updateHead(created=0)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    many = CmapSubtable.newSubtable(13)  # many characters with one glyph
    many.platformID, many.platEncID, many.language = 3, 10, 0
    many.cmap = dict.fromkeys([*range(0x32400), *range(0xE0000, 0xE01F0)], "blank")
    builder.font["cmap"].tables.append(many)
    builder.setupGlyf({name: Glyph() for name in (".notdef", "blank")})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "blank"), (0, 0)))
    builder.setupHorizontalHeader(ascent=0, descent=0)
    names = {"familyName": "Briefgen Blank", "styleName": "Regular", "psName": "BriefgenBlank"}
    builder.setupNameTable(names)
    builder.setupOS2(sTypoAscender=0, sTypoDescender=0)
    builder.setupPost(keepGlyphNames=False)
    return builder.font


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
    _name(font, face.family, "Italic" if "Italic" in face.source else "Regular")
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


def _name(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    texts = {0: names.getDebugName(0), 1: family, 2: style, 4: f"{family} {style}"}
    texts |= {3: texts[4], 6: f"{family}-{style}".replace(" ", "")}
    texts[13] = "SIL Open Font License 1.1"
    names.names = []
    for number, words in texts.items():
        names.setName(words, number, 3, 1, 0x409)


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
    _save(blank(), DRAWN / "blank.ttf")
    _save(card(folder, SERIF, 600), DRAWN / "source-serif-600.ttf")
    _save(card(folder, SANS, 500), DRAWN / "source-sans-500.ttf")
    for end, name, weight in WEIGHTS:
        source = f"source-serif/OTF/SourceSerif4-{name}.otf"
        font = text(folder, source, "Briefgen Serif", weight)
        _save(font, DRAWN / f"source-serif-{end}.otf")
    for end, name, weight in WEIGHTS[:3]:
        source = f"source-sans/OTF/SourceSans3-{name}.otf"
        font = text(folder, source, "Briefgen Sans", weight)
        _save(font, DRAWN / f"source-sans-{end}.otf")
    for script, source, ranges in NOTO:
        file = f"{source}/files/{source}-{script}-400-normal.woff2"
        _save(noto(folder, file, ranges), DRAWN / f"{source}-400.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
