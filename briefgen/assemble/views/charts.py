"""The charts of texts: their files, and how their pages see them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from briefgen.assemble.charts import ChartFiles, files_of_charts
from briefgen.assemble.views.links import Links
from briefgen.model.addresses import absolute
from briefgen.model.content import Author, Brief, Page
from briefgen.model.views import ChartView


class Charts:
    """Finds the charts of texts, each text once."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config
        self._files: dict[str, tuple[ChartFiles, ...]] = {}

    def of(self, text: Brief | Page | Author) -> tuple[ChartFiles, ...]:
        """Return the files of the charts of a text."""
        if text.path not in self._files:
            url = self.urls[text.path]
            files = files_of_charts(text, url, self._site.addresses, self._config)
            self._files[text.path] = files
        return self._files[text.path]

    @cached_property
    def urls(self) -> Mapping[str, str]:
        """The URLs of the texts with charts, by path; a text that several pages show has one."""
        return {text.path: url for text, url in self._site.texts() if text.body.charts}

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders of the pages of charts that other sites may show in a frame."""
        if not self._config.charts.embed:
            return ()
        return tuple(sorted({url.rpartition("/")[0] for url in self.urls.values()}))

    def view(self, files: ChartFiles) -> ChartView:
        """Return a chart as its page sees it."""
        chart, base_url = files.use.chart, self._config.base_url
        page = absolute(base_url, self.urls[files.wide.origin.path])
        return ChartView(
            chart.number,
            chart.title,
            f"{page}#{chart.anchor}",
            self._links.href(f"/{files.wide.path}"),
            self._links.href(f"/{files.data.path}"),
            absolute(base_url, files.url) if self._config.charts.embed else "",
        )
