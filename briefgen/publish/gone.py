"""Addresses of texts that the last build published and this one does not.

A record of each published text is kept for each output directory, so a preview or a build to
another directory says nothing about this one. A review of unpublished texts is never compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.cache.notes import Note
from briefgen.cache.store import Store
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.pipeline import Build, Planned

CODE: Final = "gone-address"
_LAYOUTS: Final = frozenset({"brief.html", "page.html", "list.html", "author.html"})
_END: Final = "index.html"
_PLAIN: Final = re.compile(r"/[\w./~-]*")


@dataclass(frozen=True, slots=True)
class _Published:
    """The page of a text: the file in content/, and the digest of the text."""

    source: str
    text: bytes


_NOTE: Final = Note("published text", _Published)


def gone_addresses(
    build: Build, store: Store, target: Path, before: Set[str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each page of a text that was `before` in the output and is gone.

    A text that still exists, but is not published now, was withdrawn on purpose.
    """
    lost = sorted(before - {output.path for output in build.outputs})
    former = {
        path: page
        for path in lost
        if path.endswith(_END) and (page := _NOTE.about(f"{target} {path}").read(store))
    }
    if not former or build.basis is None or build.options.purpose == "review":
        return
    successors = _Successors(build, store, target)
    for path, page in former.items():
        exists = page.source in build.basis.content.rows
        successor = successors.moved(page) if exists else successors.similar(path, page)
        if successor or not exists:
            yield _gone(path, page.source, successor)


def note_texts(store: Store, target: Path, outputs: Iterable[Planned], gone: Iterable[str]) -> None:
    """Record the pages of texts among new outputs, and forget those that no longer are."""
    for output in outputs:
        note = _NOTE.about(f"{target} {output.path}")
        if _is_text(output):
            note.write(store, _Published(output.sources[0], output.texts[0]))
        elif output.path.endswith(_END) and note.read(store):  # a redirect now
            note.clear(store)
    for path in gone:
        if path.endswith(_END):
            _NOTE.about(f"{target} {path}").clear(store)


class _Successors:
    """The pages of texts that are new in a build, to find those that replace former pages.

    A page is new, too, if its address was that of a redirect or of another text.
    """

    def __init__(self, build: Build, store: Store, target: Path) -> None:
        new = [each for each in build.outputs if _is_text(each) and _is_new(each, store, target)]
        self._sources = {output.sources[0] for output in new}
        self._by_text = {output.texts[0]: output.sources[0] for output in new}
        self._by_path = {output.path.removesuffix(_END): output.sources[0] for output in new}
        self._paths = frozenset(self._by_path)

    def moved(self, page: _Published) -> str:
        """Return the file of a former page if it now has another address, or ""."""
        return page.source if page.source in self._sources else ""

    def similar(self, path: str, page: _Published) -> str:
        """Return the new file that has the same text as a former page or a similar name, or ""."""
        from briefgen.assemble.nearest import nearest  # noqa: PLC0415 - only for problems

        nearest_path = nearest(path.removesuffix(_END), self._paths)
        return self._by_text.get(page.text) or self._by_path.get(nearest_path, "")


def _is_text(output: Planned) -> bool:
    """Whether an output is the page of a text, and not a further page of a list."""
    return output.is_page and output.row.maker in _LAYOUTS and bool(output.texts)


def _is_new(output: Planned, store: Store, target: Path) -> bool:
    former = _NOTE.about(f"{target} {output.path}").read(store)
    return former is None or former.source != output.sources[0]


def _gone(path: str, source: str, successor: str) -> Diagnostic:
    url = f"/{path.removesuffix(_END)}"
    alias = url if _PLAIN.fullmatch(url) else json.dumps(url, ensure_ascii=False)
    if successor:
        hint = f"add `aliases: [{alias}]` to this file, so that old links lead to it"
    else:
        hint = f"to redirect old links, add `aliases: [{alias}]` to the text that replaces it"
    return Diagnostic(CODE, f"{url} was published and is gone", Location(successor or source), hint)
