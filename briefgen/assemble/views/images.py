"""The images of a site, as pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from briefgen.assemble.images import VARIANTS, is_divisible, is_too_large, sources, variant_path
from briefgen.assemble.links import resolve_reference
from briefgen.assemble.views.links import Links
from briefgen.model.addresses import href
from briefgen.model.content import Asset, Author, Brief, Image, Page
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.documents import MOST_PIXELS
from briefgen.model.identity import path_key
from briefgen.model.targets import target_path
from briefgen.model.text import Reference
from briefgen.model.views import ImageSource, ImageView, InlineImageView


class Images:
    """Finds the images of texts, their sizes and their resized copies."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config

    def view(self, image: Image | None, path: str) -> ImageView | None:
        """Return the image of a text for pages without the list of its sources, if it has one."""
        if image is None:
            return None
        if isinstance(image.src, Reference):
            checked = resolve_reference(
                image.src, path, self._site.addresses, self._links.base_path
            )
            self._links.diagnostics += checked.diagnostics
            if checked.diagnostics:  # a missing image is not shown
                return None
            image_view = self._described(checked.value, image, path)
            asset = self._measured.get(target_path(image.src.destination, path))
            if asset is None or asset.size is None:
                return image_view
            width, height = asset.size
            variants = self._offered(asset, checked.value)
            return replace(image_view, width=width, height=height, sources=variants)
        return self._described(image.src, image, path)

    def with_credit(self, image: ImageView | None, brief: Brief) -> ImageView | None:
        """Return the image of a brief for its own page, which has the list of its sources."""
        if image is None or brief.image is None:
            return image
        return replace(
            image,
            caption=self._links.resolved(brief.image.caption_prose, brief.path),
            credit=self._links.resolved(brief.image.credit_prose, brief.path),
        )

    def inline(self, text: Brief | Page | Author) -> dict[str, InlineImageView]:
        """Return the site's images in a text, by URL."""
        return {
            url: InlineImageView(*asset.size, self._offered(asset, url))
            for url, asset in self.files(text).items()
            if asset.size
        }

    def files(self, text: Brief | Page | Author) -> dict[str, Asset]:
        """Return the files of the site's images in a text whose sizes are known, by URL."""
        passage = self._links.passage(text)
        if passage is None or not self._measured:
            return {}
        return {
            url: asset
            for reference, url in zip(text.body.references, passage.urls, strict=True)
            if reference.is_image and (asset := self.file(reference.destination, text.path))
        }

    def file(self, destination: str, path: str) -> Asset | None:
        """Return the file of an image that a text names, if its size is known."""
        return self._measured.get(target_path(destination, path))

    def _described(self, src: str, image: Image, path: str) -> ImageView:
        """Return the image of a brief for a page without the list of its sources."""
        return ImageView(
            src,
            image.alt,
            caption=self._links.off_page(image.caption_prose, path),
            credit=self._links.off_page(image.credit_prose, path),
        )

    @cached_property
    def _measured(self) -> dict[str, Asset]:
        """The site's images whose sizes are known, by path."""
        return {path_key(asset.path): asset for asset in self._site.assets if asset.size}

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
                url = href(self._links.base_path, self._site.addresses.urls[path])
                smaller = self._sources(variant, url)
                original = ImageSource("", url)
                if smaller:  # the HTML checker wants a width in each or in none
                    original = ImageSource(f"image/{variant.form}", f"{url} {width}w")
                for each in (*smaller, original):
                    yield replace(each, media=media, width=width, height=height)

    def _sources(self, asset: Asset, url: str) -> tuple[ImageSource, ...]:
        """Return the resized copies of an image."""
        if not self._config.images.enabled or not is_divisible(asset):
            return ()
        if is_too_large(asset):
            self._links.diagnostics.append(_too_large(asset))
            return ()
        return sources(asset, url, self._config.images, self._links.base_path)


def _too_large(asset: Asset) -> Diagnostic:
    width, height = asset.size or (0, 0)
    return Diagnostic(
        "picture",
        f"this image is not resized: {width} by {height} pixels are more than the limit of"
        f" {MOST_PIXELS // 1_000_000} million",
        Location(asset.path),
        "save it with fewer pixels",
    )
