"""Characters that no author writes on purpose. They are removed from all text that comes in.

XML cannot represent most of them, browsers show a box or nothing, and a directional override can
make words look different from what they are.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location

_SEPARATORS: Final = "\x0b\x0c\r\x1c-\x1f\x85"  # these end lines or fields; a space replaces them
_OVERRIDES: Final = "\u202d\u202e"
_NO_CHARACTERS: Final = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_OTHERS: Final = f"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_OVERRIDES}{_NO_CHARACTERS}"
_UNWANTED: Final = re.compile(f"[{_SEPARATORS}{_OTHERS}]")
_USUAL: Final = b"\t\n" + bytes(range(0x20, 0x7F))
_SEPARATOR: Final = re.compile(f"[{_SEPARATORS}]")
# Default-ignorable characters (Unicode, DerivedCoreProperties), which have no width. They include
# joiners and direction marks: texts may need these, but two names must not differ only by them.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U000e0000-\U000e0fff]"
)
_SCRIPTS: Final = {
    "CJK": "Chinese characters",
    "HIRAGANA": "Japanese letters",
    "KATAKANA": "Japanese letters",
    "HANGUL": "Korean letters",
}
_ENTITY: Final = re.compile("&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_REFERENCE: Final = re.compile("&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")


def unwanted(text: str) -> re.Match[str] | None:
    """Return the first character of a text that must be removed, or None."""
    rest = text.encode(errors="surrogatepass").translate(None, _USUAL)
    # True for nearly all texts, and saves running the slow pattern.
    if not rest or rest.decode(errors="surrogatepass").isprintable():
        return None
    return _UNWANTED.search(text)


def printable(text: str) -> str:
    """Return a text without such characters; a space replaces those that end lines."""
    return _UNWANTED.sub("", _SEPARATOR.sub(" ", text)) if unwanted(text) else text


def without_invisible(text: str) -> str:
    """Return a text without its invisible characters."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def invisible(text: str) -> str:
    """Return the first invisible character of a text, or ""."""
    match = None if text.isascii() else _INVISIBLE.search(text)
    return match[0] if match else ""


def is_utf8(name: str) -> bool:
    """Whether a file name, as Python returns it, is UTF-8 on disk."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def name_problem(name: str, path: str) -> Diagnostic | None:
    """Return what is wrong with the name of the file at `path`, which becomes part of a URL."""
    if not is_utf8(name):
        readable = path.encode(errors="surrogateescape").decode(errors="replace")
        message = "the file name is not valid UTF-8"
        return Diagnostic("file-name", message, Location(readable), "rename the file")
    if sign := unwanted(name):
        message = f"the file name contains U+{ord(sign[0]):04X}, a character that URLs cannot have"
        return Diagnostic("file-name", message, Location(path), "rename the file")
    return None


def with_characters(text: str) -> str:
    """Return a text with its HTML entities, such as `&#8217;`, decoded.

    Text exported from other systems contains them. An entity ends with a semicolon, so `AT&T`
    has none.
    """
    return printable(_ENTITY.sub(lambda match: unescape(match[0]), text)) if "&" in text else text


def without_references(html: str) -> str:
    """Return HTML without the character references to unwanted characters."""
    return _REFERENCE.sub(lambda match: "" if _is_unwanted(match[0]) else match[0], html)


def references(text: str) -> list[str]:
    """Return the character references to unwanted characters in a text, such as `&#7;`."""
    return [each for each in _REFERENCE.findall(text) if _is_unwanted(each)]


def _is_unwanted(reference: str) -> bool:
    return not (character := unescape(reference)) or _UNWANTED.search(character) is not None


def removed_character(text: str, location: Location) -> Diagnostic:
    """Return a diagnostic for what `printable` removes; `location` is that of the first."""
    removed = _UNWANTED.findall(text)
    first = removed[0]
    more = f", and {len(removed) - 1} more like it" if len(removed) > 1 else ""
    if first in _OVERRIDES:
        side = "left" if first == _OVERRIDES[0] else "right"
        other = "right" if side == "left" else "left"
        message = f"removed the {side}-to-{other} override character U+{ord(first):04X}"
        hint = "delete the character; right-to-left languages do not need it"
    else:
        message = f"removed the invisible character U+{ord(first):04X}"
        hint = "delete the character" + _as_windows_1252(first)
    return Diagnostic("control-character", message + more, location, hint)


def _as_windows_1252(character: str) -> str:
    """Suggest what a character means in Windows-1252, the encoding of old Windows programs."""
    if not "\x80" <= character <= "\x9f":
        return ""
    try:
        return (
            f", or replace it with {character.encode('latin-1').decode('cp1252')} if you meant that"
        )
    except UnicodeDecodeError:
        return ""


def script_of(letter: str) -> str:
    """Return the script of a letter, by the first word of its Unicode name: LATIN, CJK."""
    return unicodedata.name(letter, "").partition(" ")[0]


def letters_of(script: str) -> str:
    """Return what messages call the letters of a script."""
    return _SCRIPTS.get(script, f"{script.capitalize()} letters")
