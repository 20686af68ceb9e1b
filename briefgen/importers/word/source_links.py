"""Footnotes that are only a URL, as links: on the words before the mark of the footnote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from briefgen.importers.word.trees import SOURCE
from briefgen.read.html_tree import Element, Node, elements_in, words_of

_MOST_WORDS: Final = 6  # of a link
# The end of what is linked: spaces, and the signs that end a phrase.
_END: Final = re.compile(r"[\s.,;:!?)\]}»”’\"'。，；：！？]*\Z")
# The sign before the phrase. A sign between digits, as in 1,000, is within it.
_BEGIN: Final = re.compile(r"(?:[.,:](?!\d)|[;!?()\[\]{}«»“”„\"–—。，；：！？])\s*")
_SIGN: Final = re.compile(r"\s|[.,;:!?)\]]|\Z")  # before which there is no second space
_PHRASES: Final = ("em", "strong", "del", "sup", "sub", "code", "mark")


def with_source_links(nodes: Iterable[Node], note: Callable[[str, str], None]) -> tuple[Node, ...]:
    """Return a tree in which a link replaces each footnote that is only a URL."""
    new: list[Node] = []
    run = (*nodes, "")
    for node, following in pairwise(run):
        if isinstance(node, Element) and node.name == SOURCE:
            _link(new, node, note)
            if isinstance(new[-1], str) and isinstance(following, str) and _SIGN.match(following):
                new[-1] = new[-1].rstrip()
        elif isinstance(node, Element):
            new.append(replace(node, children=with_source_links(node.children, note)))
        else:
            new.append(node)
    return tuple(new)


def _link(before: list[Node], source: Element, note: Callable[[str, str], None]) -> None:
    """Make a link of the last words of a run, or add one to it."""
    url = source.get("href")
    reason = "this footnote was only a URL; the words before its mark are a link to it now"
    last = before[-1] if before else ""
    if isinstance(last, str):
        begin, words, end = _phrase(last)
        if words:
            before[-1:] = filter(None, (begin, Element("a", {"href": url}, (words,)), end))
            note(reason, f"{words}: {url}")
            return
        follows_phrase = not last.strip() or bool(_END.fullmatch(last))
        if len(before) > 1 and follows_phrase and _is_free(before[-2]):
            before[-2] = Element("a", {"href": url}, (before[-2],))
            note(reason, f"{words_of(before[-2:-1])}: {url}")
            return
    elif _is_free(last):
        before[-1] = Element("a", {"href": url}, (last,))
        note(reason, f"{words_of(before[-1:])}: {url}")
        return
    name = source.get("title") or urlsplit(url).netloc.removeprefix("www.") or url
    before += (" (", Element("a", {"href": url}, (name,)), ")")
    note("this footnote was only a URL; a link with its name is in its place now", url)


def _phrase(words: str) -> tuple[str, str, str]:
    """Return what is before the phrase at the end of words, the phrase, and what ends it."""
    end = _END.search(words)
    at = end.start() if end else len(words)
    inner = words[:at]
    begin = max((match.end() for match in _BEGIN.finditer(inner)), default=0)
    pieces = list(re.finditer(r"\S+", inner[begin:]))
    if len(pieces) > _MOST_WORDS:
        begin += pieces[-_MOST_WORDS].start()
    elif pieces:
        begin += pieces[0].start()
    return words[:begin], words[begin:at], words[at:]


def _is_free(node: Node) -> bool:
    """Whether a phrase can be a link."""
    if not isinstance(node, Element) or node.name not in _PHRASES:
        return False
    inner: Sequence[Element] = list(elements_in([node]))
    return bool(words_of([node]).strip()) and not any(each.name in ("a", "img") for each in inner)
