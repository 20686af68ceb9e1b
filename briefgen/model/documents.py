"""The data of files that are not pages: one frozen dataclass for each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from briefgen.model.charts import ChartSpec
from briefgen.model.citation import Citation
from briefgen.model.config import CmsConfig
from briefgen.model.content import Correction, Hold, Source
from briefgen.model.data import DataTable
from briefgen.model.editing import EditFields
from briefgen.model.moments import Moment
from briefgen.model.text import Text
from briefgen.model.views import (
    AuthorLink,
    CorrectionView,
    DownloadView,
    FileLink,
    ImageView,
    Link,
    PublisherView,
    TermLink,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """An author of a brief, or the publisher of the site."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A brief in a feed; its text is the passage at the same index.

    URLs in `highlights` may be relative to `url`.
    """

    url: str
    title: str
    date: Moment
    updated: Moment
    summary: str = ""
    language: str = ""
    authors: tuple[Byline, ...] = ()
    terms: tuple[str, ...] = ()
    highlights: tuple[Text, ...] = ()
    image: str = ""
    image_alt: str = ""
    image_caption: Text = Text()
    image_credit: Text = Text()
    corrections: tuple[CorrectionView, ...] = ()
    pdf: FileLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The newest briefs of the site, or of one of its terms, for feed.atom, .rss and .json.

    `url` is the absolute URL of the page that lists them; the feeds are in the same folder. The
    feed of a further language has that language in its title.
    """

    title: str
    url: str
    subtitle: str = ""
    language: str = "en"
    is_further: bool = False
    publisher: Byline
    stylesheet: str = ""
    entries: tuple[FeedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page in the sitemap; `changed` is its date, "" if unknown."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """sitemap.xml, or one part of it."""

    pages: tuple[SitemapEntry, ...]


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """sitemap.xml of a site that is too large for one sitemap."""

    parts: tuple[SitemapEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRecord:
    """A brief as machine-readable data; all URLs are absolute."""

    url: str
    title: str
    language: str
    summary: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    authors: tuple[Byline, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    highlights: tuple[str, ...] = ()
    image: str = ""
    image_alt: str = ""
    image_caption: str = ""
    image_credit: str = ""
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    downloads: tuple[DownloadView, ...] = ()
    pdf: str = ""


@dataclass(frozen=True, slots=True)
class MarkdownBrief:
    """A brief's index.md; its text is the passage."""

    record: BriefRecord
    publisher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefIndex:
    """briefs.json. `has_markdown` says whether each brief has an index.md."""

    title: str
    url: str
    description: str
    language: str
    publisher: Byline
    briefs: tuple[BriefRecord, ...]
    has_markdown: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A page that llms.txt lists."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LlmsText:
    """llms.txt: a short description of the site, and links under headings."""

    title: str
    description: str
    sections: Mapping[str, tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Redirects:
    """_redirects: pairs of an old path and the brief's path."""

    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ServerRules:
    """What a server of the publisher's own needs to know of the site.

    `headers` are sent with every file. `policy` is the Content-Security-Policy of all files but the
    pages of charts, which have `framed`, if there are such pages. Search engines shall not list
    files called as in `unlisted`, nor the folders in `closed`. `moves` are those of
    :class:`Redirects`.
    """

    headers: tuple[tuple[str, str], ...]
    policy: str
    framed: str
    unlisted: tuple[str, ...]
    closed: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]


# Larger than camera images. Larger images would be slow to load and slow to build.
MOST_PIXELS: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class SmallerImage:
    """A resized copy of an image (the source): its width, and its format.

    That is avif, webp, jpeg, png, or print for the better of the last two in a PDF.
    `largest` is the width of the largest copy of the same source, which is decoded once for all
    copies. `is_heavy`: decoding it takes hundreds of megabytes.
    """

    width: int
    format: str
    largest: int = 0
    is_heavy: bool = False


@dataclass(frozen=True, slots=True)
class FileSize:
    """The size of the file that this one uses, in digits, for what only states it."""


def size_path(path: str) -> str:
    """Return the path of the file that states the size of the one at a path."""
    return f"{path}.size"


@dataclass(frozen=True, slots=True)
class PdfImage:
    """An image in a PDF. `file` is the path of a file in content/, or of one that the PDF uses."""

    file: str
    alt: str = ""
    caption: Text = Text()
    credit: Text = Text()


@dataclass(frozen=True, slots=True)
class PdfAuthor:
    """An author of a brief: the name, the role, and the absolute URL of the author's page."""

    name: str
    role: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfDesign:
    """How the PDFs of a site look.

    `ink` is the colour of words on the accent colour. `body`, `heading` and `ui` are names of
    typefaces, and `fonts` the paths of the site's own font files. `logo` is the path of the logo.
    """

    paper: str = "a4"
    columns: int = 1
    standard: str = "ua-1"
    look: str = "institute"
    accent: str = "#0b5d66"
    ink: str = "#ffffff"
    body: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    ui: tuple[str, ...] = ()
    heading_weight: int = 600
    fonts: tuple[str, ...] = ()
    logo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSite:
    """The site, as its PDFs name it. `review` is the day of a build for reviewers, or None."""

    title: str
    url: str
    language: str
    publisher: str = ""
    publisher_url: str = ""
    email: str = ""
    license: Link | None = None
    citation_style: str = "apa"
    review: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfBrief:
    """A brief in a PDF; its text is the passage at the same index.

    `images` has the files of the images in its text by their URLs, like `PdfImage.file`.
    `part` and `parts` say which part of its `series` it is, and how many there are. `is_held` says
    that it would not be published if a command had not asked for it.
    """

    title: str
    url: str
    heading: Text = Text()
    language: str = "en"
    direction: str = "ltr"
    standfirst: str = ""
    summary: str = ""
    highlights: tuple[Text, ...] = ()
    date: Moment | None = None
    updated: Moment | None = None
    authors: tuple[PdfAuthor, ...] = ()
    category: str = ""
    keywords: tuple[str, ...] = ()
    series: str = ""
    part: int = 0
    parts: int = 0
    image: PdfImage | None = None
    images: Mapping[str, str] = field(default_factory=dict)
    downloads: tuple[DownloadView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    sources: tuple[Source, ...] = ()
    citation: Citation | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class BriefPdf:
    """The PDF of a brief."""

    site: PdfSite
    design: PdfDesign
    brief: PdfBrief


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPdf:
    """The PDF of a series or of a year: `kind` is one of these.

    A series is in reading order, and a year begins with its first brief. `name` is that of the
    series, or the year.
    """

    site: PdfSite
    design: PdfDesign
    kind: str
    name: str
    url: str
    language: str = "en"
    direction: str = "ltr"
    summary: str = ""
    briefs: tuple[PdfBrief, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCard:
    """The data of a brief for social.typ; the site's own font, if any, is the source."""

    title: str
    site_title: str
    category: str = ""
    authors: tuple[str, ...] = ()
    date: Moment | None = None
    language: str = "en"
    direction: str = "ltr"
    accent: str


@dataclass(frozen=True, slots=True)
class DrawnImage:
    """An SVG image (the source) as PNG, on white: its width in pixels."""

    width: int


@dataclass(frozen=True, slots=True)
class EmailImage:
    """An image in an email: the absolute URL of its file, and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailBrief:
    """The data of a brief for email.html and email.txt; its text is the passage.

    All URLs are absolute, except those in texts: they may be relative to `url`. `images` are those
    of the site in the texts, by the URLs that these have. `numbers` says whether the number of a
    source follows each link to it. The fonts are lists of CSS, and "" means those of the theme.
    """

    title: str
    url: str
    language: str = "en"
    direction: str = "ltr"
    summary: str = ""
    standfirst: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    minutes: int = 1
    authors: tuple[AuthorLink, ...] = ()
    categories: tuple[TermLink, ...] = ()
    highlights: tuple[Text, ...] = ()
    image: ImageView | None = None
    downloads: tuple[DownloadView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    sources: tuple[Source, ...] = ()
    citation: Citation | None = None
    citation_style: str = "apa"
    numbers: bool = True
    images: Mapping[str, EmailImage] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    site_title: str
    site_language: str = "en"
    site_url: str = ""
    logo: str = ""
    publisher: PublisherView | None = None
    license: Link | None = None
    accent: str = ""
    accent_dark: str = ""
    accent_ink: str = ""
    font_body: str = ""
    font_heading: str = ""
    font_ui: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    site_extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartDrawing:
    """The data of a chart for its drawing; `table` is that in the text, if it is there.

    A narrow one is for phones. `accent` and `accent_dark` are the accent colours of the site.
    """

    chart: ChartSpec
    table: DataTable = DataTable()
    title: str
    language: str = "en"
    direction: str = "ltr"
    is_narrow: bool = False
    accent: str
    accent_dark: str


@dataclass(frozen=True, slots=True)
class ChartPicture:
    """A chart as PNG, which is made of the drawing that it uses."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart's data as CSV; `table` is that in the text, if it is there."""

    chart: ChartSpec
    table: DataTable = DataTable()


@dataclass(frozen=True, slots=True)
class EditorChoice:
    """A value that editors can choose, such as an author's id, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class EditorBrief:
    """A published brief: its path in content/briefs/ without suffix, its day, and its URL path."""

    path: str
    day: date | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorSettings:
    """What the page where editors write is told about the site.

    `taxonomies` has the names of the taxonomies by key. `choices` are the values that keys of
    briefs already have, and `languages` the tags of the site's languages. `folders` are those in
    content/ with pages. `logo` is a URL path. `briefs` are the published briefs.
    """

    cms: CmsConfig
    title: str
    url: str
    language: str
    timezone: str
    permalink: str
    logo: str
    fields: EditFields
    taxonomies: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[EditorChoice, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    folders: tuple[str, ...] = ("",)
    briefs: tuple[EditorBrief, ...] = ()
