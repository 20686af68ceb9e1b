"""What a BCP 47 tag says about a language, without locale data."""

from __future__ import annotations

import re
from typing import Final

# The form of a BCP 47 tag.
TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# ISO 639-1: the languages with a code of two letters.
_CODES: Final = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa
    pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th
    ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
_RIGHT_TO_LEFT: Final = frozenset("ar arc ckb dv fa he ks nqo ps sd syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())
_TRADITIONAL_CHINESE: Final = frozenset({"tw", "hk", "mo"})


def chain(tag: str) -> tuple[str, ...]:
    """Return a tag in lowercase, then its fallbacks, the most general last.

    Chinese depends on its script, even if the tag does not name it: `zh-TW` does not fall back on
    `zh`.
    """
    primary, *rest = tag.lower().replace("_", "-").split("-")
    if primary == "zh" and not _script(rest):
        is_traditional = not _TRADITIONAL_CHINESE.isdisjoint(rest)
        rest = ["hant" if is_traditional else "hans", *rest]
    parts = [primary, *rest]
    tags = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return tuple(tags[:-1] if primary == "zh" and "hans" not in rest else tags)


def tongue(tag: str) -> str:
    """Return the language of a tag with its script, if it has one, and without its region.

    Briefs in variants of one language share a home page: `pt-BR` and `pt-PT` are both `pt`.
    """
    primary, *rest = tag.split("-")
    script = _script(rest)
    return f"{primary.lower()}-{script.capitalize()}" if script else primary.lower()


def is_known(tag: str) -> bool:
    """Whether a tag begins with the two letters of a language."""
    return tag.lower().partition("-")[0] in _CODES


def split_tag(stem: str) -> tuple[str, str]:
    """Return the parts of a file name such as `prices.de`, or "" twice if it has no tag."""
    base, dot, tag = stem.rpartition(".")
    return (base, tag) if base and dot and TAG.fullmatch(tag) else ("", "")


def direction(tag: str) -> str:
    """Return the writing direction of a language: `rtl` or `ltr`."""
    primary, *rest = tag.lower().split("-")
    script = _script(rest)
    leftward = script in _RIGHT_TO_LEFT_SCRIPTS if script else primary in _RIGHT_TO_LEFT
    return "rtl" if leftward else "ltr"


def _script(subtags: list[str]) -> str:
    first = subtags[0] if subtags else ""
    return first if len(first) == 4 and first.isalpha() else ""
