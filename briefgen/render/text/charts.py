"""Charts in targets that show them as pictures, and their data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from briefgen.model.charts import has_picture
from briefgen.model.text import (
    Caption,
    Chart,
    ChartEnd,
    Element,
    Image,
    Slot,
    TableBlock,
    TableColumn,
    Text,
)
from briefgen.model.views import ChartView
from briefgen.render.text import TextContext, escaped, name_of, start_tag, table_text

CLASS: Final = "chart"  # of the figure
_OF_CAPTION: Final = ("strong", "span")
# What is another tag in a paragraph: first the break before a subtitle, and its end.
_CAPTION: Final = (
    ("<br>\n", " "), ("</span></figcaption>", "</p>"),
    ("</figcaption>", "</p>"), ("<figcaption>", "<p>"),
)  # fmt: skip
_WIDTH: Final = "632"  # pixels at which the picture is shown; it has twice as many
_AROUND: Final = 210  # pixels that a frame has for the words around a drawing
_STRETCHED: Final = 1.3  # how much higher a drawing is at most, in a frame of another width


def figure_of(text: Text, number: int) -> Text:
    """Return the figure of one chart of a text, without the marks of its sources."""
    parts = text.parts
    at = next(
        i for i, part in enumerate(parts) if isinstance(part, Chart) and part.number == number
    )
    begin = next(i for i in range(at, -1, -1) if _is_figure(parts[i]))
    end = next(i for i in range(at, len(parts)) if isinstance(parts[i], ChartEnd))
    return Text((*parts[begin : end + 1], "</figure>\n")).off_page()


def _is_figure(part: object) -> bool:
    return isinstance(part, Element) and part.name == "figure"


def frame_code(chart: ChartView, height: float) -> str:
    """Return the HTML with which other sites show a chart; `height` is that of its drawing."""
    attributes = (
        ("src", chart.page),
        ("title", chart.title),
        ("width", "100%"),
        ("height", f"{height * _STRETCHED + _AROUND:.0f}"),
        ("style", "border: 0"),
        ("loading", "lazy"),
    )
    return f"{start_tag('iframe', attributes)}</iframe>"


def table_of(chart: Chart, context: TextContext) -> Text:
    """Return the data that a chart shows as the text of a table."""
    from briefgen.render.charts.specification import (  # noqa: PLC0415 - seldom needed
        columns_shown,
        values_shown,
    )

    columns = columns_shown(chart.spec, chart.table)
    spec, numeric = chart.spec, values_shown(chart.spec, chart.table)
    table_columns = tuple(
        TableColumn(name, form=spec.form, decimals=spec.decimals)
        if name in numeric
        else TableColumn(name)
        for name in columns
    )
    return table_text(TableBlock(chart.table, chart.data, table_columns), context)


def image_of(chart: Chart, context: TextContext, *, is_drawing: bool = False) -> Image:
    """Return a chart as an image beside its page: as PNG, or as SVG where that is better.

    Without an `alt` text of the author, what it shows is said in a few sentences.
    """
    from briefgen.render.charts.points import WrongChart  # noqa: PLC0415 - seldom needed
    from briefgen.render.charts.specification import in_words  # noqa: PLC0415

    try:
        alt = in_words(chart.spec, chart.table, context.words, context.language)
    except WrongChart:  # which the drawing reports
        alt = chart.title
    extension = "svg" if is_drawing or not has_picture(context.language) else "png"
    source, size = ("src", f"chart-{chart.number}.{extension}"), ("width", _WIDTH)
    return Image((source, ("alt", alt), *(() if is_drawing else (size,))))


def with_pictures(text: Text, context: TextContext) -> Text:
    """Return a text in which each chart is an image among paragraphs, with its data as a table."""
    return Text(_flat(text.parts, context))


def _flat(parts: Sequence[str | Slot], context: TextContext) -> Iterator[str | Slot]:
    charts = {part.number: part for part in parts if isinstance(part, Chart)}
    is_inside = is_after = False
    for part in parts:
        if is_after and isinstance(part, str):  # the figure ends here
            yield part.replace("</figure>", "", 1)
            is_after = False
        elif isinstance(part, Chart):
            image = image_of(part, context, is_drawing=True)
            yield from ("<p>", image, "</p>")
        elif isinstance(part, ChartEnd):
            yield from table_of(charts[part.number], context).parts
            is_inside, is_after = False, True
        elif _is_figure(part) and CLASS in _classes(part):
            is_inside = True
        elif is_inside and isinstance(part, Caption):
            words, language = context.words, context.language
            name = name_of(part.number, is_table=part.is_table, words=words, language=language)
            yield f"<p>{escaped(name)} "
        elif is_inside and isinstance(part, str):
            for before, after in _CAPTION:
                part = part.replace(before, after)  # noqa: PLW2901 - the same part
            yield part
        elif is_inside and isinstance(part, Element) and part.name in _OF_CAPTION:
            yield f"<{part.name}>" if part.name == "strong" else ""
        else:
            yield part


def _classes(part: str | Slot) -> list[str]:
    return str(dict(part.attributes).get("class", "")).split() if isinstance(part, Element) else []
