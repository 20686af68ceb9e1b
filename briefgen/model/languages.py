"""What a BCP 47 tag says about a language, without locale data."""

from __future__ import annotations

from typing import Final

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


def direction(tag: str) -> str:
    """Return the writing direction of a language: `rtl` or `ltr`."""
    primary, *rest = tag.lower().split("-")
    script = _script(rest)
    leftward = script in _RIGHT_TO_LEFT_SCRIPTS if script else primary in _RIGHT_TO_LEFT
    return "rtl" if leftward else "ltr"


def _script(subtags: list[str]) -> str:
    first = subtags[0] if subtags else ""
    return first if len(first) == 4 and first.isalpha() else ""
