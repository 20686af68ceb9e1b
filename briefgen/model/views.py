"""The data that layouts get.

A layout gets `site`, `body` and one view: each field of the view is a variable in the layout.
`site` is the SiteView, the same on every page in a language. `body` is the page's own text as Html,
or "". Views are frozen and complete. Every URL in them is ready to print. `Html` strings need no
escaping; the layout engine escapes all other strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from briefgen.model.addresses import is_drawing
from briefgen.model.citation import Citation
from briefgen.model.content import Heading, Hold, Source
from briefgen.model.moments import Moment
from briefgen.model.text import Text


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of content/ in a page: the file's path, and the URLs of its references.

    `data` has the files whose data the text shows, in its order, "" for one that cannot be read.
    A view contains neither the text nor the data, so editing them does not change any view.
    """

    path: str
    urls: tuple[str, ...] = ()
    data: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files of content/ that it shows: its own, and those with data."""
        return (self.path, *filter(None, self.data))


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text and URL. `is_current` marks the current page or the section it is in.

    `language` is the language of the text of a link in a menu.
    """

    text: str
    url: str
    is_current: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class MenuItemView(Link):
    """An entry of a menu: a link, `items` under a heading, or both. Without a link, `url` is ""."""

    items: tuple[Link, ...] = ()

    def leads_to(self, url: str) -> bool:
        """Whether the entry or one of its items is a link to a URL."""
        return url in (self.url, *(each.url for each in self.items))


@dataclass(frozen=True, slots=True)
class Alternate:
    """A machine-readable form of a page: a feed, or its Markdown; `type` is its media type.

    `language` is set for the feed of a further language, which has the language in its title.
    """

    url: str
    type: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to another form of a page: its URL, its absolute URL, its path and its media type.

    `size` is in bytes, or 0 if the file could not be made.
    """

    url: str
    absolute_url: str
    path: str
    type: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term (category, tag, series) of a brief.

    `data_term` is the value of the attribute `data-term` that gives elements the term's own colour,
    or "" if it has none.
    `filter` is its value in search filters, the same in all languages.
    """

    name: str
    url: str
    data_term: str = ""
    filter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCount(TermLink):
    """A term with its number of published briefs, as overview pages list it."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms of a brief in one of the site's own taxonomies, which has the heading `title`."""

    key: str
    title: str
    url: str
    terms: tuple[TermLink, ...]


@dataclass(frozen=True, slots=True)
class PublisherView:
    """The organisation behind the site.

    `accessible_formats` is a link for readers who need a file in another format.
    """

    name: str
    url: str = ""
    logo: str = ""
    email: str = ""
    accessible_formats: str = ""


@dataclass(frozen=True, slots=True)
class SearchView:
    """Search: its page in the site's language, its index, and the policy of search pages."""

    url: str
    index: str
    policy: str


