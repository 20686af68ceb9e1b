"""What the views of pages have in common, each part made once for a site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeVar

from briefgen.assemble.citations import citations
from briefgen.assemble.downloads import downloads
from briefgen.assemble.replies import replies_view
from briefgen.assemble.share import share_links
from briefgen.assemble.views.authors import Authors
from briefgen.assemble.views.charts import Charts
from briefgen.assemble.views.feeds import Feeds
from briefgen.assemble.views.heads import Heads
from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.images import Images
from briefgen.assemble.views.links import Links
from briefgen.assemble.views.series import Series
from briefgen.assemble.views.site import SiteViews
from briefgen.assemble.views.terms import Terms
from briefgen.assemble.views.translations import Translations
from briefgen.model.addresses import absolute, slugify
from briefgen.model.citation import Citation
from briefgen.model.content import Brief
from briefgen.model.languages import direction
from briefgen.model.site import PublishedBrief, Site
from briefgen.model.views import (
    Alternate,
    BriefView,
    Card,
    CorrectionView,
    DownloadView,
    FileLink,
    Lead,
)

M = TypeVar("M")

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Views:
    """Creates the views of one site: those of briefs, and through its parts those of all else.

    Not frozen: it caches views, and collects the diagnostics of links.
    """

    def __init__(
        self,
        site: Site,
        assets: Mapping[str, str],
        integrity: Mapping[str, str] = _NONE,
        fonts: tuple[str, ...] = (),
    ) -> None:
        self.site = site
        self.config = site.config
        self.links = Links(site)
        self.diagnostics = self.links.diagnostics
        self.homes = Homes(self.links)
        self.sites = SiteViews(self.links, self.homes, assets, integrity, fonts)
        self.feeds = Feeds(self.links, self.homes, self.sites)
        self.translations = Translations(self.links)
        self.images = Images(self.links)
        self.heads = Heads(self.links, self.homes, self.feeds, self.translations, self.images)
        self.charts = Charts(self.links)
        self.terms = Terms(self.links, self.homes)
        self.authors = Authors(self.links, self.homes, self.terms, self.images)
        self.series = Series(self.links, self.homes)
        self._downloads: dict[str, tuple[DownloadView, ...]] = {}
        self._makers: dict[Any, Any] = {}

    def one(self, kind: Callable[[Views], M]) -> M:
        """Return what a class makes of these views: one object for all planners."""
        if kind not in self._makers:
            self._makers[kind] = kind(self)
        maker: M = self._makers[kind]
        return maker

    def alternates(
        self, published: PublishedBrief, pdf: FileLink | None = None
    ) -> tuple[Alternate, ...]:
        """Return the links to a brief's Markdown and PDF, if it has them."""
        if self.site.review:
            return ()
        title = published.brief.title
        others = (Alternate(pdf.url, pdf.type, title),) if pdf else ()
        if not self.config.outputs.markdown:
            return others
        url = self.links.href(f"{published.url}index.md")
        return (Alternate(url, "text/markdown", title), *others)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all briefs, in the site's order."""
        return tuple(self._card(published) for published in self.site.briefs)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all briefs, in the site's order."""
        return citations(self.site, self.authors.signing)

    def cards_of(self, indexes: Iterable[int]) -> tuple[Card, ...]:
        """Return the cards of the briefs at these indexes."""
        return tuple(self.cards[index] for index in indexes)

    def _card(self, published: PublishedBrief) -> Card:
        brief = published.brief
        return Card(
            title=brief.title,
            url=self.links.href(published.url),
            heading=brief.heading or None,
            summary="" if _repeats_title(brief) else brief.summary,
            date=brief.date,
            authors=self.authors.links(brief),
            categories=self.terms.of("categories", brief),
            image=self.images.view(brief.image, brief.path),
            language=brief.language,
            direction=direction(brief.language or self.config.language),
            minutes=brief.body.minutes,
            holds=self.site.holds.get(brief.path, ()),
        )

    def lead(self, index: int) -> Lead:
        """Return the card of a brief with its highlights, for the top of the home page."""
        brief, card = self.site.briefs[index].brief, self.cards[index]
        card_fields = {each.name: getattr(card, each.name) for each in fields(card)}
        highlights = tuple(
            self.links.resolved(item.prose, brief.path).off_page() for item in brief.highlights
        )
        return Lead(
            **card_fields,
            standfirst=standfirst(brief),
            highlights=highlights,
            is_draft=brief.draft,
        )

    def brief(self, index: int, pdf: FileLink | None = None) -> BriefView:
        """Return the full view of the brief at an index of the site's list."""
        published = self.site.briefs[index]
        brief, card = published.brief, self.cards[index]
        url = absolute(self.config.base_url, published.url)
        newer, older = self.series.neighbours[index]
        self.links.look_up((source.url for source in brief.sources), brief.location_of("sources"))
        return BriefView(
            title=brief.title,
            url=card.url,
            heading=card.heading,
            absolute_url=url,
            summary=brief.summary,
            standfirst=standfirst(brief),
            highlights=tuple(
                self.links.resolved(item.prose, brief.path) for item in brief.highlights
            ),
            date=brief.date,
            updated=brief.updated,
            minutes=card.minutes,
            authors=self.authors.cards(brief, card.authors),
            terms={key: self.terms.of(key, brief) for key in self.site.taxonomies},
            groups=tuple(self.terms.groups(brief)),
            headings=brief.body.headings,
            sources=brief.sources,
            image=self.images.with_credit(card.image, brief),
            corrections=self.corrections(brief),
            downloads=self.downloads(brief),
            series=self.series.of(index, brief),
            citation=self.citations[index],
            pdf=pdf,
            replies=replies_view(
                self.config.comments,
                brief,
                self.site.replies.get(brief.path, ()),
                card.url,
                url,
            ),
            share=share_links(self.config.share, brief.title, url) if brief.share else (),
            newsletter=brief.newsletter,
            related=self.cards_of(self.site.related[index]),
            newer=newer,
            older=older,
            is_draft=brief.draft,
            extra=brief.extra,
        )

    def downloads(self, brief: Brief) -> tuple[DownloadView, ...]:
        """Return the files that a brief offers."""
        if not brief.downloads:
            return ()
        if brief.path not in self._downloads:
            checked = downloads(brief, self.site)
            self.diagnostics += checked.diagnostics
            self._downloads[brief.path] = checked.value
        return self._downloads[brief.path]

    def corrections(self, brief: Brief) -> tuple[CorrectionView, ...]:
        """Return the corrections of a brief."""
        return tuple(
            CorrectionView(item.date, self.links.resolved(item.prose, brief.path), item.text)
            for item in brief.corrections
        )


def standfirst(brief: Brief) -> str:
    """Return the summary that an author wrote, or "" if it repeats another part of the page."""
    return brief.summary if brief.has_own_summary and not _repeats_title(brief) else ""


def _repeats_title(brief: Brief) -> bool:
    """Whether the summary is the same as the title, ignoring punctuation and case."""
    return slugify(brief.summary) == slugify(brief.title) != ""
