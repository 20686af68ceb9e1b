"""What the views of all pages have in common: the site, the head, cards, terms, authors, briefs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from briefgen.assemble.analytics import analytics_view
from briefgen.assemble.citations import citations, signing
from briefgen.assemble.csp import page_policy
from briefgen.assemble.images import VARIANTS, is_divisible, is_too_large, sources, variant_path
from briefgen.assemble.languages import archive_url, list_language, list_urls, search_url
from briefgen.assemble.links import resolve, resolve_all, resolve_reference, target_path
from briefgen.assemble.names import initials
from briefgen.assemble.replies import replies_view
from briefgen.assemble.share import share_links
from briefgen.assemble.works import Works, works_of
from briefgen.model.addresses import absolute, href, is_own, slugify
from briefgen.model.citation import Citation, CitedAuthor
from briefgen.model.config import DEFAULT_TAXONOMIES, LanguageConfig, Menu, Publisher
from briefgen.model.content import Asset, Author, Brief, Image, Page, Seo
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.documents import MOST_PIXELS
from briefgen.model.excerpts import excerpt
from briefgen.model.identity import name_key, path_key, term_slug
from briefgen.model.languages import direction, tongue
from briefgen.model.licenses import license_name, license_url
from briefgen.model.reserved import SEARCH
from briefgen.model.site import Home, PublishedBrief, Site, Term
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.text import Reference, Text
from briefgen.model.views import (
    Alternate,
    AuthorCard,
    AuthorLink,
    BriefView,
    Card,
    CorrectionView,
    ImageSource,
    ImageView,
    InlineImageView,
    Lead,
    Link,
    MenuItemView,
    PageView,
    Passage,
    PublisherView,
    SearchView,
    SeriesView,
    SiteView,
    TermCount,
    TermGroup,
    TermLink,
    TermSummary,
    Translation,
)

# Parts of a series that a brief lists. If each listed all, the total would grow quadratically.
_PARTS: Final = 25

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
# The media types of feeds, by format.
_FEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "atom": "application/atom+xml",
        "rss": "application/rss+xml",
        "json": "application/feed+json",
    }
)


class Views:
    """Creates the views of one site, each part once.

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
        self.base_path = site.config.base_path
        self.diagnostics: list[Diagnostic] = []
        self._assets = assets
        self._integrity = integrity
        self._fonts = fonts
        self._site_views: dict[tuple[str, str], SiteView] = {}
        self._passages: dict[str, Passage] = {}
        self._seo_images: dict[str, str] = {}
        self._works_of_series: dict[tuple[str, str], Sequence[tuple[int, ...]]] = {}

    # The site

    @cached_property
    def site_view(self) -> SiteView:
        """The site as every page in its own language sees it."""
        config = self.config
        return SiteView(
            title=config.title,
            url=self.href("/"),
            base_url=config.base_url.rstrip("/"),
            description=config.description,
            language=config.language,
            title_language=config.language,
            description_language=config.language,
            publisher=self._publisher(config.publisher) if config.publisher else None,
            navigation=self._menu("navigation", config.navigation, config.language),
            footer=self._with_lists(self._own_footer, self.site.homes[0]),
            logo=self._file(config.theme.logo, "theme.logo"),
            logo_dark=self._file(config.theme.logo_dark, "theme.logo_dark"),
            look=config.theme.look,
            license=Link(license_name(config.license), license_url(config.license))
            if config.license
            else None,
            new_tab=config.links.new_tab,
            citation_style=config.citation.style,
            citation_files=config.outputs.citations,
            feeds=self.feeds("/", config.title),
            assets=self._assets,
            integrity=self._integrity,
            fonts=self._fonts,
            policy=page_policy(config),
            search=self._search() if config.search.enabled else None,
            analytics=analytics_view(config.analytics),
            review=self.site.review,
            extra=config.extra,
        )

    def site_view_in(self, tag: str) -> SiteView:
        """Return the site as pages in a language see it."""
        home, (name, words) = self.home_in(tag), self.config.words_in(tag)
        if home is self.site.homes[0] and not name:
            return self.site_view
        key = home.url, name
        if key not in self._site_views:
            self._site_views[key] = self._with_words(name, words, home)
        return self._site_views[key]

    def _with_words(self, name: str, words: LanguageConfig, home: Home) -> SiteView:
        """Return the site with the words of a language of site.yaml, where it has any."""
        key, footer = f"languages.{name}", self._in_language(self._own_footer, home)
        site = replace(
            self.site_view, navigation=self._in_language(self.site_view.navigation, home)
        )
        if words.title:
            site = replace(site, title=words.title, title_language=name)
        if words.description:
            site = replace(site, description=words.description, description_language=name)
        if words.navigation is not None:
            menu = self._menu(f"{key}.navigation", words.navigation, name)
            site = replace(site, navigation=menu)
        if words.footer is not None:
            footer = self._menu(f"{key}.footer", words.footer, name)
        return replace(site, footer=self._with_lists(footer, home))

    def _in_language(self, menu: tuple[MenuItemView, ...], home: Home) -> tuple[MenuItemView, ...]:
        """Return a menu with links to the lists in the language of a home page, if it has them."""
        if home is self.site.homes[0]:
            return menu
        urls = {self.href(own): self.href(url) for own, url in list_urls(self.site, home).items()}
        if any(item.leads_to(self.href(each.url)) for item in menu for each in self.site.homes[1:]):
            urls.pop(self.href("/"))  # a menu of the languages
        return tuple(
            replace(
                item,
                url=urls.get(item.url, item.url),
                items=tuple(replace(link, url=urls.get(link.url, link.url)) for link in item.items),
            )
            for item in menu
        )

    def _menu(self, key: str, menu: Menu, language: str) -> tuple[MenuItemView, ...]:
        """Return the entries of a menu, whose key in site.yaml is `key`."""
        return tuple(
            MenuItemView(
                item.text,
                self._file(item.url, f"{key}.{place}.url"),
                language=language,
                items=tuple(
                    Link(
                        link.text,
                        self._file(link.url, f"{key}.{place}.items.{index}.url"),
                        language=language,
                    )
                    for index, link in enumerate(item.items)
                ),
            )
            for place, item in enumerate(menu)
        )

    @cached_property
    def _own_footer(self) -> tuple[MenuItemView, ...]:
        return self._menu("footer", self.config.footer, self.config.language)

    def _with_lists(self, menu: tuple[MenuItemView, ...], home: Home) -> tuple[MenuItemView, ...]:
        """Return the footer's menu, with a column of the lists of briefs if it has no column.

        So readers can reach each list, even if no other page links to it.
        """
        own = self.config.language
        name, words = self.config.words_in(home.language)
        lists = [
            Link(
                group.title,
                self.href(group.url),
                language=name if group.key in words.taxonomies else own,
            )
            for group in home.lists.values()
            if group.terms
        ]
        if archive := self.archive(home):
            lists.append(Link("Archive", archive, language=own))
        if not lists or any(item.items for item in menu):
            return menu
        return (MenuItemView("Briefs", "", language=own, items=tuple(lists)), *menu)

    def _search(self) -> SearchView:
        url = self.href(search_url("/"))
        index = self.href(f"/{SEARCH}")
        return SearchView(url, index, page_policy(self.config, searches=True))

    def _publisher(self, publisher: Publisher) -> PublisherView:
        return PublisherView(
            publisher.name,
            publisher.url,
            self._file(publisher.logo, "publisher.logo"),
            publisher.email,
        )

    def page(  # noqa: PLR0913 - everything in a head
        self,
        kind: str,
        title: str,
        url: str,
        *,
        description: str = "",
        language: str = "",
        source: str = "",
        feeds: tuple[Alternate, ...] = (),
        alternates: tuple[Alternate, ...] = (),
        translations: tuple[Translation, ...] = (),
        social_image: str = "",
        text: Brief | Page | None = None,
    ) -> PageView:
        """Return the head of a page; `text` is the file with its words for search engines."""
        tag = language or self.config.language
        home_url = self.home_in(tag).url
        canonical = absolute(self.config.base_url, url)
        seo = text.seo if text else Seo()
        return PageView(
            kind=kind,
            title=title,
            url=self.href(url),
            canonical=canonical,
            description=seo.description or description,
            language=tag,
            direction=direction(tag),
            source=source,
            home=self.href(home_url),
            search=self.href(search_url(home_url)) if self.config.search.enabled else "",
            translations=translations,
            languages=self._languages(tag, translations),
            default=self._default(tag, canonical, translations) if seo.is_listed else "",
            feeds=feeds or self._feeds_in(tag),
            alternates=alternates,
            seo_title=seo.title,
            noindex=seo.noindex,
            original=seo.canonical,
            social_image=self._seo_image(text) or social_image,
            holds=self.site.holds.get(source, ()),
        )

    def _languages(
        self, tag: str, translations: tuple[Translation, ...]
    ) -> tuple[Translation, ...]:
        """Return a page's translations, and the home pages of the other languages."""
        covered = {tongue(tag), *(tongue(each.language) for each in translations)}
        others = (home for home in self.site.homes if tongue(home.language) not in covered)
        return (*translations, *(self._translation(each.language, each.url) for each in others))

    def _default(self, tag: str, url: str, translations: Sequence[Translation]) -> str:
        """Return the version for all other languages: the site's language, or else the first."""
        listed = [each for each in translations if each.is_listed]
        versions = [(tag, url), *((each.language, each.canonical) for each in listed)]
        own = tongue(self.config.language)
        versions.sort(key=lambda each: (tongue(each[0]) != own, each[0].lower(), each[1]))
        return versions[0][1] if listed else ""

    def _seo_image(self, text: Brief | Page | None) -> str:
        """Return the absolute URL of the image that a text has for link previews, or ""."""
        if text is None or not text.seo.image:
            return ""
        if isinstance(text.seo.image, str):
            return text.seo.image
        if text.path not in self._seo_images:
            image = self._image(Image(text.seo.image), text.path)
            url = _origin(self.config.base_url) + image.src if image else ""
            self._seo_images[text.path] = url
        return self._seo_images[text.path]

    def _feeds_in(self, tag: str) -> tuple[Alternate, ...]:
        """Return the feeds of a language's home page, if it is not the main one."""
        home = self.home_in(tag)
        return () if home is self.site.homes[0] else self.home_feeds(home)

    def home_feeds(self, home: Home) -> tuple[Alternate, ...]:
        """Return the links to the feeds of a home page, with a language unless it is the site's."""
        return self.feeds(home.url, *self.home_feed_title(home))

    def home_feed_title(self, home: Home) -> tuple[str, str]:
        """Return the title of the feeds of a home page, and the language to add to it, or "".

        The name of the site in the language of the home page needs no addition.
        """
        site = self.site_view_in(home.language)
        if home is self.site.homes[0] or tongue(site.title_language) == tongue(home.language):
            return site.title, ""
        return home.words.title if home.words else site.title, home.language

    def home_description(self, home: Home) -> str:
        """Return the description of a home page and its feeds.

        It is that of the site, or else the summary of the text of the home page.
        """
        site = self.site_view_in(home.language)
        is_own = tongue(site.description_language) == tongue(home.language)
        summary = home.words.summary if home.words else ""
        return site.description if is_own or not summary else summary

    def brief_translations(self, place: int) -> tuple[Translation, ...]:
        """Return a brief's versions in other languages."""
        others = (self.site.briefs[each] for each in self.site.translations.get(place, ()))
        return tuple(
            self._translation(each.brief.language, each.url, is_listed=each.brief.seo.is_listed)
            for each in others
        )

    def home_translations(self, home: Home) -> tuple[Translation, ...]:
        """Return the home pages of the other languages."""
        others = (each for each in self.site.homes if each is not home)
        return tuple(
            self._translation(
                each.language, each.url, is_listed=not each.words or each.words.seo.is_listed
            )
            for each in others
        )

    def search_translations(self, home: Home) -> tuple[Translation, ...]:
        """Return the search pages of the other languages."""
        others = (each for each in self.site.homes if each is not home)
        return tuple(self._translation(each.language, search_url(each.url)) for each in others)

    def archive(self, home: Home) -> str:
        """Return the link to the archive in the language of a home page, "" without one."""
        has_archive = home.members and self.config.outputs.archive
        return self.href(archive_url(home.url)) if has_archive else ""

    def archive_translations(self, home: Home) -> tuple[Translation, ...]:
        """Return the archives in the other languages."""
        others = (each for each in self.site.homes if each is not home and each.members)
        return tuple(self._translation(each.language, archive_url(each.url)) for each in others)

    def overview_translations(self, home: Home, key: str) -> tuple[Translation, ...]:
        """Return the overviews of a taxonomy in the other languages."""
        others = (each for each in self.site.homes if each is not home and each.lists[key].terms)
        return tuple(self._translation(each.language, each.lists[key].url) for each in others)

    def term_translations(self, home: Home, key: str, term: Term) -> tuple[Translation, ...]:
        """Return the lists of a term in the other languages."""
        own = tongue(list_language(home, term.words))
        others = (
            (list_language(each, other.words), other)
            for each in self.site.homes
            if each is not home and (other := each.lists[key].terms.get(term.slug))
        )
        # The text of a term may set the language of another list for the list of the site.
        return tuple(
            self._translation(
                language, other.url, is_listed=not other.words or other.words.seo.is_listed
            )
            for language, other in others
            if tongue(language) != own
        )

    def term_feeds(self, home: Home, term: Term, title: str) -> tuple[Alternate, ...]:
        """Return the links to the feeds of a term, with a language if their title needs it."""
        return self.feeds(term.url, title, self.home_feed_title(home)[1])

    def _translation(self, language: str, url: str, *, is_listed: bool = True) -> Translation:
        tag = language or self.config.language
        canonical = absolute(self.config.base_url, url)
        return Translation(tag, self.href(url), canonical, direction(tag), is_listed)

    def home_in(self, tag: str) -> Home:
        """Return the home page in a language, or else in the site's."""
        return self._homes.get(tongue(tag), self.site.homes[0])

    def _home_of(self, brief: Brief) -> Home:
        return self.home_in(brief.language or self.config.language)

    @cached_property
    def _homes(self) -> Mapping[str, Home]:
        return {tongue(home.language): home for home in reversed(self.site.homes)}

    def feeds(self, url: str, title: str, language: str = "") -> tuple[Alternate, ...]:
        """Return the links to the feeds of the list at a URL path; reviewers get no feeds."""
        if self.site.review:
            return ()
        return tuple(
            Alternate(self.href(f"{url}feed.{form}"), _FEEDS[form], title, language)
            for form in self.config.feeds.forms
        )

    def alternates(self, published: PublishedBrief) -> tuple[Alternate, ...]:
        """Return the link to a brief's Markdown, if it has one."""
        if not self.config.outputs.markdown or self.site.review:
            return ()
        url = self.href(f"{published.url}index.md")
        return (Alternate(url, "text/markdown", published.brief.title),)

    def href(self, url: str) -> str:
        """Return the link to a URL path of the site."""
        return href(self.base_path, url)

    def resolved(self, text: Text, path: str) -> Text:
        """Return a text with its links resolved."""
        checked = resolve(text, path, self.site.addresses, self.base_path)
        self.diagnostics += checked.diagnostics
        return checked.value

    def passage(self, text: Brief | Page | Author | None) -> Passage | None:
        """Return the body of a content file for a page to show, or None without a file."""
        if text is None:
            return None
        if text.path not in self._passages:
            urls = resolve_all(text.body.references, text.path, self.site.addresses, self.base_path)
            self.diagnostics += urls.diagnostics
            self._passages[text.path] = Passage(text.path, urls.value)
        return self._passages[text.path]

    @cached_property
    def _measured(self) -> dict[str, Asset]:
        """The site's images whose sizes are known, by path."""
        return {path_key(asset.path): asset for asset in self.site.assets if asset.size}

    def inline_images(self, text: Brief | Page | Author) -> dict[str, InlineImageView]:
        """Return the site's images in a text, by URL."""
        passage = self.passage(text)
        if passage is None or not self._measured:
            return {}
        return {
            url: InlineImageView(*asset.size, self._offered(asset, url))
            for reference, url in zip(text.body.references, passage.urls, strict=True)
            if reference.is_image
            and (asset := self._measured.get(target_path(reference.destination, text.path)))
            and asset.size
        }

    def _offered(self, asset: Asset, url: str) -> tuple[ImageSource, ...]:
        """Return the variants of an image, and its resized copies."""
        return (*self._variants(asset), *self._sources(asset, url))

    def _variants(self, asset: Asset) -> Iterator[ImageSource]:
        """Yield the files beside an image that are shown in its place, each with its copies."""
        for name, media in VARIANTS.items():
            path = path_key(variant_path(asset.path, name))
            variant = self._measured.get(path)
            if variant and variant.size:
                width, height = variant.size
                url = href(self.base_path, self.site.addresses.urls[path])
                smaller = self._sources(variant, url)
                whole = ImageSource("", url)
                if smaller:  # the HTML checker wants a width in each or in none
                    whole = ImageSource(f"image/{variant.form}", f"{url} {width}w")
                for each in (*smaller, whole):
                    yield replace(each, media=media, width=width, height=height)

    def _sources(self, asset: Asset, url: str) -> tuple[ImageSource, ...]:
        """Return the resized copies of an image."""
        if not self.config.images.enabled or not is_divisible(asset):
            return ()
        if is_too_large(asset):
            self.diagnostics.append(_too_large(asset))
            return ()
        return sources(asset, url, self.config.images, self.base_path)

    def _file(self, url: str, key: str) -> str:
        """Return a URL of site.yaml as a link: resolve paths of the site, keep absolute URLs."""
        destination = self.config.destinations.get(key)
        if destination is None:
            return url
        is_image = key.endswith(("logo", "logo_dark"))
        reference = Reference(destination, self.config.spans.get(key, Span()), is_image)
        checked = resolve_reference(reference, SITE_FILE, self.site.addresses, self.base_path)
        self.diagnostics += checked.diagnostics
        return "" if is_image and checked.diagnostics else checked.value

    def look_up(self, urls: Iterable[str], place: Location) -> None:
        """Report the absolute URLs that point to something not published yet."""
        for url in urls:
            if is_own(url, self.config.host):
                reference = Reference(url, place.span)
                checked = resolve_reference(
                    reference, place.path, self.site.addresses, self.base_path
                )
                self.diagnostics += (
                    each for each in checked.diagnostics if each.code == "unpublished-link"
                )

    # Briefs

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all briefs, in the site's order."""
        return tuple(self._card(published) for published in self.site.briefs)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all briefs, in the site's order."""
        return citations(self.site, self.signing)

    @cached_property
    def signing(self) -> dict[str, CitedAuthor]:
        """The authors of all briefs, by slug."""
        return signing(self.site)

    def chosen(self, places: Iterable[int]) -> tuple[Card, ...]:
        """Return the cards of the briefs at these indexes."""
        return tuple(self.cards[place] for place in places)

    def _card(self, published: PublishedBrief) -> Card:
        brief = published.brief
        return Card(
            title=brief.title,
            url=self.href(published.url),
            heading=brief.heading or None,
            summary="" if _repeats_title(brief) else brief.summary,
            date=brief.date,
            authors=self._authors(brief),
            categories=self.links("categories", brief),
            image=self._image(brief.image, brief.path),
            language=brief.language,
            direction=direction(brief.language or self.config.language),
            minutes=brief.body.minutes,
            holds=self.site.holds.get(brief.path, ()),
        )

    def lead(self, place: int) -> Lead:
        """Return the card of a brief with its highlights, for the top of the home page."""
        brief, card = self.site.briefs[place].brief, self.cards[place]
        shown = {each.name: getattr(card, each.name) for each in fields(card)}
        highlights = tuple(
            self.resolved(item.prose, brief.path).off_page() for item in brief.highlights
        )
        standfirst = _standfirst(brief)
        return Lead(**shown, standfirst=standfirst, highlights=highlights, is_draft=brief.draft)

    def brief(self, place: int) -> BriefView:
        """Return the full view of the brief at an index of the site's list."""
        published = self.site.briefs[place]
        brief, card = published.brief, self.cards[place]
        url = absolute(self.config.base_url, published.url)
        newer, older = self._neighbours[place]
        self.look_up((source.url for source in brief.sources), brief.place("sources"))
        return BriefView(
            title=brief.title,
            url=card.url,
            heading=card.heading,
            absolute_url=url,
            summary=brief.summary,
            standfirst=_standfirst(brief),
            highlights=tuple(self.resolved(item.prose, brief.path) for item in brief.highlights),
            date=brief.date,
            updated=brief.updated,
            minutes=card.minutes,
            authors=self._author_cards(brief, card.authors),
            terms={key: self.links(key, brief) for key in self.site.taxonomies},
            groups=tuple(self._groups(brief)),
            headings=brief.body.headings,
            sources=brief.sources,
            image=self._with_credit(card.image, brief),
            corrections=self.corrections(brief),
            series=self._series(place, brief),
            citation=self.citations[place],
            replies=replies_view(
                self.config.comments,
                brief,
                self.site.replies.get(brief.path, ()),
                card.url,
                url,
            ),
            share=share_links(self.config.share, brief.title, url) if brief.share else (),
            related=self.chosen(self.site.related[place]),
            newer=Link(newer.title, newer.url) if newer else None,
            older=Link(older.title, older.url) if older else None,
            is_draft=brief.draft,
            extra=brief.extra,
        )

    @cached_property
    def _works(self) -> Works:
        briefs = [published.brief for published in self.site.briefs]
        return works_of(briefs, self.site.translations, self.config.language)

    @cached_property
    def _neighbours(self) -> Sequence[tuple[Card | None, Card | None]]:
        """The next newer and the next older work in the language of each brief."""
        newer: dict[int, Card] = {}
        older: dict[int, Card] = {}
        works, everything = self._works, range(len(self.cards))
        for home in self.site.homes:
            for before, after in pairwise(works.spoken(everything, home.language)):
                newer[after], older[before] = self.cards[before], self.cards[after]
        shown = (works.listed(each, self.home_in(works.tags[each]).language) for each in everything)
        return tuple((newer.get(place), older.get(place)) for place in shown)

    @cached_property
    def portraits(self) -> Mapping[str, ImageView]:
        """The images of authors, by the author's slug."""
        images = {
            term.slug: self._image(term.author.image, term.author.path)
            for term in self.site.authors.terms.values()
            if term.author
        }
        return {slug: image for slug, image in images.items() if image}

    def term_summary(self, term: Term, most: int) -> TermSummary:
        """Return a term of a taxonomy for its overview page, with at most so many briefs."""
        return TermSummary(
            term.name,
            self.href(term.url),
            data_term=term.data_term,
            count=len(term.members),
            summary=term.words.summary if term.words else "",
            briefs=self._brief_links(term.members[:most]),
        )

    def author_summary(self, term: Term) -> TermSummary:
        """Return an author for the overview of authors."""
        signing = self.signing[term.slug]
        return replace(
            self.term_summary(term, 0),
            role=term.author.role if term.author else "",
            image=self.portraits.get(term.slug),
            initials=initials(signing),
            is_organisation=signing.is_organisation,
        )

    def _brief_links(self, places: Iterable[int]) -> tuple[Link, ...]:
        return tuple(Link(card.title, card.url) for card in self.chosen(places))

    def term_count(self, term: Term) -> TermCount:
        """Return a term for overview pages."""
        return TermCount(
            term.name, self.href(term.url), data_term=term.data_term, count=len(term.members)
        )

    def chosen_categories(self, home: Home) -> tuple[Term, ...] | None:
        """Return the categories of a home page that the settings choose, or None for all."""
        names = self.config.home.categories
        if names is None:
            return None
        chosen = (term for name in names if (term := self._category(name)))
        listed = home.lists["categories"].terms
        return tuple(listed[term.slug] for term in chosen if term.slug in listed)

    def _category(self, name: str) -> Term | None:
        """Return the category with a name, in any of its spellings."""
        categories = self.site.taxonomies["categories"]
        slug = categories.slugs.get(name) or term_slug(name, self.config.language)
        named = (
            each for each in categories.terms.values() if name_key(each.name) == name_key(name)
        )
        return categories.terms.get(slug) or next(named, None)

    def unknown_categories(self) -> Iterator[Diagnostic]:
        """Yield a warning for each category of the settings that no published brief has."""
        terms = self.site.taxonomies["categories"].terms.values()
        names = {term.name.casefold(): term.name for term in terms}
        for place, name in enumerate(self.config.home.categories or ()):
            if self._category(name):
                continue
            near = get_close_matches(name.casefold(), names, n=1)
            yield Diagnostic(
                "unknown-category",
                f"no published brief has the category `{name}`",
                Location(SITE_FILE, self.config.spans[f"home.categories.{place}"]),
                f"did you mean `{names[near[0]]}`?"
                if near
                else "remove it, or add the category to a brief",
            )

    def home_categories(self, home: Home) -> tuple[TermCount, ...]:
        """Return the categories of a home page."""
        return tuple(map(self.term_count, home.lists["categories"].terms.values()))

    def links(self, key: str, brief: Brief) -> tuple[TermLink, ...]:
        """Return the links to a brief's terms of one taxonomy."""
        names = brief.terms.get(key)
        if not names:
            return ()
        terms = self._term_links[self._home_of(brief).url][key]
        taxonomy, language = self.site.taxonomies[key], brief.language or self.config.language
        slugs = dict.fromkeys(taxonomy.slug(name, language) for name in names)
        return tuple(terms[slug] for slug in slugs if slug in terms)

    def _groups(self, brief: Brief) -> Iterator[TermGroup]:
        """Yield the terms of a brief in the site's own taxonomies."""
        lists = self._home_of(brief).lists
        for key in self.site.taxonomies:
            if key not in DEFAULT_TAXONOMIES and (links := self.links(key, brief)):
                taxonomy = lists[key]
                yield TermGroup(key, taxonomy.title, self.href(taxonomy.url), links)

    @cached_property
    def _term_links(self) -> dict[str, dict[str, dict[str, TermLink]]]:
        """The links to terms, by the URL path of a home page, taxonomy and slug."""
        raw = {group.key: group for group in self.site.groups}
        return {
            home.url: {
                key: {
                    slug: TermLink(
                        term.name,
                        self.href(term.url),
                        term.data_term,
                        filter_value(raw[key].terms[slug]),
                    )
                    for slug, term in group.terms.items()
                }
                for key, group in home.lists.items()
            }
            for home in self.site.homes
        }

    def _authors(self, brief: Brief) -> tuple[AuthorLink, ...]:
        return tuple(
            AuthorLink(
                person.name,
                self.href(person.url),
                person.author.role if person.author else "",
                filter_value(self.site.authors.terms[person.slug]),
            )
            for person in self._people(brief)
        )

    def _author_cards(self, brief: Brief, links: Sequence[AuthorLink]) -> tuple[AuthorCard, ...]:
        """Return the links to a brief's authors, with what the end of its page says of them."""
        spoken = tongue(brief.language or self.config.language)
        cards = []
        for link, person in zip(links, self._people(brief), strict=True):
            written = person.text_language
            language = written if written and tongue(written) != spoken else ""
            cards.append(
                AuthorCard(
                    link.name,
                    link.url,
                    link.role,
                    link.filter,
                    excerpt(person.author.body.first_paragraph) if person.author else "",
                    self.portraits.get(person.slug),
                    self.signing[person.slug].is_organisation,
                    language,
                    direction(language),
                )
            )
        return tuple(cards)

    def _people(self, brief: Brief) -> list[Term]:
        """Return the terms of a brief's authors, each once."""
        slugs = dict.fromkeys(
            self.site.signed[name] for name in brief.authors if name in self.site.signed
        )
        listed = self._home_of(brief).lists["authors"].terms
        return [listed[slug] for slug in slugs]

    def _image(self, image: Image | None, path: str) -> ImageView | None:
        if image is None:
            return None
        if isinstance(image.src, Reference):
            checked = resolve_reference(image.src, path, self.site.addresses, self.base_path)
            self.diagnostics += checked.diagnostics
            if checked.diagnostics:  # a missing image is not shown
                return None
            shown = self._described(checked.value, image, path)
            asset = self._measured.get(target_path(image.src.destination, path))
            if asset is None or asset.size is None:
                return shown
            width, height = asset.size
            offered = self._offered(asset, checked.value)
            return replace(shown, width=width, height=height, sources=offered)
        return self._described(image.src, image, path)

    def _described(self, src: str, image: Image, path: str) -> ImageView:
        """Return the image of a brief for a page without the list of its sources."""
        return ImageView(
            src,
            image.alt,
            caption=self._off_page(image.caption_prose, path),
            credit=self._off_page(image.credit_prose, path),
        )

    def _with_credit(self, image: ImageView | None, brief: Brief) -> ImageView | None:
        """Return the image of a brief for its own page, which has the list of its sources."""
        if image is None or brief.image is None:
            return image
        return replace(
            image,
            caption=self.resolved(brief.image.caption_prose, brief.path),
            credit=self.resolved(brief.image.credit_prose, brief.path),
        )

    def _off_page(self, text: Text, path: str) -> Text:
        """Return a text for a page without the list of its sources."""
        return resolve(text, path, self.site.addresses, self.base_path).value.off_page()

    def corrections(self, brief: Brief) -> tuple[CorrectionView, ...]:
        """Return the corrections of a brief."""
        return tuple(
            CorrectionView(item.date, self.resolved(item.prose, brief.path), item.text)
            for item in brief.corrections
        )

    def _series(self, place: int, brief: Brief) -> SeriesView | None:
        names = brief.terms.get("series", ())
        series = self.site.taxonomies["series"]
        language = brief.language or self.config.language
        term = series.terms.get(series.slug(names[0], language)) if names else None
        if term is None:
            return None
        works = self._series_works(term.slug, tongue(language))
        shown = [place if place in work else work[0] for work in works]
        index, total = shown.index(place), len(shown)
        first = max(min(index - _PARTS // 2, total - _PARTS), 0)
        parts = tuple(
            Link(self.cards[member].title, self.cards[member].url, member == place)
            for member in shown[first : first + _PARTS]
        )
        shown_term = self._home_of(brief).lists["series"].terms[term.slug]
        return SeriesView(
            shown_term.name,
            self.href(shown_term.url),
            index + 1,
            parts,
            total=total,
            first=first + 1,
        )

    def _series_works(self, slug: str, spoken: str) -> Sequence[tuple[int, ...]]:
        """Return the versions of each work of a series, in reading order.

        The first version is the one for readers of the given language.
        """
        key = slug, spoken
        if key not in self._works_of_series:
            term = self.site.taxonomies["series"].terms[slug]
            self._works_of_series[key] = tuple(self._versions(term, spoken))
        return self._works_of_series[key]

    def _versions(self, term: Term, spoken: str) -> Iterator[tuple[int, ...]]:
        seen: set[int] = set()
        for member in term.members:
            if member in seen:
                continue
            versions = self._works.versions(member)
            seen.update(versions)
            first = self._works.chosen(versions, spoken)
            yield (first, *(each for each in versions if each != first))


def _origin(base_url: str) -> str:
    """Return the scheme and host of a URL."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"


def filter_value(term: Term) -> str:
    """Return the value of a term in search filters: its name in the site's language."""
    return " ".join(term.name.split())


def _too_large(asset: Asset) -> Diagnostic:
    width, height = asset.size or (0, 0)
    return Diagnostic(
        "picture",
        f"this image is not resized: {width} by {height} pixels are more than the limit of"
        f" {MOST_PIXELS // 1_000_000} million",
        Location(asset.path),
        "save it with fewer pixels",
    )


def _standfirst(brief: Brief) -> str:
    return brief.summary if brief.has_own_summary and not _repeats_title(brief) else ""


def _repeats_title(brief: Brief) -> bool:
    """Whether the summary is the same as the title, ignoring punctuation and case."""
    return slugify(brief.summary) == slugify(brief.title) != ""
