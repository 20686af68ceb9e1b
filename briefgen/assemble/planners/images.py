"""Resized copies of the images in pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefgen.assemble.images import VARIANTS, ResizedCopy, copies, is_resized, variant_path
from briefgen.assemble.views import Views
from briefgen.model.content import Asset
from briefgen.model.diagnostics import Location
from briefgen.model.identity import path_key
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.targets import target_path
from briefgen.model.text import Reference


def urls(_: Site) -> Iterable[str]:
    """Return nothing: only pages refer to these files, whose names contain digests."""
    return ()


def outputs(views: Views) -> Iterator[Output]:
    """Plan the copies; images with the same name and bytes share them."""
    planned: dict[str, tuple[Asset, ResizedCopy]] = {}
    for asset in _offered(views):
        for each in copies(asset, views.config.images):
            planned.setdefault(each.path, (asset, each))
    for path, (asset, each) in planned.items():
        yield Written(path, "image", each.image, Location(asset.path), sources=(asset.path,))


def _offered(views: Views) -> Iterator[Asset]:
    """Yield the images of which pages offer copies."""
    site = views.site
    if not site.config.images.enabled:
        return
    resized = {path_key(asset.path): asset for asset in site.assets if is_resized(asset)}
    if resized:
        paths = {*_in_texts(site), *_in_cards(views), *_portraits(views)}
        paths |= {path_key(variant_path(path, name)) for path in paths for name in VARIANTS}
        yield from (asset for path, asset in resized.items() if path in paths)


def _in_texts(site: Site) -> Iterator[str]:
    """Yield the paths of the images in texts."""
    for text, _ in site.texts():
        for reference in text.body.references:
            if reference.is_image:
                yield target_path(reference.destination, text.path)


def _in_cards(views: Views) -> Iterator[str]:
    """Yield the paths of the images of briefs."""
    for published, card in zip(views.site.briefs, views.cards, strict=True):
        image = published.brief.image
        if image and isinstance(image.src, Reference) and card.image and card.image.sources:
            yield target_path(image.src.destination, published.brief.path)


def _portraits(views: Views) -> Iterator[str]:
    """Yield the paths of the images of authors."""
    for term in views.site.authors.terms.values():
        author = term.author
        if author and author.image and isinstance(author.image.src, Reference):
            yield target_path(author.image.src.destination, author.path)
