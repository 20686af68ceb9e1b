"""The settings of a site, as site.yaml gives them.

Each field's `description` reaches editors through `briefgen schema` and readers through
docs/site.md.
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
from briefgen.model.levels import Level

# A scheme, a host, or a place in the page itself.
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

PictureFormat = Literal["avif", "webp"]

_FORBID: Final = {"extra": "forbid"}
_FONT: Final = r"^[^;{}<>\\]*$"
_COLOUR: Final = r"^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"

_COLOUR_OR_NONE: Final = r"^(?:#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}))?$"


def _about(description: str, **constraints: Any) -> dict[str, Any]:
    return {"description": description, **constraints}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The organisation behind the site."""

    __pydantic_config__ = _FORBID

    name: str = field(metadata=_about("Name of the organisation.", min_length=1))
    url: str = field(default="", metadata=_about("Its own web site."))
    logo: str = field(default="", metadata=_about("A picture in content/, as `logo.svg`."))
    email: str = field(default="", metadata=_about("Where readers may write."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationItem:
    """One link of the site's navigation."""

    __pydantic_config__ = _FORBID

    text: str = field(metadata=_about("What the link says.", min_length=1))
    url: str = field(metadata=_about("`/about/` in the site, or a whole URL.", min_length=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyConfig:
    """A way of grouping briefs; its key is the front matter's key and the URL's first part."""

    __pydantic_config__ = _FORBID

    title: str = field(default="", metadata=_about("Heading of the overview (the key)."))
    paginate: int | None = field(
        default=None, metadata=_about("Briefs on one of its list pages (as the site's).", ge=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksConfig:
    """How links to other hosts behave."""

    __pydantic_config__ = _FORBID

    new_tab: bool = field(
        default=True, metadata=_about("Open source links in a new tab, and say so.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownConfig:
    """Switches of the Markdown dialect. CommonMark itself is always on."""

    __pydantic_config__ = _FORBID

    tables: bool = field(default=True, metadata=_about("GFM tables."))
    strikethrough: bool = field(default=True, metadata=_about("`~~struck~~`."))
    task_lists: bool = field(default=True, metadata=_about("`- [x] done`."))
    autolinks: bool = field(default=True, metadata=_about("Bare URLs become links."))
    footnotes: bool = field(default=True, metadata=_about("`[^1]`."))
    definition_lists: bool = field(default=True, metadata=_about("Terms and `: meanings`."))
    attributes: bool = field(default=True, metadata=_about("`{.class #id}`."))
    callouts: bool = field(default=True, metadata=_about("`::: note`."))
    smart_quotes: bool = field(
        default=True, metadata=_about("Typographic quotes, dashes and ellipses, by language.")
    )
    frames: tuple[str, ...] = field(
        default=(), metadata=_about("Hosts whose pages an <iframe> may show.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeConfig:
    """The look of the built-in theme."""

    __pydantic_config__ = _FORBID

    accent: str = field(
        default="#0b5d66", metadata=_about("Colour of links and marks, `#rrggbb`.", pattern=_COLOUR)
    )
    accent_dark: str = field(
        default="",
        metadata=_about(
            "The same on a dark page, `#rrggbb` (made from `accent`).", pattern=_COLOUR_OR_NONE
        ),
    )
    font_body: str = field(default="", metadata=_about("CSS font list of the text.", pattern=_FONT))
    font_heading: str = field(
        default="", metadata=_about("CSS font list of the headings.", pattern=_FONT)
    )
    logo: str = field(default="", metadata=_about("A picture in content/, as `logo.svg`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsConfig:
    """Replies under a brief."""

    __pydantic_config__ = _FORBID

    provider: Literal["none", "static", "isso", "giscus"] = field(
        default="none", metadata=_about("Who keeps the replies.")
    )
    url: str = field(
        default="",
        metadata=_about("Where the form is sent (static), or the address of the server (isso)."),
    )
    repo: str = field(default="", metadata=_about("giscus: the repository, as `owner/name`."))
    repo_id: str = field(default="", metadata=_about("giscus: the repository's id."))
    category: str = field(default="", metadata=_about("giscus: the category of discussions."))
    category_id: str = field(default="", metadata=_about("giscus: the category's id."))

    @property
    def origin(self) -> str:
        """Scheme and host of `url`, as `https://example.org`, or ""."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationConfig:
    """Citations of briefs."""

    __pydantic_config__ = _FORBID

    style: Literal["apa", "chicago"] = field(
        default="apa", metadata=_about("Style of the citation under a brief.")
    )
    genre: str = field(
        default="Policy brief", metadata=_about("What the publication calls its briefs.")
    )


FeedForm = Literal["atom", "rss", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsConfig:
    """The feeds of the site, and of each language, category, tag, author, series and own term."""

    __pydantic_config__ = _FORBID

    forms: tuple[FeedForm, ...] = field(
        default=("atom", "rss", "json"),
        metadata=_about("Forms of each feed; the first is the one to recommend."),
    )
    entries: int = field(default=20, metadata=_about("Newest briefs in a feed.", ge=1))
    full_text: bool = field(
        default=True, metadata=_about("Put whole briefs into feeds, not summaries alone.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputsConfig:
    """Files for programs, and the archive."""

    __pydantic_config__ = _FORBID

    archive: bool = field(default=True, metadata=_about("All briefs by year, at `/archive/`."))
    markdown: bool = field(default=True, metadata=_about("`index.md` beside each brief."))
    citations: bool = field(
        default=True, metadata=_about("Files for reference managers beside each brief.")
    )
    briefs_json: bool = field(default=True, metadata=_about("`/briefs.json`."))
    llms_txt: bool = field(default=True, metadata=_about("`/llms.txt`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConfig:
    """Search within the site."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_about("Have a search page at `/search/`."))


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialConfig:
    """How networks and chats show a link to a brief."""

    __pydantic_config__ = _FORBID

    images: bool = field(default=True, metadata=_about("Draw a picture for each brief."))
    font: str = field(
        default="",
        metadata=_about("A font in content/, as `/fonts/own.ttf`, for scripts that ours lack."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagesConfig:
    """Smaller files for the pictures of pages."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_about("Make smaller files of pictures."))
    formats: tuple[PictureFormat, ...] = field(
        default=("avif", "webp"),
        metadata=_about("Their formats; a browser takes the first that it knows."),
    )
    widths: tuple[int, ...] = field(
        default=(640, 960, 1280), metadata=_about("Their widths in pixels.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadersConfig:
    """What hosts and browsers are told about the site."""

    __pydantic_config__ = _FORBID

    enabled: bool = field(default=True, metadata=_about("Write `_headers` for hosts that read it."))
    scripts: tuple[str, ...] = field(
        default=(), metadata=_about("Origins beside the site's own of which pages run scripts.")
    )
    styles: tuple[str, ...] = field(
        default=(), metadata=_about("The same for style sheets and fonts.")
    )
    connections: tuple[str, ...] = field(
        default=(), metadata=_about("The same for what scripts ask for.")
    )


DEFAULT_TAXONOMIES: Final[Mapping[str, TaxonomyConfig]] = {
    "categories": TaxonomyConfig(title="Categories"),
    "tags": TaxonomyConfig(title="Tags"),
    "series": TaxonomyConfig(title="Series"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What site.yaml may say."""

    __pydantic_config__ = _FORBID

    title: str = field(metadata=_about("The site's name.", min_length=1))
    base_url: str = field(
        metadata=_about("Where the site will be, as `https://example.org/briefs`.")
    )
    description: str = field(default="", metadata=_about("One sentence for search engines."))
    language: str = field(default="en", metadata=_about("BCP 47 tag of the site's language."))
    timezone: str = field(default="UTC", metadata=_about("IANA zone of dates without one."))
    publisher: Publisher | None = field(
        default=None, metadata=_about("The organisation that publishes the site.")
    )
    navigation: tuple[NavigationItem, ...] = field(
        default=(), metadata=_about("Links in the head of each page.")
    )
    permalink: str = field(
        default="/briefs/{slug}/",
        metadata=_about("URL of briefs; may use {year} {month} {day} {language} {slug}."),
    )
    paginate: int = field(default=20, metadata=_about("Briefs on a list page.", ge=1))
    taxonomies: Mapping[str, TaxonomyConfig | None] = field(
        default_factory=dict,
        metadata=_about("Groupings beside categories, tags and series, and their settings."),
    )
    share: tuple[Network, ...] = field(
        default=("x", "linkedin", "facebook", "bluesky", "mastodon", "email", "copy", "native"),
        metadata=_about("Share buttons, in order."),
    )
    links: LinksConfig = field(default=LinksConfig(), metadata=_about("Links to other hosts."))
    markdown: MarkdownConfig = field(
        default=MarkdownConfig(), metadata=_about("Switches of the Markdown dialect.")
    )
    theme: ThemeConfig = field(default=ThemeConfig(), metadata=_about("Colours, fonts, logo."))
    comments: CommentsConfig = field(default=CommentsConfig(), metadata=_about("Replies."))
    citation: CitationConfig = field(
        default=CitationConfig(), metadata=_about("How briefs ask to be cited.")
    )
    feeds: FeedsConfig = field(default=FeedsConfig(), metadata=_about("Feeds."))
    outputs: OutputsConfig = field(
        default=OutputsConfig(), metadata=_about("What is made beside briefs, lists and feeds.")
    )
    search: SearchConfig = field(default=SearchConfig(), metadata=_about("The search page."))
    social: SocialConfig = field(
        default=SocialConfig(), metadata=_about("How networks show a link to a brief.")
    )
    images: ImagesConfig = field(
        default=ImagesConfig(), metadata=_about("Which smaller files are made of pictures.")
    )
    headers: HeadersConfig = field(
        default=HeadersConfig(), metadata=_about("What hosts and browsers are told.")
    )
    checks: Mapping[str, Level] = field(
        default_factory=dict,
        metadata=_about("What a kind of problem counts as: `error`, `warning` or `off`."),
    )
    extra: Mapping[str, Any] = field(
        default_factory=dict, metadata=_about("The site's own; layouts see it as `site.extra`.")
    )

    @property
    def zone(self) -> ZoneInfo:
        """The zone of dates that name none."""
        return ZoneInfo(self.timezone)

    @property
    def base_path(self) -> str:
        """The path of `base_url` without its last slash and not encoded: `/briefs`, or ""."""
        return unquote(urlsplit(self.base_url).path).rstrip("/")

    @property
    def host(self) -> str:
        """The host (and port) of `base_url`, in lower case."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def groupings(self) -> Mapping[str, TaxonomyConfig]:
        """All taxonomies by key: the three that every site has, then the site's own."""
        own = {key: value or TaxonomyConfig() for key, value in self.taxonomies.items()}
        return {**DEFAULT_TAXONOMIES, **own}

    @property
    def destinations(self) -> Mapping[str, str]:
        """What the settings link to and show within the site, by key as `navigation.0.url`.

        They begin with a slash, save whole URLs of the site itself: site.yaml stands for all
        pages, so what is written without one is meant from the root of content/ too.
        """
        written = {
            f"navigation.{place}.url": each.url for place, each in enumerate(self.navigation)
        }
        written["theme.logo"] = self.theme.logo
        if self.publisher:
            written["publisher.logo"] = self.publisher.logo
        return {
            key: url if url.startswith("/") or is_own(url, self.host) else f"/{url}"
            for key, url in written.items()
            if url and (is_own(url, self.host) or not _ELSEWHERE.match(url))
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig(SiteSettings):
    """site.yaml: the settings, and where its destinations stand."""

    spans: Mapping[str, Span] = field(default_factory=dict)
