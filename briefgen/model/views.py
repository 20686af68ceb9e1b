"""What layouts see.

A layout gets `site`, `body` and one view, and nothing else of the program: each field of the
view is a variable of the layout. `site` is the SiteView, the same on every page; `body` is the
page's own text as Html, or "". Views are frozen and complete. Every URL in them is ready to be
printed; `Html` strings need no escaping, and all other strings are escaped by the layout engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from briefgen.model.addresses import is_drawing
from briefgen.model.citation import Citation
from briefgen.model.content import Heading, Hold, Source
from briefgen.model.html import Html
from briefgen.model.moments import Moment


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of content/ that stands in a page: the file's path, and the URLs of its references.

    A view does not hold the text itself, so that an edit of a text changes no view.
    """

    path: str
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what it says and where it leads. `is_current` marks the page itself or its part."""

    text: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of a page, for programs: a feed, or its Markdown; `type` is its media type.

    `language` is that of the feed of a further language, whose name belongs to its title.
    """

    url: str
    type: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term (category, tag, series) of a brief."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TermCount(TermLink):
    """A term with the number of its published briefs, as overviews list it."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms of a brief in one of the site's own groupings, whose heading is `title`."""

    key: str
    title: str
    url: str
    terms: tuple[TermLink, ...]


