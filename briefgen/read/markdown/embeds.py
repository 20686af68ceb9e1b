"""Embeds: a container with an image and its caption becomes a figure.

The figure also has a link to the original and, if site.yaml allows the host, a frame that readers
can load in place of the image.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from briefgen.model.addresses import host_of, is_own
from briefgen.model.embeds import ANY, SERVICES, Embed, Kind, embed_of
from briefgen.model.text import EmbedLabel, Frame
from briefgen.read.markdown import events
from briefgen.read.markdown.dialect import Dialect
from briefgen.read.markdown.events import Attributes, Block, Phrase, Phrases
from briefgen.read.markdown.figures import CREDIT, ORIGINAL
from briefgen.read.markdown.lookalikes import Finding, Lookalike
from briefgen.read.markdown.sanitise import is_frame_allowed
from briefgen.read.markdown.wording import words_of

_MOST: Final = 200  # characters of a line that are shown
_OPENING: Final = (events.Start, events.Callout, events.Heading, events.Paragraph, events.Note)
_CLOSING: Final = (events.End, events.HeadingEnd, events.NoteEnd)
_END: Final = events.End("figcaption")
_AS_IMAGE: Final[Mapping[Kind, str]] = {
    "chart": "export an image of it, save it next to the text",
    "video": "save a picture of it next to the text",
    "map": "save a screenshot of it next to the text",
    "page": "save a screenshot of it next to the text",
}


def with_embeds(blocks: Sequence[Block], dialect: Dialect) -> tuple[list[Block], list[Finding]]:
    """Return blocks with a figure in place of each embed, and the reports on embeds."""
    changed: list[Block] = []
    findings: list[Finding] = []
    starts: list[tuple[int, events.Embed]] = []
    for block in blocks:
        if isinstance(block, events.Embed):
            starts.append((len(changed), block))
        elif isinstance(block, events.EmbedEnd):
            begin, start = starts.pop()
            embed = embed_of(start.service, start.id_or_url)
            content = _content_of(changed[begin:])
            findings += (
                (start.line, start.line + 1, each)
                for each in _reports(start, embed, content, dialect)
            )
            changed[begin:] = [*_figure(start, embed, content, dialect), *content.others]
        else:
            changed.append(block)
    return changed, findings


@dataclass(slots=True)
class _Content:
    """The blocks of an embed: its image, the caption of that, and the paragraphs below it."""

    image: events.Image | None = None
    attributes: Attributes = field(default_factory=dict)  # of the figure of the image
    below: list[Phrase] = field(default_factory=list)
    paragraphs: list[list[Phrase]] = field(default_factory=list)
    phrases: list[Phrases] = field(default_factory=list)  # all of these, as they were read
    others: list[Block] = field(default_factory=list)

    def add(self, element: Sequence[Block]) -> None:
        """Add an element with everything in it."""
        first = element[0]
        if len(element) != 3 or not isinstance(inner := element[1], Phrases):
            self.others += element
        elif isinstance(first, events.Start) and first.tag == "figure" and not self.image:
            self._add_figure(first, inner)
        elif isinstance(first, events.Paragraph):
            self._add_paragraph(inner)
        else:
            self.others += element

    def _add_figure(self, start: events.Start, inner: Phrases) -> None:
        image, *rest = inner.parts
        if isinstance(image, events.Image):
            self.image, self.attributes = image, start.attributes or {}
            self.below = [*rest[2:-1]]  # without the break and the tags of the caption
            self.phrases.append(inner)

    def _add_paragraph(self, inner: Phrases) -> None:
        """Add a paragraph, whose first line may be the image."""
        self.phrases.append(inner)
        parts = [*inner.parts]
        image = parts[0] if parts else ""
        if not self.image and isinstance(image, events.Image):
            del parts[0]
            attributes = {**(image.attributes or {})}
            title = attributes.pop("title", "")
            self.image = image._replace(attributes=None)
            self.attributes = attributes
            self.below = [title] if title else []
            while parts and (isinstance(parts[0], events.Break) or parts[0] == " "):
                del parts[0]
        if parts:
            self.paragraphs.append(parts)

    @property
    def caption(self) -> list[Phrase]:
        """The caption without a credit."""
        return self._lines[0] if self._lines else []

    @property
    def _lines(self) -> list[list[Phrase]]:
        """The title of the image, or else the first paragraph, and the paragraphs after it."""
        end = self.below.index(CREDIT) if CREDIT in self.below else len(self.below)
        title = self.below[: end - 1 if 0 < end < len(self.below) else end]  # not the space
        return [title, *self.paragraphs] if title else self.paragraphs

    def words(self) -> Iterator[Phrase]:
        """Yield the words below the image; those after the caption are set like a credit."""
        first, *others = self._lines or [[]]
        yield from first
        credit = self.below[self.below.index(CREDIT) :] if CREDIT in self.below else []
        for words in (credit, *([CREDIT, *each, events.End("span")] for each in others)):
            if words:
                yield events.HARD
                yield from words


def _content_of(blocks: Sequence[Block]) -> _Content:
    content = _Content()
    depth = begin = 0
    for end, block in enumerate(blocks, 1):
        depth += isinstance(block, _OPENING) - isinstance(block, _CLOSING)
        if depth == 0:
            content.add(blocks[begin:end])
            begin = end
    content.others += blocks[begin:]
    return content


def _figure(
    start: events.Embed, embed: Embed | None, content: _Content, dialect: Dialect
) -> Iterator[Block]:
    """Yield the figure of an embed, unless nothing is left to show."""
    image = content.image
    title = words_of(content.caption) or (image.alt if image else "") or start.service
    words = [part for part in content.words() if part != ""]
    if embed:
        label = EmbedLabel(embed.kind, host_of(embed.page))
        link = (events.Link(embed.page), events.SlotPhrase(label, title), events.LINK_END)
        words += [*([events.HARD] if words else []), ORIGINAL, *link, events.End("span")]
    parts: list[Phrase] = [image] if image else []
    if embed and is_frame_allowed(embed.frame, dialect.switches.frames):
        parts.append(events.SlotPhrase(Frame(embed.frame, title, embed.kind)))
    if words:
        parts += [events.SOFT, events.Start("figcaption"), *words, _END]
    if not parts:
        return
    own = {**(start.attributes or {}), **content.attributes}
    classes = [
        (start.attributes or {}).get("class", ""),
        content.attributes.get("class", ""),
        "embed",
    ]
    own["class"] = " ".join(filter(None, classes))
    phrases = content.phrases
    yield events.Start("figure", own)
    yield Phrases(
        parts,
        "\n".join(filter(None, (each.doubtful for each in phrases))),
        (
            start.line,
            max((each.lines[1] for each in phrases if each.lines), default=start.line + 1),
        ),
        [lookalike for each in phrases for lookalike in each.lookalikes],
        max((each.dropped for each in phrases), default=0),
    )
    yield events.End("figure")


def _reports(
    start: events.Embed, embed: Embed | None, content: _Content, dialect: Dialect
) -> Iterator[Lookalike]:
    service = SERVICES[start.service]
    excerpt = start.id_or_url[:_MOST]
    if embed is None:
        yield _wrong_id(start.service, excerpt)
    image = content.image
    line = f"::: {start.service}"
    if image is None:
        yield Lookalike(
            "embed-image",
            "this embed has no image, so feeds, print and emails cannot show it",
            excerpt or line,
            f"{_AS_IMAGE[service.kind]}, and add a line `![what it shows](image.png)`",
        )
    elif host_of(image.source) and not is_own(image.source, dialect.site_host):
        yield Lookalike(
            "embed-image",
            f"the image of this embed is loaded from {host_of(image.source)},"
            " before any reader has asked for it",
            image.source,
            "save it next to the text, and write the name of that file",
        )
    if content.others:
        yield Lookalike(
            "embed-content",
            "this embed contains more than an image and its caption, so the rest is published"
            " below it",
            excerpt or line,
            "move the rest below the line ::: that ends the embed",
        )


def _wrong_id(name: str, id_or_url: str) -> Lookalike:
    service = SERVICES[name]
    first, _, more = id_or_url.partition(" ")
    if name == ANY:
        message = f"`{id_or_url}` is not a URL that begins with https://"
        url = re.sub(r"\A(?:http:)?//", "https://", id_or_url)
        url = url if embed_of(ANY, url) else service.example
        hint = f"write the URL that the frame loads, such as ::: {ANY} {url}"
    else:
        message = f"`{id_or_url}` is not an ID of {service.name}"
        hint = f"write its ID or its URL, such as ::: {name} {service.example}"
    if not id_or_url:
        message = f"this embed does not say what to show from {service.name}"
    elif more and embed_of(name, first):
        message = f"`{more}` is not part of an ID of {service.name}"
        hint = f"write ::: {name} {first}, and the caption in a paragraph below the image"
    return Lookalike("embed-id", message, id_or_url or f"::: {name}", hint)
