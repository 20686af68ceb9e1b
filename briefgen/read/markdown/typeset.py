"""Set the typographic marks in the phrases of a block, for both parsers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefgen.read.markdown.events import (
    Break,
    Code,
    Html,
    Image,
    Link,
    LinkEnd,
    Literal,
    Phrase,
)
from briefgen.read.markdown.lookalikes import EDGE
from briefgen.read.markdown.typography import OPAQUE, Quotes, may_change, with_typography


def typeset(parts: list[Phrase], quotes: Quotes) -> None:
    """Set quotation marks, apostrophes, dashes and ellipses in the texts of a block, in place."""
    for part in parts:
        if type(part) is str and may_change(part, quotes):
            break
    else:
        return
    runs = list(_runs(parts))
    for index, (run, changed) in enumerate(zip(runs, with_typography(runs, quotes), strict=True)):
        if isinstance(parts[index], str) and run is not OPAQUE:
            parts[index] = changed


def _runs(parts: Sequence[Phrase]) -> Iterator[str]:
    """Yield what each part is for typography."""
    automatic = False
    for part in parts:
        if isinstance(part, str):
            yield OPAQUE if automatic else part
        elif isinstance(part, Literal):
            yield OPAQUE if part.text in "'\"" else part.text
        elif isinstance(part, Break):
            yield "\n"
        elif isinstance(part, Html):
            yield "\n" if part.html.lower().startswith("<br") else ""
        else:
            if isinstance(part, Link | LinkEnd):
                automatic = isinstance(part, Link) and part.is_automatic
            yield OPAQUE if isinstance(part, Code | Image) else ""


def written(parts: Sequence[Phrase]) -> str:
    """Return the text of a block for a search for failed mark-up, before it is typeset.

    Where a link begins or ends, the text has EDGE; instead of other mark-up, OPAQUE.
    """
    return "".join(
        [
            part
            if isinstance(part, str)
            else "\n"
            if isinstance(part, Break)
            else EDGE
            if isinstance(part, Link | LinkEnd)
            else OPAQUE
            for part in parts
        ]
    )


def joined(parts: list[Phrase]) -> list[Phrase]:
    """Return phrases with the texts that touch each other joined, and no empty ones."""
    out: list[Phrase] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Literal):
            texts.append(part.text)
        else:
            if words := "".join(texts):
                out.append(words)
            texts.clear()
            out.append(part)
    if words := "".join(texts):
        out.append(words)
    return out
