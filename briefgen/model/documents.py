"""The data of files that are not pages: one frozen dataclass for each form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from briefgen.model.citation import Citation  # noqa: F401 - for cite.bib and the like
from briefgen.model.content import Correction, Source
from briefgen.model.moments import Moment
from briefgen.model.text import Text
from briefgen.model.views import CorrectionView


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
class Listed:
    """A page in the sitemap; `changed` is its date, "" if unknown."""

    url: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """sitemap.xml, or one part of it."""

    pages: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """sitemap.xml of a site that is too large for one sitemap."""

    parts: tuple[Listed, ...]


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


# Larger than camera images. Larger images would be slow to load and slow to build.
MOST_PIXELS: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class SmallerImage:
    """A resized copy of an image (the source): its width, and avif or webp.

    `largest` is the width of the largest copy of the same source, which is decoded once for all
    copies. `is_heavy`: decoding it takes hundreds of megabytes.
    """

    width: int
    format: str
    largest: int = 0
    is_heavy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCard:
    """The data of a brief for social.svg; the site's own font, if any, is the source."""

    title: str
    site_title: str
    category: str = ""
    authors: tuple[str, ...] = ()
    date: Moment | None = None
    language: str = "en"
    direction: str = "ltr"
    accent: str
