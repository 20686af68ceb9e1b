"""What may have been meant by a path that names nothing."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

_BESIDE: Final = 6
_LIKE_ENOUGH: Final = 0.6


def nearest(path: str, known: frozenset[str]) -> str:
    """Return the known path that is most like another, without regard to capitals, or "".

    Its last part must be like; of several with that part, it is the one that is like as a whole.
    """
    wanted = path.casefold()
    name = _name(wanted)
    if not name or name.isdigit():  # the number of a list page means nothing by itself
        return ""
    index = _sorted_out(known)
    found = name if name in index.by_name else index.names.nearest(name)
    paths = index.by_name.get(found, _NOTHING)
    if len(paths.forwards) > 1:
        return index.written.get(paths.nearest(wanted), "")
    return index.written[paths.forwards[0]] if paths.forwards else ""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in the order of their beginnings, and, reversed, of their ends.

    A misspelt word begins or ends like the one that was meant, so it is compared to its
    neighbours alone: a thousand broken links on a large site take seconds, not hours.
    """

    forwards: Sequence[str] = ()
    backwards: Sequence[str] = ()

    def nearest(self, word: str) -> str:
        near = {*_beside(word, self.forwards)}
        near |= {each[::-1] for each in _beside(word[::-1], self.backwards)}
        return next(iter(get_close_matches(word, sorted(near), n=1, cutoff=_LIKE_ENOUGH)), "")


@dataclass(frozen=True, slots=True)
class _Index:
    written: dict[str, str]
    names: _Words
    by_name: dict[str, _Words]


_NOTHING: Final = _Words()


@lru_cache(maxsize=4)
def _sorted_out(known: frozenset[str]) -> _Index:
    written = {path.casefold(): path for path in sorted(known, reverse=True)}
    by_name: dict[str, list[str]] = {}
    for path in written:
        by_name.setdefault(_name(path), []).append(path)
    by_name.pop("", None)
    words = {name: _words(paths) for name, paths in by_name.items()}
    return _Index(written, _words(list(by_name)), words)


def _words(words: list[str]) -> _Words:
    return _Words(sorted(words), sorted(word[::-1] for word in words))


def _beside(word: str, words: Sequence[str]) -> Sequence[str]:
    place = bisect_left(words, word)
    return words[max(place - _BESIDE, 0) : place + _BESIDE]


def _name(path: str) -> str:
    return posixpath.basename(path.rstrip("/"))
