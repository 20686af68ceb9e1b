"""The email of each brief: email.html and email.txt, and images in formats that emails show."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from briefgen.assemble.images import is_resized
from briefgen.assemble.planners.files import asset_url
from briefgen.assemble.planners.records import updated, whole
from briefgen.assemble.theme import ink_on, on_dark, with_look
from briefgen.assemble.views import Views, standfirst
from briefgen.model.addresses import absolute, is_drawing, output_path
from briefgen.model.content import Asset, Brief
from briefgen.model.diagnostics import Location
from briefgen.model.documents import DrawnImage, EmailBrief, EmailImage, SmallerImage
from briefgen.model.languages import direction
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.text import Reference
from briefgen.model.views import ImageView, PublisherView

NAMES: Final = ("email.html", "email.txt")  # the names of their formats too
_WHITE: Final = "#ffffff"
_WIDEST: Final = 1104  # pixels of images: twice the width of the text, for sharp screens
_RESIZED: Final = ("jpeg", "png")  # forms that all mail programs show
_ENDS: Final = {"jpeg": "jpg", "png": "png"}


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of the files, if they are turned on."""
    if site.config.outputs.email:
        yield from (f"{each.url}{name}" for each in site.briefs for name in NAMES)


def outputs(views: Views) -> Iterator[Output]:
    """Plan both files of each brief, and its images, if they are turned on."""
    if not views.config.outputs.email:
        return
    copies = _Copies(views)
    common = _of_the_site(views, copies)
    for index, published in enumerate(views.site.briefs):
        brief = published.brief
        passage = views.links.passage(brief)
        document = EmailBrief(**common, **_of_the_brief(views, index, copies))
        for name in NAMES:
            yield Written(
                output_path(f"{published.url}{name}"),
                name,
                document,
                brief.url_location(),
                (passage,) if passage else (),
            )
    yield from copies.planned.values()


class _Copies:
    """Copies of images for emails. Their URLs stay the same, because sent emails keep them."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self.planned: dict[str, Output] = {}

    def image(self, asset: Asset) -> EmailImage:
        """Return an image for an email, and plan a copy if the file itself is not suitable."""
        width, height = asset.size or (0, 0)
        url = asset_url(asset.path)
        if is_drawing(asset.path):
            return self._copy(asset, "png", "drawn.png", DrawnImage(min(2 * width, _WIDEST)))
        is_wide = width > _WIDEST and asset.form in _RESIZED and is_resized(asset)
        if not is_wide or not self._views.config.images.enabled:
            return EmailImage(absolute(self._views.config.base_url, url), width, height)
        copy = SmallerImage(_WIDEST, asset.form, _WIDEST)
        return self._copy(asset, _ENDS[asset.form], "image", copy)

    def _copy(
        self, asset: Asset, end: str, form: str, document: DrawnImage | SmallerImage
    ) -> EmailImage:
        url = f"{posixpath.splitext(asset_url(asset.path))[0]}.email.{end}"
        path = output_path(url)
        origin = Location(asset.path)
        self.planned[path] = Written(path, form, document, origin, sources=(asset.path,))
        width, height = asset.size or (0, 0)
        return EmailImage(absolute(self._views.config.base_url, url), width, height)


def _of_the_site(views: Views, copies: _Copies) -> dict[str, Any]:
    """Return what the emails of all briefs have in common."""
    config, site = views.config, views.sites.own
    theme = with_look(config.theme)
    return {
        "citation_style": config.citation.style,
        "numbers": config.links.numbers,
        "logo": _logo(views, copies),
        "publisher": _publisher(views),
        "license": site.license,
        "accent": theme.accent,
        "accent_dark": theme.accent_dark or on_dark(theme.accent),
        "accent_ink": ink_on(theme.accent) or _WHITE,
        "font_body": theme.font_body,
        "font_heading": theme.font_heading,
        "font_ui": theme.font_ui,
        "site_extra": config.extra,
    }


def _logo(views: Views, copies: _Copies) -> str:
    """Return the absolute URL of the logo in a format that emails show, or ""."""
    destination = views.config.destinations.get("theme.logo", "")
    asset = views.images.file(destination, SITE_FILE) if destination else None
    if asset:
        return copies.image(asset).url
    logo = views.sites.own.logo
    return "" if is_drawing(logo) or not logo else whole(views, logo)


def _publisher(views: Views) -> PublisherView | None:
    publisher = views.sites.own.publisher
    if publisher is None:
        return None
    url, logo = (whole(views, each) if each else "" for each in (publisher.url, publisher.logo))
    return replace(publisher, url=url, logo=logo)


def _of_the_brief(views: Views, index: int, copies: _Copies) -> dict[str, Any]:
    published, card = views.site.briefs[index], views.cards[index]
    brief = published.brief
    language = brief.language or views.config.language
    site = views.sites.in_language(language)
    return {
        "title": brief.title,
        "url": absolute(views.config.base_url, published.url),
        "language": language,
        "direction": direction(language),
        "summary": brief.summary,
        "standfirst": standfirst(brief),
        "date": brief.date,
        "updated": updated(brief),
        "minutes": card.minutes,
        "authors": tuple(replace(each, url=whole(views, each.url)) for each in card.authors),
        "categories": tuple(replace(each, url=whole(views, each.url)) for each in card.categories),
        "highlights": tuple(
            views.links.resolved(each.prose, brief.path) for each in brief.highlights
        ),
        "image": _lead_image(views, brief, card.image, copies),
        "downloads": tuple(replace(each, url=each.absolute_url) for each in views.downloads(brief)),
        "corrections": views.corrections(brief),
        "sources": brief.sources,
        "citation": views.citations[index],
        "images": {url: copies.image(each) for url, each in views.images.files(brief).items()},
        "holds": card.holds,
        "site_title": site.title,
        "site_language": site.title_language,
        "site_url": absolute(views.config.base_url, views.homes.in_language(language).url),
        "extra": brief.extra,
    }


def _lead_image(
    views: Views, brief: Brief, image: ImageView | None, copies: _Copies
) -> ImageView | None:
    """Return the image of a brief with its absolute URL, unless emails cannot show it."""
    if image is None or brief.image is None:
        return None
    src = brief.image.src
    asset = views.images.file(src.destination, brief.path) if isinstance(src, Reference) else None
    if asset is None and image.is_drawing:
        return None
    return replace(
        image,
        src=copies.image(asset).url if asset else whole(views, image.src),
        sources=(),
        caption=views.links.resolved(brief.image.caption_prose, brief.path),
        credit=views.links.resolved(brief.image.credit_prose, brief.path),
    )
