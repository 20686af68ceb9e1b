"""Texts as Typst code: an expression that calls the functions of the theme's partials/text.typ.

Every word of an author is a string literal, so none is read as Typst. Typst limits how deep things
may be within each other, and PDF/UA what a document may contain. The code keeps both limits
whatever the author wrote: what is too deep is set without its form, headings skip no level, and
each image has a description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from briefgen.model import text as slots
from briefgen.model.text import Slot, Text
from briefgen.render.text import chart_image, escaped, label_of, table_text, tokens_of
from briefgen.render.text.typst_blocks import BLOCKS, rule, task
from briefgen.render.text.typst_phrases import PHRASES, READABLE, VOIDS, image
from briefgen.render.text.typst_tables import TABLES
from briefgen.render.text.typst_tokens import targets_of, visible, without_notes
from briefgen.render.text.typst_words import in_line, literal
from briefgen.render.text.typst_writer import Forms, TypstContext, Writer

__all__ = ["MARKUP", "READABLE", "TypstContext", "for_typst"]


def for_typst(text: Text, context: TypstContext) -> str:
    """Return a text as code that evaluates to content, in the scope of partials/text.typ."""
    kinds = set(map(type, text.parts))
    tokens = tokens_of(text)
    tokens, notes = without_notes(tokens) if slots.Footnote in kinds else (tokens, {})
    targets = targets_of(text) if slots.Link in kinds else frozenset[str]()
    return Writer(context, _FORMS, notes, targets).text(visible(tokens))


def _begin(name: str) -> Callable[[Any, Writer], str]:
    def begin(slot: Any, writer: Writer) -> str:
        writer.start(name, slot)
        return ""

    return begin


def _end(name: str) -> Callable[[Any, Writer], str]:
    def end(_: Any, writer: Writer) -> str:
        writer.end(name)
        return ""

    return end


def _element(slot: slots.Element, writer: Writer) -> str:
    writer.start(slot.name, slot)
    return ""


def _table_block(slot: slots.TableBlock, writer: Writer) -> str:
    writer.write(tokens_of(table_text(slot, writer.context)))
    return ""


def _math(slot: slots.Math, writer: Writer) -> str:
    """Return a formula, whose TeX is what it says."""
    from briefgen.render.text.typst_maths import maths_code  # noqa: PLC0415 - seldom needed

    tex = literal(slot.tex)
    if writer.verbatim:
        writer.parent.pieces.append(tex)
        return ""
    if writer.cells:
        writer.cells[-1].add(slot.tex)
    writer.word_count += 1
    body = maths_code(slot.mathml) if slot.mathml else ""
    is_block = str(slot.is_display or slot.is_block).lower()
    code = f"math.equation(block:{is_block},alt:{tex},{body})" if body else f"raw({tex})"
    if not slot.is_block:
        return code
    writer.block(code if body else f"par({code})")
    return ""


def _theme_words(slot: slots.ThemeWords, writer: Writer) -> str:
    writer.words(escaped(writer.context.words(slot.message)))
    return ""


def _embed_label(slot: slots.EmbedLabel, writer: Writer) -> str:
    writer.words(escaped(label_of(slot, writer.context.words)))
    return ""


def _chart(slot: slots.Chart, writer: Writer) -> str:
    drawing = chart_image(slot, writer.context, is_drawing=True)
    file = writer.context.images.get(str(drawing.src), "")
    if not file:
        return image(drawing, writer)
    return f"chart-picture({literal(file)},{literal(in_line(drawing.alt).strip())})"


def _nothing(_: Any, __: Writer) -> str:
    return ""


# A function for each type of slot, which returns code that is part of a line. Slots that begin or
# end an element return none, and so do blocks: they call `Writer.block`.
MARKUP: Final[Mapping[type[Slot], Callable[[Any, Writer], str]]] = MappingProxyType(
    {
        slots.Element: _element,
        slots.SourceLink: _begin("a"),
        slots.SourceLinkEnd: _end("a"),
        slots.Link: _begin("a"),
        slots.LinkEnd: _end("a"),
        slots.Image: image,
        slots.Heading: _begin("heading"),
        slots.HeadingEnd: _end("heading"),
        slots.Table: _begin("table"),
        slots.TableEnd: _end("table"),
        slots.Caption: _begin("figcaption"),
        slots.Callout: _begin("aside"),
        slots.CalloutEnd: _end("aside"),
        slots.Task: task,
        slots.TaskEnd: _nothing,
        slots.FootnoteMark: lambda slot, writer: writer.note(slot),
        slots.Footnote: _begin("li"),
        slots.FootnoteBack: _nothing,
        slots.CodeBlock: _begin("pre"),
        slots.Math: _math,
        slots.Chart: _chart,
        slots.ChartEnd: _nothing,
        slots.TableBlock: _table_block,
        slots.ThemeWords: _theme_words,
        slots.Frame: _nothing,  # paper has the image before it
        slots.EmbedLabel: _embed_label,
    }
)
_FORMS: Final = Forms({**PHRASES, **BLOCKS, **TABLES}, {**VOIDS, "hr": rule}, MARKUP)
