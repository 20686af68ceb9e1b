"""What is found out about a text before its Typst code is written: notes, links, what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from briefgen.model import text as slots
from briefgen.model.text import Slot, Text
from briefgen.render.text import Token

VOID: Final = frozenset("br col hr img input source track wbr".split())
_NAMES: Final[Mapping[type[Slot], str]] = MappingProxyType({
    slots.SourceLink: "a", slots.SourceLinkEnd: "/a", slots.Link: "a", slots.LinkEnd: "/a",
    slots.Heading: "heading", slots.HeadingEnd: "/heading", slots.Table: "table",
    slots.TableEnd: "/table", slots.Caption: "figcaption", slots.Callout: "aside",
    slots.CalloutEnd: "/aside", slots.Footnote: "li", slots.CodeBlock: "pre",
})  # fmt: skip


def without_notes(tokens: list[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """Return a text without its notes, and the notes by their anchors."""
    rest: list[Token] = []
    notes: dict[str, list[Token]] = {}
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if isinstance(token, slots.Footnote) and token.anchor not in notes:
            end = _end_of(tokens, at)
            notes[token.anchor] = tokens[at + 1 : end - 1]
            at = end
        else:
            rest.append(token)
            at += 1
    return rest, notes


def visible(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens that are in no element with `hidden`."""
    depth = 0
    for token in tokens:
        if depth:
            depth += _change(token)
            if not depth and isinstance(token, str):
                yield f">{token.partition('>')[2]}"  # the words after its end
        elif _is_hidden(token):
            depth = _change(token)
        else:
            yield token


def targets_of(text: Text) -> frozenset[str]:
    """Return the anchors to which a text links."""
    urls = (str(part.url) for part in text.parts if isinstance(part, slots.Link))
    return frozenset(url[1:] for url in urls if url[:1] == "#")


def _end_of(tokens: list[Token], begin: int) -> int:
    """Return the index after the end of an element."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += _change(tokens[at])
        if depth <= 0:
            return at + 1
    return len(tokens)


def _change(token: Token) -> int:
    """Return 1 at the start of an element that has an end, -1 at its end, and 0 elsewhere."""
    if isinstance(token, str):
        name = token.partition(">")[0]
    else:
        name = token.name if isinstance(token, slots.Element) else _NAMES.get(type(token), "")
    if not name or name in VOID:
        return 0
    return -1 if name[0] == "/" else 1


def _is_hidden(token: Token) -> bool:
    return not isinstance(token, str) and any(
        name == "hidden" for name, _ in getattr(token, "attributes", ())
    )
