"""Phrases as Typst code: emphasis, links, code, images in a line, and media as links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from briefgen.model import text as slots
from briefgen.render.text import name_of
from briefgen.render.text.for_feed import absolute
from briefgen.render.text.typst_words import BREAK, in_line, length_of, literal, literals
from briefgen.render.text.typst_writer import Open, Rule, Writer, joined

# The images that Typst can read.
READABLE: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf")
_LONGEST_URL: Final = 8000  # characters
_NONE: Final = '""'
# Spans that are lines of their own, by their classes: what writes them.
_LINES: Final = {"credit": "credit", "chart-subtitle": "subtitle"}


def called(function: str) -> Callable[[Writer, Open, str], str]:
    """Return the end of a rule that calls a function, if there is something in the element."""
    return lambda _, __, body: f"{function}({body})" if body else ""


def _nothing(_: Writer, __: Open, ___: str) -> str:
    return ""


def numbered(slot: slots.Link | slots.Caption, writer: Writer) -> str:
    """Return the name of a figure or table, such as "Figure 2", as a literal."""
    context = writer.context
    words, language = context.words, context.language
    return literal(name_of(slot.number, is_table=slot.is_table, words=words, language=language))


def _code(_: Writer, element: Open, body: str) -> str:
    if not body:
        return ""
    is_plain = len(element.pieces) == 1 and body[0] == '"'
    return f"raw({body})" if is_plain else f"code({body})"


def _link(writer: Writer, element: Open, body: str) -> str:
    slot = element.slot
    if isinstance(slot, slots.SourceLink):
        return _source_link(writer, slot, body)
    if not isinstance(slot, slots.Link):
        return body  # only an anchor
    if slot.number:
        name = numbered(slot, writer)
        body = joined([name, body] if body else [name])
        writer.count_words()
    if not body:
        return ""
    url = str(slot.url)
    target = _url(writer, url)
    if url[:1] == "#" and url[1:]:
        return f"link-within({writer.context.label(url[1:])},{target},{body})"
    return f"link({target},{body})" if target != _NONE else body


def _source_link(writer: Writer, slot: slots.SourceLink, body: str) -> str:
    target = _url(writer, slot.url)
    if not body or target == _NONE:
        return body
    if not slot.number or "picture(" in body:
        return f"link({target},{body})"
    key = writer.context.label(f"source-{slot.number}")
    return f"source-link({target},{slot.number},{key},{body})"


def _url(writer: Writer, url: str) -> str:
    """Return an absolute URL as a literal; an empty one for what Typst cannot link to."""
    target = absolute(writer.context.url, url)
    return literal(target) if len(target) <= _LONGEST_URL else _NONE


def _span(writer: Writer, element: Open, body: str) -> str:
    """Write a span, which may be a line of its own, unless nothing is before it."""
    name = next((_LINES[each] for each in element.classes() if each in _LINES), "")
    if not body or not name:
        return body
    before = writer.parent.pieces
    if before and before[-1] in ("linebreak()", '" "'):
        before.pop()
    return f"{name}({body})" if before else f"{name}({body},first:true)"


def image(slot: slots.Image, writer: Writer) -> str:
    """Return an image, or what it shows in words if Typst cannot read it."""
    file = writer.context.images.get(str(slot.src), "")
    alt = in_line(slot.alt).strip()
    if not file.lower().endswith(READABLE):
        writer.word_count += bool(alt)
        if writer.cells:
            writer.cells[-1].add(alt)
        return f"no-picture({literal(alt)})" if alt else ""
    if writer.cells:
        writer.cells[-1].at_least(24)
    width = length_of(str(dict(slot.attributes).get("width", "")))
    size = f",width:{width}" if width else ""
    is_block = slot.is_figure or "figure" in [each.name for each in writer.opened[-2:]]
    name = "picture" if is_block else "inline-picture"
    return f"{name}({literal(file)},{literal(alt) if alt else 'none'}{size})"


def _media(writer: Writer, element: Open, body: str) -> str:
    """Write a link to what paper cannot play or show, before the words in its place."""
    url = element.attribute("src") or next(iter(element.items), "")
    target = _url(writer, url) if url else _NONE
    if target == _NONE:
        return body
    words = in_line(element.attribute("title")).strip() or url.partition("//")[2].rstrip("/") or url
    link = f"link({target},{joined(list(literals(words)))})"
    return joined([link, '" "', body] if body else [link])


def _media_source(writer: Writer, slot: Any) -> str:
    if slot is not None and writer.parent.name in ("video", "audio"):
        url = str(dict(slot.attributes).get("src", ""))
        writer.parent.items += [url] if url else []
    return ""


def _break(writer: Writer, _: Any) -> str:
    if writer.verbatim:
        return '"\\n"'
    writer.block("linebreak()")
    return ""


def _input(_: Writer, slot: Any) -> str:
    is_checked = slot is not None and "checked" in dict(slot.attributes)
    return f"check-box({'true' if is_checked else 'false'})"


def _alike(names: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


PHRASES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **_alike("em i var cite dfn", Rule(called("emph"))),
        **_alike("strong b", Rule(called("strong"))),
        **_alike("del s strike", Rule(called("strike"))),
        **_alike("ins u", Rule(called("underline"))),
        **_alike("code samp tt kbd", Rule(_code)),
        **_alike("video audio iframe", Rule(_media, cost=2)),
        "a": Rule(_link, cost=2),
        "big": Rule(called("text.with(size:1.15em)")),
        "mark": Rule(called("highlight")),
        "q": Rule(called("quote"), cost=3),
        "rp": Rule(_nothing),
        "rt": Rule(called("ruby-text")),
        "small": Rule(called("text.with(size:0.85em)")),
        "span": Rule(_span),
        "sub": Rule(called("sub")),
        "sup": Rule(called("super")),
    }
)
VOIDS: Final[Mapping[str, Callable[[Writer, Any], str]]] = MappingProxyType(
    {
        "br": _break,
        "input": _input,
        "source": _media_source,
        "wbr": lambda *_: BREAK,
    }
)
