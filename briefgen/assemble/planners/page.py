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
    passage = views.links.passage(body)
    passages = (passage,) if passage else ()
    images = views.images.inline(body) if body else {}
    has_frames = body is not None and body.body.has_frames
    if images or has_frames:
        page = replace(view.page, pictures=images, has_frames=has_frames)
        view = replace(view, page=page)
    charts = views.charts.of(body) if body and body.body.charts else ()
    if charts:
        chart_views = tuple(views.charts.view(each) for each in charts)
        view = replace(view, page=replace(view.page, charts=chart_views))
    return Rendered(
        output_path(url),
        layout,
        views.sites.in_language(view.page.language),
        view,
        origin,
        passages,
        uses=tuple(drawing for each in charts for drawing in (each.wide, each.narrow)),
    )
