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


def _about(description: str, **constraints: Any) -> dict[str, Any]:
    return {"description": description, **constraints}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The organisation behind the site."""

    __pydantic_config__ = _FORBID

    name: str = field(metadata=_about("Name of the organisation.", min_length=1))
    url: str = field(default="", metadata=_about("The organisation's website."))
    logo: str = field(default="", metadata=_about("An image in content/, such as `logo.svg`."))
    email: str = field(default="", metadata=_about("Contact e-mail address for readers."))
    accessible_formats: str = field(
        default="",
        metadata=_about("E-mail address or page for readers who need a file in another format."),
    )


_URL: Final = "A path on the site such as `/about/`, or an absolute URL."


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLink:
    """A link in a sub-menu or a column of the footer."""

    __pydantic_config__ = _FORBID

    text: str = field(metadata=_about("Link text.", min_length=1))
    url: str = field(metadata=_about(_URL, min_length=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of a menu: a link, links under a heading, or both."""

    __pydantic_config__ = _FORBID

    text: str = field(metadata=_about("Link text, or the heading of `items`.", min_length=1))
    url: str = field(
        default="", metadata=_about(f"{_URL} Optional if there are `items`.", min_length=1)
    )
    items: tuple[MenuLink, ...] = field(
        default=(), metadata=_about("A sub-menu, or a column in the footer.")
    )


