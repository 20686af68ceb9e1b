"""CLDR data about languages: their locales and digits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from briefgen.model.languages import chain

if TYPE_CHECKING:
    from babel.core import Locale

# The zero of each numbering system that is a language's default in CLDR.
_ZEROS: Final = {
    "adlm": "\U0001e950", "arab": "\u0660", "arabext": "\u06f0", "beng": "\u09e6",
    "cakm": "\U00011136", "deva": "\u0966", "hmnp": "\U0001e140", "java": "\ua9d0",
    "mtei": "\uabf0", "mymr": "\u1040", "nkoo": "\u07c0", "olck": "\u1c50",
    "rohg": "\U00010d30", "tibt": "\u0f20",
}  # fmt: skip
# Common languages that use the same digits as English, so no locale data is loaded for them.
_NO_DIGITS: Final = frozenset("de en es fr it ja ko nl pl pt ru sv tr uk zh".split())


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """Return the locale of a language, else of a less specific tag, else English."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy

    for each in chain(tag):
        try:
            return Locale.parse(each, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en", "001")


def in_digits(text: str, language: str) -> str:
    """Return a text with the default digits of a language."""
    if language.partition("-")[0].lower() in _NO_DIGITS:
        return text
    digits = _digits(language)
    return text.translate(digits) if digits else text


@lru_cache(maxsize=64)
def _digits(language: str) -> Mapping[int, str]:
    zero = _ZEROS.get(locale_of(language).default_numbering_system)
    if zero is None:
        return {}
    return {ord("0") + value: chr(ord(zero) + value) for value in range(10)}


def system_time_zone() -> str:
    """Return the IANA name of the system's time zone, or "UTC" if it has none."""
    from babel.localtime import get_localzone  # noqa: PLC0415 - heavy

    try:
        zone = get_localzone()
        # Babel returns a zone of pytz if that is installed.
        name = str(getattr(zone, "key", "") or getattr(zone, "zone", "") or "")
    except (LookupError, OSError, ValueError):
        return "UTC"
    return "UTC" if name in ("", "Etc/UTC", "Etc/UCT", "Etc/Universal") else name
