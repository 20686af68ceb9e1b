"""Characters that no text holds on purpose: they are taken out wherever an author's words come in.

XML has no form for most of them, browsers show a box or nothing, and one that turns the letters
after it around can make words read otherwise than they are.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location

_BLANK: Final = "\x0b\x0c\r\x1c-\x1f\x85"  # these end lines or fields: what they part stays apart
_OVERRIDES: Final = "\u202d\u202e"
_NO_CHARACTERS: Final = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_OTHERS: Final = f"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_OVERRIDES}{_NO_CHARACTERS}"
_UNWANTED: Final = re.compile(f"[{_BLANK}{_OTHERS}]")
_USUAL: Final = b"\t\n" + bytes(range(0x20, 0x7F))
_BLANKS: Final = re.compile(f"[{_BLANK}]")
# Default-ignorable characters (Unicode, DerivedCoreProperties): they take no room. Joiners and
# marks of direction are among them, which texts may need, and names are not told apart by.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U000e0000-\U000e0fff]"
)
_ENTITY: Final = re.compile("&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_REFERENCE: Final = re.compile("&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")


def unwanted(text: str) -> re.Match[str] | None:
    """Return the first character of a text that is to be taken out, or None."""
    rest = text.encode(errors="surrogatepass").translate(None, _USUAL)
    # As nearly all are; the pattern is a slow one.
    if not rest or rest.decode(errors="surrogatepass").isprintable():
        return None
    return _UNWANTED.search(text)


def printable(text: str) -> str:
    """Return a text without such characters; a blank stands for those that end lines."""
    return _UNWANTED.sub("", _BLANKS.sub(" ", text)) if unwanted(text) else text


def without_invisible(text: str) -> str:
    """Return a text without the characters that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def invisible(text: str) -> str:
    """Return the first character of a text that nobody sees, or ""."""
    match = None if text.isascii() else _INVISIBLE.search(text)
    return match[0] if match else ""


def is_utf8(name: str) -> bool:
    """Whether a file's name, as Python gives it, is UTF-8 on the disk."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def name_problem(name: str, path: str) -> Diagnostic | None:
    """Return what is wrong with the name of the file at `path`, of which addresses are made."""
    if not is_utf8(name):
        shown = path.encode(errors="surrogateescape").decode(errors="replace")
        message = "the file's name is not UTF-8"
        return Diagnostic("file-name", message, Location(shown), "rename it")
    if sign := unwanted(name):
        message = f"the name has the character U+{ord(sign[0]):04X}, which no address can have"
        return Diagnostic("file-name", message, Location(path), "rename it")
    return None


def with_characters(text: str) -> str:
    """Return a text with the characters that its HTML entities stand for, as `&#8217;`.

    Texts that come from other systems have them. An entity ends with a semicolon: `AT&T` has none.
    """
    return printable(_ENTITY.sub(lambda match: unescape(match[0]), text)) if "&" in text else text


def without_references(html: str) -> str:
    """Return HTML without the references to such characters."""
    return _REFERENCE.sub(lambda match: "" if _is_unwanted(match[0]) else match[0], html)


def references(text: str) -> list[str]:
    """Return the references to such characters in a text, as `&#7;`."""
    return [each for each in _REFERENCE.findall(text) if _is_unwanted(each)]


def _is_unwanted(reference: str) -> bool:
    return not (meant := unescape(reference)) or _UNWANTED.search(meant) is not None


def taken_out(text: str, location: Location) -> Diagnostic:
    """Return the report of what `printable` takes out of a text; `location` is the first's."""
    found = _UNWANTED.findall(text)
    first = found[0]
    more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
    if first in _OVERRIDES:
        what = f"U+{ord(first):04X}, which turns the letters after it around, is left out"
        hint = "take the character out; languages written from right to left need no such sign"
    else:
        what = f"the invisible character U+{ord(first):04X} is left out"
        hint = "take the character out" + _meant(first)
    return Diagnostic("control-character", what + more, location, hint)


def _meant(character: str) -> str:
    """Say what a character would have been in the encoding of old Windows programs."""
    if not "\x80" <= character <= "\x9f":
        return ""
    try:
        return f", or write {character.encode('latin-1').decode('cp1252')} if that was meant"
    except UnicodeDecodeError:
        return ""
