"""Views of single briefs: the card that lists show, and the brief in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property

from briefgen.assemble.links import resolve, resolve_all, resolve_reference
from briefgen.assemble.share import share_links
from briefgen.model.addresses import absolute, href, rooted, slugify
from briefgen.model.config import Publisher
from briefgen.model.content import Author, Brief, Image, Page, Prose, Reference
from briefgen.model.diagnostics import Diagnostic
from briefgen.model.html import Html
from briefgen.model.site import PublishedBrief, Site, Term
from briefgen.model.views import (
    AuthorLink,
    BriefView,
    Card,
    CorrectionView,
    ImageView,
    Lead,
    Link,
    PageView,
    Passage,
    PublisherView,
    SeriesView,
    SiteView,
    TermLink,
)

# The citation marks of source links: off its own page, a brief has no list that they lead to.
_ANCHOR = re.compile(r' id="cite-[\d-]+"| data-source="\d+"')
_RIGHT_TO_LEFT = frozenset("ar arc dv fa ha he khw ks ku ps ur yi".split())


class Views:
    """Makes views of one site; each part is made once.

    Not frozen: it remembers what it made, and gathers the diagnostics of the links on the way.
    """

    def __init__(self, site: Site, assets: Mapping[str, str]) -> None:
        self.site = site
        self.config = site.config
        self.diagnostics: list[Diagnostic] = []
        self._assets = assets

    # The frame

    @cached_property
    def frame(self) -> SiteView:
        """The site as every page sees it."""
        config = self.config
        return SiteView(
            title=config.title,
            url=self.href("/"),
            base_url=config.base_url.rstrip("/"),
            description=config.description,
            language=config.language,
            publisher=self._publisher(config.publisher) if config.publisher else None,
            navigation=tuple(Link(item.text, self._file(item.url)) for item in config.navigation),
            logo=self._file(config.theme.logo),
            new_tab=config.links.new_tab,
            assets=self._assets,
            extra=config.extra,
        )

    def _publisher(self, publisher: Publisher) -> PublisherView:
        return PublisherView(
            publisher.name, publisher.url, self._file(publisher.logo), publisher.email
        )

    def page(
        self,
        kind: str,
        title: str,
        url: str,
        *,
        description: str = "",
        language: str = "",
        source: str = "",
    ) -> PageView:
        """Return the head of a page."""
        tag = language or self.config.language
        return PageView(
            kind=kind,
            title=title,
            url=self.href(url),
            canonical=absolute(self.config.base_url, url),
            description=description,
            language=tag,
            direction=_direction(tag),
            source=source,
        )

    def href(self, url: str) -> str:
        """Return the link to a URL path of the site."""
        return href(self.config.base_path, url)

    def html(self, prose: Prose, path: str) -> Html:
        """Return a text with its links resolved."""
        checked = resolve(prose, path, self.site.addresses, self.config.base_path)
        self.diagnostics += checked.diagnostics
        return checked.value

    def passage(self, text: Brief | Page | Author | None) -> Passage | None:
        """Return the body of a content file that may not be there, for a page to show."""
        if text is None:
            return None
        found = resolve_all(text.body.prose, text.path, self.site.addresses, self.config.base_path)
        self.diagnostics += found.diagnostics
        return Passage(text.path, found.value)

    def _file(self, url: str) -> str:
        """Return a URL of site.yaml as a link: whole ones stay, paths go under the base path."""
        if not url.startswith("/") or url.startswith("//"):
            return url
        return rooted(self.config.base_path, url)

    # Briefs

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all briefs, in the site's order."""
        return tuple(self._card(published) for published in self.site.briefs)

    def chosen(self, places: Iterable[int]) -> tuple[Card, ...]:
        """Return the cards of the briefs at these places."""
        return tuple(self.cards[place] for place in places)

    def _card(self, published: PublishedBrief) -> Card:
        brief = published.brief
        return Card(
            title=brief.title,
            url=self.href(published.url),
            summary=brief.summary,
            date=brief.date,
            authors=self._authors(brief),
            categories=self._links("categories", brief),
            image=self._image(brief.image, brief.path),
            language=brief.language,
            direction=_direction(brief.language or self.config.language),
            minutes=brief.body.minutes,
        )

    def lead(self, place: int) -> Lead:
        """Return the card of a brief with its highlights, for the head of the home page."""
        brief, card = self.site.briefs[place].brief, self.cards[place]
        shown = {each.name: getattr(card, each.name) for each in fields(card)}
        highlights = tuple(
            Html(_ANCHOR.sub("", self.html(item.prose, brief.path))) for item in brief.highlights
        )
        standfirst = _standfirst(brief)
        return Lead(**shown, standfirst=standfirst, highlights=highlights, is_draft=brief.draft)

    def brief(self, place: int) -> BriefView:
        """Return the brief at a place of the site's order, in full."""
        published = self.site.briefs[place]
        brief, card = published.brief, self.cards[place]
        url = absolute(self.config.base_url, published.url)
        newer = self.cards[place - 1] if place else None
        older = self.cards[place + 1] if place + 1 < len(self.cards) else None
        return BriefView(
            title=brief.title,
            url=card.url,
            absolute_url=url,
            summary=brief.summary,
            standfirst=_standfirst(brief),
            highlights=tuple(self.html(item.prose, brief.path) for item in brief.highlights),
            date=brief.date,
            updated=brief.updated,
            minutes=card.minutes,
            authors=card.authors,
            terms={key: self._links(key, brief) for key in self.site.taxonomies},
            headings=brief.body.headings,
            sources=brief.sources,
            image=card.image,
            corrections=tuple(CorrectionView(item.date, item.text) for item in brief.corrections),
            series=self._series(place, brief),
            citation=self._citation(brief, card, url),
            share=share_links(self.config.share, brief.title, url) if brief.share else (),
            related=self.chosen(self.site.related[place]),
            newer=Link(newer.title, newer.url) if newer else None,
            older=Link(older.title, older.url) if older else None,
            is_draft=brief.draft,
            extra=brief.extra,
        )

    def term_link(self, term: Term) -> TermLink:
        """Return the link to a term's page."""
        return TermLink(term.name, self.href(term.url), len(term.members))

    def _links(self, key: str, brief: Brief) -> tuple[TermLink, ...]:
        terms = self.site.taxonomies[key].terms
        slugs = dict.fromkeys(slugify(name) for name in brief.terms.get(key, ()))
        return tuple(self.term_link(terms[slug]) for slug in slugs if slug in terms)

    def _authors(self, brief: Brief) -> tuple[AuthorLink, ...]:
        slugs = dict.fromkeys(
            self.site.signed[name] for name in brief.authors if name in self.site.signed
        )
        people = [self.site.authors.terms[slug] for slug in slugs]
        return tuple(
            AuthorLink(
                person.name, self.href(person.url), person.author.role if person.author else ""
            )
            for person in people
        )

    def _image(self, image: Image | None, path: str) -> ImageView | None:
        if image is None:
            return None
        if isinstance(image.src, Reference):
            found = resolve_reference(image.src, path, self.site.addresses, self.config.base_path)
            self.diagnostics += found.diagnostics
            return ImageView(found.value, image.alt, image.credit) if found.value else None
        return ImageView(image.src, image.alt, image.credit)

    def _series(self, place: int, brief: Brief) -> SeriesView | None:
        names = brief.terms.get("series", ())
        term = self.site.taxonomies["series"].terms.get(slugify(names[0])) if names else None
        if term is None:
            return None
        parts = tuple(
            Link(self.cards[member].title, self.cards[member].url, member == place)
            for member in term.members
        )
        return SeriesView(term.name, self.href(term.url), term.members.index(place) + 1, parts)

    def _citation(self, brief: Brief, card: Card, url: str) -> str:
        publisher = self.config.publisher.name if self.config.publisher else self.config.title
        parts = [
            _listed([author.name for author in card.authors]),
            f"“{brief.title}”",
            publisher,
            brief.date.iso[:10] if brief.date else "",
            url,
        ]
        return ", ".join(part for part in parts if part) + "."


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _standfirst(brief: Brief) -> str:
    return brief.summary if brief.has_own_summary else ""


def _direction(tag: str) -> str:
    return "rtl" if tag.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