@dataclass(frozen=True, slots=True)
class AnalyticsView:
    """Visitor statistics: the URL of the script, and its attributes such as `data-domain`.

    `setup` is the name of the theme's script that has to run before it, or "".
    """

    script: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    setup: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterView:
    """The form with which readers subscribe to emails.

    `action` is the URL that it posts to, and `email_field` the name of the field with the address.
    `hidden` are the values to send along. `honeypot` is the name of a field that only programs fill
    in, or "". `text` says what subscribers get, and `privacy` links to the privacy policy, or "".
    """

    action: str
    email_field: str = "email"
    hidden: Mapping[str, str] = field(default_factory=dict)
    honeypot: str = ""
    text: str = ""
    privacy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """The site, the same on every page in a language.

    The title, the description and the menus may be in that language or in the site's: see
    `title_language`, `description_language`, and the languages of the links.
    `new_tab`: links to other sites open in a new tab.
    `footer` begins with links to the lists of briefs, if the settings have no columns for it.
    `integrity` has digests of the assets, by the same names (W3C Subresource Integrity).
    `fonts` are URLs of the theme's fonts for pages to preload.
    `policy` is what pages may load and run (Content-Security-Policy). `citation_files`: each brief
    has files for reference managers. `review` is the day on which the pages were made for
    reviewers, or None on the published site.
    """

    title: str
    url: str
    base_url: str
    description: str = ""
    language: str = "en"
    title_language: str = "en"
    description_language: str = "en"
    publisher: PublisherView | None = None
    navigation: tuple[MenuItemView, ...] = ()
    footer: tuple[MenuItemView, ...] = ()
    logo: str = ""
    logo_dark: str = ""
    look: str = "institute"
    license: Link | None = None
    new_tab: bool = True
    citation_style: str = "apa"
    citation_files: bool = True
    feeds: tuple[Alternate, ...] = ()
    assets: Mapping[str, str] = field(default_factory=dict)
    integrity: Mapping[str, str] = field(default_factory=dict)
    fonts: tuple[str, ...] = ()
    policy: str = ""
    search: SearchView | None = None
    analytics: AnalyticsView | None = None
    newsletter: NewsletterView | None = None
    review: Moment | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translation:
    """A page in another language: its tag, link, canonical URL and writing direction.

    `is_listed`: search engines should list it at that URL.
    """

    language: str
    url: str
    canonical: str
    direction: str = "ltr"
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class ImageSource:
    """An image in another format: its media type, and its files with their widths.

    A variant of the image, for dark mode or narrow screens, has a media query and its own size.
    """

    type: str
    srcset: str
    media: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class InlineImageView:
    """An image of the site in a text: its size in pixels, and its other formats."""

    width: int
    height: int
    sources: tuple[ImageSource, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart in the page's text.

    `number` counts the charts of the text. `image` is the URL of its drawing, and `data` that of
    its data as CSV. `url` is the absolute URL of its figure, and `page` that of the page that other
    sites can show in a frame, or "" if they may not.
    """

    number: int
    title: str
    url: str
    image: str
    data: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The current page: the data for its head.

    `kind` is brief, page, home, list, overview, archive, author, search, chart, editor, redirect or
    not-found.
    `source` is the page's file in content/, or "". `pictures` describes the site's images in the
    page's text, by URL, if their sizes are known, and `charts` are the charts in it. `has_frames`:
    the text has a button that loads something from another site.
    `home` is the home page in the page's language, and `search` the search page, if the site has
    one. `translations` is the page in other languages, and `default` the absolute URL of the
    version for readers of all other languages. `languages` also has the home pages of the languages
    that the page is not translated into.
    `seo_title` is the title for search engines and link previews, if it is not `title`. `noindex`:
    search engines are asked not to list the page. `original` is the URL where the text was
    published first, if that is elsewhere.
    `social_image` is the absolute URL of the page's link preview image.
    `holds` are the reasons why the text would not be published if a command had not asked for it.
    """

    kind: str
    title: str
    url: str
    canonical: str
    description: str = ""
    language: str = "en"
    direction: str = "ltr"
    source: str = ""
    pictures: Mapping[str, InlineImageView] = field(default_factory=dict)
    has_frames: bool = False
    charts: tuple[ChartView, ...] = ()
    home: str = ""
    search: str = ""
    translations: tuple[Translation, ...] = ()
    languages: tuple[Translation, ...] = ()
    default: str = ""
    feeds: tuple[Alternate, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    seo_title: str = ""
    noindex: bool = False
    original: str = ""
    social_image: str = ""
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageView:
    """An image; `width` and `height` are in pixels, or 0 if unknown.

    `sources` are its other formats, for the filter of the same name.
    """

    src: str
    alt: str = ""
    caption: Text = Text()
    credit: Text = Text()
    width: int = 0
    height: int = 0
    sources: tuple[ImageSource, ...] = ()

    @property
    def is_drawing(self) -> bool:
        """Whether it is an SVG image, which browsers show and link previews do not."""
        return is_drawing(self.src)


@dataclass(frozen=True, slots=True)
class TermSummary(TermCount):
    """A term as its overview page shows it.

    `summary` is that of the term's file. `briefs` are its newest briefs, or the first parts of a
    series. An author has a `role`, and a portrait or else `initials`.
    """

    summary: str = ""
    briefs: tuple[Link, ...] = ()
    role: str = ""
    image: ImageView | None = None
    initials: str = ""
    is_organisation: bool = False


@dataclass(frozen=True, slots=True)
class AuthorLink:
    """An author of a brief; `filter` is their value in search filters in all languages."""

    name: str
    url: str
    role: str = ""
    filter: str = ""


@dataclass(frozen=True, slots=True)
class AuthorCard(AuthorLink):
    """An author, as the end of a brief shows them.

    `summary` is how the biography begins, or "". `image` is a portrait. `language` is the language
    of the role and the summary, if it is not that of the page.
    """

    summary: str = ""
    image: ImageView | None = None
    is_organisation: bool = False
    language: str = ""
    direction: str = "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A brief as lists show it. `heading` is its title with break opportunities, if it has any."""

    title: str
    url: str
    heading: Text | None = None
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
    """The first brief of the home page."""

    standfirst: str = ""
    highlights: tuple[Text, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A way to share a brief. `script` is the action of the first-party script, or ""."""

    network: str
    label: str
    url: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction made after publication; `words` is its plain text.

    `date` is None if the date that the author wrote is impossible.
    """

    date: Moment | None
    text: Text
    words: str


@dataclass(frozen=True, slots=True)
class DownloadView:
    """A file that a brief offers: its links, its title, its form such as CSV, and its media type.

    `size` is in bytes, or 0 if unknown.
    """

    url: str
    absolute_url: str
    title: str
    form: str
    type: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A brief's series: the brief's position in it, from 1, and the parts in reading order.

    A part links to its version in the brief's language, or else to the original.
    For a long series, `parts` has only those around the brief, `first` is the position of the
    first of them, and `total` counts all.
    """

    name: str
    url: str
    position: int
    parts: tuple[Link, ...]
    total: int = 0
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """An approved reply with the replies to it; a paragraph is a tuple of lines."""

    id: str
    name: str
    initial: str
    website: str = ""
    date: Moment | None = None
    paragraphs: tuple[tuple[str, ...], ...] = ()
    replies: tuple[ReplyView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyForm:
    """A form that works without scripts, as the service for replies expects it.

    `action` is the URL that it posts to, and `fields` has the names of its fields by what they
    are: message, name, email, website, and the trap, which only programs fill in. `hidden` are the
    values to send along, and `attributes` those of the form itself. If it `has_thanks`, the service
    leads back to the page, to the anchor `reply-sent`.
    """

    action: str
    fields: Mapping[str, str]
    hidden: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    has_thanks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesView:
    """The replies to a brief, and how to leave one.

    `form` is the form for a reply (static, netlify, formspree), `mail` the link that opens an email
    (mailto), and `frame` the page that loads on request (giscus). `action` is the URL that the form
    posts to, or of the server (isso). `slug` and `path` identify the brief to the service.
    """

    provider: str
    action: str = ""
    form: ReplyForm | None = None
    mail: str = ""
    frame: str = ""
    slug: str = ""
    path: str = ""
    count: int = 0
    thread: tuple[ReplyView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """A brief in full.

    `heading` is the title with break opportunities, if it has any. `summary` is never empty.
    `standfirst` is the summary that the author wrote, or "" if it would
    repeat the title, or the first highlight or paragraph. `newsletter`: its page may have the form
    to subscribe to emails.
    """

    title: str
    url: str
    heading: Text | None = None
    absolute_url: str = ""
    summary: str = ""
    standfirst: str = ""
    highlights: tuple[Text, ...] = ()
    date: Moment | None = None
    updated: Moment | None = None
    minutes: int = 1
    authors: tuple[AuthorCard, ...] = ()
    terms: Mapping[str, tuple[TermLink, ...]] = field(default_factory=dict)
    groups: tuple[TermGroup, ...] = ()
    headings: tuple[Heading, ...] = ()
    sources: tuple[Source, ...] = ()
    image: ImageView | None = None
    corrections: tuple[CorrectionView, ...] = ()
    downloads: tuple[DownloadView, ...] = ()
    series: SeriesView | None = None
    citation: Citation | None = None
    pdf: FileLink | None = None
    share: tuple[ShareLink, ...] = ()
    replies: RepliesView | None = None
    newsletter: bool = True
    related: tuple[Card, ...] = ()
    newer: Link | None = None
    older: Link | None = None
    is_draft: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def modified(self) -> Moment | None:
        """The last change after the date: the latest of `updated` and the corrections."""
        moments = [self.updated, *(each.date for each in self.corrections)]
        last = max(filter(None, moments), key=lambda moment: moment.at, default=None)
        return last if last and (self.date is None or last.at > self.date.at) else None

    @property
    def categories(self) -> tuple[TermLink, ...]:
        """The categories."""
        return self.terms.get("categories", ())

    @property
    def tags(self) -> tuple[TermLink, ...]:
        """The tags."""
        return self.terms.get("tags", ())


@dataclass(frozen=True, slots=True)
class Pagination:
    """The position of a list page among its pages; a URL is "" if there is no such page."""

    number: int
    count: int
    newer: str = ""
    older: str = ""
    pages: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The data that every layout gets, in addition to `site` and `body`."""

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
class CategoryShelf:
    """A category with its newest briefs."""

    term: TermCount
    briefs: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(View):
    """home.html: the newest briefs, and the text of content/index.md on the first page.

    On the first page, `lead` is the newest featured brief, or else the newest, with its highlights.
    `cards` do not repeat it. `categories` are all, or those of the settings. `shelves` are those of
    the settings, or else the ones with the most briefs. `archive` is the link to the archive, if
    there is one.
    """

    heading: str
    cards: tuple[Card, ...]
    pagination: Pagination
    lead: Lead | None = None
    categories: tuple[TermCount, ...] = ()
    shelves: tuple[CategoryShelf, ...] = ()
    archive: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(View):
    """list.html: the briefs of a term; `taxonomy` links to its overview page.

    `data_term` gives elements the term's own colour, as in TermLink.
    `text_language` is the language of the term's text, if it is not the language of the page.
    """

    heading: str
    taxonomy: Link
    cards: tuple[Card, ...]
    pagination: Pagination
    total: int
    summary: str = ""
    data_term: str = ""
    pdf: FileLink | None = None
    text_language: str = ""
    text_direction: str = "ltr"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPage(View):
    """author.html: a person or organisation, and their briefs.

    `text_language` is the language of the role and the biography, if it is not that of the page.
    """

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
    image: ImageView | None = None
    initials: str = ""
    text_language: str = ""
    text_direction: str = "ltr"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(View):
    """overview.html: all terms of a taxonomy, which `key` names, or all authors."""

    heading: str
    key: str
    terms: tuple[TermSummary, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The briefs of a year, newest first; `name` is empty for those without a date."""

    name: str
    cards: tuple[Card, ...]
    pdf: FileLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage(View):
    """archive.html: all briefs of a language by year."""

    heading: str
    years: tuple[Year, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SearchLanguage:
    """A language of briefs: its tag, its name in the search index, its writing direction."""

    language: str
    index: str
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class SearchChoice:
    """A choice of a filter: its value in the index, and its name in the language of the page."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """A filter for search results: `category`, `author` or `year`, and its choices."""

    name: str
    choices: tuple[SearchChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(View):
    """search.html: the search page, which searches its own language first.

    `index` is the name of the page's language in the search index. `cards` are the newest briefs
    and `categories` those of the language's home page, shown before the first search.
    """

    heading: str
    index: str
    languages: tuple[SearchLanguage, ...]
    filters: tuple[SearchFilter, ...]
    cards: tuple[Card, ...] = ()
    categories: tuple[TermCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPage(View):
    """chart.html: a chart of a text on a page of its own, for frames on other sites.

    `body` is its figure, `number` counts the charts of the text, and `article` links to the text.
    """

    number: int
    article: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage(View):
    """404.html. `heading` and the body come from content/404.md; without it, they are empty."""

    heading: str = ""
    cards: tuple[Card, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage(View):
    """redirect.html: a redirect from an old address."""

    target: str
    absolute_target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPage(View):
    """admin.html: the page where editors write.

    `folder` is the URL of the folder with the program, and `config` that of its settings. `origins`
    are the other servers that it asks, and `policy` is what the page may load and run.
    """

    folder: str
    config: str
    policy: str
    origins: tuple[str, ...] = ()


# The type of the view that each layout gets.
VIEWS: Final[Mapping[str, type[View]]] = MappingProxyType(
    {
        "404.html": NotFoundPage,
        "admin.html": EditorPage,
        "archive.html": ArchivePage,
        "author.html": AuthorPage,
        "brief.html": BriefPage,
        "chart.html": ChartPage,
        "home.html": HomePage,
        "list.html": ListPage,
        "overview.html": OverviewPage,
        "page.html": PlainPage,
        "redirect.html": RedirectPage,
        "search.html": SearchPage,
    }
)
