"""Gives sources that have moved for good their new URLs, in the texts that cite them.

Every change is tried, and the text parsed again: it must cite the same sources at the same places,
and nothing else may differ. A source for which that cannot be done keeps its URL.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urldefrag, urlsplit

from briefgen.model.config import SiteConfig
from briefgen.model.content import Brief, Source
from briefgen.model.diagnostics import Span
from briefgen.model.identity import source_key, without_tracking
from briefgen.model.site_folder import SITE_FILE
from briefgen.model.text import Reference, SourceLink, Text
from briefgen.read.config import read_config
from briefgen.read.discovery import discover
from briefgen.read.markdown.destination_tokens import loose_key
from briefgen.read.markdown.destinations import normalized
from briefgen.read.written import Edit, SourceText, source_text
from briefgen.renaming.edits import Change, changes, names_of, shape_of, tokens_of
from briefgen.renaming.snapshot import File, parsed
from briefgen.renaming.writing import Changed, write

__all__ = [
    "Changed", "Move", "NewUrls", "Untouched", "plan_new_urls", "write_new_urls",
]  # fmt: skip

_IGNORED: Final = (Reference, Span, Source, SourceLink)
_PAGES: Final = ("", ".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".cfm")


@dataclass(frozen=True, slots=True)
class Move:
    """A source and where it has moved."""

    old: str
    new: str

    def concerns(self, url: str) -> bool:
        """Whether a URL is one of the source, however it is spelled."""
        return source_key(url) == source_key(self.old)

    def of(self, url: str) -> str:
        """Return the new URL of a link, which keeps its place within the work (`#page=3`)."""
        if self.concerns(self.new) and url.startswith("https:"):
            return url  # only the scheme is another
        new, fragment = urldefrag(self.new)
        own = urldefrag(url).fragment
        if own or fragment == urldefrag(self.old).fragment:
            fragment = own
        return without_tracking(new) + (f"#{fragment}" if fragment else "")

    @property
    def doubt(self) -> str:
        """Why the new URL may not be that of the same work, or ""."""
        old, new = urlsplit(self.old), urlsplit(self.new)
        if _ending(old) not in _PAGES and _ending(old) != _ending(new):
            return "a file has become a page, which may not be the same work"
        is_shorter = len(_parts(new)) < len(_parts(old))
        if is_shorter and _parts(old)[: len(_parts(new))] == _parts(new):
            return "it leads to the page above it, which is probably a list"
        return ""


@dataclass(frozen=True, slots=True)
class Untouched:
    """A source that keeps its URL in a text, and why."""

    path: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class NewUrls:
    """New bytes of texts by path, the changes in them, and what stays unchanged."""

    before: Mapping[str, bytes] = field(default_factory=dict)
    data: Mapping[str, bytes] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    untouched: tuple[Untouched, ...] = ()


def plan_new_urls(root: Path, moves: Mapping[str, Sequence[Move]]) -> NewUrls:
    """Plan the new URLs of the sources of texts, by the paths of the texts. Raises OSError."""
    config = read_config((root / SITE_FILE).read_bytes()).value
    if config is None:
        return NewUrls()
    before, data = {}, {}
    all_changes: list[Change] = []
    untouched: list[Untouched] = []
    for entry in discover(root, config.groupings).value:
        if entry.site_path not in moves:
            continue
        file = parsed(entry, (root / entry.site_path).read_bytes(), config)
        text = source_text(file.data)
        if text is None or not isinstance(file.value, Brief):
            continue
        rewriting = _Rewriting(file, text, config)
        untouched += rewriting.give(moves[entry.site_path])
        if rewriting.edits:
            before[entry.site_path], data[entry.site_path] = file.data, text.edited(rewriting.edits)
            all_changes += changes(entry.site_path, text, rewriting.edits)
    return NewUrls(before, data, tuple(all_changes), tuple(untouched))


def write_new_urls(root: Path, new: NewUrls) -> None:
    """Change the files, or none of them if that fails. Raises OSError and Changed."""
    write(root, {}, new.before, new.data)


@dataclass(frozen=True, slots=True)
class _Cited:
    """What a text cites: its sources, the links to them, and everything else in it."""

    sources: tuple[Source, ...]
    links: tuple[SourceLink, ...]
    rest: object


class _Rewriting:
    """The new URLs of one text: `edits` are those that are right so far."""

    def __init__(self, file: File, text: SourceText, config: SiteConfig) -> None:
        self.edits: list[Edit] = []
        self._file = file
        self._text = text
        self._config = config

    def give(self, moves: Iterable[Move]) -> Iterator[Untouched]:
        """Give sources their new URLs; yield those that keep their old ones."""
        path = self._file.entry.site_path
        for move in moves:
            why = "the text is a symbolic link" if self._file.entry.is_link else self._give(move)
            if why:
                yield Untouched(path, move.old, why)

    def _give(self, move: Move) -> str:
        """Give a source its new URL. Return why it keeps its old one, or ""."""
        before = self._cited(self.edits)
        if before is None:
            return "the text cannot be read"
        if move.doubt:
            return move.doubt
        if not move.concerns(move.new) and any(
            source_key(each.url) == source_key(move.new) for each in before.sources
        ):
            return "the text also cites its new URL, so two sources would become one"
        edits = self._edits(move)
        # What readers see of a bare URL changes, so nothing shows that it is not part of code.
        if any(edits.values()) or not self._is_correct(edits, before, move):
            edits = {
                edit: is_shown
                for edit, is_shown in edits.items()
                if self._is_mention(edit, before, move, is_shown=is_shown)
            }
            if not self._is_correct(edits, before, move):
                return "its URL is written in a form that cannot be changed automatically"
        self.edits += edits
        return ""

    def _edits(self, move: Move) -> dict[Edit, bool]:
        """Return the edits to try, and whether readers see what each changes."""
        keys = {source_key(move.old)}
        edits = {}
        for token in tokens_of(self._file, self._text, keys, _key):
            new = token.escaped(move.of(unescape(token.destination)))
            if new != self._text.text[token.start : token.end]:
                edits[Edit(token.start, token.end, new)] = token.form == "bare"
        return edits

    def _cited(self, edits: Iterable[Edit]) -> _Cited | None:
        data = self._text.edited(edits)
        value = parsed(self._file.entry, data, self._config).value
        if not isinstance(value, Brief):
            return None
        return _Cited(value.sources, tuple(_links_in(value)), shape_of(value, _IGNORED))

    def _is_correct(self, edits: Mapping[Edit, bool], before: _Cited, move: Move) -> bool:
        """Whether a text with some edits has the new URL at all places, and no other difference."""
        after = self._cited([*self.edits, *edits])
        if after is None or not edits:
            return False
        is_shown = any(edits.values())
        return (
            (is_shown or after.rest == before.rest)
            and len(after.links) == len(before.links)
            and len(after.sources) == len(before.sources)
            and all(
                _is_link(one, other, move, is_moved=move.concerns(one.url))
                and (one.number, one.anchor) == (other.number, other.anchor)
                for one, other in zip(before.links, after.links, strict=True)
            )
            and all(
                _is_source(one, other, move)
                for one, other in zip(before.sources, after.sources, strict=True)
            )
        )

    def _is_mention(self, edit: Edit, before: _Cited, move: Move, *, is_shown: bool) -> bool:
        """Whether an edit alone changes a mention of the source, and nothing else."""
        after = self._cited([*self.edits, edit])
        if after is None or len(after.links) != len(before.links):
            return False
        if not is_shown and after.rest != before.rest:
            return False
        pairs = list(zip(before.links, after.links, strict=True))
        changed = [(one, other) for one, other in pairs if one.url != other.url]
        if not all(_is_link(one, other, move, is_moved=True) for one, other in changed):
            return False
        urls, new_urls = ([each.url for each in cited.sources] for cited in (before, after))
        return bool(changed) or urls != new_urls


def _key(destination: str) -> str:
    return source_key(unescape(destination))


def _links_in(value: object) -> Iterator[SourceLink]:
    """Yield the links to sources in a value, in order."""
    if isinstance(value, SourceLink):
        yield value
    elif isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, SourceLink))
    elif isinstance(value, tuple):
        for each in value:
            yield from _links_in(each)
    elif dataclasses.is_dataclass(value):
        for name in names_of(value):
            yield from _links_in(getattr(value, name))


def _is_link(one: SourceLink, other: SourceLink, move: Move, *, is_moved: bool) -> bool:
    expected = move.of(one.url) if is_moved else one.url
    return other.url == expected or loose_key(other.url) == loose_key(normalized(expected))


def _is_source(one: Source, other: Source, move: Move) -> bool:
    """Whether a source is the same after a move; what was taken from its URL may differ."""
    if not move.concerns(one.url):
        return one == other
    comparable = replace(
        other,
        url=one.url,
        title=other.title if one.has_own_title else one.title,
        publisher=one.publisher,
    )
    is_new = source_key(other.url) == source_key(move.new)
    return (
        comparable == one
        and is_new
        and other.url.startswith("https:") >= move.new.startswith("https:")
    )


def _parts(url: SplitResult) -> list[str]:
    return [url.netloc.lower().removeprefix("www."), *filter(None, url.path.split("/"))]


def _ending(url: SplitResult) -> str:
    ending = posixpath.splitext(url.path)[1].lower()
    return ending if ending[1:].isalpha() or not ending else ""
