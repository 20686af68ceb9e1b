from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from briefgen.render.charts import labels

FONT = Path(labels.__file__).parents[1] / "fonts/source-sans-500.ttf"
SAMPLES = (
    "United States", "Separation of heavy rare earths", "1,234.5 %", "−12", "Größe (m²)",
    "WWWW", "illicit", "Œuvre", "Żelazo", "€ 12.3", "Производство", "2019–2024",
)  # fmt: skip


@pytest.mark.parametrize("text", SAMPLES)
def test_estimated_widths_are_near_those_of_the_font(text: str) -> None:
    real = ImageFont.truetype(FONT, 100).getlength(text)
    assert 0.97 * real <= labels.width(text, 100) <= 1.25 * real


def test_chinese_characters_are_as_wide_as_high_and_accents_take_no_room() -> None:
    assert labels.width("稀土", 10) == pytest.approx(21.4)
    assert labels.width("é", 10) == labels.width("e", 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China", ("China",)),
        ("Separation of heavy rare earths", ("Separation of", "heavy rare earths")),
        (
            "neodymium magnets of all grades and all sizes",
            ("neodymium magnets", "of all grades and all…"),
        ),
        ("中国内蒙古自治区包头市白云鄂博", ("中国内蒙古自治区", "包头市白云鄂博")),
    ],
)
def test_long_names_take_lines_of_about_equal_length(text: str, expected: tuple[str, ...]) -> None:
    assert labels.lines(text, 13.5, 135) == expected


@pytest.mark.no_cover
@given(st.text(max_size=60), st.floats(20, 300), st.integers(1, 3))
def test_no_line_is_wider_than_its_room(text: str, most: float, count: int) -> None:
    split = labels.lines(text, 13.5, most, count)
    assert len(split) <= count
    assert all(labels.width(line, 13.5) <= most for line in split)
    joined = " ".join(text.split())
    if not any("…" in line for line in split):
        assert "".join("".join(split).split()) == "".join(joined.split())


def test_a_line_from_right_to_left_is_drawn_in_its_direction() -> None:
    assert labels.isolated("الصين 2024") == "\u2068الصين 2024\u2069"
    assert labels.isolated("China 2024") == "China 2024"


def test_a_number_stays_left_of_a_name_from_right_to_left() -> None:
    assert labels.after_number("110", "الصين") == "\u200e110 الصين"
    assert labels.after_number("110", "China") == "110 China"
