"""Read markdown-it's tokens, and make the small changes in them that pages need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from markdown_it.token import Token

from briefgen.model.characters import printable, without_references

_ALIGN: Final = re.compile(r"text-align:(left|center|right)")


def _figures(other: str) -> Mapping[int, str]:
    return {ord(plain): each for plain, each in zip("0123456789+-−=()", other, strict=True)}


_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+)\b")
_LEVELS: Final[Mapping[str, Mapping[int, str]]] = {
    "sup": _figures("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"),
    "sub": _figures("₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
_RAW_ID: Final = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)


def html_token(content: str, *, block: bool = False) -> Token:
    """Return a token of HTML that the walk writes itself."""
    return Token(
        "html_block" if block else "html_inline", "", 0, content=content, meta={"ours": True}
    )


def text_of(tokens: list[Token]) -> str:
    """Return the words of inline tokens; the end of a line counts as a space.

    The marks keep their meaning: struck-out words are dropped, and 10<sup>6</sup> is 10⁶, not 106.
    If everything is struck out, the words stay.
    """
    said, struck = _words_of(tokens)
    words = " ".join("".join(said).split())
    return words or " ".join("".join(struck).split())


def _words_of(tokens: list[Token]) -> tuple[list[str], list[str]]:
    """Return the words of tokens, and those that are struck out."""
    said: list[str] = []
    struck: list[str] = []
    strikes = 0
    level: Mapping[int, str] = {}
    for token in tokens:
        target = struck if strikes else said
        if token.type in ("text", "code_inline", "image"):
            target.append(_at_level(token.content, level) if level else token.content)
        elif token.type in ("softbreak", "hardbreak"):
            target.append(" ")
        elif token.type in ("s_open", "s_close"):
            strikes = max(strikes + token.nesting, 0)
        elif token.type == "html_inline" and (
            tag := _TAG.match(token.meta.get("written", token.content))
        ):
            name, is_end = tag["name"].lower(), bool(tag["end"])
            if name == "br":
                target.append(" ")
            elif name in ("del", "s", "strike"):
                strikes = max(strikes + (-1 if is_end else 1), 0)
            elif name in _LEVELS:
                level = {} if is_end else _LEVELS[name]
    return said, struck


def _at_level(text: str, level: Mapping[int, str]) -> str:
    """Return digits as superscripts or subscripts; text with letters, such as 1er, stays."""
    raised = text.translate(level)
    return raised if not set(raised) & set(text) else text


def ids_in(tokens: list[Token]) -> Iterator[str]:
    """Yield the ids that the author sets."""
    for token in tokens:
        for each in (token, *(token.children or ())):
            if "id" in each.attrs:
                yield str(each.attrs["id"])
            elif each.type in ("html_block", "html_inline"):
                yield from _RAW_ID.findall(each.content)


def in_top_paragraph(tokens: list[Token], index: int) -> bool:
    """Whether inline tokens belong to a paragraph at the top level."""
    before = tokens[index - 1] if index else None
    return (
        before is not None
        and before.type == "paragraph_open"
        and before.level == 0
        and (before.tag == "p")
    )


def lone_image(tokens: list[Token], index: int) -> Token | None:
    """Return the image that is the only content of a paragraph, or None."""
    paragraph, inline = tokens[index], tokens[index + 1]
    children = inline.children or []
    if paragraph.hidden or len(children) != 1 or children[0].type != "image":
        return None
    return children[0]


def class_for_style(token: Token) -> None:
    """Align a cell with a class: a strict Content-Security-Policy forbids style attributes."""
    match = _ALIGN.fullmatch(str(token.attrs.pop("style", "")))
    if match:
        token.attrJoin("class", f"align-{match[1]}")


def without_dead_links(tokens: list[Token]) -> list[Token]:
    """Remove the tags of links whose destination was removed; their words stay."""
    if not any(token.type == "link_open" and token.hidden for token in tokens):
        return tokens
    kept, alive = [], []
    for token in tokens:
        if token.type == "link_open":
            alive.append(not token.hidden)
        if token.type == "link_close" and not alive.pop():
            continue
        if not token.hidden:
            kept.append(token)
    return kept


def take_out(tokens: list[Token]) -> bool:
    """Remove the characters that no page may contain; return whether there were any."""
    found = False
    for token in tokens:
        is_html = token.type in ("html_block", "html_inline")
        content = without_references(token.content) if is_html else printable(token.content)
        attributes = {
            name: printable(value) if isinstance(value, str) else value
            for name, value in token.attrs.items()
        }
        found |= (content, attributes) != (token.content, token.attrs)
        token.content, token.attrs = content, attributes
        found |= take_out(token.children or [])
    return found
