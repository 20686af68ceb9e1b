"""Quotations whose last line says whose words they are: `— Name, role`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from briefgen.read.markdown import events
from briefgen.read.markdown.events import Attributes, Block, Phrase, Phrases

_END: Final = events.End("blockquote")
_PARAGRAPH_END: Final = events.End("p")
_DASH: Final = re.compile(r"(?:[—–―]|-{2,3})(?:[ \t\u00a0\u202f]+|(?=[^\W\d_]))")
_OPENING: Final = (events.Start, events.Link)
_CLOSING: Final = (events.End, events.LinkEnd)


def with_attributions(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks in which each quotation with such a line is a figure with a caption."""
    changed: list[Block] = []
    starts: list[int] = []  # where the quotations that are open begin
    for block in blocks:
        if isinstance(block, events.Start) and block.tag == "blockquote":
            starts.append(len(changed))
        changed.append(block)
        if block == _END and starts:
            begin = starts.pop()
            if attributed := _attributed(changed[begin], changed[begin + 1 : -1]):
                changed[begin:] = attributed
    return changed


def _attributed(start: Block, inner: Sequence[Block]) -> list[Block] | None:
    """Return a quotation as a figure, or None if its last line is no attribution."""
    if len(inner) < 3 or not isinstance(inner[-3], events.Paragraph):
        return None
    last = inner[-2]
    if not isinstance(last, Phrases) or inner[-1] != _PARAGRAPH_END:
        return None
    at = _last_line(last.parts)
    if not _is_attribution(last.parts[at:], is_paragraph=at == 0) or _is_dialogue(inner):
        return None
    line = last._replace(parts=last.parts[at:], doubtful="", lookalikes=())
    if at:
        rest = [*inner[:-2], last._replace(parts=last.parts[: at - 1]), _PARAGRAPH_END]
    else:
        rest = [*inner[:-3]]
    return [*_figure(start, rest, line)] if rest else None


def _figure(start: Block, rest: Sequence[Block], line: Phrases) -> Iterator[Block]:
    """Yield a figure, which gets the anchor and the classes of the quotation."""
    attributes: Attributes = (isinstance(start, events.Start) and start.attributes) or {}
    own = {name: value for name, value in attributes.items() if name in ("id", "class")}
    others = {name: value for name, value in attributes.items() if name not in own}
    own["class"] = f"{own.get('class', '')} quote".strip()
    yield events.Start("figure", own)
    yield events.Start("blockquote", others or None)
    yield from rest
    yield _END
    yield events.Start("figcaption")
    yield line
    yield events.End("figcaption")
    yield events.End("figure")


def _last_line(parts: Sequence[Phrase]) -> int:
    """Return where the last line begins, of those that begin outside emphasis and links."""
    begin = depth = 0
    for at, part in enumerate(parts, 1):
        depth += isinstance(part, _OPENING) - isinstance(part, _CLOSING)
        if isinstance(part, events.Break) and depth == 0:
            begin = at
    return begin


def _is_attribution(line: Sequence[Phrase], *, is_paragraph: bool) -> bool:
    """Whether a line begins with a dash and a name: `— and more` goes on with the sentence."""
    words = line[0] if line else None
    match = _DASH.match(words) if isinstance(words, str) else None
    if match is None or not isinstance(words, str):
        return False
    name = words[match.end() : match.end() + 1]
    return bool(name or line[1:]) and (is_paragraph or not name.islower())


def _is_dialogue(blocks: Sequence[Block]) -> bool:
    """Whether more than one line begins with a dash."""
    lines = 0
    for above, block in pairwise(blocks):
        before: Phrase = events.SOFT
        is_text = isinstance(above, events.Paragraph)
        for part in block.parts if is_text and isinstance(block, Phrases) else ():
            is_first = isinstance(before, events.Break)
            lines += is_first and isinstance(part, str) and _DASH.match(part) is not None
            before = part
    return lines > 1
