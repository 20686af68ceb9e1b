"""The site as pages see it: its names, menus and forms, in the language of each page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from briefgen.assemble.analytics import analytics_view
from briefgen.assemble.csp import page_policy
from briefgen.assemble.languages import list_urls, search_url
from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.links import Links
from briefgen.model.config import LanguageConfig, Menu, NewsletterConfig, Publisher
from briefgen.model.languages import tongue
from briefgen.model.licenses import license_name, license_url
from briefgen.model.reserved import SEARCH
from briefgen.model.site import Home
from briefgen.model.views import (
    Link,
    MenuItemView,
    NewsletterView,
    PublisherView,
    SearchView,
    SiteView,
)


class SiteViews:
    """Creates the view of a site for each language, once."""

    def __init__(
        self,
        links: Links,
        homes: Homes,
        assets: Mapping[str, str],
        integrity: Mapping[str, str],
        fonts: tuple[str, ...],
    ) -> None:
        self._links = links
        self._homes = homes
        self._site = links.site
        self._config = links.config
        self._assets = assets
        self._integrity = integrity
        self._fonts = fonts
        self._views: dict[tuple[str, str], SiteView] = {}

    @cached_property
    def own(self) -> SiteView:
        """The site as every page in its own language sees it."""
        config = self._config
        return SiteView(
            title=config.title,
            url=self._links.href("/"),
            base_url=config.base_url.rstrip("/"),
            description=config.description,
            language=config.language,
            title_language=config.language,
            description_language=config.language,
            publisher=self._publisher(config.publisher) if config.publisher else None,
            navigation=self._menu("navigation", config.navigation, config.language),
            footer=self._with_lists(self._own_footer, self._site.homes[0]),
            logo=self._links.file(config.theme.logo, "theme.logo"),
            logo_dark=self._links.file(config.theme.logo_dark, "theme.logo_dark"),
            look=config.theme.look,
            license=Link(license_name(config.license), license_url(config.license))
            if config.license
            else None,
            new_tab=config.links.new_tab,
            citation_style=config.citation.style,
            citation_files=config.outputs.citations,
            feeds=self._links.feeds("/", config.title),
            assets=self._assets,
            integrity=self._integrity,
            fonts=self._fonts,
            policy=page_policy(config),
            search=self._search() if config.search.enabled else None,
            analytics=analytics_view(config.analytics),
            newsletter=self._newsletter(config.newsletter) if config.newsletter else None,
            review=self._site.review,
            extra=config.extra,
        )

    def in_language(self, tag: str) -> SiteView:
        """Return the site as pages in a language see it."""
        home, (name, words) = self._homes.in_language(tag), self._config.words_in(tag)
        if home is self._site.homes[0] and not name:
            return self.own
        key = home.url, name
        if key not in self._views:
            self._views[key] = self._with_words(name, words, home)
        return self._views[key]

    def description_of(self, home: Home) -> str:
        """Return the description of a home page and its feeds.

        It is that of the site, or else the summary of the text of the home page.
        """
        site = self.in_language(home.language)
        is_own = tongue(site.description_language) == tongue(home.language)
        summary = home.words.summary if home.words else ""
        return site.description if is_own or not summary else summary

    def _with_words(self, name: str, words: LanguageConfig, home: Home) -> SiteView:
        """Return the site with the words of a language of site.yaml, where it has any."""
        key, footer = f"languages.{name}", self._in_language(self._own_footer, home)
        site = replace(self.own, navigation=self._in_language(self.own.navigation, home))
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
        if home is self._site.homes[0]:
            return menu
        urls = {
            self._links.href(own): self._links.href(url)
            for own, url in list_urls(self._site, home).items()
        }
        if any(
            item.leads_to(self._links.href(each.url))
            for item in menu
            for each in self._site.homes[1:]
        ):
            urls.pop(self._links.href("/"))  # a menu of the languages
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
                self._links.file(item.url, f"{key}.{position}.url"),
                language=language,
                items=tuple(
                    Link(
                        link.text,
                        self._links.file(link.url, f"{key}.{position}.items.{index}.url"),
                        language=language,
                    )
                    for index, link in enumerate(item.items)
                ),
            )
            for position, item in enumerate(menu)
        )

    @cached_property
    def _own_footer(self) -> tuple[MenuItemView, ...]:
        return self._menu("footer", self._config.footer, self._config.language)

    def _with_lists(self, menu: tuple[MenuItemView, ...], home: Home) -> tuple[MenuItemView, ...]:
        """Return the footer's menu, with a column of the lists of briefs if it has no column.

        So readers can reach each list, even if no other page links to it.
        """
        own = self._config.language
        name, words = self._config.words_in(home.language)
        lists = [
            Link(
                group.title,
                self._links.href(group.url),
                language=name if group.key in words.taxonomies else own,
            )
            for group in home.lists.values()
            if group.terms
        ]
        if archive := self._homes.archive(home):
            lists.append(Link("Archive", archive, language=own))
        if not lists or any(item.items for item in menu):
            return menu
        return (MenuItemView("Briefs", "", language=own, items=tuple(lists)), *menu)

    def _search(self) -> SearchView:
        url = self._links.href(search_url("/"))
        index = self._links.href(f"/{SEARCH}")
        return SearchView(url, index, page_policy(self._config, searches=True))

    def _publisher(self, publisher: Publisher) -> PublisherView:
        return PublisherView(
            publisher.name,
            publisher.url,
            self._links.file(publisher.logo, "publisher.logo"),
            publisher.email,
            self._accessible_formats(publisher.accessible_formats),
        )

    def _accessible_formats(self, contact: str) -> str:
        """Return the link to whom readers ask for a file in another format."""
        if "@" in contact and "/" not in contact:
            return f"mailto:{contact}"
        return self._links.file(contact, "publisher.accessible_formats")

    def _newsletter(self, newsletter: NewsletterConfig) -> NewsletterView:
        return NewsletterView(
            action=newsletter.action,
            email_field=newsletter.email_field,
            hidden={name: str(value) for name, value in newsletter.hidden.items()},
            honeypot=newsletter.honeypot,
            text=newsletter.text,
            privacy=self._links.file(newsletter.privacy, "newsletter.privacy"),
        )
