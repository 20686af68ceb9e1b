"""Read a text with markdown-it-py, which defines the dialect, as a stream of events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_RE, mdTrim, unescapeAll
from markdown_it.token import Token

from briefgen.model.characters import references
from briefgen.read.markdown import events
from briefgen.read.markdown.abbreviations import Abbreviations
from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.dialect import MAX_NESTING, Dialect, parser_for, parser_of_lines
from briefgen.read.markdown.embeds import with_embeds
from briefgen.read.markdown.events import Attributes, Block, Lines, Phrase, Phrases, Stream
from briefgen.read.markdown.figures import CREDIT
from briefgen.read.markdown.lookalikes import SUSPICIOUS, Finding, credit_in_line, unknown_attribute
from briefgen.read.markdown.split_words import split_words
from briefgen.read.markdown.tokens import ids_in, remove_controls
from briefgen.read.markdown.typeset import joined, searchable_text, typeset

_ALIGN: Final = re.compile(r"text-align:(left|center|right)")
_EMBED: Final = "container_embed_open"
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_body(text: str, dialect: Dialect, budget: Budget, first_line: int = 1) -> Stream:
    """Return the events of a text that begins on a line of its file.

    Raises Exhausted or RecursionError.
    """
    reader = _Reader(parser_for(dialect.switches), dialect, budget, first_line)
    tokens = reader.parsed(text)
    has_controls = _without_controls(tokens, text)
    blocks = reader.blocks(tokens)
    findings = reader.findings
    if ":::" in text and any(token.type == _EMBED for token in tokens):
        blocks, reports = with_embeds(blocks, dialect)
        findings = (*findings, *reports)
    return Stream(blocks, tuple(ids_in(tokens)), findings, has_controls)


def read_line(text: str, dialect: Dialect, budget: Budget) -> tuple[Phrases, bool]:
    """Return a text without blocks, and whether characters that no page may contain were removed.

    Raises Exhausted or RecursionError.
    """
    reader = _Reader(parser_of_lines(dialect.switches), dialect, budget)
    tokens = reader.parsed_line(text)
    has_controls = _without_controls(tokens, text)
    return reader.phrases(tokens[0]), has_controls


def _without_controls(tokens: list[Token], text: str) -> bool:
    """Remove characters such as `&#7;` that no page may contain; return whether there were any."""
    return "&#" in text and bool(references(text)) and remove_controls(tokens)


class _Reader:
    """Reads the tokens of one text."""

    def __init__(
        self, md: MarkdownIt, dialect: Dialect, budget: Budget, first_line: int = 1
    ) -> None:
        self._md = md
        self._typography = dialect.typography
        # markdown-it stores the definitions of reference links here.
        self._environment: dict[str, Any] = {"budget": budget, "first_line": first_line}
        self._abbreviations: Abbreviations | None = None
        self._lines: Lines | None = None  # of the last token that has any
        self._is_figure = False

    def parsed(self, text: str) -> list[Token]:
        tokens = self._md.parse(text, self._environment)
        if "abbreviations" in self._environment:
            self._abbreviations = Abbreviations(self._environment, self._typography)
        return tokens

    def parsed_line(self, text: str) -> list[Token]:
        return self._md.parseInline(text, self._environment)

    @property
    def findings(self) -> Sequence[Finding]:
        """The reports on what is almost mark-up, and on what explains nothing."""
        unused = self._abbreviations.unused() if self._abbreviations else ()
        return (*self._environment.get("findings", ()), *unused)

    # Blocks

    def blocks(self, tokens: list[Token]) -> list[Block]:
        blocks: list[Block] = []
        for index, token in enumerate(tokens):
            self._lines = token.map or self._lines
            if token.level >= MAX_NESTING - 1:
                blocks.append(events.TooDeep(token.map[0] if token.map else 0))
                break
            if token.type == "paragraph_open":
                blocks += self._paragraph(token, tokens[index + 1])
            elif token.type == "inline":
                blocks.append(self.phrases(token))
            elif token.type == "list_item_open":
                blocks.append(_start(token))
                if "checked" in token.meta:
                    after = tokens[index + 1]
                    is_tight = after.hidden or after.nesting == -1
                    blocks.append(events.Task(token.meta["checked"], is_tight))
            elif token.type == "footnote_anchor":
                is_one = tokens[index + 1].type != "footnote_anchor" and not token.meta["subId"]
                blocks.append(_back(token, is_one=is_one))
            else:
                blocks += self._block(token)
        return blocks

    def _block(self, token: Token) -> Iterator[Block]:
        special = _BLOCKS.get(token.type)
        if special is not None:
            yield special(token)
        elif token.type == "paragraph_close":
            if not token.hidden:
                yield events.End("figure" if self._is_figure else "p")
                self._is_figure = False
        elif token.nesting == 1:
            yield _start(token)
        elif token.nesting == -1:
            yield events.End(token.tag)

    def _paragraph(self, token: Token, inline: Token) -> Iterator[Block]:
        if token.hidden:
            return
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            self._is_figure = True
            yield events.Start("figure", _of_figure(token, children[0]))
            inline.meta["caption"] = str(children[0].attrs.pop("title", ""))
            inline.meta["credit"] = _credit_of(children[0]) or _credit_of(token)
        else:
            yield events.Paragraph(token.level == 0, _attributes(token))

    def phrases(self, inline: Token) -> Phrases:
        """Return the phrases of an inline token."""
        parts = [self._phrase(child) for child in inline.children or ()]
        doubtful = searchable_text(parts)
        lookalikes = (*inline.meta.get("lookalikes", ()), *split_words(parts))
        parts = self._typeset(parts)
        if words := self._below(inline):
            parts += [events.SOFT, events.Start("figcaption"), *words, events.End("figcaption")]
        lines = inline.map or self._lines
        return Phrases(
            parts,
            doubtful if SUSPICIOUS.search(doubtful) else "",
            lines,
            lookalikes,
            inline.meta.get("too_large", 0),
        )

    def _below(self, inline: Token) -> list[Phrase]:
        """Return the caption and the credit of a figure."""
        caption = self._line(inline.meta.get("caption", ""))
        credit = self._line(inline.meta.get("credit", ""))
        if not credit:
            return caption
        return [*caption, *([events.HARD] if caption else []), CREDIT, *credit, events.End("span")]

    def _line(self, text: str) -> list[Phrase]:
        """Return the phrases of a text that is a title or an attribute."""
        if not text.strip():
            return []
        tokens = self.parsed_line(text)
        _without_controls(tokens, text)
        return self._typeset([self._phrase(child) for child in tokens[0].children or ()])

    # Phrases

    def _typeset(self, parts: list[Phrase]) -> list[Phrase]:
        if self._typography:
            typeset(parts, self._typography)
        parts = joined(parts)
        return list(self._abbreviations.marked(parts)) if self._abbreviations else parts

    def _phrase(self, token: Token) -> Phrase:
        if token.type == "text":
            return token.content
        if token.type == "link_open":
            return self._link(token)
        if token.type == "image":
            return self._image(token)
        if special := _PHRASES.get(token.type):
            return special(token)
        return _start(token) if token.nesting == 1 else events.End(token.tag)

    def _link(self, token: Token) -> events.Link:
        destination, rest = _popped(token, "href")
        return events.Link(destination, rest, token.info == "auto", self._definition(token))

    def _image(self, token: Token) -> events.Image:
        children = joined([self._phrase(child) for child in token.children or ()])
        texts = [child for child in children if isinstance(child, str)]
        source, attributes = _popped(token, "src")
        if attributes:
            attributes.pop("alt", None)
        alt = "".join(map(_alt_of, children))
        credit = _credit_of(token)
        reports = [unknown_attribute(name) for name in token.meta.get("insecure_attrs", ())]
        if credit:
            reports.append(credit_in_line(credit))
        if reports and self._lines:
            findings = self._environment.setdefault("findings", [])
            findings.extend((*self._lines, each) for each in reports)
        return events.Image(source, token.content, alt, texts, attributes, self._definition(token))

    def _definition(self, token: Token) -> Lines | None:
        """Return the lines of the definition that a reference link uses."""
        definitions: Mapping[str, Any] = self._environment.get("references", {})
        definition = definitions.get(token.meta.get("label", ""))
        return definition["map"] if definition else None


def _alt_of(part: Phrase) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, events.Code):
        return part.text
    if isinstance(part, events.Math):
        return part.tex
    if isinstance(part, events.Html):
        return part.html
    if isinstance(part, events.Image):
        return part.alt
    return "\n" if part in (events.SOFT, events.HARD) else ""


def _attributes(token: Token) -> Attributes | None:
    if not token.attrs:
        return None
    return {name: str(value) for name, value in token.attrs.items()}


def _of_figure(paragraph: Token, image: Token) -> Attributes | None:
    """Return the attributes of a figure, which gets the anchor and classes of its image."""
    if "id" in image.attrs:
        paragraph.attrs["id"] = image.attrs.pop("id")
    if "class" in image.attrs:
        paragraph.attrJoin("class", str(image.attrs.pop("class")))
    return _attributes(paragraph)


def _credit_of(token: Token) -> str:
    """Take an attribute that HTML does not have."""
    return str(token.meta.get("insecure_attrs", {}).pop("credit", ""))


def _popped(token: Token, name: str) -> tuple[str, Attributes | None]:
    """Return an attribute of a token, and the other ones."""
    attributes = _attributes(token) or {}
    value = attributes.pop(name, "")
    return value, attributes or None


def _start(token: Token, tag: str = "") -> events.Start:
    return events.Start(tag or token.tag, _attributes(token))


def _cell(token: Token) -> events.Start:
    """Align a cell with a class: a strict Content-Security-Policy forbids style attributes."""
    match = _ALIGN.fullmatch(str(token.attrs.pop("style", "")))
    if match:
        token.attrJoin("class", f"align-{match[1]}")
    return _start(token)


def _fence(token: Token) -> events.CodeBlock:
    info = mdTrim(unescapeAll(token.info)) if token.info else ""
    language = events.block_language(MD_TRIM_RE.split(info, maxsplit=1)[0])
    line = token.map[0] if token.map and language in events.PLACED else 0
    return events.CodeBlock(token.content, language, _attributes(token), line=line)


def _callout(token: Token) -> events.Callout:
    kind, *rest = token.info.split(maxsplit=1)
    return events.Callout(kind, "".join(rest).strip(), _attributes(token))


def _embed(token: Token) -> events.Embed:
    service, *rest = token.info.split(maxsplit=1)
    line = token.map[0] if token.map else 0
    return events.Embed(service.lower(), "".join(rest).strip(), line, _attributes(token))


def _raw(token: Token) -> events.HtmlBlock:
    return events.HtmlBlock(token.content, token.map[0] if token.map else 0, _attributes(token))


def _back(token: Token, *, is_one: bool) -> events.NoteBack:
    """Return the link back to the text; several links are numbered."""
    number, repeat = _number(token)
    mark = "" if is_one else str(repeat + 1).translate(_SUPERSCRIPTS)
    return events.NoteBack(number, repeat, f"↑{mark}")


def _number(token: Token) -> tuple[int, int]:
    """Return the number of a footnote, and how often it was referred to before."""
    return token.meta["id"] + 1, token.meta.get("subId", 0)


_PHRASES: Final[Mapping[str, Callable[[Token], Phrase]]] = {
    "text_special": lambda token: events.Literal(token.content),
    "softbreak": lambda _: events.SOFT,
    "hardbreak": lambda _: events.HARD,
    "code_inline": lambda token: events.Code(token.content, _attributes(token)),
    "math_inline": lambda token: events.Math(token.content),
    "math_displayed": lambda token: events.Math(token.content, is_display=True),
    "html_inline": lambda token: events.Html(token.content),
    "footnote_ref": lambda token: events.NoteMark(*_number(token)),
    "link_close": lambda _: events.LINK_END,
}
_BLOCKS: Final[Mapping[str, Callable[[Token], Block]]] = {
    "heading_open": lambda token: events.Heading(int(token.tag[1]), _attributes(token)),
    "heading_close": lambda _: events.HEADING_END,
    "html_block": _raw,
    "fence": _fence,
    "code_block": lambda token: events.CodeBlock(
        token.content, attributes=_attributes(token), is_fenced=False
    ),
    "math_block": lambda token: events.MathBlock(token.content, token.map or (0, 1)),
    "hr": lambda token: events.Rule(_attributes(token)),
    "container_callout_open": _callout,
    "container_callout_close": lambda _: events.End("aside"),
    _EMBED: _embed,
    "container_embed_close": lambda _: events.EmbedEnd(),
    "th_open": _cell,
    "td_open": _cell,
    "footnote_block_open": lambda _: events.Notes(is_end=False),
    "footnote_block_close": lambda _: events.Notes(is_end=True),
    "footnote_open": lambda token: events.Note(token.meta["id"] + 1),
    "footnote_close": lambda _: events.NoteEnd(),
}
