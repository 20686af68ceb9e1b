"""Blocks as Typst code: paragraphs, headings, lists, quotations, figures, callouts, code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from briefgen.model import text as slots
from briefgen.render.text import CALLOUT_TITLES
from briefgen.render.text.typst_phrases import called, numbered
from briefgen.render.text.typst_words import has_long_run, in_line, literal
from briefgen.render.text.typst_writer import NOTE, Open, Rule, Writer, apart, joined

_MARKS: Final = {None: "none", False: "false", True: "true"}
_LINES: Final = frozenset({"figure-note", "figure-source"})  # classes of what is below data


def integer(text: str) -> str:
    """Return the number that an attribute gives, or ""."""
    text = text.strip()
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return str(int(text)) if is_number else ""


def plain(writer: Writer, _: Open) -> None:
    """Begin an element in which headings are only words."""
    writer.plain += 1


def _paragraph(writer: Writer, element: Open, body: str) -> str:
    if not body:
        return ""
    if element.slot and not _LINES.isdisjoint(element.classes()):
        return f"figure-line({body})"
    # The mark of a note is on the line of its first paragraph.
    is_first = writer.parent.rule is NOTE and not writer.parent.pieces
    return f"{{{body};parbreak()}}" if is_first else f"par({body})"


def _begin_heading(writer: Writer, element: Open) -> None:
    element.items.append(writer.word_count)


def _heading(writer: Writer, element: Open, body: str) -> str:
    """Write a heading whose level is at most one below that of the heading before it."""
    if not body:
        return ""
    if writer.plain or writer.word_count == element.items[0]:
        return f"par(strong({body}))"
    slot = element.slot
    level = slot.level if isinstance(slot, slots.Heading) else int(element.name[1])
    writer.level = min(max(level - 1, 1), writer.level + 1)
    anchor = element.attribute("id")
    key = f",key:{writer.context.label(anchor)}" if anchor else ""
    return f"title-of({writer.level},{body}{key})"


# Code


def _begin_preformatted(writer: Writer, _: Open) -> None:
    writer.verbatim += 1


def _preformatted(writer: Writer, element: Open, _: str) -> str:
    """Write words unchanged, and then what is not a word, such as the mark of a note."""
    writer.verbatim -= 1
    text = "".join(piece[1:-1] for piece in element.pieces if piece[0] == '"')
    text = text.removeprefix("\n").removesuffix("\n")
    options = ",is-divided:true" if has_long_run(text) else ""
    block = [f'code-block("{text}"{options})'] if text else []
    return joined([*block, *(piece for piece in element.pieces if piece[0] != '"')])


# Lists


def _list(_: Writer, element: Open, body: str) -> str:
    items: list[tuple[str, str, bool | None]] = element.items
    if body:  # words that are in no item
        items.append(("", body, None))
    if not items:
        return ""
    is_tight = "tight:false," if "p" in element.holds else ""
    if element.name == "ol":
        return f"numbered({is_tight}{_numbering(element)}{_numbered(items)})"
    if all(task is None for _, _, task in items):
        bodies = ",".join(f"list.item({body or '[]'})" for _, body, _ in items)
        return f"bulleted({is_tight}{bodies})"
    marks = ",".join(_MARKS[task] for _, _, task in items)
    return f"tasks(({marks},),{is_tight}{_numbered(items)})"


def _numbered(items: list[tuple[str, str, bool | None]]) -> str:
    return ",".join(
        f"enum.item({f'{number},' if number else ''}{body or '[]'})" for number, body, _ in items
    )


def _numbering(element: Open) -> str:
    """Return how the items of a list are numbered, as arguments that end with a comma."""
    options = ""
    if start := integer(element.attribute("start")):
        options += f"start:{start},"
    if (kind := element.attribute("type")) in tuple("aAiI"):
        options += f'numbering:"{kind}.",'
    if element.slot and "reversed" in dict(element.slot.attributes):
        options += "reversed:true,"
    return options


def _item(writer: Writer, element: Open, body: str) -> str:
    parent = writer.parent
    if parent.name not in ("ul", "ol") or not parent.has_form:
        return apart(writer, element, body)
    if parent.pieces:
        parent.items.append(("", joined(parent.pieces), None))
        parent.pieces.clear()
    task = element.items[0] if element.items else None
    parent.items.append((integer(element.attribute("value")), body, task))
    parent.holds |= element.holds & {"p"}
    return ""


def task(slot: slots.Task, writer: Writer) -> str:
    """Give the item of a bulleted list a box as its mark, or return the box."""
    at = next((at for at in range(len(writer.opened))[::-1] if writer.opened[at].name == "li"), 0)
    item, parent = writer.opened[at], writer.opened[at - 1]
    if not at or parent.name != "ul" or not parent.has_form or item.items:
        return f"check-box({_MARKS[slot.is_done]})"
    item.items.append(slot.is_done)
    writer.new_line()
    return ""


def _terms(_: Writer, element: Open, body: str) -> str:
    items: list[tuple[str, str]] = [*element.items, *([("", body)] if body else [])]
    pairs = ",".join(f"terms.item({term or '[]'},{text or '[]'})" for term, text in items)
    return f"terms({pairs})" if pairs else ""


def _definitions(writer: Writer) -> list[tuple[str, str]] | None:
    """Return the items of the list to which a term or its definition belongs."""
    for element in writer.opened[:-3:-1]:
        if element.name == "dl":
            return element.items if element.has_form else None
    return None


def _term(writer: Writer, element: Open, body: str) -> str:
    items = _definitions(writer)
    if items is None:
        return apart(writer, element, f"strong({body})" if body else "")
    if body and items and not items[-1][1]:
        items[-1] = joined([items[-1][0], "linebreak()", body]), ""
    elif body:
        items.append((body, ""))
    return ""


def _definition(writer: Writer, element: Open, body: str) -> str:
    items = _definitions(writer)
    if items is None:
        return apart(writer, element, body)
    if body and items:
        term, text = items[-1]
        items[-1] = term, joined([text, "parbreak()", body]) if text else body
    elif body:
        items.append(("", body))
    return ""


# What is set apart


def _quotation(writer: Writer, element: Open, body: str) -> str:
    if not body:
        return ""
    is_pull = "pull" in element.classes() or "pull" in writer.parent.classes()
    return f"{'pull-quote' if is_pull else 'quotation'}({body})"


def _figure(writer: Writer, element: Open, body: str) -> str:
    writer.plain -= 1
    captions: list[str] = element.items
    if not captions:
        return f"shown({body})" if body else ""
    caption = joined([each for one in captions for each in ("linebreak()", one)][1:])
    if not body:
        return f"par({caption})"
    if "chart" in element.classes():
        return f'captioned("chart",{caption},{body})'
    has_picture = "picture(" in body
    if "blockquote" in element.holds and not has_picture:
        return f"attributed({caption},{body})"
    kind = "table" if "table" in element.holds and not has_picture else "image"
    return f'captioned("{kind}",{caption},{body})'


def _caption(writer: Writer, element: Open, body: str) -> str:
    if isinstance(element.slot, slots.Caption):
        body = f"caption-of({numbered(element.slot, writer)},{body or '[]'})"
    parent = writer.parent
    if parent.name != "figure" or not parent.has_form:
        return apart(writer, element, body)
    parent.items += [body] if body else []
    return ""


def _callout(writer: Writer, element: Open, body: str) -> str:
    slot = element.slot
    if not isinstance(slot, slots.Callout):
        return apart(writer, element, body)
    title = in_line(slot.title).strip() or writer.context.words(CALLOUT_TITLES[slot.kind])
    return f'callout("{slot.kind}",{literal(title)},{body or "[]"})'


def rule(writer: Writer, slot: Any) -> str:
    """Write a rule, but not the one above the notes."""
    if slot is None or "footnotes-sep" not in str(dict(slot.attributes).get("class", "")):
        writer.block("rule()")
    return ""


def _alike(names: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


BLOCKS: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **_alike("div section article header footer nav address details", Rule(apart, True, 0)),
        **_alike("h1 h2 h3 h4 h5 h6 heading", Rule(_heading, True, 1, _begin_heading)),
        **_alike("ul ol", Rule(_list, True, 3)),
        "aside": Rule(_callout, True, 2),
        "blockquote": Rule(_quotation, True, 5),
        "center": Rule(called("align.with(center)"), True),
        "dd": Rule(_definition, True),
        "dl": Rule(_terms, True, 3),
        "dt": Rule(_term, True),
        "figcaption": Rule(_caption, True),
        "figure": Rule(_figure, True, 4, plain),
        "li": Rule(_item, True, 0),
        "p": Rule(_paragraph, True, 0),
        "pre": Rule(_preformatted, True, 1, _begin_preformatted),
        "summary": Rule(called("summary"), True),
    }
)
