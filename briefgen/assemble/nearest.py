"""Finds the existing name that a misspelt name probably means."""

from __future__ import annotations

import posixpath
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Nearest
from briefgen.model.site import Addresses, Names
from briefgen.model.site_folder import CONTENT

_BESIDE: Final = 6
_FEW: Final = 40
_LONGEST: Final = 200  # characters; comparison time grows with their square
_INDEX: Final = "index.md"  # a name without meaning; compare the folder's name
_LIKE_ENOUGH: Final = 0.6
# Characters that must be percent-encoded in a Markdown destination.
_SIGNS: Final = str.maketrans(
    {"%": "%25", "#": "%23", "?": "%3F", " ": "%20", "(": "%28", ")": "%29"}
)


def names_for(diagnostics: Iterable[Diagnostic], addresses: Addresses) -> Names | None:
    """Return the names that the hints of these diagnostics need, or None if none do."""
    searches = [each.nearest for each in diagnostics if each.nearest]
    if not searches:
        return None
    kinds = {each.among for each in searches}
    pages = sorted({each.page for each in searches if each.among == "anchors"})
    return Names(
        files=tuple(sorted(addresses.urls)) if "files" in kinds else (),
        data=tuple(sorted(addresses.data)) if "data" in kinds else (),
        urls=tuple(sorted(addresses.url_paths)) if "urls" in kinds else (),
        anchors={page: tuple(addresses.anchors.get(page, ())) for page in pages},
    )


class Suggestions:
    """Hints of diagnostics that search for a similar name; each name is searched for once."""

    def __init__(self, names: Names | None) -> None:
        self._names = names or Names()
        self._urls = frozenset(self._names.urls)
        self._files = frozenset(self._names.files)
        self._data = frozenset(self._names.data)
        self._names_by_search: dict[tuple[Nearest, str], str] = {}

    def hint(self, diagnostic: Diagnostic) -> str:
        """Return what to do about a problem."""
        search = diagnostic.nearest
        if search is None:
            return diagnostic.hint
        path = diagnostic.location.path
        key = search, posixpath.dirname(path)
        if key not in self._names_by_search:
            self._names_by_search[key] = self._nearest(*key)
        name = self._names_by_search[key]
        if not name or name == path:  # a text does not link to itself
            return diagnostic.hint
        return f"did you mean `{_as_link(name, search, key[1])}`?"

    def _nearest(self, search: Nearest, folder: str) -> str:
        if search.among == "urls":
            return nearest(search.name, self._urls)
        if search.among in ("files", "data"):
            files = self._files if search.among == "files" else self._data
            return nearest(search.name, files, folder)
        anchors = {each.casefold(): each for each in self._names.anchors.get(search.page, ())}
        return anchors.get(_words(list(anchors)).nearest(search.name.casefold()), "")


def _as_link(name: str, search: Nearest, folder: str) -> str:
    """Return a name in the form that a link in a file of this folder needs."""
    if search.among == "anchors":
        return f"#{name}"
    if search.among == "urls":
        return name
    if not folder:  # site.yaml, whose paths begin at content/
        return f"/{name.removeprefix(CONTENT)}".translate(_SIGNS)
    return posixpath.relpath(name, folder).translate(_SIGNS)


def nearest(path: str, candidates: frozenset[str], folder: str = "") -> str:
    """Return the candidate that is most similar to another, ignoring case, or "".

    The last parts must be similar. If several paths have that last part, return the one in
    `folder`, or else the one that is most similar as a whole.
    """
    key = path.casefold()
    name = _name(key)
    if not name or name.isdigit():  # the number of a list page is not a name
        return ""
    index = _sorted_out(candidates)
    same = (each for each in (name, f"{name}.md") if each in index.by_name)
    similar = next(same, "") or _alike(name, index.names.nearest(name))
    paths = index.by_name.get(similar, _NOTHING)
    beside = f"{folder.casefold()}/{similar}" if folder and similar != _INDEX else ""
    if len(paths.forwards) == 1:
        nearest_path = paths.forwards[0]
    else:
        nearest_path = beside if beside in paths.forwards else paths.nearest(key)
    original = index.originals.get(nearest_path, "")
    return "" if _is_same(original, path) else original


def _alike(name: str, similar: str) -> str:
    """Return a name if it is like another without the extension, which any two texts share."""
    stems = posixpath.splitext(name)[0], posixpath.splitext(similar)[0]
    return similar if SequenceMatcher(None, *stems).ratio() >= _LIKE_ENOUGH else ""


def _is_same(one: str, other: str) -> bool:
    """Whether two names look the same, so that suggesting one for the other would not help."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words sorted from their beginnings and, reversed, from their ends.

    A misspelt word begins or ends like the intended one, so it is only compared with its
    neighbours. A thousand broken links on a large site then take seconds, not hours.
    """

    forwards: Sequence[str] = ()
    backwards: Sequence[str] = ()

    def nearest(self, word: str) -> str:
        if len(word) > _LONGEST:
            return ""
        if len(self.forwards) <= _FEW:
            candidates = {*self.forwards}
        else:
            candidates = {*_beside(word, self.forwards)}
            candidates |= {each[::-1] for each in _beside(word[::-1], self.backwards)}
        options = sorted(each for each in candidates if len(each) <= _LONGEST)
        return next(iter(get_close_matches(word, options, n=1, cutoff=_LIKE_ENOUGH)), "")


@dataclass(frozen=True, slots=True)
class _Index:
    originals: dict[str, str]
    names: _Words
    by_name: dict[str, _Words]


_NOTHING: Final = _Words()


@lru_cache(maxsize=4)
def _sorted_out(paths: frozenset[str]) -> _Index:
    originals = {path.casefold(): path for path in sorted(paths, reverse=True)}
    by_name: dict[str, list[str]] = {}
    for path in originals:
        by_name.setdefault(_name(path), []).append(path)
    by_name.pop("", None)
    words = {name: _words(alike) for name, alike in by_name.items()}
    return _Index(originals, _words(list(by_name)), words)


def _words(words: list[str]) -> _Words:
    return _Words(sorted(words), sorted(word[::-1] for word in words))


def _beside(word: str, words: Sequence[str]) -> Sequence[str]:
    index = bisect_left(words, word)
    return words[max(index - _BESIDE, 0) : index + _BESIDE]


def _name(path: str) -> str:
    return posixpath.basename(path.rstrip("/"))
