"""The heads of pages: titles, descriptions, languages, and what programs look for there."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from briefgen.assemble.languages import search_url
from briefgen.assemble.views.feeds import Feeds
from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.images import Images
from briefgen.assemble.views.links import Links
from briefgen.assemble.views.translations import Translations
from briefgen.model.addresses import absolute
from briefgen.model.content import Brief, Image, Page, Seo
from briefgen.model.languages import direction, tongue
from briefgen.model.views import Alternate, PageView, Translation


class Heads:
    """Creates the heads of pages."""

    def __init__(
        self, links: Links, homes: Homes, feeds: Feeds, translations: Translations, images: Images
    ) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config
        self._homes = homes
        self._feeds = feeds
        self._translations = translations
        self._images = images
        self._seo_images: dict[str, str] = {}

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
        tag = language or self._config.language
        home_url = self._homes.in_language(tag).url
        canonical = absolute(self._config.base_url, url)
        seo = text.seo if text else Seo()
        return PageView(
            kind=kind,
            title=title,
            url=self._links.href(url),
            canonical=canonical,
            description=seo.description or description,
            language=tag,
            direction=direction(tag),
            source=source,
            home=self._links.href(home_url),
            search=self._links.href(search_url(home_url)) if self._config.search.enabled else "",
            translations=translations,
            languages=self._languages(tag, translations),
            default=self._default(tag, canonical, translations) if seo.is_listed else "",
            feeds=feeds or self._feeds.in_language(tag),
            alternates=alternates,
            seo_title=seo.title,
            noindex=seo.noindex,
            original=seo.canonical,
            social_image=self._seo_image(text) or social_image,
            holds=self._site.holds.get(source, ()),
        )

    def _languages(
        self, tag: str, translations: tuple[Translation, ...]
    ) -> tuple[Translation, ...]:
        """Return a page's translations, and the home pages of the other languages."""
        covered = {tongue(tag), *(tongue(each.language) for each in translations)}
        others = (home for home in self._site.homes if tongue(home.language) not in covered)
        return (*translations, *(self._translations.to(each.language, each.url) for each in others))

    def _default(self, tag: str, url: str, translations: Sequence[Translation]) -> str:
        """Return the version for all other languages: the site's language, or else the first."""
        listed = [each for each in translations if each.is_listed]
        versions = [(tag, url), *((each.language, each.canonical) for each in listed)]
        own = tongue(self._config.language)
        versions.sort(key=lambda each: (tongue(each[0]) != own, each[0].lower(), each[1]))
        return versions[0][1] if listed else ""

    def _seo_image(self, text: Brief | Page | None) -> str:
        """Return the absolute URL of the image that a text has for link previews, or ""."""
        if text is None or not text.seo.image:
            return ""
        if isinstance(text.seo.image, str):
            return text.seo.image
        if text.path not in self._seo_images:
            image = self._images.view(Image(text.seo.image), text.path)
            url = _origin(self._config.base_url) + image.src if image else ""
            self._seo_images[text.path] = url
        return self._seo_images[text.path]


def _origin(base_url: str) -> str:
    """Return the scheme and host of a URL."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"
