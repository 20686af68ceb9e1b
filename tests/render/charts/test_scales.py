from datetime import date

import pytest

from briefgen.render.charts.points import Points, Series
from briefgen.render.charts.scales import (
    Extent,
    Writing,
    inner_ticks,
    label_of,
    place_ticks,
    value_extent,
    value_ticks,
)


def write(value: float) -> str:
    return f"{value:g}"


def write_date(day: date, precision: str) -> str:
    return day.strftime({"year": "%Y", "month": "%b %Y", "day": "%-d %b"}.get(precision, "%x"))


WRITING = Writing(write, write, write, write_date)


@pytest.mark.parametrize(
    ("values", "zero", "ends"),
    [
        ([3, 9], "always", (0, 9)),
        ([-3, -9], "always", (-9, 0)),
        ([-3, 9], "always", (-3, 9)),
        ([3, 9], "near", (0, 9)),  # a third of the height costs little
        ([7, 9], "near", (7, 9)),
        ([-7, -9], "near", (-9, -7)),
        ([7, 9], "never", (7, 9)),
        ([5, 5], "never", (4, 6)),
        ([0, 0], "always", (0, 1)),
        ([], "always", (0, 1)),
    ],
)
def test_a_scale_includes_zero_where_it_has_to(
    values: list[float], zero: str, ends: tuple[float, float]
) -> None:
    extent = value_extent(values, 100, zero)  # type: ignore[arg-type]
    assert (extent.low, extent.high) == ends


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 97, "0 20 40 60 80 100"),
        (0, 1, "0 0.2 0.4 0.6 0.8 1"),
        (-3, 11, "-5 0 5 10 15"),
        (0, 0.0007, "0 0.0002 0.0004 0.0006 0.0008"),
        (12e6, 48e6, "1e+07 2e+07 3e+07 4e+07 5e+07"),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, labels: str) -> None:
    extent, ticks = value_ticks(Extent(low, high, 300), 5, write)
    assert " ".join(tick.label for tick in ticks) == labels
    assert extent.low <= low <= high <= extent.high
    assert [write(tick.position) for tick in ticks] == labels.split()


def test_inner_ticks_are_within_the_scale() -> None:
    places = [tick.position for tick in inner_ticks(Extent(3, 341, 500), 4, write)]
    assert places == [100, 200, 300]


def points(scale: str, places: list[float], labels: list[str] | None = None) -> Points:
    names = tuple(labels or map(str, places))
    return Points(names, tuple(places), scale, (Series("a", (1,) * len(places)),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scale", "places", "width", "expected"),
    [
        ("years", [2015, 2024], 600, "2015 2016 2017 2018 2019 2020 2021 2022 2023 2024"),
        ("years", [2015, 2024], 200, "2016 2018 2020 2022 2024"),
        ("years", [1900, 2024], 250, "1900 1925 1950 1975 2000"),
        ("days", [2019.1, 2024.5], 600, "2020 2021 2022 2023 2024"),
        ("months", [2024, 2024.99], 400, "Jan 2024,Apr 2024,Jul 2024,Oct 2024"),
        ("numbers", [0, 40], 400, "0 10 20 30 40"),
    ],
)
def test_labels_of_x_are_as_many_as_fit(
    scale: str, places: list[float], width: float, expected: str
) -> None:
    ticks = place_ticks(points(scale, places), Extent(places[0], places[-1], width), 13.5, WRITING)
    assert [tick.label for tick in ticks] == expected.split("," if "," in expected else " ")


def test_days_of_a_few_weeks_have_their_own_labels() -> None:
    days = [2024 + day / 366 for day in (0, 7, 14)]
    ticks = place_ticks(points("days", days), Extent(days[0], days[-1], 600), 13.5, WRITING)
    assert [tick.label for tick in ticks] == ["1 Jan", "8 Jan", "15 Jan"]


def test_names_that_do_not_fit_are_left_out_evenly() -> None:
    names = [f"name {number}" for number in range(10)]
    shown = points("names", list(map(float, range(10))), names)
    ticks = place_ticks(shown, Extent(0, 9, 300), 13.5, WRITING)
    assert [tick.label for tick in ticks] == ["name 0", "name 2", "name 4", "name 6", "name 8"]


def test_one_place_is_named_as_readers_know_it() -> None:
    assert label_of(points("months", [2024.5], ["2024-07"]), 0, WRITING) == "Jul 2024"
    assert label_of(points("quarters", [2024.5], ["2024Q3"]), 0, WRITING) == "2024Q3"
