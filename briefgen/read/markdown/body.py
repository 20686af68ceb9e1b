"""One walk over a text's tokens: links, pictures, headings, callouts, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from hashlib import blake2b
from html import escape, unescape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from briefgen.model.addresses import host_of, slugify
from briefgen.model.characters import printable, references, without_references
from briefgen.model.config import MarkdownConfig
from briefgen.model.content import Body, Heading, Prose, Reference
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.read.markdown.citations import Citations
from briefgen.read.markdown.counting import spaced_words_in, words_in, words_in_all
from briefgen.read.markdown.destinations import plain_host
from briefgen.read.markdown.dialect import MAX_NESTING, MAX_PARAGRAPH, Dialect, parser_for
from briefgen.read.markdown.locate import Locator
from briefgen.read.markdown.phrases import Phrases, escaped, name_of, phrases_of
from briefgen.read.markdown.plain import Block, Plain, is_normal
from briefgen.read.markdown.sanitise import RawHtml, clean, is_safe, scheme_of
from briefgen.read.markdown.tags import (
    new_tab_note,
    source_attributes,
    source_tag,
    tag_of,
)
from briefgen.read.markdown.words import CALLOUTS

# Anchors that the page itself uses, or that the walk hands out.
_TAKEN: Final = re.compile(r"(?:source|cite)-\d+(?:-\d+)?|fn(?:ref)?\d+(?::\d+)?|bg-.*")
# Each of these reads a text once, however often its beginning is repeated in it.
_FOREIGN: Final = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|\{:\s*[.#\w][^{}]*\}")
_BLANK_LINK: Final = re.compile(r"\[[^\[\]]*\]\((?P<to>[^()\"'<>\s]*\s[^()\"']*)\)")
_NO_FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]+\]")
_NO_REFERENCE: Final = re.compile(r"\[[^\[\]]+\]\[[^\[\]]*\]")
_CALLOUT: Final = re.compile(r":::+[ \t]*(?P<kind>[\w-]+)")
# An id as the sanitiser writes it: each `<` begins a tag, each value stands in double quotes.
_ID: Final = re.compile(r"<\w+(?: [\w-]+=\"[^\"]*\")*? id=\"([^\"]*)\"")
_RAW_ID: Final = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_RAW_HEADING: Final = re.compile(r"</?h[1-6]\b", re.IGNORECASE)
_ALIGN: Final = re.compile(r"text-align:(left|center|right)")


def parse_body(
    text: str,
    path: str,
    first_line: int,
    dialect: Dialect,
    *,
    title: str = "",
    citations: Citations | None = None,
) -> Checked[Body]:
    """Parse a Markdown text whose first line has the number `first_line` in its file.

    A first heading that repeats `title` is left out. The other headings begin at level 2, since
    the title is the page's only one of level 1, and leave no level out.
    """
    walk = _Walk(parser_for, dialect, Locator(path, text, first_line), text, citations)
    blocks = None
    if dialect.shortcuts and is_normal(text):
        plain = Plain(text, dialect.quotes, tables=dialect.switches.tables)
        blocks = plain.blocks()
        walk.environment["plain"] = plain
    if blocks is not None:
        html = walk.plain(blocks, title)
    else:
        try:
            tokens = walk.md.parse(text, walk.environment)
            html = walk.rendered(walk.blocks(walk.printable(tokens, text), title))
        except RecursionError:
            return Checked(Body(), (walk.too_deep(0),))
    prose = walk.prose(html)
    body = Body(
        prose=prose,
        headings=tuple(walk.headings),
        anchors=tuple(walk.anchors),
        words=walk.words + words_in_all(walk.said),
        first_paragraph=walk.first_paragraph,
    )
    return Checked(body, tuple(walk.diagnostics))


def parse_line(
    text: str,
    path: str,
    span: Span,
    dialect: Dialect,
    citations: Citations | None = None,
    *,
    written: str = "",
) -> Checked[tuple[Prose, str]]:
    """Parse inline Markdown that stands at `span`; return it as HTML and as plain text.

    `written` is the text as it stands in the file, where it is broken into lines there.
    It has no footnotes: there is no foot under a line.
    """
    phrases = _plain_phrases(text, dialect)
    locator = Locator(path, " " * (span.column - 1) + (written or text), span.line)
    walk = _Walk(_parser_of_lines, dialect, locator, text, citations)
    if phrases is not None:
        prose = walk.prose(walk.phrases(phrases))
        return Checked((prose, phrases.words), tuple(walk.diagnostics))
    try:
        (parsed,) = walk.printable(walk.md.parseInline(text), text)
        tokens = walk.inline(parsed)
        html = walk.rendered([Token("inline", "", 0, children=tokens)])
    except RecursionError:
        return Checked((Prose(), ""), (walk.too_deep(0),))
    return Checked((walk.prose(html), _text_of(tokens)), tuple(walk.diagnostics))


def parse_words(text: str, dialect: Dialect) -> tuple[Prose, str] | None:
    """Return what :func:`parse_line` does for words alone, wherever they stand.

    None if there may be more in the text.
    """
    phrases = _plain_phrases(text, dialect)
    if phrases is None or len(phrases.pieces) > 1:
        return None
    return _whole(escapeHtml(phrases.pieces[0])), phrases.words


def plain_text(text: str, dialect: Dialect) -> str:
    """Return the words of inline Markdown or HTML, without any mark-up."""
    phrases = _plain_phrases(text, dialect)
    if phrases is not None:
        return phrases.words
    md = parser_for(dialect.switches, dialect.language)
    try:
        line = md.parseInline(text)[0]
    except RecursionError:
        return text
    return text if "too_large" in line.meta else printable(_text_of(line.children or []))


@lru_cache(maxsize=16)
def _parser_of_lines(switches: MarkdownConfig, language: str) -> MarkdownIt:
    return parser_for(replace(switches, footnotes=False), language)


def _plain_phrases(text: str, dialect: Dialect) -> Phrases | None:
    if not dialect.shortcuts or not is_normal(text):
        return None
    return phrases_of(text, dialect.quotes)


@dataclass(slots=True)
class _OpenLink:
    """A source link whose text is still to come."""

    number: int
    words: list[str] = field(default_factory=list)


class _Walk:
    def __init__(
        self,
        parser: Callable[[MarkdownConfig, str], MarkdownIt],
        dialect: Dialect,
        locator: Locator,
        text: str,
        citations: Citations | None,
    ) -> None:
        self.parser = parser
        self.dialect = dialect
        self.own_host = dialect.site_host.removeprefix("www.")
        self.locator = locator
        self.text = text
        self.citations = citations or Citations()
        self.environment: dict[str, Any] = {}  # where markdown-it leaves the definitions
        self.diagnostics: list[Diagnostic] = []
        self.references: list[Reference] = []
        self.cited: list[tuple[int, str]] = []
        self.headings: list[Heading] = []
        self.anchors: dict[str, None] = {}
        self.reserved: set[str] = set()
        self.repeated: dict[str, int] = {}
        self.words = 0
        self.said: list[str] = []  # texts of plain blocks, whose words are still to be counted
        self.first_paragraph = ""
        self.has_raw_html = False
        self.takes_headings = False
        self.raw_link: _OpenLink | None = None

    @cached_property
    def md(self) -> MarkdownIt:
        """The parser, where there is anything but plain blocks."""
        return self.parser(self.dialect.switches, self.dialect.language)

    def rendered(self, tokens: list[Token]) -> str:
        """Return the HTML of tokens."""
        return str(self.md.renderer.render(tokens, self.md.options, {}))

    def printable(self, tokens: list[Token], text: str) -> list[Token]:
        """Return a text's tokens without what it refers to as `&#7;`, but no page may hold."""
        if "&#" in text and (found := references(text)) and _take_out(tokens):
            message = f"`{found[0]}` is a character that no text holds, and is left out"
            self._report("control-character", message, found[0], "take it out")
        return tokens

    @cached_property
    def _nonce(self) -> str:
        """A word that the text cannot hold: it would have to hold its own digest."""
        digest = blake2b(self.text.encode(errors="replace"), digest_size=8)
        return f"ref{digest.hexdigest()}x"

    # Plain blocks

    def plain(self, blocks: Sequence[Block], title: str) -> str:
        """Return the HTML of a text that has no other blocks."""
        first = next((block for block in blocks if block.level), None)
        if first and first.level == 1 and _folded(first.words) == _folded(title):
            blocks = [block for block in blocks if block is not first]
        levels = iter(_closed_up([block.level for block in blocks if block.level]))
        return "".join([self._plain(block, next(levels) if block.level else 0) for block in blocks])

    def _plain(self, block: Block, level: int) -> str:
        """Return the HTML of a plain block; `level` is the one at which a heading is published."""
        self.said += block.texts
        if level:
            anchor = escapeHtml(self._heading(level, block.words))
            return f'<h{level} id="{anchor}">{self._whole(block)}</h{level}>\n'
        if not self.first_paragraph and block.pieces:
            self.first_paragraph = block.words
        return self._whole(block)

    def _whole(self, block: Block) -> str:
        """Return the HTML of a plain block with the tags of its links."""
        for place, begin, phrases in block.linked:
            self.locator.enter_again(place)
            self._put_links(phrases, block.html, begin)
        return "".join(block.html)

    def phrases(self, phrases: Phrases) -> str:
        """Return the HTML of the phrases of a plain text."""
        texts = phrases.texts
        self.said += texts
        html = escaped(phrases.pieces, texts)
        self._put_links(phrases, html, 0)
        return "".join(html)

    def _put_links(self, phrases: Phrases, html: list[str], at: int) -> None:
        """Put the tags of links into HTML in which the phrases begin at an index."""
        for begin, end, destination in phrases.links:
            host = plain_host(destination)
            if not host and not self._is_kept(destination):
                html[at + begin] = html[at + end] = ""
                continue
            url, is_source = destination, host != self.own_host
            if not host:
                url, is_source = self._target(destination)
            if is_source:
                number, anchor = self._cite(url)
                self.citations.name(number, name_of(phrases.pieces[begin + 1 : end]))
                html[at + begin] = self._source_tag % (escapeHtml(url), anchor, number)
                html[at + end] = f"{self._new_tab}</a>"
            else:
                html[at + begin] = tag_of("a", {"href": url})

    @cached_property
    def _source_tag(self) -> str:
        return source_tag(new_tab=self.dialect.new_tab)

    # Blocks

    def blocks(self, tokens: list[Token], title: str) -> list[Token]:
        """Return the tokens to be rendered."""
        self._reserve_ids(tokens)
        tokens = self._without_title(tokens, title)
        _close_up(tokens)
        out: list[Token] = []
        for index, token in enumerate(tokens):
            self.locator.enter(token.map)
            if token.level >= MAX_NESTING - 1:
                self.diagnostics.append(self.too_deep(token.map[0] if token.map else 0))
                return out
            out += self._block(token, tokens, index)
        return out

    def too_deep(self, line: int) -> Diagnostic:
        """Return the diagnostic for nesting without measure."""
        return self._diagnostic(
            "too-deep",
            f"quotations, lists or brackets are nested deeper than {MAX_NESTING} levels",
            self.locator.line(line) if line else self.locator.find(""),
            "flatten them",
        )

    def _block(self, token: Token, tokens: list[Token], index: int) -> Iterator[Token]:
        if token.type == "inline":
            self.takes_headings = not _in_phrases(tokens, index)
            token.children = self.inline(token)
            if not self.first_paragraph and _in_top_paragraph(tokens, index):
                self.first_paragraph = _text_of(token.children)
        elif token.type == "heading_open":
            given = str(token.attrs.get("id", ""))
            anchor = self._heading(int(token.tag[1]), _heading_words(tokens, index), given)
            token.attrSet("id", anchor)
        elif token.type == "plain":
            yield _html(self._plain(token.meta["block"], int(token.tag[1:] or 0)), block=True)
            return
        elif "id" in token.attrs:
            token.attrs["id"] = self._claim(str(token.attrs["id"]))
        elif token.type == "html_block":
            token.content = self._raw(token.content)
        elif token.type in ("fence", "code_block"):
            self.words += len(token.content.split())
        elif token.type == "container_callout_open":
            yield from self._callout_open(token)
            return
        elif token.type == "container_callout_close":
            token.tag = "aside"
        elif token.type in ("th_open", "td_open"):
            _class_for_style(token)
        elif token.type == "paragraph_open" and (image := _lone_image(tokens, index)):
            token.tag = "figure"
            tokens[index + 2].tag = "figure"
            self._caption(tokens[index + 1], image)
        yield token

    def _reserve_ids(self, tokens: list[Token]) -> None:
        for token in tokens:
            for each in (token, *(token.children or ())):
                if "id" in each.attrs:
                    self.reserved.add(str(each.attrs["id"]))
                elif each.type in ("html_block", "html_inline"):
                    self.reserved.update(_RAW_ID.findall(each.content))

    def _without_title(self, tokens: list[Token], title: str) -> list[Token]:
        for index, token in enumerate(tokens):
            if not _is_heading(token):
                continue
            if token.tag == "h1" and _folded(_heading_words(tokens, index)) == _folded(title):
                return tokens[:index] + tokens[index + (1 if token.type == "plain" else 3) :]
            break
        return tokens

    def _heading(self, level: int, text: str, given: str = "") -> str:
        anchor = self._claim(given) if given else self._anchor(slugify(text) or "section")
        self.headings.append(Heading(level, anchor, text))
        return anchor

    def _claim(self, anchor: str) -> str:
        """Return the id that an author gives, or another where it is taken."""
        if anchor in self.anchors or not anchor or _TAKEN.fullmatch(anchor):
            return self._anchor(anchor or "section")
        self.anchors[anchor] = None
        return anchor

    def _anchor(self, slug: str) -> str:
        slug = f"section-{slug}" if _TAKEN.fullmatch(slug) else slug
        anchor, number = slug, self.repeated.get(slug, 1)
        while anchor in self.anchors or anchor in self.reserved:
            number += 1
            anchor = f"{slug}-{number}"
        self.repeated[slug] = number
        self.anchors[anchor] = None
        return anchor

    def _callout_open(self, token: Token) -> Iterator[Token]:
        kind, *rest = token.info.split(maxsplit=1)
        token.tag = "aside"
        token.attrJoin("class", f"callout-{kind}")  # the container adds its own name
        words = "".join(rest).strip() or self.dialect.words.callouts[kind]
        yield token
        yield _html(f'<p class="callout-title">{escape(words)}</p>\n', block=True)

    def _caption(self, inline: Token, image: Token) -> None:
        """Put a lone image's title under it as the caption of a figure."""
        title = str(image.attrs.pop("title", ""))
        if title and inline.children is not None:
            caption = self.md.parseInline(title)[0].children or []
            start, end = _html("\n<figcaption>"), _html("</figcaption>")
            inline.children = [*inline.children, start, *caption, end]

    # Inlines

    def inline(self, token: Token) -> list[Token]:
        """Return the inline tokens of a block that are to be rendered."""
        if "too_large" in token.meta:
            self._refuse(token.meta["too_large"])
        for content in token.meta.get("written", ()):
            self._suspicious(content)
        self.locator.rewind()
        return self.inlines(token.children or [])

    def inlines(self, tokens: list[Token]) -> list[Token]:
        """Return the inline tokens to be rendered."""
        out: list[Token] = []
        open_links: list[_OpenLink | None] = []
        for token in tokens:
            if token.type in ("text", "code_inline", "softbreak", "hardbreak"):
                self.words += words_in(token.content)
                for link in filter(None, [*open_links, self.raw_link]):
                    link.words.append(token.content or " ")
            elif token.type == "link_open":
                kept = self._link_open(token)
                open_links.append(kept)
                if kept is None and "href" not in token.attrs:
                    token.hidden = True
            elif token.type == "link_close":
                opened = open_links.pop() if open_links else None
                end = self._link_end(opened) if opened else ""
                if end:
                    out.append(_html(end))
            elif token.type == "image":
                self._image(token)
            elif token.type == "html_inline" and not token.meta.get("ours"):
                token.content = self._raw_inline(token.content)
            if "id" in token.attrs and "data-source" not in token.attrs and not token.hidden:
                token.attrs["id"] = self._claim(str(token.attrs["id"]))
            out.append(token)
        return _without_dead_links(out)

    def _refuse(self, size: int) -> None:
        self.diagnostics.append(
            self._diagnostic(
                "too-large",
                f"a paragraph has {size:,} characters; briefgen reads up to {MAX_PARAGRAPH:,}",
                replace(self.locator.find(""), width=1),
                "divide it with blank lines",
            )
        )

    def _suspicious(self, content: str) -> None:
        """Warn of what was probably meant as mark-up, but reads as text."""
        for match in _FOREIGN.finditer(content):
            self._report(
                "foreign-tag",
                f"`{match[0][:60]}` is a tag of another generator, and is published as text",
                match[0],
                "write it in Markdown, or take it out",
            )
        for match in _NO_FOOTNOTE.finditer(content):
            self._report(
                "unknown-footnote",
                f"the footnote `{match[0]}` is not defined",
                match[0],
                f"add a line `{match[0]}: …`, or take the mark out",
            )
        for match in _BLANK_LINK.finditer(content):
            self._report(
                "unknown-reference",
                "a destination with a blank makes no link; this is published as text",
                match[0],
                f"write (<{match['to']}>), or %20 for each blank",
            )
        for match in _NO_REFERENCE.finditer(content):
            self._report(
                "unknown-reference",
                f"`{match[0][:60]}` has no definition, and is published as text",
                match[0],
                "add a line `[name]: https://…`",
            )
        callout = _CALLOUT.match(content)
        if callout and callout["kind"] not in CALLOUTS:
            near = get_close_matches(callout["kind"], CALLOUTS, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(CALLOUTS)}"
            self._report(
                "unknown-callout",
                f"`{callout['kind']}` is not a kind of callout",
                callout["kind"],
                hint,
            )

    def _link_open(self, token: Token) -> _OpenLink | None:
        destination = str(token.attrs.get("href", ""))
        if not self._is_kept(destination, is_bare=token.info == "auto"):
            del token.attrs["href"]
            return None
        own = str(token.attrs.get("id", ""))
        attributes, link = self._destination(destination, own, self._definition(token))
        for name, value in attributes.items():
            if name == "class":
                token.attrJoin("class", value)
            else:
                token.attrs[name] = value
        return link

    def _is_kept(self, destination: str, *, is_bare: bool = False) -> bool:
        """Whether a link has a destination to which a page may lead."""
        if plain_host(destination):
            return True
        if not is_safe(destination):
            self._unsafe(destination)
            return False
        if scheme_of(destination) in ("http", "https") and not host_of(destination):
            if not is_bare:  # a text may well speak of http://
                self._unsafe(destination)
            return False
        return True

    def _definition(self, token: Token) -> list[int] | None:
        """Return the lines of the definition that a reference link draws upon."""
        definitions: Mapping[str, Any] = self.environment.get("references", {})
        found = definitions.get(token.meta.get("label", ""))
        return found["map"] if found else None

    def _destination(
        self, destination: str, own_id: str, definition: list[int] | None = None
    ) -> tuple[dict[str, str], _OpenLink | None]:
        """Return what a link's attributes become, and the source link that it opens."""
        url, is_source = self._target(destination, definition)
        if not is_source:
            return {"href": url}, None
        number, anchor = self._cite(url, own_id)
        attributes = source_attributes(url, anchor, str(number), new_tab=self.dialect.new_tab)
        return attributes, _OpenLink(number)

    def _target(self, destination: str, definition: list[int] | None = None) -> tuple[str, bool]:
        """Return where a link leads, and whether that is a source."""
        host = plain_host(destination)
        if host:
            return destination, host != self.own_host
        if destination.lower().startswith("www."):
            self._report(
                "missing-scheme",
                f"`{destination}` has no https:// before it; it was added",
                destination,
                f"write https://{destination}",
            )
            destination = f"https://{destination}"
        scheme = scheme_of(destination)
        if scheme in ("http", "https") or destination.startswith("//"):
            return destination, host_of(destination) != self.own_host
        if scheme:
            return destination, False
        return self._refer(destination, self._place(destination, definition)), False

    def _cite(self, url: str, own_id: str = "") -> tuple[int, str]:
        cited = self.citations.cite(url, self._claim(own_id) if own_id else "")
        self.cited.append(cited)
        return cited

    def _link_end(self, link: _OpenLink) -> str:
        """Return what the text of a source link ends with."""
        self.citations.name(link.number, "".join(link.words))
        return self._new_tab

    @cached_property
    def _new_tab(self) -> str:
        return new_tab_note(self.dialect.words.new_tab) if self.dialect.new_tab else ""

    def _place(self, destination: str, definition: list[int] | None) -> Span:
        if definition:
            return self.locator.find_in(definition, destination)
        return self.locator.find(destination)

    def _refer(self, destination: str, span: Span, *, image: bool = False) -> str:
        self.references.append(Reference(destination, span, image))
        return f"{self._nonce}{len(self.references) - 1}x"

    def _image(self, token: Token) -> None:
        source = str(token.attrs.get("src", ""))
        span = self._place(source, self._definition(token))
        token.attrs["src"] = self._picture(source, span)
        for child in token.children or ():
            if child.type == "text":
                self.words += spaced_words_in(child.content)
        if not token.content.strip():
            self.diagnostics.append(
                self._diagnostic(
                    "missing-alt",
                    "the picture has no text alternative",
                    span,
                    "say in the brackets what it shows: ![what it shows](…)",
                )
            )

    def _picture(self, source: str, span: Span) -> str:
        if not is_safe(source, image=True):
            self._unsafe(source)
            return ""
        if scheme_of(source) or source.startswith("//"):
            return source
        return self._refer(source, span, image=True)

    # Raw HTML

    def _raw_inline(self, tag: str) -> str:
        if self.takes_headings or not _RAW_HEADING.match(tag):
            return self._raw(tag)
        self._report(
            "removed-html",
            f"`{tag}` was left out: there can be no heading within a paragraph or heading",
            tag,
            f"write it as code, `{tag}`, or begin a line of its own with it",
        )
        return ""

    def _raw(self, fragment: str) -> str:
        self.has_raw_html = True
        reader = RawHtml(
            self.dialect.switches.frames,
            self._raw_open,
            self._raw_close,
            self._raw_picture,
            self._raw_words,
            self._claim,
        )
        html = reader.rewrite(fragment)
        lines = fragment.split("\n")
        for removal in reader.removals:
            self.diagnostics.append(
                self._diagnostic(
                    "removed-html",
                    f"{removal.what} was left out: it could run code or reach another host",
                    self.locator.find_part(lines[removal.line], removal.column, removal.width),
                    "say it in Markdown; hosts of frames are listed in site.yaml under markdown",
                )
            )
        return html

    def _raw_open(self, destination: str, own_id: str) -> dict[str, str]:
        attributes, link = self._destination(destination.strip(), own_id)
        self.raw_link = link
        return attributes

    def _raw_picture(self, source: str) -> str:
        return self._picture(source, self.locator.find(source))

    def _raw_close(self) -> str:
        link, self.raw_link = self.raw_link, None
        return self._link_end(link) if link else ""

    def _raw_words(self, text: str) -> None:
        self.words += spaced_words_in(text)
        if self.raw_link:
            self.raw_link.words.append(unescape(text))

    # The result

    def prose(self, html: str) -> Prose:
        """Return the rendered HTML with its references in their places."""
        if self.has_raw_html:
            html = clean(html, self.dialect.switches.frames)
            self._forget_all_but({unescape(anchor) for anchor in _ID.findall(html)})
        if not self.references:
            return _whole(html)
        first, *pieces = html.split(self._nonce)
        parts: list[str | Reference] = [first]
        for piece in pieces:
            number, _, rest = piece.partition("x")
            parts += (self.references[int(number)], rest)
        return Prose(tuple(part for part in parts if part))

    def _forget_all_but(self, ids: set[str]) -> None:
        """Forget the anchors of what the sanitiser took out."""
        self.anchors = {anchor: None for anchor in self.anchors if anchor in ids}
        self.headings = [heading for heading in self.headings if heading.anchor in ids]
        for number, anchor in self.cited:
            if anchor not in ids:
                self.citations.forget(number, anchor)

    def _unsafe(self, destination: str) -> None:
        self._report(
            "unsafe-link",
            f"a link to `{scheme_of(destination)}:` was left out",
            destination,
            "links may begin with https://, http://, mailto: or tel:",
        )

    def _report(self, code: str, message: str, words: str, hint: str) -> None:
        span = self.locator.find(words)
        self.diagnostics.append(self._diagnostic(code, message, span, hint))

    def _diagnostic(self, code: str, message: str, span: Span, hint: str) -> Diagnostic:
        return Diagnostic(code, message, self.locator.at(span), hint)


