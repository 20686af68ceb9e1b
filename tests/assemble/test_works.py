"""Works: which version of translated briefs a reader gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefgen.assemble.related import related_briefs
from briefgen.assemble.works import Works
from briefgen.model.languages import tongue


def works(
    tags: str, *groups: Sequence[int], originals: Sequence[int] = (), language: str = "en"
) -> Works:
    """Return works; the briefs of a group are versions of one another."""
    languages = tags.split()
    others: Mapping[int, Sequence[int]] = {
        place: [other for other in group if other != place] for group in groups for place in group
    }
    translated = [place in others and place not in originals for place in range(len(languages))]
    return Works(languages, [tongue(tag) for tag in languages], translated, others, language)


def test_a_reader_gets_their_own_language_else_the_sites_else_the_original() -> None:
    all_works = works("en de fr es it", (0, 1, 2), (3, 4), originals=[1, 4])
    assert all_works.version_for((0, 1, 2), "fr") == 2
    assert all_works.version_for((0, 1, 2), "es") == 0
    assert all_works.version_for((3, 4), "de") == 4


def test_among_regions_a_reader_gets_their_own_else_the_original() -> None:
    all_works = works("pt-BR pt-PT en", (0, 1, 2), originals=[2])
    assert all_works.version_for((0, 1, 2), "pt-PT") == 1
    assert all_works.version_for((0, 1, 2), "pt") == 0
    assert all_works.spoken(range(3), "pt") == (0,)
    assert all_works.listed_version(1, "pt") == 0


def test_a_list_has_each_work_once_in_the_order_of_what_it_shows() -> None:
    all_works = works("de en en de", (0, 2), originals=[2])
    assert all_works.once(range(4), "en") == (1, 2, 3)
    assert all_works.once([0, 3], "en") == (0, 3)
    assert all_works.spoken(range(4), "de") == (0, 3)


def test_a_site_without_translations_has_all_briefs_in_its_lists() -> None:
    assert works("en de en").once([2, 0, 1], "en") == (0, 1, 2)


def test_related_works_are_those_of_all_versions_in_the_readers_language() -> None:
    all_works = works("en de en de en", (0, 1), (2, 3), originals=[0, 2])
    marks = [frozenset(each.split()) for each in ("a", "", "", "a", "a")]
    related_indexes = related_briefs(marks, all_works)
    assert related_indexes[0] == (2, 4)
    assert related_indexes[1] == (3, 4)
    assert related_indexes[4] == (2, 0)
