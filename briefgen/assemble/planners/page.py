"""One page of the output."""

from __future__ import annotations

from dataclasses import replace

from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Rendered
from briefgen.model.views import View


def page_at(
    views: Views,
    url: str,
    layout: str,
    view: View,
    origin: Location,
    body: Brief | Page | Author | None = None,
) -> Rendered:
    """Return the page at a URL path of the site; `body` is the content file with its text."""
    passage = views.passage(body)
    passages = (passage,) if passage else ()
    images = views.inline_images(body) if body else {}
    if images:
        view = replace(view, page=replace(view.page, pictures=images))
    return Rendered(
        output_path(url), layout, views.site_view_in(view.page.language), view, origin, passages
    )
