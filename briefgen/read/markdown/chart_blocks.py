"""The fenced block `chart`: a chart of a CSV file, or of rows in the block."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, TypeAdapter

from briefgen.model.characters import printable
from briefgen.model.charts import ChartSpec, ChartType
from briefgen.model.content import ChartUse
from briefgen.model.text import Chart, ChartEnd, TableBlock, TableColumn
from briefgen.read.front_matter import Text, Texts
from briefgen.read.markdown import events
from briefgen.read.markdown.data_fences import BlockData, DataFence, with_marks
from briefgen.read.markdown.events import Attributes, Block
from briefgen.read.markdown.figures import CHART
from briefgen.read.markdown.table_blocks import number_format, paragraph, parts_of_format
from briefgen.read.markdown.wording import line_of

_TITLE: Final = events.Start("strong", {"class": "chart-title"})
_SUBTITLE: Final = events.Start("span", {"class": "chart-subtitle"})
_OF_TYPES: Final = ("x", "y", "series", "highlight", "format")  # without effect beside `vega`
_OWN_DATA: Final = "put the data into a CSV file, and write `data: prices.csv` above `vega:`"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSettings:
    """The content of a block `chart`."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    type: ChartType = "bar"
    data: Any = None
    x: Text = ""
    y: Texts = ()
    series: Text = ""
    sort: Literal["ascending", "descending", "none"] = "none"
    highlight: Texts = ()
    format: Annotated[Text, AfterValidator(number_format)] = ""
    title: Text = ""
    subtitle: Text = ""
    source: Text = ""
    note: Text = ""
    alt: Text = ""
    vega: Any = None


def chart_figure(fence: DataFence, attributes: Attributes) -> Iterator[Block]:
    """Yield a chart as blocks: a figure."""
    settings = fence.settings(_adapter(), ChartSettings)
    data = fence.data() if settings else None
    if settings is None or data is None or not _is_right(fence, settings):
        return
    fence.use(data, _columns(settings))
    title, marks = fence.marked(settings.title)
    caption = _caption(fence, title, settings)
    number = len(fence.reading.charts) + 1
    figure = with_marks({"id": f"{CHART}-{number}", **attributes}, [*marks, (".", CHART)])
    chart = Chart(
        number=number,
        spec=_spec(settings),
        title=printable(line_of(caption[0].parts)) if settings.title else "",
        anchor=figure["id"],
        table=data.table,
        data=data.file or "",
    )
    is_drawn = fence.reading.dialect.charts == "drawn"
    if is_drawn:
        fence.reading.charts.append(ChartUse(chart, fence.span(_data_path(settings))))
    elif fence.reading.dialect.charts == "missing":
        fence.report(
            "chart-library",
            "this chart is shown as a table, because a library is not installed",
            _data_path(settings),
            "run: pip install 'briefgen[charts]'",
        )
    yield events.Start("figure", figure)
    if caption:
        yield events.Start("figcaption")
        yield events.Phrases(
            [part for phrases in caption for part in phrases.parts], lines=caption[0].lines
        )
        yield events.End("figcaption")
    yield events.SlotBlock(chart if is_drawn else _as_table(data, settings))
    for name in ("note", "source"):
        if text := getattr(settings, name):
            yield from paragraph(fence, text, name)
    if is_drawn:
        yield events.SlotBlock(ChartEnd(number))
    yield events.End("figure")


@cache
def _adapter() -> TypeAdapter[ChartSettings]:
    return TypeAdapter(ChartSettings)


def _caption(fence: DataFence, title: str, settings: ChartSettings) -> Sequence[events.Phrases]:
    """Return the title and the subtitle as phrases, those of the title first."""
    caption = []
    if title:
        phrases = fence.phrases(title, ["title"])
        caption.append(phrases._replace(parts=[_TITLE, *phrases.parts, events.End("strong")]))
    if settings.subtitle:
        phrases = fence.phrases(settings.subtitle, ["subtitle"])
        line_end = [events.HARD] if title else []
        parts = [*line_end, _SUBTITLE, *phrases.parts, events.End("span")]
        caption.append(phrases._replace(parts=parts))
    return caption


def _columns(settings: ChartSettings) -> Iterator[tuple[str, Sequence[str | int]]]:
    """Yield the columns that the settings name, each with its path."""
    for name in ("x", "series"):
        if column := getattr(settings, name):
            yield column, [name]
    for at, column in enumerate(settings.y):
        yield column, ["y", at]


def _spec(settings: ChartSettings) -> ChartSpec:
    form, decimals = parts_of_format(settings.format)
    return ChartSpec(
        type=settings.type,
        x=settings.x,
        y=settings.y,
        series=settings.series,
        sort="" if settings.sort == "none" else settings.sort,
        highlight=settings.highlight,
        form=form,
        decimals=decimals,
        alt=settings.alt,
        vega="" if settings.vega is None else json.dumps(settings.vega, ensure_ascii=False),
    )


def _data_path(settings: ChartSettings) -> Sequence[str]:
    """Return the path of the place that a message about the data should name."""
    return ["vega"] if settings.vega is not None else ["y"] if settings.y else ["data"]


def _as_table(data: BlockData, settings: ChartSettings) -> TableBlock:
    """Return the data as a table, for a site without charts."""
    columns = dict.fromkeys(filter(None, (settings.x, settings.series, *settings.y)))
    columns_shown = columns if settings.x and settings.y and settings.vega is None else ()
    return TableBlock(data.table, data.file or "", tuple(map(TableColumn, columns_shown)))


def _is_right(fence: DataFence, settings: ChartSettings) -> bool:
    """Whether a chart can be drawn as far as its settings say; report what is wrong."""
    if settings.series and len(settings.y) > 1:
        fence.report(
            "wrong-value",
            "with `series`, a chart shows one column of numbers, and `y` names several",
            ["y"],
            "leave one column in `y`, or remove `series`",
        )
        return False
    return settings.vega is None or _is_right_vega(fence, settings)


def _is_right_vega(fence: DataFence, settings: ChartSettings) -> bool:
    if not isinstance(settings.vega, dict):
        fence.report(
            "wrong-value",
            "`vega` must be a Vega-Lite specification",
            ["vega"],
            "write its keys in indented lines below `vega:`, or paste its JSON after it",
        )
        return False
    for name in _OF_TYPES:
        if getattr(settings, name):
            fence.report(
                "wrong-value",
                f"`{name}` has no effect beside `vega`",
                [name],
                "remove it, and say it in the specification",
            )
            return False
    for path in _own_data(settings.vega, ["vega"]):
        fence.report("wrong-value", "a specification has no data of its own", path, _OWN_DATA)
        return False
    return True


def _own_data(value: Any, path: list[str | int]) -> Iterator[list[str | int]]:
    """Yield the places at which a specification has data, or loads it."""
    if isinstance(value, dict):
        if len(path) == 1 and "data" in value:
            yield [*path, "data"]
        data = value.get("data")
        if isinstance(data, dict) and "url" in data:
            yield [*path, "data", "url"]
        for key, inner in value.items():
            yield from _own_data(inner, [*path, key])
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _own_data(inner, [*path, at])
