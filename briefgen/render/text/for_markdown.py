"""Texts as Markdown that stands alone: CommonMark with the tables, footnotes and alerts of GitHub.

URLs are absolute. A block with anything for which Markdown has no signs is HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import unescape
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from briefgen.model import text as slots
from briefgen.model.text import Attributes, Slot, Text
from briefgen.render.text import (
    CALLOUT_TITLES,
    Markup,
    Token,
    escaped,
    label_of,
    tokens_of,
    with_pictures,
    with_tables,
)
from briefgen.render.text.for_feed import MARKUP, PageContext, absolute, name, start
from briefgen.render.text.markdown_phrases import (
    UNUSUAL,
    code,
    fence_for,
    is_automatic,
    is_free,
    is_understood,
    target,
    title_of,
    words,
)

_NAMES: Final[Mapping[type[Slot], str]] = {
    slots.SourceLink: "a", slots.SourceLinkEnd: "/a", slots.Link: "a", slots.LinkEnd: "/a",
    slots.Image: "img", slots.Heading: "heading", slots.HeadingEnd: "/heading",
    slots.Table: "table", slots.TableEnd: "/table", slots.Caption: "figcaption",
    slots.Callout: "callout", slots.CalloutEnd: "/callout", slots.Task: "task", slots.TaskEnd: "",
    slots.FootnoteMark: "mark of a note", slots.Footnote: "li", slots.FootnoteBack: "",
    slots.CodeBlock: "pre", slots.Frame: "", slots.EmbedLabel: "label of an embed",
    slots.Math: "math",
}  # fmt: skip
_VOID: Final = frozenset({"", "br", "col", "hr", "img", "input", "label of an embed",
                          "mark of a note", "math", "source", "task", "track", "wbr"})  # fmt: skip
_SIGNS: Final[Mapping[str, str]] = {
    "b": "**", "del": "~~", "em": "*_", "i": "*_", "s": "~~", "strike": "~~", "strong": "**",
}  # fmt: skip
_HTML_NAMES: Final[Mapping[str, str]] = {"*_": "em", "**": "strong", "~~": "del"}
# Phrases that are HTML within a block of Markdown.
_TAGGED: Final = frozenset(
    "abbr bdi bdo cite dfn ins kbd mark q samp small span sub sup time u".split()
)
# The characters with which the next phrase begins, or the end of this one.
_BESIDE: Final[Mapping[str, str]] = {
    "a": "[", "/a": "]", "br": "\\", "code": "`", "img": "!", "mark of a note": "[",
    **{f"{end}{name}": signs[-1] for name, signs in _SIGNS.items() for end in ("", "/")},
    **{f"{end}{name}": "<" for name in _TAGGED for end in ("", "/")},
}  # fmt: skip
_LEVELS: Final[Mapping[str, str]] = {"</sub>": "~", "</sup>": "^"}  # of our dialect
_TASKS: Final = ("[ ] ", "[x] ")
_BREAK: Final = "\\\n"
_LINE_STARTS: Final = (_BREAK, *_TASKS)  # after which a sign of a block has a meaning
_DEEPEST: Final = 16  # elements within each other
_MEANINGFUL: Final = frozenset({"colspan", "dir", "lang", "rowspan"})  # attributes to keep
_ALERTS: Final[Mapping[str, str]] = {
    "note": "NOTE", "warning": "WARNING", "key-finding": "IMPORTANT"
}  # fmt: skip
_ALIGNED: Final[Mapping[str, str]] = {
    "align-left": ":---", "align-center": ":---:", "align-right": "---:"
}  # fmt: skip
_WITH_ATTRIBUTES: Final = (slots.Element, slots.Table)
_NOTES: Final = slots.Element("hr", (("class", "footnotes-sep"),))

_LIST: Final = re.compile(r"\d*([-*.)])(?:\s|$)")
# What can follow the words of a list item without an empty line.
_AFTER_WORDS: Final = re.compile(r"(?:[-*]|1[.)]|#+) \S|```")
# A tag that is alone on the first line of a paragraph would begin a block.
_LONE_TAG: Final = re.compile(r"\A(</?[a-z]+(?: [^>]*)?>)[ \t]*\\?\n")
# What begins a block of HTML in Markdown, so that it needs no <div> around it.
_HTML_BLOCKS: Final = frozenset(
    """
    address article aside blockquote callout center details div dl figure footer h1 h2 h3 h4 h5 h6
    header heading hr iframe li nav ol p section summary table ul
    """.split()
)
_COLONS: Final = re.compile(r"(?m)^:{3,}")
_EMPTY_LINES: Final = re.compile(r"\n\s*\n")
_LANGUAGE: Final = re.compile(r"[\w+#.-]*")
_LINK: Final = re.compile(r"\[[^\[\]^]+\]\(")
_CLOSING: Final = re.compile(r"(?<![^ ])#+$")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def for_markdown(
    text: Text, context: PageContext, *, anchors: Collection[str] = (), dialect: bool = False
) -> str:
    """Return a text of a page as Markdown.

    Headings and figures with one of these anchors keep it, as `{#anchor}`, which only some readers
    understand. `dialect` says that the reader is this program, which knows more signs than others.
    """
    text = with_tables(with_pictures(text, context), context)
    tokens = tokens_of(text)
    words = "".join([part for part in text.parts if isinstance(part, str)])
    writer = _Writer(context, [sign for sign in UNUSUAL if sign in words], anchors, dialect)
    has_notes = slots.Footnote in map(type, text.parts)
    return "\n\n".join(_with_notes(writer, tokens) if has_notes else writer.blocks(tokens))


def _with_notes(writer: _Writer, tokens: list[Token]) -> list[str]:
    """Return the blocks of a text, and its notes."""
    begins = [at for at, token in enumerate(tokens) if isinstance(token, slots.Footnote)]
    rule = max((at for at in range(begins[0]) if tokens[at] == _NOTES), default=-1)
    depth = sum(_change(token) for token in tokens[:rule])
    if depth or rule < 0:
        return writer.blocks(tokens)  # they are in something that the author did not end
    anchors = [cast("slots.Footnote", tokens[begin]).anchor for begin in begins]
    writer.notes = {anchor: number for number, anchor in enumerate(anchors, 1)}
    blocks = writer.blocks(tokens[:rule])
    ends = [_end_of(tokens, begin) - 1 for begin in begins]
    notes = [
        writer.blocks(tokens[begin + 1 : end]) for begin, end in zip(begins, ends, strict=True)
    ]
    marked = set(writer.marked)
    for number, (anchor, note) in enumerate(zip(anchors, notes, strict=True), 1):
        sign = f"[^{number}]: " if anchor in marked else f"{number}. "
        blocks.append(_within("\n\n".join(note), sign, "    "))
    return blocks


class _NoMarkdown(Exception):
    """The block that is being read has to be HTML."""


class _Writer:
    """Writes each block as Markdown, or as HTML when it finds that it has to."""

    def __init__(
        self, context: PageContext, unusual: Sequence[str], anchors: Collection[str], dialect: bool
    ) -> None:
        self._context = context
        self._unusual = unusual
        self._anchors = anchors
        self._dialect = dialect
        self.notes: Mapping[str, int] = {}  # their numbers
        self.marked: list[str] = []  # those to which Markdown refers, once for each mark
        self._begin([])

    def _begin(self, blocks: list[str]) -> None:
        """Go on after a block that had to be HTML; `blocks` are those of the text."""
        self._blocks = blocks  # of the container that is open
        self._open = [""]  # the names of the open elements; "" is the text itself
        self._outer: list[tuple[list[str], Any]] = []  # the blocks around each, and its slot
        self._pieces: list[str] = []  # of the paragraph or line that is open
        self._end_tags: list[str] = []  # of the phrases that are HTML
        self._signs: list[int] = []  # the pieces that begin emphasis
        self._loose: list[bool] = []  # whether each open list has empty lines between its items
        self._link: tuple[Any, int] | None = None  # its slot, and the piece that begins it
        self._from = 0  # the piece that begins code
        self._caption = self._number = ""  # of the figure that is open
        self._is_title = False  # whether its caption can be the title of an image

    def blocks(self, tokens: list[Token]) -> list[str]:
        """Return the blocks of a text."""
        self._tokens = tokens
        self._blocks = blocks = list[str]()
        self._at = 0
        while self._at < len(tokens):
            try:
                self._read()
            except _NoMarkdown:
                self._begin(blocks)
                del self.marked[self._marked_before :]
                self._at = _end_of(tokens, self._block)
                blocks.append(self._html(tokens[self._block : self._at]))
        return blocks

    def _read(self) -> None:
        """Read to the end, or to something that is not Markdown."""
        tokens, opened, pieces = self._tokens, self._open, self._pieces
        slot: Slot | None
        for at in range(self._at, len(tokens)):
            self._at = at
            if len(opened) == 1:
                self._block, self._marked_before = at, len(self.marked)
            token = tokens[at]
            if isinstance(token, str):
                name, _, text = token.partition(">")
                slot = None
            else:
                name, text, slot = _name(token), "", token
            if end := _ENDS.get(name):
                opened.pop()
                end(self, name)
            elif name:
                self._start(name, slot)
            if text and (pieces or not text.isspace()):
                if len(opened) == 1:  # words at the top, which are not in the block before them
                    self._block, self._marked_before = at, len(self.marked)
                    tokens[at] = f">{text}"
                    raise _NoMarkdown
                self._words(text)
        self._at = len(tokens)

    def _start(self, name: str, slot: Slot | None) -> None:
        rule, opened = _RULES.get(name), self._open
        if not rule or opened[-1] not in rule.parents or len(opened) > _DEEPEST:
            raise _NoMarkdown
        if slot and isinstance(slot, _WITH_ATTRIBUTES) and name not in _TAGGED:
            _check(slot.attributes)
        if self._pieces and rule.parents in _BLOCK_PARENTS:
            self._end_words(name)
        if name not in _VOID:
            opened.append(name)
        if rule.start:
            rule.start(self, slot)

    def _end_words(self, following: str) -> None:
        """End words that are in no paragraph, such as those of a list item."""
        if following != "p" or self._pieces[0] not in _TASKS:
            self._end_paragraph("")

    def _words(self, text: str) -> None:
        pieces, within = self._pieces, self._open[-1]
        if within == "code":
            pieces.append(unescape(text))
        elif within not in _WITH_WORDS:
            raise _NoMarkdown
        elif self._is_plain(text):
            pieces.append(text)
        else:
            before = pieces[-1][-1] if pieces else " " if within in _LINES else "\n"
            if pieces and pieces[-1] in _LINE_STARTS:
                before = "\n"
            in_link = self._link is not None
            text = words(unescape(text), before, self._beside(), in_link=in_link)
            if text:
                pieces.append(text)

    def _is_plain(self, text: str) -> bool:
        """Whether words need no escape and no change: most do not."""
        for sign in self._unusual:
            if sign in text:
                return False
        if text[0] in "(:" or text[-1] in "!^":
            return False
        if text[0].isalpha():
            return True
        return self._pieces[-1] not in _LINE_STARTS if self._pieces else self._open[-1] in _LINES

    def _beside(self) -> str:
        """Return the character with which the next token begins, or a line end."""
        following = self._tokens[self._at + 1 : self._at + 2]
        return _BESIDE.get(_name(following[0]), "\n") if following else "\n"

    def _rest(self) -> str:
        """Return the words after the tag that is being read."""
        token = self._tokens[self._at]
        return token.partition(">")[2] if isinstance(token, str) else ""

    def _html(self, tokens: list[Token]) -> str:
        """Return a block of HTML, without empty lines, which would end it."""
        html: list[str] = []
        is_preformatted = False
        for token in tokens:
            if isinstance(token, str):
                piece = token[1:] if token[0] == ">" else f"<{token}"
            else:
                piece = _HTML[type(token)](token, self._context)
            name = _name(token)
            is_preformatted = name == "pre" or (is_preformatted and name != "/pre")
            html.append(piece.replace("\n", "&#10;") if is_preformatted else piece)
        block = _EMPTY_LINES.sub("\n", "".join(html).strip())
        return block if _name(tokens[0]) in _HTML_BLOCKS else f"<div>{block}</div>"

    # Phrases

    def _tag(self, slot: slots.Element | None) -> None:
        attributes = slot.attributes if slot else ()
        tag = start(self._open[-1], attributes, self._context).replace("\n", " ")
        is_line = bool(self._outer) and _is_embed(self._outer[-1][1])  # of the caption of an embed
        is_plain = is_line and "credit" in str(dict(attributes).get("class", "")).split()
        self._end_tags.append("" if is_plain else f"</{self._open[-1]}>")
        if not is_plain:
            self._pieces.append(tag)

    def _math(self, slot: slots.Math) -> None:
        if slot.is_block:
            self._end_paragraph("")
            self._blocks.append(f"$$\n{slot.tex}\n$$")
        else:
            sign = "$$" if slot.is_display else "$"
            self._pieces.append(f"{sign}{' '.join(slot.tex.split())}{sign}")

    def _end_tag(self, _: str) -> None:
        tag, pieces = self._end_tags.pop(), self._pieces
        sign = _LEVELS.get(tag, "") if self._dialect else ""
        if sign and self._is_level(sign):
            pieces[-2:] = [f"{sign}{pieces[-1]}{sign}"]
        elif tag:
            pieces.append(tag)

    def _is_level(self, sign: str) -> bool:
        """Whether the last piece can be a subscript or superscript as the dialect writes it."""
        pieces = self._pieces
        before = pieces[-3][-1:] if len(pieces) > 2 else ""
        after = self._rest()[:1] or self._beside()
        is_plain = pieces[-1].isalnum() and pieces[-2] in ("<sub>", "<sup>")
        return is_plain and before.isalnum() and sign not in before + after

    def _sign(self, _: None) -> None:
        self._signs.append(len(self._pieces))
        self._pieces.append(_SIGNS[self._open[-1]][-1:])

    def _end_sign(self, name: str) -> None:
        """Choose how emphasis is written: as HTML if signs would not be understood."""
        pieces, at = self._pieces, self._signs.pop()
        if len(pieces) == at + 1:
            raise _NoMarkdown
        before = pieces[at - 1][-1:] if at else " "
        first, last, after = pieces[at + 1][:1], pieces[-1][-1:], self._rest()[:1] or self._beside()
        # Within other emphasis, it must not be an end.
        is_start = before.isspace() or (is_free(before) and not is_free(first))
        kind = _SIGNS[name[1:]]
        for sign in ("*", "_") if kind == "*_" else (kind,):
            if is_understood(sign, before, first, last, after) and (is_start or not self._signs):
                pieces[at] = sign
                pieces.append(sign)
                return
        pieces[at] = f"<{_HTML_NAMES[kind]}>"
        pieces.append(f"</{_HTML_NAMES[kind]}>")

    def _break(self, _: None) -> None:
        is_last = not self._rest().strip() and self._beside() == "\n"
        is_in_line = not _LINES.isdisjoint(self._open)
        self._pieces.append("<br>" if is_last or is_in_line else _BREAK)

    def _code(self, _: slots.Element | None) -> None:
        self._from = len(self._pieces)
        self._pieces.append("")  # so that white space in it is read

    def _end_code(self, _: str) -> None:
        if self._open[-1] == "pre":
            return
        text = "".join(self._pieces[self._from :])
        del self._pieces[self._from :]
        is_after_code = bool(self._pieces) and self._pieces[-1][-1:] == "`"
        is_tag = not text.strip() or is_after_code
        self._pieces.append(f"<code>{escaped(text)}</code>" if is_tag else code(text))

    def _begin_link(self, slot: Slot | None) -> None:
        if self._link or not isinstance(slot, slots.SourceLink | slots.Link):
            raise _NoMarkdown  # a link in a link, or only an anchor
        self._link = slot, len(self._pieces)
        self._pieces.append("[")
        if isinstance(slot, slots.Link) and slot.number:
            self._pieces.append(words(unescape(name(slot, self._context)), "[", "]", in_link=True))

    def _end_link(self, _: str) -> None:
        slot, begin = cast("tuple[Any, int]", self._link)
        self._link = None
        pieces = self._pieces
        url = absolute(self._context.url, str(slot.url))
        title = _title(slot)
        if len(pieces) == begin + 2 and not title and is_automatic(url, pieces[-1]):
            pieces[begin:] = [f"<{pieces[-1]}>"]
        else:
            pieces.append(target(url, title))

    def _image(self, slot: Slot | None) -> None:
        if not isinstance(slot, slots.Image):
            raise _NoMarkdown  # it has no attributes
        alt = words(slot.alt, in_link=True).replace("\n", " ")
        if slot.src:
            url = absolute(self._context.url, str(slot.src))
            self._pieces.append(f"![{alt}{target(url, _title(slot))}")
        elif not alt or self._open[-1] == "figure":  # the file was not safe to show
            raise _NoMarkdown
        else:
            self._pieces.append(alt)

    def _note(self, slot: slots.FootnoteMark) -> None:
        if slot.note not in self.notes:
            raise _NoMarkdown
        self.marked.append(slot.note)
        self._pieces.append(f"[^{self.notes[slot.note]}]")

    def _label(self, slot: slots.EmbedLabel) -> None:
        self._pieces.append(words(label_of(slot, self._context.words), in_link=True))

    def _task(self, slot: slots.Task) -> None:
        if self._blocks or self._pieces:
            raise _NoMarkdown
        self._pieces.append(_TASKS[slot.is_done])

    # Blocks

    def _end_paragraph(self, name: str) -> None:
        text = "".join(self._pieces).strip(" \t\n")
        self._pieces.clear()
        if text:
            self._blocks.append(_LONE_TAG.sub(r"\1 ", text) if text[0] == "<" else text)
        if name and self._open[-1] == "li":
            self._loose[-1] = True

    def _line(self) -> str:
        """Return the phrases of what has only one line."""
        text = "".join(self._pieces).strip(" \t\n").replace("\n", " ")
        self._pieces.clear()
        return text

    def _heading(self, slot: slots.Heading) -> None:
        self._level = slot.level
        self._anchor = f" {{#{slot.anchor}}}" if slot.anchor in self._anchors else ""

    def _end_heading(self, _: str) -> None:
        text = self._line()
        if text.endswith("#"):
            text = _CLOSING.sub(r"\\\g<0>", text)
        self._blocks.append(f"{'#' * self._level} {text}{self._anchor}".rstrip())

    def _code_block(self, slot: slots.CodeBlock | None) -> None:
        language = _LANGUAGE.match(slot.language) if slot else None
        self._language = language[0] if language else ""

    def _end_code_block(self, _: str) -> None:
        text = "".join(self._pieces).removesuffix("\n")
        self._pieces.clear()
        fence = fence_for(text, 3)
        self._blocks.append(f"{fence}{self._language}\n{text}\n{fence}")

    def _enter(self, slot: Slot | None) -> None:
        """Begin a container: a quotation, a callout, a list or its item."""
        self._outer.append((self._blocks, slot))
        self._blocks = []

    def _leave(self) -> tuple[list[str], Any]:
        """Return what is in the container that ends, and its slot."""
        if self._pieces:
            self._end_paragraph("")
        blocks = self._blocks
        self._blocks, slot = self._outer.pop()
        return blocks, slot

    def _end_quotation(self, _: str) -> None:
        blocks, slot = self._leave()
        if isinstance(slot, slots.Callout) and self._dialect and len(self._open) == 1:
            self._blocks.append(_container(slot, blocks))
            return
        if isinstance(slot, slots.Callout):
            blocks = _alert(slot, blocks)
        if blocks:
            self._blocks.append(_within("\n\n".join(blocks), "> ", "> "))

    def _list(self, slot: slots.Element | None) -> None:
        if self._open[-2] == "li" and not self._blocks:
            raise _NoMarkdown  # `- - -` would be a rule
        self._loose.append(False)
        self._enter(slot)

    def _end_list(self, name: str) -> None:
        items, slot = self._leave()
        before = _LIST.match(self._blocks[-1]) if self._blocks else None
        # Another sign keeps two lists apart.
        signs = "-*" if name == "/ul" else ".)"
        sign = signs[bool(before and before[1] == signs[0])]
        start_value = str(dict(slot.attributes).get("start", "")) if slot else ""
        number = int(start_value) if _NUMBER.fullmatch(start_value) else 1
        for at, item in enumerate(items):
            marker = f"{sign} " if name == "/ul" else f"{number + at}{sign} "
            items[at] = _within(item, marker, " " * len(marker))
        separator = "\n\n" if self._loose.pop() else "\n"
        if items:
            self._blocks.append(separator.join(items))

    def _end_item(self, _: str) -> None:
        blocks, _slot = self._leave()
        if len(blocks) > 1 and not all(map(_AFTER_WORDS.match, blocks[1:])):
            self._loose[-1] = True
        self._blocks.append(("\n\n" if self._loose[-1] else "\n").join(blocks))

    def _figure(self, slot: Slot | None) -> None:
        self._enter(slot)
        self._caption = self._number = ""

    def _begin_caption(self, slot: slots.Caption | None) -> None:
        if self._caption:
            raise _NoMarkdown
        self._end_image()
        if slot:
            self._number = f"**{name(slot, self._context)}** "

    def _end_image(self) -> None:
        """End what is in a figure beside its caption, if that is no block."""
        if sum(1 for piece in self._pieces if piece.strip()) > 1:
            raise _NoMarkdown
        self._end_paragraph("")

    def _end_caption(self, _: str) -> None:
        is_plain = len(self._pieces) <= 1 and self._is_plain("".join(self._pieces) or "a")
        self._caption = self._line()
        self._is_title = is_plain and not self._number and '"' not in self._caption

    def _end_figure(self, _: str) -> None:
        """Write an image, whose title is the caption, or a quotation or table with its caption."""
        self._end_image()
        caption, number = self._caption, self._number
        blocks, figure = self._leave()
        self._caption = ""
        if _is_embed(figure) and caption:
            blocks.append(f"{number}{caption}")
            if len(blocks) > 2 or not _begins_paragraph(blocks[-1]):
                raise _NoMarkdown
            self._blocks += blocks
            return
        if len(blocks) != 1 and (not blocks or blocks[0][0] != "|" or blocks[1][0] == "|"):
            raise _NoMarkdown
        block, *notes = blocks
        if not caption:
            self._blocks.append(block)
        elif block[0] == ">":
            self._blocks.append(f"{block}\n>\n> {caption}")
        elif self._dialect and block[0] in "|!":
            self._blocks += self._captioned(block, f"{number}{caption}", figure)
        elif block[0] == "|" and (number or caption[0].isalpha()):
            self._blocks += (f"{number}{caption}", block)
        elif block[0] == "!" and self._is_title and '"' not in block:
            self._blocks.append(f'{block[:-1]} "{caption}")')
        else:
            raise _NoMarkdown
        self._blocks += notes

    def _captioned(self, block: str, caption: str, figure: Slot | None) -> list[str]:
        """Return an image or table with its caption and anchor, as the dialect has them."""
        attributes = figure.attributes if isinstance(figure, slots.Element) else ()
        anchor = str(dict(attributes).get("id", ""))
        sign = f"{{#{anchor}}}" if anchor in self._anchors else ""
        if block[0] == "|":
            return [block, f": {caption} {sign}".rstrip()]
        if '"' in block:
            raise _NoMarkdown
        return [f"{block[:-1]}{title_of(caption)}){sign}"]

    # Tables

    def _table(self, _: slots.Table | None) -> None:
        self._rows: list[list[str]] = []
        self._columns: list[str] = []

    def _cell(self, slot: slots.Element | None) -> None:
        if (self._open[-1] == "th") != (self._open[-3] == "thead"):
            raise _NoMarkdown
        if self._open[-1] == "th":
            align = str(dict(slot.attributes).get("class", "")) if slot else ""
            self._columns.append(_ALIGNED.get(align, "---"))

    def _end_cell(self, _: str) -> None:
        self._rows[-1].append(self._line().replace("|", "\\|"))

    def _end_table(self, _: str) -> None:
        columns, rows = self._columns, self._rows
        is_simple = rows and len(rows[0]) == len(columns)
        if not is_simple or not all(0 < len(row) <= len(columns) for row in rows):
            raise _NoMarkdown
        lines = [rows[0], columns, *rows[1:]]
        self._blocks.append("\n".join([f"| {' | '.join(cells)} |" for cells in lines]))


def _container(slot: slots.Callout, blocks: list[str]) -> str:
    """Return a callout as the dialect writes it, between more colons than it holds in a row."""
    inner = "\n\n".join(blocks)
    longest = max((len(run) for run in _COLONS.findall(inner)), default=0)
    colons = ":" * max(3, longest + 1)
    title = " ".join(slot.title.split())
    return f"{colons} {f'{slot.kind} {title}'.strip()}\n{inner}\n{colons}"


def _alert(slot: slots.Callout, blocks: list[str]) -> list[str]:
    """Return the blocks of a callout, after its kind and title."""
    title = words(slot.title, "*", "*").replace("\n", " ").strip()
    kind = f"[!{_ALERTS[slot.kind]}]"
    if title:
        return [f"{kind}\n**{title}**", *blocks]
    if blocks and blocks[0][0].isalpha():
        return [f"{kind}\n{blocks[0]}", *blocks[1:]]
    return [kind, *blocks]


def _name(token: Token) -> str:
    """Return the name of what begins, or ends with a slash before it, or ""."""
    if isinstance(token, str):
        return token.partition(">")[0]
    return token.name if isinstance(token, slots.Element) else _NAMES[type(token)]


def _check(attributes: Attributes) -> None:
    """Check that no attribute has a meaning that Markdown cannot express."""
    if not _MEANINGFUL.isdisjoint([name for name, _ in attributes]):
        raise _NoMarkdown


def _change(token: Token) -> int:
    """Return 1 at the start of an element that has an end, -1 at its end, and 0 elsewhere."""
    name = _name(token)
    if name in _VOID:
        return 0
    return -1 if name[0] == "/" else 1


def _end_of(tokens: list[Token], begin: int) -> int:
    """Return where an element ends, or a run of words and phrases."""
    is_run = _name(tokens[begin]) in _PHRASES
    depth = 0
    for at in range(begin, len(tokens)):
        if depth == 0 and at > begin and not (is_run and _name(tokens[at]) in _PHRASES):
            return at
        depth += _change(tokens[at])
    return len(tokens)


def _within(text: str, first: str, rest: str) -> str:
    """Return a text in a container, whose lines have something before them."""
    text = f"{first}{text}".rstrip()
    if "\n" not in text:
        return text
    return text.replace("\n", f"\n{rest}").replace(f"\n{rest}\n", f"\n{rest.rstrip()}\n")


def _title(slot: slots.SourceLink | slots.Link | slots.Image) -> str:
    return str(dict(slot.attributes).get("title", "")).strip() if slot.attributes else ""


def _is_embed(figure: Slot | None) -> bool:
    attributes = figure.attributes if isinstance(figure, slots.Element) else ()
    return "embed" in str(dict(attributes).get("class", "")).split()


def _begins_paragraph(caption: str) -> bool:
    """Whether a caption can be a paragraph of its own, and is nothing else to a reader."""
    return caption[0].isalpha() or caption.startswith("**") or bool(_LINK.match(caption))


def _html_of_callout(slot: slots.Callout, _: PageContext) -> str:
    return (
        f"<blockquote>\n<p><strong>{escaped(slot.title or CALLOUT_TITLES[slot.kind])}</strong></p>"
    )


# Readers leave out the boxes of tasks in HTML.
_HTML: Final[Markup[PageContext]] = MappingProxyType(
    {
        **MARKUP,
        slots.Callout: _html_of_callout,
        slots.CalloutEnd: lambda _, __: "</blockquote>",
        slots.Task: lambda slot, _: _TASKS[slot.is_done],
    }
)
_CONTAINERS: Final = frozenset({"", "blockquote", "callout", "li"})
_CONTAINERS_AND_FIGURES: Final = _CONTAINERS | {"figure"}
_BLOCK_PARENTS: Final = (_CONTAINERS, _CONTAINERS_AND_FIGURES)
_PHRASES: Final = frozenset(
    {"", "a", "br", "code", "img", "mark of a note", "math", *_SIGNS, *_TAGGED}
)
_LINES: Final = frozenset({"figcaption", "heading", "td", "th"})  # what has only one
# Words at the top are HTML, because they do not occur in Markdown.
_WITH_PHRASES: Final = (_LINES | _PHRASES | {"blockquote", "li", "p"}) - {"", "code"}
_WITH_WORDS: Final = _WITH_PHRASES | {"figure"}


class _Rule(NamedTuple):
    """In what an element can be Markdown, and what its start and end do."""

    parents: frozenset[str]
    start: Callable[[_Writer, Any], None] | None = None
    end: Callable[[_Writer, str], None] = lambda _, __: None


def _rules(names: Iterable[str], *rule: Any) -> dict[str, _Rule]:
    return dict.fromkeys(names, _Rule(*rule))


_RULES: Final[Mapping[str, _Rule]] = {
    **_rules(_TAGGED, _WITH_PHRASES, _Writer._tag, _Writer._end_tag),
    **_rules(_SIGNS, _WITH_PHRASES, _Writer._sign, _Writer._end_sign),
    **_rules(("ol", "ul"), _CONTAINERS, _Writer._list, _Writer._end_list),
    **_rules(("thead", "tbody"), frozenset({"table"})),
    **_rules(("td", "th"), frozenset({"tr"}), _Writer._cell, _Writer._end_cell),
    "a": _Rule(_WITH_PHRASES, _Writer._begin_link, _Writer._end_link),
    "blockquote": _Rule(_CONTAINERS_AND_FIGURES, _Writer._enter, _Writer._end_quotation),
    "br": _Rule(_WITH_PHRASES, _Writer._break),
    "callout": _Rule(_CONTAINERS, _Writer._enter, _Writer._end_quotation),
    "code": _Rule(_WITH_PHRASES | {"pre"}, _Writer._code, _Writer._end_code),
    "figcaption": _Rule(frozenset({"figure"}), _Writer._begin_caption, _Writer._end_caption),
    "figure": _Rule(_CONTAINERS, _Writer._figure, _Writer._end_figure),
    "heading": _Rule(_CONTAINERS, _Writer._heading, _Writer._end_heading),
    # `- ---` would be a rule without a list.
    "hr": _Rule(_CONTAINERS - {"li"}, lambda writer, _: writer._blocks.append("---")),
    "img": _Rule(_WITH_PHRASES | {"figure"}, _Writer._image),
    "label of an embed": _Rule(_WITH_PHRASES, _Writer._label),
    "li": _Rule(frozenset({"ol", "ul"}), _Writer._enter, _Writer._end_item),
    "mark of a note": _Rule(_WITH_PHRASES, _Writer._note),
    "math": _Rule(_WITH_PHRASES | _CONTAINERS, _Writer._math),
    "p": _Rule(_CONTAINERS_AND_FIGURES, None, _Writer._end_paragraph),
    "pre": _Rule(_CONTAINERS, _Writer._code_block, _Writer._end_code_block),
    "table": _Rule(_CONTAINERS_AND_FIGURES, _Writer._table, _Writer._end_table),
    "task": _Rule(frozenset({"li"}), _Writer._task),
    "tr": _Rule(frozenset({"thead", "tbody"}), lambda writer, _: writer._rows.append([])),
}
_ENDS: Final = {f"/{name}": rule.end for name, rule in _RULES.items()}
