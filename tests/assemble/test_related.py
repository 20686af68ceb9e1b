from briefgen.assemble.related import related


def marks(*words: str) -> list[frozenset[str]]:
    return [frozenset(each.split()) for each in words]


def test_a_brief_is_never_related_to_itself() -> None:
    related_indexes = related(marks("a b", "a b", "a", "b"))
    assert all(place not in others for place, others in enumerate(related_indexes))
    assert all(len(set(others)) == len(others) for others in related_indexes)


def test_briefs_without_a_shared_mark_are_not_related() -> None:
    assert related(marks("a", "b", "")) == ((), (), ())
    assert related([]) == ()


def test_a_rare_mark_counts_more_than_a_common_one() -> None:
    # All share `common`; the last shares `rare` with the first.
    related_indexes = related(marks("common rare", "common", "common", "common", "common rare"))
    assert related_indexes[0][0] == 4
    assert related_indexes[4][0] == 0


def test_two_shared_marks_count_more_than_one() -> None:
    related_indexes = related(marks("a b", "a", "b", "a b"))
    assert related_indexes[0][0] == 3


def test_a_mark_that_every_brief_has_still_counts() -> None:
    assert related(marks("a", "a")) == ((1,), (0,))


def test_ties_are_sorted_by_nearness_then_newest_first() -> None:
    related_indexes = related(marks("a", "a", "a", "a", "a", "a", "a"))
    assert related_indexes[3] == (2, 4, 1, 5)
    assert related_indexes[0] == (1, 2, 3, 4)
    assert related_indexes[6] == (5, 4, 3, 2)


def test_at_most_four_are_related() -> None:
    related_indexes = related(marks(*["a b c"] * 30))
    assert {len(others) for others in related_indexes} == {4}


def test_the_order_of_a_set_does_not_matter() -> None:
    words = [f"mark{number}" for number in range(50)]
    one = [frozenset(words[place : place + 5]) for place in range(45)]
    other = [frozenset(reversed(words[place : place + 5])) for place in range(45)]
    assert related(one) == related(other)


def test_a_rare_mark_reaches_far_beyond_a_common_marks_window() -> None:
    related_indexes = related(marks("c r", *["c"] * 500, "c r"))
    assert related_indexes[0][0] == 501
    assert related_indexes[501][0] == 0


def test_a_common_mark_only_compares_neighbours_in_order() -> None:
    """The work grows with the number of briefs, not with its square.

    The last shares `rare` and `common` with the first, but is far from it among the briefs with
    `common`. The second shares `common` and the less rare `few`, and is nearer.
    """
    related_indexes = related(
        marks("common rare few", "common few", "few", *[""] * 97, *["common"] * 99, "common rare")
    )
    assert related_indexes[0][:2] == (1, 199)
