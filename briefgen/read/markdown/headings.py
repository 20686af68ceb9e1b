"""The published levels of headings, and a first heading that repeats the title."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

from briefgen.read.markdown.tokens import text_of


def closed_up(written: Iterable[int]) -> list[int]:
    """Return levels that begin at 2 and never skip one: each is at most one below its parent."""
    published = []
    above: list[tuple[int, int]] = []  # their levels as written and as published
    for level in written:
        while above and above[-1][0] >= level:
            above.pop()
        published.append(min(above[-1][1] + 1, 6) if above else 2)
        above.append((level, published[-1]))
    return published


def close_up(tokens: list[Token]) -> None:
    """Set the published levels of headings."""
    indices = [index for index, token in enumerate(tokens) if _is_heading(token)]
    levels = closed_up([int(tokens[index].tag[1]) for index in indices])
    for index, level in zip(indices, levels, strict=True):
        tokens[index].tag = f"h{level}"
        if tokens[index].type != "plain":
            tokens[index + 2].tag = f"h{level}"


def without_title(tokens: list[Token], title: str) -> list[Token]:
    """Return a text's tokens without a first heading that repeats the title."""
    for index, token in enumerate(tokens):
        if not _is_heading(token):
            continue
        if token.tag == "h1" and repeats(heading_words(tokens, index), title):
            return tokens[:index] + tokens[index + (1 if token.type == "plain" else 3) :]
        break
    return tokens


def repeats(words: str, title: str) -> bool:
    """Whether a heading repeats the title."""
    return _folded(words) == _folded(title)


def heading_words(tokens: list[Token], index: int) -> str:
    """Return the words of the heading that begins at an index."""
    if tokens[index].type == "plain":
        return str(tokens[index].meta["block"].words)
    return text_of(tokens[index + 1].children or [])


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open" or (token.type == "plain" and bool(token.tag))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
