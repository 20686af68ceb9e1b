"""Whether quoted words occur in the text of a source."""

from __future__ import annotations

import pytest

from briefgen.ledger.passages import SourceText, quoted

SOURCE = SourceText(
    "The minister said that “wages rose by 4.5 per cent in 2025, and they’ll keep rising – for"
    " now”.[3] Co-operation with the regions would go on."
    " Die Löhne stiegen um 4,5 Prozent, sagte sie."
    " 关键矿产的供应链非常脆弱，需要各国共同努力。"
)


@pytest.mark.parametrize(
    "words",
    [
        "wages rose by 4.5 per cent in 2025, and they'll keep rising -- for now",
        "Wages rose by 4.5  percent in 2025; and they’ll keep rising",
        "The minister said that ‘wages rose’ by 4.5 per cent",
        "wages rose … and they’ll keep rising",
        "wages rose [...] keep rising . . . Cooperation with the regions",
        "(…) they’ll keep rising – for now […]",
        "[W]ages rose by 4.5 per cent in [the year] 2025",
        "wages [of all workers] rose by 4.5 per cent",
        "The minister[s] said that wages rose",
        "they’ll keep rising – for now. Co-opera\xadtion",
        "die Löhne stiegen um 4,5 Prozent",
        "关键矿产的供应链非常脆弱,需要各国共同努力",
    ],
)
def test_words_that_may_differ_in_marks_are_in_the_source(words: str) -> None:
    assert SOURCE.has(quoted(words))


@pytest.mark.parametrize(
    "words",
    [
        "wages fell by 4.5 per cent in 2025",
        "wages rose by 5.4 per cent in 2025",
        "they’ll keep rising … wages rose",
        "ages rose by 4.5 per cent",
        "wages rose by 4.5 per cent in 20",
        "wages [of all workers] fell by 4.5 per cent",
        "wages rose by per cent in 2025",
        "关键矿产的供应链非常稳定，需要各国共同努力",
    ],
)
def test_words_that_differ_are_not(words: str) -> None:
    assert not SOURCE.has(quoted(words))


def test_brackets_stand_for_few_words_and_an_ellipsis_for_many() -> None:
    source = SourceText(f"The first words {'and ' * 20} the last words.")
    assert source.has(quoted("the first words … the last words"))
    assert not source.has(quoted("the first words [and] the last words"))


def test_the_nearest_passage_is_shown_as_it_is_written() -> None:
    nearest = SOURCE.nearest(quoted("wages fell by 4.5 per cent in 2025"))
    assert nearest == "wages rose by 4.5 per cent in 2025"
    assert SOURCE.nearest(quoted("something else that nobody has ever written anywhere")) == ""
    assert SourceText("").nearest(quoted("any words")) == ""


def test_a_translation_is_recognised() -> None:
    english = SourceText("The commission has published a plan, and the regions are to pay for it.")
    assert english.is_in_language_of(quoted("the commission is to pay for a new plan"))
    assert not english.is_in_language_of(quoted("die Kommission soll für einen neuen Plan zahlen"))


def test_words_are_counted_and_two_ideographs_are_one() -> None:
    assert quoted("[The] four words … of this").length == 4
    assert quoted("关键矿产的供应链很脆弱").length == 5
