"""Words and inline signs as Markdown that every CommonMark reader understands in the same way.

Only what readers would treat as markup is escaped, so ordinary prose stays unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

# What may need an escape or a change, wherever it is in words.
UNUSUAL: Final = (*"\\`*_[]&~^{@\t\n", "==", "://", "www.")
_WHITE: Final = re.compile(r"[ \t]*\n\s*|[ \t]{2,}")
# What begins a block at the beginning of a line.
_LINE_START: Final = re.compile(
    r"(?m)^(?:(?P<number>\d{1,9})(?=[.)](?:[ \t]|$))"
    r"|(?=#{1,6}(?:[ \t]|$)|>|[-+*:~](?:[ \t]|$)|=+[ \t]*$|:::|[-:|][-:| \t]*$))"
)
_SIGNS: Final = (
    r"\\(?=[!-/:-@\[-`{-~\n])",
    "`",
    r"(?<! )\*|\*(?! )",
    r"_(?:(?<![^\W_]_)|(?![^\W_]))(?:(?<! _)|(?! ))",
    r"<(?=[a-zA-Z/!?])",
    r"&(?=#?\w{1,40};)",
    r"~(?=~)|(?<=[^\s(])~|(?<=\()~(?!\w)",
    r"\^(?=\S)",
    r"(?<=\S)=(?==)|=(?==+\S)",
    r"{(?=\s*(?:[#.:%}]|[\w-]+=))|(?<=[\])*_~`>]){",
    r"[!^](?=\[\Z)|(?<=\A\])[(:]",  # beside a link or a footnote
)
_OUTSIDE_LINKS: Final = (
    # Editorial brackets are not links, because the text has no definitions of links.
    r"\[(?<=\^\[)|\[(?!(?![ xX]\])[^\^\[\]\\`*_<>&!~\n][^\[\]\\`*_<>&!~\n]*\][^(\[:{])",
    # What many readers make a link of.
    r"(?i:(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//\w)|(?:(?<=mailto)|(?<=xmpp)):(?=\w))",
    r"(?<=[\w.+-])@(?=\w)|(?i:(?<=www)\.)",
)
_FIRST: Final = r"(?=[\\`*_\[\]<&~{!^=(:@.])"  # where it is worth to look, which saves time
_SPECIAL: Final = re.compile(f"{_FIRST}(?:{'|'.join([*_SIGNS, *_OUTSIDE_LINKS])})")
_SPECIAL_IN_LINKS: Final = re.compile(f"{_FIRST}(?:{'|'.join([*_SIGNS, '[][]'])})")
# A reader that knows no escapes must not see a tag, or another character.
_ENTITIES: Final[Mapping[str, str]] = {"<": "&lt;", "&": "&amp;"}
_ENTITY: Final = re.compile(r"&(?=#?\w{1,40};)")
_UNUSUAL_IN_URLS: Final = re.compile(r"[\s<>\\`&()]")
_NOT_IN_URLS: Final = re.compile(r"[\s<>\\`]")
_TICKS: Final = re.compile("`+")


def words(text: str, before: str = "\n", after: str = "\n", *, in_link: bool = False) -> str:
    """Return words escaped, where `before` and `after` are the characters beside them."""
    if "\n" in text or "  " in text or "\t" in text:
        text = _WHITE.sub(lambda match: "\n" if "\n" in match[0] else " ", text)
    if before == "\n":
        text = text.lstrip(" \t\n")
    if after == "\n":
        text = text.rstrip(" \t\n")
    beside = (0, len(text) + 1)

    def escape(match: re.Match[str]) -> str:
        sign = match[0]
        return sign if match.start() in beside else _ENTITIES.get(sign, f"\\{sign}")

    special = _SPECIAL_IN_LINKS if in_link else _SPECIAL
    text = special.sub(escape, f"{before}{text}{after}")[1:-1]
    first, line_end, rest = ("", "", text) if before == "\n" else text.partition("\n")
    return f"{first}{line_end}{_LINE_START.sub(_guarded, rest)}"


def _guarded(match: re.Match[str]) -> str:
    return f"{match['number'] or ''}\\"


def is_understood(sign: str, before: str, first: str, last: str, after: str) -> bool:
    """Whether every reader understands a sign of emphasis before `first` and after `last`."""
    if sign[0] in before + first + last + after or first.isspace() or last.isspace():
        return False
    if sign == "_" and (_is_word(before) or _is_word(after)):
        return False
    return (_is_word(first) or is_free(before)) and (_is_word(last) or is_free(after))


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] in "MC"


def is_free(character: str) -> bool:
    """Whether a character is white space or punctuation."""
    if character.isascii():
        return not character.isalnum()
    return character.isspace() or unicodedata.category(character)[0] == "P"


def code(text: str) -> str:
    """Return a span of code, between more backticks than it holds in a row."""
    text = text.replace("\n", " ")
    fence = fence_for(text, 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def fence_for(text: str, least: int) -> str:
    """Return the backticks that may enclose a code."""
    return "`" * max([least, *(len(run) + 1 for run in _TICKS.findall(text))])


def is_automatic(url: str, text: str) -> bool:
    """Whether a link can be a URL in angle brackets."""
    if text == url:
        return url.startswith(("https://", "http://")) and not _NOT_IN_URLS.search(url)
    return url == f"mailto:{text}" and text.isascii() and "@" in text


def target(url: str, title: str) -> str:
    """Return what follows the words of a link or image."""
    if _UNUSUAL_IN_URLS.search(url) or not url:
        url = _NOT_IN_URLS.sub(lambda match: quote(match[0], safe=""), url)
        url = _ENTITY.sub("&amp;", url)
        url = f"<{url}>" if "(" in url or ")" in url or not url else url
    return f"]({url}{title_of(title)})"


def title_of(title: str) -> str:
    """Return what follows the URL of a link or image with a title."""
    if not title:
        return ""
    title = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    return ' "{}"'.format(_ENTITY.sub("&amp;", title))
