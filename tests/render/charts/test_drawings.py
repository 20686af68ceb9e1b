"""Charts drawn by Vega, as files."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.model.chart_colours import palette
from briefgen.model.charts import TYPES, ChartSpec
from briefgen.model.data import DataTable
from briefgen.render.charts.colours import shades
from briefgen.render.charts.labels import width
from briefgen.render.charts.points import WrongChart
from briefgen.render.charts.specification import Reader, in_words, specification
from briefgen.render.charts.svg import as_file, drawn
from briefgen.render.charts.vega import CannotDraw, svg_of
from tests.support.exhaustive import examples

SPACE: Final = "{http://www.w3.org/2000/svg}"
COLOURS: Final = shades(palette("#0b5d66", "#6cc3cc"))
WIDE, NARROW = Reader(), Reader(is_narrow=True)
SHARES: Final = DataTable(
    ("country", "2015", "2025"),
    (("Germany", "42", "61"), ("France", "38", "44"), ("Spain", "29", "45")),
)
YEARS: Final = DataTable(
    ("year", "Nd", "Dy"), (("2023", "50", "250"), ("2024", "60", "240"), ("2025", "70", "300"))
)


@cache
def drawing(chart: ChartSpec, table: DataTable, reader: Reader = WIDE) -> ET.Element:
    svg = svg_of(specification(chart, table, reader))
    return ET.fromstring(as_file(drawn(svg, COLOURS), "Title", "Text", COLOURS))


def texts(root: ET.Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter(f"{SPACE}text")]


def names(root: ET.Element) -> list[str]:
    """Return what the marks show, in words."""
    return [each.text or "" for each in root.iterfind(f".//{SPACE}g//{SPACE}title")]


@pytest.mark.parametrize(("kind", "reader"), list(product(TYPES, (WIDE, NARROW))))
@pytest.mark.parametrize("table", [SHARES, YEARS], ids=["names", "years"])
def test_every_type_draws_the_data(kind: Any, reader: Reader, table: DataTable) -> None:
    if kind == "slope" and table is YEARS:
        return  # it has three moments
    root = drawing(ChartSpec(type=kind, y=table.columns[1:]), table, reader)
    shown = " ".join(texts(root))
    labels = [row[0] for row in table.rows] if kind != "line" else []
    for label in labels:
        assert label in shown
    width = float(root.attrib["width"])
    assert width == pytest.approx(324 if reader.is_narrow else 632, abs=0.1)


@pytest.mark.parametrize("kind", ["bar", "grouped", "stacked", "dot"])
def test_each_mark_says_what_it_shows(kind: Any) -> None:
    shown = names(drawing(ChartSpec(type=kind, y=("2015", "2025")), SHARES))
    assert sorted(shown) == sorted(
        f"{row[0]}, {year}: {value}"
        for row in SHARES.rows
        for year, value in zip(("2015", "2025"), row[1:], strict=True)
    )


def test_a_single_series_needs_no_name() -> None:
    root = drawing(ChartSpec(y=("2025",)), SHARES)
    assert names(root) == ["Germany: 61", "France: 44", "Spain: 45"]
    assert texts(root) == ["Germany", "France", "Spain", "61", "44", "45"]


def bars(root: ET.Element, name: str) -> list[float]:
    """Return the lengths of the bars of a colour, from left to right as positive numbers."""
    paths = [each.attrib["d"] for each in root.iter(f"{SPACE}path")
             if name in each.get("class", "").split()]  # fmt: skip
    return [float(path.split("h")[1].split("v")[0]) for path in paths]


def test_bars_are_as_long_as_their_values_say_and_begin_at_zero() -> None:
    table = DataTable(("c", "v"), (("a", "10"), ("b", "20"), ("c", "5")))
    first, second, third = bars(drawing(ChartSpec(), table), "fill-1")
    assert second == pytest.approx(2 * first, abs=0.2)
    assert third == pytest.approx(first / 2, abs=0.2)


def test_only_what_is_highlighted_has_a_colour() -> None:
    root = drawing(ChartSpec(y=("2025",), highlight=("France",)), SHARES)
    assert len(bars(root, "fill-1")) == 1
    assert len(bars(root, "fill-muted")) == 2


def test_horizontal_bars_begin_at_the_right_in_languages_written_from_there() -> None:
    left = drawing(ChartSpec(y=("2025",)), SHARES)
    right = drawing(ChartSpec(y=("2025",)), SHARES, Reader("ar", is_right_to_left=True))

    def anchors(root: ET.Element) -> list[str]:
        return [each.get("text-anchor", "start") for each in root.iter(f"{SPACE}text")]

    assert anchors(left)[0] == "start"
    assert anchors(right)[0] == "end"
    assert sorted(bars(left, "fill-1")) == pytest.approx(sorted(bars(right, "fill-1")), abs=0.2)


@pytest.mark.parametrize("language", ["en", "de"])
def test_numbers_are_written_in_the_language_of_the_page(language: str) -> None:
    table = DataTable(("c", "v"), (("a", "1234.5"), ("b", "20")))
    shown = texts(drawing(ChartSpec(), table, Reader(language)))
    assert ("1.234,5" if language == "de" else "1,234.5") in shown


def test_a_line_has_its_name_at_its_end_and_no_legend() -> None:
    shown = texts(drawing(ChartSpec(type="line"), YEARS))
    assert shown.count("Nd") == shown.count("Dy") == 1
    many = DataTable(
        ("year", *(f"series {number}" for number in range(12))),
        tuple((str(year), *("1",) * 12) for year in (2023, 2024)),
    )
    assert "series 11" in texts(drawing(ChartSpec(type="line"), many))  # in a legend


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    table = DataTable(("year", "v"), (("2021", "1"), ("2022", "2"), ("2023", "-"), ("2024", "3"),
                                      ("2025", "4")))  # fmt: skip
    root = drawing(ChartSpec(type="line"), table)
    paths = [each for each in root.iter(f"{SPACE}path") if each.get("class") == "stroke-1"]
    assert len(paths) == 2


def test_a_slope_turns_data_with_a_column_for_each_moment() -> None:
    shown = texts(drawing(ChartSpec(type="slope"), SHARES))
    assert {"2015", "2025", "61 Germany", "42"} <= set(shown)
    turned = DataTable(("year", "Germany", "France"), (("2015", "42", "38"), ("2025", "61", "44")))
    assert "61 Germany" in texts(drawing(ChartSpec(type="slope"), turned))


@pytest.mark.parametrize(
    ("chart", "table", "message"),
    [
        (ChartSpec(type="slope"), DataTable(("c", "a", "b", "d"), (("x", "1", "2", "3"),) * 3),
         "a chart of slopes shows two moments"),
        (ChartSpec(type="range", y=("2015",)), SHARES, "needs two columns of numbers"),
        (ChartSpec(type="area"), DataTable(("year", "a", "b"), (("2024", "-1", "2"),)),
         "cannot show negative numbers"),
    ],
)  # fmt: skip
def test_a_chart_that_its_type_cannot_show_is_explained(
    chart: ChartSpec, table: DataTable, message: str
) -> None:
    with pytest.raises(WrongChart, match=message):
        specification(chart, table, WIDE)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("germany", "did you mean `Germany`?"),
        ("FRANCE", "did you mean `France`?"),
        ("Spian", "did you mean `Spain`?"),
        ("Peru", "write a name as it is in the data"),
    ],
)
def test_a_name_to_highlight_that_is_almost_in_the_data(written: str, hint: str) -> None:
    with pytest.raises(WrongChart) as error:
        specification(ChartSpec(type="bar", y=("2015",), highlight=(written,)), SHARES, WIDE)
    assert error.value.hint == hint


def test_a_file_is_harmless_and_needs_nothing_else() -> None:
    root = drawing(ChartSpec(type="line"), YEARS)
    tags = {each.tag.removeprefix(SPACE) for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "g", "line", "path", "text"}
    attributes = {name for each in root.iter() for name in each.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}
    assert "style" not in attributes  # which the policy of pages forbids
    assert root.attrib["role"] == "img"
    assert [root[0].text, root[1].text] == ["Title", "Text"]


def test_a_file_has_colours_for_dark_mode() -> None:
    root = drawing(ChartSpec(type="line"), YEARS)
    (style,) = root.iter(f"{SPACE}style")
    assert style.text is not None
    assert style.text.startswith("@media(prefers-color-scheme:dark){")
    for each in root.iter():
        for name in each.get("class", "").split():
            assert f".{name}{{" in style.text
            assert name.startswith(("fill-", "stroke-"))
    assert "#fe01" not in ET.tostring(root, "unicode")  # nothing stands in for a colour


CELLS = st.one_of(st.just(""), st.integers(-(10**6), 10**6).map(str), st.floats(-1, 1).map(str))
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@given(
    st.lists(st.tuples(NAMES, CELLS, CELLS), min_size=1, max_size=12),
    st.sampled_from(TYPES),
    st.booleans(),
)
@examples(0.2)
def test_any_data_is_drawn_or_explained(
    rows: list[tuple[str, str, str]], kind: Any, is_narrow: bool
) -> None:
    table = DataTable(("name", "a", "b"), tuple(rows))
    chart = ChartSpec(type=kind, x="name", y=("a", "b"))
    try:
        root = drawing(chart, table, Reader(is_narrow=is_narrow))
    except WrongChart:
        return
    room = float(root.attrib["width"])
    for text in texts(root):
        assert width(text, 13.5) <= room
    assert in_words(chart, table, lambda text: text, "en")


def test_vega_lite_specifications_get_the_data_and_the_style_of_the_site() -> None:
    vega = {"mark": "bar", "encoding": {"x": {"field": "country"},
            "y": {"field": "2025", "type": "quantitative"}}}  # fmt: skip
    root = drawing(ChartSpec(vega=json.dumps(vega)), SHARES)
    assert {"Germany", "France", "Spain"} <= set(texts(root))
    assert len([each for each in root.iter() if "fill-1" in each.get("class", "")]) == 3


def test_dates_of_vega_lite_specifications_are_in_the_language_of_the_page() -> None:
    vega = {"mark": "line", "encoding": {"x": {"field": "d", "type": "temporal",
            "axis": {"format": "%B %Y", "tickCount": 2}}, "y": {"field": "v"}}}  # fmt: skip
    table = DataTable(("d", "v"), (("2024-01-01", "1"), ("2024-03-01", "2")))
    shown = texts(drawing(ChartSpec(vega=json.dumps(vega)), table, Reader("de")))
    assert "Januar 2024" in shown  # in whatever time zone the machine is
    assert "März 2024" in shown


def test_a_wrong_specification_is_explained_in_short() -> None:
    with pytest.raises(CannotDraw) as error:
        drawing(ChartSpec(vega="{}"), SHARES)
    assert str(error.value).startswith("Make sure the specification includes at least one of")
    assert len(str(error.value)) <= 300


@pytest.mark.parametrize("url", ["https://example.org/data.csv", "file:///etc/hostname", "a.csv"])
def test_vega_loads_no_data(url: str) -> None:
    layer = {"data": {"url": url}, "mark": "point", "encoding": {"x": {"field": "a"}}}
    try:
        root = drawing(ChartSpec(vega=json.dumps({"layer": [layer]})), SHARES)
    except CannotDraw as error:
        assert "not allowed" in str(error)
    else:
        assert texts(root) == ["a"]  # the title of the axis
