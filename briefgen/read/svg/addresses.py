"""Decide which URLs may stay in SVG images and their style sheets.

An image may use itself, files of its own site, and embedded pixels and fonts. Browsers do not load
files of other hosts for an image on a page anyway. If the image is opened directly, they would, and
so tell that host who reads it.
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

# The parts of CSS that matter here, cut as a browser cuts them. Each alternative consumes what it
# starts, so that a style sheet is read only once.
_STRING: Final = r"\"(?:[^\"\\\n]|\\.)*+(?:\"|(?=\n)|\Z)|'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\Z)"
_URL: Final = rf"url\(\s*+(?:(?P<quoted>{_STRING})\s*+\)|(?P<bare>(?:[^)\\]|\\.)*+)(?:\)|\\?\Z))"
_CSS: Final = re.compile(
    rf"(?P<comment>/\*.*?(?:\*/|\Z))|(?P<import>@import(?:{_STRING}|[^;\"'])*+;?+)"
    rf"|(?P<url>{_URL})|(?P<string>{_STRING})|(?P<escape>\\.)",
    re.IGNORECASE | re.DOTALL,
)
_LINE_ENDS: Final = re.compile(r"\r\n?|\f")
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
# Other ways to name a file; no drawing program writes them.
_UNUSUAL: Final = re.compile(r"image-set\(|image\(|src\(|@import|url\(", re.IGNORECASE)
# With escapes, nothing that stays may look like the URL of another host, not even in a string: a
# browser that cuts such a style sheet in another way finds nothing to load.
_FOREIGN: Final = re.compile(r"@import|//|\b(?:https?|ftp|file|data|javascript)\s*:", re.IGNORECASE)
_MORE_THAN_URL: Final = re.compile(r"[\"'(\s]")
_DATA: Final = re.compile(r"data:[\w\s+/=;,:.%~-]*", re.IGNORECASE)
_NOWHERE: Final = "url(#)"


def is_own(url: str) -> bool:
    """Whether a URL points to the image itself, to its site, or to embedded pixels."""
    bare = _BLANKS.sub("", url[:100] if url[:5].lower() == "data:" else url).replace("\\", "/")
    return bool(_PIXELS.match(bare)) or not (scheme_of(bare) or bare.startswith("//"))


def without_foreign(css: str) -> tuple[str, bool]:
    """Return CSS without comments and forbidden URLs, and whether it had forbidden URLs."""
    css = _LINE_ENDS.sub("\n", css)
    foreign = False

    def judge(match: re.Match[str]) -> str:
        nonlocal foreign
        if match["comment"]:
            return " "
        if match["string"] or match["escape"]:
            return match[0]
        if match["url"] and _may_stay(match["quoted"], match["bare"]):
            return match[0]
        foreign = True
        return " " if match["import"] else _NOWHERE

    cleaned = _CSS.sub(judge, css)
    rest = _CSS.sub(" ", cleaned)
    if _UNUSUAL.search(rest) or ("\\" in css and _is_doubtful(cleaned)):
        return "", True
    return cleaned, foreign


def _is_doubtful(css: str) -> bool:
    rest = _CSS.sub(lambda match: match["escape"] or " ", css)
    words = _CSS.sub(lambda match: " " if match["url"] else match[0], css)
    return bool(_UNUSUAL.search(_plain(rest)) or _FOREIGN.search(_plain(words)))


def _plain(css: str) -> str:
    """Return CSS with its escapes decoded."""
    return _ESCAPE.sub(_unescaped, css) if "\\" in css else css


def _may_stay(quoted: str | None, bare: str | None) -> bool:
    url = quoted[1:-1] if quoted else (bare or "").strip()
    if not quoted and _MORE_THAN_URL.search(url):
        return False
    url = _plain(url).strip()
    if url[:5].lower() == "data:" and not _DATA.fullmatch(url):
        return False
    return is_own(url) or bool(_FONT.match(url))


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"
