import pytest

from briefgen.model.colours import READABLE, contrast, nearest_readable, weakest


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that narrowly fails
        ("#767676", "#ffffff", 4.54),
        ("#f00", "#fff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_computed_as_wcag_defines_it(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_a_link_on_a_box_of_its_own_tint_counts_too() -> None:
    assert weakest("#767676", dark=False) < contrast("#767676", "#ffffff")
    assert weakest("#767676", dark=False) < READABLE


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "colour", ["#ff0000", "#ffcc00", "#00ff00", "#1a56db", "#888", "#000", "#fff", "#f5a623"]
)
def test_the_suggested_colour_has_enough_contrast(colour: str, dark: bool) -> None:
    readable = nearest_readable(colour, dark=dark)
    assert weakest(readable, dark=dark) >= READABLE
    if weakest(colour, dark=dark) >= READABLE:
        assert readable == colour
    else:
        assert weakest(readable, dark=dark) < READABLE + 0.3, "no further than it has to go"


def test_the_suggested_colour_keeps_its_hue() -> None:
    orange = nearest_readable("#f5a623", dark=False)
    red, green, blue = (int(orange[start : start + 2], 16) for start in (1, 3, 5))
    assert red > green > blue


def test_more_contrast_can_be_asked_for() -> None:
    assert weakest(nearest_readable("#0b5d66", dark=True, least=7), dark=True) >= 7
