"""The stream of events as which both parsers describe a text.

A stream is a list of blocks in the order of the text. The words of a paragraph, heading, item or
cell are one block, `Phrases`, with the parts of the line: a `str` is text, everything else is one
of the classes below. Its place is a range of lines, as in markdown-it's `map`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from briefgen.model.text import Slot
from briefgen.read.markdown.lookalikes import Finding, Lookalike

Attributes = dict[str, str]
Lines = Sequence[int]  # the first line and the line after the last, counted from 0


class Literal(NamedTuple):
    """A character that was escaped or written as a reference; typography does not change it."""

    text: str


class Break(NamedTuple):
    """The end of a line within a block."""

    is_hard: bool


class Code(NamedTuple):
    """Code within a line."""

    text: str
    attributes: Attributes | None = None


class Start(NamedTuple):
    """The start tag of an element that needs no special treatment."""

    tag: str
    attributes: Attributes | None = None


class End(NamedTuple):
    """The end tag of an element."""

    tag: str


class Link(NamedTuple):
    """The beginning of a link."""

    destination: str
    attributes: Attributes | None = None  # besides the destination
    is_automatic: bool = False  # a URL that is its own text
    definition: Lines | None = None  # of a reference link


class LinkEnd(NamedTuple):
    """The end of a link."""


class Image(NamedTuple):
    """An image. Its alt text is kept as written, as words, and as texts to count."""

    source: str
    label: str
    alt: str
    texts: Sequence[str]
    attributes: Attributes | None = None
    definition: Lines | None = None


class Html(NamedTuple):
    """A tag or another piece of raw HTML within a line."""

    html: str


class NoteMark(NamedTuple):
    """A reference to a footnote: its number, and how often it was referred to before."""

    number: int
    repeat: int


class Math(NamedTuple):
    """A formula within a line, in TeX."""

    tex: str
    is_display: bool = False


class SlotPhrase(NamedTuple):
    """A part of a line that is a finished slot, and the name that it gives the link around it."""

    slot: Slot
    name: str = ""


Phrase = (
    str
    | Literal
    | Break
    | Code
    | Start
    | End
    | Link
    | LinkEnd
    | Image
    | Html
    | NoteMark
    | Math
    | SlotPhrase
)


class Phrases(NamedTuple):
    """The words of a block.

    `doubtful` is the text as `written` returns it, if it may contain failed mark-up. `near` are the
    reports on a paragraph that is almost another block.
    """

    parts: list[Phrase]
    doubtful: str = ""
    lines: Lines | None = None
    lookalikes: Sequence[Lookalike] = ()
    dropped: int = 0  # the number of characters, if they are too many to be read


class Heading(NamedTuple):
    """The beginning of a heading; its phrases and its end follow."""

    level: int
    attributes: Attributes | None = None


class HeadingEnd(NamedTuple):
    """The end of a heading."""


class Paragraph(NamedTuple):
    """The beginning of a paragraph, which may be within another block."""

    is_top: bool
    attributes: Attributes | None = None


class Task(NamedTuple):
    """The box at the beginning of an item of a task list."""

    is_done: bool
    is_tight: bool


class CodeBlock(NamedTuple):
    """A block of code, fenced or indented.

    `line` is that of the text on which a fenced block with a language of PLACED begins.
    """

    text: str
    language: str = ""
    attributes: Attributes | None = None
    is_fenced: bool = True
    line: int = 0


# The languages of fenced blocks that show data: they hold YAML.
DATA_BLOCKS: Final = frozenset({"chart", "table"})
# Languages with which an author may have meant one of those.
NEAR_DATA_BLOCKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            "charts bar-chart barchart line-chart linechart graph graphs plot".split(), "chart"
        ),
        **dict.fromkeys("tables data-table datatable".split(), "table"),
    }
)
PLACED: Final = DATA_BLOCKS | NEAR_DATA_BLOCKS.keys()


def block_language(name: str) -> str:
    """Return the language of a fenced block; authors may write those of DATA_BLOCKS in any case."""
    return name.lower() if name.lower() in DATA_BLOCKS else name


class MathBlock(NamedTuple):
    """A formula that is a block, from a line of the text to another."""

    tex: str
    lines: Lines


class SlotBlock(NamedTuple):
    """A block that is a finished slot."""

    slot: Slot


class Rule(NamedTuple):
    """A thematic break."""

    attributes: Attributes | None = None


class HtmlBlock(NamedTuple):
    """A block of raw HTML, from a line of the text."""

    html: str
    line: int
    attributes: Attributes | None = None


class Callout(NamedTuple):
    """The beginning of a callout; without a title it gets that of its kind."""

    kind: str
    title: str
    attributes: Attributes | None = None


class Embed(NamedTuple):
    """The beginning of an embed, on a line of the text: its service, and an id or a URL.

    Its blocks, up to its end, become a figure: see `embeds`.
    """

    service: str
    id_or_url: str
    line: int
    attributes: Attributes | None = None


class EmbedEnd(NamedTuple):
    """The end of an embed."""


class Notes(NamedTuple):
    """The beginning or the end of the list of footnotes."""

    is_end: bool


class Note(NamedTuple):
    """The beginning of a footnote."""

    number: int


class NoteEnd(NamedTuple):
    """The end of a footnote."""


class NoteBack(NamedTuple):
    """A link from a footnote back to the text, with its words."""

    number: int
    repeat: int
    words: str


class TooDeep(NamedTuple):
    """A place where blocks are nested too deeply; nothing follows it."""

    line: int


Block = (
    Phrases
    | Heading
    | HeadingEnd
    | Paragraph
    | Start
    | End
    | Task
    | CodeBlock
    | Rule
    | HtmlBlock
    | Callout
    | Embed
    | EmbedEnd
    | Notes
    | Note
    | NoteEnd
    | NoteBack
    | TooDeep
    | SlotBlock
    | MathBlock
)


class Stream(NamedTuple):
    """A text as events, with the ids that its author set.

    `findings` are reports on blocks that are almost mark-up.
    """

    blocks: list[Block]
    ids: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    has_controls: bool = False  # whether characters that no page may contain were removed


SOFT: Final = Break(is_hard=False)
HARD: Final = Break(is_hard=True)
LINK_END: Final = LinkEnd()
HEADING_END: Final = HeadingEnd()