@dataclass(frozen=True, slots=True)
class PublisherView:
    """The organisation behind the site."""

    name: str
    url: str = ""
    logo: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search: its page in the site's language, its index, and what search pages may load."""

    url: str
    index: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """The site, the same on every page. `new_tab`: links to other hosts open in a new tab.

    `integrity` holds digests of the assets, by the same names (W3C Subresource Integrity);
    `fonts` are links to the theme's fonts that pages fetch first;
    `policy` is what pages may load and run (Content-Security-Policy). `citation_files`: files for
    reference managers stand beside each brief.
    """

    title: str
    url: str
    base_url: str
    description: str = ""
    language: str = "en"
    publisher: PublisherView | None = None
    navigation: tuple[Link, ...] = ()
    logo: str = ""
    new_tab: bool = True
    citation_style: str = "apa"
    citation_files: bool = True
    feeds: tuple[Alternate, ...] = ()
    assets: Mapping[str, str] = field(default_factory=dict)
    integrity: Mapping[str, str] = field(default_factory=dict)
    fonts: tuple[str, ...] = ()
    policy: str = ""
    search: SearchView | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translation:
    """A page in another language: the tag, its link and canonical address, its direction."""

    language: str
    url: str
    canonical: str
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class PictureSource:
    """A picture in one more format: its media type, and its files with their widths."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture of the site that stands in a text: its size in pixels, and its other formats."""

    width: int
    height: int
    sources: tuple[PictureSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The page at hand: what belongs into its head.

    `kind` is brief, page, home, list, overview, archive, author, search, redirect or not-found.
    `source` is the file of content/ that it was made from, or ""; `pictures` tells of the
    site's pictures that stand in the page's text, by their URLs, where their sizes are known.
    `home` is the home page in its language, and `search` the search page, if the site has one;
    `translations` is the page in other languages, and `default` the whole URL of the version for
    readers of any other language.
    `social_image` is the whole URL of the picture that stands for the page in link previews.
    `holds` are the reasons why its text would wait, if a command had not asked for it.
    """

    kind: str
    title: str
    url: str
    canonical: str
    description: str = ""
    language: str = "en"
    direction: str = "ltr"
    source: str = ""
    pictures: Mapping[str, PictureView] = field(default_factory=dict)
    home: str = ""
    search: str = ""
    translations: tuple[Translation, ...] = ()
    default: str = ""
    feeds: tuple[Alternate, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    social_image: str = ""
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture; `width` and `height` are in pixels, or 0 where its file does not say.

    `sources` are its other formats, for the filter of the same name.
    """

    src: str
    alt: str = ""
    credit: Html = Html()
    width: int = 0
    height: int = 0
    sources: tuple[PictureSource, ...] = ()

    @property
    def is_drawing(self) -> bool:
        """Whether it is SVG, which browsers draw and link previews do not show."""
        return is_drawing(self.src)


@dataclass(frozen=True, slots=True)
class AuthorLink:
    """Who signs a brief."""

    name: str
    url: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A brief as lists show it."""

    title: str
    url: str
    summary: str = ""
    date: Moment | None = None
    authors: tuple[AuthorLink, ...] = ()
    categories: tuple[TermLink, ...] = ()
    image: ImageView | None = None
    language: str = ""
    direction: str = "ltr"
    minutes: int = 1
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead(Card):
    """The brief that opens the home page."""

    standfirst: str = ""
    highlights: tuple[Html, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A way to pass a brief on. `script` is the action of the first-party script, or ""."""

    network: str
    label: str
    url: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction made after publication; `words` is its text without mark-up.

    It has no `date` where the one that its author gave cannot be true.
    """

    date: Moment | None
    text: Html
    words: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A brief's series: its place in it from 1, and the parts in reading order.

    A part is a work: the link leads to its version in the brief's language, or to the original.
    Of a long series `parts` are those around the brief, and `first` is the place of the first of
    them; `total` counts all.
    """

    name: str
    url: str
    position: int
    parts: tuple[Link, ...]
    total: int = 0
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """An approved reply with those that answer it; a paragraph is a tuple of lines."""

    id: str
    name: str
    initial: str
    website: str = ""
    date: Moment | None = None
    paragraphs: tuple[tuple[str, ...], ...] = ()
    replies: tuple[ReplyView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesView:
    """The replies to a brief, and the way to leave one.

    `action` is where the form is sent (static) or the server (isso), `frame` the page that a
    reader may ask for (giscus). `slug` and `path` tell the brief there.
    """

    provider: str
    action: str = ""
    frame: str = ""
    slug: str = ""
    path: str = ""
    count: int = 0
    thread: tuple[ReplyView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """A brief in full.

    `summary` always says something; `standfirst` is the same where its author wrote it, and ""
    where it would repeat the first highlight or paragraph.
    """

    title: str
    url: str
    absolute_url: str = ""
    summary: str = ""
    standfirst: str = ""
    highlights: tuple[Html, ...] = ()
    date: Moment | None = None
    updated: Moment | None = None
    minutes: int = 1
    authors: tuple[AuthorLink, ...] = ()
    terms: Mapping[str, tuple[TermLink, ...]] = field(default_factory=dict)
    groups: tuple[TermGroup, ...] = ()
    headings: tuple[Heading, ...] = ()
    sources: tuple[Source, ...] = ()
    image: ImageView | None = None
    corrections: tuple[CorrectionView, ...] = ()
    series: SeriesView | None = None
    citation: Citation | None = None
    share: tuple[ShareLink, ...] = ()
    replies: RepliesView | None = None
    related: tuple[Card, ...] = ()
    newer: Link | None = None
    older: Link | None = None
    is_draft: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def modified(self) -> Moment | None:
        """When it last changed after its date: the latest of `updated` and its corrections."""
        moments = [self.updated, *(each.date for each in self.corrections)]
        last = max(filter(None, moments), key=lambda moment: moment.at, default=None)
        return last if last and (self.date is None or last.at > self.date.at) else None

    @property
    def categories(self) -> tuple[TermLink, ...]:
        """The categories, for the line under the text."""
        return self.terms.get("categories", ())

    @property
    def tags(self) -> tuple[TermLink, ...]:
        """The tags."""
        return self.terms.get("tags", ())


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where a list page stands among its pages; URLs are "" where there is no such page."""

    number: int
    count: int
    newer: str = ""
    older: str = ""
    pages: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What every layout sees, beside `site` and `body`."""

    page: PageView


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefPage(View):
    """brief.html."""

    brief: BriefView


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPage(View):
    """page.html."""

    headings: tuple[Heading, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its newest briefs."""

    term: TermCount
    briefs: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(View):
    """home.html: the newest briefs, and the words of content/index.md on the first page.

    There `lead` is the newest brief, which `cards` do not repeat, with its highlights, and
    `shelves` are the categories with the most briefs.
    """

    heading: str
    cards: tuple[Card, ...]
    pagination: Pagination
    lead: Lead | None = None
    categories: tuple[TermCount, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(View):
    """list.html: the briefs of a term; `taxonomy` is the heading of its overview."""

    heading: str
    taxonomy: Link
    cards: tuple[Card, ...]
    pagination: Pagination
    total: int
    summary: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPage(View):
    """author.html: a person or body, and what it signed."""

    name: str
    taxonomy: Link
    cards: tuple[Card, ...]
    pagination: Pagination
    total: int
    role: str = ""
    email: str = ""
    orcid: str = ""
    links: tuple[Link, ...] = ()
    is_organisation: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(View):
    """overview.html: all terms of a taxonomy."""

    heading: str
    terms: tuple[TermCount, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The briefs of a year, newest first; `name` is empty for those without a date."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage(View):
    """archive.html: all briefs by year."""

    heading: str
    years: tuple[Year, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SearchLanguage:
    """A language that briefs are in: its tag, its name in the search index, its direction."""

    language: str
    index: str
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What results can be narrowed by: `category`, `author` or `year`, and its values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(View):
    """search.html: the page that searches the site, its own language first.

    `index` is the name of the page's language in the search index. `cards` are the newest briefs
    and `categories` those of the language's home, for readers who have not searched yet.
    """

    heading: str
    index: str
    languages: tuple[SearchLanguage, ...]
    filters: tuple[SearchFilter, ...]
    cards: tuple[Card, ...] = ()
    categories: tuple[TermCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage(View):
    """404.html. `heading` and the body are those of content/404.md, or empty without that file."""

    heading: str = ""
    cards: tuple[Card, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage(View):
    """redirect.html: an old address."""

    target: str
    absolute_target: str
