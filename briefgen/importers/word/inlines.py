"""pandoc's inlines and blocks, as it writes them in JSON, without their markup.

The types of pandoc: https://hackage.haskell.org/package/pandoc-types/docs/Text-Pandoc-Definition.html
"""

from __future__ import annotations

from typing import Any, Final

_SPACES: Final = frozenset({"Space", "SoftBreak", "LineBreak"})


def plain_words(content: Any) -> str:
    """Return the words in a part of pandoc's JSON, without notes."""
    words: list[str] = []
    _collect(content, words)
    return " ".join("".join(words).split())


def _collect(content: Any, words: list[str]) -> None:
    if isinstance(content, list):
        for each in content:
            _collect(each, words)
    elif isinstance(content, dict):
        kind = content.get("t")
        if kind in _SPACES:
            words.append(" ")
        elif kind == "Str":
            words.append(content["c"])
        elif kind in ("Code", "Math"):
            words.append(content["c"][1])
        elif kind == "Quoted":
            _collect(content["c"][1], words)
        elif kind != "Note" and "c" in content:
            _collect(content["c"], words)
            if kind in ("Para", "Plain", "Header"):
                words.append(" ")
