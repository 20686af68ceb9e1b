"""What the files of content/ say, each by itself: no value here knows of another file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import Any, Final, Literal

from briefgen.model.diagnostics import Location, Span
from briefgen.model.html import Html
from briefgen.model.moments import Moment

_WORDS_A_MINUTE: Final = 230

AuthorKind = Literal["person", "organisation"]


class Kind(Enum):
    """What a file of content/ is to the site."""

    BRIEF = "brief"
    PAGE = "page"
    AUTHOR = "author"
    TERM = "term"
    REPLY = "reply"
    ASSET = "asset"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A file of content/: its path below content/ with forward slashes, and what it is.

    Where it `is_link`, its bytes are those of another file of content/.
    """

    path: str
    kind: Kind = field(compare=False)
    is_link: bool = field(default=False, compare=False)

    @property
    def shown(self) -> str:
        """The path as diagnostics show it."""
        return f"content/{self.path}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A hole in a piece of HTML: the destination of a link or picture within the site.

    `destination` is what the author wrote; assembly finds its URL. `is_image` tells what the
    page shows (pictures, and the sounds and films of raw HTML) from what it links to.
    """

    destination: str
    span: Span
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """Rendered Markdown: HTML, with a :class:`Reference` where a URL of the site belongs."""

    parts: tuple[str | Reference, ...] = ()

    @property
    def references(self) -> Iterator[Reference]:
        """The references, in the order of the text."""
        return (part for part in self.parts if isinstance(part, Reference))

    def filled(self, urls: Iterable[str]) -> Html:
        """Return the HTML with a URL in the place of each reference, in their order."""
        given = iter(urls)
        return Html(
            "".join(part if isinstance(part, str) else escape(next(given)) for part in self.parts)
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body: level 2 to 6, the anchor, and its plain text."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Highlight:
    """One takeaway of the highlight box."""

    prose: Prose
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A cited work: one for each distinct URL, numbered in the order of the page.

    `mentions` are the anchors of the places in the text that cite it; none for further reading.
    """

    number: int
    url: str
    title: str
    publisher: str = ""
    author: str = ""
    date: Moment | None = None
    accessed: Moment | None = None
    archive_url: str = ""
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """The picture of a brief; `src` is a reference, or a URL of another host.

    `credit` is what `credit_prose` says without mark-up.
    """

    src: Reference | str
    alt: str = ""
    credit: str = ""
    credit_prose: Prose = Prose()


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction made after publication; `text` is what `prose` says without mark-up.

    It has no `date` where the one that its author gave cannot be true.
    """

    date: Moment | None
    text: str
    prose: Prose = Prose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body with what was learned while parsing it."""

    prose: Prose = Prose()
    headings: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    words: int = 0
    first_paragraph: str = ""

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, at least one."""
        return max(1, round(self.words / _WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a text waits, and until when; a draft waits without end.

    `reason` is draft, embargo or date.
    """

    reason: str
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A policy brief.

    `summary` is the author's, or else the first highlight or paragraph. `off` are the codes of
    diagnostics that the author turned off for it.
    """

    path: str
    title: str
    slug: str
    body: Body
    date: Moment | None = None
    updated: Moment | None = None
    summary: str = ""
    has_own_summary: bool = False
    highlights: tuple[Highlight, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    image: Image | None = None
    corrections: tuple[Correction, ...] = ()
    aliases: tuple[str, ...] = ()
    draft: bool = False
    embargo: Moment | None = None
    language: str = ""
    translation_of: str = ""
    comments: bool = True
    share: bool = True
    off: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[Prose]:
        """The texts of the front matter in Markdown, in the order of the page."""
        yield from (each.prose for each in self.highlights)
        if self.image:
            yield self.image.credit_prose
        yield from (each.prose for each in self.corrections)

    def place(self, key: str = "title") -> Location:
        """Where the front matter gives a key (`categories.1` for a list's second item)."""
        return Location(
            self.path, self.spans.get(key, self.spans.get(key.split(".", maxsplit=1)[0], Span()))
        )

    def url_place(self) -> Location:
        """Where the front matter gives what the brief's address is made of."""
        return self.place("slug" if "slug" in self.spans else "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A plain page, or the words of a term or of the home page."""

    path: str
    title: str
    body: Body
    date: Moment | None = None
    draft: bool = False
    embargo: Moment | None = None
    summary: str = ""
    language: str = ""
    off: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    def place(self, key: str = "title") -> Location:
        """Where the front matter gives a key."""
        return Location(self.path, self.spans.get(key, Span()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person or body that signs briefs.

    `kind` and `family_name` are for names that citations would not take apart rightly.
    """

    path: str
    id: str
    name: str
    body: Body
    role: str = ""
    email: str = ""
    orcid: str = ""
    kind: AuthorKind | None = None
    family_name: str = ""
    links: tuple[tuple[str, str], ...] = ()
    date: Moment | None = None
    draft: bool = False
    embargo: Moment | None = None
    off: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    def place(self, key: str = "name") -> Location:
        """Where the front matter gives a key."""
        return Location(self.path, self.spans.get(key, Span()))


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is published as it is (an SVG picture: without its scripts).

    `size` is the width and height of a picture in pixels. `form` is jpeg, png or webp for a
    picture that stands still and is made of pixels; then `digest` names its bytes.
    """

    path: str
    size: tuple[int, int] | None = None
    form: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reader's reply that was approved. Of an e-mail address nothing is kept.

    `slug` is that of the brief, `parent` the `id` of the reply that it answers, or "".
    """

    path: str
    slug: str
    id: str
    name: str
    text: str
    parent: str = ""
    website: str = ""
    date: Moment | None = None
    draft: bool = False
    embargo: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that content/ holds.

    `set_aside` gives the number of texts in each folder that is left out for its name, where there
    is no brief beside them.
    """

    briefs: tuple[Brief, ...] = ()
    pages: tuple[Page, ...] = ()
    authors: tuple[Author, ...] = ()
    terms: tuple[Page, ...] = ()
    assets: tuple[Asset, ...] = ()
    replies: tuple[Reply, ...] = ()
    set_aside: tuple[tuple[str, int], ...] = ()
