"""The files of the charts of a text: their drawings, their data, and pictures of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.assemble.data import file_of
from briefgen.assemble.theme import dark_accent
from briefgen.model.addresses import output_path
from briefgen.model.charts import has_picture
from briefgen.model.config import SiteConfig
from briefgen.model.content import Author, Brief, ChartUse, Page
from briefgen.model.diagnostics import Location
from briefgen.model.documents import ChartData, ChartDrawing, ChartPicture
from briefgen.model.languages import direction
from briefgen.model.outputs import Written
from briefgen.model.site import Addresses

NARROW: Final = "-narrow"


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """The files of one chart, and the URL path of its page."""

    use: ChartUse
    url: str
    wide: Written
    narrow: Written
    data: Written
    picture: Written | None

    def __iter__(self) -> Iterator[Written]:
        yield from filter(None, (self.wide, self.narrow, self.data, self.picture))


def files_of_charts(
    text: Brief | Page | Author, url: str, addresses: Addresses, config: SiteConfig
) -> tuple[ChartFiles, ...]:
    """Return the files of the charts of a text, beside its page."""
    if not text.body.charts:
        return ()
    language = (isinstance(text, Brief | Page) and text.language) or config.language
    return tuple(_files(use, text, url, language, addresses, config) for use in text.body.charts)


def _files(
    use: ChartUse,
    text: Brief | Page | Author,
    url: str,
    language: str,
    addresses: Addresses,
    config: SiteConfig,
) -> ChartFiles:
    chart = use.chart
    base = f"{url.rpartition('/')[0]}/chart-{chart.number}"
    origin = Location(text.path, use.span)
    file = file_of(chart.data, text, addresses)
    data = (file,) if file else ()
    drawings = [
        Written(
            output_path(f"{base}{suffix}.svg"),
            "chart.svg",
            ChartDrawing(
                chart=chart.spec,
                table=chart.table,
                title=chart.title,
                language=language,
                direction=direction(language),
                is_narrow=suffix == NARROW,
                accent=config.theme.accent,
                accent_dark=dark_accent(config.theme),
            ),
            origin,
            data=data,
        )
        for suffix in ("", NARROW)
    ]
    table = ChartData(chart.spec, chart.table)
    wide, narrow = drawings
    return ChartFiles(
        use,
        f"{base}/",
        wide,
        narrow,
        Written(output_path(f"{base}.csv"), "chart.csv", table, origin, data=data),
        Written(output_path(f"{base}.png"), "chart.png", ChartPicture(), origin, uses=(wide,))
        if has_picture(language)
        else None,
    )
