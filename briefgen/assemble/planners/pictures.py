"""Resized copies of the images in pages."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.assemble.pictures import Made, made
from briefgen.assemble.views import Views
from briefgen.model.content import Asset
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Output, Written

FORM = "picture"


def pictures(views: Views) -> Iterator[Output]:
    """Plan the copies, after all pages; images with the same name and bytes share them."""
    planned: dict[str, tuple[Asset, Made]] = {}
    for asset in views.divided:
        for each in made(asset, views.config.images):
            planned.setdefault(each.path, (asset, each))
    for path, (asset, each) in planned.items():
        yield Written(path, FORM, each.picture, Location(asset.path), source=asset.path)
