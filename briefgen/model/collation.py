"""Alphabetical order of names by the rules of a language.

An accented letter sorts with its base letter, unless the language treats it as a separate letter.
The table lists those exceptions, after CLDR. A full collation library would be too heavy for the
names of a site: PyICU needs the C library ICU, and pyuca does not support languages. Chinese and
Japanese names sort in Unicode order, because their readings are not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from briefgen.model.addresses import lowercase

SortKey = tuple[str, str, str]

# Separate letters of each language, in CLDR notation: `n<ñ` sorts ñ after all words with n, and
# `ø=ö` sorts the two as one.
_ALPHABETS: Final[Mapping[str, str]] = {
    "az": "c<ç e<ə g<ğ h<x<ı o<ö s<ş u<ü",
    "bs hr sl sr": "c<č<ć d<dž<đ l<lj n<nj s<š z<ž",
    "cs sk": "c<č h<ch r<ř s<š z<ž",
    "cy": "c<ch d<dd f<ff g<ng l<ll p<ph r<rh t<th",
    "da nb nn no": "z<æ=ä<ø=ö<å=aa",
    "es fil gl": "n<ñ",
    "et": "s<š<z<ž w<õ<ä<ö<ü",
    "fi sv": "y=ü z<å<ä=æ<ö=ø",
    "fo": "a<á d<ð i<í o<ó u<ú y<ý z<æ<ø=ö",
    "hu": "c<cs d<dz<dzs g<gy l<ly n<ny o<ö=ő s<sz t<ty u<ü=ű z<zs",
    "is": "a<á d<ð e<é i<í o<ó u<ú y<ý z<þ<æ=ä<ö=ø<å",
    "lt": "c<č s<š z<ž",
    "lv": "c<č g<ģ k<ķ l<ļ n<ņ s<š z<ž",
    "pl": "a<ą c<ć e<ę l<ł n<ń o<ó s<ś z<ź<ż",
    "ro": "a<ă<â i<î s<ș=ş t<ț=ţ",
    "sq": "c<ç d<dh e<ë g<gj l<ll n<nj r<rr s<sh t<th x<xh z<zh",
    "tr": "c<ç g<ğ h<ı o<ö s<ş u<ü",
    "uk": "г<ґ е<є и<і<ї",
    "vi": "a<ă<â d<đ e<ê o<ô<ơ u<ư",
}
# Letters that Unicode does not decompose.
_PLAIN: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ħ": "h",
     "ı": "i", "ŋ": "n", "ŧ": "t", "ŀ": "l", "ĸ": "k", "ё": "е"}
)  # fmt: skip
_ACCENTED: Final = re.compile("([a-zα-ω])[\u0300-\u036f]+")
_END: Final = "\uffff"  # sorts after everything that may follow a letter
_IGNORED: Final = re.compile(r"[^\w\s]|_")


@lru_cache(maxsize=8192)
def sort_key(name: str, language: str) -> SortKey:
    """Return a sort key for a name: by letters, then accents, then capitals."""
    small = unicodedata.normalize("NFKC", lowercase(name, language))
    letters = " ".join(_IGNORED.sub(" ", small.replace("'", "").replace("’", "")).split())
    pattern, places = _alphabet(language.partition("-")[0].lower())
    pieces = pattern.split(letters) if pattern else [letters]
    base = "".join(places.get(piece) or _unaccented(piece) for piece in pieces)
    return base or small, small, name


def _unaccented(letters: str) -> str:
    apart = unicodedata.normalize("NFD", letters.translate(_PLAIN))
    return unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", apart))


@lru_cache(maxsize=16)
def _alphabet(language: str) -> tuple[re.Pattern[str] | None, Mapping[str, str]]:
    """Return a pattern of a language's separate letters, and the sort position of each."""
    groups = next((groups for tags, groups in _ALPHABETS.items() if language in tags.split()), "")
    places: dict[str, str] = {}
    for group in groups.split():
        first, *own = group.split("<")
        base, *same = first.split("=")
        places |= dict.fromkeys(same, base)
        for index, letters in enumerate(own):
            places |= dict.fromkeys(letters.split("="), f"{base}{_END}{index}")
    if not places:
        return None, places
    longest = sorted(places, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest))})"), places
