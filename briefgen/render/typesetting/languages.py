"""Languages as Typst names them."""

from __future__ import annotations

from typing import TypedDict


class TypstLanguage(TypedDict):
    """The language of a text: the parameters `lang` and `region` of Typst's `text`."""

    lang: str
    region: str | None


def typst_language(tag: str) -> TypstLanguage:
    """Return what Typst calls a language. Chinese has the region whose characters it uses."""
    lang, *rest = tag.lower().split("-")
    region = next((part for part in rest if len(part) == 2 and part.isalpha()), None)
    if lang == "zh" and region is None:
        region = "tw" if "hant" in rest else "cn"
    return {"lang": lang, "region": region and region.upper()}
