from itertools import combinations

import pytest

from briefgen.model.chart_colours import SERIES, palette
from briefgen.model.colours import (
    DARK_PAPER,
    LIGHT_PAPER,
    READABLE,
    contrast,
    difference,
    nearest_readable,
)

ACCENTS = ("#0b5d66", "#1d4ed8", "#b91c1c", "#15803d", "#7c3aed", "#111827", "#ca8a04", "#ffffff")
VISIBLE = 3.0  # WCAG 2.2, 1.4.11
TOLD_APART = 0.07  # in OKLab, where the whole way from black to white is 1


def dark(accent: str) -> str:
    return nearest_readable(accent, dark=True, least=7.0)


@pytest.mark.parametrize("accent", ACCENTS)
def test_all_colours_have_enough_contrast_on_light_and_dark_pages(accent: str) -> None:
    colours = palette(accent, dark(accent))
    for shapes, least in ((colours.shapes, VISIBLE), (colours.words, READABLE)):
        assert len(shapes) == SERIES
        for shade in shapes:
            assert contrast(shade.light, LIGHT_PAPER) >= least
            assert contrast(shade.dark, DARK_PAPER) >= least


@pytest.mark.parametrize("accent", ACCENTS)
def test_people_with_colour_blindness_can_tell_the_first_four_apart(accent: str) -> None:
    first = palette(accent, dark(accent)).shapes[:4]
    for one, other in combinations(first, 2):
        assert difference(one.light, other.light) >= TOLD_APART
        assert difference(one.dark, other.dark) >= TOLD_APART


def test_the_first_colour_is_the_accent_colour() -> None:
    first = palette("#0b5d66", "#6cc3cc").shapes[0]
    assert (first.light, first.dark) == ("#0b5d66", "#6cc3cc")


def test_red_and_green_of_one_brightness_are_hardly_different() -> None:
    # For people without green cones; for all others, they could not differ more.
    assert difference("#d0453a", "#8f7a1f") < difference("#0b5d66", "#c2950c") / 2
