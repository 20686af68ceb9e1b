"""A list of takeaways at the head of a text, which becomes the highlights of a brief."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from briefgen.importers.markup import line_of, tidied
from briefgen.read.html_tree import Element, Node, words_of

# The words above such a list, in the languages of the theme.
_WORDS: Final = re.compile(
    r"(?:the |our |main |key |in brief: )*(?:highlights?|takeaways?|take-aways?|findings|messages"
    r"|points|key facts|at a glance|in brief|tl;?dr|executive summary|summary|what to know)"
    r"|das wichtigste(?: in kürze)?|auf einen blick|kernaussagen|kernpunkte|in kürze"
    r"|zusammenfassung"
    r"|(?:les )?points (?:clés|essentiels)|l[’']essentiel|en bref|(?:les )?messages clés"
    r"|puntos clave|lo esencial|en breve|ideas principales|mensajes clave"
    r"|in sintesi|punti chiave|pontos-chave|em resumo|hoofdpunten|kernpunten|in het kort",
    re.IGNORECASE,
)
_FIRST: Final = 3  # blocks at the head of a text in which such a list may begin
_LONGEST: Final = 12  # items; a longer list is a part of the text


def with_highlights(nodes: Sequence[Node]) -> tuple[tuple[str, ...], tuple[Node, ...]]:
    """Return the highlights at the head of a tree as lines of Markdown, and the tree without them.

    They are a list below a heading, or a line of its own, that says “Key takeaways” or similar.
    """
    blocks = tidied(nodes)
    for at, block in enumerate(blocks[: _FIRST + 1]):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if is_heading_of_highlights(block) and isinstance(following, Element):
            items = [each for each in following.children if isinstance(each, Element)]
            is_plain = not any(_has_blocks(item) for item in items)
            if following.name in ("ol", "ul") and 0 < len(items) <= _LONGEST and is_plain:
                lines = tuple(filter(None, (line_of(item.children) for item in items)))
                return lines, (*blocks[:at], *blocks[at + 2 :])
    return (), blocks


def is_heading_of_highlights(node: Node) -> bool:
    """Whether a heading, or a paragraph in its place, says that takeaways follow."""
    if not isinstance(node, Element) or node.name not in ("h2", "h3", "h4", "h5", "h6", "p"):
        return False
    words = " ".join(words_of(node.children).split()).rstrip(" :：.")
    return _WORDS.fullmatch(words) is not None


def _has_blocks(item: Element) -> bool:
    blocks = ("blockquote", "figure", "ol", "pre", "table", "ul")
    return any(isinstance(each, Element) and each.name in blocks for each in item.children)
