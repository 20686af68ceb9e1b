"""The files of content/ that are published unchanged."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.assemble.site import asset_url
from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.outputs import Copied, Output


def assets(views: Views) -> Iterator[Output]:
    """Plan a copy of each file."""
    for asset in views.site.assets:
        yield Copied(output_path(asset_url(asset.path)), asset.path)
