"""Which briefs belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from math import log
from types import MappingProxyType

_COUNT = 4
_WINDOW = 16
_NONE: Mapping[int, Sequence[int]] = MappingProxyType({})


def related(
    briefs: Iterable[frozenset[str]], translations: Mapping[int, Sequence[int]] = _NONE
) -> tuple[tuple[int, ...], ...]:
    """Return the nearest briefs for each brief, given the marks (terms, sources) of each.

    A shared mark counts the more, the rarer it is (inverse document frequency). Of a common
    mark only its neighbours in order are looked at, so that the cost grows with the number of
    briefs, not with its square. A brief's own translations are left out: they say the same.
    """
    marks = list(briefs)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(marks):
        for mark in own:
            holders[mark].append(place)
    scores: list[dict[int, float]] = [defaultdict(float) for _ in marks]
    for _, places in sorted(holders.items()):
        weight = log((len(marks) + 1) / len(places))
        for index, place in enumerate(places):
            for other in _neighbours(places, index):
                scores[place][other] += weight
    for place, others in translations.items():
        for other in others:
            scores[place].pop(other, None)
    return tuple(_best(score, place) for place, score in enumerate(scores))


def _neighbours(places: Sequence[int], index: int) -> Iterable[int]:
    yield from places[max(index - _WINDOW, 0) : index]
    yield from places[index + 1 : index + 1 + _WINDOW]


def _best(scores: dict[int, float], place: int) -> tuple[int, ...]:
    ranked = [(-score, abs(other - place), other) for other, score in scores.items()]
    return tuple(other for _, _, other in nsmallest(_COUNT, ranked))
