"""The settings in site.yaml.

Editors show the `description` of each field, which they get from `briefgen schema`. docs/site.md
describes the same settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from briefgen.model.addresses import is_own
from briefgen.model.diagnostics import Span
from briefgen.model.languages import chain
from briefgen.model.levels import Level
from briefgen.model.licenses import IDENTIFIER

# Starts with a scheme, a host, a query or a fragment.
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]")

Network = Literal[
    "x",
    "linkedin",
    "facebook",
    "bluesky",
    "mastodon",
    "whatsapp",
    "telegram",
    "reddit",
    "hackernews",
    "email",
    "copy",
    "native",
]

ImageFormat = Literal["avif", "webp"]
CommentsProvider = Literal["none", "static", "netlify", "formspree", "mailto", "isso", "giscus"]
AnalyticsProvider = Literal["none", "plausible", "goatcounter", "matomo"]
CitationStyle = Literal["apa", "chicago"]
Look = Literal["institute", "newsroom", "ministry"]
Paper = Literal["a4", "letter"]
Server = Literal["caddy", "nginx"]
PdfStandard = Literal["ua-1", "a-2a", "a-2u", "a-2b", "a-3a", "a-3u", "a-3b", "a-4"]
PdfCollection = Literal["series", "year"]
CmsBackend = Literal["local", "github", "gitlab", "gitea"]

_FORBID: Final = {"extra": "forbid"}
# A name with its quotation marks closed, a name without any, or a CSS variable.
_FAMILY: Final = (
    r"""(?:"[^"\n;{}<>\\]+"|'[^'\n;{}<>\\]+'|[^\s,;:{}<>\\"'()\[\]/*!@][^\n,;:{}<>\\"'()\[\]/*!@]*"""
    r"|var\(--[A-Za-z0-9_-]+\))"
)
_FONT: Final = rf"^(?:\s*{_FAMILY}\s*(?:,\s*{_FAMILY}\s*)*)?$"
_COLOUR: Final = r"^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"

COLOUR_OR_NONE: Final = r"^(?:#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}))?$"


def origin_of(url: str) -> str:
    """Return the scheme and host of a URL, such as `https://example.org`, or ""."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _described(description: str, **constraints: Any) -> dict[str, Any]:
    return {"description": description, **constraints}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The organisation behind the site."""

    __pydantic_config__ = _FORBID

    name: str = field(metadata=_described("Name of the organisation.", min_length=1))
    url: str = field(default="", metadata=_described("The organisation's website."))
    logo: str = field(default="", metadata=_described("An image in content/, such as `logo.svg`."))
    email: str = field(default="", metadata=_described("Contact e-mail address for readers."))
    accessible_formats: str = field(
        default="",
        metadata=_described(
            "E-mail address or page for readers who need a file in another format."
        ),
    )


_URL: Final = "A path on the site such as `/about/`, or an absolute URL."


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLink:
    """A link in a sub-menu or a column of the footer."""

    __pydantic_config__ = _FORBID

    text: str = field(metadata=_described("Link text.", min_length=1))
    url: str = field(metadata=_described(_URL, min_length=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of a menu: a link, links under a heading, or both."""

    __pydantic_config__ = _FORBID

    text: str = field(metadata=_described("Link text, or the heading of `items`.", min_length=1))
    url: str = field(
        default="", metadata=_described(f"{_URL} Optional if there are `items`.", min_length=1)
    )
    items: tuple[MenuLink, ...] = field(
        default=(), metadata=_described("A sub-menu, or a column in the footer.")
    )


Menu = tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyConfig:
    """A taxonomy. Its key is the key in front matter and the first part of its URLs."""

    __pydantic_config__ = _FORBID

    title: str = field(
        default="", metadata=_described("Heading of the overview page (default: the key).")
    )
    paginate: int | None = field(
        default=None,
        metadata=_described("Briefs per list page (default: the site's `paginate`).", ge=1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeConfig:
    """What the home page shows."""

    __pydantic_config__ = _FORBID

    categories: tuple[str, ...] | None = field(
        default=None,
        metadata=_described(
            "Categories, in order (default: all, those with the most briefs first)."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksConfig:
    """How links to other sites behave."""

    __pydantic_config__ = _FORBID

    new_tab: bool = field(
        default=True,
        metadata=_described("Open links to sources in a new tab, and say so to screen readers."),
    )
    numbers: bool = field(
        default=True, metadata=_described("Show the number of the source after each link to it.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownConfig:
    """Markdown extensions. CommonMark itself is always on."""

    __pydantic_config__ = _FORBID

    tables: bool = field(default=True, metadata=_described("GFM tables."))
    strikethrough: bool = field(default=True, metadata=_described("`~~struck~~`."))
    mark: bool = field(default=True, metadata=_described("`==marked==`."))
    subscript: bool = field(default=True, metadata=_described("`H~2~O`."))
    superscript: bool = field(default=True, metadata=_described("`m^2^`."))
    abbreviations: bool = field(default=True, metadata=_described("`*[WTO]: World Trade …`."))
    task_lists: bool = field(default=True, metadata=_described("`- [x] done`."))
    autolinks: bool = field(default=True, metadata=_described("Turn bare URLs into links."))
    footnotes: bool = field(default=True, metadata=_described("`[^1]`."))
    definition_lists: bool = field(default=True, metadata=_described("Terms and `: meanings`."))
    attributes: bool = field(default=True, metadata=_described("`{.class #id}`."))
    callouts: bool = field(default=True, metadata=_described("`::: note`."))
    embeds: bool = field(default=True, metadata=_described("`::: youtube ID`."))
    math: bool = field(default=False, metadata=_described("Formulas in TeX: `$x^2$`."))
    smart_quotes: bool = field(
        default=True,
        metadata=_described("Typographic quotes, dashes and no-break spaces, by language."),
    )
    frames: tuple[str, ...] = field(
        default=(),
        metadata=_described("Services, or hosts, whose pages can be loaded into a frame."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeConfig:
    """Colours, fonts and logo of the built-in theme."""

    __pydantic_config__ = _FORBID

    look: Look = field(
        default="institute", metadata=_described("A set of styles for a kind of publication.")
    )
    accent: str = field(
        default="#0b5d66",
        metadata=_described("Colour of links and accents, `#rrggbb`.", pattern=_COLOUR),
    )
    accent_dark: str = field(
        default="",
        metadata=_described(
            "Accent colour in dark mode, `#rrggbb` (default: derived from `accent`).",
            pattern=COLOUR_OR_NONE,
        ),
    )
    font_body: str = field(
        default="", metadata=_described("CSS font list for text.", pattern=_FONT)
    )
    font_heading: str = field(
        default="", metadata=_described("CSS font list for headings.", pattern=_FONT)
    )
    font_ui: str = field(
        default="",
        metadata=_described("CSS font list for everything around the text.", pattern=_FONT),
    )
    heading_weight: int | None = field(
        default=None,
        metadata=_described("Weight of headings, from 400 to 700 (default: 600).", ge=400, le=700),
    )
    logo: str = field(default="", metadata=_described("An image in content/, such as `logo.svg`."))
    logo_dark: str = field(
        default="", metadata=_described("The logo for dark mode, an image in content/.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsConfig:
    """Replies under a brief."""

    __pydantic_config__ = _FORBID

    provider: CommentsProvider = field(
        default="none", metadata=_described("The service that stores the replies.")
    )
    url: str = field(
        default="",
        metadata=_described("static: the URL that the form posts to; isso: the server's URL."),
    )
    form: str = field(default="", metadata=_described("formspree: the form's id, or its URL."))
    email: str = field(default="", metadata=_described("mailto: the address that replies go to."))
    repo: str = field(
        default="", metadata=_described("giscus: the repository, such as `owner/name`.")
    )
    repo_id: str = field(default="", metadata=_described("giscus: the repository's id."))
    category: str = field(default="", metadata=_described("giscus: the category of discussions."))
    category_id: str = field(default="", metadata=_described("giscus: the category's id."))

    @property
    def origin(self) -> str:
        """Scheme and host of `url`, such as `https://example.org`, or ""."""
        return origin_of(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsConfig:
    """The service that counts the visitors of a site."""

    __pydantic_config__ = _FORBID

    provider: AnalyticsProvider = field(
        default="none", metadata=_described("The service that counts visitors.")
    )
    site: str = field(
        default="",
        metadata=_described(
            "plausible: the site's domain; goatcounter: the code; matomo: the id of the site."
        ),
    )
    url: str = field(
        default="",
        metadata=_described("URL of the server, if it is your own; matomo always needs it."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationConfig:
    """Citations of briefs."""

    __pydantic_config__ = _FORBID

    style: CitationStyle = field(default="apa", metadata=_described("Citation style."))
    genre: str = field(
        default="Policy brief", metadata=_described("Publication type in citations.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterConfig:
    """The form with which readers subscribe to emails."""

    __pydantic_config__ = _FORBID

    action: str = field(metadata=_described("URL of the service that the form is sent to."))
    email_field: str = field(
        default="email", metadata=_described("Name of the field with the address.", min_length=1)
    )
    hidden: Mapping[str, str | int] = field(
        default_factory=dict, metadata=_described("Values to send along, as `NAME: value`.")
    )
    honeypot: str = field(
        default="", metadata=_described("Name of a field that only programs fill in.")
    )
    text: str = field(default="", metadata=_described("What subscribers get, in one sentence."))
    privacy: str = field(
        default="",
        metadata=_described("Your privacy policy: a path such as `/privacy/`, or a URL."),
    )


FeedForm = Literal["atom", "rss", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsConfig:
    """The feeds of the site and of each language, author and term."""

    __pydantic_config__ = _FORBID

    forms: tuple[FeedForm, ...] = field(
        default=("atom", "rss", "json"),
        metadata=_described("Feed formats; the first is the recommended one."),
    )
    entries: int = field(
        default=20, metadata=_described("Number of briefs in a feed, newest first.", ge=1)
    )
    full_text: bool = field(
        default=True,
        metadata=_described("Include the full text of briefs in feeds, not only summaries."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputsConfig:
    """Which machine-readable files to write, and whether to have an archive page."""

    __pydantic_config__ = _FORBID

    archive: bool = field(
        default=True, metadata=_described("List all briefs by year at `/archive/`.")
    )
    markdown: bool = field(default=True, metadata=_described("Write `index.md` for each brief."))
    citations: bool = field(
        default=True, metadata=_described("Write files for reference managers for each brief.")
    )
    email: bool = field(
        default=False, metadata=_described("Write `email.html` and `email.txt` for each brief.")
    )
    briefs_json: bool = field(default=True, metadata=_described("Write `/briefs.json`."))
    llms_txt: bool = field(default=True, metadata=_described("Write `/llms.txt`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """Site search."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_described("Add a search page at `/search/`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialConfig:
    """Link previews in social networks and chats."""

    __pydantic_config__ = _FORBID

    images: bool = field(
        default=True, metadata=_described("Create a link preview image for each brief.")
    )
    font: str = field(
        default="",
        metadata=_described("A font in content/, such as `/fonts/own.ttf`, for other scripts."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfConfig:
    """PDFs of briefs."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=False, metadata=_described("Make a PDF of each brief."))
    paper: Paper = field(default="a4", metadata=_described("Size of the paper."))
    columns: int = field(
        default=1, metadata=_described("Columns of the text, one or two.", ge=1, le=2)
    )
    standard: PdfStandard = field(
        default="ua-1",
        metadata=_described("PDF/UA-1 (accessibility), or a PDF/A standard (archives)."),
    )
    collections: tuple[PdfCollection, ...] = field(
        default=(), metadata=_described("Also make one PDF of each `series` and each `year`.")
    )
    fonts: tuple[str, ...] = field(
        default=(),
        metadata=_described("Fonts in content/, such as `/fonts/own.ttf`, for other scripts."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesConfig:
    """Which resized copies of images to create."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_described("Create resized copies of images."))
    formats: tuple[ImageFormat, ...] = field(
        default=("avif", "webp"),
        metadata=_described("Formats; a browser uses the first one that it supports."),
    )
    widths: tuple[int, ...] = field(
        default=(320, 640, 960, 1280), metadata=_described("Widths in pixels.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartsConfig:
    """Charts."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(
        default=True, metadata=_described("Draw charts; if not, they are shown as tables.")
    )
    embed: bool = field(
        default=True, metadata=_described("Let other sites show charts in a frame.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadersConfig:
    """The `_headers` file, and the origins that the Content-Security-Policy allows."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(
        default=True, metadata=_described("Write `_headers` for hosts that support it.")
    )
    scripts: tuple[str, ...] = field(
        default=(), metadata=_described("Other origins that pages may load scripts from.")
    )
    styles: tuple[str, ...] = field(
        default=(), metadata=_described("Other origins for style sheets and fonts.")
    )
    connections: tuple[str, ...] = field(
        default=(), metadata=_described("Other origins that scripts may connect to.")
    )
    forms: tuple[str, ...] = field(
        default=(), metadata=_described("Other origins that forms may be sent or redirected to.")
    )
    servers: tuple[Server, ...] = field(
        default=(),
        metadata=_described("Servers of your own for which to write headers and redirects."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsConfig:
    """The page where editors write in a browser."""

    __pydantic_config__ = _FORBID

    backend: CmsBackend = field(
        default="local",
        metadata=_described("Where texts are saved; `local` is this folder, in `briefgen serve`."),
    )
    repository: str = field(
        default="", metadata=_described("Repository with the site, as `owner/name`.")
    )
    branch: str = field(
        default="", metadata=_described("Branch that is edited (default: the repository's).")
    )
    folder: str = field(
        default="",
        metadata=_described("Folder of the site in the repository, if it is not at the top."),
    )
    url: str = field(
        default="", metadata=_described("URL of the git server, if your organisation runs its own.")
    )
    login: str = field(
        default="", metadata=_described("github: URL of your service that logs editors in.")
    )
    app_id: str = field(
        default="", metadata=_described("gitlab and gitea: id of the application for logging in.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployTarget:
    """A place where `briefgen deploy` publishes the site."""

    __pydantic_config__ = _FORBID

    to: str = field(
        metadata=_described(
            "A folder, `user@host:/path`, a git repository, or `s3://bucket/prefix`.", min_length=1
        )
    )
    base_url: str = field(
        default="", metadata=_described("URL of the site there (default: the site's `base_url`).")
    )
    branch: str = field(
        default="",
        metadata=_described(
            "Branch of a git repository (default: `gh-pages`).",
            pattern=r"^(?:\w[\w./-]*)?$",
        ),
    )
    replace: bool = field(
        default=False, metadata=_described("Remove all other files from the branch.")
    )
    endpoint: str = field(
        default="", metadata=_described("URL of the S3-compatible service (default: Amazon S3).")
    )
    region: str = field(
        default="", metadata=_described("Region of the bucket.", pattern=r"^[A-Za-z0-9-]*$")
    )
    keep: int = field(
        default=5, metadata=_described("Releases to keep in a folder or on a host.", ge=2, le=100)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgesConfig:
    """After how many days `check --sources` asks again, by the last answer."""

    __pydantic_config__ = _FORBID

    ok: int = field(default=30, metadata=_described("A source that was read.", ge=0))
    failing: int = field(default=1, metadata=_described("One that failed, but is not dead.", ge=0))
    blocked: int = field(default=7, metadata=_described("One that refuses programs.", ge=0))
    dead: int = field(default=30, metadata=_described("A dead one.", ge=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePattern:
    """Sources that are an exception, and why."""

    __pydantic_config__ = _FORBID

    match: str = field(
        metadata=_described("Beginning of their URLs; `*` is any text.", min_length=1)
    )
    reason: str = field(metadata=_described("Why.", min_length=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveConfig:
    """Where `check --sources --archive` looks for archived copies, and which ones it accepts."""

    __pydantic_config__ = _FORBID

    url: str = field(
        default="https://web.archive.org",
        metadata=_described("URL of the archive, without `/web`."),
    )
    distance: int = field(
        default=30, metadata=_described("Days between a citation and its copy, at most.", ge=0)
    )
    retry: int = field(
        default=14, metadata=_described("Days until a copy that was missing is tried again.", ge=0)
    )
    rate: float = field(
        default=1.0, metadata=_described("Requests a second to the archive.", gt=0, le=100)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesConfig:
    """How `briefgen check --sources` asks the web."""

    __pydantic_config__ = _FORBID

    rate: float = field(
        default=2.0, metadata=_described("Requests a second to one host.", gt=0, le=100)
    )
    concurrency: int = field(
        default=32, metadata=_described("Requests at once, in all.", ge=1, le=200)
    )
    per_host: int = field(
        default=2, metadata=_described("Requests at once to one host.", ge=1, le=20)
    )
    timeout: float = field(
        default=20.0, metadata=_described("Seconds to wait for an answer.", gt=0, le=300)
    )
    ignore: tuple[SourcePattern, ...] = field(
        default=(), metadata=_described("Sources that are never asked.")
    )
    accept: tuple[SourcePattern, ...] = field(
        default=(),
        metadata=_described("Sources that can be read, whatever they answer to programs."),
    )
    max_age: AgesConfig = field(
        default=AgesConfig(), metadata=_described("After how many days to ask again.")
    )
    archive: ArchiveConfig = field(
        default=ArchiveConfig(), metadata=_described("Where archived copies are found and saved.")
    )
    proxy: str = field(default="", metadata=_described("URL of an HTTP proxy."))
    doi_registry: str = field(
        default="https://doi.org",
        metadata=_described("Where to ask for the title and the authors of a work with a DOI."),
    )
    private_addresses: bool = field(
        default=False, metadata=_described("Also ask hosts in private networks.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageConfig:
    """What pages in a further language call the site and its parts."""

    __pydantic_config__ = _FORBID

    title: str = field(default="", metadata=_described("Name of the site in this language."))
    description: str = field(default="", metadata=_described("The description in this language."))
    navigation: Menu | None = field(
        default=None, metadata=_described("Links at the top of each page in this language.")
    )
    footer: Menu | None = field(
        default=None, metadata=_described("Links at the bottom of each page in this language.")
    )
    taxonomies: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_described("Headings of the overview pages, as `categories: Kategorien`."),
    )
    terms: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict,
        metadata=_described("Names of terms by taxonomy, as `categories: {Prices: Preise}`."),
    )


DEFAULT_TAXONOMIES: Final[Mapping[str, TaxonomyConfig]] = {
    "categories": TaxonomyConfig(title="Categories"),
    "tags": TaxonomyConfig(title="Tags"),
    "series": TaxonomyConfig(title="Series"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """The settings of site.yaml."""

    __pydantic_config__ = _FORBID

    title: str = field(metadata=_described("Name of the site.", min_length=1))
    base_url: str = field(
        metadata=_described("Absolute URL of the site, such as `https://example.org/briefs`.")
    )
    description: str = field(default="", metadata=_described("One sentence for search engines."))
    language: str = field(default="en", metadata=_described("BCP 47 tag of the site's language."))
    timezone: str = field(
        default="UTC", metadata=_described("IANA time zone for dates without one.")
    )
    publisher: Publisher | None = field(
        default=None, metadata=_described("The organisation that publishes the site.")
    )
    navigation: Menu = field(default=(), metadata=_described("Links at the top of each page."))
    footer: Menu = field(
        default=(), metadata=_described("Links at the bottom of each page, such as an imprint.")
    )
    license: str = field(
        default="",
        metadata=_described(
            "SPDX id of the licence of the texts, such as `CC-BY-4.0`.", pattern=IDENTIFIER
        ),
    )
    home: HomeConfig = field(default=HomeConfig(), metadata=_described("The home page."))
    permalink: str = field(
        default="/briefs/{slug}/",
        metadata=_described("URL of briefs; can use {year} {month} {day} {language} {slug}."),
    )
    paginate: int = field(default=20, metadata=_described("Briefs per list page.", ge=1))
    taxonomies: Mapping[str, TaxonomyConfig | None] = field(
        default_factory=dict,
        metadata=_described("Settings of categories, tags and series, and more taxonomies."),
    )
    languages: Mapping[str, LanguageConfig] = field(
        default_factory=dict,
        metadata=_described("The site's words in further languages, by language tag."),
    )
    share: tuple[Network, ...] = field(
        default=("copy", "linkedin", "x", "bluesky", "email"),
        metadata=_described("Share buttons, in order."),
    )
    links: LinksConfig = field(default=LinksConfig(), metadata=_described("Links to other sites."))
    markdown: MarkdownConfig = field(
        default=MarkdownConfig(), metadata=_described("Markdown extensions.")
    )
    theme: ThemeConfig = field(
        default=ThemeConfig(), metadata=_described("Colours, fonts and logo.")
    )
    comments: CommentsConfig = field(default=CommentsConfig(), metadata=_described("Replies."))
    analytics: AnalyticsConfig = field(
        default=AnalyticsConfig(), metadata=_described("Visitor statistics.")
    )
    newsletter: NewsletterConfig | None = field(
        default=None, metadata=_described("The form to subscribe to emails.")
    )
    citation: CitationConfig = field(
        default=CitationConfig(), metadata=_described("How to cite briefs.")
    )
    feeds: FeedsConfig = field(default=FeedsConfig(), metadata=_described("Feeds."))
    outputs: OutputsConfig = field(
        default=OutputsConfig(),
        metadata=_described("Machine-readable files, and the archive page."),
    )
    search: SearchConfig = field(default=SearchConfig(), metadata=_described("The search page."))
    social: SocialConfig = field(
        default=SocialConfig(), metadata=_described("Link preview images.")
    )
    pdf: PdfConfig = field(default=PdfConfig(), metadata=_described("Which PDFs to make."))
    images: ImagesConfig = field(default=ImagesConfig(), metadata=_described("Resized images."))
    charts: ChartsConfig = field(default=ChartsConfig(), metadata=_described("Charts in texts."))
    headers: HeadersConfig = field(
        default=HeadersConfig(),
        metadata=_described("HTTP headers and the Content-Security-Policy."),
    )
    sources: SourcesConfig = field(
        default=SourcesConfig(), metadata=_described("How `check --sources` asks the web.")
    )
    cms: CmsConfig | None = field(
        default=None, metadata=_described("The page where editors write in a browser.")
    )
    deploy: Mapping[str, DeployTarget] = field(
        default_factory=dict,
        metadata=_described("Where `briefgen deploy` publishes the site, by name."),
    )
    checks: Mapping[str, Level] = field(
        default_factory=dict,
        metadata=_described("Level of each problem code: `error`, `warning` or `off`."),
    )
    extra: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_described("Your own values; layouts read them as `site.extra`."),
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates that do not name one."""
        return ZoneInfo(self.timezone)

    @property
    def base_path(self) -> str:
        """The decoded path of `base_url` without a trailing slash: `/briefs`, or ""."""
        return unquote(urlsplit(self.base_url).path).rstrip("/")

    @property
    def host(self) -> str:
        """The host (and port) of `base_url`, in lowercase."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def groupings(self) -> Mapping[str, TaxonomyConfig]:
        """All taxonomies by key: the three built-in ones, then the site's own."""
        own = {key: value or TaxonomyConfig() for key, value in self.taxonomies.items()}
        return {**DEFAULT_TAXONOMIES, **own}

    @property
    def destinations(self) -> Mapping[str, str]:
        """Links and images of the settings that are on the site, by key such as `navigation.0.url`.

        Each is an absolute URL of the site or begins with a slash. A path without a slash starts
        at content/ too, because the settings apply to all pages.
        """
        urls = {**menu_urls("navigation", self.navigation), **menu_urls("footer", self.footer)}
        for tag, words in self.languages.items():
            urls |= menu_urls(f"languages.{tag}.navigation", words.navigation or ())
            urls |= menu_urls(f"languages.{tag}.footer", words.footer or ())
        urls["theme.logo"] = self.theme.logo
        urls["theme.logo_dark"] = self.theme.logo_dark
        if self.publisher:
            urls["publisher.logo"] = self.publisher.logo
        if self.newsletter:
            urls["newsletter.privacy"] = self.newsletter.privacy
        return {
            key: url if url.startswith("/") or is_own(url, self.host) else f"/{url}"
            for key, url in urls.items()
            if url and (is_own(url, self.host) or not _ELSEWHERE.match(url))
        }

    def words_in(self, tag: str) -> tuple[str, LanguageConfig]:
        """Return the key and the words of the language that is nearest to a tag.

        Without one, the key is "" and there are no words.
        """
        if not self.languages:
            return "", LanguageConfig()
        keys = {chain(key)[0]: key for key in self.languages}
        key = next((keys[each] for each in chain(tag) if each in keys), "")
        return key, self.languages.get(key, LanguageConfig())


def menu_urls(key: str, menu: Menu) -> dict[str, str]:
    """Return the URLs of a menu by their keys, such as `navigation.0.items.1.url`."""
    urls = {}
    for number, item in enumerate(menu):
        urls[f"{key}.{number}.url"] = item.url
        for index, link in enumerate(item.items):
            urls[f"{key}.{number}.items.{index}.url"] = link.url
    return urls


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig(SiteSettings):
    """site.yaml: the settings, and the places of their destinations and terms in the file."""

    spans: Mapping[str, Span] = field(default_factory=dict)