def _whole(html: str) -> Prose:
    return Prose((html,) if html else ())


def _take_out(tokens: list[Token]) -> bool:
    """Take out the characters that no page may hold; return whether there were any."""
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
        found |= _take_out(token.children or [])
    return found


def _html(content: str, *, block: bool = False) -> Token:
    return Token(
        "html_block" if block else "html_inline", "", 0, content=content, meta={"ours": True}
    )


def _text_of(tokens: list[Token]) -> str:
    """Return the words of inline tokens; a tag counts as nothing, a line's end as a blank."""
    words = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(token.content)
        elif token.type == "html_inline" and token.content[:3].lower() == "<br":
            words.append(" ")
    return " ".join("".join(words).split())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open" or (token.type == "plain" and bool(token.tag))


def _heading_words(tokens: list[Token], index: int) -> str:
    if tokens[index].type == "plain":
        return str(tokens[index].meta["block"].words)
    return _text_of(tokens[index + 1].children or [])


def _close_up(tokens: list[Token]) -> None:
    """Give headings the levels at which they are published."""
    indices = [index for index, token in enumerate(tokens) if _is_heading(token)]
    levels = _closed_up([int(tokens[index].tag[1]) for index in indices])
    for index, level in zip(indices, levels, strict=True):
        tokens[index].tag = f"h{level}"
        if tokens[index].type != "plain":
            tokens[index + 2].tag = f"h{level}"


