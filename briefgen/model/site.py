"""The site as a whole: its published briefs in order, and what connects them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from briefgen.model.config import SiteConfig, TaxonomyConfig
from briefgen.model.content import Asset, Author, Brief, Hold, Page, Reply


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many texts wait, each counted once, and the file that comes out next."""

    drafts: int = 0
    embargoed: int = 0
    future: int = 0
    next_path: str = ""
    next_release: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublishedBrief:
    """A brief with its URL path (not encoded, without the base path)."""

    brief: Brief
    url: str


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A plain page with its URL path."""

    page: Page
    url: str


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a taxonomy; `members` are places in the site's list of briefs, in order."""

    slug: str
    name: str
    url: str
    members: tuple[int, ...] = ()
    words: Page | None = None
    author: Author | None = None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A way of grouping briefs, with its terms by slug in the order of their names.

    `slugs` gives the slug of each name that a brief uses.
    """

    key: str
    config: TaxonomyConfig
    terms: Mapping[str, Term]
    slugs: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """URL path of the overview."""
        return f"/{self.key}/"

    @property
    def title(self) -> str:
        """Heading of the overview."""
        return self.config.title or self.key.replace("_", " ").replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Home:
    """The home of a language; `members` are places in the site's list of briefs, in order."""

    language: str
    url: str
    members: tuple[int, ...] = ()
    words: Page | None = None


@dataclass(frozen=True, slots=True)
class Addresses:
    """What links may lead to.

    `urls` gives the URL path of each published file of content/ by its path, `anchors` those
    of its headings, `files` the file whose text a URL path shows; `known` holds every URL path of
    the site; `withheld` the paths and URLs of what is not published yet. `host` is the
    site's own. `layout_anchors` are those that the site's layouts give. Paths are such as
    `path_key` returns.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, Collection[str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    layout_anchors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """The names in which to look for what a broken link may have meant.

    `anchors` has the pages that such links lead to, and no others.
    """

    files: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    anchors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that is published. Briefs stand newest first.

    `signed` maps each name or id in a brief's `authors` to the slug of its author.
    `related` gives the places of the most related briefs, nearest first, for each brief.
    `not_found` has the words of the page for addresses that lead nowhere.
    `homes` begins with the site's own. `translations` gives, for each brief that has some, the
    places of its versions in other languages.
    `replies` holds the approved replies to a brief by its path.
    `left_out` tells what waits. `holds` gives, for what is published only because a command asked
    for it, why it would wait. Both change at `next_change`, or a date that is left out since it
    lies in the future comes then.
    """

    config: SiteConfig
    authors: Taxonomy
    briefs: tuple[PublishedBrief, ...] = ()
    pages: tuple[PublishedPage, ...] = ()
    home: Page | None = None
    not_found: Page | None = None
    homes: tuple[Home, ...] = ()
    translations: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    taxonomies: Mapping[str, Taxonomy] = field(default_factory=dict)
    signed: Mapping[str, str] = field(default_factory=dict)
    assets: tuple[Asset, ...] = ()
    replies: Mapping[str, tuple[Reply, ...]] = field(default_factory=dict)
    addresses: Addresses = Addresses()
    related: tuple[tuple[int, ...], ...] = ()
    left_out: LeftOut = LeftOut()
    holds: Mapping[str, tuple[Hold, ...]] = field(default_factory=dict)
    next_change: datetime | None = None

    @property
    def next_release(self) -> datetime | None:
        """When the next of the texts that wait comes out."""
        return self.left_out.next_release
