"""Set the typographic marks in the phrases of a block, for both parsers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefgen.read.markdown.events import (
    SOFT,
    Break,
    Code,
    Html,
    Image,
    Link,
    LinkEnd,
    Literal,
    Math,
    Phrase,
)
from briefgen.read.markdown.lookalikes import EDGE
from briefgen.read.markdown.typography import OPAQUE, Typography, changes, with_typography


def typeset(parts: list[Phrase], rules: Typography) -> None:
    """Set quotation marks, dashes, no-break spaces and the like in a block, in place.

    The end of a line between a number and its unit becomes a no-break space.
    """
    for part in parts:
        if type(part) is str and changes(part, rules, is_block=len(parts) == 1):
            break
    else:
        return
    runs = list(_runs(parts))
    for index, (run, changed) in enumerate(zip(runs, with_typography(runs, rules), strict=True)):
        is_words = isinstance(parts[index], str) and run is not OPAQUE
        if is_words or (parts[index] is SOFT and changed != run):
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
            yield OPAQUE if isinstance(part, Code | Image | Math) else ""


def searchable_text(parts: Sequence[Phrase]) -> str:
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
