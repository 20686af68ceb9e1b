"""The parsed files of content/. Each value comes from one file and does not refer to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

from briefgen.model.diagnostics import Location, Span
from briefgen.model.moments import Moment
from briefgen.model.text import Chart, Reference, Text

_WORDS_A_MINUTE: Final = 230

AuthorKind = Literal["person", "organisation"]


class Kind(Enum):
    """The kinds of files in content/. DATA is a file that is not published, but used by a text."""

    BRIEF = "brief"
    PAGE = "page"
    AUTHOR = "author"
    TERM = "term"
    REPLY = "reply"
    ASSET = "asset"
    DATA = "data"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A file of content/: its path relative to content/ with forward slashes, and its kind.

    If `is_link`, it is a symbolic link to another file of content/.
    """

    path: str
    kind: Kind = field(compare=False)
    is_link: bool = field(default=False, compare=False)

    @property
    def site_path(self) -> str:
        """The path relative to the site's folder."""
        return f"content/{self.path}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body: its level (2 to 6), anchor and plain text.

    `former` are anchors of earlier versions, which the page keeps.
    """

    level: int
    anchor: str
    text: str
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """One takeaway of the highlight box; `text` is the plain text of `prose`."""

    prose: Text
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A cited work: one for each distinct URL, numbered in page order.

    `mentions` are the anchors of the places in the text that cite it; further reading has none.
    `has_own_title`: the front matter gives its title. `archived` is the day of the archived copy,
    and `dead_since` the day since which the source cannot be read any more.
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
    has_own_title: bool = False
    archived: Moment | None = None
    dead_since: Moment | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """The image of a brief or author; `src` is a reference, or a URL on another host.

    `credit` and `caption` are the plain texts of `credit_prose` and `caption_prose`.
    """

    src: Reference | str
    alt: str = ""
    credit: str = ""
    credit_prose: Text = Text()
    caption: str = ""
    caption_prose: Text = Text()


@dataclass(frozen=True, slots=True)
class Seo:
    """What search engines and link previews get in place of a text's own words and image.

    `canonical` is the URL of the first publication, if that is elsewhere.
    """

    title: str = ""
    description: str = ""
    image: Reference | str = ""
    noindex: bool = False
    canonical: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether search engines should list the text at its URL on this site."""
        return not (self.noindex or self.canonical)


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a brief offers; without a title, it is shown by its name."""

    file: Reference
    title: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction made after publication; `text` is the plain text of `prose`.

    `date` is None if the date that the author wrote is impossible.
    """

    date: Moment | None
    text: str
    prose: Text = Text()


