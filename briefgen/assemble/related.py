"""Related briefs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from types import MappingProxyType

_COUNT = 4
_WINDOW = 16
_NONE: Mapping[int, Sequence[int]] = MappingProxyType({})


def related(
    briefs: Iterable[frozenset[str]], translations: Mapping[int, Sequence[int]] = _NONE
) -> tuple[tuple[int, ...], ...]:
    """Return the most related briefs of each brief, given the marks (terms, sources) of each.

    The rarer a shared mark, the more it counts (inverse document frequency). For a common mark,
    only neighbours in order are compared, so that the cost grows with the number of briefs, not
    with its square. A brief's own translations are excluded, because they say the same.
    """
    marks = list(briefs)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(marks):
        for mark in own:
            holders[mark].append(place)
    shared = {mark: places for mark, places in holders.items() if len(places) > 1}
    nearest = []
    for place, scores in enumerate(_scores(marks, shared)):
        for other in (place, *translations.get(place, ())):
            scores.pop(other, None)
        nearest.append(_best(scores, place))
    return tuple(nearest)


def _scores(
    marks: Sequence[frozenset[str]], shared: Mapping[str, Sequence[int]]
) -> Iterator[dict[int, float]]:
    """Yield the scores of the briefs near each brief, including itself."""
    weights = {mark: log((len(marks) + 1) / len(places)) for mark, places in shared.items()}
    passed = dict.fromkeys(shared, 0)  # how many of a mark's places are before the current brief
    for own in marks:
        scores: dict[int, float] = {}
        for mark in sorted(own & shared.keys()):
            index, weight = passed[mark], weights[mark]
            passed[mark] = index + 1
            near = shared[mark][max(index - _WINDOW, 0) : index + 1 + _WINDOW]
            if scores:
                for other in near:
                    scores[other] = scores.get(other, 0.0) + weight
            else:
                scores = dict.fromkeys(near, weight)
        yield scores


def _best(scores: Mapping[int, float], place: int) -> tuple[int, ...]:
    least = sorted(scores.values())[-_COUNT:][0] if scores else 0.0
    ranked = [
        (-score, abs(other - place), other) for other, score in scores.items() if score >= least
    ]
    return tuple(other for _, _, other in sorted(ranked)[:_COUNT])
