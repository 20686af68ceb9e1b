"""What the files that are no pages are made from: one frozen dataclass a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from briefgen.model.citation import Citation  # noqa: F401 - of cite.bib and its like
from briefgen.model.content import Correction, Source
from briefgen.model.html import Html
from briefgen.model.moments import Moment
from briefgen.model.views import CorrectionView


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a brief, or publishes the site."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A brief in a feed; the text of the passage at the same place goes with it.

    URLs in `highlights` may be relative to `url`.
    """

    url: str
    title: str
    date: Moment
    updated: Moment
    summary: str = ""
    language: str = ""
    authors: tuple[Signature, ...] = ()
    terms: tuple[str, ...] = ()
    highlights: tuple[Html, ...] = ()
    image: str = ""
    image_alt: str = ""
    image_credit: Html = Html()
    corrections: tuple[CorrectionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The newest briefs of the site, or of one of its terms, for feed.atom, .rss and .json.

    `url` is the whole URL of the page that lists them; the feeds stand beside it. The title of
    the feed of a further language names it.
    """

    title: str
    url: str
    subtitle: str = ""
    language: str = "en"
    is_further: bool = False
    publisher: Signature
    stylesheet: str = ""
    entries: tuple[FeedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A page in the sitemap; `changed` is its date, "" if unknown."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """sitemap.xml, or a part of it."""

    pages: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """sitemap.xml of a site that is too large for one."""

    parts: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRecord:
    """What is known of a brief, for programs; all URLs are whole."""

    url: str
    title: str
    language: str
    summary: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    authors: tuple[Signature, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    highlights: tuple[str, ...] = ()
    image: str = ""
    image_alt: str = ""
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkdownBrief:
    """A brief's index.md: `links` gives the whole URL of each destination within the site."""

    record: BriefRecord
    publisher: str
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefIndex:
    """briefs.json. `has_markdown` says that each brief has an index.md beside it."""

    title: str
    url: str
    description: str
    language: str
    publisher: Signature
    briefs: tuple[BriefRecord, ...]
    has_markdown: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A page that llms.txt names."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LlmsText:
    """llms.txt: the site in a few words, and where to read on, under headings."""

    title: str
    description: str
    sections: Mapping[str, tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Redirects:
    """_redirects: from the path of an old address to that of the brief."""

    moves: tuple[tuple[str, str], ...]


# More than cameras make. A reader would wait for such a picture, and so would a build.
MOST_PIXELS: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class SmallerPicture:
    """A picture made from a larger one, which is the source: its width, and avif or webp.

    `largest` is the width of the largest that is made from the same source, which is decoded once
    for all of them.
    """

    width: int
    format: str
    largest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCard:
    """What social.svg sees of a brief; the site's own font, if it has one, is the source."""

    title: str
    site_title: str
    category: str = ""
    authors: tuple[str, ...] = ()
    date: Moment | None = None
    language: str = "en"
    direction: str = "ltr"
    accent: str
