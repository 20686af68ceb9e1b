"""Addresses in SVG pictures and their style sheets: which may stay.

A picture may draw upon itself, upon files of its own site, and upon pixels and fonts that it
holds. What lies with another host is not loaded for a picture on a page anyway; opened by
itself, the file would tell that host who reads it.
"""

from __future__ import annotations

import re
from typing import Final

from briefgen.read.markdown.sanitise import scheme_of

_BLANKS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
_PIXELS: Final = re.compile(r"data:image/(?:png|gif|jpe?g|webp|avif|bmp)[;,]", re.IGNORECASE)
_FONT: Final = re.compile(
    r"data:(?:font/|application/(?:x-)?font|application/vnd\.ms-fontobject|application/octet-stream)",
    re.IGNORECASE,
)

# The parts of CSS that count here. Each alternative takes what it begins, so that a style sheet is
# read once.
_STRING: Final = r"\"(?:[^\"\\\n\r\f]|\\.)*+\"|'(?:[^'\\\n\r\f]|\\.)*+'"
_URL: Final = rf"url\(\s*+(?:(?P<quoted>{_STRING})\s*+\)|(?P<bare>[^)]*+)(?:\)|\Z))"
_CSS: Final = re.compile(
    rf"(?P<comment>/\*.*?(?:\*/|\Z))|(?P<import>@import(?:{_STRING}|[^;\"'])*+;?+)"
    rf"|(?P<url>{_URL})|(?P<string>{_STRING})",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
# Other ways to name a file; no drawing program writes them.
_UNUSUAL: Final = re.compile(r"image-set\(|image\(|src\(|@import|url\(", re.IGNORECASE)
_NOWHERE: Final = "url(#)"


def is_own(url: str) -> bool:
    """Whether an address leads to the picture itself, to its site, or to pixels that it holds."""
    bare = _BLANKS.sub("", url[:100] if url[:5].lower() == "data:" else url).replace("\\", "/")
    return bool(_PIXELS.match(bare)) or not (scheme_of(bare) or bare.startswith("//"))


def without_foreign(css: str) -> tuple[str, bool]:
    """Return CSS without comments and addresses that may not stay, and whether it had such."""
    foreign = False

    def judge(match: re.Match[str]) -> str:
        nonlocal foreign
        if match["comment"]:
            return " "
        if match["string"]:
            return match[0]
        if match["url"] and _may_stay(match["quoted"], match["bare"]):
            return match[0]
        foreign = True
        return " " if match["import"] else _NOWHERE

    written = _CSS.sub(judge, css)
    rest = _CSS.sub(" ", written)
    if _UNUSUAL.search(_ESCAPE.sub(_unescaped, rest) if "\\" in rest else rest):
        return "", True
    return written, foreign


def _may_stay(quoted: str | None, bare: str | None) -> bool:
    url = quoted[1:-1] if quoted else (bare or "").strip()
    if not quoted and url.startswith(("'", '"')):  # more than an address stands there
        return False
    if "\\" in url:
        url = _ESCAPE.sub(_unescaped, url)
    return is_own(url) or bool(_FONT.match(url.lstrip()))


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"