@dataclass(frozen=True, slots=True)
class DataUse:
    """A block of a text that shows the data of a file.

    `kind` is the name of the block, and `columns` are those that it names, with their places.
    """

    kind: str
    file: Reference
    columns: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class ChartUse:
    """A chart of a text, and the place that messages about its data should name."""

    chart: Chart
    span: Span = Span()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body, and what parsing it determined.

    `references` are those of `prose`, in text order. `data` has the blocks that show the data of
    files, and `charts` the charts in text order. `has_frames`: readers can load frames from other
    sites.
    """

    prose: Text = Text()
    references: tuple[Reference, ...] = ()
    data: tuple[DataUse, ...] = ()
    charts: tuple[ChartUse, ...] = ()
    headings: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    words: int = 0
    first_paragraph: str = ""
    has_frames: bool = False

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, at least one."""
        return max(1, round(self.words / _WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a text is not published yet, and until when (None for a draft).

    `reason` is draft, embargo or date.
    """

    reason: str
    until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A policy brief.

    `heading` is the title with its break opportunities, or empty if it has none. `permalink` is its
    URL path, if the author chose one. `summary` is the author's, or else the first highlight or
    paragraph. `off` lists the diagnostic codes that the author turned off for this brief.
    `reported` has keys of the front matter that lack a value because of a mistake with a report.
    """

    path: str
    title: str
    slug: str
    body: Body
    heading: Text = Text()
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
    downloads: tuple[Download, ...] = ()
    permalink: str = ""
    aliases: tuple[str, ...] = ()
    draft: bool = False
    embargo: Moment | None = None
    language: str = ""
    translation_of: str = ""
    comments: bool = True
    share: bool = True
    pdf: bool = True
    newsletter: bool = True
    featured: bool = False
    seo: Seo = Seo()
    off: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[Text]:
        """The Markdown texts of the front matter, in page order."""
        yield from (each.prose for each in self.highlights)
        if self.image:
            yield self.image.caption_prose
            yield self.image.credit_prose
        yield from (each.prose for each in self.corrections)

    def location_of(self, key: str = "title") -> Location:
        """Return the place of a key in the front matter (`categories.1` for a second item)."""
        return Location(
            self.path, self.spans.get(key, self.spans.get(key.split(".", maxsplit=1)[0], Span()))
        )

    def url_location(self) -> Location:
        """Return the place in the front matter that determines the brief's URL."""
        key = next((key for key in ("permalink", "slug") if key in self.spans), "title")
        return self.location_of(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A plain page, or the text of a term or of the home page. Only terms have an `accent`."""

    path: str
    title: str
    body: Body
    date: Moment | None = None
    draft: bool = False
    embargo: Moment | None = None
    summary: str = ""
    language: str = ""
    accent: str = ""
    seo: Seo = Seo()
    aliases: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    def location_of(self, key: str = "title") -> Location:
        """Return the place of a key in the front matter."""
        return Location(self.path, self.spans.get(key, Span()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person or organisation that signs briefs.

    `kind` and `family_name` are for names that citations would split incorrectly.
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
    image: Image | None = None
    links: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    date: Moment | None = None
    draft: bool = False
    embargo: Moment | None = None
    off: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[Text]:
        """The Markdown texts of the front matter."""
        if self.image:
            yield self.image.credit_prose

    def location_of(self, key: str = "name") -> Location:
        """Return the place of a key in the front matter."""
        return Location(self.path, self.spans.get(key, Span()))


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is published unchanged (an SVG image: without its scripts).

    `size` is the width and height of an image in pixels. `form` is jpeg, png or webp for a raster
    image without animation; `digest` is then the digest of its bytes. `columns` are those of a file
    whose data a text shows, and None for all other files.
    """

    path: str
    size: tuple[int, int] | None = None
    form: str = ""
    digest: str = ""
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An approved reply by a reader. E-mail addresses are never stored.

    `slug` is the slug of the brief, `parent` the `id` of the reply that this one answers, or "".
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
    """Everything in content/.

    `data` has the files that are not published, but whose data texts show. `set_aside` has the
    number of texts in each folder that is skipped because of its name. It is only filled if there
    are no briefs elsewhere. `sizes` has the sizes of the files whose size texts show, by their
    keys.
    """

    briefs: tuple[Brief, ...] = ()
    pages: tuple[Page, ...] = ()
    authors: tuple[Author, ...] = ()
    terms: tuple[Page, ...] = ()
    assets: tuple[Asset, ...] = ()
    data: tuple[Asset, ...] = ()
    replies: tuple[Reply, ...] = ()
    set_aside: tuple[tuple[str, int], ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)


def content_of(files: Iterable[tuple[Kind, object]]) -> Content:
    """Return the content that consists of these values; a file with errors has none."""
    values: dict[Kind, list[Any]] = {kind: [] for kind in Kind}
    for kind, value in files:
        if value is not None:
            values[kind].append(value)
    return Content(
        briefs=tuple(values[Kind.BRIEF]),
        pages=tuple(values[Kind.PAGE]),
        authors=tuple(values[Kind.AUTHOR]),
        terms=tuple(values[Kind.TERM]),
        assets=tuple(values[Kind.ASSET]),
        data=tuple(values[Kind.DATA]),
        replies=tuple(values[Kind.REPLY]),
    )
