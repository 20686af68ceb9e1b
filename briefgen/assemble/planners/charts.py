"""The charts of texts: their drawings and data, and a page of each for frames on other sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from briefgen.assemble.charts import ChartFiles
from briefgen.assemble.planners.page import page_at
from briefgen.assemble.views import Views
from briefgen.model.addresses import absolute
from briefgen.model.content import Author, Brief, Page
from briefgen.model.outputs import Output
from briefgen.model.site import Site
from briefgen.model.views import ChartPage, Link


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of all these files and pages."""
    for text, url in site.texts():
        for use in text.body.charts:
            base = f"{url.rpartition('/')[0]}/chart-{use.chart.number}"
            yield from (f"{base}.svg", f"{base}.csv")
            if site.config.charts.embed:
                yield f"{base}/"


def outputs(views: Views) -> Iterator[Output]:
    """Plan all these files and pages."""
    for text, url in views.site.texts():
        if not text.body.charts:
            continue
        for files in views.charts.of(text):
            yield from files
            if views.config.charts.embed:
                yield _page(views, text, url, files)


def _page(views: Views, text: Brief | Page | Author, url: str, files: ChartFiles) -> Output:
    """Plan the page of a chart; search engines list that of the text instead."""
    title = text.name if isinstance(text, Author) else text.title
    page = replace(
        views.heads.page(
            "chart",
            files.use.chart.title or title,
            files.url,
            language="" if isinstance(text, Author) else text.language,
            source=text.path,
        ),
        canonical=absolute(views.config.base_url, url),
        noindex=True,
    )
    view = ChartPage(
        page=page, number=files.use.chart.number, article=Link(title, views.links.href(url))
    )
    return page_at(views, files.url, "chart.html", view, files.wide.origin, text)
