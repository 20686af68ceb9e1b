"""The quotation marks of languages: outer opening and closing, then inner opening and closing.

Taken from CLDR 48.2 (`delimiters.json` of the package cldr-misc-full), except that Spanish has
angle quotation marks, that French has “ ” within « », and that German in Switzerland and
Liechtenstein has « », as its authorities and newspapers write.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DEFAULT: Final = "“”‘’"
# Only languages whose marks differ from those of their parent: `fr` for `fr-ch`, and the default
# for `fr`. A tag is in lowercase.
_TAGS: Final = {
    "«»«»": "ht hy oc yav",
    "«»‘’": "dua el-polyton ksf nb nn no rw",
    "«»“”": (
        "ast blo bm br ca cv dyo el es eu ewo fr ie it kab kk lij mg mua nnh pms pt-ao "
        "pt-ch pt-cv pt-gq pt-gw pt-lu pt-mo pt-mz pt-pt pt-st pt-tl sc sg ti"
    ),
    "«»„“": "bas be bua ky os ru sah tyv uk",
    "«»„”": "shi zgh",
    "«»‹›": "am az-arab az-cyrl de-ch de-li fa fr-ch gsw jgo kkj mzn rm sdh wae",
    "»«›‹": "kk-arab ug",
    "‘’‘’": "nl",
    "‘’“”": "fur ia ti-er tn",
    "“’“”": "st",
    "“”«»": "eo",
    "“”‘’": "bm-nkoo ff-adlm uz-arab uz-cyrl",
    "“”’‘": "uz",
    "“”“”": "tk",
    "”“’‘": "ar lld ms-arab syr ur",
    "””’’": "fi he lag rn se sn sv yi",
    "„“«»": "ka",
    "„“‚‘": "bs-cyrl cs de dsb et hr hsb is ksh lb luy mk nds sk sl",
    "„“„“": "bg lt prg sgs",
    "„”«»": "nmg pl ro",
    "„”»«": "hu szl",
    "„”‘’": "bs",
    "„”’’": "sr",
    "„”‚’": "agq ff",
    "「」『』": "ja yue zh-hant",
}
MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {tag: marks for marks, tags in _TAGS.items() for tag in tags.split()}
)
