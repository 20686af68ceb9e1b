"""The fenced block `chart`: its settings, what it becomes, and the places of problems."""

from __future__ import annotations

import json

import pytest

from briefgen.model.charts import ChartSpec
from briefgen.model.content import Body, DataUse
from briefgen.model.data import DataTable
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.model.text import (
    Caption,
    Chart,
    ChartEnd,
    Element,
    Link,
    Reference,
    SourceLink,
    TableBlock,
    Text,
)
from briefgen.read.markdown import Dialect, SourceList, parse_body
from tests.support.reading import shown

PATH = "content/briefs/a.md"
ROWS = "data:\n- {year: 2024, price: 3}\n- {year: 2025, price: 4}\n"
TABLE = DataTable(("year", "price"), (("2024", "3"), ("2025", "4")))


def parse(settings: str, dialect: Dialect | None = None) -> Checked[Body]:
    """Parse a block with both parsers, which must agree."""
    text = f"Words.\n\n```chart\n{settings}```\n"
    dialect = dialect or Dialect()
    first, second = (
        parse_body(text, PATH, 1, each, sources=SourceList())
        for each in (dialect, Dialect(compiled=False, charts=dialect.charts))
    )
    assert first == second
    return first


def chart(settings: str) -> Chart:
    body = parse(settings)
    assert body.diagnostics == ()
    (slot,) = [part for part in body.value.prose.parts if isinstance(part, Chart)]
    return slot


def only(settings: str) -> Diagnostic:
    (problem,) = parse(settings).diagnostics
    return problem


def test_a_block_becomes_a_figure_with_a_chart() -> None:
    html = shown(parse(f"{ROWS}title: Prices *rise*\nsubtitle: In dollars\n").value.prose)
    assert html == (
        '<p>Words.</p>\n<figure id="chart-1" class="chart">\n<figcaption>'
        '<strong class="chart-title">Prices <em>rise</em></strong><br>\n'
        '<span class="chart-subtitle">In dollars</span></figcaption>\n'
        "⟦bar chart 1 of ⟧\n⟦end of chart 1⟧\n</figure>\n"
    )


def test_a_chart_knows_its_settings_and_its_data() -> None:
    slot = chart(
        f"{ROWS}type: line\nx: year\ny: price\nsort: descending\nhighlight: [2025]\n"
        "format: percent 1\nalt: Up.\ntitle: Prices *rise*\n"
    )
    assert slot == Chart(
        1,
        ChartSpec(
            type="line", x="year", y=("price",), sort="descending", highlight=("2025",),
            form="percent", decimals=1, alt="Up.",
        ),
        "Prices rise",
        "chart-1",
        TABLE,
    )  # fmt: skip


def test_the_data_of_a_file_is_a_reference_with_the_columns() -> None:
    body = parse("data: prices.csv\nx: year\ny: [price]\nseries: metal\n").value
    reference = Reference("prices.csv", Span(4, 7, 10), is_data=True)
    columns = (("year", Span(5, 4, 4)), ("metal", Span(7, 9, 5)), ("price", Span(6, 5, 5)))
    assert body.data == (DataUse("chart", reference, columns),)
    (use,) = body.charts
    assert (use.chart.data, use.span) == (reference, Span(6, 4, 7))
    filled = body.prose.with_urls(["/prices.csv"], [TABLE])
    (slot,) = [part for part in filled.parts if isinstance(part, Chart)]
    assert (slot.data, slot.table) == ("/prices.csv", TABLE)


def test_charts_are_counted_in_the_order_of_the_text() -> None:
    text = f"```chart\n{ROWS}```\n\n- ```chart\n  data: a.csv\n  ```\n"
    body = parse_body(text, PATH, 1, Dialect()).value
    assert [each.chart.number for each in body.charts] == [1, 2]
    assert "chart-2" in body.anchors


def test_a_chart_with_an_anchor_is_a_numbered_figure() -> None:
    text = f"See [](#prices).\n\n```chart\n{ROWS}title: Prices {{#prices .wide}}\n```\n"
    parts = parse_body(text, PATH, 1, Dialect()).value.prose.parts
    assert Caption(1) in parts
    assert [part.number for part in parts if isinstance(part, Link)] == [1]
    assert Element("figure", (("id", "prices"), ("class", "wide chart"))) in parts


@pytest.mark.parametrize("word", ["charts", "bar-chart", "graph"])
def test_a_block_with_another_name_is_reported(word: str) -> None:
    text = f"Words.\n\n```{word}\n{ROWS}```\n"
    (problem,) = parse_body(text, PATH, 1, Dialect()).diagnostics
    assert (problem.code, problem.location.span.line) == ("stray-mark", 3)
    assert problem.hint == "begin it with ```chart"
    code = text.replace("data:", "points:")
    assert parse_body(code, PATH, 1, Dialect()).diagnostics == ()


