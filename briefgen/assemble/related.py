"""Related briefs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log

from briefgen.assemble.works import Works

_COUNT = 4
_WINDOW = 16


def related_briefs(briefs: Sequence[frozenset[str]], works: Works) -> tuple[tuple[int, ...], ...]:
    """Return the most related works of each brief, each in the version for its readers.

    `briefs` has the marks (terms, sources) of each brief. A work has those of all its versions.
    """
    if not works.others:
        return related(briefs)
    versions = [works.versions(index) for index in range(len(briefs))]
    firsts = [index for index, each in enumerate(versions) if each[0] == index]
    numbers = {index: number for number, index in enumerate(firsts)}
    nearest = related(frozenset().union(*map(briefs.__getitem__, versions[index]))
                      for index in firsts)  # fmt: skip
    return tuple(
        tuple(works.version_for(versions[firsts[other]], works.tags[index])
              for other in nearest[numbers[each[0]]])
        for index, each in enumerate(versions)
    )  # fmt: skip


def related(briefs: Iterable[frozenset[str]]) -> tuple[tuple[int, ...], ...]:
    """Return the most related briefs of each brief, given the marks (terms, sources) of each.

    The rarer a shared mark, the more it counts (inverse document frequency). For a common mark,
    only neighbours in order are compared, so that the cost grows with the number of briefs, not
    with its square.
    """
    marks = list(briefs)
    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(marks):
        for mark in own:
            holders[mark].append(index)
    shared = {mark: places for mark, places in holders.items() if len(places) > 1}
    nearest = []
    for index, scores in enumerate(_scores(marks, shared)):
        scores.pop(index, None)
        nearest.append(_best(scores, index))
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
            neighbours = shared[mark][max(index - _WINDOW, 0) : index + 1 + _WINDOW]
            if scores:
                for other in neighbours:
                    scores[other] = scores.get(other, 0.0) + weight
            else:
                scores = dict.fromkeys(neighbours, weight)
        yield scores


def _best(scores: Mapping[int, float], index: int) -> tuple[int, ...]:
    least = sorted(scores.values())[-_COUNT:][0] if scores else 0.0
    ranked = [
        (-score, abs(other - index), other) for other, score in scores.items() if score >= least
    ]
    return tuple(other for _, _, other in sorted(ranked)[:_COUNT])
