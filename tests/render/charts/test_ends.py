from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from briefgen.render.charts.ends import apart

HEIGHT = 17.0


@given(st.lists(st.floats(0, 300), min_size=1, max_size=15))
def test_names_at_ends_never_overlap(positions: list[float]) -> None:
    middles = sorted(apart(positions, [HEIGHT] * len(positions), 300))
    gaps = [after - before for before, after in pairwise(middles)]
    assert all(gap >= HEIGHT - 1e-6 for gap in gaps)
    assert len(middles) == len(positions)


@given(st.lists(st.floats(0, 300), min_size=2, max_size=10, unique=True))
def test_names_at_ends_stay_in_the_order_of_their_lines(positions: list[float]) -> None:
    middles = apart(positions, [HEIGHT] * len(positions), 300)
    order = sorted(range(len(positions)), key=positions.__getitem__)
    assert order == sorted(range(len(positions)), key=middles.__getitem__)


def test_names_that_have_room_are_at_the_ends_of_their_lines() -> None:
    assert apart([10, 200], [HEIGHT, HEIGHT], 300) == [10, 200]


def test_names_that_touch_move_apart_equally() -> None:
    assert apart([100, 104], [20, 20], 300) == [92, 112]


def test_too_many_names_are_not_shown() -> None:
    assert apart([1.0] * 30, [HEIGHT] * 30, 300) == []
