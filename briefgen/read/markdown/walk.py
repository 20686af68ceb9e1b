"""One walk over the tokens of a text: links, images, headings, callouts and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefgen.model.characters import references
from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.counting import spaced_words_in, words_in
from briefgen.read.markdown.dialect import MAX_NESTING, MAX_PARAGRAPH
from briefgen.read.markdown.headings import close_up, heading_words, without_title
from briefgen.read.markdown.links import Lines, OpenLink
from briefgen.read.markdown.lookalikes import lookalikes, without_footnotes
from briefgen.read.markdown.plain import Plain
from briefgen.read.markdown.plain_walk import block_html
from briefgen.read.markdown.raw import Raw
from briefgen.read.markdown.reading import Reading
from briefgen.read.markdown.tags import tag_of
from briefgen.read.markdown.tokens import (
    class_for_style,
    html_token,
    ids_in,
    in_top_paragraph,
    lone_image,
    take_out,
    text_of,
    without_dead_links,
)


class Walk:
    """The walk over one text. It changes the tokens before they are rendered."""

    def __init__(self, md: MarkdownIt, reading: Reading, budget: Budget) -> None:
        self._md = md
        self._reading = reading
        self._links = reading.links
        self._raw = Raw(reading)
        # markdown-it stores the definitions of reference links here.
        self._environment: dict[str, Any] = {"budget": budget}
        self._has_foot = True

    def body(self, text: str, plain: Plain | None, title: str) -> str:
        """Return the HTML of a text, some of whose blocks may be `plain`."""
        self._environment["plain"] = plain
        tokens = self._printable(self._md.parse(text, self._environment), text)
        self._reading.anchors.reserve(ids_in(tokens))
        tokens = without_title(tokens, title)
        close_up(tokens)
        return self._rendered(self._blocks(tokens))

    def line(self, text: str) -> tuple[str, str]:
        """Return the HTML of a text without blocks, and its words."""
        self._has_foot = False
        (parsed,) = self._printable(self._md.parseInline(text, self._environment), text)
        for child in parsed.children or () if self._reading.dialect.switches.footnotes else ():
            if child.type == "text":
                child.content = without_footnotes(child.content)
        tokens = self._inline(parsed)
        return self._rendered([Token("inline", "", 0, children=tokens)]), text_of(tokens)

    def _rendered(self, tokens: list[Token]) -> str:
        return str(self._md.renderer.render(tokens, self._md.options, {}))

    def _printable(self, tokens: list[Token], text: str) -> list[Token]:
        """Remove characters such as `&#7;` that no page may contain, and return the tokens."""
        if "&#" in text and (match := references(text)) and take_out(tokens):
            message = f"removed `{match[0]}`, a character that is not allowed in a text"
            self._reading.reports.about(
                "control-character", message, match[0], "remove it from the text"
            )
        return tokens

    # Blocks

    def _blocks(self, tokens: list[Token]) -> list[Token]:
        """Return the tokens to render."""
        out: list[Token] = []
        for index, token in enumerate(tokens):
            self._reading.locator.enter(token.map)
            if token.level >= MAX_NESTING - 1:
                reports = self._reading.reports
                reports.found.append(reports.too_deep(token.map[0] if token.map else 0))
                return out
            if "id" in token.attrs and token.type != "heading_open":
                token.attrs["id"] = self._reading.anchors.claim(str(token.attrs["id"]))
            out += self._block(token, tokens, index)
        return out

    def _block(self, token: Token, tokens: list[Token], index: int) -> Iterator[Token]:
        reading = self._reading
        if token.type == "inline":
            token.children = self._inline(token)
            if not reading.first_paragraph and in_top_paragraph(tokens, index):
                reading.first_paragraph = text_of(token.children)
        elif token.type == "heading_open":
            given = str(token.attrs.get("id", ""))
            anchor = reading.heading(int(token.tag[1]), heading_words(tokens, index), given)
            token.attrSet("id", anchor)
        elif token.type == "plain":
            html = block_html(reading, token.meta["block"], int(token.tag[1:] or 0))
            yield html_token(html, block=True)
            return
        elif token.type == "html_block":
            if "id" in token.attrs:
                yield html_token(f"{tag_of('a', {'id': str(token.attrs['id'])})}</a>", block=True)
            token.content = self._raw.block(token.content, token.map[0] if token.map else 0)
        elif token.type in ("fence", "code_block"):
            reading.words += len(token.content.split())
        elif token.type == "container_callout_open":
            self._callout_open(token)
        elif token.type == "container_callout_close":
            token.tag = "aside"
        elif token.type in ("th_open", "td_open"):
            class_for_style(token)
        elif token.type == "paragraph_open" and (image := lone_image(tokens, index)):
            token.tag = "figure"
            tokens[index + 2].tag = "figure"
            self._caption(tokens[index + 1], image)
        yield token

    def _callout_open(self, token: Token) -> None:
        kind, *title = token.info.split(maxsplit=1)
        token.tag = "aside"
        token.attrJoin("class", f"callout-{kind}")  # the container adds its own name
        token.attrs["data-callout"] = kind
        if title and title[0].strip():
            token.attrs["data-title"] = title[0].strip()

    def _caption(self, inline: Token, image: Token) -> None:
        """Turn the title of a lone image into the caption of a figure."""
        title = str(image.attrs.pop("title", ""))
        if title and inline.children is not None:
            caption = self._md.parseInline(title, self._environment)[0].children or []
            start, end = html_token("\n<figcaption>"), html_token("</figcaption>")
            inline.children = [*inline.children, start, *caption, end]

    # Inlines

    def _inline(self, token: Token) -> list[Token]:
        """Return the inline tokens of a block to render."""
        if "too_large" in token.meta:
            self._refuse(token.meta["too_large"])
        for content in token.meta.get("written", ()):
            for found in lookalikes(content, has_foot=self._has_foot):
                self._reading.reports.about(*found)
        self._reading.locator.rewind()
        return self._inlines(token.children or [])

    def _inlines(self, tokens: list[Token]) -> list[Token]:
        out: list[Token] = []
        open_links: list[OpenLink | None] = []
        for token in tokens:
            if token.type in ("text", "code_inline", "softbreak", "hardbreak"):
                self._reading.words += words_in(token.content)
                for link in filter(None, [*open_links, self._raw.link]):
                    link.words.append(token.content or " ")
            elif token.type == "link_open":
                kept = self._link_open(token)
                open_links.append(kept)
                if kept is None and "href" not in token.attrs:
                    token.hidden = True
            elif token.type == "link_close":
                opened = open_links.pop() if open_links else None
                if opened:
                    self._links.end(opened)
            elif token.type == "image":
                self._image(token)
            elif token.type == "html_inline" and not token.meta.get("ours"):
                token.meta["written"] = token.content
                token.content = self._raw.inline(token.content)
            if "id" in token.attrs and "data-source" not in token.attrs and not token.hidden:
                token.attrs["id"] = self._reading.anchors.claim(str(token.attrs["id"]))
            out.append(token)
        return without_dead_links(out)

    def _link_open(self, token: Token) -> OpenLink | None:
        destination = str(token.attrs.get("href", ""))
        if not self._links.is_kept(destination, is_bare=token.info == "auto"):
            del token.attrs["href"]
            return None
        own = str(token.attrs.get("id", ""))
        attributes, link = self._links.attributes(destination, own, self._definition(token))
        for name, value in attributes.items():
            if name == "class":
                token.attrJoin("class", value)
            else:
                token.attrs[name] = value
        return link

    def _image(self, token: Token) -> None:
        source = str(token.attrs.get("src", ""))
        span = self._links.place(source, self._definition(token))
        token.attrs["src"] = self._links.picture(source, span)
        for child in token.children or ():
            if child.type == "text":
                self._reading.words += spaced_words_in(child.content)
        if not token.content.strip():
            self._reading.reports.at(
                "missing-alt",
                "the image has no alt text",
                span,
                "describe the image in the brackets: ![what it shows](…)",
            )

    def _definition(self, token: Token) -> Lines | None:
        """Return the lines of the definition that a reference link uses."""
        definitions: Mapping[str, Any] = self._environment.get("references", {})
        definition = definitions.get(token.meta.get("label", ""))
        return definition["map"] if definition else None

    def _refuse(self, size: int) -> None:
        self._reading.reports.at(
            "too-large",
            f"a paragraph has {size:,} characters; briefgen reads up to {MAX_PARAGRAPH:,}",
            replace(self._reading.locator.find(""), width=1),
            "split it with blank lines",
        )