Menu = tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyConfig:
    """A taxonomy. Its key is the key in front matter and the first part of its URLs."""

    __pydantic_config__ = _FORBID

    title: str = field(
        default="", metadata=_about("Heading of the overview page (default: the key).")
    )
    paginate: int | None = field(
        default=None,
        metadata=_about("Briefs per list page (default: the site's `paginate`).", ge=1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeConfig:
    """What the home page shows."""

    __pydantic_config__ = _FORBID

    categories: tuple[str, ...] | None = field(
        default=None,
        metadata=_about("Categories, in order (default: all, those with the most briefs first)."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksConfig:
    """How links to other sites behave."""

    __pydantic_config__ = _FORBID

    new_tab: bool = field(
        default=True,
        metadata=_about("Open links to sources in a new tab, and say so to screen readers."),
    )
    numbers: bool = field(
        default=True, metadata=_about("Show the number of the source after each link to it.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownConfig:
    """Markdown extensions. CommonMark itself is always on."""

    __pydantic_config__ = _FORBID

    tables: bool = field(default=True, metadata=_about("GFM tables."))
    strikethrough: bool = field(default=True, metadata=_about("`~~struck~~`."))
    mark: bool = field(default=True, metadata=_about("`==marked==`."))
    subscript: bool = field(default=True, metadata=_about("`H~2~O`."))
    superscript: bool = field(default=True, metadata=_about("`m^2^`."))
    abbreviations: bool = field(default=True, metadata=_about("`*[WTO]: World Trade …`."))
    task_lists: bool = field(default=True, metadata=_about("`- [x] done`."))
    autolinks: bool = field(default=True, metadata=_about("Turn bare URLs into links."))
    footnotes: bool = field(default=True, metadata=_about("`[^1]`."))
    definition_lists: bool = field(default=True, metadata=_about("Terms and `: meanings`."))
    attributes: bool = field(default=True, metadata=_about("`{.class #id}`."))
    callouts: bool = field(default=True, metadata=_about("`::: note`."))
    embeds: bool = field(default=True, metadata=_about("`::: youtube ID`."))
    math: bool = field(default=False, metadata=_about("Formulas in TeX: `$x^2$`."))
    smart_quotes: bool = field(
        default=True,
        metadata=_about("Typographic quotes, dashes and no-break spaces, by language."),
    )
    frames: tuple[str, ...] = field(
        default=(),
        metadata=_about("Services, or hosts, whose pages can be loaded into a frame."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeConfig:
    """Colours, fonts and logo of the built-in theme."""

    __pydantic_config__ = _FORBID

    look: Look = field(
        default="institute", metadata=_about("A set of styles for a kind of publication.")
    )
    accent: str = field(
        default="#0b5d66",
        metadata=_about("Colour of links and accents, `#rrggbb`.", pattern=_COLOUR),
    )
    accent_dark: str = field(
        default="",
        metadata=_about(
            "Accent colour in dark mode, `#rrggbb` (default: derived from `accent`).",
            pattern=COLOUR_OR_NONE,
        ),
    )
    font_body: str = field(default="", metadata=_about("CSS font list for text.", pattern=_FONT))
    font_heading: str = field(
        default="", metadata=_about("CSS font list for headings.", pattern=_FONT)
    )
    font_ui: str = field(
        default="",
        metadata=_about("CSS font list for everything around the text.", pattern=_FONT),
    )
    heading_weight: int | None = field(
        default=None,
        metadata=_about("Weight of headings, from 400 to 700 (default: 600).", ge=400, le=700),
    )
    logo: str = field(default="", metadata=_about("An image in content/, such as `logo.svg`."))
    logo_dark: str = field(
        default="", metadata=_about("The logo for dark mode, an image in content/.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsConfig:
    """Replies under a brief."""

    __pydantic_config__ = _FORBID

    provider: CommentsProvider = field(
        default="none", metadata=_about("The service that stores the replies.")
    )
    url: str = field(
        default="",
        metadata=_about("static: the URL that the form posts to; isso: the server's URL."),
    )
    form: str = field(default="", metadata=_about("formspree: the form's id, or its URL."))
    email: str = field(default="", metadata=_about("mailto: the address that replies go to."))
    repo: str = field(default="", metadata=_about("giscus: the repository, such as `owner/name`."))
    repo_id: str = field(default="", metadata=_about("giscus: the repository's id."))
    category: str = field(default="", metadata=_about("giscus: the category of discussions."))
    category_id: str = field(default="", metadata=_about("giscus: the category's id."))

    @property
    def origin(self) -> str:
        """Scheme and host of `url`, such as `https://example.org`, or ""."""
        return origin_of(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsConfig:
    """The service that counts the visitors of a site."""

    __pydantic_config__ = _FORBID

    provider: AnalyticsProvider = field(
        default="none", metadata=_about("The service that counts visitors.")
    )
    site: str = field(
        default="",
        metadata=_about(
            "plausible: the site's domain; goatcounter: the code; matomo: the id of the site."
        ),
    )
    url: str = field(
        default="",
        metadata=_about("URL of the server, if it is your own; matomo always needs it."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationConfig:
    """Citations of briefs."""

    __pydantic_config__ = _FORBID

    style: CitationStyle = field(default="apa", metadata=_about("Citation style."))
    genre: str = field(default="Policy brief", metadata=_about("Publication type in citations."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterConfig:
    """The form with which readers subscribe to emails."""

    __pydantic_config__ = _FORBID

    action: str = field(metadata=_about("URL of the service that the form is sent to."))
    email_field: str = field(
        default="email", metadata=_about("Name of the field with the address.", min_length=1)
    )
    hidden: Mapping[str, str | int] = field(
        default_factory=dict, metadata=_about("Values to send along, as `NAME: value`.")
    )
    honeypot: str = field(
        default="", metadata=_about("Name of a field that only programs fill in.")
    )
    text: str = field(default="", metadata=_about("What subscribers get, in one sentence."))
    privacy: str = field(
        default="", metadata=_about("Your privacy policy: a path such as `/privacy/`, or a URL.")
    )


FeedForm = Literal["atom", "rss", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsConfig:
    """The feeds of the site and of each language, author and term."""

    __pydantic_config__ = _FORBID

    forms: tuple[FeedForm, ...] = field(
        default=("atom", "rss", "json"),
        metadata=_about("Feed formats; the first is the recommended one."),
    )
    entries: int = field(
        default=20, metadata=_about("Number of briefs in a feed, newest first.", ge=1)
    )
    full_text: bool = field(
        default=True,
        metadata=_about("Include the full text of briefs in feeds, not only summaries."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputsConfig:
    """Which machine-readable files to write, and whether to have an archive page."""

    __pydantic_config__ = _FORBID

    archive: bool = field(default=True, metadata=_about("List all briefs by year at `/archive/`."))
    markdown: bool = field(default=True, metadata=_about("Write `index.md` for each brief."))
    citations: bool = field(
        default=True, metadata=_about("Write files for reference managers for each brief.")
    )
    email: bool = field(
        default=False, metadata=_about("Write `email.html` and `email.txt` for each brief.")
    )
    briefs_json: bool = field(default=True, metadata=_about("Write `/briefs.json`."))
    llms_txt: bool = field(default=True, metadata=_about("Write `/llms.txt`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """Site search."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_about("Add a search page at `/search/`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialConfig:
    """Link previews in social networks and chats."""

    __pydantic_config__ = _FORBID

    images: bool = field(
        default=True, metadata=_about("Create a link preview image for each brief.")
    )
    font: str = field(
        default="",
        metadata=_about("A font in content/, such as `/fonts/own.ttf`, for other scripts."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfConfig:
    """PDFs of briefs."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=False, metadata=_about("Make a PDF of each brief."))
    paper: Paper = field(default="a4", metadata=_about("Size of the paper."))
    columns: int = field(default=1, metadata=_about("Columns of the text, one or two.", ge=1, le=2))
    standard: PdfStandard = field(
        default="ua-1",
        metadata=_about("PDF/UA-1 (accessibility), or a PDF/A standard (archives)."),
    )
    collections: tuple[PdfCollection, ...] = field(
        default=(), metadata=_about("Also make one PDF of each `series` and each `year`.")
    )
    fonts: tuple[str, ...] = field(
        default=(),
        metadata=_about("Fonts in content/, such as `/fonts/own.ttf`, for other scripts."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesConfig:
    """Which resized copies of images to create."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_about("Create resized copies of images."))
    formats: tuple[ImageFormat, ...] = field(
        default=("avif", "webp"),
        metadata=_about("Formats; a browser uses the first one that it supports."),
    )
    widths: tuple[int, ...] = field(
        default=(320, 640, 960, 1280), metadata=_about("Widths in pixels.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartsConfig:
    """Charts."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(
        default=True, metadata=_about("Draw charts; if not, they are shown as tables.")
    )
    embed: bool = field(default=True, metadata=_about("Let other sites show charts in a frame."))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadersConfig:
    """The `_headers` file, and the origins that the Content-Security-Policy allows."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(
        default=True, metadata=_about("Write `_headers` for hosts that support it.")
    )
    scripts: tuple[str, ...] = field(
        default=(), metadata=_about("Other origins that pages may load scripts from.")
    )
    styles: tuple[str, ...] = field(
        default=(), metadata=_about("Other origins for style sheets and fonts.")
    )
    connections: tuple[str, ...] = field(
        default=(), metadata=_about("Other origins that scripts may connect to.")
    )
    forms: tuple[str, ...] = field(
        default=(), metadata=_about("Other origins that forms may be sent or redirected to.")
    )
    servers: tuple[Server, ...] = field(
        default=(),
        metadata=_about("Servers of your own for which to write headers and redirects."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsConfig:
    """The page where editors write in a browser."""

    __pydantic_config__ = _FORBID

    backend: CmsBackend = field(
        default="local",
        metadata=_about("Where texts are saved; `local` is this folder, in `briefgen serve`."),
    )
    repository: str = field(
        default="", metadata=_about("Repository with the site, as `owner/name`.")
    )
    branch: str = field(
        default="", metadata=_about("Branch that is edited (default: the repository's).")
    )
    folder: str = field(
        default="",
        metadata=_about("Folder of the site in the repository, if it is not at the top."),
    )
    url: str = field(
        default="", metadata=_about("URL of the git server, if your organisation runs its own.")
    )
    login: str = field(
        default="", metadata=_about("github: URL of your service that logs editors in.")
    )
    app_id: str = field(
        default="", metadata=_about("gitlab and gitea: id of the application for logging in.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployTarget:
    """A place where `briefgen deploy` publishes the site."""

    __pydantic_config__ = _FORBID

    to: str = field(
        metadata=_about(
            "A folder, `user@host:/path`, a git repository, or `s3://bucket/prefix`.", min_length=1
        )
    )
    base_url: str = field(
        default="", metadata=_about("URL of the site there (default: the site's `base_url`).")
    )
    branch: str = field(
        default="",
        metadata=_about(
            "Branch of a git repository (default: `gh-pages`).",
            pattern=r"^(?:\w[\w./-]*)?$",
        ),
    )
    replace: bool = field(default=False, metadata=_about("Remove all other files from the branch."))
    endpoint: str = field(
        default="", metadata=_about("URL of the S3-compatible service (default: Amazon S3).")
    )
    region: str = field(
        default="", metadata=_about("Region of the bucket.", pattern=r"^[A-Za-z0-9-]*$")
    )
    keep: int = field(
        default=5, metadata=_about("Releases to keep in a folder or on a host.", ge=2, le=100)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgesConfig:
    """After how many days `check --sources` asks again, by the last answer."""

    __pydantic_config__ = _FORBID

    ok: int = field(default=30, metadata=_about("A source that was read.", ge=0))
    failing: int = field(default=1, metadata=_about("One that failed, but is not dead.", ge=0))
    blocked: int = field(default=7, metadata=_about("One that refuses programs.", ge=0))
    dead: int = field(default=30, metadata=_about("A dead one.", ge=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePattern:
    """Sources that are an exception, and why."""

    __pydantic_config__ = _FORBID

    match: str = field(metadata=_about("Beginning of their URLs; `*` is any text.", min_length=1))
    reason: str = field(metadata=_about("Why.", min_length=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveConfig:
    """Where `check --sources --archive` looks for archived copies, and which ones it accepts."""

    __pydantic_config__ = _FORBID

    url: str = field(
        default="https://web.archive.org", metadata=_about("URL of the archive, without `/web`.")
    )
    distance: int = field(
        default=30, metadata=_about("Days between a citation and its copy, at most.", ge=0)
    )
    retry: int = field(
        default=14, metadata=_about("Days until a copy that was missing is tried again.", ge=0)
    )
    rate: float = field(
        default=1.0, metadata=_about("Requests a second to the archive.", gt=0, le=100)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesConfig:
    """How `briefgen check --sources` asks the web."""

    __pydantic_config__ = _FORBID

    rate: float = field(
        default=2.0, metadata=_about("Requests a second to one host.", gt=0, le=100)
    )
    concurrency: int = field(default=32, metadata=_about("Requests at once, in all.", ge=1, le=200))
    per_host: int = field(default=2, metadata=_about("Requests at once to one host.", ge=1, le=20))
    timeout: float = field(
        default=20.0, metadata=_about("Seconds to wait for an answer.", gt=0, le=300)
    )
    ignore: tuple[SourcePattern, ...] = field(
        default=(), metadata=_about("Sources that are never asked.")
    )
    accept: tuple[SourcePattern, ...] = field(
        default=(), metadata=_about("Sources that can be read, whatever they answer to programs.")
    )
    max_age: AgesConfig = field(
        default=AgesConfig(), metadata=_about("After how many days to ask again.")
    )
    archive: ArchiveConfig = field(
        default=ArchiveConfig(), metadata=_about("Where archived copies are found and saved.")
    )
    proxy: str = field(default="", metadata=_about("URL of an HTTP proxy."))
    doi_registry: str = field(
        default="https://doi.org",
        metadata=_about("Where to ask for the title and the authors of a work with a DOI."),
    )
    private_addresses: bool = field(
        default=False, metadata=_about("Also ask hosts in private networks.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageConfig:
    """What pages in a further language call the site and its parts."""

    __pydantic_config__ = _FORBID

    title: str = field(default="", metadata=_about("Name of the site in this language."))
    description: str = field(default="", metadata=_about("The description in this language."))
    navigation: Menu | None = field(
        default=None, metadata=_about("Links at the top of each page in this language.")
    )
    footer: Menu | None = field(
        default=None, metadata=_about("Links at the bottom of each page in this language.")
    )
    taxonomies: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_about("Headings of the overview pages, as `categories: Kategorien`."),
    )
    terms: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict,
        metadata=_about("Names of terms by taxonomy, as `categories: {Prices: Preise}`."),
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

    title: str = field(metadata=_about("Name of the site.", min_length=1))
    base_url: str = field(
        metadata=_about("Absolute URL of the site, such as `https://example.org/briefs`.")
    )
    description: str = field(default="", metadata=_about("One sentence for search engines."))
    language: str = field(default="en", metadata=_about("BCP 47 tag of the site's language."))
    timezone: str = field(default="UTC", metadata=_about("IANA time zone for dates without one."))
    publisher: Publisher | None = field(
        default=None, metadata=_about("The organisation that publishes the site.")
    )
    navigation: Menu = field(default=(), metadata=_about("Links at the top of each page."))
    footer: Menu = field(
        default=(), metadata=_about("Links at the bottom of each page, such as an imprint.")
    )
    license: str = field(
        default="",
        metadata=_about(
            "SPDX id of the licence of the texts, such as `CC-BY-4.0`.", pattern=IDENTIFIER
        ),
    )
    home: HomeConfig = field(default=HomeConfig(), metadata=_about("The home page."))
    permalink: str = field(
        default="/briefs/{slug}/",
        metadata=_about("URL of briefs; can use {year} {month} {day} {language} {slug}."),
    )
    paginate: int = field(default=20, metadata=_about("Briefs per list page.", ge=1))
    taxonomies: Mapping[str, TaxonomyConfig | None] = field(
        default_factory=dict,
        metadata=_about("Settings of categories, tags and series, and more taxonomies."),
    )
    languages: Mapping[str, LanguageConfig] = field(
        default_factory=dict,
        metadata=_about("The site's words in further languages, by language tag."),
    )
    share: tuple[Network, ...] = field(
        default=("copy", "linkedin", "x", "bluesky", "email"),
        metadata=_about("Share buttons, in order."),
    )
    links: LinksConfig = field(default=LinksConfig(), metadata=_about("Links to other sites."))
    markdown: MarkdownConfig = field(
        default=MarkdownConfig(), metadata=_about("Markdown extensions.")
    )
    theme: ThemeConfig = field(default=ThemeConfig(), metadata=_about("Colours, fonts and logo."))
    comments: CommentsConfig = field(default=CommentsConfig(), metadata=_about("Replies."))
    analytics: AnalyticsConfig = field(
        default=AnalyticsConfig(), metadata=_about("Visitor statistics.")
    )
    newsletter: NewsletterConfig | None = field(
        default=None, metadata=_about("The form to subscribe to emails.")
    )
    citation: CitationConfig = field(
        default=CitationConfig(), metadata=_about("How to cite briefs.")
    )
    feeds: FeedsConfig = field(default=FeedsConfig(), metadata=_about("Feeds."))
    outputs: OutputsConfig = field(
        default=OutputsConfig(), metadata=_about("Machine-readable files, and the archive page.")
    )
    search: SearchConfig = field(default=SearchConfig(), metadata=_about("The search page."))
    social: SocialConfig = field(default=SocialConfig(), metadata=_about("Link preview images."))
    pdf: PdfConfig = field(default=PdfConfig(), metadata=_about("Which PDFs to make."))
    images: ImagesConfig = field(default=ImagesConfig(), metadata=_about("Resized images."))
    charts: ChartsConfig = field(default=ChartsConfig(), metadata=_about("Charts in texts."))
    headers: HeadersConfig = field(
        default=HeadersConfig(), metadata=_about("HTTP headers and the Content-Security-Policy.")
    )
    sources: SourcesConfig = field(
        default=SourcesConfig(), metadata=_about("How `check --sources` asks the web.")
    )
    cms: CmsConfig | None = field(
        default=None, metadata=_about("The page where editors write in a browser.")
    )
    deploy: Mapping[str, DeployTarget] = field(
        default_factory=dict,
        metadata=_about("Where `briefgen deploy` publishes the site, by name."),
    )
    checks: Mapping[str, Level] = field(
        default_factory=dict,
        metadata=_about("Level of each problem code: `error`, `warning` or `off`."),
    )
    extra: Mapping[str, Any] = field(
        default_factory=dict, metadata=_about("Your own values; layouts read them as `site.extra`.")
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
        written = {**menu_urls("navigation", self.navigation), **menu_urls("footer", self.footer)}
        for tag, words in self.languages.items():
            written |= menu_urls(f"languages.{tag}.navigation", words.navigation or ())
            written |= menu_urls(f"languages.{tag}.footer", words.footer or ())
        written["theme.logo"] = self.theme.logo
        written["theme.logo_dark"] = self.theme.logo_dark
        if self.publisher:
            written["publisher.logo"] = self.publisher.logo
        if self.newsletter:
            written["newsletter.privacy"] = self.newsletter.privacy
        return {
            key: url if url.startswith("/") or is_own(url, self.host) else f"/{url}"
            for key, url in written.items()
            if url and (is_own(url, self.host) or not _ELSEWHERE.match(url))
        }

    def words_in(self, tag: str) -> tuple[str, LanguageConfig]:
        """Return the key and the words of the language that is nearest to a tag.

        Without one, the key is "" and there are no words.
        """
        if not self.languages:
            return "", LanguageConfig()
        written = {chain(key)[0]: key for key in self.languages}
        key = next((written[each] for each in chain(tag) if each in written), "")
        return key, self.languages.get(key, LanguageConfig())


def menu_urls(key: str, menu: Menu) -> dict[str, str]:
    """Return the URLs of a menu by their keys, such as `navigation.0.items.1.url`."""
    urls = {}
    for place, item in enumerate(menu):
        urls[f"{key}.{place}.url"] = item.url
        for index, link in enumerate(item.items):
            urls[f"{key}.{place}.items.{index}.url"] = link.url
    return urls


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig(SiteSettings):
    """site.yaml: the settings, and the places of their destinations and terms in the file."""

    spans: Mapping[str, Span] = field(default_factory=dict)