def _closed_up(written: Iterable[int]) -> list[int]:
    """Let headings begin at level 2, and none be more than one below what it stands under."""
    published = []
    above: list[tuple[int, int]] = []  # their levels as written and as published
    for level in written:
        while above and above[-1][0] >= level:
            above.pop()
        published.append(min(above[-1][1] + 1, 6) if above else 2)
        above.append((level, published[-1]))
    return published


def _in_phrases(tokens: list[Token], index: int) -> bool:
    """Whether inline tokens stand in a paragraph or heading, not right in a cell or item."""
    before = tokens[index - 1]
    return before.type in ("paragraph_open", "heading_open") and not before.hidden


def _in_top_paragraph(tokens: list[Token], index: int) -> bool:
    before = tokens[index - 1] if index else None
    return (
        before is not None
        and before.type == "paragraph_open"
        and before.level == 0
        and (before.tag == "p")
    )


def _lone_image(tokens: list[Token], index: int) -> Token | None:
    """Return the image that is all of a paragraph."""
    paragraph, inline = tokens[index], tokens[index + 1]
    children = inline.children or []
    if paragraph.hidden or len(children) != 1 or children[0].type != "image":
        return None
    return children[0]


def _class_for_style(token: Token) -> None:
    """Say a cell's alignment by a class: a strict Content-Security-Policy takes no style."""
    match = _ALIGN.fullmatch(str(token.attrs.pop("style", "")))
    if match:
        token.attrJoin("class", f"align-{match[1]}")


def _without_dead_links(tokens: list[Token]) -> list[Token]:
    """Leave out the tags of links whose destination was taken away; their words stay."""
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