def test_links_in_the_source_of_a_chart_are_sources() -> None:
    sources = SourceList()
    text = f'```chart\n{ROWS}source: "[Survey](https://example.net/a)"\n```\n'
    parts = parse_body(text, PATH, 1, Dialect(), sources=sources).value.prose.parts
    (link,) = [part for part in parts if isinstance(part, SourceLink)]
    assert (link.url, link.number) == ("https://example.net/a", 1)


@pytest.mark.parametrize(
    ("settings", "code", "message", "span", "hint"),
    [
        (f"{ROWS}type: lime\n", "wrong-value", "`type` cannot be `lime`", Span(7, 7, 4),
         "did you mean `line`?"),
        (f"{ROWS}type: column\n", "wrong-value", "`type` cannot be `column`", Span(7, 7, 6),
         "write `bar`"),
        (f"{ROWS}type: scatter\n", "wrong-value", "`type` cannot be `scatter`", Span(7, 7, 7),
         "it is not supported; write one of: area, bar"),
        (f"{ROWS}caption: Up\n", "unknown-key", "unknown key `caption`", Span(7, 1, 7),
         "write `title: Up`"),
        ("data: “p.csv”\n", "wrong-value",
         "the quotation marks around `p.csv` are not those of YAML", Span(4, 7, 7),
         "write `data: p.csv`"),
        (f"{ROWS}titel: A\n", "unknown-key", "unknown key `titel`", Span(7, 1, 5),
         "did you mean `title`?"),
        (f"{ROWS}y: prise\n", "unknown-column", "the data has no column `prise`", Span(7, 4, 5),
         "did you mean `price`?"),
        (f"{ROWS}format: 0.0\n", "wrong-value", "`format`: cannot be `0.0`", Span(7, 9, 3),
         "write number, percent"),
        ("type: bar\n", "missing-key", "`data` is missing", Span(4, 1, 1), "write `data:"),
        (f"{ROWS}series: year\ny: [price, year]\n", "wrong-value",
         "with `series`, a chart shows one column", Span(8, 4, 13), "leave one column in `y`"),
        (f"{ROWS}y: price\nvega: {{mark: bar}}\n", "wrong-value",
         "`y` has no effect beside `vega`", Span(7, 4, 5), "remove it"),
        (f"{ROWS}vega: bar\n", "wrong-value", "`vega` must be a Vega-Lite specification",
         Span(7, 7, 3), "write its keys"),
        (f"{ROWS}vega: {{layer: [{{data: {{url: a.csv}}}}]}}\n", "wrong-value",
         "a specification has no data of its own", Span(7, 29, 5), "put the data into a CSV"),
        (f"{ROWS}vega: {{data: {{values: []}}}}\n", "wrong-value",
         "a specification has no data of its own", Span(7, 14, 12), "put the data into a CSV"),
    ],
)  # fmt: skip
def test_problems_are_reported_at_their_places(
    settings: str, code: str, message: str, span: Span, hint: str
) -> None:
    problem = only(settings)
    assert problem.code == code
    assert problem.message.startswith(message)
    assert problem.location.span == span
    assert problem.hint.startswith(hint)


def test_values_of_a_specification_keep_their_types() -> None:
    slot = chart(
        f"{ROWS}vega:\n  mark: {{type: line, point: true}}\n  height: 200\n  title: null\n"
    )
    specification = {"mark": {"type": "line", "point": True}, "height": 200, "title": None}
    assert json.loads(slot.spec.vega) == specification


@pytest.mark.parametrize(("charts", "codes"), [("off", []), ("missing", ["chart-library"])])
def test_where_charts_are_not_drawn_their_data_is_a_table(charts: str, codes: list[str]) -> None:
    body = parse(f"{ROWS}x: year\ny: price\ntitle: A\n", Dialect(charts=charts))  # type: ignore[arg-type]
    assert [each.code for each in body.diagnostics] == codes
    assert body.value.charts == ()
    kinds = [type(part) for part in body.value.prose.parts if not isinstance(part, str)]
    assert TableBlock in kinds
    assert Chart not in kinds
    assert ChartEnd not in kinds


def test_a_text_without_charts_has_none() -> None:
    assert parse_body("Words.", PATH, 1, Dialect()).value.charts == ()
    assert Text(["<p>a</p>"]).with_urls([]).parts == ("<p>a</p>",)
