import pytest

from briefgen.model.charts import ChartSpec
from briefgen.model.data import DataTable
from briefgen.render.charts.points import (
    Points,
    WrongChart,
    columns_of,
    points_of,
    sorted_points,
)


def table(text: str) -> DataTable:
    head, *rows = (tuple(line.split(",")) for line in text.split())
    return DataTable(head, tuple(rows))


def points(text: str, **fields: object) -> Points:
    data = table(text)
    chart = ChartSpec(**fields)  # type: ignore[arg-type]
    return points_of(columns_of(chart, data), data)


PRICES = "year,metal,price 2024,Nd,50 2024,Dy,250 2025,Nd,60 2025,Dy,240"


@pytest.mark.parametrize(
    ("text", "fields", "x", "y"),
    [
        ("country,tonnes,share China,270,69", {}, "country", ("tonnes",)),
        ("country,a,b China,270,69", {"type": "grouped"}, "country", ("a", "b")),
        ("year,a,b 2024,270,69", {"type": "line"}, "year", ("a", "b")),
        # The author thinks of a horizontal axis.
        ("country,tonnes China,270", {"x": "tonnes", "y": ("country",)}, "country", ("tonnes",)),
        (PRICES, {"type": "line", "series": "metal"}, "year", ("price",)),
    ],
)
def test_columns_that_are_not_named_are_chosen(
    text: str, fields: dict[str, object], x: str, y: tuple[str, ...]
) -> None:
    chart = columns_of(ChartSpec(**fields), table(text))  # type: ignore[arg-type]
    assert (chart.x, chart.y) == (x, y)


def test_each_column_is_a_series() -> None:
    shown = points("year,a,b 2025,3,4 2024,1,-", type="line")
    assert shown.labels == ("2024", "2025")  # times are in order
    assert [(each.name, each.values) for each in shown.series] == [
        ("a", (1.0, 3.0)), ("b", (None, 4.0)),
    ]  # fmt: skip


def test_the_values_of_a_column_can_name_the_series() -> None:
    shown = points(PRICES, type="line", series="metal")
    assert shown.labels == ("2024", "2025")
    assert [(each.name, each.values) for each in shown.series] == [
        ("Nd", (50.0, 60.0)), ("Dy", (250.0, 240.0)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "scale", "places"),
    [
        ("2024 2026", "years", (2024.0, 2026.0)),
        ("2024-01 2024-07", "months", (2024.0, 2024 + 182 / 366)),
        ("2024-01-01 2024-12-31", "days", (2024.0, 2024 + 365 / 366)),
        ("01.01.2024 31.12.2024", "days", (2024.0, 2024 + 365 / 366)),
        ("1/2/2024 1/14/2024", "names", (0.0, 1.0)),
        ("2023Q1 2023-Q3", "quarters", (2023.0, 2023 + 181 / 365)),
        ("Q1-2023 Q3-2023", "quarters", (2023.0, 2023 + 181 / 365)),
        ("1,5 0.5", "names", (0.0, 1.0)),
        ("a b", "names", (0.0, 1.0)),
        ("0.5 12", "numbers", (0.5, 12.0)),
    ],
)
def test_x_is_a_time_a_number_or_a_name(labels: str, scale: str, places: tuple[float, ...]) -> None:
    data = DataTable(("x", "y"), tuple((label, "1") for label in labels.split()))
    shown = points_of(ChartSpec(type="line", x="x", y=("y",)), data)
    assert shown.scale == scale
    assert shown.positions == pytest.approx(places)


def test_bars_show_numbers_of_x_as_names() -> None:
    assert points("grade,count 12,3 7,5", x="grade", y=("count",)).labels == ("12", "7")


def test_sorting_keeps_names_with_their_values() -> None:
    shown = sorted_points(points("c,v a,2 b,- c,3 d,1"), "descending")
    assert shown.labels == ("c", "a", "d", "b")
    assert shown.series[0].values == (3.0, 2.0, 1.0, None)
    assert shown.positions == (0.0, 1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("text", "fields", "message", "hint"),
    [
        ("c,v", {}, "this chart has no data", "add rows"),
        ("c,v a,b", {}, "the data of this chart have no column of numbers", "columns are: c, v"),
        ("c,v a,1 b,many c,2", {},
         "the data of this chart have no column of numbers, because `v` has `many`",
         "only a number in each cell"),
        ("c,v,w a,1,3 b,many,3 c,2,3", {"x": "c", "y": ("v",)},
         "the column `v` does not have only numbers: it has `many`", "only a number in each cell"),
        ("v 1 2", {}, "the data of this chart have only one column", "add a column"),
        ("c,v,w a,b,3", {"x": "c", "y": ("v",)},
         "the column `v` does not have only numbers: it has `b`", "columns with numbers are: w"),
        ("c,v a,- b,", {"x": "c", "y": ("v",)}, "the column `v` has no numbers", "correct"),
        (f"{PRICES} 2025,Dy,3", {"type": "line", "series": "metal"},
         "the data have two values for `2025` in the series `Dy`", "leave only one"),
        ("d,v 2024-02-30,1", {"type": "line"}, "there is no day `2024-02-30`", "correct the data"),
    ],
)  # fmt: skip
def test_wrong_data_is_explained(
    text: str, fields: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(WrongChart) as error:
        points(text, **fields)
    assert str(error.value) == message
    assert hint in error.value.hint
